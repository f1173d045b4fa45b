"""Records as the command line shows them: short for lists, in full for `show`."""

from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import datetime

from leaddesk.cli.output import Form
from leaddesk.domain.lines import split_lines
from leaddesk.domain.money import Money
from leaddesk.domain.people import fold
from leaddesk.domain.records import KINDS, Activity, Company, FollowUp, Kind, Lead, Record, SavedView
from leaddesk.domain.stage_history import Stay
from leaddesk.domain.summaries import Card, ContactRow, Involved, Step, TimelineEntry
from leaddesk.domain.views import options_from
from leaddesk.services import contacts, deals, editing, followups, leads, pipelines, tags, users, views
from leaddesk.services.workspace import Workspace

_SEARCHED = ("title", "name", "company", "contact", "source", "email")
Names = dict[int, str]
Places = dict[int, tuple[str, str]]  # pipeline and stage


def short_forms(workspace: Workspace, kind: Kind, text: str = "", limit: int | None = None) -> list[Form]:
    """Records of a kind that hold the text; deals that a filter finds."""
    return _LISTS[kind](workspace, text, limit)


def short_form(workspace: Workspace, kind: Kind, record_id: int) -> Form:
    """One record as it stands in a list; NotFound if it is gone."""
    if kind is Kind.FOLLOWUP:
        return _followup(followups.followup_step(workspace, record_id))
    _, record = editing.record_called(workspace, str(record_id))
    if kind is Kind.DEAL:
        return _deal(deals.cards(workspace, [record_id])[0], _places(workspace))
    if kind is Kind.CONTACT:
        return _contact(contacts.contact_rows(workspace, [record_id])[0], _owner_names(workspace))
    if isinstance(record, Company):
        return _company(record, _owner_names(workspace))
    if isinstance(record, Lead):
        return _lead_forms(workspace, [record])[0]
    if isinstance(record, Activity):
        return _activity(workspace, record)
    if kind in _ROWS:
        return next(form for form in _ROWS[kind](workspace) if form["id"] == record_id)
    if isinstance(record, SavedView):
        return _view_forms(workspace, [record])[0]
    return _plain(record)


def full_form(workspace: Workspace, kind: Kind, record_id: int) -> Form:
    """One record with all its fields; a deal or contact with its follow-ups and timeline as well."""
    form = short_form(workspace, kind, record_id)
    if kind is Kind.DEAL:
        return form | _deal_more(workspace, record_id)
    if kind is Kind.CONTACT:
        return form | _contact_more(workspace, record_id)
    return form


def money(minor: int | None, currency: str) -> Money | None:
    return None if minor is None else Money(minor, currency)


def forms_in_view(workspace: Workspace, name: str, condition: str, limit: int | None) -> list[Form]:
    """The deals that the view of this name finds, those that a filter finds as well."""
    view = views.view_called(workspace, name)
    return deal_forms(workspace, views.deals_in(workspace, view, condition, limit))


def deal_forms(workspace: Workspace, cards: Iterable[Card]) -> list[Form]:
    """Deals as they stand in a list."""
    places = _places(workspace)
    return [_deal(card, places) for card in cards]


def followup_forms(steps: Iterable[Step]) -> list[Form]:
    """Follow-ups as they stand in a list."""
    return [_followup(step) for step in steps]


def _deal(card: Card, places: Places) -> Form:
    step = card.next_step
    pipeline, stage = places.get(card.stage_id or 0, (None, None))
    return {
        "id": card.id,
        "kind": Kind.DEAL,
        "title": card.title,
        "pipeline": pipeline,
        "stage": stage,
        "status": card.status,
        "value": money(card.value, card.currency),
        "probability": card.probability,
        "temperature": card.temperature,
        "company": card.company or None,
        "contact": card.contact or None,
        "owner": card.owner or None,
        "expected_close": card.expected_close,
        "closed_at": card.closed_at,
        "next_step": step
        and {
            "id": step.id,
            "title": step.subject,
            "subject": step.subject,
            "activity": step.kind,
            "due": step.due_at or step.due_on,
        },
        "version": card.version,
    }


def _deal_more(workspace: Workspace, deal_id: int) -> Form:
    detail = deals.deal_detail(workspace, deal_id)
    deal = detail.deal
    return {
        "source": deal.source,
        "products": split_lines(deal.products),
        "competitors": split_lines(deal.competitors),
        "files": split_lines(deal.files),
        "reason": deal.reason,
        "reason_note": deal.reason_note,
        "created_at": deal.created_at,
        "external_id": deal.external_id,
        "tags": [tag.name for tag in detail.tags],
        "people": [_involved(person) for person in detail.people],
        "stages": [_stay(name, stay, workspace.clock()) for name, stay in detail.way],
        "followups": _followups_on(workspace, detail.followups),
        "timeline": [_entry(entry) for entry in detail.timeline],
    }


def _involved(person: Involved) -> Form:
    contact = person.contact
    return {
        "id": contact.id,
        "kind": Kind.CONTACT,
        "name": contact.name,
        "role": person.role,
        "main": person.is_main,
        "job_title": contact.job_title,
        "email": contact.email,
        "phone": contact.phone,
    }


def _stay(stage: str, stay: Stay, now: datetime) -> Form:
    """`days` are whole ones; where the beginning is not known, at least so many."""
    return {
        "stage": stage or None,
        "status": stay.status,
        "since": stay.since,
        "until": stay.until,
        "days": stay.length(now).days,
        "known": stay.is_whole,
    }


def _contact(row: ContactRow, owners: Names) -> Form:
    return {
        "id": row.id,
        "kind": Kind.CONTACT,
        "name": row.name,
        "job_title": row.job_title or None,
        "company": row.company or None,
        "email": row.email or None,
        "phone": row.phone or None,
        "lifecycle": row.lifecycle,
        "owner": owners.get(row.owner_id or 0),
        "last_at": row.last_at,
        "version": row.version,
    }


def _contact_more(workspace: Workspace, contact_id: int) -> Form:
    detail = contacts.contact_detail(workspace, contact_id)
    stages = _places(workspace)
    return {
        "address": detail.contact.address,
        "temperature": detail.temperature,
        "created_at": detail.contact.created_at,
        "external_id": detail.contact.external_id,
        "tags": [tag.name for tag in detail.tags],
        "deals": deal_forms(workspace, detail.deals),
        "parts": [_deal(part.card, stages) | {"role": part.role} for part in detail.parts if not part.is_main],
        "followups": _followups_on(workspace, detail.followups),
        "timeline": [_entry(entry) for entry in detail.timeline],
    }


def _company(company: Company, owners: Names) -> Form:
    form = _plain(company)
    del form["owner_id"]
    return form | {"owner": owners.get(company.owner_id or 0)}


def _lead_forms(workspace: Workspace, found: list[Lead]) -> list[Form]:
    people = editing.names_of(workspace, Kind.CONTACT, [lead.contact_id for lead in found])
    companies = editing.names_of(workspace, Kind.COMPANY, [lead.company_id for lead in found])
    owners = _owner_names(workspace)
    return [
        {
            "id": lead.id,
            "kind": Kind.LEAD,
            "name": people.get(lead.contact_id or 0) or companies.get(lead.company_id or 0) or Kind.LEAD,
            "status": lead.status,
            "temperature": lead.temperature,
            "source": lead.source,
            "contact": people.get(lead.contact_id or 0),
            "company": companies.get(lead.company_id or 0),
            "owner": owners.get(lead.owner_id or 0),
            "reason": lead.reason,
            "created_at": lead.created_at,
            "external_id": lead.external_id,
            "version": lead.version,
        }
        for lead in found
    ]


def _followup(step: Step) -> Form:
    on = record_of(step.followup)
    # A lead goes by the name of its contact, or else of its company.
    titles = {Kind.DEAL: step.title, Kind.COMPANY: step.company}
    title = on and (titles.get(on[0]) or step.contact or step.company)
    followup = step.followup
    return {
        "id": followup.id,
        "kind": Kind.FOLLOWUP,
        "title": followup.subject,
        "subject": followup.subject,
        "activity": followup.kind,
        "due": followup.due_at or followup.due_on,
        "on": on and {"id": on[1], "kind": on[0], "title": title},
        "owner": step.owner or None,
        "done": followup.done_at is not None,
        "done_at": followup.done_at,
        "version": followup.version,
        "company": step.company or None,
        "contact": step.contact or None,
    }


def _followups_on(workspace: Workspace, found: Iterable[FollowUp]) -> list[Form]:
    """A contact's are planned on its deals too, and each names its own."""
    return [short_form(workspace, Kind.FOLLOWUP, followup.id) for followup in found]


def record_of(about: FollowUp | Activity) -> tuple[Kind, int] | None:
    """The record on which it was planned or logged; its contact and company may be named beside."""
    for kind in (Kind.DEAL, Kind.LEAD, Kind.CONTACT, Kind.COMPANY):
        number = getattr(about, f"{kind.value}_id")
        if number is not None:
            return kind, number
    return None


def _activity(workspace: Workspace, activity: Activity) -> Form:
    on = record_of(activity)
    name = on and editing.names_of(workspace, on[0], [on[1]]).get(on[1])
    return {
        "id": activity.id,
        "kind": Kind.ACTIVITY,
        "title": activity.subject or activity.body.partition("\n")[0],
        "activity": activity.kind,
        "at": activity.at,
        "direction": activity.direction,
        "subject": activity.subject,
        "body": activity.body,
        "minutes": activity.duration_minutes,
        "on": on and {"id": on[1], "kind": on[0], "title": name},
        "user": _owner_names(workspace).get(activity.user_id or 0),
        "version": activity.version,
    }


def _entry(entry: TimelineEntry) -> Form:
    return {
        "at": entry.at,
        "kind": entry.kind,
        "direction": entry.direction,
        "who": entry.who or None,
        "whom": entry.whom or None,
        "subject": entry.subject,
        "body": entry.body,
        "minutes": entry.duration_minutes,
        "id": entry.id,
        "pinned": entry.pinned,
    }


def _view_forms(workspace: Workspace, found: list[SavedView]) -> list[Form]:
    """An owner of none: everybody's."""
    owners, counts = _owner_names(workspace), views.counts(workspace, found)
    return [
        {
            "id": view.id,
            "kind": Kind.SAVED_VIEW,
            "name": view.name,
            "filter": view.condition,
            "face": options_from(view.options).face,
            "owner": owners.get(view.owner_id or 0),
            "count": counts[view.id],
            "version": view.version,
        }
        for view in found
    ]


def _plain(record: Record) -> Form:
    """A record that has no names of others to be looked up."""
    values: Form = {field.name: getattr(record, field.name) for field in fields(record)}
    del values["id"]
    return {"id": record.id, "kind": KINDS[type(record)], **values}


def _places(workspace: Workspace) -> Places:
    names = {pipeline.id: pipeline.name for pipeline in pipelines.list_pipelines(workspace)}
    return {stage.id: (names[stage.pipeline_id], stage.name) for stage in deals.list_stages(workspace)}


def _stages(workspace: Workspace) -> list[Form]:
    """`count` are the open deals, as in the report."""
    return [
        {
            **_plain(of.stage),
            "pipeline": row.pipeline.name,
            "count": of.counts.open,
            "won": of.counts.won,
            "lost": of.counts.lost,
            "deleted": of.counts.deleted,
        }
        for row in pipelines.overview(workspace)
        for of in row.stages
    ]


def _pipelines(workspace: Workspace) -> list[Form]:
    return [
        {
            **_plain(row.pipeline),
            "stages": [of.stage.name for of in row.stages],
            "count": row.counts.open,
        }
        for row in pipelines.overview(workspace)
    ]


def _owner_names(workspace: Workspace) -> Names:
    return {user.id: user.name for user in users.list_users(workspace)}


def _deals(workspace: Workspace, text: str, limit: int | None) -> list[Form]:
    return deal_forms(workspace, deals.list_deals(workspace, text, limit))


def _contacts(workspace: Workspace, text: str, limit: int | None) -> list[Form]:
    owners = _owner_names(workspace)
    rows = contacts.contact_rows(workspace, contacts.contact_ids(workspace, text)[:limit])
    return [_contact(row, owners) for row in rows]


def _companies(workspace: Workspace, text: str, limit: int | None) -> list[Form]:
    owners = _owner_names(workspace)
    return [_company(company, owners) for company in contacts.list_companies(workspace, text, limit)]


def _filtered(forms: list[Form], text: str, limit: int | None) -> list[Form]:
    wanted = fold(text)
    found = [form for form in forms if any(wanted in fold(form.get(name) or "") for name in _SEARCHED)]
    return found[:limit]


_LISTS: dict[Kind, Callable[[Workspace, str, int | None], list[Form]]] = {
    Kind.DEAL: _deals,
    Kind.CONTACT: _contacts,
    Kind.COMPANY: _companies,
    Kind.LEAD: lambda ws, text, limit: _filtered(_lead_forms(ws, leads.list_leads(ws)), text, limit),
    Kind.FOLLOWUP: lambda ws, text, limit: _filtered(followup_forms(followups.every_followup(ws)), text, limit),
    Kind.USER: lambda ws, text, limit: _filtered([_plain(user) for user in users.list_users(ws)], text, limit),
    Kind.PIPELINE: lambda ws, text, limit: _filtered(_pipelines(ws), text, limit),
    Kind.STAGE: lambda ws, text, limit: _filtered(_stages(ws), text, limit),
    Kind.TAG: lambda ws, text, limit: _filtered([_plain(tag) for tag in tags.list_tags(ws)], text, limit),
    Kind.SAVED_VIEW: lambda ws, text, limit: _filtered(_view_forms(ws, views.list_views(ws)), text, limit),
}
# Records that are counted for a list; one of them is read with all.
_ROWS: dict[Kind, Callable[[Workspace], list[Form]]] = {Kind.PIPELINE: _pipelines, Kind.STAGE: _stages}
