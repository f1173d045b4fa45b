"""What one operation changed, as people read it: names in the place of ids, money, days."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

from leaddesk.domain.errors import NotFound
from leaddesk.domain.history import FieldChange, OperationDetail, RowAction, RowDetail, Value
from leaddesk.domain.money import Money
from leaddesk.domain.records import RECORDS, Kind
from leaddesk.services.editing import names_of, title_of
from leaddesk.storage import journal
from leaddesk.storage.journal import Action, RowChange
from leaddesk.storage.queries.records import current_rows
from leaddesk.storage.rows import columns, field_of, references
from leaddesk.storage.workspace import Workspace

SHOWN_ROWS = 200

Names = dict[tuple[Kind, int], str]
Images = tuple[dict[str, Any], dict[str, Any]]  # database values by column, before and after

# Told by the action, part of another field, or of no use to a person.
_HIDDEN = {
    *("id", "version", "position", "created_at", "deleted_at", "moved_at", "probability_by_hand"),
    *("external_source", "external_id"),
}
_CALLED = {"due_on": "due", "due_at": "due", "kind": "activity", "user_id": "user"}
_ACTIONS = {Action.INSERT: RowAction.ADDED, Action.UPDATE: RowAction.CHANGED, Action.DELETE: RowAction.DELETED}


def details(workspace: Workspace, operation: int) -> OperationDetail:
    """An operation and the first 200 rows that it changed; NotFound if there is none of that id."""
    database = workspace.database
    with database.snapshot():
        entry = journal.entry(database, operation)
        if entry is None:
            raise NotFound(f"there is no operation {operation}", todo="look it up with: leaddesk history")
        changes = journal.first_changes_of(database, operation, SHOWN_ROWS)
        names = _names(workspace, changes)
        rows = [_row(workspace, change, row, names) for change in changes for row in change.rows]
        there = {kind: _standing(workspace, kind, rows) for kind in {row.kind for row in rows}}
    return OperationDetail(entry, tuple(_placed(row, there[row.kind]) for row in rows))


def _placed(row: RowDetail, there: set[int]) -> RowDetail:
    return RowDetail(row.kind, row.id, row.name, row.action, row.id in there, row.fields)


def _standing(workspace: Workspace, kind: Kind, rows: Iterable[RowDetail]) -> set[int]:
    """Which of the records of a kind are there, and not in the trash."""
    ids = sorted({row.id for row in rows if row.kind is kind})
    marks = ("deleted_at",) if "deleted_at" in columns(kind) else ()
    return {number for number, marked in current_rows(workspace.database, kind, marks, ids).items() if not any(marked)}


def _row(workspace: Workspace, change: RowChange, row: Sequence[Any], names: Names) -> RowDetail:
    before, after = _images(change, row)
    action = _ACTIONS[change.action]
    if change.action is Action.UPDATE and "deleted_at" in change.columns:
        action = RowAction.DELETED if after["deleted_at"] else RowAction.RESTORED
    if change.kind is Kind.DEAL and "value" in before | after:
        _complete_currency(workspace, change, row[0], before, after)
    fields = tuple(_fields(change.kind, before, after, names))
    return RowDetail(change.kind, row[0], names.get((change.kind, row[0]), ""), action, False, fields)


def _images(change: RowChange, row: Sequence[Any]) -> Images:
    if change.action is Action.UPDATE:
        before, after = (dict(zip(change.columns, values, strict=True)) for values in row[1:])
        return before, after
    image = dict(zip(change.columns, row, strict=True))
    return ({}, image) if change.action is Action.INSERT else (image, {})


def _fields(kind: Kind, before: dict[str, Any], after: dict[str, Any], names: Names) -> Iterator[FieldChange]:
    """In the order of the record's fields, each name once."""
    found: dict[str, list[Value]] = {}
    for column in columns(kind):
        if column in _HIDDEN or column not in before | after:
            continue
        if column == "currency" and ("value" in before | after or not (before and after)):
            continue  # it stands with the amount
        name = _CALLED.get(column, column.removesuffix("_id"))
        pair = found.setdefault(name, [None, None])
        for side, image in enumerate((before, after)):
            value = _value(kind, column, image, names)
            pair[side] = value if value is not None else pair[side]
    for name, (old, new) in found.items():
        if old != new:
            yield FieldChange(name, old, new)


def _value(kind: Kind, column: str, image: dict[str, Any], names: Names) -> Value:
    """One column of an image; None for what is empty."""
    raw = image.get(column)
    if raw is None or raw == "":
        return None
    parent = dict(references(kind)).get(column)
    if parent is not None:
        return names.get((parent, raw), "") or str(raw)
    if column == "value" and kind is Kind.DEAL:
        return Money(raw, image["currency"])
    return cast(Value, field_of(kind, column).python_value(raw))


def _complete_currency(
    workspace: Workspace, change: RowChange, deal_id: int, before: dict[str, Any], after: dict[str, Any]
) -> None:
    """The currency in which an amount was meant, where the operation did not touch that."""
    for image in (before, after):
        if "value" in image and "currency" not in image:
            image["currency"] = _currency_then(workspace, change, deal_id)


def _currency_then(workspace: Workspace, change: RowChange, deal_id: int) -> str:
    """What the deal's currency was before whatever changed it after this version of it."""
    database = workspace.database
    now = current_rows(database, Kind.DEAL, ("currency",), [deal_id]).get(deal_id)
    then = now[0] if now else workspace.currency
    version = change.columns.index("version")
    seen = next(row for row in change.rows if row[0] == deal_id)[2][version]
    for _, later in journal.changes_on(database, Kind.DEAL, deal_id):
        [row] = later.rows[:1]
        if later.action is not Action.UPDATE:
            then = row[later.columns.index("currency")]
        elif row[1][-1] < seen:
            break
        elif "currency" in later.columns:
            then = row[1][later.columns.index("currency")]
    return str(then)


def _names(workspace: Workspace, changes: Iterable[RowChange]) -> Names:
    """What people call everything that stands in the images, also what is gone."""
    wanted: dict[Kind, set[int]] = {}
    for change in changes:
        wanted.setdefault(change.kind, set()).update(change.ids())
        parents = [(column, parent) for column, parent in references(change.kind) if column in change.columns]
        for row in change.rows:
            for image in _images(change, row):
                for column, parent in parents:
                    if image.get(column) is not None:
                        wanted.setdefault(parent, set()).add(image[column])
    names: Names = {}
    for kind, ids in wanted.items():
        found = names_of(workspace, kind, ids)
        for number in ids:
            names[kind, number] = found[number] if number in found else _last_name(workspace, kind, number)
    for change in changes:
        if change.kind is Kind.TAGGING:
            place = change.columns.index("tag_id")
            names.update({(Kind.TAGGING, row[0]): names.get((Kind.TAG, row[place]), "") for row in change.rows})
    return names


def _last_name(workspace: Workspace, kind: Kind, record_id: int) -> str:
    """What a record that was removed for good was called, as far as that is kept."""
    for _, change in journal.changes_on(workspace.database, kind, record_id):
        if change.action is not Action.UPDATE and set(columns(kind)) <= set(change.columns):
            image = dict(zip(change.columns, change.rows[0], strict=True))
            values = {name: field_of(kind, name).python_value(image[name]) for name in columns(kind)}
            return title_of(workspace, RECORDS[kind](**values))
    return ""
