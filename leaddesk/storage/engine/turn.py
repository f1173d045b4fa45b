"""Waiting for a turn while somebody else is saving.

SQLite's own waiting gives up without a word, cannot be stopped and cannot say who is being waited for. So it waits for
a moment only, and we try again after random pauses, which also lets everybody in.
"""

import random
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from leaddesk.domain import errors
from leaddesk.storage.engine.meanings import database_errors, translate

PATIENCE = 15.0  # seconds until Busy is raised
TOLD_AFTER = 2.0  # seconds after which a person wants to know what is going on
_PAUSES = (0.01, 0.06)  # seconds

T = TypeVar("T")


class Turn:
    """How one connection waits; made and used on its thread, given up from any.

    `patience` is in seconds; None waits until `give_up`. `told` is called on the connection's thread with the seconds
    waited so far, again and again after the first two, and with None when the waiting is over.
    """

    def __init__(self, path: Path) -> None:
        self.patience: float | None = PATIENCE
        self.told: Callable[[float | None], None] | None = None
        self._path = path
        self._given_up = float("-inf")

    def take(self, attempt: Callable[[], T]) -> T:
        """What the attempt returns, as soon as nobody is in the way; raises the database's error after all patience."""
        start = time.monotonic()
        telling = False
        try:
            while True:
                try:
                    return attempt()
                except database_errors() as problem:
                    waited = time.monotonic() - start
                    if not isinstance(translate(problem, self._path), errors.Busy) or self._is_over(start, waited):
                        raise
                if self.told is not None and waited > TOLD_AFTER:
                    telling = True
                    self.told(waited)
                threading.Event().wait(random.uniform(*_PAUSES))
        finally:
            if telling and self.told is not None:
                self.told(None)

    def give_up(self) -> None:
        """End the waiting that is going on now; from any thread."""
        self._given_up = time.monotonic()

    def _is_over(self, start: float, waited: float) -> bool:
        return self._given_up > start or (self.patience is not None and waited > self.patience)
