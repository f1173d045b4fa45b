"""What is seen while a card is carried, for a picture: without a screen nothing can really be dragged."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent
from PySide6.QtWidgets import QApplication, QLabel

from leaddesk.gui.main_window import MainWindow
from leaddesk.gui.models.column_model import deals_in_hand
from leaddesk.gui.pipeline.board import Board
from leaddesk.gui.pipeline.card_picture import CardPictures, Look
from leaddesk.gui.pipeline.column_view import ColumnView
from leaddesk.gui.pipeline.hand_picture import hot_spot, picture_in_hand

_HELD_AT = QPointF(90, 20)  # of the card


def carry(window: MainWindow) -> Callable[[], None]:
    """Carry the first card of the third column over the fourth; returns how to put it back.

    The gap under it opens within a moment.
    """
    board: Board = window.page("pipeline").board
    source, target = board.columns[2].view, board.columns[3].view
    board.area.ensureWidgetVisible(board.columns[3])
    deal = source.column.ids[0]
    over = target.viewport().mapTo(board.field, QPoint(target.width() // 2, 2 * target.section // 5))
    held = deals_in_hand(window.page("pipeline").model.file_uuid, (deal,))
    picture = _in_hand(window, board, source, deal)
    board.chosen.held = frozenset((deal,))
    source.drag_started.emit()
    for make in (QDragEnterEvent, QDragMoveEvent):
        event = make(over, Qt.DropAction.MoveAction, held, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(board.field, event)
    picture.move(board.field.mapTo(window, over) - hot_spot(_HELD_AT).toPoint())
    picture.show()

    def put_back() -> None:
        board.chosen.held = frozenset()
        source.drag_finished.emit()
        picture.deleteLater()

    return put_back


def _in_hand(window: MainWindow, board: Board, source: ColumnView, deal: int) -> QLabel:
    card = board.known(deal)
    assert card is not None
    wide = source.card_rect(source.visualRect(source.column.index(0))).width()
    drawn = CardPictures().picture(card, wide, Look(), window.devicePixelRatioF(), board.model.now)
    label = QLabel(window)
    label.setPixmap(picture_in_hand(drawn, 1))
    label.adjustSize()
    return label
