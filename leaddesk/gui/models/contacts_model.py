"""Contacts as rows of a table."""

from datetime import datetime
from enum import IntEnum

from PySide6.QtCore import QObject, Qt

from leaddesk.domain.records import Lifecycle
from leaddesk.domain.summaries import ContactRow, ContactSort
from leaddesk.gui.bridge.services import contacts
from leaddesk.gui.desk import Desk
from leaddesk.gui.models.row_model import Index, RowModel
from leaddesk.gui.texts import tr, when_text

ROW = Qt.ItemDataRole.UserRole  # the ContactRow, or None while it is on its way


class Column(IntEnum):
    NAME = 0
    COMPANY = 1
    EMAIL = 2
    PHONE = 3
    LIFECYCLE = 4
    LAST = 5


SORTS = {
    Column.NAME: ContactSort.NAME,
    Column.COMPANY: ContactSort.COMPANY,
    Column.EMAIL: ContactSort.EMAIL,
    Column.LAST: ContactSort.LAST,
}


def lifecycle_text(lifecycle: Lifecycle) -> str:
    """'Suspect', 'Lead', 'Prospect' or 'Customer'."""
    return {
        Lifecycle.SUSPECT: tr("Suspect"),
        Lifecycle.LEAD: tr("Lead"),
        Lifecycle.PROSPECT: tr("Prospect"),
        Lifecycle.CUSTOMER: tr("Customer"),
    }[lifecycle]


class ContactsModel(RowModel[ContactRow]):
    """Contacts as rows."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(desk.runner, contacts.contact_rows, parent)
        self._desk = desk

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        if role != Qt.ItemDataRole.DisplayRole or orientation is not Qt.Orientation.Horizontal:
            return None
        names = (tr("Name"), tr("Company"), tr("Email"), tr("Phone"), tr("Lifecycle"), tr("Last"))
        return names[section] if 0 <= section < len(names) else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or not 0 <= index.row() < len(self._ids):
            return None
        row = self.row(index.row())
        if role == ROW:
            return row
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        if row is None:
            return ""
        text = self._text(row, Column(index.column()))
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == Column.NAME:
            return ", ".join(part for part in (row.name, row.job_title, row.company) if part)
        return text

    def _text(self, row: ContactRow, column: Column) -> str:
        if column is Column.LAST:
            return self._last(row.last_at)
        if column is Column.LIFECYCLE:
            return lifecycle_text(row.lifecycle)
        return {Column.NAME: row.name, Column.COMPANY: row.company, Column.EMAIL: row.email}.get(column, row.phone)

    def _last(self, moment: datetime | None) -> str:
        return when_text(moment, self._desk.now()) if moment else "—"
