"""Figures over all deals."""

from typing import Any

import peewee as pw

from leaddesk.domain.money import Money
from leaddesk.domain.records import DealStatus
from leaddesk.domain.summaries import ClosedFigures, PipelineReport, StageFigures
from leaddesk.storage.engine import Database
from leaddesk.storage.queries.deals import LIVE, OPEN, stage_sums, stages
from leaddesk.storage.queries.deals import pipeline as pipeline_of
from leaddesk.storage.tables import DealTable


def pipeline(database: Database, currency: str) -> PipelineReport:
    """Open deals by stage, and all that were won and lost; `currency` is the workspace's."""
    d = DealTable
    counted: dict[int, int] = dict(database.rows(d.select(d.stage, pw.fn.COUNT(d.id)).where(OPEN).group_by(d.stage)))
    sums = stage_sums(database, OPEN)
    figures = []
    for stage in stages(database, pipeline_of(database).id):
        of_stage = sums.get(stage.id, [])
        figures.append(
            StageFigures(
                stage.name,
                counted.get(stage.id, 0),
                tuple(Money(value, code) for code, value, _ in of_stage),
                tuple(Money(weight, code) for code, _, weight in of_stage),
            )
        )
    won, lost = (_closed(database, status) for status in (DealStatus.WON, DealStatus.LOST))
    return PipelineReport(currency, tuple(figures), won, lost)


def _closed(database: Database, status: DealStatus) -> ClosedFigures:
    d = DealTable
    where: Any = LIVE & (d.status == status)
    by_currency = d.select(d.currency, pw.fn.COUNT(d.id), pw.fn.SUM(d.value)).where(where).group_by(d.currency)
    rows = database.rows(by_currency)
    sums = sorted((Money(int(value), code) for code, _, value in rows if value is not None), key=lambda m: -m.minor)
    return ClosedFigures(sum(row[1] for row in rows), tuple(sums))
