"""The table of backups."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from leaddesk.domain.backups import Backup
from leaddesk.gui.desk import Desk
from leaddesk.gui.settings.backup_words import contents_text, why_text
from leaddesk.gui.texts import size_text, stamp_text, tr

_ROWS = 8  # shown without scrolling
_ROW_LINES = 2.0
_BACKUP = Qt.ItemDataRole.UserRole


class BackupsTable(QTableWidget):
    """One backup is chosen; it stays chosen when the list is read again."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(0, 4, parent)
        self._desk = desk
        self.setAccessibleName(tr("Backups"))
        self.setHorizontalHeaderLabels([tr("Made"), tr("Why"), tr("Size"), tr("Holds")])
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setProperty("role", "framed")
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(round(self.fontMetrics().height() * _ROW_LINES))
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        head.setStretchLastSection(True)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        letter = self.fontMetrics().averageCharWidth()
        for column, letters in enumerate((20, 28, 12)):
            head.resizeSection(column, letters * letter)

    def sizeHint(self) -> QSize:
        rows = self.verticalHeader().defaultSectionSize() * _ROWS
        return QSize(super().sizeHint().width(), rows + self.horizontalHeader().sizeHint().height() + 4)

    @property
    def chosen(self) -> Backup | None:
        """The backup that is chosen."""
        rows = self.selectionModel().selectedRows()
        item = self.item(rows[0].row(), 0) if rows else None
        found = item.data(_BACKUP) if item is not None else None
        return found if isinstance(found, Backup) else None

    def show_backups(self, found: list[Backup]) -> None:
        """List these; the one that was chosen stays so, or else the newest is."""
        before = self.chosen
        now = self._desk.now()
        self.setRowCount(len(found))
        for row, backup in enumerate(found):
            texts = (
                stamp_text(backup.made_at, now),
                why_text(backup),
                size_text(backup.size),
                contents_text(backup.counts),
            )
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(backup.problem or str(backup.path))
                self.setItem(row, column, item)
            first = self.item(row, 0)
            if first is not None:
                first.setData(_BACKUP, backup)
        paths = [backup.path for backup in found]
        if paths:
            self.selectRow(paths.index(before.path) if before is not None and before.path in paths else 0)
