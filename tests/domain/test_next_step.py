"""How a next step stands, what comes first, and when its reminder comes."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from leaddesk.domain.next_step import NextStepState, missed_and_due, reminder_lead, reminder_time, sort_key, state
from leaddesk.domain.records import FollowUp

BERLIN = ZoneInfo("Europe/Berlin")
LOS_ANGELES = ZoneInfo("America/Los_Angeles")
NOW = datetime(2026, 11, 21, 9, 20, tzinfo=UTC)
TODAY = date(2026, 11, 21)
DAY = timedelta(days=1)


def followup(**fields: object) -> FollowUp:
    return FollowUp(**{"id": 1, "subject": "Call Jonas", "created_at": NOW - DAY} | fields)  # type: ignore[arg-type]


def test_no_step_says_so() -> None:
    assert state(None, None, NOW, BERLIN) is NextStepState.NONE


@pytest.mark.parametrize(
    ("days", "expected"),
    [(-1, NextStepState.OVERDUE), (0, NextStepState.TODAY), (1, NextStepState.PLANNED)],
)
def test_an_all_day_step_is_overdue_after_its_day(days: int, expected: NextStepState) -> None:
    assert state(TODAY + days * DAY, None, NOW, BERLIN) is expected


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (-1, NextStepState.OVERDUE),
        (0, NextStepState.TODAY),
        (60, NextStepState.TODAY),
        (13 * 60 + 39, NextStepState.TODAY),
        (13 * 60 + 40, NextStepState.PLANNED),  # 00:00 in Berlin
    ],
)
def test_a_timed_step_is_overdue_after_its_time(minutes: int, expected: NextStepState) -> None:
    assert state(None, NOW + timedelta(minutes=minutes), NOW, BERLIN) is expected


def test_the_day_is_the_owners() -> None:
    late = datetime(2026, 11, 22, 5, tzinfo=UTC)
    assert state(TODAY, None, late, BERLIN) is NextStepState.OVERDUE
    assert state(TODAY, None, late, LOS_ANGELES) is NextStepState.TODAY


def test_a_day_of_25_hours_lasts_to_its_end() -> None:
    day = date(2026, 10, 25)
    last = datetime(2026, 10, 25, 22, 59, tzinfo=UTC)
    assert state(day, None, last, BERLIN) is NextStepState.TODAY
    assert state(day, None, last + timedelta(minutes=1), BERLIN) is NextStepState.OVERDUE


def test_the_earliest_step_comes_first() -> None:
    steps: list[tuple[date | None, datetime | None]] = [
        (None, NOW - DAY),
        (None, NOW),
        (None, datetime(2026, 11, 21, 22, 59, tzinfo=UTC)),
        (TODAY, None),
        (None, datetime(2026, 11, 21, 23, tzinfo=UTC)),
        (TODAY + DAY, None),
        (None, None),
    ]
    mixed = steps[::-1]
    assert sorted(mixed, key=lambda step: sort_key(*step, BERLIN)) == steps


def test_a_reminder_comes_before_the_time() -> None:
    assert reminder_time(followup(due_at=NOW), BERLIN) == NOW - timedelta(minutes=10)
    assert reminder_time(followup(due_at=NOW, remind_minutes=0), BERLIN) == NOW


def test_an_all_day_step_reminds_at_nine() -> None:
    assert reminder_time(followup(due_on=TODAY), BERLIN) == datetime(2026, 11, 21, 8, tzinfo=UTC)
    summer = followup(due_on=date(2026, 3, 29))
    assert reminder_time(summer, BERLIN) == datetime(2026, 3, 29, 7, tzinfo=UTC)


@pytest.mark.parametrize("fields", [{"remind_minutes": None}, {"done_at": NOW}, {"deleted_at": NOW}])
def test_some_steps_do_not_remind(fields: dict[str, object]) -> None:
    assert reminder_time(followup(due_at=NOW, **fields), BERLIN) is None
    assert reminder_time(followup(due_on=TODAY, **fields), BERLIN) is None


def test_a_step_without_a_day_does_not_remind() -> None:
    assert reminder_time(followup(), BERLIN) is None


def test_each_reminder_is_told_once_and_in_order() -> None:
    def at(minutes: int) -> FollowUp:
        return followup(id=minutes, due_at=NOW + timedelta(minutes=minutes), remind_minutes=0)

    steps = [at(30), at(20), at(10), at(0), followup(id=99)]
    first, second = NOW + timedelta(minutes=10), NOW + timedelta(minutes=30)
    assert [step.id for step in missed_and_due(steps, NOW, first, BERLIN)] == [10]
    assert [step.id for step in missed_and_due(steps, first, second, BERLIN)] == [20, 30]
    assert missed_and_due(steps, second, second + DAY, BERLIN) == []


@pytest.mark.parametrize(
    ("minutes", "until_due", "lead"),
    [(10, 30, 10), (10, 10, 10), (10, 5, 0), (0, 5, 0), (None, 5, None)],
)
def test_a_step_that_is_nearly_due_reminds_when_it_is(minutes: int | None, until_due: int, lead: int | None) -> None:
    now = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
    assert reminder_lead(minutes, now + timedelta(minutes=until_due), now) == lead


def test_a_step_without_a_time_keeps_its_lead() -> None:
    assert reminder_lead(10, None, datetime(2026, 11, 21, 9, 0, tzinfo=UTC)) == 10
