"""Idle deals: how many days nothing happened, and whether that is longer than the stage allows."""

from datetime import datetime, timedelta, tzinfo

from leaddesk.domain.dates import day_bounds, local_day
from leaddesk.domain.next_step import NextStepState
from leaddesk.domain.records import DealStatus

SUSPENDING = frozenset({NextStepState.PLANNED, NextStepState.TODAY})  # a step that was missed is no plan any more


def last_activity(*moments: datetime | None) -> datetime | None:
    """The latest of the moments at which something happened; None if nothing ever did.

    Dialogue, notes, follow-ups that were done and moves to another stage count; being made or edited does not.
    """
    return max((moment for moment in moments if moment is not None), default=None)


def idle_days(
    status: DealStatus, last: datetime | None, step: NextStepState, now: datetime, zone: tzinfo
) -> int | None:
    """Calendar days of that zone since the last activity; never below 0.

    None where nobody counts them: of a closed deal, where nothing ever happened, and while a step is planned for
    today or later.
    """
    if status is not DealStatus.OPEN or last is None or step in SUSPENDING:
        return None
    return max(0, (local_day(now, zone) - local_day(last, zone)).days)


def is_rotting(days: int | None, limit: int | None) -> bool:
    """Whether a deal is idle for more days than its stage allows; never, where the stage has no limit."""
    return days is not None and limit is not None and days > limit


def idle_since(days: int, now: datetime, zone: tzinfo) -> datetime:
    """The moment (UTC) before which the last activity lies of whatever is idle for more than so many days."""
    return day_bounds(local_day(now, zone) - timedelta(days=days), zone)[0]
