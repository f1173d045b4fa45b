"""Numbers, dates and words are read as the column writes them, or refused with the reason."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaddesk.domain.records import DealStatus, Temperature
from leaddesk.exchange.values import (
    DateFormat,
    DateOrder,
    NumberFormat,
    clean_domain,
    clean_email,
    clean_phone,
    date_order,
    deal_status,
    number_format,
    parse_date,
    parse_number,
    split_tags,
    temperature,
)

POINT, COMMA = NumberFormat("."), NumberFormat(",")
YMD, DMY, MDY = DateOrder


@pytest.mark.parametrize(
    ("samples", "expected"),
    [
        (["9.500,00"], COMMA),
        (["1,234.50"], POINT),
        (["1 234,5"], COMMA),
        (["1'234.50"], POINT),
        (["1.234.567"], COMMA),
        (["1,234"], POINT),
        (["1.234"], COMMA),
        (["1,234", "2,5"], COMMA),
        (["1.234", "12.5"], POINT),
        (["0.500"], POINT),
        (["12.3456"], POINT),
        (["€ 9.500", "1.234,00 €"], COMMA),
        (["1054", "0", ""], POINT),
        (["n/a", "abc"], POINT),
        (["12 345"], POINT),
        ([], POINT),
    ],
)
def test_number_format_of_a_column(samples: list[str], expected: NumberFormat) -> None:
    assert number_format(samples) == expected


@pytest.mark.parametrize(
    ("text", "fmt", "number"),
    [
        ("1054", POINT, "1054"),
        (" 9,500 ", POINT, "9500"),
        ("9.500,00", COMMA, "9500.00"),
        ("1,234.50", POINT, "1234.50"),
        ("1 234,5", COMMA, "1234.5"),
        ("1\u202f234,5", COMMA, "1234.5"),
        ("1'234.50", POINT, "1234.50"),
        ("12,34,567.00", POINT, "1234567"),
        ("€ 9,500", POINT, "9500"),
        ("US$1,200.00", POINT, "1200"),
        ("1.200,00 EUR", COMMA, "1200"),
        ("9.500,-", COMMA, "9500"),
        ("(1,200.00)", POINT, "-1200"),
        ("-5", POINT, "-5"),
        ("$-5", POINT, "-5"),
        ("−5,5", COMMA, "-5.5"),
        ("5-", POINT, "-5"),
        ("12%", POINT, "12"),
        (".5", POINT, "0.5"),
        ("9007199254740", POINT, "9007199254740"),
    ],
)
def test_numbers(text: str, fmt: NumberFormat, number: str) -> None:
    assert parse_number(text, fmt) == Decimal(number)


@pytest.mark.parametrize(
    "text", ["abc", "1.2.3", "12k", "1,2345", "(5", "5)", "1e5", "NaN", "١٢", "1234.5,6", "9" * 30]
)
def test_what_is_no_number_is_refused_with_the_reason(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no number|is too large") as error:
        parse_number(text, POINT)
    assert f'"{text}"' in str(error.value)


def test_a_number_in_the_other_format_is_refused() -> None:
    with pytest.raises(ValueError, match=r'"1234\.50" is no number with ","'):
        parse_number("1234.50", COMMA)


@given(st.decimals(-(10**9), 10**9, places=2), st.sampled_from([POINT, COMMA]))
def test_written_numbers_are_read(number: Decimal, fmt: NumberFormat) -> None:
    text = f"{number:,.2f}"
    if fmt == COMMA:
        text = text.translate({ord(","): ".", ord("."): ","})
    assert number_format([text]) == fmt
    assert parse_number(text, fmt) == number


@pytest.mark.parametrize(
    ("samples", "expected"),
    [
        (["2026-11-21", "2026-01-02"], DateFormat(YMD)),
        (["26-11-21", "31-12-30", "32-01-01"], DateFormat(DMY, ambiguous=False)),
        (["99-11-21"], DateFormat(YMD)),
        (["21.11.2026", "1.2.2026"], DateFormat(DMY)),
        (["1/2/2026", "11/21/2026"], DateFormat(MDY)),
        (["1/2/2026"], DateFormat(MDY, ambiguous=True)),
        (["1.2.2026"], DateFormat(DMY, ambiguous=True)),
        (["01-02-2026"], DateFormat(DMY, ambiguous=True)),
        (["3/3/2026"], DateFormat(MDY)),
        (["13/1/2026", "14/1/2026", "1/13/2026"], DateFormat(DMY, ambiguous=True)),
        (["15 Jan 2024", "soon", ""], DateFormat(YMD)),
    ],
)
def test_date_order_of_a_column(samples: list[str], expected: DateFormat) -> None:
    assert date_order(samples) == expected


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("2026-11-21", MDY, date(2026, 11, 21)),
        ("2026/11/21", DMY, date(2026, 11, 21)),
        ("26-11-21", YMD, date(2026, 11, 21)),
        ("21.11.2026", DMY, date(2026, 11, 21)),
        ("21. 11. 2026", DMY, date(2026, 11, 21)),
        ("1.12.26", DMY, date(2026, 12, 1)),
        ("11/21/2026", MDY, date(2026, 11, 21)),
        ("1/2/1999", MDY, date(1999, 1, 2)),
        ("1/2/99", DMY, date(1999, 2, 1)),
        ("15-Jan-24", YMD, date(2024, 1, 15)),
        ("15 Jan 2024", YMD, date(2024, 1, 15)),
        ("15. März 2024", YMD, date(2024, 3, 15)),
        ("1st December 2024", YMD, date(2024, 12, 1)),
        ("Jan 15, 2024", YMD, date(2024, 1, 15)),
        ("Sept. 5 2024", YMD, date(2024, 9, 5)),
        ("Jan 15, 2024 3:30 PM", YMD, date(2024, 1, 15)),
        ("2026-11-21T10:00:00Z", YMD, date(2026, 11, 21)),
        ("2026-11-21T23:59:59.123+02:00", YMD, date(2026, 11, 21)),
        ("2026-11-21 10:00", YMD, date(2026, 11, 21)),
        ("11/21/2026, 10:00 am", MDY, date(2026, 11, 21)),
        ("45631", MDY, date(2024, 12, 5)),
        ("45631.75", MDY, date(2024, 12, 5)),
        ("20261121", MDY, date(2026, 11, 21)),
    ],
)
def test_dates(text: str, order: DateOrder, day: date) -> None:
    assert parse_date(f" {text} ", order) == day


@pytest.mark.parametrize(
    ("text", "order", "reason"),
    [
        ("soon", DMY, "is no date"),
        ("31.11.2026", DMY, "is no date (day, month, year)"),
        ("21/11/2026", MDY, "is no date (month, day, year)"),
        ("21/11/2026", YMD, "is no date (year, month, day)"),
        ("1/2/3", DMY, "is no date (day, month, year)"),
        ("2026-02-30", DMY, "is no date"),
        ("0001-01-01T00:00:00", DMY, "is no date"),
        ("31.12.9999", DMY, "is no date (day, month, year)"),
        ("15 Foo 2024", DMY, "is no date"),
        ("Foo 15, 2024", DMY, "is no date"),
        ("20261340", DMY, "is no date"),
        ("81000", DMY, "is no date"),
        ("1.2-2026", DMY, "is no date"),
        ("10:00", DMY, "is no date"),
    ],
)
def test_what_is_no_date_is_refused_with_the_reason(text: str, order: DateOrder, reason: str) -> None:
    with pytest.raises(ValueError, match="is no date") as error:
        parse_date(text, order)
    assert str(error.value) == f'"{text}" {reason}'


@given(st.dates(date(1970, 1, 1), date(2067, 12, 31)), st.sampled_from([("%d.%m.%Y", DMY), ("%m/%d/%y", MDY)]))
def test_written_dates_are_read(day: date, form: tuple[str, DateOrder]) -> None:
    assert parse_date(day.strftime(form[0]), form[1]) == day
    assert parse_date(day.isoformat(), form[1]) == day


@given(st.text(max_size=20), st.sampled_from(list(DateOrder)))
def test_any_text_is_read_or_refused(text: str, order: DateOrder) -> None:
    fmt = number_format([text])
    with suppress(ValueError):
        assert parse_number(text, fmt).is_finite()
    date_order([text])
    with suppress(ValueError):
        assert parse_date(text, order).year > 0


def test_the_first_of_several_addresses_and_numbers() -> None:
    assert clean_email(" ann@lee.example ::: a@b.example") == "ann@lee.example"
    assert clean_email("ann@lee.example, a@b.example") == "ann@lee.example"
    with pytest.raises(ValueError, match='"ann" is no e-mail address'):
        clean_email("ann")
    assert clean_phone(" +1 555 ::: +1 556") == "+1 555"
    assert clean_phone("ask at the desk") == "ask at the desk"


@pytest.mark.parametrize("text", ["acme.com", "https://www.Acme.com/about?x=1", "http://acme.com", "www.acme.com/"])
def test_domain_of_a_web_address(text: str) -> None:
    assert clean_domain(text) == "acme.com"


def test_tags_are_taken_apart() -> None:
    assert split_tags("* myContacts ::: * Friends ::: VIP") == ["Friends", "VIP"]
    assert split_tags("a; b,a|c,") == ["a", "b", "c"]


def test_status_words() -> None:
    words = [
        "Won",
        "Closed Won",
        "closedwon",
        "Gewonnen",
        "LOST",
        "Closed-Lost",
        "verloren",
        "Open",
        " offen ",
    ]
    won, lost, still_open = DealStatus.WON, DealStatus.LOST, DealStatus.OPEN
    assert [deal_status(word) for word in words] == [won] * 4 + [lost] * 3 + [still_open] * 2
    assert deal_status("Prospecting") is None


def test_temperature_words() -> None:
    assert [temperature(word) for word in ("Hot", "warm", "kalt", "Boiling")] == [
        Temperature.HOT,
        Temperature.WARM,
        Temperature.COLD,
        None,
    ]
