"""The people of a deal: once each, with a role, one of them the main contact."""

from collections.abc import Callable

import pytest
from dumping import dump

from leaddesk.domain.errors import CannotUndo, Gone, Invalid, NotFound
from leaddesk.domain.records import Kind, Participant, Role
from leaddesk.services import care, contacts, deals, editing, history, participants, trash
from leaddesk.services.history_details import details
from leaddesk.services.workspace import Workspace
from leaddesk.storage.queries import records

Add = Callable[..., int]
Fresh = Callable[..., Workspace]


@pytest.fixture
def deal(workspace: Workspace, add: Add) -> int:
    """With Jonas Berg as its contact and Eva Lind as an evaluator."""
    number = add("Pilot", company="Kestrel AG", contact="Jonas Berg")
    participants.involve(workspace, number, "Eva Lind", Role.EVALUATOR)
    return number


def called(workspace: Workspace, name: str) -> int:
    return contacts.contact_names(workspace, name)[0][0]


def people(workspace: Workspace, deal: int) -> list[tuple[str, Role | None, bool]]:
    return [(who.contact.name, who.role, who.is_main) for who in deals.deal_detail(workspace, deal).people]


def test_a_new_name_makes_a_contact_of_the_deals_company(workspace: Workspace, deal: int, fresh: Fresh) -> None:
    assert people(fresh(), deal) == [("Jonas Berg", None, True), ("Eva Lind", Role.EVALUATOR, False)]
    eva = contacts.contact_detail(fresh(), called(workspace, "Eva"))
    assert eva.company
    assert eva.company.name == "Kestrel AG"
    assert history.history(workspace, limit=1)[0].title == "Added Eva Lind to the people of “Pilot”"


def test_the_first_one_becomes_the_main_contact(workspace: Workspace, add: Add, fresh: Fresh) -> None:
    bare = add("Bare")
    participants.involve(workspace, bare, "Eva Lind")
    assert people(fresh(), bare) == [("Eva Lind", None, True)]
    assert deals.cards(fresh(), [bare])[0].contact == "Eva Lind"
    assert records.select(fresh().database, Participant) == []
    other = add("Other")
    participants.involve(workspace, other, "eva lind", Role.DECISION_MAKER)
    assert people(fresh(), other) == [("Eva Lind", Role.DECISION_MAKER, True)]


@pytest.mark.parametrize("who", ["eva lind", "Jonas Berg"])
def test_nobody_stands_twice_with_a_deal(workspace: Workspace, deal: int, who: str) -> None:
    before = dump(workspace.database)
    with pytest.raises(Invalid, match="is with this deal already; nothing was added"):
        participants.involve(workspace, deal, who)
    with pytest.raises(Invalid, match="is with this deal already"):
        participants.involve(workspace, deal, str(called(workspace, who)))
    assert dump(workspace.database) == before


def test_what_cannot_be_added(workspace: Workspace, deal: int) -> None:
    before = dump(workspace.database)
    with pytest.raises(Invalid, match="nobody is named; nothing was added; write a name"):
        participants.involve(workspace, deal, "  ")
    with pytest.raises(NotFound):
        participants.involve(workspace, deal, "1234567890123456")
    editing.delete(workspace, Kind.DEAL, deal)
    with pytest.raises(Gone):
        participants.involve(workspace, deal, "Ida Hale")
    history.undo(workspace)
    assert dump(workspace.database)["participant"] == before["participant"]


def test_a_role_is_given_changed_and_taken_away(workspace: Workspace, deal: int, fresh: Fresh) -> None:
    jonas, eva = called(workspace, "Jonas"), called(workspace, "Eva")
    assert not participants.set_role(workspace, deal, jonas, None)
    participants.set_role(workspace, deal, jonas, Role.DECISION_MAKER)
    participants.set_role(workspace, deal, eva, None)
    assert people(fresh(), deal) == [("Jonas Berg", Role.DECISION_MAKER, True), ("Eva Lind", None, False)]
    participants.set_role(workspace, deal, jonas, None)
    assert people(fresh(), deal)[0] == ("Jonas Berg", None, True)
    titles = {entry.title for entry in history.history(workspace, limit=3)}
    assert titles == {"Changed the role of Jonas Berg in “Pilot”", "Changed the role of Eva Lind in “Pilot”"}


def test_changing_a_role_twice_at_once_is_one_step(workspace: Workspace, deal: int) -> None:
    eva = called(workspace, "Eva")
    first = participants.set_role(workspace, deal, eva, Role.INFLUENCER)
    assert participants.set_role(workspace, deal, eva, Role.DECISION_MAKER).operation == first.operation
    history.undo(workspace)
    assert people(workspace, deal)[1] == ("Eva Lind", Role.EVALUATOR, False)


def test_another_main_contact_keeps_both_with_their_roles(workspace: Workspace, deal: int, fresh: Fresh) -> None:
    jonas, eva = called(workspace, "Jonas"), called(workspace, "Eva")
    changes = participants.make_main(workspace, deal, eva)
    assert changes.updated[Kind.DEAL] == {deal}
    assert people(fresh(), deal) == [("Eva Lind", Role.EVALUATOR, True), ("Jonas Berg", None, False)]
    participants.set_role(workspace, deal, jonas, Role.INFLUENCER)
    participants.make_main(workspace, deal, jonas)
    assert people(fresh(), deal) == [("Jonas Berg", Role.INFLUENCER, True), ("Eva Lind", Role.EVALUATOR, False)]
    assert not participants.make_main(workspace, deal, jonas)
    assert care.check(fresh()) == []


def test_taken_out_and_brought_back(workspace: Workspace, deal: int, fresh: Fresh) -> None:
    jonas, eva = called(workspace, "Jonas"), called(workspace, "Eva")
    participants.set_role(workspace, deal, jonas, Role.DECISION_MAKER)
    participants.take_out(workspace, deal, jonas)
    assert people(fresh(), deal) == [("Eva Lind", Role.EVALUATOR, False)]
    assert deals.deal_detail(fresh(), deal).contact is None
    history.undo(workspace)
    assert people(fresh(), deal)[0] == ("Jonas Berg", Role.DECISION_MAKER, True)
    assert participants.take_out(workspace, deal, eva).destroys
    assert people(fresh(), deal) == [("Jonas Berg", Role.DECISION_MAKER, True)]
    participants.involve(workspace, deal, str(eva))
    assert people(fresh(), deal)[1] == ("Eva Lind", None, False)


def test_somebody_who_is_not_with_the_deal(workspace: Workspace, kim: Workspace, deal: int) -> None:
    eva = called(workspace, "Eva")
    participants.take_out(kim, deal, eva)
    for act in (participants.make_main, participants.take_out):
        with pytest.raises(NotFound, match="is not with “Pilot” any more; nothing was changed"):
            act(workspace, deal, eva)
    with pytest.raises(NotFound):
        participants.set_role(workspace, deal, eva, Role.INFLUENCER)


def test_one_in_the_trash_stays_to_be_seen_and_can_be_taken_out(workspace: Workspace, deal: int, fresh: Fresh) -> None:
    eva = called(workspace, "Eva")
    editing.delete(workspace, Kind.CONTACT, eva)
    assert deals.deal_detail(fresh(), deal).people[1].contact.deleted_at == workspace.clock()
    for act in (lambda: participants.make_main(workspace, deal, eva), lambda: _influence(workspace, deal, eva)):
        with pytest.raises(Gone):
            act()
    trash.bring_back(workspace, Kind.CONTACT, eva, lambda again: _influence(again, deal, eva))
    assert people(fresh(), deal)[1] == ("Eva Lind", Role.INFLUENCER, False)
    editing.delete(workspace, Kind.CONTACT, eva)
    participants.take_out(workspace, deal, eva)
    assert people(fresh(), deal) == [("Jonas Berg", None, True)]


def _influence(workspace: Workspace, deal: int, contact: int) -> object:
    return participants.set_role(workspace, deal, contact, Role.INFLUENCER)


def test_what_belongs_together_is_undone_in_order(workspace: Workspace, kim: Workspace, deal: int) -> None:
    added = participants.involve(workspace, deal, "Ida Hale")
    participants.set_role(kim, deal, called(kim, "Ida"), Role.INFLUENCER)
    with pytest.raises(CannotUndo, match="Kim Roth did something to it since: Changed the role of Ida Hale in “Pilot”"):
        history.undo(workspace, added.operation)


def test_a_contact_shows_all_deals_with_a_part(workspace: Workspace, add: Add, deal: int, fresh: Fresh) -> None:
    eva = called(workspace, "Eva")
    own = add("Own", contact=str(eva))
    closed = add("Closed", contact="Ida Hale")
    participants.involve(workspace, closed, str(eva))
    deals.win_deal(workspace, closed)
    deleted = add("Deleted")
    participants.involve(workspace, deleted, "Ida Hale")
    participants.involve(workspace, deleted, str(eva))
    editing.delete(workspace, Kind.DEAL, deleted)
    detail = contacts.contact_detail(fresh(), eva)
    assert [(part.card.id, part.role, part.is_main) for part in detail.parts] == [
        (own, None, True),
        (deal, Role.EVALUATOR, False),
        (closed, None, False),
    ]
    assert [card.id for card in detail.deals] == [own]


def test_the_history_says_who_and_what(workspace: Workspace, deal: int) -> None:
    eva = called(workspace, "Eva")
    added = next(entry for entry in history.history(workspace) if entry.kind == "involve_in_deal")
    person = next(row for row in details(workspace, added.id).rows if row.kind is Kind.PARTICIPANT)
    assert person.name == "Eva Lind"
    assert [(field.name, field.after) for field in person.fields] == [
        ("deal", "Pilot"),
        ("contact", "Eva Lind"),
        ("role", Role.EVALUATOR),
    ]
    gone = participants.take_out(workspace, deal, eva).operation
    assert gone
    [row] = details(workspace, gone).rows
    assert (row.name, row.action, row.is_there) == ("Eva Lind", "deleted", False)
