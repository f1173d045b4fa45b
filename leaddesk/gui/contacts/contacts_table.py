"""The table of contacts: how its cells look, how wide its columns are."""

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QFontMetrics, QHelpEvent, QKeyEvent, QPainter, QResizeEvent
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

from leaddesk.domain.people import NOBODY_COLOUR, initials
from leaddesk.domain.records import Lifecycle
from leaddesk.domain.summaries import ContactRow
from leaddesk.gui import theme
from leaddesk.gui.desk import Desk
from leaddesk.gui.models.contacts_model import ROW, Column, ContactsModel, Index, lifecycle_text
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.painting import chip_height, chip_width, draw_avatar, draw_chip

# Until somebody drags a column: the fewest characters that it shows, and its share of the room that is left.
_CHARS = {Column.NAME: 16, Column.COMPANY: 11, Column.EMAIL: 15, Column.PHONE: 12}
_SHARES = {Column.NAME: 3, Column.COMPANY: 3, Column.EMAIL: 4, Column.PHONE: 2, Column.LIFECYCLE: 1, Column.LAST: 1}
_SETTING = "contacts_columns"
_SAVE_MS = 400
_ROW_LINES = 2.25
_MARGIN = 10
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class ContactsTable(QTableView):
    """One contact is current; Enter and Del speak about it. Columns keep the widths that they were dragged to."""

    entered_pane = Signal()  # Enter
    delete_asked = Signal()  # Del

    def __init__(self, desk: Desk, model: ContactsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._fitting = False
        self.setAccessibleName(tr("Contacts"))
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
        head.setDefaultAlignment(_LEFT)
        head.setHighlightSections(False)
        head.setSectionsClickable(True)
        head.setSortIndicatorShown(True)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setMinimumSectionSize(40)
        self.setItemDelegate(ContactDelegate(self))
        self.setModel(model)
        self._widths: list[int] = desk.settings.get(_SETTING) or []
        self._timer = QTimer(self, singleShot=True, interval=_SAVE_MS)
        self._timer.timeout.connect(self.keep_widths)
        head.sectionResized.connect(self._on_section_resized)
        self._fit_columns()

    def keep_widths(self) -> None:
        """Remember the widths of the columns on this machine."""
        self._timer.stop()
        self._widths = [self.columnWidth(column) for column in Column]
        self._desk.settings.set(_SETTING, self._widths)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered_pane.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.delete_asked.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        # Not the item view's own: that would make the first contact current, and so open it unasked.
        QAbstractScrollArea.focusInEvent(self, event)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit_rows()

    def _fit_rows(self) -> None:
        self.verticalHeader().setDefaultSectionSize(round(QFontMetrics(QApplication.font()).height() * _ROW_LINES))

    def _fit_columns(self) -> None:
        """The widths that a person chose, else shares of the room."""
        widths = self._widths if len(self._widths) == len(Column) else self._first_widths()
        self._fitting = True
        for column, width in zip(Column, widths, strict=True):
            self.setColumnWidth(column, width)
        self._fitting = False

    def _first_widths(self) -> list[int]:
        plain, small = QFontMetrics(QApplication.font()), QFontMetrics(theme.small_font())
        needed = {column: plain.averageCharWidth() * chars for column, chars in _CHARS.items()}
        needed[Column.LIFECYCLE] = max(chip_width(small, lifecycle_text(cycle)) for cycle in Lifecycle) + 2 * _MARGIN
        needed[Column.LAST] = plain.horizontalAdvance(tr("Yesterday")) + 2 * _MARGIN
        rest = max(self.viewport().width() - sum(needed.values()), 0)
        return [needed[column] + rest * _SHARES[column] // sum(_SHARES.values()) for column in Column]

    def _on_section_resized(self) -> None:
        if not self._fitting:
            self._widths = [self.columnWidth(column) for column in Column]
            self._timer.start()


class ContactDelegate(QStyledItemDelegate):
    """Paints name with avatar, lifecycle as a chip, the rest as quiet text; text without room is in the tooltip."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(60, round(option.fontMetrics.height() * _ROW_LINES))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        dress = theme.current()
        rect: QRect = option.rect
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        if selected:
            painter.fillRect(rect, QColor(dress.accent_soft))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(dress.line))
        view = self.parent()
        first = index.column() == Column.NAME
        if selected and first and isinstance(view, QWidget) and view.hasFocus():
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), QColor(dress.accent))
        row = index.data(ROW)
        if isinstance(row, ContactRow):
            self._paint_cell(painter, QRectF(rect), row, index)
        painter.restore()

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        text = str(index.data() or "")
        room = option.rect.width() - 2 * _MARGIN
        if index.column() == Column.NAME:
            room -= _avatar_room(option.rect.height())
        if QFontMetrics(_font(Column(index.column()))).horizontalAdvance(text) <= room:
            QToolTip.hideText()
            return True
        return super().helpEvent(event, view, option, index)

    def _paint_cell(self, painter: QPainter, rect: QRectF, row: ContactRow, index: Index) -> None:
        dress = theme.current()
        column = Column(index.column())
        inside = rect.adjusted(_MARGIN, 0, -_MARGIN, -1)
        text = str(index.data() or "")
        painter.setFont(_font(column))
        metrics = painter.fontMetrics()
        if column is Column.LIFECYCLE:
            height = chip_height(metrics)
            width = min(inside.width(), chip_width(metrics, text))
            chip = QRectF(inside.left(), inside.center().y() - height / 2, width, height)
            draw_chip(painter, chip, text, dress)
            return
        if column is Column.NAME:
            edge = rect.height() * 0.62
            circle = QRectF(inside.left(), inside.center().y() - edge / 2, edge, edge)
            draw_avatar(painter, circle, initials(row.name), NOBODY_COLOUR)
            inside.setLeft(inside.left() + _avatar_room(int(rect.height())))
            painter.setFont(_font(column))
        painter.setPen(QColor(dress.ink if column is Column.NAME else dress.ink2))
        painter.drawText(
            inside, _LEFT, metrics.elidedText(text or "—", Qt.TextElideMode.ElideRight, int(inside.width()))
        )


def _avatar_room(row_height: int) -> int:
    return round(row_height * 0.62) + 8


def _font(column: Column) -> QFont:
    if column is Column.NAME:
        return theme.bold_font()
    return theme.small_font() if column is Column.LIFECYCLE else QApplication.font()
