"""Runs the real program and tells where things are on the screen: driver.py DATABASE STATE_FILE.

Ten times a second it writes, as JSON: the cards of each column as [id, x, y], the places of the bar while dragging, the
deal in the pane, and the place and text of the note that is being written.
"""

import json
import sys
from pathlib import Path

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from leaddesk import app
from leaddesk.gui.main_window import MainWindow
from leaddesk.gui.pipeline.column_view import ColumnView
from leaddesk.gui.pipeline.drop_bar import DropPlace
from leaddesk.gui.widgets.composer import Composer

EVERY = 100  # milliseconds


def place(widget: QWidget, at: QPoint | None = None) -> list[int]:
    point = widget.mapToGlobal(at if at is not None else widget.rect().center())
    return [point.x(), point.y()]


def state(window: MainWindow) -> dict[str, object]:
    columns = [view for view in window.findChildren(ColumnView) if view.isVisible()]
    columns.sort(key=lambda view: place(view)[0])
    notes = [
        edit
        for composer in window.findChildren(Composer)
        for edit in composer.findChildren(QPlainTextEdit)
        if edit.isVisible()
    ]
    return {
        "columns": [cards(view) for view in columns],
        "bar": {spot.accessibleName(): place(spot) for spot in window.findChildren(DropPlace) if spot.isVisible()},
        "note": [*place(notes[0]), notes[0].toPlainText()] if notes else None,
        "window": [window.width(), window.height()],
    }


def cards(view: ColumnView) -> list[list[int]]:
    model = view.model()
    shown = []
    for row in range(model.rowCount()):
        rect = view.visualRect(model.index(row, 0))
        if view.viewport().rect().contains(rect.center()):
            shown.append([model.ids[row], *place(view.viewport(), rect.center())])
    return shown


def main(database: str, target: Path) -> None:
    made = app._window

    def watched(*args: object, **options: object) -> MainWindow:
        window = made(*args, **options)  # type: ignore[arg-type]
        timer = QTimer(window)
        timer.timeout.connect(lambda: tell(window))
        timer.start(EVERY)
        return window

    def tell(window: MainWindow) -> None:
        fresh = target.with_suffix(".new")
        fresh.write_text(json.dumps(state(window)))
        fresh.replace(target)

    app._window = watched
    app.run_window(database, demo=False)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
    QApplication.quit()
