"""A backup on its way back: a copy with today's tables, told from what it replaces, with the restore in its journal."""

import json
import uuid
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

from leaddesk.domain.light import dataclass
from leaddesk.domain.operations import Operation
from leaddesk.domain.records import Kind, User
from leaddesk.storage.engine import Database
from leaddesk.storage.engine.copies import Contents, save_copy
from leaddesk.storage.engine.migrating import migrate
from leaddesk.storage.journal import Action, RowChange, insert_changes
from leaddesk.storage.rows import columns, to_row
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


def finish(staged: Path, restoration: Restoration, *, file_uuid: str, after: int, people: Sequence[User] = ()) -> None:
    """Make the staged copy the successor of file `file_uuid` whose last commit was `after`.

    `people` are the users of that file. Those who joined since the backup stay: they may be at work.
    """
    with closing(Database(staged)) as database:
        known = {row[0] for row in database.rows(UserTable.select(UserTable.id))}
        joined = [to_row(user, Kind.USER) for user in people if user.id not in known]
        for row in joined:
            database.execute(UserTable.insert(dict(zip(columns(Kind.USER), row, strict=True))))
        *_, own = database.meta()
        seq = max(own, after) + _AHEAD
        actor = restoration.actor
        is_known = actor.user_id in known or actor.user_id in [row[0] for row in joined]
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
                changes=len(joined),
            )
        )
        if joined:
            added = RowChange(Kind.USER, Action.INSERT, columns(Kind.USER), joined)
            insert_changes(database, restoration.id, [added])
