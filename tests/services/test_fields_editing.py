"""What a person types into a field becomes its value, or a sentence says why not."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from dumping import dump

from leaddesk.domain.errors import Invalid, NotFound
from leaddesk.domain.records import (
    Activity,
    ActivityKind,
    Company,
    Contact,
    Deal,
    FollowUp,
    FollowUpKind,
    Kind,
    Lead,
    LeadStatus,
    Tagging,
    Temperature,
    User,
)
from leaddesk.services import activities, contacts, deals, editing, followups, history, leads
from leaddesk.services.fields import FIELDS, parse_amount, parse_money
from leaddesk.services.workspace import Workspace
from leaddesk.storage.queries import records

Add = Callable[..., int]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        *(("9500", "9500"), ("9,500.00", "9500.00"), ("9.500,00", "9500.00"), ("9'500", "9500"), ("9 500,5", "9500.5")),
        *(("9,500", "9500"), ("9.500", "9500"), ("1.234.567", "1234567"), ("1,234,567.8", "1234567.8")),
        *(("1,234.567", "1234.567"), ("1.234,567", "1234.567"), ("1234.567", "1234.567"), ("0,500", "0.500")),
        *((".5", "0.5"), ("12,5", "12.5"), ("-9,500", "-9500"), ("+1.5", "1.5"), ("12\u202f345,60", "12345.60")),
    ],
)
def test_numbers_of_many_countries(text: str, amount: str) -> None:
    assert parse_amount(text) == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "money"),
    [
        *(("9500", (950000, "EUR")), ("€9,500", (950000, "EUR")), ("9500 usd", (950000, "USD"))),
        *(("¥ 777", (777, "JPY")), ("KWD 1.234", (1234000, "KWD")), ("£1.50", (150, "GBP")), ("-5", (-500, "EUR"))),
    ],
)
def test_money_with_and_without_a_currency(text: str, money: tuple[int, str]) -> None:
    assert parse_money(text, "EUR") == money


@pytest.mark.parametrize(
    ("text", "money"),
    [("48k", (4_800_000, "EUR")), ("€1.5m", (150_000_000, "EUR")), ("$ 12,5 K", (1_250_000, "USD"))],
)
def test_thousands_and_millions_may_be_short(text: str, money: tuple[int, str]) -> None:
    assert parse_money(text, "EUR") == money


@pytest.mark.parametrize(
    "text",
    ["nine", "12 dollars", "1 2 x 3", "€", "--5", "1e5", "9500 € EUR", "9" * 40, "1,2,3.4.5", "18.12.2026", "1,2.3"],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match=r"is no (number|amount of money|currency)|too large"):
        parse_money(text, "EUR")


class TestDealFields:
    @pytest.fixture
    def deal(self, add: Add) -> int:
        return add("Pilot", company="Kestrel AG")

    def read(self, workspace: Workspace, deal: int) -> Deal:
        return records.get(workspace.database, Deal, deal)

    def test_every_field(self, workspace: Workspace, deal: int) -> None:
        changes = editing.edit(
            workspace,
            Kind.DEAL,
            deal,
            {
                "title": " Trial ",
                "value": "9,500",
                "probability": "50 %",
                "company": "Falcon",
                "contact": "Eva",
                "owner": "sk",
                "expected_close": "18.12.2026",
                "temperature": "HOT",
                "source": "fair",
            },
        )
        assert changes.title == (
            "Changed title, value, probability, company, contact, owner, expected close, temperature, source of “Pilot”"
        )
        found = self.read(workspace, deal)
        assert (found.title, found.value, found.currency, found.probability) == ("Trial", 950000, "EUR", 50)
        assert (found.probability_by_hand, found.expected_close) == (True, date(2026, 12, 18))
        assert (found.temperature, found.source) == (Temperature.HOT, "fair")
        assert found.owner_id == workspace.actor.user_id
        [company] = records.by_ids(workspace.database, Company, [found.company_id or 0])
        [contact] = records.by_ids(workspace.database, Contact, [found.contact_id or 0])
        assert (company.name, contact.name, contact.company_id) == ("Falcon", "Eva", company.id)
        empty = ("value", "company", "contact", "owner", "expected_close", "temperature", "source")
        editing.edit(workspace, Kind.DEAL, deal, dict.fromkeys(empty, " "))
        found = self.read(workspace, deal)
        assert not any((found.value, found.company_id, found.contact_id, found.owner_id, found.expected_close))
        assert found.source is None

    @pytest.mark.parametrize(
        ("field", "text", "words"),
        [
            ("title", " ", "the title must not be empty; the old one was kept"),
            ("value", "much", "is no amount of money"),
            ("value", "9500 XYZW", "is no currency"),
            ("currency", "Euro", "is no currency"),
            ("probability", "101", "101 is not between 0 and 100"),
            ("probability", "half", "is no whole number"),
            ("probability", "", "must not be empty; the old one was kept"),
            ("owner", "Nobody", "there is no user .*choose one of: Sam Keller"),
            ("expected_close", "soon", "is no date; .*write it like"),
            ("temperature", "tepid", "is no temperature; .*use one of: cold, warm, hot"),
            ("stage", "Demo", "leaddesk move"),
            ("colour", "red", 'a deal has no field "colour"; .*use one of: title, value'),
            ("company", "1" * 13, "there is no company 1"),
            ("contact", "1" * 13, "there is no contact 1"),
        ],
    )
    def test_a_wrong_value_changes_nothing(
        self, workspace: Workspace, deal: int, field: str, text: str, words: str
    ) -> None:
        before = dump(workspace.database)
        with pytest.raises((Invalid, NotFound), match=words):
            editing.edit(workspace, Kind.DEAL, deal, {"source": "fair", field: text})
        assert dump(workspace.database) == before

    def test_an_amount_is_read_in_the_deals_own_currency(self, workspace: Workspace, add: Add) -> None:
        deal = add("Tokyo", value="9500", currency="JPY")
        assert (self.read(workspace, deal).value, self.read(workspace, deal).currency) == (9500, "JPY")
        editing.edit(workspace, Kind.DEAL, deal, {"value": "7,777"})
        assert (self.read(workspace, deal).value, self.read(workspace, deal).currency) == (7777, "JPY")
        editing.edit(workspace, Kind.DEAL, deal, {"value": "$5"})
        assert (self.read(workspace, deal).value, self.read(workspace, deal).currency) == (500, "USD")
        editing.edit(workspace, Kind.DEAL, deal, {"value": "1.5", "currency": "KWD"})
        assert (self.read(workspace, deal).value, self.read(workspace, deal).currency) == (1500, "KWD")

    def test_another_currency_keeps_the_amount(self, workspace: Workspace, add: Add) -> None:
        deal = add("Tokyo", value="9500")
        editing.edit(workspace, Kind.DEAL, deal, {"currency": "jpy"})
        assert (self.read(workspace, deal).value, self.read(workspace, deal).currency) == (9500, "JPY")
        history.undo(workspace)
        assert (self.read(workspace, deal).value, self.read(workspace, deal).currency) == (950000, "EUR")
        editing.edit(workspace, Kind.DEAL, add("None"), {"currency": "KWD"})

    def test_a_new_contact_joins_the_deals_company(self, workspace: Workspace, deal: int) -> None:
        changes = editing.edit(workspace, Kind.DEAL, deal, {"contact": "Eva Lund"})
        [contact] = changes.added[Kind.CONTACT]
        assert records.get(workspace.database, Contact, contact).company_id == self.read(workspace, deal).company_id
        assert Kind.COMPANY not in changes.added

    def test_names_are_found_whatever_their_case_and_ids_as_well(self, workspace: Workspace, deal: int) -> None:
        company = self.read(workspace, deal).company_id
        assert not editing.edit(workspace, Kind.DEAL, deal, {"company": "KESTREL ag"})
        assert not editing.edit(workspace, Kind.DEAL, deal, {"company": str(company)})
        person = contacts.add_contact(workspace, {"name": "Jo"}).subject
        for number in range(25):  # more that hold the same letters
            contacts.add_contact(workspace, {"name": f"A. Jo {number}"})
        editing.edit(workspace, Kind.DEAL, deal, {"contact": "jo"})
        assert self.read(workspace, deal).contact_id == person
        assert not editing.edit(workspace, Kind.DEAL, deal, {"contact": str(person)})
        contacts.add_contact(workspace, {"name": "JO"})
        with pytest.raises(Invalid, match=r'there are 2 contacts called "Jo"; .*name one by its id'):
            editing.edit(workspace, Kind.DEAL, deal, {"contact": "Jo"})


def test_an_unknown_stage_names_those_that_there_are(workspace: Workspace, add: Add) -> None:
    with pytest.raises(Invalid, match=r"there is no stage .Prospecting.; .*one of: Qualified, Contacted, Demo, Prop"):
        add("Pilot", stage="Prospecting")
    assert deals.list_deals(workspace) == []


def test_other_kinds_of_records(workspace: Workspace) -> None:
    company = contacts.add_company(workspace, {"name": "Kestrel"}).subject
    assert company
    editing.edit(workspace, Kind.COMPANY, company, {"employees": "1,200", "domain": "kestrel.example"})
    assert records.get(workspace.database, Company, company).employees == 1200
    editing.edit(workspace, Kind.COMPANY, company, {"employees": ""})
    assert records.get(workspace.database, Company, company).employees is None
    lead = leads.add_lead(workspace, {"company": "Kestrel"}).subject
    assert lead
    editing.edit(workspace, Kind.LEAD, lead, {"status": "Working", "reason": "asked"})
    assert records.get(workspace.database, Lead, lead).status is LeadStatus.WORKING
    with pytest.raises(Invalid, match='"" is no status'):
        editing.edit(workspace, Kind.LEAD, lead, {"status": ""})
    note = activities.log_activity(workspace, ActivityKind.NOTE, (Kind.COMPANY, company), "said").subject
    assert note
    assert editing.edit(workspace, Kind.ACTIVITY, note, {"body": ""}).title == "Changed note of “Kestrel”"
    assert records.get(workspace.database, Activity, note).body == ""
    step = followups.plan_followup(workspace, "Call", due_on=date(2026, 12, 1)).subject
    assert step
    editing.edit(workspace, Kind.FOLLOWUP, step, {"activity": "call", "due": "2026-12-24 10:00", "remind_minutes": ""})
    found = records.get(workspace.database, FollowUp, step)
    assert (found.kind, found.due_on, found.remind_minutes) == (FollowUpKind.CALL, None, None)
    assert found.due_at == datetime(2026, 12, 24, 9, tzinfo=UTC)
    with pytest.raises(Invalid, match='"whenever" is no time'):
        editing.edit(workspace, Kind.FOLLOWUP, step, {"due": "whenever"})
    me = workspace.actor.user_id
    assert me
    with pytest.raises(Invalid, match='"red" is no colour; the old one was kept'):
        editing.edit(workspace, Kind.USER, me, {"colour": "red"})
    editing.edit(workspace, Kind.USER, me, {"colour": "#00ff7A"})
    assert records.get(workspace.database, User, me).colour == "#00ff7A"


def test_every_field_of_the_table_names_a_column(workspace: Workspace) -> None:
    odd = {"company": "company_id", "contact": "contact_id", "owner": "owner_id", "activity": "kind", "due": "due_at"}
    from leaddesk.storage.rows import columns

    for kind, known in FIELDS.items():
        for name in set(known) - {"stage"}:
            assert odd.get(name, name) in columns(kind)


def test_what_cannot_be_edited_or_deleted_says_so(workspace: Workspace) -> None:
    for act, kind in ((editing.delete, Kind.USER), (editing.delete, Kind.STAGE)):
        with pytest.raises(Invalid, match="cannot be deleted"):
            act(workspace, kind, 1)
    with pytest.raises(Invalid, match="a tag cannot be edited"):
        editing.edit(workspace, Kind.TAG, 1, {"name": "x"})


class TestFindingARecord:
    def test_by_its_id(self, workspace: Workspace, add: Add) -> None:
        deal = add("Pilot")
        kind, found = editing.record_called(workspace, f" {deal} ")
        assert (kind, found.title) == (Kind.DEAL, "Pilot")
        editing.delete(workspace, Kind.DEAL, deal)
        with pytest.raises(NotFound, match="was deleted"):
            editing.record_called(workspace, str(deal))

    @pytest.mark.parametrize("text", ["Pilot", "", "-5", "12", "9" * 19, "9" * 5000, "٣"])
    def test_what_is_not_there(self, workspace: Workspace, text: str) -> None:
        with pytest.raises(NotFound, match="leaddesk search"):
            editing.record_called(workspace, text)

    def test_what_people_call_a_record(self, workspace: Workspace, add: Add) -> None:
        def title(subject: Any) -> str:
            return editing.title_of(workspace, editing.record_called(workspace, str(subject))[1])

        assert title(add("Pilot")) == "Pilot"
        assert title(leads.add_lead(workspace, {"name": "Ana"}).subject) == "Ana"
        assert title(leads.add_lead(workspace, {"company": "Falcon"}).subject) == "Falcon"
        assert title(followups.plan_followup(workspace, "Call", due_on=date(2026, 12, 1)).subject) == "Call"
        lead = leads.add_lead(workspace, {"name": "Ana"}).subject
        assert lead
        editing.edit(workspace, Kind.LEAD, lead, {"contact": ""})
        assert title(lead) == "lead"
        note = activities.log_activity(workspace, ActivityKind.NOTE, (Kind.LEAD, lead), "one two").subject
        assert title(note) == "one two"
        assert editing.title_of(workspace, Tagging(id=1, tag_id=2)) == "tagging"
        assert editing.names_of(workspace, Kind.DEAL, [None, add("B"), 7]) == dict.fromkeys([_last(workspace)], "B")


def _last(workspace: Workspace) -> int:
    return deals.list_deals(workspace)[0].id
