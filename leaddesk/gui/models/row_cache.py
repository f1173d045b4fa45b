"""Rows by id, fetched in one call for all that a painted view asked for."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from leaddesk.gui.bridge.runner import Runner


class HasId(Protocol):
    @property
    def id(self) -> int: ...


T = TypeVar("T", bound=HasId)

PAGE = 100  # rows fetched together
AHEAD = 50  # rows that are to be here before they are seen
STEP = 7  # each so many of these are looked at: they were fetched together
KEPT = 4000  # rows remembered


class RowCache(QObject, Generic[T]):
    """Holds rows of a list of ids; an unknown row is fetched with its neighbours, an old one stays until the new comes.

    Numbers below 0 stand in the list for something else, and are not asked for.
    `service` is a reader (workspace, ids) -> rows. `arrived` names the ids whose rows came; ids whose record is gone
    are left out of it.
    """

    arrived = Signal(object)  # set[int]

    def __init__(self, runner: Runner, service: Callable[..., list[Any]], parent: QObject) -> None:
        super().__init__(parent)
        self._runner = runner
        self._service = service
        self._rows: OrderedDict[int, T] = OrderedDict()
        self._wanted: dict[int, None] = {}
        self._asked: set[int] = set()
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._on_timer_timeout)

    def get(self, ids: Sequence[int], place: int) -> T | None:
        """The row of ids[place]; None until it has arrived."""
        number = ids[place]
        row = self._rows.get(number)
        if row is not None:
            self._rows.move_to_end(number)
            return row
        start = max(place - PAGE // 4, 0)
        near = ids[start : start + PAGE]
        self.refresh(other for other in near if other >= 0 and other not in self._rows and other not in self._asked)
        return None

    def look_ahead(self, ids: Sequence[int], first: int, last: int) -> None:
        """Rows `first` to `last` are seen: fetch what will be seen soon, before it is asked for."""
        above, below = ids[max(first - PAGE, 0) : first], ids[last + 1 : last + 1 + PAGE]
        if any(map(self._is_missing, above[-AHEAD::STEP])) or any(map(self._is_missing, below[:AHEAD:STEP])):
            self.refresh(filter(self._is_missing, (*below, *above)))

    def _is_missing(self, number: int) -> bool:
        return number not in self._rows and number not in self._asked

    def known_ids(self) -> set[int]:
        """Those whose rows are here."""
        return set(self._rows)

    def known(self, number: int) -> T | None:
        """The row if it is here; nothing is fetched."""
        return self._rows.get(number)

    @property
    def numbers(self) -> list[int]:
        """The ids of all rows that are here."""
        return list(self._rows)

    def put(self, rows: Iterable[T]) -> None:
        """Remember rows that came by another way."""
        for row in rows:
            self._rows[row.id] = row
            self._rows.move_to_end(row.id)
        while len(self._rows) > KEPT:
            self._rows.popitem(last=False)

    def refresh(self, ids: Iterable[int]) -> None:
        """Fetch these rows anew; the old ones are shown meanwhile.

        A row whose read is under way is asked for again: that read may have been before the change.
        """
        for number in ids:
            self._wanted.setdefault(number)
        if self._wanted:
            self._timer.start()

    def forget(self) -> None:
        """Drop everything, for another set of records."""
        self._rows.clear()
        self._wanted.clear()
        self._asked.clear()

    def _on_timer_timeout(self) -> None:
        ids = list(self._wanted)
        self._wanted.clear()
        self._asked.update(ids)
        self._runner.read(self._service, ids, owner=self, then=lambda rows: self._arrive(ids, rows))

    def _arrive(self, ids: list[int], rows: list[T]) -> None:
        self._asked.difference_update(ids)
        self.put(rows)
        self.arrived.emit({row.id for row in rows})
