"""Closing the window costs no word: what is typed is saved first, and what was refused is shown once more."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from leaddesk.domain.errors import DiskFull
from leaddesk.domain.records import Kind
from leaddesk.gui import theme
from leaddesk.gui.bridge.runner import InlineRunner, Runner, ThreadRunner
from leaddesk.gui.main_window import MainWindow
from leaddesk.gui.office import Office
from leaddesk.gui.widgets.conflict_dialog import DecisionDialog
from leaddesk.gui.widgets.toast import Toast
from leaddesk.services import deals, editing
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Workspace, open_workspace

Open = Callable[[type[Runner]], MainWindow]


@pytest.fixture
def path(demo_workspace: Workspace) -> Path:
    demo_workspace.database.close()
    return demo_workspace.database.path


@pytest.fixture
def started(qtbot: QtBot, qapp: QApplication, settings: Settings, clock: Any, path: Path) -> Iterator[Open]:
    theme.apply(qapp, theme.LIGHT)
    windows: list[MainWindow] = []

    def start(kind: type[Runner]) -> MainWindow:
        window = MainWindow(Office(settings, kind, clock))  # type: ignore[arg-type]
        windows.append(window)
        qtbot.addWidget(window)
        with qtbot.waitActive(window):
            window.show()
        window.office.open_file(path)
        qtbot.waitUntil(lambda: hasattr(window, "watch") and sum(window.page("pipeline").card_counts()) > 0)
        window.watch.live.pause()
        return window

    yield start
    for window in windows:
        if window.desk is not None:
            window.desk.runner.hold(None)
        for _ in range(3):
            window.close()
        qtbot.waitUntil(lambda window=window: window.desk is None)


def typing(window: MainWindow, qtbot: QtBot, text: str) -> int:
    """Open a deal, type into its source, and leave the cursor there; the deal's id."""
    page = window.page("pipeline")
    card = page.model.columns[2].ids[0]
    page.show_record(card)
    qtbot.waitUntil(lambda: bool(source(window)))
    source(window)[0].setFocus()
    source(window)[0].setText(text)
    return card


def source(window: MainWindow) -> list[QLineEdit]:
    return [line for line in window.findChildren(QLineEdit) if line.accessibleName() == "Source" and line.text()]


def saved(path: Path, settings: Settings, card: int) -> str | None:
    fresh = open_workspace(path, settings=settings, query_only=True)
    found = deals.deal_detail(fresh, card).deal.source
    fresh.database.close()
    return found


def test_what_is_on_its_way_is_waited_for(started: Open, qtbot: QtBot, path: Path, settings: Settings) -> None:
    window = started(ThreadRunner)
    card = typing(window, qtbot, "Referral by Ida")
    window.close()
    qtbot.waitUntil(lambda: window.desk is None)
    assert saved(path, settings, card) == "Referral by Ida"


def test_what_was_refused_keeps_the_window_open_once(started: Open, qtbot: QtBot, path: Path) -> None:
    window = started(InlineRunner)
    typing(window, qtbot, "Referral by Ida")
    assert window.desk is not None
    window.desk.runner.hold(DiskFull("the disk is full", "nothing was saved", "free some space"))
    window.close()
    assert window.isVisible()
    assert source(window)[0].text() == "Referral by Ida"
    assert any("is not saved" in toast.accessibleName() for toast in window.findChildren(Toast))
    window.desk.runner.hold(None)
    source(window)[0].setFocus()
    window.close()
    assert not window.isVisible()


def test_a_colleague_s_change_of_the_same_field_is_asked_about_before_the_window_goes(
    started: Open, qtbot: QtBot, path: Path, settings: Settings, clock: Any
) -> None:
    window = started(ThreadRunner)
    card = typing(window, qtbot, "Mine")
    maria = open_workspace(path, settings=settings, as_user="Maria Ruiz", clock=clock)
    editing.edit(maria, Kind.DEAL, card, {"source": "Hers"})
    maria.database.close()
    window.close()
    qtbot.waitUntil(lambda: any(dialog.isVisible() for dialog in window.findChildren(DecisionDialog)))
    assert window.isVisible()
    assert source(window)[0].text() == "Mine"
    for dialog in window.findChildren(DecisionDialog):
        dialog.reject()
