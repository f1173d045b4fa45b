"""Says who else has the same record open."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from leaddesk.gui.bridge.guest_book import GuestBook
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.avatar import Avatar


class OthersLine(QWidget):
    """A line that takes no room while nobody else has the record open."""

    def __init__(self, guests: GuestBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._guests = guests
        self._record: int | None = None
        self._avatars: list[Avatar] = []
        self._words = QLabel()
        self._words.setProperty("role", "small")
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(5, 0, 0, 0)
        self._row.setSpacing(6)
        self._row.addWidget(self._words, 1)
        self.hide()
        guests.changed.connect(self._refresh)

    @property
    def text(self) -> str:
        """What is said; empty while nobody is there."""
        return self._words.text()

    def show_record(self, record: int | None) -> None:
        """Watch over this record from now on."""
        self._record = record
        self._refresh()

    def _refresh(self) -> None:
        there = self._guests.on(self._record)
        while self._avatars:
            self._avatars.pop().deleteLater()
        for place, guest in enumerate(there):
            self._avatars.append(Avatar(guest.initials, guest.colour, guest.name))
            self._row.insertWidget(place, self._avatars[-1])
        names = [guest.name for guest in there]
        if len(names) < 2:
            self._words.setText(tr("{name} has this open").format(name=names[0]) if names else "")
        else:
            words = tr("{names} and {name} have this open")
            self._words.setText(words.format(names=", ".join(names[:-1]), name=names[-1]))
        self.setVisible(bool(there))
