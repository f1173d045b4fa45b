"""What tests of the window may ask for: a desk to stand at, dressed in the light theme."""

from collections.abc import Callable, Iterator
from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from leaddesk.domain.ids import IdSource
from leaddesk.gui import theme
from leaddesk.gui.bridge.change_bus import ChangeBus
from leaddesk.gui.bridge.runner import InlineRunner
from leaddesk.gui.desk import Desk, Requests
from leaddesk.services.settings import Settings
from leaddesk.services.users import find_user
from leaddesk.services.workspace import Workspace, open_workspace

Now = Callable[[], datetime]


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


def _desk_on(app: QApplication, workspace: Workspace, settings: Settings, clock: Now, zone: ZoneInfo) -> Iterator[Desk]:
    theme.apply(app, theme.LIGHT)
    path = workspace.database.path

    def open_again(query_only: bool) -> Workspace:
        ids = IdSource(clock, Random(3))
        return open_workspace(path, settings=settings, query_only=query_only, clock=clock, zone=zone, ids=ids)

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
        file_uuid=workspace.file_uuid,
        name=path.stem,
        me=find_user(workspace, workspace.actor.name),
    )
    runner.stop()
