"""A value of a record that looks like text and is edited where it stands."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QFont,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import Conflict, FieldConflict, Gone, UserError
from leaddesk.domain.records import Kind
from leaddesk.gui.bridge.services import editing, trash
from leaddesk.gui.desk import Desk
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.conflict_dialog import Choice, conflict_dialog, gone_dialog


class InlineField(QWidget):
    """One field of one record: saved by Enter and on leaving it, put back by Esc.

    What was refused stays as it was typed, with the reason under it; Enter tries again. What is read meanwhile
    never replaces unsaved typing. Where somebody else changed the field or deleted the record, a dialog asks what
    becomes of the text. A subclass brings the editor.
    """

    settled = Signal()  # nothing unsaved stands here: it was saved, or somebody decided against it
    outdated = Signal()  # the record is not what was read: it should be read again
    joins = False  # whether two texts can be kept one under the other
    returns = True  # whether the field is there to go back to

    def __init__(
        self, desk: Desk, kind: Kind, field: str, name: str, editor: QWidget, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._kind, self._field = desk, kind, field
        self._record: int | None = None
        self._known = ""  # the text that was read last
        self._seen = 0  # and its version
        self._newer: tuple[str, int] | None = None  # read while something unsaved stood here
        self._sent: str | None = None  # on its way to the disk
        self._learning = False  # saved, and the new version is not read yet
        self._wants_save = False
        self._refused: str | None = None
        self._meanwhile = ""  # what is said of somebody else's change of the field
        self._unsaved: dict[int, tuple[str, str]] = {}  # record -> refused text and why, for when it is shown again
        self._font: Callable[[], QFont] | None = None
        self.editor = editor
        editor.setProperty("role", "inline")
        editor.setAccessibleName(name)
        editor.installEventFilter(self)
        self.setFocusProxy(editor)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(editor)
        self._note = QLabel()
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setWordWrap(True)
        self._note.setContentsMargins(5, 0, 5, 2)
        self._note.hide()
        self._column.addWidget(self._note)

    # What a subclass brings

    def text(self) -> str:
        """What stands in the editor."""
        raise NotImplementedError

    def _put(self, text: str) -> None:
        """Show the text and forget what could be undone in the editor."""
        raise NotImplementedError

    def _can_undo(self) -> bool:
        return False

    def _is_save_key(self, event: QKeyEvent) -> bool:
        return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)

    def _to_send(self) -> str:
        """What the service is given for the text that stands here."""
        return self.text()

    def from_service(self, text: str) -> str:
        """What stands in the editor for a value that a service writes as this text."""
        return text

    def in_words(self, text: str) -> str:
        """What a person reads where `text` stands in the editor."""
        return text

    # What a pane uses

    @property
    def changed(self) -> bool:
        """Whether something unsaved stands here."""
        return self._record is not None and self.text() != self._known

    @property
    def note(self) -> str:
        """What is said under the field."""
        return self._note.text()

    def take_note(self) -> QLabel:
        """The label with the note, for a place that is wider than the field."""
        self._column.removeWidget(self._note)
        return self._note

    def set_font(self, font: Callable[[], QFont]) -> None:
        """Write in this font of the theme, also after a change of the text's size."""
        self._font = font
        self.editor.setFont(font())

    def show_value(self, record: int, text: str, version: int) -> None:
        """Show what was read, unless something unsaved stands here. Typing on another record is saved first.

        `version` is that of the record; 0: not known, then the last edit wins.
        """
        if record != self._record:
            self._change_record(record, text, version)
        elif self._sent is not None:
            self._newer = text, version
        elif not self.changed or text == self.text():
            self._take(text, version)
        elif self._learning:
            self._known, self._seen = text, version
        else:
            told = self._newer[0] if self._newer else self._known
            self._newer = text, version
            if text != told:
                self._say_meanwhile(text)
        if self._sent is None:
            self._learning = False
            self._save_if_asked()

    def save(self, *, again: bool = False) -> None:
        """Write what was typed, if anything. The same text after a refusal only with `again`."""
        text = self.text()
        if self._record is None or text == self._known:
            if self._refused is not None:
                self.revert()
        elif text == self._refused and not again:
            return
        elif self._sent is not None or self._learning:
            self._wants_save = True
        else:
            self._sent = text
            self._send(self._record, text, self._to_send(), self._seen)

    def revert(self) -> None:
        """Put back what is saved."""
        known, seen = self._newer or (self._known, self._seen)
        self._wants_save = False
        self._take(known, seen)

    # Inside

    def _change_record(self, record: int, text: str, version: int) -> None:
        old, seen, typed, sent = self._record, self._seen, self.text(), self._to_send()
        if old is not None and typed not in (self._known, self._sent):
            if typed == self._refused:
                self._unsaved[old] = typed, self.note
            else:
                self._record = None  # so that the answer finds nothing of the next record
                self._send(old, typed, sent, seen)
        self._record = record
        self._sent, self._learning, self._wants_save = None, False, False
        self._take(text, version)
        if record in self._unsaved:
            typed, why = self._unsaved.pop(record)
            self._put(typed)
            self._refused = typed
            self._complain(why)

    def _send(self, record: int, typed: str, text: str, seen: int) -> None:
        call = partial(editing.edit, seen=seen or None)
        self._write(record, typed, text, call, self._kind, record, {self._field: text})

    def _write(self, record: int, typed: str, sent: str, call: Callable[..., Changes], *args: object) -> None:
        self._desk.runner.write(
            call,
            *args,
            owner=self,
            then=lambda changes: self._on_saved(record, typed, changes),
            failed=lambda problem: self._on_refused(record, typed, sent, problem),
        )

    def _on_saved(self, record: int, typed: str, changes: Changes) -> None:
        if record != self._record:
            return
        newer, self._newer = self._newer, None
        if newer is not None and newer[0] == self._known:
            newer = None  # read before the save
        self._sent = None
        if self.text() != typed:  # typing went on
            self._known, self._seen = newer or (typed, self._seen)
        elif changes:
            self._take(*(newer or (typed, self._seen)))
        else:
            self._take(self._known, self._seen)  # the same in other words
        self._learning = bool(changes) and newer is None
        self._save_if_asked()
        self.settled.emit()

    def _on_refused(self, record: int, typed: str, sent: str, problem: UserError) -> None:
        said = _sentence(str(problem))
        if record == self._record:
            self._sent, self._wants_save = None, False
            self._refused = typed
            self._complain(said)
        else:
            self._unsaved[record] = typed, said
        if isinstance(problem, Conflict | Gone):
            self._ask(record, typed, sent, problem)
        elif record != self._record:
            self._desk.requests.problem_shown.emit(problem)

    def _ask(self, record: int, typed: str, sent: str, problem: Conflict | Gone) -> None:
        mine = self.in_words(typed)
        if isinstance(problem, Gone):
            dialog = gone_dialog(self._desk, problem, self.window(), [(self.editor.accessibleName(), mine)])
        else:
            known = self._known if record == self._record else None

            def words(field: FieldConflict) -> tuple[str, str, str]:
                before = known if field.before is None else self.from_service(field.before)
                told = tr("no longer known") if before is None else self.in_words(before)
                return told, self.in_words(self.from_service(field.theirs)), mine

            dialog = conflict_dialog(
                self._desk, problem, self.window(), joins=self.joins, returns=self.returns, words=words
            )
        dialog.decided.connect(lambda choice: self._on_decided(choice, record, typed, sent, problem))
        dialog.open()

    def _on_decided(self, choice: Choice, record: int, typed: str, sent: str, problem: Conflict | Gone) -> None:
        here = record == self._record
        theirs = self.from_service(problem.fields[0].theirs) if isinstance(problem, Conflict) else self._known
        if choice is Choice.EDIT:
            if here:
                self._go_on(typed, theirs, problem)
            return
        self._unsaved.pop(record, None)
        if choice in (Choice.THEIRS, Choice.DISCARD):
            if here:
                self._take(*(self._newer or (theirs, getattr(problem, "version", self._seen))))
                self.settled.emit()
                self.outdated.emit()
            return
        if choice is Choice.BOTH:
            typed = sent = f"{theirs}\n{typed}"
        if here:
            self._put(typed)
            self._known, self._newer, self._meanwhile = theirs, None, ""
            self._sent = typed
            self._say("")
        if isinstance(problem, Gone):
            self._write(record, typed, sent, trash.bring_back, problem.kind, problem.record_id, problem.deed)
        else:
            self._send(record, typed, sent, problem.version)

    def _go_on(self, typed: str, theirs: str, problem: Conflict | Gone) -> None:
        """Back to the text: having seen theirs, what is saved next replaces it."""
        if isinstance(problem, Conflict):
            self._known, self._seen, self._newer = theirs, problem.version, None
            self._meanwhile = tr("{who} changed it to “{theirs}”. Enter saves yours, Esc takes that.").format(
                who=problem.who, theirs=self.in_words(theirs) or "—"
            )
            self._refused = typed
            self._complain("")
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say_meanwhile(self, text: str) -> None:
        """That the field was changed while somebody types in it."""
        said = tr("Changed meanwhile to “{text}”. Esc takes that.").format(text=self.in_words(text) or "—")
        self._meanwhile = said if text != self._known else ""
        self._complain("")

    def _save_if_asked(self) -> None:
        if self._wants_save and not self._learning:
            self._wants_save = False
            self.save()

    def _take(self, text: str, version: int) -> None:
        self._known, self._seen = text, version
        self._newer = self._refused = None
        self._meanwhile = ""
        self._put(text)
        self._say("")

    def _complain(self, sentence: str) -> None:
        self._say(sentence, "error")
        if self.note:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.editor, self.note))

    def _say(self, text: str, role: str = "small") -> None:
        """Write under the field, before what somebody else changed; a `role` of "error" marks the field as well."""
        text = "\n".join(part for part in (text, self._meanwhile) if part)
        marked = "error" if role == "error" and text else "inline"
        if self.editor.property("role") != marked:
            self.editor.setProperty("role", marked)
            _polish(self.editor)
        if self._note.property("role") != role:
            self._note.setProperty("role", role)
            _polish(self._note)
        self.editor.setAccessibleDescription(text)
        self._note.setText(text)
        self._note.setVisible(bool(text))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent):
            if event.type() == QEvent.Type.FocusOut and event.reason() != Qt.FocusReason.PopupFocusReason:
                self._on_editor_left()
            return False
        if not isinstance(event, QKeyEvent):
            return False
        asked = event.type() == QEvent.Type.ShortcutOverride
        if event.key() == Qt.Key.Key_Escape and (self.changed or self._refused is not None):
            event.accept()  # else the window's Esc would be heard as well
            if event.type() == QEvent.Type.KeyPress:
                self.revert()
            return True
        if asked and event.matches(QKeySequence.StandardKey.Undo) and not self._can_undo():
            event.ignore()  # the window's Undo is meant
            return True
        if event.type() == QEvent.Type.KeyPress and self._is_save_key(event):
            self.save(again=True)
            return True
        return False

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._font is not None:
            self.editor.setFont(self._font())

    def hideEvent(self, event: QHideEvent) -> None:
        self.save()
        super().hideEvent(event)

    def _on_editor_left(self) -> None:
        self.save()


class LineField(InlineField):
    """A field of one line."""

    def __init__(
        self, desk: Desk, kind: Kind, field: str, name: str, *, hint: str = "—", parent: QWidget | None = None
    ) -> None:
        self.tip = ""  # what the tooltip says, after text that has no room
        self.line = QLineEdit()
        self.line.setPlaceholderText(hint)
        super().__init__(desk, kind, field, name, self.line, parent)
        self.line.textEdited.connect(self._on_line_edited)

    def text(self) -> str:
        return self.line.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:  # text that has no room is read there
            room = self.line.width() - 10
            wide = self.line.fontMetrics().horizontalAdvance(self.line.text()) > room
            self.line.setToolTip("\n".join(part for part in (self.line.text() if wide else "", self.tip) if part))
        return super().eventFilter(watched, event)

    def _put(self, text: str) -> None:
        cursor = self.line.cursorPosition() if self.line.hasFocus() else 0
        self.line.setText(text)
        self.line.setCursorPosition(min(cursor, len(text)))

    def _can_undo(self) -> bool:
        return self.line.isUndoAvailable()

    def _on_line_edited(self) -> None:
        """What was said of the text before does not hold for the new one."""
        self._say("")


def _polish(widget: QWidget) -> None:
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
