"""Runs service calls away from the UI thread and brings the answers back to it.

One thread writes, one reads; each opens its own workspace, so the UI thread has no connection that it could use by
mistake. Exactly one callback comes for each call, on the UI thread, and none after the call was cancelled or its owner
is gone.
"""

import queue
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject, Signal

from leaddesk.domain.errors import Cancelled, UserError
from leaddesk.gui.bridge.change_bus import ChangeBus

if TYPE_CHECKING:
    from leaddesk.domain.changes import Changes
    from leaddesk.services.workspace import Workspace

PROGRESS_EVERY = 0.1  # seconds between two reports of progress

Open = Callable[[bool], "Workspace"]  # query_only -> a workspace for the calling thread


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
        self.cancelled = False
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

    failed = Signal(object)  # UserError for which the call had no `failed`
    crashed = Signal(object)  # an exception that is our mistake
    busy_changed = Signal(bool)  # something is being written

    def __init__(self, bus: ChangeBus) -> None:
        super().__init__()
        self.bus = bus
        self._writing = 0

    def read(
        self,
        call: Callable[..., Any],
        *args: Any,
        owner: QObject,
        then: Callable[[Any], None],
        failed: Callable[[UserError], None] | None = None,
    ) -> Ticket:
        """Ask something; `then` gets the answer."""
        ticket = Ticket(call, args, owner, then, failed, None)
        self._start(ticket, writing=False)
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
        self._start(ticket, writing=True)
        return ticket

    def stop(self) -> None:
        """Finish what was handed in and close the database."""

    def _start(self, ticket: Ticket, *, writing: bool) -> None:
        raise NotImplementedError

    def _finish(self, ticket: Ticket, *, writing: bool) -> None:
        """On the UI thread: publish, then call back."""
        if writing:
            self._writing -= 1
            self.busy_changed.emit(self._writing > 0)
            self.bus.publish(_changes_in(ticket.answer))
        problem = ticket.problem
        if isinstance(problem, UserError):
            if ticket.wanted and not isinstance(problem, Cancelled):
                (ticket.failed or self.failed.emit)(problem)
        elif problem is not None:
            self.crashed.emit(problem)
        elif ticket.wanted and ticket.then is not None:
            ticket.then(ticket.answer)


class InlineRunner(Runner):
    """Runs each call at once on the calling thread: for tests and pictures."""

    def __init__(self, bus: ChangeBus, open_workspace: Open) -> None:
        super().__init__(bus)
        self._workspace = open_workspace(False)

    def stop(self) -> None:
        self._workspace.database.close()

    def _start(self, ticket: Ticket, *, writing: bool) -> None:
        _run(ticket, self._workspace, lambda done: ticket.progress and ticket.progress(done))
        self._finish(ticket, writing=writing)


class ThreadRunner(Runner):
    """One reading and one writing thread."""

    _finished = Signal(object, bool)
    _progressed = Signal(object, int)

    def __init__(self, bus: ChangeBus, open_workspace: Open) -> None:
        super().__init__(bus)
        self._finished.connect(self._on_worker_finished)
        self._progressed.connect(self._on_worker_progressed)
        self._queues: dict[bool, queue.SimpleQueue[Ticket | None]] = {
            True: queue.SimpleQueue(),
            False: queue.SimpleQueue(),
        }
        self._threads = [
            threading.Thread(
                target=self._work, args=(open_workspace, writing), name="db-writer" if writing else "db-reader"
            )
            for writing in (True, False)
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        for waiting in self._queues.values():
            waiting.put(None)
        for thread in self._threads:
            thread.join()

    def _start(self, ticket: Ticket, *, writing: bool) -> None:
        self._queues[writing].put(ticket)

    def _work(self, open_workspace: Open, writing: bool) -> None:
        workspace: Workspace | None = None
        while (ticket := self._queues[writing].get()) is not None:
            try:
                workspace = workspace or open_workspace(not writing)
            except Exception as problem:  # as in _run: a UserError or our mistake
                ticket.problem = problem
            if workspace is not None and (writing or ticket.wanted):
                _run(ticket, workspace, self._reporter(ticket))
            self._finished.emit(ticket, writing)
        if workspace is not None:
            workspace.database.close()

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

    def _on_worker_finished(self, ticket: Ticket, writing: bool) -> None:
        self._finish(ticket, writing=writing)

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


def _changes_in(answer: Any) -> "Changes":
    """The Changes that a service answered with, by themselves or as `changes` of its answer."""
    from leaddesk.domain.changes import Changes

    found = answer if isinstance(answer, Changes) else getattr(answer, "changes", None)
    return found if isinstance(found, Changes) else Changes()
