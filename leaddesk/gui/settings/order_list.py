"""A list whose rows are put in order with the mouse or with Alt and an arrow."""

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QIcon, QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from leaddesk.domain.light import dataclass

_ID = Qt.ItemDataRole.UserRole
_UP, _DOWN = Qt.Key.Key_Up, Qt.Key.Key_Down
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)


@dataclass(frozen=True, slots=True)
class OrderRow:
    """What a row shows; `words` are what a screen reader says."""

    id: int
    text: str
    words: str
    icon: QIcon


class OrderList(QListWidget):
    """One row is chosen; it stays so when the list is shown anew. A row that was moved is there at once.

    `key` tells lists apart: a row can be dropped only where it came from.
    """

    moved = Signal(object, object)  # id of the row, and of the one before which it stands now; None: the end
    chosen = Signal(object)  # id, by whatever means
    edit_asked = Signal()
    delete_asked = Signal()

    def __init__(self, key: str, name: str, rows: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mime = f"application/x-leaddesk-{key}"
        self._rows = rows
        self.setAccessibleName(name)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(True)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDragDropMode(QListWidget.DragDropMode.DragDrop)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.currentItemChanged.connect(self._on_current_item_changed)
        self.itemDoubleClicked.connect(lambda _item: self.edit_asked.emit())

    @property
    def current_id(self) -> int | None:
        item = self.currentItem()
        return int(item.data(_ID)) if item is not None else None

    @property
    def ids(self) -> list[int]:
        """The rows from top to bottom."""
        return [self.item(row).data(_ID) for row in range(self.count())]

    def show_rows(self, rows: Sequence[OrderRow], wanted: int | None = None) -> None:
        """Show these; the one `wanted` is chosen, else the one that was, else the one that stands in its place."""
        place = self.currentRow()
        chosen = wanted if wanted is not None else self.current_id
        self.blockSignals(True)
        self.clear()
        for row in rows:
            item = QListWidgetItem(row.icon, row.text, self)
            item.setData(_ID, row.id)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, row.words)
            item.setToolTip(row.words)
        ids = [row.id for row in rows]
        self.setCurrentRow(ids.index(chosen) if chosen in ids else min(max(place, 0), len(ids) - 1))
        self.blockSignals(False)
        self.chosen.emit(self.current_id)

    def choose(self, row_id: int) -> None:
        """Choose the row with this id, if it is there."""
        if row_id in self.ids:
            self.setCurrentRow(self.ids.index(row_id))

    def sizeHint(self) -> QSize:
        row = max(self.sizeHintForRow(0), self.fontMetrics().height() + 10)
        return QSize(self.fontMetrics().averageCharWidth() * 26, row * self._rows + 2 * self.frameWidth() + 10)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if held == Qt.KeyboardModifier.AltModifier and event.key() in (_UP, _DOWN):
            self._step(-1 if event.key() == _UP else 1)
        elif event.key() in _ENTER:
            self.edit_asked.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.delete_asked.emit()
        else:
            super().keyPressEvent(event)

    # Dragging

    def mimeTypes(self) -> list[str]:
        return [self._mime]

    def mimeData(self, items: Sequence[QListWidgetItem]) -> QMimeData:
        data = QMimeData()
        data.setData(self._mime, str(items[0].data(_ID)).encode())
        return data

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(self._mime):
            super().dragEnterEvent(event)
            event.accept()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        super().dragMoveEvent(event)  # draws where it would go
        event.setAccepted(event.mimeData().hasFormat(self._mime))

    def dropEvent(self, event: QDropEvent) -> None:
        dragged = int(bytes(event.mimeData().data(self._mime).data()) or b"0")
        event.setDropAction(Qt.DropAction.CopyAction)  # else the view would remove the row by itself
        event.accept()
        self.viewport().update()
        if dragged in self.ids:
            self._put(dragged, self._row_at(event.position().toPoint()))

    def _row_at(self, point: QPoint) -> int:
        """Before which row something is dropped."""
        rects = (self.visualItemRect(self.item(row)) for row in range(self.count()))
        return next((row for row, rect in enumerate(rects) if point.y() < rect.center().y()), self.count())

    def _step(self, by: int) -> None:
        current = self.current_id
        row = self.currentRow()
        if current is not None and 0 <= row + by < self.count():
            self._put(current, row + by + (1 if by > 0 else 0))

    def _put(self, row_id: int, before: int) -> None:
        """Move the row with this id in front of the row number `before`."""
        ids = self.ids
        row = ids.index(row_id)
        if before in (row, row + 1):
            return
        follower = ids[before] if before < len(ids) else None
        self.blockSignals(True)
        item = self.takeItem(row)
        self.insertItem(before - 1 if before > row else before, item)
        self.setCurrentItem(item)
        self.blockSignals(False)
        self.moved.emit(row_id, follower)

    def _on_current_item_changed(self, item: QListWidgetItem | None) -> None:
        self.chosen.emit(item.data(_ID) if item is not None else None)
