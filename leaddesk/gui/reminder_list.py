"""Reminders that came together, to be answered one by one."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from leaddesk.domain.summaries import Step
from leaddesk.gui.desk import Desk
from leaddesk.gui.step_words import about_words, can_open, due_words
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.glyph import Glyph
from leaddesk.gui.widgets.plan_line import KIND_ICONS
from leaddesk.gui.widgets.snooze_menu import SnoozeMenu

_MOST_ROWS = 100  # the rest comes up as these are answered


class ReminderList(QDialog):
    """A window beside the work, not in its way. It asks; who shows it answers with fewer steps, or closes it."""

    completed = Signal(object)  # Step
    snoozed = Signal(object, str)  # Step, words for a time
    opened = Signal(object)  # Step

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        self.setWindowTitle(tr("Reminders"))
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area)
        line = QFontMetrics(QApplication.font()).height()
        self.resize(line * 42, line * 26)

    def open(self) -> None:
        """Show it without stopping the window behind."""
        self.show()
        self.raise_()
        self.activateWindow()

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show these, in this order."""
        inside = QWidget()
        inside.setAutoFillBackground(True)
        column = QVBoxLayout(inside)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        for step in steps[:_MOST_ROWS]:
            column.addWidget(self._row(step))
        if len(steps) > _MOST_ROWS:
            rest = QLabel(tr("and %n more", len(steps) - _MOST_ROWS))
            rest.setProperty("role", "muted")
            column.addWidget(rest)
        column.addStretch(1)
        scrolled = self._area.verticalScrollBar().value()
        self._area.setWidget(inside)
        self._area.verticalScrollBar().setValue(scrolled)

    def _row(self, step: Step) -> QFrame:
        followup = step.followup
        frame = QFrame()
        frame.setProperty("role", "card")
        row = QHBoxLayout(frame)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(8)
        row.addWidget(Glyph(KIND_ICONS[followup.kind]))
        words = QVBoxLayout()
        words.setSpacing(1)
        about = " · ".join(part for part in (due_words(followup, self._desk.now()), about_words(step)) if part)
        for text, role in ((followup.subject, "strong"), (about, "muted")):
            label = QLabel(text)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setProperty("role", role)
            label.setWordWrap(True)
            words.addWidget(label)
        row.addLayout(words, 1)
        done = _button(tr("Done"), followup.subject)
        done.clicked.connect(lambda: self.completed.emit(step))
        snooze = _button(tr("Snooze"), followup.subject)
        snooze.clicked.connect(lambda: self._ask_snooze(step, snooze))
        buttons = [done, snooze]
        if can_open(followup):
            show = _button(tr("Open"), followup.subject)
            show.clicked.connect(lambda: self.opened.emit(step))
            buttons.append(show)
        for button in buttons:
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        return frame

    def _ask_snooze(self, step: Step, button: QPushButton) -> None:
        menu = SnoozeMenu(self._desk, self)
        menu.chosen.connect(partial(self.snoozed.emit, step))
        menu.open_below(button)


def _button(text: str, subject: str) -> QPushButton:
    made = QPushButton(text)
    made.setAutoDefault(False)  # Enter must not tick off the first of the list
    made.setAccessibleName(f"{text}: {subject}")
    return made
