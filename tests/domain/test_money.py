"""Money is counted in whole minor units and never added across currencies."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaddesk.domain.errors import Invalid
from leaddesk.domain.money import MAX_MINOR, Money, check_currency, exponent, to_minor, totals, weighted


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
