"""Times and days: aware UTC for moments, plain dates for days, the owner's zone only where they meet."""

import os
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo

_DAY = timedelta(days=1)
_FRIDAY = 4
_LOCALTIME = "/etc/localtime"


def utc_text(moment: datetime) -> str:
    """The moment as '2026-11-21T20:45:01.123Z': always 24 characters, sorts like the time it stands for.

    Parts of a millisecond are cut off. ValueError for a naive datetime.
    """
    if moment.tzinfo is None:
        raise ValueError("a time without a zone cannot be written")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def utc_from_text(text: str) -> datetime:
    """The aware UTC datetime that `utc_text` wrote; other ISO 8601 times with a zone are read as well.

    ValueError for anything else.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is UTC:
        return moment
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no zone")
    return moment.astimezone(UTC)


def day_bounds(day: date, tz: tzinfo) -> tuple[datetime, datetime]:
    """First moment of the day in that zone and of the next, both UTC: 23, 24 or 25 hours apart."""
    return _midnight(day, tz), _midnight(day + _DAY, tz)


def _midnight(day: date, tz: tzinfo) -> datetime:
    return datetime.combine(day, time.min, tz).astimezone(UTC)


def local_day(moment: datetime, tz: tzinfo) -> date:
    """The calendar day that the aware moment has in that zone."""
    return moment.astimezone(tz).date()


def local_zone(environ: Mapping[str, str] = os.environ, localtime: str = _LOCALTIME) -> tzinfo:
    """The zone of this machine, with its summer time rules wherever the system tells them.

    Asked in this order: the TZ variable, the file or link /etc/localtime, the C library (only its offset).
    """
    name = environ.get("TZ")
    zone = _zone_of_file(localtime) if name is None else _zone_named(name.removeprefix(":"))
    return zone or datetime.now().astimezone().tzinfo or UTC


def _zone_named(name: str) -> tzinfo | None:
    from zoneinfo import ZoneInfo  # takes longer to import than all the rest of this module

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # a POSIX rule such as CET-1CEST, a folder, a misspelt name
        return None


def _zone_of_file(localtime: str) -> tzinfo | None:
    from pathlib import Path
    from zoneinfo import ZoneInfo

    path = Path(localtime)
    _, marker, name = path.resolve().as_posix().rpartition("/zoneinfo/")
    if marker and (zone := _zone_named(name)):
        return zone
    try:
        with path.open("rb") as file:
            return ZoneInfo.from_file(file)
    except (OSError, ValueError):
        return None


def noon_utc(day: date) -> datetime:
    """A day that came without a time as a moment: noon UTC shows the same day nearly everywhere on earth."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later (or earlier), or that month's last day if it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    return date(year, month, min(day.day, _days_in_month(year, month)))


def _days_in_month(year: int, month: int) -> int:
    return 31 if month == 12 else (date(year, month + 1, 1) - date(year, month, 1)).days


def end_of_month(day: date) -> date:
    """The last day of the day's month."""
    return day.replace(day=_days_in_month(day.year, day.month))


def business_days_after(day: date, count: int) -> date:
    """The `count`-th (1 or more) day from Monday to Friday after the day; holidays are not known."""
    weekday = min(day.weekday(), _FRIDAY)
    weeks, rest = divmod(weekday + count, 5)
    return day + timedelta(days=weeks * 7 + rest - day.weekday())
