"""One field that a deal lacks: a line in which it is typed, and what was understood."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from leaddesk.domain.errors import Invalid
from leaddesk.domain.followup_phrases import parse_phrase, parse_when
from leaddesk.domain.records import Kind, User
from leaddesk.domain.stage_rules import NEXT_STEP
from leaddesk.gui.bridge.services import users
from leaddesk.gui.desk import Desk
from leaddesk.gui.texts import money_text, tr
from leaddesk.gui.widgets.name_field import Completing
from leaddesk.gui.widgets.plan_line import said_text, weekday_day_text
from leaddesk.services.fields import parse_money

_NAMES = {"company": Kind.COMPANY, "contact": Kind.CONTACT}


class NeededAnswer(QWidget):
    """`text` is what a service is given; empty while nothing is typed that can be understood."""

    changed = Signal()

    def __init__(self, desk: Desk, field: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._completing: Completing | None = None
        self._understood = False
        self._read = _READERS.get(field, _plain)
        self.editor = QComboBox() if field == "owner" else QLineEdit()
        self.editor.setAccessibleName(label)
        self._note = QLabel()
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setWordWrap(True)
        self._note.setProperty("role", "small")
        self._note.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.editor)
        column.addWidget(self._note)
        self.setFocusProxy(self.editor)
        self._connect(field)

    @property
    def text(self) -> str:
        """What was typed, if it can be understood."""
        if isinstance(self.editor, QComboBox):
            return str(self.editor.currentData() or "")
        typed = self._completing.value if self._completing is not None else self.editor.text()
        return typed.strip() if self._understood else ""

    @property
    def is_wrong(self) -> bool:
        """Whether something is typed that cannot be understood."""
        return isinstance(self.editor, QLineEdit) and bool(self.editor.text().strip()) and not self._understood

    def set_hint(self, hint: str) -> None:
        """What stands there as long as nothing is typed."""
        if isinstance(self.editor, QLineEdit):
            self.editor.setPlaceholderText(hint)
        else:
            self.editor.setItemText(0, hint)

    def _connect(self, field: str) -> None:
        if isinstance(self.editor, QComboBox):
            self.editor.addItem(tr("Choose…"), "")
            self.editor.currentIndexChanged.connect(self.changed)
            self._desk.runner.read(users.list_users, owner=self, then=self._offer)
            return
        self.editor.setPlaceholderText(_hint(field))
        self.editor.textChanged.connect(self._on_text_changed)
        if field in _NAMES:
            self._completing = Completing(self._desk, _NAMES[field], self.editor)
            new = tr("New company: {name}") if field == "company" else tr("New contact: {name}")
            self._completing.looked_up.connect(lambda text, known: self._say("" if known else new.format(name=text)))

    def _offer(self, found: list[User]) -> None:
        if isinstance(self.editor, QComboBox):
            for user in found:
                self.editor.addItem(user.name, user.name)

    def _on_text_changed(self, text: str) -> None:
        said = ""
        try:
            self._understood = bool(text.strip())
            if self._understood:
                said = self._read(self._desk, text.strip())
        except Invalid as problem:
            self._understood, said = False, problem.todo or problem.what
        self._say(said)
        self.changed.emit()

    def _say(self, text: str) -> None:
        self._note.setText(text[:1].upper() + text[1:])
        self._note.setVisible(bool(text))
        self.editor.setAccessibleDescription(text)


def _hint(field: str) -> str:
    return {
        "value": tr("for example 9,500"),
        "expected_close": tr("for example next fri or eom"),
        NEXT_STEP: tr("call Jonas next tue 10am"),
    }.get(field, "")


def _plain(_desk: Desk, _text: str) -> str:
    return ""


def _money(desk: Desk, text: str) -> str:
    return money_text(*parse_money(text, desk.currency))


def _day(desk: Desk, text: str) -> str:
    when = parse_when(text, desk.clock(), desk.zone)
    if when is None:
        raise Invalid(tr("No date yet: write it like 18 Dec 2026 or next fri"))
    return weekday_day_text(when.day, desk.today())


def _step(desk: Desk, text: str) -> str:
    phrase = parse_phrase(text, desk.clock(), desk.zone)
    if phrase.when is None or not phrase.subject:
        raise Invalid(tr("What, and when? For example: call Jonas next tue 10am"))
    return tr("{what}: {when}").format(what=phrase.subject, when=said_text(phrase.when, desk.now()))


# (desk, text) -> what was understood, in words; Invalid where nothing is
_READERS: dict[str, Callable[[Desk, str], str]] = {"value": _money, "expected_close": _day, NEXT_STEP: _step}
