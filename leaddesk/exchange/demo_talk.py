"""Writes down the dialogue of the demo business, and the follow-ups that were done on the way."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from leaddesk.domain.dates import local_day
from leaddesk.domain.records import (
    Activity,
    ActivityKind,
    Contact,
    Deal,
    Direction,
    FollowUp,
    FollowUpKind,
    Lead,
)
from leaddesk.exchange.demo_calendar import Calendar
from leaddesk.exchange.demo_dialogue import OwnWords, Topic
from leaddesk.exchange.demo_people import first_name

_WORKING_MINUTES = 480
_PLANNED_TALK = 8  # a dialogue this long went by plan
_DONE = {
    ActivityKind.CALL: (FollowUpKind.CALL, "Call {first} about the {title}"),
    ActivityKind.EMAIL: (FollowUpKind.EMAIL, "Write to {first} about the {title}"),
    ActivityKind.MEETING: (FollowUpKind.MEETING, "Meet {first} on the {title}"),
}


class Talk:
    """Collects `activities` and done `followups`; a topic's texts come in turn from dialogue to dialogue."""

    def __init__(self, calendar: Calendar, ids: Iterator[int], rng: random.Random) -> None:
        self._calendar = calendar
        self._ids = ids
        self._random = rng.random
        self._dialogues = 0
        self.activities: list[Activity] = []
        self.followups: list[FollowUp] = []

    def about_deal(
        self, deal: Deal, contact: Contact, company: str, topics: Sequence[Topic], first: int, last: int
    ) -> None:
        """One exchange on each topic, from `first` to `last` days ago; then what was planned and done."""
        names = {"first": first_name(contact), "company": company, "title": small(deal.title)}
        step = (first - last) / (len(topics) - 1)
        self._dialogues += 1
        said = [
            self._say(topic, round(first - step * number), number, names, deal) for number, topic in enumerate(topics)
        ]
        if deal.closed_at is not None or len(topics) >= _PLANNED_TALK:
            self._add_done(next(one for one in reversed(said) if one.direction is Direction.OUT), deal, names)

    def about_lead(self, lead: Lead, contact: Contact, company: str, topics: Sequence[Topic], first: int) -> None:
        """One exchange on each topic, beginning `first` days ago, two days apart."""
        names = {"first": first_name(contact), "company": company, "title": "first project"}
        self._dialogues += 1
        for number, topic in enumerate(topics):
            self._say(topic, max(1, first - 2 * number), number, names, lead)

    def own_words(self, deal: Deal, words: Sequence[OwnWords]) -> None:
        """What was said of this deal alone."""
        for days, hour, minute, kind, direction, length, subject, body in words:
            self.activities.append(
                Activity(
                    id=next(self._ids),
                    kind=kind,
                    at=self._calendar.past(days, hour, minute),
                    direction=direction,
                    subject=subject,
                    body=body,
                    duration_minutes=length,
                    contact_id=deal.contact_id,
                    company_id=deal.company_id,
                    deal_id=deal.id,
                    user_id=deal.owner_id,
                )
            )

    def pin(self, deal: Deal) -> None:
        """Let the last note of a deal, or else the last call, stand first."""
        for kind in (ActivityKind.NOTE, ActivityKind.CALL):
            for place in range(len(self.activities) - 1, -1, -1):
                said = self.activities[place]
                if said.deal_id == deal.id and said.kind is kind:
                    self.activities[place] = replace(said, pinned=True)
                    return

    def _say(self, topic: Topic, days_ago: int, number: int, names: dict[str, str], about: Deal | Lead) -> Activity:
        subject, body = topic.texts[(self._dialogues + number) % len(topic.texts)]
        # Later exchanges of a dialogue are later in the day, so that two on one day stay in order.
        minutes = 20 + number * 36 + int(self._random() * 30)
        activity = Activity(
            id=next(self._ids),
            kind=topic.kind,
            at=self._calendar.worked(days_ago, min(minutes, _WORKING_MINUTES)),
            direction=topic.direction,
            subject=subject.format_map(names) if "{" in subject else subject,
            body=body.format_map(names) if "{" in body else body,
            duration_minutes=_length(topic.kind, minutes),
            contact_id=about.contact_id,
            company_id=about.company_id,
            deal_id=about.id if isinstance(about, Deal) else None,
            lead_id=about.id if isinstance(about, Lead) else None,
            user_id=about.owner_id,
        )
        self.activities.append(activity)
        return activity

    def _add_done(self, fulfilled: Activity, deal: Deal, names: dict[str, str]) -> None:
        kind, subject = _DONE[fulfilled.kind]
        timed = kind is not FollowUpKind.EMAIL
        self.followups.append(
            FollowUp(
                id=next(self._ids),
                subject=subject.format_map(names),
                created_at=max(deal.created_at, fulfilled.at - timedelta(days=3)),
                kind=kind,
                due_on=None if timed else local_day(fulfilled.at, self._calendar.tz),
                due_at=fulfilled.at if timed else None,
                contact_id=deal.contact_id,
                company_id=deal.company_id,
                deal_id=deal.id,
                owner_id=deal.owner_id,
                done_at=fulfilled.at + timedelta(minutes=25),
            )
        )


def small(title: str) -> str:
    """The title as it stands inside a sentence; an abbreviation at its start stays."""
    return title[0].lower() + title[1:] if title[1:2].islower() else title


def _length(kind: ActivityKind, number: int) -> int | None:
    if kind is ActivityKind.CALL:
        return 3 + number % 19
    return 30 + number % 4 * 15 if kind is ActivityKind.MEETING else None
