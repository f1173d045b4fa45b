"""Deals: the board, one in full, lists, adding; what is done to them stands in `many_deals`."""

from collections.abc import Mapping, Sequence

from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import Invalid, NotFound
from leaddesk.domain.ids import looks_like_id
from leaddesk.domain.money import Money, convert
from leaddesk.domain.operations import Operation
from leaddesk.domain.records import Company, Contact, Deal, Kind, Stage, User
from leaddesk.domain.summaries import Board, BoardTotals, Card, DealDetail
from leaddesk.services.deal_order import Spot, first_stage, positions
from leaddesk.services.fields import read_fields
from leaddesk.services.filtering import where
from leaddesk.services.many_deals import delete_deals as delete_deals
from leaddesk.services.many_deals import edit_deals as edit_deals
from leaddesk.services.many_deals import lose_deals as lose_deals
from leaddesk.services.many_deals import move_deals as move_deals
from leaddesk.services.many_deals import reopen_deals as reopen_deals
from leaddesk.services.many_deals import tag_deals as tag_deals
from leaddesk.services.many_deals import win_deals as win_deals
from leaddesk.services.rates import read_rates
from leaddesk.services.stages import stage_called
from leaddesk.storage.queries import board as board_queries
from leaddesk.storage.queries import contacts, deals, participants, records, timeline
from leaddesk.storage.queries.cards import cards as cards_of
from leaddesk.storage.tables import FollowUpTable, TaggingTable
from leaddesk.storage.unit_of_work import UnitOfWork
from leaddesk.storage.workspace import Workspace


def board(workspace: Workspace, condition: str = "", pipeline_id: int | None = None) -> Board:
    """The open deals of a pipeline (else the first) that match a filter; Invalid for one that is not understood."""
    with workspace.database.snapshot():
        return board_queries.board(workspace.database, where(workspace, condition), pipeline_id, workspace.zone)


def totals(workspace: Workspace, condition: str = "", pipeline_id: int | None = None) -> BoardTotals:
    """Figures of the same deals."""
    with workspace.database.snapshot():
        found = where(workspace, condition)
        return deals.totals(workspace.database, found, pipeline_id, workspace.clock(), workspace.zone)


def cards(workspace: Workspace, ids: Sequence[int]) -> list[Card]:
    """The deals with these ids, in this order, without those that are gone."""
    with workspace.database.snapshot():
        return cards_of(workspace.database, ids, workspace.zone)


def deal_detail(workspace: Workspace, deal_id: int) -> DealDetail:
    """Everything about one deal; NotFound if it was deleted."""
    database = workspace.database
    with database.snapshot():
        deal = records.get(database, Deal, deal_id)
        [stage] = records.by_ids(database, Stage, [deal.stage_id]) if deal.stage_id else [first_stage(workspace)]
        owner = records.by_ids(database, User, [deal.owner_id] if deal.owner_id else [])
        company = records.by_ids(database, Company, [deal.company_id] if deal.company_id else [])
        people = participants.people_of_deal(database, deal)
        way = timeline.way_of_deal(database, deal)
        return DealDetail(
            deal=deal,
            card=cards_of(database, [deal_id], workspace.zone)[0],
            stages=tuple(deals.stages(database, stage.pipeline_id)),
            company=company[0] if company else None,
            contact=next((person.contact for person in people if person.is_main), None),
            owner=owner[0] if owner else None,
            people=tuple(people),
            tags=tuple(contacts.tags_on(database, TaggingTable.deal == deal_id)),
            followups=tuple(deals.open_followups(database, FollowUpTable.deal == deal_id, workspace.zone)),
            way=tuple(way.stays),
            timeline=tuple(way.timeline),
            converted=_converted(workspace, deal),
        )


def _converted(workspace: Workspace, deal: Deal) -> Money | None:
    if deal.value is None or deal.currency == workspace.currency:
        return None
    return convert(Money(deal.value, deal.currency), read_rates(workspace), workspace.currency)


def list_deals(workspace: Workspace, condition: str = "", limit: int | None = None) -> list[Card]:
    """Deals of every status that match a filter, the newest first."""
    with workspace.database.snapshot():
        return deals.listed(workspace.database, workspace.zone, where(workspace, condition), limit)


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
        stage = stage_called(workspace, texts["stage"]) if texts.get("stage") else first_stage(workspace)
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
            position=positions(work, Spot(stage.id))[0],
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
    texts: Mapping[str, str] | None = None,
) -> Changes:
    """Put one open deal into a stage, and write `texts` into its fields."""
    return move_deals(
        workspace, [deal_id], stage_id, before=before, to_end=to_end, texts={deal_id: texts} if texts else {}
    )


def win_deal(workspace: Workspace, deal_id: int, reason: str = "", note: str = "") -> Changes:
    """Close one open deal as won."""
    return win_deals(workspace, [deal_id], reason, note)


def lose_deal(workspace: Workspace, deal_id: int, reason: str, note: str = "") -> Changes:
    """Close one open deal as lost."""
    return lose_deals(workspace, [deal_id], reason, note)


def reopen_deal(workspace: Workspace, deal_id: int) -> Changes:
    """Open one closed deal again."""
    return reopen_deals(workspace, [deal_id])
