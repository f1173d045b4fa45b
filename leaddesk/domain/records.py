"""The records that LeadDesk keeps, as frozen dataclasses.

Field names are the column names of the documented tables. Times are aware UTC, days are dates,
money is whole minor units. Every record has an `id` (63-bit, see ids) and a `version` that rises
with every change.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from leaddesk.domain.light import dataclass


class Kind(StrEnum):
    """Every kind of record; the value is the table's name."""

    USER = "user"
    COMPANY = "company"
    CONTACT = "contact"
    PIPELINE = "pipeline"
    STAGE = "stage"
    LEAD = "lead"
    DEAL = "deal"
    ACTIVITY = "activity"
    FOLLOWUP = "followup"
    TAG = "tag"
    TAGGING = "tagging"
    PARTICIPANT = "participant"
    SAVED_VIEW = "saved_view"
    SETTING = "setting"


class DealStatus(StrEnum):
    OPEN = "open"
    WON = "won"
    LOST = "lost"


class LeadStatus(StrEnum):
    NEW = "new"
    WORKING = "working"
    NURTURE = "nurture"
    DISQUALIFIED = "disqualified"
    QUALIFIED = "qualified"


class Temperature(StrEnum):
    COLD = "cold"
    WARM = "warm"
    HOT = "hot"


class Lifecycle(StrEnum):
    """Where a contact stands; follows from leads and deals, never stored."""

    SUSPECT = "suspect"
    LEAD = "lead"
    PROSPECT = "prospect"
    CUSTOMER = "customer"


class ActivityKind(StrEnum):
    NOTE = "note"
    CALL = "call"
    EMAIL = "email"
    MEETING = "meeting"


class Direction(StrEnum):
    """IN: they spoke to us. OUT: we spoke to them."""

    IN = "in"
    OUT = "out"


class Role(StrEnum):
    """What a contact is to a deal."""

    DECISION_MAKER = "decision maker"
    EVALUATOR = "evaluator"
    INFLUENCER = "influencer"


class FollowUpKind(StrEnum):
    CALL = "call"
    EMAIL = "email"
    MEETING = "meeting"
    TODO = "to-do"


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person who works with this database. `colour` is #RRGGBB."""

    id: int
    name: str
    initials: str
    colour: str
    email: str | None = None
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    id: int
    name: str
    created_at: datetime
    domain: str | None = None
    industry: str | None = None
    employees: int | None = None
    phone: str | None = None
    address: str | None = None
    country: str | None = None
    owner_id: int | None = None
    external_source: str | None = None
    external_id: str | None = None
    deleted_at: datetime | None = None
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A person. `name` is the name as it is written; it is never taken apart."""

    id: int
    name: str
    created_at: datetime
    job_title: str | None = None
    email: str | None = None
    phone: str | None = None
    address: str | None = None
    company_id: int | None = None
    owner_id: int | None = None
    external_source: str | None = None
    external_id: str | None = None
    deleted_at: datetime | None = None
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    id: int
    name: str
    position: float
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A column of the board.

    `probability` is the default for deals in it, in percent. `colour` is #RRGGBB. A deal without activity for more
    than `idle_days` is idle; None: never. `criteria` says what must be true of a deal here. `required` names the
    fields, with commas between, that must be filled in when a deal comes here.
    """

    id: int
    pipeline_id: int
    name: str
    position: float
    probability: int
    colour: str | None = None
    idle_days: int | None = None
    criteria: str | None = None
    required: str | None = None
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """Interest shown by a contact or a company, on its way to being qualified."""

    id: int
    created_at: datetime
    status: LeadStatus = LeadStatus.NEW
    contact_id: int | None = None
    company_id: int | None = None
    source: str | None = None
    temperature: Temperature | None = None
    owner_id: int | None = None
    reason: str | None = None
    external_source: str | None = None
    external_id: str | None = None
    deleted_at: datetime | None = None
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """An opportunity.

    `value` is in minor units of `currency`; None: not known. `stage_id` is the stage that it is in, for closed
    deals the one it reached (None: not known). `position` orders the cards of a stage. `probability` is in
    percent; `probability_by_hand` keeps it when the card moves. `temperature` None: follows from the dialogue.
    `moved_at` is when it last came from another stage; None: never. `products`, `competitors` and `files` (paths or
    addresses) have one on each line.
    """

    id: int
    title: str
    created_at: datetime
    currency: str
    stage_id: int | None = None
    status: DealStatus = DealStatus.OPEN
    position: float = 0.0
    value: int | None = None
    probability: int = 0
    probability_by_hand: bool = False
    contact_id: int | None = None
    company_id: int | None = None
    owner_id: int | None = None
    expected_close: date | None = None
    temperature: Temperature | None = None
    source: str | None = None
    reason: str | None = None
    reason_note: str | None = None
    closed_at: datetime | None = None
    moved_at: datetime | None = None
    products: str | None = None
    competitors: str | None = None
    files: str | None = None
    external_source: str | None = None
    external_id: str | None = None
    deleted_at: datetime | None = None
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """Something that was said, written or done. `at` is when; a note has no direction. Pinned, it stands first."""

    id: int
    kind: ActivityKind
    at: datetime
    direction: Direction | None = None
    subject: str = ""
    body: str = ""
    duration_minutes: int | None = None
    contact_id: int | None = None
    company_id: int | None = None
    deal_id: int | None = None
    lead_id: int | None = None
    user_id: int | None = None
    pinned: bool = False
    deleted_at: datetime | None = None
    version: int = 1


REMIND_MINUTES = 10  # before a follow-up is due, unless somebody says otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """A planned step. Either `due_at` (a time) or `due_on` (any time that day) is set.

    The reminder comes `remind_minutes` before `due_at`; None: none.
    """

    id: int
    subject: str
    created_at: datetime
    kind: FollowUpKind = FollowUpKind.TODO
    due_on: date | None = None
    due_at: datetime | None = None
    remind_minutes: int | None = REMIND_MINUTES
    contact_id: int | None = None
    company_id: int | None = None
    deal_id: int | None = None
    lead_id: int | None = None
    owner_id: int | None = None
    done_at: datetime | None = None
    deleted_at: datetime | None = None
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    id: int
    name: str
    colour: str
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagging:
    """A tag on exactly one contact, company, lead or deal."""

    id: int
    tag_id: int
    contact_id: int | None = None
    company_id: int | None = None
    lead_id: int | None = None
    deal_id: int | None = None
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A contact who has a part in a deal. The one that the deal names needs no row, but may have one for the role."""

    id: int
    deal_id: int
    contact_id: int
    role: Role | None = None
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """A way of looking at deals that has a name.

    `owner_id` is whose it is; None: everybody's. `condition` is a filter as typed (see filters), `options` is JSON
    (see views).
    """

    id: int
    name: str
    position: float
    owner_id: int | None = None
    condition: str = ""
    options: str = "{}"
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Something that everybody who works with this database has agreed on; `value` is JSON."""

    id: int
    name: str
    value: str
    version: int = 1


Record = (
    User
    | Company
    | Contact
    | Pipeline
    | Stage
    | Lead
    | Deal
    | Activity
    | FollowUp
    | Tag
    | Tagging
    | Participant
    | SavedView
    | Setting
)

RECORDS: dict[Kind, type[Record]] = {
    Kind.USER: User,
    Kind.COMPANY: Company,
    Kind.CONTACT: Contact,
    Kind.PIPELINE: Pipeline,
    Kind.STAGE: Stage,
    Kind.LEAD: Lead,
    Kind.DEAL: Deal,
    Kind.ACTIVITY: Activity,
    Kind.FOLLOWUP: FollowUp,
    Kind.TAG: Tag,
    Kind.TAGGING: Tagging,
    Kind.PARTICIPANT: Participant,
    Kind.SAVED_VIEW: SavedView,
    Kind.SETTING: Setting,
}
KINDS: dict[type[Any], Kind] = {record: kind for kind, record in RECORDS.items()}

FIRST_STAGES = (  # name, probability, days without activity: what is near its end cools faster
    ("Qualified", 10, 14),
    ("Contacted", 25, 14),
    ("Demo", 45, 10),
    ("Proposal", 65, 7),
    ("Negotiation", 85, 7),
)
CLOSED_PROBABILITY = {DealStatus.WON: 100, DealStatus.LOST: 0}  # in percent
LOST_REASONS = ("Price", "No budget", "Chose a competitor", "No reply", "Not a fit", "Bad timing", "Other")
USER_COLOURS = ("#7A5AD8", "#1F8A4C", "#C2532A", "#2F6FB5", "#A63A78", "#5C6673", "#8A6D1C", "#0F7F86")
