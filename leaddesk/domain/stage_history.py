"""How long a deal stood in each stage, as far as its way is known."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from leaddesk.domain.light import dataclass
from leaddesk.domain.records import Deal, DealStatus

_AT_ONCE = timedelta(minutes=1)  # within which a deal is added after it began


@dataclass(frozen=True, slots=True)
class Move:
    """What somebody did to a deal's stage, its status, or both. Of what stayed as it was, both sides are None."""

    at: datetime
    left: int | None = None
    entered: int | None = None
    was: DealStatus | None = None
    became: DealStatus | None = None


@dataclass(frozen=True, slots=True)
class Stay:
    """A time in one stage; with a status other than open, the time since the deal was closed in it.

    `stage_id` None: nobody knows the stage. `until` None: it lasts. `is_whole` False: at `since` the deal is first
    known of, and it may have stood there for longer.
    """

    stage_id: int | None
    status: DealStatus
    since: datetime
    until: datetime | None = None
    is_whole: bool = True

    def length(self, now: datetime) -> timedelta:
        """How long it lasted, or has lasted by now; never less than nothing."""
        return max((self.until or now) - self.since, timedelta(0))


def stays(deal: Deal, added_at: datetime, moves: Sequence[Move]) -> list[Stay]:
    """The deal's way, the earliest stay first. The last one is where it is now.

    `added_at` is when the deal came into this database, `moves` are those that stand, the earliest first. A deal that
    came with a way behind it (imported) begins where that was seen first. Moves that do not lead to where the deal is
    are not believed.
    """
    between = [move for move in moves if move.entered is not None]
    closing = [move for move in moves if move.became is not None]
    led_to = between[-1].entered if between else deal.stage_id, closing[-1].became if closing else deal.status
    if led_to != (deal.stage_id, deal.status) or (deal.moved_at is not None and not between):
        return _last_only(deal, added_at)
    stage = between[0].left if between else deal.stage_id
    status = (closing[0].was if closing else None) or deal.status
    since, is_whole = deal.created_at, abs(added_at - deal.created_at) <= _AT_ONCE
    if status is not DealStatus.OPEN and not closing and deal.closed_at is not None:
        since, is_whole = deal.closed_at, True
    elif not is_whole:
        since = added_at
    found = []
    for move in moves:
        if status is DealStatus.OPEN or move.became is not None:  # else its stage was removed since it was closed
            found.append(Stay(stage, status, since, move.at, is_whole))
            since, is_whole = move.at, True
        stage = move.entered if move.entered is not None else stage
        status = move.became or status
    return [*found, Stay(stage, status, since, None, is_whole)]


def age(deal: Deal, now: datetime) -> timedelta:
    """From the deal's beginning until it was closed, or until now."""
    return max((deal.closed_at or now) - deal.created_at, timedelta(0))


def _last_only(deal: Deal, added_at: datetime) -> list[Stay]:
    """Where the deal is, when nothing is known of how it came there but the time of its last move."""
    since = deal.moved_at or added_at
    is_whole = deal.moved_at is not None
    if deal.status is DealStatus.OPEN:
        return [Stay(deal.stage_id, DealStatus.OPEN, since, None, is_whole)]
    closed_at = deal.closed_at or added_at
    before = [Stay(deal.stage_id, DealStatus.OPEN, since, closed_at)] if is_whole and since < closed_at else []
    return [*before, Stay(deal.stage_id, deal.status, closed_at, None, deal.closed_at is not None)]
