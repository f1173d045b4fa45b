"""What becomes of the rows of a file: deals, contacts and companies, their people, money, days, notes and tags."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from leaddesk.domain.records import (
    Activity,
    Company,
    Contact,
    Deal,
    DealStatus,
    Kind,
    Tag,
    Tagging,
    Temperature,
    User,
)
from leaddesk.services import care, contacts, deals, editing, users
from leaddesk.services.importing import DateOrder, ImportKind, ImportResult, import_file
from leaddesk.services.workspace import Workspace
from leaddesk.storage.queries import records

DATA = Path(__file__).parents[3] / "shared" / "data"


def imported(workspace: Workspace, text: str, **options: object) -> ImportResult:
    path = workspace.database.path.with_name("file.csv")
    path.write_text(text, encoding="utf-8", newline="")
    return import_file(workspace, path, **options)  # type: ignore[arg-type]


def all_of(workspace: Workspace, record: type) -> list:
    return records.select(workspace.database, record)


def only(workspace: Workspace, record: type):
    [found] = all_of(workspace, record)
    return found


def stage_names(workspace: Workspace) -> dict[int, str]:
    return {stage.id: stage.name for stage in deals.list_stages(workspace)}


def noon(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=UTC)


def test_a_deal_with_all_that_belongs_to_it(workspace: Workspace) -> None:
    result = imported(
        workspace,
        "Record ID,Deal Name,Associated Company,Associated Contact,Contact Email,Deal owner,Amount,Currency,Deal Stage,"
        "Create Date,Close Date,Deal probability,Lead source,Rating,Tags,Deal Description,Deal Type\n"
        '77,Desks for Bonn,Acme,Ann Lee,ann@acme.example,Eve Frost,"$1,234.50",USD,Demo,'
        '11/2/2026,12/31/2026,0.6,Trade fair,Hot,"urgent, desks",Wants oak,New business\n',
    )
    assert result.recognised_as == "HubSpot deals export"
    assert result.created == {"user": 1, "company": 1, "contact": 1, "tag": 2, "deal": 1}
    deal = only(workspace, Deal)
    assert (deal.title, deal.value, deal.currency) == ("Desks for Bonn", 123450, "USD")
    assert (stage_names(workspace)[deal.stage_id], deal.status) == ("Demo", DealStatus.OPEN)
    assert (deal.created_at, deal.expected_close, deal.closed_at) == (noon(2026, 11, 2), date(2026, 12, 31), None)
    assert (deal.probability, deal.probability_by_hand) == (60, True)
    assert (deal.source, deal.temperature) == ("Trade fair", Temperature.HOT)
    assert (deal.external_source, deal.external_id) == ("hubspot", "77")
    contact, company = only(workspace, Contact), only(workspace, Company)
    assert (deal.contact_id, deal.company_id, contact.company_id) == (contact.id, company.id, company.id)
    assert (contact.name, contact.email) == ("Ann Lee", "ann@acme.example")
    owner = next(user for user in all_of(workspace, User) if user.id == deal.owner_id)
    assert (owner.name, owner.initials, owner.email) == ("Eve Frost", "EF", None)
    note = only(workspace, Activity)
    assert (note.deal_id, note.body) == (deal.id, "Wants oak\nDeal Type: New business")
    tags = {tag.id: tag.name for tag in all_of(workspace, Tag)}
    assert {tags[tagging.tag_id] for tagging in all_of(workspace, Tagging)} == {"urgent", "desks"}
    assert care.check(workspace) == []


def test_european_numbers_and_days_and_closed_deals(workspace: Workspace) -> None:
    imported(
        workspace,
        "Titel;Betrag;Stufe;Status;Erstellt;Abschlussdatum;Grund\n"
        "Tische;9.500,50;Demo;gewonnen;18.10.2026;24.10.2026;\n"
        "Lampen;100;Angebot XY;verloren;01.11.2026;;Preis\n"
        "Betten;1.000,-;;;;31.12.2026;\n",
    )
    won, lost, still_open = (
        next(deal for deal in all_of(workspace, Deal) if deal.title == title)
        for title in ("Tische", "Lampen", "Betten")
    )
    names = stage_names(workspace)
    assert (won.status, won.value, won.probability, names[won.stage_id]) == (DealStatus.WON, 950050, 100, "Demo")
    assert (won.closed_at, won.expected_close) == (noon(2026, 10, 24), date(2026, 10, 24))
    assert (lost.status, lost.reason, lost.probability, lost.stage_id) == (DealStatus.LOST, "Preis", 0, None)
    assert lost.closed_at == noon(2026, 11, 1)  # no day is given, so not before it was made
    assert (still_open.status, still_open.value) == (DealStatus.OPEN, 100000)
    assert (names[still_open.stage_id], still_open.probability) == ("Qualified", 10)
    assert care.check(workspace) == []


@pytest.mark.parametrize(
    ("order", "day"), [(None, noon(2026, 3, 1)), (DateOrder.DMY, noon(2026, 1, 3)), (DateOrder.MDY, noon(2026, 3, 1))]
)
def test_days_that_can_be_read_both_ways(workspace: Workspace, order: DateOrder | None, day: datetime) -> None:
    result = imported(workspace, "Title,Created\nDesks,3/1/2026\nLamps,4/2/2026\n", date_order=order)
    assert min(deal.created_at for deal in all_of(workspace, Deal)) == day
    assert result.reading.dates[1].ambiguous == (order is None)


def test_money_in_its_own_currency(workspace: Workspace) -> None:
    imported(workspace, "Title,Amount,Currency\nA,1000,JPY\nB,1000,usd\nC,1000,\nD,1000,n/a\n")
    money = {deal.title: (deal.value, deal.currency) for deal in all_of(workspace, Deal)}
    assert money == {"A": (1000, "JPY"), "B": (100000, "USD"), "C": (100000, "EUR"), "D": (100000, "EUR")}


def test_a_deal_without_a_title_is_called_after_whom_it_is_with(workspace: Workspace) -> None:
    imported(
        workspace,
        "Title,Company,Contact,Contact email\n,Acme,Ann Lee,ann@acme.example\n,,Bob Ray,\n,,,cy@x.example\n",
        kind=ImportKind.DEALS,
    )
    assert {deal.title for deal in all_of(workspace, Deal)} == {"Acme", "Bob Ray", "cy@x.example"}
    assert {contact.name for contact in all_of(workspace, Contact)} == {"Ann Lee", "Bob Ray", "cy@x.example"}


def test_one_company_however_it_is_written(workspace: Workspace) -> None:
    contacts.add_company(workspace, {"name": "Borea"})
    result = imported(workspace, "Title,Company\nA,ACME\nB,acme\nC,Ácme\nD,BOREA\nE,-\n")
    assert result.created == {"company": 1, "deal": 5}
    assert {company.name for company in all_of(workspace, Company)} == {"ACME", "Borea"}


def test_one_contact_by_address_or_by_name_in_a_company(workspace: Workspace) -> None:
    result = imported(
        workspace,
        "Title,Company,Contact,Contact email\n"
        "A,Acme,Ann Lee,\n"
        "B,Acme,Ann Lee,ann@acme.example\n"  # the Ann Lee from above
        "C,Acme,Ann Lee,\n"
        "D,Borea,Ann Lee,ann.lee@borea.example\n"  # another one, with her own address
        "E,,Annie,ANN.LEE@borea.example\n"
        "F,Borea,Ann Lee,info@borea.example\n",  # nor is this the one with the other address
    )
    assert result.created["contact"] == 3


def test_owners_become_users_by_name_or_address(workspace: Workspace) -> None:
    result = imported(
        workspace,
        "Title,Owner\nA,SAM KELLER\nB,sam.keller@us.example\nC,eve.frost@us.example\nD,Eve.Frost@us.example\nE,N/A\n",
    )
    assert result.created == {"user": 1, "deal": 5}
    eve = next(user for user in users.list_users(workspace) if user.name == "Eve Frost")
    assert (eve.initials, eve.email) == ("EF", "eve.frost@us.example")
    owners = {deal.title: deal.owner_id for deal in all_of(workspace, Deal)}
    assert owners["A"] == owners["B"] == workspace.actor.user_id
    assert owners["C"] == owners["D"] == eve.id
    assert owners["E"] is None
    text = "Title,Owner\nF,eve.frost@us.example\nG,eve.frost@them.example\n"
    assert imported(workspace, text).created == {"user": 1, "deal": 2}  # another Eve
    assert imported(workspace, text).unchanged == 2


SMALL = "Deal ID,Title,Company,Stage,Amount\n1,Desks,Acme,Demo,500\n2,Lamps,Borea,Proposal,900\n"


def edited(workspace: Workspace, **texts: str) -> int:
    number = deals.find_deal(workspace, "Desks")
    editing.edit(workspace, Kind.DEAL, number, texts)
    return number


def test_what_was_edited_here_is_left(workspace: Workspace) -> None:
    imported(workspace, SMALL)
    number = edited(workspace, value="700")
    result = imported(workspace, SMALL)
    assert (result.created, result.updated, result.unchanged, result.duplicates) == ({}, {}, 1, 1)
    assert records.get(workspace.database, Deal, number).value == 70000


def test_what_was_edited_here_is_updated_if_wanted(workspace: Workspace) -> None:
    imported(workspace, SMALL)
    number = edited(workspace, value="700")
    changed = SMALL.replace("Lamps,Borea", "Lamps,Cirrus")
    result = imported(workspace, changed, duplicates="update")
    assert (result.created, result.updated, result.unchanged) == ({"company": 1}, {"deal": 2}, 0)
    assert records.get(workspace.database, Deal, number).value == 50000
    assert imported(workspace, changed).unchanged == 2
    assert care.check(workspace) == []


def test_what_is_here_is_added_again_if_wanted(workspace: Workspace) -> None:
    imported(workspace, SMALL)
    result = imported(workspace, SMALL, duplicates="create")
    assert result.created == {"deal": 2}
    assert sorted(deal.external_id or "" for deal in all_of(workspace, Deal)) == ["", "", "1", "2"]


def test_an_update_that_moves_or_closes_a_deal_does_all_that_goes_with_it(workspace: Workspace) -> None:
    imported(workspace, SMALL)
    assert imported(workspace, SMALL.replace("Demo", "Negotiation"), duplicates="update").updated == {"deal": 1}
    deal = records.get(workspace.database, Deal, deals.find_deal(workspace, "Desks"))
    assert (stage_names(workspace)[deal.stage_id], deal.probability) == ("Negotiation", 85)
    assert imported(workspace, SMALL.replace("Demo", "Won"), duplicates="update").updated == {"deal": 1}
    deal = records.get(workspace.database, Deal, deal.id)
    assert (deal.status, deal.probability, deal.closed_at) == (DealStatus.WON, 100, deal.created_at)
    assert stage_names(workspace)[deal.stage_id] == "Negotiation"  # which it had reached
    assert imported(workspace, SMALL.replace("Demo", "Won")).unchanged == 2
    assert imported(workspace, SMALL, duplicates="update").updated == {"deal": 1}
    deal = records.get(workspace.database, Deal, deal.id)
    assert (deal.status, deal.probability, deal.closed_at) == (DealStatus.OPEN, 45, None)
    assert care.check(workspace) == []


def test_a_probability_set_by_hand_stays_when_an_update_moves_the_deal(workspace: Workspace) -> None:
    imported(workspace, SMALL)
    edited(workspace, probability="77")
    imported(workspace, SMALL.replace("Demo", "Negotiation"), duplicates="update")
    deal = records.get(workspace.database, Deal, deals.find_deal(workspace, "Desks"))
    assert (stage_names(workspace)[deal.stage_id], deal.probability) == ("Negotiation", 77)


@pytest.mark.parametrize("duplicates", ["skip", "update"])
def test_what_was_deleted_here_stays_deleted(workspace: Workspace, duplicates: str) -> None:
    imported(workspace, SMALL)
    editing.delete(workspace, Kind.DEAL, deals.find_deal(workspace, "Desks"))
    result = imported(workspace, SMALL.replace("Acme", "Cirrus"), duplicates=duplicates)
    assert (result.created, result.updated, result.unchanged, result.duplicates) == ({}, {}, 1, 1)
    people = "Name,Email,Company\nAnn Lee,ann@acme.example,Acme\nBob Ray,,Acme\n"
    imported(workspace, people)
    for contact in all_of(workspace, Contact):
        editing.delete(workspace, Kind.CONTACT, contact.id)
    assert imported(workspace, people, duplicates=duplicates).unchanged == 2
    firms = "Company name,Industry\nDelta,Steel\n"
    imported(workspace, firms)
    editing.delete(workspace, Kind.COMPANY, contacts.company_names(workspace, "Delta")[0][0])
    assert imported(workspace, firms, duplicates=duplicates).unchanged == 1
    assert imported(workspace, firms, duplicates="create").created == {"company": 1}


def test_an_id_stands_for_one_record(workspace: Workspace) -> None:
    text = "Deal ID,Title\n1,Desks\n1,Other desks\n-,Lamps\nN/A,Chairs\n"
    result = imported(workspace, text)
    assert (result.created, result.duplicates) == ({"deal": 3}, 1)
    assert {deal.title for deal in all_of(workspace, Deal)} == {"Desks", "Lamps", "Chairs"}
    assert imported(workspace, text).unchanged == 3
    edited(workspace, title="Tables")
    result = imported(workspace, text, duplicates="update")
    assert (result.updated, result.duplicates) == ({"deal": 1}, 1)


GOOGLE = (
    "First Name,Last Name,Organization Name,Organization Title,Phone 1 - Label,Phone 1 - Value,E-mail 1 - Value,"
    "Website 1 - Value,Address 1 - Formatted,Group Membership\n"
    'Ann,Lee,Acme,CEO,Work,+49 228 123,ann@acme.example,https://acme.example,"Main St 1, Bonn",Fair ::: * myContacts\n'
    "Bob,Ray,ACME,,,,,,,\n"
    ",,Borea,,,,cy@borea.example,,,\n"
    ",,Borea,,,,,,,\n"
)
LINKEDIN = (
    "First Name,Last Name,Email Address,Company,Position,Connected On,URL\n"
    "Ann,Lee,ann@acme.example,Acme,CEO,15-Jan-24,https://example.com/ann\n"
    "Bob,Ray,,Acme,CTO,20-Feb-24,\n"
)


def test_people_of_an_address_book(workspace: Workspace) -> None:
    result = imported(workspace, GOOGLE)
    assert result.recognised_as == "Google contacts export"
    assert (result.created, result.rejected) == ({"company": 2, "contact": 3, "tag": 1}, 1)
    ann, bob, cy = sorted(all_of(workspace, Contact), key=lambda contact: contact.name)
    assert (ann.name, ann.job_title, ann.email) == ("Ann Lee", "CEO", "ann@acme.example")
    assert (ann.phone, ann.address) == ("+49 228 123", "Main St 1, Bonn")
    assert (bob.name, bob.company_id, cy.name) == ("Bob Ray", ann.company_id, "cy@borea.example")
    assert only(workspace, Activity).body == "Website 1 - Value: https://acme.example"
    assert (only(workspace, Tag).name, only(workspace, Tagging).contact_id) == ("Fair", ann.id)
    again = imported(workspace, GOOGLE)
    assert (again.created, again.unchanged, again.rejected) == ({}, 3, 1)


def test_the_same_people_from_another_program(workspace: Workspace) -> None:
    imported(workspace, GOOGLE)
    result = imported(workspace, LINKEDIN)
    assert (result.created, result.duplicates) == ({}, 2)  # with another day, and Bob with a job
    assert imported(workspace, LINKEDIN, duplicates="update").updated == {"contact": 2}
    assert imported(workspace, LINKEDIN).unchanged == 2
    bob = next(contact for contact in all_of(workspace, Contact) if contact.name == "Bob Ray")
    assert (bob.job_title, bob.created_at) == ("CTO", noon(2024, 2, 20))


def test_two_people_of_one_name_are_told_apart_by_their_ids(workspace: Workspace) -> None:
    text = "Record ID,Name,Company,Contact owner,Email\n1,Ann Lee,Acme,,\n2,Ann Lee,Acme,,\n3,Bob Ray,Acme,Eve Frost,\n"
    assert imported(workspace, text).created == {"user": 1, "company": 1, "contact": 3}
    assert imported(workspace, text).unchanged == 3
    eve = next(user for user in users.list_users(workspace) if user.name == "Eve Frost")
    bob = next(contact for contact in all_of(workspace, Contact) if contact.name == "Bob Ray")
    assert (bob.owner_id, bob.external_source, bob.external_id) == (eve.id, "hubspot", "3")


COMPANIES = (
    "Company name,Company domain name,Industry,Number of employees,Country,Owner,Created,Hobby\n"
    'Acme,https://www.acme.example/de,Steel,"1,200",Germany,Eve Frost,2024-05-01,Chess\n'
    ",borea.example,,,,,,\n"
    "ACME,,,,,,,\n"
)


def test_companies(workspace: Workspace) -> None:
    result = imported(workspace, COMPANIES)
    assert (result.created, result.duplicates) == ({"user": 1, "company": 2}, 1)
    acme, borea = sorted(all_of(workspace, Company), key=lambda company: company.name)
    assert (acme.name, acme.domain, acme.industry, acme.employees) == ("Acme", "acme.example", "Steel", 1200)
    assert (acme.country, acme.created_at) == ("Germany", noon(2024, 5, 1))
    assert (borea.name, borea.domain) == ("borea.example", "borea.example")
    note = only(workspace, Activity)
    assert (note.company_id, note.body) == (acme.id, "Hobby: Chess")
    assert imported(workspace, COMPANIES).unchanged == 3
    more = COMPANIES.replace("Steel", "Iron")
    assert imported(workspace, more, duplicates="update").updated == {"company": 1}
    assert care.check(workspace) == []


def test_columns_go_where_the_person_sends_them(workspace: Workspace) -> None:
    text = "Title,Amount,Hobby,Colour\nDesks,500,Chess,red\n"
    imported(workspace, text, overrides={"Hobby": "source", "Amount": "", "Colour": "-"})
    deal = only(workspace, Deal)
    assert (deal.source, deal.value) == ("Chess", None)
    assert only(workspace, Activity).body == "Amount: 500"


@pytest.mark.skipif(not DATA.exists(), reason="the public files are not on this machine")
@pytest.mark.parametrize("name", ["google", "linkedin", "outlook"])
def test_address_books_of_other_projects(workspace: Workspace, name: str) -> None:
    path = DATA / "contacts" / f"{name}.csv"
    result = import_file(workspace, path)
    assert result.recognised_as.lower() == f"{name} contacts export"
    assert (result.rejected, result.created["contact"]) == (0, result.rows)
    assert import_file(workspace, path).unchanged == result.rows
    assert care.check(workspace) == []


def test_kind_can_be_said_against_the_header(workspace: Workspace) -> None:
    assert imported(workspace, "Name,Phone\nAcme,1\n", kind=ImportKind.COMPANIES).created == {"company": 1}
    assert imported(workspace, "Name,Phone\nAnn,1\n", kind=ImportKind.CONTACTS).created == {"contact": 1}
