"""Columns that are folded to strips, what a head tells of its stage, and scrolling sideways."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from board_hands import LEFT, PLAIN, Key, current, drop, names, press, saved, send, start_at, views
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from leaddesk.domain.records import Kind
from leaddesk.domain.views import ViewOptions
from leaddesk.gui.desk import Desk
from leaddesk.gui.models.column_model import deals_in_hand
from leaddesk.gui.pipeline.board import Board
from leaddesk.gui.pipeline.column import Column
from leaddesk.services import deals, editing
from leaddesk.services.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def folded(board: Board) -> list[str]:
    return [column.model.stage.name for column in board.columns if column.is_folded]


def stage_ids(board: Board, *columns: int) -> frozenset[int]:
    return frozenset(board.columns[place].model.stage.id for place in columns)


@pytest.fixture
def told(board: Board) -> list[frozenset[int]]:
    """What the board says of its folds."""
    heard: list[frozenset[int]] = []
    board.options_changed.connect(lambda options: heard.append(options.folded))
    return heard


def double_click(column: Column) -> None:
    QTest.mouseDClick(column.head, LEFT, PLAIN, QPoint(30, 15))


def by_button(column: Column) -> None:
    QTest.mouseClick(column.head._fold, LEFT)


def by_key(column: Column) -> None:
    column.view.setFocus()
    QTest.keyClick(column.view, Key.Key_F, CONTROL | SHIFT)


@pytest.mark.parametrize("way", [double_click, by_button, by_key])
def test_a_column_is_folded_and_opened_again(
    board: Board, told: list[frozenset[int]], way: Callable[[Column], None]
) -> None:
    column = board.columns[1]
    wide = column.width()
    demo = stage_ids(board, 1)
    way(column)
    QApplication.processEvents()
    assert folded(board) == ["Contacted"]
    assert column.width() < 60
    assert board.columns[0].width() > wide
    assert column.strip.accessibleName() == "Contacted, folded, 7 deals, €96,000, 25% → €24,000"
    assert told == [demo]
    QTest.mouseClick(column.strip, LEFT)
    QApplication.processEvents()
    assert folded(board) == []
    assert column.width() == wide
    assert told == [demo, frozenset()]


def test_the_keyboard_stays_with_the_column(board: Board) -> None:
    start_at(board, 1, 3)
    press(board, Key.Key_F, CONTROL | SHIFT)
    assert board.columns[1].strip.hasFocus()
    assert board.chosen_ids == ()
    press(board, Key.Key_Return)
    assert current(board) == (1, "CRM roll-out")
    press(board, Key.Key_F, CONTROL | SHIFT)
    press(board, Key.Key_Right)
    assert current(board) == (2, "Warehouse pilot")
    press(board, Key.Key_Left)
    assert current(board) == (0, "Website relaunch")  # past the strip
    board.columns[1].strip.setFocus()
    press(board, Key.Key_Space)
    assert folded(board) == []


def test_what_the_view_says_is_folded(board: Board) -> None:
    board.show_view("", ViewOptions(folded=stage_ids(board, 0, 4)))
    assert folded(board) == ["Qualified", "Negotiation"]
    board.show_view("", ViewOptions())
    assert folded(board) == []


def test_empty_columns_fold_by_themselves_if_that_is_wanted(
    board: Board, told: list[frozenset[int]], desk: Desk
) -> None:
    board.show_view("", ViewOptions(fold_empty=True))
    first, second = board.columns[4].model.ids
    desk.runner.write(deals.win_deal, first, owner=board)
    assert folded(board) == []
    desk.runner.write(deals.win_deal, second, owner=board)
    assert folded(board) == ["Negotiation"]
    QTest.mouseClick(board.columns[4].strip, LEFT)
    assert folded(board) == []
    desk.runner.write(deals.add_deal, {"title": "Another"}, owner=board)
    assert folded(board) == []  # it was opened, and stays so
    QTest.mouseClick(board.columns[4].head._fold, LEFT)
    desk.runner.write(deals.reopen_deal, first, owner=board)
    assert folded(board) == ["Negotiation"]
    assert told == [stage_ids(board, 4)]


def test_an_empty_board_is_not_all_strips(board: Board, desk: Desk) -> None:
    everything = [number for column in board.columns for number in column.model.ids]
    board.show_view("", ViewOptions(fold_empty=True))
    desk.runner.write(deals.win_deals, everything[:-1], owner=board)
    assert len(folded(board)) == 4
    desk.runner.write(deals.win_deals, everything[-1:], owner=board)
    assert folded(board) == []


def test_a_card_dropped_on_a_folded_column_goes_to_its_top(board: Board, fresh: Any, demo_workspace: Workspace) -> None:
    QTest.mouseClick(board.columns[3].head._fold, LEFT)
    QApplication.processEvents()
    card = board.columns[0].model.ids[2]
    strip = board.columns[3].strip
    assert drop(strip, QPoint(8, strip.height() - 5), deals_in_hand(board.model.file_uuid, [card]))
    assert saved(fresh, demo_workspace, 3)[0] == card
    assert folded(board) == ["Proposal"]
    assert board.current_id != card


def test_cards_held_over_a_folded_column_open_it_until_they_go_elsewhere(board: Board, qtbot: QtBot) -> None:
    QTest.mouseClick(board.columns[3].head._fold, LEFT)
    QApplication.processEvents()
    held = deals_in_hand(board.model.file_uuid, [board.columns[0].model.ids[2]])
    over = board.columns[3].mapTo(board.field, QPoint(10, 200))
    send(board.field, QDragEnterEvent, over, held)
    assert folded(board) == ["Proposal"]
    qtbot.waitUntil(lambda: folded(board) == [])
    QApplication.sendEvent(board.field, QDragLeaveEvent())
    board._on_view_drag_finished()
    assert folded(board) == ["Proposal"]


def test_a_column_that_was_opened_for_a_card_stays_open_when_it_is_dropped_there(board: Board, qtbot: QtBot) -> None:
    QTest.mouseClick(board.columns[3].head._fold, LEFT)
    QApplication.processEvents()
    card = board.columns[0].model.ids[2]
    held = deals_in_hand(board.model.file_uuid, [card])
    send(board.field, QDragEnterEvent, board.columns[3].mapTo(board.field, QPoint(10, 200)), held)
    qtbot.waitUntil(lambda: folded(board) == [])
    QApplication.processEvents()
    view = views(board)[3]
    assert drop(view.viewport(), QPoint(40, 2 * view.section), held)
    board._on_view_drag_finished()
    assert folded(board) == []
    assert board.columns[3].model.ids[2] == card == board.current_id


def test_a_card_that_is_carried_by_keys_opens_the_column(board: Board) -> None:
    QTest.mouseClick(board.columns[1].head._fold, LEFT)
    start_at(board, 0, 0)
    press(board, Key.Key_Down, SHIFT)
    moving = board.chosen_ids
    press(board, Key.Key_Right, CONTROL)
    assert folded(board) == []
    assert board.columns[1].model.ids[:2].tolist() == list(moving)
    assert board.chosen_ids == moving


def test_a_deal_that_is_looked_for_opens_its_column(board: Board) -> None:
    QTest.mouseClick(board.columns[1].head._fold, LEFT)
    assert board.choose(board.columns[1].model.ids[4])
    assert folded(board) == []
    assert current(board) == (1, names(board, 1)[4])


def test_what_somebody_else_moves_into_a_fold_is_chosen_no_longer(board: Board, desk: Desk) -> None:
    QTest.mouseClick(board.columns[3].head._fold, LEFT)
    start_at(board, 1, 2)
    desk.runner.write(deals.move_deal, board.current_id, board.columns[3].model.stage.id, owner=board)
    assert folded(board) == ["Proposal"]
    assert current(board) == (1, names(board, 1)[2])


# What a head tells


def test_the_colour_of_a_stage_lies_over_its_column(board: Board, desk: Desk) -> None:
    column = board.columns[2]
    plain = column.grab().toImage().pixelColor(column.width() // 2, 1)
    desk.runner.write(editing.edit, Kind.STAGE, column.model.stage.id, {"colour": "#E0491B"}, owner=board)
    QApplication.processEvents()
    assert plain != column.grab().toImage().pixelColor(column.width() // 2, 1)
    assert column.grab().toImage().pixelColor(column.width() // 2, 1).name().upper() == "#E0491B"


def test_the_criteria_of_a_stage_are_told(board: Board, desk: Desk) -> None:
    column = board.columns[2]
    before = column.head.grab().toImage()
    text = "Need & budget <known>"
    desk.runner.write(editing.edit, Kind.STAGE, column.model.stage.id, {"criteria": text}, owner=board)
    QApplication.processEvents()
    assert "Need &amp; budget &lt;known&gt;" in column.head.toolTip()
    assert column.head.accessibleDescription() == column.view.accessibleDescription() == text
    assert column.head.grab().toImage() != before  # a sign says that there is more


# Scrolling


def turn(over: QWidget, angle: QPoint, held: Qt.KeyboardModifier = PLAIN) -> None:
    window = over.window().windowHandle()
    at = over.mapTo(over.window(), over.rect().center())
    QTest.wheelEvent(window, QPointF(at), angle, QPoint(), held)


def test_the_wheel_scrolls_cards_and_with_shift_the_board(board: Board) -> None:
    board.window().resize(620, 420)
    board.resize(620, 420)
    QApplication.processEvents()
    down, sideways = views(board)[0].verticalScrollBar(), board.area.horizontalScrollBar()
    turn(views(board)[0].viewport(), QPoint(0, -120))
    assert (down.value() > 0, sideways.value()) == (True, 0)
    there = down.value()
    turn(views(board)[0].viewport(), QPoint(0, -120), SHIFT)
    assert (down.value(), sideways.value() > 0) == (there, True)
    turn(views(board)[0].viewport(), QPoint(1200, 0))
    assert sideways.value() == 0


def test_other_deals_are_shown_from_their_top(board: Board) -> None:
    bar = views(board)[0].verticalScrollBar()
    bar.setValue(90)
    board.show_view("-nothing", ViewOptions())
    assert bar.value() == 0
    start_at(board, 0, 8)
    there = bar.value()
    assert there > 0
    board.show_view("", ViewOptions())
    assert current(board) == (0, names(board, 0)[8])
    assert bar.value() == there


def test_options_of_another_view_do_not_read_the_deals_again(board: Board) -> None:
    views(board)[0].verticalScrollBar().setValue(40)
    seen: list[None] = []
    board.shown.connect(lambda: seen.append(None))
    board.show_view("", replace(ViewOptions(), compact=True))
    assert seen == []
