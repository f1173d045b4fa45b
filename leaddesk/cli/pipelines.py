"""Pipelines, stages and exchange rates on the command line."""

from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence

from leaddesk.cli.output import Form, answer, table
from leaddesk.cli.session import open_database
from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import Invalid
from leaddesk.domain.ids import looks_like_id
from leaddesk.domain.money import rate_text
from leaddesk.domain.records import Kind
from leaddesk.services import editing, pipelines, rates, stages
from leaddesk.services.workspace import Workspace


def add_stage(workspace: Workspace, texts: Mapping[str, str]) -> Changes:
    """Add a stage to the pipeline that the field `pipeline` names, else to the first."""
    named = texts.get("pipeline", "").strip()
    found = pipelines.pipeline_called(workspace, named) if named else pipelines.list_pipelines(workspace)[0]
    return stages.add_stage(workspace, found.id, {name: text for name, text in texts.items() if name != "pipeline"})


def remove_place(workspace: Workspace, words: Sequence[str], into: str | None) -> Changes | None:
    """Delete the stage or pipeline that is named; None if the words name something else.

    `into` names the stage to which its deals go.
    """
    kind, number = _place_called(workspace, words[0])
    if kind is None or len(words) > 1:
        if into is not None:
            raise Invalid("only the deals of one stage or pipeline go into another stage", "nothing was deleted")
        return None
    target = stages.stage_called(workspace, into).id if into is not None else None
    if kind is Kind.STAGE:
        return stages.remove_stage(workspace, number, target)
    return pipelines.remove_pipeline(workspace, number, target)


def _place_called(workspace: Workspace, text: str) -> tuple[Kind | None, int]:
    """The stage or pipeline of this id or name; None if it is something else."""
    if looks_like_id(text):
        kind, number = editing.id_called(workspace, text)
        return (kind if kind in (Kind.STAGE, Kind.PIPELINE) else None), number
    try:
        return Kind.STAGE, stages.stage_called(workspace, text).id
    except Invalid:
        pass
    try:
        return Kind.PIPELINE, pipelines.pipeline_called(workspace, text).id
    except Invalid:
        return None, 0


def show_rates(arguments: Namespace) -> int:
    """Set exchange rates, if any are given, and show all that there are."""
    texts = dict(arguments.fields)
    with open_database(arguments, reading=not texts) as workspace:
        if texts:
            rates.set_rates(workspace, texts)
        known = {code: rate_text(rate) for code, rate in rates.read_rates(workspace).items()}
        base = workspace.currency
        forms: list[Form] = [{"currency": code, f"in_{base}": rate} for code, rate in known.items()]
        lines = table(forms, ("currency", f"in_{base}"), workspace.zone) if forms else ["No rates are set."]
        answer(arguments, {"currency": base, "rates": known}, lines)
    return 0


COMMANDS: dict[str, Callable[[Namespace], int]] = {"rates": show_rates}
