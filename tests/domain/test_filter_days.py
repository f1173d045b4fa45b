"""Days in filters, seen from a Saturday in November."""

from datetime import date

import pytest

from leaddesk.domain.filter_days import day_range, is_days, length_in_days
from leaddesk.domain.filter_tree import Between

TODAY = date(2026, 11, 21)


def day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


@pytest.mark.parametrize(
    ("term", "first", "last"),
    [
        ("today", "2026-11-21", "2026-11-21"),
        ("yesterday", "2026-11-20", "2026-11-20"),
        ("tomorrow", "2026-11-22", "2026-11-22"),
        ("this-week", "2026-11-16", "2026-11-22"),
        ("next-week", "2026-11-23", "2026-11-29"),
        ("last-week", "2026-11-09", "2026-11-15"),
        ("this-month", "2026-11-01", "2026-11-30"),
        ("next-month", "2026-12-01", "2026-12-31"),
        ("last-month", "2026-10-01", "2026-10-31"),
        ("this-quarter", "2026-10-01", "2026-12-31"),
        ("next-quarter", "2027-01-01", "2027-03-31"),
        ("last-quarter", "2026-07-01", "2026-09-30"),
        ("this-year", "2026-01-01", "2026-12-31"),
        ("next-year", "2027-01-01", "2027-12-31"),
        ("last-year", "2025-01-01", "2025-12-31"),
        ("2026-12-31", "2026-12-31", "2026-12-31"),
        ("2028-02", "2028-02-01", "2028-02-29"),
        ("2026-12", "2026-12-01", "2026-12-31"),
    ],
)
def test_a_term_is_its_days(term: str, first: str, last: str) -> None:
    assert is_days(term)
    for ago in (False, True):
        assert day_range(Between(term, term), TODAY, ago=ago) == (day(first), day(last))


@pytest.mark.parametrize(
    ("days", "first", "last"),
    [
        (Between("30d", "30d"), "2026-11-21", "2026-12-21"),
        (Between("2w", "2w"), "2026-11-21", "2026-12-05"),
        (Between("3m", "3m"), "2026-11-21", "2027-02-21"),
        (Between("0d", "0d"), "2026-11-21", "2026-11-21"),
        (Between(low="30d", strict=True), "2026-12-22", None),
        (Between(low="30d"), "2026-12-21", None),
        (Between(high="30d", strict=True), None, "2026-12-20"),
        (Between(high="30d"), None, "2026-12-21"),
        (Between("7d", "30d"), "2026-11-28", "2026-12-21"),
        (Between("today", "30d"), "2026-11-21", "2026-12-21"),
        (Between("next-month", "this-month"), "2026-11-01", "2026-12-31"),
        (Between(low="this-month", strict=True), "2026-12-01", None),
        (Between(low="this-month"), "2026-11-01", None),
        (Between(high="this-month", strict=True), None, "2026-10-31"),
        (Between(high="this-month"), None, "2026-11-30"),
    ],
)
def test_ahead(days: Between, first: str | None, last: str | None) -> None:
    assert day_range(days, TODAY, ago=False) == (day(first), day(last))


@pytest.mark.parametrize(
    ("days", "first", "last"),
    [
        (Between("30d", "30d"), "2026-10-22", "2026-11-21"),
        (Between(low="30d", strict=True), None, "2026-10-21"),  # longer ago
        (Between(low="30d"), None, "2026-10-22"),
        (Between(high="30d", strict=True), "2026-10-23", None),  # not so long ago
        (Between(high="30d"), "2026-10-22", None),
        (Between("7d", "30d"), "2026-10-22", "2026-11-14"),
        (Between("2026-01-01", "1m"), "2026-01-01", "2026-10-21"),
        (Between(low="2026-01-01", strict=True), "2026-01-02", None),
        (Between(high="this-month", strict=True), None, "2026-10-31"),
    ],
)
def test_back(days: Between, first: str | None, last: str | None) -> None:
    assert day_range(days, TODAY, ago=True) == (day(first), day(last))


@pytest.mark.parametrize("first", ["2026-01-01", "2024-02-29", "2026-12-31", "2027-03-31"])
def test_periods_follow_each_other_without_a_gap(first: str) -> None:
    for unit in ("week", "month", "quarter", "year"):
        spans = [day_range(Between(f"{w}-{unit}", f"{w}-{unit}"), date.fromisoformat(first), ago=False) for w in ORDER]
        ends = [end for span in spans for end in span if end is not None]
        assert ends == sorted(ends)
        assert all((ends[place + 1] - ends[place]).days == 1 for place in (1, 3))
        assert ends[2] <= date.fromisoformat(first) <= ends[3]


ORDER = ("last", "this", "next")


def test_what_says_no_day() -> None:
    for term in ("", "soon", "this", "this-day", "d", "30", "30y", "2026", "2026-1-1", "2026-00", "1899-12-31", "٣d"):
        assert not is_days(term)


def test_lengths_in_days() -> None:
    assert [length_in_days(text) for text in ("14", "14d", "2w", "0")] == [14, 14, 14, 0]
    assert [length_in_days(text) for text in ("1m", "", "x", "-1", "12345", "1.5", "٣")] == [None] * 7
