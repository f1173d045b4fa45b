"""The list sorts and groups by what a card says, whatever the database has to look up for it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from leaddesk.domain import next_step, rotting
from leaddesk.domain.money import Money
from leaddesk.domain.people import fold
from leaddesk.domain.records import ActivityKind, Direction, Kind
from leaddesk.domain.summaries import Card
from leaddesk.domain.views import GROUPINGS, ListColumn
from leaddesk.services import activities, deal_list, deals, editing, followups, rates
from leaddesk.services.workspace import Workspace

Add = Callable[..., int]
EARLY, LATE = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def listed(workspace: Workspace, sort: str = "", *, descending: bool = False) -> list[Card]:
    [group] = deal_list.listing(workspace, sort=sort, descending=descending).groups
    assert (group.key, group.name) == ("", "")
    return deals.cards(workspace, group.ids)


def idle_since(workspace: Workspace, card: Card) -> datetime | None:
    step = card.next_step
    state = next_step.state(
        step.due_on if step else None, step.due_at if step else None, workspace.clock(), workspace.zone
    )
    days = rotting.idle_days(card.status, card.last_active, state, workspace.clock(), workspace.zone)
    return card.last_active if days is not None else None


def due(workspace: Workspace, card: Card) -> datetime | None:
    step = card.next_step
    return next_step.sort_key(step.due_on, step.due_at, workspace.zone) if step else None


HEAT = {"hot": 1, "warm": 2, "cold": 3}
KEYS: dict[ListColumn, Callable[[Workspace, Card], Any]] = {
    ListColumn.TITLE: lambda _, card: fold(card.title),
    ListColumn.COMPANY: lambda _, card: fold(card.company) or None,
    ListColumn.CONTACT: lambda _, card: fold(card.contact) or None,
    ListColumn.VALUE: lambda _, card: card.value,
    ListColumn.WEIGHTED: lambda _, card: None if card.value is None else card.value * card.probability,
    ListColumn.PROBABILITY: lambda _, card: card.probability,
    ListColumn.EXPECTED_CLOSE: lambda _, card: card.expected_close,
    ListColumn.NEXT_STEP: due,
    ListColumn.IDLE: idle_since,
    ListColumn.TEMPERATURE: lambda _, card: HEAT[card.temperature],
    ListColumn.OWNER: lambda _, card: card.owner.lower() or None,
    ListColumn.SOURCE: lambda _, card: card.source.lower() or None,
    ListColumn.CREATED: lambda _, card: card.created_at,
}


class TestOrder:
    @pytest.mark.parametrize("descending", [False, True])
    @pytest.mark.parametrize("column", KEYS)
    def test_every_column_sorts_by_what_it_shows(
        self, demo_workspace: Workspace, column: ListColumn, descending: bool
    ) -> None:
        cards = listed(demo_workspace, column, descending=descending)
        assert {card.id for card in cards} == {card.id for card in listed(demo_workspace)}
        keys = [KEYS[column](demo_workspace, card) for card in cards]
        known = [key for key in keys if key is not None]
        assert known == keys[: len(known)], "what has no value comes last"
        falls = descending is not (column is ListColumn.IDLE)
        assert known == sorted(known, reverse=falls)

    @pytest.mark.parametrize("sort", ["", ListColumn.STAGE, ListColumn.TAGS, "nonsense"])
    def test_without_an_order_they_stand_as_on_the_board(self, demo_workspace: Workspace, sort: str) -> None:
        drawn = deals.board(demo_workspace)
        on_board = [number for column in drawn.columns for number in column.ids]
        cards = listed(demo_workspace, sort)
        if sort == ListColumn.STAGE:
            places = [column.stage.id for column in drawn.columns]
            assert [places.index(card.stage_id or 0) for card in cards] == sorted(
                places.index(card.stage_id or 0) for card in cards
            )
        else:
            assert [card.id for card in cards] == on_board

    def test_only_what_matches_is_there(self, demo_workspace: Workspace) -> None:
        [group] = deal_list.listing(demo_workspace, "pilot", sort=ListColumn.TITLE).groups
        assert [card.title for card in deals.cards(demo_workspace, group.ids)] == ["Warehouse pilot"]
        nothing = deal_list.listing(demo_workspace, "no deal is called so")
        assert (nothing.groups, list(nothing.stages)) == ((), deals.list_stages(demo_workspace))

    @pytest.mark.parametrize(
        ("condition", "statuses"),
        [
            ("", {"open"}),
            ("owner:none", {"open"}),
            ("status:won", {"won"}),
            ("-status:won (status:lost or owner:none)", {"open", "lost"}),
        ],
    )
    def test_closed_ones_are_there_where_a_status_is_asked_for(
        self, workspace: Workspace, add: Add, condition: str, statuses: set[str]
    ) -> None:
        won, lost, _ = add(owner=""), add(owner=""), add(owner="")
        deals.win_deals(workspace, [won])
        deals.lose_deals(workspace, [lost], "Price")
        for group in ("", ListColumn.STATUS):
            found = deal_list.listing(workspace, condition, group=group, sort=ListColumn.STATUS).groups
            cards = deals.cards(workspace, [number for part in found for number in part.ids])
            assert {card.status.value for card in cards} == statuses
            assert not group or {part.name for part in found} == statuses

    def test_titles_that_start_with_letters(self, workspace: Workspace, add: Add) -> None:
        muller, mule, other = add("Müller"), add("mule"), add("A mule")
        assert deal_list.titles_starting(workspace, "MU") == {muller, mule}
        assert deal_list.titles_starting(workspace, "a m") == {other}
        assert deal_list.titles_starting(workspace, "%") == frozenset()

    def test_amounts_are_compared_at_the_teams_rates(self, workspace: Workspace, add: Add) -> None:
        euro, dollar, yen = add(value="100 EUR"), add(value="101 USD"), add(value="5000 JPY")
        nothing = add()
        order = [yen, dollar, euro, nothing]

        def by_value() -> list[int]:
            return [card.id for card in listed(workspace, ListColumn.VALUE, descending=True)]

        assert by_value() == order  # without rates one counts as much as the other
        rates.set_rates(workspace, {"USD": "0.9", "JPY": "0.006"})
        assert by_value() == [euro, dollar, yen, nothing]

    @pytest.mark.parametrize("zone", ["America/Los_Angeles", "Pacific/Auckland"])
    def test_an_all_day_step_follows_the_timed_ones_of_its_day(self, workspace: Workspace, add: Add, zone: str) -> None:
        workspace.zone = ZoneInfo(zone)
        day = date(2027, 3, 1)
        deal_of = {}
        for name, when in (("late", time(22, 30)), ("day", None), ("next", time(0, 30)), ("early", time(7))):
            deal_of[name] = add(name)
            on = day + timedelta(days=name == "next")
            at = datetime.combine(on, when, workspace.zone) if when else None
            followups.plan_followup(
                workspace, "Call", due_at=at, due_on=None if at else on, on=(Kind.DEAL, deal_of[name])
            )
        order = [card.title for card in listed(workspace, ListColumn.NEXT_STEP)]
        assert order == ["early", "late", "day", "next"]
        order = [card.title for card in listed(workspace, ListColumn.NEXT_STEP, descending=True)]
        assert order == ["next", "day", "late", "early"]

    def test_nothing_but_activity_counts_against_idleness(self, workspace: Workspace, add: Add) -> None:
        silent, spoken, done, planned = add("silent"), add("spoken"), add("done"), add("planned")
        activities.log_activity(workspace, ActivityKind.CALL, (Kind.DEAL, planned), "hello", direction=Direction.IN)
        activities.log_activity(workspace, ActivityKind.CALL, (Kind.DEAL, spoken), "hello", direction=Direction.IN)
        workspace.clock.advance(hours=1)
        step = followups.plan_followup(workspace, "Call", due_on=date(2026, 11, 30), on=(Kind.DEAL, done)).subject
        assert step
        followups.complete_followup(workspace, step)
        followups.plan_followup(workspace, "Call", due_on=date(2027, 11, 30), on=(Kind.DEAL, planned))
        order = [card.id for card in listed(workspace, ListColumn.IDLE, descending=True)]
        assert order[:2] == [spoken, done]
        assert set(order[2:]) == {silent, planned}


class TestGroups:
    @pytest.mark.parametrize("column", GROUPINGS)
    def test_each_deal_stands_once_in_the_group_that_it_shows(
        self, demo_workspace: Workspace, column: ListColumn
    ) -> None:
        groups = deal_list.listing(demo_workspace, group=column, sort=ListColumn.TITLE).groups
        everything = [number for group in groups for number in group.ids]
        assert sorted(everything) == sorted(card.id for card in listed(demo_workspace))
        assert len({group.key for group in groups}) == len(groups)
        stages = {stage.id: stage.name for stage in deals.list_stages(demo_workspace)}
        for group in groups:
            cards = deals.cards(demo_workspace, group.ids)
            assert [fold(card.title) for card in cards] == sorted(fold(card.title) for card in cards)
            for card in cards:
                shown = {
                    ListColumn.STAGE: stages[card.stage_id or 0],
                    ListColumn.EXPECTED_CLOSE: f"{card.expected_close:%Y-%m}" if card.expected_close else "",
                    ListColumn.TEMPERATURE: card.temperature.value,
                    ListColumn.COMPANY: card.company,
                    ListColumn.OWNER: card.owner,
                    ListColumn.STATUS: card.status.value,
                }
                assert group.name == shown[column]
            assert (group.key == "") == (group.name == "")
            values = [Money(card.value, card.currency) for card in cards if card.value is not None]
            assert sum(money.minor for money in group.value) == sum(money.minor for money in values)

    def test_they_stand_in_an_order_that_people_expect(self, demo_workspace: Workspace) -> None:
        def names(column: ListColumn) -> list[str]:
            return [group.name for group in deal_list.listing(demo_workspace, group=column).groups]

        stages = [stage.name for stage in deals.list_stages(demo_workspace)]
        assert names(ListColumn.STAGE) == [name for name in stages if name in names(ListColumn.STAGE)]
        assert names(ListColumn.TEMPERATURE) == ["hot", "warm", "cold"]
        for column in (ListColumn.OWNER, ListColumn.EXPECTED_CLOSE, ListColumn.COMPANY):
            found = [fold(name) for name in names(column) if name]
            assert found == sorted(found)
            assert len(found) > 1

    def test_sums_stand_by_currency(self, workspace: Workspace, add: Add) -> None:
        add(value="1000", stage="Demo")
        add(value="200 USD", stage="Demo")
        add(stage="Demo")
        empty = add(stage="Proposal")

        [demo, proposal] = deal_list.listing(workspace, group=ListColumn.STAGE).groups
        assert demo.value == (Money(100_000, "EUR"), Money(20_000, "USD"))
        assert demo.weighted == (Money(45_000, "EUR"), Money(9_000, "USD"))
        assert (proposal.ids, proposal.value, proposal.weighted) == ((empty,), (), ())

    def test_equal_names_are_different_groups(self, workspace: Workspace, add: Add) -> None:
        first = add(company="Kestrel AG")
        company = deals.deal_detail(workspace, first).company
        assert company
        second = add(company="Heron")
        other = deals.deal_detail(workspace, second).company
        assert other
        editing.edit(workspace, Kind.COMPANY, other.id, {"name": "Kestrel AG"})
        lonely = add()
        groups = deal_list.listing(workspace, group=ListColumn.COMPANY).groups
        assert [(group.name, group.ids) for group in groups] == [
            ("Kestrel AG", (first,)),
            ("Kestrel AG", (second,)),
            ("", (lonely,)),
        ]
        assert [number for number, _ in groupby(group.key for group in groups)] == [str(company.id), str(other.id), ""]
