"""Taking an operation back: its before-images are written again, as an operation of its own.

Undo and redo are the same act: redo takes an undo back. Whether it can be done is looked at before anything is
written, by the same code that tells a person beforehand.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import CannotUndo
from leaddesk.domain.history import OperationEntry
from leaddesk.domain.operations import Operation
from leaddesk.domain.records import Kind
from leaddesk.storage import journal
from leaddesk.storage.engine import Database, in_use_errors
from leaddesk.storage.journal import Action, RowChange
from leaddesk.storage.queries.plain import in_chunks
from leaddesk.storage.queries.records import current_rows
from leaddesk.storage.rows import columns, references
from leaddesk.storage.tables import TABLES, OperationTable
from leaddesk.storage.unit_of_work import UnitOfWork
from leaddesk.storage.workspace import Workspace

_Settled = dict[tuple[Kind, int], frozenset[str]]
_DO_FIRST = "undo that first, or change the record by hand"


def take_back(workspace: Workspace, entry: OperationEntry, operation: Operation, title: str) -> Changes:
    """Restore every row as it was before `entry`; CannotUndo, naming who and what, if something is in the way."""
    try:
        with UnitOfWork(workspace, operation, undoes=entry.id, title=title) as work:
            now = journal.entry(workspace.database, entry.id)
            if now is None or now.undone:  # by another window, while this one waited for its turn
                raise CannotUndo(f"“{title}” is undone already")
            for change in reversed(_checked_changes(workspace.database, now, title)):
                _INVERSE[change.action](work, change)
    except in_use_errors() as problem:
        raise CannotUndo(
            f"“{title}” cannot be undone: something added later belongs to it",
            todo="undo that first, or delete the record",
        ) from problem
    return work.changes


def check(database: Database, entry: OperationEntry, title: str) -> None:
    """Return if the operation can be taken back as things are now; else the CannotUndo that `take_back` would raise."""
    with database.snapshot():
        _checked_changes(database, entry, title)


def _checked_changes(database: Database, entry: OperationEntry, title: str) -> list[RowChange]:
    changes = journal.changes_of(database, entry.id)
    if entry.pruned or not changes:
        raise CannotUndo(
            f"“{title}” cannot be undone: what it changed is no longer kept", todo="change the records by hand"
        )
    _check_rows(database, changes, title)
    _check_live(database, entry, changes, title)
    _check_children(database, changes, title)
    _check_parents(database, changes, title)
    return changes


def _check_rows(database: Database, changes: Sequence[RowChange], title: str) -> None:
    """Every row must be as the operation left it, apart from columns that did not matter to it."""
    settled: _Settled = {}  # columns of a row for which a later change of the same operation has spoken
    for change in reversed(changes):
        names = _checked(change.columns)
        if change.action is Action.DELETE:
            names = ("version",)
        now = current_rows(database, change.kind, names, change.ids())
        every = frozenset(names)
        for row in change.rows:
            key = change.kind, row[0]
            known = settled.get(key)
            settled[key] = every if known is None else known | every
            if change.action is Action.DELETE:
                others = every if known is None and row[0] in now else frozenset()
            else:
                others = _others(change, row, names, now.get(row[0]), known)
            if others:
                raise _refusal(database, change.kind, row[0], others, title)


def _check_live(database: Database, entry: OperationEntry, changes: Sequence[RowChange], title: str) -> None:
    """What was changed must not have been deleted since, unless the operation itself did that."""
    moved = {(change.kind, number) for change in changes if "deleted_at" in change.columns for number in change.ids()}
    marked = frozenset({"deleted_at"})
    for change in changes:
        if change.action is Action.UPDATE and _checked(change.columns) and "deleted_at" in columns(change.kind):
            now = current_rows(database, change.kind, ("deleted_at",), change.ids())
            for number, (deleted_at,) in now.items():
                if deleted_at is None or (change.kind, number) in moved:
                    continue
                deletion = _newest_on(database, change.kind, number, marked)
                if deletion is not None and deletion.seq > entry.seq:
                    raise _refusal(database, change.kind, number, marked, title)


def _others(
    change: RowChange,
    row: Sequence[Any],
    names: Sequence[str],
    now: tuple[Any, ...] | None,
    known: frozenset[str] | None,
) -> frozenset[str]:
    """The columns that are not as the change left them, and of which no later change of the operation speaks."""
    left = row[2] if change.action is Action.UPDATE else row
    if now is None:
        return frozenset() if known is not None else frozenset(names)  # it may have been removed in the same operation
    wanted = _values(change.columns, left, names)
    if now == wanted:
        return frozenset()
    differing = (name for name, value, other in zip(names, wanted, now, strict=True) if value != other)
    return frozenset(differing) - (known or frozenset())


def _check_children(database: Database, changes: Sequence[RowChange], title: str) -> None:
    """Nothing may belong to a row that goes away, but what goes away or is put back with it."""
    gone: dict[Kind, set[int]] = {}
    put_back: set[tuple[Kind, str, int]] = set()
    for change in changes:
        if change.action is Action.INSERT:
            gone.setdefault(change.kind, set()).update(change.ids())
        elif change.action is Action.UPDATE:
            own = [column for column, _ in references(change.kind) if column in change.columns]
            put_back.update((change.kind, column, row[0]) for column in own for row in change.rows)
    for parent, ids in gone.items():
        for child in TABLES:
            for column, _ in (pair for pair in references(child) if pair[1] is parent):
                for number in _referring(database, child, column, sorted(ids)):
                    if number not in gone.get(child, ()) and (child, column, number) not in put_back:
                        raise _belongs(_newest_on(database, child, number, frozenset({column})), title)
    _check_authors(database, gone.get(Kind.USER, set()), title)


def _check_authors(database: Database, gone: set[int], title: str) -> None:
    """A user who has done something cannot go away any more."""
    if gone:
        done = journal.entries(database, limit=1, where=OperationTable.user.in_(gone))
        if done:
            raise _belongs(done[0], title)


def _referring(database: Database, child: Kind, column: str, ids: Sequence[int]) -> Iterator[int]:
    for part in in_chunks(ids):
        marks = ", ".join("?" * len(part))
        for row in database.sql(f'SELECT id FROM "{child}" WHERE "{column}" IN ({marks})', part):
            yield row[0]


def _check_parents(database: Database, changes: Sequence[RowChange], title: str) -> None:
    """What a row that comes back refers to must still be there, or come back with it."""
    coming = {(change.kind, number) for change in changes if change.action is Action.DELETE for number in change.ids()}
    wanted: dict[Kind, set[int]] = {}
    for change in changes:
        if change.action is not Action.INSERT:
            for column, parent in references(change.kind):
                if column in change.columns:
                    place = change.columns.index(column)
                    rows = (row[1] if change.action is Action.UPDATE else row for row in change.rows)
                    wanted.setdefault(parent, set()).update(row[place] for row in rows if row[place] is not None)
    for parent, ids in wanted.items():
        there = current_rows(database, parent, (), sorted(ids))
        for number in ids:
            if number not in there and (parent, number) not in coming:
                raise CannotUndo(
                    f"“{title}” cannot be undone: the {parent} that it was about is gone",
                    todo="bring that back first, or change the record by hand",
                )


def _remove_inserted(work: UnitOfWork, change: RowChange) -> None:
    work.delete_rows(change.kind, change.ids())


def _restore_updated(work: UnitOfWork, change: RowChange) -> None:
    names = _without_version(change.columns)
    now = work.current_rows(change.kind, (*names, "version"), change.ids())  # a card may stand elsewhere by now
    rows = [(row[0], now[row[0]][-1], now[row[0]][:-1], row[1][:-1]) for row in change.rows]
    work.update_rows(change.kind, names, rows)


def _insert_removed(work: UnitOfWork, change: RowChange) -> None:
    place = change.columns.index("version")
    rows = [[*row[:place], row[place] + 1, *row[place + 1 :]] for row in change.rows]
    work.insert_rows(change.kind, rows)


_INVERSE = {
    Action.INSERT: _remove_inserted,
    Action.UPDATE: _restore_updated,
    Action.DELETE: _insert_removed,
}


def _refusal(database: Database, kind: Kind, record_id: int, others: frozenset[str], title: str) -> CannotUndo:
    """Names the newest operation that wrote one of these columns."""
    since = _newest_on(database, kind, record_id, others)
    reason = f"{since.user} did something to it since: {since.title}" if since else "it was changed since"
    return CannotUndo(f"“{title}” cannot be undone: {reason}", todo=_DO_FIRST)


def _belongs(since: OperationEntry | None, title: str) -> CannotUndo:
    what = f" ({since.user}: {since.title})" if since else ""
    return CannotUndo(
        f"“{title}” cannot be undone: something added later belongs to it{what}",
        todo="undo that first, or delete the record",
    )


def _newest_on(database: Database, kind: Kind, record_id: int, names: frozenset[str]) -> OperationEntry | None:
    for operation, change in journal.changes_on(database, kind, record_id):
        if change.action is not Action.UPDATE or names & frozenset(change.columns):
            return journal.entry(database, operation)
    return None


def _without_version(columns: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in columns if name not in ("id", "version"))


def _checked(columns: Sequence[str]) -> tuple[str, ...]:
    """What must still be as it was left. A place among other cards is not: they all shift when one finds no gap."""
    return tuple(name for name in columns if name not in ("id", "version", "position"))


def _values(columns: Sequence[str], row: Sequence[Any], names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row[columns.index(name)] for name in names)
