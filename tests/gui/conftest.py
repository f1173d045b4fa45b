"""What tests of the window may ask for: a desk to stand at, the board on it, all in the light theme."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from leaddesk.domain.ids import IdSource
from leaddesk.gui import theme
from leaddesk.gui.bridge.change_bus import ChangeBus
from leaddesk.gui.bridge.rate_book import RateBook
from leaddesk.gui.bridge.runner import InlineRunner, ThreadRunner
from leaddesk.gui.desk import Desk, Requests
from leaddesk.gui.main_window import MainWindow
from leaddesk.gui.office import Office
from leaddesk.gui.pipeline.board import Board
from leaddesk.services.settings import Settings
from leaddesk.services.users import find_user
from leaddesk.services.workspace import Session, Workspace, open_workspace

Now = Callable[[], datetime]

# Only there a real drag runs; tests/gui/test_board_drag.py starts these in a process of their own.
collect_ignore = [] if os.environ.get("QT_QPA_PLATFORM") == "minimal" else ["drag"]


@pytest.fixture
def desk(
    qtbot: QtBot, qapp: QApplication, demo_workspace: Workspace, settings: Settings, clock: Now, zone: ZoneInfo
) -> Iterator[Desk]:
    """The invented business; I am its first user, and every call runs at once."""
    yield from _desk_on(qapp, demo_workspace, settings, clock, zone)


@pytest.fixture
def empty_desk(
    qtbot: QtBot, qapp: QApplication, workspace: Workspace, settings: Settings, clock: Now, zone: ZoneInfo
) -> Iterator[Desk]:
    """A new database; I am its only user, and every call runs at once."""
    yield from _desk_on(qapp, workspace, settings, clock, zone)


@pytest.fixture
def protected_desk(desk: Desk, demo_workspace: Workspace, open_again: Callable[[bool], Workspace]) -> Iterator[Desk]:
    """The invented business in a file that nobody may write: reading works, every change is refused."""
    demo_workspace.database.close()
    desk.runner.stop()
    path = demo_workspace.database.path
    path.chmod(0o444)
    runner = InlineRunner(desk.bus, open_again)
    yield replace(desk, runner=runner)
    runner.stop()
    path.chmod(0o644)


@pytest.fixture
def threaded_desk(desk: Desk, open_again: Callable[[bool], Workspace]) -> Iterator[Desk]:
    """The invented business, whose calls run on other threads as in the program."""
    runner = ThreadRunner(desk.bus, open_again)
    yield replace(desk, runner=runner)
    runner.stop()


@pytest.fixture
def board(desk: Desk, qtbot: QtBot) -> Iterator[Board]:
    """The board in a window of its own, with the keyboard on no card yet."""
    yield from _board_on(desk, qtbot)


@pytest.fixture
def protected_board(protected_desk: Desk, qtbot: QtBot) -> Iterator[Board]:
    """The same on a file that cannot be written."""
    yield from _board_on(protected_desk, qtbot)


@pytest.fixture
def window(
    qtbot: QtBot, qapp: QApplication, demo_workspace: Workspace, settings: Settings, clock: Now
) -> Iterator[MainWindow]:
    """The program's window on the invented business, the board in front; every call runs at once."""
    theme.apply(qapp, theme.LIGHT)
    shown = MainWindow(Office(settings, InlineRunner, clock))
    qtbot.addWidget(shown)
    with qtbot.waitActive(shown):
        shown.show()
    shown.office.open_file(demo_workspace.database.path)
    qtbot.waitUntil(lambda: hasattr(shown, "_reminders"))
    yield shown
    shown.close()


@pytest.fixture
def open_again(demo_workspace: Workspace, settings: Settings) -> Callable[[bool], Workspace]:
    """Opens the file of `desk` once more, to read only if asked."""

    def opened(query_only: bool) -> Workspace:
        first = demo_workspace
        return open_workspace(
            first.database.path, settings=settings, query_only=query_only, clock=first.clock, zone=first.zone
        )

    return opened


def _desk_on(app: QApplication, workspace: Workspace, settings: Settings, clock: Now, zone: ZoneInfo) -> Iterator[Desk]:
    theme.apply(app, theme.LIGHT)
    path, session = workspace.database.path, Session()

    def open_again(query_only: bool) -> Workspace:
        ids = IdSource(clock, Random(3))
        return open_workspace(
            path, settings=settings, query_only=query_only, session=session, clock=clock, zone=zone, ids=ids
        )

    bus = ChangeBus()
    runner = InlineRunner(bus, open_again)
    yield Desk(
        runner=runner,
        bus=bus,
        settings=settings,
        requests=Requests(),
        clock=clock,
        zone=zone,
        currency=workspace.currency,
        rates=RateBook(workspace.currency, {}, runner),
        file_uuid=workspace.file_uuid,
        name=path.stem,
        me=find_user(workspace, workspace.actor.name),
    )
    runner.stop()


def _board_on(desk: Desk, qtbot: QtBot) -> Iterator[Board]:
    window = QWidget()
    qtbot.addWidget(window)
    shown = Board(desk, window)
    desk.bus.changed.connect(shown.take_in)
    window.resize(1150, 760)
    shown.resize(1150, 760)
    with qtbot.waitActive(window):
        window.show()
    shown.model.reload()
    QApplication.processEvents()
    yield shown
    desk.bus.changed.disconnect(shown.take_in)
