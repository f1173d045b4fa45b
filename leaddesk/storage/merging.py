"""What others did to a record since somebody read it: the base of merging, and of asking where that cannot be done."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from leaddesk.domain.errors import Conflict, FieldConflict, Gone, NotFound
from leaddesk.domain.history import OperationEntry
from leaddesk.domain.light import dataclass
from leaddesk.domain.records import Kind, Record
from leaddesk.storage import journal
from leaddesk.storage.engine import Database
from leaddesk.storage.journal import Action, RowChange
from leaddesk.storage.rows import columns, maker, to_row
from leaddesk.storage.workspace import Workspace

# An amount means nothing without its currency: who changes one of them changes the other.
_BESIDE = {(Kind.DEAL, "value"): "currency"}
_NAMING = ("title", "name", "subject")
_NO_EDIT = ("id", "version", "position", "moved_at")  # cards shift when others are moved


@dataclass(frozen=True, slots=True)
class Past:
    """A record as it was at an earlier version, as far as the journal tells.

    `values` are database values by column; of the columns in `unknown` the journal does not tell what they were.
    `writers` names for each column that was written since the last operation that did it.
    """

    values: Mapping[str, Any]
    unknown: frozenset[str]
    writers: Mapping[str, int]


def at_version(workspace: Workspace, kind: Kind, record: Record, seen: int) -> Past:
    """The record, which is given as it is now, as it was at version `seen`."""
    values = dict(zip(columns(kind), to_row(record, kind), strict=True))
    unknown: set[str] = set()
    writers: dict[str, int] = {}
    version = record.version
    for operation, change in chain(_pending(workspace, kind, record.id), _stored(workspace, kind, record.id)):
        [row] = change.rows
        place = change.columns.index("version")
        left = row[2][place] if change.action is Action.UPDATE else row[place]
        if version <= seen or left != version:
            break
        if change.action is not Action.UPDATE:
            version -= change.action is Action.INSERT  # what was removed comes back with the next version
            continue
        _, before, _ = row
        version = before[place]
        for name, value in zip(change.columns, before, strict=True):
            values[name] = value
            if operation is not None:
                writers.setdefault(name, operation)
        if version < seen:  # one step of undo for several times of typing, of which a middle one was seen
            unknown |= set(change.columns)
    if version > seen or record.version < seen:  # images that are no longer kept, or a backup that was restored
        unknown |= set(columns(kind))
    return Past(values, frozenset(unknown), writers)


def check_merge(workspace: Workspace, kind: Kind, record: Record, seen: int, new: Mapping[str, Any]) -> None:
    """Raise Conflict if somebody else gave a column of `new` another value after version `seen`.

    `new` holds the database values that differ from those of the record, which is given as it is now.
    """
    past = at_version(workspace, kind, record, seen)
    now = dict(zip(columns(kind), to_row(record, kind), strict=True))
    fields = []
    for name, mine in new.items():
        others = [other for other in (name, _BESIDE.get((kind, name))) if other and _moved(past, now, other)]
        if others:
            entry = _writer(workspace.database, past, others)
            before = None if name in past.unknown else _plain(past.values[name])
            fields.append(_field(name, before, _plain(now[name]), _plain(mine), entry))
    if fields:
        raise Conflict(kind, record.id, record.version, fields, name_of(record))


def changed_by_others(workspace: Workspace, kind: Kind, record: Record, seen: int) -> list[FieldConflict] | None:
    """What others changed of a record after version `seen`, places among cards apart; None: they did, unknown what."""
    past = at_version(workspace, kind, record, seen)
    if past.unknown >= set(columns(kind)):
        return None
    now = dict(zip(columns(kind), to_row(record, kind), strict=True))
    found = []
    for name in (name for name in now if name not in _NO_EDIT and _moved(past, now, name)):
        entry = _writer(workspace.database, past, [name])
        if entry is None or not journal.is_of(entry, workspace.actor):
            before = None if name in past.unknown else _plain(past.values[name])
            found.append(_field(name, before, _plain(now[name]), "", entry))
    return found


def record_at(kind: Kind, past: Past) -> Record:
    """The record as it was; unknown columns as they are now."""
    return maker(kind)(tuple(past.values[name] for name in columns(kind)))


def missing(database: Database, kind: Kind, record_id: int, record: Record | None) -> NotFound:
    """Why there is no such record: Gone with who deleted it, or that there never was one.

    `record` is the row in the trash; None where the adding of the record was undone.
    """
    for operation, change in journal.changes_on(database, kind, record_id):
        if change.action is Action.DELETE:
            values = dict(zip(change.columns, change.rows[0], strict=True))
            record = record or maker(kind)(tuple(values[name] for name in columns(kind)))
        elif "deleted_at" not in change.columns or change.action is Action.INSERT:
            continue
        entry = journal.entry(database, operation)
        title = name_of(record) if record else ""
        return Gone(kind, record_id, title, entry.user if entry else "", entry.at if entry else None)
    if record is not None:
        return Gone(kind, record_id, name_of(record), "", None)
    return NotFound(f"there is no {kind.replace('_', ' ')} {record_id}", "nothing was changed")


def name_of(record: Record) -> str:
    """What the record is called by itself; empty for one that goes by the name of another."""
    return next((str(getattr(record, name)) for name in _NAMING if getattr(record, name, "")), "")


def _pending(workspace: Workspace, kind: Kind, record_id: int) -> Iterator[tuple[int | None, RowChange]]:
    """What the operation that is being written did to the record, the newest first."""
    for change in reversed(workspace.unit.joined() if workspace.unit else ()):
        rows = [row for row in change.rows if row[0] == record_id] if change.kind is kind else []
        if rows:
            yield None, replace(change, rows=rows)


def _stored(workspace: Workspace, kind: Kind, record_id: int) -> Iterator[tuple[int | None, RowChange]]:
    yield from journal.changes_on(workspace.database, kind, record_id)


def _moved(past: Past, now: Mapping[str, Any], name: str) -> bool:
    return name in past.unknown or past.values[name] != now[name]


def _writer(database: Database, past: Past, names: Sequence[str]) -> OperationEntry | None:
    written = [journal.entry(database, past.writers[name]) for name in names if name in past.writers]
    return max((entry for entry in written if entry), key=lambda entry: entry.seq, default=None)


def _field(name: str, before: str | None, theirs: str, mine: str, entry: OperationEntry | None) -> FieldConflict:
    return FieldConflict(name, before, theirs, mine, entry.user if entry else "", entry.at if entry else None)


def _plain(value: Any) -> str:
    return "" if value is None else str(value)
