"""Open deals, their sums, lists of deals, and where they stand."""

from collections.abc import Collection, Iterable
from datetime import datetime, tzinfo
from typing import Any, NamedTuple

import peewee as pw

from leaddesk.domain import money as sums_of
from leaddesk.domain import next_step
from leaddesk.domain.dates import add_months, local_day
from leaddesk.domain.money import Money
from leaddesk.domain.people import fold
from leaddesk.domain.records import DealStatus, FollowUp, Stage
from leaddesk.domain.summaries import BoardTotals, Card
from leaddesk.storage.engine import Database
from leaddesk.storage.queries.cards import cards
from leaddesk.storage.queries.plain import pipeline as pipeline
from leaddesk.storage.queries.plain import stages as stages
from leaddesk.storage.queries.records import select
from leaddesk.storage.statement import Statement
from leaddesk.storage.tables import (
    CompanyTable,
    ContactTable,
    DealTable,
    FollowUpTable,
)

LONGEST_PATTERN = 1000  # letters that are searched for: a database may refuse patterns above 50,000 bytes

LIVE = DealTable.deleted_at.is_null()
OPEN = LIVE & (DealTable.status == pw.SQL(f"'{DealStatus.OPEN}'"))  # written out, so that the board's index serves
WEIGHTED = (DealTable.value * DealTable.probability + 50) / 100


def _in_trash(table: Any, reference: Any) -> Any:
    return pw.fn.EXISTS(table.select(pw.SQL("1")).where(table.id == reference, table.deleted_at.is_null(False)))


def _planned() -> Any:
    """Follow-ups to be done; with a deleted deal (or else contact, or else company) its follow-ups rest as well."""
    f = FollowUpTable
    rests = pw.Case(
        None,
        (
            (f.deal.is_null(False), _in_trash(DealTable, f.deal)),
            (f.contact.is_null(False), _in_trash(ContactTable, f.contact)),
        ),
        _in_trash(CompanyTable, f.company),
    )
    return f.done_at.is_null() & f.deleted_at.is_null() & (rests == 0)


PLANNED = _planned()


def open_deals(condition: Any, of_stages: Iterable[Stage]) -> Any:
    """Open deals in these stages that meet a condition (see filter_sql), if there is one."""
    return OPEN & _in_stages(condition, of_stages)


def live_deals(condition: Any, of_stages: Iterable[Stage]) -> Any:
    """The same deals, and those that are won or lost."""
    return LIVE & _in_stages(condition, of_stages)


def _in_stages(condition: Any, of_stages: Iterable[Stage]) -> Any:
    placed = DealTable.stage.in_([stage.id for stage in of_stages])
    return placed if condition is None else placed & condition


def starting_with(database: Database, letters: str) -> list[int]:
    """Ids of live deals whose titles start with these letters."""
    query = DealTable.select(DealTable.id).where(LIVE & like(DealTable.folded, letters, from_start=True))
    return [row[0] for row in database.rows(query)]


def open_followups(database: Database, where: pw.Expression, zone: tzinfo) -> list[FollowUp]:
    """Open follow-ups, the first due first."""
    found = select(database, FollowUp, where & PLANNED)
    return sorted(found, key=lambda step: (next_step.sort_key(step.due_on, step.due_at, zone), step.id))


class Place(NamedTuple):
    """Where a card stands in its stage."""

    id: int
    position: float


Gap = tuple[Place | None, Place | None]  # between the card above and the card below


def gap(
    database: Database,
    stage_id: int,
    before: int | None = None,
    *,
    to_end: bool = False,
    besides: Collection[int] = (),
) -> Gap:
    """The gap among a stage's open deals above the card `before`, at the end, or else at the top.

    The cards `besides` are looked through, as if they were not there: they are about to be moved. Where `before` does
    not stand in the stage, the end is meant.
    """

    def beyond(towards: Statement, place: Place | None) -> Place | None:
        while place is not None and place.id in besides:
            place = _place(database, towards, stage_id=stage_id, card=place.id, position=place.position)
        return place

    if before is None and not to_end:
        return None, beyond(_BELOW, _place(database, _FIRST, stage_id=stage_id))
    below = _place(database, _CARD, stage_id=stage_id, card=before) if before is not None else None
    below = beyond(_BELOW, below)
    if below is None:
        return beyond(_ABOVE, _place(database, _LAST, stage_id=stage_id)), None
    next_above = _place(database, _ABOVE, stage_id=stage_id, card=below.id, position=below.position)
    return beyond(_ABOVE, next_above), below


def _place(database: Database, statement: Statement, **values: Any) -> Place | None:
    found = database.run(statement, **values)
    return Place(*found[0]) if found else None


def _in_stage(stage_id: Any) -> Any:
    return DealTable.select(DealTable.id, DealTable.position).where(OPEN, DealTable.stage == stage_id)


def _above(stage_id: Any, card: Any, position: Any) -> Any:
    """Cards of equal position, as an undo can leave them, stand in the order of their ids."""
    higher = (DealTable.position < position) | (DealTable.id < card)
    return _in_stage(stage_id).where(DealTable.position <= position, higher).order_by(*_UPWARDS).limit(_ONE)


def _below(stage_id: Any, card: Any, position: Any) -> Any:
    lower = (DealTable.position > position) | (DealTable.id > card)
    return _in_stage(stage_id).where(DealTable.position >= position, lower).order_by(*_DOWNWARDS).limit(_ONE)


_DOWNWARDS = (DealTable.position, DealTable.id)
_UPWARDS = (DealTable.position.desc(), DealTable.id.desc())
_ONE = pw.SQL("1")  # a number would be a parameter, and with one as its limit the database plans a query each time anew
_FIRST = Statement(lambda stage_id: _in_stage(stage_id).order_by(*_DOWNWARDS).limit(_ONE))
_LAST = Statement(lambda stage_id: _in_stage(stage_id).order_by(*_UPWARDS).limit(_ONE))
_CARD = Statement(lambda stage_id, card: _in_stage(stage_id).where(DealTable.id == card))
_ABOVE = Statement(_above)
_BELOW = Statement(_below)


def titles_like(database: Database, title: str) -> list[int]:
    """Ids of live deals with exactly this title, upper and lower case alike."""
    query = DealTable.select(DealTable.id).where(LIVE, DealTable.folded == fold(title))
    return [row[0] for row in database.rows(query)]


def currencies(database: Database) -> list[str]:
    """The currencies in which there are live deals."""
    return [row[0] for row in database.rows(DealTable.select(DealTable.currency).where(LIVE).distinct())]


def sources(database: Database) -> list[str]:
    """Where live deals came from, as it is written on them."""
    source: Any = DealTable.source
    query = DealTable.select(source).where(LIVE, source.is_null(False), source != "").distinct()
    return [row[0] for row in database.rows(query)]


def count(database: Database, where: Any) -> int:
    """How many deals meet a condition."""
    return int(database.rows(DealTable.select(pw.fn.COUNT(DealTable.id)).where(where))[0][0])


def listed(database: Database, zone: tzinfo, condition: Any = None, limit: int | None = None) -> list[Card]:
    """Deals that meet a condition, if there is one, the newest first."""
    where = LIVE if condition is None else LIVE & condition
    query = DealTable.select(DealTable.id).where(where).order_by(DealTable.id.desc())
    ids = [row[0] for row in database.rows(query if limit is None else query.limit(limit))]
    return cards(database, ids, zone)


def like(column: pw.Field, text: str, *, from_start: bool = False) -> Any:
    """The column holds the text; both are folded, so case and accents do not matter on any engine."""
    escaped = fold(text[:LONGEST_PATTERN]).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    pattern = f"{escaped}%" if from_start else f"%{escaped}%"
    return pw.NodeList((column, pw.SQL("LIKE"), pw.Value(pattern), pw.SQL("ESCAPE '\\'")))


def stage_sums(database: Database, where: Any) -> dict[int, list[tuple[str, int, int]]]:
    """For each stage: (currency, value, weighted value) in minor units, the largest first."""
    query = (
        DealTable.select(DealTable.stage, DealTable.currency, pw.fn.SUM(DealTable.value), pw.fn.SUM(WEIGHTED))
        .where(where & DealTable.value.is_null(False))
        .group_by(DealTable.stage, DealTable.currency)
    )
    sums: dict[int, list[tuple[str, int, int]]] = {}
    for stage_id, code, value, weight in database.rows(query):
        sums.setdefault(stage_id, []).append((code, int(value), int(weight)))
    for of_stage in sums.values():
        of_stage.sort(key=lambda entry: -entry[1])
    return sums


def totals(database: Database, condition: Any, pipeline_id: int | None, now: datetime, zone: tzinfo) -> BoardTotals:
    """Figures of the open deals of a pipeline that match, looked at once: a condition may be costly."""
    d, f, today = DealTable, FollowUpTable, local_day(now, zone)
    month = today.replace(day=1)
    closing = (d.expected_close >= month) & (d.expected_close < add_months(month, 1))
    planned = f.select(f.deal).where(f.deal.is_null(False), f.done_at.is_null(), f.deleted_at.is_null())
    late = planned.where((f.due_at < now) | (f.due_on < today))
    figures = d.select(
        *(d.currency, pw.fn.COUNT(d.id), pw.fn.SUM(d.value), pw.fn.SUM(WEIGHTED), _sum_where(closing, d.value)),
        *(_sum_where(d.id.in_(late), 1), _sum_where(d.id.not_in(planned), 1)),
    )
    where = open_deals(condition, stages(database, pipeline(database, pipeline_id).id))
    rows = database.rows(figures.where(where).group_by(d.currency))
    value, weighted, closing_now = (
        tuple(sums_of.totals(Money(int(row[place]), row[0]) for row in rows if row[place] is not None))
        for place in (2, 3, 4)
    )
    count, overdue, stuck = (sum(row[place] or 0 for row in rows) for place in (1, 5, 6))
    return BoardTotals(count, value, weighted, closing_now, overdue, stuck)


def _sum_where(condition: Any, what: Any) -> Any:
    return pw.fn.SUM(pw.Case(None, ((condition, what),), None))


def positions(database: Database, stage_id: int) -> list[tuple[int, int, float]]:
    """(id, version, position) of a stage's open deals from top to bottom."""
    query = DealTable.select(DealTable.id, DealTable.version, DealTable.position)
    rows = database.rows(query.where(OPEN, DealTable.stage == stage_id).order_by(DealTable.position, DealTable.id))
    return [(row[0], row[1], row[2]) for row in rows]
