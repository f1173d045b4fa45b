"""Contacts and the companies that they work for."""

from collections.abc import Mapping, Sequence

from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import Invalid
from leaddesk.domain.operations import Operation
from leaddesk.domain.records import Company, Contact, Kind, Lifecycle, User
from leaddesk.domain.summaries import ContactDetail, ContactRow, ContactSort
from leaddesk.services.fields import read_fields
from leaddesk.storage.queries import contacts, deals, participants, records, timeline
from leaddesk.storage.tables import CompanyTable, FollowUpTable, TaggingTable
from leaddesk.storage.unit_of_work import UnitOfWork
from leaddesk.storage.workspace import Workspace


def contact_ids(
    workspace: Workspace,
    text: str = "",
    lifecycle: Lifecycle | None = None,
    sort: ContactSort = ContactSort.NAME,
    descending: bool = False,
) -> list[int]:
    """Ids of the contacts that hold the text in name, company, e-mail or phone, sorted."""
    return contacts.contact_ids(workspace.database, text=text, lifecycle=lifecycle, sort=sort, descending=descending)


def contact_rows(workspace: Workspace, ids: Sequence[int]) -> list[ContactRow]:
    """The contacts with these ids, in this order, without those that are gone."""
    return contacts.contact_rows(workspace.database, ids)


def contact_detail(workspace: Workspace, contact_id: int) -> ContactDetail:
    """Everything about one contact; NotFound if it was deleted."""
    database = workspace.database
    with database.snapshot():
        contact = records.get(database, Contact, contact_id)
        owner = records.by_ids(database, User, [contact.owner_id] if contact.owner_id else [])
        company = records.by_ids(database, Company, [contact.company_id] if contact.company_id else [])
        parts = participants.parts_of_contact(database, contact_id, workspace.zone)
        lead = contacts.lead_of_contact(database, contact_id)
        warmth = [part.card.temperature for part in parts if part.is_main]
        warmth += [lead.temperature] if lead and lead.temperature else []
        return ContactDetail(
            contact=contact,
            company=company[0] if company else None,
            owner=owner[0] if owner else None,
            lifecycle=contacts.lifecycle_of(database, contact_id),
            lead=lead,
            temperature=next(iter(warmth), None),
            tags=tuple(contacts.tags_on(database, TaggingTable.contact == contact_id)),
            parts=tuple(parts),
            followups=tuple(deals.open_followups(database, FollowUpTable.contact == contact_id, workspace.zone)),
            timeline=tuple(timeline.timeline_of_contact(database, contact_id)),
        )


def add_contact(workspace: Workspace, texts: Mapping[str, str]) -> Changes:
    """Add a contact; a company that is not known yet is added with it."""
    name = texts.get("name", "").strip()
    if not name:
        raise Invalid("a contact needs a name", "nothing was added")
    with UnitOfWork(workspace, Operation.ADD_CONTACT, title=name) as work:
        values = {"owner_id": workspace.actor.user_id, **read_fields(work, Kind.CONTACT, texts)}
        contact = work.insert(Contact(id=workspace.ids.new(), created_at=workspace.clock(), **values))
        work.subject = contact.id
    return work.changes


def add_company(workspace: Workspace, texts: Mapping[str, str]) -> Changes:
    """Add a company; Invalid if there is one of that name."""
    name = texts.get("name", "").strip()
    if not name:
        raise Invalid("a company needs a name", "nothing was added")
    if contacts.company_named(workspace.database, name):
        raise Invalid(f"there is a company “{name}” already", "nothing was added", "edit that one")
    with UnitOfWork(workspace, Operation.ADD_COMPANY, title=name) as work:
        values = {"owner_id": workspace.actor.user_id, **read_fields(work, Kind.COMPANY, texts)}
        company = work.insert(Company(id=workspace.ids.new(), created_at=workspace.clock(), **values))
        work.subject = company.id
    return work.changes


def list_companies(workspace: Workspace, text: str = "", limit: int | None = None) -> list[Company]:
    """Companies whose name, domain, industry or phone holds the text, by name."""
    where = CompanyTable.deleted_at.is_null()
    if text:
        where &= deals.like(CompanyTable.folded, text)
    return records.select(workspace.database, Company, where, order=(CompanyTable.folded,), limit=limit)


def company_names(workspace: Workspace, text: str) -> list[tuple[int, str]]:
    """(id, name) of up to 20 companies that hold the text."""
    return contacts.company_names(workspace.database, text)


def contact_names(workspace: Workspace, text: str) -> list[tuple[int, str]]:
    """(id, name) of up to 20 contacts that hold the text."""
    return contacts.contact_names(workspace.database, text)


def count_contacts(workspace: Workspace) -> int:
    """How many live contacts there are."""
    return contacts.count(workspace.database)
