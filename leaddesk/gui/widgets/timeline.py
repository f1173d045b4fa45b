"""What happened with a record: what is pinned first, then the newest."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget

from leaddesk.domain.records import Direction, Kind
from leaddesk.domain.summaries import EntryKind, TimelineEntry
from leaddesk.gui.desk import Desk
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.timeline_entry import EntryView
from leaddesk.gui.widgets.timeline_filter import Look, TimelineFilter, look_of

BATCH = 15  # entries that are drawn at first, and each time that somebody goes on

Key = tuple[EntryKind, int]


class Timeline(QWidget):
    """Draws as many entries as are looked at; those that stay the same are kept, also one that is being edited."""

    def __init__(self, desk: Desk, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._record: int | None = None
        self._entries: tuple[TimelineEntry, ...] = ()
        self._wanted = BATCH
        self._views: dict[Key, EntryView] = {}
        self.filter = TimelineFilter(desk, kind)
        self.filter.chosen.connect(self._on_filter_chosen)
        self._nothing = QLabel(tr("There is nothing of this kind."))
        self._nothing.setProperty("role", "muted")
        self._nothing.setContentsMargins(0, 8, 0, 0)
        self._older = QPushButton()
        self._older.setProperty("kind", "quiet")
        self._older.clicked.connect(self.show_more)
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.filter)
        column.addWidget(self._nothing)
        column.addLayout(self._column)
        column.addWidget(self._older)
        for widget in (self.filter, self._nothing, self._older):
            widget.hide()

    def show_entries(self, record: int, entries: tuple[TimelineEntry, ...]) -> None:
        """Show the timeline of a record, which is given with the newest first."""
        if record != self._record:
            self._wanted = BATCH
        self._record, self._entries = record, entries
        self.filter.show_kinds({entry.kind for entry in entries})
        self._draw()

    def show_more(self) -> None:
        """Draw older entries too, if there are any."""
        if self._wanted < len(self._entries):
            self._wanted += BATCH
            self._draw()

    def _on_filter_chosen(self) -> None:
        self._wanted = BATCH
        self._draw()

    def _draw(self) -> None:
        look = self.filter.look
        fitting = [entry for entry in self._entries if look in (Look.ALL, look_of(entry.kind))]
        fitting.sort(key=lambda entry: not entry.pinned)
        shown = fitting[: self._wanted]
        answered = _answered(self._entries)
        self.setUpdatesEnabled(False)
        kept, self._views = self._views, {}
        focused = next((key for key, view in kept.items() if view.hasFocus()), None)
        for place, entry in enumerate(shown):
            key = entry.kind, entry.id
            view = self._kept_or_new(kept.pop(key, None), entry, answered=key in answered)
            self._views[key] = view
            if self._column.indexOf(view) != place:
                self._column.removeWidget(view)
                self._column.insertWidget(place, view)
                view.show()  # at once, not in the next turn of the loop
        for view in kept.values():
            self._drop(view)
        if focused in self._views:
            self._views[focused].setFocus(Qt.FocusReason.OtherFocusReason)
        self._nothing.setVisible(not fitting and bool(self._entries))
        self._older.setText(tr("%n older", len(fitting) - len(shown)))
        self._older.setVisible(len(fitting) > len(shown))
        self.setUpdatesEnabled(True)

    def _kept_or_new(self, view: EntryView | None, entry: TimelineEntry, *, answered: bool) -> EntryView:
        if view is not None and view.entry != entry:
            if view.editing:
                view.show_newer(entry)
            else:
                self._drop(view)
                view = None
        if view is not None:
            view.tell_time()
            return view
        key = entry.kind, entry.id
        view = EntryView(self._desk, entry, answered=answered)
        view.edited.connect(self._draw)
        view.moved_on.connect(lambda step: self._move_focus(key, step))
        return view

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

    def _move_focus(self, key: Key, step: int) -> None:
        keys = list(self._views)
        place = keys.index(key) + step
        if place >= len(keys):
            self.show_more()
            keys = list(self._views)
        if 0 <= place < len(keys):
            self._views[keys[place]].setFocus(Qt.FocusReason.OtherFocusReason)


def _answered(entries: Sequence[TimelineEntry]) -> set[Key]:
    """What came after the first e-mail that we wrote; an e-mail of theirs among it is an answer."""
    ours = [
        place
        for place, entry in enumerate(entries)
        if entry.kind is EntryKind.EMAIL and entry.direction is Direction.OUT
    ]
    return {(entry.kind, entry.id) for entry in entries[: ours[-1]]} if ours else set()
