"""Money as whole minor units and an ISO 4217 code: never a float, never added across currencies without a rate."""

import re
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal

from leaddesk.domain.errors import Invalid
from leaddesk.domain.light import dataclass

EXPONENTS = {  # digits after the point, of the currencies that have not two
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF"), 0),
    **dict.fromkeys(("UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
MAX_MINOR = 2**53
RATE_DIGITS = 12  # significant ones; central banks publish five or six
THOUSANDS = {"k": 1_000, "m": 1_000_000}  # what a letter behind an amount stands for
_GROUPED = {mark: rf"[1-9]\d{{0,2}}(?:\{mark}\d{{2,3}})*\{mark}\d{{3}}" for mark in (",", ".")}
_RATE = re.compile(r"\d{1,12}([.,]\d{1,18})?")

Rates = Mapping[str, Decimal]  # for each currency, the value of one unit in the workspace's


def exponent(currency: str) -> int:
    """Digits after the decimal point that the currency uses (ISO 4217)."""
    return EXPONENTS.get(currency, 2)


def check_currency(code: str) -> str:
    """The code in capitals; Invalid if it has not the form of an ISO 4217 code."""
    upper = code.strip().upper()
    if len(upper) != 3 or not upper.isascii() or not upper.isalpha():
        raise Invalid(f'"{code}" is no currency', todo="use a three-letter code such as EUR or USD")
    return upper


def parse_amount(text: str) -> Decimal:
    """'9500', '9,500.00', '9.500,00' or "9'500": of both marks the last is the decimal one.

    A mark alone groups thousands where three digits follow it each time: '9,500'.
    """
    digits = re.sub(r"[' \u00a0\u202f]", "", text)
    for mark in (",", "."):
        if re.fullmatch(rf"[-+]?{_GROUPED[mark]}", digits):
            return Decimal(digits.replace(mark, ""))
    for group, mark in ((",", "."), (".", ",")):
        if re.fullmatch(rf"[-+]?(\d*|{_GROUPED[group]})({re.escape(mark)}\d+)?", digits):
            return Decimal(digits.replace(group, "").replace(mark, "."))
    raise Invalid(f'"{text}" is no number', todo="write it like 9500 or 9,500.00")


def to_minor(amount: Decimal, currency: str) -> int:
    """Decimal amount to minor units, halves away from zero; Invalid beyond 2^53 minor units."""
    minor = int(amount.scaleb(exponent(currency)).to_integral_value(ROUND_HALF_UP))
    if abs(minor) > MAX_MINOR:
        raise Invalid(f"{amount} is too large an amount", todo="check the number")
    return minor


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units of one currency."""

    minor: int
    currency: str

    @property
    def amount(self) -> Decimal:
        """The amount in major units, with the currency's number of decimals."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def as_json(self) -> dict[str, str]:
        """Form used by the command line: {"amount": "9500.00", "currency": "EUR"}."""
        return {"amount": f"{self.amount:.{exponent(self.currency)}f}", "currency": self.currency}


def weighted(minor: int, probability: int) -> int:
    """Minor units times a probability in percent, halves away from zero."""
    value = Decimal(minor * probability) / 100
    return int(value.to_integral_value(ROUND_HALF_UP))


def totals(amounts: Iterable[Money]) -> list[Money]:
    """One sum for each currency, the largest first."""
    sums: dict[str, int] = {}
    for money in amounts:
        sums[money.currency] = sums.get(money.currency, 0) + money.minor
    return sorted((Money(minor, code) for code, minor in sums.items()), key=lambda m: -abs(m.minor))


def check_rate(text: str) -> Decimal:
    """The rate that a person typed: '0.92' or '0,92'; Invalid for what is none, or not above zero."""
    typed = text.strip()
    if re.fullmatch(r"[1-9]\d{0,2},\d{3}", typed):
        raise Invalid(f'"{typed}" can be read in two ways', todo="write it with a point, or without the comma")
    if not _RATE.fullmatch(typed):
        raise Invalid(f'"{typed}" is no rate', todo="write it like 0.92")
    rate = Decimal(typed.replace(",", "."))
    if not rate:
        raise Invalid("a rate must be above zero")
    if len(rate.normalize().as_tuple().digits) > RATE_DIGITS:
        raise Invalid(f"{typed} has too many digits", todo=f"use {RATE_DIGITS} at most")
    return rate.normalize()


def rate_text(rate: Decimal) -> str:
    """What `check_rate` reads again: '0.92', '1200'."""
    return f"{rate:f}"


def convert(money: Money, rates: Rates, base: str) -> Money | None:
    """The amount in the currency `base`, exact but for one rounding, halves away from zero; None without a rate."""
    if money.currency == base:
        return money
    rate = rates.get(money.currency)
    if rate is None:
        return None
    digits, places = _scaled(rate)
    scale = places + exponent(base) - exponent(money.currency)
    return Money(_shifted(money.minor * digits, scale), base)


def totals_in(amounts: Iterable[Money], rates: Rates, base: str) -> list[Money]:
    """One sum in `base` of all that can be converted, then one for each currency without a rate, the largest first.

    It is rounded once, halves away from zero, so that the order of the amounts changes nothing.
    """
    exact: list[tuple[int, int]] = []  # (whole number, power of ten) of minor units of `base`
    apart: list[Money] = []
    for money in totals(amounts):
        rate = Decimal(1) if money.currency == base else rates.get(money.currency)
        if rate is None:
            apart.append(money)
        else:
            digits, places = _scaled(rate)
            exact.append((money.minor * digits, places + exponent(base) - exponent(money.currency)))
    if not exact:
        return apart
    finest = min(places for _, places in exact)
    together = sum(number * 10 ** (places - finest) for number, places in exact)
    return [Money(_shifted(together, finest), base), *apart]


def _scaled(rate: Decimal) -> tuple[int, int]:
    """(whole number, power of ten) whose product is the rate."""
    _, digits, places = rate.as_tuple()
    return int("".join(map(str, digits))), int(places)


def _shifted(number: int, places: int) -> int:
    """The number times a power of ten, halves away from zero; in whole numbers, so that no digit is lost."""
    if places >= 0:
        return int(number * 10**places)
    divisor = 10**-places
    whole = (2 * abs(number) + divisor) // (2 * divisor)
    return int(whole if number >= 0 else -whole)
