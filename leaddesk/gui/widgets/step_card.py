"""The next step of a record: what, when, done or put off; or that there is none."""

from datetime import datetime

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from leaddesk.domain.next_step import NextStepState
from leaddesk.domain.records import FollowUp, Kind
from leaddesk.gui import theme
from leaddesk.gui.bridge.services import followups
from leaddesk.gui.desk import Desk
from leaddesk.gui.icons import put_icon
from leaddesk.gui.texts import ago_text, due_text, tr
from leaddesk.gui.widgets.painting import draw_icon
from leaddesk.gui.widgets.snooze_menu import SnoozeMenu
from leaddesk.gui.widgets.timeline_text import breakable
from leaddesk.gui.widgets.tone_label import STEP_TONES, ToneLabel
from leaddesk.gui.widgets.what_next import WhatNext

_BAR = 3
_RADIUS = 8


class StepCard(QWidget):
    """The open follow-ups of one record, the first one large."""

    plan_asked = Signal()

    def __init__(self, desk: Desk, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._kind = desk, kind
        self._record: int | None = None
        self._whom = ""
        self._shown: tuple[FollowUp, ...] = ()
        self._lines: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)

    def show_steps(self, record: int, steps: tuple[FollowUp, ...], *, needed: bool = True, whom: str = "") -> None:
        """Show open follow-ups, the first due first. `needed`: that there is none is said; `whom` is the contact."""
        same = (record, steps) == (self._record, self._shown) and bool(self._lines)
        self._record, self._shown, self._whom = record, steps, whom
        if same:
            for line in self._lines:
                if isinstance(line, _Step):
                    line.tell_time(self._desk.now())
            return
        had_focus = self.isAncestorOf(QApplication.focusWidget() or self.window())
        for line in self._lines:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = [self._step(step, compact=place > 0) for place, step in enumerate(steps)]
        if not steps and needed:
            self._lines = [self._nothing()]
        for line in self._lines:
            self._column.addWidget(line)
            line.show()
        if had_focus and self._lines:
            self._lines[0].setFocus(Qt.FocusReason.OtherFocusReason)
        self.setVisible(bool(self._lines))

    def _step(self, step: FollowUp, *, compact: bool) -> "_Step":
        line = _Step(self._desk, step, compact=compact)
        line.ticked.connect(lambda: self._complete(step.id))
        line.snoozed.connect(lambda when: self._snooze(step.id, when))
        return line

    def _nothing(self) -> QWidget:
        card = _Dashed()
        row = QHBoxLayout(card)
        row.setContentsMargins(14, 8, 8, 8)
        row.addWidget(ToneLabel(tr("No next step"), "warn"), 1)
        button = QPushButton(tr("Plan next step"))
        put_icon(button, button, "add", "ink")
        button.clicked.connect(self.plan_asked)
        row.addWidget(button)
        card.setFocusProxy(button)
        return card

    def _complete(self, number: int) -> None:
        record = self._record
        self._desk.runner.write(
            followups.complete_followup, number, owner=self, then=lambda _changes: self._ask_next(record)
        )

    def _ask_next(self, record: int | None) -> None:
        """Ask what comes next, if this was the last step and the person still looks at the record."""
        if record is not None and record == self._record and not self._shown:
            WhatNext(self._desk, (self._kind, record), self.window(), whom=self._whom).open()

    def _snooze(self, number: int, when: str) -> None:
        self._desk.runner.write(followups.snooze_followup, number, when, owner=self)


class _Step(QFrame):
    """One follow-up: a card with a coloured edge, or compact, a line."""

    ticked = Signal()
    snoozed = Signal(str)

    def __init__(self, desk: Desk, step: FollowUp, *, compact: bool) -> None:
        super().__init__()
        self._desk, self._step, self._compact = desk, step, compact
        self._state = NextStepState.PLANNED
        tick = TickCircle(tr("Done: {subject}").format(subject=step.subject))
        tick.clicked.connect(self.ticked)
        self.setFocusProxy(tick)
        subject = QLabel(breakable(step.subject))
        subject.setMinimumWidth(1)
        subject.setTextFormat(Qt.TextFormat.PlainText)
        subject.setWordWrap(True)
        self._due = ToneLabel()
        row = QHBoxLayout(self)
        row.setSpacing(8)
        row.addWidget(tick)
        if compact:
            row.setContentsMargins(14, 0, 8, 0)
            row.addWidget(subject, 1)
            row.addWidget(self._due)
        else:
            row.setContentsMargins(14, 9, 12, 9)
            subject.setProperty("role", "strong")
            texts = QVBoxLayout()
            texts.setSpacing(1)
            texts.addWidget(subject)
            self._due.setWordWrap(True)
            texts.addWidget(self._due)
            row.addLayout(texts, 1)
            done = QPushButton(tr("Done"))
            done.clicked.connect(self.ticked)
            row.addWidget(done)
        self._snooze = QPushButton("" if compact else tr("Snooze"))
        put_icon(self._snooze, self._snooze, "clock" if compact else "chevron-down", "ink2")
        if compact:
            self._snooze.setProperty("kind", "quiet")
        else:
            self._snooze.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow behind the word
        self._snooze.setAccessibleName(tr("Snooze: {subject}").format(subject=step.subject))
        self._snooze.setToolTip(tr("Snooze"))
        self._snooze.clicked.connect(self._on_snooze_clicked)
        row.addWidget(self._snooze)
        self.tell_time(desk.now())

    def tell_time(self, now: datetime) -> None:
        """Say how the step stands at this moment."""
        text, self._state = due_text(self._step.due_on, self._step.due_at, now)
        if self._step.due_at is not None and self._state is NextStepState.TODAY and not self._compact:
            text = tr("{due} · {ahead}").format(due=text, ahead=ago_text(self._step.due_at, now))
        self._due.show_tone(text, STEP_TONES[self._state])
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._compact:
            return
        dress = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        painter.setPen(Qt.PenStyle.NoPen)
        edge = "accent" if self._state is NextStepState.PLANNED else STEP_TONES[self._state]
        painter.setBrush(QColor(getattr(dress, edge)))
        painter.drawRoundedRect(rect, _RADIUS, _RADIUS)
        painter.setBrush(QColor(dress.line))
        painter.setClipRect(rect.adjusted(_BAR, 0, 0, 0))
        painter.drawRoundedRect(rect, _RADIUS, _RADIUS)
        painter.setBrush(QColor(dress.window))
        painter.drawRoundedRect(rect.adjusted(_BAR, 1, -1, -1), _RADIUS - 1, _RADIUS - 1)

    def _on_snooze_clicked(self) -> None:
        menu = SnoozeMenu(self._desk, self)
        menu.chosen.connect(self.snoozed)
        menu.open_below(self._snooze)


class TickCircle(QAbstractButton):
    """A ring that is clicked to tick something off; `name` is the tooltip and what a screen reader says."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        edge = QFontMetrics(QApplication.font()).height() + 4
        return QSize(edge, edge)

    def paintEvent(self, _event: QPaintEvent) -> None:
        dress = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused, near = self.hasFocus(), self.underMouse() or self.isDown()
        colour = dress.accent if focused else dress.good if near else dress.ink3
        painter.setPen(QPen(QColor(colour), 2.0 if focused else 1.3))
        painter.setBrush(QColor(dress.good_soft) if near else Qt.BrushStyle.NoBrush)
        ring = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        painter.drawEllipse(ring)
        if near:
            draw_icon(painter, ring.adjusted(2, 2, -2, -2), "check", dress.good)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.updateGeometry()


class _Dashed(QFrame):
    """A frame of dashes around what is missing."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(theme.current().warn), 1.0, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
