"""Paints the rows of the day and knows what stands where in them."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QRectF, Qt
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

from leaddesk.domain.light import dataclass
from leaddesk.domain.people import NOBODY_COLOUR
from leaddesk.domain.summaries import Card, Step
from leaddesk.gui import theme
from leaddesk.gui.models.today_model import ROW, TICKED, Row, Section, title_text
from leaddesk.gui.texts import tr
from leaddesk.gui.theme import Theme
from leaddesk.gui.today.row_words import chip, second_line
from leaddesk.gui.widgets.painting import chip_height, chip_width, draw_avatar, draw_chip, draw_icon
from leaddesk.gui.widgets.plan_line import KIND_ICONS

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_EDGE, _GAP = 14, 8
_NARROW_IN_LINES = 32  # below this width the snooze button is an icon
_HEAD_TOKENS = {Section.OVERDUE: "bad", Section.TODAY: "warn"}


class Part(StrEnum):
    """What can be pressed in a row."""

    TICK = "tick"
    PLAN = "plan"
    SNOOZE = "snooze"
    OWNER = "owner"  # only tells its name
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Places:
    """Where the parts of one row are."""

    tick: QRect
    text: QRect
    chip: QRect
    owner: QRect
    snooze: QRect


def row_height() -> int:
    """Room for two lines of text."""
    return QFontMetrics(theme.bold_font()).height() + round(QFontMetrics(QApplication.font()).height() * 2.4)


def head_height() -> int:
    return round(QFontMetrics(QApplication.font()).height() * 2.4)


class RowDelegate(QStyledItemDelegate):
    """`hovered` is the row under the mouse and its part, which are painted as such."""

    def __init__(self, now: Callable[[], datetime], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self.hovered: tuple[int, Part] | None = None

    def part_at(self, row: Row, rect: QRect, at: QPoint) -> Part:
        """The part of a row in `rect` that is under the mouse."""
        places = self.places(row, rect)
        if row.step is None:
            if places.chip.contains(at):
                return Part.PLAN
        elif QRect(rect.left(), rect.top(), places.text.left() - rect.left(), rect.height()).contains(at):
            return Part.TICK  # the whole edge: a circle is a small target
        elif places.snooze.contains(at):
            return Part.SNOOZE
        return Part.OWNER if places.owner.contains(at) else Part.TEXT

    def places(self, row: Row, rect: QRect) -> Places:
        """Where everything stands in a row painted in `rect`; the text takes what is left."""
        line = QFontMetrics(QApplication.font()).height()
        small = QFontMetrics(theme.small_font())
        words = chip(row, self._now())[0]
        middle = rect.center().y()

        def at(left: int, width: int, height: int) -> QRect:
            return QRect(left, middle - height // 2, width, height)

        icon_only = rect.width() < line * _NARROW_IN_LINES
        label = 0 if icon_only else QFontMetrics(QApplication.font()).horizontalAdvance(tr("Snooze")) + 4
        snooze_width = label + theme.icon_size() + 2 * 8
        right = rect.right() + 1 - _EDGE - snooze_width
        snooze = at(right, snooze_width, round(line * 1.85))
        edge = round(line * 1.4)
        right -= _GAP + edge
        owner = at(right, edge, edge)
        width = chip_width(small, words, has_mark=row.step is None)
        right -= _GAP + width
        due = at(right, width, chip_height(small))
        tick = at(rect.left() + _EDGE, line, line)
        left = tick.right() + 1 + 10
        return Places(tick, QRect(left, rect.top(), right - _GAP - left, rect.height()), due, owner, snooze)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: Row = index.data(ROW)
        rect: QRect = option.rect
        colours = theme.current()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.is_head:
            painter.setFont(theme.bold_font())
            painter.setPen(QColor(getattr(colours, _HEAD_TOKENS.get(row.section, "ink2"))))
            painter.drawText(rect.adjusted(_EDGE, 0, -_EDGE, 0), _LEFT, title_text(row))
        else:
            self._paint_ground(painter, option, rect, index.row(), colours)
            self._paint_row(painter, rect, row, index, colours)
        painter.restore()

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        row: Row | None = index.data(ROW) if index.isValid() else None
        if row is None or row.is_head or event.type() != QEvent.Type.ToolTip:
            return super().helpEvent(event, view, option, index)
        card = row.stuck.card if row.stuck else None
        tips = {
            Part.TICK: tr("Done (Space)"),
            Part.PLAN: tr("Plan the next step (N)"),
            Part.SNOOZE: tr("Put it off (S)"),
            Part.OWNER: row.step.owner if row.step else card.owner if card else "",
            Part.TEXT: f"{title_text(row)}\n{second_line(row, self._now())}",
        }
        rect: QRect = option.rect
        QToolTip.showText(event.globalPos(), tips[self.part_at(row, rect, event.pos())], view)
        return True

    def _paint_ground(
        self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, place: int, colours: Theme
    ) -> None:
        """The colour behind a row: chosen, under the mouse, or none; a ring while the keyboard is here."""
        state: QStyle.StateFlag = option.state
        widget: QWidget | None = option.widget
        focused = widget is not None and widget.hasFocus()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(colours.accent_soft if focused else colours.window))
        elif self.hovered is not None and self.hovered[0] == place:
            painter.fillRect(rect, QColor(colours.window))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(colours.line))
        if state & QStyle.StateFlag.State_Selected and focused:
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.drawRoundedRect(QRectF(rect).adjusted(2, 1, -2, -2), 6, 6)

    def _paint_row(
        self,
        painter: QPainter,
        rect: QRect,
        row: Row,
        index: QModelIndex | QPersistentModelIndex,
        colours: Theme,
    ) -> None:
        places = self.places(row, rect)
        part = self.hovered[1] if self.hovered is not None and self.hovered[0] == index.row() else Part.TEXT
        ticked = bool(index.data(TICKED))
        self._paint_text(painter, places.text, row, ticked, colours)
        words, kind = chip(row, self._now())
        painter.setFont(theme.small_font())
        if part is Part.PLAN:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.warn_soft))
            painter.drawRoundedRect(places.chip, 5, 5)
        draw_chip(painter, QRectF(places.chip), words, colours, kind=kind, icon="" if row.step else "add")
        who: Step | Card | None = row.step or (row.stuck.card if row.stuck else None)
        if who is not None and who.owner_initials:
            draw_avatar(painter, QRectF(places.owner), who.owner_initials, who.owner_colour or NOBODY_COLOUR)
        painter.setFont(QApplication.font())
        if row.step is None:
            draw_icon(painter, QRectF(places.tick), "pipeline", colours.ink3)
            return
        _paint_tick(painter, QRectF(places.tick), ticked, part is Part.TICK, colours)
        _paint_snooze(painter, places.snooze, part is Part.SNOOZE, colours)

    def _paint_text(self, painter: QPainter, rect: QRect, row: Row, ticked: bool, colours: Theme) -> None:
        font = theme.bold_font()
        font.setStrikeOut(ticked)
        metrics, below = QFontMetrics(font), QFontMetrics(QApplication.font())
        top = rect.top() + (rect.height() - metrics.height() - below.height() - 2) // 2
        first = QRect(rect.left(), top, rect.width(), metrics.height())
        second = QRect(rect.left(), first.bottom() + 3, rect.width(), below.height())
        if row.step is not None:
            size = theme.icon_size()
            icon = QRectF(first.left(), first.top(), size, first.height())
            draw_icon(painter, icon, KIND_ICONS[row.step.followup.kind], colours.ink2)
            first.setLeft(first.left() + size + 6)
        _draw_line(painter, first, title_text(row), font, colours.ink2 if ticked else colours.ink)
        _draw_line(painter, second, second_line(row, self._now()), QApplication.font(), colours.ink2)


def _draw_line(painter: QPainter, rect: QRect, text: str, font: QFont, colour: str) -> None:
    painter.setFont(font)
    painter.setPen(QColor(colour))
    said = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, max(rect.width(), 0))
    painter.drawText(rect, _LEFT, said)


def _paint_tick(painter: QPainter, rect: QRectF, ticked: bool, hovered: bool, colours: Theme) -> None:
    """A circle; a tick in it when done, and while the mouse asks what it is."""
    painter.setPen(QPen(QColor(colours.good if ticked or hovered else colours.ink3), 1.4))
    painter.setBrush(QColor(colours.good) if ticked else Qt.BrushStyle.NoBrush)
    painter.drawEllipse(rect.adjusted(0.7, 0.7, -0.7, -0.7))
    if ticked or hovered:
        inside = rect.adjusted(2.5, 2.5, -2.5, -2.5)
        draw_icon(painter, inside, "check", colours.on_accent if ticked else colours.good)


def _paint_snooze(painter: QPainter, rect: QRect, hovered: bool, colours: Theme) -> None:
    painter.setPen(QColor(colours.ink3 if hovered else colours.line))
    painter.setBrush(QColor(colours.column if hovered else colours.surface))
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
    mark = theme.icon_size()
    has_label = rect.width() > mark + 2 * 8
    name = "chevron-down" if has_label else "clock"
    draw_icon(painter, QRectF(rect.right() + 1 - 8 - mark, rect.top(), mark, rect.height()), name, colours.ink2)
    if has_label:
        painter.setPen(QColor(colours.ink2))
        painter.drawText(rect.adjusted(9, 0, 0, 0), _LEFT, tr("Snooze"))
