"""The ground that the columns stand on: finds the place for a card that is carried over it."""

from itertools import chain, takewhile

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from leaddesk.gui.models.board_model import BoardModel
from leaddesk.gui.models.column_model import dragged_deals
from leaddesk.gui.pipeline.column import Column
from leaddesk.gui.pipeline.edge_scroll import EdgeScroll, speed

_HOVER_MS = 600


class DragField(QWidget):
    """Takes drops anywhere, also on heads, between columns and on empty ones; scrolls while a card is at an edge."""

    hovered = Signal(object)  # Column: cards are held over this folded one as if they wanted in
    moved = Signal(object, object, object)  # deal ids, Stage, id of the card that they go above or None

    def __init__(self, area: QScrollArea, model: BoardModel) -> None:
        super().__init__()
        self.columns: list[Column] = []
        self._area, self._model = area, model
        self._deals: tuple[int, ...] = ()  # in the hand
        self._at = QPoint()  # in the part of the field that is seen
        self._over: Column | None = None  # the folded column under the mouse
        self._hover = QTimer(self, singleShot=True, interval=_HOVER_MS)
        self._hover.timeout.connect(self._on_hover_timeout)
        self._scroll = EdgeScroll(self)
        self._scroll.scrolled.connect(self._follow)
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._deals = dragged_deals(event.mimeData(), self._model.file_uuid)
        if self._deals and self.columns:
            self._carry(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._carry(event)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self.forget()

    def dropEvent(self, event: QDropEvent) -> None:
        self._carry(event)
        held, column = self._deals, self._column()
        row = self.row_in(column, held)
        self.forget(at_once=True)
        if held and not self.is_own_place(column, row, frozenset(held)):
            others = set(held)
            below = (number for number in column.model.ids[row : row + len(held) + 1] if number not in others)
            self.moved.emit(held, column.model.stage, next(below, None))

    def forget(self, *, at_once: bool = False) -> None:
        """The cards went elsewhere: close the gap, take the marks away."""
        self._deals = ()
        self._wait_over(None)
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
        if not self._deals:
            return
        under = self._column()
        row = self.row_in(under, self._deals)
        self._wait_over(under if under.is_folded else None)
        held = frozenset(self._deals)
        for column in self.columns:
            column.mark_target(column is under)
            here = column is under and not column.is_folded and not self.is_own_place(column, row, held)
            column.view.open_gap(row if here else None)
        self._scroll.go(
            [
                (self._area.horizontalScrollBar(), speed(self._at.x(), self._area.viewport().width())),
                (under.view.verticalScrollBar(), self._speed_in(under)),
            ]
        )

    def _column(self) -> Column:
        """The column under the card, or the nearest."""
        x = self.mapFrom(self._area.viewport(), self._at).x()
        return min(self.columns, key=lambda column: max(column.x() - x, x - column.geometry().right(), 0))

    def _speed_in(self, column: Column) -> int:
        return 0 if column.is_folded else speed(self._height_in(column), column.view.viewport().height())

    def _wait_over(self, column: Column | None) -> None:
        if column is not self._over:
            self._over = column
            self._hover.stop()
            if column is not None:
                self._hover.start()

    def _on_hover_timeout(self) -> None:
        if self._over is not None:
            self.hovered.emit(self._over)

    def _height_in(self, column: Column) -> int:
        field = self.mapFrom(self._area.viewport(), self._at)
        return column.view.viewport().mapFrom(self, field).y()

    def row_in(self, column: Column, _held: tuple[int, ...]) -> int:
        """Above which row the cards would go; to the top of a folded column."""
        return 0 if column.is_folded else column.view.row_for_drop(self._height_in(column))

    def is_own_place(self, column: Column, row: int, held: frozenset[int]) -> bool:
        """Whether all that is carried lies together around this row."""
        ids, many = column.model.ids, len(held)
        above = takewhile(held.__contains__, reversed(ids[max(row - many, 0) : row]))
        below = takewhile(held.__contains__, ids[row : row + many])
        return sum(1 for _ in chain(above, below)) == many
