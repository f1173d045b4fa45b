"""The day's work: what is overdue, due today and soon, and which deals have no next step."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

import peewee as pw

from leaddesk.domain import next_step
from leaddesk.domain.dates import day_bounds, local_day
from leaddesk.domain.money import Money
from leaddesk.domain.next_step import NextStepState
from leaddesk.domain.records import FollowUp
from leaddesk.domain.summaries import Step, Stuck, Today
from leaddesk.storage.engine import Database
from leaddesk.storage.queries.cards import cards
from leaddesk.storage.queries.deals import OPEN, PLANNED, open_followups, stages
from leaddesk.storage.queries.plain import in_chunks
from leaddesk.storage.queries.records import select
from leaddesk.storage.tables import (
    ActivityTable,
    CompanyTable,
    ContactTable,
    DealTable,
    FollowUpTable,
    StageTable,
    UserTable,
)

COMING_DAYS = 7
NEAR_DAYS = 9  # a reminder comes a week before at most; the days of a zone are not those of UTC
STUCK_LIMIT = 200  # deals without a next step that a day's list shows


def today(database: Database, owner_id: int | None, now: datetime, zone: tzinfo) -> Today:
    """One owner's day, or everyone's (None)."""
    f = FollowUpTable
    day = local_day(now, zone)
    mine: Any = f.owner == owner_id if owner_id is not None else f.id.is_null(False)
    open_steps = open_followups(database, mine, zone)
    days = {step.id: step.due_on or local_day(step.due_at or now, zone) for step in open_steps}
    states = {step.id: next_step.state(step.due_on, step.due_at, now, zone) for step in open_steps}
    last = day + timedelta(days=COMING_DAYS)
    overdue = [step for step in open_steps if states[step.id] is NextStepState.OVERDUE]
    due_today = [step for step in open_steps if states[step.id] is NextStepState.TODAY]
    coming = [step for step in open_steps if day < days[step.id] <= last]
    week_start = day - timedelta(days=day.weekday())
    start, end = day_bounds(week_start, zone)[0], day_bounds(week_start + timedelta(days=6), zone)[1]
    done = f.select(pw.fn.COUNT(f.id)).where(mine, f.done_at >= start, f.done_at < end, f.deleted_at.is_null())
    return Today(
        day=day,
        overdue=tuple(steps(database, overdue)),
        today=tuple(steps(database, due_today)),
        coming=tuple(steps(database, coming)),
        stuck=tuple(_stuck(database, owner_id, zone)),
        planned=tuple(sorted(Counter(days.values()).items())),
        done_this_week=database.rows(done)[0][0],
        planned_this_week=sum(1 for due in days.values() if week_start <= due < week_start + timedelta(days=7)),
    )


def steps(database: Database, followups: Sequence[FollowUp]) -> list[Step]:
    """The follow-ups with what they are about."""
    f, d, c, p, u, s = FollowUpTable, DealTable, CompanyTable, ContactTable, UserTable, StageTable
    about: dict[int, tuple[Any, ...]] = {}
    for part in in_chunks([followup.id for followup in followups]):
        query = (
            f.select(f.id, d.title, c.name, p.name, s.name, d.value, d.currency, u.name, u.initials, u.colour)
            .join(d, pw.JOIN.LEFT_OUTER, on=(f.deal == d.id))
            .join(s, pw.JOIN.LEFT_OUTER, on=(d.stage == s.id))
            .switch(f)
            .join(c, pw.JOIN.LEFT_OUTER, on=(pw.fn.COALESCE(f.company, d.company) == c.id))
            .switch(f)
            .join(p, pw.JOIN.LEFT_OUTER, on=(pw.fn.COALESCE(f.contact, d.contact) == p.id))
            .switch(f)
            .join(u, pw.JOIN.LEFT_OUTER, on=(f.owner == u.id))
            .where(f.id.in_(part))
        )
        about.update({row[0]: row[1:] for row in database.rows(query)})
    found = []
    for followup in followups:
        title, company, contact, stage, value, currency, *owner = about[followup.id]
        found.append(
            Step(
                followup=followup,
                title=title or "",
                company=company or "",
                contact=contact or "",
                stage=stage or "",
                value=None if value is None else Money(value, currency),
                owner=owner[0] or "",
                owner_initials=owner[1] or "",
                owner_colour=owner[2] or "",
            )
        )
    return found


def with_reminder(database: Database, owner_id: int | None, since: date, until: date) -> list[FollowUp]:
    """One owner's open follow-ups with a reminder that are due on days near these."""
    f = FollowUpTable
    low, high = (since - timedelta(days=NEAR_DAYS)).isoformat(), (until + timedelta(days=NEAR_DAYS)).isoformat()
    near = ((f.due_on >= low) & (f.due_on <= high)) | ((f.due_at >= low) & (f.due_at <= high))
    mine: Any = f.owner == owner_id if owner_id is not None else f.owner.is_null()
    return select(database, FollowUp, near & mine & f.remind_minutes.is_null(False) & PLANNED)


def _stuck(database: Database, owner_id: int | None, zone: tzinfo) -> list[Stuck]:
    f, d, a = FollowUpTable, DealTable, ActivityTable
    planned = f.select(f.deal).where(f.deal.is_null(False), f.done_at.is_null(), f.deleted_at.is_null())
    where = OPEN & d.id.not_in(planned)
    if owner_id is not None:
        where &= d.owner == owner_id
    query = d.select(d.id).where(where).order_by(d.value.desc(nulls="LAST"), d.id).limit(STUCK_LIMIT)
    ids = [row[0] for row in database.rows(query)]
    spoken = {
        deal_id: at
        for part in in_chunks(ids)
        for deal_id, at in database.rows(
            a.select(a.deal, pw.fn.MAX(a.at)).where(a.deal.in_(part), a.deleted_at.is_null()).group_by(a.deal)
        )
    }
    names = {stage.id: stage.name for stage in stages(database)}
    return [Stuck(card, names.get(card.stage_id or 0, ""), spoken.get(card.id)) for card in cards(database, ids, zone)]
