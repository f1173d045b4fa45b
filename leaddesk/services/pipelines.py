"""Pipelines: each has stages of its own; a deal is in the pipeline that its stage belongs to."""

from collections.abc import Mapping

from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import Invalid
from leaddesk.domain.operations import Operation
from leaddesk.domain.people import fold
from leaddesk.domain.records import Kind, Pipeline
from leaddesk.domain.summaries import DealCounts, PipelineRow, StageRow
from leaddesk.services.editing import check_unchanged
from leaddesk.services.fields import read_fields
from leaddesk.services.first_pipeline import first_stages
from leaddesk.services.stages import add_stage, empty_out, reorder
from leaddesk.storage.queries import deals, stages
from leaddesk.storage.unit_of_work import UnitOfWork
from leaddesk.storage.workspace import Workspace


def list_pipelines(workspace: Workspace) -> list[Pipeline]:
    """All pipelines in their order."""
    return stages.pipelines(workspace.database)


def overview(workspace: Workspace) -> tuple[PipelineRow, ...]:
    """All pipelines with their stages, and how many deals are in each of these."""
    database = workspace.database
    with database.snapshot():
        counts = stages.deal_counts(database)
        known = deals.stages(database)
        return tuple(
            PipelineRow(
                pipeline,
                tuple(
                    StageRow(stage, counts.get(stage.id, DealCounts()))
                    for stage in known
                    if stage.pipeline_id == pipeline.id
                ),
            )
            for pipeline in stages.pipelines(database)
        )


def pipeline_called(workspace: Workspace, text: str) -> Pipeline:
    """The pipeline of this id or name; Invalid names those that there are."""
    known = list_pipelines(workspace)
    for pipeline in known:
        if fold(text.strip()) in (fold(pipeline.name), str(pipeline.id)):
            return pipeline
    names = ", ".join(pipeline.name for pipeline in known)
    raise Invalid(f'there is no pipeline "{text}"', todo=f"choose one of: {names}")


def add_pipeline(workspace: Workspace, texts: Mapping[str, str]) -> Changes:
    """Add a pipeline behind the others.

    `stages` may name its stages, with commas between; their probabilities rise evenly. Else it has those that every
    new database has.
    """
    named = [name.strip() for name in texts.get("stages", "").split(",") if name.strip()]
    with UnitOfWork(workspace, Operation.ADD_PIPELINE) as work:
        typed = {"name": "", **{name: text for name, text in texts.items() if name != "stages"}}
        values = read_fields(work, Kind.PIPELINE, typed)
        before = list_pipelines(workspace)
        pipeline = Pipeline(id=workspace.ids.new(), position=before[-1].position + 1.0 if before else 1.0, **values)
        work.insert(pipeline)
        if not named:
            work.insert_all(first_stages(workspace, pipeline.id))
        for place, name in enumerate(named, 1):
            probability = round(100 * place / (len(named) + 1))
            add_stage(workspace, pipeline.id, {"name": name, "probability": str(probability)})
        work.params = {"title": pipeline.name}
        work.subject = pipeline.id
    return work.changes


def move_pipeline(workspace: Workspace, pipeline_id: int, before: int | None) -> Changes:
    """Put a pipeline in front of another one; None: behind all."""
    with UnitOfWork(workspace, Operation.REORDER_PIPELINE) as work:
        work.params = {"title": work.get(Pipeline, pipeline_id).name}
        reorder(work, Kind.PIPELINE, list_pipelines(workspace), pipeline_id, before)
        work.subject = pipeline_id
    return work.changes


def remove_pipeline(
    workspace: Workspace, pipeline_id: int, into: int | None = None, *, seen: int | None = None
) -> Changes:
    """Delete a pipeline with its stages; all their deals go to the stage `into` of another, as in `remove_stage`.

    Raises Invalid for the last pipeline, and without `into` where there are deals; DeletionConflict if somebody else
    changed the pipeline after version `seen`.
    """
    with UnitOfWork(workspace, Operation.DELETE_PIPELINE) as work:
        pipeline = work.get(Pipeline, pipeline_id)
        check_unchanged(workspace, Kind.PIPELINE, pipeline, seen)
        if len(list_pipelines(workspace)) == 1:
            raise Invalid(f"“{pipeline.name}” is the last pipeline", "nothing was deleted", "add another one first")
        work.params = {"title": pipeline.name}
        gone = [stage.id for stage in deals.stages(workspace.database, pipeline_id)]
        empty_out(work, f"“{pipeline.name}”", gone, into)
        work.delete_rows(Kind.STAGE, gone)
        work.delete_rows(Kind.PIPELINE, [pipeline_id])
        work.subject = pipeline_id
    return work.changes
