"""Times the way people say them: 'call jonas next tue 10am about dates'.

A text is understood completely or not at all: what is outside this small grammar gives None, never a guess.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from leaddesk.domain.dates import add_months, business_days_after, end_of_month
from leaddesk.domain.light import dataclass
from leaddesk.domain.records import FollowUpKind

Clock = time  # `time` is also the name of a field

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_WEEKDAY = {form: day for day, name in enumerate(_WEEKDAYS) for form in (name, name[:3])}
_WEEKDAY.update(tues=1, weds=2, thur=3, thurs=3)
_MONTH = {form: month for month, name in enumerate(_MONTHS, 1) for form in (name, name[:3])}
_MONTH["sept"] = 9
_UNIT = {"d": "day", "w": "week", "h": "hour", "min": "minute"}
_UNIT.update((form, name) for name in ("day", "week", "month", "hour", "minute") for form in (name, name + "s"))
_OPENERS = frozenset(("at", "on", "by", "in", "next", "this", "noon", "today", "tomorrow", "tonight", "eom"))
_EVENING = Clock(19)
_EARLIEST_EVENING = Clock(17)
_YEARS = range(1900, 3000)
_MOST_WORDS = 8

_VERBS = {
    **dict.fromkeys(("call", "phone", "ring"), FollowUpKind.CALL),
    **dict.fromkeys(("mail", "email", "e-mail", "write", "send"), FollowUpKind.EMAIL),
    **dict.fromkeys(("meet", "meeting", "visit", "demo", "lunch"), FollowUpKind.MEETING),
}


@dataclass(frozen=True, slots=True)
class When:
    """A day in the owner's zone and, unless it is for any time that day, a clock time."""

    day: date
    time: Clock | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """A follow-up as it was typed: what to do, of which kind, and when if that was said."""

    subject: str
    kind: FollowUpKind
    when: When | None


def due(when: When, tz: tzinfo) -> tuple[date | None, datetime | None]:
    """The pair (due_on, due_at) of a follow-up: a day, or a UTC time; one that the clocks skip moves on."""
    if when.time is None:
        return when.day, None
    return None, datetime.combine(when.day, when.time, tz).astimezone(UTC)


def parse_when(text: str, now: datetime, tz: tzinfo) -> When | None:
    """The day and time that the whole text says, seen from `now` (aware) in that zone; None if it says none.

    'tue' and 'this tue' are the first Tuesday after today, 'next tue' is that of the following calendar week.
    A clock time alone is the next such time. A day without a year is the next such day, today included.
    """
    words = [bare for word in text.lower().split() if (bare := word.strip(","))]
    if not 1 <= len(words) <= _MOST_WORDS:
        return None
    local = now.astimezone(tz)
    today = local.date()
    if (clock := _clock(words)) is not None:
        return When(today if clock > local.time() else today + timedelta(days=1), clock)
    if (day := _day(words, today)) is not None:
        return When(day)
    if (when := _tonight(words, local) or _moment(words, now, tz)) is not None:
        return when
    for cut in range(1, len(words)):
        for day_words, clock_words in ((words[:cut], words[cut:]), (words[cut:], words[:cut])):
            day, clock = _day(day_words, today), _clock(clock_words)
            if day is not None and clock is not None:
                return When(day, clock)
    return None


def parse_phrase(text: str, now: datetime, tz: tzinfo) -> Phrase:
    """Takes the time out of a typed follow-up and reads its kind from the first verb that tells one.

    The time is the longest run of words at the end that says one, else at the start, else in the middle.
    """
    words = text.split()
    start, end, when = _find_when(words, now, tz)
    rest = words[:start] + words[end:]
    subject = " ".join(rest).strip(" ,;:–-")
    kinds = (_VERBS.get(word.lower().strip(".,;:!?")) for word in rest)
    kind = next((kind for kind in kinds if kind is not None), FollowUpKind.TODO)
    return Phrase(subject[:1].upper() + subject[1:], kind, when)


def _find_when(words: Sequence[str], now: datetime, tz: tzinfo) -> tuple[int, int, When | None]:
    """Where the time stands in the words, as (start, end, when); (0, 0, None) if there is none."""
    count = len(words)
    at_end = [(start, count) for start in range(max(0, count - _MOST_WORDS), count)]
    at_start = [(0, end) for end in range(min(count, _MOST_WORDS), 0, -1)]
    for start, end in at_end + at_start:
        if when := _when_of(words[start:end], now, tz):
            return start, end, when
    starts = [start for start in range(1, count) if _may_open(words[start])]
    for length in range(_MOST_WORDS, 0, -1):
        for start in starts:
            if when := _when_of(words[start : start + length], now, tz):
                return start, start + length, when
    return 0, 0, None


def _when_of(words: Sequence[str], now: datetime, tz: tzinfo) -> When | None:
    return parse_when(" ".join(words), now, tz) if _may_open(words[0]) else None


def _may_open(word: str) -> bool:
    """A cheap look that spares trying to read a time at each word of a long text."""
    bare = word.lower().strip(",")
    return bare[:1].isdigit() or bare in _OPENERS or bare in _WEEKDAY or bare in _MONTH


def _number(text: str, most_digits: int = 4) -> int | None:
    if text.isascii() and text.isdigit() and len(text) <= most_digits:
        return int(text)
    return None


def _clock(words: Sequence[str]) -> Clock | None:
    """'10:00', '10am', '3:30 pm', 'noon', each with or without 'at'."""
    if words[:1] == ["at"]:
        words = words[1:]
    if not 1 <= len(words) <= 2 or (len(words) == 2 and words[1] not in ("am", "pm")):
        return None
    text = "".join(words)
    if text == "noon":
        return Clock(12)
    half = text[-2:] if text.endswith(("am", "pm")) else ""
    hours, colon, minutes = text.removesuffix(half).partition(":")
    hour, minute = _number(hours, 2), _number(minutes, 2) if colon else 0
    if hour is None or minute is None or minute > 59 or (colon and len(minutes) != 2):
        return None
    if half:
        return Clock(hour % 12 + (12 if half == "pm" else 0), minute) if 1 <= hour <= 12 else None
    return Clock(hour, minute) if colon and hour <= 23 else None


def _tonight(words: Sequence[str], local: datetime) -> When | None:
    """'tonight' is today at seven (any time, if that has passed); 'tonight at 8pm' says when itself."""
    if words == ["tonight"]:
        return When(local.date(), _EVENING if local.time() < _EVENING else None)
    if "tonight" not in (words[0], words[-1]):
        return None
    clock = _clock(words[1:] if words[0] == "tonight" else words[:-1])
    return When(local.date(), clock) if clock is not None and clock >= _EARLIEST_EVENING else None


def _moment(words: Sequence[str], now: datetime, tz: tzinfo) -> When | None:
    """'in 3 hours' and ISO 8601 with day and time in one word."""
    amount = _amount(words)
    if amount is not None and amount[1] in ("hour", "minute"):
        count, unit = amount
        then = (now.astimezone(UTC) + timedelta(**{unit + "s": count})).astimezone(tz)
        return When(then.date(), then.time().replace(second=0, microsecond=0))
    if len(words) == 1 and words[0][10:11] == "t" and _iso_day(words[0][:10]):
        try:
            moment = datetime.fromisoformat(words[0].upper())
        except ValueError:
            return None
        if moment.tzinfo is not None:
            moment = moment.astimezone(tz)
        return When(moment.date(), moment.time())
    return None


def _amount(words: Sequence[str]) -> tuple[int, str] | None:
    """'in 3 days', 'in a week', '3d', 'in 2w' as a count and a unit of _UNIT."""
    said_in = words[:1] == ["in"]
    words = words[said_in:]
    if len(words) == 1:
        unit = words[0].lstrip("0123456789")
        count = _number(words[0].removesuffix(unit))
        if not said_in and unit not in ("d", "w"):  # "meeting 1h" says how long
            return None
    elif len(words) == 2 and said_in:
        unit = words[1]
        count = 1 if words[0] in ("a", "an") else _number(words[0])
    else:
        return None
    return (count, _UNIT[unit]) if count is not None and unit in _UNIT else None


def _day(words: Sequence[str], today: date) -> date | None:
    """The day that all the words say, with or without 'on' or 'by'."""
    if words[:1] in (["on"], ["by"]):
        words = words[1:]
    if len(words) == 1:
        return _day_in_a_word(words[0], today) or _day_from_amount(words, today)
    if len(words) == 2 and words[0] in ("next", "this"):
        return _relative_day(words[0], words[1], today)
    return _day_from_amount(words, today) or _day_of_month(words, today)


def _day_in_a_word(word: str, today: date) -> date | None:
    if word in ("today", "tomorrow"):
        return today + timedelta(days=word == "tomorrow")
    if word == "eom":
        return end_of_month(today)
    if word in _WEEKDAY:
        return _relative_day("this", word, today)
    return _iso_day(word) or _dotted_day(word, today)


def _relative_day(which: str, name: str, today: date) -> date | None:
    monday = today + timedelta(days=7 - today.weekday())
    if name in _WEEKDAY:
        if which == "next":
            return monday + timedelta(days=_WEEKDAY[name])
        return today + timedelta(days=(_WEEKDAY[name] - today.weekday() - 1) % 7 + 1)
    if (which, name) == ("next", "week"):
        return monday
    if (which, name) == ("next", "month"):
        return add_months(today.replace(day=1), 1)
    return None


def _day_from_amount(words: Sequence[str], today: date) -> date | None:
    if len(words) == 4 and words[0] == "in" and words[2] in ("business", "working") and _UNIT.get(words[3]) == "day":
        count = _number(words[1])
        return business_days_after(today, count) if count else None
    amount = _amount(words)
    if amount is None:
        return None
    count, unit = amount
    if unit == "month":
        return add_months(today, count)
    days = {"day": 1, "week": 7}.get(unit)
    return None if days is None else today + timedelta(days=count * days)


def _day_of_month(words: Sequence[str], today: date) -> date | None:
    """'25 dec', 'dec 25', '25th december 2026'."""
    if not 2 <= len(words) <= 3:
        return None
    month_first = words[0] in _MONTH
    month = _MONTH.get(words[not month_first])
    number = words[month_first]
    for ending in ("st", "nd", "rd", "th", "."):
        number = number.removesuffix(ending)
    day = _number(number, 2)
    if month is None or day is None:
        return None
    if len(words) == 2:
        return _next_such_day(month, day, today)
    return _date(_number(words[2]), month, day)


def _iso_day(word: str) -> date | None:
    year, month, day = word[:4], word[5:7], word[8:]
    if len(word) != 10 or word[4] != "-" or word[7] != "-":
        return None
    return _date(_number(year), _number(month), _number(day))


def _dotted_day(word: str, today: date) -> date | None:
    """'1.12.2026', '1.12.26' and '1.12.'; '1.12' may be a number or a time and is none."""
    parts = word.split(".")
    if len(parts) != 3 or len(parts[2]) not in (0, 2, 4):
        return None
    day, month = _number(parts[0], 2), _number(parts[1], 2)
    if parts[2]:
        year = _number(parts[2])
        return _date(year + 2000 if year is not None and len(parts[2]) == 2 else year, month, day)
    return None if day is None or month is None else _next_such_day(month, day, today)


def _next_such_day(month: int, day: int, today: date) -> date | None:
    for year in range(today.year, today.year + 9):  # eight years lie between leap years around a turn of century
        found = _date(year, month, day)
        if found is not None and found >= today:
            return found
    return None


def _date(year: int | None, month: int | None, day: int | None) -> date | None:
    if year is None or month is None or day is None or year not in _YEARS:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
