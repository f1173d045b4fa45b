"""What a window does for its file in quiet moments: look for damage once a day, let go of what is too old to undo."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from leaddesk.domain.errors import UserError
from leaddesk.gui.bridge.runner import Lane
from leaddesk.gui.bridge.services import care, history_care
from leaddesk.gui.desk import Desk
from leaddesk.gui.office import Office

SOON_MS = 20_000  # after opening, when everything is on the screen
AGAIN_MS = 3_600_000
_PAUSE_MS = 50  # between two pieces of pruning, in which others get in


class Upkeep(QObject):
    """For one open file; nothing of it is waited for."""

    damage_found = Signal(str)  # what is wrong

    def __init__(self, desk: Desk, office: Office, parent: QObject) -> None:
        super().__init__(parent)
        self._care, self._history = care, history_care
        self._desk, self._office = desk, office
        self._timer = QTimer(self, interval=SOON_MS)
        self._timer.timeout.connect(self.look_after)
        self._timer.start()

    def look_after(self) -> None:
        """Do what is due."""
        self._timer.setInterval(AGAIN_MS)
        if self._last_check() != self._desk.today().isoformat():
            self._read(self._care.quick_check, self._on_checked)
        if not self._office.is_protected:
            self._read(self._history.due, self._on_due)

    def _read(self, call: Callable[..., Any], then: Callable[[Any], None]) -> None:
        self._desk.runner.read(call, owner=self, then=then, failed=_next_time, lane=Lane.LONG)

    def _last_check(self) -> object:
        return self._desk.settings.get(f"checked:{self._desk.file_uuid}")

    def _on_checked(self, problems: list[str]) -> None:
        if problems:
            self.damage_found.emit(problems[0])
        else:
            self._desk.settings.set(f"checked:{self._desk.file_uuid}", self._desk.today().isoformat())

    def _on_due(self, due: bool) -> None:
        if due:
            self._prune()

    def _prune(self) -> None:
        self._desk.runner.write(self._history.prune_some, owner=self, then=self._on_pruned, failed=_next_time)

    def _on_pruned(self, done: int) -> None:
        if done:
            QTimer.singleShot(_PAUSE_MS, self, self._prune)


def _next_time(_problem: UserError) -> None:
    """Nobody asked for it, and whoever works in the file is told of its troubles anyway."""
