"""What a new database begins with."""

from leaddesk.domain.operations import Operation
from leaddesk.domain.records import FIRST_STAGES, Pipeline, Stage
from leaddesk.storage.queries import records
from leaddesk.storage.unit_of_work import UnitOfWork
from leaddesk.storage.workspace import Workspace


def add_first_pipeline(workspace: Workspace) -> None:
    """Add a pipeline with the usual stages, unless somebody else was quicker."""
    pipeline = Pipeline(id=workspace.ids.new(), name="Sales", position=1.0)
    with UnitOfWork(workspace, Operation.SET_UP) as work:
        if records.select(workspace.database, Pipeline):
            return
        work.insert(pipeline)
        for stage in first_stages(workspace, pipeline.id):
            work.insert(stage)


def first_stages(workspace: Workspace, pipeline_id: int) -> list[Stage]:
    """The stages of a new pipeline where nobody says otherwise."""
    return [
        Stage(
            id=workspace.ids.new(),
            pipeline_id=pipeline_id,
            name=name,
            position=float(place),
            probability=probability,
            idle_days=idle_days,
        )
        for place, (name, probability, idle_days) in enumerate(FIRST_STAGES, 1)
    ]
