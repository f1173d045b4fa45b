"""What others have saved since we looked last, read from the journal as the same Changes that our own work gives.

The number of the last commit orders it without gaps; a cheap question to the database tells whether to look at all.
"""

from leaddesk.domain.changes import Author, Changes
from leaddesk.domain.history import OperationEntry
from leaddesk.domain.operations import DESTRUCTIVE, Operation, describe
from leaddesk.domain.people import NOBODY_COLOUR, initials
from leaddesk.domain.records import User
from leaddesk.storage import journal
from leaddesk.storage.queries import records
from leaddesk.storage.tables import OperationTable, UserTable
from leaddesk.storage.workspace import Workspace

MANY_OPERATIONS = 200  # beyond these numbers everything is read anew, which is quicker
MANY_ROWS = 2000


class Feed:
    """Belongs to one workspace and its thread; goes on from what the program has seen of the file."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._database = workspace.database
        self._authors: dict[tuple[str, int | None], Author] = {}
        self._session = workspace.session
        self._moved: int | None = None
        if self._session.state is None:
            self._moved = self._database.moved()
            self._session.state = self._database.state()

    def poll(self) -> list[Changes]:
        """Operations of others, in the order in which they were saved; none if the database is busy just now.

        Raises Missing or FileReplaced if the file is another, WentBack if it is an older copy of itself, NewerFile if
        a colleague's newer program has brought it up to date, ShareLost if the disk does not answer, NeedsRecovery if a
        colleague's computer stopped in the middle of saving and we may not put that right.
        """
        self._database.check_identity(with_log=True)
        moved = self._database.moved()
        if moved is None or moved == self._moved:
            return []
        saved = self._session.saved  # before the state is looked at, which may only be further
        with self._database.snapshot():
            self._database.check_version()
            state, seen = self._database.state(), self._session.state or self._database.state()
            if state[1] != seen[1]:
                self._session.forget()
                found = [Changes(everything=True)]
            elif state[0] < max(seen[0], saved):
                raise self._database.went_back()
            else:
                found = self._told(seen[0])
        self._moved, self._session.state = moved, state
        own = self._session.own
        own.difference_update([known for known in own.copy() if known <= state[0]])
        return found

    def _told(self, since: int) -> list[Changes]:
        mine = self._session.own.copy()
        newer = journal.entries(self._database, limit=MANY_OPERATIONS + 1, where=OperationTable.seq > since)
        others = [entry for entry in reversed(newer) if entry.seq not in mine]
        if len(newer) > MANY_OPERATIONS or sum(entry.changes for entry in others) > MANY_ROWS:
            return [Changes(everything=True)] if others else []
        return [self._changes(entry) for entry in others]

    def _changes(self, entry: OperationEntry) -> Changes:
        added, updated, removed = journal.touched(journal.changes_of(self._database, entry.id))
        return Changes(
            operation=entry.id,
            title=describe(entry.kind, entry.params),
            destroys=entry.kind in DESTRUCTIVE,
            added=added,
            updated=updated,
            removed=removed,
            by=self._author(entry),
        )

    def _author(self, entry: OperationEntry) -> Author:
        key = (entry.user, entry.user_id)
        if entry.kind in (Operation.ADD_USER, Operation.EDIT_USER):
            self._authors.clear()
        if key not in self._authors:
            found = records.select(self._database, User, UserTable.id == entry.user_id) if entry.user_id else []
            self._authors[key] = (
                Author(found[0].name, found[0].initials, found[0].colour)
                if found
                else Author(entry.user, initials(entry.user)[:3].upper(), NOBODY_COLOUR)
            )
        return self._authors[key]
