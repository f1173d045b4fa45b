"""An invented business to try LeadDesk with: the same for the same moment, with dates seen from it."""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, tzinfo

from leaddesk.domain.ids import IdSource
from leaddesk.domain.light import dataclass
from leaddesk.domain.money import exponent
from leaddesk.domain.records import (
    CLOSED_PROBABILITY,
    USER_COLOURS,
    Activity,
    ActivityKind,
    Company,
    Contact,
    Deal,
    DealStatus,
    Direction,
    FollowUp,
    Lead,
    LeadStatus,
    Participant,
    Stage,
    Tag,
    Tagging,
    Temperature,
    User,
)
from leaddesk.domain.temperature import temperature
from leaddesk.exchange.demo_calendar import LONGEST_AGO, Calendar
from leaddesk.exchange.demo_deals import (
    LOST,
    NEXT_STEPS,
    OPEN_DEALS,
    SOURCES,
    TITLES,
    TRADE_FAIR,
    DealRow,
    Step,
)
from leaddesk.exchange.demo_dialogue import (
    COLD_TALK,
    LEAD_TALK,
    LONG_TALK,
    LOST_TALK,
    OWN_WORDS,
    WARM_TALK,
    WON_TALK,
    OwnWords,
    Topic,
)
from leaddesk.exchange.demo_parts import LINES, NO_LINES, PINNED, participants_of
from leaddesk.exchange.demo_people import company_of, company_row, contacts_of, first_name
from leaddesk.exchange.demo_talk import Talk, small
from leaddesk.exchange.demo_words import TAGS, USERS

_SEED = 20_261_121
_IDS_AT_ONCE = 512
_RENEWALS = ("Extension 2027", "Two-year licence", "Annual licence", "Support retainer")
_ON_FIRST_SCREEN = 13  # companies, the first of the list
_CUSTOMER = "marlow"
_LEAD_STATUSES = (LeadStatus.NEW, LeadStatus.WORKING, LeadStatus.NURTURE)


@dataclass(frozen=True, slots=True)
class DemoBusiness:
    """Complete records that refer only to each other and to the stages that were given."""

    users: tuple[User, ...]
    companies: tuple[Company, ...]
    contacts: tuple[Contact, ...]
    leads: tuple[Lead, ...]
    tags: tuple[Tag, ...]
    taggings: tuple[Tagging, ...]
    deals: tuple[Deal, ...]
    participants: tuple[Participant, ...]
    activities: tuple[Activity, ...]
    followups: tuple[FollowUp, ...]


def demo_business(
    *,
    now: datetime,
    tz: tzinfo,
    ids: IdSource,
    stages: Sequence[Stage],
    currency: str = "EUR",
    deals: int = 60,
) -> DemoBusiness:
    """A business with `deals` deals in the given stages (at least one), seen from `now` (aware) in that zone.

    Of 60 deals 27 are open, 20 won and 13 lost, with 40 companies, 80 contacts and 18 leads; others in scale.
    Texts, times and amounts are the same for the same arguments; the ids come from `ids`.
    """
    writer = _Writer(now, tz, ids, stages, currency)
    writer.add_companies(max(1, deals * 2 // 3))
    writer.add_deals(deals)
    writer.add_leads(deals * 3 // 10)
    writer.add_tags()
    places = {stage.id: place for place, stage in enumerate(stages)}
    colleagues = {contact.company_id: contact for contact in writer.colleagues if contact.company_id}
    return DemoBusiness(
        users=writer.users,
        companies=tuple(writer.companies),
        contacts=tuple(writer.contacts + writer.colleagues),
        leads=tuple(writer.leads),
        tags=tuple(writer.tags),
        taggings=tuple(writer.taggings),
        deals=tuple(writer.deals),
        participants=tuple(participants_of(writer.deals, places, colleagues, writer.ids)),
        activities=tuple(writer.talk.activities),
        followups=tuple(writer.talk.followups + writer.followups),
    )


class _Writer:
    """Makes the records one after the other, so that each refers to earlier ones only."""

    def __init__(self, now: datetime, tz: tzinfo, ids: IdSource, stages: Sequence[Stage], currency: str) -> None:
        self._calendar = Calendar(now, tz)
        self.ids = _id_stream(ids)
        self._stages = stages
        self._currency = currency
        self._minor = 10 ** exponent(currency)
        self._rng = random.Random(_SEED)
        self._cards = [0] * len(stages)
        self._places: dict[str, int] = {}
        self.talk = Talk(self._calendar, self.ids, self._rng)
        self.companies: list[Company] = []
        self.contacts: list[Contact] = []
        self.colleagues: list[Contact] = []
        self.leads: list[Lead] = []
        self.tags: list[Tag] = []
        self.taggings: list[Tagging] = []
        self.deals: list[Deal] = []
        self.followups: list[FollowUp] = []
        self.users = tuple(
            User(
                id=next(self.ids),
                name=name,
                initials=initials,
                colour=colour,
                email=f"{name.partition(' ')[0].lower()}@northwind.example",
            )
            for (name, initials), colour in zip(USERS, USER_COLOURS, strict=False)
        )

    def add_companies(self, count: int) -> None:
        """Companies, each with the person who decides and one colleague."""
        for index in range(count):
            row = company_row(index)
            self._places[row.slug] = index
            since = self._calendar.worked(LONGEST_AGO + 3, index % 480)
            company = company_of(row, index, next(self.ids), self.users[index % 3].id, since)
            decides, colleague = contacts_of(row, index, company, self.ids)
            self.companies.append(company)
            self.contacts.append(decides)
            self.colleagues.append(colleague)

    def add_deals(self, count: int) -> None:
        """Open, won and lost deals with what was said and what is planned."""
        opened, won = count * 27 // 60, count // 3
        for index in range(opened):
            if index < len(OPEN_DEALS):
                row, step = OPEN_DEALS[index]
                place = self._places.get(row.slug, index % len(self.companies))
                self._add_open(row, step, place, OWN_WORDS.get(row.title))
            else:
                place = index * 7 % len(self.companies)
                row = self._more_like(OPEN_DEALS[index % len(OPEN_DEALS)][0], index)
                self._add_open(row, self._next_step(row.title, place, index), place, None)
        for index in range(count - opened):
            self._add_closed(index, won=index < won)

    def _more_like(self, row: DealRow, index: int) -> DealRow:
        rng = self._rng
        return row._replace(
            title=TITLES[index * 5 % len(TITLES)],
            value=rng.randrange(25, 601) * 100,
            owner=index % 3,
            last_contact=rng.randrange(1, 22),
            closes=rng.randrange(5, 90),
        )

    def _next_step(self, title: str, place: int, index: int) -> Step | None:
        """A step within two months; a few are late, and one deal in 25 has none."""
        if index % 25 == 0:
            return None
        kind, subject = NEXT_STEPS[index % len(NEXT_STEPS)]
        names = {"first": first_name(self.contacts[place]), "company": self.companies[place].name}
        minutes = self._rng.randrange(16, 36) * 30 if index % 3 else None
        days = self._rng.randrange(-2, 60) or 60
        return Step(kind, subject.format(title=small(title), **names), days, minutes)

    def _add_open(self, row: DealRow, step: Step | None, place: int, own: tuple[OwnWords, ...] | None) -> None:
        talk = _talk_of(row)
        said = [(words[3], words[4]) for words in own] if own else [(topic.kind, topic.direction) for topic in talk]
        first = own[0][0] if own else min(LONGEST_AGO, row.last_contact + 4 * len(talk) + self._rng.randrange(9))
        by_hand = None if _told_by(said) is row.temperature else row.temperature
        deal = self._add_deal(row, place, first, by_hand=by_hand)
        if own:
            self.talk.own_words(deal, own)
        else:
            company = self.companies[place].name
            self.talk.about_deal(deal, self.contacts[place], company, talk, first, row.last_contact)
        if row.title in PINNED:
            self.talk.pin(deal)
        if step is not None:
            self._add_step(deal, step, row.last_contact)

    def _add_step(self, deal: Deal, step: Step, last_contact: int) -> None:
        due_on, due_at = self._calendar.due(step)
        self.followups.append(
            FollowUp(
                id=next(self.ids),
                subject=step.subject,
                created_at=max(deal.created_at, self._calendar.worked(max(3, last_contact), 560)),
                kind=step.kind,
                due_on=due_on,
                due_at=due_at,
                contact_id=deal.contact_id,
                company_id=deal.company_id,
                deal_id=deal.id,
                owner_id=deal.owner_id,
            )
        )

    def _add_closed(self, index: int, *, won: bool) -> None:
        place = self._place_of_closed(index)
        closed = 1 + (index * 17 + self._rng.randrange(4)) % 44
        first = min(LONGEST_AGO, closed + 12 + self._rng.randrange(25))
        reason, note = (None, None) if won else LOST[index % len(LOST)]
        row = DealRow(
            slug="",
            title=TITLES[index % len(TITLES)],
            value=self._rng.randrange(25, 601) * 100,
            stage=len(self._stages) - 1 if won else index % 5,
            owner=index % 3,
            temperature=Temperature.HOT,
            last_contact=closed,
            closes=-closed,
            source=SOURCES[index % len(SOURCES)],
        )
        status = DealStatus.WON if won else DealStatus.LOST
        deal = self._add_deal(row, place, first, status=status, reason=reason, note=note)
        talk = WON_TALK if won else LOST_TALK[index % 2 :]
        self.talk.about_deal(deal, self.contacts[place], self.companies[place].name, talk, first, closed)

    def _place_of_closed(self, index: int) -> int:
        """Companies that are not on the first screen, but for one there that is a customer already."""
        if index == 0:
            return self._places.get(_CUSTOMER, 0)
        known = _ON_FIRST_SCREEN if len(self.companies) > _ON_FIRST_SCREEN else 0
        return known + index * 11 % (len(self.companies) - known)

    def _add_deal(
        self,
        row: DealRow,
        place: int,
        created: int,
        *,
        status: DealStatus = DealStatus.OPEN,
        by_hand: Temperature | None = None,
        reason: str | None = None,
        note: str | None = None,
    ) -> Deal:
        column = min(row.stage, len(self._stages) - 1)
        moved = row.last_contact + (created - row.last_contact) // 2
        lines = LINES.get(row.title, NO_LINES)
        stage = self._stages[column]
        self._cards[column] += 1
        calendar = self._calendar
        deal = Deal(
            id=next(self.ids),
            title=row.title,
            created_at=calendar.worked(created, 0),
            currency=self._currency,
            stage_id=stage.id,
            status=status,
            position=float(self._cards[column]),
            value=row.value * self._minor,
            probability=CLOSED_PROBABILITY.get(status, stage.probability),
            contact_id=self.contacts[place].id,
            company_id=self.companies[place].id,
            owner_id=self.users[row.owner].id,
            expected_close=calendar.today + timedelta(days=row.closes),
            temperature=by_hand,
            source=row.source,
            reason=reason,
            reason_note=note,
            closed_at=None if status is DealStatus.OPEN else calendar.worked(row.last_contact, 580),
            moved_at=calendar.worked(moved, 60) if column and moved > row.last_contact else None,
            **lines._asdict(),
        )
        self.deals.append(deal)
        return deal

    def add_leads(self, count: int) -> None:
        """Leads of colleagues, who have no deal: a third each is new, in work, and kept warm for later."""
        for index in range(min(count, len(self.colleagues))):
            contact, status = self.colleagues[-1 - index], _LEAD_STATUSES[index % 3]
            days_ago = 2 + index * 5 % 40
            lead = Lead(
                id=next(self.ids),
                created_at=self._calendar.worked(days_ago, index * 13 % 300),
                status=status,
                contact_id=contact.id,
                company_id=contact.company_id,
                source=SOURCES[(index + 2) % len(SOURCES)],
                temperature=Temperature.WARM if index % 6 == 1 else None,
                owner_id=None if index % 6 == 0 else self.users[index % 3].id,
            )
            self.leads.append(lead)
            topics = LEAD_TALK[: index % 3 and 3 - index % 3]
            company = self.companies[-1 - index].name
            self.talk.about_lead(lead, contact, company, topics, days_ago)

    def add_tags(self) -> None:
        """Tags on contacts, companies and deals, by what they are."""
        for name, colour in zip(TAGS, USER_COLOURS, strict=False):
            self.tags.append(Tag(id=next(self.ids), name=name, colour=colour))
        logistics, fair, public, renewal = (tag.id for tag in self.tags)
        for contact, company in zip(self.contacts, self.companies, strict=True):
            if company.industry == "Logistics":
                self._tag(logistics, contact_id=contact.id)
            elif company.industry == "Public sector":
                self._tag(public, company_id=company.id)
        for deal in self.deals:
            if deal.source == TRADE_FAIR and deal.status is DealStatus.OPEN:
                self._tag(fair, contact_id=deal.contact_id)
            elif deal.title in _RENEWALS:
                self._tag(renewal, deal_id=deal.id)

    def _tag(
        self,
        tag_id: int,
        *,
        contact_id: int | None = None,
        company_id: int | None = None,
        deal_id: int | None = None,
    ) -> None:
        self.taggings.append(
            Tagging(
                id=next(self.ids),
                tag_id=tag_id,
                contact_id=contact_id,
                company_id=company_id,
                deal_id=deal_id,
            )
        )


def _id_stream(ids: IdSource) -> Iterator[int]:
    while True:
        yield from ids.many(_IDS_AT_ONCE)


def _talk_of(row: DealRow) -> tuple[Topic, ...]:
    """How far the dialogue of an open deal has come."""
    if row.stage >= 2 or row.temperature is Temperature.HOT:
        return LONG_TALK[: 4 + 2 * row.stage]
    if row.temperature is Temperature.WARM:
        return WARM_TALK[: 4 + row.stage]
    return COLD_TALK[: 3 + row.stage]


def _told_by(said: Sequence[tuple[ActivityKind, Direction | None]]) -> Temperature:
    meetings = sum(kind is ActivityKind.MEETING for kind, _ in said)
    inbound = sum(way is Direction.IN and kind is not ActivityKind.MEETING for kind, way in said)
    return temperature(None, inbound, meetings)[0]
