"""What the window says: money, days and times in words, beside the translation of all else.

Nothing here asks for the time; `now` is always passed in, aware and local. Numbers and times are written the
way of the default QLocale, words come from the translation.
"""

from datetime import UTC, date, datetime, timedelta

from PySide6.QtCore import QLocale, QTime

from leaddesk.domain import next_step
from leaddesk.domain.money import exponent
from leaddesk.domain.next_step import NextStepState
from leaddesk.domain.records import DealStatus, Temperature
from leaddesk.gui.translation import tr

__all__ = [
    "ago_text",
    "compact_money_text",
    "day_text",
    "due_text",
    "duration_text",
    "full_day_text",
    "money_text",
    "month_text",
    "number_text",
    "short_due_text",
    "size_text",
    "stamp_text",
    "status_text",
    "temperature_text",
    "time_text",
    "tr",
    "when_text",
]

_SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}


def number_text(number: int) -> str:
    """A whole number with the locale's separators: '1,204'."""
    return _locale().toString(number)


def money_text(minor: int, currency: str, *, short: bool = True) -> str:
    """An amount as "€9,500", "€9,500.50" or "CHF 9,500"; `short` False keeps the decimals of whole ones."""
    digits = exponent(currency)
    whole, rest = divmod(abs(minor), 10**digits)
    number = number_text(whole)
    if digits and (rest or not short):
        number += f"{_locale().decimalPoint()}{rest:0{digits}d}"
    sign = "-" if minor < 0 else ""
    return f"{sign}{_SYMBOLS.get(currency) or currency + ' '}{number}"


def compact_money_text(minor: int, currency: str) -> str:
    """An amount where there is little room: "€46.6M", "€118k"; as `money_text` below ten thousand."""
    units = abs(minor) / 10 ** exponent(currency)
    for size, mark in ((1_000_000_000, "B"), (1_000_000, "M"), (1_000, "k")):
        if units >= max(size, 10_000):
            value = units / size
            number = _locale().toString(value, "f", 0 if value >= 100 else 1)
            return f"{'-' if minor < 0 else ''}{_SYMBOLS.get(currency) or currency + ' '}{number}{mark}"
    return money_text(minor, currency)


def day_text(day: date, today: date) -> str:
    """'Today', 'Tomorrow', 'Yesterday', 'Thu 26' within the coming 7 days, else '3 Dec' or '3 Dec 2027'."""
    ahead = (day - today).days
    if ahead in (-1, 0, 1):
        return (tr("Today"), tr("Tomorrow"), tr("Yesterday"))[ahead]
    if 1 < ahead <= 7:
        return tr("{weekday} {day}").format(weekday=_weekdays()[day.weekday()], day=day.day)
    if day.year == today.year:
        return tr("{day} {month}").format(day=day.day, month=_months()[day.month - 1])
    return tr("{day} {month} {year}").format(day=day.day, month=_months()[day.month - 1], year=day.year)


def full_day_text(day: date) -> str:
    """'18 Dec 2026', whichever year it is."""
    return day_text(day, date(day.year - 1 if day.year > 1 else day.year + 1, 6, 15))


def month_text(day: date, *, short: bool = False) -> str:
    """'November 2026', or where there is little room 'Nov 2026'."""
    names = (
        *(tr("January"), tr("February"), tr("March"), tr("April"), tr("May"), tr("June")),
        *(tr("July"), tr("August"), tr("September"), tr("October"), tr("November"), tr("December")),
    )
    return tr("{month} {year}").format(month=(_months() if short else names)[day.month - 1], year=day.year)


def temperature_text(temperature: Temperature) -> str:
    """'Hot', 'Warm' or 'Cold'."""
    return {Temperature.HOT: tr("Hot"), Temperature.WARM: tr("Warm"), Temperature.COLD: tr("Cold")}[temperature]


def status_text(status: DealStatus) -> str:
    """'Open', 'Won' or 'Lost'."""
    return {DealStatus.OPEN: tr("Open"), DealStatus.WON: tr("Won"), DealStatus.LOST: tr("Lost")}[status]


def time_text(local: datetime) -> str:
    """The time of day in the locale's short form: '15:00', '3:00 PM'."""
    return _locale().toString(QTime(local.hour, local.minute), QLocale.FormatType.ShortFormat)


def when_text(moment: datetime, now_local: datetime) -> str:
    """When something was or will be: 'Today 08:12', 'Yesterday', '17 Nov', 'Thu 26 15:00'."""
    local = moment.astimezone(now_local.tzinfo)
    day = day_text(local.date(), now_local.date())
    if local.date() < now_local.date():
        return day
    return tr("{day} {time}").format(day=day, time=time_text(local))


def stamp_text(moment: datetime, now_local: datetime) -> str:
    """The exact time of something past: 'Today, 09:00', 'Yesterday, 17:30', '17 Nov, 08:05'."""
    local = moment.astimezone(now_local.tzinfo)
    return tr("{day}, {time}").format(day=day_text(local.date(), now_local.date()), time=time_text(local))


def size_text(size: int) -> str:
    """A number of bytes as '4.2 MB'."""
    return _locale().formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def due_text(due_on: date | None, due_at: datetime | None, now_local: datetime) -> tuple[str, NextStepState]:
    """What to say of a next step and how it stands: 'Overdue 2 d', 'Today 15:00', 'Fri 27', 'No next step'."""
    state = next_step.state(due_on, due_at, now_local, now_local.tzinfo or UTC)
    day = due_at.astimezone(now_local.tzinfo).date() if due_at else due_on
    if day is None:
        return tr("No next step"), state
    if state is NextStepState.OVERDUE:
        return tr("Overdue {time}").format(time=_lateness(day, due_at, now_local)), state
    if state is NextStepState.TODAY and due_at:
        return tr("Today {time}").format(time=time_text(due_at.astimezone(now_local.tzinfo))), state
    return day_text(day, now_local.date()), state


def short_due_text(due_on: date | None, due_at: datetime | None, now_local: datetime) -> str:
    """The same where there is little room: '2 d late', '15:00', 'Fri 27', 'No step'."""
    said, state = due_text(due_on, due_at, now_local)
    day = due_at.astimezone(now_local.tzinfo).date() if due_at else due_on
    if day is None:
        return tr("No step")
    if state is NextStepState.OVERDUE:
        return tr("{time} late").format(time=_lateness(day, due_at, now_local))
    if state is NextStepState.TODAY and due_at:
        return time_text(due_at.astimezone(now_local.tzinfo))
    return said


def ago_text(moment: datetime, now: datetime) -> str:
    """How far off: 'just now', '5 min ago', '3 h ago', 'yesterday', '12 days ago', and 'in 40 min'."""
    minutes = round((now - moment).total_seconds() / 60)
    if minutes == 0:
        return tr("just now")
    days = abs((now.date() - moment.astimezone(now.tzinfo).date()).days)
    if abs(minutes) < 60:
        past, future = tr("%n min ago", abs(minutes)), tr("in %n min", abs(minutes))
    elif abs(minutes) < 24 * 60 and days < 2:
        past, future = tr("%n h ago", abs(minutes) // 60), tr("in %n h", abs(minutes) // 60)
    elif days == 1:
        past, future = tr("yesterday"), tr("tomorrow")
    elif days < 60:
        past, future = tr("%n day(s) ago", days), tr("in %n day(s)", days)
    elif days < 730:
        past, future = tr("%n month(s) ago", days // 30), tr("in %n month(s)", days // 30)
    else:
        past, future = tr("%n year(s) ago", days // 365), tr("in %n year(s)", days // 365)
    return past if minutes > 0 else future


def duration_text(span: timedelta) -> str:
    """How long something lasted: '40 min', '5 h', '6 days'."""
    minutes = round(span.total_seconds() / 60)
    if minutes < 60:
        return tr("%n min", minutes)
    if minutes < 24 * 60:
        return tr("%n h", minutes // 60)
    return tr("%n day(s)", round(span / timedelta(days=1)))


def _lateness(day: date, due_at: datetime | None, now_local: datetime) -> str:
    """'2 d', '3 h', '20 min'."""
    days = (now_local.date() - day).days
    if days or due_at is None:
        return tr("{days} d").format(days=days)
    minutes = int((now_local - due_at).total_seconds()) // 60
    if minutes >= 60:
        return tr("{hours} h").format(hours=minutes // 60)
    return tr("{minutes} min").format(minutes=minutes)


def _locale() -> QLocale:
    """The default locale; for the bare C locale, which is nobody's, British English."""
    locale = QLocale()
    if locale.language() == QLocale.Language.C:
        return QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
    return locale


def _weekdays() -> tuple[str, ...]:
    return tr("Mon"), tr("Tue"), tr("Wed"), tr("Thu"), tr("Fri"), tr("Sat"), tr("Sun")


def _months() -> tuple[str, ...]:
    first = tr("Jan"), tr("Feb"), tr("Mar"), tr("Apr"), tr("May"), tr("Jun")
    return *first, tr("Jul"), tr("Aug"), tr("Sep"), tr("Oct"), tr("Nov"), tr("Dec")
