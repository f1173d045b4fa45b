"""Figures."""

from leaddesk.domain.summaries import PipelineReport
from leaddesk.storage.queries import reports
from leaddesk.storage.workspace import Workspace


def pipeline_report(workspace: Workspace) -> PipelineReport:
    """Open deals by stage with value and weighted value, and all that were won and lost."""
    with workspace.database.snapshot():
        return reports.pipeline(workspace.database, workspace.currency)
