"""How a card looks, drawn once and then kept as a picture: sixteen times cheaper than drawing it for each frame."""

from collections import OrderedDict
from datetime import datetime
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QApplication

from leaddesk.domain.next_step import NextStepState
from leaddesk.domain.records import FollowUpKind
from leaddesk.domain.summaries import Card
from leaddesk.gui import theme
from leaddesk.gui.models.card_words import company_and_contact, step_text
from leaddesk.gui.texts import money_text
from leaddesk.gui.widgets.painting import (
    ChipKind,
    chip_height,
    chip_width,
    draw_avatar,
    draw_chip,
    draw_dot,
    draw_icon,
    temperature_colour,
)

STEP_ICONS = {
    FollowUpKind.CALL: "call",
    FollowUpKind.EMAIL: "email",
    FollowUpKind.MEETING: "meeting",
    FollowUpKind.TODO: "todo",
}
_STEP_CHIPS = {
    NextStepState.NONE: ChipKind.DASHED,
    NextStepState.PLANNED: ChipKind.PLAIN,
    NextStepState.TODAY: ChipKind.WARN,
    NextStepState.OVERDUE: ChipKind.BAD,
}
_KEPT = 300  # pictures; a large screen shows about 100
_SIDE = 9  # from the edge of the card to its text
_ABOVE = 10
_TILT = 2.0  # degrees, of a card in the hand
_SHADOW = 14  # pixels around a card in the hand
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class Look(NamedTuple):
    """How a card stands on the board."""

    selected: bool = False
    focused: bool = False
    unsaved: bool = False


class CardPictures:
    """Draws cards in the theme and fonts of the program; after a change of those call `restyle`."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[object, ...], QPixmap] = OrderedDict()
        self.restyle()

    def restyle(self) -> None:
        """Take the theme and the fonts anew and forget the pictures."""
        self._kept.clear()
        self._theme = theme.current()
        self._base, self._bold, self._small = QApplication.font(), theme.bold_font(), theme.small_font()
        self._base_metrics, self._bold_metrics = QFontMetrics(self._base), QFontMetrics(self._bold)
        self._small_metrics = QFontMetrics(self._small)
        self._dot = round(self._base_metrics.height() * 0.5)
        self._avatar = round(self._base_metrics.height() * 1.4)
        self._foot = max(self._avatar, chip_height(self._small_metrics))
        lines = self._bold_metrics.height() + 1 + self._base_metrics.height()
        self.height = _ABOVE + lines + 7 + self._foot + _ABOVE

    def picture(self, card: Card, width: int, look: Look, dpr: float, now: datetime) -> QPixmap:
        """The card, `width` logical pixels wide, for a screen of `dpr`."""
        key = (card, width, look, dpr, _said_at(card, now))
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
            return found
        drawn = _blank(width, self.height, dpr)
        painter = QPainter(drawn)
        self._draw(painter, card, width, look, now)
        painter.end()
        self._kept[key] = drawn
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return drawn

    def in_hand(self, card: Card, width: int, dpr: float, now: datetime) -> QPixmap:
        """The card as it is carried: a little turned, over its shadow."""
        flat = self.picture(card, width, Look(), dpr, now)
        drawn = _blank(width + 2 * _SHADOW, self.height + 2 * _SHADOW, dpr)
        painter = QPainter(drawn)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.translate(_SHADOW + width / 2, _SHADOW + self.height / 2)
        painter.rotate(_TILT)
        painter.translate(-width / 2, -self.height / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 16 if self._theme.dark else 7))
        for spread in range(-2, _SHADOW - 5):
            painter.drawRoundedRect(
                QRectF(-spread, 5 - spread, width + 2 * spread, self.height + 2 * spread), 9 + spread, 9 + spread
            )
        painter.drawPixmap(QPointF(0, 0), flat)
        painter.end()
        return drawn

    def hot_spot(self, press: QPointF) -> QPointF:
        """Where the mouse holds the picture `in_hand`, pressed at this point of the card."""
        return press + QPointF(_SHADOW, _SHADOW)

    def title_rect(self, card: QRect) -> QRect:
        """Where the title stands on a card that lies there."""
        width = card.width() - 2 * _SIDE - self._dot - 6
        return QRect(card.left() + _SIDE, card.top() + _ABOVE, width, self._bold_metrics.height())

    def draw_unknown(self, painter: QPainter, rect: QRect) -> None:
        """A card that has not arrived: its ground, and a shade where its title will be."""
        self._ground(painter, QRectF(rect), Look())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.line))
        title = self.title_rect(rect)
        painter.drawRoundedRect(QRectF(title).adjusted(0, 2, -title.width() * 0.4, -2), 4, 4)

    def _draw(self, painter: QPainter, card: Card, width: int, look: Look, now: datetime) -> None:
        rect = QRect(0, 0, width, self.height)
        if look.unsaved:
            painter.setOpacity(0.6)
        self._ground(painter, QRectF(rect), look)
        title = self.title_rect(rect)
        dot = QRectF(width - _SIDE - self._dot, title.top(), self._dot, title.height())
        if look.unsaved:
            clock = QRectF(dot.left() - 4 - title.height(), title.top(), title.height(), title.height())
            draw_icon(painter, clock, "clock", self._theme.ink)
            title.setRight(int(clock.left()) - 4)
        self._text(painter, title, card.title, self._bold, self._bold_metrics, self._theme.ink)
        draw_dot(painter, dot, temperature_colour(card.temperature, self._theme))
        people = QRect(_SIDE, title.bottom() + 2, width - 2 * _SIDE, self._base_metrics.height())
        self._text(painter, people, company_and_contact(card), self._base, self._base_metrics, self._theme.ink2)
        self._draw_foot(painter, card, QRect(_SIDE, people.bottom() + 8, width - 2 * _SIDE, self._foot), now)

    def _draw_foot(self, painter: QPainter, card: Card, rect: QRect, now: datetime) -> None:
        """Value, next step, owner. The value may take what a short chip leaves."""
        if card.owner:
            circle = QRectF(rect.right() + 1 - self._avatar, rect.top(), self._avatar, rect.height())
            painter.setFont(self._base)
            draw_avatar(painter, circle, card.owner_initials, card.owner_colour)
            rect.setRight(int(circle.left()) - 3)
        words, state = step_text(card, now)
        icon = STEP_ICONS[card.next_step.kind] if card.next_step else ""
        height = chip_height(self._small_metrics)
        wide = chip_width(self._small_metrics, words, has_mark=bool(icon))
        if card.value is not None:
            value = money_text(card.value, card.currency)
            room = min(self._bold_metrics.horizontalAdvance(value) + 1, rect.width() - 2 * height)
            there = QRect(rect.left(), rect.top(), room, rect.height())
            self._text(painter, there, value, self._bold, self._bold_metrics, self._theme.ink)
            rect.setLeft(there.right() + (4 if room + wide + 6 > rect.width() else 7))
        if wide > rect.width():
            icon = ""  # the words say more
            wide = chip_width(self._small_metrics, words)
        chip = QRectF(rect.left(), rect.top() + (rect.height() - height) / 2, min(wide, rect.width()), height)
        painter.setFont(self._small)
        draw_chip(painter, chip, words, self._theme, kind=_STEP_CHIPS[state], icon=icon)

    def _ground(self, painter: QPainter, rect: QRectF, look: Look) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 22))
        painter.drawRoundedRect(rect.adjusted(0.5, 1.5, -0.5, 0), 8, 8)
        wide = 2.0 if look.focused else 1.5 if look.selected else 1.0
        painter.setPen(QPen(QColor(self._theme.accent if look.selected else self._theme.line), wide))
        painter.setBrush(QColor(self._theme.surface))
        painter.drawRoundedRect(rect.adjusted(wide / 2, wide / 2, -wide / 2, -1 - wide / 2), 8, 8)

    def _text(self, painter: QPainter, rect: QRect, text: str, font: QFont, metrics: QFontMetrics, colour: str) -> None:
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(rect, _LEFT, metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width()))


def _said_at(card: Card, now: datetime) -> object:
    """What the words of the next step depend on: the day, and for a time of today or yesterday the minute."""
    due = card.next_step.due_at if card.next_step else None
    if due is None or abs((now - due).total_seconds()) > 2 * 24 * 3600:
        return now.date()
    return now.replace(second=0, microsecond=0)


def _blank(width: int, height: int, dpr: float) -> QPixmap:
    drawn = QPixmap(max(round(width * dpr), 1), max(round(height * dpr), 1))
    drawn.setDevicePixelRatio(dpr)
    drawn.fill(Qt.GlobalColor.transparent)
    return drawn
