"""What others have saved since we looked last, read from the journal as the same Changes that our own work gives.

The number of the last commit orders it without gaps; a cheap question to the database tells whether to look at all.
"""

from leaddesk.domain.changes import Author, Changes
from leaddesk.domain.operations import DESTRUCTIVE, Operation, describe
from leaddesk.domain.people import initials
from leaddesk.domain.records import User
from leaddesk.storage import journal
from leaddesk.storage.queries import records
from leaddesk.storage.tables import OperationTable, UserTable
from leaddesk.storage.workspace import Workspace

MANY_OPERATIONS = 200  # beyond these numbers everything is read anew, which is quicker
MANY_ROWS = 2000
_GREY = "#5C6673"  # of somebody who is no user


class Feed:
    """Belongs to one workspace and its thread; knows of everything up to the moment when it was made."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._database = workspace.database
        self._authors: dict[tuple[str, int | None], Author] = {}
        self._moved = self._database.moved()
        self._seq, self._generation = self._database.state()

    def poll(self) -> list[Changes]:
        """Operations of others, in the order in which they were saved; none if the database is busy just now.

        Raises Missing or FileReplaced if the file is another, WentBack if it is an older copy of itself, NewerFile if
        a colleague's newer program has brought it up to date.
        """
        self._database.check_identity()
        moved = self._database.moved()
        if moved is None or moved == self._moved:
            return []
        with self._database.snapshot():
            self._database.check_version()
            seq, generation = self._database.state()
            if generation == self._generation and seq < self._seq:
                raise self._database.went_back()
            found = self._told() if generation == self._generation else [Changes(everything=True)]
        self._moved, self._seq, self._generation = moved, seq, generation
        self._workspace.own.difference_update([known for known in self._workspace.own.copy() if known <= seq])
        return found

    def _told(self) -> list[Changes]:
        mine = self._workspace.own.copy()
        newer = journal.entries(self._database, limit=MANY_OPERATIONS + 1, where=OperationTable.seq > self._seq)
        others = [entry for entry in reversed(newer) if entry.seq not in mine]
        if len(newer) > MANY_OPERATIONS or sum(entry.changes for entry in others) > MANY_ROWS:
            return [Changes(everything=True)] if others else []
        return [self._changes(entry) for entry in others]

    def _changes(self, entry: journal.OperationEntry) -> Changes:
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

    def _author(self, entry: journal.OperationEntry) -> Author:
        key = (entry.user, entry.user_id)
        if entry.kind in (Operation.ADD_USER, Operation.EDIT_USER):
            self._authors.clear()
        if key not in self._authors:
            found = records.select(self._database, User, UserTable.id == entry.user_id) if entry.user_id else []
            self._authors[key] = (
                Author(found[0].name, found[0].initials, found[0].colour)
                if found
                else Author(entry.user, initials(entry.user)[:3].upper(), _GREY)
            )
        return self._authors[key]
