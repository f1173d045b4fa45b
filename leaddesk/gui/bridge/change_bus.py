"""Tells every open page what a committed operation changed."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from leaddesk.domain.changes import Changes


class ChangeBus(QObject):
    """Emitted once for each committed operation, on the UI thread, after the commit."""

    changed = Signal(object)  # Changes

    def publish(self, changes: "Changes") -> None:
        """Tell everybody, unless nothing was written."""
        if changes:
            self.changed.emit(changes)
