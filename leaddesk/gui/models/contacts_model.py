"""Contacts as rows of a table: their ids, and the rows that were looked at."""

from collections.abc import Iterable
from datetime import datetime
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from leaddesk.domain.records import Lifecycle
from leaddesk.domain.summaries import ContactRow, ContactSort
from leaddesk.gui.desk import Desk
from leaddesk.gui.models.row_cache import RowCache
from leaddesk.gui.texts import tr, when_text
from leaddesk.services import contacts

Index = QModelIndex | QPersistentModelIndex
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


class ContactsModel(QAbstractTableModel):
    """Holds ids in the order in which they are shown; a row is fetched when it is painted."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._ids: list[int] = []
        self._places: dict[int, int] | None = None
        self._looked_at: set[int] = set()
        self._rows: RowCache[ContactRow] = RowCache(desk.runner, contacts.contact_rows, self)
        self._rows.arrived.connect(self._on_rows_arrived)

    @property
    def ids(self) -> list[int]:
        return self._ids

    def show_ids(self, ids: list[int]) -> None:
        """Show these contacts in this order."""
        self.beginResetModel()
        self._ids = ids
        self._places = None
        self.endResetModel()

    def refresh(self, ids: Iterable[int] | None = None) -> None:
        """Fetch rows anew that were looked at before: these, or all of them."""
        among = self._looked_at if ids is None else ids
        self._rows.refresh([number for number in among if self._rows.known(number) is not None])

    def known(self, contact_id: int) -> ContactRow | None:
        """The row of a contact, if it is here."""
        return self._rows.known(contact_id)

    def place_of(self, contact_id: int) -> int | None:
        """The row in which a contact stands."""
        if self._places is None:
            self._places = {number: place for place, number in enumerate(self._ids)}
        return self._places.get(contact_id)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._ids)

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
        row = self._rows.get(self._ids, index.row())
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

    def _on_rows_arrived(self, arrived: set[int]) -> None:
        self._looked_at |= arrived
        places = [place for number in arrived if (place := self.place_of(number)) is not None]
        if places:
            self.dataChanged.emit(self.index(min(places), 0), self.index(max(places), len(Column) - 1))
