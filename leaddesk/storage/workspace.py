"""An open database together with who works in it: what every service is given first."""

import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path

from leaddesk.domain.ids import IdSource
from leaddesk.storage.engine import Database


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: a user of the database, or just a name until one is chosen."""

    name: str
    user_id: int | None = None


@dataclass(slots=True)
class Workspace:
    """A connection, for the thread that opened it, and the facts that services need beside it.

    `clock` gives the aware UTC time, `zone` is where the owner's day begins and ends. `own` are the numbers of commits
    that this program made, shared by all its threads. `backup_folder` is where backups of this file go; None: none are
    made.
    """

    database: Database
    clock: Callable[[], datetime]
    zone: tzinfo
    ids: IdSource
    actor: Actor
    file_uuid: str
    currency: str
    host: str = field(default_factory=socket.gethostname)
    own: set[int] = field(default_factory=set)
    backup_folder: Path | None = None
