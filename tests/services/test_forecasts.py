"""The forecast counts what is open where it is expected, what is won in the month it was won, and nothing lost."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from leaddesk.domain.board import ColumnFigures, Month
from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import Invalid
from leaddesk.domain.forecast import EARLIER, NO_DATE, month_of
from leaddesk.domain.money import Money
from leaddesk.domain.records import Deal, Kind
from leaddesk.services import deals, editing, forecast, history, pipelines
from leaddesk.services.workspace import Workspace
from leaddesk.storage.queries import records

Add = Callable[..., int]
TODAY = date(2026, 11, 21)


def month(year: int, number: int) -> Month:
    return month_of(date(year, number, 1), TODAY)


def columns(workspace: Workspace, condition: str = "") -> dict[Month, list[int]]:
    """The columns from left to right, without those that are empty."""
    found = forecast.all_deals(workspace, condition).columns
    return {column.stage: list(column.ids) for column in found if column.ids if isinstance(column.stage, Month)}


def head(workspace: Workspace, of: Month, condition: str = "") -> ColumnFigures:
    return forecast.figures(workspace, condition)[of.id]


def close_of(workspace: Workspace, deal: int) -> date | None:
    return records.get(workspace.database, Deal, deal).expected_close


class TestColumns:
    def test_deals_stand_in_their_months_in_the_order_of_their_days(self, workspace: Workspace, add: Add) -> None:
        late = add("late", expected_close="2026-12-31")
        soon = add("soon", expected_close="2026-12-01")
        same = add("same day", expected_close="2026-12-31")
        now = add("now", expected_close="2026-11-30")
        past = add("past", expected_close="2026-10-31")
        older = add("older", expected_close="2025-12-15")
        never = add("no date")
        far = add("far", expected_close="2031-05-05")
        assert columns(workspace) == {
            EARLIER: [older, past],
            month(2026, 11): [now],
            month(2026, 12): [soon, late, same],
            month(2031, 5): [far],
            NO_DATE: [never],
        }

    def test_this_month_and_five_more_are_there_without_deals(self, workspace: Workspace) -> None:
        found = forecast.all_deals(workspace)
        assert [column.stage.id for column in found.columns] == [
            *(month(2026, 11).id, month(2026, 12).id, *(month(2027, number).id for number in range(1, 5))),
            NO_DATE.id,
        ]
        assert forecast.figures(workspace).keys() == {column.stage.id for column in found.columns}
        assert set(forecast.figures(workspace).values()) == {ColumnFigures()}

    def test_the_cards_at_the_top_come_along(self, workspace: Workspace, add: Add) -> None:
        ids = [add(str(number), expected_close="2026-12-05") for number in range(45)]
        found = forecast.first_cards(workspace)
        assert found.whole
        assert [card.id for card in found.cards] == ids[:40]

    def test_closed_and_deleted_deals_are_not_there(self, workspace: Workspace, add: Add) -> None:
        won, lost, gone = (add(title, expected_close="2026-12-05") for title in ("won", "lost", "gone"))
        deals.win_deals(workspace, [won])
        deals.lose_deals(workspace, [lost], "Price")
        editing.delete(workspace, Kind.DEAL, gone)
        assert columns(workspace) == {}
        assert forecast.places(workspace, [won, lost, gone]).places == {}

    def test_only_what_matches_is_there(self, workspace: Workspace, add: Add) -> None:
        dear = add("dear", value="9000", expected_close="2026-12-05")
        add("cheap", value="10", expected_close="2026-12-05")
        assert columns(workspace, "value>5000") == {month(2026, 12): [dear]}
        assert head(workspace, month(2026, 12), "value>5000").value == (Money(900_000, "EUR"),)

    def test_another_pipeline_has_a_forecast_of_its_own(self, workspace: Workspace, add: Add) -> None:
        here = add("here", expected_close="2026-12-05")
        other = pipelines.add_pipeline(workspace, {"name": "Partners"}).subject
        assert other is not None
        there = forecast.add_expected(workspace, "there", month(2026, 12), other).subject
        assert columns(workspace) == {month(2026, 12): [here]}
        found = forecast.all_deals(workspace, "", other)
        assert [list(column.ids) for column in found.columns if column.ids] == [[there]]

    def test_places_are_those_of_the_columns(self, workspace: Workspace, add: Add) -> None:
        for close in ("", "2026-12-05", "2026-12-31", "2025-01-01"):
            add(close or "none", **({"expected_close": close} if close else {}))
        for column in forecast.all_deals(workspace).columns:
            placed = forecast.places(workspace, list(column.ids))
            assert [card.id for card in placed.cards] == list(column.ids)
            for number, position in zip(column.ids, column.positions, strict=True):
                assert placed.places[number] == (column.stage.id, position)


class TestSeeking:
    @pytest.mark.parametrize(
        ("of", "close"),
        [(EARLIER, "2026-10-02"), (month(2026, 11), "2026-11-30"), (month(2027, 3), "2027-03-01"), (NO_DATE, "")],
    )
    def test_the_next_title_is_found_below_then_from_the_top(
        self, workspace: Workspace, add: Add, of: Month, close: str
    ) -> None:
        texts = {"expected_close": close} if close else {}
        first, _, last = add("Night bus", **texts), add("Day bus", **texts), add("Night train", **texts)
        add("Night elsewhere", expected_close="2026-12-24")
        assert forecast.next_titled(workspace, "NI", of) == first
        assert forecast.next_titled(workspace, "ni", of, first) == last
        assert forecast.next_titled(workspace, "ni", of, last) == first
        assert forecast.next_titled(workspace, "ni", of, last, "train") == last
        assert forecast.next_titled(workspace, "x", of) is None


class TestFigures:
    def test_sums_are_weighted_and_apart_by_currency(self, workspace: Workspace, add: Add) -> None:
        add("a", value="1000", stage="Demo", expected_close="2026-12-05")
        add("b", value="50.50", stage="Proposal", expected_close="2026-12-24")
        add("c", value="7000 USD", stage="Demo", expected_close="2026-12-24")
        assert head(workspace, month(2026, 12)) == ColumnFigures(
            count=3,
            value=(Money(700_000, "USD"), Money(105_050, "EUR")),
            weighted=(Money(315_000, "USD"), Money(48_283, "EUR")),
        )

    def test_a_deal_without_a_value_counts_and_adds_nothing(self, workspace: Workspace, add: Add) -> None:
        add("a", expected_close="2026-12-05")
        assert head(workspace, month(2026, 12)) == ColumnFigures(count=1)
        add("b", value="0", expected_close="2026-12-05")
        assert head(workspace, month(2026, 12)).value == (Money(0, "EUR"),)

    def test_lost_deals_count_nothing_anywhere(self, workspace: Workspace, add: Add) -> None:
        deal = add("a", value="1000", expected_close="2026-11-30")
        deals.lose_deals(workspace, [deal], "Price")
        assert set(forecast.figures(workspace).values()) == {ColumnFigures()}

    def test_won_deals_count_in_the_month_in_which_they_were_won(self, workspace: Workspace, add: Add) -> None:
        deal = add("a", value="1000", expected_close="2027-01-15")
        assert head(workspace, month(2027, 1)).count == 1
        deals.win_deals(workspace, [deal])
        assert head(workspace, month(2027, 1)) == ColumnFigures()
        assert head(workspace, month(2026, 11)) == ColumnFigures(won=(Money(100_000, "EUR"),))
        assert head(workspace, month(2026, 11), "value>5000").won == ()

    @pytest.mark.parametrize(
        ("won_at", "counts"),
        [
            (datetime(2026, 10, 31, 22, 59, tzinfo=UTC), False),
            (datetime(2026, 10, 31, 23, 1, tzinfo=UTC), True),  # 00:01 of 1 November in Berlin
            (datetime(2026, 11, 30, 22, 59, tzinfo=UTC), True),
        ],
    )
    def test_the_month_is_that_of_the_owners_day(
        self, workspace: Workspace, add: Add, clock: Any, won_at: datetime, *, counts: bool
    ) -> None:
        deal = add("a", value="10")
        clock.now = won_at
        deals.win_deals(workspace, [deal])
        clock.now = datetime(2026, 11, 30, 22, 59, tzinfo=UTC)
        assert head(workspace, month(2026, 11)).won == ((Money(1_000, "EUR"),) if counts else ())

    def test_a_new_month_begins_at_the_owners_midnight(self, workspace: Workspace, add: Add, clock: Any) -> None:
        deal = add("a", expected_close="2026-11-30")
        clock.now = datetime(2026, 11, 30, 22, 59, tzinfo=UTC)
        assert columns(workspace) == {month(2026, 11): [deal]}
        clock.now = datetime(2026, 11, 30, 23, 1, tzinfo=UTC)
        assert columns(workspace) == {EARLIER: [deal]}
        assert forecast.all_deals(workspace).columns[1].stage == month_of(date(2026, 12, 1), date(2026, 12, 1))

    def test_what_was_won_nobody_knows_where_counts_in_the_first_pipeline(self, workspace: Workspace, add: Add) -> None:
        deal = add("a", value="10")
        other = pipelines.add_pipeline(workspace, {"name": "Partners"}).subject
        deals.win_deals(workspace, [deal])
        workspace.database.sql("UPDATE deal SET stage_id = NULL WHERE id = ?", (deal,))
        assert head(workspace, month(2026, 11)).won == (Money(1_000, "EUR"),)
        assert forecast.figures(workspace, "", other)[month(2026, 11).id].won == ()


class TestMoving:
    def test_several_keep_their_days_in_one_operation(self, workspace: Workspace, add: Add, fresh: Any) -> None:
        first, last, never = add("a", expected_close="2026-12-05"), add("b", expected_close="2026-12-31"), add("c")
        changes = forecast.expect_deals(workspace, [first, last, never], month(2027, 2))
        assert changes.title == "Changed when 3 deals are expected to close"
        days = [date(2027, 2, 5), date(2027, 2, 28), date(2027, 2, 28)]
        assert [close_of(fresh(), deal) for deal in (first, last, never)] == days
        history.undo(workspace)
        assert [close_of(fresh(), deal) for deal in (first, last, never)] == [
            *(date(2026, 12, 5), date(2026, 12, 31), None),
        ]

    def test_in_this_month_no_day_is_past(self, workspace: Workspace, add: Add) -> None:
        deal = add("a", expected_close="2027-01-03")
        changes = forecast.expect_deals(workspace, [deal], month(2026, 11))
        assert changes.title == "Changed when “a” is expected to close"
        assert changes.destroys  # so that the window offers to undo it
        assert close_of(workspace, deal) == TODAY

    def test_without_a_date_it_is_cleared(self, workspace: Workspace, add: Add) -> None:
        deal = add("a", expected_close="2027-01-03")
        forecast.expect_deals(workspace, [deal], NO_DATE)
        assert close_of(workspace, deal) is None

    def test_the_same_month_changes_nothing(self, workspace: Workspace, add: Add) -> None:
        deal = add("a", expected_close="2027-01-03")
        assert not forecast.expect_deals(workspace, [deal], month(2027, 1))

    def test_nothing_is_expected_in_the_past_nor_of_what_is_closed(self, workspace: Workspace, add: Add) -> None:
        deal, won = add("a", expected_close="2027-01-03"), add("b")
        with pytest.raises(Invalid, match="in the past"):
            forecast.expect_deals(workspace, [deal], EARLIER)
        assert close_of(workspace, deal) == date(2027, 1, 3)
        deals.win_deals(workspace, [won])
        with pytest.raises(Invalid, match="is won already"):
            forecast.expect_deals(workspace, [won], month(2027, 1))

    def test_a_new_deal_is_expected_at_the_end_of_its_month(self, workspace: Workspace) -> None:
        added: list[Changes] = [
            forecast.add_expected(workspace, "a", month(2027, 2)),
            forecast.add_expected(workspace, "b", NO_DATE),
        ]
        assert [close_of(workspace, change.subject or 0) for change in added] == [date(2027, 2, 28), None]
        assert added[0].title == "Added deal “a”"
