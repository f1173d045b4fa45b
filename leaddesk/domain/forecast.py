"""The forecast: open deals by the month in which they are expected to close."""

from collections.abc import Iterable
from datetime import date

from leaddesk.domain.board import Month, Place
from leaddesk.domain.dates import add_months, end_of_month
from leaddesk.domain.errors import Invalid

EARLIER, NO_DATE = Month(0, None), Month(1_000_000, None)  # the first and the last column
AHEAD = 5  # months after this one that are always there


def month_of(day: date | None, today: date) -> Month:
    """Where a deal stands that is expected to close on that day; before this month that is EARLIER."""
    if day is None:
        return NO_DATE
    return EARLIER if day < today.replace(day=1) else Month(day.year * 12 + day.month, day.replace(day=1))


def place_of(day: date | None, today: date) -> Place:
    """The same, and where among the deals there: they stand in the order of their days."""
    return Place(month_of(day, today).id, 0.0 if day is None else float(day.toordinal()))


def months(present: Iterable[Month], today: date) -> tuple[Month, ...]:
    """The columns from left to right: this month, those ahead and NO_DATE, and others where there are deals."""
    always = {month_of(add_months(today.replace(day=1), ahead), today) for ahead in range(AHEAD + 1)}
    return tuple(sorted({*always, *present, NO_DATE}, key=lambda month: month.id))


def close_in(month: Month, day: date | None, today: date) -> date | None:
    """The day on which a deal is expected to close that is put into a month and was expected on `day`.

    The day of the month stays, where the month has it and it is not past; without a date it is the last of the month.
    None for NO_DATE; Invalid for EARLIER.
    """
    if month == NO_DATE:
        return None
    if month.first is None:
        raise Invalid("nothing is expected to close in the past", "the dates are as they were")
    last = end_of_month(month.first)
    wanted = last if day is None else month.first.replace(day=min(day.day, last.day))
    return max(wanted, today) if month == month_of(today, today) else wanted
