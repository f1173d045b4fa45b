"""Money is counted in whole minor units and never added across currencies."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaddesk.domain.errors import Invalid
from leaddesk.domain.money import (
    MAX_MINOR,
    Money,
    check_currency,
    check_rate,
    convert,
    exponent,
    rate_text,
    to_minor,
    totals,
    totals_in,
    weighted,
)

RATES = {"USD": Decimal("0.92"), "JPY": Decimal("0.0061"), "KWD": Decimal("3.05"), "XAU": Decimal("1e3")}


@pytest.mark.parametrize(("code", "digits"), [("EUR", 2), ("JPY", 0), ("KWD", 3), ("XYZ", 2)])
def test_each_currency_has_its_number_of_decimals(code: str, digits: int) -> None:
    assert exponent(code) == digits


def test_a_currency_is_three_letters_in_any_case() -> None:
    assert check_currency(" usd ") == "USD"
    for wrong in ("", "US", "EURO", "E1R", "€€€", "ÄÖÜ"):
        with pytest.raises(Invalid, match=r"is no currency.*three-letter code"):
            check_currency(wrong)


def test_half_a_cent_is_rounded_away_from_zero() -> None:
    assert to_minor(Decimal("0.005"), "EUR") == 1
    assert to_minor(Decimal("-0.005"), "EUR") == -1
    assert to_minor(Decimal("1234.5"), "JPY") == 1235
    assert to_minor(Decimal("1.2345"), "KWD") == 1235


def test_an_absurd_amount_is_refused() -> None:
    assert to_minor(Decimal(MAX_MINOR), "JPY") == MAX_MINOR
    for amount in (Decimal(MAX_MINOR + 1), Decimal(-MAX_MINOR - 1), Decimal("9" * 60)):
        with pytest.raises(Invalid, match="too large"):
            to_minor(amount, "JPY")


@given(st.integers(-MAX_MINOR, MAX_MINOR), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_an_amount_survives_there_and_back(minor: int, code: str) -> None:
    assert to_minor(Money(minor, code).amount, code) == minor


def test_json_shows_the_currencys_decimals() -> None:
    assert Money(950000, "EUR").as_json() == {"amount": "9500.00", "currency": "EUR"}
    assert Money(9500, "JPY").as_json() == {"amount": "9500", "currency": "JPY"}
    assert Money(-5, "KWD").as_json() == {"amount": "-0.005", "currency": "KWD"}


def test_a_weighted_value_is_the_value_times_its_probability() -> None:
    assert weighted(10_000, 45) == 4_500
    assert weighted(5, 10) == 1  # half a cent
    assert weighted(-5, 10) == -1
    assert weighted(0, 100) == 0


def test_sums_are_kept_apart_by_currency_the_largest_first() -> None:
    amounts = [Money(100, "EUR"), Money(900, "USD"), Money(200, "EUR"), Money(-1000, "JPY")]
    assert totals(amounts) == [Money(-1000, "JPY"), Money(900, "USD"), Money(300, "EUR")]
    assert totals([]) == []


@pytest.mark.parametrize(
    ("money", "euros"),
    [
        (Money(10_000, "USD"), 9_200),
        (Money(10_000, "EUR"), 10_000),
        (Money(1_000, "JPY"), 610),
        (Money(1_000, "KWD"), 305),
        (Money(100, "XAU"), 100_000),
        (Money(1, "JPY"), 1),  # 0.61 cents
        (Money(5, "USD"), 5),  # 4.6 cents
        (Money(-5, "USD"), -5),
        (Money(0, "USD"), 0),
    ],
)
def test_an_amount_is_converted_at_its_rate(money: Money, euros: int) -> None:
    assert convert(money, RATES, "EUR") == Money(euros, "EUR")


def test_exactly_half_a_cent_is_rounded_away_from_zero_when_converted() -> None:
    half = {"USD": Decimal("0.5")}
    assert convert(Money(1, "USD"), half, "EUR") == Money(1, "EUR")
    assert convert(Money(-1, "USD"), half, "EUR") == Money(-1, "EUR")
    assert convert(Money(3, "USD"), half, "JPY") == Money(0, "JPY")
    assert convert(Money(100, "USD"), half, "JPY") == Money(1, "JPY")


def test_no_digit_is_lost_however_large_the_sum() -> None:
    rates = {"USD": Decimal("1.00000000001")}
    assert convert(Money(10**25, "USD"), rates, "EUR") == Money(10**25 + 10**14, "EUR")


def test_without_a_rate_nothing_is_converted() -> None:
    assert convert(Money(100, "GBP"), RATES, "EUR") is None


def test_sums_are_converted_where_there_is_a_rate_and_stay_apart_where_there_is_none() -> None:
    amounts = [Money(100, "GBP"), Money(10_000, "USD"), Money(50, "EUR"), Money(7, "CHF"), Money(10_000, "USD")]
    assert totals_in(amounts, RATES, "EUR") == [Money(18_450, "EUR"), Money(100, "GBP"), Money(7, "CHF")]
    assert totals_in(amounts, {}, "USD")[0] == Money(20_000, "USD")
    assert totals_in([], RATES, "EUR") == []


def test_a_sum_of_several_currencies_is_rounded_once() -> None:
    rates = {"USD": Decimal("0.5"), "GBP": Decimal("0.25"), "JPY": Decimal("0.0025")}
    halves = [Money(1, "USD"), Money(1, "GBP"), Money(1, "JPY")]
    assert totals_in(halves, rates, "EUR") == [Money(1, "EUR")]
    assert totals_in([*halves, Money(7, "EUR"), Money(-1, "USD")], rates, "EUR") == [Money(8, "EUR")]
    assert totals_in([Money(-1, "USD")], rates, "EUR") == [Money(-1, "EUR")]


def test_pennies_are_summed_before_they_are_rounded() -> None:
    assert totals_in([Money(1, "USD")] * 100, {"USD": Decimal("0.005")}, "EUR") == [Money(1, "EUR")]


@pytest.mark.parametrize(
    ("typed", "rate"),
    [("0.92", "0.92"), (" 0,92 ", "0.92"), ("1.185", "1.185"), ("0,185", "0.185"), ("1200", "1200"), ("25.40", "25.4")],
)
def test_a_rate_is_read_as_it_is_typed(typed: str, rate: str) -> None:
    assert rate_text(check_rate(typed)) == rate


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "is no rate"),
        ("a lot", "is no rate"),
        ("-1", "is no rate"),
        ("1e5", "is no rate"),
        ("1,234.5", "is no rate"),
        ("0", "above zero"),
        ("0.000", "above zero"),
        ("1,185", "can be read in two ways"),
        ("1.234567890123", "too many digits.*use 12 at most"),
    ],
)
def test_what_is_no_rate_is_refused(typed: str, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        check_rate(typed)


@given(st.decimals(min_value=Decimal("1e-6"), max_value=Decimal("999999"), places=6))
def test_a_rate_survives_there_and_back(rate: Decimal) -> None:
    assert check_rate(rate_text(rate)) == rate
