"""The list of the day's work: mouse, keys and menu. It asks; the page does."""

from collections.abc import Callable, Hashable
from datetime import datetime

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QWidget

from leaddesk.gui.models.today_model import ROW, TICKED, Row, TodayModel
from leaddesk.gui.step_words import can_open
from leaddesk.gui.texts import tr
from leaddesk.gui.today.row_delegate import Part, RowDelegate, head_height, row_height
from leaddesk.gui.widgets.grouped_list import GroupedList

_LEFT = Qt.MouseButton.LeftButton
_PRESSED = (Part.TICK, Part.PLAN, Part.SNOOZE)


class TodayList(GroupedList):
    """The follow-ups of the day and the deals without one."""

    ticked = Signal(object)  # Row
    snooze_asked = Signal(object, QRect)  # Row, where on the screen
    plan_asked = Signal(object)  # Row
    opened = Signal(object)  # Row

    def __init__(self, model: TodayModel, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        self._model = model
        self._delegate = RowDelegate(now)
        super().__init__(model, model, self._delegate, row_height, head_height, parent)
        self._delegate.setParent(self)
        self._pressed: tuple[int, Part] | None = None
        self.setAccessibleName(tr("Follow-ups"))

    @property
    def chosen(self) -> Row | None:
        """The row that keys act on."""
        row: Row | None = self.currentIndex().data(ROW)
        return None if row is None or row.is_head else row

    def snooze_place(self, row: Row) -> QRect:
        """Where the row's snooze button is on the screen."""
        place = self._model.place_of(row.key) or 0
        rect = self._delegate.places(row, self.visualRect(self._model.index(place))).snooze
        return QRect(self.viewport().mapToGlobal(rect.topLeft()), rect.size())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.chosen
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if row is None or not plain:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_D):
            self._act(row, Part.TICK)
        elif event.key() == Qt.Key.Key_S:
            self._act(row, Part.SNOOZE)
        elif event.key() == Qt.Key.Key_N:
            self._act(row, Part.PLAN)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(row)
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._part_at(event.position().toPoint()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = self._part_at(event.position().toPoint()) if event.button() == _LEFT else None
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        found = self._part_at(event.position().toPoint())
        if found is not None and found == self._pressed and found[1] in _PRESSED:
            self._act(self._model.row(found[0]), found[1])
        self._pressed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        found = self._part_at(event.position().toPoint())
        if found is not None and found[1] not in _PRESSED:
            self.opened.emit(self._model.row(found[0]))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.currentIndex()
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            index = self.indexAt(event.pos())
        row: Row | None = index.data(ROW) if index.isValid() else None
        if row is not None and not row.is_head:
            self.setCurrentIndex(index)
            menu = self.menu_for(row)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
            menu.popup(event.globalPos() if by_mouse else self.viewport().mapToGlobal(self.visualRect(index).center()))

    def menu_for(self, row: Row) -> QMenu:
        """Everything that can be done with a row, with its key."""
        menu = QMenu(self)
        if row.step is not None:
            menu.addAction(tr("Done") + "\tD").triggered.connect(lambda: self._act(row, Part.TICK))
            menu.addAction(tr("Snooze…") + "\tS").triggered.connect(lambda: self._act(row, Part.SNOOZE))
        menu.addAction(tr("Plan the next step…") + "\tN").triggered.connect(lambda: self._act(row, Part.PLAN))
        if row.step is None or can_open(row.step.followup):
            menu.addSeparator()
            is_deal = row.step is None or row.step.followup.deal_id is not None
            name = tr("Open deal") if is_deal else tr("Open contact")
            menu.addAction(name + "\t" + tr("Enter")).triggered.connect(lambda: self.opened.emit(row))
        return menu

    def _act(self, row: Row, part: Part) -> None:
        if part is Part.PLAN:
            self.plan_asked.emit(row)
        elif row.step is not None and not self._is_ticked(row):
            if part is Part.TICK:
                self.ticked.emit(row)
            else:
                self.snooze_asked.emit(row, self.snooze_place(row))

    def _is_ticked(self, row: Row) -> bool:
        place = self._model.place_of(row.key)
        return place is None or bool(self._model.index(place).data(TICKED))

    def _part_at(self, at: QPoint) -> tuple[int, Part] | None:
        index = self.indexAt(at)
        if not index.isValid() or self._model.row(index.row()).is_head:
            return None
        row = self._model.row(index.row())
        return index.row(), self._delegate.part_at(row, self.visualRect(index), at)

    def _hover(self, found: tuple[int, Part] | None) -> None:
        before = self._delegate.hovered
        if found == before:
            return
        self._delegate.hovered = found
        pointing = found is not None and found[1] in _PRESSED
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if pointing else Qt.CursorShape.ArrowCursor)
        for place in {spot[0] for spot in (before, found) if spot is not None}:
            self.viewport().update(self.visualRect(self._model.index(place)))

    def _on_model_about_to_be_reset(self) -> None:
        self._hover(None)
        super()._on_model_about_to_be_reset()

    def _place_to_choose(self, key: Hashable | None, _before: int) -> int | None:
        """The row that was chosen, else the one that took its place, else the first."""
        found = self._model.place_of(key) if isinstance(key, tuple) else None
        if found is not None:
            return found
        count = self._model.rowCount()
        order = [*range(min(_before, count), count), *range(min(_before, count) - 1, -1, -1)]
        return next((place for place in order if not self._model.row(place).is_head), None)
