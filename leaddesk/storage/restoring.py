"""A backup on its way back: a copy with today's tables, told from what it replaces, with the restore in its journal."""

import json
import uuid
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from leaddesk.domain.operations import Operation
from leaddesk.storage.engine import Database, migrate
from leaddesk.storage.engine.copies import Contents, save_copy
from leaddesk.storage.tables import MetaTable, OperationTable, UserTable
from leaddesk.storage.workspace import Actor

_AHEAD = 1000  # commits by which a restored file is ahead: everybody notices, and numbers are never used twice


@dataclass(frozen=True, slots=True)
class Restoration:
    """Who restores what: the journal's entry. `when` says in words of which time the backup is."""

    id: int
    actor: Actor
    host: str
    at: datetime
    when: str


def stage(backup: Path, staged: Path) -> Contents:
    """Copy a backup, however old its tables, to a file of its own that has today's; Damaged if it is not sound."""
    contents = save_copy(backup, staged)
    migrate(staged, before=lambda: None)
    return contents


def finish(staged: Path, restoration: Restoration, *, file_uuid: str, after: int) -> None:
    """Make the staged copy the successor of file `file_uuid` whose last commit was `after`."""
    with closing(Database(staged)) as database:
        *_, own = database.meta()
        seq = max(own, after) + _AHEAD
        actor = restoration.actor
        is_known = database.row(UserTable.select(UserTable.id).where(UserTable.id == actor.user_id)) is not None
        database.execute(MetaTable.update(commit_seq=seq, file_uuid=file_uuid, generation=str(uuid.uuid4())))
        database.execute(
            OperationTable.insert(
                id=restoration.id,
                seq=seq,
                kind=Operation.RESTORE.value,
                params=json.dumps({"when": restoration.when}, ensure_ascii=False),
                user=actor.user_id if is_known else None,
                user_name=actor.name,
                host=restoration.host,
                at=restoration.at,
                changes=0,
            )
        )
