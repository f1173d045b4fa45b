"""The next step of a lead or deal: how it stands, what comes first, when to remind."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from leaddesk.domain.dates import day_bounds, local_day
from leaddesk.domain.records import FollowUp

_ALL_DAY_REMINDER = time(9)
_NEVER = datetime.max.replace(tzinfo=UTC)
_JUST_BEFORE = timedelta(microseconds=1)


class NextStepState(StrEnum):
    """How the next step of an open record stands at this moment."""

    NONE = "none"
    PLANNED = "planned"
    TODAY = "today"
    OVERDUE = "overdue"


def state(due_on: date | None, due_at: datetime | None, now: datetime, tz: tzinfo) -> NextStepState:
    """OVERDUE once the time has passed, or for an all-day step once its day has ended in that zone."""
    today = local_day(now, tz)
    if due_at is not None:
        day, late = local_day(due_at, tz), due_at < now
    elif due_on is not None:
        day, late = due_on, due_on < today
    else:
        return NextStepState.NONE
    if late:
        return NextStepState.OVERDUE
    return NextStepState.TODAY if day == today else NextStepState.PLANNED


def sort_key(due_on: date | None, due_at: datetime | None, tz: tzinfo) -> datetime:
    """Orders steps by time: an all-day step follows the timed ones of its day, no step comes last."""
    if due_at is not None:
        return due_at
    if due_on is not None:
        return day_bounds(due_on, tz)[1] - _JUST_BEFORE
    return _NEVER


def reminder_time(followup: FollowUp, tz: tzinfo) -> datetime | None:
    """When to remind (UTC): before the time as asked, at 09:00 of an all-day step's day.

    None if it is done, deleted or has no reminder.
    """
    if followup.remind_minutes is None or followup.done_at is not None or followup.deleted_at is not None:
        return None
    if followup.due_at is not None:
        return followup.due_at - timedelta(minutes=followup.remind_minutes)
    if followup.due_on is not None:
        return datetime.combine(followup.due_on, _ALL_DAY_REMINDER, tz).astimezone(UTC)
    return None


def reminder_lead(minutes: int | None, due_at: datetime | None, now: datetime) -> int | None:
    """How many minutes before it is due to remind: at the time itself where the wanted lead has passed already."""
    if minutes is None or due_at is None:
        return minutes
    return 0 if due_at - timedelta(minutes=minutes) < now else minutes


def missed_and_due(followups: Iterable[FollowUp], since: datetime, now: datetime, tz: tzinfo) -> list[FollowUp]:
    """Those whose reminder lies after `since` and not after `now`, the earliest first: each is told once."""
    told = [
        (when, followup)
        for followup in followups
        if (when := reminder_time(followup, tz)) is not None and since < when <= now
    ]
    return [followup for _, followup in sorted(told, key=lambda pair: pair[0])]
