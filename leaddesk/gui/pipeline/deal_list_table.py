"""The table of the list face: many deals can be chosen, cells be edited, columns be arranged, groups be folded."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from leaddesk.domain.views import ListColumn
from leaddesk.gui.desk import Desk
from leaddesk.gui.models.deal_list_model import DealListModel
from leaddesk.gui.models.list_words import EDITED
from leaddesk.gui.pipeline.card_menu import CardAction
from leaddesk.gui.pipeline.deal_list_cells import DealCells
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.record_table import RecordTable

# Characters that a column shows until somebody drags it.
_CHARS = {
    ListColumn.TITLE: 24,
    ListColumn.COMPANY: 18,
    ListColumn.CONTACT: 18,
    ListColumn.STAGE: 12,
    ListColumn.VALUE: 11,
    ListColumn.WEIGHTED: 11,
    ListColumn.PROBABILITY: 11,
    ListColumn.EXPECTED_CLOSE: 14,
    ListColumn.NEXT_STEP: 25,
    ListColumn.IDLE: 10,
    ListColumn.TEMPERATURE: 13,
    ListColumn.OWNER: 16,
    ListColumn.TAGS: 20,
    ListColumn.SOURCE: 14,
    ListColumn.CREATED: 12,
    ListColumn.STATUS: 9,
}
_SETTING = "deal_columns"
_TYPING_MS = 1000  # letters that follow sooner belong to the same word
_PLAIN = Qt.KeyboardModifier.NoModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_SIDEWAYS: dict[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_CLOSING: dict[int, CardAction] = {Qt.Key.Key_W: CardAction.WIN, Qt.Key.Key_L: CardAction.LOSE}
_WALKING = (
    *(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End),
    *(Qt.Key.Key_Left, Qt.Key.Key_Right),
)
_CHOOSE = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
_KEEP = QItemSelectionModel.SelectionFlag.NoUpdate


class DealTable(RecordTable):
    """Deals keep being chosen, current and in view by their ids, whatever comes and goes around them."""

    asked = Signal(object)  # CardAction, for the chosen deals
    card_clicked = Signal(object, QPoint)  # deal id, place on the screen
    menu_asked = Signal(QPoint)  # for the chosen deals, at this place of the screen
    walked = Signal()
    chosen_changed = Signal()
    column_moved = Signal(int, int)  # from, to
    letters_typed = Signal(str)

    def __init__(self, desk: Desk, model: DealListModel, parent: QWidget | None = None) -> None:
        self._deals = model
        super().__init__(desk, model, tr("Deals"), _SETTING, parent)
        self.cells = DealCells(model, desk.rates, self)
        self.setItemDelegate(self.cells)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._pressed_on = QModelIndex()
        self._typed = ""
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        head = self.horizontalHeader()
        head.setSectionsMovable(True)
        head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        head.sectionMoved.connect(self._on_head_section_moved)
        self._typing.timeout.connect(self._on_typing_timeout)
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen_changed.emit())
        model.modelReset.connect(self._on_model_reset)

    # What the face uses

    @property
    def current_id(self) -> int | None:
        """The deal that the keyboard is on; None on the head of a group."""
        index = self.currentIndex()
        number = self._deals.ids[index.row()] if index.isValid() else -1
        return number if number >= 0 else None

    @property
    def current_column(self) -> ListColumn:
        return self._deals.columns[max(self.currentIndex().column(), 0)]

    def chosen(self) -> list[int]:
        """All selected deals, from top to bottom."""
        ids = self._deals.ids
        return [number for first, last in self._ranges() for number in ids[first : last + 1] if number >= 0]

    def count_chosen(self) -> int:
        """How many that are."""
        return sum(self._deals.deals_between(first, last) for first, last in self._ranges())

    def choose(self, row: int, column: int | None = None) -> None:
        """Make a row the only chosen one, scrolled to."""
        index = self._deals.index(row, self._column_for(column))
        self.selectionModel().setCurrentIndex(index, _CHOOSE)
        self.scrollTo(index)

    def choose_all(self, ids: Sequence[int]) -> None:
        """Choose these deals and no others, the first of them is current."""
        if ids and (row := self._deals.place_of(ids[0])) is not None:
            self.choose(row)
        self.selectionModel().select(self._selection(ids), QItemSelectionModel.SelectionFlag.ClearAndSelect)

    @contextmanager
    def keeping_place(self) -> Iterator[None]:
        """Whatever rows come and go within: the same deals are chosen, current and in view."""
        chosen, current, column = self.chosen(), self.currentIndex(), self.currentIndex().column()
        number = self._deals.ids[current.row()] if current.isValid() else None
        with self.keeping_scroll():
            yield
            row = self._deals.place_of(number) if number is not None else None
            if row is None and current.isValid() and len(self._deals.ids):
                row = min(current.row(), len(self._deals.ids) - 1)  # the neighbour of the one that went
            selection = self._selection(chosen)
            model = self.selectionModel()
            if row is not None:
                alone = selection.isEmpty() and self._deals.ids[row] >= 0
                model.setCurrentIndex(self._deals.index(row, self._column_for(column)), _CHOOSE if alone else _KEEP)
            model.select(selection, QItemSelectionModel.SelectionFlag.Select)

    def edit_cell(self, row: int, column: int) -> None:
        """Open the editor of a cell."""
        self.choose(row, column)
        self.edit(self._deals.index(row, column))

    # What a RecordTable asks

    def column_keys(self) -> Sequence[str]:
        return [column.value for column in self._deals.columns]

    def first_widths(self) -> Sequence[int]:
        """The titles take the room that is left."""
        one = QFontMetrics(QApplication.font()).averageCharWidth()
        widths = {column: one * _CHARS[column] for column in self._deals.columns}
        others = sum(self._widths.get(column.value, width) for column, width in widths.items())
        rest = max(self.viewport().width() - others, 0)
        widths[ListColumn.TITLE] += min(rest, one * _CHARS[ListColumn.TITLE])
        return list(widths.values())

    # Mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_on = self.indexAt(event.position().toPoint())
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        plain = event.button() is Qt.MouseButton.LeftButton and event.modifiers() == _PLAIN
        if not plain or not index.isValid() or index != self._pressed_on:
            return
        if not self._fold(index.row()):
            self.card_clicked.emit(self._deals.ids[index.row()], event.globalPosition().toPoint())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and index.isValid() and self._deals.ids[index.row()] >= 0:
            self._edit(index)
        else:
            super().mouseDoubleClickEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if not index.isValid() or self._deals.ids[index.row()] < 0:
            return
        if not self.selectionModel().isSelected(index):
            self.selectionModel().setCurrentIndex(index, _CHOOSE)
        at = self.visualRect(index).center() if by_key else event.pos()
        self.menu_asked.emit(self.viewport().mapToGlobal(at))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, index = event.key(), self.currentIndex()  # a number: letters of other alphabets are no Qt.Key
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        on_deal = self.current_id is not None
        if self.state() == QAbstractItemView.State.EditingState:  # the editor has left it over, as it does Enter
            event.ignore()
        elif held == _CONTROL | _SHIFT and key in _CLOSING and on_deal:
            self.asked.emit(_CLOSING[key])
        elif held == _CONTROL | _SHIFT and key in _SIDEWAYS and index.isValid():
            self._move_column(index.column(), index.column() + _SIDEWAYS[key])
        elif held == _PLAIN and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and index.isValid():
            if not self._fold(index.row()) and key != Qt.Key.Key_Space:
                self.asked.emit(CardAction.OPEN)
        elif held == _PLAIN and key in _SIDEWAYS and index.isValid() and not on_deal:
            self._fold(index.row(), to=key == Qt.Key.Key_Left)
        elif held == _PLAIN and key == Qt.Key.Key_F2 and on_deal:
            self._edit(index)
        elif held == _PLAIN and key == Qt.Key.Key_Delete and on_deal:
            self.asked.emit(CardAction.DELETE)
        else:
            super().keyPressEvent(event)
            if key in _WALKING:
                self.walked.emit()

    def keyboardSearch(self, search: str) -> None:
        """Not Qt's own way: that would fetch every row."""
        self._typed += search
        self._typing.start()
        self.letters_typed.emit(self._typed)

    def _edit(self, index: QModelIndex) -> None:
        """The cell, or the title where the cell cannot be edited."""
        column = index.column() if self._deals.columns[index.column()] in EDITED else self._column_for(None)
        self.edit_cell(index.row(), column)

    def _fold(self, row: int, *, to: bool | None = None) -> bool:
        """Fold or unfold the group whose head stands there; False if it is no head."""
        group = self._deals.group_at(row)
        if group is None:
            return False
        self._deals.fold(group, not self._deals.is_folded(group) if to is None else to)
        return True

    # Columns

    def _column_for(self, column: int | None) -> int:
        """That column where there is one, else that of the titles."""
        if column is not None and 0 <= column < len(self._deals.columns):
            return column
        return self._deals.columns.index(ListColumn.TITLE)

    def _on_head_section_moved(self, _logical: int, start: int, to: int) -> None:
        # The model has its columns in the order in which they are shown, so that keys and screen readers go that way.
        QTimer.singleShot(0, self, lambda: self._move_column(start, to))

    def _move_column(self, start: int, to: int) -> None:
        head = self.horizontalHeader()
        head.blockSignals(True)
        for place in range(head.count()):
            head.moveSection(head.visualIndex(place), place)
        head.blockSignals(False)
        if 0 <= to < head.count():
            self.column_moved.emit(start, to)

    # The model

    def _on_model_reset(self) -> None:
        self.clearSpans()
        wide = len(self._deals.columns)
        for row in self._deals.heads if wide > 1 else ():
            self.setSpan(row, 0, 1, wide)
        if self.horizontalHeader().count() == wide:
            self.fit_columns()

    def _on_typing_timeout(self) -> None:
        self._typed = ""

    def _ranges(self) -> list[tuple[int, int]]:
        """The selected rows, from top to bottom."""
        selection = self.selectionModel().selection()
        found = sorted({(part.top(), part.bottom()) for part in map(selection.at, range(selection.count()))})
        merged: list[tuple[int, int]] = []
        for first, last in found:
            if merged and first <= merged[-1][1] + 1:
                merged[-1] = merged[-1][0], max(merged[-1][1], last)
            else:
                merged.append((first, last))
        return merged

    def _selection(self, ids: Sequence[int]) -> QItemSelection:
        """Those of the deals that are here, with few ranges where they stand together."""
        rows = sorted(row for number in ids if (row := self._deals.place_of(number)) is not None)
        selection = QItemSelection()
        start = 0
        for place in range(1, len(rows) + 1):
            if place == len(rows) or rows[place] != rows[place - 1] + 1:
                last = len(self._deals.columns) - 1
                selection.select(self._deals.index(rows[start], 0), self._deals.index(rows[place - 1], last))
                start = place
        return selection
