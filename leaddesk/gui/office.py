"""Opening and closing databases for the window: the runner, who I am, and the desk that the screens are given.

The services are loaded when the first file is opened, on the runner's thread: the frame is painted before.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStorageInfo, Signal

from leaddesk.domain.errors import Damaged, UserError, WentBack
from leaddesk.gui.bridge.change_bus import ChangeBus
from leaddesk.gui.bridge.rate_book import RateBook
from leaddesk.gui.bridge.runner import Open, Runner
from leaddesk.gui.bridge.services import users, workspace
from leaddesk.gui.desk import Desk, Requests
from leaddesk.paths import data_dir
from leaddesk.services.settings import Settings

if TYPE_CHECKING:
    from leaddesk.domain.changes import Changes
    from leaddesk.domain.records import User
    from leaddesk.services.workspace import Facts, Session, Workspace

MakeRunner = Callable[[ChangeBus, Open], Runner]


class Office(QObject):
    """Has one database open at a time.

    Opening happens on the runner's threads, so a slow disk does not stop the window. `asked_who` comes once for each
    database on this machine; answer with `be` or `be_new`, or with `be_nobody`.
    """

    opened = Signal(object)  # Desk
    closed = Signal()
    refused = Signal(object)  # UserError: nothing is open
    asked_older = Signal()  # the file is older than what was seen of it; answer with `open_older` or `close_file`
    asked_who = Signal(object)  # tuple[User, ...]: those that there are

    def __init__(
        self, settings: Settings, make_runner: MakeRunner, clock: Callable[[], datetime], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.settings = settings
        self.requests = Requests(self)
        self._make_runner = make_runner
        self._clock = clock
        self._runner: Runner | None = None
        self._sessions: list[Session] = []  # one, as soon as a file is open
        self._facts: Facts | None = None
        self._is_entered = False  # the screens show it
        self.path: Path | None = None
        self.refused_path: Path | None = None  # that could not be opened
        self._name = ""
        self._passing = False
        self._backup_folder: Path | None = None

    def open_file(
        self, path: Path, prepare: Callable[[], object] | None = None, *, passing: bool = False, name: str = ""
    ) -> None:
        """Open a database in place of the one that is open; `prepare` makes it first, on the runner's thread.

        One that is opened in `passing`, to try things out or to look at the past, is neither remembered nor backed up.
        `name` is what it is called where that is not the name of the file.
        """
        self.close_file()
        self._name = name or path.stem
        self.path = path
        self._passing = passing
        self._backup_folder = None if passing else _backup_folder()
        steps = [prepare] if prepare is not None else []
        sessions: list[Session] = []
        self._sessions = sessions

        def open_workspace(query_only: bool) -> "Workspace":
            while steps:  # the question below is the first call of all, so this runs once and before any other
                steps.pop()()
            if not sessions:
                sessions.append(workspace.Session(joins=True))
            return workspace.open_workspace(
                path,
                settings=self.settings,
                query_only=query_only,
                session=sessions[0],
                backup_folder=self._backup_folder,
                file_system=bytes(QStorageInfo(str(path.absolute().parent)).fileSystemType().data()).decode(),
                clock=self._clock,
            )

        try:
            self._runner = self._make_runner(ChangeBus(self), open_workspace)
        except UserError as problem:
            self._refuse(problem)
            return
        self._runner.failed.connect(self.requests.problem_shown)
        self._runner.read(workspace.facts, owner=self, then=self._on_facts_read, failed=self._refuse, first=True)

    def make_file(self, path: Path, currency: str) -> None:
        """Make a new database and open it."""

        def make() -> None:
            workspace.create_workspace(path, settings=self.settings, currency=currency).database.close()

        self.open_file(path, make)

    def now(self) -> datetime:
        """The time on the wall."""
        return self._clock().astimezone()

    @property
    def is_protected(self) -> bool:
        """Whether the open file can only be read."""
        return self._facts is not None and bool(self._facts.why_protected)

    @property
    def why_protected(self) -> str:
        """Why the open file can only be read; empty if it can be written."""
        return self._facts.why_protected if self._facts is not None else ""

    @property
    def warning(self) -> str:
        """What should be known of the place where the open file lies."""
        return self._facts.warning if self._facts is not None else ""

    def be(self, user_id: int) -> None:
        """I am this user, from now on whenever this database is opened here."""
        if self._facts is not None and self.path is not None:
            self.settings.remember_user(self._facts.file_uuid, user_id)
            self.open_file(self.path, passing=self._passing, name=self._name)

    def be_new(self, name: str, initials: str, colour: str) -> None:
        """I am somebody who is not in this database yet."""
        if self._runner is not None:
            self._runner.write(users.add_user, name, initials, colour, owner=self, then=self._on_user_added)

    def be_nobody(self) -> None:
        """Work under the system's name, without being a user."""
        self._show_desk(None)

    def close_file(self) -> None:
        """Finish what is being written and let go of the file."""
        runner, self._runner = self._runner, None
        if runner is not None:
            self.closed.emit()
            runner.stop()
        self.remember_state()
        self._facts, self._is_entered = None, False
        while self._sessions:
            workspace.leave(self._sessions.pop())

    def open_older(self) -> None:
        """Work with a file although it is older than what this machine has seen of it."""
        if self._facts is not None:
            self.forget_seen()
            self._enter(self._facts)

    def decline_older(self) -> None:
        """Leave a file that is older than what was seen of it."""
        self._refuse(WentBack("the file is older than when you saw it last", "it was not opened", "look for the newer"))

    def leave_damaged(self, problem: Damaged) -> None:
        """Close a file that is damaged, as if it could not have been opened."""
        self._refuse(problem)

    def forget_seen(self) -> None:
        """What was seen of the file does not count any more: an older copy is to be worked with."""
        for session in self._sessions:
            session.forget()

    def remember_state(self) -> None:
        """Keep how far this machine has seen the file come, so that an older copy is recognised next time."""
        known = self._is_entered and not self._passing  # one that was refused is left as it is known
        for session in self._sessions if known else []:
            if self._facts is not None and session.state is not None:
                number, generation = session.state
                self.settings.set(f"seen:{self._facts.file_uuid}", [max(number, session.saved), generation])

    def _on_facts_read(self, facts: "Facts") -> None:
        self._facts = facts
        seen = self.settings.get(f"seen:{facts.file_uuid}")
        number, generation = facts.state
        known = isinstance(seen, list) and len(seen) == 2 and not self._passing
        if known and seen[1] == generation and seen[0] > number:
            self.asked_older.emit()
        else:
            self._enter(facts)

    def _enter(self, facts: "Facts") -> None:
        if facts.me is None and not facts.why_protected:
            self.asked_who.emit(facts.users)
        else:
            self._show_desk(facts.me)

    def _on_user_added(self, changes: "Changes") -> None:
        if changes.subject is not None:
            self.be(changes.subject)

    def _show_desk(self, me: "User | None") -> None:
        if self._runner is None or self._facts is None or self.path is None:
            return
        self._is_entered = True
        if not self._passing:
            self.settings.last_database = self.path
        self.opened.emit(
            Desk(
                runner=self._runner,
                bus=self._runner.bus,
                settings=self.settings,
                requests=self.requests,
                clock=self._clock,
                zone=self._facts.zone,
                currency=self._facts.currency,
                rates=RateBook(self._facts.currency, self._facts.rates, self._runner),
                file_uuid=self._facts.file_uuid,
                name=self._name,
                me=me,
                backup_folder=self._backup_folder,
            )
        )

    def _refuse(self, problem: UserError) -> None:
        self.close_file()
        self.refused_path, self.path = self.path, None
        self.refused.emit(problem)


def _backup_folder() -> Path | None:
    """Where this machine keeps backups; None where it gives us no folder for them."""
    try:
        return data_dir() / "backups"
    except OSError:
        return None
