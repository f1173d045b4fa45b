"""Paints what was done: who, the sentence, when, how much; what was taken back is struck through and muted."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from leaddesk.domain.history import OperationEntry, Person
from leaddesk.gui import theme
from leaddesk.gui.models.history_model import ROW, Row
from leaddesk.gui.models.history_words import moment_text, second_line, sentence
from leaddesk.gui.texts import day_text, time_text
from leaddesk.gui.theme import Theme
from leaddesk.gui.widgets.painting import draw_avatar

Index = QModelIndex | QPersistentModelIndex
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_EDGE, _GAP = 14, 10


def row_height() -> int:
    """Room for two lines of text."""
    return round(QFontMetrics(QApplication.font()).height() * 3.1)


def head_height() -> int:
    return round(QFontMetrics(QApplication.font()).height() * 2.4)


class RowDelegate(QStyledItemDelegate):
    """Text without room is in the tooltip."""

    def __init__(self, now: Callable[[], datetime], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: Row = index.data(ROW)
        rect: QRect = option.rect
        colours = theme.current()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.entry is None or row.person is None:
            painter.setFont(theme.bold_font())
            painter.setPen(QColor(colours.ink2))
            painter.drawText(rect.adjusted(_EDGE, 0, -_EDGE, 0), _LEFT, day_text(row.day, self._now().date()))
        else:
            _paint_ground(painter, option, rect, colours)
            self._paint_row(painter, rect, row.entry, row.person, colours)
        painter.restore()

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        row: Row | None = index.data(ROW) if index.isValid() else None
        if row is None or row.entry is None or event.type() != QEvent.Type.ToolTip:
            return super().helpEvent(event, view, option, index)
        lines = (sentence(row.entry), second_line(row.entry), moment_text(row.entry.at, self._now()))
        QToolTip.showText(event.globalPos(), "\n".join(lines), view)
        return True

    def _paint_row(self, painter: QPainter, rect: QRect, entry: OperationEntry, person: Person, colours: Theme) -> None:
        edge = round(QFontMetrics(QApplication.font()).height() * 1.6)
        circle = QRect(rect.left() + _EDGE, rect.center().y() - edge // 2, edge, edge)
        draw_avatar(painter, QRectF(circle), person.initials, person.colour)
        small = theme.small_font()
        time = time_text(entry.at.astimezone(self._now().tzinfo))
        width = QFontMetrics(small).horizontalAdvance(time)
        text = QRect(circle.right() + 1 + _GAP, rect.top(), 0, rect.height())
        text.setRight(rect.right() - _EDGE - width - _GAP)
        font = QApplication.font()
        font.setWeight(QFont.Weight.Medium)
        font.setStrikeOut(entry.undone)
        metrics = QFontMetrics(font)
        below = QFontMetrics(small)
        top = rect.top() + (rect.height() - metrics.height() - below.height() - 2) // 2
        first = QRect(text.left(), top, text.width(), metrics.height())
        second = QRect(text.left(), first.bottom() + 3, text.width(), below.height())
        _draw_line(painter, first, sentence(entry), font, colours.ink2 if entry.undone else colours.ink)
        _draw_line(painter, second, second_line(entry), small, colours.ink2)
        painter.drawText(QRect(text.right() + 1, first.top(), width + _GAP, first.height()), _RIGHT, time)


def _paint_ground(painter: QPainter, option: QStyleOptionViewItem, rect: QRect, colours: Theme) -> None:
    """The colour behind a row: chosen, under the mouse, or none; a ring while the keyboard is here."""
    state: QStyle.StateFlag = option.state
    widget: QWidget | None = option.widget
    focused = widget is not None and widget.hasFocus()
    chosen = bool(state & QStyle.StateFlag.State_Selected)
    if chosen or state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(rect, QColor(colours.accent_soft if chosen else colours.window))
    painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(colours.line))
    if chosen and focused:
        painter.setPen(QPen(QColor(colours.accent), 2))
        painter.drawRoundedRect(QRectF(rect).adjusted(2, 1, -2, -2), 6, 6)


def _draw_line(painter: QPainter, rect: QRect, text: str, font: QFont, colour: str) -> None:
    painter.setFont(font)
    painter.setPen(QColor(colour))
    said = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, max(rect.width(), 0))
    painter.drawText(rect, _LEFT, said)
