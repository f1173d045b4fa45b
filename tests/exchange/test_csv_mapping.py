"""Headers are recognised by their words, whoever wrote them, and a person can say otherwise."""

import json
from pathlib import Path

import pytest

from leaddesk.domain.errors import BadFile
from leaddesk.exchange.mapping import FIELDS, ImportKind, recognise, with_overrides

HEADERS = Path(__file__).parents[3] / "shared" / "data" / "import-headers.json"
DEALS, CONTACTS, COMPANIES = ImportKind


def mapped(header: list[str], kind: ImportKind | None = None) -> dict[str, str]:
    return {name: field for name, field in zip(header, recognise(header, kind).columns, strict=True) if field}


@pytest.mark.parametrize(
    ("header", "source", "label", "expected"),
    [
        (
            "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value",
            "maven",
            "Maven deals export",
            "external_id,owner,title,company,stage,created,closed,value",
        ),
        (
            "account,sector,year_established,revenue,employees,office_location,subsidiary_of",
            "maven",
            "Maven companies export",
            "name,industry,,,employees,country,",
        ),
        (
            (
                "Deal - Title,Deal - Value,Deal - Currency of value,Organization,Contact person,Deal - Owner,"
                "Deal - Stage (pipeline),Deal - Status,Deal - Closed on,Deal - Lost reason,Deal - Won time"
            ),
            "pipedrive",
            "Pipedrive deals export",
            "title,value,currency,company,contact,owner,stage,status,closed,reason,",
        ),
        (
            "Person - Name*,Person - Phone,Person - Email (Work),Person - Email (Home),Organization - Name*",
            "pipedrive",
            "Pipedrive contacts export",
            "name,phone,email,email,company",
        ),
        (
            "Organization - Name,Organization - Address,Organization - Labels",
            "pipedrive",
            "Pipedrive companies export",
            "name,address,tags",
        ),
        (
            "Record ID,Deal Name,Deal Stage,Amount,Close Date,Create Date,Deal owner,Associated Company",
            "hubspot",
            "HubSpot deals export",
            "external_id,title,stage,value,expected_close,created,owner,company",
        ),
        (
            "Record ID,Company name,Company Domain Name,Company owner,City,Country/Region,Number of Employees",
            "hubspot",
            "HubSpot companies export",
            "external_id,name,domain,owner,address,country,employees",
        ),
        (
            "Record ID,First Name,Email,Contact owner,Postal Code,City,Website URL",
            "hubspot",
            "HubSpot contacts export",
            "external_id,first_name,email,owner,address,address,",
        ),
        (
            "Opportunity Name,Account Name,Stage,Amount,Close Date,Probability (%),Opportunity Owner",
            "salesforce",
            "Salesforce deals export",
            "title,company,stage,value,expected_close,probability,owner",
        ),
        (
            "Lead ID,First Name,Last Name,Title,Company / Account,Lead Source,Lead Status",
            "salesforce",
            "Salesforce contacts export",
            "external_id,first_name,last_name,job_title,company,source,",
        ),
        (
            (
                "First Name,Last Name,Organization Name,Phone 1 - Label,Phone 1 - Value,E-mail 1 - Value,"
                "Address 1 - Formatted,Address 1 - City"
            ),
            "google",
            "Google contacts export",
            "first_name,last_name,company,,phone,email,address,",
        ),
        (
            "Given Name,Family Name,Group Membership,Address 1 - Street,Address 1 - City",
            "google",
            "Google contacts export",
            "first_name,last_name,tags,address,address",
        ),
        (
            (
                "Title,First Name,Company,Job Title,Home Street,Business Street,Business City,Business Phone,"
                "Assistant's Phone,E-mail Address"
            ),
            "outlook",
            "Outlook contacts export",
            ",first_name,company,job_title,,address,address,phone,,email",
        ),
        (
            "First Name,Display Name,Primary Email,Work ZipCode,Home City,Organization",
            "thunderbird",
            "Thunderbird contacts export",
            "first_name,name,email,address,,company",
        ),
        (
            "First Name,Last Name,URL,Email Address,Company,Position,Connected On",
            "linkedin",
            "LinkedIn contacts export",
            "first_name,last_name,,email,company,job_title,created",
        ),
        (
            "Titel,Wert,Währung,Phase,Firma,Ansprechpartner,Erwarteter Abschluss,Notiz",
            "csv",
            "CSV file of deals",
            "title,value,currency,stage,company,contact,expected_close,note",
        ),
        ("dealName,amount,Expected close,Close date", "csv", "CSV file of deals", "title,value,expected_close,closed"),
        ("NAME,e-mail,Tags,Labels", "csv", "CSV file of contacts", "name,email,tags,tags"),
        ("Name,Industry,Address,Website", "csv", "CSV file of companies", "name,industry,address,domain"),
    ],
)
def test_headers_of_other_programs(header: str, source: str, label: str, expected: str) -> None:
    found = recognise(header.split(","))
    assert (found.source, found.label) == (source, label)
    assert found.columns == tuple(name or None for name in expected.split(","))


def test_order_and_case_do_not_matter() -> None:
    header = ["Close_Value", "ACCOUNT", "deal stage", "Opportunity ID", "sales_agent", "x"]
    assert recognise(header).source == "maven"
    assert recognise(header).columns == ("value", "company", "stage", "external_id", "owner", None)


def test_kind_can_be_said() -> None:
    header = ["Name", "Company", "Phone"]
    assert mapped(header, COMPANIES) == {"Name": "name", "Phone": "phone"}
    assert mapped(header, DEALS) == {"Name": "title", "Company": "company"}
    assert mapped(["account", "sector", "office_location"], CONTACTS) == {"account": "company"}


def test_no_known_column_is_told_with_the_way_on() -> None:
    with pytest.raises(BadFile) as error:
        recognise(["alpha", "beta"])
    sentence = str(error.value)
    assert '"alpha", "beta"' in sentence
    assert '--map "COLUMN=field"' in sentence
    with pytest.raises(BadFile, match=r'"c19" …'):
        recognise([f"c{number}" for number in range(30)])


def test_unknown_columns_can_be_mapped_by_hand() -> None:
    found = recognise(["alpha", "beta"], overrides={"ALPHA": "First name", "beta": "job_title"})
    assert (found.kind, found.columns) == (CONTACTS, ("first_name", "job_title"))


def test_a_mapping_by_hand_wins() -> None:
    header = ["Deal Name", "Project", "Amount", "Secret", "Extra"]
    found = with_overrides(recognise(header), header, {"project": "title", "Secret": "-", "extra": "note"})
    assert found.columns == (None, "title", "value", None, "note")
    assert found.ignored == {3}
    again = with_overrides(found, header, {"Secret": "source"})
    assert again.columns == (None, "title", "value", "source", "note")
    assert not again.ignored


def test_columns_can_share_a_field_only_where_that_makes_sense() -> None:
    header = ["Name", "A", "B"]
    found = recognise(header, CONTACTS)
    for field in ("address", "note", "tags", "phone", "email"):
        assert with_overrides(found, header, {"A": field, "B": field}).columns == ("name", field, field)
    with pytest.raises(BadFile, match='"A" and "B" are both mapped to company'):
        with_overrides(found, header, {"A": "company", "B": "company"})


def test_unknown_names_are_told_with_the_possible_ones() -> None:
    header = ["Name", "A"]
    found = recognise(header, CONTACTS)
    with pytest.raises(BadFile, match=r'no column "C".*"Name", "A"'):
        with_overrides(found, header, {"C": "name"})
    with pytest.raises(BadFile, match=r'contacts have no field "value".*job_title, email'):
        with_overrides(found, header, {"A": "value"})


def test_columns_of_a_rejects_file_are_left_out() -> None:
    found = recognise(["row", "column", "reason", "reason (2)", "Title", "Value"])
    assert found.columns == (None, None, None, "reason", "title", "value")
    assert found.ignored == {0, 1, 2}


def test_every_field_has_a_name_for_people() -> None:
    for fields in FIELDS.values():
        labels = [field.label for field in fields]
        assert all(labels)
        assert len(set(labels)) == len(labels)


def test_noted_headers_of_other_programs() -> None:
    """All header rows noted from other programs, where they are at hand, are told apart."""
    noted = json.loads(HEADERS.read_text(encoding="utf-8")) if HEADERS.exists() else {}
    kinds = {"organization": "companies", "companies": "companies", "deal": "deals", "deals": "deals"}
    kinds |= {"opportunity": "deals", "maven": "deals"}
    for program, entry in noted.items():
        for part in (
            "person",
            "organization",
            "deal",
            "contacts",
            "companies",
            "deals",
            "lead",
            "opportunity",
            "header",
        ):
            if program == "_note" or part not in entry or (program, part) == ("pipedrive_fields", "lead"):
                continue
            found = recognise(entry[part])
            assert program.startswith(found.source), (program, part)
            assert found.kind == kinds.get(part, kinds.get(program, "contacts")), (program, part)
            assert len([column for column in found.columns if column]) >= 5


def test_a_header_of_which_nothing_is_known_is_left_to_the_person() -> None:
    found = recognise(("Was", "Wieviel"), allow_unknown=True)
    assert (found.columns, found.source) == ((None, None), "csv")


def test_a_known_column_can_be_kept_as_a_note() -> None:
    found = recognise(("Title", "Amount", "Colour"), overrides={"Amount": "", "Colour": "-"})
    assert (found.columns, found.ignored) == (("title", None, None), frozenset({2}))
