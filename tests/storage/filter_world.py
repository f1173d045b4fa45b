"""A made-up business of many currencies, dialogues and plans, and what a filter should know of each of its deals.

What is known is gathered here from the records themselves, without asking the database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from leaddesk.domain import next_step
from leaddesk.domain.dates import day_bounds, utc_from_text, utc_text
from leaddesk.domain.filters import DealFacts, FilterContext
from leaddesk.domain.operations import Operation
from leaddesk.domain.records import (
    Activity,
    ActivityKind,
    Company,
    Contact,
    Deal,
    DealStatus,
    Direction,
    FollowUp,
    Pipeline,
    Stage,
    Tag,
    Tagging,
    Temperature,
    User,
)
from leaddesk.domain.rotting import last_activity
from leaddesk.domain.temperature import temperature
from leaddesk.services.workspace import Workspace
from leaddesk.storage.unit_of_work import UnitOfWork

NOW = datetime(2026, 11, 21, 9, 0, 0, 123456, tzinfo=UTC)
ZONES = ("Europe/Berlin", "Pacific/Auckland", "America/Los_Angeles", "Asia/Kolkata", "America/Sao_Paulo", "UTC")
COMPANIES = ("Kestrel AG", "Müller & Søn", "Rail 100%", "A_B", "Lumo Oy")
PEOPLE = ("Eva Lund", "Jonas Søndergård", "Maria", "X")
USERS = (("Anna Berg", "AB"), ("Sam Keller", "SK"), ("Ole Østby", "OØ"))
TITLES = ("Pilot", "Kestrel pilot", "50% a_b c\\d", "Büro für MÜLLER", "Trade fair or not", 'Screen 17"', "Rollout")
SOURCES = (None, None, "", "Trade fair", "TRADE FAIR", "Web, form", "Café")
VALUES = (None, None, 0, 1, 92, 100, 9999, 10000, 92000, 100000, 123450, 500000, 920000, 950000, 12345600, 2**53, -500)
CURRENCIES = ("EUR", "EUR", "USD", "JPY", "KWD", "CHF", "KRW")


@dataclass(frozen=True)
class World:
    """The deals with what is known of each; users by id."""

    deals: dict[int, Deal]
    companies: dict[int, Company]
    contacts: dict[int, Contact]
    users: dict[int, User]
    stages: dict[int, tuple[str, str]]
    tags: dict[int, tuple[str, ...]]
    activities: dict[int, list[Activity]]
    followups: dict[int, list[FollowUp]]

    def facts(self, zone: Any) -> dict[int, DealFacts]:
        return {number: self._facts(deal, zone) for number, deal in self.deals.items()}

    def _facts(self, deal: Deal, zone: Any) -> DealFacts:
        company, contact = self.companies.get(deal.company_id or 0), self.contacts.get(deal.contact_id or 0)
        owner = self.users.get(deal.owner_id or 0)
        said = [activity for activity in self.activities.get(deal.id, []) if activity.deleted_at is None]
        plans = [step for step in self.followups.get(deal.id, []) if step.deleted_at is None]
        waiting = [step for step in plans if step.done_at is None]
        first = min(waiting, key=lambda step: next_step.sort_key(step.due_on, step.due_at, zone), default=None)
        meetings = sum(activity.kind is ActivityKind.MEETING for activity in said)
        answers = sum(a.kind is not ActivityKind.MEETING and a.direction is Direction.IN for a in said)
        stage, pipeline = self.stages.get(deal.stage_id or 0, (None, None))
        return DealFacts(
            title=deal.title,
            created_at=deal.created_at,
            currency=deal.currency,
            status=deal.status,
            value=deal.value,
            company=company and _lines(company.name, company.domain, company.industry, company.phone),
            contact=contact and _lines(contact.name, contact.email, contact.phone, contact.job_title),
            owner_id=deal.owner_id,
            owner=owner.name if owner else "",
            owner_initials=owner.initials if owner else "",
            tags=self.tags.get(deal.id, ()),
            temperature=temperature(deal.temperature, answers, meetings)[0],
            source=deal.source,
            expected_close=deal.expected_close,
            last_activity=last_activity(deal.moved_at, *(a.at for a in said), *(step.done_at for step in plans)),
            step_on=first and first.due_on,
            step_at=first and first.due_at,
            stage=stage,
            pipeline=pipeline,
        )


def contexts(me: Sequence[int | None], rates: Any) -> list[FilterContext]:
    """Who may ask, at moments at which days begin and end somewhere."""
    found = []
    for place, name in enumerate(ZONES):
        zone = ZoneInfo(name)
        midnight = day_bounds(NOW.astimezone(zone).date(), zone)[0]
        nows = (NOW, midnight, midnight - timedelta(microseconds=1), NOW + timedelta(days=45, microseconds=700))
        found += [
            FilterContext(now=now, zone=zone, currency="EUR", me=me[place % len(me)], rates=rates if place % 2 else {})
            for now in nows
        ]
    return found


def build(workspace: Workspace, rng: Random, count: int) -> World:
    """Fill the database, and tell what is in it."""
    new = workspace.ids.new
    known: list[Any] = []

    def kept(record: Any) -> Any:
        known.append(record)
        return record

    users = [kept(User(id=new(), name=name, initials=short, colour="#7A5AD8")) for name, short in USERS]
    companies = [
        kept(Company(id=new(), name=name, created_at=NOW, phone=rng.choice((None, "030 1")))) for name in COMPANIES
    ]
    contacts = [
        kept(Contact(id=new(), name=name, created_at=NOW, job_title=rng.choice((None, "Buyer")))) for name in PEOPLE
    ]
    pipelines = [kept(Pipeline(id=new(), name=name, position=2.0)) for name in ("Sales", "Renewals")]
    stages = [
        kept(Stage(id=new(), pipeline_id=rng.choice(pipelines).id, name=name, position=1.0, probability=10))
        for name in ("Qualified", "Demo", "Proposal", "Second try")
    ]
    tags = [kept(Tag(id=new(), name=name, colour="#7A5AD8")) for name in ("VIP", "Büro", "two words")]
    deals = [kept(_deal(new(), rng, users, companies, contacts, stages)) for _ in range(count)]
    tagged: dict[int, tuple[str, ...]] = {}
    for deal in deals:
        chosen = rng.sample(tags, rng.choice((0, 0, 1, 2)))
        tagged[deal.id] = tuple(tag.name for tag in chosen)
        known += [Tagging(id=new(), tag_id=tag.id, deal_id=deal.id) for tag in chosen]
    known.append(Tagging(id=new(), tag_id=tags[0].id, contact_id=contacts[0].id))
    said = {deal.id: [kept(_activity(new(), rng, deal)) for _ in range(rng.choice((0, 0, 1, 2, 4)))] for deal in deals}
    plans = {deal.id: [kept(_followup(new(), rng, deal)) for _ in range(rng.choice((0, 0, 1, 1, 2)))] for deal in deals}
    known.append(FollowUp(id=new(), subject="of nobody", created_at=NOW, due_at=_moment(rng)))
    with UnitOfWork(workspace, Operation.FILL_DEMO) as work:
        work.insert_all(known)
    return World(
        deals={deal.id: deal for deal in deals},
        companies={company.id: company for company in companies},
        contacts={contact.id: contact for contact in contacts},
        users={user.id: user for user in users},
        stages={s.id: (s.name, next(p.name for p in pipelines if p.id == s.pipeline_id)) for s in stages},
        tags=tagged,
        activities=said,
        followups=plans,
    )


def _deal(number: int, rng: Random, users: Any, companies: Any, contacts: Any, stages: Any) -> Deal:
    status = rng.choice((DealStatus.OPEN, DealStatus.OPEN, DealStatus.OPEN, DealStatus.WON, DealStatus.LOST))
    company, contact, owner = (rng.choice([None, *known]) for known in (companies, contacts, users))
    stage = rng.choice(stages if status is DealStatus.OPEN else [None, *stages])
    return Deal(
        id=number,
        title=rng.choice(TITLES),
        created_at=_moment(rng),
        currency=rng.choice(CURRENCIES),
        stage_id=stage and stage.id,
        status=status,
        value=rng.choice(VALUES),
        contact_id=contact and contact.id,
        company_id=company and company.id,
        owner_id=owner and owner.id,
        expected_close=rng.choice((None, _moment(rng).date())),
        temperature=rng.choice((None, None, None, *Temperature)),
        source=rng.choice(SOURCES),
        moved_at=rng.choice((None, None, _moment(rng))),
    )


def _activity(number: int, rng: Random, deal: Deal) -> Activity:
    return Activity(
        id=number,
        kind=rng.choice(list(ActivityKind)),
        at=_moment(rng),
        direction=rng.choice((None, *Direction)),
        deal_id=deal.id,
        deleted_at=rng.choice((None, None, None, NOW)),
    )


def _followup(number: int, rng: Random, deal: Deal) -> FollowUp:
    due = _moment(rng)
    on_day = rng.random() < 0.5
    return FollowUp(
        id=number,
        subject="call",
        created_at=NOW,
        due_on=due.date() if on_day else None,
        due_at=None if on_day else due,
        deal_id=deal.id,
        done_at=rng.choice((None, None, _moment(rng))),
        deleted_at=rng.choice((None, None, None, None, NOW)),
    )


def _moment(rng: Random) -> datetime:
    """A midnight of one of the zones as often as not, or this very time of some day; as exactly as times are kept."""
    zone = ZoneInfo(rng.choice(ZONES))
    moment = NOW + timedelta(
        days=rng.choice((-400, -90, -31, -30, -15, -14, -7, -5, -2, -1, 0, 0, 0, 1, 1, 7, 30, 400))
    )
    if rng.random() < 0.6:
        moment = day_bounds(moment.astimezone(zone).date(), zone)[0]
    return utc_from_text(utc_text(moment + timedelta(milliseconds=rng.choice((-1, 0, 0, 1)))))


def _lines(*texts: str | None) -> str:
    return "\n".join(text for text in texts if text)
