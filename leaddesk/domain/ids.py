"""Record ids: 63-bit integers, ordered by time, unique across copies of a file and never reused.

The upper 41 bits are milliseconds since 2020 (enough until 2089), the lower 22 are random.
"""

import random
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
EPOCH_MS = int(_EPOCH.timestamp() * 1000)
RANDOM_BITS = 22
_STEP = 1 << 10


def looks_like_id(text: str) -> bool:
    """Whether a text, where a name may stand as well, is meant as an id."""
    return text.isdecimal() and 12 < len(text) < 20


def first_at(moment: datetime) -> int:
    """Every id that is made at this moment or later is at least this."""
    return max(int(moment.timestamp() * 1000) - EPOCH_MS, 0) << RANDOM_BITS


def made_at(record_id: int) -> datetime:
    """When an id was made."""
    return _EPOCH + timedelta(milliseconds=record_id >> RANDOM_BITS)


class IdSource:
    """Hands out rising ids; safe to share between threads."""

    def __init__(self, clock: Callable[[], datetime], rng: random.Random | None = None) -> None:
        self._clock = clock
        self._rng = rng or random.SystemRandom()
        self._last = 0
        self._lock = threading.Lock()

    def new(self) -> int:
        """One id, greater than every id handed out before."""
        with self._lock:
            self._last = max(self._fresh(), self._last + self._rng.randint(1, _STEP))
            return self._last

    def many(self, count: int) -> list[int]:
        """`count` rising ids; the gaps between them are random, so that two copies of a file do not collide."""
        with self._lock:
            start = max(self._fresh(), self._last + self._rng.randint(1, _STEP))
            rng = random.Random(self._rng.getrandbits(64))
            step = rng.random
            ids = []
            for _ in range(count):
                ids.append(start)
                start += 1 + int(step() * _STEP)
            if ids:
                self._last = ids[-1]
            return ids

    def _fresh(self) -> int:
        milliseconds = int(self._clock().timestamp() * 1000) - EPOCH_MS
        return (max(milliseconds, 0) << RANDOM_BITS) | self._rng.getrandbits(RANDOM_BITS)
