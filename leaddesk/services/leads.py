"""Leads: people and companies that have shown interest."""

from collections.abc import Mapping

from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import Invalid
from leaddesk.domain.operations import Operation
from leaddesk.domain.records import Contact, Kind, Lead
from leaddesk.services.fields import FIELDS, read_fields
from leaddesk.storage.queries import records
from leaddesk.storage.tables import LeadTable
from leaddesk.storage.unit_of_work import UnitOfWork
from leaddesk.storage.workspace import Workspace

_PERSON = ("job_title", "email", "phone", "address")


def add_lead(workspace: Workspace, texts: Mapping[str, str]) -> Changes:
    """Add a lead by the person's `name` (or `contact`), or the `company`; a new person or company is added with it."""
    person = (texts.get("name") or texts.get("contact") or "").strip()
    title = person or texts.get("company", "").strip()
    if not title:
        raise Invalid("a lead needs a name or a company", "nothing was added")
    details = {name: texts[name] for name in _PERSON if name in texts}
    about = {name: text for name, text in texts.items() if name not in (*_PERSON, "name")}
    unknown = [name for name in about if name not in FIELDS[Kind.LEAD]]
    if unknown:
        fields = ", ".join(("name", *_PERSON, *FIELDS[Kind.LEAD]))
        raise Invalid(f'a lead has no field "{unknown[0]}"', "nothing was added", f"use one of: {fields}")
    with UnitOfWork(workspace, Operation.ADD_LEAD, title=title) as work:
        if person:
            about["contact"] = person
        values = read_fields(work, Kind.LEAD, about)
        if details and values.get("contact_id"):
            work.update(Contact, values["contact_id"], **read_fields(work, Kind.CONTACT, details))
        lead = Lead(
            id=workspace.ids.new(),
            created_at=workspace.clock(),
            **{"owner_id": workspace.actor.user_id, **values},
        )
        work.subject = work.insert(lead).id
    return work.changes


def list_leads(workspace: Workspace, limit: int | None = None) -> list[Lead]:
    """Leads, the newest first."""
    where = LeadTable.deleted_at.is_null()
    return records.select(workspace.database, Lead, where, order=(LeadTable.id.desc(),), limit=limit)
