"""Rows become typed values; what cannot be read is rejected with its row, column and reason."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from unittest.mock import ANY

import pytest

from leaddesk.domain.errors import ReadOnly
from leaddesk.domain.records import DealStatus, Temperature
from leaddesk.exchange.csv_file import CsvFile, open_csv
from leaddesk.exchange.mapping import ImportKind, recognise
from leaddesk.exchange.parsing import ParsedRow, Reject, parsed, plan, write_rejects
from leaddesk.exchange.values import DateOrder

DATA = Path(__file__).parents[3] / "shared" / "data"
DEALS, CONTACTS, COMPANIES = ImportKind


def write(tmp_path: Path, text: str) -> CsvFile:
    path = tmp_path / "file.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return open_csv(path)


def typed(number: int, values: dict[str, object], extra: str) -> ParsedRow:
    """A row, whatever cells it was made of."""
    return ParsedRow(number, values, extra, ANY)


def read(
    file: CsvFile,
    kind: ImportKind | None = None,
    *,
    order: DateOrder | None = None,
    overrides: Mapping[str, str] | None = None,
) -> list[ParsedRow | Reject]:
    return list(parsed(file, plan(file, recognise(file.header, kind, overrides=overrides), date_order=order)))


def test_deals_of_a_us_export(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        "Deal Name,Deal Stage,Amount,Currency,Close Date,Create Date,Probability,Deal owner,Deal Type,Rating,Tags\n"
        'Desks,Demo,"$1,234.50",USD,12/31/2026,11/2/2026,65%,Ann Lee,New,Hot,"a, b"\n'
        "Lamps,,,,,,,,,,\n",
    )
    first, second = read(file)
    assert first == typed(
        1,
        {
            "title": "Desks",
            "stage": "Demo",
            "value": Decimal("1234.50"),
            "currency": "USD",
            "expected_close": date(2026, 12, 31),
            "created": date(2026, 11, 2),
            "probability": 65,
            "owner": "Ann Lee",
            "temperature": Temperature.HOT,
            "tags": ["a", "b"],
        },
        "Deal Type: New",
    )
    assert second == typed(2, {"title": "Lamps"}, "")


def test_deals_of_a_european_export(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        "Titel;Wert;Status;Erwarteter Abschluss\nTisch;9.500,00 €;Gewonnen;1.12.26\nLampe;0;Offen;24.12.26\n",
    )
    assert [row.values for row in read(file) if isinstance(row, ParsedRow)] == [
        {
            "title": "Tisch",
            "value": Decimal("9500"),
            "status": DealStatus.WON,
            "expected_close": date(2026, 12, 1),
        },
        {
            "title": "Lampe",
            "value": Decimal(0),
            "status": DealStatus.OPEN,
            "expected_close": date(2026, 12, 24),
        },
    ]


def test_faults_are_rejected_with_place_and_reason(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        "Title,Value,Close date,Contact email,Note\n"
        "A,abc,,,\n"
        "B,1,31/12/2026,,\n"
        "C,1,12/31/2026,nobody,\n"
        "D,1,12/31/2026,,x,y\n"
        ",1,,,a note\n"
        "E,2,1/31/2026,e@e.example,fine\n"
        "F,3,1/30/2026,,\n",
    )
    rows = read(file)
    assert rows[:5] == [
        Reject(1, "Value", "abc", '"abc" is no number', ["A", "abc", "", "", ""]),
        Reject(
            2,
            "Close date",
            "31/12/2026",
            '"31/12/2026" is no date (month, day, year)',
            ["B", "1", "31/12/2026", "", ""],
        ),
        Reject(3, "Contact email", "nobody", '"nobody" is no e-mail address', ["C", "1", "12/31/2026", "nobody", ""]),
        Reject(4, "", "", "the row has 6 cells, the header only 5", ["D", "1", "12/31/2026", "", "x", "y"]),
        Reject(5, "", "", "the row has no title or company or contact or contact email", ["", "1", "", "", "a note"]),
    ]
    assert [row.row for row in rows[5:]] == [6, 7]


def test_rejected_rows_can_be_corrected_and_imported(tmp_path: Path) -> None:
    file = write(tmp_path, 'Title;Value;Reason;Hint\nA;abc;Price;"x; ""y"""\nB;1;;\n')
    rejects = [row for row in read(file) if isinstance(row, Reject)]
    path = tmp_path / "rejects.csv"
    write_rejects(path, file.header, rejects)
    text = path.read_text(encoding="utf-8")
    assert text.splitlines()[0] == "row,column,reason,Title,Value,Reason,Hint"
    assert text.splitlines()[1].startswith('1,Value,"""abc"" is no number",A,abc,')
    path.write_text(text.replace(",abc,", ",12,"), encoding="utf-8")
    assert read(open_csv(path)) == [typed(1, {"title": "A", "value": Decimal(12), "reason": "Price"}, 'Hint: x; "y"')]


def test_rejects_that_cannot_be_written_are_told(tmp_path: Path) -> None:
    with pytest.raises(ReadOnly, match="cannot be written"):
        write_rejects(tmp_path / "none" / "rejects.csv", ["a"], [])


def test_what_only_may_be_a_number_or_word_is_kept_as_text(tmp_path: Path) -> None:
    companies = write(tmp_path, 'Name,Employees\nAcme,11-50\nBeta,"1,200"\nCid,2.5\nDee,-3\nEve,n/a\n')
    assert [row[1:3] for row in read(companies, COMPANIES)] == [
        ({"name": "Acme"}, "Employees: 11-50"),
        ({"name": "Beta", "employees": 1200}, ""),
        ({"name": "Cid"}, "Employees: 2.5"),
        ({"name": "Dee"}, "Employees: -3"),
        ({"name": "Eve"}, ""),
    ]
    deals = write(tmp_path, "Title,Status,Probability,Rating\nA,Stalled,120,Lukewarmish\nB,won,0,-\nC,,maybe,\n")
    assert [row[1:3] for row in read(deals)] == [
        ({"title": "A"}, "Status: Stalled\nProbability: 120\nRating: Lukewarmish"),
        ({"title": "B", "status": "won", "probability": 0}, ""),
        ({"title": "C"}, "Probability: maybe"),
    ]


def test_probabilities_may_be_fractions(tmp_path: Path) -> None:
    file = write(tmp_path, "Title,Probability\nA,0.65\nB,1\nC,?\n")
    assert [row[1].get("probability") for row in read(file) if isinstance(row, ParsedRow)] == [65, 100, None]


def test_blank_cells_have_no_value(tmp_path: Path) -> None:
    file = write(tmp_path, 'Title,Value,Close date,Owner,Tags,Other\nA, ,N/A,  ," ; ", \n')
    assert read(file) == [typed(1, {"title": "A"}, "")]


def test_several_columns_of_one_field(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        "Name,Email,Mobile,Phone,Street,Postal code,City,Tags,Labels,Notes,Comments,Primary email\n"
        'Ann,,1,2,Main St 1,12345,Bonn,"a,b","b,c",one,two,ann@a.example\n'
        "Bob,b@b.example,,2,,,,,,,two,b@b.example\n",
    )
    assert read(file) == [
        typed(
            1,
            {
                "name": "Ann",
                "email": "ann@a.example",
                "phone": "1",
                "address": "Main St 1\n12345\nBonn",
                "tags": ["a", "b", "c"],
                "note": "one\ntwo",
            },
            "Phone: 2",
        ),
        typed(2, {"name": "Bob", "email": "b@b.example", "phone": "2", "note": "two"}, ""),
    ]


def test_columns_left_out_are_in_no_note(tmp_path: Path) -> None:
    file = write(tmp_path, "Title,Secret,Other\nA,x,y\n")
    assert read(file, overrides={"Secret": "-"}) == [typed(1, {"title": "A"}, "Other: y")]


def test_dates_that_could_be_either_follow_the_rest_of_the_file(tmp_path: Path) -> None:
    file = write(tmp_path, "Title,Created,Closed\nA,1/2/2026,13/2/2026\nB,3/2/2026,14/2/2026\n")
    made = plan(file, recognise(file.header))
    assert {fmt.order for fmt in made.dates.values()} == {DateOrder.DMY}
    assert not any(fmt.ambiguous for fmt in made.dates.values())


def test_order_of_dates_can_be_said(tmp_path: Path) -> None:
    file = write(tmp_path, "Title,Created\nA,1/2/2026\n")
    assert plan(file, recognise(file.header)).dates[1].ambiguous
    orders = (None, DateOrder.DMY, DateOrder.MDY)
    found = [row.values["created"] for order in orders for row in read(file, order=order) if isinstance(row, ParsedRow)]
    assert found == [date(2026, 1, 2), date(2026, 2, 1), date(2026, 1, 2)]


def test_rows_of_linkedin_that_only_have_a_date_are_rejected(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
        ",,,,,,15 Jan 2024\nAnn,Lee,,,Lee,CEO,5-May-25\n",
    )
    first, second = read(file)
    assert isinstance(first, Reject)
    assert first.reason == "the row has no name or first name or last name or email"
    assert isinstance(second, ParsedRow)
    assert second.values["created"] == date(2025, 5, 5)


OWN = {
    "google": "First Name,E-mail 1 - Value,Address 1 - Formatted\nAnn,ann@a.example ::: b@b.example,Main St\nBob,,",
    "linkedin": "First Name,Last Name,Company,Position,Connected On\nAnn,Lee,Acme,CEO,15-Jan-24\n",
    "outlook": "Name,E-mail Address,Mobile Phone,Business Phone,Business Address\nAnn,ann@a.example,1\n",
}
BOOKS = [
    *((source, text.encode()) for source, text in OWN.items()),
    *((path.stem, path.read_bytes()) for path in sorted((DATA / "contacts").glob("*.csv"))),
]


@pytest.mark.parametrize(("source", "content"), BOOKS)
def test_address_books(tmp_path: Path, source: str, content: bytes) -> None:
    path = tmp_path / "book.csv"
    path.write_bytes(content)
    file = open_csv(path)
    assert recognise(file.header).source == source
    rows = read(file)
    assert rows
    for row in rows:
        assert isinstance(row, ParsedRow)
        assert {"name", "first_name"} & row.values.keys()
        assert ":::" not in str(row.values)


PIPELINE = (
    b"opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n"
    b"A1,Ann Lee,Desk,Acme,Won,10/20/2016,3/1/2017,1054\n"
    b"A2,Ann Lee,Desk,,Engaging,1/2/2017,,\n"
    b"A3,Bob Ray,Lamp,Beta,Lost,12/31/2016,2/1/2017,0\n"
)
PIPELINES = [
    (PIPELINE, {"Won": 1, "Engaging": 1, "Lost": 1}, 1054),
    *(
        (path.read_bytes(), {"Won": 4238, "Lost": 2473, "Engaging": 1589, "Prospecting": 500}, 10_005_534)
        for path in sorted((DATA / "maven-crm").glob("sales_pipeline.csv"))
    ),
]


@pytest.mark.parametrize(("content", "stages", "total"), PIPELINES)
def test_a_whole_pipeline(tmp_path: Path, content: bytes, stages: dict[str, int], total: int) -> None:
    path = tmp_path / "pipeline.csv"
    path.write_bytes(content)
    rows = read(open_csv(path))
    deals = [row.values for row in rows if isinstance(row, ParsedRow)]
    assert len(deals) == len(rows)
    assert Counter(deal["stage"] for deal in deals) == stages
    assert sum(value for deal in deals if isinstance(value := deal.get("value"), Decimal)) == total
    assert all(isinstance(deal.get("closed"), date) == (deal["stage"] in ("Won", "Lost")) for deal in deals)
    assert all(deal["closed"] > deal["created"] for deal in deals if "closed" in deal)  # type: ignore[operator]


def test_accounts_where_they_are_at_hand() -> None:
    for path in (DATA / "maven-crm").glob("accounts.csv"):
        rows = read(open_csv(path))
        assert len(rows) == 85
        assert all(isinstance(row, ParsedRow) and isinstance(row.values["employees"], int) for row in rows)


def test_names_that_say_nothing_name_nobody(tmp_path: Path) -> None:
    file = write(tmp_path, "Deal ID,Title,Company,Owner,Stage\n-,-,n/a,None,-\n")
    assert read(file, DEALS) == [typed(1, {"title": "-"}, "")]


def test_rejects_can_refuse_to_replace_a_file(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError):
        write_rejects(path, ("Title",), [], replace=False)
    assert path.read_text(encoding="utf-8") == "mine"
