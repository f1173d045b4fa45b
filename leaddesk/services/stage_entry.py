"""Coming into a stage: what it requires of a deal is filled in in the same operation, or asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from leaddesk.domain.errors import Invalid
from leaddesk.domain.records import Deal, Kind, Stage
from leaddesk.domain.stage_rules import NEXT_STEP, FieldsNeeded, Needy, lacking, required_fields
from leaddesk.services.fields import Values, read_fields
from leaddesk.storage.queries.stages import with_next_step
from leaddesk.storage.unit_of_work import UnitOfWork

DealTexts = Mapping[int, Mapping[str, str]]  # for each deal what was typed into its fields


def fill_in(work: UnitOfWork, chosen: Sequence[Deal], texts: DealTexts) -> dict[int, Values]:
    """For each deal the column values of what was typed; a typed next step, 'call Jonas tomorrow', is planned.

    Raises Invalid with the field's rule.
    """
    values: dict[int, Values] = {}
    for deal in chosen:
        typed = {name: text for name, text in texts.get(deal.id, {}).items() if name != NEXT_STEP}
        values[deal.id] = read_fields(work, Kind.DEAL, typed, deal)
        phrase = texts.get(deal.id, {}).get(NEXT_STEP, "").strip()
        if phrase:
            _plan(work, deal, phrase)
    return values


def check_entry(work: UnitOfWork, stage: Stage, entering: Sequence[Deal], values: Mapping[int, Values]) -> None:
    """Raise FieldsNeeded if deals, which get these values, still lack what the stage requires."""
    if not required_fields(stage):
        return
    steps = with_next_step(work.workspace.database, [deal.id for deal in entering])
    found = [
        Needy(deal.id, deal.title, names)
        for deal in entering
        if (names := lacking(stage, replace(deal, **values[deal.id]), has_step=deal.id in steps))
    ]
    if found:
        raise FieldsNeeded(stage, found)


def _plan(work: UnitOfWork, deal: Deal, phrase: str) -> None:
    from leaddesk.services.followups import plan_phrase  # most moves plan nothing

    try:
        plan_phrase(work.workspace, phrase, (Kind.DEAL, deal.id))
    except Invalid as problem:
        raise Invalid(problem.what, "nothing was moved", problem.todo) from None
