"""A line that understands follow-ups the way people say them, and shows what it understood."""

from datetime import date, datetime, timedelta

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextDocumentFragment
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from leaddesk.domain.errors import UserError
from leaddesk.domain.followup_phrases import When, due, parse_phrase
from leaddesk.domain.records import FollowUpKind, Kind
from leaddesk.gui import icons, theme
from leaddesk.gui.bridge.services import followups
from leaddesk.gui.desk import Desk
from leaddesk.gui.texts import time_text, tr

KIND_ICONS = {
    FollowUpKind.CALL: "call",
    FollowUpKind.EMAIL: "email",
    FollowUpKind.MEETING: "meeting",
    FollowUpKind.TODO: "todo",
}
REMIND = timedelta(minutes=10)  # before the time, as followups.plan_phrase plans it


def kind_text(kind: FollowUpKind) -> str:
    """'Call', 'E-mail', 'Meeting', 'To-do'."""
    return {
        FollowUpKind.CALL: tr("Call"),
        FollowUpKind.EMAIL: tr("E-mail"),
        FollowUpKind.MEETING: tr("Meeting"),
        FollowUpKind.TODO: tr("To-do"),
    }[kind]


def weekday_day_text(day: date, today: date) -> str:
    """'Tue 24 Nov', with the year if it is another than today's."""
    names = (tr("Mon"), tr("Tue"), tr("Wed"), tr("Thu"), tr("Fri"), tr("Sat"), tr("Sun"))
    months = (
        *(tr("Jan"), tr("Feb"), tr("Mar"), tr("Apr"), tr("May"), tr("Jun")),
        *(tr("Jul"), tr("Aug"), tr("Sep"), tr("Oct"), tr("Nov"), tr("Dec")),
    )
    said = tr("{weekday} {day} {month}").format(weekday=names[day.weekday()], day=day.day, month=months[day.month - 1])
    return said if day.year == today.year else f"{said} {day.year}"


def said_text(when: When, now: datetime) -> str:
    """The day and time that were understood: 'Tue 24 Nov, 10:00', or just the day. `now` is local."""
    day = weekday_day_text(when.day, now.date())
    if when.time is None:
        return day
    time = time_text(datetime.combine(when.day, when.time, now.tzinfo))
    return tr("{day}, {time}").format(day=day, time=time)


class PlanLine(QWidget):
    """Plans what is typed, on the record `on` or by itself, when Enter is pressed; what is refused stays typed."""

    planned = Signal(str)  # what, as it was understood: 'Call · Tue 24 Nov, 10:00'
    cancelled = Signal()  # Esc

    def __init__(self, desk: Desk, on: tuple[Kind, int] | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._on = on
        self._saving = False
        self._line = QLineEdit()
        self._line.setPlaceholderText(tr("call Jonas next tue 10am"))
        self._line.setAccessibleName(tr("Plan a follow-up"))
        self._line.textChanged.connect(self._on_line_text_changed)
        self._line.returnPressed.connect(self._on_line_return_pressed)
        self._line.installEventFilter(self)
        self._mark = QLabel()
        self._said = _wrapped("")
        self._said.setTextFormat(Qt.TextFormat.RichText)  # only words of ours
        self._note = _wrapped("small")
        self._problem = _wrapped("error")
        self._problem.hide()
        echo = QHBoxLayout()
        echo.setSpacing(6)
        echo.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        echo.addWidget(self._said, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._line)
        column.addSpacing(4)
        column.addLayout(echo)
        column.addWidget(self._note)
        column.addWidget(self._problem)
        self.setFocusProxy(self._line)
        self._echo()

    @property
    def text(self) -> str:
        return self._line.text()

    @property
    def unplanned(self) -> str:
        """What is typed and not on its way to the disk."""
        return "" if self._saving else self.text.strip()

    def focus(self) -> None:
        """Put the cursor into the line, its text selected."""
        self._line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._line.selectAll()

    def begin(self, text: str) -> None:
        """Put the cursor behind a text that somebody has begun to type elsewhere."""
        self._line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._line.setText(text)

    def put(self, text: str) -> None:
        """Show what was typed before; the cursor stays where it is."""
        self._line.setText(text)

    def clear(self) -> None:
        self._line.clear()

    def put_day(self, day: date) -> None:
        """Make this the day of what is typed; its words and its time of day stay."""
        now = self._desk.now()
        phrase = parse_phrase(self.text, now, self._desk.zone)
        clock = f" {phrase.when.time:%H:%M}" if phrase.when and phrase.when.time else ""
        self._line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._line.setText(f"{phrase.subject} {day.isoformat()}{clock}")
        self._line.setCursorPosition(len(phrase.subject))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()  # before the window takes Esc for itself
            elif event.type() == QEvent.Type.KeyPress:
                self.cancelled.emit()
                return True
        return False

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange:
            self._echo()
        super().changeEvent(event)

    def _echo(self) -> None:
        now = self._desk.now()
        phrase = parse_phrase(self.text, now, self._desk.zone)
        typed = bool(self.text.strip())
        self._mark.setVisible(typed)
        self._said.setVisible(typed)
        ratio = self.devicePixelRatioF()
        size = theme.icon_size()
        self._mark.setPixmap(icons.pixmap(KIND_ICONS[phrase.kind], theme.current().ink2, size, ratio))
        when = said_text(phrase.when, now) if phrase.when else tr("when?")
        self._said.setText(f"{kind_text(phrase.kind)} · <b>{when}</b>")
        self._note.setText(_note(phrase.when, now) if typed else tr("Type it the way you say it, then Enter"))

    def _on_line_text_changed(self) -> None:
        self._problem.hide()
        self._echo()

    def _on_line_return_pressed(self) -> None:
        if self._saving or not self.text.strip():
            return
        self._saving = True
        said = QTextDocumentFragment.fromHtml(self._said.text()).toPlainText()
        self._desk.runner.write(
            followups.plan_phrase,
            self.text,
            self._on,
            owner=self,
            then=lambda _changes: self._finish(said),
            failed=self._refuse,
        )

    def _finish(self, said: str) -> None:
        self._saving = False
        self._line.clear()
        self.planned.emit(said)

    def _refuse(self, problem: UserError) -> None:
        self._saving = False
        self._problem.setText(str(problem))
        self._problem.show()


def _note(when: When | None, now: datetime) -> str:
    """When the reminder comes, or what is odd about the time."""
    if when is None:
        return tr("Add when: tomorrow 10:00, next tue, in 2 weeks, 2026-12-18")
    due_at = due(when, now.tzinfo)[1] if now.tzinfo else None
    if when.day < now.date() or (due_at is not None and due_at < now):
        return tr("That is in the past")
    if due_at is None:
        return tr("Any time that day, reminder in the morning")
    if due_at - REMIND <= now:
        return tr("Reminder when it is due")
    return tr("Reminder 10 minutes before")


def _wrapped(role: str) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)  # it quotes what people wrote
    if role:
        label.setProperty("role", role)
    label.setWordWrap(True)
    return label
