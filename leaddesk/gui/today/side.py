"""What stands beside the day's list: the month, a line to plan, and the week's account."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QProgressBar,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from leaddesk.domain.summaries import Today
from leaddesk.gui.desk import Desk
from leaddesk.gui.texts import number_text, tr
from leaddesk.gui.today.month import Month
from leaddesk.gui.widgets.plan_line import PlanLine

_WIDTH_IN_LINES = 21
_PART_OF_PAGE = 0.32


class TodaySide(QScrollArea):
    """Scrolls where the window is low; `plan` is the line to type into."""

    planned = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._month = Month(desk.today())
        self.plan = PlanLine(desk)
        self.plan.planned.connect(self.planned)
        self._month.day_chosen.connect(self.plan.put_day)
        self._week = QLabel()
        self._week.setProperty("role", "small")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("Done this week"))
        inside = QFrame()
        inside.setProperty("role", "pane")
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(12)
        column.addWidget(self._month)
        column.addWidget(_panel(tr("Plan a follow-up"), self.plan))
        column.addWidget(_panel(tr("This week"), self._week, self._bar))
        column.addStretch(1)
        self.setWidget(inside)

    def show_day(self, day: Today) -> None:
        """Show the planned days and the week."""
        self._month.show_planned(day.day, dict(day.planned))
        done, planned = day.done_this_week, day.planned_this_week
        self._week.setText(
            tr("{done} done · {planned} planned").format(done=number_text(done), planned=number_text(planned))
        )
        self._bar.setRange(0, max(done + planned, 1))
        self._bar.setValue(done)

    def fit(self, page_width: int) -> None:
        """Be as wide as the page allows, so that the list keeps two thirds of it."""
        line = QFontMetrics(QApplication.font()).height()
        self.setFixedWidth(min(line * _WIDTH_IN_LINES, round(page_width * _PART_OF_PAGE)))


def _panel(title: str, *content: QWidget) -> QFrame:
    panel = QFrame()
    panel.setProperty("role", "panel")
    column = QVBoxLayout(panel)
    column.setContentsMargins(16, 12, 16, 14)
    column.setSpacing(6)
    name = QLabel(title)
    name.setProperty("role", "strong")
    column.addWidget(name)
    for widget in content:
        column.addWidget(widget)
    return panel
