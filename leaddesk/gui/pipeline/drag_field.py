"""The ground that the columns stand on: finds the place for a card that is carried over it."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from leaddesk.gui.models.board_model import BoardModel, dragged_deal
from leaddesk.gui.pipeline.column import Column
from leaddesk.gui.pipeline.edge_scroll import EdgeScroll, speed


class DragField(QWidget):
    """Takes drops anywhere, also on heads, between columns and on empty ones; scrolls while a card is at an edge."""

    moved = Signal(object, object, object)  # deal id, stage id, id of the card that it goes above or None

    def __init__(self, area: QScrollArea, model: BoardModel) -> None:
        super().__init__()
        self.columns: list[Column] = []
        self._area, self._model = area, model
        self._deal: int | None = None
        self._at = QPoint()  # in the part of the field that is seen
        self._scroll = EdgeScroll(self)
        self._scroll.scrolled.connect(self._follow)
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._deal = dragged_deal(event.mimeData(), self._model.file_uuid)
        if self._deal is not None and self.columns:
            self._carry(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._carry(event)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self.forget()

    def dropEvent(self, event: QDropEvent) -> None:
        self._carry(event)
        deal_id, column = self._deal, self._column()
        row = column.view.row_for_drop(self._height_in(column))
        self.forget(at_once=True)
        if deal_id is not None and not self._is_own_place(column, row, deal_id):
            ids = column.model.ids
            self.moved.emit(deal_id, column.model.stage.id, ids[row] if row < len(ids) else None)

    def forget(self, *, at_once: bool = False) -> None:
        """The card went elsewhere: close the gap, take the marks away."""
        self._deal = None
        self._scroll.go([])
        for column in self.columns:
            column.mark_target(False)
            if at_once:
                column.view.shut_gap()
            else:
                column.view.open_gap(None)

    def _carry(self, event: QDropEvent) -> None:
        event.setDropAction(Qt.DropAction.MoveAction)
        event.accept()
        self._at = self.mapTo(self._area.viewport(), event.position().toPoint())
        self._follow()

    def _follow(self) -> None:
        """Mark the column and open the gap under the card, scroll if it is at an edge."""
        if self._deal is None:
            return
        under = self._column()
        height = self._height_in(under)
        row = under.view.row_for_drop(height)
        for column in self.columns:
            column.mark_target(column is under)
            here = column is under and not self._is_own_place(column, row, self._deal)
            column.view.open_gap(row if here else None)
        self._scroll.go(
            [
                (self._area.horizontalScrollBar(), speed(self._at.x(), self._area.viewport().width())),
                (under.view.verticalScrollBar(), speed(height, under.view.viewport().height())),
            ]
        )

    def _column(self) -> Column:
        """The column under the card, or the nearest."""
        x = self.mapFrom(self._area.viewport(), self._at).x()
        return min(self.columns, key=lambda column: max(column.x() - x, x - column.geometry().right(), 0))

    def _height_in(self, column: Column) -> int:
        field = self.mapFrom(self._area.viewport(), self._at)
        return column.view.viewport().mapFrom(self, field).y()

    @staticmethod
    def _is_own_place(column: Column, row: int, deal_id: int) -> bool:
        ids = column.model.ids
        return deal_id in ids[max(row - 1, 0) : row + 1]
