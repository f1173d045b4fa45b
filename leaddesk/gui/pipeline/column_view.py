"""The cards of one stage: scrolling, keys, mouse, the card that is taken up and the gap where it would go."""

from PySide6.QtCore import QModelIndex, QPoint, QPointF, QRect, QRectF, QSize, Qt, QVariantAnimation, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QDrag,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QFrame, QHeaderView, QStyle, QTableView, QWidget

from leaddesk.gui import theme
from leaddesk.gui.models.board_model import BoardModel
from leaddesk.gui.models.column_model import CARD, ColumnModel, Index
from leaddesk.gui.pipeline.card_delegate import CardDelegate
from leaddesk.gui.pipeline.card_menu import CardAction
from leaddesk.gui.pipeline.card_picture import CardPictures
from leaddesk.gui.texts import tr

SIDE = 8  # between the column's edge and its cards
GAP = 8  # between two cards
_OPENS_MS = 120
# The scroll bar is as wide as the margin that it takes the place of, so that cards keep their width.
_STYLE = f"""
QTableView {{ background: transparent; selection-background-color: transparent; }}
QScrollBar:vertical {{ width: {SIDE}px; }}
QScrollBar::handle:vertical {{ margin: 2px 1px; }}
"""
_KEYS: dict[int, CardAction] = {
    Qt.Key.Key_Return: CardAction.OPEN,
    Qt.Key.Key_Enter: CardAction.OPEN,
    Qt.Key.Key_F2: CardAction.EDIT_TITLE,
    Qt.Key.Key_Delete: CardAction.DELETE,
}
# With Ctrl+Shift: a letter by itself would close a deal when somebody types past a text field.
_CLOSING: dict[int, CardAction] = {Qt.Key.Key_W: CardAction.WIN, Qt.Key.Key_L: CardAction.LOSE}
_SIDEWAYS: dict[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_UPWARD: dict[int, int] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_PLAIN = Qt.KeyboardModifier.NoModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier


class ColumnView(QTableView):
    """A table of one column, the only one of Qt's views that is quick with 10,000 rows and still read out."""

    asked = Signal(object, object)  # CardAction, deal id
    card_clicked = Signal(object, QPoint)  # deal id, place on the screen
    menu_asked = Signal(object, QPoint)  # deal id, place on the screen
    stage_step_asked = Signal(object, int)  # deal id: one stage to the left or right
    row_step_asked = Signal(object, int)  # deal id: one place up or down
    left_for = Signal(int)  # the keyboard goes to a column to the left or right
    walked = Signal()  # the keyboard chose another card
    made_current = Signal()
    focus_changed = Signal()
    drag_started = Signal()
    drag_finished = Signal()

    _gap: int | None = None  # row above which the gap is open
    _closing: int | None = None  # row above which a gap is closing
    _held: int | None = None  # the deal that was taken up from here

    def __init__(self, model: ColumnModel, board: BoardModel, pictures: CardPictures, parent: QWidget) -> None:
        super().__init__(parent)
        self._column, self._pictures, self._board = model, pictures, board
        self._press = QPoint()
        self._taken_above = 0
        self._open = QVariantAnimation(self, startValue=0.0, endValue=1.0)
        self._open.valueChanged.connect(self.viewport().update)
        self._open.finished.connect(self._on_open_finished)
        self._set_up()
        self.setItemDelegate(CardDelegate(self, pictures, board, self))
        self.restyle()
        self.setModel(model)  # after the sizes, else each row is measured
        model.rowsInserted.connect(self._on_model_rows_inserted)
        model.rowsAboutToBeRemoved.connect(self._on_model_rows_about_to_be_removed)
        model.rowsRemoved.connect(self._on_model_rows_removed)
        self.doubleClicked.connect(self._on_double_clicked)
        self.clicked.connect(self._on_clicked)

    def _set_up(self) -> None:
        for header in (self.verticalHeader(), self.horizontalHeader()):
            header.hide()
            header.setMinimumSectionSize(1)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setStretchLastSection(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet(_STYLE)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setAutoScroll(False)  # it follows every change of the current card, also those that others make
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)  # the board takes what is dropped

    # Where things are

    @property
    def section(self) -> int:
        """Height of a card with the gap below it."""
        return self._pictures.height + GAP

    @property
    def gap_height(self) -> int:
        return round(self._pictures.height * 0.75) + GAP

    def card_rect(self, cell: QRect) -> QRect:
        """The card within its cell; the scroll bar takes the place of the right margin."""
        right = 0 if self.verticalScrollBar().isVisible() else SIDE
        return cell.adjusted(SIDE, 0, -right, -GAP)

    def shift(self, row: int) -> int:
        """How far a row is pushed down by the gap."""
        if self._gap is None and self._closing is None:
            return 0
        opening, closing = self._gap_heights()
        pushed = opening if self._gap is not None and row >= self._gap else 0
        return pushed + (closing if self._closing is not None and row >= self._closing else 0)

    def is_in_hand(self, row: int) -> bool:
        return self._held is not None and self._column.ids[row] == self._held

    def row_for_drop(self, y: int) -> int:
        """Above which row something goes that is let go at this height of the viewport."""
        y += self.verticalScrollBar().value()
        if self._gap is not None:
            top = self._gap * self.section
            if top <= y < top + self.gap_height:
                return self._gap
            if y > top:
                y -= self.gap_height
        return min(max((y + self.section // 2) // self.section, 0), len(self._column.ids))

    def indexAt(self, point: QPoint) -> QModelIndex:
        """The card under the point; none between two cards."""
        index = super().indexAt(point)
        return index if self.card_rect(self.visualRect(index)).contains(point) else QModelIndex()

    def sizeHint(self) -> QSize:
        return QSize(20 * self.fontMetrics().averageCharWidth(), 3 * self.section)

    def restyle(self) -> None:
        """Take over the height of the cards."""
        self.verticalHeader().setDefaultSectionSize(self.section)
        self.verticalScrollBar().setSingleStep(self.section // 3)
        self.viewport().update()

    # The gap

    def open_gap(self, row: int | None) -> None:
        """Make room above a row for what is carried, or with None close it again."""
        if row == self._gap:
            return
        self._closing, self._gap = self._gap, row
        hint = self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self)
        self._open.stop()
        self._open.setDuration(min(_OPENS_MS, hint))
        self._open.start()
        self.updateGeometries()

    def shut_gap(self) -> None:
        """Close the gap at once: the card takes its place."""
        self._open.stop()
        self._gap = self._closing = None
        self.updateGeometries()
        self.viewport().update()

    def updateGeometries(self) -> None:
        super().updateGeometries()
        if self._gap is not None:  # so that one can scroll to a gap below the last card
            needed = len(self._column.ids) * self.section + self.gap_height - self.viewport().height()
            self.verticalScrollBar().setMaximum(max(self.verticalScrollBar().maximum(), needed))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        top = self.verticalScrollBar().value()
        last = (top + self.viewport().height()) // self.section
        self._board.look_ahead(self._column.ids, top // self.section, last)
        if self._gap is None:
            return
        opening, closing = self._gap_heights()
        top = self._gap * self.section - self.verticalScrollBar().value()
        if self._closing is not None and self._closing < self._gap:
            top += closing
        rect = self.card_rect(QRect(0, top, self.viewport().width(), max(opening, GAP + 2)))
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent = QColor(theme.current().accent)
        pen = QPen(accent, 1.6, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([3.5, 2.5])
        painter.setPen(pen)
        accent.setAlphaF(0.06)
        painter.setBrush(accent)
        painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), 7, 7)
        painter.end()

    def _gap_heights(self) -> tuple[int, int]:
        """How high the gap that opens and the one that closes are at this moment."""
        moving = self._open.state() == QVariantAnimation.State.Running
        opening = round(self.gap_height * float(self._open.currentValue() if moving else 1.0))
        return opening, self.gap_height - opening

    def _on_open_finished(self) -> None:
        self._closing = None
        self.updateGeometries()
        self.viewport().update()

    # Mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._press = event.position().toPoint()
        super().mousePressEvent(event)

    def startDrag(self, _actions: Qt.DropAction) -> None:
        """Take up the current card. The row stays here, pale, until the card is saved elsewhere."""
        index = self.currentIndex()
        card = index.data(CARD)
        if card is None:
            return
        rect = self.card_rect(self.visualRect(index))
        drag = QDrag(self)
        drag.setMimeData(self._column.mimeData([index]))
        drag.setPixmap(self._pictures.in_hand(card, rect.width(), self.devicePixelRatioF(), self._board.now))
        drag.setHotSpot(self._pictures.hot_spot(QPointF(self._press - rect.topLeft())).toPoint())
        self._held = card.id
        self.viewport().update()
        self.drag_started.emit()
        drag.exec(Qt.DropAction.MoveAction)
        self._held = None
        self.viewport().update()
        self.drag_finished.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if index.isValid():
            at = self.card_rect(self.visualRect(index)).center() if by_key else event.pos()
            self.menu_asked.emit(self._column.ids[index.row()], self.viewport().mapToGlobal(at))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, index = event.key(), self.currentIndex()  # a number: letters of other alphabets are no Qt.Key
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        deal_id = self._column.ids[index.row()] if index.isValid() else None
        if held == _CONTROL and deal_id is not None and key in _SIDEWAYS:
            self.stage_step_asked.emit(deal_id, _SIDEWAYS[key])
        elif held == _CONTROL and deal_id is not None and key in _UPWARD:
            self.row_step_asked.emit(deal_id, _UPWARD[key])
        elif held == _CONTROL | Qt.KeyboardModifier.ShiftModifier and deal_id is not None and key in _CLOSING:
            self.asked.emit(_CLOSING[key], deal_id)
        elif held != _PLAIN:
            event.ignore()
        elif key in _SIDEWAYS:
            self.left_for.emit(_SIDEWAYS[key])
        elif key in _KEYS and deal_id is not None:
            self.asked.emit(_KEYS[key], deal_id)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.go_to(0 if key == Qt.Key.Key_Home else len(self._column.ids) - 1)
            self.walked.emit()
        elif key in (*_UPWARD, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            super().keyPressEvent(event)
            self.scrollTo(self.currentIndex())
            self.walked.emit()
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.go_to(max(self.currentIndex().row(), 0))
        # Not the item view's own: that would make the first card current after a click below the cards.
        QAbstractScrollArea.focusInEvent(self, event)
        self.viewport().update()
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_changed.emit()

    def go_to(self, row: int) -> None:
        """Make a card the current one and show it."""
        if 0 <= row < len(self._column.ids):
            self.setCurrentIndex(self._column.index(row))
            self.scrollTo(self._column.index(row))

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            self.made_current.emit()

    def _on_clicked(self, index: QModelIndex) -> None:
        self.card_clicked.emit(self._column.ids[index.row()], self.viewport().mapToGlobal(self._press))

    def _on_double_clicked(self, index: QModelIndex) -> None:
        self.asked.emit(CardAction.EDIT_TITLE, self._column.ids[index.row()])

    # Others change what is above: what is seen stays where it is

    def _on_model_rows_inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        bar = self.verticalScrollBar()
        if first * self.section < bar.value():
            self.updateGeometries()
            bar.setValue(bar.value() + (last - first + 1) * self.section)

    def _on_model_rows_about_to_be_removed(self, _parent: QModelIndex, first: int, last: int) -> None:
        top = self.verticalScrollBar().value() // self.section
        self._taken_above = max(min(last, top - 1) - first + 1, 0)

    def _on_model_rows_removed(self) -> None:
        bar = self.verticalScrollBar()
        if self._taken_above:
            bar.setValue(bar.value() - self._taken_above * self.section)

    def name_for(self, stage: str, figures: str) -> None:
        """What screen readers say of the whole column."""
        self.setAccessibleName(tr("{stage} pipeline stage").format(stage=stage))
        self.setAccessibleDescription(figures)
