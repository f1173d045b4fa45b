"""How the cells of the list of deals look, and the editors that open in them."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QIcon, QPainter, QPen
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QStyle, QStyleOptionViewItem, QWidget

from leaddesk.domain.records import Temperature
from leaddesk.domain.summaries import Card, DealGroup
from leaddesk.domain.views import CardPart, ListColumn
from leaddesk.gui import theme
from leaddesk.gui.bridge.rate_book import RateBook
from leaddesk.gui.models.card_words import ChipState, card_chip, idle_too_long
from leaddesk.gui.models.deal_list_model import CARD, GROUP, UNSAVED, DealListModel
from leaddesk.gui.models.list_words import NUMBERS, column_title, group_figures, group_title
from leaddesk.gui.models.row_model import Index
from leaddesk.gui.pipeline.card_picture import CHIPS, STEP_ICONS
from leaddesk.gui.texts import temperature_text, tr
from leaddesk.gui.widgets.inline_kinds import person_icon
from leaddesk.gui.widgets.painting import (
    chip_height,
    chip_width,
    draw_avatar,
    draw_chip,
    draw_dot,
    draw_glow,
    draw_icon,
    temperature_colour,
)
from leaddesk.gui.widgets.record_table import LEFT, RIGHT, RecordDelegate, draw_line

_CHOICES = (ListColumn.STAGE, ListColumn.OWNER, ListColumn.TEMPERATURE)
_PALE = 0.6  # opacity of what is not saved yet
_BETWEEN = 6  # pixels between a mark and its text


class DealCells(RecordDelegate):
    """Heads of groups go over the whole width, cells are painted by their columns."""

    def __init__(self, model: DealListModel, rates: RateBook, parent: QWidget) -> None:
        super().__init__(parent)
        self._model, self._rates = model, rates

    # Painting

    def paint_cell(self, painter: QPainter, rect: QRectF, index: Index, option: QStyleOptionViewItem) -> None:
        group = index.data(GROUP)
        if group is not None:
            self._paint_head(painter, rect, group)
            self._paint_focus(painter, option)
            return
        card = index.data(CARD)
        column = self._model.columns[index.column()]
        if card is None:
            if column is ListColumn.TITLE:
                self._paint_unknown(painter, rect)
            return
        unsaved = index.data(UNSAVED)
        if unsaved:
            painter.setOpacity(_PALE)
        paint = _PAINTERS.get(column, DealCells.paint_text)
        paint(self, painter, rect, card, index)
        painter.setOpacity(1.0)
        if unsaved and column is ListColumn.TITLE:
            edge = rect.height() * 0.45
            draw_icon(
                painter, QRectF(rect.right() - edge, rect.top(), edge, rect.height()), "clock", theme.current().ink
            )
        who = self._model.glow.by(card.id) if index.column() == 0 else None
        if who is not None:
            draw_glow(painter, QRectF(option.rect), who.initials, who.colour)
        self._paint_focus(painter, option)

    def font_of(self, index: Index) -> QFont:
        bold = index.data(GROUP) is not None or self._model.columns[index.column()] is ListColumn.TITLE
        return theme.bold_font() if bold else QApplication.font()

    def mark_room(self, index: Index, height: int) -> int:
        column = self._model.columns[index.column()]
        if column is ListColumn.OWNER:
            return round(height * 0.62) + _BETWEEN
        return round(height * 0.4) if column in (ListColumn.TEMPERATURE, ListColumn.NEXT_STEP) else 0

    def _paint_head(self, painter: QPainter, rect: QRectF, group: DealGroup) -> None:
        dress = theme.current()
        painter.fillRect(rect.adjusted(-20, 0, 20, 0), QColor(dress.window))
        edge = rect.height() * 0.5
        arrow = "chevron-right" if self._model.is_folded(group) else "chevron-down"
        draw_icon(painter, QRectF(rect.left(), rect.top(), edge, rect.height()), arrow, dress.ink2)
        left = rect.left() + edge + _BETWEEN
        title = group_title(group, ListColumn(self._model.options.group))
        bold = theme.bold_font()
        wide = min(QFontMetrics(bold).horizontalAdvance(title) + 1.0, rect.width() * 0.5)
        draw_line(painter, QRectF(left, rect.top(), wide, rect.height()), title, dress.ink, bold)
        left += wide + 2 * _BETWEEN
        room = QRectF(left, rect.top(), rect.right() - left, rect.height())
        draw_line(painter, room, group_figures(group, self._rates), dress.ink2, QApplication.font())

    def _paint_unknown(self, painter: QPainter, rect: QRectF) -> None:
        """A row that has not arrived: a shade where its title will be."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.current().line))
        high = rect.height() * 0.3
        painter.drawRoundedRect(QRectF(rect.left(), rect.center().y() - high / 2, rect.width() * 0.6, high), 4, 4)

    def _paint_focus(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        """A ring around the cell that the keyboard is on."""
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.current().accent), 1))
            painter.drawRect(QRectF(option.rect).adjusted(0.5, 0.5, -1.5, -1.5))

    def paint_text(self, painter: QPainter, rect: QRectF, _card: Card, index: Index) -> None:
        dress, column = theme.current(), self._model.columns[index.column()]
        align = RIGHT if column in NUMBERS else LEFT
        ink = dress.ink if column in (ListColumn.TITLE, ListColumn.VALUE) else dress.ink2
        draw_line(painter, rect, str(index.data() or "—"), ink, self.font_of(index), align)

    def paint_idle(self, painter: QPainter, rect: QRectF, card: Card, index: Index) -> None:
        """Longer than the stage allows it is a chip, and so more than another colour."""
        if idle_too_long(card, self._model.now) is None:
            self.paint_text(painter, rect, card, index)
            return
        painter.setFont(theme.small_font())
        text = str(index.data())
        wide = min(chip_width(painter.fontMetrics(), text, has_mark=True), int(rect.width()))
        high = chip_height(painter.fontMetrics())
        chip = QRectF(rect.right() - wide, rect.center().y() - high / 2, wide, high)
        draw_chip(painter, chip, text, theme.current(), kind=CHIPS[ChipState.IDLE], icon="clock")

    def paint_step(self, painter: QPainter, rect: QRectF, card: Card, index: Index) -> None:
        """When it is due as on the card, and what it is."""
        chip = card_chip(card, self._model.now, (CardPart.STEP,)) if index.data() else None
        if chip is None:
            self.paint_text(painter, rect, card, index)
            return
        painter.setFont(theme.small_font())
        metrics = painter.fontMetrics()
        icon = STEP_ICONS[card.next_step.kind] if card.next_step is not None else ""
        wide = min(chip_width(metrics, chip.words, has_mark=bool(icon)), int(rect.width()))
        high = chip_height(metrics)
        there = QRectF(rect.left(), rect.center().y() - high / 2, wide, high)
        draw_chip(painter, there, chip.words, theme.current(), kind=CHIPS[chip.state], icon=icon)
        if card.next_step is not None:
            rest = rect.adjusted(wide + _BETWEEN, 0, 0, 0)
            draw_line(painter, rest, card.next_step.subject, theme.current().ink2, QApplication.font())

    def paint_temperature(self, painter: QPainter, rect: QRectF, card: Card, index: Index) -> None:
        dot = QRectF(rect.left(), rect.top(), rect.height() * 0.25, rect.height())
        draw_dot(painter, dot, temperature_colour(card.temperature, theme.current()))
        self.paint_text(painter, rect.adjusted(dot.width() + _BETWEEN, 0, 0, 0), card, index)

    def paint_owner(self, painter: QPainter, rect: QRectF, card: Card, index: Index) -> None:
        if card.owner and card.owner == index.data():  # not of the old one, while another is saved
            edge = rect.height() * 0.62
            painter.setFont(QApplication.font())
            circle = QRectF(rect.left(), rect.center().y() - edge / 2, edge, edge)
            draw_avatar(painter, circle, card.owner_initials, card.owner_colour)
            rect = rect.adjusted(edge + _BETWEEN, 0, 0, 0)
        self.paint_text(painter, rect, card, index)

    def paint_tags(self, painter: QPainter, rect: QRectF, card: Card, index: Index) -> None:
        """As many as have room; the last one may be cut."""
        painter.setFont(theme.small_font())
        metrics, left = painter.fontMetrics(), rect.left()
        high = chip_height(metrics)
        for tag in card.tags:
            wide = min(chip_width(metrics, tag.name), int(rect.right() - left))
            if wide < 3 * high / 2:
                break
            chip = QRectF(left, rect.center().y() - high / 2, wide, high)
            draw_chip(painter, chip, tag.name, theme.current(), colour=tag.colour)
            left += wide + _BETWEEN
        if not card.tags:
            self.paint_text(painter, rect, card, index)

    # Editing

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        column = self._model.columns[index.column()]
        editor: QWidget
        if column in _CHOICES:
            editor = self._choices(parent, column)
        else:
            editor = QLineEdit(parent)
            editor.setFont(self.font_of(index))
        editor.setAccessibleName(column_title(column))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        text = str(index.data(Qt.ItemDataRole.EditRole) or "")
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(editor.findData(text), 0))
        elif isinstance(editor, QLineEdit):
            editor.setText(text)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentData(), Qt.ItemDataRole.EditRole)
        elif isinstance(editor, QLineEdit):
            model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        editor.setGeometry(option.rect.adjusted(1, 1, -1, -1))

    def _choices(self, parent: QWidget, column: ListColumn) -> QComboBox:
        """One of a few values; it counts as soon as it is chosen."""
        box = _Choices(parent)
        for key, label, icon in self._options(column):
            box.addItem(icon, label, key)
        box.activated.connect(lambda _place: self.commitData.emit(box))
        box.left.connect(lambda: self.closeEditor.emit(box))
        QTimer.singleShot(0, box, box.showPopup)
        return box

    def _options(self, column: ListColumn) -> list[tuple[str, str, QIcon]]:
        if column is ListColumn.STAGE:
            return [(str(stage.id), stage.name, QIcon()) for stage in self._model.stages]
        if column is ListColumn.OWNER:
            people = [(user.name, user.name, person_icon(user.initials, user.colour)) for user in self._model.users]
            return [("", tr("Nobody"), QIcon()), *people]
        words = [(word.value, temperature_text(word), QIcon()) for word in reversed(Temperature)]
        return [("", tr("By the dialogue"), QIcon()), *words]


class _Choices(QComboBox):
    """Is there as long as its list is open."""

    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.view().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Hide and watched is self.view():
            QTimer.singleShot(0, self, self.left.emit)  # what was chosen is told first
        return super().eventFilter(watched, event)


_PAINTERS: Mapping[ListColumn, Callable[[DealCells, QPainter, QRectF, Card, Index], None]] = {
    ListColumn.IDLE: DealCells.paint_idle,
    ListColumn.NEXT_STEP: DealCells.paint_step,
    ListColumn.OWNER: DealCells.paint_owner,
    ListColumn.TAGS: DealCells.paint_tags,
    ListColumn.TEMPERATURE: DealCells.paint_temperature,
}
