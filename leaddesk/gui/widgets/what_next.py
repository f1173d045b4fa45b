"""The small panel that asks for the next step: one key, or words of one's own."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QColor, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGraphicsDropShadowEffect,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from leaddesk.domain.errors import UserError
from leaddesk.domain.followup_phrases import parse_when
from leaddesk.domain.light import dataclass
from leaddesk.domain.records import FollowUpKind, Kind
from leaddesk.gui.bridge.services import followups
from leaddesk.gui.desk import Desk
from leaddesk.gui.icons import put_icon
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.glyph import Glyph
from leaddesk.gui.widgets.plan_line import KIND_ICONS, PlanLine, weekday_day_text

_WIDTH_IN_LINES = 24  # of base text
_MARGIN = 12
_TOAST_ROOM_IN_LINES = 4.0  # the message with Undo stands below
_TYPED = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


@dataclass(frozen=True, slots=True)
class _Choice:
    label: str
    kind: FollowUpKind
    subject: str
    day: date


class WhatNext(QFrame):
    """Asks what comes next for the record `on`: keys 1 to 4, typing, or Esc for nothing now. Never in the way.

    `whom` is the person that a call or e-mail is for, where one is known. It stands at the foot of its parent.
    """

    planned = Signal()
    closed = Signal()

    def __init__(
        self, desk: Desk, on: tuple[Kind, int] | None, parent: QWidget, *, title: str = "", whom: str = ""
    ) -> None:
        super().__init__(parent)
        self._desk, self._on, self._parent = desk, on, parent
        self._back_to: QWidget | None = None
        self._saving = False
        self._choices = _choices(desk, whom)
        title = title or tr("Done. What next?")
        self.setProperty("role", "card")
        self.setAutoFillBackground(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 12)
        column.setSpacing(2)
        column.addLayout(self._head(title))
        for number, choice in enumerate(self._choices, 1):
            button = _ChoiceButton(number, choice, weekday_day_text(choice.day, desk.today()))
            button.clicked.connect(partial(self._on_choice_clicked, choice))
            column.addWidget(button)
        column.addSpacing(6)
        self._line = PlanLine(desk, on)
        self._line.planned.connect(self._finish)
        self._line.cancelled.connect(self.close)
        column.addWidget(self._line)
        self._problem = QLabel()
        self._problem.setProperty("role", "error")
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        self._problem.setWordWrap(True)
        self._problem.hide()
        column.addWidget(self._problem)
        shade = QGraphicsDropShadowEffect(self)
        shade.setBlurRadius(24)
        shade.setOffset(0, 4)
        shade.setColor(QColor(0, 0, 0, 90))
        self.setGraphicsEffect(shade)
        parent.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Show it and take the keyboard, which goes back to where it was in the end."""
        self._back_to = QApplication.focusWidget()
        self._place()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape or _is_typing(event):
                event.accept()  # before the window takes Esc for itself
        elif event.type() == QEvent.Type.LayoutRequest:
            self._place()
        return super().event(event)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif text in ("1", "2", "3", "4"):
            self._plan(self._choices[int(text) - 1])
        elif _is_typing(event):
            self._line.begin(text)
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        focus = QApplication.focusWidget()
        if self._back_to is not None and (focus is None or focus is self or self.isAncestorOf(focus)):
            self._back_to.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()
        super().closeEvent(event)

    def _head(self, title: str) -> QHBoxLayout:
        row = QHBoxLayout()
        name = QLabel(title)
        name.setTextFormat(Qt.TextFormat.PlainText)
        name.setProperty("role", "strong")
        name.setWordWrap(True)
        row.addWidget(name, 1)
        cross = QPushButton()
        cross.setProperty("kind", "quiet")
        cross.setAccessibleName(tr("Nothing now"))
        cross.setToolTip(tr("Nothing now (Esc)"))
        put_icon(cross, cross, "close")
        cross.clicked.connect(self.close)
        row.addWidget(cross, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _place(self) -> None:
        line = self.fontMetrics().height()
        width = min(line * _WIDTH_IN_LINES, self._parent.width() - 2 * _MARGIN)
        height = max(self._column.totalHeightForWidth(width), self._column.totalMinimumSize().height())
        top = self._parent.height() - height - round(line * _TOAST_ROOM_IN_LINES)
        self.setGeometry((self._parent.width() - width) // 2, max(top, _MARGIN), width, height)

    def _on_choice_clicked(self, choice: _Choice) -> None:
        self._plan(choice)

    def _plan(self, choice: _Choice) -> None:
        if self._saving:
            return
        self._saving = True
        plan = partial(
            followups.plan_followup, subject=choice.subject, kind=choice.kind, due_on=choice.day, on=self._on
        )
        self._desk.runner.write(plan, owner=self, then=lambda _changes: self._finish(), failed=self._refuse)

    def _finish(self) -> None:
        self.planned.emit()
        self.close()

    def _refuse(self, problem: UserError) -> None:
        self._saving = False
        self._problem.setText(str(problem))
        self._problem.show()


class _ChoiceButton(QPushButton):
    """One line: the key, what will be planned, and the day."""

    def __init__(self, number: int, choice: _Choice, day: str) -> None:
        super().__init__()
        self.setProperty("kind", "quiet")
        self.setAccessibleName(f"{choice.label}, {day}")
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(8)
        key = QLabel(str(number))
        key.setProperty("role", "muted")
        row.addWidget(key)
        row.addWidget(Glyph(KIND_ICONS[choice.kind]))
        row.addWidget(QLabel(choice.label), 1)
        when = QLabel(day)
        when.setProperty("role", "muted")
        row.addWidget(when)

    def sizeHint(self) -> QSize:
        return self._row.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._row.minimumSize()


def _choices(desk: Desk, whom: str) -> Sequence[_Choice]:
    call = tr("Call {name}").format(name=whom) if whom else tr("Call again")
    write = tr("Write to {name}").format(name=whom) if whom else tr("Write an e-mail")
    look = tr("Ask {name} again").format(name=whom) if whom else tr("Look at it again")
    offered = (
        (tr("Call tomorrow"), FollowUpKind.CALL, call, "tomorrow"),
        (tr("Call in 3 days"), FollowUpKind.CALL, call, "in 3 days"),
        (tr("E-mail in a week"), FollowUpKind.EMAIL, write, "in a week"),
        (tr("Look again in a month"), FollowUpKind.TODO, look, "in a month"),
    )
    now = desk.now()
    return [
        _Choice(label, kind, subject, when.day)
        for label, kind, subject, phrase in offered
        if (when := parse_when(phrase, now, desk.zone)) is not None
    ]


def _is_typing(event: QKeyEvent) -> bool:
    return bool(event.text()) and event.text().isprintable() and event.modifiers() in _TYPED
