"""Who has the file open, for every screen that shows it."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from leaddesk.domain.guests import Guest


class GuestBook(QObject):
    """Everybody who is here, me included; empty where nobody is known."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.guests: tuple[Guest, ...] = ()

    def show(self, guests: Iterable[Guest]) -> None:
        """Tell the screens, if somebody came, went or turned to something else."""
        fresh = tuple(guests)
        if _shown(fresh) != _shown(self.guests):
            self.guests = fresh
            self.changed.emit()

    def on(self, record: int | None) -> list[Guest]:
        """The others who have this record open, each person once."""
        there = {guest.name: guest for guest in self.guests if not guest.is_me and guest.record == record}
        return list(there.values()) if record is not None else []


def _shown(guests: tuple[Guest, ...]) -> list[tuple[object, ...]]:
    """What can be seen of them: not the signs of life."""
    return [(guest.client, guest.name, guest.record, guest.is_me, guest.reading_only) for guest in guests]
