"""The timeline of a deal or contact: dialogue, done follow-ups, and the deal's way through the stages."""

from collections.abc import Iterator
from typing import Any

import peewee as pw

from leaddesk.domain.history import OperationEntry
from leaddesk.domain.records import Deal, DealStatus, Kind
from leaddesk.domain.summaries import EntryKind, TimelineEntry
from leaddesk.storage import journal
from leaddesk.storage.engine import Database
from leaddesk.storage.journal import Action, RowChange
from leaddesk.storage.queries.stages import stage_names
from leaddesk.storage.tables import ActivityTable, ContactTable, FollowUpTable, UserTable

LIMIT = 300  # entries that a pane shows


def timeline_of_deal(database: Database, deal: Deal) -> list[TimelineEntry]:
    """Everything that happened on a deal, the newest first."""
    entries = [
        *_activities(database, ActivityTable.deal == deal.id),
        *_done(database, FollowUpTable.deal == deal.id),
        *_moves(database, deal.id),
        TimelineEntry(EntryKind.ADDED, deal.id, deal.created_at, who=""),
    ]
    return _newest_first(entries)


def timeline_of_contact(database: Database, contact_id: int) -> list[TimelineEntry]:
    """Everything that was said with a contact or done for them, the newest first."""
    return _newest_first(
        [
            *_activities(database, ActivityTable.contact == contact_id),
            *_done(database, FollowUpTable.contact == contact_id),
        ]
    )


def _newest_first(entries: list[TimelineEntry]) -> list[TimelineEntry]:
    return sorted(entries, key=lambda entry: (entry.at, entry.id), reverse=True)[:LIMIT]


def _activities(database: Database, where: Any) -> Iterator[TimelineEntry]:
    a, u, c = ActivityTable, UserTable, ContactTable
    query = (
        a.select(a.id, a.kind, a.at, u.name, c.name, a.direction, a.subject, a.body, a.duration_minutes, a.version)
        .join(u, pw.JOIN.LEFT_OUTER, on=(a.user == u.id))
        .switch(a)
        .join(c, pw.JOIN.LEFT_OUTER, on=(a.contact == c.id))
        .where(where, a.deleted_at.is_null())
        .order_by(a.at.desc())
        .limit(LIMIT)
    )
    for number, kind, at, who, whom, *said in database.rows(query):
        yield TimelineEntry(EntryKind(kind.value), number, at, who or "", whom or "", *said)


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


def _moves(database: Database, deal_id: int) -> Iterator[TimelineEntry]:
    names = stage_names(database)
    for operation, change in journal.changes_on(database, Kind.DEAL, deal_id):
        if change.action is not Action.UPDATE or not {"stage_id", "status"} & set(change.columns):
            continue
        entry = journal.entry(database, operation)
        if entry is not None:
            yield _move(entry, change, names)


def _move(entry: OperationEntry, change: RowChange, names: dict[int, str]) -> TimelineEntry:
    _, before, after = change.rows[0]
    old, new = (dict(zip(change.columns, values, strict=True)) for values in (before, after))
    kind = EntryKind.MOVED
    left, entered = names.get(old.get("stage_id", 0), ""), names.get(new.get("stage_id", 0), "")
    if "status" in new:
        kind = {
            DealStatus.WON.value: EntryKind.WON,
            DealStatus.LOST.value: EntryKind.LOST,
            DealStatus.OPEN.value: EntryKind.REOPENED,
        }[new["status"]]
    if kind is EntryKind.LOST:
        left, entered = str(new.get("reason") or ""), str(new.get("reason_note") or "")
    return TimelineEntry(kind, entry.id, entry.at, entry.user, subject=left, body=entered)
