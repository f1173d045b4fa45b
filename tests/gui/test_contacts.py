"""The page of contacts: finding, sorting, opening, adding, and the pane."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from leaddesk.domain.records import ActivityKind, DealStatus, Kind, Lifecycle
from leaddesk.domain.summaries import ContactSort
from leaddesk.gui.contacts.contact_pane import DealLine
from leaddesk.gui.contacts.contacts_page import ContactsPage
from leaddesk.gui.desk import Desk
from leaddesk.gui.models.contacts_model import Column, ContactsModel
from leaddesk.gui.widgets.empty import EmptyState
from leaddesk.services import contacts, deals, editing, tags
from leaddesk.services.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)")
Fresh = Callable[..., Workspace]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> ContactsPage:
    return shown(qtbot, desk)


def shown(qtbot: QtBot, desk: Desk) -> ContactsPage:
    made = ContactsPage(desk)
    made.resize(1100, 720)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    settle(qtbot, made)
    return made


def settle(qtbot: QtBot, page: ContactsPage) -> None:
    """Wait until the rows on the screen have come."""
    if page.model.ids:
        page.table.grab()
        qtbot.waitUntil(lambda: bool(cell(page, 0, Column.NAME)))


def cell(page: ContactsPage, row: int, column: Column) -> str:
    return str(page.model.index(row, column).data() or "")


def button(parent: QWidget, name: str) -> QPushButton:
    return next(b for b in parent.findChildren(QPushButton) if name in (b.text(), b.accessibleName()))


def texts(parent: QWidget) -> list[str]:
    return [label.text() for label in parent.findChildren(QLabel) if not label.isHidden()]


def current(page: ContactsPage) -> int:
    return page.model.ids[page.table.currentIndex().row()]


def test_the_model_keeps_the_rules_of_models(
    desk: Desk, demo_workspace: Workspace, qtmodeltester: ModelTester, qtbot: QtBot
) -> None:
    model = ContactsModel(desk)
    model.show_ids(contacts.contact_ids(demo_workspace))
    qtmodeltester.check(model)
    qtbot.waitUntil(lambda: bool(model.index(0, 0).data()))
    qtmodeltester.check(model)
    assert model.rowCount(model.index(0, 0)) == 0
    assert model.data(QModelIndex()) is None


def test_it_shows_everyone_by_name(page: ContactsPage, demo_workspace: Workspace) -> None:
    assert page.model.ids == contacts.contact_ids(demo_workspace)
    first = contacts.contact_rows(demo_workspace, page.model.ids[:1])[0]
    assert [cell(page, 0, column) for column in (Column.NAME, Column.COMPANY, Column.EMAIL)] == [
        first.name,
        first.company,
        first.email,
    ]


def test_the_table_is_read_out(page: ContactsPage, demo_workspace: Workspace) -> None:
    first = contacts.contact_rows(demo_workspace, page.model.ids[:1])[0]
    heard = page.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert heard.startswith(first.name)
    assert first.company in heard


@pytest.mark.parametrize(("name", "lifecycle"), [("Leads", Lifecycle.LEAD), ("Customers", Lifecycle.CUSTOMER)])
def test_a_lifecycle_narrows_the_list(
    qtbot: QtBot, page: ContactsPage, demo_workspace: Workspace, name: str, lifecycle: Lifecycle
) -> None:
    qtbot.mouseClick(button(page, name), LEFT)
    assert page.model.ids == contacts.contact_ids(demo_workspace, lifecycle=lifecycle)
    assert page.model.ids


def test_searching_finds_and_says_when_nobody_is_found(
    qtbot: QtBot, page: ContactsPage, demo_workspace: Workspace
) -> None:
    page.focus_search()
    qtbot.keyClicks(QApplication.focusWidget(), "eva")
    wanted = contacts.contact_ids(demo_workspace, "eva")
    qtbot.waitUntil(lambda: page.model.ids == wanted)
    qtbot.keyClicks(QApplication.focusWidget(), "zzzz")
    qtbot.waitUntil(lambda: any(state.isVisible() for state in page.findChildren(EmptyState)))
    found = next(state for state in page.findChildren(EmptyState) if state.isVisible())
    assert "Nobody found" in texts(found)
    qtbot.mouseClick(button(found, "Show everyone"), LEFT)
    assert page.model.ids == contacts.contact_ids(demo_workspace)


def test_a_head_sorts_and_sorts_back(page: ContactsPage, demo_workspace: Workspace) -> None:
    page.table.horizontalHeader().sectionClicked.emit(Column.LAST)
    assert page.model.ids == contacts.contact_ids(demo_workspace, sort=ContactSort.LAST, descending=True)
    page.table.horizontalHeader().sectionClicked.emit(Column.LAST)
    assert page.model.ids == contacts.contact_ids(demo_workspace, sort=ContactSort.LAST)
    page.table.horizontalHeader().sectionClicked.emit(Column.PHONE)  # has no order
    assert page.model.ids == contacts.contact_ids(demo_workspace, sort=ContactSort.LAST)


def test_the_pane_follows_the_arrow_keys(qtbot: QtBot, page: ContactsPage) -> None:
    page.show_record(page.model.ids[0])
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: page.pane.record_id == page.model.ids[2])
    assert page.pane.name.text() == cell(page, 2, Column.NAME)


def test_nobody_is_opened_by_coming_to_the_table(qtbot: QtBot, page: ContactsPage) -> None:
    page.focus_search()
    page.table.setFocus(Qt.FocusReason.OtherFocusReason)
    assert not page.table.currentIndex().isValid()
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: page.pane.record_id == page.model.ids[0])


def test_enter_goes_into_the_pane_and_esc_closes_it(qtbot: QtBot, page: ContactsPage) -> None:
    page.show_record(page.model.ids[4])
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert page.pane.isAncestorOf(QApplication.focusWidget())
    assert page.close_pane()
    assert page.pane.isHidden()
    assert page.table.hasFocus()
    assert not page.close_pane()


def test_del_deletes_and_selects_the_neighbour(
    qtbot: QtBot, page: ContactsPage, demo_workspace: Workspace, fresh: Fresh
) -> None:
    gone, neighbour = page.model.ids[3], page.model.ids[4]
    page.show_record(gone)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    assert gone not in contacts.contact_ids(fresh(demo_workspace))
    assert gone not in page.model.ids
    assert page.pane.isHidden()
    assert current(page) == neighbour


def test_selection_and_scroll_stay_when_others_add_contacts(
    qtbot: QtBot, page: ContactsPage, desk: Desk, demo_workspace: Workspace
) -> None:
    chosen = page.model.ids[40]
    page.show_record(chosen)
    bar = page.table.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    top = page.model.ids[page.table.rowAt(0)]
    desk.bus.publish(contacts.add_contact(demo_workspace, {"name": "Aaron Aaronson"}))
    assert len(page.model.ids) == len(contacts.contact_ids(demo_workspace))
    assert current(page) == chosen
    assert page.model.ids[page.table.rowAt(0)] == top


def test_a_hidden_page_reads_when_it_is_shown(page: ContactsPage, desk: Desk, demo_workspace: Workspace) -> None:
    page.hide()
    desk.bus.publish(contacts.add_contact(demo_workspace, {"name": "Aaron Aaronson"}))
    before = len(page.model.ids)
    page.show()
    assert len(page.model.ids) == before + 1


def test_a_row_follows_its_contact(qtbot: QtBot, page: ContactsPage, desk: Desk, demo_workspace: Workspace) -> None:
    first = page.model.ids[0]
    desk.bus.publish(editing.edit(demo_workspace, Kind.CONTACT, first, {"phone": "+49 30 112233"}))
    qtbot.waitUntil(lambda: cell(page, 0, Column.PHONE) == "+49 30 112233")


def test_a_row_is_painted_anew_when_it_has_come(qtbot: QtBot, page: ContactsPage, desk: Desk) -> None:
    number = page.model.ids[3]

    def has_come(first: QModelIndex, last: QModelIndex) -> bool:
        place = page.model.place_of(number)
        assert place is not None
        return first.row() <= place <= last.row() and cell(page, place, Column.NAME) == "Aaaa Berg"

    with qtbot.waitSignal(page.model.dataChanged, check_params_cb=lambda first, last, _roles: has_come(first, last)):
        desk.runner.write(editing.edit, Kind.CONTACT, number, {"name": "Aaaa Berg"}, owner=page)


def test_rows_follow_a_company_that_is_renamed(
    qtbot: QtBot, page: ContactsPage, desk: Desk, demo_workspace: Workspace
) -> None:
    detail = contacts.contact_detail(demo_workspace, page.model.ids[0])
    assert detail.company is not None
    desk.runner.write(editing.edit, Kind.COMPANY, detail.company.id, {"name": "Renamed AB"}, owner=page)
    qtbot.waitUntil(lambda: cell(page, 0, Column.COMPANY) == "Renamed AB")


def test_a_new_contact_is_added_and_opened(
    qtbot: QtBot, page: ContactsPage, demo_workspace: Workspace, fresh: Fresh
) -> None:
    page.new_record()
    for text in ("Nina Nova", "Quite New Ltd", "nina@new.example"):
        qtbot.keyClicks(QApplication.focusWidget(), text)
        if text != "nina@new.example":
            qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    number = page.pane.record_id
    assert number is not None
    detail = contacts.contact_detail(fresh(demo_workspace), number)
    assert (detail.contact.name, detail.contact.email) == ("Nina Nova", "nina@new.example")
    assert detail.company is not None
    assert detail.company.name == "Quite New Ltd"
    assert current(page) == number
    assert page.pane.name.text() == "Nina Nova"


def test_a_contact_without_a_name_is_refused_and_stays_typed(qtbot: QtBot, page: ContactsPage) -> None:
    page.new_record()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    qtbot.keyClicks(QApplication.focusWidget(), "Some company")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert any("a contact needs a name" in text for text in texts(page))
    assert page._new.company.text() == "Some company"
    assert page.close_pane()
    assert page._new.isHidden()


def test_an_empty_database_says_what_to_do(qtbot: QtBot, empty_desk: Desk) -> None:
    page = shown(qtbot, empty_desk)
    empty = next(state for state in page.findChildren(EmptyState) if state.isVisible())
    qtbot.mouseClick(button(empty, "New contact"), LEFT)
    qtbot.keyClicks(QApplication.focusWidget(), "The First")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    settle(qtbot, page)
    assert cell(page, 0, Column.NAME) == "The First"


def test_column_widths_are_remembered(qtbot: QtBot, page: ContactsPage, desk: Desk) -> None:
    page.table.horizontalHeader().resizeSection(Column.EMAIL, 333)
    page.table.keep_widths()
    page.resize(900, 600)
    assert page.table.columnWidth(Column.EMAIL) == 333
    assert shown(qtbot, desk).table.columnWidth(Column.EMAIL) == 333


# The pane


@pytest.fixture
def customer(demo_workspace: Workspace) -> int:
    """A contact with an open deal and a closed one."""
    for number in contacts.contact_ids(demo_workspace, lifecycle=Lifecycle.CUSTOMER):
        cards = contacts.contact_detail(demo_workspace, number).deals
        if len({card.status for card in cards}) > 1 and cards[0].status is DealStatus.OPEN:
            return number
    raise AssertionError("the demo has no such contact")


def test_the_pane_shows_the_contact_and_its_deals(page: ContactsPage, customer: int, demo_workspace: Workspace) -> None:
    page.show_record(customer)
    detail = contacts.contact_detail(demo_workspace, customer)
    assert page.pane.name.text() == detail.contact.name
    assert page.pane.email.text() == (detail.contact.email or "")
    assert {"Customer"} <= set(texts(page.pane))
    lines = page.pane.findChildren(DealLine)
    assert {line.card.id for line in lines} == {card.id for card in detail.deals}
    still_open = sum(card.status is DealStatus.OPEN for card in detail.deals)
    assert f"Deals · {still_open} open" in texts(page.pane)


def test_a_deal_in_the_pane_opens_on_the_board(qtbot: QtBot, page: ContactsPage, customer: int, desk: Desk) -> None:
    page.show_record(customer)
    line = page.pane.findChildren(DealLine)[0]
    with qtbot.waitSignal(desk.requests.deal_opened) as asked:
        qtbot.mouseClick(line, LEFT)
    assert asked.args == [line.card.id]


def test_call_and_email_open_the_composer(qtbot: QtBot, page: ContactsPage, customer: int) -> None:
    page.show_record(customer)
    for name, kind in (("Call", ActivityKind.CALL), ("Email", ActivityKind.EMAIL)):
        qtbot.mouseClick(button(page.pane, name), LEFT)
        assert page.pane.composer.kind is kind
        assert isinstance(QApplication.focusWidget(), QPlainTextEdit)


def test_follow_up_plans_for_the_contact(
    qtbot: QtBot, page: ContactsPage, customer: int, demo_workspace: Workspace, fresh: Fresh
) -> None:
    page.show_record(customer)
    qtbot.mouseClick(button(page.pane, "Follow-up"), LEFT)
    qtbot.keyClicks(QApplication.focusWidget(), "send brochure mon 9:00")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    steps = contacts.contact_detail(fresh(demo_workspace), customer).followups
    assert "Send brochure" in [step.subject for step in steps]
    assert "Send brochure" in texts(page.pane.steps)


def test_a_deal_is_added_for_the_contact_and_opened(
    qtbot: QtBot, page: ContactsPage, customer: int, desk: Desk, demo_workspace: Workspace, fresh: Fresh
) -> None:
    page.show_record(customer)
    with qtbot.waitSignal(desk.requests.deal_opened) as asked:
        qtbot.mouseClick(button(page.pane, "Add a deal"), LEFT)
    made = deals.deal_detail(fresh(demo_workspace), asked.args[0])
    assert made.deal.contact_id == customer
    assert made.contact is not None
    assert made.deal.company_id == made.contact.company_id


def test_fields_and_tags_are_saved(
    qtbot: QtBot, page: ContactsPage, customer: int, desk: Desk, demo_workspace: Workspace, fresh: Fresh
) -> None:
    page.show_record(customer)
    line = page.pane.job_title.line
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, "Head of Everything")
    page.table.setFocus()
    desk.runner.write(tags.set_tags, Kind.CONTACT, customer, ["vip"], owner=page)
    detail = contacts.contact_detail(fresh(demo_workspace), customer)
    assert detail.contact.job_title == "Head of Everything"
    assert [tag.name for tag in detail.tags] == ["vip"]
    assert any(text.startswith("Head of Everything · ") for text in texts(page.pane))


def test_selecting_another_contact_saves_what_was_typed(
    qtbot: QtBot, page: ContactsPage, customer: int, demo_workspace: Workspace, fresh: Fresh
) -> None:
    page.show_record(customer)
    page.pane.phone.line.setText("+49 30 445566")
    page.show_record(next(number for number in page.model.ids if number != customer))
    assert contacts.contact_detail(fresh(demo_workspace), customer).contact.phone == "+49 30 445566"
