"""Which month a deal is expected to close in, and on which day when it is put there."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaddesk.domain.board import Month
from leaddesk.domain.errors import Invalid
from leaddesk.domain.forecast import EARLIER, NO_DATE, close_in, month_of, months

TODAY = date(2026, 11, 21)
DAYS = st.dates(date(2000, 1, 1), date(2199, 12, 31))


def month(day: date) -> Month:
    return month_of(day, TODAY)


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 11, 1), date(2026, 11, 1)),
        (date(2026, 11, 30), date(2026, 11, 1)),
        (date(2026, 12, 31), date(2026, 12, 1)),
        (date(2027, 1, 1), date(2027, 1, 1)),
    ],
)
def test_a_day_belongs_to_its_month(day: date, first: date) -> None:
    assert month(day).first == first


def test_what_was_expected_before_this_month_is_earlier() -> None:
    assert month(date(2026, 10, 31)) == month(date(1999, 1, 1)) == EARLIER
    assert EARLIER.first is None
    assert month_of(None, TODAY) == NO_DATE
    assert NO_DATE.first is None


def test_this_month_and_five_more_are_always_there() -> None:
    shown = months([], TODAY)
    firsts = [date(2026, 11, 1), date(2026, 12, 1), *(date(2027, number, 1) for number in range(1, 5))]
    assert [column.first for column in shown] == [*firsts, None]
    assert shown[-1] == NO_DATE


def test_earlier_and_further_months_are_there_where_deals_are() -> None:
    shown = months([month(date(2030, 3, 9)), month(date(2026, 1, 1)), month(date(2026, 12, 5))], TODAY)
    assert shown[0] == EARLIER
    assert [column.first for column in shown[-3:]] == [date(2027, 4, 1), date(2030, 3, 1), None]
    assert len(shown) == 9


@pytest.mark.parametrize(
    ("into", "day", "expected"),
    [
        (date(2027, 1, 1), date(2026, 12, 18), date(2027, 1, 18)),
        (date(2027, 2, 1), date(2026, 12, 31), date(2027, 2, 28)),
        (date(2028, 2, 1), date(2026, 12, 30), date(2028, 2, 29)),
        (date(2026, 11, 1), date(2026, 12, 24), date(2026, 11, 24)),
        (date(2026, 11, 1), date(2026, 12, 21), TODAY),
        (date(2026, 11, 1), date(2026, 12, 4), TODAY),
        (date(2026, 12, 1), date(2025, 3, 4), date(2026, 12, 4)),
        (date(2027, 2, 1), None, date(2027, 2, 28)),
        (date(2026, 11, 1), None, date(2026, 11, 30)),
    ],
)
def test_a_deal_keeps_its_day_in_another_month(into: date, day: date | None, expected: date) -> None:
    assert close_in(month(into), day, TODAY) == expected


def test_without_a_date_there_is_none_and_the_past_is_refused() -> None:
    assert close_in(NO_DATE, TODAY, TODAY) is None
    with pytest.raises(Invalid, match="past"):
        close_in(EARLIER, TODAY, TODAY)


@given(DAYS, DAYS | st.none(), st.integers(0, 60))
def test_the_day_always_lies_in_the_month_and_is_never_past(today: date, day: date | None, later: int) -> None:
    into = month_of(today + timedelta(days=31 * later), today)
    found = close_in(into, day, today)
    assert found is not None
    assert month_of(found, today) == into
    assert found >= today
