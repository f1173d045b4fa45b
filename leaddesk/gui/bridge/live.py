"""Keeps a window up with what others do in the same file, and notices when the file itself is in trouble."""

import time
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from leaddesk.domain import errors
from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import ReadOnly, UserError
from leaddesk.domain.light import dataclass
from leaddesk.gui.bridge.guest_book import GuestBook
from leaddesk.gui.bridge.runner import Lane, Runner
from leaddesk.gui.bridge.services import live

if TYPE_CHECKING:
    from leaddesk.services.live import News

EVERY = 1000  # milliseconds between two looks
SLOW_AFTER = 3.0  # seconds without an answer
OFFLINE_AFTER = 15.0


class Trouble(StrEnum):
    """What is wrong with the file."""

    SLOW = "slow"  # the disk or share takes its time
    OFFLINE = "offline"  # it does not answer at all
    MISSING = "missing"  # the file is gone, or its folder
    REPLACED = "replaced"  # another database lies there
    OLDER = "older"  # an older copy was put back
    NEWER = "newer"  # a colleague's newer program has changed its tables
    UNSAFE = "unsafe"  # the locks of this place do not keep two people apart
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class State:
    """How the file is; `trouble` None: well. `problem` is the sentence, where the database said one."""

    trouble: Trouble | None = None
    problem: UserError | None = None


_KINDS: tuple[tuple[type[UserError], Trouble], ...] = (
    (errors.Missing, Trouble.MISSING),
    (errors.WentBack, Trouble.OLDER),
    (errors.FileReplaced, Trouble.REPLACED),
    (errors.OlderFile, Trouble.REPLACED),  # opened as a file of its own it is brought up to date
    (errors.NewerFile, Trouble.NEWER),
    (errors.Damaged, Trouble.DAMAGED),
    (errors.NotADatabase, Trouble.DAMAGED),
    (errors.ShareLost, Trouble.OFFLINE),
    (errors.CannotOpen, Trouble.OFFLINE),
)
_NO_WRITING = (
    *(Trouble.MISSING, Trouble.OLDER, Trouble.REPLACED, Trouble.NEWER, Trouble.UNSAFE),
    Trouble.DAMAGED,  # saving around the broken part would make it harder to put right
)
_AWAY = (Trouble.OFFLINE, Trouble.MISSING, Trouble.OLDER, Trouble.REPLACED, Trouble.DAMAGED)  # much may have happened


class Live(QObject):
    """Looks at the file each second. What others saved is published as any other change.

    `record` tells which record is open, for the others. While the file is in a state in which saving would be wrong,
    the runner refuses to write; when it is well again everything is read anew.
    """

    state_changed = Signal(object)  # State
    looked = Signal()  # and the file answered

    def __init__(self, runner: Runner, guests: GuestBook, record: Callable[[], int | None], parent: QObject) -> None:
        super().__init__(parent)
        self._service = live.poll
        self._runner, self._guests, self._record = runner, guests, record
        self._asked_at: float | None = None  # the look that has no answer yet
        self._is_reconnecting = False
        self.state = State()
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        runner.damaged.connect(self._on_runner_damaged)

    @property
    def takes_work(self) -> bool:
        """Whether what is done now is saved."""
        return self.state.trouble not in (*_NO_WRITING, Trouble.OFFLINE)

    def look(self) -> None:
        """Look now, or say how long the last look has been waiting for its answer."""
        if self._asked_at is None:
            self._asked_at = time.monotonic()
            self._runner.read(
                *(self._service, self._record()),
                owner=self,
                then=self._on_looked,
                failed=self._on_look_failed,
                lane=Lane.WATCH,
            )
            return
        silent = time.monotonic() - self._asked_at
        if silent > OFFLINE_AFTER:
            self._become(State(Trouble.OFFLINE))
        elif silent > SLOW_AFTER:
            self._become(State(Trouble.SLOW))

    def pause(self) -> None:
        """Look no more, for pictures and tests that look when they want to."""
        self._timer.stop()

    def reconnect(self) -> None:
        """Open the file again, as it lies there now."""
        self._is_reconnecting = True
        self._runner.reconnect()
        self.look()

    def _on_looked(self, news: "News") -> None:
        self._asked_at = None
        was_away = self._is_reconnecting or (self.state.trouble in _AWAY and self._runner.damage is None)
        self._is_reconnecting = False
        self._become(self._state_after(news))
        for changes in (Changes(everything=True),) if was_away else news.changes:
            self._runner.bus.publish(changes)
        self._guests.show(news.guests)
        self.looked.emit()

    def _state_after(self, news: "News") -> State:
        if self._runner.damage is not None:  # a look that did not meet the broken part says nothing
            return State(Trouble.DAMAGED, self._runner.damage)
        if news.doubt:
            return State(Trouble.UNSAFE, ReadOnly(news.doubt.rstrip("."), "nothing was saved"))
        return State()

    def _on_look_failed(self, problem: UserError) -> None:
        self._asked_at = None
        trouble = next((kind for error, kind in _KINDS if isinstance(problem, error)), None)
        if trouble is None:  # somebody is saving: next time
            return
        if trouble is Trouble.REPLACED and not self._is_reconnecting:
            # Mostly the same database, in a new file: so programs write that copy files.
            self._runner.hold(problem)
            self.reconnect()
        else:
            self._become(State(trouble, problem))

    def _on_runner_damaged(self, problem: errors.Damaged) -> None:
        self._become(State(Trouble.DAMAGED, problem))

    def _become(self, state: State) -> None:
        self._runner.hold(state.problem if state.trouble in _NO_WRITING else None)
        if state.trouble is not self.state.trouble:
            self.state = state
            self.state_changed.emit(state)
