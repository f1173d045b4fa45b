"""The first minute: choosing how to begin, and saying who one is."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListWidget, QPushButton, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from leaddesk.domain.errors import NotADatabase
from leaddesk.domain.records import USER_COLOURS, User
from leaddesk.gui import theme
from leaddesk.gui.welcome.welcome_page import WelcomePage
from leaddesk.gui.welcome.who_dialog import WhoDialog
from leaddesk.services.settings import Settings

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
USERS = [
    User(id=2**62 + 1, name="Maria Ruiz", initials="MR", colour=USER_COLOURS[1]),
    User(id=2**62 + 2, name="Sam Keller", initials="SK", colour=USER_COLOURS[0]),
]


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp, theme.LIGHT)
    font = qapp.font()
    yield
    qapp.setFont(font)
    theme.apply(qapp, theme.LIGHT)


@pytest.fixture
def page(qtbot: QtBot, settings: Settings) -> WelcomePage:
    made = WelcomePage(settings)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    return made


def button(parent: QWidget, name: str) -> QPushButton:
    return next(b for b in parent.findChildren(QPushButton) if name in (b.text(), b.accessibleName()))


def words(widget: QWidget) -> str:
    return " | ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def drop(page: WelcomePage, *paths: str) -> bool:
    """Whether the page would take it; if so it is let go."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(path) for path in paths])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, mime, buttons, keys)
    enter.ignore()
    QApplication.sendEvent(page.viewport(), enter)
    if enter.isAccepted():
        QApplication.sendEvent(page.viewport(), QDropEvent(QPoint(5, 5), Qt.DropAction.CopyAction, mime, buttons, keys))
    return enter.isAccepted()


# The page


def test_four_ways_to_begin(page: WelcomePage) -> None:
    for name, signal in (
        ("Try the demo", page.demo_chosen),
        ("New file…", page.new_chosen),
        ("Open file…", page.open_chosen),
        ("Import a file…", page.import_chosen),
    ):
        told = QSignalSpy(signal)
        QTest.keyClick(button(page, name), Qt.Key.Key_Space)
        assert told.count() == 1
    assert "LeadDesk" in words(page)


def test_the_last_file_is_one_press_away(qtbot: QtBot, settings: Settings, tmp_path: Path) -> None:
    settings.last_database = tmp_path / "Northwind.leaddesk"
    page = WelcomePage(settings)
    qtbot.addWidget(page)
    page.show()
    assert str(tmp_path) in words(page)
    with qtbot.waitSignal(page.recent_chosen, check_params_cb=lambda path: path.endswith("Northwind.leaddesk")):
        button(page, "Northwind").click()


def test_a_problem_stays_until_something_else_is_tried(page: WelcomePage) -> None:
    page.show_problem(NotADatabase("“notes.txt” is no LeadDesk file", todo="choose another"))
    assert "“notes.txt” is no LeadDesk file; nothing was changed; choose another." in words(page)
    button(page, "Open file…").click()
    assert "notes.txt" not in words(page)


def test_a_file_can_be_dropped(page: WelcomePage) -> None:
    told = QSignalSpy(page.file_dropped)
    assert drop(page, "/data/Team.leaddesk")
    assert drop(page, "/data/CONTACTS.CSV")
    assert [told.at(place)[0] for place in range(told.count())] == ["/data/Team.leaddesk", "/data/CONTACTS.CSV"]


@pytest.mark.parametrize("paths", [("/data/photo.png",), ("/data/a.csv", "/data/b.csv"), ()])
def test_other_things_are_not_taken(page: WelcomePage, paths: tuple[str, ...]) -> None:
    assert not drop(page, *paths)


def test_everything_is_there_in_a_small_window_with_large_text(
    qtbot: QtBot, qapp: QApplication, settings: Settings, tmp_path: Path
) -> None:
    font = qapp.font()
    font.setPointSizeF(font.pointSizeF() * 2)
    qapp.setFont(font)
    theme.apply(qapp, theme.DARK)
    settings.last_database = tmp_path / ("A very long name of a file " * 6 + ".leaddesk")
    page = WelcomePage(settings)
    qtbot.addWidget(page)
    page.resize(800, 400)
    page.show()
    for press in page.findChildren(QPushButton):
        page.ensureWidgetVisible(press)
        for label in press.findChildren(QLabel):
            assert label.height() >= label.heightForWidth(label.width())


# Who are you?


def asked(qtbot: QtBot, users: list[User], name: str) -> WhoDialog:
    dialog = WhoDialog(users, name)
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def field(dialog: WhoDialog, name: str) -> QLineEdit:
    return next(edit for edit in dialog.findChildren(QLineEdit) if edit.accessibleName() == name)


def test_enter_takes_the_name_of_the_login(qtbot: QtBot) -> None:
    dialog = asked(qtbot, [], "sam keller")
    told = QSignalSpy(dialog.named)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert [told.at(place) for place in range(told.count())] == [["sam keller", "SK", USER_COLOURS[0]]]
    assert not dialog.isVisible()


def test_initials_follow_the_name_until_they_are_typed(qtbot: QtBot) -> None:
    dialog = asked(qtbot, [], "sam")
    name, short = field(dialog, "Name"), field(dialog, "Initials")
    assert short.text() == "SA"
    name.setText("Sam Keller")
    assert short.text() == "SK"
    short.selectAll()
    QTest.keyClicks(short, "sx")
    name.setText("Sam Xaver Keller")
    assert short.text() == "sx"
    told = QSignalSpy(dialog.named)
    button(dialog, "Continue").click()
    assert told.at(0)[:2] == ["Sam Xaver Keller", "SX"]


def test_colours_have_names_and_can_be_chosen(qtbot: QtBot) -> None:
    dialog = asked(qtbot, [], "Sam")
    swatches = dialog.findChildren(QRadioButton)
    assert len({swatch.accessibleName() for swatch in swatches}) == 8
    next(swatch for swatch in swatches if swatch.accessibleName() == "Teal").click()
    told = QSignalSpy(dialog.named)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert told.at(0)[2] == USER_COLOURS[7]


def test_without_a_name_there_is_no_going_on(qtbot: QtBot) -> None:
    dialog = asked(qtbot, [], "")
    assert not button(dialog, "Continue").isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.isVisible()
    QTest.keyClicks(field(dialog, "Name"), "Eva")
    assert button(dialog, "Continue").isEnabled()


def test_who_is_there_already_is_proposed(qtbot: QtBot) -> None:
    dialog = asked(qtbot, USERS, "SAM KELLER")
    told = QSignalSpy(dialog.chosen)
    QTest.keyClick(dialog.findChildren(QListWidget)[0], Qt.Key.Key_Return)
    assert [told.at(place) for place in range(told.count())] == [[USERS[1].id]]


def test_somebody_new_among_colleagues_gets_another_colour(qtbot: QtBot) -> None:
    dialog = asked(qtbot, USERS, "Eva Lind")
    assert field(dialog, "Name").isVisible()
    told = QSignalSpy(dialog.named)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert told.at(0) == ["Eva Lind", "EL", USER_COLOURS[2]]


def test_a_colleague_is_chosen_from_the_list(qtbot: QtBot) -> None:
    dialog = asked(qtbot, USERS, "Eva Lind")
    people = dialog.findChildren(QListWidget)[0]
    people.setCurrentRow(0)
    assert not field(dialog, "Name").isVisible()
    told = QSignalSpy(dialog.chosen)
    button(dialog, "Continue").click()
    assert told.at(0) == [USERS[0].id]


def test_typing_the_name_of_a_colleague_means_that_one(qtbot: QtBot) -> None:
    dialog = asked(qtbot, USERS, "")
    field(dialog, "Name").setText("maria ruiz")
    told = QSignalSpy(dialog.chosen)
    button(dialog, "Continue").click()
    assert told.at(0) == [USERS[0].id]


def test_closing_gives_no_answer(qtbot: QtBot) -> None:
    dialog = asked(qtbot, USERS, "Eva")
    named, chosen, rejected = QSignalSpy(dialog.named), QSignalSpy(dialog.chosen), QSignalSpy(dialog.rejected)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert (named.count(), chosen.count(), rejected.count()) == (0, 0, 1)
