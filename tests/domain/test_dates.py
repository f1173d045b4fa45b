"""Moments and days, in zones with and without summer time."""

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaddesk.domain.dates import (
    add_months,
    business_days_after,
    day_bounds,
    end_of_month,
    local_day,
    local_zone,
    noon_utc,
    utc_from_text,
    utc_text,
)

BERLIN = ZoneInfo("Europe/Berlin")
AUCKLAND = ZoneInfo("Pacific/Auckland")
SANTIAGO = ZoneInfo("America/Santiago")


def test_a_moment_is_written_in_utc_with_a_fixed_width() -> None:
    moment = datetime(2026, 11, 21, 21, 45, 1, 123_999, tzinfo=BERLIN)
    assert utc_text(moment) == "2026-11-21T20:45:01.123Z"
    assert utc_text(datetime(1, 1, 1, tzinfo=UTC)) == "0001-01-01T00:00:00.000Z"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        utc_text(datetime(2026, 11, 21))  # noqa: DTZ001
    with pytest.raises(ValueError, match="zone"):
        utc_from_text("2026-11-21T20:45:01.123")
    with pytest.raises(ValueError, match="yesterday"):
        utc_from_text("yesterday")


def test_other_offsets_are_read_as_utc() -> None:
    moment = utc_from_text("2026-11-21T21:45:01+01:00")
    assert moment == datetime(2026, 11, 21, 20, 45, 1, tzinfo=UTC)
    assert moment.tzinfo is UTC


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_texts_come_back_and_sort_like_times(one: datetime, other: datetime) -> None:
    one, other = (moment.replace(microsecond=moment.microsecond // 1000 * 1000) for moment in (one, other))
    assert utc_from_text(utc_text(one)) == one
    assert (utc_text(one) < utc_text(other)) == (one < other)


@pytest.mark.parametrize(
    ("day", "tz", "hours"),
    [
        (date(2026, 11, 21), BERLIN, 24),
        (date(2026, 3, 29), BERLIN, 23),
        (date(2026, 10, 25), BERLIN, 25),
        (date(2026, 9, 6), SANTIAGO, 23),  # the clocks skip midnight
        (date(2026, 9, 5), SANTIAGO, 24),
    ],
)
def test_a_day_is_as_long_as_the_clocks_make_it(day: date, tz: ZoneInfo, hours: int) -> None:
    start, end = day_bounds(day, tz)
    assert end - start == timedelta(hours=hours)
    assert start.tzinfo is UTC
    assert local_day(start, tz) == day
    assert local_day(start - timedelta(microseconds=1), tz) == day - timedelta(days=1)
    assert local_day(end - timedelta(microseconds=1), tz) == day
    assert local_day(end, tz) == day + timedelta(days=1)


def test_the_same_moment_lies_in_different_days() -> None:
    moment = datetime(2026, 11, 21, 20, 45, tzinfo=UTC)
    assert local_day(moment, BERLIN) == date(2026, 11, 21)
    assert local_day(moment, AUCKLAND) == date(2026, 11, 22)


def test_the_zone_is_the_one_that_the_variable_names() -> None:
    assert local_zone({"TZ": "Asia/Tokyo"}) is ZoneInfo("Asia/Tokyo")
    assert local_zone({"TZ": ":Asia/Tokyo"}) is ZoneInfo("Asia/Tokyo")


@pytest.mark.parametrize("name", ["", "Nowhere/Atall", "../etc/passwd", "Europe", "CET-1CEST,M3.5.0,M10.5.0/3"])
def test_an_unknown_name_leaves_the_offset_of_the_system(name: str) -> None:
    here = datetime.now(UTC).astimezone()
    assert datetime.now(local_zone({"TZ": name})).utcoffset() == here.utcoffset()


def test_the_zone_is_the_one_that_the_system_links_to(tmp_path: Path) -> None:
    zones = tmp_path / "zoneinfo" / "Europe"
    zones.mkdir(parents=True)
    (zones / "Berlin").write_bytes(b"")
    link = tmp_path / "localtime"
    link.symlink_to(zones / "Berlin")
    assert local_zone({}, str(link)) is BERLIN


def test_a_copied_zone_file_keeps_its_summer_time(tmp_path: Path) -> None:
    copy = tmp_path / "localtime"
    copy.write_bytes(_zone_file())
    zone = local_zone({}, str(copy))
    summer, winter = datetime(2026, 7, 1, tzinfo=zone), datetime(2026, 1, 1, tzinfo=zone)
    assert (summer.utcoffset(), winter.utcoffset()) == (timedelta(hours=2), timedelta(hours=1))


def _zone_file() -> bytes:
    """A zone with the rules of central Europe and no history, as RFC 8536 writes it."""
    counts = bytes(16) + bytes([0, 0, 0, 1, 0, 0, 0, 4])
    head = b"TZif2" + bytes(15) + counts
    kind = (3600).to_bytes(4, "big") + b"\0\0CET\0"
    return head + kind + head + kind + b"\nCET-1CEST,M3.5.0,M10.5.0/3\n"


def test_no_zone_file_or_a_broken_one_leaves_the_offset_of_the_system(tmp_path: Path) -> None:
    broken = tmp_path / "localtime"
    broken.write_bytes(b"no zone at all")
    (tmp_path / "zoneinfo").mkdir()
    stray = tmp_path / "zoneinfo" / "Nowhere"
    stray.write_bytes(b"")
    here = datetime.now(UTC).astimezone().utcoffset()
    for path in (broken, stray, tmp_path / "missing"):
        assert datetime.now(local_zone({}, str(path))).utcoffset() == here


def test_noon_shows_the_same_day_nearly_everywhere() -> None:
    day = date(2026, 11, 21)
    for hours in range(-12, 12):
        assert local_day(noon_utc(day), timezone(timedelta(hours=hours))) == day


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 11, 21), 1, date(2026, 12, 21)),
        (date(2026, 11, 30), 13, date(2027, 12, 30)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 5), -1, date(2025, 12, 5)),
        (date(9999, 11, 30), 1, date(9999, 12, 30)),
    ],
)
def test_months_later_is_the_same_day_or_the_last(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


def test_the_end_of_a_month() -> None:
    assert end_of_month(date(2028, 2, 3)) == date(2028, 2, 29)
    assert end_of_month(date(2026, 12, 31)) == date(2026, 12, 31)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(1, 60))
def test_business_days_are_counted_one_by_one(day: date, count: int) -> None:
    expected, left = day, count
    while left:
        expected += timedelta(days=1)
        left -= expected.weekday() < 5
    assert business_days_after(day, count) == expected
