"""The demo business: as many of everything as promised, whole, believable, and the same each time."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import groupby
from zoneinfo import ZoneInfo

import pytest

from leaddesk.domain.dates import local_day
from leaddesk.domain.ids import IdSource
from leaddesk.domain.next_step import NextStepState, state
from leaddesk.domain.records import (
    FIRST_STAGES,
    LOST_REASONS,
    ActivityKind,
    DealStatus,
    Direction,
    FollowUp,
    Record,
    Role,
    Stage,
    Temperature,
)
from leaddesk.exchange.demo import DemoBusiness, demo_business

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 21, 9, 20, tzinfo=UTC)  # 10:20 in Berlin
STAGES = tuple(
    Stage(id=number, pipeline_id=1, name=name, position=float(number), probability=probability, idle_days=idle_days)
    for number, (name, probability, idle_days) in enumerate(FIRST_STAGES, 1)
)


def make(
    now: datetime = NOW,
    tz: tzinfo = BERLIN,
    *,
    stages: tuple[Stage, ...] = STAGES,
    currency: str = "EUR",
    deals: int = 60,
) -> DemoBusiness:
    ids = IdSource(lambda: now, random.Random(7))
    return demo_business(now=now, tz=tz, ids=ids, stages=stages, currency=currency, deals=deals)


def records(business: DemoBusiness) -> Iterator[Record]:
    for field in fields(business):
        yield from getattr(business, field.name)


@pytest.fixture(scope="module")
def business() -> DemoBusiness:
    return make()


def test_there_is_as_much_as_promised(business: DemoBusiness) -> None:
    assert (len(business.users), len(business.companies), len(business.contacts)) == (3, 40, 80)
    assert (len(business.leads), len(business.deals)) == (18, 60)
    assert Counter(deal.status for deal in business.deals) == {"open": 27, "won": 20, "lost": 13}
    assert 350 <= len(business.activities) <= 400
    assert len({activity.body for activity in business.activities}) >= 60
    assert all("{" not in activity.subject + activity.body for activity in business.activities)


def test_the_board_is_the_one_that_was_drawn(business: DemoBusiness) -> None:
    opened = [deal for deal in business.deals if deal.status is DealStatus.OPEN]
    columns = {stage: list(deals) for stage, deals in groupby(opened, key=lambda deal: (deal.stage_id or 0) - 1)}
    assert [len(columns[stage]) for stage in range(5)] == [9, 7, 5, 4, 2]
    sums = [sum(deal.value or 0 for deal in columns[stage]) // 100 for stage in range(5)]
    assert sums == [118_400, 96_000, 141_500, 87_200, 64_000]
    for deals in columns.values():
        assert [deal.position for deal in deals] == [float(place) for place in range(1, len(deals) + 1)]
    assert len({deal.title for deal in opened}) == 27


def test_the_warehouse_pilot_is_told_as_it_was_drawn(business: DemoBusiness) -> None:
    deal = next(deal for deal in business.deals if deal.title == "Warehouse pilot")
    company = next(company for company in business.companies if company.id == deal.company_id)
    contact = next(contact for contact in business.contacts if contact.id == deal.contact_id)
    assert (company.name, contact.name, contact.email) == ("Lindqvist AB", "Eva Lind", "eva.lind@lindqvist.example")
    assert (deal.value, deal.expected_close) == (4_800_000, date(2026, 12, 18))
    said = [activity for activity in business.activities if activity.deal_id == deal.id]
    assert [activity.kind for activity in said] == ["note", "note", "call", "email", "email"]
    assert said[-1].at == datetime(2026, 11, 21, 7, 12, tzinfo=UTC)
    assert said[-1].direction is Direction.IN
    step = next(step for step in business.followups if step.deal_id == deal.id)
    assert (step.subject, step.due_at) == ("Demo on site", datetime(2026, 11, 21, 10, tzinfo=UTC))


def test_deals_that_have_come_far_have_people_lines_and_a_way(business: DemoBusiness) -> None:
    deals = {deal.id: deal for deal in business.deals}
    people = Counter(row.deal_id for row in business.participants)
    far = [deal for deal in deals.values() if deal.status is DealStatus.OPEN and (deal.stage_id or 0) > 2]
    assert set(people) == {deal.id for deal in far}
    assert set(people.values()) == {2}
    assert len({(row.deal_id, row.contact_id) for row in business.participants}) == len(business.participants)
    main = [row for row in business.participants if deals[row.deal_id].contact_id == row.contact_id]
    assert {row.role for row in main} == {Role.DECISION_MAKER}
    assert len([deal for deal in deals.values() if deal.products]) == 4
    moved = [deal for deal in deals.values() if deal.moved_at is not None]
    assert len(moved) > 20
    assert all(deal.created_at <= deal.moved_at <= (deal.closed_at or NOW) for deal in moved if deal.moved_at)
    assert all(deal.moved_at is None for deal in deals.values() if deal.stage_id == 1)
    pinned = [activity for activity in business.activities if activity.pinned]
    assert {deals[activity.deal_id or 0].title for activity in pinned} == {
        *("Website relaunch", "CRM roll-out", "Framework contract"),
    }


MOMENTS = [
    (NOW, BERLIN),
    (datetime(2026, 11, 21, 20, 45, tzinfo=UTC), UTC),
    (datetime(2026, 11, 21, 22, 59, 30, tzinfo=UTC), BERLIN),  # the last minute of the day
    (datetime(2026, 11, 20, 23, 0, tzinfo=UTC), BERLIN),  # the first
    (datetime(2026, 3, 30, 1, 0, tzinfo=UTC), BERLIN),  # the day after the clocks changed
    (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), BERLIN),  # the hour that comes twice
    (datetime(2028, 2, 29, 12, 0, tzinfo=UTC), ZoneInfo("Pacific/Auckland")),
]


@pytest.mark.parametrize(("now", "tz"), MOMENTS)
def test_steps_are_overdue_today_and_later_at_any_moment(now: datetime, tz: tzinfo) -> None:
    business = make(now, tz)
    planned = [step for step in business.followups if step.done_at is None]
    states = Counter(state(step.due_on, step.due_at, now, tz) for step in planned)
    assert states == {NextStepState.OVERDUE: 2, NextStepState.TODAY: 3, NextStepState.PLANNED: 19}
    today = local_day(now, tz)
    ahead = [(_day(step, tz) - today).days for step in planned]
    assert sum(1 <= days <= 7 for days in ahead) == 9
    assert any(
        step.due_on == today and step.due_at is None for step in planned if step.subject == "Send extension draft"
    )
    with_step = {step.deal_id for step in planned}
    opened = [deal for deal in business.deals if deal.status is DealStatus.OPEN]
    without = {deal.title for deal in opened if deal.id not in with_step}
    assert without == {"Annual audit", "Booking engine", "Brand refresh"}


def _day(step: FollowUp, tz: tzinfo) -> date:
    if step.due_on is not None:
        return step.due_on
    assert step.due_at is not None
    return local_day(step.due_at, tz)


@pytest.mark.parametrize(("now", "tz"), MOMENTS)
def test_what_happened_lies_in_the_past_and_in_order(now: datetime, tz: tzinfo) -> None:
    business = make(now, tz)
    oldest = now - timedelta(days=66)
    created = {deal.id: deal.created_at for deal in business.deals}
    closed = {deal.id: deal.closed_at or now for deal in business.deals}
    for activity in business.activities:
        assert oldest < activity.at < now
        if activity.deal_id is not None:
            assert created[activity.deal_id] <= activity.at <= closed[activity.deal_id]
    for _, talk in groupby(business.activities, key=lambda activity: (activity.deal_id, activity.lead_id)):
        times = [activity.at for activity in talk]
        assert times == sorted(times)
    for record in (*business.companies, *business.contacts, *business.leads, *business.deals, *business.followups):
        assert oldest - timedelta(days=3) < record.created_at < now
    for step in business.followups:
        assert (step.due_on is None) != (step.due_at is None)
        assert step.done_at is None or step.created_at < step.done_at < now


def test_open_deals_close_within_three_months_and_closed_ones_have(business: DemoBusiness) -> None:
    today = local_day(NOW, BERLIN)
    for deal in business.deals:
        assert deal.expected_close is not None
        assert deal.value is not None
        assert 250_000 <= deal.value <= 6_000_000
        if deal.status is DealStatus.OPEN:
            assert 0 < (deal.expected_close - today).days <= 92
            assert deal.closed_at is None
        else:
            assert deal.closed_at is not None
            assert deal.expected_close <= today
        if deal.status is DealStatus.WON:
            assert deal.stage_id == STAGES[-1].id
        if deal.status is DealStatus.LOST:
            assert deal.reason in LOST_REASONS
            assert (deal.reason == "Other") == (deal.reason_note is not None)
    lost = [deal for deal in business.deals if deal.status is DealStatus.LOST]
    assert len({deal.stage_id for deal in lost}) > 2
    assert len({deal.source for deal in business.deals}) == 6
    assert {deal.temperature for deal in business.deals} >= {None, Temperature.HOT, Temperature.WARM}


def test_leads_are_people_without_a_deal(business: DemoBusiness) -> None:
    assert not {lead.contact_id for lead in business.leads} & {deal.contact_id for deal in business.deals}
    assert Counter(lead.status for lead in business.leads) == {"new": 6, "working": 6, "nurture": 6}
    assert any(lead.owner_id is None for lead in business.leads)


@pytest.mark.parametrize("deals", [0, 1, 5, 60, 700])
def test_every_reference_exists_and_every_id_is_new(deals: int) -> None:
    business = make(deals=deals)
    ids = [record.id for record in records(business)]
    known = set(ids) | {stage.id for stage in STAGES}
    assert len(set(ids)) == len(ids)
    for record in records(business):
        for field in fields(record):
            value = getattr(record, field.name)
            if field.name.endswith("_id") and field.name != "external_id" and value is not None:
                assert value in known
    assert len(business.deals) == deals
    for tagging in business.taggings:
        assert [tagging.contact_id, tagging.company_id, tagging.lead_id, tagging.deal_id].count(None) == 3


@pytest.mark.parametrize("deals", [60, 1500])
def test_nobody_real_is_written_to_and_nobody_twice(deals: int) -> None:
    business = make(deals=deals)
    addresses = [contact.email for contact in business.contacts if contact.email]
    assert len(addresses) == len(business.contacts)
    assert all(address.isascii() and address.endswith(".example") for address in addresses)
    assert all((user.email or "").endswith(".example") for user in business.users)
    names = [company.name for company in business.companies]
    assert len(set(names)) == len(names)


def test_the_same_moment_gives_the_same_business(business: DemoBusiness) -> None:
    assert make() == business


def test_calls_and_meetings_have_a_length_and_notes_no_direction(business: DemoBusiness) -> None:
    for activity in business.activities:
        long = activity.kind in (ActivityKind.CALL, ActivityKind.MEETING)
        assert (activity.duration_minutes is not None) == long
        assert (activity.direction is None) == (activity.kind is ActivityKind.NOTE)


def test_other_stages_and_currencies_are_taken_as_they_are() -> None:
    business = make(stages=STAGES[:2], currency="JPY")
    assert {deal.stage_id for deal in business.deals} == {1, 2}
    pilot = next(deal for deal in business.deals if deal.title == "Warehouse pilot")
    assert (pilot.value, pilot.currency) == (48_000, "JPY")
