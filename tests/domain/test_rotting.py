"""Since when a deal is idle, and when that is too long."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaddesk.domain.next_step import NextStepState
from leaddesk.domain.records import DealStatus
from leaddesk.domain.rotting import idle_days, idle_since, is_rotting, last_activity

BERLIN = ZoneInfo("Europe/Berlin")
LOS_ANGELES = ZoneInfo("America/Los_Angeles")
NOW = datetime(2026, 11, 21, 9, 20, tzinfo=UTC)
OPEN, NONE = DealStatus.OPEN, NextStepState.NONE


def ago(**parts: float) -> datetime:
    return NOW - timedelta(**parts)


def test_the_latest_of_all_that_happened_counts() -> None:
    assert last_activity(ago(days=9), None, ago(days=2), ago(days=5)) == ago(days=2)
    assert last_activity(None, None) is None
    assert last_activity() is None


def test_days_are_counted_from_the_last_activity() -> None:
    assert idle_days(OPEN, ago(days=15), NONE, NOW, BERLIN) == 15
    assert idle_days(OPEN, NOW, NONE, NOW, BERLIN) == 0


def test_without_any_activity_there_are_no_idle_days() -> None:
    assert idle_days(OPEN, None, NONE, NOW, BERLIN) is None


def test_what_is_said_to_happen_later_is_not_idle() -> None:
    assert idle_days(OPEN, NOW + timedelta(days=3), NONE, NOW, BERLIN) == 0


@pytest.mark.parametrize("step", [NextStepState.PLANNED, NextStepState.TODAY])
def test_a_planned_step_suspends_it(step: NextStepState) -> None:
    assert idle_days(OPEN, ago(days=90), step, NOW, BERLIN) is None


def test_a_missed_step_does_not_suspend_it() -> None:
    assert idle_days(OPEN, ago(days=90), NextStepState.OVERDUE, NOW, BERLIN) == 90


@pytest.mark.parametrize("status", [DealStatus.WON, DealStatus.LOST])
def test_a_closed_deal_is_never_idle(status: DealStatus) -> None:
    assert idle_days(status, ago(days=90), NONE, NOW, BERLIN) is None


def test_a_day_ends_at_the_owners_midnight() -> None:
    evening = datetime(2026, 11, 20, 22, 59, tzinfo=UTC)  # 23:59 in Berlin, 14:59 in Los Angeles
    morning = evening + timedelta(minutes=1)
    assert idle_days(OPEN, evening, NONE, morning, BERLIN) == 1
    assert idle_days(OPEN, evening, NONE, morning, LOS_ANGELES) == 0
    assert idle_days(OPEN, morning, NONE, morning, BERLIN) == 0


@pytest.mark.parametrize(
    ("last", "now"),
    [
        (datetime(2026, 10, 24, 22, 30, tzinfo=UTC), datetime(2026, 10, 25, 23, 15, tzinfo=UTC)),  # 25 hours
        (datetime(2026, 3, 28, 23, 30, tzinfo=UTC), datetime(2026, 3, 29, 22, 15, tzinfo=UTC)),  # 23 hours
    ],
)
def test_days_of_23_and_25_hours_count_as_days(last: datetime, now: datetime) -> None:
    assert idle_days(OPEN, last, NONE, now, BERLIN) == 1


def test_it_is_over_the_limit_from_the_day_after_on() -> None:
    assert not is_rotting(14, 14)
    assert is_rotting(15, 14)
    assert is_rotting(1, 0)
    assert not is_rotting(0, 0)


def test_a_stage_without_a_limit_never_minds() -> None:
    assert not is_rotting(4000, None)
    assert not is_rotting(None, 14)


@given(
    st.integers(min_value=0, max_value=366 * 24 * 60),
    st.integers(min_value=0, max_value=60 * 24 * 60),
    st.integers(min_value=0, max_value=59),
    st.sampled_from([BERLIN, LOS_ANGELES, UTC]),
)
def test_the_border_lies_where_the_days_say(later: int, minutes: int, days: int, zone: ZoneInfo) -> None:
    now = NOW + timedelta(minutes=later)
    last = now - timedelta(minutes=minutes)
    counted = idle_days(OPEN, last, NONE, now, zone)
    assert counted is not None
    assert (counted > days) == (last < idle_since(days, now, zone))
