"""Asks what becomes of changes that do not go together: two of one field, or a change and a deletion."""

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from leaddesk.domain.errors import Conflict, DeletionConflict, FieldConflict, Gone
from leaddesk.domain.light import dataclass
from leaddesk.gui.desk import Desk
from leaddesk.gui.texts import tr, when_text
from leaddesk.gui.widgets.growing_text import GrowingText

_CHARS = 30  # of a column
_MOST_LINES = 8
_MOST_FIELDS = 5  # more are counted


class Choice(StrEnum):
    """What somebody decided."""

    THEIRS = "theirs"
    MINE = "mine"
    BOTH = "both"
    EDIT = "edit"  # not yet: back to the text
    RESTORE = "restore"
    DISCARD = "discard"
    DELETE = "delete"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Cell:
    """A text of one column under its heading."""

    heading: str
    text: str
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A button; `kind` as in the style sheet."""

    choice: Choice
    text: str
    kind: str = ""


class DecisionDialog(QDialog):
    """Open it with `open()`; `decided` comes once. The first answer has the keyboard and is that of Esc as well."""

    decided = Signal(object)  # Choice

    def __init__(
        self,
        heading: str,
        rows: Sequence[tuple[str, Sequence[Cell]]],
        answers: Sequence[Answer],
        parent: QWidget,
        *,
        note: str = "",
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Changed by somebody else"))
        self.setAccessibleName(heading)
        self._choice = answers[0].choice
        self.texts: dict[str, GrowingText] = {}  # by field and heading, as a screen reader says them
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(8)
        title = _label(heading, "strong")
        title.setWordWrap(True)
        column.addWidget(title)
        for name, cells in rows[:_MOST_FIELDS]:
            if len(rows) > 1 and len(cells) > 1:
                column.addWidget(_label(name, "muted"))
            column.addLayout(self._row(name, cells))
        if len(rows) > _MOST_FIELDS:
            column.addWidget(_label(tr("and %n more field(s)", len(rows) - _MOST_FIELDS), "muted"))
        if note:
            said = _label(note, "muted")
            said.setWordWrap(True)
            column.addWidget(said)
        column.addStretch(1)
        column.addLayout(self._buttons(answers))
        first = self._by_choice[answers[0].choice]
        first.setDefault(True)
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        self.finished.connect(self._on_finished)
        widest = max((len(cells) for _, cells in rows), default=2)
        wanted = QFontMetrics(QApplication.font()).averageCharWidth() * _CHARS * max(widest, 2)
        self.resize(min(wanted, round(parent.screen().availableGeometry().width() * 0.9)), 0)

    def button(self, choice: Choice) -> QPushButton:
        """The button of an answer."""
        return self._by_choice[choice]

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._fit()
        return super().event(event)

    def _row(self, name: str, cells: Sequence[Cell]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        for cell in cells:
            frame = QFrame()
            frame.setProperty("role", "card")
            frame.setProperty("kind", "mine" if cell.mine else "")
            head = _label(cell.heading, "small")
            head.setWordWrap(True)
            head.setContentsMargins(3, 0, 0, 0)
            text = GrowingText(1, _MOST_LINES)
            text.setReadOnly(True)
            text.setProperty("role", "told")
            text.setPlaceholderText("—")
            text.setPlainText(cell.text)
            text.setMinimumWidth(1)
            text.setAccessibleName(tr("{field}, {heading}").format(field=name, heading=cell.heading))
            if name == cell.heading:
                text.setAccessibleName(name)
            text.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            self.texts[text.accessibleName()] = text
            inside = QVBoxLayout(frame)
            inside.setContentsMargins(8, 6, 8, 6)
            inside.setSpacing(2)
            inside.addWidget(head)
            inside.addWidget(text)
            inside.addStretch(1)
            row.addWidget(frame, 1)
        return row

    def _buttons(self, answers: Sequence[Answer]) -> QHBoxLayout:
        row = QHBoxLayout()
        self._by_choice: dict[Choice, QPushButton] = {}
        for answer in answers:
            button = QPushButton(answer.text)
            button.setProperty("kind", answer.kind)
            button.clicked.connect(lambda _down, choice=answer.choice: self._decide(choice))
            self._by_choice[answer.choice] = button
            row.addWidget(button)
        row.insertStretch(1, 1)
        return row

    def _fit(self) -> None:
        """High enough for texts that wrap, which a layout does not ask of a window by itself."""
        needed = max(self._column.totalHeightForWidth(self.width()), self._column.totalMinimumSize().height())
        if needed != self.minimumHeight():
            self.setMinimumHeight(needed)

    def _decide(self, choice: Choice) -> None:
        self._choice = choice
        self.accept()

    def _on_finished(self) -> None:
        self.decided.emit(self._choice)


def conflict_dialog(
    desk: Desk,
    conflict: Conflict,
    parent: QWidget,
    *,
    joins: bool = False,
    returns: bool = True,
    words: Callable[[FieldConflict], tuple[str, str, str]] | None = None,
) -> DecisionDialog:
    """Before, theirs and mine of each field that two people changed.

    `words` says the three as the field shows them. `joins`: both can be kept, one under the other. `returns`: there is
    a field to go back to; else theirs stands when nothing is chosen.
    """
    rows = []
    for field in conflict.fields:
        before, theirs, mine = words(field) if words else _plain(field)
        cells = [
            Cell(tr("Before"), before),
            Cell(tr("Theirs: {who}").format(who=_signed(desk, field.who, field.when)), theirs),
            Cell(tr("Mine"), mine, mine=True),
        ]
        rows.append((field_label(field.field), cells))
    answers = [Answer(Choice.EDIT, tr("&Edit"))] if returns else []
    answers.append(Answer(Choice.THEIRS, tr("Keep &theirs")))
    if joins and all(field.theirs for field in conflict.fields):
        answers.append(Answer(Choice.BOTH, tr("Keep &both")))
    answers.append(Answer(Choice.MINE, tr("Keep &mine"), "primary"))
    names = ", ".join(name for name, _ in rows)
    said = tr("{who} changed {fields} while you were editing").format(who=conflict.who, fields=names)
    return DecisionDialog(said, rows, answers, parent)


def gone_dialog(desk: Desk, gone: Gone, parent: QWidget, mine: Sequence[tuple[str, str]] = ()) -> DecisionDialog:
    """A record was deleted that somebody still works on; `mine` are what they typed, each with its name."""
    said = tr("“{title}” was deleted by {who}").format(
        title=gone.title or gone.kind, who=_signed(desk, gone.who, gone.when)
    )
    rows = [(name, [Cell(name, text, mine=True)]) for name, text in mine]
    answers = [
        Answer(Choice.EDIT, tr("Cancel")),
        Answer(Choice.DISCARD, tr("&Discard my changes"), "bad"),
        Answer(Choice.RESTORE, tr("&Restore it with my changes"), "primary"),
    ]
    note = tr("Your changes are not saved yet. Restoring brings it back for everybody.")
    dialog = DecisionDialog(said, rows, answers, parent, note=note)
    dialog.setWindowTitle(tr("Deleted by somebody else"))
    return dialog


def deletion_dialog(desk: Desk, conflict: DeletionConflict, parent: QWidget) -> DecisionDialog:
    """A record was changed since somebody saw it who wants to delete it."""
    rows = []
    for field in conflict.fields:
        before, theirs, _ = _plain(field)
        cells = [
            Cell(tr("Before"), before),
            Cell(tr("Now: {who}").format(who=_signed(desk, field.who, field.when)), theirs),
        ]
        rows.append((field_label(field.field), cells))
    said = tr("{who} changed “{title}” since you saw it").format(who=conflict.who, title=conflict.title)
    if len(rows) == 1:
        said = tr("{who} changed {fields} of “{title}” since you saw it").format(
            who=conflict.who, fields=rows[0][0], title=conflict.title
        )
    answers = [Answer(Choice.KEEP, tr("&Keep it")), Answer(Choice.DELETE, tr("&Delete all the same"), "bad")]
    return DecisionDialog(said, rows, answers, parent)


def field_label(name: str) -> str:
    """What the screens call a field."""
    labels = {
        "title": tr("Title"),
        "name": tr("Name"),
        "value": tr("Value"),
        "probability": tr("Probability"),
        "expected_close": tr("Expected close"),
        "owner": tr("Owner"),
        "company": tr("Company"),
        "contact": tr("Contact"),
        "source": tr("Source"),
        "temperature": tr("Temperature"),
        "stage": tr("Stage"),
        "status": tr("Status"),
        "reason": tr("Reason"),
        "email": tr("Email"),
        "phone": tr("Phone"),
        "address": tr("Address"),
        "job_title": tr("Job title"),
        "body": tr("Text"),
        "subject": tr("Subject"),
        "due": tr("Due"),
        "next_step": tr("Next step"),
        "colour": tr("Colour"),
        "idle_days": tr("Idle after (days)"),
        "criteria": tr("What must be true here"),
        "required": tr("Required"),
    }
    return labels.get(name) or name.replace("_", " ").capitalize()


def _plain(field: FieldConflict) -> tuple[str, str, str]:
    return field.before if field.before is not None else tr("no longer known"), field.theirs, field.mine


def _signed(desk: Desk, who: str, when: datetime | None) -> str:
    """'Kim Roth, Today 10:02'"""
    name = who or tr("somebody")
    return tr("{who}, {when}").format(who=name, when=when_text(when, desk.now())) if when else name


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)  # it quotes what people wrote
    label.setProperty("role", role)
    return label
