"""The stages of a pipeline: finding, adding, reordering and removing them; they are edited like any record."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import Invalid
from leaddesk.domain.operations import Operation
from leaddesk.domain.people import fold
from leaddesk.domain.records import Deal, Kind, Pipeline, SavedView, Stage
from leaddesk.domain.summaries import DealCounts
from leaddesk.services.editing import check_unchanged
from leaddesk.services.fields import read_fields
from leaddesk.storage.queries import deals, records, stages
from leaddesk.storage.unit_of_work import UnitOfWork
from leaddesk.storage.workspace import Workspace


def stage_key(text: str) -> str:
    """What is the same for two ways of writing a stage's name."""
    return re.sub(r"\s*/\s*", "/", fold(text.strip()))


def stage_choices(workspace: Workspace) -> list[str]:
    """The names by which stages are told apart, from left to right: where there are several pipelines Sales/Demo."""
    return list(stages.full_names(workspace.database, deals.stages(workspace.database)).values())


def stage_called(workspace: Workspace, text: str, pipeline_id: int | None = None) -> Stage:
    """The stage of this id or name, or of a name like Sales/Demo; Invalid names those that there are.

    Where several pipelines have one, it is that of the pipeline given, else that of the first.
    """
    known = deals.stages(workspace.database)
    wanted = stage_key(text)
    for stage in known:
        if stage.pipeline_id == pipeline_id and stage_key(stage.name) == wanted:
            return stage
    found = by_any_name(workspace).get(wanted) or next((stage for stage in known if str(stage.id) == wanted), None)
    if found is not None:
        return found
    names = stages.full_names(workspace.database, known)
    raise Invalid(f'there is no stage "{text}"', todo=f"choose one of: {', '.join(names.values())}")


def stage_for(workspace: Workspace, deal_id: int, text: str) -> Stage:
    """As `stage_called`, for a deal: a stage of its own pipeline comes first."""
    deal = records.get(workspace.database, Deal, deal_id)
    own = records.by_ids(workspace.database, Stage, [deal.stage_id] if deal.stage_id else [])
    return stage_called(workspace, text, own[0].pipeline_id if own else None)


def by_any_name(workspace: Workspace) -> dict[str, Stage]:
    """The stage for each `stage_key` of a name, also for those like Sales/Demo; of equal names the first counts.

    The first of all is where deals begin.
    """
    known = deals.stages(workspace.database)
    pipelines = {pipeline.id: pipeline.name for pipeline in stages.pipelines(workspace.database)}
    found: dict[str, Stage] = {}
    for stage in known:
        found.setdefault(stage_key(stage.name), stage)
    for stage in known:
        found.setdefault(stage_key(f"{pipelines[stage.pipeline_id]}/{stage.name}"), stage)
    return found


def add_stage(workspace: Workspace, pipeline_id: int, texts: Mapping[str, str]) -> Changes:
    """Add a stage at the end of a pipeline; without a probability it has that of the stage before it."""
    with UnitOfWork(workspace, Operation.ADD_STAGE) as work:
        work.get(Pipeline, pipeline_id)
        before = deals.stages(workspace.database, pipeline_id)
        blank = Stage(
            id=workspace.ids.new(),
            pipeline_id=pipeline_id,
            name="",
            position=before[-1].position + 1.0 if before else 1.0,
            probability=before[-1].probability if before else 0,
        )
        stage = replace(blank, **read_fields(work, Kind.STAGE, {"name": "", **texts}, blank))
        work.params = {"title": stage.name}
        work.subject = work.insert(stage).id
    return work.changes


def move_stage(workspace: Workspace, stage_id: int, before: int | None) -> Changes:
    """Put a stage to the left of another one of its pipeline; None: to the end."""
    with UnitOfWork(workspace, Operation.REORDER_STAGE) as work:
        stage = work.get(Stage, stage_id)
        work.params = {"title": stage.name}
        reorder(work, Kind.STAGE, deals.stages(workspace.database, stage.pipeline_id), stage_id, before)
        work.subject = stage_id
    return work.changes


def remove_stage(workspace: Workspace, stage_id: int, into: int | None = None, *, seen: int | None = None) -> Changes:
    """Delete a stage; all its deals, the closed and the deleted ones too, go to the stage `into`, of any pipeline.

    They come after those that are there, in their order, and keep their status; a probability that follows the stage
    becomes that of the other. Raises Invalid for the last stage of a pipeline, and without `into` where there are
    deals; DeletionConflict if somebody else changed the stage after version `seen`.
    """
    with UnitOfWork(workspace, Operation.DELETE_STAGE) as work:
        stage = work.get(Stage, stage_id)
        check_unchanged(workspace, Kind.STAGE, stage, seen)
        if len(deals.stages(workspace.database, stage.pipeline_id)) == 1:
            raise Invalid(f"“{stage.name}” is the last stage of its pipeline", todo="delete the pipeline instead")
        work.params = {"title": stage.name}
        target = empty_out(work, f"“{stage.name}”", [stage_id], into)
        if target is not None:
            work.operation = Operation.MERGE_STAGE
            work.params["stage"] = target.name
        work.delete_rows(Kind.STAGE, [stage_id])
        work.subject = stage_id
    return work.changes


def reorder(
    work: UnitOfWork,
    kind: Kind,
    records: Sequence[Stage] | Sequence[Pipeline] | Sequence[SavedView],
    moved: int,
    before: int | None,
) -> None:
    """Number records anew with one of them in front of another, or at the end."""
    rest = [record for record in records if record.id != moved]
    place = next((place for place, record in enumerate(rest) if record.id == before), len(rest))
    order = [*rest[:place], *(record for record in records if record.id == moved), *rest[place:]]
    rows = [
        (record.id, record.version, [record.position], [float(number)])
        for number, record in enumerate(order, 1)
        if record.position != float(number)
    ]
    if before != moved and order != list(records):
        work.update_rows(kind, ("position",), rows)


def empty_out(work: UnitOfWork, what: str, stage_ids: Sequence[int], into: int | None) -> Stage | None:
    """Move all deals of some stages to the end of the stage `into`, which is returned; None where none was given.

    Raises Invalid, with their number, if there are deals and no place for them.
    """
    database = work.workspace.database
    if into is None:
        counts = stages.deal_counts(database)
        held = sum((counts.get(number, DealCounts()) for number in stage_ids), DealCounts())
        if held.total:
            raise Invalid(f"{what} holds {counted(held)}", "nothing was deleted", "say into which stage they go")
        return None
    if into in stage_ids:
        raise Invalid(f"the deals of {what} cannot go to where they are", "nothing was deleted", "choose another stage")
    target = work.get(Stage, into)
    last = stages.last_position(database, into)
    staying, following = [], []
    for place, (number, version, stage_id, position, probability, follows) in enumerate(
        stages.deals_in(database, stage_ids), 1
    ):
        before, after = [stage_id, position], [into, last + place]
        if follows and probability != target.probability:
            following.append((number, version, [*before, probability], [*after, target.probability]))
        else:
            staying.append((number, version, before, after))
    work.update_rows(Kind.DEAL, ("stage_id", "position"), staying)
    work.update_rows(Kind.DEAL, ("stage_id", "position", "probability"), following)
    return target


def counted(counts: DealCounts) -> str:
    """'5 deals: 3 open, 1 lost, 1 in the trash'."""
    parts = [
        f"{number} {word}"
        for number, word in (
            (counts.open, "open"),
            (counts.won, "won"),
            (counts.lost, "lost"),
            (counts.deleted, "in the trash"),
        )
        if number
    ]
    return f"{counts.total} {'deal' if counts.total == 1 else 'deals'}: {', '.join(parts)}"
