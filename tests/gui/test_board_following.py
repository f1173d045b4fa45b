"""The board's model follows changes with little reading, and ends where the database is."""

from array import array
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QPixmap
from pytestqt.qtbot import QtBot

from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import Invalid, UserError
from leaddesk.domain.records import Kind
from leaddesk.gui.bridge.runner import ThreadRunner
from leaddesk.gui.desk import Desk
from leaddesk.gui.models.board_model import BoardModel
from leaddesk.gui.models.column_model import CARD, UNSAVED
from leaddesk.gui.models.column_order import ColumnOrder
from leaddesk.gui.models.row_cache import PAGE, RowCache
from leaddesk.gui.pipeline.picture_cache import LEAST_ROOM, PictureCache
from leaddesk.services import deals, editing, history, many_deals, stages
from leaddesk.services.workspace import Workspace


@pytest.fixture
def model(desk: Desk) -> BoardModel:
    model = BoardModel(desk, desk.runner)
    desk.bus.changed.connect(model.take_in)
    model.reload()
    return model


@pytest.fixture
def resets(model: BoardModel) -> list[str]:
    """The columns that were shown anew as a whole."""
    heard: list[str] = []
    for column in model.columns:
        column.modelReset.connect(lambda of=column: heard.append(of.stage.name))
    return heard


@pytest.fixture
def colleague(demo_workspace: Workspace) -> Workspace:
    """Somebody else in the same file, of whom the window hears only what a test tells it."""
    return demo_workspace


def ids(model: BoardModel) -> list[list[int]]:
    return [list(column.ids) for column in model.columns]


def truth(workspace: Workspace) -> list[list[int]]:
    return [list(column.ids) for column in deals.board(workspace).columns]


def heads(model: BoardModel) -> list[int]:
    return [model.figures[column.stage.id].count for column in model.columns]


# Packed orders

KEYS = st.lists(st.tuples(st.integers(0, 6).map(float), st.integers(1, 50)), unique_by=lambda key: key[1], max_size=30)


@given(KEYS, st.tuples(st.integers(0, 6).map(float), st.integers(51, 99)))
def test_deals_are_found_and_put_in_where_they_belong(keys: list[tuple[float, int]], other: tuple[float, int]) -> None:
    keys.sort()
    order = ColumnOrder(array("q", [number for _, number in keys]), array("d", [position for position, _ in keys]))
    for row, (position, number) in enumerate(keys):
        assert order.row_at(number, position) == row
        assert order.fits(row, position)
    assert order.row_at(other[1], other[0]) is None
    row = order.row_for(other[1], other[0])
    order.put(row, array("q", [other[1]]), array("d", [other[0]]))
    assert list(zip(order.positions, order.ids, strict=True)) == sorted([*keys, other])
    order.cut(row, row)
    assert list(order.ids) == [number for _, number in keys]


@given(KEYS, st.integers(0, 30), st.integers(1, 4))
def test_there_is_room_between_any_two(keys: list[tuple[float, int]], row: int, count: int) -> None:
    positions = [float(place) for place in range(len(keys))]
    order = ColumnOrder(array("q", [number for _, number in keys]), array("d", positions))
    row = min(row, len(keys))
    room = order.room(row, count)
    assert [*positions[:row], *room, *positions[row:]] == sorted([*positions, *room])
    assert len(set(room)) == count


# Following


def test_any_moves_end_as_the_database_has_them(model: BoardModel, colleague: Workspace, resets: list[str]) -> None:
    rng = Random(4)
    for _ in range(60):
        every = [number for column in ids(model) for number in column]
        moving = rng.sample(every, rng.choice((1, 1, 2, 4)))
        column = rng.choice(model.columns)
        before = rng.choice([None, *(number for number in column.ids if number not in moving)])
        if rng.random() < 0.5:
            model.move(moving, column.stage.id, before)
        else:
            to_end = before is None
            model.take_in(many_deals.move_deals(colleague, moving, column.stage.id, before=before, to_end=to_end))
        assert ids(model) == truth(colleague)
        assert heads(model) == [len(column.ids) for column in model.columns]
        assert not any(model.is_unsaved(number) for number in every)
    assert resets == []


def test_a_gap_that_is_used_up_is_numbered_anew(model: BoardModel, colleague: Workspace) -> None:
    first, second = model.columns[1].ids[:2]
    for _ in range(60):
        model.move((first,), model.columns[1].stage.id, model.columns[1].ids[2])
        first, second = second, first
        assert ids(model) == truth(colleague)


def test_added_closed_deleted_and_reopened_deals_come_and_go(model: BoardModel, colleague: Workspace) -> None:
    card = model.columns[2].ids[1]
    model.take_in(deals.win_deal(colleague, card))
    assert model.place(card) is None
    model.take_in(deals.reopen_deal(colleague, card))
    assert model.place(card) == (2, 0)
    model.take_in(editing.delete(colleague, Kind.DEAL, card))
    assert model.place(card) is None
    undone = history.undo(colleague)
    assert undone is not None
    model.take_in(undone)
    fresh = deals.add_deal(colleague, {"title": "Fresh one", "stage": "Proposal"})
    model.take_in(fresh)
    assert model.columns[3].index(0).data() == "Fresh one"  # its card came with its place
    assert ids(model) == truth(colleague)


def test_very_many_changes_at_once_are_followed(model: BoardModel, colleague: Workspace, resets: list[str]) -> None:
    for number in range(230):
        deals.add_deal(colleague, {"title": f"Order {number}", "stage": "Demo"})
    model.reload()
    every = list(model.columns[2].ids)
    model.take_in(many_deals.move_deals(colleague, every[::2], model.columns[4].stage.id))
    assert ids(model) == truth(colleague)
    model.take_in(many_deals.win_deals(colleague, every[1::2]))
    assert ids(model) == truth(colleague)
    assert "Demo" in resets


def test_with_a_filter_deals_come_and_go_as_they_match(model: BoardModel, colleague: Workspace) -> None:
    model.look_for("value>40k")
    shown = [number for column in ids(model) for number in column]
    other = next(number for number in truth(colleague)[0] if number not in shown)
    model.take_in(editing.edit(colleague, Kind.DEAL, other, {"value": "50000"}))
    assert model.place(other) == (0, 0)
    model.take_in(editing.edit(colleague, Kind.DEAL, other, {"value": "5"}))
    assert model.place(other) is None
    assert heads(model) == [len(column.ids) for column in model.columns]


def test_a_renamed_stage_keeps_its_cards(model: BoardModel, colleague: Workspace) -> None:
    before = ids(model)
    column = model.columns[2]
    model.take_in(editing.edit(colleague, Kind.STAGE, column.stage.id, {"name": "Trial"}))
    assert (model.columns[2], column.stage.name) == (column, "Trial")
    assert ids(model) == before


def test_a_new_stage_is_a_new_column(model: BoardModel, colleague: Workspace) -> None:
    replaced: list[None] = []
    model.columns_replaced.connect(lambda: replaced.append(None))
    pipeline = model.columns[0].stage.pipeline_id
    model.take_in(stages.add_stage(colleague, pipeline, {"name": "Signing"}))
    assert [column.stage.name for column in model.columns][-1] == "Signing"
    assert replaced == [None]
    assert ids(model) == truth(colleague)


# While something is being saved


def test_what_a_colleague_did_meanwhile_stands_when_my_step_is_refused(model: BoardModel, colleague: Workspace) -> None:
    """My card is on its way to one stage, a colleague puts it into another, mine is refused."""
    card = model.columns[0].ids[2]
    theirs = model.columns[3].stage.id
    refusals: list[UserError] = []
    model.refused.connect(refusals.append)
    seen: list[tuple[int, int] | None] = []

    def too_late(_workspace: Workspace) -> Changes:
        seen.append(model.place(card))
        model.take_in(deals.move_deal(colleague, card, theirs))
        seen.append(model.place(card))
        raise Invalid("somebody was faster")

    model.take_off((card,), too_late)
    assert seen == [None, None]  # it is in my hand until it is known how that ends
    assert len(refusals) == 1
    assert model.place(card) == (3, 0)
    assert ids(model) == truth(colleague)


def test_a_colleagues_cards_move_while_mine_is_on_its_way(model: BoardModel, colleague: Workspace) -> None:
    card, other = model.columns[0].ids[2], model.columns[0].ids[3]

    def with_company(workspace: Workspace) -> Changes:
        model.take_in(deals.move_deal(colleague, other, model.columns[4].stage.id))
        assert model.place(other) == (4, 0)
        assert model.is_unsaved(card)
        return deals.win_deal(workspace, card)

    model.take_off((card,), with_company)
    assert ids(model) == truth(colleague)


def test_all_read_anew_while_a_step_is_being_saved(model: BoardModel, colleague: Workspace) -> None:
    card = model.columns[0].ids[2]
    to = model.columns[3]

    def slow(workspace: Workspace) -> Changes:
        many_deals.move_deals(colleague, [to.ids[1]], model.columns[4].stage.id)
        model.take_in(Changes(everything=True))
        assert model.place(card) is None
        assert model.is_unsaved(card)
        return deals.win_deal(workspace, card)

    model.take_off((card,), slow)
    assert ids(model) == truth(colleague)


def test_another_filter_while_a_step_is_being_saved(threaded_desk: Desk, qtbot: QtBot, open_again: Any) -> None:
    model = BoardModel(threaded_desk, threaded_desk.bus)
    threaded_desk.bus.changed.connect(model.take_in)
    model.reload()
    qtbot.waitUntil(lambda: bool(model.columns))
    card = model.columns[0].ids[1]
    model.move((card,), model.columns[3].stage.id, model.columns[3].ids[1])
    model.look_for("owner:me")
    model.look_for("")
    fresh = open_again(True)
    qtbot.waitUntil(lambda: not model.is_unsaved(card) and ids(model) == truth(fresh))
    assert model.place(card) == (3, 1)
    fresh.database.close()


def test_a_step_that_is_saved_and_not_told_is_shown_where_it_was_put(
    threaded_desk: Desk, qtbot: QtBot, open_again: Any
) -> None:
    model = BoardModel(threaded_desk, threaded_desk.bus)
    model.reload()  # the model does not hear of changes: only of the ends of its own steps
    qtbot.waitUntil(lambda: bool(model.columns) and bool(model.figures))
    runner = threaded_desk.runner
    assert isinstance(runner, ThreadRunner)
    card = model.columns[0].ids[1]
    model.move((card,), model.columns[3].stage.id, None)
    index = model.columns[3].index(len(model.columns[3].ids) - 1)
    assert index.data(UNSAVED) is True
    qtbot.waitUntil(lambda: index.data(UNSAVED) is False)
    qtbot.waitUntil(lambda: index.data(CARD).stage_id == model.columns[3].stage.id)
    assert model.columns[3].ids[-1] == card


def test_one_change_reads_no_more_than_its_deal(model: BoardModel, colleague: Workspace) -> None:
    """The rows of all other deals stay as they are, also what was wrong with them."""
    for number in range(60):
        deals.add_deal(colleague, {"title": f"Order {number}", "stage": "Demo"})
    model.reload()
    unseen = model.columns[2].ids[50]
    colleague.database.sql("UPDATE deal SET position = -99 WHERE id = ?", (unseen,))
    model.take_in(deals.move_deal(colleague, model.columns[0].ids[0], model.columns[1].stage.id))
    assert model.place(unseen) == (2, 50)
    model.reload()
    assert model.place(unseen) == (2, 0)


# Rows ahead of what is seen


@pytest.fixture
def cache(desk: Desk) -> tuple[RowCache[Any], list[list[int]]]:
    asked: list[list[int]] = []

    def rows(_workspace: Workspace, wanted: list[int]) -> list[Any]:
        asked.append(wanted)
        return deals.cards(_workspace, wanted)

    return RowCache(desk.runner, rows, desk.runner), asked


def test_rows_are_fetched_before_they_are_seen(
    cache: tuple[RowCache[Any], list[list[int]]], colleague: Workspace, qtbot: QtBot
) -> None:
    for number in range(240):
        deals.add_deal(colleague, {"title": f"Order {number}", "stage": "Demo"})
    column = truth(colleague)[2]
    rows, asked = cache
    rows.look_ahead(column, 0, 7)
    qtbot.waitUntil(lambda: len(asked) == 1)
    assert asked[0] == column[8 : 8 + PAGE]
    rows.look_ahead(column, 70, 77)
    qtbot.waitUntil(lambda: len(asked) == 2)
    assert set(asked[1]) == {*column[:8], *column[8 + PAGE : 78 + PAGE]}
    rows.look_ahead([], 0, 7)
    rows.look_ahead(column, 200, 207)
    rows.look_ahead(column, 200, 207)
    qtbot.waitUntil(lambda: len(asked) == 3)
    assert set(column[178:200]) < set(asked[2])


# Pictures


def test_pictures_are_kept_for_the_card_as_it_is(model: BoardModel, colleague: Workspace) -> None:
    pictures, picture = PictureCache(), QPixmap(10, 10)
    card = model.columns[0].index(0).data(CARD)
    pictures.keep(card, "plain", picture)
    assert pictures.find(card, "plain") is picture
    assert pictures.find(card, "chosen") is None
    same = deals.cards(colleague, [card.id])[0]
    assert pictures.find(same, "plain") is picture
    editing.edit(colleague, Kind.DEAL, card.id, {"title": "Renamed"})
    other = deals.cards(colleague, [card.id])[0]
    assert pictures.find(other, "plain") is None
    pictures.keep(other, "plain", picture)
    assert pictures.find(card, "plain") is None
    pictures.clear()
    assert pictures.find(other, "plain") is None


def test_no_more_pictures_are_kept_than_there_is_room_for(model: BoardModel) -> None:
    pictures = PictureCache()
    cards = [column.index(row).data(CARD) for column in model.columns for row in range(len(column.ids))]
    large = QPixmap(1024, LEAST_ROOM // 1024 // 4 // 5)  # a fifth of the room
    for card in cards:
        pictures.keep(card, "plain", large)
        assert pictures.find(cards[0], "plain") is large  # it is looked at again and again
    kept = [card for card in cards if pictures.find(card, "plain") is not None]
    assert len(kept) < len(cards)
    assert kept[-1] is cards[-1]
    for look in range(9):
        pictures.keep(cards[0], look, large)
    assert pictures.find(cards[0], 8) is large
    assert pictures.find(cards[0], "plain") is None


def test_no_row_is_shown_under_a_card(model: BoardModel) -> None:
    assert model.columns[0].rowCount(model.columns[0].index(0)) == 0
    assert model.columns[0].index(0).parent() == QModelIndex()
