"""What the window says about its file: banners, the foot, who is here, and the question about an older copy."""

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from leaddesk.domain.errors import Damaged
from leaddesk.domain.guests import Guest
from leaddesk.gui import theme
from leaddesk.gui.bridge.runner import InlineRunner
from leaddesk.gui.main_window import MainWindow
from leaddesk.gui.office import Office
from leaddesk.gui.welcome.who_dialog import WhoDialog
from leaddesk.gui.widgets.banner import Banner
from leaddesk.gui.widgets.toast import Toast
from leaddesk.gui.widgets.veil import Veil
from leaddesk.services import care, deals
from leaddesk.services.live import Waiting
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Session, Workspace, leave, open_workspace

Open = Callable[[Path], MainWindow]


@pytest.fixture
def path(demo_workspace: Workspace) -> Path:
    """A file with the invented business that nobody has open."""
    demo_workspace.database.close()
    return demo_workspace.database.path


@pytest.fixture
def started(qtbot: QtBot, qapp: QApplication, settings: Settings, clock: Any) -> Iterator[Open]:
    """Opens a file in a window that looks at it when it is told to."""
    theme.apply(qapp, theme.LIGHT)
    windows: list[MainWindow] = []

    def start(path: Path) -> MainWindow:
        window = MainWindow(Office(settings, InlineRunner, clock))
        windows.append(window)
        qtbot.addWidget(window)
        with qtbot.waitActive(window):
            window.show()
        window.office.open_file(path)
        qtbot.waitUntil(lambda: hasattr(window, "watch") or bool(boxes(window)))
        if hasattr(window, "watch"):
            window.watch.live.pause()
        return window

    yield start
    for window in windows:
        window.close()


@pytest.fixture
def window(path: Path, started: Open) -> MainWindow:
    return started(path)


@pytest.fixture
def maria(path: Path, tmp_path: Path, clock: Any) -> Iterator[Workspace]:
    """A colleague's program on the same file."""
    session = Session(joins=True)
    opened = open_workspace(
        path, settings=Settings(tmp_path / "hers.json"), as_user="Maria Ruiz", clock=clock, session=session
    )
    yield opened
    opened.database.close()
    leave(session)


def look(window: MainWindow) -> None:
    window.watch.live.look()
    QApplication.processEvents()


def banners(window: MainWindow) -> list[str]:
    return [banner.text for banner in window.findChildren(Banner) if banner.isVisible()]


def boxes(window: MainWindow) -> list[QMessageBox]:
    return [box for box in window.findChildren(QMessageBox) if box.isVisible()]


def click(window: Any, text: str) -> None:
    [button] = [found for found in window.findChildren(QPushButton) if found.isVisible() and found.text() == text]
    button.click()


def is_grey(window: MainWindow) -> bool:
    return any(veil.isVisible() for veil in window.findChildren(Veil))


def foot(window: MainWindow) -> str:
    return window._navigation._saved.text()


def deals_of(window: MainWindow) -> list[str]:
    found: list[str] = []
    assert window.desk is not None
    window.desk.runner.read(
        deals.list_deals, owner=window, then=lambda cards: found.extend(card.title for card in cards)
    )
    return found


def test_a_file_that_is_gone_turns_grey_until_it_is_back(window: MainWindow, path: Path) -> None:
    model = window.page("pipeline").model
    card, before = model.columns[0].ids[0], list(model.columns[0].ids)
    path.rename(path.with_name("away.leaddesk"))
    look(window)
    [said] = banners(window)
    assert said.startswith(f"{path} is not there any more: it was deleted or renamed")
    assert is_grey(window)
    assert foot(window) == "Nothing can be saved now"
    model.move((card,), model.columns[1].stage.id, None)
    assert list(model.columns[0].ids) == before
    [toast] = [shown.accessibleName() for shown in window.findChildren(Toast) if shown.isVisible()]
    assert "is not there any more" in toast
    path.with_name("away.leaddesk").rename(path)
    look(window)
    assert banners(window) == []
    assert not is_grey(window)
    assert foot(window) == "✓ All changes saved"
    model.move((card,), model.columns[1].stage.id, None)
    assert model.columns[1].ids[-1] == card


def test_an_older_copy_can_be_worked_with(window: MainWindow, path: Path) -> None:
    assert window.desk is not None
    older = path.with_name("older.leaddesk")
    runner = window.desk.runner
    runner.read(care.backup, older, owner=window, then=lambda _: None)
    runner.write(deals.add_deal, {"title": "Only in the newer"}, owner=window)
    assert "Only in the newer" in deals_of(window)
    older.replace(path)
    look(window)
    [said] = banners(window)
    assert said.startswith(f"An older copy was put in the place of {path}")
    click(window, "Work with the older copy")
    look(window)
    assert banners(window) == []
    assert "Only in the newer" not in deals_of(window)
    runner.write(deals.add_deal, {"title": "Into the older"}, owner=window)
    assert "Into the older" in deals_of(window)
    assert foot(window) == "✓ All changes saved"


def test_another_database_in_its_place_can_be_opened(window: MainWindow, path: Path, template: Path) -> None:
    other = path.with_name("other.leaddesk")
    shutil.copyfile(template, other)
    other.replace(path)
    look(window)
    [said] = banners(window)
    assert said.startswith(f"Another database lies where {path} was")
    click(window, "Open that one")
    [question] = [dialog for dialog in window.findChildren(WhoDialog) if dialog.isVisible()]
    question.named.emit("Sam Keller", "SK", "#6D4BC3")
    assert window.desk is not None
    assert window.desk.me is not None
    assert deals_of(window) == []
    assert banners(window) == []


def test_who_is_being_waited_for_is_said_and_giving_up_is_offered_later(window: MainWindow, clock: Any) -> None:
    watch, now = window.watch, clock()
    since = now - timedelta(seconds=3)
    kim = Guest("x", "Kim Lee", "KL", "#333333", "far", 7, "1", opened_at=now, seen_at=now, saving_since=since)
    watch.show_waiting(Waiting(3.0, kim))
    [said] = banners(window)
    assert window.desk is not None
    assert said.startswith(f"Waiting for Kim Lee (saving since {since.astimezone(window.desk.zone):%H:%M}).")
    watch.show_waiting(Waiting(4.0, None))
    [said] = banners(window)
    assert said.startswith("Waiting for somebody else who is saving.")
    assert not [button for button in window.findChildren(QPushButton) if button.text() == "Give up"]
    watch.show_waiting(Waiting(15.5, kim))
    assert len(banners(window)) == 1
    window.page("pipeline").board.focus_deals()
    before = QApplication.focusWidget()
    [give_up] = [button for button in window.findChildren(QPushButton) if button.text() == "Give up"]
    QTest.mouseClick(give_up, Qt.MouseButton.LeftButton)
    watch.show_waiting(None)
    assert banners(window) == []
    assert QApplication.focusWidget() is before  # the keyboard stays where the work is


def test_who_is_here_stands_in_the_foot_and_in_the_head(window: MainWindow, maria: Workspace) -> None:
    side = window._navigation
    look(window)
    assert (side._here.text(), side._here.accessibleName()) == ("2 here", "Here: Sam Keller, Maria Ruiz")
    assert side._where.text() == "Shared file · 2 people"
    page, presence = window.page("pipeline"), maria.session.presence
    card = page.model.columns[0].ids[0]
    page.show_record(card)
    look(window)
    assert presence is not None
    assert [guest.record for guest in presence.here() if guest.name == "Sam Keller"] == [card]
    presence.tell(record=card)
    look(window)
    assert page.pane.others.text == "Maria Ruiz has this open"
    maria.database.close()
    leave(maria.session)
    look(window)
    assert page.pane.others.text == ""
    assert not side._here.isVisible()
    assert side._where.text() == "Local file"


@pytest.fixture
def seen_further(path: Path, settings: Settings, clock: Any) -> None:
    """This machine has seen more of the file than is in it now."""
    opened = open_workspace(path, settings=settings, query_only=True, clock=clock)
    number, generation = opened.database.state()
    settings.set(f"seen:{opened.file_uuid}", [number + 3, generation])
    opened.database.close()


def test_an_older_file_is_opened_if_that_is_wanted(seen_further: None, path: Path, started: Open, qtbot: QtBot) -> None:
    window = started(path)
    [box] = boxes(window)
    assert "older than when you saw it last" in box.text()
    assert window.desk is None
    click(box, "Open it all the same")
    qtbot.waitUntil(lambda: hasattr(window, "watch"))
    window.watch.live.pause()
    look(window)
    assert banners(window) == []


def test_an_older_file_is_left_alone_if_that_is_wanted(seen_further: None, path: Path, started: Open) -> None:
    window = started(path)
    [box] = boxes(window)
    click(box, "Do not open it")
    assert window.desk is None
    assert window.stack.currentWidget() is window.files.welcome_page()
    window.office.open_file(path)  # and is asked for again the next time
    assert len(boxes(window)) == 1


def test_how_far_the_file_had_come_is_remembered(window: MainWindow, path: Path, settings: Settings) -> None:
    assert window.desk is not None
    window.desk.runner.write(deals.add_deal, {"title": "The last work"}, owner=window)
    uuid = window.desk.file_uuid
    window.close()
    opened = open_workspace(path, settings=settings, query_only=True)
    assert settings.get(f"seen:{uuid}") == list(opened.database.state())
    opened.database.close()


def test_a_damaged_file_can_be_left_for_a_backup(window: MainWindow) -> None:
    def met(_: Workspace) -> None:
        raise Damaged("a page is damaged", "nothing was changed", "open a backup")

    assert window.desk is not None
    window.desk.runner.read(met, owner=window, then=lambda _: None)
    assert banners(window) == ["A page is damaged; nothing was changed; open a backup."]
    assert not [toast for toast in window.findChildren(Toast) if toast.isVisible()]  # it is said once
    click(window, "Look for a backup…")
    assert window.desk is None
    assert window.stack.currentWidget() is window.files.welcome_page()


def test_a_protected_file_takes_nothing(path: Path, started: Open) -> None:
    path.chmod(0o444)
    window = started(path)
    assert [said[:10] for said in banners(window)] == ["Read-only:"]
    assert foot(window) == "Nothing can be saved now"
