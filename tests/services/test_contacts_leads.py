"""Contacts, the companies they work for, and leads."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from leaddesk.domain.errors import Invalid, NotFound
from leaddesk.domain.records import ActivityKind, Contact, Kind, Lifecycle, Temperature
from leaddesk.domain.summaries import ContactSort, EntryKind
from leaddesk.services import activities, contacts, deals, editing, followups, history, leads, tags
from leaddesk.services.workspace import Workspace
from leaddesk.storage.queries import records

Add = Callable[..., int]


@pytest.fixture
def person(workspace: Workspace) -> Callable[..., int]:
    def added(name: str, **texts: str) -> int:
        subject = contacts.add_contact(workspace, {"name": name, **texts}).subject
        assert subject
        return subject

    return added


def test_lifecycle_follows_from_leads_and_deals(workspace: Workspace, person: Add, add: Add) -> None:
    jonas = person("Jonas Berg")

    def stands() -> Lifecycle:
        [row] = contacts.contact_rows(workspace, [jonas])
        assert contacts.contact_ids(workspace, lifecycle=row.lifecycle) == [jonas]
        assert contacts.contact_detail(workspace, jonas).lifecycle is row.lifecycle
        return row.lifecycle

    assert stands() is Lifecycle.SUSPECT
    lead = leads.add_lead(workspace, {"name": "Jonas Berg"}).subject
    assert lead
    assert stands() is Lifecycle.LEAD
    editing.edit(workspace, Kind.LEAD, lead, {"status": "qualified"})
    assert stands() is Lifecycle.PROSPECT
    editing.edit(workspace, Kind.LEAD, lead, {"status": "disqualified"})
    assert stands() is Lifecycle.SUSPECT
    deal = add("Pilot", contact="Jonas Berg")
    assert stands() is Lifecycle.PROSPECT
    deals.win_deal(workspace, deal)
    assert stands() is Lifecycle.CUSTOMER
    editing.delete(workspace, Kind.DEAL, deal)
    assert stands() is Lifecycle.SUSPECT
    lost = add("Second", contact="Jonas Berg")
    deals.lose_deal(workspace, lost, "Price")
    assert stands() is Lifecycle.PROSPECT
    editing.edit(workspace, Kind.LEAD, lead, {"status": "nurture"})
    editing.delete(workspace, Kind.DEAL, lost)
    assert stands() is Lifecycle.LEAD
    editing.delete(workspace, Kind.LEAD, lead)
    assert stands() is Lifecycle.SUSPECT


def test_rows_are_sorted_and_found(workspace: Workspace, person: Add) -> None:
    zoe = person("Zoë Öst", company="Beta", email="a@x.example")
    anna = person("anna Lund", company="älpha", email="c@x.example", phone="+49 30 5")
    bo = person("Bo", email="b@x.example")
    none = person("Ćiro")
    at = datetime(2026, 11, 1, tzinfo=UTC)
    for number, who in enumerate((bo, zoe)):
        activities.log_activity(workspace, ActivityKind.CALL, (Kind.CONTACT, who), "x", at=at + timedelta(days=number))
    ids = contacts.contact_ids
    assert ids(workspace) == [anna, bo, none, zoe]
    assert ids(workspace, descending=True) == [zoe, none, bo, anna]
    assert ids(workspace, sort=ContactSort.COMPANY) == [anna, zoe, bo, none]
    assert ids(workspace, sort=ContactSort.EMAIL) == [zoe, bo, anna, none]
    assert ids(workspace, sort=ContactSort.EMAIL, descending=True) == [anna, bo, zoe, none]  # the empty stay last
    assert ids(workspace, sort=ContactSort.LAST, descending=True) == [zoe, bo, anna, none]
    assert ids(workspace, "ost") == [zoe]
    assert ids(workspace, "alpha") == [anna]
    assert ids(workspace, "@x.example", sort=ContactSort.COMPANY) == [anna, zoe, bo]
    assert ids(workspace, "30 5") == [anna]
    assert ids(workspace, "100%") == []
    rows = contacts.contact_rows(workspace, [zoe, 5, anna])
    assert [(row.name, row.company, row.last_at) for row in rows] == [
        ("Zoë Öst", "Beta", at + timedelta(days=1)),
        ("anna Lund", "älpha", None),
    ]
    assert contacts.count_contacts(workspace) == 4
    editing.delete(workspace, Kind.CONTACT, anna)
    assert contacts.count_contacts(workspace) == 3
    assert ids(workspace) == [bo, none, zoe]
    assert contacts.contact_rows(workspace, [anna]) == []
    with pytest.raises(NotFound):
        contacts.contact_detail(workspace, anna)


def test_the_pane_shows_everything_about_a_contact(workspace: Workspace, person: Add, add: Add) -> None:
    jonas = person("Jonas Berg", company="Kestrel AG", job_title="Buyer")
    lead = leads.add_lead(workspace, {"name": "Jonas Berg", "temperature": "warm"}).subject
    detail = contacts.contact_detail(workspace, jonas)
    assert detail.lead
    assert detail.company
    assert detail.owner
    assert (detail.lead.id, detail.temperature, detail.deals) == (lead, Temperature.WARM, ())
    won, opened = add("Won", contact="Jonas Berg"), add("Open", contact="Jonas Berg")
    newer = add("Newer won", contact="Jonas Berg")
    deals.win_deal(workspace, won)
    deals.win_deal(workspace, newer)
    tags.set_tags(workspace, Kind.CONTACT, jonas, ["vip"])
    workspace.clock.advance(minutes=1)
    activities.log_activity(workspace, ActivityKind.NOTE, (Kind.DEAL, opened), "on the deal")
    step = followups.plan_phrase(workspace, "call Jonas tomorrow 10:00", on=(Kind.CONTACT, jonas)).subject
    assert step
    detail = contacts.contact_detail(workspace, jonas)
    assert [card.id for card in detail.deals] == [opened, newer, won]
    assert detail.temperature is Temperature.COLD  # that of the deal that is open
    assert [tag.name for tag in detail.tags] == ["vip"]
    assert [followup.id for followup in detail.followups] == [step]
    assert [entry.body for entry in detail.timeline] == ["on the deal"]
    workspace.clock.advance(minutes=1)
    followups.complete_followup(workspace, step)
    detail = contacts.contact_detail(workspace, jonas)
    assert detail.followups == ()
    assert detail.timeline[0].kind is EntryKind.DONE
    bare = contacts.contact_detail(workspace, person("Bare", owner=""))
    assert (bare.company, bare.owner, bare.lead, bare.temperature) == (None, None, None, None)


def test_adding(workspace: Workspace) -> None:
    for add in (contacts.add_contact, contacts.add_company):
        with pytest.raises(Invalid, match="needs a name; nothing was added"):
            add(workspace, {"name": " "})
    made = contacts.add_contact(workspace, {"name": "Eva", "company": "New Works"})
    assert len(made.added[Kind.COMPANY]) == 1
    assert Kind.COMPANY not in contacts.add_contact(workspace, {"name": "Bo", "company": "new works"}).added
    with pytest.raises(Invalid, match="there is a company “NEW WORKS” already; nothing was added; edit that one"):
        contacts.add_company(workspace, {"name": "NEW WORKS"})
    [company] = contacts.list_companies(workspace)
    editing.delete(workspace, Kind.COMPANY, company.id)
    assert contacts.add_company(workspace, {"name": "New Works", "domain": "new.example"})  # that one lies in the trash
    contacts.add_company(workspace, {"name": "Works"})
    assert [found.name for found in contacts.list_companies(workspace)] == ["New Works", "Works"]
    assert [found.name for found in contacts.list_companies(workspace, "NEW.ex", 1)] == ["New Works"]
    assert [name for _, name in contacts.company_names(workspace, "works")] == ["New Works", "Works"]
    assert [name for _, name in contacts.contact_names(workspace, "b")] == ["Bo"]
    with pytest.raises(Invalid, match="there is a company “works” already"):
        contacts.add_company(workspace, {"name": "works"})


class TestLeads:
    def test_a_person_or_a_company(self, workspace: Workspace) -> None:
        with pytest.raises(Invalid, match="needs a name or a company"):
            leads.add_lead(workspace, {"source": "fair"})
        both = leads.add_lead(
            workspace, {"name": "Ana Silva", "company": "Osprey", "email": "ana@o.example", "source": "fair"}
        )
        assert both.title == "Added lead “Ana Silva”"
        assert {kind: len(ids) for kind, ids in both.added.items()} == {Kind.COMPANY: 1, Kind.CONTACT: 1, Kind.LEAD: 1}
        [contact] = both.added[Kind.CONTACT]
        found = records.get(workspace.database, Contact, contact)
        assert (found.email, found.company_id) == ("ana@o.example", next(iter(both.added[Kind.COMPANY])))
        again = leads.add_lead(workspace, {"contact": "ana silva", "status": "nurture"})
        assert set(again.added) == {Kind.LEAD}
        leads.add_lead(workspace, {"company": "Osprey"})
        assert [lead.contact_id for lead in leads.list_leads(workspace)] == [None, contact, contact]
        assert len(leads.list_leads(workspace, limit=1)) == 1
        history.undo(workspace)
        assert len(leads.list_leads(workspace)) == 2

    def test_an_unknown_field_adds_nothing(self, workspace: Workspace) -> None:
        with pytest.raises(Invalid, match=r'no field "value"; nothing was added; use one of: name, job_title'):
            leads.add_lead(workspace, {"name": "Ana", "value": "5"})
        assert contacts.count_contacts(workspace) == 0


class TestActivities:
    def test_direction_and_place(self, workspace: Workspace, person: Add, add: Add) -> None:
        jonas = person("Jonas Berg", company="Kestrel AG")
        company = contacts.list_companies(workspace)[0].id
        lead = leads.add_lead(workspace, {"name": "Jonas Berg"}).subject
        deal = add("Pilot", contact="Jonas Berg")
        assert lead
        for on in ((Kind.DEAL, deal), (Kind.CONTACT, jonas), (Kind.LEAD, lead), (Kind.COMPANY, company)):
            note = activities.log_activity(workspace, ActivityKind.CALL, on, " spoke ", subject=" Hi ").subject
            found = editing.record_called(workspace, str(note))[1]
            assert getattr(found, f"{on[0].value}_id") == on[1]
            assert (found.body, found.subject, found.direction) == ("spoke", "Hi", "out")
            if on[0] is not Kind.COMPANY:
                assert found.contact_id == jonas
            if on[0] in (Kind.DEAL, Kind.CONTACT):
                assert found.company_id == company
        note = activities.log_activity(workspace, ActivityKind.NOTE, (Kind.DEAL, deal), "x").subject
        assert editing.record_called(workspace, str(note))[1].direction is None

    def test_what_cannot_be_logged(self, workspace: Workspace) -> None:
        me = workspace.actor.user_id
        assert me
        with pytest.raises(Invalid, match="there is nothing to keep; nothing was added; write a word first"):
            activities.log_activity(workspace, ActivityKind.NOTE, (Kind.USER, me), " ")
        with pytest.raises(Invalid, match="a user has no timeline"):
            activities.log_activity(workspace, ActivityKind.NOTE, (Kind.USER, me), "x")
        with pytest.raises(NotFound):
            activities.log_activity(workspace, ActivityKind.NOTE, (Kind.DEAL, 5), "x")
