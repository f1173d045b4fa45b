"""The people of a deal: who they are, what they are to it, how to reach them."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QFocusEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from leaddesk.domain.errors import UserError
from leaddesk.domain.records import Kind, Role
from leaddesk.domain.summaries import Involved
from leaddesk.gui.bridge.services import participants
from leaddesk.gui.desk import Desk
from leaddesk.gui.icons import put_icon
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.link_button import LinkButton
from leaddesk.gui.widgets.name_field import Completing
from leaddesk.gui.widgets.pane import section_label
from leaddesk.gui.widgets.role_words import role_text
from leaddesk.gui.widgets.timeline_text import breakable

_COMING_BACK = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)


class PeopleList(QWidget):
    """Each with name, role and menu, and a line in which another one is named; all is saved at once."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._deal: int | None = None
        self._shown: tuple[Involved, ...] = ()
        self._lines: dict[int, PersonLine] = {}
        self.add = QPushButton(tr("person"))
        self.add.setProperty("kind", "quiet")
        self.add.setAccessibleName(tr("Add a person"))
        put_icon(self.add, self.add, "add")
        self.add.clicked.connect(self._on_add_clicked)
        self._adder: PersonAdder | None = None
        head = QHBoxLayout()
        head.addWidget(section_label(tr("People")), 1)
        head.addWidget(self.add)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addLayout(head)

    def show_people(self, deal: int, people: tuple[Involved, ...]) -> None:
        """Show a deal's people; what is being typed for the same deal stays."""
        if deal != self._deal:
            self._close_adder()
        elif people == self._shown:
            return
        self._deal, self._shown = deal, people
        focused = QApplication.focusWidget()
        number = next((key for key, line in self._lines.items() if focused and line.isAncestorOf(focused)), None)
        for line in self._lines.values():
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = {person.contact.id: self._line(person) for person in people}
        for place, line in enumerate(self._lines.values(), 1):
            self._column.insertWidget(place, line)
            line.show()
        if number is not None:
            (self._lines[number].role if number in self._lines else self.add).setFocus(Qt.FocusReason.OtherFocusReason)

    def _line(self, person: Involved) -> "PersonLine":
        line = PersonLine(person)
        number = person.contact.id
        line.opened.connect(lambda: self._desk.requests.contact_opened.emit(number))
        line.role_chosen.connect(lambda role: self._write(participants.set_role, number, role))
        line.made_main.connect(lambda: self._write(participants.make_main, number))
        line.taken_out.connect(lambda: self._write(participants.take_out, number))
        return line

    def _write(self, service: Callable[..., object], *args: object) -> None:
        self._desk.runner.write(service, self._deal, *args, owner=self)

    def _on_add_clicked(self) -> None:
        if self._adder is None:
            self._adder = PersonAdder(self._desk)
            self._adder.entered.connect(self._on_adder_entered)
            self._adder.left.connect(self._on_adder_left)
            self._column.addWidget(self._adder)
        self.add.hide()
        self._adder.show()
        self._adder.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_adder_entered(self, who: str) -> None:
        deal = self._deal
        self._desk.runner.write(
            participants.involve,
            deal,
            who,
            owner=self,
            then=lambda _changes: self._on_added(deal),
            failed=self._on_refused,
        )

    def _on_added(self, deal: int | None) -> None:
        if deal == self._deal and self._adder is not None:
            self._adder.clear()

    def _on_refused(self, problem: UserError) -> None:
        if self._adder is not None:
            self._adder.complain(problem.sentence)

    def _on_adder_left(self) -> None:
        had_focus = self._adder is not None and self._adder.line.hasFocus()
        self._close_adder()
        if had_focus:
            self.add.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_adder(self) -> None:
        if self._adder is not None:
            self._adder.clear()
            self._adder.hide()
        self.add.show()


class PersonLine(QWidget):
    """One of the people. Whoever lies in the trash is struck out, and can only be taken out of the deal."""

    opened = Signal()
    role_chosen = Signal(object)  # Role or None
    made_main = Signal()
    taken_out = Signal()

    def __init__(self, person: Involved) -> None:
        super().__init__()
        self._person = person
        contact = person.contact
        gone = contact.deleted_at is not None
        self.name = LinkButton(contact.name, bold=person.is_main, gone=gone)
        self.name.clicked.connect(self.opened)
        role = role_text(person.role) if person.role else tr("Role")
        self.role = QPushButton(role)
        self.role.setProperty("kind", "role" if person.role else "small")
        self.role.setAccessibleName(tr("Role of {name}: {role}").format(name=contact.name, role=role))
        self.role.setEnabled(not gone)
        self.role.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow behind the word
        put_icon(self.role, self.role, "chevron-down", "accent" if person.role else "ink2")
        self.role.clicked.connect(self._on_role_clicked)
        self.more = _tool("more", tr("More on {name}").format(name=contact.name))
        self.more.clicked.connect(self._on_more_clicked)
        first, second = QHBoxLayout(), QHBoxLayout()
        first.setSpacing(0)
        first.addWidget(self.name)
        first.addStretch(1)
        for kind, icon in (("mailto", "email"), ("tel", "call")):
            address = contact.email if kind == "mailto" else contact.phone
            if address and not gone:
                button = _tool(icon, address)
                button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # the menu has it, too
                button.clicked.connect(partial(reach, kind, address))
                first.addWidget(button)
        first.addWidget(self.more)
        second.setContentsMargins(5, 0, 0, 0)
        second.setSpacing(6)
        second.addWidget(self.role, 0, Qt.AlignmentFlag.AlignTop)
        second.addWidget(self._side_note(gone=gone), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(first)
        column.addLayout(second)

    def _side_note(self, *, gone: bool) -> QLabel:
        person = self._person
        parts = (
            tr("In the trash") if gone else "",
            tr("Main contact") if person.is_main else "",
            person.contact.job_title or "",
        )
        note = QLabel(breakable(" · ".join(part for part in parts if part)))
        note.setProperty("role", "small")
        note.setTextFormat(Qt.TextFormat.PlainText)
        note.setWordWrap(True)
        note.setMinimumWidth(1)
        return note

    def _on_role_clicked(self) -> None:
        menu = self._menu(tr("Role"))
        for role in (*Role, None):
            if role is None:
                menu.addSeparator()
            action = menu.addAction(role_text(role) if role else tr("No role"), partial(self.role_chosen.emit, role))
            action.setCheckable(True)
            action.setChecked(role is self._person.role)
        _open_below(menu, self.role)

    def _on_more_clicked(self) -> None:
        person, contact = self._person, self._person.contact
        menu = self._menu(self.more.accessibleName())
        if contact.deleted_at is None:
            menu.addAction(tr("Open contact"), self.opened.emit)
            if not person.is_main:
                menu.addAction(tr("Make main contact"), self.made_main.emit)
            menu.addSeparator()
            for kind, write, copy, address in (
                ("mailto", tr("Write an e-mail"), tr("Copy e-mail address"), contact.email),
                ("tel", tr("Call"), tr("Copy phone number"), contact.phone),
            ):
                if address:
                    menu.addAction(write, partial(reach, kind, address))
                    menu.addAction(copy, partial(_copy, address))
            menu.addSeparator()
        put_icon(menu.addAction(tr("Take out of this deal"), self.taken_out.emit), menu, "close")
        _open_below(menu, self.more)

    def _menu(self, name: str) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setAccessibleName(name)
        return menu


class PersonAdder(QWidget):
    """A line for a name: known contacts are offered, Enter takes a new one, Esc leaves."""

    entered = Signal(str)  # name or id
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.line.setPlaceholderText(tr("Name of a contact"))
        self.line.setAccessibleName(tr("Name of a contact"))
        self.line.installEventFilter(self)
        self._completing = Completing(desk, Kind.CONTACT, self.line)
        self._completing.looked_up.connect(self._on_looked_up)
        self._completing.picked.connect(self._enter)
        self._note = QLabel()
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setWordWrap(True)
        self._note.setContentsMargins(5, 0, 5, 2)
        self._note.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.line)
        column.addWidget(self._note)

    def clear(self) -> None:
        """Forget what is typed."""
        self._completing.stop()
        self.line.clear()
        self._say("")

    def complain(self, sentence: str) -> None:
        """Say why somebody was not added; the name stays."""
        self._say(sentence, "error")

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                event.accept()  # else the window's Esc would be heard as well
                if event.type() == QEvent.Type.KeyPress:
                    self.left.emit()
                return True
            if event.type() == QEvent.Type.KeyPress and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._enter()
                return True
        is_left = isinstance(event, QFocusEvent) and event.lostFocus() and event.reason() not in _COMING_BACK
        if is_left and not self.line.text().strip():
            self.left.emit()
        return False

    def _enter(self) -> None:
        self._completing.stop()
        if self.line.text().strip():
            self.entered.emit(self._completing.value.strip())

    def _on_looked_up(self, text: str, known: bool) -> None:
        self._say("" if known else tr("Enter adds {name} as a new contact").format(name=text))

    def _say(self, text: str, role: str = "small") -> None:
        self._note.setProperty("role", role)
        self._note.style().unpolish(self._note)
        self._note.style().polish(self._note)
        self._note.setText(text)
        self._note.setVisible(bool(text))
        self.line.setAccessibleDescription(text)


def reach(kind: str, address: str) -> None:
    """Let the system write to an e-mail address (`mailto`) or dial a number (`tel`)."""
    target = QUrl()
    target.setScheme(kind)
    target.setPath(address if kind == "mailto" else "".join(sign for sign in address if sign in "+0123456789"))
    QDesktopServices.openUrl(target)


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


def _tool(icon: str, name: str) -> QToolButton:
    button = QToolButton()
    button.setProperty("kind", "quiet")
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setAccessibleName(name)
    button.setToolTip(name)
    put_icon(button, button, icon)
    return button


def _open_below(menu: QMenu, anchor: QWidget) -> None:
    menu.popup(anchor.mapToGlobal(QPoint(0, anchor.height() + 2)))
