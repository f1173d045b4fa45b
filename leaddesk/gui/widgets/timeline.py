"""What happened with a record, the newest first."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from leaddesk.domain.records import Direction
from leaddesk.domain.summaries import EntryKind, TimelineEntry
from leaddesk.gui.desk import Desk
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.timeline_entry import EntryView

BATCH = 15  # entries that are drawn at first, and each time that somebody goes on


class Timeline(QWidget):
    """Draws as many entries as are looked at; those that stay the same are kept, also one that is being edited."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._record: int | None = None
        self._entries: tuple[TimelineEntry, ...] = ()
        self._wanted = BATCH
        self._views: dict[tuple[EntryKind, int], EntryView] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._older = QPushButton()
        self._older.setProperty("kind", "quiet")
        self._older.clicked.connect(self.show_more)
        self._column.addWidget(self._older)
        self._older.hide()

    def show_entries(self, record: int, entries: tuple[TimelineEntry, ...]) -> None:
        """Show the timeline of a record."""
        if record != self._record:
            self._wanted = BATCH
        self._record, self._entries = record, entries
        self._draw()

    def show_more(self) -> None:
        """Draw older entries too, if there are any."""
        if self._wanted < len(self._entries):
            self._wanted += BATCH
            self._draw()

    def _draw(self) -> None:
        shown = self._entries[: self._wanted]
        first_mail = _first_mail(self._entries)
        self.setUpdatesEnabled(False)
        kept = self._views
        self._views = {}
        for place, entry in enumerate(shown):
            key = entry.kind, entry.id
            view = kept.pop(key, None)
            if view is not None and view.entry != entry:
                if view.editing:
                    view.show_newer(entry)
                else:
                    self._drop(view)
                    view = None
            if view is None:
                view = EntryView(self._desk, entry, answered=place < first_mail)
                view.edited.connect(self._draw)
                view.moved_on.connect(lambda step, key=key: self._move_focus(key, step))
            else:
                view.tell_time()
            self._views[key] = view
            item = self._column.itemAt(place)
            if item is None or item.widget() is not view:
                self._column.removeWidget(view)
                self._column.insertWidget(place, view)
                view.show()  # at once, not in the next turn of the loop
        for view in kept.values():
            self._drop(view)
        rest = len(self._entries) - len(shown)
        self._older.setText(tr("%n older", rest))
        self._older.setVisible(rest > 0)
        self.setUpdatesEnabled(True)

    def _drop(self, view: EntryView) -> None:
        if view.isAncestorOf(QApplication.focusWidget() or self.window()):
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._column.removeWidget(view)
        view.edited.disconnect(self._draw)
        waits = view.leave()
        view.hide()
        if waits:
            view.edited.connect(view.deleteLater)
        else:
            view.deleteLater()

    def _move_focus(self, key: tuple[EntryKind, int], step: int) -> None:
        keys = list(self._views)
        place = keys.index(key) + step
        if place >= len(keys):
            self.show_more()
            keys = list(self._views)
        if 0 <= place < len(keys):
            self._views[keys[place]].setFocus(Qt.FocusReason.OtherFocusReason)


def _first_mail(entries: Sequence[TimelineEntry]) -> int:
    """The place of the first e-mail that we wrote; what they wrote above it is an answer."""
    ours = (
        place
        for place in range(len(entries) - 1, -1, -1)
        if entries[place].kind is EntryKind.EMAIL and entries[place].direction is Direction.OUT
    )
    return next(ours, -1)
