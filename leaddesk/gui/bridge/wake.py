"""Wakes somebody when a moment on the wall clock has come."""

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QObject, QTimer, Signal

LONGEST_SLEEP = timedelta(seconds=60)  # a timer stands still while the machine sleeps, and clocks are set


class Wake(QObject):
    """Emits `passed` once when `clock` has reached the moment that was set; it looks at least once a minute."""

    passed = Signal()

    def __init__(self, clock: Callable[[], datetime], parent: QObject) -> None:
        super().__init__(parent)
        self._clock = clock
        self._moment: datetime | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.check)

    def set(self, moment: datetime) -> None:
        """Wait for this moment (aware) instead of another."""
        self._moment = moment
        self._sleep()

    def check(self) -> None:
        """Look at the clock now."""
        if self._moment is None:
            return
        if self._clock() >= self._moment:
            self._moment = None
            self.passed.emit()
        else:
            self._sleep()

    def _sleep(self) -> None:
        if self._moment is not None:
            span = min(max(self._moment - self._clock(), timedelta()), LONGEST_SLEEP)
            self._timer.start(span // timedelta(milliseconds=1) + 1)
