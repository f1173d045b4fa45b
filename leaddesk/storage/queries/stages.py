"""Pipelines and stages, and the deals that are in them: open, closed, and in the trash."""

from collections.abc import Iterable, Sequence
from typing import Any

import peewee as pw

from leaddesk.domain.records import DealStatus, Kind, Pipeline, Stage
from leaddesk.domain.summaries import DealCounts
from leaddesk.storage.engine import Database, Row
from leaddesk.storage.journal import Action, decode
from leaddesk.storage.queries.plain import in_chunks
from leaddesk.storage.queries.records import select
from leaddesk.storage.tables import DealTable, FollowUpTable, PipelineTable, RowChangeTable, StageTable


def pipelines(database: Database) -> list[Pipeline]:
    """All pipelines in their order."""
    return select(database, Pipeline, order=(PipelineTable.position, PipelineTable.id))


def full_names(database: Database, stages: Iterable[Stage]) -> dict[int, str]:
    """What tells stages apart: their names, where there are several pipelines 'Sales/Demo'."""
    names = {pipeline.id: pipeline.name for pipeline in pipelines(database)}
    return {stage.id: f"{names[stage.pipeline_id]}/{stage.name}" if len(names) > 1 else stage.name for stage in stages}


def deal_counts(database: Database) -> dict[int, DealCounts]:
    """For each stage with deals how many of them there are; those in the trash count only as such."""
    d = DealTable
    is_deleted = pw.Case(None, ((d.deleted_at.is_null(False), 1),), 0)
    query = d.select(d.stage, d.status, is_deleted, pw.fn.COUNT(d.id)).where(d.stage.is_null(False))
    found: dict[int, dict[str, int]] = {}
    for stage_id, status, deleted, count in database.rows(query.group_by(d.stage, d.status, is_deleted)):
        names = found.setdefault(stage_id, {})
        name = "deleted" if deleted else str(status)
        names[name] = names.get(name, 0) + count
    return {stage_id: DealCounts(**names) for stage_id, names in found.items()}


def deals_in(database: Database, stage_ids: Sequence[int]) -> list[Row]:
    """(id, version, stage, position, probability, whether it follows the stage) of all deals, from top to bottom."""
    d = DealTable
    follows = pw.Case(None, (((d.status == DealStatus.OPEN) & (d.probability_by_hand == 0), 1),), 0)
    query = d.select(d.id, d.version, d.stage, d.position, d.probability, follows).where(d.stage.in_(list(stage_ids)))
    rows = database.rows(query.order_by(d.position, d.id))
    order = {stage_id: place for place, stage_id in enumerate(stage_ids)}
    return sorted(rows, key=lambda row: order[row[2]])


def with_next_step(database: Database, deal_ids: Sequence[int]) -> set[int]:
    """Those of the deals on which a follow-up is open."""
    f = FollowUpTable
    planned = f.select(f.deal).where(f.done_at.is_null(), f.deleted_at.is_null())
    return {row[0] for part in in_chunks(deal_ids) for row in database.rows(planned.where(f.deal.in_(part)))}


def last_position(database: Database, stage_id: int) -> float:
    """Where the last of all deals of a stage stands; 0 without any."""
    query: Any = DealTable.select(pw.fn.MAX(DealTable.position)).where(DealTable.stage == stage_id)
    [(position,)] = database.rows(query)
    return float(position or 0.0)


def stage_names(database: Database) -> dict[int, str]:
    """The names of all stages, also of those that were removed: by the name that they had last."""
    r, names = RowChangeTable, {}
    gone = r.select(r.images).where(r.table_name == Kind.STAGE.value, r.action == Action.DELETE.value)
    for (images,) in database.rows(gone.order_by(r.operation)):
        change = decode(Kind.STAGE.value, Action.DELETE.value, images)
        place = change.columns.index("name")
        names.update({row[0]: row[place] for row in change.rows})
    return names | dict(database.rows(StageTable.select(StageTable.id, StageTable.name)))
