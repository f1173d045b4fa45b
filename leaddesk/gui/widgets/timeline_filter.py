"""Which entries of a timeline are looked at: all, one kind of dialogue, or what was changed."""

from collections.abc import Collection
from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QPushButton, QWidget

from leaddesk.domain.records import Kind
from leaddesk.domain.summaries import EntryKind
from leaddesk.gui.desk import Desk
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.flow import FlowLayout


class Look(StrEnum):
    """What is looked at; CHANGES holds all that nobody said."""

    ALL = "all"
    NOTES = "notes"
    CALLS = "calls"
    EMAILS = "e-mails"
    MEETINGS = "meetings"
    CHANGES = "changes"


_LOOKS = {
    EntryKind.NOTE: Look.NOTES,
    EntryKind.CALL: Look.CALLS,
    EntryKind.EMAIL: Look.EMAILS,
    EntryKind.MEETING: Look.MEETINGS,
}


def look_of(kind: EntryKind) -> Look:
    """Where an entry is found, beside among all."""
    return _LOOKS.get(kind, Look.CHANGES)


class TimelineFilter(QWidget):
    """A row of buttons of which one is down; this machine remembers which, for each kind of pane."""

    chosen = Signal()

    def __init__(self, desk: Desk, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("What to show"))
        self._settings, self._key = desk.settings, f"timeline:{kind}"
        self._group = QButtonGroup(self)
        self._buttons: dict[Look, QPushButton] = {}
        row = FlowLayout(self, spacing=0)
        for look, word in _words().items():
            button = QPushButton(word)
            button.setProperty("kind", "filter")
            button.setCheckable(True)
            button.setAccessibleName(tr("Show: {what}").format(what=word))
            self._group.addButton(button)
            row.addWidget(button)
            self._buttons[look] = button
        kept = self._settings.get(self._key)
        self.look = Look(kept) if kept in list(Look) else Look.ALL
        self._buttons[self.look].setChecked(True)
        self._group.buttonClicked.connect(self._on_group_button_clicked)

    def show_kinds(self, kinds: Collection[EntryKind]) -> None:
        """Offer what there is; nothing where all entries are alike."""
        there = {look_of(kind) for kind in kinds} | {Look.ALL, self.look}
        for look, button in self._buttons.items():
            button.setVisible(look in there)
        self.setVisible(len(there) > 2 or self.look is not Look.ALL)

    def _on_group_button_clicked(self, pressed: QAbstractButton) -> None:
        look = next(look for look, button in self._buttons.items() if button is pressed)
        if look is not self.look:
            self.look = look
            self._settings.set(self._key, None if look is Look.ALL else look.value)
            self.chosen.emit()


def _words() -> dict[Look, str]:
    return {
        Look.ALL: tr("All"),
        Look.NOTES: tr("Notes"),
        Look.CALLS: tr("Calls"),
        Look.EMAILS: tr("E-mails"),
        Look.MEETINGS: tr("Meetings"),
        Look.CHANGES: tr("Changes"),
    }
