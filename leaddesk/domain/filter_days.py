"""Days as they are typed in filters: a day, a month, a stretch of time seen from today, or a length of time."""

import re
from datetime import date, timedelta

from leaddesk.domain.dates import add_months, end_of_month
from leaddesk.domain.filter_tree import Between

PERIODS = tuple(
    f"{which}-{unit}" for which in ("this", "next", "last") for unit in ("week", "month", "quarter", "year")
)
NEAR = {"yesterday": -1, "today": 0, "tomorrow": 1}

_LENGTH = re.compile(r"(\d{1,4})([dwm])", re.ASCII)
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d\d)", re.ASCII)
_YEARS = range(1900, 3000)
_ONE = timedelta(days=1)
_STEPS = {"this": 0, "next": 1, "last": -1}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_DAYS = {"d": 1, "w": 7}

Days = tuple[date | None, date | None]  # first and last, both included; None: open


def is_days(term: str) -> bool:
    """Whether this says when: 2026-12-31, 2026-12, today, this-month, next-quarter, 30d, 2w, 6m."""
    return term in NEAR or term in PERIODS or _is_length(term) or _written(term) is not None


def length_in_days(term: str) -> int | None:
    """The days of '14', '14d' or '2w'; None for what is no such number."""
    if term.isascii() and term.isdigit() and len(term) <= 4:
        return int(term)
    length = _LENGTH.fullmatch(term)
    return int(length[1]) * _DAYS[length[2]] if length and length[2] in _DAYS else None


def day_range(days: Between, today: date, *, ago: bool) -> Days:
    """The days that are meant, seen from today.

    A length of time such as 30d is the day that far ahead, with `ago` back; by itself it is the whole time until
    then. More than 30d ago is before that day. A range may be written from either end.
    """
    low, high = _end(days.low), _end(days.high)
    if low is not None and high is not None:
        spans = [_span(term, today, ago) for term in (low, high)]
        if low == high and _is_length(low):
            spans.append((today, today))
        return min(first for first, _ in spans), max(last for _, last in spans)
    term = low or high or ""
    first, last = _span(term, today, ago)
    if (low is not None) != (ago and _is_length(term)):
        return (last + _ONE if days.strict else first), None
    return None, (first - _ONE if days.strict else last)


def _end(end: object) -> str | None:
    return None if end is None else str(end)


def _is_length(term: str) -> bool:
    return _LENGTH.fullmatch(term) is not None


def _written(term: str) -> tuple[date, date] | None:
    """The day, or the first and last of the month, that is written in figures."""
    try:
        if match := _DAY.fullmatch(term):
            day = date(int(match[1]), int(match[2]), int(match[3]))
            return (day, day) if day.year in _YEARS else None
        if match := _MONTH.fullmatch(term):
            first = date(int(match[1]), int(match[2]), 1)
            return (first, end_of_month(first)) if first.year in _YEARS else None
    except ValueError:
        pass
    return None


def _span(term: str, today: date, ago: bool) -> tuple[date, date]:
    """First and last day of a term that `is_days`."""
    if written := _written(term):
        return written
    if term in NEAR:
        day = today + timedelta(days=NEAR[term])
        return day, day
    if length := _LENGTH.fullmatch(term):
        count = int(length[1]) * (-1 if ago else 1)
        unit = length[2]
        day = today + timedelta(days=count * _DAYS[unit]) if unit in _DAYS else add_months(today, count)
        return day, day
    which, _, unit = term.partition("-")
    step = _STEPS[which]
    if unit == "week":
        monday = today + timedelta(days=7 * step - today.weekday())
        return monday, monday + timedelta(days=6)
    months = _MONTHS[unit]
    first = add_months(today.replace(month=(today.month - 1) // months * months + 1, day=1), months * step)
    return first, add_months(first, months) - _ONE
