"""What the history says: sentences, who and when, the names of fields, and values as texts."""

from datetime import date, datetime
from enum import StrEnum

from leaddesk.domain.history import FieldChange, Group, OperationEntry, RowAction, Value
from leaddesk.domain.money import Money
from leaddesk.domain.operations import Operation, describe
from leaddesk.domain.records import Kind
from leaddesk.gui.texts import day_text, money_text, number_text, time_text, tr


def sentence(entry: OperationEntry) -> str:
    """'Moved “Warehouse pilot” to Demo'."""
    return describe(entry.kind, entry.params, tr)


def second_line(entry: OperationEntry) -> str:
    """'Sam Keller · 3 changes · undone by Kim Roth'."""
    parts = [entry.user, tr("%n change(s)", entry.changes) if entry.changes != 1 else "", undone_text(entry)]
    return " · ".join(part for part in parts if part)


def undone_text(entry: OperationEntry) -> str:
    """'undone by Kim Roth', of an undo 'brought back by Kim Roth'; empty while it stands."""
    if entry.undone_by is None:
        return ""
    said = tr("brought back by {who}") if entry.kind is Operation.UNDO else tr("undone by {who}")
    return said.format(who=entry.undone_by)


def moment_text(moment: datetime, now: datetime) -> str:
    """Day and time, also of what is long ago: 'Yesterday, 15:00'."""
    local = moment.astimezone(now.tzinfo)
    return tr("{day}, {time}").format(day=day_text(local.date(), now.date()), time=time_text(local))


def group_text(group: Group) -> str:
    return {
        Group.DEALS: tr("Deals"),
        Group.CONTACTS: tr("Contacts"),
        Group.COMPANIES: tr("Companies"),
        Group.LEADS: tr("Leads"),
        Group.FOLLOWUPS: tr("Follow-ups"),
        Group.DIALOGUE: tr("Dialogue"),
        Group.PIPELINES: tr("Pipelines"),
        Group.IMPORTS: tr("Imports"),
        Group.UNDO: tr("Undo and redo"),
        Group.OTHER: tr("Other"),
    }[group]


def kind_text(kind: Kind) -> str:
    """What a record is, as the heading says it: 'Deal'."""
    return {
        Kind.USER: tr("User"),
        Kind.COMPANY: tr("Company"),
        Kind.CONTACT: tr("Contact"),
        Kind.PIPELINE: tr("Pipeline"),
        Kind.STAGE: tr("Stage"),
        Kind.LEAD: tr("Lead"),
        Kind.DEAL: tr("Deal"),
        Kind.ACTIVITY: tr("Dialogue"),
        Kind.FOLLOWUP: tr("Follow-up"),
        Kind.TAG: tr("Tag"),
        Kind.TAGGING: tr("Tag on a record"),
        Kind.PARTICIPANT: tr("Person of a deal"),
        Kind.SAVED_VIEW: tr("View"),
        Kind.SETTING: tr("Setting"),
    }[kind]


def action_text(action: RowAction) -> str:
    return {
        RowAction.ADDED: tr("added"),
        RowAction.CHANGED: tr("changed"),
        RowAction.DELETED: tr("deleted"),
        RowAction.RESTORED: tr("restored"),
    }[action]


def field_text(name: str) -> str:
    """The label of a field, as the panes have it."""
    labels = {
        "activity": tr("Kind"),
        "at": tr("When"),
        "body": tr("Text"),
        "closed_at": tr("Closed"),
        "criteria": tr("What must be true here"),
        "done_at": tr("Done"),
        "due": tr("Due"),
        "duration_minutes": tr("Minutes"),
        "expected_close": tr("Expected close"),
        "idle_days": tr("Idle after (days)"),
        "job_title": tr("Job title"),
        "reason_note": tr("Note"),
        "remind_minutes": tr("Reminder"),
        "user": tr("Who"),
    }
    return labels.get(name) or tr(name.replace("_", " ").capitalize())


def value_text(field: FieldChange, value: Value, now: datetime) -> str:
    """A value as the panes write it; empty for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return tr("Yes") if value else tr("No")
    if isinstance(value, Money):
        return money_text(value.minor, value.currency)
    if isinstance(value, datetime):
        return moment_text(value, now)
    if isinstance(value, date):
        return day_text(value, now.date())
    if isinstance(value, StrEnum):
        return tr(value.value.capitalize())
    if field.name == "probability":
        return tr("{percent}%").format(percent=value)
    if field.name == "remind_minutes":
        return tr("%n min before", int(value))
    return number_text(value) if isinstance(value, int) else str(value)
