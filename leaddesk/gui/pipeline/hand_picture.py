"""How cards look while they are carried: the one that was taken up on top, turned a little, over the others."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPixmap

from leaddesk.gui import theme
from leaddesk.gui.texts import number_text

_TILT = 2.0  # degrees
_SHADOW = 14  # pixels around the card
_STEP = 4.0  # pixels from one card of the stack to the next


def picture_in_hand(card: QPixmap, count: int) -> QPixmap:
    """The picture of the card, and of how many are carried with it."""
    size, dpr = card.deviceIndependentSize(), card.devicePixelRatio()
    drawn = QPixmap(round((size.width() + 2 * _SHADOW) * dpr), round((size.height() + 2 * _SHADOW) * dpr))
    drawn.setDevicePixelRatio(dpr)
    drawn.fill(Qt.GlobalColor.transparent)
    rect = QRectF(QPointF(0, 0), size)
    painter = QPainter(drawn)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    painter.save()
    painter.translate(_SHADOW + rect.width() / 2, _SHADOW + rect.height() / 2)
    painter.rotate(_TILT)
    painter.translate(-rect.width() / 2, -rect.height() / 2)
    _draw_shadow(painter, rect)
    for below in range(min(count - 1, 2), 0, -1):
        _draw_sheet(painter, rect.translated(below * _STEP, below * _STEP))
    painter.drawPixmap(QPointF(0, 0), card)
    painter.restore()
    if count > 1:
        _draw_badge(painter, QPointF(_SHADOW + rect.width(), _SHADOW), number_text(count))
    painter.end()
    return drawn


def hot_spot(press: QPointF) -> QPointF:
    """Where the mouse holds the picture, pressed at this point of the card."""
    return press + QPointF(_SHADOW, _SHADOW)


def _draw_shadow(painter: QPainter, rect: QRectF) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 16 if theme.current().dark else 7))
    for spread in range(-2, _SHADOW - 5):
        painter.drawRoundedRect(rect.adjusted(-spread, 5 - spread, spread, 5 + spread), 9 + spread, 9 + spread)


def _draw_sheet(painter: QPainter, rect: QRectF) -> None:
    dress = theme.current()
    painter.setPen(QPen(QColor(dress.line), 1))
    painter.setBrush(QColor(dress.surface))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -1.5), 8, 8)


def _draw_badge(painter: QPainter, corner: QPointF, text: str) -> None:
    dress, font = theme.current(), theme.bold_font()
    metrics = QFontMetricsF(font)
    height = metrics.height() + 6
    width = max(metrics.horizontalAdvance(text) + 12, height)
    right = min(corner.x() + _SHADOW - 1, corner.x() + width / 2)
    badge = QRectF(right - width, max(corner.y() - height / 2, 1), width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(dress.accent))
    painter.drawRoundedRect(badge, height / 2, height / 2)
    painter.setFont(font)
    painter.setPen(QColor(dress.on_accent))
    painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, text)
