"""What lists and reminders say of a follow-up: when it is due, what it is about, whom it opens."""

from datetime import datetime

from leaddesk.domain.records import FollowUp
from leaddesk.domain.summaries import Step
from leaddesk.gui.desk import Desk
from leaddesk.gui.texts import day_text, money_text, time_text, tr


def due_words(followup: FollowUp, now: datetime, *, with_day: bool = True) -> str:
    """'Yesterday, 16:00', 'Mon 23'; without the day '15:00' or 'any time'. `now` is local."""
    local = followup.due_at.astimezone(now.tzinfo) if followup.due_at else None
    if not with_day:
        return time_text(local) if local else tr("any time")
    day = local.date() if local else followup.due_on
    said = day_text(day, now.date()) if day else ""
    return tr("{day}, {time}").format(day=said, time=time_text(local)) if local else said


def about_words(step: Step) -> str:
    """'CRM roll-out · Kestrel AG · €31,000'; of a follow-up without a deal the person and company."""
    value = money_text(step.value.minor, step.value.currency) if step.value else ""
    return " · ".join(part for part in (step.title or step.contact, step.company, value) if part)


def can_open(followup: FollowUp) -> bool:
    """Whether there is a deal or contact to show."""
    return followup.deal_id is not None or followup.contact_id is not None


def open_record(desk: Desk, followup: FollowUp) -> None:
    """Ask the frame to show the deal of a follow-up, else its contact."""
    if followup.deal_id is not None:
        desk.requests.deal_opened.emit(followup.deal_id)
    elif followup.contact_id is not None:
        desk.requests.contact_opened.emit(followup.contact_id)
