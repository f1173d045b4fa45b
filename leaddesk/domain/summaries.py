"""What the screens and the command line are shown: frozen answers to the questions that people ask."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from leaddesk.domain.light import dataclass
from leaddesk.domain.money import Money
from leaddesk.domain.records import (
    Company,
    Contact,
    Deal,
    DealStatus,
    Direction,
    FollowUp,
    FollowUpKind,
    Kind,
    Lead,
    Lifecycle,
    Pipeline,
    Role,
    Stage,
    Tag,
    Temperature,
    User,
)
from leaddesk.domain.stage_history import Stay


@dataclass(frozen=True, slots=True)
class NextStep:
    """The open follow-up of a deal that comes first."""

    id: int
    subject: str
    kind: FollowUpKind
    due_on: date | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Card:
    """A deal as the board shows it; `version` and `position` are those that were seen.

    `last_active` is the last time that something happened (see rotting.py), `idle_limit` the days that its stage
    allows without; `tags` are sorted by name.
    """

    id: int
    title: str
    stage_id: int | None
    status: DealStatus
    position: float
    version: int
    value: int | None
    currency: str
    probability: int
    company_id: int | None
    company: str
    contact_id: int | None
    contact: str
    owner_id: int | None
    owner: str
    owner_initials: str
    owner_colour: str
    expected_close: date | None
    closed_at: datetime | None
    temperature: Temperature
    temperature_by_hand: bool
    next_step: NextStep | None
    last_active: datetime | None
    idle_limit: int | None
    tags: tuple[Tag, ...]
    source: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class DealGroup:
    """Deals that stand together in the list, in their order.

    `key` tells the group from the others (empty: those that have no such value), `name` is what people call it: of a
    month '2026-12'. The sums are one for each currency, the largest first.
    """

    key: str
    name: str
    ids: tuple[int, ...]
    value: tuple[Money, ...] = ()
    weighted: tuple[Money, ...] = ()


@dataclass(frozen=True, slots=True)
class DealListing:
    """All deals of the list; where it is not grouped they are one group without a key.

    `stages` are the pipeline's, `users` all that may own a deal.
    """

    stages: tuple[Stage, ...]
    users: tuple[User, ...]
    groups: tuple[DealGroup, ...]


@dataclass(frozen=True, slots=True)
class DealCounts:
    """How many deals are in a stage; `deleted` are those in the trash, whatever their status."""

    open: int = 0
    won: int = 0
    lost: int = 0
    deleted: int = 0

    @property
    def total(self) -> int:
        return self.open + self.won + self.lost + self.deleted

    def __add__(self, other: "DealCounts") -> "DealCounts":
        return DealCounts(
            self.open + other.open, self.won + other.won, self.lost + other.lost, self.deleted + other.deleted
        )


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage with the number of its deals."""

    stage: Stage
    counts: DealCounts


@dataclass(frozen=True, slots=True)
class PipelineRow:
    """A pipeline with its stages from left to right."""

    pipeline: Pipeline
    stages: tuple[StageRow, ...]

    @property
    def counts(self) -> DealCounts:
        return sum((row.counts for row in self.stages), DealCounts())


@dataclass(frozen=True, slots=True)
class StageColumn:
    """A column of the board: its deals' ids from top to bottom, and the sums for each currency."""

    stage: Stage
    ids: tuple[int, ...]
    value: tuple[Money, ...]
    weighted: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class BoardTotals:
    """The line above the deals of a pipeline; the last two count open deals."""

    count: int
    value: tuple[Money, ...]
    weighted: tuple[Money, ...]
    closing_this_month: tuple[Money, ...]
    overdue: int
    without_next_step: int


@dataclass(frozen=True, slots=True)
class Board:
    """All open deals of a pipeline, with the cards at the top of each column so that the first picture is whole."""

    pipeline: Pipeline
    columns: tuple[StageColumn, ...]
    cards: tuple[Card, ...]


class EntryKind(StrEnum):
    """What a line of a timeline is about."""

    NOTE = "note"
    CALL = "call"
    EMAIL = "email"
    MEETING = "meeting"
    ADDED = "added"
    MOVED = "moved"
    WON = "won"
    LOST = "lost"
    REOPENED = "reopened"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line of a timeline.

    `id` is the activity's, follow-up's or operation's; `who` the user, `whom` the contact. For MOVED `subject` and
    `body` are the names of the stages left and entered; for DONE `subject` is the follow-up's. `version` is that of
    an activity. `lasted`: for MOVED how long the deal had been in the stage left, for WON and LOST how old it was;
    None: not known.
    """

    kind: EntryKind
    id: int
    at: datetime
    who: str
    whom: str = ""
    direction: Direction | None = None
    subject: str = ""
    body: str = ""
    duration_minutes: int | None = None
    version: int = 0
    pinned: bool = False
    lasted: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Involved:
    """A contact who has a part in a deal, also one from the trash. `is_main`: the one that the deal names."""

    contact: Contact
    role: Role | None
    is_main: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A deal in which a contact has a part."""

    card: Card
    role: Role | None
    is_main: bool


@dataclass(frozen=True, slots=True)
class DealDetail:
    """Everything that the deal pane shows.

    `stages` are those of its pipeline, `followups` the open ones. `people` begin with the contact that the deal names.
    `way` is each stay in a stage with the stage's name, the earliest first. `converted` is a value in another currency
    as one in the workspace's, where there is a rate.
    """

    deal: Deal
    card: Card
    stages: tuple[Stage, ...]
    company: Company | None
    contact: Contact | None
    owner: User | None
    people: tuple[Involved, ...]
    tags: tuple[Tag, ...]
    followups: tuple[FollowUp, ...]
    way: tuple[tuple[str, Stay], ...]
    timeline: tuple[TimelineEntry, ...]
    converted: Money | None = None


class ContactSort(StrEnum):
    NAME = "name"
    COMPANY = "company"
    EMAIL = "email"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact as the table shows it; `last_at` is the last dialogue or note."""

    id: int
    name: str
    job_title: str
    company_id: int | None
    company: str
    email: str
    phone: str
    owner_id: int | None
    lifecycle: Lifecycle
    last_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class ContactDetail:
    """Everything that the contact pane shows; `followups` are the open ones, `parts` all deals with the contact."""

    contact: Contact
    company: Company | None
    owner: User | None
    lifecycle: Lifecycle
    lead: Lead | None
    temperature: Temperature | None
    tags: tuple[Tag, ...]
    parts: tuple[Part, ...]
    followups: tuple[FollowUp, ...]
    timeline: tuple[TimelineEntry, ...]

    @property
    def deals(self) -> tuple[Card, ...]:
        """Those that name the contact."""
        return tuple(part.card for part in self.parts if part.is_main)


@dataclass(frozen=True, slots=True)
class Step:
    """A follow-up with what it is about, for lists: `title` and `value` are the deal's where there is one."""

    followup: FollowUp
    title: str
    company: str
    contact: str
    stage: str
    value: Money | None
    owner: str
    owner_initials: str
    owner_colour: str


@dataclass(frozen=True, slots=True)
class Stuck:
    """An open deal without a next step; `last_at` is its last dialogue."""

    card: Card
    stage: str
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class Today:
    """The day's work. `planned` counts open follow-ups by local day, for the month; the rest is this week's."""

    day: date
    overdue: tuple[Step, ...]
    today: tuple[Step, ...]
    coming: tuple[Step, ...]
    stuck: tuple[Stuck, ...]
    planned: tuple[tuple[date, int], ...]
    done_this_week: int
    planned_this_week: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that a search found; `detail` tells it from others of the same title."""

    kind: Kind
    id: int
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class StageFigures:
    pipeline: str
    stage: str
    count: int
    value: tuple[Money, ...]
    weighted: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class ClosedFigures:
    count: int
    value: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class PipelineReport:
    """Open deals by stage of one or all pipelines, and all of theirs that were won and lost."""

    stages: tuple[StageFigures, ...]
    won: ClosedFigures
    lost: ClosedFigures
