"""An open database together with who works in it: what every service is given first."""

from collections.abc import Callable
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from leaddesk.domain.ids import IdSource
from leaddesk.domain.light import dataclass, field
from leaddesk.storage.engine import Database
from leaddesk.storage.engine.host import host_name

if TYPE_CHECKING:
    from leaddesk.storage.engine.presence import Presence
    from leaddesk.storage.feed import Feed
    from leaddesk.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: a user of the database, or just a name until one is chosen."""

    name: str
    user_id: int | None = None


@dataclass(slots=True)
class Session:
    """What all connections of one program to one database share; each runs on a thread of its own.

    `own` are the numbers of the commits that this program made and has not met yet when looking, `saved` is that of the
    last that succeeded. `state` is how far it has seen the file come: (number of the last commit, generation). With
    `joins` it lets others know that it is there.
    """

    joins: bool = False
    own: set[int] = field(default_factory=set)
    presence: "Presence | None" = None
    file_uuid: str = ""
    state: tuple[int, str] | None = None
    saved: int = 0

    def forget(self) -> None:
        """What was seen and saved does not count any more: the file is another, or an older copy."""
        self.own.clear()
        self.state, self.saved = None, 0


@dataclass(slots=True)
class Workspace:
    """A connection, for the thread that opened it, and the facts that services need beside it.

    `clock` gives the aware UTC time, `zone` is where the owner's day begins and ends. `backup_folder` is where a backup
    goes before many rows are touched at once; None: none is made. `unit` is the operation that is being written.
    """

    database: Database
    clock: Callable[[], datetime]
    zone: tzinfo
    ids: IdSource
    actor: Actor
    file_uuid: str
    currency: str
    host: str = field(default_factory=host_name)
    session: Session = field(default_factory=Session)
    backup_folder: Path | None = None
    feed: "Feed | None" = None
    unit: "UnitOfWork | None" = None
