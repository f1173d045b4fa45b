"""Deals: the board, adding, moving between stages, won, lost, reopened."""

from collections.abc import Mapping, Sequence
from typing import Any

from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import Invalid, NotFound
from leaddesk.domain.ids import looks_like_id
from leaddesk.domain.operations import Operation
from leaddesk.domain.records import CLOSED_PROBABILITY, Company, Contact, Deal, DealStatus, Kind, Stage, User
from leaddesk.domain.summaries import Board, BoardTotals, Card, DealDetail
from leaddesk.services.fields import find_stage, read_fields
from leaddesk.storage.queries import contacts, deals, records, timeline
from leaddesk.storage.queries.deals import Gap
from leaddesk.storage.tables import FollowUpTable, TaggingTable
from leaddesk.storage.unit_of_work import UnitOfWork
from leaddesk.storage.workspace import Workspace

SMALLEST_GAP = 1e-6  # between two cards' positions; below it the stage is numbered anew


def board(workspace: Workspace, condition: str = "", pipeline_id: int | None = None) -> Board:
    """The open deals of a pipeline (else the first) that match a filter."""
    with workspace.database.snapshot():
        return deals.board(workspace.database, condition, pipeline_id, workspace.zone)


def totals(workspace: Workspace, condition: str = "", pipeline_id: int | None = None) -> BoardTotals:
    """Figures of the same deals."""
    with workspace.database.snapshot():
        return deals.totals(workspace.database, condition, pipeline_id, workspace.clock(), workspace.zone)


def cards(workspace: Workspace, ids: Sequence[int]) -> list[Card]:
    """The deals with these ids, in this order, without those that are gone."""
    with workspace.database.snapshot():
        return deals.cards(workspace.database, ids, workspace.zone)


def deal_detail(workspace: Workspace, deal_id: int) -> DealDetail:
    """Everything about one deal; NotFound if it was deleted."""
    database = workspace.database
    with database.snapshot():
        deal = records.get(database, Deal, deal_id)
        pipeline = deals.pipeline(database)
        owner = records.by_ids(database, User, [deal.owner_id] if deal.owner_id else [])
        company = records.by_ids(database, Company, [deal.company_id] if deal.company_id else [])
        contact = records.by_ids(database, Contact, [deal.contact_id] if deal.contact_id else [])
        return DealDetail(
            deal=deal,
            card=deals.cards(database, [deal_id], workspace.zone)[0],
            stages=tuple(deals.stages(database, pipeline.id)),
            company=company[0] if company else None,
            contact=contact[0] if contact else None,
            owner=owner[0] if owner else None,
            tags=tuple(contacts.tags_on(database, TaggingTable.deal == deal_id)),
            followups=tuple(deals.open_followups(database, FollowUpTable.deal == deal_id, workspace.zone)),
            timeline=tuple(timeline.timeline_of_deal(database, deal)),
        )


def list_deals(workspace: Workspace, text: str = "", limit: int | None = None) -> list[Card]:
    """Deals of every status, the newest first."""
    return deals.listed(workspace.database, workspace.zone, text, limit)


def list_stages(workspace: Workspace) -> list[Stage]:
    """Stages of all pipelines, from left to right."""
    return deals.stages(workspace.database)


def find_deal(workspace: Workspace, text: str) -> int:
    """A deal's id from the id or its exact title; NotFound, or Invalid if several have that title."""
    if looks_like_id(text):
        return records.get(workspace.database, Deal, int(text)).id
    found = deals.titles_like(workspace.database, text)
    if not found:
        raise NotFound(f'there is no deal "{text}"', todo="look it up with: leaddesk search TEXT")
    if len(found) > 1:
        raise Invalid(f'there are {len(found)} deals called "{text}"', todo="name one by its id")
    return found[0]


def add_deal(workspace: Workspace, texts: Mapping[str, str]) -> Changes:
    """Add a deal at the top of its stage (the first one, where `stage` is not given); mine, if no owner is given."""
    title = texts.get("title", "").strip()
    if not title:
        raise Invalid("a deal needs a title", "nothing was added")
    with UnitOfWork(workspace, Operation.ADD_DEAL, title=title) as work:
        fields = {name: text for name, text in texts.items() if name != "stage"}
        values = read_fields(work, Kind.DEAL, fields)
        stage = find_stage(work, texts["stage"]) if texts.get("stage") else _first_stage(workspace)
        values = {
            "currency": workspace.currency,
            "probability": stage.probability,
            "owner_id": workspace.actor.user_id,
            **values,
        }
        if values.get("contact_id") and not values.get("company_id"):
            values["company_id"] = work.get(Contact, values["contact_id"]).company_id
        deal = Deal(
            id=workspace.ids.new(),
            created_at=workspace.clock(),
            stage_id=stage.id,
            position=_position(work, stage.id, deals.gap(workspace.database, stage.id)),
            **values,
        )
        work.subject = work.insert(deal).id
    return work.changes


def move_deal(
    workspace: Workspace,
    deal_id: int,
    stage_id: int,
    *,
    before: int | None = None,
    to_end: bool = False,
) -> Changes:
    """Put an open deal into a stage: above the card `before`, at the end, or else at the top.

    Entering another stage writes its default probability unless it was set by hand. Raises Invalid for a closed deal.
    """
    with UnitOfWork(workspace, Operation.MOVE_DEAL) as work:
        deal = _open_deal(work, deal_id)
        stage = work.live(Stage, stage_id)
        same = deal.stage_id == stage_id
        work.operation = Operation.REORDER_DEAL if same else Operation.MOVE_DEAL
        work.params = {"title": deal.title, "stage": stage.name}
        gap = deals.gap(workspace.database, stage_id, before, to_end=to_end)
        if deal_id in (before, *(card.id for card in gap if card)):
            return work.changes
        values: dict[str, Any] = {"stage_id": stage_id, "position": _position(work, stage_id, gap)}
        if not same:
            values["moved_at"] = workspace.clock()
            if not deal.probability_by_hand:
                values["probability"] = stage.probability
        work.update(Deal, deal_id, **values)
        work.subject = deal_id
    return work.changes


def win_deal(workspace: Workspace, deal_id: int, reason: str = "", note: str = "") -> Changes:
    """Close an open deal as won."""
    return _close(workspace, Operation.WIN_DEAL, deal_id, DealStatus.WON, reason, note)


def lose_deal(workspace: Workspace, deal_id: int, reason: str, note: str = "") -> Changes:
    """Close an open deal as lost. A reason is needed, and for "Other" a note."""
    if not reason.strip():
        raise Invalid("a lost deal needs a reason", "the deal was kept open", "say why it was lost")
    if reason.strip().lower() == "other" and not note.strip():
        raise Invalid('the reason "Other" needs a note', "the deal was kept open", "say in a few words what it was")
    return _close(workspace, Operation.LOSE_DEAL, deal_id, DealStatus.LOST, reason, note)


def reopen_deal(workspace: Workspace, deal_id: int) -> Changes:
    """Open a closed deal again, in the stage that it had reached."""
    with UnitOfWork(workspace, Operation.REOPEN_DEAL) as work:
        deal = work.live(Deal, deal_id)
        if deal.status is DealStatus.OPEN:
            raise Invalid(f"“{deal.title}” is open already")
        stage = work.live(Stage, deal.stage_id) if deal.stage_id else _first_stage(workspace)
        work.params = {"title": deal.title, "stage": stage.name}
        work.update(
            Deal,
            deal_id,
            status=DealStatus.OPEN,
            stage_id=stage.id,
            position=_position(work, stage.id, deals.gap(workspace.database, stage.id)),
            probability=stage.probability,
            probability_by_hand=False,
            reason=None,
            reason_note=None,
            closed_at=None,
        )
        work.subject = deal_id
    return work.changes


def _close(
    workspace: Workspace,
    operation: Operation,
    deal_id: int,
    status: DealStatus,
    reason: str,
    note: str,
) -> Changes:
    with UnitOfWork(workspace, operation) as work:
        deal = _open_deal(work, deal_id)
        work.params = {"title": deal.title, "reason": reason.strip()}
        work.update(
            Deal,
            deal_id,
            status=status,
            probability=CLOSED_PROBABILITY[status],
            reason=reason.strip() or None,
            reason_note=note.strip() or None,
            closed_at=workspace.clock(),
        )
        work.subject = deal_id
    return work.changes


def _open_deal(work: UnitOfWork, deal_id: int) -> Deal:
    deal = work.live(Deal, deal_id)
    if deal.status is not DealStatus.OPEN:
        raise Invalid(f"“{deal.title}” is {deal.status} already", todo="reopen it first")
    return deal


def _first_stage(workspace: Workspace) -> Stage:
    database = workspace.database
    return deals.stages(database, deals.pipeline(database).id)[0]


def _position(work: UnitOfWork, stage_id: int, gap: Gap) -> float:
    """A position in the gap; numbers the stage anew where there is no room left."""
    above, below = gap
    if above and below and below.position - above.position < SMALLEST_GAP:
        _renumber(work, stage_id)
        above, below = deals.gap(work.workspace.database, stage_id, below.id)
    if above and below:
        return (above.position + below.position) / 2
    if below:
        return below.position - 1.0
    return above.position + 1.0 if above else 1.0


def _renumber(work: UnitOfWork, stage_id: int) -> None:
    rows = deals.positions(work.workspace.database, stage_id)
    work.update_rows(
        Kind.DEAL,
        ("position",),
        [
            (number, version, [old], [float(place)])
            for place, (number, version, old) in enumerate(rows, 1)
            if old != float(place)
        ],
    )
