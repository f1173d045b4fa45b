"""Who has a part in a deal, and in which deals somebody has one."""

from datetime import tzinfo

from leaddesk.domain.records import Contact, Deal, DealStatus, Participant
from leaddesk.domain.summaries import Involved, Part
from leaddesk.storage.engine import Database
from leaddesk.storage.queries.cards import cards
from leaddesk.storage.queries.deals import LIVE
from leaddesk.storage.queries.records import by_ids, select
from leaddesk.storage.tables import DealTable, ParticipantTable


def participants_of(database: Database, deal_id: int) -> list[Participant]:
    """The deal's rows, in the order in which they were added; the contact that the deal names may have one too."""
    return select(database, Participant, ParticipantTable.deal == deal_id, order=(ParticipantTable.id,))


def people_of_deal(database: Database, deal: Deal) -> list[Involved]:
    """The contact that the deal names first, then the others as they were added; those in the trash too."""
    rows = participants_of(database, deal.id)
    roles = {row.contact_id: row.role for row in rows}
    if deal.contact_id is not None:
        roles = {deal.contact_id: roles.get(deal.contact_id)} | roles
    found = by_ids(database, Contact, list(roles))
    return [Involved(contact, roles[contact.id], contact.id == deal.contact_id) for contact in found]


def parts_of_contact(database: Database, contact_id: int, zone: tzinfo) -> list[Part]:
    """The contact's deals, open ones first, then the newest."""
    theirs = ParticipantTable.contact == contact_id
    roles = {row.deal_id: row.role for row in select(database, Participant, theirs)}
    involved = DealTable.id.in_(ParticipantTable.select(ParticipantTable.deal).where(theirs))
    query = (
        DealTable.select(DealTable.id)
        .where(LIVE, (DealTable.contact == contact_id) | involved)
        .order_by(DealTable.status != DealStatus.OPEN, DealTable.id.desc())
    )
    found = cards(database, [row[0] for row in database.rows(query)], zone)
    return [Part(card, roles.get(card.id), card.contact_id == contact_id) for card in found]
