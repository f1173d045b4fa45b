"""How long the history keeps what operations changed, and throwing away what is older.

Operations themselves stay for ever, with their sentences; one whose images were thrown away cannot be undone any more.
"""

import threading
from datetime import datetime, timedelta

from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import Invalid
from leaddesk.domain.light import dataclass
from leaddesk.services import team_settings
from leaddesk.storage import pruning
from leaddesk.storage.workspace import Workspace

SETTING = "history_days"
DAYS = 366
FOR_EVER = 0
_AT_MOST = 36_600
_TOGETHER = 100  # operations in one transaction
_SECONDS = 0.02  # that one transaction may take; the disk takes as much again
_PAUSE = 0.05  # seconds in which others get in


@dataclass(frozen=True, slots=True)
class Kept:
    """How much history there is: all operations, those that still can be undone, and the bytes these take."""

    operations: int
    whole: int
    bytes: int
    since: datetime | None
    days: int


def days_kept(workspace: Workspace) -> int:
    """For how many days the team keeps what operations changed; FOR_EVER (0) if nothing is thrown away."""
    found = team_settings.read(workspace, SETTING, DAYS)
    return found if isinstance(found, int) and not isinstance(found, bool) and 0 <= found <= _AT_MOST else DAYS


def keep(workspace: Workspace, days: int) -> Changes:
    """Agree on how many days what operations changed is kept, FOR_EVER (0) or up to a hundred years."""
    if not 0 <= days <= _AT_MOST:
        raise Invalid(f"{days} days is not between 0 and {_AT_MOST}", "the history is kept as before")
    return team_settings.write(workspace, SETTING, days)


def kept(workspace: Workspace) -> Kept:
    """How much history there is."""
    with workspace.database.snapshot():
        return Kept(*pruning.kept(workspace.database), days=days_kept(workspace))


def due(workspace: Workspace) -> bool:
    """Whether there is anything to throw away; costs next to nothing."""
    before = _before(workspace)
    return before is not None and bool(pruning.oldest_kept(workspace.database, before, 1))


def prune_some(workspace: Workspace) -> int:
    """Throw away the images of some old operations, so few that nobody waits; how many there were, 0: none is left."""
    before = _before(workspace)
    if before is None:
        return 0
    oldest = pruning.oldest_kept(workspace.database, before, _TOGETHER)
    return pruning.prune(workspace.database, oldest, _SECONDS) if oldest else 0


def prune(workspace: Workspace, stop: threading.Event | None = None) -> int:
    """Throw away all that is older than agreed, with pauses for others, until `stop` is set; how many there were."""
    stop = stop or threading.Event()
    pruned = 0
    while not stop.is_set() and (done := prune_some(workspace)):
        pruned += done
        stop.wait(_PAUSE)
    return pruned


def _before(workspace: Workspace) -> datetime | None:
    days = days_kept(workspace)
    return workspace.clock() - timedelta(days=days) if days else None
