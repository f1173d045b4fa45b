"""What the tables of many records have in common: their look, widths that are remembered, a place that stays."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFocusEvent, QFont, QFontMetrics, QHelpEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)

from leaddesk.gui import theme
from leaddesk.gui.desk import Desk
from leaddesk.gui.models.row_model import Index, RowModel

MARGIN = 10  # pixels at the sides of a cell
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_SAVE_MS = 400
_ROW_LINES = 2.25


class RecordTable(QTableView):
    """Shows a RowModel. Columns keep the widths that they were dragged to, on this machine, under `setting`.

    A subclass says what its columns are called there and how wide they are at first.
    """

    def __init__(
        self, desk: Desk, model: RowModel[Any], name: str, setting: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._setting = desk, setting
        self._records = model
        self._fitting = False
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)  # before there are rows
        self._fit_rows()
        head = self.horizontalHeader()
        head.setDefaultAlignment(LEFT)
        head.setHighlightSections(False)
        head.setSectionsClickable(True)
        head.setSortIndicatorShown(True)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setMinimumSectionSize(40)
        self.setModel(model)
        # One of its own: to know whether a column is chosen the head would ask every row.
        head.setSelectionModel(QItemSelectionModel(model, head))
        kept = desk.settings.get(setting)
        self._widths: dict[str, int] = kept if isinstance(kept, dict) else {}
        self._timer = QTimer(self, singleShot=True, interval=_SAVE_MS)
        self._timer.timeout.connect(self.keep_widths)
        head.sectionResized.connect(self._on_section_resized)
        self.fit_columns()

    # What a subclass brings

    def column_keys(self) -> Sequence[str]:
        """What the columns are called in the settings, from left to right."""
        raise NotImplementedError

    def first_widths(self) -> Sequence[int]:
        """How wide the columns are until somebody drags one."""
        raise NotImplementedError

    # What a page uses

    def keep_widths(self) -> None:
        """Remember the widths of the columns on this machine."""
        self._timer.stop()
        self._desk.settings.set(self._setting, self._widths)

    def fit_columns(self) -> None:
        """The widths that a person chose, else the first ones."""
        self._fitting = True
        for place, (key, width) in enumerate(zip(self.column_keys(), self.first_widths(), strict=True)):
            self.setColumnWidth(place, self._widths.get(key, width))
        self._fitting = False

    @contextmanager
    def keeping_scroll(self) -> Iterator[None]:
        """What stands at the top is there again when other ids are shown within; where it went, the place is kept."""
        top = self.rowAt(0)
        first = self._records.ids[top] if 0 <= top < len(self._records.ids) else None
        offset, before = self.rowViewportPosition(top) if first is not None else 0, self.verticalScrollBar().value()
        sideways = self.horizontalScrollBar().value()
        yield
        self.executeDelayedItemsLayout()  # else one could scroll only as far as before
        place = self._records.place_of(first) if first is not None else None
        height = self.verticalHeader().defaultSectionSize()
        self.verticalScrollBar().setValue(before if place is None else place * height - offset)
        self.horizontalScrollBar().setValue(sideways)

    # Qt

    def focusInEvent(self, event: QFocusEvent) -> None:
        # Not the item view's own: that would make the first record current, and so open it unasked.
        QAbstractScrollArea.focusInEvent(self, event)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_columns()

    def event(self, event: QEvent) -> bool:
        taken = super().event(event)
        if event.type() in (QEvent.Type.Polish, QEvent.Type.StyleChange):
            # The style sheet has just switched it off; without it scrolling paints every cell anew.
            self.viewport().setAutoFillBackground(True)
        return taken

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit_rows()

    def _fit_rows(self) -> None:
        self.verticalHeader().setDefaultSectionSize(round(QFontMetrics(QApplication.font()).height() * _ROW_LINES))

    def _on_section_resized(self) -> None:
        if not self._fitting:
            self._widths |= {key: self.columnWidth(place) for place, key in enumerate(self.column_keys())}
            self._timer.start()


class RecordDelegate(QStyledItemDelegate):
    """Paints the ground of a row and its line; what stands in the cells paints a subclass.

    Text without room is in the tooltip.
    """

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(60, round(option.fontMetrics.height() * _ROW_LINES))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        dress = theme.current()
        rect: QRect = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if selected:
            painter.fillRect(rect, QColor(dress.accent_soft))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(dress.line))
        view = self.parent()
        if selected and index.column() == 0 and isinstance(view, QWidget) and view.hasFocus():
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), QColor(dress.accent))
        self.paint_cell(painter, QRectF(rect).adjusted(MARGIN, 0, -MARGIN, -1), index, option)
        painter.restore()

    def paint_cell(self, painter: QPainter, rect: QRectF, index: Index, option: QStyleOptionViewItem) -> None:
        """Paint what stands in the cell within `rect`."""
        raise NotImplementedError

    def font_of(self, _index: Index) -> QFont:
        """In which the text of the cell is written."""
        return QApplication.font()

    def mark_room(self, _index: Index, _height: int) -> int:
        """Pixels that something takes before the text."""
        return 0

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        room = option.rect.width() - 2 * MARGIN - self.mark_room(index, option.rect.height())
        if QFontMetrics(self.font_of(index)).horizontalAdvance(str(index.data() or "")) <= room:
            QToolTip.hideText()
            return True
        return super().helpEvent(event, view, option, index)


def draw_line(
    painter: QPainter, rect: QRectF, text: str, colour: str, font: QFont, align: Qt.AlignmentFlag = LEFT
) -> None:
    """One line of text that ends in '…' where it has no room."""
    painter.setFont(font)
    painter.setPen(QColor(colour))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(rect.width()))
    painter.drawText(rect, align, shown)
