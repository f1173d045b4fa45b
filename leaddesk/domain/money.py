"""Money as whole minor units and an ISO 4217 code: never a float, never added across currencies."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from leaddesk.domain.errors import Invalid

_EXPONENTS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF"), 0),
    **dict.fromkeys(("UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
MAX_MINOR = 2**53


def exponent(currency: str) -> int:
    """Digits after the decimal point that the currency uses (ISO 4217)."""
    return _EXPONENTS.get(currency, 2)


def check_currency(code: str) -> str:
    """The code in capitals; Invalid if it has not the form of an ISO 4217 code."""
    upper = code.strip().upper()
    if len(upper) != 3 or not upper.isascii() or not upper.isalpha():
        raise Invalid(f'"{code}" is no currency', todo="use a three-letter code such as EUR or USD")
    return upper


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
