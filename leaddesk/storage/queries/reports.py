"""Figures over all deals."""

from typing import Any

import peewee as pw

from leaddesk.domain.money import Money, Rates, totals_in
from leaddesk.domain.records import DealStatus
from leaddesk.domain.summaries import ClosedFigures, PipelineReport, StageFigures
from leaddesk.storage.engine import Database
from leaddesk.storage.queries.deals import LIVE, OPEN, stage_sums, stages
from leaddesk.storage.queries.stages import pipelines
from leaddesk.storage.tables import DealTable


def pipeline(database: Database, currency: str, rates: Rates, pipeline_id: int | None = None) -> PipelineReport:
    """Open deals by stage, and all that were won and lost, of one pipeline or of all.

    Sums are in the workspace's currency where there is a rate. Closed deals of which nobody knows the stage count
    only where all pipelines are asked for.
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
                tuple(totals_in((Money(value, code) for code, value, _ in of_stage), rates, currency)),
                tuple(totals_in((Money(weight, code) for code, _, weight in of_stage), rates, currency)),
            )
        )
    within = None if pipeline_id is None else d.stage.in_([stage.id for stage in shown])
    won, lost = (_closed(database, status, within) for status in (DealStatus.WON, DealStatus.LOST))
    return PipelineReport(
        currency,
        tuple(figures),
        *(ClosedFigures(count, tuple(totals_in(sums, rates, currency))) for count, sums in (won, lost)),
    )


def _closed(database: Database, status: DealStatus, within: Any) -> tuple[int, list[Money]]:
    """(number, sums by currency) of closed deals in some stages, or of all."""
    d = DealTable
    where: Any = LIVE & (d.status == status)
    if within is not None:
        where &= within
    by_currency = d.select(d.currency, pw.fn.COUNT(d.id), pw.fn.SUM(d.value)).where(where).group_by(d.currency)
    rows = database.rows(by_currency)
    return sum(row[1] for row in rows), [Money(int(value), code) for code, _, value in rows if value is not None]
