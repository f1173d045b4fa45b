"""Until when to put a follow-up off: a few choices with the day they lead to, and a line for any other."""

from datetime import datetime

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from leaddesk.domain.followup_phrases import parse_when
from leaddesk.gui.desk import Desk
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.menu_line import MenuLine
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
        hints = tr("Enter to snooze"), tr("Not a time yet")
        other = MenuLine(tr("Other: fri 9:00, in 2 weeks…"), tr("Other time"), self._understood, hints)
        other.entered.connect(self.chosen)
        other.put_into(self)

    def open_below(self, anchor: QWidget) -> None:
        """Show the menu under a widget; it goes when it was answered."""
        self.open_under(QRect(anchor.mapToGlobal(QPoint()), anchor.size()))

    def open_under(self, place: QRect) -> None:
        """Show the menu under a place on the screen, right edges in line; it goes when it was answered."""
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.popup(QPoint(place.right() - self.sizeHint().width() + 1, place.bottom() + 3))

    def _understood(self, words: str) -> str | None:
        now = self._desk.now()
        when = parse_when(words, now, self._desk.zone)
        return said_text(when, now) if when is not None else None


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
