"""Where a note, a call, an e-mail or a meeting is written down."""

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from leaddesk.domain.errors import Gone, UserError
from leaddesk.domain.records import ActivityKind, Direction, Kind
from leaddesk.gui.bridge.services import activities, trash
from leaddesk.gui.desk import Desk
from leaddesk.gui.icons import put_icon
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.composer_foot import ComposerFoot
from leaddesk.gui.widgets.conflict_dialog import Choice, gone_dialog
from leaddesk.gui.widgets.flow import FlowLayout
from leaddesk.gui.widgets.growing_text import GrowingText
from leaddesk.gui.widgets.plan_line import PlanLine
from leaddesk.gui.widgets.segmented import Segmented
from leaddesk.gui.widgets.tab_order import order_tabs

_DRAFT_MS = 250  # after the last key


class Composer(QFrame):
    """Writes into the timeline of one record. What is typed is kept on this machine until it is saved."""

    saved = Signal()
    outdated = Signal()  # somebody deleted the record, and it is decided what becomes of the text

    def __init__(self, desk: Desk, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._kind = desk, kind
        self._record: int | None = None
        self._sent: str | None = None
        self._asked: int | None = None  # the record whose deletion was asked about
        self.setProperty("role", "card")
        self._tabs = Segmented(
            [
                (ActivityKind.NOTE, tr("Note")),
                (ActivityKind.CALL, tr("Call")),
                (ActivityKind.EMAIL, tr("Email")),
                (ActivityKind.MEETING, tr("Meeting")),
            ],
            tr("What to write down"),
        )
        for tab in self._tabs.findChildren(QPushButton):
            tab.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # who clicks on one wants to write
        self._tabs.chosen.connect(self._on_tabs_chosen)
        self._foot: ComposerFoot | None = None  # made when somebody writes
        self._text = GrowingText(2, 12)
        self._text.setProperty("role", "inline")
        self._text.installEventFilter(self)
        self._text.textChanged.connect(self._on_text_changed)
        self._plan = QPushButton(tr("Follow-up"))
        self._plan.setProperty("kind", "quiet")
        self._plan.setCheckable(True)
        put_icon(self._plan, self._plan, "todo")
        self._plan.toggled.connect(self._on_plan_toggled)
        self._plan.clicked.connect(lambda wanted: self.plan() if wanted else None)
        self._line: PlanLine | None = None
        self._problem = QLabel()
        self._problem.setProperty("role", "error")
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        self._problem.setWordWrap(True)
        self._problem.hide()
        self._timer = QTimer(self, singleShot=True, interval=_DRAFT_MS)
        self._timer.timeout.connect(self._keep_draft)
        self._lay_out()
        self._show_kind()

    @property
    def kind(self) -> ActivityKind:
        """What is being written: note, call, e-mail or meeting."""
        return ActivityKind(self._tabs.key)

    @property
    def text(self) -> str:
        return self._text.toPlainText()

    def show_record(self, record: int) -> None:
        """Write about this record from now on; what was typed about the last one is kept with it."""
        if record == self._record:
            return
        self._keep_draft()
        self._record, self._sent, self._asked = record, None, None
        unplanned = self._desk.settings.draft(self._desk.file_uuid, self._plan_draft(record))
        self._plan.setChecked(False)
        self._problem.hide()
        self._text.setPlainText(self._draft(record))
        self._restore_how(record)
        self._timer.stop()
        self._show_kind()
        if unplanned:
            self._plan.setChecked(True)
            if self._line is not None:
                self._line.put(unplanned)

    def write(self, kind: ActivityKind) -> None:
        """Put the cursor into the text for a note, call, e-mail or meeting."""
        self._tabs.choose(kind)
        self._show_kind()
        self._text.setFocus(Qt.FocusReason.OtherFocusReason)

    def plan(self) -> None:
        """Open the line in which a follow-up is planned."""
        self._plan.setChecked(True)
        if self._line is not None:
            self._line.focus()

    def forget(self) -> None:
        """Drop what is typed, here and where it is kept for the next time."""
        self._text.clear()
        if self._line is not None:
            self._line.clear()
        self._keep_draft()

    def save(self) -> None:
        """Put what is written into the timeline; what is refused stays as it is."""
        if self._record is None or self._sent is not None or not self.text.strip():
            return
        kind, record, text = self.kind, self._record, self.text
        foot = self._made_foot()
        self._keep_draft()
        self._sent = text
        self._desk.runner.write(
            partial(activities.log_activity, direction=foot.direction, duration_minutes=foot.minutes or None),
            kind,
            (self._kind, record),
            text,
            owner=self,
            then=lambda _changes: self._on_saved(record, text),
            failed=lambda problem: self._on_refused(record, problem),
        )

    def ask_gone(self, gone: Gone) -> bool:
        """Whether something is written here about a record that is gone; then it is asked once what becomes of it."""
        if self._record != gone.record_id or not self.text.strip():
            return False
        if self._asked != gone.record_id:
            self._ask(gone)
        return True

    def _ask(self, gone: Gone) -> None:
        self._asked = gone.record_id
        dialog = gone_dialog(self._desk, gone, self.window(), [(tr("Text"), self.text)])
        dialog.decided.connect(lambda choice: self._on_decided(choice, gone))
        dialog.open()

    def _on_decided(self, choice: Choice, gone: Gone) -> None:
        """What is half written is not saved with it: the deed is there only where it was to be saved."""
        if choice is Choice.EDIT or self._record != gone.record_id:
            return
        self._asked = None
        self._problem.hide()
        if choice is Choice.DISCARD:
            self._text.clear()
            self._keep_draft()
            self.outdated.emit()
            return
        text = self.text
        self._sent = text if gone.deed else None
        self._desk.runner.write(
            trash.bring_back,
            *(gone.kind, gone.record_id, gone.deed),
            owner=self,
            then=lambda _changes: self._on_saved(gone.record_id, text) if gone.deed else self.outdated.emit(),
            failed=lambda problem: self._on_refused(gone.record_id, problem),
        )

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if held and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.save()
                return True
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._show_foot()
        return False

    def hideEvent(self, event: QHideEvent) -> None:
        self._keep_draft()
        super().hideEvent(event)

    def _lay_out(self) -> None:
        head = FlowLayout()
        head.addWidget(self._tabs)
        head.addWidget(self._plan)
        self._plan_place = QVBoxLayout()
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        column.addLayout(head)
        column.addLayout(self._plan_place)
        column.addWidget(self._text)
        column.addWidget(self._problem)

    def _made_foot(self) -> ComposerFoot:
        if self._foot is None:
            self._foot = ComposerFoot()
            self._foot.save_clicked.connect(self.save)
            self._column.addWidget(self._foot)
            self._foot.show_kind(self.kind, _words(self.kind)[1])
            order_tabs(self)
        return self._foot

    def _show_kind(self) -> None:
        hint, button = _words(self.kind)
        self._text.setPlaceholderText(hint)
        self._text.setAccessibleName(hint)
        if self._foot is not None:
            self._foot.show_kind(self.kind, button)
        self._show_foot()

    def _show_foot(self) -> None:
        """Directions and button are there as soon as somebody writes."""
        written = bool(self.text.strip())
        wanted = written or self._text.hasFocus() or self.kind is not ActivityKind.NOTE
        if wanted or self._foot is not None:
            foot = self._made_foot()
            foot.save.setEnabled(written)
            foot.setVisible(wanted)

    def _on_tabs_chosen(self) -> None:
        self._timer.start()
        self._show_kind()
        if not any(tab.hasFocus() for tab in self._tabs.findChildren(QPushButton)):
            self._text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_text_changed(self) -> None:
        self._timer.start()
        self._show_foot()

    def _keep_draft(self) -> None:
        self._timer.stop()
        if self._record is not None:
            self._store(self._record, self.text)
            self._keep_plan(self._record)

    def _keep_plan(self, record: int) -> None:
        text = self._line.unplanned if self._line is not None else ""
        self._desk.settings.keep_draft(self._desk.file_uuid, self._plan_draft(record), text)

    def _draft(self, record: int) -> str:
        return self._desk.settings.draft(self._desk.file_uuid, self._place(record))

    def _store(self, record: int, text: str) -> None:
        self._desk.settings.keep_draft(self._desk.file_uuid, self._place(record), text if text.strip() else "")

        how = f"{self.kind} {self._said_how()}" if text.strip() else ""
        self._desk.settings.keep_draft(self._desk.file_uuid, f"how:{self._place(record)}", how)

    def _restore_how(self, record: int) -> None:
        """Kind, direction and minutes of the draft; a note where there is none."""
        how = self._desk.settings.draft(self._desk.file_uuid, f"how:{self._place(record)}")
        kind, direction, minutes = (how or f"{ActivityKind.NOTE} - 0").split(" ")
        self._tabs.choose(kind)
        if how or self._foot is not None:
            self._made_foot().put(self.kind, Direction(direction) if direction != "-" else None, int(minutes))

    def _said_how(self) -> str:
        """Direction and minutes, as a draft keeps them."""
        foot = self._made_foot()
        return f"{foot.direction or '-'} {foot.minutes}"

    def _place(self, record: int) -> str:
        return f"{self._kind}:{record}"

    def _plan_draft(self, record: int) -> str:
        return f"plan:{self._place(record)}"

    def _on_saved(self, record: int, text: str) -> None:
        if record != self._record:
            if self._draft(record) == text:  # nothing was typed after it
                self._store(record, "")
            return
        self._sent = None
        self._problem.hide()
        if self.text == text:
            self._text.clear()
            self._made_foot().put(self.kind, None, 0)
        self._keep_draft()
        self.saved.emit()

    def _on_refused(self, record: int, problem: UserError) -> None:
        if record != self._record:  # its draft is kept
            self._desk.requests.problem_shown.emit(problem)
            return
        self._sent = None
        self._problem.setText(str(problem))
        self._problem.show()
        self._keep_draft()
        if isinstance(problem, Gone) and self._record == problem.record_id:
            self._ask(problem)

    def _on_plan_toggled(self, wanted: bool) -> None:
        if wanted and self._record is not None:
            self._line = PlanLine(self._desk, (self._kind, self._record), self)
            self._line.planned.connect(lambda: self._plan.setChecked(False))
            self._line.cancelled.connect(lambda: self._plan.setChecked(False))
            self._plan_place.addWidget(self._line)
            self._line.show()
        elif self._line is not None:
            line, self._line = self._line, None
            if self._record is not None:
                self._keep_plan(self._record)
            if line.isAncestorOf(self.window().focusWidget() or self.window()):
                self._plan.setFocus(Qt.FocusReason.OtherFocusReason)
            line.hide()
            line.deleteLater()


def _words(kind: ActivityKind) -> tuple[str, str]:
    """The hint in the empty text, and what the button says."""
    return {
        ActivityKind.NOTE: (tr("Write a note…"), tr("Save note")),
        ActivityKind.CALL: (tr("What was said…"), tr("Save call")),
        ActivityKind.EMAIL: (tr("What was written…"), tr("Save email")),
        ActivityKind.MEETING: (tr("What was agreed…"), tr("Save meeting")),
    }[kind]
