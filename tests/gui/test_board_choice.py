"""Several cards chosen by mouse and keyboard, and what is done with them together."""

from typing import Any

import pytest
from board_hands import LEFT, PLAIN, Key, card_at, current, drop, names, press, saved, send, start_at, views
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QDragLeaveEvent, QKeyEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from leaddesk.domain.operations import Operation
from leaddesk.domain.records import Kind
from leaddesk.gui.desk import Desk
from leaddesk.gui.models.column_model import deals_in_hand, dragged_deals
from leaddesk.gui.pipeline.board import Board
from leaddesk.gui.pipeline.card_menu import CardAction
from leaddesk.gui.pipeline.hand_picture import picture_in_hand
from leaddesk.services import deals, editing, history
from leaddesk.services.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def click(board: Board, column: int, row: int, held: Qt.KeyboardModifier = PLAIN) -> None:
    QTest.mouseClick(views(board)[column].viewport(), LEFT, held, card_at(board, column, row))


def choice(board: Board) -> list[list[str]]:
    """The titles of the chosen cards, for each column."""
    rows = board.model.rows_of(board.chosen_ids).values()
    return [[names(board, at)[row] for place, row in sorted(rows) if place == at] for at in range(5)]


def ids_of(board: Board, *places: tuple[int, int]) -> tuple[int, ...]:
    return tuple(board.columns[column].model.ids[row] for column, row in places)


# Mouse


def test_clicks_with_control_choose_cards_in_any_columns(board: Board) -> None:
    heard: list[int] = []
    board.clicked.connect(lambda deal_id, _at: heard.append(deal_id))
    click(board, 0, 1)
    click(board, 2, 0, CONTROL)
    click(board, 0, 3, CONTROL)
    assert board.chosen_ids == ids_of(board, (0, 1), (0, 3), (2, 0))
    click(board, 0, 1, CONTROL)
    assert board.chosen_ids == ids_of(board, (0, 3), (2, 0))
    assert heard == [ids_of(board, (0, 1))[0]]  # only the plain click wants to see a deal


def test_a_plain_click_chooses_one_and_waits_on_a_chosen_one_until_it_is_let_go(board: Board) -> None:
    for place in ((0, 1), (2, 0), (1, 2)):
        click(board, *place, CONTROL)
    view, at = views(board)[2], card_at(board, 2, 0)
    QTest.mousePress(view.viewport(), LEFT, PLAIN, at)
    assert len(board.chosen_ids) == 3  # it may be the beginning of a drag
    QTest.mouseRelease(view.viewport(), LEFT, PLAIN, at)
    assert board.chosen_ids == ids_of(board, (2, 0))


def test_a_click_with_shift_chooses_all_between(board: Board) -> None:
    click(board, 1, 1)
    click(board, 1, 4, SHIFT)
    assert board.chosen_ids == ids_of(board, (1, 1), (1, 2), (1, 3), (1, 4))
    click(board, 1, 0, SHIFT)
    assert board.chosen_ids == ids_of(board, (1, 0), (1, 1))
    click(board, 2, 2, SHIFT)
    assert board.chosen_ids == ids_of(board, (1, 0), (1, 1), (2, 2))


def test_a_click_below_the_cards_gives_the_choice_up(board: Board) -> None:
    click(board, 1, 1)
    click(board, 2, 1, CONTROL)
    below = QPoint(60, views(board)[4].viewport().height() - 4)
    QTest.mouseClick(views(board)[4].viewport(), LEFT, PLAIN, below)
    assert board.chosen_ids == ids_of(board, (2, 1))


def test_the_mouse_does_not_choose_while_it_is_drawn_over_the_ground(board: Board) -> None:
    click(board, 0, 0)
    view = views(board)[1].viewport()
    between = QPoint(60, 2 * views(board)[1].section - 3)
    QTest.mousePress(view, LEFT, PLAIN, between)
    moved = QMouseEvent(QEvent.Type.MouseMove, QPointF(60, 300), view.mapToGlobal(QPointF(60, 300)), LEFT, LEFT, PLAIN)
    QApplication.sendEvent(view, moved)
    QTest.mouseRelease(view, LEFT, PLAIN, QPoint(60, 300))
    assert board.chosen_ids == ids_of(board, (0, 0))


# Keyboard


def test_shift_and_arrows_extend_the_choice(board: Board) -> None:
    start_at(board, 1, 2)
    press(board, Key.Key_Down, SHIFT)
    press(board, Key.Key_Down, SHIFT)
    press(board, Key.Key_Up, SHIFT)
    assert board.chosen_ids == ids_of(board, (1, 2), (1, 3))
    press(board, Key.Key_End, SHIFT)
    assert board.chosen_ids == ids_of(board, *((1, row) for row in range(2, 7)))
    press(board, Key.Key_Home, SHIFT)
    assert board.chosen_ids == ids_of(board, (1, 0), (1, 1), (1, 2))
    press(board, Key.Key_Right, SHIFT)
    assert board.chosen_ids == ids_of(board, (1, 0), (1, 1), (1, 2), (2, 0))
    press(board, Key.Key_Down)
    assert board.chosen_ids == ids_of(board, (2, 1))


def test_space_marks_cards_one_by_one(board: Board) -> None:
    start_at(board, 0, 1)
    press(board, Key.Key_Space)
    press(board, Key.Key_Right)
    press(board, Key.Key_Down)
    press(board, Key.Key_Space)
    assert board.chosen_ids == ids_of(board, (0, 1), (1, 2))
    press(board, Key.Key_Down, SHIFT)
    assert board.chosen_ids == ids_of(board, (0, 1), (1, 2), (1, 3))
    press(board, Key.Key_Space)
    press(board, Key.Key_Up)
    press(board, Key.Key_Space)
    assert board.chosen_ids == ids_of(board, (0, 1))
    assert current(board) == (1, "Fleet tracking")
    press(board, Key.Key_Escape)
    assert board.chosen_ids == ids_of(board, (1, 2))
    press(board, Key.Key_Down)
    assert board.chosen_ids == ids_of(board, (1, 3))


def test_control_a_chooses_the_column_and_escape_ends_it(board: Board) -> None:
    start_at(board, 2, 1)
    press(board, Key.Key_A, CONTROL)
    assert board.chosen_ids == tuple(board.columns[2].model.ids)
    press(board, Key.Key_Escape)
    assert board.chosen_ids == ids_of(board, (2, 1))


def test_escape_is_left_to_others_where_one_card_is_chosen(board: Board) -> None:
    start_at(board, 2, 1)
    for taken in (False, True):
        event = QKeyEvent(QEvent.Type.KeyPress, Key.Key_Escape, PLAIN)
        QApplication.sendEvent(views(board)[2], event)
        assert event.isAccepted() == taken
        press(board, Key.Key_Down, SHIFT)


def test_pages_of_cards_are_passed(board: Board, demo_workspace: Workspace) -> None:
    for number in range(30):
        deals.add_deal(demo_workspace, {"title": f"Order {number}", "stage": "Demo"})
    board.model.reload()
    start_at(board, 2, 0)
    press(board, Key.Key_PageDown)
    assert views(board)[2].currentIndex().row() == views(board)[2].viewport().height() // views(board)[2].section
    press(board, Key.Key_PageUp, SHIFT)
    assert views(board)[2].currentIndex().row() == 0
    assert len(board.chosen_ids) > 5


def test_letters_lead_to_the_next_card_of_the_column(board: Board, qtbot: QtBot) -> None:
    start_at(board, 1, 0)
    QTest.keyClicks(views(board)[1], "br")
    assert current(board) == (1, "Brand refresh")
    qtbot.waitUntil(lambda: not board.keys._typing.isActive())
    QTest.keyClicks(views(board)[1], "F")
    assert current(board) == (1, "Fleet tracking")  # from the top again
    qtbot.waitUntil(lambda: not board.keys._typing.isActive())
    QTest.keyClicks(views(board)[1], "zzz")
    assert current(board) == (1, "Fleet tracking")


def test_letters_find_what_was_never_shown(board: Board, demo_workspace: Workspace) -> None:
    deals.add_deal(demo_workspace, {"title": "Zebra crossing", "stage": "Demo"})
    for number in range(120):
        deals.add_deal(demo_workspace, {"title": f"Order {number}", "stage": "Demo"})
    board.model.reload()
    start_at(board, 2, 0)
    QTest.keyClicks(views(board)[2], "zebra c")
    assert views(board)[2].currentIndex().row() == 120
    assert board.chosen_ids == (board.columns[2].model.ids[120],)


# What is done with several


@pytest.mark.parametrize(
    ("key", "held", "action"),
    [
        (Key.Key_Delete, PLAIN, CardAction.DELETE),
        (Key.Key_W, CONTROL | SHIFT, CardAction.WIN),
        (Key.Key_L, CONTROL | SHIFT, CardAction.LOSE),
    ],
)
def test_several_are_closed_and_deleted_together(
    board: Board, key: Key, held: Qt.KeyboardModifier, action: CardAction
) -> None:
    heard: list[tuple[CardAction, tuple[int, ...]]] = []
    board.asked.connect(lambda what, ids: heard.append((what, ids)))
    start_at(board, 1, 1)
    press(board, Key.Key_Down, SHIFT)
    press(board, key, held)
    press(board, Key.Key_Return)
    both = ids_of(board, (1, 1), (1, 2))
    assert heard == [(action, both), (CardAction.OPEN, both[1:])]


def test_control_and_arrows_carry_all_that_are_chosen(board: Board, fresh: Any, demo_workspace: Workspace) -> None:
    click(board, 0, 4)
    click(board, 1, 5, CONTROL)
    click(board, 1, 2, CONTROL)
    moving = board.chosen_ids
    press(board, Key.Key_Right, CONTROL)
    assert board.columns[2].model.ids[:3].tolist() == list(moving)
    assert board.chosen_ids == moving
    assert current(board) == (2, "Fleet tracking")
    assert saved(fresh, demo_workspace, 2) == list(board.columns[2].model.ids)
    assert history.history(demo_workspace)[0].kind is Operation.MOVE_DEALS
    press(board, Key.Key_Down, CONTROL)
    assert board.columns[2].model.ids[1:4].tolist() == list(moving)
    press(board, Key.Key_Up, CONTROL)
    press(board, Key.Key_Up, CONTROL)  # they are at the top
    assert board.columns[2].model.ids[:3].tolist() == list(moving)
    assert saved(fresh, demo_workspace, 2) == list(board.columns[2].model.ids)


def test_scattered_cards_come_together_when_they_are_carried_along(board: Board) -> None:
    click(board, 1, 1)
    click(board, 1, 3, CONTROL)
    click(board, 1, 6, CONTROL)
    moving = board.chosen_ids
    press(board, Key.Key_Up, CONTROL)
    assert board.columns[1].model.ids[:3].tolist() == list(moving)
    for _ in range(9):
        press(board, Key.Key_Down, CONTROL)
    assert board.columns[1].model.ids[-3:].tolist() == list(moving)


def test_several_are_dropped_together_in_their_order(board: Board, fresh: Any, demo_workspace: Workspace) -> None:
    moving = ids_of(board, (0, 2), (1, 0), (1, 3))
    below = board.columns[3].model.ids[1]
    target = views(board)[3]
    assert drop(target.viewport(), QPoint(60, target.section), deals_in_hand(board.model.file_uuid, moving))
    shown = list(board.columns[3].model.ids)
    assert shown[1:5] == [*moving, below]
    assert saved(fresh, demo_workspace, 3) == shown
    assert history.history(demo_workspace)[0].title == "Moved 3 deals to Proposal"


def test_several_dropped_between_themselves_go_above_the_next_that_stays(board: Board) -> None:
    ids = list(board.columns[1].model.ids)
    held = (ids[1], ids[2], ids[5])
    view = views(board)[1]
    drop(view.viewport(), QPoint(60, 2 * view.section), deals_in_hand(board.model.file_uuid, held))
    assert list(board.columns[1].model.ids) == [ids[0], *held, ids[3], ids[4], ids[6]]


def test_neighbours_dropped_where_they_are_write_nothing(board: Board, demo_workspace: Workspace) -> None:
    before = history.history(demo_workspace)
    view, ids = views(board)[1], board.columns[1].model.ids
    held = deals_in_hand(board.model.file_uuid, ids[2:5].tolist())
    for row in (2, 3, 4, 5):
        assert drop(view.viewport(), QPoint(50, row * view.section), held)
    assert history.history(demo_workspace) == before


def test_all_that_are_chosen_are_taken_up_and_pale(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ((0, 1), (2, 0), (1, 2)):
        click(board, *place, CONTROL)
    seen: list[tuple[int, ...]] = []
    pale: list[bool] = []

    def watch(drag: Any, _action: Any) -> Qt.DropAction:
        seen.append(dragged_deals(drag.mimeData(), board.model.file_uuid))
        pale.extend([views(board)[0].is_in_hand(1), views(board)[1].is_in_hand(2), views(board)[1].is_in_hand(3)])
        return Qt.DropAction.IgnoreAction

    monkeypatch.setattr("leaddesk.gui.pipeline.column_view.QDrag.exec", watch)
    views(board)[1].startDrag(Qt.DropAction.MoveAction)
    assert seen == [ids_of(board, (0, 1), (1, 2), (2, 0))]
    assert pale == [True, True, False]
    assert not views(board)[0].is_in_hand(1)


def test_the_stack_in_the_hand_says_how_many_it_is(board: Board) -> None:
    flat = views(board)[2].grab().copy(0, 0, 200, 90)
    one, three, many = (picture_in_hand(flat, count).toImage() for count in (1, 3, 1234))
    assert one.size() == three.size()
    assert one != three != many


def test_the_menu_for_several_offers_what_can_be_done_with_several(board: Board) -> None:
    heard: list[tuple[CardAction, int]] = []
    board.asked.connect(lambda what, ids: heard.append((what, len(ids))))
    for place in ((1, 1), (2, 1), (2, 3)):
        click(board, *place, CONTROL)
    moving = board.chosen_ids
    at = card_at(board, 2, 1)
    view = views(board)[2]
    QApplication.sendEvent(
        view.viewport(), QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, view.viewport().mapToGlobal(at))
    )
    menu = board.findChild(QMenu)
    assert menu is not None
    shown = [action.text().partition("\t")[0] for action in menu.actions() if action.text()]
    assert shown == ["3 deals", "Move to", "Won", "Lost…", "Delete"]
    for action in menu.actions():
        if action.text().startswith(("Won", "Delete")):
            action.trigger()
    assert heard == [(CardAction.WIN, 3), (CardAction.DELETE, 3)]
    ways = next(action.menu() for action in menu.actions() if action.menu() is not None)
    assert isinstance(ways, QMenu)
    assert all(way.isEnabled() for way in ways.actions())  # they are in two stages
    ways.actions()[4].trigger()
    menu.close()
    assert board.columns[4].model.ids[:3].tolist() == list(moving)


# While others work


def test_the_choice_stays_while_others_work(board: Board, desk: Desk) -> None:
    for place in ((0, 1), (1, 2), (1, 4)):
        click(board, *place, CONTROL)
    chosen = board.chosen_ids
    desk.runner.write(deals.move_deal, chosen[1], board.columns[3].model.stage.id, owner=board)
    desk.runner.write(deals.add_deal, {"title": "New one", "stage": "Qualified"}, owner=board)
    assert set(board.chosen_ids) == set(chosen)
    assert board.current_id == chosen[2]
    desk.runner.write(editing.delete, Kind.DEAL, chosen[0], owner=board)
    assert set(board.chosen_ids) == set(chosen[1:])


def test_the_card_in_the_place_of_one_that_is_gone_is_chosen(board: Board, desk: Desk) -> None:
    start_at(board, 1, 2)
    desk.runner.write(deals.win_deal, board.columns[1].model.ids[2], owner=board)
    assert board.chosen_ids == ids_of(board, (1, 2))
    assert current(board) == (1, names(board, 1)[2])


def test_a_refused_move_of_several_puts_each_back(protected_board: Board) -> None:
    board = protected_board
    before = [names(board, place) for place in range(5)]
    for place in ((0, 1), (1, 2), (1, 4)):
        click(board, *place, CONTROL)
    chosen = board.chosen_ids
    press(board, Key.Key_Right, CONTROL)
    assert [names(board, place) for place in range(5)] == before
    assert board.chosen_ids == chosen


def test_the_gap_and_the_mark_go_when_several_are_carried_away(board: Board, qtbot: QtBot) -> None:
    held = deals_in_hand(board.model.file_uuid, ids_of(board, (0, 1), (1, 2)))
    view = views(board)[3]
    send(board.field, QDragEnterEvent, view.viewport().mapTo(board.field, QPoint(60, 20)), held)
    qtbot.waitUntil(lambda: view.shift(0) == view.gap_height)
    QApplication.sendEvent(board.field, QDragLeaveEvent())
    qtbot.waitUntil(lambda: view.shift(0) == 0)
