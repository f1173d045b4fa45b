"""Working in one file together: what others have saved, who is here, and who is being waited for."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from leaddesk import __version__
from leaddesk.domain.light import dataclass
from leaddesk.domain.people import NOBODY_COLOUR, initials
from leaddesk.storage.queries import plain
from leaddesk.storage.workspace import Workspace

if TYPE_CHECKING:
    from leaddesk.domain.changes import Changes
    from leaddesk.domain.guests import Guest

_BETWEEN_WORDS = 0.5  # seconds between two reports of waiting


@dataclass(frozen=True, slots=True)
class News:
    """What a look at the file has brought. `doubt`: why the locks of this place are not to be trusted, if so."""

    changes: "tuple[Changes, ...]"
    guests: "tuple[Guest, ...]"
    doubt: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody else is saving for longer than a moment; `who` where that is known."""

    seconds: float
    who: "Guest | None"


def join(workspace: Workspace) -> None:
    """Let others know that I am here, if this session does so at all."""
    session, database = workspace.session, workspace.database
    if not session.joins:
        return
    if session.presence is None:
        from leaddesk.storage.engine.presence import Presence

        network = database.place.journal_mode != "wal"
        session.presence = Presence(database.path, clock=workspace.clock, host=workspace.host, network=network)
    me = next((user for user in plain.users(database) if user.id == workspace.actor.user_id), None)
    name = workspace.actor.name
    session.presence.join(
        name=name,
        initials=me.initials if me else initials(name)[:3].upper(),
        colour=me.colour if me else NOBODY_COLOUR,
        version=__version__,
        reading_only=database.protected,
    )


def watch(workspace: Workspace) -> None:
    """From here on `poll` tells what others save."""
    from leaddesk.storage.feed import Feed

    workspace.feed = workspace.feed or Feed(workspace)


def poll(workspace: Workspace, record: int | None = None) -> News:
    """What others have saved since the last look, and who is here; tells them that I have `record` open.

    Never waits for somebody who is saving. Raises Missing, FileReplaced, WentBack, NewerFile, ShareLost.
    """
    watch(workspace)
    changes = workspace.feed.poll() if workspace.feed is not None else []
    if workspace.session.presence is None:
        join(workspace)
    presence, guests, doubt = workspace.session.presence, [], ""
    if presence is not None:
        presence.tell(record=record)
        guests, doubt = presence.here(), presence.doubt()
    return News(tuple(changes), tuple(guests), doubt)


def be_patient(workspace: Workspace, told: Callable[[Waiting | None], None]) -> None:
    """Wait for others without end, as long as a person is told and can give up; `told` gets None when it is over."""
    last = 0.0

    def tell(seconds: float | None) -> None:
        nonlocal last
        now = time.monotonic()
        if seconds is None:
            told(None)
        elif now - last >= _BETWEEN_WORDS:
            last = now
            presence = workspace.session.presence
            told(Waiting(seconds, presence.writer() if presence is not None else None))

    workspace.database.turn.patience = None
    workspace.database.turn.told = tell


def give_up(workspace: Workspace) -> None:
    """End the waiting that goes on in this workspace; from any thread."""
    workspace.database.turn.give_up()
