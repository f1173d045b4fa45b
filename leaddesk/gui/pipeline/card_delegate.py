"""Puts cards on a column and the editor of a title on a card."""

from typing import Protocol

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from leaddesk.gui import theme
from leaddesk.gui.models.board_model import BoardModel
from leaddesk.gui.models.column_model import ColumnModel, Index
from leaddesk.gui.pipeline.card_picture import CardPictures, Look
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.painting import draw_glow

_SELECTED, _FOCUSED = QStyle.StateFlag.State_Selected.value, QStyle.StateFlag.State_HasFocus.value
_GHOST = 0.35  # opacity of the place that a card in the hand has left


class CardPlaces(Protocol):
    """What a column knows of where its cards lie."""

    @property
    def column(self) -> ColumnModel: ...
    def card_rect(self, cell: QRect) -> QRect: ...
    def shift(self, row: int) -> int: ...
    def is_in_hand(self, row: int) -> bool: ...


class CardDelegate(QStyledItemDelegate):
    """Draws from kept pictures."""

    def __init__(self, places: CardPlaces, pictures: CardPictures, board: BoardModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._places, self._pictures, self._board = places, pictures, board

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.row()
        rect = self._places.card_rect(option.rect).translated(0, self._places.shift(row))
        card = self._board.card(self._places.column.ids, row)  # asking the index takes longer than drawing
        if card is None:
            self._pictures.draw_unknown(painter, rect)
            return
        state = option.state.value
        selected = bool(state & _SELECTED)
        focused = bool(state & _FOCUSED)
        look = Look(selected, focused, self._board.is_unsaved(card.id))
        dpr = painter.device().devicePixelRatioF()
        drawn = self._pictures.picture(card, rect.width(), look, dpr, self._board.now)
        if self._places.is_in_hand(row):
            painter.setOpacity(_GHOST)
            painter.drawPixmap(rect.topLeft(), drawn)
            painter.setOpacity(1.0)
        else:
            painter.drawPixmap(rect.topLeft(), drawn)
        who = self._board.glow.by(card.id)
        if who is not None:
            draw_glow(painter, QRectF(rect), who.initials, who.colour)

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(option.rect.width(), self._pictures.height)

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, _index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setProperty("role", "inline")
        editor.setFont(theme.bold_font())
        editor.setAccessibleName(tr("Title"))
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        title = self._pictures.title_rect(self._places.card_rect(option.rect))
        height = editor.sizeHint().height()
        middle = title.center().y()
        editor.setGeometry(title.left() - 5, middle - height // 2, title.width() + 10, height)
