"""The history as people read it: operations, what each of them changed, and what somebody looks for in it."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from leaddesk.domain.light import dataclass
from leaddesk.domain.money import Money
from leaddesk.domain.operations import Operation, describe
from leaddesk.domain.records import Kind


class Group(StrEnum):
    """What an operation is about. OTHER holds whatever belongs to none of the others."""

    DEALS = "deals"
    CONTACTS = "contacts"
    COMPANIES = "companies"
    LEADS = "leads"
    FOLLOWUPS = "follow-ups"
    DIALOGUE = "dialogue"
    PIPELINES = "pipelines"
    IMPORTS = "imports"
    UNDO = "undo"
    OTHER = "other"


_ENDINGS = {
    "deal": Group.DEALS,
    "deals": Group.DEALS,
    "contact": Group.CONTACTS,
    "company": Group.COMPANIES,
    "lead": Group.LEADS,
    "followup": Group.FOLLOWUPS,
    "activity": Group.DIALOGUE,
    "pipeline": Group.PIPELINES,
    "stage": Group.PIPELINES,
}


def group_of(operation: Operation) -> Group:
    """The group in which an operation is looked for."""
    if operation in (Operation.UNDO, Operation.REDO):
        return Group.UNDO
    if operation is Operation.IMPORT:
        return Group.IMPORTS
    return _ENDINGS.get(operation.value.rpartition("_")[2], Group.OTHER)


GROUPS: Mapping[Group, tuple[Operation, ...]] = {
    group: tuple(operation for operation in Operation if group_of(operation) is group) for group in Group
}


@dataclass(frozen=True, slots=True)
class OperationEntry:
    """One operation as the history shows it.

    `undone_by` is who took it back (for an undo: who brought it back), None while it stands. `pruned`: what it changed
    is no longer kept.
    """

    id: int
    seq: int
    kind: Operation
    params: dict[str, Any]
    user: str
    user_id: int | None
    host: str
    at: datetime
    undoes: int | None
    changes: int
    pruned: bool
    undone_by: str | None

    @property
    def title(self) -> str:
        return describe(self.kind, self.params)

    @property
    def undone(self) -> bool:
        return self.undone_by is not None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who did something: a user, or just a name under which somebody worked."""

    name: str
    user_id: int | None
    initials: str
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryFilter:
    """What is looked for; all of it must be met. The days are those of the reader's zone, both included."""

    person: Person | None = None
    group: Group | None = None
    record: tuple[Kind, int] | None = None
    text: str = ""
    from_day: date | None = None
    to_day: date | None = None


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """A piece of the history, the newest first.

    `more` is the number (seq) from which to go on in the same direction, None where there is nothing more. A page may
    be short or empty though more follows: only so many operations are looked at together.
    """

    entries: tuple[OperationEntry, ...]
    more: int | None


Value = str | int | bool | float | Money | datetime | date | None


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field before and after, with names in the place of ids; None: empty."""

    name: str
    before: Value
    after: Value


class RowAction(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    DELETED = "deleted"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class RowDetail:
    """What an operation did to one record. `name` is what people call it now, or called it last."""

    kind: Kind
    id: int
    name: str
    action: RowAction
    is_there: bool
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class OperationDetail:
    """An operation with the first of its rows; `entry.changes` counts all."""

    entry: OperationEntry
    rows: tuple[RowDetail, ...]
