"""Typing the name of a company or a contact: known ones are offered, a new one is announced."""

from functools import cached_property, partial

from PySide6.QtCore import QModelIndex, QObject, QStringListModel, QTimer, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QWidget

from leaddesk.domain.people import fold
from leaddesk.domain.records import Kind
from leaddesk.gui.bridge.runner import Ticket
from leaddesk.gui.bridge.services import contacts
from leaddesk.gui.desk import Desk
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.inline_field import LineField

_WAIT_MS = 150


class Completing(QObject):
    """Offers companies or contacts under a line while it is typed in.

    `looked_up` tells whether the text names a known one; `picked` that one was taken from the list.
    """

    looked_up = Signal(str, bool)  # the text, and whether there is a record of that name
    picked = Signal()

    def __init__(self, desk: Desk, kind: Kind, line: QLineEdit) -> None:
        super().__init__(line)
        self._desk, self._line = desk, line
        self._service = contacts.company_names if kind is Kind.COMPANY else contacts.contact_names
        self._found: list[tuple[int, str]] = []
        self._picked: tuple[int, str] | None = None
        self._ticket: Ticket | None = None
        self._names = QStringListModel(self)
        self._timer = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._timer.timeout.connect(self._on_timer_timeout)
        line.textEdited.connect(self._on_line_edited)

    @cached_property
    def _popup(self) -> QListView:
        """The list under the line; made when there is something to offer."""
        popup = QListView()
        self._completer = QCompleter(self._names, self)
        self._completer.setPopup(popup)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setWidget(self._line)
        self._completer.activated.connect(self._on_completer_activated)
        return popup

    @property
    def value(self) -> str:
        """What a service is given: the id of the record that was picked, else the text."""
        text = self._line.text()
        return str(self._picked[0]) if self._picked and self._picked[1] == text else text

    def stop(self) -> None:
        """Offer nothing more for what was typed."""
        self._timer.stop()
        if self._ticket is not None:
            self._ticket.cancel()
        self._hide_list()

    def _on_line_edited(self) -> None:
        self._picked = None
        self.stop()
        self._timer.start()

    def _on_timer_timeout(self) -> None:
        text = self._line.text().strip()
        if not text:
            self.looked_up.emit("", True)
            return
        self._ticket = self._desk.runner.read(self._service, text, owner=self, then=partial(self._on_found, text))

    def _on_found(self, text: str, found: list[tuple[int, str]]) -> None:
        self._found = found
        known = any(fold(name) == fold(text) for _, name in found)
        self.looked_up.emit(text, known)
        self._names.setStringList([name for _, name in found])
        only_itself = len(found) == 1 and known
        if found and not only_itself and self._line.hasFocus():
            popup = self._popup
            self._completer.complete()
            popup.setCurrentIndex(QModelIndex())
        else:
            self._hide_list()

    def _hide_list(self) -> None:
        if "_popup" in self.__dict__:
            self._popup.hide()

    def _on_completer_activated(self, name: str) -> None:
        self._picked = next(found for found in self._found if found[1] == name)
        self._line.setText(name)
        self.picked.emit()


class NameField(LineField):
    """The company or contact of a record; a name that is not known yet makes a new one when it is saved."""

    def __init__(self, desk: Desk, kind: Kind, of: Kind, name: str, parent: QWidget | None = None) -> None:
        super().__init__(desk, kind, of.value, name, parent=parent)
        self._completing = Completing(desk, of, self.line)
        self._new = tr("New company: {name}") if of is Kind.COMPANY else tr("New contact: {name}")
        self._completing.looked_up.connect(self._on_looked_up)
        self._completing.picked.connect(lambda: self.save(again=True))

    def save(self, *, again: bool = False) -> None:
        self._completing.stop()
        super().save(again=again)

    def _to_send(self) -> str:
        return self._completing.value

    def _on_looked_up(self, text: str, known: bool) -> None:
        if self.changed:
            self._say("" if known else self._new.format(name=text))
