"""The pipeline page: what it says above the board, what opens beside it, and how it follows time and others."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from leaddesk.domain.errors import UserError
from leaddesk.domain.records import DealStatus, Kind
from leaddesk.gui.desk import Desk
from leaddesk.gui.pipeline.card_menu import CardAction
from leaddesk.gui.pipeline.deal_pane import DealPane
from leaddesk.gui.pipeline.pipeline_page import PipelinePage
from leaddesk.gui.widgets.reason_dialog import ReasonDialog
from leaddesk.services import deals, editing, history
from leaddesk.services.workspace import Workspace

LEFT, PLAIN, Key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.Key
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
SPOKEN = Qt.ItemDataRole.AccessibleTextRole
MakePage = Callable[[Desk], PipelinePage]


@pytest.fixture
def open_page(qtbot: QtBot) -> Iterator[MakePage]:
    """Makes the page of a desk and shows it."""
    pages: list[PipelinePage] = []

    def opened(desk: Desk) -> PipelinePage:
        page = PipelinePage(desk)
        qtbot.addWidget(page)
        page.resize(1150, 760)
        with qtbot.waitActive(page):
            page.show()
        QApplication.processEvents()
        pages.append(page)
        return page

    yield opened
    for page in pages:
        page.hide()


@pytest.fixture
def page(desk: Desk, open_page: MakePage) -> PipelinePage:
    return open_page(desk)


def names(page: PipelinePage, column: int) -> list[str]:
    rows = page.model.columns[column]
    return [rows.index(row).data() for row in range(rows.rowCount())]


def click_card(page: PipelinePage, column: int, row: int) -> None:
    view = page.board.columns[column].view
    at = view.card_rect(view.visualRect(view.model().index(row, 0))).center()
    QTest.mouseClick(view.viewport(), LEFT, PLAIN, at)


def status(fresh: Any, workspace: Workspace, deal_id: int) -> DealStatus:
    return deals.deal_detail(fresh(workspace), deal_id).deal.status


# Totals and search


def test_the_line_above_the_board_says_how_things_stand(page: PipelinePage) -> None:
    assert page.totals.accessibleName() == (
        "27 open deals · €507,100 in pipeline · €210,595 weighted · €40,700 closing this month"
        " · 2 overdue · 3 without a next step"
    )


def test_the_totals_follow(page: PipelinePage, desk: Desk) -> None:
    desk.runner.write(deals.add_deal, {"title": "Dollars", "value": "$1,200"}, owner=page)
    said = page.totals.accessibleName()
    assert said.startswith("28 open deals · €507,100 + $1,200 in pipeline · €210,595 + $120 weighted")
    assert said.endswith("4 without a next step")
    assert page.board.columns[0].head.figures == "10 deals, €118,400 + $1,200, 10% → €11,840 + $120"


def test_typing_narrows_the_board_and_clearing_widens_it(page: PipelinePage, qtbot: QtBot) -> None:
    page.focus_search()
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, "kestrel")
    qtbot.waitUntil(lambda: page.card_counts() == [0, 1, 0, 0, 1])
    assert page.totals.accessibleName().startswith("2 open deals found · €43,000 in pipeline")
    QTest.keyClick(field, Key.Key_Escape)
    assert page.card_counts() == [9, 7, 5, 4, 2]


def test_a_new_deal_is_seen_on_a_narrowed_board(page: PipelinePage, qtbot: QtBot) -> None:
    page.show_condition("kestrel")
    assert page.card_counts() == [0, 1, 0, 0, 1]
    page.new_record()
    adder = page.board.columns[0].adder
    QTest.keyClicks(adder, "Something else")
    QTest.keyClick(adder, Key.Key_Return)
    assert names(page, 0)[0] == "Something else"
    assert page.card_counts() == [10, 7, 5, 4, 2]
    assert adder.hasFocus()


def test_a_new_deal_leaves_a_filter_that_finds_it(page: PipelinePage) -> None:
    page.show_condition("owner:me")
    before = page.card_counts()
    page.new_record()
    adder = page.board.columns[0].adder
    QTest.keyClicks(adder, "Of mine")
    QTest.keyClick(adder, Key.Key_Return)
    assert names(page, 0)[0] == "Of mine"
    assert page.card_counts() == [before[0] + 1, *before[1:]]
    assert page.condition == "owner:me"


# The pane


def test_a_click_opens_the_deal_beside_the_board(page: PipelinePage) -> None:
    assert not page.pane.isVisible()
    click_card(page, 1, 1)
    assert page.pane.isVisible()
    assert page.pane.deal_id == page.model.columns[1].ids[1]
    assert page.board.width() + page.pane.width() <= page.width()
    assert page.board.columns[1].view.hasFocus()


def test_the_opened_card_stays_in_sight(page: PipelinePage) -> None:
    click_card(page, 4, 0)
    QApplication.processEvents()
    column = page.board.columns[4]
    left = column.mapTo(page.board.area.viewport(), QPoint(0, 0)).x()
    assert 0 <= left <= page.board.area.viewport().width() - column.width()


def test_a_double_click_edits_the_title_although_the_pane_moves_the_cards(page: PipelinePage) -> None:
    view = page.board.columns[4].view
    at = view.card_rect(view.visualRect(view.model().index(1, 0))).center()
    glass = view.viewport().mapToGlobal(at)
    QTest.mouseClick(view.viewport(), LEFT, PLAIN, at)
    QApplication.processEvents()
    under = page.childAt(page.mapFromGlobal(glass))
    assert under is not None
    assert under is not view.viewport()
    QTest.mousePress(under, LEFT, PLAIN, under.mapFromGlobal(glass))
    editor = view.findChild(QLineEdit)
    assert editor is not None
    assert editor.text() == "Extension 2027"


def test_enter_opens_and_the_pane_follows_the_keyboard(page: PipelinePage, qtbot: QtBot) -> None:
    page.board.choose(page.model.columns[0].ids[0])
    view = page.board.columns[0].view
    QTest.keyClick(view, Key.Key_Down)
    assert not page.pane.isVisible()
    QTest.keyClick(view, Key.Key_Return)
    assert page.pane.deal_id == page.model.columns[0].ids[1]
    QTest.keyClick(view, Key.Key_Down)
    qtbot.waitUntil(lambda: page.pane.deal_id == page.model.columns[0].ids[2])


def test_close_pane_tells_whether_it_was_open(page: PipelinePage) -> None:
    assert page.close_pane() is False
    click_card(page, 0, 0)
    assert page.close_pane() is True
    assert not page.pane.isVisible()
    assert page.close_pane() is False


def test_when_the_pane_closes_the_keyboard_is_on_the_card_again(page: PipelinePage) -> None:
    click_card(page, 1, 2)
    page.pane.focus_first()
    assert page.pane.isAncestorOf(QApplication.focusWidget())
    page.close_pane()
    assert page.board.columns[1].view.hasFocus()
    assert page.board.current_id == page.model.columns[1].ids[2]


def test_a_record_can_be_shown_before_the_page_was_and_when_it_is_filtered_away(
    desk: Desk, qtbot: QtBot, demo_workspace: Workspace
) -> None:
    page = PipelinePage(desk)
    qtbot.addWidget(page)
    wanted = deals.find_deal(demo_workspace, "Payroll switch")
    page.show_record(wanted)
    assert (page.board.current_id, page.pane.deal_id) == (wanted, wanted)
    page.show_condition("kestrel")
    page.show_record(wanted)
    assert page.pane.deal_id == wanted


def test_a_record_is_chosen_once_the_board_was_read(
    threaded_desk: Desk, qtbot: QtBot, demo_workspace: Workspace
) -> None:
    page = PipelinePage(threaded_desk)
    qtbot.addWidget(page)
    wanted = deals.find_deal(demo_workspace, "Payroll switch")
    page.show_record(wanted)
    qtbot.waitUntil(lambda: page.board.current_id == wanted)


def test_a_follow_up_is_planned_from_the_card(page: PipelinePage) -> None:
    card = page.model.columns[0].ids[1]
    page.board.asked.emit(CardAction.PLAN, (card,))
    assert page.pane.deal_id == card
    focus = QApplication.focusWidget()
    assert focus is not None
    assert page.pane.isAncestorOf(focus)


# Won, lost, deleted


def reason_dialog(page: PipelinePage) -> ReasonDialog:
    dialog = page.findChild(ReasonDialog)
    assert dialog is not None
    return dialog


def test_ctrl_shift_w_wins_and_the_letter_alone_does_nothing(
    page: PipelinePage, fresh: Any, demo_workspace: Workspace
) -> None:
    card = page.model.columns[4].ids[0]
    page.board.choose(card)
    QTest.keyClick(page.board.columns[4].view, Key.Key_W)  # typed past a text field
    assert page.model.place(card) is not None
    QTest.keyClick(page.board.columns[4].view, Key.Key_W, CTRL_SHIFT)
    assert page.model.place(card) is None
    assert status(fresh, demo_workspace, card) is DealStatus.WON


def test_delete_deletes_and_undo_brings_it_back_to_its_place(page: PipelinePage, desk: Desk) -> None:
    before = names(page, 1)
    page.board.choose(page.model.columns[1].ids[2])
    QTest.keyClick(page.board.columns[1].view, Key.Key_Delete)
    assert names(page, 1) == before[:2] + before[3:]
    desk.runner.write(history.undo, owner=page)
    assert names(page, 1) == before


def test_ctrl_shift_l_asks_for_the_reason_before_anything_is_saved(
    page: PipelinePage, fresh: Any, demo_workspace: Workspace
) -> None:
    card = page.model.columns[2].ids[1]
    page.board.choose(card)
    QTest.keyClick(page.board.columns[2].view, Key.Key_L, CTRL_SHIFT)
    dialog = reason_dialog(page)
    assert "Payroll switch" in dialog.windowTitle()
    assert status(fresh, demo_workspace, card) is DealStatus.OPEN
    dialog.reasons.setCurrentRow(2)
    QTest.keyClick(dialog, Key.Key_Return)
    detail = deals.deal_detail(fresh(demo_workspace), card)
    assert (detail.deal.status, detail.deal.reason) == (DealStatus.LOST, "Chose a competitor")
    assert page.model.place(card) is None


def test_a_card_dropped_on_lost_stays_until_the_reason_is_given(
    page: PipelinePage, qtbot: QtBot, demo_workspace: Workspace
) -> None:
    before, told = names(page, 2), history.history(demo_workspace)
    rows = page.model.columns[2]
    place = page.drop_bar.places[CardAction.LOSE]
    carry(place, rows.mimeData([rows.index(0)]))
    qtbot.waitUntil(lambda: page.findChild(ReasonDialog) is not None)
    assert names(page, 2) == before
    QTest.keyClick(reason_dialog(page), Key.Key_Escape)
    assert names(page, 2) == before
    assert history.history(demo_workspace) == told


def test_cards_dropped_on_won_and_delete_go(page: PipelinePage, qtbot: QtBot) -> None:
    rows = page.model.columns[3]
    won, deleted = rows.ids[:2]
    for action, deal_id in ((CardAction.WIN, won), (CardAction.DELETE, deleted)):
        carry(page.drop_bar.places[action], rows.mimeData([rows.index(0)]))
        qtbot.waitUntil(lambda gone=deal_id: page.model.place(gone) is None)
    assert names(page, 3) == ["Photo service", "Tool tracking"]


def carry(place: Any, mime: QMimeData) -> None:
    at = place.rect().center()
    QApplication.sendEvent(place, QDragEnterEvent(at, Qt.DropAction.MoveAction, mime, LEFT, PLAIN))
    QApplication.sendEvent(place, QDropEvent(QPointF(at), Qt.DropAction.MoveAction, mime, LEFT, PLAIN))


def test_the_bar_is_there_while_a_card_is_carried(page: PipelinePage) -> None:
    assert not page.drop_bar.isVisible()
    page.board.drag_started.emit()
    assert page.drop_bar.isVisible()
    page.board.drag_finished.emit()
    assert not page.drop_bar.isVisible()


def test_a_refused_change_is_said(protected_desk: Desk, open_page: MakePage) -> None:
    page = open_page(protected_desk)
    heard: list[UserError] = []
    protected_desk.requests.problem_shown.connect(heard.append)
    before = names(page, 0)
    page.board.choose(page.model.columns[0].ids[0])
    QTest.keyClick(page.board.columns[0].view, Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert names(page, 0) == before
    assert "write-protected; nothing was saved" in str(heard[0])


# New deals, and none


def test_ctrl_n_types_into_the_first_column(page: PipelinePage) -> None:
    page.new_record()
    adder = page.board.columns[0].adder
    assert adder.hasFocus()
    QTest.keyClicks(adder, "From the keyboard")
    QTest.keyClick(adder, Key.Key_Return)
    assert names(page, 0)[0] == "From the keyboard"


def test_without_any_deal_the_page_invites(empty_desk: Desk, open_page: MakePage) -> None:
    page = open_page(empty_desk)
    assert page.empty.isVisible()
    assert not page.board.isVisible()
    assert "No deals yet" in [label.text() for label in page.empty.findChildren(QLabel)]
    asked: list[bool] = []
    empty_desk.requests.import_asked.connect(lambda: asked.append(True))
    buttons = {button.text(): button for button in page.empty.findChildren(QPushButton)}
    QTest.mouseClick(buttons["Import a file"], LEFT)
    assert asked == [True]
    QTest.mouseClick(buttons["New deal"], LEFT)
    adder = page.board.columns[0].adder
    assert adder.hasFocus()
    QTest.keyClicks(adder, "The very first")
    QTest.keyClick(adder, Key.Key_Return)
    assert names(page, 0) == ["The very first"]
    assert page.board.isVisible()


def test_when_all_deals_are_closed_the_board_is_empty_and_says_so(empty_desk: Desk, open_page: MakePage) -> None:
    page = open_page(empty_desk)
    empty_desk.runner.write(deals.add_deal, {"title": "Only one"}, owner=page)
    empty_desk.runner.write(deals.win_deal, page.model.columns[0].ids[0], owner=page)
    assert page.board.isVisible()
    assert page.totals.accessibleName().startswith("0 open deals · €0 in pipeline")


# Time, and being hidden


def test_after_midnight_today_is_overdue(page: PipelinePage, clock: Any) -> None:
    card = page.model.columns[2].index(0)
    before = page.board.columns[2].view.grab().toImage()
    assert "today 10:30" in card.data(SPOKEN)
    clock.advance(days=1)
    page.tick()
    assert "overdue 1 d" in card.data(SPOKEN)
    assert page.board.columns[2].view.grab().toImage() != before
    assert "5 overdue" in page.totals.accessibleName()


def test_a_minute_after_its_time_a_step_is_overdue(page: PipelinePage, clock: Any) -> None:
    view = page.board.columns[2].view
    before = view.grab().toImage()
    clock.advance(minutes=31)
    page.tick()
    assert "overdue 1 min" in page.model.columns[2].index(0).data(SPOKEN)
    assert view.grab().toImage() != before


def test_a_page_that_was_hidden_over_midnight_is_right_when_it_is_shown(page: PipelinePage, clock: Any) -> None:
    page.hide()
    clock.advance(days=1)
    page.tick()
    page.show()
    assert "5 overdue" in page.totals.accessibleName()


def test_a_hidden_page_reads_when_it_is_shown_again(page: PipelinePage, desk: Desk, qtbot: QtBot) -> None:
    page.hide()
    desk.runner.write(editing.edit, Kind.DEAL, page.model.columns[2].ids[0], {"title": "Renamed"}, owner=page)
    desk.runner.write(deals.win_deal, page.model.columns[2].ids[1], owner=page)
    assert page.card_counts()[2] == 5
    page.show()
    assert page.card_counts()[2] == 4
    qtbot.waitUntil(lambda: names(page, 2)[0] == "Renamed")


def test_the_pane_is_made_before_anybody_asks_for_it(page: PipelinePage, qtbot: QtBot) -> None:
    QTest.mouseClick(page.totals, LEFT)  # no button is held, as after other tests one may seem to be
    qtbot.waitUntil(lambda: page.findChild(DealPane) is not None)
    assert not page.is_pane_open
    assert not page.isAncestorOf(QApplication.focusWidget()) or not page.pane.isAncestorOf(QApplication.focusWidget())
    number = page.model.columns[0].ids[0]
    page.show_record(number)
    assert page.is_pane_open
    assert page.open_record == number
