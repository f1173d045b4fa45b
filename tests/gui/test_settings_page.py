"""The settings, and in them the backups: making one, looking into one, bringing one back."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from dumping import dump
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from leaddesk.domain.backups import Backup, Why
from leaddesk.domain.guests import Guest
from leaddesk.gui.backup_watch import second_folder
from leaddesk.gui.desk import Desk
from leaddesk.gui.settings.backups_section import BackupsSection
from leaddesk.gui.settings.restore_dialog import RestoreDialog
from leaddesk.gui.settings.settings_page import SettingsPage
from leaddesk.services import backups, deals
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Workspace, open_workspace
from leaddesk.storage.engine import Database

Fresh = Callable[..., Workspace]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "home" / "backups"


@pytest.fixture
def kept_desk(desk: Desk, folder: Path) -> Desk:
    """The invented business as a file of somebody's own, that is backed up."""
    return replace(desk, backup_folder=folder)


@pytest.fixture
def page(kept_desk: Desk, qtbot: QtBot) -> SettingsPage:
    made = SettingsPage(kept_desk)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    return made


@pytest.fixture
def section(page: SettingsPage) -> BackupsSection:
    found = page.findChild(BackupsSection)
    assert isinstance(found, BackupsSection)
    return found


def words(widget: QWidget) -> str:
    return " | ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def rows(section: BackupsSection) -> list[list[str]]:
    table = section.table
    return [
        [item.text() if (item := table.item(row, column)) else "" for column in range(table.columnCount())]
        for row in range(table.rowCount())
    ]


def asked(section: BackupsSection) -> RestoreDialog:
    section.bring_back.click()
    dialog = section.findChild(RestoreDialog)
    assert isinstance(dialog, RestoreDialog)
    return dialog


def test_both_sections_are_there_and_every_button_has_a_name(page: SettingsPage) -> None:
    said = words(page)
    assert "Backups" in said
    assert "History" in said
    assert all(button.text() or button.accessibleName() for button in page.findChildren(QPushButton))


def test_before_the_first_backup(section: BackupsSection, folder: Path) -> None:
    assert "No backup yet" in words(section)
    assert f"On this computer: {folder}" in words(section)
    assert not section.look.isEnabled()
    assert not section.bring_back.isEnabled()


def test_back_up_now(section: BackupsSection, kept_desk: Desk, demo_workspace: Workspace, folder: Path) -> None:
    told = QSignalSpy(kept_desk.requests.backup_made)
    QTest.keyClick(section.now, Qt.Key.Key_Space)
    [made] = backups.listed(folder, demo_workspace.file_uuid)
    assert (made.why, told.count()) == (Why.ASKED, 1)
    count = len(deals.list_deals(demo_workspace))
    assert rows(section) == [
        ["Today, 10:00", "Asked for", f"{made.size / 1000:.1f} kB", f"{count} deals, 80 contacts, 40 companies"]
    ]
    assert "Saved, read back and found sound." in words(section)
    assert section.bring_back.isEnabled()


def test_the_list_follows_what_is_made_elsewhere(
    section: BackupsSection, kept_desk: Desk, demo_workspace: Workspace, folder: Path, clock: Any
) -> None:
    clock.advance(days=-1)
    first = backups.make(demo_workspace, folder, Why.IMPORT)
    clock.advance(days=1)
    kept_desk.requests.backup_made.emit(first)
    second = backups.make(demo_workspace, folder, Why.ROUTINE)
    kept_desk.requests.backup_made.emit(second)
    assert [row[:2] for row in rows(section)] == [
        ["Today, 10:00", "By itself"],
        ["Yesterday, 10:00", "Before an import"],
    ]
    assert section.table.chosen == first.backup  # what was chosen stays so


def test_one_that_cannot_be_used_says_why(
    section: BackupsSection, kept_desk: Desk, demo_workspace: Workspace, folder: Path
) -> None:
    made = backups.make(demo_workspace, folder)
    made.backup.path.chmod(0o644)
    made.backup.path.write_bytes(b"half of it")
    kept_desk.requests.backup_made.emit(made)
    assert rows(section)[0][1] == "Cannot be used"
    assert "This backup cannot be used: its size is not what it was." in words(section)
    assert not section.look.isEnabled()
    assert not section.bring_back.isEnabled()


def test_a_full_disk_is_told_in_place(section: BackupsSection, demo_workspace: Workspace, folder: Path) -> None:
    folder.parent.mkdir(parents=True)
    folder.write_text("a file where the folder should be")
    section.now.click()
    assert "no backup was made; the earlier ones are kept" in words(section)
    assert section.now.isEnabled()


def test_the_question_names_what_is_replaced_and_who_is_here(
    section: BackupsSection, kept_desk: Desk, demo_workspace: Workspace, clock: Any
) -> None:
    section.now.click()
    count = len(deals.list_deals(demo_workspace))
    deals.add_deal(demo_workspace, {"title": "Added since"})
    now = clock()
    eva = Guest("x", "Eva Lund", "EL", "#123456", "evas-laptop", 1, "1", opened_at=now, seen_at=now, alive=True)
    kept_desk.guests.show([eva, replace(eva, client="y", name="Sam Keller", is_me=True)])
    dialog = asked(section)
    said = words(dialog)
    assert "Bring back “demo” as it was: Today, 10:00?" in said
    assert f"Deals | {count} | {count + 1}" in said
    assert "Here now: Eva Lund. They will see the restored records at once." in said
    assert "First a backup of the present state is made" in said
    dialog.reject()


def test_esc_restores_nothing(section: BackupsSection, demo_workspace: Workspace) -> None:
    section.now.click()
    deals.add_deal(demo_workspace, {"title": "Added since"})
    before = dump(demo_workspace.database)
    dialog = asked(section)
    QTest.keyClick(dialog, Qt.Key.Key_Return)  # the safe answer has the keyboard
    assert not dialog.isVisible()
    assert dump(demo_workspace.database) == before


def test_restoring(
    section: BackupsSection, kept_desk: Desk, demo_workspace: Workspace, folder: Path, fresh: Fresh
) -> None:
    section.now.click()
    before = dump(demo_workspace.database)
    deals.add_deal(demo_workspace, {"title": "Added since"})
    done = QSignalSpy(kept_desk.requests.restore_done)
    asked(section).confirm.click()
    assert dump(fresh(demo_workspace).database) == before
    assert done.count() == 1
    assert [found.why for found in backups.listed(folder, demo_workspace.file_uuid)].count(Why.RESTORE) == 1


def test_a_restore_that_is_refused_is_told(section: BackupsSection, demo_workspace: Workspace, fresh: Fresh) -> None:
    section.now.click()
    chosen = section.table.chosen
    assert chosen is not None
    dialog = asked(section)
    chosen.path.chmod(0o644)
    raw = bytearray(chosen.path.read_bytes())
    raw[9000] ^= 1
    chosen.path.write_bytes(raw)
    before = dump(demo_workspace.database)
    dialog.confirm.click()
    assert "its content is not what was written" in words(section)
    assert dump(fresh(demo_workspace).database) == before


def test_looking_into_one(section: BackupsSection, kept_desk: Desk, demo_workspace: Workspace) -> None:
    section.now.click()
    opened = QSignalSpy(kept_desk.requests.backup_opened)
    section.look.click()
    backup, path = opened.at(0)
    assert backup == section.table.chosen
    shown = Database(path)
    assert (dump(shown), shown.protected) == (dump(demo_workspace.database), True)
    shown.close()


def test_a_second_folder(
    section: BackupsSection, settings: Settings, tmp_path: Path, demo_workspace: Workspace
) -> None:
    stick = tmp_path / "stick"
    assert not section.clear.isVisible()
    section._use_second(stick)
    assert second_folder(settings) == stick
    assert f"A copy of each also goes to {stick}" in words(section)
    section.now.click()
    assert "the second folder did not get it" in words(section)
    stick.mkdir()
    section.now.click()
    assert len(backups.listed(stick, demo_workspace.file_uuid)) == 1
    section.clear.click()
    assert second_folder(settings) is None


def test_what_is_only_tried_out_is_not_backed_up(desk: Desk, qtbot: QtBot) -> None:
    section = BackupsSection(desk)
    qtbot.addWidget(section)
    section.show()
    assert "What is only tried out or looked at is not backed up." in words(section)
    assert not [button for button in section.findChildren(QPushButton) if button.isVisible()]


def test_on_other_threads(
    threaded_desk: Desk, folder: Path, qtbot: QtBot, settings: Settings, demo_workspace: Workspace
) -> None:
    desk = replace(threaded_desk, backup_folder=folder)
    section = BackupsSection(desk)
    qtbot.addWidget(section)
    section.show()
    with qtbot.waitSignal(desk.requests.backup_made):
        section.now.click()
        assert not section.now.isEnabled()
    qtbot.waitUntil(lambda: len(rows(section)) == 1)
    chosen = section.table.chosen
    assert isinstance(chosen, Backup)
    with qtbot.waitSignal(desk.requests.restore_done):
        asked(section).confirm.click()
    again = open_workspace(demo_workspace.database.path, settings=settings, query_only=True)
    assert backups.counts_now(again)["deal"] == chosen.counts["deal"]
    again.database.close()
