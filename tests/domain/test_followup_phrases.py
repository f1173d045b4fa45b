"""Follow-ups typed the way people say them."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaddesk.domain.followup_phrases import Phrase, When, due, parse_phrase, parse_when
from leaddesk.domain.records import FollowUpKind

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 21, 9, 20, 30, tzinfo=UTC)  # Saturday, 10:20:30 in Berlin
CALL, EMAIL, MEETING, TODO = FollowUpKind


def when(day: str, clock: str | None = None) -> When:
    return When(date.fromisoformat(day), None if clock is None else time.fromisoformat(clock))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-01", when("2026-12-01")),
        ("2026-12-01 14:30", when("2026-12-01", "14:30")),
        ("2026-12-01T14:30", when("2026-12-01", "14:30")),
        ("2026-12-01T14:30Z", when("2026-12-01", "15:30")),
        ("2026-12-01t23:30:00-01:00", when("2026-12-02", "01:30")),
        ("2026-11-20", when("2026-11-20")),
        ("10:00", when("2026-11-22", "10:00")),
        ("10:20", when("2026-11-22", "10:20")),
        ("10:21", when("2026-11-21", "10:21")),
        ("at 11:00", when("2026-11-21", "11:00")),
        ("10am", when("2026-11-22", "10:00")),
        ("3pm", when("2026-11-21", "15:00")),
        ("3:30 PM", when("2026-11-21", "15:30")),
        ("12am", when("2026-11-22", "00:00")),
        ("12pm", when("2026-11-21", "12:00")),
        ("noon", when("2026-11-21", "12:00")),
        ("today", when("2026-11-21")),
        ("today 9:00", when("2026-11-21", "09:00")),
        ("Tomorrow", when("2026-11-22")),
        ("tomorrow, noon", when("2026-11-22", "12:00")),
        ("tonight", when("2026-11-21", "19:00")),
        ("tonight at 8pm", when("2026-11-21", "20:00")),
        ("8pm tonight", when("2026-11-21", "20:00")),
        ("in 3 days", when("2026-11-24")),
        ("in a week", when("2026-11-28")),
        ("in 2 weeks at 3pm", when("2026-12-05", "15:00")),
        ("in 3 months", when("2027-02-21")),
        ("in 3 hours", when("2026-11-21", "13:20")),
        ("in an hour", when("2026-11-21", "11:20")),
        ("in 30 min", when("2026-11-21", "10:50")),
        ("in 14 hours", when("2026-11-22", "00:20")),
        ("2w", when("2026-12-05")),
        ("in 3d", when("2026-11-24")),
        ("tue", when("2026-11-24")),
        ("this tue", when("2026-11-24")),
        ("next tue", when("2026-11-24")),
        ("sat", when("2026-11-28")),
        ("next saturday", when("2026-11-28")),
        ("next week", when("2026-11-23")),
        ("next month", when("2026-12-01")),
        ("eom", when("2026-11-30")),
        ("in 3 business days", when("2026-11-25")),
        ("in 1 working day", when("2026-11-23")),
        ("25 dec", when("2026-12-25")),
        ("dec 25", when("2026-12-25")),
        ("25th December 2027", when("2027-12-25")),
        ("Dec 1st, 2026", when("2026-12-01")),
        ("3. jan", when("2027-01-03")),
        ("21 nov", when("2026-11-21")),
        ("20 nov", when("2027-11-20")),
        ("29 feb", when("2028-02-29")),
        ("1.12.2026", when("2026-12-01")),
        ("01.12.27", when("2027-12-01")),
        ("1.12.", when("2026-12-01")),
        ("1.11.", when("2027-11-01")),
        ("on tue at 10am", when("2026-11-24", "10:00")),
        ("10am on tue", when("2026-11-24", "10:00")),
        ("next tue 3:30 pm", when("2026-11-24", "15:30")),
        ("3 pm next tue", when("2026-11-24", "15:00")),
        ("by fri", when("2026-11-27")),
        ("at noon on dec 25 2026", when("2026-12-25", "12:00")),
    ],
)
def test_understood(text: str, expected: When) -> None:
    assert parse_when(text, NOW, BERLIN) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", "   ", ",", "soon", "at", "on", "in", "next", "next year", "this week", "10", "25", "at 10"),
        *("25:00", "10:60", "10:5", "13pm", "0am", "10:00:00 pm", "²:00", "1 0:00", "am", "noon pm"),
        *("2026-02-30", "2026-13-01", "2026-1-1", "1026-01-01", "2026-12-01T25:00", "2026-12-01Tnoon"),
        *("0000-00-00T10:00", "20261201", "12/1/2026", "1.12", "31.2.2026", "30.2.", "1.2.3.4", "a.b."),
        *("1.x.", "x.1.2026", "1.12.x6", "3 days", "in x days", "in 99999 days", "in 3", "in 3 years", "30min"),
        *("1h", "3m", "in tue", "in 0 business days", "in x business days", "in 3 business weeks", "32 dec"),
        *("dec", "dec dec", "x dec", "25 dec x", "25 dec 26 x", "tomorrow tomorrow", "10:00 11:00", "tue wed"),
        *("tonight at 10:00", "tonight tomorrow", "call tonight now", "tomorrow in 3 hours", "tue 10am maybe"),
        "one two three four five six seven eight nine",
    ],
)
def test_not_understood_is_no_guess(text: str) -> None:
    assert parse_when(text, NOW, BERLIN) is None


def test_within_the_week_this_and_next_differ() -> None:
    monday = datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert parse_when("tue", monday, BERLIN) == when("2026-11-24")
    assert parse_when("this tue", monday, BERLIN) == when("2026-11-24")
    assert parse_when("next tue", monday, BERLIN) == when("2026-12-01")
    assert parse_when("mon", monday, BERLIN) == when("2026-11-30")
    assert parse_when("next mon", monday, BERLIN) == when("2026-11-30")


def test_a_late_tonight_is_any_time_today() -> None:
    evening = datetime(2026, 11, 21, 20, tzinfo=UTC)
    assert parse_when("tonight", evening, BERLIN) == when("2026-11-21")


def test_today_is_the_owners_day() -> None:
    late = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    assert parse_when("today", late, BERLIN) == when("2026-11-22")
    assert parse_when("tomorrow", late, ZoneInfo("America/New_York")) == when("2026-11-22")


def test_hours_are_counted_over_a_change_of_clocks() -> None:
    before = datetime(2026, 10, 24, 23, tzinfo=UTC)  # 01:00 in Berlin, an hour comes twice
    step = parse_when("in 3 hours", before, BERLIN)
    assert step == when("2026-10-25", "03:00")
    twice = parse_when("in 2 hours", before, BERLIN)
    assert twice is not None
    assert due(twice, BERLIN) == (None, datetime(2026, 10, 25, 1, tzinfo=UTC))


def test_due_is_a_day_or_a_time() -> None:
    assert due(when("2026-11-24"), BERLIN) == (date(2026, 11, 24), None)
    assert due(when("2026-11-24", "10:00"), BERLIN) == (None, datetime(2026, 11, 24, 9, tzinfo=UTC))
    assert due(when("2026-03-29", "02:30"), BERLIN) == (None, datetime(2026, 3, 29, 1, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "call jonas next tue 10am about dates",
            Phrase("Call jonas about dates", CALL, when("2026-11-24", "10:00")),
        ),
        ("call Eva tue 10am", Phrase("Call Eva", CALL, when("2026-11-24", "10:00"))),
        ("Tomorrow at 3 pm ring Amy", Phrase("Ring Amy", CALL, when("2026-11-22", "15:00"))),
        ("send offer in 3 business days", Phrase("Send offer", EMAIL, when("2026-11-25"))),
        ("E-mail Priya, tomorrow", Phrase("E-mail Priya", EMAIL, when("2026-11-22"))),
        ("Quick lunch with C. Conti on 1.12.", Phrase("Quick lunch with C. Conti", MEETING, when("2026-12-01"))),
        ("Demo on site", Phrase("Demo on site", MEETING, None)),
        ("Write to Sam about the demo", Phrase("Write to Sam about the demo", EMAIL, None)),
        ("order 25 labels", Phrase("Order 25 labels", TODO, None)),
        ("check the file, 2w", Phrase("Check the file", TODO, when("2026-12-05"))),
        ("sat: tidy up", Phrase("Sat: tidy up", TODO, None)),
        ("ask for a visit of 3 people", Phrase("Ask for a visit of 3 people", MEETING, None)),
        ("today call Eva tomorrow", Phrase("Today call Eva", CALL, when("2026-11-22"))),
        ("éva fri", Phrase("Éva", TODO, when("2026-11-27"))),
        ("tomorrow 10am", Phrase("", TODO, when("2026-11-22", "10:00"))),
        ("", Phrase("", TODO, None)),
    ],
)
def test_a_phrase_is_taken_apart(text: str, expected: Phrase) -> None:
    assert parse_phrase(text, NOW, BERLIN) == expected


_WORDS = st.sampled_from(
    [
        *("in", "on", "at", "by", "next", "this", "a", "3", "25", "99", "1.12.", "1.12.2026", "2026-12-01"),
        *("2026-12-01t10:00z", "10am", "3:30", "pm", "noon", "tue", "dec", "days", "w", "hours", "business"),
        *("months", "week", "eom", "tonight", "call", "²", "٣", "9999-12-31t23:59-23:59", "29", "feb"),
    ]
)


@given(st.one_of(st.text(), st.lists(_WORDS, max_size=10).map(" ".join)))
def test_any_text_is_read_without_an_error(text: str) -> None:
    phrase = parse_phrase(text, NOW, BERLIN)
    whole = parse_when(text, NOW, BERLIN)
    if whole is not None:
        assert (phrase.subject, phrase.when) == ("", whole)
        due(whole, BERLIN)
