"""Open deals by the month of their expected close: all ids in order, figures of the heads, places of single deals."""

from array import array
from collections.abc import Iterable, Sequence
from datetime import date, datetime, tzinfo
from itertools import groupby
from typing import Any

import peewee as pw

from leaddesk.domain.board import BoardDeals, ColumnFigures, Month, Placed, StageDeals
from leaddesk.domain.dates import add_months, day_bounds, local_day
from leaddesk.domain.forecast import NO_DATE, month_of, months, place_of
from leaddesk.domain.money import Money, totals
from leaddesk.domain.records import DealStatus, Pipeline
from leaddesk.storage.engine import Database
from leaddesk.storage.queries.board import titled_among, with_cards
from leaddesk.storage.queries.deals import LIVE, WEIGHTED, open_deals, pipeline, stages
from leaddesk.storage.queries.plain import in_chunks
from leaddesk.storage.queries.tops import cards_on_top
from leaddesk.storage.tables import DealTable

_SOONEST = (DealTable.expected_close.asc(nulls="FIRST"), DealTable.id)


def all_deals(database: Database, condition: Any, pipeline_id: int | None, now: datetime, zone: tzinfo) -> BoardDeals:
    """The columns from left to right, each in the order in which its deals are expected to close, with the tops' cards.

    The database counts the days and sorts the ids, so that no day is read for each of a hundred thousand deals.
    """
    shown = pipeline(database, pipeline_id)
    where = open_deals(condition, stages(database, shown.id))
    d = DealTable
    counted = database.rows(d.select(d.expected_close, pw.fn.COUNT(d.id)).where(where).group_by(d.expected_close))
    [ids] = database.packed(d.select(d.id).where(where).order_by(*_SOONEST), "q")
    columns = _columns(ids, sorted(counted, key=lambda row: row[0] or date.min), local_day(now, zone))
    return BoardDeals(shown, columns, whole=True, cards=cards_on_top(database, columns, zone))


def figures(
    database: Database, condition: Any, pipeline_id: int | None, now: datetime, zone: tzinfo
) -> dict[Month, ColumnFigures]:
    """For each column, from left to right, what its head says."""
    shown, today = pipeline(database, pipeline_id), local_day(now, zone)
    d = DealTable
    sums = d.select(d.expected_close, d.currency, pw.fn.COUNT(d.id), pw.fn.SUM(d.value), pw.fn.SUM(WEIGHTED))
    where = open_deals(condition, stages(database, shown.id))
    rows: dict[Month, list[Any]] = {}
    for row in database.rows(sums.where(where).group_by(d.expected_close, d.currency)):
        rows.setdefault(month_of(row[0], today), []).append(row)
    won = {month_of(today, today): _won(database, condition, shown, today, zone)}
    return {
        month: ColumnFigures(
            count=sum(row[2] for row in rows.get(month, ())),
            value=_sums((row[1], row[3]) for row in rows.get(month, ())),
            weighted=_sums((row[1], row[4]) for row in rows.get(month, ())),
            won=won.get(month, ()),
        )
        for month in months(rows, today)
    }


def places(
    database: Database, ids: Sequence[int], condition: Any, pipeline_id: int | None, now: datetime, zone: tzinfo
) -> Placed:
    """Where those of these deals stand that are in the forecast."""
    today = local_day(now, zone)
    where = open_deals(condition, stages(database, pipeline(database, pipeline_id).id))
    query = DealTable.select(DealTable.id, DealTable.expected_close)
    found = {
        number: place_of(day, today)
        for part in in_chunks(ids)
        for number, day in database.rows(query.where(DealTable.id.in_(part) & where))
    }
    return with_cards(database, found, zone)


def titled(
    database: Database,
    letters: str,
    condition: Any,
    pipeline_id: int | None,
    month: Month,
    after: int | None,
    today: date,
) -> int | None:
    """The next deal of a month below the deal `after`, else from the top, whose title starts with these letters."""
    close = DealTable.expected_close
    where = open_deals(condition, stages(database, pipeline(database, pipeline_id).id))
    if month == NO_DATE:
        return titled_among(database, letters, where & close.is_null(), DealTable.id, after)
    if month.first is None:
        where &= close < today.replace(day=1)
    else:
        where &= (close >= month.first) & (close < add_months(month.first, 1))
    return titled_among(database, letters, where, close, after)


def _columns(ids: "array[int]", days: Iterable[tuple[date | None, int]], today: date) -> tuple[StageDeals, ...]:
    """The ids, sorted by day, cut into columns; `days` are (day, deals), sorted as well, those without a day first."""
    dealt: dict[Month, StageDeals] = {}
    start = 0
    for month, of_month in groupby(days, key=lambda row: month_of(row[0], today)):
        positions = array("d")
        for day, count in of_month:
            positions.extend(array("d", [place_of(day, today).position]) * count)
        dealt[month] = StageDeals(month, ids[start : start + len(positions)], positions)
        start += len(positions)
    shown = months(dealt, today)
    return tuple(dealt.get(month, StageDeals(month, array("q"), array("d"))) for month in shown)


def _won(database: Database, condition: Any, shown: Pipeline, today: date, zone: tzinfo) -> tuple[Money, ...]:
    """What was won this month by the owner's calendar; if nobody knows the stage, it counts in the first pipeline."""
    d = DealTable
    placed = d.stage.in_([stage.id for stage in stages(database, shown.id)])
    if shown == pipeline(database):
        placed |= d.stage.is_null()
    first = today.replace(day=1)
    start, end = day_bounds(first, zone)[0], day_bounds(add_months(first, 1), zone)[0]
    where = LIVE & (d.status == DealStatus.WON) & placed & (d.closed_at >= start) & (d.closed_at < end)
    if condition is not None:
        where &= condition
    return _sums(database.rows(d.select(d.currency, pw.fn.SUM(d.value)).where(where).group_by(d.currency)))


def _sums(rows: Iterable[tuple[str, int | None]]) -> tuple[Money, ...]:
    """One sum for each currency, the largest first; None stands where no deal has a value."""
    return tuple(totals(Money(int(value), code) for code, value in rows if value is not None))
