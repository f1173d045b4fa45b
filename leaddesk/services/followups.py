"""Follow-ups: planning, doing, snoozing, and the reminders that come of them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from leaddesk.domain import next_step
from leaddesk.domain.changes import Changes
from leaddesk.domain.dates import local_day
from leaddesk.domain.errors import Invalid
from leaddesk.domain.followup_phrases import Phrase, When, due, parse_phrase, parse_when
from leaddesk.domain.operations import Operation
from leaddesk.domain.records import RECORDS, REMIND_MINUTES, FollowUp, FollowUpKind, Kind
from leaddesk.domain.summaries import Step, Today
from leaddesk.services.activities import references
from leaddesk.services.fields import read_fields
from leaddesk.storage.queries import deals, followups, records
from leaddesk.storage.tables import FollowUpTable
from leaddesk.storage.unit_of_work import UnitOfWork
from leaddesk.storage.workspace import Workspace


def today(workspace: Workspace, *, everyone: bool = False) -> Today:
    """My day, or everyone's. Without a user of my own it is everyone's."""
    owner = None if everyone else workspace.actor.user_id
    with workspace.database.snapshot():
        return followups.today(workspace.database, owner, workspace.clock(), workspace.zone)


def plan_phrase(workspace: Workspace, phrase: str, on: tuple[Kind, int] | None = None) -> Changes:
    """Plan a follow-up from words such as 'call Jonas tomorrow 10:00'; Invalid if no time is found in them."""
    parsed, when = read_phrase(workspace, phrase)
    due_on, due_at = due(when, workspace.zone)
    return plan_followup(workspace, parsed.subject, parsed.kind, due_on=due_on, due_at=due_at, on=on)


def read_phrase(workspace: Workspace, phrase: str) -> tuple[Phrase, When]:
    """What such words say, without planning it; Invalid if they name no time or nothing to do."""
    parsed = parse_phrase(phrase, workspace.clock(), workspace.zone)
    if parsed.when is None:
        raise Invalid(
            f'no time was found in "{phrase}"',
            "nothing was planned",
            "add one, for example: tomorrow 10:00, next tue or 2026-12-18",
        )
    if not parsed.subject:
        raise Invalid("a follow-up needs a subject", "nothing was planned")
    return parsed, parsed.when


def plan_followup(
    workspace: Workspace,
    subject: str,
    kind: FollowUpKind = FollowUpKind.TODO,
    *,
    due_on: date | None = None,
    due_at: datetime | None = None,
    on: tuple[Kind, int] | None = None,
    remind_minutes: int | None = REMIND_MINUTES,
) -> Changes:
    """Plan a follow-up for me, at a time or any time on a day, on a deal, contact, company or lead, or by itself."""
    if not subject.strip():
        raise Invalid("a follow-up needs a subject", "nothing was planned")
    if (due_on is None) == (due_at is None):
        raise Invalid("a follow-up is due on a day or at a time", "nothing was planned")
    with UnitOfWork(workspace, Operation.PLAN_FOLLOWUP, title=subject.strip()) as work:
        about = _about(work, on)
        followup = FollowUp(
            id=workspace.ids.new(),
            subject=subject.strip(),
            created_at=workspace.clock(),
            kind=kind,
            due_on=due_on,
            due_at=due_at,
            remind_minutes=next_step.reminder_lead(remind_minutes, due_at, workspace.clock()),
            owner_id=workspace.actor.user_id,
            **about,
        )
        work.subject = work.insert(followup).id
    return work.changes


def add_followup(workspace: Workspace, texts: Mapping[str, str], on: tuple[Kind, int] | None = None) -> Changes:
    """Plan a follow-up from typed fields, of which `subject` and `due` are needed; mine, if no owner is given."""
    subject = texts.get("subject", "").strip()
    if not subject:
        raise Invalid("a follow-up needs a subject", "nothing was planned")
    if not texts.get("due", "").strip():
        raise Invalid("a follow-up needs a day or a time", "nothing was planned", 'for example due="tomorrow 10:00"')
    with UnitOfWork(workspace, Operation.PLAN_FOLLOWUP, title=subject) as work:
        about = _about(work, on)
        values = {"owner_id": workspace.actor.user_id, **about, **read_fields(work, Kind.FOLLOWUP, texts)}
        followup = FollowUp(id=workspace.ids.new(), created_at=workspace.clock(), **values)
        work.subject = work.insert(followup).id
    return work.changes


def complete_followup(workspace: Workspace, followup_id: int) -> Changes:
    """Tick a follow-up off; it stays in the timeline."""
    with UnitOfWork(workspace, Operation.COMPLETE_FOLLOWUP) as work:
        work.params = {"title": _open_followup(work, followup_id).subject}
        work.update(FollowUp, followup_id, done_at=workspace.clock())
        work.subject = followup_id
    return work.changes


def snooze_followup(workspace: Workspace, followup_id: int, when: str) -> Changes:
    """Put a follow-up off to 'tomorrow', 'next mon 9:00', '2026-12-01'…; a day keeps the old time of day."""
    parsed = parse_when(when, workspace.clock(), workspace.zone)
    if parsed is None:
        raise Invalid(f'"{when}" is no time', "the follow-up was kept", "write it like tomorrow, in 3 days or 10:00")
    due_on, due_at = due(parsed, workspace.zone)
    with UnitOfWork(workspace, Operation.SNOOZE_FOLLOWUP) as work:
        followup = _open_followup(work, followup_id)
        work.params = {"title": followup.subject, "until": when}
        if due_on is not None and followup.due_at is not None:
            local = followup.due_at.astimezone(workspace.zone)
            due_at = datetime.combine(due_on, local.time(), workspace.zone)
            due_on = None
        lead = next_step.reminder_lead(followup.remind_minutes, due_at, workspace.clock())
        work.update(FollowUp, followup_id, due_on=due_on, due_at=due_at, remind_minutes=lead)
        work.subject = followup_id
    return work.changes


def reminders(workspace: Workspace, since: datetime) -> list[Step]:
    """My follow-ups whose reminder came after `since` and is due by now, the earliest first."""
    now, zone = workspace.clock(), workspace.zone
    near = followups.with_reminder(
        workspace.database, workspace.actor.user_id, local_day(since, zone), local_day(now, zone)
    )
    found = next_step.missed_and_due(near, since, now, zone)
    return followups.steps(workspace.database, found)


def next_reminder(workspace: Workspace) -> datetime | None:
    """When the next of my reminders comes, so that nothing needs to ask before; None: none within a week."""
    now, zone = workspace.clock(), workspace.zone
    day = local_day(now, zone)
    near = followups.with_reminder(workspace.database, workspace.actor.user_id, day, day)
    times = [next_step.reminder_time(followup, zone) for followup in near]
    return min((time for time in times if time is not None and time > now), default=None)


def list_followups(workspace: Workspace, limit: int | None = None) -> Sequence[Step]:
    """Open follow-ups of everybody, the first due first."""
    found = deals.open_followups(workspace.database, FollowUpTable.id.is_null(False), workspace.zone)
    return followups.steps(workspace.database, found[:limit])


def every_followup(workspace: Workspace) -> list[Step]:
    """All follow-ups of everybody: the open ones, the first due first, then those done, the last done first."""
    database, f = workspace.database, FollowUpTable
    with database.snapshot():
        waiting = deals.open_followups(database, f.id.is_null(False), workspace.zone)
        is_done = f.done_at.is_null(False) & f.deleted_at.is_null()
        return followups.steps(
            database, [*waiting, *records.select(database, FollowUp, is_done, order=(f.done_at.desc(),))]
        )


def followup_step(workspace: Workspace, followup_id: int) -> Step:
    """One follow-up, open or done, with what it is about; NotFound if there is none."""
    return followups.steps(workspace.database, [records.get(workspace.database, FollowUp, followup_id)])[0]


def _about(work: UnitOfWork, on: tuple[Kind, int] | None) -> dict[str, Any]:
    return references(on[0], work.live(RECORDS[on[0]], on[1])) if on else {}


def _open_followup(work: UnitOfWork, followup_id: int) -> FollowUp:
    followup = work.live(FollowUp, followup_id)
    if followup.done_at is not None:
        raise Invalid(f"“{followup.subject}” is done already")
    return followup
