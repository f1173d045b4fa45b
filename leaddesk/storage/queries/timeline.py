"""The timeline of a deal or contact: dialogue, done follow-ups, and the deal's way through the stages."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import peewee as pw

from leaddesk.domain.history import OperationEntry
from leaddesk.domain.ids import made_at
from leaddesk.domain.operations import Operation
from leaddesk.domain.records import Deal, DealStatus, Kind
from leaddesk.domain.stage_history import Move, Stay, stays
from leaddesk.domain.summaries import EntryKind, TimelineEntry
from leaddesk.storage import journal
from leaddesk.storage.engine import Database
from leaddesk.storage.journal import Action, RowChange
from leaddesk.storage.queries.plain import in_chunks
from leaddesk.storage.queries.stages import stage_names
from leaddesk.storage.tables import ActivityTable, ContactTable, FollowUpTable, OperationTable, UserTable

LIMIT = 300  # entries that a pane shows, beside those that are pinned
_TAKING_BACK = (Operation.UNDO, Operation.REDO)  # what they write counts as if it had been so all along


class Way(NamedTuple):
    """A deal's timeline, the newest first, and its stays in stages with their names, the earliest first."""

    timeline: list[TimelineEntry]
    stays: list[tuple[str, Stay]]


def way_of_deal(database: Database, deal: Deal) -> Way:
    """Everything that happened on a deal, and how long it stood where."""
    names = stage_names(database)
    moves = _moves(database, deal.id)
    found = stays(deal, made_at(deal.id), [_move(entry, change) for entry, change in moves])
    stood = {stay.until: stay.length(stay.since) for stay in found if stay.until and stay.is_whole}
    entries = [
        *_activities(database, ActivityTable.deal == deal.id),
        *_done(database, FollowUpTable.deal == deal.id),
        *(_told(deal, entry, change, names, stood) for entry, change in moves),
        TimelineEntry(EntryKind.ADDED, deal.id, deal.created_at, who=""),
    ]
    return Way(_newest_first(entries), [(names.get(stay.stage_id or 0, ""), stay) for stay in found])


def timeline_of_contact(database: Database, contact_id: int) -> list[TimelineEntry]:
    """Everything that was said with a contact or done for them, the newest first."""
    return _newest_first(
        [
            *_activities(database, ActivityTable.contact == contact_id),
            *_done(database, FollowUpTable.contact == contact_id),
        ]
    )


def _newest_first(entries: list[TimelineEntry]) -> list[TimelineEntry]:
    ordered = sorted(entries, key=lambda entry: (entry.at, entry.id), reverse=True)
    return ordered[:LIMIT] + [entry for entry in ordered[LIMIT:] if entry.pinned]


def _activities(database: Database, where: Any) -> Iterator[TimelineEntry]:
    a, u, c = ActivityTable, UserTable, ContactTable
    said = (a.direction, a.subject, a.body, a.duration_minutes, a.version, a.pinned)
    query = (
        a.select(a.id, a.kind, a.at, u.name, c.name, *said)
        .join(u, pw.JOIN.LEFT_OUTER, on=(a.user == u.id))
        .switch(a)
        .join(c, pw.JOIN.LEFT_OUTER, on=(a.contact == c.id))
        .where(where, a.deleted_at.is_null())
        .order_by(a.pinned.desc(), a.at.desc())
        .limit(LIMIT)
    )
    for number, kind, at, who, whom, *rest in database.rows(query):
        yield TimelineEntry(EntryKind(kind.value), number, at, who or "", whom or "", *rest)


def _done(database: Database, where: Any) -> Iterator[TimelineEntry]:
    f, u = FollowUpTable, UserTable
    query = (
        f.select(f.id, f.done_at, f.subject, u.name)
        .join(u, pw.JOIN.LEFT_OUTER, on=(f.owner == u.id))
        .where(where, f.done_at.is_null(False), f.deleted_at.is_null())
        .order_by(f.done_at.desc())
        .limit(LIMIT)
    )
    for number, at, subject, who in database.rows(query):
        yield TimelineEntry(EntryKind.DONE, number, at, who or "", subject=subject)


def _moves(database: Database, deal_id: int) -> list[tuple[OperationEntry, RowChange]]:
    """What changed the deal's stage or status, without what was undone; the earliest first."""
    found = [
        (operation, change)
        for operation, change in journal.changes_on(database, Kind.DEAL, deal_id)
        if change.action is Action.UPDATE and {"stage_id", "status"} & set(change.columns)
    ]
    entries = {
        entry.id: entry
        for part in in_chunks([operation for operation, _ in found])
        for entry in journal.entries(database, where=OperationTable.id.in_(part))
    }
    standing = [(entries[operation], change) for operation, change in found if operation in entries]
    return [pair for pair in reversed(standing) if not pair[0].undone and pair[0].kind not in _TAKING_BACK]


def _sides(change: RowChange) -> tuple[dict[str, Any], dict[str, Any]]:
    """The columns before and after."""
    _, before, after = change.rows[0]
    return dict(zip(change.columns, before, strict=True)), dict(zip(change.columns, after, strict=True))


def _move(entry: OperationEntry, change: RowChange) -> Move:
    old, new = _sides(change)
    was, became = (DealStatus(side["status"]) if "status" in side else None for side in (old, new))
    return Move(entry.at, old.get("stage_id"), new.get("stage_id"), was, became)


def _told(
    deal: Deal,
    entry: OperationEntry,
    change: RowChange,
    names: Mapping[int, str],
    stood: Mapping[datetime, timedelta],
) -> TimelineEntry:
    """`stood` are the lengths of the stays that ended at these moments."""
    old, new = _sides(change)
    kind, lasted = EntryKind.MOVED, stood.get(entry.at)
    left, entered = names.get(old.get("stage_id", 0), ""), names.get(new.get("stage_id", 0), "")
    if "status" in new:
        kind = {
            DealStatus.WON.value: EntryKind.WON,
            DealStatus.LOST.value: EntryKind.LOST,
            DealStatus.OPEN.value: EntryKind.REOPENED,
        }[new["status"]]
    if kind in (EntryKind.WON, EntryKind.LOST):
        lasted = max(entry.at - deal.created_at, timedelta(0))
    if kind is EntryKind.LOST:
        left, entered = str(new.get("reason") or ""), str(new.get("reason_note") or "")
    return TimelineEntry(kind, entry.id, entry.at, entry.user, subject=left, body=entered, lasted=lasted)
