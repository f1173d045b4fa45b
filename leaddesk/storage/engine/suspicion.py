"""Whether the locks of a place reach other computers: whoever moves on without a lock proves that they do not."""

from dataclasses import replace
from datetime import datetime, timedelta

from leaddesk.domain.guests import Guest
from leaddesk.domain.light import dataclass

FRESH = timedelta(seconds=90)  # whoever gave a sign within this may still be running
STANDSTILL = 75.0  # seconds without a sign after which nobody is running


@dataclass(frozen=True, slots=True)
class Sight:
    """A slot that somebody wrote."""

    slot: int
    raw: bytes
    guest: Guest


@dataclass(frozen=True, slots=True)
class _Watched:
    """What is remembered of a guest between two looks."""

    raw: bytes
    moved_at: float
    alive: bool
    suspected: bool


class Suspicion:
    """Of one program on the computer `host`, from look to look.

    Somebody is suspected whose byte is free although their slot changed since it was seen free, or is recent when
    another computer's is met first. Who crashed is believed to have after a standstill of a little more than a
    heartbeat; whose lock was seen before is not suspected for it.
    """

    def __init__(self, host: str) -> None:
        self._host = host
        self._watched: dict[tuple[int, str], _Watched] = {}

    def look(self, sights: list[Sight], elapsed: float, now: datetime) -> Guest | None:
        """Who is suspected after this look, if anybody."""
        watched = {}
        doubtful = None
        for sight in sights:
            if not sight.guest.is_me:
                key = (sight.slot, sight.guest.client)
                watched[key] = self._judged(sight, self._watched.get(key), elapsed, now)
                if watched[key].suspected:
                    doubtful = sight.guest
        self._watched = watched
        return doubtful

    def _judged(self, sight: Sight, before: _Watched | None, elapsed: float, now: datetime) -> _Watched:
        guest = sight.guest
        if guest.alive:
            return _Watched(sight.raw, elapsed, alive=True, suspected=False)
        if before is None:
            recent = abs(now - guest.seen_at) <= FRESH
            return _Watched(sight.raw, elapsed, alive=False, suspected=recent and guest.host != self._host)
        if sight.raw != before.raw:
            return _Watched(sight.raw, elapsed, alive=False, suspected=not before.alive)
        still = elapsed - before.moved_at > STANDSTILL
        return replace(before, alive=False, suspected=before.suspected and not still)
