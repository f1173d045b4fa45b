"""The journal as people use it: what happened, undo, redo."""

from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import CannotUndo
from leaddesk.domain.operations import FOUNDING, Operation
from leaddesk.domain.records import Kind
from leaddesk.storage import journal
from leaddesk.storage.journal import OperationEntry
from leaddesk.storage.undoing import take_back
from leaddesk.storage.workspace import Workspace


def history(
    workspace: Workspace, *, of: tuple[Kind, int] | None = None, limit: int | None = 50
) -> list[OperationEntry]:
    """Operations, the newest first; `of`: only those that touched one record."""
    database = workspace.database
    with database.snapshot():
        if of is None:
            return journal.entries(database, limit=limit)
        numbers: dict[int, None] = {}
        for operation, _ in journal.changes_on(database, *of):
            numbers.setdefault(operation)
            if limit is not None and len(numbers) >= limit:
                break
        found = (journal.entry(database, number) for number in numbers)
        return [entry for entry in found if entry is not None]


def undo(workspace: Workspace, operation: int | None = None) -> Changes:
    """Take back my last operation that stands, or the one named.

    CannotUndo if there is none, or if a row was changed since; then nothing is touched.
    """
    database = workspace.database
    if operation is None:
        entry = journal.last_undoable(database, workspace.actor)
        if entry is None:
            raise CannotUndo("there is nothing to undo")
        return _undo(workspace, entry)
    entry = journal.entry(database, operation)
    if entry is None:
        raise CannotUndo(f"there is no operation {operation}", todo="look it up with: leaddesk history")
    if entry.kind is Operation.UNDO and not entry.undone:
        return _redo(workspace, entry)
    if entry.undone:
        raise CannotUndo(f"“{entry.title}” is undone already")
    if entry.kind in FOUNDING or entry.undoes is not None:
        raise CannotUndo(f"“{entry.title}” cannot be undone", todo="undo what it was about instead")
    return _undo(workspace, entry)


def redo(workspace: Workspace) -> Changes:
    """Bring back what I took back last, unless I did something new since; CannotUndo if there is nothing."""
    entry = journal.last_redoable(workspace.database, workspace.actor)
    if entry is None:
        raise CannotUndo("there is nothing to redo")
    return _redo(workspace, entry)


def _undo(workspace: Workspace, entry: OperationEntry) -> Changes:
    return take_back(workspace, entry, Operation.UNDO, entry.title)


def _redo(workspace: Workspace, entry: OperationEntry) -> Changes:
    return take_back(workspace, entry, Operation.REDO, str(entry.params.get("title", "")))
