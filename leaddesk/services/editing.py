"""Changing and deleting any record, through the fields that a person types."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import Conflict, DeletionConflict, Gone, Invalid, NotFound
from leaddesk.domain.operations import Operation
from leaddesk.domain.records import KINDS, RECORDS, Activity, Kind, Lead, Record
from leaddesk.services.field_texts import changes_in_texts, in_texts
from leaddesk.services.fields import FIELDS, read_each
from leaddesk.storage import merging
from leaddesk.storage.queries import records
from leaddesk.storage.unit_of_work import UnitOfWork
from leaddesk.storage.workspace import Workspace

_EDITS = {
    Kind.USER: Operation.EDIT_USER,
    Kind.COMPANY: Operation.EDIT_COMPANY,
    Kind.CONTACT: Operation.EDIT_CONTACT,
    Kind.PIPELINE: Operation.EDIT_PIPELINE,
    Kind.STAGE: Operation.EDIT_STAGE,
    Kind.LEAD: Operation.EDIT_LEAD,
    Kind.DEAL: Operation.EDIT_DEAL,
    Kind.ACTIVITY: Operation.EDIT_ACTIVITY,
    Kind.FOLLOWUP: Operation.EDIT_FOLLOWUP,
}
_DELETES = {
    Kind.COMPANY: Operation.DELETE_COMPANY,
    Kind.CONTACT: Operation.DELETE_CONTACT,
    Kind.LEAD: Operation.DELETE_LEAD,
    Kind.DEAL: Operation.DELETE_DEAL,
    Kind.ACTIVITY: Operation.DELETE_ACTIVITY,
    Kind.FOLLOWUP: Operation.DELETE_FOLLOWUP,
}


def edit(
    workspace: Workspace, kind: Kind, record_id: int, texts: Mapping[str, str], *, seen: int | None = None
) -> Changes:
    """Write what was typed into fields; `seen` is the version that the person was shown.

    Raises NotFound, Gone if somebody deleted it, Invalid with the field's rule, Conflict with the texts of those
    fields that somebody else changed meanwhile.
    """
    if kind not in FIELDS:
        raise Invalid(f"a {kind} cannot be edited")
    with UnitOfWork(workspace, _EDITS[kind]) as work:
        found = work.live(RECORDS[kind], record_id)
        work.params = _named_params(workspace, found) | {"fields": ", ".join(texts).replace("_", " ")}
        each = read_each(work, kind, texts, found)
        values = {column: value for columns in each.values() for column, value in columns.items()}
        try:
            work.update(RECORDS[kind], record_id, seen=seen, **values)
        except Conflict as conflict:
            raise in_texts(workspace, conflict, seen or 0, found, texts, each) from None
        work.subject = record_id
    return work.changes


def delete(workspace: Workspace, kind: Kind, record_id: int, *, seen: int | None = None) -> Changes:
    """Move a record to the trash; undo brings it back.

    `seen` is the version that the person was shown: DeletionConflict if somebody else changed it since.
    """
    if kind not in _DELETES:
        raise Invalid(f"a {kind} cannot be deleted")
    with UnitOfWork(workspace, _DELETES[kind]) as work:
        try:
            found = work.live(RECORDS[kind], record_id)
        except Gone as gone:  # there is nothing to restore for somebody who wants it gone
            raise NotFound(gone.what, gone.kept, gone.todo) from None
        work.params = _named_params(workspace, found)
        check_unchanged(workspace, kind, found, seen)
        work.update(RECORDS[kind], record_id, deleted_at=workspace.clock())
        work.subject = record_id
    return work.changes


def check_unchanged(workspace: Workspace, kind: Kind, record: Record, seen: int | None) -> None:
    """DeletionConflict if somebody else changed the record, which is given as it is now, after version `seen`."""
    if seen is None or seen == record.version:
        return
    changed = merging.changed_by_others(workspace, kind, record, seen)
    if changed is None or changed:
        fields = changes_in_texts(workspace, kind, record, seen, changed or ())
        raise DeletionConflict(kind, record.id, record.version, fields, title_of(workspace, record))


def _named_params(workspace: Workspace, record: Record) -> dict[str, Any]:
    """What the operation's sentence needs of the record."""
    kind = {"kind": record.kind.value} if isinstance(record, Activity) else {}
    return {"title": title_of(workspace, record), **kind}


def title_of(workspace: Workspace, record: Any) -> str:
    """What a person calls the record."""
    if isinstance(record, Lead):
        named = _named(workspace, record.contact_id) or _named(workspace, record.company_id)
        return named or "lead"
    if isinstance(record, Activity):
        about = record.deal_id or record.contact_id or record.company_id
        return _named(workspace, about) or record.subject or record.body[:40]
    for name in ("title", "name", "subject"):
        if hasattr(record, name):
            return str(getattr(record, name))
    return KINDS[type(record)].value


def _named(workspace: Workspace, record_id: int | None) -> str:
    found = records.find(workspace.database, record_id) if record_id is not None else None
    if found is None:
        return ""
    return str(getattr(found[1], "title", "") or getattr(found[1], "name", ""))


def names_of(workspace: Workspace, kind: Kind, ids: Iterable[int | None]) -> dict[int, str]:
    """What people call the records with these ids, deleted ones too."""
    wanted = sorted({number for number in ids if number is not None})
    found = records.by_ids(workspace.database, RECORDS[kind], wanted)
    return {record.id: title_of(workspace, record) for record in found}


def record_called(workspace: Workspace, text: str) -> tuple[Kind, Any]:
    """Any live record by its id; NotFound if there is none."""
    kind, record_id = id_called(workspace, text)
    return kind, records.get(workspace.database, RECORDS[kind], record_id)


def id_called(workspace: Workspace, text: str) -> tuple[Kind, int]:
    """Kind and id of any record by its id, deleted ones too; NotFound if there is none."""
    if not re.fullmatch(r"\s*[0-9]{1,19}\s*", text) or int(text) >= 2**63:
        raise NotFound(f'"{text}" is no id', todo="look it up with: leaddesk search TEXT")
    found = records.find(workspace.database, int(text))
    if found is None:
        raise NotFound(f"there is no record {text}", todo="look it up with: leaddesk search TEXT")
    return found[0], int(text)
