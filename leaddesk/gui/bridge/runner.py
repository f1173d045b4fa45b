"""Runs service calls away from the UI thread and brings the answers back to it.

Each lane is a thread with a workspace of its own, so the UI thread has no connection that it could use by mistake: one
writes, one reads for the screens, one looks for what others do, one takes long jobs such as backups; the last two are
started when they are needed. Exactly one callback comes for each call, on the UI thread, and none after the call was
cancelled or its owner is gone; that something could not be written is then told as `failed`.

Until the first picture of a file is painted only what is asked `first` is read: it waits for nothing else.
"""

import queue
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from enum import Enum, StrEnum, auto
from functools import partial
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject, Signal

from leaddesk.domain.errors import Busy, Cancelled, Damaged, Gone, UserError
from leaddesk.gui.bridge.change_bus import ChangeBus
from leaddesk.gui.bridge.first_picture import FirstPicture
from leaddesk.gui.bridge.services import live

if TYPE_CHECKING:
    from leaddesk.domain.changes import Changes
    from leaddesk.services.workspace import Workspace

STOP_PATIENCE = 15.0  # seconds that closing waits for what is being saved
GIVE_UP_PATIENCE = 2.0  # and then for calls to end that waited for others
LET_GO_PATIENCE = 10.0  # seconds that opening again waits for the other lanes to close
PROGRESS_EVERY = 0.1  # seconds between two reports of progress

Open = Callable[[bool], "Workspace"]  # query_only -> a workspace for the calling thread


class Lane(StrEnum):
    """Which thread takes a call; calls of one lane run in the order in which they were handed in."""

    WRITE = "write"
    READ = "read"
    WATCH = "watch"
    LONG = "long"


class Ticket:
    """A call that was handed in. `cancel` drops its answer, and stops it if it reports progress."""

    def __init__(
        self,
        call: Callable[..., Any],
        args: tuple[Any, ...],
        owner: QObject,
        then: Callable[[Any], None] | None,
        failed: Callable[[UserError], None] | None,
        progress: Callable[[int], None] | None,
    ) -> None:
        self.call = call
        self.args = args
        self.owner = owner
        self.then = then
        self.failed = failed
        self.progress = progress
        self.cancelled = self.first = False
        self.handed_in = time.monotonic()
        self.answer: Any = None
        self.problem: BaseException | None = None

    def cancel(self) -> None:
        self.cancelled = True

    @property
    def wanted(self) -> bool:
        """Whether somebody is still there to hear the answer."""
        return not self.cancelled and shiboken6.isValid(self.owner)


class Runner(QObject):
    """What pages use. `call` is a service: its first parameter is the workspace, `args` are the others."""

    failed = Signal(object)  # UserError for which the call had no `failed`; damage has a signal of its own
    crashed = Signal(object)  # an exception that is our mistake
    busy_changed = Signal(bool)  # something is being written
    waiting = Signal(object)  # Waiting: somebody else has been saving for a while; None: it is over
    damaged = Signal(object)  # Damaged: a call met a broken part of the file

    def __init__(self, bus: ChangeBus) -> None:
        super().__init__()
        self.bus = bus
        self._writing = 0
        self._held: UserError | None = None
        self.damage: Damaged | None = None  # met since the file was opened
        self.first_picture = FirstPicture(self)

    def read(
        self,
        call: Callable[..., Any],
        *args: Any,
        owner: QObject,
        then: Callable[[Any], None],
        failed: Callable[[UserError], None] | None = None,
        lane: Lane = Lane.READ,
        first: bool = False,
    ) -> Ticket:
        """Ask something; `then` gets the answer. `first`: the first picture of the file shows it."""
        ticket = Ticket(call, args, owner, then, failed, None)
        ticket.first = first and self.first_picture.awaits()
        if ticket.first:
            self._start(ticket, lane)
        else:
            self.first_picture.then(lambda: self._start(ticket, lane))
        return ticket

    def write(
        self,
        call: Callable[..., Any],
        *args: Any,
        owner: QObject,
        then: Callable[[Any], None] | None = None,
        failed: Callable[[UserError], None] | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> Ticket:
        """Do something. Its Changes are published before `then` gets them.

        With `progress` the service is given a keyword of that name to report to, and can be cancelled.
        """
        ticket = Ticket(call, args, owner, then, failed, progress)
        self._writing += 1
        self.busy_changed.emit(True)
        if self._held is not None:
            ticket.problem = self._held
            self._finish(ticket, Lane.WRITE)
        else:
            self._start(ticket, Lane.WRITE)
        return ticket

    @property
    def is_writing(self) -> bool:
        """Whether something that was handed in is not saved yet."""
        return self._writing > 0

    def hold(self, problem: UserError | None) -> None:
        """Refuse whatever is to be written with this problem, until it is None."""
        self._held = problem

    def tell_damage(self, problem: Damaged) -> None:
        """A broken part of the file was met."""
        self.damage = problem
        self.damaged.emit(problem)

    def give_up(self) -> None:
        """Wait no longer for somebody else: what waits to be written, or read, fails with Busy."""

    def reconnect(self) -> None:
        """Close the database and open it again for the next call, because the file is another or was away."""
        self.damage = None

    def stop(self) -> None:
        """Finish what was handed in and close the database."""

    def _start(self, ticket: Ticket, lane: Lane) -> None:
        raise NotImplementedError

    def _finish(self, ticket: Ticket, lane: Lane) -> None:
        """On the UI thread: publish, then call back."""
        try:
            self._tell(ticket, lane)
        finally:
            if ticket.first:
                self.first_picture.one_came()

    def _tell(self, ticket: Ticket, lane: Lane) -> None:
        if lane is Lane.WRITE:
            self._writing -= 1
            self.busy_changed.emit(self._writing > 0)
            self.bus.publish(_changes_in(ticket.answer))
        problem = ticket.problem
        if isinstance(problem, Damaged):
            self.tell_damage(problem)
        if isinstance(problem, Gone) and lane is Lane.WRITE:
            problem.deed = partial(_again, ticket.call, ticket.args)
        if isinstance(problem, UserError):
            lost = lane is Lane.WRITE and not ticket.wanted and not ticket.cancelled
            if lost and not isinstance(problem, Cancelled):  # nobody else would say that it was not saved
                self.failed.emit(problem)
            elif ticket.wanted and ticket.failed is not None and not isinstance(problem, Cancelled):
                ticket.failed(problem)
            elif ticket.wanted and not isinstance(problem, (Cancelled, Damaged)):  # damage was told already
                self.failed.emit(problem)
        elif problem is not None:
            self.crashed.emit(problem)
        elif ticket.wanted and ticket.then is not None:
            ticket.then(ticket.answer)


class InlineRunner(Runner):
    """Runs each call at once on the calling thread: for tests and pictures."""

    def __init__(self, bus: ChangeBus, open_workspace: Open) -> None:
        super().__init__(bus)
        self._open = open_workspace
        self._workspace: Workspace | None = open_workspace(False)
        self.first_picture.end()  # there is nothing to wait for

    def stop(self) -> None:
        if self._workspace is not None:
            self._workspace.database.close()

    def reconnect(self) -> None:
        super().reconnect()
        self.stop()
        self._workspace = None

    def _start(self, ticket: Ticket, lane: Lane) -> None:
        try:
            self._workspace = self._workspace or self._open(False)
        except UserError as problem:
            ticket.problem = problem
        else:
            _run(ticket, self._workspace, lambda done: ticket.progress and ticket.progress(done))
        self._finish(ticket, lane)


class _Order(Enum):
    """What a lane is told besides tickets."""

    LET_GO = auto()  # close the workspace, if it is to be opened anew
    STOP = auto()


class _Worker:
    """The thread of one lane."""

    def __init__(self, lane: Lane, work: Callable[["_Worker"], None]) -> None:
        self.lane = lane
        self.queue: queue.SimpleQueue[Ticket | _Order] = queue.SimpleQueue()
        self.workspace: Workspace | None = None
        self.outdated = False  # the workspace is to be opened anew
        self.thread = threading.Thread(target=work, args=(self,), name=f"db-{lane}", daemon=True)
        self.thread.start()


class ThreadRunner(Runner):
    """A thread for each lane."""

    _finished = Signal(object, object)
    _progressed = Signal(object, int)
    _waited = Signal(object)

    def __init__(self, bus: ChangeBus, open_workspace: Open) -> None:
        super().__init__(bus)
        self._open = open_workspace
        self._gave_up = float("-inf")
        self._has_let_go = threading.Condition()
        self._finished.connect(self._finish)
        self._progressed.connect(self._on_worker_progressed)
        self._waited.connect(self.waiting)
        self._workers = {lane: _Worker(lane, self._work) for lane in (Lane.WRITE, Lane.READ)}

    def stop(self) -> None:
        for worker in self._workers.values():
            worker.queue.put(_Order.STOP)
        deadline = time.monotonic() + STOP_PATIENCE
        for worker in self._workers.values():
            worker.thread.join(max(deadline - time.monotonic(), 0.0))
        deadline += GIVE_UP_PATIENCE
        while (left := self._still_at_work()) and time.monotonic() < deadline:
            self.give_up()  # somebody else is saving for ever; a share that is gone is not waited for at all
            left[0].join(0.1)

    def _still_at_work(self) -> list[threading.Thread]:
        return [worker.thread for worker in self._workers.values() if worker.thread.is_alive()]

    def give_up(self) -> None:
        self._gave_up = time.monotonic()
        for worker in self._workers.values():
            if worker.workspace is not None:
                live.give_up(worker.workspace)

    def reconnect(self) -> None:
        super().reconnect()
        for worker in self._workers.values():
            worker.outdated = True
            worker.queue.put(_Order.LET_GO)
            if worker.workspace is not None:
                live.give_up(worker.workspace)  # its turn would come in a file that is not used any more

    def _start(self, ticket: Ticket, lane: Lane) -> None:
        if lane not in self._workers:
            self._workers[lane] = _Worker(lane, self._work)
        self._workers[lane].queue.put(ticket)

    def _work(self, worker: _Worker) -> None:
        while (ticket := worker.queue.get()) is not _Order.STOP:
            self._let_go(worker)
            if isinstance(ticket, _Order):
                continue
            self._prepare(worker, ticket)
            if ticket.problem is None and worker.workspace and (worker.lane is Lane.WRITE or ticket.wanted):
                _run(ticket, worker.workspace, self._reporter(ticket))
            self._finished.emit(ticket, worker.lane)
        self._close(worker)

    def _prepare(self, worker: _Worker, ticket: Ticket) -> None:
        """Open the lane's workspace where it is not open, or say on the ticket why that cannot be."""
        try:
            if worker.workspace is None:
                self._wait_for_others()
                worker.workspace = self._open(worker.lane is not Lane.WRITE)
                if worker.lane in (Lane.WRITE, Lane.READ):
                    live.be_patient(worker.workspace, self._waited.emit)
            if ticket.handed_in < self._gave_up and worker.lane is Lane.WRITE:
                raise Busy("somebody else is still saving", "nothing was saved", "try again in a moment")
        except Exception as problem:  # as in _run: a UserError or our mistake
            ticket.problem = problem

    def _let_go(self, worker: _Worker) -> None:
        if worker.outdated:
            self._close(worker)
            with self._has_let_go:
                worker.outdated = False
                self._has_let_go.notify_all()

    def _wait_for_others(self) -> None:
        """Return when no lane has the file open as it was: else one connection would read for the other."""
        with self._has_let_go:
            if not self._has_let_go.wait_for(self._all_have_let_go, LET_GO_PATIENCE):
                raise Busy("the file is still being read as it was", "nothing was saved", "try again in a moment")

    def _all_have_let_go(self) -> bool:
        return not any(worker.outdated and worker.workspace for worker in list(self._workers.values()))

    def _close(self, worker: _Worker) -> None:
        try:
            if worker.workspace is not None:
                with suppress(UserError):  # a share that is gone cannot even be left properly
                    worker.workspace.database.close()
        finally:
            worker.workspace = None  # not before: others wait for it

    def _reporter(self, ticket: Ticket) -> Callable[[int], None]:
        last = 0.0

        def report(done: int) -> None:
            nonlocal last
            if ticket.cancelled:
                raise Cancelled("you stopped it", "nothing was changed")
            if time.monotonic() - last >= PROGRESS_EVERY:
                last = time.monotonic()
                self._progressed.emit(ticket, done)

        return report

    def _on_worker_progressed(self, ticket: Ticket, done: int) -> None:
        if ticket.wanted and ticket.progress is not None:
            ticket.progress(done)


def _run(ticket: Ticket, workspace: "Workspace", report: Callable[[int], Any]) -> None:
    more = {"progress": report} if ticket.progress is not None else {}
    try:
        ticket.answer = ticket.call(workspace, *ticket.args, **more)
    except UserError as problem:
        ticket.problem = problem
    except Exception as problem:  # our mistake, which must reach the person and not end the thread
        ticket.problem = problem


def _again(call: Callable[..., Any], args: tuple[Any, ...], workspace: "Workspace") -> Any:
    return call(workspace, *args)


def _changes_in(answer: Any) -> "Changes":
    """The Changes that a service answered with, by themselves or as `changes` of its answer."""
    from leaddesk.domain.changes import Changes

    found = answer if isinstance(answer, Changes) else getattr(answer, "changes", None)
    return found if isinstance(found, Changes) else Changes()
