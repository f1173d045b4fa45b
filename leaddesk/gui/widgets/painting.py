"""Paint functions for delegates and widgets: chips, avatars, dots.

They leave pen, brush and font of the painter as they like and its render hints on antialiasing. Colour never
stands alone: every chip has a word, and a dot needs its word in the tooltip and the accessible text.
"""

from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from leaddesk.domain.records import Temperature
from leaddesk.gui import icons
from leaddesk.gui.theme import Theme

_BREATH = 38  # of 255
_CENTRE = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class ChipKind(StrEnum):
    """DASHED is for what is missing, HOT, WARM and COLD carry a dot."""

    PLAIN = "plain"
    GOOD = "good"
    BAD = "bad"
    WARN = "warn"
    ACCENT = "accent"
    DASHED = "dashed"
    HOT = "hot"
    WARM = "warm"
    COLD = "cold"


_TEMPERATURES = {
    ChipKind.HOT: Temperature.HOT,
    ChipKind.WARM: Temperature.WARM,
    ChipKind.COLD: Temperature.COLD,
}


def temperature_colour(temperature: Temperature, theme: Theme) -> str:
    """The theme's colour for hot, warm or cold."""
    colour: str = getattr(theme, temperature.value)
    return colour


def chip_height(metrics: QFontMetrics) -> int:
    """Height of a chip with text of these metrics."""
    return metrics.height() + 6


def chip_width(metrics: QFontMetrics, text: str, *, has_mark: bool = False) -> int:
    """Width of a chip that shows the whole text; `has_mark`: with an icon or a dot before it."""
    return metrics.horizontalAdvance(text) + 2 * _margin(metrics) + (_mark_room(metrics) if has_mark else 0)


def draw_chip(
    painter: QPainter,
    rect: QRectF,
    text: str,
    theme: Theme,
    *,
    kind: ChipKind = ChipKind.PLAIN,
    icon: str = "",
    colour: str = "",
) -> None:
    """A rounded chip that fills `rect`, in the painter's font; text that has no room ends in '…'.

    With a `colour` its ground is a breath of that, on which the text can be read whatever it is.
    """
    ink, ground = (theme.ink, _tint(colour)) if colour else _chip_colours(kind, theme)
    metrics = painter.fontMetrics()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if kind is ChipKind.DASHED:
        pen = QPen(QColor(ink), 1.0, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([3, 2])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(rect, 5, 5)
    inside = rect.adjusted(_margin(metrics), 0, -_margin(metrics) + 1, 0)
    temperature = _TEMPERATURES.get(kind)
    if temperature is not None:
        dot = QRectF(inside.left() + 2, rect.top(), metrics.ascent() * 0.7, rect.height())
        draw_dot(painter, dot, temperature_colour(temperature, theme))
        inside.setLeft(inside.left() + _mark_room(metrics))
    elif icon:
        draw_icon(painter, QRectF(inside.left(), rect.top(), metrics.ascent() + 2, rect.height()), icon, ink)
        inside.setLeft(inside.left() + _mark_room(metrics))
    painter.setPen(QColor(ink))
    painter.drawText(inside, _LEFT, metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(inside.width())))


def draw_icon(painter: QPainter, rect: QRectF, name: str, colour: str) -> None:
    """The icon in the middle of `rect`, as large as its shorter edge allows, on whole pixels."""
    size = int(min(rect.width(), rect.height()))
    device = painter.device()
    drawn = icons.pixmap(name, colour, size, device.devicePixelRatioF() if device else 1.0)
    left = round(rect.center().x() - size / 2)
    painter.drawPixmap(QPointF(left, round(rect.center().y() - size / 2)), drawn)


def draw_avatar(painter: QPainter, rect: QRectF, initials: str, colour: str) -> None:
    """A circle in the person's colour with the initials in white, in the middle of `rect`."""
    edge = min(rect.width(), rect.height())
    circle = QRectF(0, 0, edge, edge)
    circle.moveCenter(rect.center())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(circle)
    font = QFont(painter.font())
    font.setPixelSize(max(1, round(edge * 0.42)))
    font.setWeight(QFont.Weight.Bold)
    painter.setFont(font)
    painter.setPen(QColor("#FFFFFF"))
    painter.drawText(circle, _CENTRE, initials[:2].upper())


def draw_glow(painter: QPainter, rect: QRectF, initials: str, colour: str) -> None:
    """Laid over what somebody else has just changed: a ring and a breath of their colour, initials at the corner."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    breath = QColor(colour)
    breath.setAlpha(_BREATH)
    painter.setBrush(breath)
    painter.setPen(QPen(QColor(colour), 2))
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 8, 8)
    edge = painter.fontMetrics().height() * 1.5
    draw_avatar(painter, QRectF(rect.right() - edge - 4, rect.top() + 4, edge, edge), initials, colour)
    painter.restore()


def draw_dot(painter: QPainter, rect: QRectF, colour: str) -> None:
    """A filled circle in the middle of `rect`, as wide as its shorter edge."""
    edge = min(rect.width(), rect.height())
    circle = QRectF(0, 0, edge, edge)
    circle.moveCenter(rect.center())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(circle)


def _margin(metrics: QFontMetrics) -> int:
    return round(metrics.height() * 0.4)


def _mark_room(metrics: QFontMetrics) -> int:
    return metrics.ascent() + round(metrics.height() * 0.4)


def _chip_colours(kind: ChipKind, theme: Theme) -> tuple[str, QColor]:
    """Colour of the text, and the ground."""
    temperature = _TEMPERATURES.get(kind)
    if temperature is not None:
        return theme.ink, _tint(temperature_colour(temperature, theme))
    ink, ground_name = {
        ChipKind.GOOD: (theme.good, theme.good_soft),
        ChipKind.BAD: (theme.bad, theme.bad_soft),
        ChipKind.WARN: (theme.warn, theme.warn_soft),
        ChipKind.ACCENT: (theme.accent, theme.accent_soft),
        ChipKind.DASHED: (theme.warn, theme.surface),
    }.get(kind, (theme.ink2, theme.column if not theme.dark else theme.window))
    return ink, QColor(ground_name)


def _tint(colour: str) -> QColor:
    ground = QColor(colour)
    ground.setAlphaF(0.18)
    return ground
