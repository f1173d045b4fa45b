"""Who has a database open at the same time."""

from datetime import datetime

from leaddesk.domain.light import dataclass


@dataclass(frozen=True, slots=True)
class Guest:
    """A program that has the database open, as it told itself. Times are aware, by that computer's clock."""

    client: str  # made anew by each program that joins
    name: str
    initials: str
    colour: str
    host: str
    pid: int
    version: str
    opened_at: datetime
    seen_at: datetime
    reading_only: bool = False
    record: int | None = None  # that is open beside the list
    saving_since: datetime | None = None
    task: str = ""  # what it saves for: "importing"
    is_me: bool = False
    alive: bool = False  # its byte is locked
