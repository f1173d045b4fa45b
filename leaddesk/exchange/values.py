"""Numbers, dates and words in cells: how a column writes them, and strict reading of each."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from leaddesk.domain.light import dataclass
from leaddesk.domain.money import MAX_MINOR
from leaddesk.domain.records import DealStatus, Temperature

# The largest amount that fits every currency, also those with three decimals.
_LARGEST = Decimal(MAX_MINOR) / 1000
_CURRENCY = r"(?:[A-Z]{0,3}[$€£¥₹₽₺₩₪₫₦₴฿]|[A-Z]{3}|[Kk]r\.?|zł|Fr\.?|Rs\.?)"
_SPACE = " \u00a0\u2009\u202f"
_NUMBER = re.compile(
    rf"(?P<open>\()?\s*(?P<minus>[-−])?\+?\s*(?:{_CURRENCY})?\s*(?P<inner>[-−])?"
    rf"(?P<digits>[0-9](?:[0-9.,'’{_SPACE}]*[0-9])?|[.,][0-9]+)"
    rf"(?:[.,][-–—]{{1,2}})?\s*(?:{_CURRENCY}|%)?(?P<after>[-−])?\s*(?P<close>\))?"
)
# The last group has three digits; those before may have two (Indian lakh).
_WHOLE = re.compile(rf"[0-9]*|[0-9]{{1,3}}(?P<mark>[.,'’{_SPACE}])(?:[0-9]{{2,3}}(?P=mark))*[0-9]{{3}}")

_CLOCK = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[AaPp]\.?[Mm]\.?)?"
_TIME = rf"(?:(?:T|,?\s+){_CLOCK}\s*(?:Z|UTC|GMT|[+-]\d{{2}}:?\d{{2}})?)?"
_DIGITS_DATE = re.compile(rf"(\d{{4}}|\d{{1,2}})\s*([-/.])\s*(\d{{1,2}})\s*\2\s*(\d{{4}}|\d{{1,2}}){_TIME}", re.ASCII)
_DAY_FIRST = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th|\.)?[-\s/]*([^\W\d_]{{3,9}})\.?[-\s/,]*(\d{{4}}|\d{{2}}){_TIME}")
_MONTH_FIRST = re.compile(rf"([^\W\d_]{{3,9}})\.?[-\s]*(\d{{1,2}})(?:st|nd|rd|th)?[-\s,]+(\d{{4}}|\d{{2}}){_TIME}")
_SERIAL = re.compile(r"([2-7]\d{4}|80000)(?:\.\d+)?", re.ASCII)
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})", re.ASCII)
_EXCEL_EPOCH = date(1899, 12, 30)
_YEARS = range(1900, 3000)
_MONTH_NAMES = (
    ("jan", "january", "januar", "jän", "jänner"),
    ("feb", "february", "februar"),
    ("mar", "march", "märz", "mär", "mrz"),
    ("apr", "april"),
    ("may", "mai"),
    ("jun", "june", "juni"),
    ("jul", "july", "juli"),
    ("aug", "august"),
    ("sep", "sept", "september"),
    ("oct", "october", "okt", "oktober"),
    ("nov", "november"),
    ("dec", "december", "dez", "dezember"),
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names}

_STATUS_WORDS = {
    **dict.fromkeys(("won", "closed won", "closedwon", "gewonnen", "win"), DealStatus.WON),
    **dict.fromkeys(("lost", "closed lost", "closedlost", "verloren"), DealStatus.LOST),
    **dict.fromkeys(("open", "offen", "in progress", "in bearbeitung", "active", "aktiv", "new"), DealStatus.OPEN),
}
_TEMPERATURE_WORDS = {
    **dict.fromkeys(("cold", "kalt"), Temperature.COLD),
    **dict.fromkeys(("warm", "lukewarm", "lauwarm"), Temperature.WARM),
    **dict.fromkeys(("hot", "heiß", "heiss"), Temperature.HOT),
}
_BLANKS = frozenset(("-", "–", "—", "n/a", "na", "null", "none", "#n/a"))


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How a column writes numbers. `decimal` is "." or ","; the other, spaces and apostrophes group."""

    decimal: str = "."


class DateOrder(StrEnum):
    YMD = "ymd"
    DMY = "dmy"
    MDY = "mdy"


@dataclass(frozen=True, slots=True)
class DateFormat:
    """How a column writes dates. `ambiguous`: day and month could be the other way round."""

    order: DateOrder
    ambiguous: bool = False


def is_blank(text: str) -> bool:
    """Whether the cell says that there is no value, as exports do with "-" or "N/A"."""
    stripped = text.strip()
    return not stripped or stripped.casefold() in _BLANKS


def number_format(samples: Iterable[str]) -> NumberFormat:
    """The format that explains most of the numbers; one like 1,234 counts only when none is clearer."""
    clear: Counter[str] = Counter()
    weak: Counter[str] = Counter()
    for text in samples:
        if text.isdigit():
            continue
        match = _NUMBER.fullmatch(text.strip())
        if not match:
            continue
        digits = match["digits"]
        last = max(digits.rfind("."), digits.rfind(","))
        if last < 0:
            continue
        mark = digits[last]
        other = "," if mark == "." else "."
        whole, fraction = digits[:last], digits[last + 1 :]
        if mark in whole:
            clear[other] += 1
        elif len(fraction) == 3 and 0 < len(whole) <= 3 and whole != "0":
            weak[other] += 1
        else:
            clear[mark] += 1
    votes = clear or weak
    return NumberFormat("," if votes[","] > votes["."] else ".")


def parse_number(text: str, fmt: NumberFormat) -> Decimal:
    """The number in a cell, without currency sign and %; (1.00) is negative. ValueError with the reason."""
    if text.isdecimal() and text.isascii() and len(text) < 13:
        return Decimal(text)
    match = _NUMBER.fullmatch(text.strip())
    if not match or bool(match["open"]) != bool(match["close"]):
        raise ValueError(f'"{text.strip()}" is no number')
    whole, _, fraction = match["digits"].partition(fmt.decimal)
    if not _WHOLE.fullmatch(whole) or not (fraction.isdecimal() or not fraction):
        raise ValueError(f'"{text.strip()}" is no number with "{fmt.decimal}" before the decimals')
    number = Decimal(f"{re.sub('[^0-9]', '', whole)}.{fraction}")
    if number > _LARGEST:
        raise ValueError(f'"{text.strip()}" is too large')
    negative = match["open"] or match["minus"] or match["inner"] or match["after"]
    return -number if negative else number


def date_order(samples: Iterable[str]) -> DateFormat:
    """The order of most dates, found by numbers over 12; without any, / is mdy and . or - is dmy."""
    votes: Counter[DateOrder] = Counter()
    slashes = others = doubtful = 0
    for text in samples:
        match = _DIGITS_DATE.fullmatch(text.strip())
        if not match:
            continue
        first, second = int(match[1]), int(match[3])
        if first > 31:
            votes[DateOrder.YMD] += 1
        elif first > 12:
            votes[DateOrder.DMY] += 1
        elif second > 12:
            votes[DateOrder.MDY] += 1
        else:
            slashes += match[2] == "/"
            others += match[2] != "/"
            doubtful += first != second
    days, months = votes[DateOrder.DMY], votes[DateOrder.MDY]
    if days or months:
        return DateFormat(DateOrder.DMY if days >= months else DateOrder.MDY, bool(days and months))
    if slashes or others:
        return DateFormat(DateOrder.MDY if slashes > others else DateOrder.DMY, doubtful > 0)
    return DateFormat(DateOrder.YMD)


def parse_date(text: str, order: DateOrder) -> date:
    """The day in a cell, as it is written there: a time or zone after it is not looked at.

    A year of four digits in front is always one. Numbers from 20000 to 80000 are Excel's days.
    ValueError with the reason.
    """
    stripped = text.strip()
    try:
        if match := _DIGITS_DATE.fullmatch(stripped):
            return _from_digits(match[1], match[3], match[4], order)
        if match := _DAY_FIRST.fullmatch(stripped):
            return date(_year(match[3]), _MONTHS[match[2].casefold()], int(match[1]))
        if match := _MONTH_FIRST.fullmatch(stripped):
            return date(_year(match[3]), _MONTHS[match[1].casefold()], int(match[2]))
        if match := _COMPACT.fullmatch(stripped):
            return date(_year(match[1]), int(match[2]), int(match[3]))
    except (ValueError, KeyError):
        raise ValueError(f'"{stripped}" is no date{_in_order(stripped, order)}') from None
    if match := _SERIAL.fullmatch(stripped):
        return _EXCEL_EPOCH + timedelta(days=int(match[1]))
    raise ValueError(f'"{stripped}" is no date')


def _from_digits(first: str, second: str, third: str, order: DateOrder) -> date:
    if len(first) == 4 or order is DateOrder.YMD:
        return date(_year(first), int(second), int(third))
    if order is DateOrder.DMY:
        return date(_year(third), int(second), int(first))
    return date(_year(third), int(first), int(second))


def _year(digits: str) -> int:
    """The year; two digits mean 1969 to 2068. ValueError for 0001 and 9999, which stand for no date at all."""
    year = int(digits)
    if len(digits) == 4:
        if year not in _YEARS:
            raise ValueError
        return year
    if len(digits) == 1:
        raise ValueError
    return year + (2000 if year < 69 else 1900)


def _in_order(text: str, order: DateOrder) -> str:
    if not _DIGITS_DATE.fullmatch(text) or text[:4].isdecimal():
        return ""
    return {DateOrder.DMY: " (day, month, year)", DateOrder.MDY: " (month, day, year)"}.get(
        order, " (year, month, day)"
    )


def clean_email(text: str) -> str:
    """The first e-mail address in the cell. ValueError if it has no @."""
    email = re.split(r"\s+:::\s+|[,;]\s*", text.strip())[0].strip()
    if "@" not in email:
        raise ValueError(f'"{text.strip()}" is no e-mail address')
    return email


def clean_phone(text: str) -> str:
    """The first phone number in the cell, as it is written."""
    return text.split(" ::: ")[0].strip()


def clean_domain(text: str) -> str:
    """acme.com of https://www.acme.com/about."""
    return re.sub(r"^(?:[a-z]+://)?(?:www\.)?", "", text.strip(), flags=re.IGNORECASE).partition("/")[0].lower()


def split_tags(text: str) -> list[str]:
    """The tags in the cell, each once; Google's own groups are none."""
    names = (name.strip().removeprefix("* ") for name in re.split(r":::|[,;|]", text))
    return list(dict.fromkeys(name for name in names if name and name != "myContacts"))


def deal_status(text: str) -> DealStatus | None:
    """What the word says about the deal, None if it is no such word (as a stage's name is)."""
    return _STATUS_WORDS.get(_word(text))


def temperature(text: str) -> Temperature | None:
    """Cold, warm or hot; None if the word is none of them."""
    return _TEMPERATURE_WORDS.get(_word(text))


def _word(text: str) -> str:
    return " ".join(re.split(r"[\W_]+", text.casefold())).strip()
