"""Backups of a database: why they are made, what is known of them, when one is due and which are kept."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from pathlib import Path
from typing import Any

from leaddesk.domain.light import dataclass, field

EVERY = timedelta(minutes=30)
OCCASIONS_KEPT = timedelta(days=14)
LIMIT = 2 * 1024**3  # bytes of all backups of one database


class Why(StrEnum):
    ROUTINE = "routine"  # half an hour has passed, or the file was closed
    ASKED = "asked"  # somebody wanted one
    MIGRATION = "migration"  # before a newer LeadDesk changed the tables
    IMPORT = "import"  # before an import
    DELETION = "deletion"  # before many records were deleted at once
    RESTORE = "restore"  # before another backup was restored


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A copy of a database and what its manifest says of it: enough to choose one without opening it.

    `source` is the file that was copied, `counts` are rows by table. `problem` is a sentence that says why the backup
    cannot be used; empty: it can.
    """

    path: Path
    made_at: datetime
    size: int  # bytes
    why: Why = Why.ROUTINE
    file_uuid: str = ""
    generation: str = ""
    schema: int = 0
    commit_seq: int = 0
    sha256: str = ""
    source: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    problem: str = ""


def is_due(newest: Backup | None, commit_seq: int, now: datetime, *, closing: bool) -> bool:
    """Whether a backup should be made: there is none, or something was saved since and half an hour has passed.

    When the file is closed the half hour is not waited for.
    """
    if newest is None:
        return True
    return newest.commit_seq != commit_seq and (closing or now - newest.made_at >= EVERY)


_Slot = Callable[[datetime], Any]
# How many are kept of each span, the newest of each: half hours, days, weeks, months of the owner's calendar.
_ROTA: tuple[tuple[int, _Slot], ...] = (
    (12, lambda at: (at.date(), at.hour, at.minute // 30)),
    (14, lambda at: at.date()),
    (8, lambda at: at.isocalendar()[:2]),
    (12, lambda at: (at.year, at.month)),
)


def superfluous(backups: Iterable[Backup], now: datetime, zone: tzinfo, limit: int = LIMIT) -> list[Backup]:
    """Those that may go: no span needs them, or all together are larger than the limit; then the oldest go.

    The newest never goes. What was made for an occasion and not by routine stays for 14 days whatever its size, and
    takes no other's place meanwhile.
    """
    newest_first = sorted(backups, key=lambda backup: backup.made_at, reverse=True)
    fixed = {b.path for b in newest_first if b.why is not Why.ROUTINE and now - b.made_at < OCCASIONS_KEPT}
    others = [backup for backup in newest_first if backup.path not in fixed]
    wanted = fixed | {backup.path for count, slot in _ROTA for backup in _newest_of_each(others, slot, zone, count)}
    fixed |= {backup.path for backup in newest_first[:1]}
    kept = [backup for backup in newest_first if backup.path in wanted]
    size = sum(backup.size for backup in kept)
    for backup in reversed(kept):
        if size > limit and backup.path not in fixed:
            wanted.discard(backup.path)
            size -= backup.size
    return [backup for backup in newest_first if backup.path not in wanted]


def _newest_of_each(newest_first: Sequence[Backup], slot: _Slot, zone: tzinfo, count: int) -> list[Backup]:
    found: dict[Any, Backup] = {}
    for backup in newest_first:
        found.setdefault(slot(backup.made_at.astimezone(zone)), backup)
    return list(found.values())[:count]
