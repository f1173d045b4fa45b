"""What every screen is given: who runs calls, who tells of changes, and how to ask the frame for something."""

from collections.abc import Callable
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from leaddesk.domain.dates import local_day
from leaddesk.domain.light import dataclass, field
from leaddesk.gui.bridge.change_bus import ChangeBus
from leaddesk.gui.bridge.guest_book import GuestBook
from leaddesk.gui.bridge.rate_book import RateBook
from leaddesk.gui.bridge.runner import Runner
from leaddesk.gui.recent import Recent
from leaddesk.services.settings import Settings

if TYPE_CHECKING:
    from leaddesk.domain.records import User


class Requests(QObject):
    """What a screen asks of the frame, which knows the other screens."""

    deal_opened = Signal(object)  # int: an id is wider than the int of a signal
    contact_opened = Signal(object)  # int
    company_opened = Signal(str)  # its name
    jump_asked = Signal()  # for the palette
    history_asked = Signal(object)  # (Kind, id, name) of a record
    message_shown = Signal(str)
    problem_shown = Signal(object)  # UserError
    import_asked = Signal()
    backup_made = Signal(object)  # Made: the newest backup
    backup_opened = Signal(object, object)  # Backup, and the Path of a write-protected file that shows it
    restore_done = Signal(object)  # Restored: the file has another content now
    foot_taken = Signal(int)  # pixels at the foot of the window that messages must leave free
    foot_needed = Signal(bool)  # messages lie there: whether they step aside


@dataclass(frozen=True, slots=True)
class Desk:
    """The open database as the screens see it. `me` is None until somebody said who they are.

    `backup_folder` is where its backups are; None for what is only tried out or looked into.
    """

    runner: Runner
    bus: ChangeBus
    settings: Settings
    requests: Requests
    clock: Callable[[], datetime]
    zone: tzinfo
    currency: str
    rates: RateBook
    file_uuid: str
    name: str
    me: "User | None"
    guests: GuestBook = field(default_factory=GuestBook)
    recent: Recent = field(default_factory=Recent)
    backup_folder: Path | None = None

    def now(self) -> datetime:
        """The time on the wall."""
        return self.clock().astimezone(self.zone)

    def today(self) -> date:
        return local_day(self.clock(), self.zone)
