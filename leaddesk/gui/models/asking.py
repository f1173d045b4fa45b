"""The same question asked again and again, as what it is about changes."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from leaddesk.domain.errors import UserError
from leaddesk.gui.bridge.runner import Runner, Ticket

Question = tuple[Any, ...]  # a service and its parameters


class Asking(QObject):
    """While an answer is on its way one more question will do, however often it is asked for."""

    answered = Signal(object)

    def __init__(self, runner: Runner, question: Callable[[], Question], parent: QObject) -> None:
        super().__init__(parent)
        self._runner, self._question = runner, question
        self._ticket: Ticket | None = None
        self._again = False
        self.is_waiting = False  # for an answer

    def ask(self) -> None:
        """Ask, now or once the answer is here that was asked for before."""
        self._again = self.is_waiting
        if not self.is_waiting:
            self.is_waiting = True
            self._ticket = self._runner.read(*self._question(), owner=self, then=self._take, failed=self._fail)

    def ask_anew(self) -> None:
        """Ask now: the question is another, an answer to the old one is not wanted."""
        if self._ticket is not None:
            self._ticket.cancel()
        self.is_waiting = False
        self.ask()

    def _take(self, answer: Any) -> None:
        self.is_waiting = False
        self.answered.emit(answer)
        if self._again:
            self.ask()

    def _fail(self, problem: UserError) -> None:
        self.is_waiting = False
        self._runner.failed.emit(problem)
