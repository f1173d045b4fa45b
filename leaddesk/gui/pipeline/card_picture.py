"""How a card looks, drawn once and then kept as a picture: sixteen times cheaper than drawing it for each frame."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QApplication

from leaddesk.domain.records import FollowUpKind
from leaddesk.domain.summaries import Card
from leaddesk.domain.views import USUAL_PARTS, CardPart
from leaddesk.gui import theme
from leaddesk.gui.models.card_words import CardChip, ChipState, card_chip, company_and_contact
from leaddesk.gui.pipeline.picture_cache import PictureCache
from leaddesk.gui.texts import compact_money_text, money_text, tr
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
CHIPS = {
    ChipState.NONE: ChipKind.DASHED,
    ChipState.PLANNED: ChipKind.PLAIN,
    ChipState.TODAY: ChipKind.WARN,
    ChipState.OVERDUE: ChipKind.BAD,
    ChipState.IDLE: ChipKind.BAD,
}
_FOOT = frozenset({CardPart.VALUE, CardPart.STEP, CardPart.IDLE, CardPart.OWNER})
_KEPT = 300  # pictures; a large screen shows about 100
_KEPT_GROUNDS = 50
_SIDE = 9  # from the edge of the card to its text
_ABOVE, _ABOVE_COMPACT = 10, 7
_BETWEEN_TAGS = 4
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class CardStyle(NamedTuple):
    """What a card shows; a compact one has a line below its title at most."""

    shown: frozenset[CardPart] = USUAL_PARTS
    compact: bool = False


class Look(NamedTuple):
    """How a card stands on the board."""

    selected: bool = False
    focused: bool = False
    unsaved: bool = False


class CardPictures:
    """Draws cards in the theme and fonts of the program; after a change of those call `restyle`.

    All are of one height, which follows the style.
    """

    def __init__(self) -> None:
        self._kept = PictureCache()
        self._grounds: dict[tuple[object, ...], QPixmap] = {}
        self.style = CardStyle()
        self.restyle()

    def show_parts(self, style: CardStyle) -> bool:
        """Draw cards in this style from now on; whether it is another, so that heights must be taken anew."""
        changed = style != self.style
        if changed:
            self.style = style
            self._kept.clear()
            self._measure()
        return changed

    def restyle(self) -> None:
        """Take the theme and the fonts anew and forget the pictures."""
        self._kept.clear()
        self._grounds.clear()
        self._theme = theme.current()
        self._base, self._bold, self._small = QApplication.font(), theme.bold_font(), theme.small_font()
        self._base_metrics, self._bold_metrics = QFontMetrics(self._base), QFontMetrics(self._bold)
        self._small_metrics = QFontMetrics(self._small)
        self._dot = round(self._base_metrics.height() * 0.5)
        self._avatar = round(self._base_metrics.height() * 1.4)
        self._foot = max(self._avatar, chip_height(self._small_metrics))
        self._tag_height = self._small_metrics.height() + 2
        self._measure()

    def _measure(self) -> None:
        """Where the lines of a card begin; None for those that there are not."""
        shown, compact = self.style
        self._above = _ABOVE_COMPACT if compact else _ABOVE
        below = self._above + self._bold_metrics.height()
        self._people_top = self._tags_top = self._foot_top = None
        if CardPart.WHO in shown and not compact:
            self._people_top = below + 1
            below = self._people_top + self._base_metrics.height()
        if CardPart.TAGS in shown and not compact:
            self._tags_top = below + 5
            below = self._tags_top + self._tag_height
        if shown & _FOOT:
            self._foot_top = below + (4 if compact else 7)
            below = self._foot_top + self._foot
        self.height = below + self._above

    def picture(self, card: Card, width: int, look: Look, dpr: float, now: datetime) -> QPixmap:
        """The card, `width` logical pixels wide, for a screen of `dpr`."""
        key = (width, look, dpr, _said_at(card, now))
        found = self._kept.find(card, key)
        if found is not None:
            return found
        drawn = _blank(width, self.height, dpr)
        painter = QPainter(drawn)
        self._draw(painter, card, width, look, now)
        painter.end()
        self._kept.keep(card, key, drawn)
        return drawn

    def title_rect(self, card: QRect) -> QRect:
        """Where the title stands on a card that lies there."""
        dot = self._dot + 6 if CardPart.TEMPERATURE in self.style.shown else 0
        width = card.width() - 2 * _SIDE - dot
        return QRect(card.left() + _SIDE, card.top() + self._above, width, self._bold_metrics.height())

    def draw_unknown(self, painter: QPainter, rect: QRect) -> None:
        """A card that has not arrived: its ground, and a shade where its title will be."""
        dpr = painter.device().devicePixelRatioF()
        painter.drawPixmap(rect.topLeft(), self._ground(rect.width(), Look(), dpr))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.line))
        title = self.title_rect(rect)
        painter.drawRect(QRectF(title).adjusted(0, 2, -title.width() * 0.4, -2))

    def _draw(self, painter: QPainter, card: Card, width: int, look: Look, now: datetime) -> None:
        rect = QRect(0, 0, width, self.height)
        if look.unsaved:
            painter.setOpacity(0.6)
        painter.drawPixmap(0, 0, self._ground(width, look, painter.device().devicePixelRatioF()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_title(painter, card, self.title_rect(rect), look)
        if self._people_top is not None:
            people = QRect(_SIDE, self._people_top, width - 2 * _SIDE, self._base_metrics.height())
            self._text(painter, people, company_and_contact(card), self._base, self._base_metrics, self._theme.ink2)
        if self._tags_top is not None:
            self._draw_tags(painter, card, QRectF(_SIDE, self._tags_top, width - 2 * _SIDE, self._tag_height))
        if self._foot_top is not None:
            self._draw_foot(painter, card, QRect(_SIDE, self._foot_top, width - 2 * _SIDE, self._foot), now)

    def _draw_title(self, painter: QPainter, card: Card, title: QRect, look: Look) -> None:
        """The title, in a compact card followed by the company; temperature and the sign of what is unsaved."""
        shown, compact = self.style
        if CardPart.TEMPERATURE in shown:
            dot = QRectF(title.right() + 7, title.top(), self._dot, title.height())
            draw_dot(painter, dot, temperature_colour(card.temperature, self._theme))
        if look.unsaved:
            clock = QRectF(title.right() + 3 - title.height(), title.top(), title.height(), title.height())
            draw_icon(painter, clock, "clock", self._theme.ink)
            title.setRight(int(clock.left()) - 4)
        self._text(painter, title, card.title, self._bold, self._bold_metrics, self._theme.ink)
        if compact and CardPart.WHO in shown:
            title.setLeft(title.left() + self._bold_metrics.horizontalAdvance(card.title) + 6)
            if title.width() > 4 * self._base_metrics.averageCharWidth():
                who = card.company or card.contact
                self._text(painter, title, who, self._base, self._base_metrics, self._theme.ink2)

    def _draw_tags(self, painter: QPainter, card: Card, rect: QRectF) -> None:
        """As many tags as have room, and how many more there are."""
        painter.setFont(self._small)
        for place, tag in enumerate(card.tags):
            others = len(card.tags) - place - 1
            kept = self._tag_width(_more(others)) + _BETWEEN_TAGS if others else 0
            wide = self._tag_width(tag.name)
            if place and wide + kept > rect.width():
                rect.setWidth(self._tag_width(_more(others + 1)))
                draw_chip(painter, rect, _more(others + 1), self._theme)
                return
            chip = QRectF(rect)
            chip.setWidth(min(wide, rect.width() - kept))
            draw_chip(painter, chip, tag.name, self._theme, colour=tag.colour)
            rect.setLeft(chip.right() + _BETWEEN_TAGS)

    def _tag_width(self, text: str) -> int:
        return chip_width(self._small_metrics, text)

    def _draw_foot(self, painter: QPainter, card: Card, rect: QRect, now: datetime) -> None:
        """Value, how it stands, owner."""
        shown = self.style.shown
        if card.owner and CardPart.OWNER in shown:
            circle = QRectF(rect.right() + 1 - self._avatar, rect.top(), self._avatar, rect.height())
            painter.setFont(self._base)
            draw_avatar(painter, circle, card.owner_initials, card.owner_colour)
            rect.setRight(int(circle.left()) - 1)
        chip = card_chip(card, now, shown)
        icon = ""
        if chip is not None and chip.state is ChipState.IDLE:
            icon = "clock"
        elif chip is not None and card.next_step is not None:
            icon = STEP_ICONS[card.next_step.kind]
        foot = self._fitting(card, chip, icon, rect.width())
        value = QRect(rect.left(), rect.top(), foot.value_width, rect.height())
        self._text(painter, value, foot.value, self._bold, self._bold_metrics, self._theme.ink)
        if chip is not None:
            height = chip_height(self._small_metrics)
            left, top = rect.left() + foot.value_width + foot.gap, rect.top() + (rect.height() - height) / 2
            painter.setFont(self._small)
            there = QRectF(left, top, foot.chip_width, height)
            draw_chip(painter, there, foot.words, self._theme, kind=CHIPS[chip.state], icon=foot.icon)

    def _fitting(self, card: Card, chip: CardChip | None, icon: str, room: int) -> "_Foot":
        """The roomiest foot that fits; if none does, the tightest with its texts cut."""
        for foot in self._feet(card, chip, icon):
            if foot.value_width + foot.gap + foot.chip_width + foot.beside <= room:
                return foot
        wide = min(foot.value_width, room // 2 if chip is not None else room)
        return foot._replace(value_width=wide, chip_width=room - wide - foot.gap)

    def _feet(self, card: Card, chip: CardChip | None, icon: str) -> Iterator["_Foot"]:
        """From the roomiest to the tightest: the gaps give way, then the icon, then words, then digits of the value."""
        values = [""]
        if card.value is not None and CardPart.VALUE in self.style.shown:
            values = [say(card.value, card.currency) for say in (money_text, compact_money_text)]
        for value in values:
            wide = self._bold_metrics.horizontalAdvance(value) + 1 if value else 0
            if chip is None:
                yield _Foot(value, wide)
                continue
            tight = 4 if value else 0
            yield self._foot_with(value, wide, 7 if value else 0, chip.words, icon)._replace(beside=2)
            yield self._foot_with(value, wide, tight, chip.words, icon)
            yield self._foot_with(value, wide, tight, chip.words)
            yield self._foot_with(value, wide, tight, chip.short)

    def _foot_with(self, value: str, wide: int, gap: int, words: str, icon: str = "") -> "_Foot":
        return _Foot(value, wide, gap, words, icon, chip_width(self._small_metrics, words, has_mark=bool(icon)))

    def _ground(self, width: int, look: Look, dpr: float) -> QPixmap:
        """What all cards of this look lie on; round corners take longer to draw than all the rest."""
        key = (width, self.height, look.selected, look.focused, dpr)
        found = self._grounds.get(key)
        if found is None:
            if len(self._grounds) > _KEPT_GROUNDS:
                self._grounds.clear()
            found = self._grounds[key] = _blank(width, self.height, dpr)
            painter = QPainter(found)
            self._draw_ground(painter, QRectF(0, 0, width, self.height), look)
            painter.end()
        return found

    def _draw_ground(self, painter: QPainter, rect: QRectF, look: Look) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 22))
        painter.drawRoundedRect(rect.adjusted(0.5, 1.5, -0.5, 0), 8, 8)
        wide = 2.0 if look.focused else 1.5 if look.selected else 1.0
        painter.setPen(QPen(QColor(self._theme.accent if look.selected or look.focused else self._theme.line), wide))
        painter.setBrush(QColor(self._theme.surface))
        painter.drawRoundedRect(rect.adjusted(wide / 2, wide / 2, -wide / 2, -1 - wide / 2), 8, 8)

    def _text(self, painter: QPainter, rect: QRect, text: str, font: QFont, metrics: QFontMetrics, colour: str) -> None:
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(rect, _LEFT, metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width()))


class _Foot(NamedTuple):
    """The last line of a card but for the owner; widths in pixels. `beside` is kept free before the owner."""

    value: str
    value_width: int
    gap: int = 0
    words: str = ""
    icon: str = ""
    chip_width: int = 0
    beside: int = 0


def _more(count: int) -> str:
    return tr("+{count}").format(count=count)


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
