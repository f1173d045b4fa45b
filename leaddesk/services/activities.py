"""What was said, written and done: notes, calls, e-mails, meetings."""

from datetime import datetime
from typing import Any

from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import Invalid
from leaddesk.domain.operations import Operation
from leaddesk.domain.records import RECORDS, Activity, ActivityKind, Contact, Deal, Direction, Kind, Lead
from leaddesk.services.editing import title_of
from leaddesk.storage.unit_of_work import UnitOfWork
from leaddesk.storage.workspace import Workspace


def log_activity(
    workspace: Workspace,
    kind: ActivityKind,
    on: tuple[Kind, int],
    body: str,
    *,
    direction: Direction | None = None,
    subject: str = "",
    at: datetime | None = None,
    duration_minutes: int | None = None,
) -> Changes:
    """Put an entry into the timeline of a deal, contact, company or lead.

    A call, e-mail or meeting has a direction (out, if none is given), a note has none. An entry on a deal also
    stands with its contact and company.
    """
    if not body.strip() and not subject.strip():
        raise Invalid("there is nothing to keep", "nothing was added", "write a word first")
    if kind is ActivityKind.NOTE:
        direction = None
    elif direction is None:
        direction = Direction.OUT
    with UnitOfWork(workspace, Operation.LOG_ACTIVITY) as work:
        record = work.live(RECORDS[on[0]], on[1])
        work.params = {"title": title_of(workspace, record), "kind": kind.value}
        activity = Activity(
            id=workspace.ids.new(),
            kind=kind,
            at=at or workspace.clock(),
            direction=direction,
            subject=subject.strip(),
            body=body.strip(),
            duration_minutes=duration_minutes,
            user_id=workspace.actor.user_id,
            **references(on[0], record),
        )
        work.subject = work.insert(activity).id
    return work.changes


def pin(workspace: Workspace, activity_id: int, wanted: bool = True) -> Changes:
    """Let an entry stand first in its timelines, or no longer."""
    with UnitOfWork(workspace, Operation.PIN_ACTIVITY if wanted else Operation.UNPIN_ACTIVITY) as work:
        activity = work.live(Activity, activity_id)
        work.params = {"title": title_of(workspace, activity), "kind": activity.kind.value}
        work.update(Activity, activity_id, pinned=wanted)
        work.subject = activity_id
    return work.changes


def references(kind: Kind, record: Any) -> dict[str, Any]:
    """The columns by which an activity or follow-up belongs to a record, and to its contact and company."""
    found: dict[str, Any] = {f"{kind.value}_id": record.id}
    if isinstance(record, Deal | Lead):
        found |= {"contact_id": record.contact_id, "company_id": record.company_id}
    elif isinstance(record, Contact):
        found |= {"company_id": record.company_id}
    elif kind is not Kind.COMPANY:
        raise Invalid(f"a {kind} has no timeline")
    return found
