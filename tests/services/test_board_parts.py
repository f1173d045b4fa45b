"""The board read in parts says the same as the board read at once."""

from collections.abc import Callable
from typing import Any

import pytest

from leaddesk.domain.board import BoardDeals
from leaddesk.domain.records import Kind
from leaddesk.services import board, deals, editing, many_deals, pipelines
from leaddesk.services.workspace import Workspace
from leaddesk.storage.tables import DealTable

Add = Callable[..., int]
Stages = dict[str, int]


def ids(found: BoardDeals) -> list[list[int]]:
    return [list(column.ids) for column in found.columns]


def at_once(workspace: Workspace, condition: str = "", pipeline_id: int | None = None) -> list[list[int]]:
    return [list(column.ids) for column in deals.board(workspace, condition, pipeline_id).columns]


class TestColumns:
    def test_few_deals_are_all_told_at_first(self, demo_workspace: Workspace) -> None:
        first = board.first_cards(demo_workspace)
        assert first.whole
        assert ids(first) == ids(board.all_deals(demo_workspace)) == at_once(demo_workspace)
        assert [card.id for card in first.cards] == [number for column in ids(first) for number in column]

    def test_of_many_the_tops_come_first(self, workspace: Workspace, add: Add) -> None:
        for number in range(50):
            add(f"Order {number}", stage="Demo")
        add("One", stage="Proposal")
        first, whole = board.first_cards(workspace), board.all_deals(workspace)
        assert not first.whole
        assert [len(column) for column in ids(first)] == [0, 0, 41, 1, 0]
        assert ids(first)[2] == ids(whole)[2][:41]
        assert len(first.cards) == 41
        assert whole.whole
        assert ids(whole) == at_once(workspace)
        assert whole.cards == ()

    def test_positions_are_those_of_the_deals(self, demo_workspace: Workspace) -> None:
        query = DealTable.select(DealTable.id, DealTable.position)
        known = dict(demo_workspace.database.rows(query))
        for column in board.all_deals(demo_workspace).columns:
            assert [known[number] for number in column.ids] == list(column.positions)
            assert sorted(column.positions) == list(column.positions)

    @pytest.mark.parametrize("condition", ["lindqvist", "owner:me", "value>30k", "nothing of the kind"])
    def test_a_filter_is_answered_whole(self, demo_workspace: Workspace, condition: str) -> None:
        first = board.first_cards(demo_workspace, condition)
        assert first.whole
        assert ids(first) == ids(board.all_deals(demo_workspace, condition)) == at_once(demo_workspace, condition)

    def test_another_pipeline_has_its_own_columns(self, workspace: Workspace, add: Add) -> None:
        mine = add("Here")
        other = pipelines.add_pipeline(workspace, {"name": "Partners", "stages": "First, Last"}).subject
        there = add("There", stage="Partners/Last")
        for found in (board.first_cards(workspace, "", other), board.all_deals(workspace, "", other)):
            assert [column.stage.name for column in found.columns] == ["First", "Last"]
            assert ids(found) == [[], [there]]
        assert ids(board.all_deals(workspace))[0] == [mine]
        assert set(board.places(workspace, [mine, there], "", other).places) == {there}

    def test_all_deals_know_their_pipeline(self, demo_workspace: Workspace) -> None:
        assert board.all_deals(demo_workspace).pipeline == deals.board(demo_workspace).pipeline


class TestFigures:
    @pytest.mark.parametrize("condition", ["", "owner:me", "nothing of the kind"])
    def test_heads_say_what_the_columns_hold(self, demo_workspace: Workspace, condition: str) -> None:
        whole = deals.board(demo_workspace, condition)
        heads = board.figures(demo_workspace, condition)
        assert len(heads) == len(whole.columns)
        for column in whole.columns:
            assert heads[column.stage.id].count == len(column.ids)
            assert heads[column.stage.id].value == column.value
            assert heads[column.stage.id].weighted == column.weighted

    def test_currencies_stay_apart_the_largest_first(self, workspace: Workspace, add: Add, stages: Stages) -> None:
        add("A", value="100", probability="50")
        add("B", value="900", currency="USD", probability="10")
        add("C")
        [head] = [head for stage, head in board.figures(workspace).items() if stage == stages["Qualified"]]
        assert head.count == 3
        assert [(money.currency, money.minor) for money in head.value] == [("USD", 90_000), ("EUR", 10_000)]
        assert {money.currency: money.minor for money in head.weighted} == {"USD": 9_000, "EUR": 5_000}

    def test_a_column_without_values_has_a_count_only(self, workspace: Workspace, add: Add, stages: Stages) -> None:
        add("A", stage="Demo")
        head = board.figures(workspace)[stages["Demo"]]
        assert (head.count, head.value, head.weighted) == (1, (), ())


class TestPlaces:
    def test_deals_are_told_with_their_cards(self, demo_workspace: Workspace) -> None:
        wanted = [column[0] for column in at_once(demo_workspace)]
        placed = board.places(demo_workspace, wanted)
        assert {card.id: (card.stage_id, card.position) for card in placed.cards} == placed.places
        assert set(placed.places) == set(wanted)

    def test_what_is_not_on_the_board_is_left_out(self, workspace: Workspace, add: Add) -> None:
        here, won, gone = add("Here"), add("Won"), add("Gone")
        deals.win_deal(workspace, won)
        editing.delete(workspace, Kind.DEAL, gone)
        assert set(board.places(workspace, [here, won, gone, 12345]).places) == {here}
        assert board.places(workspace, [here], "elsewhere").places == {}
        assert board.places(workspace, []).places == {}

    def test_of_very_many_only_the_places_are_told(self, workspace: Workspace, add: Add) -> None:
        card = add("One")
        with_copies = [card, *range(1, 1200)]
        assert set(board.places(workspace, with_copies).places) == {card}
        many = [add(f"Order {number}") for number in range(201)]
        placed = board.places(workspace, many)
        assert (len(placed.places), placed.cards) == (201, ())


class TestTyping:
    def test_the_next_deal_below_then_from_the_top(self, workspace: Workspace, add: Add, stages: Stages) -> None:
        low, other, high = add("Malmö trams"), add("Else"), add("malmo ferry")
        qualified = stages["Qualified"]

        def find(letters: str, after: int | None = None, condition: str = "") -> int | None:
            return board.next_titled(workspace, letters, qualified, after, condition)

        assert find("MAL") == find("mal", low) == high
        assert find("mal", high) == find("malmö t") == low
        assert find("e", other) == other
        assert find("x") is None
        assert find("mal", None, "trams") == low
        assert find("%") is None
        assert find("_") is None
        assert find("mal", 12345) == high

    def test_only_the_column_is_looked_through(self, workspace: Workspace, add: Add, stages: Stages) -> None:
        add("Ferry", stage="Demo")
        assert board.next_titled(workspace, "fer", stages["Qualified"]) is None


def test_cards_of_equal_positions_stand_by_their_ids(workspace: Workspace, add: Add, stages: Stages) -> None:
    cards = [add(f"Order {number}", stage="Demo") for number in range(5)]
    workspace.database.sql("UPDATE deal SET position = 1.0")
    assert ids(board.all_deals(workspace))[2] == cards
    assert board.next_titled(workspace, "order", stages["Demo"], cards[1]) == cards[2]


def test_what_was_moved_in_one_operation_is_found_there(workspace: Workspace, add: Add, stages: Stages) -> None:
    cards = [add(f"Order {number}") for number in range(4)]
    many_deals.move_deals(workspace, cards, stages["Proposal"])
    placed: Any = board.places(workspace, cards).places
    assert sorted(cards, key=lambda number: placed[number].position) == cards
