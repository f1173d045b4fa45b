"""Whether the window stays awake while very many rows are imported and somebody scrolls; the figures are printed.

Run with: pytest tests/benchmarks/test_smoothness.py -m slow -s

A timer of 5 ms tells by how much it comes too late, at rest and then while 100,000 rows are imported on the thread that
writes and the board is scrolled each 16 ms.
"""

import time
from pathlib import Path
from typing import Any

import pytest
from fixtures.many_deals import make_many_deals
from fixtures.maven_shaped import STAGES, write_pipeline
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from leaddesk.gui import theme
from leaddesk.gui.bridge.runner import ThreadRunner
from leaddesk.gui.main_window import MainWindow
from leaddesk.gui.office import Office
from leaddesk.services.importing import import_file
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import open_workspace, utc_now

ROWS = 100_000
EVERY, SCROLLED = 5, 16  # milliseconds
STEP = 45  # pixels
AT_REST = 5_000  # milliseconds
KNOWN = 10_000  # deals that are there before

pytestmark = [pytest.mark.slow, pytest.mark.qt_log_ignore("This plugin does not support")]


class Lateness:
    """Milliseconds by which a timer came later than it should have."""

    def __init__(self, parent: Any) -> None:
        self.found: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer(parent, interval=EVERY)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timeout)
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def told(self, when: str) -> str:
        late = sorted(self.found)
        at = [late[min(int(len(late) * share), len(late) - 1)] for share in (0.5, 0.95, 0.99)]
        figures = "p50 {:.1f}, p95 {:.1f}, p99 {:.1f}".format(*at)
        return f"{when}: {len(late)} times, {figures}, longest {late[-1]:.1f} ms late"

    def _on_timeout(self) -> None:
        now = time.perf_counter()
        self.found.append(max((now - self._last) * 1000 - EVERY, 0.0))
        self._last = now


def scroll(window: MainWindow, way: list[int]) -> None:
    """One step down the first column, or up again from its end."""
    columns = window.page("pipeline").board.columns
    if columns:
        bar = columns[0].view.verticalScrollBar()
        bar.setValue(bar.value() + way[0] * STEP)
        if bar.value() in (bar.minimum(), bar.maximum()):
            way[0] = -way[0]


def test_a_timer_while_rows_are_imported_and_the_board_is_scrolled(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    theme.apply(qapp, theme.LIGHT)
    settings, path = Settings(tmp_path / "settings.json"), tmp_path / "team.leaddesk"
    make_many_deals(path, settings, KNOWN)
    write_pipeline(tmp_path / "many.csv", ROWS)
    window = MainWindow(Office(settings, ThreadRunner, utc_now))
    qtbot.addWidget(window)
    window.resize(1500, 900)
    window.show()
    window.office.open_file(path)
    qtbot.waitUntil(lambda: window.desk is not None, timeout=20_000)
    window.show_page("pipeline")
    qtbot.waitUntil(lambda: sum(window.page("pipeline").card_counts()) > 0, timeout=20_000)
    qtbot.wait(3_000)  # what comes with opening is over

    rest = Lateness(window)
    qtbot.wait(AT_REST)
    rest.stop()
    way, done = [1], list[object]()
    scrolling = QTimer(window, interval=SCROLLED)
    scrolling.timeout.connect(lambda: scroll(window, way))
    assert window.desk is not None
    late, start = Lateness(window), time.perf_counter()
    scrolling.start()
    window.desk.runner.write(
        lambda opened: import_file(opened, tmp_path / "many.csv", stages=STAGES, duplicates="create"),
        owner=window,
        then=done.append,
    )
    qtbot.waitUntil(lambda: bool(done), timeout=300_000)
    took = time.perf_counter() - start
    during = len(late.found)
    qtbot.wait(2_000)  # the board follows
    late.stop()
    scrolling.stop()
    window.close()
    again = open_workspace(path, settings=settings)
    rows = again.database.sql("SELECT count(*) FROM deal")[0][0]
    again.database.close()
    print()
    print(rest.told("at rest"))
    print(late.told(f"importing {ROWS} rows ({took:.1f} s), scrolling, and 2 s after"))
    print(f"longest while importing {max(late.found[:during]):.1f}, after it {max(late.found[during:]):.1f} ms late")
    assert rows == KNOWN + ROWS
