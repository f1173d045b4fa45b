"""In quiet moments the window looks for damage, and lets go of what is too old to undo."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from leaddesk.gui.bridge.change_bus import ChangeBus
from leaddesk.gui.bridge.runner import InlineRunner
from leaddesk.gui.desk import Desk
from leaddesk.gui.office import Office
from leaddesk.gui.upkeep import Upkeep
from leaddesk.services import contacts, history, history_care
from leaddesk.services.workspace import Workspace


@pytest.fixture
def upkeep(empty_desk: Desk, qtbot: QtBot) -> Iterator[Upkeep]:
    owner = QObject()
    office = Office(empty_desk.settings, lambda bus, opens: InlineRunner(ChangeBus(), opens), empty_desk.clock)
    yield Upkeep(empty_desk, office, owner)
    owner.deleteLater()


def test_what_is_too_old_is_let_go_little_by_little(
    upkeep: Upkeep, workspace: Workspace, clock: Any, qtbot: QtBot
) -> None:
    contacts.add_company(workspace, {"name": "Kestrel AG"})
    clock.now += timedelta(days=history_care.DAYS + 1)
    contacts.add_company(workspace, {"name": "Falcon"})
    upkeep.look_after()
    qtbot.waitUntil(lambda: not history_care.due(workspace))
    newest, older = history.history(workspace)[:2]
    assert (newest.pruned, older.pruned) == (False, True)


def test_a_sound_file_is_looked_at_once_a_day(upkeep: Upkeep, empty_desk: Desk, clock: Any) -> None:
    key = f"checked:{empty_desk.file_uuid}"
    upkeep.look_after()
    assert empty_desk.settings.get(key) == "2026-11-21"
    clock.advance(days=1)
    upkeep.look_after()
    assert empty_desk.settings.get(key) == "2026-11-22"


def test_damage_is_told_and_looked_for_again(upkeep: Upkeep, empty_desk: Desk, workspace: Workspace) -> None:
    path = workspace.database.path
    for number in range(300):
        contacts.add_company(workspace, {"name": f"Company {number}"})
    workspace.database.sql("PRAGMA wal_checkpoint(TRUNCATE)")
    [[page, root]] = workspace.database.sql(
        "SELECT page_size, rootpage FROM pragma_page_size, sqlite_schema WHERE name = 'company_external'"
    )
    with path.open("r+b") as file:
        file.seek((root - 1) * page)
        file.write(b"\x55" * page)
    heard: list[str] = []
    upkeep.damage_found.connect(heard.append)
    upkeep.look_after()
    assert len(heard) == 1
    assert empty_desk.settings.get(f"checked:{empty_desk.file_uuid}") is None
