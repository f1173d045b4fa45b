"""The board in parts: tops of columns, all ids in order, figures of the heads, places of single deals.

A condition is an expression over DealTable (see filter_sql), None where all open deals are meant.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo
from typing import Any

import peewee as pw

from leaddesk.domain.board import BoardDeals, ColumnFigures, Place, Placed, StageDeals
from leaddesk.domain.money import Money
from leaddesk.domain.records import Stage
from leaddesk.domain.summaries import Board, StageColumn
from leaddesk.storage.engine import Database
from leaddesk.storage.queries.cards import cards
from leaddesk.storage.queries.deals import OPEN, WEIGHTED, like, open_deals, pipeline, stages
from leaddesk.storage.queries.plain import in_chunks
from leaddesk.storage.queries.tops import cards_on_top, columns
from leaddesk.storage.tables import DealTable

_FEW = 200  # deals whose cards are told with their places


def found_cards(database: Database, condition: Any, pipeline_id: int | None, zone: tzinfo) -> BoardDeals:
    """All that match, with the cards at the top of each column."""
    found = all_deals(database, condition, pipeline_id)
    return replace(found, cards=cards_on_top(database, found.columns, zone))


def all_deals(database: Database, condition: Any, pipeline_id: int | None) -> BoardDeals:
    """The whole columns, without cards."""
    shown = pipeline(database, pipeline_id)
    return BoardDeals(shown, _columns(database, condition, stages(database, shown.id)), whole=True)


def board(database: Database, condition: Any, pipeline_id: int | None, zone: tzinfo) -> Board:
    """All of it at once."""
    drawn = all_deals(database, condition, pipeline_id)
    heads = figures(database, condition, pipeline_id)
    heads_and_ids = tuple(
        StageColumn(stage, tuple(column.ids), heads[stage.id].value, heads[stage.id].weighted)
        for stage, column in zip(stages(database, drawn.pipeline.id), drawn.columns, strict=True)
    )
    return Board(drawn.pipeline, heads_and_ids, cards_on_top(database, drawn.columns, zone))


def figures(database: Database, condition: Any, pipeline_id: int | None) -> dict[int, ColumnFigures]:
    """For each stage of the pipeline what its head says."""
    of_pipeline = stages(database, pipeline(database, pipeline_id).id)
    d = DealTable
    query = d.select(d.stage, d.currency, pw.fn.COUNT(d.id), pw.fn.SUM(d.value), pw.fn.SUM(WEIGHTED))
    found = database.rows(query.where(open_deals(condition, of_pipeline)).group_by(d.stage, d.currency))
    return {stage.id: _figures([row[1:] for row in found if row[0] == stage.id]) for stage in of_pipeline}


def places(database: Database, ids: Sequence[int], condition: Any, pipeline_id: int | None, zone: tzinfo) -> Placed:
    """Where those of these deals stand that are on the board."""
    where = open_deals(condition, stages(database, pipeline(database, pipeline_id).id))
    query = DealTable.select(DealTable.id, DealTable.stage, DealTable.position)
    found = {
        number: Place(stage_id, position)
        for part in in_chunks(ids)
        for number, stage_id, position in database.rows(query.where(DealTable.id.in_(part) & where))
    }
    return with_cards(database, found, zone)


def with_cards(database: Database, places: Mapping[int, Place], zone: tzinfo) -> Placed:
    """Where deals stand, and their cards where they are few."""
    return Placed(places, tuple(cards(database, list(places), zone)) if len(places) <= _FEW else ())


def titled(database: Database, letters: str, condition: Any, stage_id: int, after: int | None) -> int | None:
    """The next deal of a stage below the deal `after`, else from the top, whose title starts with these letters."""
    where = OPEN & (DealTable.stage == stage_id)
    where = where if condition is None else where & condition
    return titled_among(database, letters, where, DealTable.position, after)


def titled_among(database: Database, letters: str, where: Any, key: pw.Field, after: int | None) -> int | None:
    """The same among deals that stand in the order of this key, those of equal ones in that of their ids."""
    where &= like(DealTable.folded, letters, from_start=True)
    query = DealTable.select(DealTable.id).order_by(key, DealTable.id)
    stands = None if after is None else database.row(DealTable.select(key).where(DealTable.id == after))
    if stands is not None:
        below = (key > stands[0]) | ((key == stands[0]) & (DealTable.id > after))
        found = database.row(query.where(where & below))
        if found is not None:
            return int(found[0])
    found = database.row(query.where(where))
    return None if found is None else int(found[0])


def _columns(database: Database, condition: Any, of_pipeline: Sequence[Stage]) -> tuple[StageDeals, ...]:
    """The columns from left to right."""
    if condition is None:  # each column straight from the board's index
        return columns(database, of_pipeline)
    # What a condition asks of other tables is found out once for all columns.
    d = DealTable
    query = d.select(d.stage, d.id, d.position).order_by(d.stage, d.position, d.id)
    of, ids, positions = database.packed(query.where(open_deals(condition, of_pipeline)), "qqd")
    ends = {stage.id: slice(bisect_left(of, stage.id), bisect_right(of, stage.id)) for stage in of_pipeline}
    return tuple(StageDeals(stage, ids[ends[stage.id]], positions[ends[stage.id]]) for stage in of_pipeline)


def _figures(rows: Iterable[tuple[str, int, int | None, int | None]]) -> ColumnFigures:
    """Of rows (currency, deals, value, weighted value); the last two are None where no deal has a value."""
    by_size = sorted(rows, key=lambda row: -(row[2] or 0))
    return ColumnFigures(
        count=sum(row[1] for row in by_size),
        value=tuple(Money(int(value), code) for code, _, value, _ in by_size if value is not None),
        weighted=tuple(Money(int(weight), code) for code, _, _, weight in by_size if weight is not None),
    )
