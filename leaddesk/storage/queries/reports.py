"""Figures over all deals."""

from typing import Any

import peewee as pw

from leaddesk.domain.money import Money, totals
from leaddesk.domain.records import DealStatus
from leaddesk.domain.summaries import ClosedFigures, PipelineReport, StageFigures
from leaddesk.storage.engine import Database
from leaddesk.storage.queries.deals import LIVE, OPEN, stage_sums, stages
from leaddesk.storage.queries.stages import pipelines
from leaddesk.storage.tables import DealTable


def pipeline(database: Database, pipeline_id: int | None = None) -> PipelineReport:
    """Open deals by stage, and all that were won and lost, of one pipeline or of all.

    Closed deals of which nobody knows the stage count only where all pipelines are asked for.
    """
    d = DealTable
    counted: dict[int, int] = dict(database.rows(d.select(d.stage, pw.fn.COUNT(d.id)).where(OPEN).group_by(d.stage)))
    sums = stage_sums(database, OPEN)
    figures = []
    names = {pipeline.id: pipeline.name for pipeline in pipelines(database)}
    shown = stages(database, pipeline_id)
    for stage in shown:
        of_stage = sums.get(stage.id, [])
        figures.append(
            StageFigures(
                names[stage.pipeline_id],
                stage.name,
                counted.get(stage.id, 0),
                tuple(Money(value, code) for code, value, _ in of_stage),
                tuple(Money(weight, code) for code, _, weight in of_stage),
            )
        )
    within = None if pipeline_id is None else d.stage.in_([stage.id for stage in shown])
    won, lost = (_closed(database, status, within) for status in (DealStatus.WON, DealStatus.LOST))
    return PipelineReport(tuple(figures), won, lost)


def _closed(database: Database, status: DealStatus, within: Any) -> ClosedFigures:
    """Closed deals in some stages, or all of them."""
    d = DealTable
    where: Any = LIVE & (d.status == status)
    if within is not None:
        where &= within
    by_currency = d.select(d.currency, pw.fn.COUNT(d.id), pw.fn.SUM(d.value)).where(where).group_by(d.currency)
    rows = database.rows(by_currency)
    sums = totals(Money(int(value), code) for code, _, value in rows if value is not None)
    return ClosedFigures(sum(row[1] for row in rows), tuple(sums))
