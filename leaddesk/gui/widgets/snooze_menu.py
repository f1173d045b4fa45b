"""Until when to put a follow-up off: a few choices with the day they lead to, and a line for any other."""

from datetime import datetime

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QVBoxLayout, QWidget, QWidgetAction

from leaddesk.domain.followup_phrases import parse_when
from leaddesk.gui.desk import Desk
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.plan_line import said_text

_LAST_NOON, _LAST_AFTERNOON = 13, 17  # hours from which "this afternoon" and "tonight" are no use any more


class SnoozeMenu(QMenu):
    """Emits `chosen` with words that followups.snooze_followup understands. The days are those of its opening."""

    chosen = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Snooze"))
        self._desk = desk
        now = desk.now()
        for label, phrase in _choices(now):
            when = parse_when(phrase, now, desk.zone)
            if when is not None:
                action = self.addAction(f"{label}\t{said_text(when, now)}")
                action.triggered.connect(lambda _on, words=phrase: self.chosen.emit(words))
        self.addSeparator()
        other = QWidgetAction(self)
        self._other = _OtherTime(desk)
        self._other.entered.connect(self._on_other_entered)
        other.setDefaultWidget(self._other)
        self.addAction(other)

    def open_below(self, anchor: QWidget) -> None:
        """Show the menu under a widget; it goes when it was answered."""
        self.open_under(QRect(anchor.mapToGlobal(QPoint()), anchor.size()))

    def open_under(self, place: QRect) -> None:
        """Show the menu under a place on the screen, right edges in line; it goes when it was answered."""
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.popup(QPoint(place.right() - self.sizeHint().width() + 1, place.bottom() + 3))

    def _on_other_entered(self, words: str) -> None:
        self.chosen.emit(words)
        self.close()


class _OtherTime(QWidget):
    """'Other…': any words for a time, and what they were understood as."""

    entered = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._line = QLineEdit()
        self._line.setPlaceholderText(tr("Other: fri 9:00, in 2 weeks…"))
        self._line.setAccessibleName(tr("Other time"))
        self._line.textChanged.connect(self._on_line_text_changed)
        self._line.returnPressed.connect(self._on_line_return_pressed)
        self._echo = QLabel()
        self._echo.setTextFormat(Qt.TextFormat.PlainText)
        self._echo.setProperty("role", "small")
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.setSpacing(4)
        column.addWidget(self._line)
        column.addWidget(self._echo)
        self.setFocusProxy(self._line)
        self._on_line_text_changed("")

    def _on_line_text_changed(self, text: str) -> None:
        now = self._desk.now()
        when = parse_when(text, now, self._desk.zone)
        if when is not None:
            self._echo.setText(said_text(when, now))
        else:
            self._echo.setText(tr("Not a time yet") if text.strip() else tr("Enter to snooze"))

    def _on_line_return_pressed(self) -> None:
        text = self._line.text()
        if parse_when(text, self._desk.now(), self._desk.zone) is not None:
            self.entered.emit(text)


def _choices(now: datetime) -> list[tuple[str, str]]:
    """What is offered at this time of day, and the words for it."""
    offered = [(tr("In 1 hour"), "in 1 hour")]
    if now.hour < _LAST_NOON:
        offered.append((tr("This afternoon"), "today 15:00"))
    if now.hour < _LAST_AFTERNOON:
        offered.append((tr("Tonight"), "tonight"))
    return [
        *offered,
        (tr("Tomorrow"), "tomorrow"),
        (tr("In 3 days"), "in 3 days"),
        (tr("Next week"), "next week"),
    ]
