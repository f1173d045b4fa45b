"""Money, days and times as the window says them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from PySide6.QtCore import QLocale

from leaddesk.gui.texts import (
    ago_text,
    compact_money_text,
    day_text,
    due_text,
    duration_text,
    money_text,
    number_text,
    time_text,
    tr,
    when_text,
)

ZONE = timezone(timedelta(hours=1))
NOW = datetime(2026, 11, 21, 10, 20, tzinfo=ZONE)  # a Saturday
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def _british() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    yield
    QLocale.setDefault(before)


def local(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("text", "n", "said"),
    [
        ("%n deal(s)", 1, "1 deal"),
        ("%n deal(s)", 0, "0 deals"),
        ("%n deal(s) moved to {stage}", 3, "3 deals moved to {stage}"),
        ("%n (company|companies)", 1, "1 company"),
        ("%n (company|companies)", 2, "2 companies"),
    ],
)
def test_plurals(text: str, n: int, said: str) -> None:
    assert tr(text, n) == said


def test_plain_text_is_left_alone() -> None:
    assert tr("Lost (asks why) {name}") == "Lost (asks why) {name}"


@pytest.mark.parametrize(
    ("minor", "currency", "said"),
    [
        (950000, "EUR", "€9,500"),
        (950050, "EUR", "€9,500.50"),
        (950005, "USD", "$9,500.05"),
        (950000, "GBP", "£9,500"),
        (950000, "JPY", "¥950,000"),
        (950000, "CHF", "CHF 9,500"),
        (-120000, "EUR", "-€1,200"),
        (0, "EUR", "€0"),
        (1234567, "KWD", "KWD 1,234.567"),
        (10_005_534_00, "USD", "$10,005,534"),
    ],
)
def test_money(minor: int, currency: str, said: str) -> None:
    assert money_text(minor, currency) == said


def test_money_with_all_its_decimals() -> None:
    assert money_text(950000, "EUR", short=False) == "€9,500.00"
    assert money_text(950000, "JPY", short=False) == "¥950,000"


def test_numbers_follow_the_locale_and_symbols_stay_in_front() -> None:
    QLocale.setDefault(QLocale("de_DE"))
    assert money_text(950050, "EUR") == "€9.500,50"
    assert number_text(1204) == "1.204"


def test_the_bare_c_locale_still_groups_digits() -> None:
    QLocale.setDefault(QLocale.c())
    assert number_text(1204) == "1,204"
    assert time_text(local(21, 15)) == "15:00"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 11, 21), "Today"),
        (date(2026, 11, 22), "Tomorrow"),
        (date(2026, 11, 20), "Yesterday"),
        (date(2026, 11, 23), "Mon 23"),
        (date(2026, 11, 26), "Thu 26"),
        (date(2026, 11, 28), "Sat 28"),
        (date(2026, 11, 29), "29 Nov"),
        (date(2026, 12, 3), "3 Dec"),
        (date(2026, 11, 17), "17 Nov"),
        (date(2027, 12, 3), "3 Dec 2027"),
        (date(2025, 11, 21), "21 Nov 2025"),
    ],
)
def test_days(day: date, said: str) -> None:
    assert day_text(day, TODAY) == said


def test_times_follow_the_locale() -> None:
    assert time_text(local(21, 15)) == "15:00"
    QLocale.setDefault(QLocale("en_US"))
    assert time_text(local(21, 15)).split() == ["3:00", "PM"]


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (local(21, 8, 12), "Today 08:12"),
        (local(20, 8), "Yesterday"),
        (local(17, 8), "17 Nov"),
        (local(24, 10), "Tue 24 10:00"),
        (datetime(2026, 11, 21, 23, 30, tzinfo=UTC), "Tomorrow 00:30"),
    ],
)
def test_when(moment: datetime, said: str) -> None:
    assert when_text(moment, NOW) == said


@pytest.mark.parametrize(
    ("due_on", "due_at", "said", "state"),
    [
        (None, None, "No next step", "none"),
        (TODAY, None, "Today", "today"),
        (date(2026, 11, 19), None, "Overdue 2 d", "overdue"),
        (date(2026, 11, 22), None, "Tomorrow", "planned"),
        (date(2026, 12, 3), None, "3 Dec", "planned"),
        (None, local(21, 15), "Today 15:00", "today"),
        (None, local(21, 10, 20), "Today 10:20", "today"),
        (None, local(21, 10, 15), "Overdue 5 min", "overdue"),
        (None, local(21, 8), "Overdue 2 h", "overdue"),
        (None, local(19, 23), "Overdue 2 d", "overdue"),
        (None, local(27, 9), "Fri 27", "planned"),
        (None, datetime(2026, 11, 21, 23, 30, tzinfo=UTC), "Tomorrow", "planned"),
    ],
)
def test_next_steps(due_on: date | None, due_at: datetime | None, said: str, state: str) -> None:
    assert due_text(due_on, due_at, NOW) == (said, state)


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (NOW, "just now"),
        (NOW - timedelta(minutes=5), "5 min ago"),
        (NOW + timedelta(minutes=40), "in 40 min"),
        (NOW - timedelta(hours=3), "3 h ago"),
        (NOW - timedelta(hours=23), "23 h ago"),
        (NOW - timedelta(hours=34), "yesterday"),
        (NOW + timedelta(hours=30), "tomorrow"),
        (NOW - timedelta(days=12), "12 days ago"),
        (NOW + timedelta(days=2), "in 2 days"),
        (NOW - timedelta(days=90), "3 months ago"),
        (NOW - timedelta(days=1100), "3 years ago"),
    ],
)
def test_how_long_ago(moment: datetime, said: str) -> None:
    assert ago_text(moment.astimezone(UTC), NOW) == said


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(0), "0 min"),
        (timedelta(seconds=40), "1 min"),
        (timedelta(minutes=59), "59 min"),
        (timedelta(hours=5, minutes=50), "5 h"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=5, hours=18), "6 days"),
        (timedelta(days=1100), "1100 days"),
    ],
)
def test_how_long_it_lasted(span: timedelta, said: str) -> None:
    assert duration_text(span) == said


@pytest.mark.parametrize(
    ("minor", "currency", "said"),
    [
        (950_000, "EUR", "€9,500"),
        (1_050_000, "EUR", "€10.5k"),
        (11_840_000, "EUR", "€118k"),
        (46_611_000_00, "EUR", "€46.6M"),
        (466_110_000, "JPY", "¥466M"),
        (-46_611_000_00, "CHF", "-CHF 46.6M"),
    ],
)
def test_large_sums_are_short_where_there_is_little_room(minor: int, currency: str, said: str) -> None:
    assert compact_money_text(minor, currency) == said
