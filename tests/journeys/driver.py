"""Runs the real program and tells what it shows and where things are: driver.py DATABASE STATE_FILE.

Ten times a second it writes as JSON what `state` says, and does what stands in the file STATE_FILE with the ending .do:
"dark" or "light" dresses the program, "stall SECONDS" keeps the thread busy that looks at the file, "calm" forgets the
longest time for which the window did not react so far (without the time for which it had no processor).
"""

import json
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

from leaddesk import app
from leaddesk.gui import theme
from leaddesk.gui.bridge.runner import Lane
from leaddesk.gui.main_window import MainWindow
from leaddesk.gui.pipeline.column import Column
from leaddesk.gui.pipeline.column_view import ColumnView
from leaddesk.gui.pipeline.drop_bar import DropPlace
from leaddesk.gui.pipeline.fold_strip import FoldStrip
from leaddesk.gui.widgets.banner import Banner
from leaddesk.gui.widgets.composer import Composer
from leaddesk.gui.widgets.inline_field import InlineField
from leaddesk.gui.widgets.toast import Toast

EVERY = 100  # milliseconds
BEAT = 20
TOLD = 200  # cards of a column, at most


def place(widget: QWidget, at: QPoint | None = None) -> list[int]:
    point = widget.mapToGlobal(at if at is not None else widget.rect().center())
    return [point.x(), point.y()]


def state(window: MainWindow) -> dict[str, Any]:
    """Everything that a journey may look at."""
    columns = window.page("pipeline").board.columns if window.current_key == "pipeline" else []
    notes = [
        edit
        for composer in window.findChildren(Composer)
        for edit in composer.findChildren(QPlainTextEdit)
        if edit.isVisible()
    ]
    return {
        "columns": [cards(column.view) for column in columns],  # those that are seen: [id, x, y]
        "heads": [place(column, QPoint(column.width() // 2, 20)) for column in columns],
        "area": area(columns[0]) if columns else None,
        "strips": {
            strip.accessibleName(): place(strip) for strip in window.findChildren(FoldStrip) if strip.isVisible()
        },
        "tools": {tool.accessibleName(): place(tool) for tool in window.findChildren(QToolButton) if tool.isVisible()},
        "bar": {spot.accessibleName(): place(spot) for spot in window.findChildren(DropPlace) if spot.isVisible()},
        "note": [*place(notes[0]), notes[0].toPlainText()] if notes else None,
        "window": [window.width(), window.height()],
        "theme": "dark" if theme.current().dark else "light",
        "focus": focus(),
        "banners": [[bar.text, buttons(bar)] for bar in window.findChildren(Banner) if bar.isVisible()],
        "toasts": [
            [bar.accessibleName(), buttons(bar)]
            for bar in window.findChildren(Toast)
            if bar.isVisible() and not bar.closing
        ],
        "dialogs": [
            [" ".join(label.text() for label in top.findChildren(QLabel)), buttons(top) | entries(top)]
            for top in QApplication.topLevelWidgets()
            if isinstance(top, QDialog) and top.isVisible()
        ],
        **file_state(window),
        **page_state(window),
    }


def file_state(window: MainWindow) -> dict[str, Any]:
    side = window._navigation
    return {
        "here": [side._here.text(), side._here.accessibleName()] if side._here.isVisible() else None,
        "where": side._where.text(),
        "saved": side._saved.text(),
        "veil": window.watch._veil.isVisible() if hasattr(window, "watch") else False,
    }


def page_state(window: MainWindow) -> dict[str, Any]:
    if window.current_key != "pipeline":
        return {"stages": []}
    page = window.page("pipeline")
    gaps = [(column.model.ids, column.view._gap) for column in page.board.columns]
    model, pane = page.model, page.pane if page.is_pane_open else None
    ids = [number for column in model.columns for number in column.ids[:TOLD]]
    return {
        "stages": [list(column.ids[:TOLD]) for column in model.columns],
        "chosen": list(page.board.chosen_ids),
        "room": next(([at, below(ids, row)] for at, (ids, row) in enumerate(gaps) if row is not None), None),
        "current": page.board.current_id,
        "glow": [number for number in ids if model.glow.by(number)],
        "unsaved": [number for number in ids if model.is_unsaved(number)],
        "dragging": page.board._is_dragging,
        "deal": pane.deal_id if pane else None,
        "others": pane.others.text if pane and pane.others.isVisible() else "",
        "fields": {
            field.editor.accessibleName(): [*place(field.editor), field.text(), field.note]
            for field in (pane.findChildren(InlineField) if pane else [])
            if field.isVisible()
        },
    }


def focus() -> list[Any] | None:
    """[name, text, cursor] of the field that has the keyboard."""
    widget = QApplication.focusWidget()
    if isinstance(widget, QLineEdit):
        return [widget.accessibleName(), widget.text(), widget.cursorPosition()]
    if isinstance(widget, QPlainTextEdit):
        return [widget.accessibleName(), widget.toPlainText(), widget.textCursor().position()]
    return None


def buttons(widget: QWidget) -> dict[str, list[int]]:
    found = [button for button in widget.findChildren(QPushButton) if button.isVisible()]
    return {button.text().replace("&", "") or button.accessibleName(): place(button) for button in found}


def below(ids: Sequence[int], row: int) -> int | None:
    """The card under a gap that is open above a row; None at the end."""
    return ids[row] if row < len(ids) else None


def entries(widget: QWidget) -> dict[str, list[int]]:
    """What can be chosen from lists."""
    found = {}
    for choice in widget.findChildren(QListWidget):
        for entry in (choice.item(row) for row in range(choice.count())):
            found[entry.text()] = place(choice.viewport(), choice.visualItemRect(entry).center())
    return found


def cards(view: ColumnView) -> list[list[int]]:
    """Those whose middle is seen, with nothing above it."""
    model, window, ground = view.model(), view.window(), view.viewport()
    seen = ground.visibleRegion().boundingRect()
    if view.isHidden() or seen.isEmpty():
        return []
    first, last = view.rowAt(seen.top()), view.rowAt(seen.bottom())
    shown = []
    for row in range(first, last + 1 if last >= 0 else model.rowCount()):
        middle = view.visualRect(model.index(row, 0)).center()
        if window.childAt(ground.mapTo(window, middle)) is ground:
            shown.append([model.ids[row], *place(ground, middle)])
    return shown


def area(column: Column) -> list[int]:
    """The part of the screen in which columns are seen: left, top, right, bottom."""
    seen = column.window().page("pipeline").board.area.viewport()
    return [*place(seen, seen.rect().topLeft()), *place(seen, seen.rect().bottomRight())]


def queued() -> float:
    """Seconds for which this thread could have run, while other programs had the processors."""
    return int(Path("/proc/thread-self/schedstat").read_text().split()[1]) / 1e9


class Driver:
    """Tells of one window, and does what it is told."""

    def __init__(self, window: MainWindow, target: Path) -> None:
        self._window, self._target = window, target
        self._rearranged_at = 0.0
        self._gap = 0.0
        self._beat_at, self._queued = time.monotonic(), queued()
        for interval, call in ((EVERY, self._tell), (BEAT, self._beat)):
            timer = QTimer(window, interval=interval)
            timer.setTimerType(Qt.TimerType.PreciseTimer)
            timer.timeout.connect(call)
            timer.start()
        window.office.opened.connect(self._on_opened)

    def _on_opened(self) -> None:
        self._window.page("pipeline").model.rearranged.connect(self._on_rearranged)

    def _on_rearranged(self) -> None:
        self._rearranged_at = time.monotonic()

    def _beat(self) -> None:
        now, waited = time.monotonic(), queued()
        self._gap = max(self._gap, now - self._beat_at - BEAT / 1000 - (waited - self._queued))
        self._beat_at, self._queued = now, waited

    def _tell(self) -> None:
        asked = self._target.with_suffix(".do")
        if asked.exists():
            self._do(*asked.read_text().split())
            asked.unlink()
        fresh = self._target.with_suffix(".new")
        times = {"rearranged_at": self._rearranged_at, "gap": round(self._gap, 4)}
        fresh.write_text(json.dumps(state(self._window) | times))
        fresh.replace(self._target)

    def _do(self, what: str, seconds: str = "0") -> None:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        if what in ("dark", "light"):
            theme.apply(application, theme.DARK if what == "dark" else theme.LIGHT)
        elif what == "stall":
            assert self._window.desk is not None
            stalled = lambda _workspace: threading.Event().wait(float(seconds))  # noqa: E731
            self._window.desk.runner.read(stalled, owner=self._window, then=lambda _: None, lane=Lane.WATCH)
        else:
            self._gap, self._beat_at, self._queued = 0.0, time.monotonic(), queued()


def main(database: str, target: Path) -> None:
    made = app._window

    def watched(*args: Any, **options: Any) -> MainWindow:
        window = made(*args, **options)
        window.driver = Driver(window, target)  # type: ignore[attr-defined]
        return window

    app._window = watched
    app.run_window(database, demo=False)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
    QApplication.quit()
