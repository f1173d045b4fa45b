"""A month at a glance: today, days with something planned, and a day to choose."""

from collections.abc import Mapping
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QLocale, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from leaddesk.domain.dates import add_months
from leaddesk.gui import theme
from leaddesk.gui.icons import put_icon
from leaddesk.gui.texts import month_text, tr
from leaddesk.gui.widgets.painting import draw_dot

_CENTRE = Qt.AlignmentFlag.AlignCenter
_WEEKS = 6  # so that nothing below moves from month to month
_MOST_DOTS = 3
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -7,
    Qt.Key.Key_Down: 7,
}


def long_day_text(day: date) -> str:
    """'Saturday 21 November'."""
    names = (
        *(tr("Monday"), tr("Tuesday"), tr("Wednesday"), tr("Thursday"), tr("Friday")),
        *(tr("Saturday"), tr("Sunday")),
    )
    month = month_text(day).removesuffix(f" {day.year}")
    return tr("{weekday} {day} {month}").format(weekday=names[day.weekday()], day=day.day, month=month)


class Month(QWidget):
    """The month's name, two buttons to leaf through, and the days."""

    day_chosen = Signal(object)  # date

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._days = _Days(today)
        self._days.day_chosen.connect(self.day_chosen)
        self._days.leafed.connect(self._say_month)
        self._name = QLabel()
        self._name.setProperty("role", "strong")
        self._name.setMinimumWidth(1)  # in large text the days need the room
        row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(self._name, 1)
        for icon, name, months in (
            ("chevron-left", tr("Previous month"), -1),
            ("chevron-right", tr("Next month"), 1),
        ):
            button = QPushButton()
            button.setProperty("kind", "quiet")
            button.setAccessibleName(name)
            button.setToolTip(name)
            put_icon(button, button, icon)
            button.clicked.connect(lambda _down, by=months: self._days.leaf(by))
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self._days)
        self._say_month()

    def show_planned(self, today: date, planned: Mapping[date, int]) -> None:
        """Mark today and how much is planned on each day; the month stays unless it was that of another today."""
        self._days.show_planned(today, planned)

    def _say_month(self) -> None:
        self._name.setText(month_text(self._days.first))


class _Days(QWidget):
    """Painted days. Arrow keys walk, Page Up and Down leaf, Enter chooses."""

    day_chosen = Signal(object)  # date
    leafed = Signal()

    def __init__(self, today: date) -> None:
        super().__init__()
        self._today = today
        self._planned: Mapping[date, int] = {}
        self._at = today  # where the keyboard is; its month is shown
        self._hovered: date | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._name()

    @property
    def first(self) -> date:
        return self._at.replace(day=1)

    def leaf(self, months: int) -> None:
        self._go(add_months(self._at, months))

    def show_planned(self, today: date, planned: Mapping[date, int]) -> None:
        if self._at == self._today:
            self._at = today
            self.leafed.emit()
        self._today, self._planned = today, planned
        self._name()
        self.update()

    def sizeHint(self) -> QSize:
        line = self.fontMetrics().height()
        return QSize(line * 14, round(line * (1.6 + 2.25 * _WEEKS)))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().height() * 7, self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            day = self._day_at(event.pos())
            count = self._planned.get(day, 0) if day else 0
            QToolTip.showText(event.globalPos(), tr("%n planned", count) if count else "", self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._go(self._at + timedelta(days=_STEPS[key]))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.leaf(1 if key == Qt.Key.Key_PageDown else -1)
        elif key == Qt.Key.Key_Home:
            self._go(self._today)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.day_chosen.emit(self._at)
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._day_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)
        super().leaveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        day = self._day_at(event.position().toPoint())
        if day is not None and event.button() == Qt.MouseButton.LeftButton:
            self._go(day)
            self.day_chosen.emit(day)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.updateGeometry()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = theme.current()
        painter.setFont(theme.small_font())
        painter.setPen(QColor(colours.ink2))
        for column in range(7):
            cell, name = self._cell(-1, column), _short_weekday((self._first_weekday + column) % 7)
            while len(name) > 1 and painter.fontMetrics().horizontalAdvance(name) > cell.width() - 6:
                name = name[:-1]
            painter.drawText(cell, _CENTRE, name)
        day = self.first
        while day.month == self.first.month:
            self._paint_day(painter, day)
            day += timedelta(days=1)

    def _paint_day(self, painter: QPainter, day: date) -> None:
        colours = theme.current()
        cell = self._rect_of(day)
        is_today = day == self._today
        ground = QRectF(cell).adjusted(1, 1, -1, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if is_today or day == self._hovered:
            painter.setBrush(QColor(colours.accent if is_today else colours.column))
            painter.drawRoundedRect(ground, 6, 6)
        if day == self._at and self.hasFocus():
            painter.setPen(QColor(colours.ink if is_today else colours.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(ground.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setFont(theme.bold_font() if is_today else self.font())
        painter.setPen(QColor(colours.on_accent if is_today else colours.ink))
        dots = min(self._planned.get(day, 0), _MOST_DOTS)
        size = max(3, round(cell.height() * 0.1))
        painter.drawText(cell.adjusted(0, 0, 0, -2 * size), _CENTRE, str(day.day))
        left = cell.center().x() - (dots * size * 1.7 - size * 0.7) / 2
        for number in range(dots):
            dot = QRectF(left + number * size * 1.7, cell.bottom() - 2.4 * size, size, size)
            draw_dot(painter, dot, colours.on_accent if is_today else colours.accent)

    @property
    def _first_weekday(self) -> int:
        """0 for Monday, as date.weekday counts."""
        return QLocale().firstDayOfWeek().value - 1

    def _rect_of(self, day: date) -> QRect:
        offset = (self.first.weekday() - self._first_weekday) % 7 + day.day - 1
        return self._cell(offset // 7, offset % 7)

    def _cell(self, week: int, column: int) -> QRect:
        """A day's place; week -1 is the line with the names of the weekdays."""
        line = self.fontMetrics().height()
        left, right = round(self.width() * column / 7), round(self.width() * (column + 1) / 7)
        if week < 0:
            return QRect(left, 0, right - left, round(line * 1.6))
        top = round(line * (1.6 + 2.25 * week))
        return QRect(left, top, right - left, round(line * 2.25))

    def _day_at(self, at: QPoint) -> date | None:
        days = (self.first + timedelta(days=offset) for offset in range(31))
        return next((day for day in days if day.month == self.first.month and self._rect_of(day).contains(at)), None)

    def _hover(self, day: date | None) -> None:
        if day != self._hovered:
            self._hovered = day
            self.update()

    def _go(self, day: date) -> None:
        self._at = day
        self._name()
        self.leafed.emit()
        self.update()

    def _name(self) -> None:
        """Screen readers hear the day that the keyboard is on."""
        count = self._planned.get(self._at, 0)
        said = f"{long_day_text(self._at)} {self._at.year}"
        self.setAccessibleName(f"{said}, {tr('%n planned', count)}" if count else said)
        if self.hasFocus():
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))


def _short_weekday(number: int) -> str:
    return (tr("Mon"), tr("Tue"), tr("Wed"), tr("Thu"), tr("Fri"), tr("Sat"), tr("Sun"))[number]
