"""A window on the history as rows of a list: a head for each day, below it what was done."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from leaddesk.domain.changes import Changes
from leaddesk.domain.dates import local_day
from leaddesk.domain.errors import UserError
from leaddesk.domain.history import HistoryFilter, HistoryPage, OperationEntry, Person
from leaddesk.domain.light import dataclass
from leaddesk.domain.people import NOBODY_COLOUR, initials
from leaddesk.gui.bridge.runner import Ticket
from leaddesk.gui.bridge.services import history
from leaddesk.gui.desk import Desk
from leaddesk.gui.models.history_words import moment_text, second_line, sentence
from leaddesk.gui.texts import day_text

AnyIndex = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
ROW = Qt.ItemDataRole.UserRole  # the Row
KEPT = 1000  # operations in memory; further ones are read again when somebody scrolls to them
_ENOUGH = 40  # operations that fill a screen


@dataclass(frozen=True, slots=True)
class Row:
    """An operation, or without one the head of a day."""

    day: date
    first: int  # the day's first operation
    entry: OperationEntry | None = None
    person: Person | None = None

    @property
    def key(self) -> tuple[str, int]:
        """Tells rows apart, also between two readings."""
        return ("operation", self.entry.id) if self.entry is not None else ("day", self.first)

    @property
    def is_head(self) -> bool:
        return self.entry is None


class HistoryModel(QAbstractListModel):
    """Holds a thousand operations that follow each other and are wanted; reads on in both directions when asked."""

    found = Signal()  # another reading is shown, or a reading found nothing more

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._wanted = history.EVERYTHING
        self._people: dict[int, Person] = {}
        self._entries: list[OperationEntry] = []  # the newest first
        self._older: int | None = None  # the number before which there is more, None: nothing
        self._is_newest = True  # nothing stands above what is held
        self._rows: list[Row] = []
        self._places: dict[tuple[str, int], int] = {}
        self._ticket: Ticket | None = None
        self._is_reading = False
        self._is_outdated = False  # something was done while it was read

    @property
    def heads(self) -> list[int]:
        """Where the heads of the days are."""
        return [place for place, row in enumerate(self._rows) if row.is_head]

    @property
    def is_searching(self) -> bool:
        """Whether it is still being looked for the first rows."""
        return self._is_reading and len(self._entries) < _ENOUGH

    def row(self, place: int) -> Row:
        return self._rows[place]

    def place_of(self, key: tuple[str, int]) -> int | None:
        """Where the row with that key stands."""
        return self._places.get(key)

    def entry(self, operation: int) -> OperationEntry | None:
        """An operation that is held."""
        place = self.place_of(("operation", operation))
        return self._rows[place].entry if place is not None else None

    def person_of(self, entry: OperationEntry) -> Person:
        """Who did it: as the user is called now, else the name of then."""
        found = self._people.get(entry.user_id or 0)
        return found or Person(entry.user, entry.user_id, initials(entry.user), NOBODY_COLOUR)

    def set_people(self, people: Iterable[Person]) -> None:
        """Users, for their initials and colours."""
        self._people = {person.user_id: person for person in people if person.user_id is not None}
        self._show()

    def look_for(self, wanted: HistoryFilter) -> None:
        """Read anew, from the newest on. What stands there stays until the first of it has come."""
        self._cancel()
        self._wanted = wanted
        self._read(partial(history.page, wanted=wanted), self._on_newest_read)

    def refresh(self, changes: Changes) -> None:
        """Something was done: show it, and read again what is shown."""
        if changes.everything or not self._entries:
            self.look_for(self._wanted)
        elif self._is_reading:
            self._is_outdated = True
        else:
            self._read_again()

    def read_older(self) -> None:
        """Read on below, if there is more and nothing is being read."""
        if not self._is_reading and self._older is not None:
            self._read(partial(history.page, wanted=self._wanted, before=self._older), self._on_older_read)

    def read_newer(self) -> None:
        """Read on above, where that was let go."""
        if not self._is_reading and not self._is_newest:
            newest = self._entries[0].seq
            self._read(partial(history.page, wanted=self._wanted, after=newest), self._on_newer_read)

    def rowCount(self, parent: AnyIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if not index.isValid() or self._rows[index.row()].is_head:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == ROW:
            return row
        now = self._desk.now()
        if role == Qt.ItemDataRole.DisplayRole:
            return sentence(row.entry) if row.entry is not None else day_text(row.day, now.date())
        if role == Qt.ItemDataRole.AccessibleTextRole and row.entry is not None:
            return ", ".join((sentence(row.entry), second_line(row.entry), moment_text(row.entry.at, now)))
        return None

    def headerData(self, _section: int, _side: Qt.Orientation, _role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """None: a screen reader would say the number before each row."""
        return None

    def _read_again(self) -> None:
        self._is_outdated = False
        ids = [entry.id for entry in self._entries]
        after = self._entries[0].seq if self._is_newest else None
        again = partial(history.page_again, wanted=self._wanted, ids=ids, after=after)
        self._read(again, self._on_read_again)

    def _read(self, call: Callable[..., Any], then: Callable[[Any], None]) -> None:
        self._is_reading = True
        self._ticket = self._desk.runner.read(call, owner=self, then=then, failed=self._on_read_failed)

    def _cancel(self) -> None:
        if self._is_reading and self._ticket is not None:
            self._ticket.cancel()
        self._is_reading = False

    def _on_read_failed(self, problem: UserError) -> None:
        self._is_reading = False
        self._desk.requests.problem_shown.emit(problem)

    def _on_newest_read(self, page: HistoryPage) -> None:
        self._entries, self._older, self._is_newest = list(page.entries), page.more, True
        self._go_on()

    def _on_older_read(self, page: HistoryPage) -> None:
        self._entries += page.entries
        self._older = page.more
        if len(self._entries) > KEPT:
            del self._entries[:-KEPT]
            self._is_newest = False
        self._go_on()

    def _on_newer_read(self, page: HistoryPage) -> None:
        self._entries = [*page.entries, *self._entries]
        self._is_newest = page.more is None
        self._trim_end()
        self._go_on()

    def _on_read_again(self, answer: tuple[Sequence[OperationEntry], HistoryPage]) -> None:
        again, newer = answer
        self._is_reading = False
        if newer.more is not None:  # more than a page came at once
            self.look_for(self._wanted)
            return
        last = self._entries[0].seq
        known = {entry.id: entry for entry in (*again, *newer.entries) if self._is_newest or entry.seq <= last}
        self._entries = sorted(known.values(), key=lambda entry: -entry.seq)
        self._trim_end()
        self._show()

    def _trim_end(self) -> None:
        if len(self._entries) > KEPT:
            del self._entries[KEPT:]
            self._older = self._entries[-1].seq

    def _go_on(self) -> None:
        """Show what came; a search that has not filled the screen yet goes on looking."""
        self._is_reading = False
        if self._older is not None and len(self._entries) < _ENOUGH:
            self.read_older()
        self._show()
        if self._is_outdated and not self._is_reading:
            self._read_again()

    def _show(self) -> None:
        self.beginResetModel()
        rows: list[Row] = []
        for entry in self._entries:
            day = local_day(entry.at, self._desk.zone)
            if not rows or rows[-1].day != day:
                rows.append(Row(day, entry.id))
            rows.append(Row(day, entry.id, entry, self.person_of(entry)))
        self._rows = rows
        self._places = {row.key: place for place, row in enumerate(rows)}
        self.endResetModel()
        self.found.emit()
