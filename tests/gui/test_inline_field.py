"""Fields that are edited where they stand: what is saved, what is refused, and what is never overwritten."""

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from leaddesk.domain.records import Deal, Kind
from leaddesk.gui import theme
from leaddesk.gui.desk import Desk
from leaddesk.gui.widgets.inline_field import InlineField, LineField
from leaddesk.gui.widgets.inline_kinds import DayField, MoneyField, OwnerField, PercentField, TextField
from leaddesk.gui.widgets.name_field import NameField
from leaddesk.services import contacts, deals, editing, users
from leaddesk.services.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)")
Fresh = Callable[..., Workspace]
ENTER, ESC = Qt.Key.Key_Return, Qt.Key.Key_Escape


@pytest.fixture
def saved(demo_workspace: Workspace, fresh: Fresh) -> Callable[[int], Deal]:
    """The deal as a new connection reads it."""
    return lambda number: deals.deal_detail(fresh(demo_workspace), number).deal


@pytest.fixture
def deal(demo_workspace: Workspace) -> Deal:
    first = deals.board(demo_workspace).columns[2].ids[0]
    return deals.deal_detail(demo_workspace, first).deal


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    shown = QWidget()
    QVBoxLayout(shown).addWidget(QLineEdit())
    qtbot.addWidget(shown)
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    return shown


def put(window: QWidget, field: InlineField) -> None:
    layout = window.layout()
    assert layout is not None
    layout.addWidget(field)
    field.show()


def retype(qtbot: QtBot, line: QLineEdit, text: str) -> None:
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, text)


def title_field(desk: Desk, window: QWidget, deal: Deal) -> LineField:
    field = LineField(desk, Kind.DEAL, "title", "Title")
    put(window, field)
    field.show_value(deal.id, deal.title, deal.version)
    return field


def test_enter_saves(qtbot: QtBot, desk: Desk, window: QWidget, deal: Deal, saved: Callable[[int], Deal]) -> None:
    field = title_field(desk, window, deal)
    retype(qtbot, field.line, "Warehouse pilot, phase two")
    qtbot.keyClick(field.line, ENTER)
    assert saved(deal.id).title == "Warehouse pilot, phase two"


def test_leaving_the_field_saves(
    qtbot: QtBot, desk: Desk, window: QWidget, deal: Deal, saved: Callable[[int], Deal]
) -> None:
    field = title_field(desk, window, deal)
    retype(qtbot, field.line, "Left behind")
    window.findChildren(QLineEdit)[0].setFocus()
    assert saved(deal.id).title == "Left behind"


def test_esc_puts_the_old_text_back_and_writes_nothing(
    qtbot: QtBot, desk: Desk, window: QWidget, deal: Deal, saved: Callable[[int], Deal]
) -> None:
    field = title_field(desk, window, deal)
    retype(qtbot, field.line, "Not this")
    qtbot.keyClick(field.line, ESC)
    assert field.text() == deal.title
    window.findChildren(QLineEdit)[0].setFocus()
    assert saved(deal.id) == deal


def test_a_refusal_keeps_the_text_and_says_why(
    qtbot: QtBot, desk: Desk, window: QWidget, deal: Deal, saved: Callable[[int], Deal]
) -> None:
    field = title_field(desk, window, deal)
    field.line.setFocus()
    field.line.selectAll()
    qtbot.keyClicks(field.line, "   ")
    qtbot.keyClick(field.line, ENTER)
    assert field.text() == "   "
    assert "must not be empty" in field.note
    assert field.editor.property("role") == "error"
    assert saved(deal.id).title == deal.title
    qtbot.keyClick(field.line, ESC)
    assert (field.text(), field.note, field.editor.property("role")) == (deal.title, "", "inline")


def test_what_is_read_meanwhile_does_not_replace_typing(qtbot: QtBot, desk: Desk, window: QWidget, deal: Deal) -> None:
    field = title_field(desk, window, deal)
    retype(qtbot, field.line, "Half a wo")
    field.show_value(deal.id, "Somebody's title", deal.version + 1)
    assert field.text() == "Half a wo"
    assert field.note == "Changed meanwhile to “Somebody's title”. Esc takes that."
    qtbot.keyClicks(field.line, "rd")
    assert "Somebody's title" in field.note
    field.show_value(deal.id, deal.title, deal.version + 2)  # they took it back
    assert field.note == ""
    field.show_value(deal.id, "Somebody's title", deal.version + 3)
    qtbot.keyClick(field.line, ESC)
    assert (field.text(), field.note) == ("Somebody's title", "")


def test_an_edit_of_another_field_by_somebody_else_stands_beside_mine(
    qtbot: QtBot,
    desk: Desk,
    window: QWidget,
    deal: Deal,
    demo_workspace: Workspace,
    saved: Callable[[int], Deal],
) -> None:
    field = title_field(desk, window, deal)
    retype(qtbot, field.line, "Mine")
    editing.edit(demo_workspace, Kind.DEAL, deal.id, {"source": "Theirs"})
    qtbot.keyClick(field.line, ENTER)
    assert (saved(deal.id).title, saved(deal.id).source) == ("Mine", "Theirs")


def test_typing_on_after_saving_is_no_conflict_with_myself(
    qtbot: QtBot, desk: Desk, window: QWidget, deal: Deal, demo_workspace: Workspace, saved: Callable[[int], Deal]
) -> None:
    field = title_field(desk, window, deal)
    retype(qtbot, field.line, "One")
    qtbot.keyClick(field.line, ENTER)
    qtbot.keyClicks(field.line, " and two")
    qtbot.keyClick(field.line, ENTER)  # the new version is not read yet
    assert saved(deal.id).title == "One"
    now = deals.deal_detail(demo_workspace, deal.id).deal
    field.show_value(deal.id, now.title, now.version)
    assert saved(deal.id).title == "One and two"


def test_going_to_another_record_saves_what_was_typed(
    qtbot: QtBot, desk: Desk, window: QWidget, deal: Deal, saved: Callable[[int], Deal]
) -> None:
    field = title_field(desk, window, deal)
    retype(qtbot, field.line, "Typed on the first")
    field.show_value(1, "Another deal", 1)
    assert field.text() == "Another deal"
    assert saved(deal.id).title == "Typed on the first"


def test_a_refused_text_is_there_when_its_record_is_opened_again(
    qtbot: QtBot, desk: Desk, window: QWidget, deal: Deal
) -> None:
    field = MoneyField(desk, Kind.DEAL, "value", "Value")
    put(window, field)
    field.show_money(deal.id, deal.value, deal.currency, deal.version)
    retype(qtbot, field.line, "a lot")
    qtbot.keyClick(field.line, ENTER)
    field.show_money(1, 100, "EUR", 1)
    assert (field.text(), field.note) == ("€1", "")
    field.show_money(deal.id, deal.value, deal.currency, deal.version)
    assert field.text() == "a lot"
    assert "no amount of money" in field.note


def test_undo_is_left_to_the_window_where_the_field_has_nothing_to_undo(
    qtbot: QtBot, desk: Desk, window: QWidget, deal: Deal
) -> None:
    field = title_field(desk, window, deal)

    def wants_undo() -> bool:
        asked = QKeyEvent(QKeyEvent.Type.ShortcutOverride, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier, "z")
        asked.ignore()
        QApplication.sendEvent(field.line, asked)
        return asked.isAccepted()

    field.line.setFocus()
    assert not wants_undo()
    qtbot.keyClicks(field.line, "x")
    assert wants_undo()


@pytest.mark.parametrize(
    ("typed", "minor", "currency", "shown"),
    [
        ("48000", 4_800_000, "EUR", "€48,000"),
        ("48,000.00", 4_800_000, "EUR", "€48,000"),
        ("1.234,50 EUR", 123_450, "EUR", "€1,234.50"),
        ("9500 USD", 950_000, "USD", "$9,500"),
    ],
)
def test_money_as_people_type_it(
    qtbot: QtBot,
    desk: Desk,
    window: QWidget,
    deal: Deal,
    saved: Callable[[int], Deal],
    typed: str,
    minor: int,
    currency: str,
    shown: str,
) -> None:
    field = MoneyField(desk, Kind.DEAL, "value", "Value")
    put(window, field)
    field.show_money(deal.id, deal.value, deal.currency, deal.version)
    retype(qtbot, field.line, typed)
    qtbot.keyClick(field.line, ENTER)
    now = saved(deal.id)
    assert (now.value, now.currency) == (minor, currency)
    field.show_money(now.id, now.value, now.currency, now.version)
    assert field.text() == shown


def test_money_without_a_unit_stays_in_the_currency_of_the_deal(
    qtbot: QtBot, desk: Desk, window: QWidget, deal: Deal, demo_workspace: Workspace, saved: Callable[[int], Deal]
) -> None:
    editing.edit(demo_workspace, Kind.DEAL, deal.id, {"value": "100 JPY"})
    now = saved(deal.id)
    field = MoneyField(desk, Kind.DEAL, "value", "Value")
    put(window, field)
    field.show_money(now.id, now.value, now.currency, now.version)
    retype(qtbot, field.line, "5000")
    qtbot.keyClick(field.line, ENTER)
    assert (saved(deal.id).value, saved(deal.id).currency) == (5000, "JPY")


def test_percent_is_kept_as_set_by_hand(
    qtbot: QtBot, desk: Desk, window: QWidget, deal: Deal, saved: Callable[[int], Deal]
) -> None:
    field = PercentField(desk, Kind.DEAL, "probability", "Probability")
    put(window, field)
    field.show_percent(deal.id, deal.probability, deal.version)
    assert field.text() == "45%"
    retype(qtbot, field.line, "60")
    qtbot.keyClick(field.line, ENTER)
    assert (saved(deal.id).probability, saved(deal.id).probability_by_hand) == (60, True)


def test_a_day_is_echoed_while_it_is_typed_and_saved(
    qtbot: QtBot, desk: Desk, window: QWidget, deal: Deal, saved: Callable[[int], Deal]
) -> None:
    field = DayField(desk, Kind.DEAL, "expected_close", "Expected close")
    put(window, field)
    field.show_day(deal.id, date(2026, 12, 18), deal.version)
    assert field.text() == "18 Dec 2026"
    retype(qtbot, field.line, "next fri")
    assert field.note == "Fri 27 Nov"
    qtbot.keyClick(field.line, ENTER)
    assert saved(deal.id).expected_close == date(2026, 11, 27)


def test_a_refusal_does_not_move_the_text(
    qapp: QApplication, qtbot: QtBot, desk: Desk, window: QWidget, deal: Deal
) -> None:
    theme.apply(qapp, theme.LIGHT)
    field = title_field(desk, window, deal)
    field.line.setFocus()
    before = field.line.sizeHint(), field.line.cursorRect().left()
    retype(qtbot, field.line, "")
    field.line.clear()
    qtbot.keyClick(field.line, ENTER)
    assert field.note
    assert (field.line.sizeHint(), field.line.cursorRect().left()) == before
    window.layout().itemAt(0).widget().setFocus()
    assert field.line.sizeHint() == before[0]


def test_a_day_that_is_none_is_refused(qtbot: QtBot, desk: Desk, window: QWidget, deal: Deal) -> None:
    field = DayField(desk, Kind.DEAL, "expected_close", "Expected close")
    put(window, field)
    field.show_day(deal.id, None, deal.version)
    retype(qtbot, field.line, "someday")
    assert "No date yet" in field.note
    qtbot.keyClick(field.line, ENTER)
    assert field.text() == "someday"
    assert "is no date" in field.note


def test_an_owner_is_chosen_and_the_wheel_changes_nothing(
    qtbot: QtBot,
    desk: Desk,
    window: QWidget,
    deal: Deal,
    demo_workspace: Workspace,
    saved: Callable[[int], Deal],
) -> None:
    field = OwnerField(desk, Kind.DEAL)
    put(window, field)
    field.show_value(deal.id, "", deal.version)
    box = field.editor
    assert isinstance(box, QComboBox)
    names = [user.name for user in users.list_users(demo_workspace)]
    assert [box.itemText(place) for place in range(box.count())] == ["Nobody", *names]
    turn = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, 0),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, turn)
    assert box.currentIndex() == 0
    box.setCurrentIndex(2)
    box.activated.emit(2)
    assert saved(deal.id).owner_id == users.find_user(demo_workspace, names[1]).id


def test_a_new_company_is_announced_and_made(
    qtbot: QtBot, desk: Desk, window: QWidget, deal: Deal, demo_workspace: Workspace, fresh: Fresh
) -> None:
    field = NameField(desk, Kind.DEAL, Kind.COMPANY, "Company")
    put(window, field)
    field.show_value(deal.id, "", deal.version)
    retype(qtbot, field.line, "Quite New Ltd")
    qtbot.waitUntil(lambda: field.note == "New company: Quite New Ltd")
    qtbot.keyClick(field.line, ENTER)
    company = deals.deal_detail(fresh(demo_workspace), deal.id).company
    assert company is not None
    assert company.name == "Quite New Ltd"


def test_a_known_company_is_offered_and_taken(
    qtbot: QtBot, desk: Desk, window: QWidget, deal: Deal, demo_workspace: Workspace, saved: Callable[[int], Deal]
) -> None:
    number, name = contacts.company_names(demo_workspace, "kestrel")[0]
    field = NameField(desk, Kind.DEAL, Kind.COMPANY, "Company")
    put(window, field)
    field.show_value(deal.id, "", deal.version)
    retype(qtbot, field.line, "kestr")
    popup = field._completing._popup
    qtbot.waitUntil(popup.isVisible)
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, ENTER)
    assert field.text() == name
    assert saved(deal.id).company_id == number


def test_an_address_has_lines_and_is_saved_on_leaving(
    qtbot: QtBot, desk: Desk, window: QWidget, demo_workspace: Workspace, fresh: Fresh
) -> None:
    number = contacts.contact_ids(demo_workspace)[0]
    field = TextField(desk, Kind.CONTACT, "address", "Address")
    put(window, field)
    field.show_value(number, "", 1)
    low = field.box.height()
    field.box.setFocus()
    qtbot.keyClicks(field.box, "Hamngatan 4")
    qtbot.keyClick(field.box, ENTER)
    qtbot.keyClicks(field.box, "Lund")
    assert field.box.height() > low
    window.findChildren(QLineEdit)[0].setFocus()
    assert contacts.contact_detail(fresh(demo_workspace), number).contact.address == "Hamngatan 4\nLund"


def test_a_screen_reader_hears_the_name_and_the_problem(qtbot: QtBot, desk: Desk, window: QWidget, deal: Deal) -> None:
    field = title_field(desk, window, deal)
    retype(qtbot, field.line, " ")
    qtbot.keyClick(field.line, ENTER)
    assert field.line.accessibleName() == "Title"
    assert "must not be empty" in field.line.accessibleDescription()
    assert any(label.isVisible() and label.text() for label in field.findChildren(QLabel))
