"""The cards of one stage: scrolling, keys, mouse, the card that is taken up and the gap where it would go."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    QVariantAnimation,
    Signal,
)
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
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QFrame, QHeaderView, QStyle, QTableView, QWidget

from leaddesk.domain.board import Heading
from leaddesk.domain.records import Stage
from leaddesk.gui import theme
from leaddesk.gui.models.board_model import BoardModel
from leaddesk.gui.models.column_model import CARD, ColumnModel, Index, deals_in_hand
from leaddesk.gui.pipeline.board_area import is_sideways
from leaddesk.gui.pipeline.card_delegate import CardDelegate
from leaddesk.gui.pipeline.card_menu import CardAction
from leaddesk.gui.pipeline.card_picture import CardPictures, Look
from leaddesk.gui.pipeline.chosen import Chosen
from leaddesk.gui.pipeline.hand_picture import hot_spot, picture_in_hand
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
_STARTS = 4  # pixels that the mouse goes until a card is taken up
_NOTHING = QItemSelectionModel.SelectionFlag.NoUpdate
_PLAIN = Qt.KeyboardModifier.NoModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier


class ColumnView(QTableView):
    """A table of one column, the only one of Qt's views that is quick with 10,000 rows and still read out."""

    asked = Signal(object, object)  # CardAction, deal ids
    card_clicked = Signal(object, QPoint)  # deal id, place on the screen
    menu_asked = Signal(object, QPoint)  # deal id, place on the screen
    key_pressed = Signal(object, object)  # this view, QKeyEvent: ignored unless somebody accepts it
    focus_changed = Signal()
    drag_started = Signal()
    drag_finished = Signal()

    _gap: int | None = None  # row above which the gap is open
    _closing: int | None = None  # row above which a gap is closing
    _later: Callable[[], None] | None = None  # what a press chooses when it is let go, unless it becomes a drag

    def __init__(
        self, column: ColumnModel, board: BoardModel, pictures: CardPictures, chosen: Chosen, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.column, self._pictures, self._board, self._chosen = column, pictures, board, chosen
        self._press, self._press_held = QPoint(), _PLAIN
        self._taken_above = self._was_at = 0
        self._open = QVariantAnimation(self, startValue=0.0, endValue=1.0)
        self._open.valueChanged.connect(self.viewport().update)
        self._open.finished.connect(self._on_open_finished)
        self._set_up()
        self.setItemDelegate(CardDelegate(self, pictures, board, self))
        self.restyle()
        self.setModel(column)  # after the sizes, else each row is measured
        column.rowsInserted.connect(self._on_column_rows_inserted)
        column.rowsAboutToBeRemoved.connect(self._on_column_rows_about_to_be_removed)
        column.rowsRemoved.connect(self._on_column_rows_removed)
        column.modelAboutToBeReset.connect(self._on_column_about_to_be_reset)
        column.modelReset.connect(self._on_column_reset)
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
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
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
        return self.column.ids[row] in self._chosen.held

    def row_for_drop(self, y: int) -> int:
        """Above which row something goes that is let go at this height of the viewport."""
        y += self.verticalScrollBar().value()
        if self._gap is not None:
            top = self._gap * self.section
            if top <= y < top + self.gap_height:
                return self._gap
            if y > top:
                y -= self.gap_height
        return min(max((y + self.section // 2) // self.section, 0), len(self.column.ids))

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
            needed = len(self.column.ids) * self.section + self.gap_height - self.viewport().height()
            self.verticalScrollBar().setMaximum(max(self.verticalScrollBar().maximum(), needed))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        top = self.verticalScrollBar().value()
        last = (top + self.viewport().height()) // self.section
        self._board.look_ahead(self.column.ids, top // self.section, last)
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

    def selectionCommand(self, _index: Index, _event: QEvent | None = None) -> QItemSelectionModel.SelectionFlag:
        return _NOTHING  # what is chosen concerns all columns

    def wheelEvent(self, event: QWheelEvent) -> None:
        if is_sideways(event):
            event.ignore()  # the board scrolls
        else:
            super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._press, self._press_held, self._later = event.position().toPoint(), event.modifiers(), None
        super().mousePressEvent(event)
        index = self.indexAt(self._press)
        if index.isValid():
            self._press_card(index.row(), event)
        elif event.modifiers() == _PLAIN:
            self._chosen.give_up()

    def _press_card(self, row: int, event: QMouseEvent) -> None:
        chosen, held = self._chosen, event.modifiers()
        if chosen.has(self, row) and not held & _SHIFT:  # it may be the beginning of a drag of all that are chosen
            chosen.go(self, row)
            if event.button() == Qt.MouseButton.LeftButton:
                self._later = partial(chosen.toggle if held & _CONTROL else chosen.only, self, row)
        elif held & _SHIFT:
            chosen.extend(self, row)
        elif held & _CONTROL:
            chosen.toggle(self, row)
        else:
            chosen.only(self, row)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        gone = (event.position().toPoint() - self._press).manhattanLength()
        if self.state() == QAbstractItemView.State.DraggingState and gone >= _STARTS:
            self.setState(QAbstractItemView.State.NoState)
            self.startDrag(Qt.DropAction.MoveAction)
        elif event.buttons() & Qt.MouseButton.LeftButton and not self.indexAt(self._press).isValid():
            event.ignore()  # else Qt would choose cards between there and here
        else:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        later, self._later = self._later, None
        if later is not None:
            later()
        super().mouseReleaseEvent(event)

    def startDrag(self, _actions: Qt.DropAction) -> None:
        """Take up what is chosen. It stays here too, pale, until it is saved elsewhere."""
        self._later = None
        index = self.currentIndex()
        card = index.data(CARD)
        if card is None:
            return
        ids = self._chosen.ids if self._chosen.has(self, index.row()) else (card.id,)
        rect = self.card_rect(self.visualRect(index))
        picture = self._pictures.picture(card, rect.width(), Look(), self.devicePixelRatioF(), self._board.now)
        drag = QDrag(self)
        drag.setMimeData(deals_in_hand(self._board.file_uuid, ids))
        drag.setPixmap(picture_in_hand(picture, len(ids)))
        drag.setHotSpot(hot_spot(QPointF(self._press - rect.topLeft())).toPoint())
        self._chosen.held = frozenset(ids)
        self.drag_started.emit()
        drag.exec(Qt.DropAction.MoveAction)
        self._chosen.held = frozenset()
        self.drag_finished.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if index.isValid():
            at = self.card_rect(self.visualRect(index)).center() if by_key else event.pos()
            self.menu_asked.emit(self.column.ids[index.row()], self.viewport().mapToGlobal(at))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()
        if self.state() != QAbstractItemView.State.EditingState:  # else the editor has left it over, as it does Enter
            self.key_pressed.emit(self, event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason) and self.column.ids:
            self._chosen.walk(self, max(self.currentIndex().row(), 0))
            self.show_row(self.currentIndex().row())
        # Not the item view's own: that would make the first card current after a click below the cards.
        QAbstractScrollArea.focusInEvent(self, event)
        self.viewport().update()
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_changed.emit()

    def show_row(self, row: int) -> None:
        """Scroll to a card."""
        self.scrollTo(self.column.index(row))

    def _on_clicked(self, index: QModelIndex) -> None:
        if self._press_held == _PLAIN:
            self.card_clicked.emit(self.column.ids[index.row()], self.viewport().mapToGlobal(self._press))

    def _on_double_clicked(self, index: QModelIndex) -> None:
        if self._press_held == _PLAIN:
            self.asked.emit(CardAction.EDIT_TITLE, (self.column.ids[index.row()],))

    # Others change what is above: what is seen stays where it is

    def _on_column_rows_inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        bar = self.verticalScrollBar()
        if first * self.section < bar.value():
            self.updateGeometries()
            bar.setValue(bar.value() + (last - first + 1) * self.section)

    def _on_column_rows_about_to_be_removed(self, _parent: QModelIndex, first: int, last: int) -> None:
        top = self.verticalScrollBar().value() // self.section
        self._taken_above = max(min(last, top - 1) - first + 1, 0)

    def _on_column_rows_removed(self) -> None:
        bar = self.verticalScrollBar()
        if self._taken_above:
            bar.setValue(bar.value() - self._taken_above * self.section)

    def _on_column_about_to_be_reset(self) -> None:
        self._was_at = self.verticalScrollBar().value()

    def _on_column_reset(self) -> None:
        self.updateGeometries()
        self.verticalScrollBar().setValue(self._was_at)

    def name_for(self, of: Heading, figures: str) -> None:
        """What screen readers say of the whole column."""
        words = tr("{stage} pipeline stage") if isinstance(of, Stage) else tr("Expected close: {stage}")
        self.setAccessibleName(", ".join(word for word in (words.format(stage=of.name), figures) if word))
        self.setAccessibleDescription(of.criteria or "")
