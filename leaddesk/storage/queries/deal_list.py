"""The list of deals: their order, and the groups in which they stand."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from decimal import Decimal
from heapq import merge
from typing import Any

import peewee as pw

from leaddesk.domain import next_step
from leaddesk.domain.dates import local_day
from leaddesk.domain.light import dataclass
from leaddesk.domain.money import Money, Rates, exponent
from leaddesk.domain.people import fold
from leaddesk.domain.records import ActivityKind, DealStatus, Direction, Kind, Stage, Temperature
from leaddesk.domain.summaries import DealGroup
from leaddesk.domain.views import ListColumn
from leaddesk.storage.engine import Database
from leaddesk.storage.queries.deals import WEIGHTED, currencies
from leaddesk.storage.queries.records import current_rows
from leaddesk.storage.tables import (
    ActivityTable,
    CompanyTable,
    ContactTable,
    DealTable,
    FollowUpTable,
    StageTable,
    UserTable,
)

_SORTED_AT_ONCE = 20_000  # rows, so that no other thread waits long for the interpreter
_NONE = 0  # the number of the group of those that have no such value
_TEMPERATURES = (Temperature.HOT, Temperature.WARM, Temperature.COLD)
_STATUSES = (DealStatus.OPEN, DealStatus.WON, DealStatus.LOST)


@dataclass(frozen=True, slots=True)
class Reading:
    """Who reads, where and when: it decides what is late, and how amounts of different currencies compare."""

    now: datetime
    zone: tzinfo
    currency: str
    rates: Rates


def groups(
    database: Database,
    where: Any,
    of_pipeline: Sequence[Stage],
    sort: str,
    group: str,
    reading: Reading,
    *,
    descending: bool = False,
) -> tuple[DealGroup, ...]:
    """The deals that meet a condition, in groups; in one without a key if `group` names no column for it.

    What has no value to be sorted by comes last, either way. Groups without deals are left out.
    """
    number = _NUMBERS[ListColumn(group)]() if group in _NUMBERS else None
    query = DealTable.select(pw.Value(_NONE) if number is None else number.alias("number"), DealTable.id).where(where)
    first = [] if number is None else [pw.SQL("number")]
    of, ids = database.packed(query.order_by(*first, *_order(database, sort, reading, descending), DealTable.id), "qq")
    found: dict[int, Sequence[int]] = {of[start]: ids[start:end] for start, end in _runs(of)}
    if sort == ListColumn.NEXT_STEP:
        due = _due(database, where, reading.zone)
        found = {number: _by_step(ids, due, descending) for number, ids in found.items()}
    if number is None:
        return tuple(DealGroup("", "", tuple(ids)) for ids in found.values())
    sums = _sums(database, where, number)
    names = _names(database, ListColumn(group), list(found), of_pipeline)
    return tuple(DealGroup(str(key or ""), name, tuple(found[key]), *sums[key]) for key, name in names)


# What is sorted by


def _order(database: Database, sort: str, reading: Reading, descending: bool) -> list[Any]:
    if sort not in _KEYS:
        of_stage = StageTable.select(StageTable.position).where(StageTable.id == DealTable.stage)
        return [of_stage, DealTable.stage, DealTable.position]
    key = _KEYS[ListColumn(sort)](database, reading)
    down = descending is not (sort == ListColumn.IDLE)  # the longer idle, the earlier was the last activity
    return [pw.Ordering(key, "DESC" if down else "ASC", nulls="LAST")]


def _folded(table: Any, reference: Any) -> Any:
    return table.select(table.folded).where(table.id == reference)


def _owner(*_: Any) -> Any:
    return UserTable.select(pw.fn.LOWER(UserTable.name)).where(UserTable.id == DealTable.owner)


def _amount(database: Database, reading: Reading) -> Any:
    """The value in the workspace's currency; where there is no rate one unit counts as one of it."""
    factors = {code: _factor(code, reading) for code in currencies(database)}
    converted = [(code, DealTable.value * pw.Value(by, converter=False)) for code, by in factors.items() if by != 1.0]
    return pw.Case(DealTable.currency, converted, DealTable.value) if converted else DealTable.value


def _factor(code: str, reading: Reading) -> float:
    rate = reading.rates.get(code, Decimal(1)) if code != reading.currency else Decimal(1)
    return float(rate.scaleb(exponent(reading.currency) - exponent(code)))


def _weighted(database: Database, reading: Reading) -> Any:
    return _amount(database, reading) * DealTable.probability


def _last_active(_: Database, reading: Reading) -> Any:
    """The last activity, as in rotting; none while a step is planned for today or later."""
    a, f, d = ActivityTable, FollowUpTable, DealTable
    spoken = a.select(pw.fn.MAX(a.at)).where(a.deal == d.id, a.deleted_at.is_null())
    done = f.select(pw.fn.MAX(f.done_at)).where(f.deal == d.id, f.deleted_at.is_null())
    spoken_or_done = _later(spoken, done)
    today = local_day(reading.now, reading.zone)
    steps = f.select(pw.SQL("1")).where(f.deal == d.id, f.done_at.is_null(), f.deleted_at.is_null())
    late = steps.where((f.due_at < reading.now) | (f.due_on < today))
    suspended = pw.fn.EXISTS(steps) & ~pw.fn.EXISTS(late)
    return pw.Case(None, ((suspended, None),), _later(spoken_or_done, d.moved_at))


def _later(one: Any, other: Any) -> Any:
    """The later of two times as they are kept, of which either may be missing."""
    kept = pw.fn.COALESCE(one, "").coerce(False) >= pw.fn.COALESCE(other, "").coerce(False)
    return pw.Case(None, ((kept, one),), other)


def _heat() -> Any:
    """1 for hot, 2 for warm, 3 for cold: as in domain/temperature."""
    a = ActivityTable
    met = a.kind == ActivityKind.MEETING
    answers = pw.fn.SUM(pw.Case(None, (((a.direction == Direction.IN) & (a.kind != ActivityKind.MEETING), 1),), 0))
    meetings = pw.fn.SUM(pw.Case(None, ((met, 1),), 0))
    by_dialogue = pw.Case(
        None, (((answers >= 1) & (answers + meetings >= 2), 1), ((answers >= 1) | (meetings >= 1), 2)), 3
    )
    heard = a.select(by_dialogue).where(a.deal == DealTable.id, a.deleted_at.is_null())
    by_hand = [(DealTable.temperature == word, place) for place, word in enumerate(_TEMPERATURES, 1)]
    return pw.Case(None, by_hand, heard)


_KEYS: Mapping[ListColumn, Callable[[Database, Reading], Any]] = {
    ListColumn.TITLE: lambda *_: DealTable.folded,
    ListColumn.COMPANY: lambda *_: _folded(CompanyTable, DealTable.company),
    ListColumn.CONTACT: lambda *_: _folded(ContactTable, DealTable.contact),
    ListColumn.STAGE: lambda *_: StageTable.select(StageTable.position).where(StageTable.id == DealTable.stage),
    ListColumn.VALUE: _amount,
    ListColumn.WEIGHTED: _weighted,
    ListColumn.PROBABILITY: lambda *_: DealTable.probability,
    ListColumn.EXPECTED_CLOSE: lambda *_: DealTable.expected_close,
    ListColumn.IDLE: _last_active,
    ListColumn.TEMPERATURE: lambda *_: _heat(),
    ListColumn.OWNER: _owner,
    ListColumn.SOURCE: lambda *_: pw.fn.LOWER(DealTable.source),
    ListColumn.CREATED: lambda *_: DealTable.created_at,
    ListColumn.STATUS: lambda *_: _status(),
}


def _due(database: Database, where: Any, zone: tzinfo) -> dict[int, datetime]:
    """For each deal with a next step, what orders it."""
    f = FollowUpTable
    matching = DealTable.select(DealTable.id).where(where)
    steps = f.select(f.deal, f.due_on, f.due_at).where(
        f.done_at.is_null(), f.deleted_at.is_null(), f.deal.in_(matching)
    )
    first: dict[int, datetime] = {}
    for deal_id, due_on, due_at in database.rows(steps):
        moment = next_step.sort_key(due_on, due_at, zone)
        if deal_id not in first or moment < first[deal_id]:
            first[deal_id] = moment
    return first


def _by_step(ids: Sequence[int], due: Mapping[int, datetime], descending: bool) -> Sequence[int]:
    """The ids by their next steps, and then those without one."""
    planned = [number for number in ids if number in due]
    parts = [
        sorted(planned[start : start + _SORTED_AT_ONCE], key=due.__getitem__, reverse=descending)
        for start in range(0, len(planned), _SORTED_AT_ONCE)
    ]
    return [*merge(*parts, key=due.__getitem__, reverse=descending), *(number for number in ids if number not in due)]


# What is grouped by: a number for each group


def _month() -> Any:
    """202612 for December 2026."""
    month = pw.fn.REPLACE(pw.fn.SUBSTR(DealTable.expected_close, 1, 7), "-", "").coerce(False)
    return pw.fn.COALESCE(month.cast("BIGINT"), _NONE)


def _status() -> Any:
    return pw.Case(DealTable.status, [(word, place) for place, word in enumerate(_STATUSES, 1)])


_NUMBERS: Mapping[ListColumn, Callable[[], Any]] = {
    ListColumn.STAGE: lambda: pw.fn.COALESCE(DealTable.stage, _NONE),
    ListColumn.OWNER: lambda: pw.fn.COALESCE(DealTable.owner, _NONE),
    ListColumn.COMPANY: lambda: pw.fn.COALESCE(DealTable.company, _NONE),
    ListColumn.EXPECTED_CLOSE: _month,
    ListColumn.TEMPERATURE: _heat,
    ListColumn.STATUS: _status,
}


def _names(
    database: Database, column: ListColumn, found: Sequence[int], of_pipeline: Sequence[Stage]
) -> list[tuple[int, str]]:
    """(number, name) of these groups in their order; that without a value comes last."""
    if column is ListColumn.STAGE:
        named = [(stage.id, stage.name) for stage in of_pipeline if stage.id in found]
    elif column is ListColumn.EXPECTED_CLOSE:
        named = [(number, f"{number // 100:04}-{number % 100:02}") for number in sorted(found) if number != _NONE]
    elif column in (ListColumn.OWNER, ListColumn.COMPANY):
        kind = Kind.USER if column is ListColumn.OWNER else Kind.COMPANY
        called = current_rows(database, kind, ("name",), list(found))
        named = sorted(((key, name) for key, (name,) in called.items()), key=lambda pair: (fold(pair[1]), pair[0]))
    else:
        words = _TEMPERATURES if column is ListColumn.TEMPERATURE else _STATUSES
        named = [(place, word.value) for place, word in enumerate(words, 1) if place in found]
    return [*named, (_NONE, "")] if _NONE in found else named


def _sums(database: Database, where: Any, number: Any) -> dict[int, tuple[tuple[Money, ...], tuple[Money, ...]]]:
    """For each group its value and weighted value by currency, the largest first."""
    total = pw.fn.SUM(DealTable.value)
    query = DealTable.select(number.alias("number"), DealTable.currency, total, pw.fn.SUM(WEIGHTED)).where(where)
    query = query.group_by(pw.SQL("number"), DealTable.currency).order_by(-total)
    found: dict[int, tuple[tuple[Money, ...], tuple[Money, ...]]] = {}
    for key, code, value, weight in database.rows(
        query.group_by(pw.SQL("number"), DealTable.currency).order_by(-total)
    ):
        values, weights = found.get(key, ((), ()))
        if value is not None:
            values, weights = (*values, Money(int(value), code)), (*weights, Money(int(weight), code))
        found[key] = values, weights
    return found


def _runs(of: Sequence[int]) -> Iterator[tuple[int, int]]:
    """(start, end) of equal numbers that follow each other; they rise."""
    start = 0
    while start < len(of):
        end = bisect_right(of, of[start], start)
        yield start, end
        start = end
