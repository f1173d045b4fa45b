"""Paints what the palette offers: icon, name with the typed words bold, detail, key or kind at the right."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from leaddesk.gui import theme
from leaddesk.gui.models.palette_model import ROW, Row, Spans
from leaddesk.gui.theme import Theme
from leaddesk.gui.widgets.painting import draw_icon

Index = QModelIndex | QPersistentModelIndex
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_EDGE, _GAP = 16, 8


def row_height() -> int:
    return round(QFontMetrics(QApplication.font()).height() * 2.1)


def head_height() -> int:
    return round(QFontMetrics(QApplication.font()).height() * 1.9)


class RowDelegate(QStyledItemDelegate):
    """What has no room ends in '…'; the detail gives way first."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: Row = index.data(ROW)
        rect: QRect = option.rect
        colours = theme.current()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.is_head:
            painter.setFont(theme.small_font())
            painter.setPen(QColor(colours.ink2))
            painter.drawText(rect.adjusted(_EDGE, 0, -_EDGE, 0), _LEFT, row.title)
        else:
            state: QStyle.StateFlag = option.state
            if state & QStyle.StateFlag.State_Selected:
                painter.fillRect(rect, QColor(colours.accent_soft))
            elif state & QStyle.StateFlag.State_MouseOver:
                painter.fillRect(rect, QColor(colours.window))
            self._paint_row(painter, rect, row, colours)
        painter.restore()

    def _paint_row(self, painter: QPainter, rect: QRect, row: Row, colours: Theme) -> None:
        edge = theme.icon_size()
        if row.icon:
            place = QRectF(rect.left() + _EDGE, rect.center().y() - edge / 2, edge, edge)
            draw_icon(painter, place, row.icon, colours.ink2)
        painter.setFont(QApplication.font())
        room = rect.adjusted(_EDGE + edge + _GAP + 2, 0, -_EDGE, 0)
        painter.setPen(QColor(colours.ink2))
        painter.drawText(room, _RIGHT, row.aside)
        if row.aside:
            room.setRight(room.right() - painter.fontMetrics().horizontalAdvance(row.aside) - 2 * _GAP)
        painter.setPen(QColor(colours.ink))
        room.setLeft(_draw(painter, room, row.title, row.bold) + _GAP)
        painter.setPen(QColor(colours.ink2))
        _draw(painter, room, row.detail, row.bold_detail)


def _draw(painter: QPainter, room: QRect, text: str, bold: Spans) -> int:
    """Draw the text with its bold parts and return where it ends."""
    plain, strong = QFont(QApplication.font()), theme.bold_font()
    at = 0
    left = room.left()
    for first, behind in (*bold, (len(text), len(text))):
        for part, font in ((text[at:first], plain), (text[first:behind], strong)):
            if not part or left >= room.right():
                continue
            painter.setFont(font)
            metrics = painter.fontMetrics()
            said = metrics.elidedText(part, Qt.TextElideMode.ElideRight, room.right() - left)
            painter.drawText(QRect(left, room.top(), room.right() - left + 1, room.height()), _LEFT, said)
            left += metrics.horizontalAdvance(said)
            if said != part:
                return left
        at = behind
    return left
