"""Records that somebody else has just changed; for a moment they are shown so."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from leaddesk.domain.changes import Author

LASTS_MS = 2000


class Glow(QObject):
    """Who changed a record a moment ago. `changed` names the records that begin or end to glow."""

    changed = Signal(object)  # set[int]

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._by: dict[int, Author] = {}

    def add(self, ids: Iterable[int], by: Author) -> None:
        """Let these glow from now on, in this person's colour."""
        fresh = dict.fromkeys(ids, by)
        if fresh:
            self._by.update(fresh)
            self.changed.emit(set(fresh))
            QTimer.singleShot(LASTS_MS, self, partial(self._end, frozenset(fresh), by))

    def by(self, number: int) -> Author | None:
        """Who made it glow; None if it does not."""
        return self._by.get(number)

    def _end(self, ids: frozenset[int], by: Author) -> None:
        ended = {number for number in ids if self._by.get(number) is by}
        for number in ended:
            del self._by[number]
        self.changed.emit(ended)
