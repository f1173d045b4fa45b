"""Changing and deleting any record, through the fields that a person types."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import Invalid, NotFound
from leaddesk.domain.operations import Operation
from leaddesk.domain.records import KINDS, RECORDS, Activity, Kind, Lead
from leaddesk.services.fields import FIELDS, read_fields
from leaddesk.storage.queries import records
from leaddesk.storage.unit_of_work import UnitOfWork
from leaddesk.storage.workspace import Workspace

_EDITS = {
    Kind.USER: Operation.EDIT_USER,
    Kind.COMPANY: Operation.EDIT_COMPANY,
    Kind.CONTACT: Operation.EDIT_CONTACT,
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

    Raises NotFound, Invalid with the field's rule, Conflict if somebody changed the same field meanwhile.
    """
    if kind not in FIELDS:
        raise Invalid(f"a {kind} cannot be edited")
    found = records.get(workspace.database, RECORDS[kind], record_id)
    params: dict[str, Any] = {
        "title": title_of(workspace, found),
        "fields": ", ".join(texts).replace("_", " "),
    }
    if isinstance(found, Activity):
        params["kind"] = found.kind.value
    with UnitOfWork(workspace, _EDITS[kind], **params) as work:
        values = read_fields(work, kind, texts, work.get(RECORDS[kind], record_id))
        work.update(RECORDS[kind], record_id, seen=seen, **values)
        work.subject = record_id
    return work.changes


def delete(workspace: Workspace, kind: Kind, record_id: int) -> Changes:
    """Move a record to the trash; undo brings it back."""
    if kind not in _DELETES:
        raise Invalid(f"a {kind} cannot be deleted")
    found = records.get(workspace.database, RECORDS[kind], record_id)
    params: dict[str, Any] = {"title": title_of(workspace, found)}
    if isinstance(found, Activity):
        params["kind"] = found.kind.value
    with UnitOfWork(workspace, _DELETES[kind], **params) as work:
        work.update(RECORDS[kind], record_id, deleted_at=workspace.clock())
        work.subject = record_id
    return work.changes


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
