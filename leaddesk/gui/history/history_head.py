"""What narrows the history: a person, a kind, one record, and words in the sentence."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QComboBox, QPushButton, QWidget

from leaddesk.domain.history import Group, HistoryFilter, Person
from leaddesk.domain.records import Kind
from leaddesk.gui.icons import put_icon
from leaddesk.gui.models.history_words import group_text
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.inline_kinds import person_icon
from leaddesk.gui.widgets.page_head import PageHead

_CHARS = 26  # of a record's name that are shown


class HistoryHead(PageHead):
    """`narrowed` comes when the person chose something; the search field has `searched`."""

    narrowed = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, search=tr("Search the history"), parent=parent)
        self._record: tuple[Kind, int] | None = None
        self._known: list[Person] = []
        self.people, self.groups = QComboBox(), QComboBox()
        self.people.setAccessibleName(tr("Who did it"))
        self.groups.setAccessibleName(tr("What it was about"))
        self.record = QPushButton()
        self.record.setProperty("kind", "chip")
        self.record.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the cross behind the words
        put_icon(self.record, self.record, "close", "accent")
        self.record.hide()
        for box in (self.people, self.groups):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            box.activated.connect(lambda _place: self.narrowed.emit())
            self.add(box)
        self.add(self.record)
        self.people.addItem(tr("Everybody"), None)
        self.groups.addItem(tr("Everything"), None)
        for group in Group:
            self.groups.addItem(group_text(group), group)
        self.record.clicked.connect(self._on_record_clicked)

    @property
    def names(self) -> set[str]:
        """The people that are offered."""
        return {person.name for person in self._known}

    def wanted(self, text: str) -> HistoryFilter:
        """What is chosen, with the words that are searched for."""
        person = next((person for person in self._known if _key(person) == self.people.currentData()), None)
        group = self.groups.currentData()
        return HistoryFilter(person=person, group=Group(group) if group else None, record=self._record, text=text)

    def show_people(self, people: list[Person]) -> None:
        """Offer these people; the one that is chosen stays chosen."""
        chosen = self.people.currentData()
        self._known = people
        self.people.clear()
        self.people.addItem(tr("Everybody"), None)
        for person in people:
            self.people.addItem(person_icon(person.initials, person.colour), person.name, _key(person))
        self.people.setCurrentIndex(max(self.people.findData(chosen), 0))
        edge = self.people.fontMetrics().height()
        self.people.setIconSize(QSize(edge, edge))
        self.refit()

    def show_record(self, record: tuple[Kind, int] | None, name: str = "") -> None:
        """Narrow to one record, or no more."""
        self._record = record
        words = tr("on {name}").format(name=name)
        metrics = QFontMetrics(self.record.font())
        room = metrics.averageCharWidth() * _CHARS
        self.record.setText(metrics.elidedText(words, Qt.TextElideMode.ElideRight, room).replace("&", "&&"))
        self.record.setToolTip(words)
        self.record.setAccessibleName(tr("{words}; show everything again").format(words=words))
        self.record.setVisible(record is not None)
        self.refit()

    def clear_all(self) -> None:
        """Show everything again."""
        self.people.setCurrentIndex(0)
        self.groups.setCurrentIndex(0)
        self.show_record(None)
        self.clear_search()

    def _on_record_clicked(self) -> None:
        self.show_record(None)
        self.narrowed.emit()


def _key(person: Person) -> str:
    """Ids are wider than what a combo box can compare."""
    return f"{person.user_id or ''}:{person.name}"
