"""Contacts as table rows and in full; companies by name."""

from collections.abc import Sequence
from typing import Any

import peewee as pw

from leaddesk.domain.people import fold
from leaddesk.domain.records import Company, Contact, DealStatus, Lead, LeadStatus, Lifecycle, Tag
from leaddesk.domain.summaries import ContactRow, ContactSort
from leaddesk.storage.engine import Database
from leaddesk.storage.queries.deals import LIVE, like
from leaddesk.storage.queries.plain import in_chunks
from leaddesk.storage.queries.records import select
from leaddesk.storage.tables import (
    ActivityTable,
    CompanyTable,
    ContactTable,
    DealTable,
    LeadTable,
    TaggingTable,
    TagTable,
)

_LIVE = ContactTable.deleted_at.is_null()


def _lifecycle() -> Any:
    """Customer: a won deal. Prospect: any deal, or qualified. Lead: showed interest. Suspect: none of these."""
    deals = DealTable.select(pw.SQL("1")).where(LIVE & (DealTable.contact == ContactTable.id))
    leads = LeadTable.select(pw.SQL("1")).where(LeadTable.deleted_at.is_null() & (LeadTable.contact == ContactTable.id))
    return pw.Case(
        None,
        (
            (pw.fn.EXISTS(deals.where(DealTable.status == DealStatus.WON)), Lifecycle.CUSTOMER.value),
            (pw.fn.EXISTS(deals), Lifecycle.PROSPECT.value),
            (pw.fn.EXISTS(leads.where(LeadTable.status == LeadStatus.QUALIFIED)), Lifecycle.PROSPECT.value),
            (pw.fn.EXISTS(leads.where(LeadTable.status != LeadStatus.DISQUALIFIED)), Lifecycle.LEAD.value),
        ),
        Lifecycle.SUSPECT.value,
    )


def _last() -> Any:
    return ActivityTable.select(pw.fn.MAX(ActivityTable.at)).where(
        ActivityTable.contact == ContactTable.id, ActivityTable.deleted_at.is_null()
    )


def contact_ids(
    database: Database,
    *,
    text: str = "",
    lifecycle: Lifecycle | None = None,
    sort: ContactSort = ContactSort.NAME,
    descending: bool = False,
) -> list[int]:
    """Ids of live contacts that hold `text` in name, company, e-mail or phone, sorted."""
    t = ContactTable
    query = t.select(t.id).where(_LIVE)
    if text:
        companies = CompanyTable.select(CompanyTable.id).where(like(CompanyTable.folded, text))
        query = query.where(like(t.folded, text) | t.company.in_(companies))
    if lifecycle is not None:
        query = query.where(_lifecycle() == lifecycle.value)
    if sort is ContactSort.COMPANY:
        query = query.join(CompanyTable, pw.JOIN.LEFT_OUTER, on=(t.company == CompanyTable.id))
    key: Any = {
        ContactSort.NAME: t.folded,
        ContactSort.COMPANY: CompanyTable.folded,
        ContactSort.EMAIL: t.email,
        ContactSort.LAST: _last() if sort is ContactSort.LAST else None,
    }[sort]
    order = pw.Ordering(key, "DESC" if descending else "ASC", nulls="LAST")
    return [row[0] for row in database.rows(query.order_by(order, t.folded, t.id))]


def contact_rows(database: Database, ids: Sequence[int]) -> list[ContactRow]:
    """The contacts with these ids, in this order; ids that are gone are left out."""
    t, c = ContactTable, CompanyTable
    found: dict[int, ContactRow] = {}
    for part in in_chunks(ids):
        query = (
            t.select(
                *(t.id, t.name, t.job_title, t.company, c.name, t.email, t.phone, t.owner, _lifecycle()),
                *(_last(), t.version),
            )
            .join(c, pw.JOIN.LEFT_OUTER, on=(t.company == c.id))
            .where(t.id.in_(part), _LIVE)
        )
        for row in database.rows(query):
            found[row[0]] = ContactRow(
                *(row[0], row[1], row[2] or "", row[3], row[4] or "", row[5] or "", row[6] or "", row[7]),
                *(Lifecycle(row[8]), ActivityTable.at.python_value(_text(row[9])), row[10]),
            )
    return [found[number] for number in ids if number in found]


def lifecycle_of(database: Database, contact_id: int) -> Lifecycle:
    rows = database.rows(ContactTable.select(_lifecycle()).where(ContactTable.id == contact_id))
    return Lifecycle(rows[0][0])


def lead_of_contact(database: Database, contact_id: int) -> Lead | None:
    """The contact's newest lead."""
    where = (LeadTable.contact == contact_id) & LeadTable.deleted_at.is_null()
    found = select(database, Lead, where, order=(LeadTable.id.desc(),), limit=1)
    return found[0] if found else None


def tags_on(database: Database, where: pw.Expression) -> list[Tag]:
    """Tags whose tagging meets the condition, by name."""
    chosen = TaggingTable.select(TaggingTable.tag).where(where)
    return select(database, Tag, TagTable.id.in_(chosen), order=(TagTable.name,))


def company_named(database: Database, name: str) -> Company | None:
    """The live company of this name, upper and lower case alike."""
    where = CompanyTable.deleted_at.is_null() & like(CompanyTable.folded, name)
    found = select(database, Company, where, order=(CompanyTable.id,))
    return next((company for company in found if fold(company.name) == fold(name)), None)


def contacts_named(database: Database, name: str) -> list[Contact]:
    """The live contacts of this name, upper and lower case alike."""
    found = select(database, Contact, _LIVE & like(ContactTable.folded, name), order=(ContactTable.id,))
    return [contact for contact in found if fold(contact.name) == fold(name)]


def company_names(database: Database, text: str, limit: int = 20) -> list[tuple[int, str]]:
    """(id, name) of companies that hold the text, for completing what is typed."""
    query = CompanyTable.select(CompanyTable.id, CompanyTable.name).where(
        CompanyTable.deleted_at.is_null(), like(CompanyTable.folded, text)
    )
    return [(row[0], row[1]) for row in database.rows(query.order_by(CompanyTable.folded).limit(limit))]


def contact_names(database: Database, text: str, limit: int = 20) -> list[tuple[int, str]]:
    """(id, name) of contacts that hold the text, for completing what is typed."""
    query = ContactTable.select(ContactTable.id, ContactTable.name).where(_LIVE, like(ContactTable.folded, text))
    return [(row[0], row[1]) for row in database.rows(query.order_by(ContactTable.folded).limit(limit))]


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def count(database: Database) -> int:
    """How many live contacts there are."""
    return int(database.rows(ContactTable.select(pw.fn.COUNT(ContactTable.id)).where(_LIVE))[0][0])
