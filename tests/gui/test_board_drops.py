"""Cards carried over the board and let go, by the events that the window system sends."""

from typing import Any

import pytest
from board_hands import carried, current, drop, names, saved, send, views
from PySide6.QtCore import QMimeData, QPoint
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from leaddesk.domain.errors import UserError
from leaddesk.domain.records import Kind
from leaddesk.gui import theme
from leaddesk.gui.desk import Desk
from leaddesk.gui.models.column_model import CARD
from leaddesk.gui.pipeline.board import Board
from leaddesk.gui.pipeline.card_menu import CardAction
from leaddesk.gui.pipeline.card_picture import Look
from leaddesk.gui.pipeline.drop_bar import DropBar
from leaddesk.gui.pipeline.edge_scroll import speed
from leaddesk.gui.pipeline.hand_picture import picture_in_hand
from leaddesk.services import editing, history
from leaddesk.services.workspace import Workspace


def test_a_card_dropped_between_two_goes_there(board: Board, fresh: Any, demo_workspace: Workspace) -> None:
    card = board.columns[2].model.ids[0]
    target = views(board)[3]
    between = QPoint(60, target.section)  # the seam of the first and the second card
    assert drop(target.viewport(), between, carried(board, 2, 0))
    assert names(board, 3)[:3] == ["Two-year licence", "Warehouse pilot", "Spare parts portal"]
    assert saved(fresh, demo_workspace, 3) == list(board.columns[3].model.ids)
    assert card not in saved(fresh, demo_workspace, 2)
    assert current(board) == (3, "Warehouse pilot")


@pytest.mark.parametrize(("source", "y_in_cards", "place"), [(0, 2.9, 2), (3, 0.1, 0), (1, 9.0, 6)])
def test_a_card_dropped_in_its_own_column_is_reordered(
    board: Board, source: int, y_in_cards: float, place: int, fresh: Any, demo_workspace: Workspace
) -> None:
    title = names(board, 1)[source]
    view = views(board)[1]
    assert drop(view.viewport(), QPoint(50, round(y_in_cards * view.section)), carried(board, 1, source))
    assert names(board, 1)[place] == title
    assert len(names(board, 1)) == 7
    assert saved(fresh, demo_workspace, 1) == list(board.columns[1].model.ids)


def test_a_card_dropped_where_it_was_writes_nothing(board: Board, demo_workspace: Workspace) -> None:
    before = history.history(demo_workspace)
    view = views(board)[1]
    for y in (2 * view.section + 4, 3 * view.section - 4):
        assert drop(view.viewport(), QPoint(50, y), carried(board, 1, 2))
    assert history.history(demo_workspace) == before


def test_a_card_can_be_dropped_on_a_head_and_beside_a_column(board: Board) -> None:
    head = board.columns[4].head
    drop(head, head.rect().center(), carried(board, 0, 0))
    assert names(board, 4)[0] == "Website relaunch"
    field = board.field
    drop(field, QPoint(field.width() - 3, field.height() - 3), carried(board, 0, 0))
    assert names(board, 4)[-1] == "Annual audit"


def test_an_empty_column_takes_a_card_anywhere(board: Board, demo_workspace: Workspace, desk: Desk) -> None:
    for deal_id in list(board.columns[4].model.ids):
        desk.runner.write(editing.delete, Kind.DEAL, deal_id, owner=board)
    assert names(board, 4) == []
    column = board.columns[4]
    drop(column, QPoint(30, column.height() - 5), carried(board, 3, 1))
    assert names(board, 4) == ["Spare parts portal"]


def test_what_is_carried_from_elsewhere_is_refused(board: Board) -> None:
    text = QMimeData()
    text.setText("Some words")
    foreign = QMimeData()
    foreign.setData("application/x-leaddesk-deal", b'{"file": "another", "deal": 1}')
    before = [names(board, place) for place in range(5)]
    for mime in (text, foreign):
        entering = send(views(board)[2].viewport(), QDragEnterEvent, QPoint(50, 50), mime)
        assert not entering.isAccepted()
    assert [names(board, place) for place in range(5)] == before


def test_the_column_is_marked_and_a_gap_opens_under_the_card(board: Board, qtbot: QtBot) -> None:
    view, mime = views(board)[3], carried(board, 2, 0)
    field = board.field
    plain = view.grab().toImage()
    at = view.viewport().mapTo(field, QPoint(60, 20))
    send(field, QDragEnterEvent, at, mime)
    qtbot.waitUntil(lambda: view.shift(0) == view.gap_height)
    assert view.grab().toImage() != plain
    marked = board.columns[3].grab().toImage()
    assert marked.pixelColor(marked.width() // 2, marked.height() - 3).name().upper() != theme.LIGHT.column
    QApplication.sendEvent(field, QDragLeaveEvent())
    qtbot.waitUntil(lambda: view.shift(0) == 0 and view.shift(9) == 0)
    assert view.grab().toImage() == plain


def test_a_gap_below_the_last_card_can_be_scrolled_to(board: Board, desk: Desk) -> None:
    view = views(board)[0]
    view.window().resize(1150, 420)
    board.resize(1150, 420)
    QApplication.processEvents()
    bar = view.verticalScrollBar()
    longest = bar.maximum()
    view.open_gap(9)
    assert bar.maximum() == longest + view.gap_height
    view.shut_gap()
    assert bar.maximum() == longest


def test_held_at_an_edge_the_board_and_the_column_scroll(board: Board) -> None:
    window = board.window()
    window.resize(620, 420)
    board.resize(620, 420)
    QApplication.processEvents()
    field, mime = board.field, carried(board, 0, 0)
    sideways, down = board.area.horizontalScrollBar(), views(board)[0].verticalScrollBar()
    send(field, QDragEnterEvent, QPoint(100, 200), mime)
    field._scroll.step()
    assert (sideways.value(), down.value()) == (0, 0)
    low = views(board)[0].viewport().mapTo(field, QPoint(60, views(board)[0].viewport().height() - 4))
    send(field, QDragMoveEvent, low, mime)
    field._scroll.step()
    assert down.value() > 0
    right = field.mapFrom(board.area.viewport(), QPoint(board.area.viewport().width() - 4, 200))
    send(field, QDragMoveEvent, right, mime)
    field._scroll.step()
    assert sideways.value() > 0
    QApplication.sendEvent(field, QDragLeaveEvent())
    there = sideways.value()
    field._scroll.step()
    assert sideways.value() == there


def test_scrolling_is_faster_nearer_to_the_edge() -> None:
    assert [speed(at, 400) for at in (0, 43, 200, 356, 399)] == [-16, -1, 0, 0, 15]
    assert speed(0, 0) == 0


def test_the_bar_offers_won_lost_and_delete(board: Board, desk: Desk, qtbot: QtBot) -> None:
    bar = DropBar(desk.file_uuid, board)
    heard: list[tuple[CardAction, tuple[int, ...]]] = []
    bar.dropped.connect(lambda action, ids: heard.append((action, ids)))
    bar.appear()
    card = board.columns[1].model.ids[1]
    for place in bar.places.values():
        assert drop(place, place.rect().center(), carried(board, 1, 1))
    assert heard == [(CardAction.WIN, (card,)), (CardAction.LOSE, (card,)), (CardAction.DELETE, (card,))]
    assert [place.accessibleName() for place in bar.places.values()] == ["Won", "Lost…", "Delete"]
    assert bar.geometry().bottom() == board.rect().bottom()


def test_the_picture_in_the_hand_is_turned_and_shadowed(board: Board) -> None:
    index = board.columns[2].model.index(0)
    flat = board._pictures.picture(index.data(CARD), 200, Look(), 2.0, board.model.now)
    hand = picture_in_hand(flat, 1)
    assert hand.devicePixelRatio() == 2.0
    assert hand.deviceIndependentSize().width() > flat.deviceIndependentSize().width()
    image = hand.toImage()
    assert image.pixelColor(0, 0).alpha() == 0
    assert 0 < image.pixelColor(image.width() // 2, image.height() - 12).alpha() < 120


def test_a_drop_that_cannot_be_saved_puts_the_card_back(protected_board: Board) -> None:
    board = protected_board
    before = [names(board, place) for place in range(5)]
    refusals: list[UserError] = []
    board.model.refused.connect(refusals.append)
    view = views(board)[3]
    assert drop(view.viewport(), QPoint(60, view.section), carried(board, 2, 1))
    assert [names(board, place) for place in range(5)] == before
    assert current(board) == (2, "Payroll switch")
    assert "nothing was saved" in str(refusals[0])


def test_an_unsaved_card_is_paler_and_has_a_clock(board: Board) -> None:
    card = board.columns[2].model.index(0).data(CARD)
    now = board.model.now
    saved_card, unsaved = (
        board._pictures.picture(card, 200, Look(unsaved=waiting), 1.0, now).toImage() for waiting in (False, True)
    )
    middle = saved_card.height() // 2
    assert saved_card.pixelColor(190, middle).alpha() == 255
    assert 100 < unsaved.pixelColor(190, middle).alpha() < 200
    clock = [unsaved.pixel(x, y) for x in range(160, 178) for y in range(10, 28)]
    assert len(set(clock)) > 5
    assert len({saved_card.pixel(x, y) for x in range(160, 178) for y in range(10, 28)}) == 1
