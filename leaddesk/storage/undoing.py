"""Taking an operation back: its before-images are written again, as an operation of its own.

Undo and redo are the same act: redo takes an undo back.
"""

from collections.abc import Sequence
from typing import Any

from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import CannotUndo
from leaddesk.domain.operations import Operation
from leaddesk.domain.records import Kind
from leaddesk.storage import journal
from leaddesk.storage.engine import IN_USE
from leaddesk.storage.journal import Action, OperationEntry, RowChange
from leaddesk.storage.rows import columns
from leaddesk.storage.unit_of_work import UnitOfWork
from leaddesk.storage.workspace import Workspace


def take_back(workspace: Workspace, entry: OperationEntry, operation: Operation, title: str) -> Changes:
    """Restore every row as it was before `entry`; CannotUndo, naming who and what, if one was changed since.

    Then nothing is touched, whichever row it was: all are written in one transaction.
    """
    changes = journal.changes_of(workspace.database, entry.id)
    if not changes:
        raise CannotUndo(f"the images of “{title}” are no longer kept", todo="change the records by hand")
    try:
        with UnitOfWork(workspace, operation, undoes=entry.id, title=title) as work:
            now = journal.entry(workspace.database, entry.id)
            if now is None or now.undone:  # by another window, while this one waited for its turn
                raise CannotUndo(f"“{title}” is undone already")
            for change in reversed(changes):
                _INVERSE[change.action](work, change, now)
    except IN_USE as problem:
        raise CannotUndo(
            f"“{title}” cannot be undone: something added later belongs to it",
            todo="undo that first, or delete the record",
        ) from problem
    return work.changes


def _remove_inserted(work: UnitOfWork, change: RowChange, entry: OperationEntry) -> None:
    names = _checked(change.columns)
    _check(work, change, entry, names, {row[0]: _values(change.columns, row, names) for row in change.rows})
    work.delete_rows(change.kind, change.ids())


def _restore_updated(work: UnitOfWork, change: RowChange, entry: OperationEntry) -> None:
    names, checked = _without_version(change.columns), _checked(change.columns)
    left = {row[0]: _values(change.columns, row[2], checked) for row in change.rows}
    _check(work, change, entry, checked, left)
    if checked and "deleted_at" not in checked and "deleted_at" in columns(change.kind):
        _check(work, change, entry, ("deleted_at",), dict.fromkeys(left, (None,)))
    now = work.current_rows(change.kind, (*names, "version"), change.ids())  # a card may stand elsewhere by now
    rows = [(row[0], now[row[0]][-1], now[row[0]][:-1], row[1][:-1]) for row in change.rows]
    work.update_rows(change.kind, names, rows)


def _insert_removed(work: UnitOfWork, change: RowChange, entry: OperationEntry) -> None:
    present = work.current_rows(change.kind, ("version",), change.ids())
    if present:
        raise _refusal(work, change.kind, next(iter(present)), entry, set(change.columns))
    place = change.columns.index("version")
    rows = [[*row[:place], row[place] + 1, *row[place + 1 :]] for row in change.rows]
    work.insert_rows(change.kind, rows)


_INVERSE = {
    Action.INSERT: _remove_inserted,
    Action.UPDATE: _restore_updated,
    Action.DELETE: _insert_removed,
}


def _check(
    work: UnitOfWork,
    change: RowChange,
    entry: OperationEntry,
    names: Sequence[str],
    expected: dict[int, tuple[Any, ...]],
) -> None:
    current = work.current_rows(change.kind, names, list(expected))
    for number, values in expected.items():
        now = current.get(number)
        if now != values:
            others = {name for place, name in enumerate(names) if now is None or now[place] != values[place]}
            raise _refusal(work, change.kind, number, entry, others)


def _refusal(work: UnitOfWork, kind: Kind, record_id: int, entry: OperationEntry, names: set[str]) -> CannotUndo:
    """Names the last operation after `entry` that changed one of these columns."""
    database = work.workspace.database
    reason = "it was changed since"
    for number, change in journal.changes_on(database, kind, record_id):
        since = journal.entry(database, number)
        if since is not None and since.seq > entry.seq and names & set(change.columns):
            reason = f"{since.user} did something to it since: {since.title}"
            break
    return CannotUndo(
        f"“{work.params['title']}” cannot be undone: {reason}", todo="undo that first, or change the record by hand"
    )


def _without_version(columns: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in columns if name not in ("id", "version"))


def _checked(columns: Sequence[str]) -> tuple[str, ...]:
    """What must still be as it was left. A place among other cards is not: they all shift when one finds no gap."""
    return tuple(name for name in columns if name not in ("id", "version", "position"))


def _values(columns: Sequence[str], row: Sequence[Any], names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row[columns.index(name)] for name in names)
