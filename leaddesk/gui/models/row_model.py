"""What the tables of many records have in common: ids, and the rows that were looked at."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex

from leaddesk.gui.bridge.runner import Runner
from leaddesk.gui.models.row_cache import RowCache, T

Index = QModelIndex | QPersistentModelIndex


class RowModel(QAbstractTableModel, Generic[T]):
    """Holds ids in the order in which they are shown; a row is fetched when it is painted.

    `service` is a reader (workspace, ids) -> rows. A number below 0 is no record; what it is a subclass knows.
    """

    def __init__(self, runner: Runner, service: Callable[..., list[Any]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ids: Sequence[int] = []
        self._places: dict[int, int] | None = None
        self._old: set[int] = set()  # shown as they were until they are painted again
        self._rows: RowCache[T] = RowCache(runner, service, self)
        self._rows.arrived.connect(self._on_rows_arrived)

    @property
    def ids(self) -> Sequence[int]:
        """What is shown, from top to bottom."""
        return self._ids

    def show_ids(self, ids: Sequence[int]) -> None:
        """Show these in this order."""
        self.beginResetModel()
        self._ids = ids
        self._places = None
        self.endResetModel()

    def outdate(self, ids: Iterable[int] | None = None) -> None:
        """These rows may be others by now, or all of them: each is fetched anew when it is painted again."""
        known = self._rows.numbers if ids is None else [number for number in ids if self._rows.known(number)]
        self._old.update(known)
        self._touch(known)

    def known(self, number: int) -> T | None:
        """The row of a record, if it is here."""
        return self._rows.known(number)

    def row(self, place: int) -> T | None:
        """The row at a place; None until it has arrived."""
        number = self._ids[place]
        if number in self._old:
            self._old.discard(number)
            self._rows.refresh([number])
        return self._rows.get(self._ids, place)

    def place_of(self, number: int) -> int | None:
        """The row in which a record stands."""
        if self._places is None:
            self._places = {number: place for place, number in enumerate(self._ids)}
        return self._places.get(number)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._ids)

    def _touch(self, numbers: Iterable[int]) -> None:
        """These look different now."""
        places = [place for number in numbers if (place := self.place_of(number)) is not None]
        if places:
            self.dataChanged.emit(self.index(min(places), 0), self.index(max(places), self.columnCount() - 1))

    def _on_rows_arrived(self, arrived: set[int]) -> None:
        self._touch(arrived)
