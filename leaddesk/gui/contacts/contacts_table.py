"""The table of contacts: how its cells look, how wide its columns are."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem, QWidget

from leaddesk.domain.people import NOBODY_COLOUR, initials
from leaddesk.domain.records import Lifecycle
from leaddesk.domain.summaries import ContactRow
from leaddesk.gui import theme
from leaddesk.gui.desk import Desk
from leaddesk.gui.models.contacts_model import ROW, Column, ContactsModel, lifecycle_text
from leaddesk.gui.models.row_model import Index
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.painting import chip_height, chip_width, draw_avatar, draw_chip
from leaddesk.gui.widgets.record_table import MARGIN, RecordDelegate, RecordTable, draw_line

# Until somebody drags a column: the fewest characters that it shows, and its share of the room that is left.
_CHARS = {Column.NAME: 16, Column.COMPANY: 11, Column.EMAIL: 15, Column.PHONE: 12}
_SHARES = {Column.NAME: 3, Column.COMPANY: 3, Column.EMAIL: 4, Column.PHONE: 2, Column.LIFECYCLE: 1, Column.LAST: 1}


class ContactsTable(RecordTable):
    """One contact is current; Enter and Del speak about it."""

    entered_pane = Signal()  # Enter
    delete_asked = Signal()  # Del

    def __init__(self, desk: Desk, model: ContactsModel, parent: QWidget | None = None) -> None:
        super().__init__(desk, model, tr("Contacts"), "contacts_columns", parent)
        self.setItemDelegate(ContactDelegate(self))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered_pane.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.delete_asked.emit()
        else:
            super().keyPressEvent(event)

    def column_keys(self) -> Sequence[str]:
        return [column.name.lower() for column in Column]

    def first_widths(self) -> Sequence[int]:
        plain, small = QFontMetrics(QApplication.font()), QFontMetrics(theme.small_font())
        needed = {column: plain.averageCharWidth() * chars for column, chars in _CHARS.items()}
        needed[Column.LIFECYCLE] = max(chip_width(small, lifecycle_text(cycle)) for cycle in Lifecycle) + 2 * MARGIN
        needed[Column.LAST] = plain.horizontalAdvance(tr("Yesterday")) + 2 * MARGIN
        rest = max(self.viewport().width() - sum(needed.values()), 0)
        return [needed[column] + rest * _SHARES[column] // sum(_SHARES.values()) for column in Column]


class ContactDelegate(RecordDelegate):
    """Paints name with avatar, lifecycle as a chip, the rest as quiet text."""

    def font_of(self, index: Index) -> QFont:
        if index.column() == Column.NAME:
            return theme.bold_font()
        return theme.small_font() if index.column() == Column.LIFECYCLE else QApplication.font()

    def mark_room(self, index: Index, height: int) -> int:
        return round(height * 0.62) + 8 if index.column() == Column.NAME else 0

    def paint_cell(self, painter: QPainter, rect: QRectF, index: Index, option: QStyleOptionViewItem) -> None:
        row = index.data(ROW)
        if not isinstance(row, ContactRow):
            return
        dress, column, text = theme.current(), Column(index.column()), str(index.data() or "")
        if column is Column.LIFECYCLE:
            painter.setFont(self.font_of(index))
            height = chip_height(painter.fontMetrics())
            width = min(rect.width(), chip_width(painter.fontMetrics(), text))
            draw_chip(painter, QRectF(rect.left(), rect.center().y() - height / 2, width, height), text, dress)
            return
        if column is Column.NAME:
            edge = option.rect.height() * 0.62
            circle = QRectF(rect.left(), rect.center().y() - edge / 2, edge, edge)
            draw_avatar(painter, circle, initials(row.name), NOBODY_COLOUR)
            rect.setLeft(rect.left() + self.mark_room(index, option.rect.height()))
        ink = dress.ink if column is Column.NAME else dress.ink2
        draw_line(painter, rect, text or "—", ink, self.font_of(index))
