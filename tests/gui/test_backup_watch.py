"""The window makes backups by itself, says when, shows one to look into, and offers one for a broken file."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from leaddesk.domain.backups import Backup, Why
from leaddesk.gui import theme
from leaddesk.gui.bridge.runner import InlineRunner
from leaddesk.gui.main_window import MainWindow
from leaddesk.gui.office import Office
from leaddesk.gui.settings.restore_dialog import RestoreDialog
from leaddesk.gui.widgets.banner import Banner
from leaddesk.gui.widgets.toast import Toast
from leaddesk.services import backups, deals, users
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Workspace, open_workspace

Open = Callable[[], Workspace]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    monkeypatch.setenv("LEADDESK_HOME", str(folder))
    monkeypatch.setenv("TZ", "Europe/Berlin")
    return folder


@pytest.fixture
def path(demo_template: Path, tmp_path: Path) -> Path:
    file = tmp_path / "Northwind.leaddesk"
    shutil.copyfile(demo_template, file)
    return file


@pytest.fixture
def opened(path: Path, settings: Settings, clock: Any) -> Iterator[Open]:
    """The file as a colleague has it open."""
    made: list[Workspace] = []

    def colleague() -> Workspace:
        made.append(open_workspace(path, settings=settings, clock=clock))
        return made[-1]

    yield colleague
    for workspace in made:
        workspace.database.close()


@pytest.fixture
def window(
    qtbot: QtBot, qapp: QApplication, home: Path, path: Path, settings: Settings, clock: Any
) -> Iterator[MainWindow]:
    theme.apply(qapp, theme.LIGHT)
    first = open_workspace(path, settings=settings)
    settings.remember_user(first.file_uuid, users.list_users(first)[0].id)
    first.database.close()
    made = MainWindow(Office(settings, InlineRunner, clock))
    qtbot.addWidget(made)
    made.show()
    made.office.open_file(path)
    qtbot.waitUntil(lambda: hasattr(made, "watch"))
    yield made
    made.close()


def kept(home: Path, window: MainWindow) -> list[Backup]:
    assert window.desk is not None
    return backups.listed(home / "data" / "backups", window.desk.file_uuid)


def foot(window: MainWindow) -> str:
    label = window._navigation._backup
    return label.text() if label.isVisible() else ""


def banners(window: MainWindow) -> list[Banner]:
    return [banner for banner in window.findChildren(Banner) if banner.isVisible()]


def press(banner: Banner, name: str) -> None:
    next(button for button in banner.findChildren(QPushButton) if button.text() == name).click()


def test_backups_make_themselves_and_the_foot_says_when(
    window: MainWindow, home: Path, clock: Any, opened: Open
) -> None:
    assert foot(window) == "No backup yet"
    window.backups.look()
    assert (foot(window), len(kept(home, window))) == ("Backed up today, 10:00", 1)
    deals.add_deal(opened(), {"title": "New"})
    clock.advance(minutes=29)
    window.backups.look()
    assert len(kept(home, window)) == 1
    clock.advance(minutes=1)
    window.backups.look()
    assert [found.why for found in kept(home, window)] == [Why.ROUTINE, Why.ROUTINE]
    assert foot(window) == "Backed up today, 10:30"
    clock.advance(days=1)
    window.backups.look()
    assert foot(window) == "Backed up yesterday, 10:30"
    clock.advance(days=4)
    window.backups.look()
    assert (foot(window), len(kept(home, window))) == ("Backed up 21 Nov, 10:30", 2)


def test_one_more_when_the_file_is_closed(window: MainWindow, home: Path, clock: Any, opened: Open) -> None:
    window.backups.look()
    clock.advance(minutes=5)
    colleague = opened()
    deals.add_deal(colleague, {"title": "New"})
    window.close()
    found = backups.listed(home / "data" / "backups", colleague.file_uuid)
    assert found[0].commit_seq == colleague.database.state()[0]
    assert len(found) == 1  # of one half hour the newer one


def test_a_failure_is_told_once_and_in_the_foot(window: MainWindow, home: Path) -> None:
    (home / "data").mkdir(parents=True, exist_ok=True)
    (home / "data" / "backups").write_text("a file where the folder should be")
    heard: list[object] = []
    window.office.requests.problem_shown.connect(heard.append)
    window.backups.look()
    window.backups.look()
    assert (len(heard), foot(window)) == (1, "The last backup failed")
    (home / "data" / "backups").unlink()
    window.backups.look()
    assert foot(window) == "Backed up today, 10:00"


def test_the_settings_are_reached_by_the_foot_and_the_keyboard(window: MainWindow, qtbot: QtBot) -> None:
    window._navigation._buttons["settings"].click()
    assert window.current_key == "settings"
    window.show_page("pipeline")
    window.on_settings()
    assert window.current_key == "settings"
    assert "Ctrl+," in window._navigation._buttons["settings"].toolTip()


def test_a_backup_is_looked_into_and_left_again(
    window: MainWindow, home: Path, path: Path, opened: Open, settings: Settings, qtbot: QtBot
) -> None:
    window.backups.look()
    window.on_settings()
    deals.add_deal(opened(), {"title": "Added since"})
    window.page("settings").backups.on_look()
    qtbot.waitUntil(lambda: bool(banners(window)))
    [banner] = banners(window)
    assert banner.text == ("You are looking at a backup of “Northwind”: Today, 10:00. Nothing can be changed in it.")
    assert window._navigation._where.text() == "Backup: Today, 10:00"
    assert window.windowTitle() == "Northwind – LeadDesk"
    assert window.office.is_protected
    assert foot(window) == ""
    assert settings.last_database == path
    press(banner, "Back to the file")
    assert (window.office.path, window.office.is_protected) == (path, False)
    assert window._navigation._where.text() == "Local file"


def test_a_restore_opens_the_file_again_and_says_so(
    window: MainWindow, home: Path, path: Path, opened: Open, qtbot: QtBot
) -> None:
    window.backups.look()
    window.on_settings()
    section = window.page("settings").backups
    deals.add_deal(opened(), {"title": "Added since"})
    before = window.desk
    section.on_restore()
    section.findChild(RestoreDialog).confirm.click()
    assert window.office.path == path
    assert window.desk is not before
    [toast] = [toast for toast in window.findChildren(Toast) if toast.isVisible()]
    assert toast.accessibleName().startswith("Restored the backup: Today, 10:00.")
    assert "Added since" not in [deal.title for deal in deals.list_deals(opened())]


def test_a_broken_file_is_offered_its_newest_backup(window: MainWindow, home: Path, path: Path, qtbot: QtBot) -> None:
    window.backups.look()
    window.office.close_file()
    content = path.read_bytes()[:20_000]
    path.write_bytes(content)
    window.office.open_file(path)
    [banner] = banners(window)
    assert banner.text.startswith("There is a backup of “Northwind”: ")
    press(banner, "Restore it")
    qtbot.waitUntil(lambda: window.desk is not None)
    assert window.office.path == path
    assert not banners(window)
    [aside] = path.parent.glob("Northwind damaged *.leaddesk")
    assert aside.read_bytes() == content


def test_without_a_backup_nothing_is_offered(window: MainWindow, path: Path) -> None:
    window.office.close_file()
    for folder in (path.parent / "home" / "data" / "backups").glob("*"):
        shutil.rmtree(folder)
    path.write_bytes(path.read_bytes()[:20_000])
    window.office.open_file(path)
    assert not banners(window)
    assert window.desk is None
