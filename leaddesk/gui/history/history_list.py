"""The list of what was done: mouse, keys and scrolling. Reading on is the model's business."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from leaddesk.gui.history.row_delegate import RowDelegate, head_height, row_height
from leaddesk.gui.models.history_model import ROW, HistoryModel, Row
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.grouped_list import GroupedList

_AHEAD = 2  # screens from either end at which it is read on


class HistoryList(GroupedList):
    """One operation is chosen, or none; it stays chosen when others come."""

    entered = Signal()  # Enter: into the details

    def __init__(self, model: HistoryModel, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        self._model = model
        delegate = RowDelegate(now)
        super().__init__(model, model, delegate, row_height, head_height, parent)
        delegate.setParent(self)
        self.setAccessibleName(tr("What was done"))
        # Not within the scrolling itself, which goes on after it has told.
        self._look = QTimer(self, singleShot=True, interval=0)
        self._look.timeout.connect(self._on_look_timeout)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._look.start())
        model.found.connect(self._look.start)

    @property
    def chosen(self) -> Row | None:
        """The operation that is chosen."""
        row: Row | None = self.currentIndex().data(ROW)
        return None if row is None or row.is_head else row

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and not self.currentIndex().isValid():
            if self._model.rowCount():  # the view itself would go to the head of the day, and so nowhere
                self.choose(1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        # Not the item view's own: that would make the first operation current, and so open it unasked.
        QAbstractScrollArea.focusInEvent(self, event)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._look.start()

    def _on_look_timeout(self) -> None:
        bar = self.verticalScrollBar()
        near = _AHEAD * self.viewport().height()
        if bar.value() > bar.maximum() - near:
            self._model.read_older()
        if bar.value() < near:
            self._model.read_newer()
