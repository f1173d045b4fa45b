"""CSV files are read whatever program wrote them, and everything else is refused with a sentence."""

import csv
import io
import json
import os
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaddesk.domain.errors import BadFile
from leaddesk.exchange.csv_file import DELIMITERS, open_csv

EDGE = Path(__file__).parents[3] / "shared" / "data" / "csv-edge"


def write(tmp_path: Path, content: str | bytes, name: str = "deals.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def cells(path: Path, **options: str) -> list[list[str]]:
    return [row for _, row in open_csv(path, **options).rows()]


def refusal(path: Path, **options: str) -> str:
    with pytest.raises(BadFile) as error:
        list(open_csv(path, **options).rows())
    assert "nothing was imported" in str(error.value)
    assert error.value.todo
    return str(error.value)


# What is read


@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    lines = (("Title", "Value", "Note"), ("Desks", "9.500", "one"), ("Lamps", "1.200", "two"))
    path = write(tmp_path, "\n".join(delimiter.join(line) for line in lines))
    file = open_csv(path)
    assert (file.delimiter, file.header) == (delimiter, lines[0])
    assert list(file.rows()) == [(1, list(lines[1])), (2, list(lines[2]))]
    assert list(file.rows()) == list(file.rows())


def test_decimal_commas_do_not_make_a_column(tmp_path: Path) -> None:
    file = open_csv(write(tmp_path, "Titel;Wert;Ort\nTisch;9,50;Köln\nLampe;7,20;Ulm\n"))
    assert (file.delimiter, file.header) == (";", ("Titel", "Wert", "Ort"))


def test_separator_line_of_excel_counts(tmp_path: Path) -> None:
    file = open_csv(write(tmp_path, "sep=|\r\nName|Value\r\na,b,c|1\r\nd,e,f|2\r\n"))
    assert file.header == ("Name", "Value")
    assert [row for _, row in file.rows()] == [["a,b,c", "1"], ["d,e,f", "2"]]


def test_delimiter_can_be_given(tmp_path: Path) -> None:
    path = write(tmp_path, "a,b;c\n1,2;3\n")
    assert open_csv(path, delimiter=";").header == ("a,b", "c")
    assert "cannot be divided" in refusal(path, delimiter="ab")


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("cp1252", "cp1252"),
    ],
)
def test_encoding_is_found(tmp_path: Path, encoding: str, found: str) -> None:
    path = write(tmp_path, "Name,City\r\nJörg Müller,Köln\r\nZoë,“Łódź”\r\n".replace("Łódź", "Kiel").encode(encoding))
    file = open_csv(path)
    assert (file.encoding, file.header) == (found, ("Name", "City"))
    assert [row for _, row in file.rows()] == [["Jörg Müller", "Köln"], ["Zoë", "“Kiel”"]]


def test_windows_text_far_down_is_read_too(tmp_path: Path) -> None:
    content = b"Name,City\n" + b"Ann,Bonn\n" * 20_000 + "Jörg,Köln\n".encode("cp1252") + "Zoë,Łódź\n".encode()
    assert cells(write(tmp_path, content))[-2:] == [["Jörg", "Köln"], ["Zoë", "Łódź"]]


def test_encoding_can_be_given(tmp_path: Path) -> None:
    path = write(tmp_path, "Имя,Город\nАнна,Омск\n".encode("cp1251"))
    assert cells(path, encoding="cp1251") == [["Анна", "Омск"]]
    assert 'no encoding "klingon"' in refusal(path, encoding="klingon")
    assert "not written in the encoding ascii" in refusal(path, encoding="ascii")
    assert "not written in the encoding hex" in refusal(write(tmp_path, "6162"), encoding="hex")
    marked = write(tmp_path, "\ufeffName,City\nAnn,Bonn\n")
    assert open_csv(marked, encoding="UTF8").header == ("Name", "City")


def test_a_wrong_encoding_that_shows_late_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, b"Name,City\n" + b"Ann,Bonn\n" * 20_000 + b"J\xf6rg,K\xf6ln\n")
    assert "not written in the encoding ascii" in refusal(path, encoding="ascii")


def test_preamble_of_linkedin_is_skipped(tmp_path: Path) -> None:
    content = (
        'Notes:\n"When exporting, some addresses may be missing, see ""help""."\n\n'
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
        "Ann,Lee,,ann@lee.example,Lee,CEO,15 Jan 2024\n"
    )
    file = open_csv(write(tmp_path, content))
    assert file.header[0] == "First Name"
    assert [row[0] for _, row in file.rows()] == ["Ann"]


def test_title_lines_before_the_header_are_skipped(tmp_path: Path) -> None:
    file = open_csv(write(tmp_path, "Deals;;;\nof 1 May;;;\n;;;\nTitle;Value;Owner;Stage\nA;1;x;y\nB;2;x;y\n"))
    assert file.header == ("Title", "Value", "Owner", "Stage")
    assert [number for number, _ in file.rows()] == [1, 2]


def test_short_first_rows_do_not_move_the_header(tmp_path: Path) -> None:
    file = open_csv(write(tmp_path, "Name,Phone,City\nAnn\nBob\nCid,1,2,3,4\n"))
    assert file.header == ("Name", "Phone", "City")


def test_names_of_columns_are_complete_and_unique(tmp_path: Path) -> None:
    file = open_csv(write(tmp_path, ' E-mail ,e-mail,,"Deal\n value",E-mail,\n1,2,3,4,5,6\n'))
    assert file.header == ("E-mail", "e-mail (2)", "Column 3", "Deal value", "E-mail (3)", "Column 6")


def test_ragged_and_blank_rows(tmp_path: Path) -> None:
    path = write(tmp_path, "a,b,c\r\n1,2,3\r\n4\r\n\r\n , ,\r\n5,6,7,,\r\n8,9,10,11\r\n,x,\r\n")
    assert list(open_csv(path).rows()) == [
        (1, ["1", "2", "3"]),
        (2, ["4", "", ""]),
        (5, ["5", "6", "7"]),
        (6, ["8", "9", "10", "11"]),
        (7, ["", "x", ""]),
    ]


def test_one_column_is_a_table_too(tmp_path: Path) -> None:
    file = open_csv(write(tmp_path, "Company\nAcme\nBeta"))
    assert (file.header, list(file.rows())) == (("Company",), [(1, ["Acme"]), (2, ["Beta"])])


def test_header_alone_has_no_rows(tmp_path: Path) -> None:
    assert cells(write(tmp_path, "Title,Value")) == []


def test_very_wide_header(tmp_path: Path) -> None:
    names = [f"A long name of a column, the number {number}" for number in range(600)]
    text = io.StringIO()
    csv.writer(text).writerows([names, names])
    assert open_csv(write(tmp_path, text.getvalue())).header == tuple(names)


EDGES = [
    (b'a,b\r\n1,"x, ""y""\r\nz"\r\n', [{"a": "1", "b": 'x, "y"\r\nz'}]),
    (b"a,b,c\r\n1,,\r\n", [{"a": "1", "b": "", "c": ""}]),
    *(
        (
            path.read_bytes(),
            json.loads((EDGE / path.name.replace("csvs__", "json__")).with_suffix(".json").read_bytes()),
        )
        for path in sorted(EDGE.glob("csvs__*.csv"))
    ),
]


@pytest.mark.parametrize(("content", "expected"), EDGES)
def test_edges_of_the_format(tmp_path: Path, content: bytes, expected: list[dict[str, str]]) -> None:
    file = open_csv(write(tmp_path, content))
    # A copy of the files may have lost its CR, so the line ends are compared in a case of their own.
    rows = [[cell.replace("\r\n", "\n") for cell in row] for _, row in file.rows()]
    assert rows == [[cell.replace("\r\n", "\n") for cell in row.values()] for row in expected]
    assert all(tuple(row) == file.header for row in expected)


def test_line_ends_in_cells_are_kept(tmp_path: Path) -> None:
    path = write(tmp_path, b'a,b\r\n"1\r\n2","3\n4"\r\n')
    assert cells(path) == [["1\r\n2", "3\n4"]]


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0\x1f", exclude_categories=["Cc"]), max_size=12)
CELL = st.one_of(TEXT, st.sampled_from(['"', "a,b", "x;y", "1\r\n2", "|", "a\tb", "=1+1", "é"]))


@given(
    table=st.integers(2, 5).flatmap(lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), max_size=8)),
    delimiter=st.sampled_from(DELIMITERS),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_what_was_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, table: list[list[str]], delimiter: str, encoding: str, end: str
) -> None:
    width = len(table[0]) if table else 3
    text = io.StringIO(newline="")
    header = [f"Name {number}" for number in range(width)]
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows([header, *table])
    path = tmp_path_factory.getbasetemp() / "round-trip.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    file = open_csv(path, delimiter=delimiter)
    assert list(file.header) == header
    filled = [row for row in table if any(cell.strip() for cell in row)]
    assert [row for _, row in file.rows()] == filled


# What is refused


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf  \r\n\r\n", "is empty"),
        (b"\n <!DOCTYPE html><html><body>Log in</body></html>", "is a web page"),
        (b"<html>\n<table><tr><td>a,b</td></tr></table>", "is a web page"),
        ("<?xml version='1.0'?><rows/>".encode("utf-16"), "is a web page"),
        (b"PK\x03\x04\x14\0\x06\0xl/workbook.xml", "is an Excel workbook, not a CSV file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "is an Excel workbook, not a CSV file"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "is a PDF document"),
        (b"SQLite format 3\0" + bytes(100), "is not a text file"),
        (bytes(range(1, 256)) * 10, "is not a text file"),
        ("Name,City\n".encode("utf-16-le"), "is not a text file"),
        (b"garbage, " * 20_000, "has a line without an end"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = write(tmp_path, content)
    assert f'"deals.csv" {sentence}' in refusal(path)
    assert path.read_bytes() == content


def test_excel_workbook_is_told_what_to_do(tmp_path: Path) -> None:
    assert refusal(write(tmp_path, b"PK\x03\x04....")).endswith("save it as CSV first.")


def test_missing_files_and_folders_are_refused(tmp_path: Path) -> None:
    assert "does not exist" in refusal(tmp_path / "none.csv")
    assert "cannot be read" in refusal(write(tmp_path, "a,b") / "below.csv")
    assert "is a folder" in refusal(tmp_path)
    assert "cannot be read" in refusal(tmp_path / "a\0b.csv")


@pytest.mark.skipif(os.name == "nt", reason="Windows has neither these modes nor such pipes")
def test_locked_files_and_pipes_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "a,b\n1,2\n")
    path.chmod(0)
    assert "cannot be read (Permission denied)" in refusal(path)
    os.mkfifo(tmp_path / "pipe.csv")
    assert "is not a file" in refusal(tmp_path / "pipe.csv")


def test_cells_without_any_text_are_no_table(tmp_path: Path) -> None:
    assert "is empty" in refusal(write(tmp_path, "sep=;\n;;;\n"))
    assert "is empty" in refusal(write(tmp_path, "\n,,,\n"), delimiter=",")


def test_a_file_that_went_away_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, "a,b\n1,2\n")
    file = open_csv(path)
    path.unlink()
    with pytest.raises(BadFile, match="does not exist"):
        list(file.rows())


def test_a_quote_left_open_is_told_with_its_row(tmp_path: Path) -> None:
    path = write(tmp_path, 'a,b\n1,2\n"3,4\n5,6\n')
    assert "a cell without an end in row 2" in refusal(path)
    long = write(tmp_path, "a,b\n1,2\n" + '"' + "5,6\n" * 50_000)
    assert "a cell without an end in row 2" in refusal(long)


@pytest.mark.parametrize("beginning", [b"", b"a,b\n1,2\n", b"garbage garbage " * 5000])
def test_a_gigabyte_of_garbage_is_refused_at_once(tmp_path: Path, beginning: bytes) -> None:
    path = write(tmp_path, beginning)
    os.truncate(path, 2**30)
    tracemalloc.start()
    try:
        before = time.process_time()
        refusal(path)
        # Reading it takes seconds and a gigabyte; the limits are far from both.
        assert time.process_time() - before < 1
        assert tracemalloc.get_traced_memory()[1] < 2**26
    finally:
        tracemalloc.stop()
