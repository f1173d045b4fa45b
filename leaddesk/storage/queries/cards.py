"""Deals as cards: all that is seen of one at a glance, for many at once."""

from collections.abc import Sequence
from datetime import date, tzinfo
from typing import Any

import peewee as pw

from leaddesk.domain import next_step
from leaddesk.domain.dates import utc_from_text
from leaddesk.domain.people import fold
from leaddesk.domain.records import ActivityKind, DealStatus, Direction, FollowUpKind, Tag, Temperature
from leaddesk.domain.rotting import last_activity
from leaddesk.domain.summaries import Card, NextStep
from leaddesk.domain.temperature import temperature
from leaddesk.storage.engine import Database, Row
from leaddesk.storage.queries.records import for_ids
from leaddesk.storage.tables import (
    ActivityTable,
    CompanyTable,
    ContactTable,
    DealTable,
    FollowUpTable,
    StageTable,
    TaggingTable,
    TagTable,
    UserTable,
)

_Heard = tuple[int, int, str]  # how often they spoke to us, how often we met, the last dialogue or note
_SILENCE: _Heard = (0, 0, "")


def cards(database: Database, ids: Sequence[int], zone: tzinfo) -> list[Card]:
    """The deals with these ids, in this order; ids that are gone are left out."""
    found = {row[0]: row for row in _deals(database, ids)}
    live = list(found)
    steps = _next_steps(database, live, zone)
    heard: dict[int, _Heard] = {row[0]: row[1:] for row in _dialogue(database, live)}
    done: dict[int, str] = dict(_done(database, live))
    tags = _tags(database, live)
    return [
        _card(found[number], steps.get(number), heard.get(number, _SILENCE), done.get(number), tags.get(number, ()))
        for number in ids
        if number in found
    ]


def _next_steps(database: Database, deal_ids: Sequence[int], zone: tzinfo) -> dict[int, NextStep]:
    """For each deal that has one, its first open follow-up."""
    best: dict[int, tuple[Any, NextStep]] = {}
    for deal_id, number, subject, kind, on, at in _planned(database, deal_ids):
        due_on, due_at = _day(on), utc_from_text(at) if at else None
        key = (next_step.sort_key(due_on, due_at, zone), number)
        if deal_id not in best or key < best[deal_id][0]:
            best[deal_id] = (key, NextStep(number, subject, FollowUpKind(kind), due_on, due_at))
    return {deal_id: step for deal_id, (_, step) in best.items()}


def _tags(database: Database, deal_ids: Sequence[int]) -> dict[int, tuple[Tag, ...]]:
    """For each deal that has any, its tags by name."""
    found: dict[int, tuple[Tag, ...]] = {}
    for deal_id, number, name, colour in sorted(_tagged(database, deal_ids), key=lambda row: (fold(row[2]), row[1])):
        found[deal_id] = (*found.get(deal_id, ()), Tag(id=number, name=name, colour=colour))
    return found


def _card(row: Row, step: NextStep | None, heard: _Heard, done_at: str | None, tags: tuple[Tag, ...]) -> Card:
    inbound, meetings, spoken_at = heard
    warmth, by_hand = temperature(Temperature(row[19]) if row[19] else None, inbound, meetings)
    happened = (spoken_at, done_at, row[20])
    return Card(
        id=row[0],
        title=row[1],
        stage_id=row[2],
        status=DealStatus(row[3]),
        position=row[4],
        version=row[5],
        value=row[6],
        currency=row[7],
        probability=row[8],
        company_id=row[9],
        company=row[10] or "",
        contact_id=row[11],
        contact=row[12] or "",
        owner_id=row[13],
        owner=row[14] or "",
        owner_initials=row[15] or "",
        owner_colour=row[16] or "",
        expected_close=_day(row[17]),
        closed_at=utc_from_text(row[18]) if row[18] else None,
        temperature=warmth,
        temperature_by_hand=by_hand,
        next_step=step,
        last_active=last_activity(*(utc_from_text(moment) for moment in happened if moment)),
        idle_limit=row[21],
        tags=tags,
        source=row[22] or "",
        created_at=utc_from_text(row[23]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _deal_query(ids: Sequence[Any]) -> Any:
    d, c, p, u, s = DealTable, CompanyTable, ContactTable, UserTable, StageTable
    return (
        d.select(
            *(d.id, d.title, d.stage, d.status, d.position, d.version, d.value, d.currency, d.probability),
            *(d.company, c.name, d.contact, p.name, d.owner, u.name, u.initials, u.colour),
            *(d.expected_close, d.closed_at, d.temperature, d.moved_at, s.idle_days, d.source, d.created_at),
        )
        .join(c, pw.JOIN.LEFT_OUTER, on=(d.company == c.id))
        .switch(d)
        .join(p, pw.JOIN.LEFT_OUTER, on=(d.contact == p.id))
        .switch(d)
        .join(u, pw.JOIN.LEFT_OUTER, on=(d.owner == u.id))
        .switch(d)
        .join(s, pw.JOIN.LEFT_OUTER, on=(d.stage == s.id))
        .where(d.id.in_(ids), d.deleted_at.is_null())
    )


def _planned_query(ids: Sequence[Any]) -> Any:
    f = FollowUpTable
    open_steps = (f.deal.in_(ids), f.done_at.is_null(), f.deleted_at.is_null())
    return f.select(f.deal, f.id, f.subject, f.kind, f.due_on, f.due_at).where(*open_steps)


def _done_query(ids: Sequence[Any]) -> Any:
    f = FollowUpTable
    done = (f.deal.in_(ids), f.deleted_at.is_null(), f.done_at.is_null(False))
    return f.select(f.deal, pw.fn.MAX(f.done_at)).where(*done).group_by(f.deal)


def _dialogue_query(ids: Sequence[Any]) -> Any:
    a = ActivityTable
    inbound = pw.fn.SUM(pw.Case(None, (((a.direction == Direction.IN) & (a.kind != ActivityKind.MEETING), 1),), 0))
    meetings = pw.fn.SUM(pw.Case(None, ((a.kind == ActivityKind.MEETING, 1),), 0))
    return (
        a.select(a.deal, inbound, meetings, pw.fn.MAX(a.at))
        .where(a.deal.in_(ids), a.deleted_at.is_null())
        .group_by(a.deal)
    )


def _tagged_query(ids: Sequence[Any]) -> Any:
    g, t = TaggingTable, TagTable
    return g.select(g.deal, t.id, t.name, t.colour).join(t, on=(g.tag == t.id)).where(g.deal.in_(ids))


_deals, _planned, _done = for_ids(_deal_query), for_ids(_planned_query), for_ids(_done_query)
_dialogue, _tagged = for_ids(_dialogue_query), for_ids(_tagged_query)
