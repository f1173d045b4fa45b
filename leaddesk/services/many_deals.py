"""What is done to deals, to one or to several at once: each is one operation, and one undo.

Of several, those that somebody closed or deleted meanwhile are left out, and the operation's sentence says which and
why; where nothing is left to do, and for a single deal, that is an error.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

from leaddesk.domain.backups import Why
from leaddesk.domain.board import Month
from leaddesk.domain.changes import Changes
from leaddesk.domain.closing import check_reason
from leaddesk.domain.dates import local_day
from leaddesk.domain.errors import Gone, Invalid, NotFound, UserError
from leaddesk.domain.forecast import close_in
from leaddesk.domain.operations import Operation
from leaddesk.domain.people import fold
from leaddesk.domain.records import CLOSED_PROBABILITY, Deal, DealStatus, Kind, Stage, Tagging
from leaddesk.domain.stage_rules import FieldsNeeded
from leaddesk.services.backups import make_before
from leaddesk.services.deal_order import Spot, first_stage, gap, positions
from leaddesk.services.fields import LOOKED_AT, Values, read_fields
from leaddesk.services.stage_entry import DealTexts, check_entry, fill_in
from leaddesk.services.tags import taggings_on, tags_called
from leaddesk.storage.queries import deals
from leaddesk.storage.unit_of_work import UnitOfWork
from leaddesk.storage.workspace import Workspace

MANY = 10  # deals; before so many are deleted at once there is a backup
_NAMED = 3  # of those that are left out
_NO_TEXTS: DealTexts = {}

_OPEN = frozenset({DealStatus.OPEN})
_CLOSED = frozenset({DealStatus.WON, DealStatus.LOST})
_ANY = frozenset(DealStatus)


def move_deals(
    workspace: Workspace,
    ids: Sequence[int],
    stage_id: int,
    *,
    before: int | None = None,
    to_end: bool = False,
    texts: DealTexts = _NO_TEXTS,
) -> Changes:
    """Put open deals together into a stage, in this order: above the card `before`, at the end, or else at the top.

    `before` may be one of them: they come together where it stands. Entering another stage writes its default
    probability unless it was set by hand. `texts` are written into fields of the deals as well; Invalid with the
    field's rule, FieldsNeeded if deals that enter the stage still lack what it requires.
    """
    with UnitOfWork(workspace, Operation.MOVE_DEALS) as work:
        chosen = _chosen(work, ids, _OPEN)
        stage = work.live(Stage, stage_id)
        spot = Spot(stage_id, before, to_end)
        if all(deal.stage_id == stage_id for deal in chosen):
            _tell(work, chosen, Operation.REORDER_DEAL, Operation.REORDER_DEALS, stage=stage.name)
            if not texts and _stand_there(workspace, chosen, spot):
                return work.changes
        else:
            _tell(work, chosen, Operation.MOVE_DEAL, Operation.MOVE_DEALS, stage=stage.name)
        values = fill_in(work, chosen, texts)
        try:
            check_entry(work, stage, [deal for deal in chosen if deal.stage_id != stage_id], values)
        except FieldsNeeded as needed:
            needed.deed = partial(move_deals, ids=tuple(ids), stage_id=stage_id, before=before, to_end=to_end)
            raise
        places = positions(work, spot, {deal.id for deal in chosen}, len(chosen))
        entering = {"stage_id": stage_id, "moved_at": workspace.clock()}
        for deal, position in zip(chosen, places, strict=True):
            fresh: Values = {"position": position}
            if deal.stage_id != stage_id:
                by_hand = {} if deal.probability_by_hand else {"probability": stage.probability}
                fresh |= entering | by_hand
            values[deal.id] = fresh | values[deal.id]
        work.update_many(Deal, values)
    return work.changes


def win_deals(workspace: Workspace, ids: Sequence[int], reason: str = "", note: str = "") -> Changes:
    """Close open deals as won."""
    return _close(workspace, ids, DealStatus.WON, (Operation.WIN_DEAL, Operation.WIN_DEALS), reason, note)


def lose_deals(workspace: Workspace, ids: Sequence[int], reason: str, note: str = "") -> Changes:
    """Close open deals as lost. A reason is needed, and for "Other" a note."""
    kept = "the deal was kept open" if len(ids) == 1 else "the deals were kept open"
    check_reason(DealStatus.LOST, reason, note, kept)
    return _close(workspace, ids, DealStatus.LOST, (Operation.LOSE_DEAL, Operation.LOSE_DEALS), reason, note)


def reopen_deals(workspace: Workspace, ids: Sequence[int]) -> Changes:
    """Open closed deals again, each at the top of the stage that it had reached."""
    with UnitOfWork(workspace, Operation.REOPEN_DEALS) as work:
        chosen = _chosen(work, ids, _CLOSED)
        stages = {stage.id: stage for stage in deals.stages(workspace.database)}
        into: dict[int, list[int]] = {}
        for deal in chosen:
            stage_id = deal.stage_id if deal.stage_id in stages else None
            into.setdefault(stage_id or first_stage(workspace).id, []).append(deal.id)
        _tell(work, chosen, Operation.REOPEN_DEAL, Operation.REOPEN_DEALS, stage=stages[next(iter(into))].name)
        values: dict[int, Values] = {}
        for stage_id, of_stage in into.items():
            for number, position in zip(of_stage, positions(work, Spot(stage_id), (), len(of_stage)), strict=True):
                values[number] = {
                    "status": DealStatus.OPEN,
                    "stage_id": stage_id,
                    "position": position,
                    "probability": stages[stage_id].probability,
                    "probability_by_hand": False,
                    "reason": None,
                    "reason_note": None,
                    "closed_at": None,
                }
        work.update_many(Deal, values)
    return work.changes


def delete_deals(workspace: Workspace, ids: Sequence[int]) -> Changes:
    """Move deals to the trash; undo brings them back. Before many are deleted there is a backup."""
    if len(ids) >= MANY:
        make_before(workspace, Why.DELETION)
    with UnitOfWork(workspace, Operation.DELETE_DEALS) as work:
        try:
            chosen = _chosen(work, ids, _ANY)
        except Gone as gone:  # there is nothing to restore for somebody who wants it gone
            raise NotFound(gone.what, gone.kept, gone.todo) from None
        _tell(work, chosen, Operation.DELETE_DEAL, Operation.DELETE_DEALS)
        now = workspace.clock()
        work.update_many(Deal, {deal.id: {"deleted_at": now} for deal in chosen})
    return work.changes


def edit_deals(workspace: Workspace, ids: Sequence[int], texts: Mapping[str, str]) -> Changes:
    """Write what was typed into fields of all these deals, whoever changed them since.

    Raises Invalid with the field's rule if it is not met in one of them; then nothing was changed.
    """
    with UnitOfWork(workspace, Operation.EDIT_DEALS) as work:
        chosen = _chosen(work, ids, _ANY)
        names = ", ".join(texts).replace("_", " ")
        _tell(work, chosen, Operation.EDIT_DEAL, Operation.EDIT_DEALS, fields=names)
        read: dict[tuple[Any, ...], Values] = {}  # what was read for deals that are alike in what matters to it
        values: dict[int, Values] = {}
        matters = [column for name in texts for column in LOOKED_AT.get(name, ())]
        for deal in chosen:
            alike = tuple(getattr(deal, column) for column in matters)
            if alike not in read:
                read[alike] = read_fields(work, Kind.DEAL, texts, deal)
            values[deal.id] = read[alike]
        work.update_many(Deal, values)
    return work.changes


def expect_deals(workspace: Workspace, ids: Sequence[int], month: Month) -> Changes:
    """Expect open deals to close in a month of the forecast, or on no date; each keeps its day where it can."""
    with UnitOfWork(workspace, Operation.EXPECT_DEALS) as work:
        chosen = _chosen(work, ids, _OPEN)
        _tell(work, chosen, Operation.EXPECT_DEAL, Operation.EXPECT_DEALS)
        today = local_day(workspace.clock(), workspace.zone)
        days = {deal.id: close_in(month, deal.expected_close, today) for deal in chosen}
        work.update_many(Deal, {number: {"expected_close": day} for number, day in days.items()})
    return work.changes


def tag_deals(workspace: Workspace, ids: Sequence[int], add: Iterable[str], remove: Iterable[str] = ()) -> Changes:
    """Put tags on deals, and take others off, beside those that each deal has; new names make new tags."""
    added = {fold(name.strip()): name.strip() for name in add if name.strip()}
    removed = {fold(name.strip()): name.strip() for name in remove if name.strip()}
    with UnitOfWork(workspace, Operation.TAG_DEALS) as work:
        chosen = _chosen(work, ids, _ANY)
        said = ", ".join((*added.values(), *(f"without {name}" for name in removed.values())))
        _tell(work, chosen, Operation.TAG, Operation.TAG_DEALS, tags=said)
        numbers = [deal.id for deal in chosen]
        off = tags_called(work, removed, new=False)
        work.delete_rows(Kind.TAGGING, [tagging.id for tagging in taggings_on(workspace, numbers, off)])
        on = tags_called(work, added)
        present = {(tagging.deal_id, tagging.tag_id) for tagging in taggings_on(workspace, numbers, on)}
        work.insert_all(
            Tagging(id=workspace.ids.new(), tag_id=tag.id, deal_id=number)
            for number in numbers
            for tag in on
            if (number, tag.id) not in present
        )
    return work.changes


def _close(
    workspace: Workspace,
    ids: Sequence[int],
    status: DealStatus,
    operations: tuple[Operation, Operation],
    reason: str,
    note: str,
) -> Changes:
    with UnitOfWork(workspace, operations[1]) as work:
        chosen = _chosen(work, ids, _OPEN)
        _tell(work, chosen, *operations, reason=reason.strip())
        values = {
            "status": status,
            "probability": CLOSED_PROBABILITY[status],
            "reason": reason.strip() or None,
            "reason_note": note.strip() or None,
            "closed_at": workspace.clock(),
        }
        work.update_many(Deal, {deal.id: values for deal in chosen})
    return work.changes


def _chosen(work: UnitOfWork, ids: Sequence[int], may_be: frozenset[DealStatus]) -> list[Deal]:
    """The deals with these ids that are there and in one of these states, each once; the unit is told who is left out.

    Raises what is wrong with a single one, Invalid if nothing is left of several.
    """
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        raise Invalid("no deal is chosen")
    fit: list[Deal] = []
    others: list[int] = []
    for number in wanted:
        deal = _found(work, number)
        if deal is not None and deal.deleted_at is None and deal.status in may_be:
            fit.append(deal)
        else:
            others.append(number)
    if not others:
        return fit
    if len(wanted) == 1:
        raise _objection(work, wanted[0])
    named = [_objection(work, number).what for number in others[:_NAMED]]
    more = [f"{len(others) - _NAMED} more"] if len(others) > _NAMED else []
    reasons = ", ".join((*named, *more))
    if not fit:
        raise Invalid(f"nothing can be done with these {len(wanted)} deals: {reasons}")
    work.params["left_out"] = reasons
    return fit


def _found(work: UnitOfWork, number: int) -> Deal | None:
    try:
        return work.get(Deal, number)
    except NotFound:
        return None


def _objection(work: UnitOfWork, number: int) -> UserError:
    """Why nothing can be done with that deal."""
    try:
        deal = work.live(Deal, number)
    except NotFound as problem:
        return problem
    todo = "" if deal.status is DealStatus.OPEN else "reopen it first"
    return Invalid(f"“{deal.title}” is {deal.status} already", todo=todo)


def _tell(work: UnitOfWork, chosen: Sequence[Deal], one: Operation, several: Operation, **params: object) -> None:
    """The operation's sentence names a single deal and counts several."""
    single = len(chosen) == 1
    work.operation = one if single else several
    work.params |= {"title": chosen[0].title} if single else {"count": len(chosen)}
    work.params |= params
    work.subject = chosen[0].id


def _stand_there(workspace: Workspace, chosen: Sequence[Deal], spot: Spot) -> bool:
    """Whether these cards of the spot's stage stand there already, together and in this order."""
    above, below = gap(workspace, spot, {deal.id for deal in chosen})
    order = [place for place in (above, *chosen, below) if place is not None]
    return all((a.position, a.id) < (b.position, b.id) for a, b in pairwise(order))
