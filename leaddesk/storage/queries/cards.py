"""Deals as cards: all that is seen of one at a glance, for many at once."""

from collections.abc import Sequence
from datetime import date, tzinfo
from typing import Any

from leaddesk.domain import next_step
from leaddesk.domain.dates import utc_from_text
from leaddesk.domain.people import fold
from leaddesk.domain.records import ActivityKind, DealStatus, Direction, FollowUpKind, Tag, Temperature
from leaddesk.domain.rotting import last_activity
from leaddesk.domain.summaries import Card, NextStep
from leaddesk.domain.temperature import temperature
from leaddesk.storage.engine import Database, Row
from leaddesk.storage.queries.plain import for_ids

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


_deals = for_ids("""
SELECT d.id, d.title, d.stage_id, d.status, d.position, d.version, d.value, d.currency, d.probability,
 d.company_id, c.name, d.contact_id, p.name, d.owner_id, u.name, u.initials, u.colour,
 d.expected_close, d.closed_at, d.temperature, d.moved_at, s.idle_days, d.source, d.created_at
FROM deal AS d
 LEFT JOIN company AS c ON c.id = d.company_id
 LEFT JOIN contact AS p ON p.id = d.contact_id
 LEFT JOIN "user" AS u ON u.id = d.owner_id
 LEFT JOIN stage AS s ON s.id = d.stage_id
WHERE d.id IN ({ids}) AND d.deleted_at IS NULL
""")
_planned = for_ids("""
SELECT deal_id, id, subject, kind, due_on, due_at FROM followup
WHERE deal_id IN ({ids}) AND done_at IS NULL AND deleted_at IS NULL
""")
_done = for_ids("""
SELECT deal_id, max(done_at) FROM followup
WHERE deal_id IN ({ids}) AND deleted_at IS NULL AND done_at IS NOT NULL GROUP BY deal_id
""")
_dialogue = for_ids(f"""
SELECT deal_id,
 sum(CASE WHEN direction = '{Direction.IN}' AND kind <> '{ActivityKind.MEETING}' THEN 1 ELSE 0 END),
 sum(CASE WHEN kind = '{ActivityKind.MEETING}' THEN 1 ELSE 0 END), max(at)
FROM activity WHERE deal_id IN ({{ids}}) AND deleted_at IS NULL GROUP BY deal_id
""")
_tagged = for_ids("""
SELECT g.deal_id, t.id, t.name, t.colour FROM tagging AS g JOIN tag AS t ON t.id = g.tag_id WHERE g.deal_id IN ({ids})
""")
