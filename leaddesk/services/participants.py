"""The people of a deal: the contact that it names and others who have a part in it, each with a role.

A contact stands once with a deal. What the contact that the deal names is to it stands in a row of its own, as with
the others, so that it stays when somebody else becomes the main contact.
"""

from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import Invalid, NotFound
from leaddesk.domain.operations import Operation
from leaddesk.domain.records import Contact, Deal, Kind, Participant, Role
from leaddesk.services.fields import read_fields
from leaddesk.storage.queries.participants import participants_of
from leaddesk.storage.unit_of_work import UnitOfWork
from leaddesk.storage.workspace import Workspace


def involve(workspace: Workspace, deal_id: int, who: str, role: Role | None = None) -> Changes:
    """Give a contact a part in a deal; the first one becomes its main contact.

    `who` is a name or id; a new name makes a new contact of the deal's company. Raises Invalid if the contact has a
    part already, or if several are called so.
    """
    if not who.strip():
        raise Invalid("nobody is named", "nothing was added", "write a name")
    with UnitOfWork(workspace, Operation.INVOLVE) as work:
        deal = work.live(Deal, deal_id)
        contact_id = read_fields(work, Kind.DEAL, {"contact": who}, deal)["contact_id"]
        contact = _name(work, deal, work.live(Contact, contact_id))
        if contact_id == deal.contact_id or contact_id in _rows(work, deal_id):
            raise Invalid(f"{contact.name} is with this deal already", "nothing was added")
        if deal.contact_id is None:
            work.update(Deal, deal_id, contact_id=contact_id)
        if deal.contact_id is not None or role is not None:
            _add(work, deal_id, contact_id, role)
    return work.changes


def set_role(workspace: Workspace, deal_id: int, contact_id: int, role: Role | None) -> Changes:
    """Say what somebody is to a deal; NotFound if they have no part in it."""
    with UnitOfWork(workspace, Operation.EDIT_ROLE) as work:
        deal, row = _person(work, deal_id, contact_id)
        _name(work, deal, work.live(Contact, contact_id))
        if row is not None:
            work.update(Participant, row.id, role=role)
        elif role is not None:
            _add(work, deal_id, contact_id, role)
    return work.changes


def make_main(workspace: Workspace, deal_id: int, contact_id: int) -> Changes:
    """Make somebody of a deal its main contact; the one before stays with it. NotFound if they have no part in it."""
    with UnitOfWork(workspace, Operation.MAIN_CONTACT) as work:
        deal, _ = _person(work, deal_id, contact_id)
        _name(work, deal, work.live(Contact, contact_id))
        before = deal.contact_id
        if before is not None and before not in (contact_id, *_rows(work, deal_id)):
            _add(work, deal_id, before, None)
        work.update(Deal, deal_id, contact_id=contact_id)
    return work.changes


def take_out(workspace: Workspace, deal_id: int, contact_id: int) -> Changes:
    """End somebody's part in a deal; NotFound if they have none."""
    with UnitOfWork(workspace, Operation.TAKE_OUT) as work:
        deal, row = _person(work, deal_id, contact_id)
        _name(work, deal, work.get(Contact, contact_id))
        if row is not None:
            work.delete_rows(Kind.PARTICIPANT, [row.id])
        if deal.contact_id == contact_id:
            work.update(Deal, deal_id, contact_id=None)
    return work.changes


def _name(work: UnitOfWork, deal: Deal, contact: Contact) -> Contact:
    """Both in the operation's sentence."""
    # The contact as its subject, which is another when the contact was erased.
    work.params = {"title": contact.name, "deal": deal.title}
    work.subject = deal.id
    return contact


def _rows(work: UnitOfWork, deal_id: int) -> dict[int, Participant]:
    """The deal's rows by contact."""
    return {row.contact_id: row for row in participants_of(work.workspace.database, deal_id)}


def _person(work: UnitOfWork, deal_id: int, contact_id: int) -> tuple[Deal, Participant | None]:
    deal = work.live(Deal, deal_id)
    row = _rows(work, deal_id).get(contact_id)
    if row is None and deal.contact_id != contact_id:
        raise NotFound(f"this person is not with “{deal.title}” any more", "nothing was changed")
    return deal, row


def _add(work: UnitOfWork, deal_id: int, contact_id: int, role: Role | None) -> None:
    work.insert(Participant(id=work.workspace.ids.new(), deal_id=deal_id, contact_id=contact_id, role=role))
