"""Figures."""

from leaddesk.domain.summaries import PipelineReport
from leaddesk.storage.queries import reports
from leaddesk.storage.workspace import Workspace


def pipeline_report(workspace: Workspace, pipeline_id: int | None = None) -> PipelineReport:
    """Open deals by stage with value and weighted value, and all that were won and lost, of one pipeline or of all."""
    with workspace.database.snapshot():
        return reports.pipeline(workspace.database, pipeline_id)
