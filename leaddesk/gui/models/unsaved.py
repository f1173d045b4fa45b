"""What a person did to rows of a list and is not read back yet: it is shown at once, and marked."""

from collections.abc import Callable, Collection, Iterable, Set
from dataclasses import dataclass, field

VersionOf = Callable[[int], int | None]  # of a row that is here, by its id


@dataclass(eq=False)
class Entry:
    """Rows of which one column says something else (none, where it is ""), or, if it is None, which are taken off.

    `waiting` are the rows that are still those of before when it was saved, with their versions then.
    """

    ids: frozenset[int]
    column: str | None = None
    text: str = ""
    is_saved: bool = False
    waiting: dict[int, int] = field(default_factory=dict)

    @property
    def takes_off(self) -> bool:
        return self.column is None


class Unsaved:
    """The entries in the order in which they were made; where two speak of the same cell the later counts."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []

    def __bool__(self) -> bool:
        return bool(self._entries)

    def add(self, entry: Entry) -> None:
        self._entries.append(entry)

    def marks(self, number: int) -> bool:
        """Whether something of the row is on its way to the disk."""
        return any(number in entry.ids and not entry.is_saved for entry in self._entries)

    def text(self, number: int, column: str) -> str | None:
        """What a cell says instead of the row that is known; None: what is known."""
        for entry in reversed(self._entries):
            if entry.column == column and number in (entry.waiting if entry.is_saved else entry.ids):
                return entry.text
        return None

    def taken_off(self) -> Set[int]:
        """The rows that are not to be seen."""
        return frozenset[int]().union(*(entry.ids for entry in self._entries if entry.takes_off))

    def saved(self, entry: Entry, changed: Iterable[int], version_of: VersionOf) -> Collection[int]:
        """It is on the disk and changed these rows; those that must be read anew until they say so themselves."""
        entry.is_saved = True
        versions = {number: version_of(number) for number in entry.ids.intersection(changed)}
        entry.waiting = {number: version for number, version in versions.items() if version is not None}
        self._tidy()
        return () if entry.takes_off else entry.waiting.keys()

    def arrived(self, numbers: Collection[int], version_of: VersionOf) -> None:
        """These rows were read."""
        for entry in self._entries:
            for number in entry.waiting.keys() & numbers:
                if version_of(number) != entry.waiting[number]:
                    del entry.waiting[number]
        self._tidy()

    def gone(self) -> list[Entry]:
        """Those that are saved and have taken something off: a list that is read from now on does not hold it."""
        return [entry for entry in self._entries if entry.takes_off and entry.is_saved]

    def drop(self, entries: Collection[Entry]) -> None:
        self._entries = [entry for entry in self._entries if entry not in entries]

    def clear(self) -> None:
        self._entries.clear()

    def _tidy(self) -> None:
        self._entries = [entry for entry in self._entries if entry.takes_off or not entry.is_saved or entry.waiting]
