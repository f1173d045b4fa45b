"""A record's fields as texts: what a person would type to set them again, the other way round of `fields`."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from leaddesk.domain.errors import Conflict, FieldConflict
from leaddesk.domain.money import Money, exponent
from leaddesk.domain.records import RECORDS, Kind, Record
from leaddesk.storage import merging
from leaddesk.storage.queries import records
from leaddesk.storage.workspace import Workspace

# Whose id stands in the column of this name with _id behind it.
REFERENCES = {"owner": Kind.USER} | {
    kind.value: kind
    for kind in (Kind.USER, Kind.COMPANY, Kind.CONTACT, Kind.LEAD, Kind.DEAL, Kind.PIPELINE, Kind.STAGE, Kind.TAG)
}
_FIELDS = {  # of the columns that are not called as their field is
    "currency": "value",
    "probability_by_hand": "probability",
    "due_on": "due",
    "due_at": "due",
}


def field_of_column(kind: Kind, column: str) -> str:
    """The name of the field in which a person sees this column."""
    if kind is Kind.FOLLOWUP and column == "kind":
        return "activity"
    return _FIELDS.get(column) or column.removesuffix("_id")


def field_text(workspace: Workspace, kind: Kind, record: Any, field: str) -> str:
    """What a person would type to give the field the value that it has in this record; empty for none."""
    if field == "value":
        return money_text(record.value, record.currency)
    if field == "due":
        return _plain(workspace, record.due_on or record.due_at)
    if field in REFERENCES:
        return _name(workspace, REFERENCES[field], getattr(record, f"{field}_id"))
    column = "kind" if (kind, field) == (Kind.FOLLOWUP, "activity") else field
    return _plain(workspace, getattr(record, column))


def money_text(minor: int | None, currency: str) -> str:
    """'9,500 EUR', '9,500.50 EUR'; empty for None."""
    if minor is None:
        return ""
    digits = exponent(currency)
    # Three digits behind a point would be read as thousands.
    places = 0 if minor % 10**digits == 0 else 4 if digits == 3 else digits
    return f"{Money(minor, currency).amount:,.{places}f} {currency}"


def in_texts(
    workspace: Workspace,
    conflict: Conflict,
    seen: int,
    record: Record,
    typed: Mapping[str, str],
    columns_of: Mapping[str, Iterable[str]],
) -> Conflict:
    """The conflict in the fields of the person who typed, instead of columns.

    `record` is the record as it is now, `columns_of` the columns that each typed field writes.
    """
    past = merging.at_version(workspace, conflict.kind, record, seen)
    fields = []
    for name, columns in columns_of.items():
        clashing = [field for field in conflict.fields if field.field in columns]
        if clashing:
            mine = typed[name].strip()
            fields.append(_in_text(workspace, conflict.kind, name, clashing, record, past, mine))
    return Conflict(conflict.kind, conflict.record_id, conflict.version, fields, conflict.title)


def changes_in_texts(
    workspace: Workspace, kind: Kind, record: Record, seen: int, found: Iterable[FieldConflict]
) -> list[FieldConflict]:
    """What was changed of a record, which is given as it is now, by fields instead of columns."""
    past = merging.at_version(workspace, kind, record, seen)
    by_field: dict[str, list[FieldConflict]] = {}
    for change in found:
        by_field.setdefault(field_of_column(kind, change.field), []).append(change)
    return [_in_text(workspace, kind, name, clashing, record, past, "") for name, clashing in by_field.items()]


def _in_text(
    workspace: Workspace,
    kind: Kind,
    name: str,
    clashing: list[FieldConflict],
    record: Record,
    past: merging.Past,
    mine: str,
) -> FieldConflict:
    """`clashing` are the columns of the field that were changed."""
    last = clashing[-1]
    before = field_text(workspace, kind, merging.record_at(kind, past), name)
    known = all(field.before is not None for field in clashing)
    theirs = field_text(workspace, kind, record, name)
    return FieldConflict(name, before if known else None, theirs, mine, last.who, last.when)


def _name(workspace: Workspace, kind: Kind, record_id: int | None) -> str:
    found = records.by_ids(workspace.database, RECORDS[kind], [record_id] if record_id is not None else [])
    return merging.name_of(found[0]) if found else ""


def _plain(workspace: Workspace, value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(workspace.zone):%Y-%m-%d %H:%M}"
    return "" if value is None else str(value)
