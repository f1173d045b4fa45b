"""The journal of operations: what was done, by whom, and every row before and after.

An operation's rows stand in `row_change`, in the order in which they were written. `images` is JSON, deflated where
that is shorter: {"columns": [...], "rows": [...]}. For an insert or delete each row holds the values of the columns;
for an update each row is [id, [before...], [after...]] of the columns that changed, the version last. Many rows of
one table share one entry; `first_id` and `last_id` are the smallest and the greatest of their ids.
"""

import json
import zlib
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any

import peewee as pw

from leaddesk.domain.changes import Ids
from leaddesk.domain.history import OperationEntry
from leaddesk.domain.light import dataclass
from leaddesk.domain.operations import FINAL, Operation
from leaddesk.domain.records import Kind
from leaddesk.storage.engine import Database
from leaddesk.storage.tables import OperationTable as O
from leaddesk.storage.tables import RowChangeTable as R
from leaddesk.storage.workspace import Actor

CHUNK = 500  # rows of one journal entry at most
_READ_TOGETHER = 10  # entries, where only the first are wanted
_DEFLATE_FROM = 400  # bytes below which deflating gains nothing
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class Action(StrEnum):
    INSERT = "i"
    UPDATE = "u"
    DELETE = "d"


@dataclass(frozen=True, slots=True)
class RowChange:
    """Rows of one table that were inserted, updated or deleted together (`rows`: see the module's text)."""

    kind: Kind
    action: Action
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Any]]

    def ids(self) -> list[int]:
        return [row[0] for row in self.rows]


def encode(change: RowChange) -> bytes:
    text = _JSON.encode({"columns": change.columns, "rows": change.rows}).encode()
    return text if len(text) < _DEFLATE_FROM else zlib.compress(text, 1)


def decode(kind: str, action: str, images: bytes) -> RowChange:
    raw = bytes(images)
    content = json.loads(raw if raw.startswith(b"{") else zlib.decompress(raw))
    return RowChange(Kind(kind), Action(action), tuple(content["columns"]), content["rows"])


def touched(changes: Sequence[RowChange]) -> tuple[Ids, Ids, Ids]:
    """(added, updated, removed) ids of each kind; into the trash counts as removed, out of it as added."""
    added: dict[Kind, set[int]] = {}
    updated: dict[Kind, set[int]] = {}
    removed: dict[Kind, set[int]] = {}
    for change in changes:
        if change.action is Action.INSERT:
            added.setdefault(change.kind, set()).update(change.ids())
        elif change.action is Action.DELETE:
            removed.setdefault(change.kind, set()).update(change.ids())
        elif "deleted_at" in change.columns:
            place = change.columns.index("deleted_at")
            for number, _, after in change.rows:
                (removed if after[place] else added).setdefault(change.kind, set()).add(number)
        else:
            updated.setdefault(change.kind, set()).update(change.ids())
    return _frozen(added), _frozen(updated), _frozen(removed)


def insert_changes(database: Database, operation: int, changes: Sequence[RowChange]) -> None:
    """Write an operation's images; large ones in chunks."""
    entries: list[tuple[Any, ...]] = []
    for change in changes:
        for start in range(0, len(change.rows), CHUNK):
            part = RowChange(change.kind, change.action, change.columns, change.rows[start : start + CHUNK])
            ids = part.ids()
            entries.append(
                (
                    operation,
                    len(entries),
                    part.kind.value,
                    part.action.value,
                    min(ids),
                    max(ids),
                    encode(part),
                )
            )
    database.execute_many(
        "INSERT INTO row_change (operation_id, n, table_name, action, first_id, last_id, images)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        entries,
    )


def changes_of(database: Database, operation: int) -> list[RowChange]:
    """An operation's images in the order of writing."""
    query = R.select(R.table_name, R.action, R.images).where(R.operation == operation).order_by(R.n)
    return [decode(*row) for row in database.rows(query)]


def first_changes_of(database: Database, operation: int, limit: int) -> list[RowChange]:
    """As `changes_of`, but only the first `limit` rows of it."""
    query = R.select(R.n, R.table_name, R.action, R.images).order_by(R.n).limit(_READ_TOGETHER)
    found: list[RowChange] = []
    last = -1
    while limit > 0 and (read := database.rows(query.where(R.operation == operation, R.n > last))):
        last = read[-1][0]
        for _, table, action, images in read:
            change = decode(table, action, images)
            found.append(RowChange(change.kind, change.action, change.columns, change.rows[: max(limit, 0)]))
            limit -= len(found[-1].rows)
    return [change for change in found if change.rows]


def changes_on(database: Database, kind: Kind, record_id: int) -> Iterator[tuple[int, RowChange]]:
    """(operation id, change of this one row) for everything that ever happened to a record, the newest first."""
    chosen = R.select(O.seq, O.id, R.n, R.table_name, R.action, R.images).join(O, on=(R.operation == O.id))
    by_itself, among_others = _places(kind, record_id)
    read = database.rows(chosen.where(by_itself)) + database.rows(chosen.where(among_others))
    for _, operation, _, table, action, images in sorted(read, key=lambda row: (-row[0], -row[2])):
        change = decode(table, action, images)
        rows = [row for row in change.rows if row[0] == record_id]
        if rows:
            yield operation, RowChange(change.kind, change.action, change.columns, rows)


def operations_on(database: Database, kind: Kind, record_id: int) -> list[int]:
    """Ids of the operations that touched a record and whose images are kept."""
    by_itself, among_others = _places(kind, record_id)
    found = {row[0] for row in database.rows(R.select(R.operation).where(by_itself))}
    for operation, table, action, images in database.rows(
        R.select(R.operation, R.table_name, R.action, R.images).where(among_others)
    ):
        if operation not in found and record_id in decode(table, action, images).ids():
            found.add(operation)
    return sorted(found)


def _places(kind: Kind, record_id: int) -> tuple[Any, Any]:
    """Where the images of a record stand: in entries of one row, and perhaps in those of many."""
    of_table = R.table_name == kind.value
    return (
        of_table & (R.first_id == record_id),
        of_table & (R.last_id > R.first_id) & (R.first_id < record_id) & (R.last_id >= record_id),
    )


def entries(
    database: Database, *, limit: int | None = None, where: pw.Expression | None = None
) -> list[OperationEntry]:
    """Operations, the newest first."""
    query = O.select(
        *(O.id, O.seq, O.kind, O.params, O.user_name, O.user, O.host, O.at, O.undoes, O.changes, O.pruned),
        _undone_by(),
    ).order_by(O.seq.desc())
    if where is not None:
        query = query.where(where)
    if limit is not None:
        query = query.limit(limit)
    return [_entry(row) for row in database.rows(query)]


def is_of(entry: OperationEntry, actor: Actor) -> bool:
    """Whether this person did it."""
    if actor.user_id is not None:
        return entry.user_id == actor.user_id
    return entry.user_id is None and entry.user == actor.name


def entry(database: Database, operation: int) -> OperationEntry | None:
    found = entries(database, limit=1, where=O.id == operation)
    return found[0] if found else None


def last_undoable(database: Database, actor: Actor) -> OperationEntry | None:
    """The actor's newest operation that stands and can be taken back."""
    return _first(database, _of(actor) & _is_ordinary() & ~_undone())


def last_redoable(database: Database, actor: Actor) -> OperationEntry | None:
    """The actor's newest undo that stands, unless something new was done since."""
    newest = _first(database, _of(actor) & _is_ordinary())
    since = newest.seq if newest else 0
    return _first(database, _of(actor) & (O.kind == Operation.UNDO.value) & (O.seq > since) & ~_undone())


def _frozen(ids: dict[Kind, set[int]]) -> Ids:
    return {kind: frozenset(of_kind) for kind, of_kind in ids.items()}


def _first(database: Database, where: pw.Expression) -> OperationEntry | None:
    found = entries(database, limit=1, where=where)
    return found[0] if found else None


def _undone() -> Any:
    undo = O.alias()
    return pw.fn.EXISTS(_standing(undo, undo.select(pw.SQL("1"))))


def _undone_by() -> Any:
    undo = O.alias()
    return _standing(undo, undo.select(undo.user_name)).order_by(undo.seq.desc()).limit(1).alias("undone_by")


def _standing(undo: Any, query: Any) -> Any:
    """Of what took an operation back, that which was not taken back itself."""
    redo = O.alias()
    redone = pw.fn.EXISTS(redo.select(pw.SQL("1")).where(redo.undoes == undo.id))
    return query.where((undo.undoes == O.id) & ~redone)


def _is_ordinary() -> Any:
    special = [kind.value for kind in (*FINAL, Operation.UNDO, Operation.REDO)]
    return O.kind.not_in(special)


def _of(actor: Actor) -> Any:
    if actor.user_id is not None:
        return O.user == actor.user_id
    return O.user.is_null() & (O.user_name == actor.name)


def _entry(row: tuple[Any, ...]) -> OperationEntry:
    number, seq, kind, params, name, user_id, host, at, undoes, changes, pruned, undone_by = row
    return OperationEntry(
        id=number,
        seq=seq,
        kind=Operation(kind),
        params=json.loads(params),
        user=name,
        user_id=user_id,
        host=host,
        at=at,
        undoes=undoes,
        changes=changes,
        pruned=bool(pruned),
        undone_by=undone_by,
    )
