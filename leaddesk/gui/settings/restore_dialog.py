"""Asks before a backup is brought back: what it replaces, who is here, and that there is a way back."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from leaddesk.domain.backups import Backup
from leaddesk.gui.bridge.services import backups
from leaddesk.gui.desk import Desk
from leaddesk.gui.settings.backup_words import record_words
from leaddesk.gui.texts import number_text, stamp_text, tr

_RIGHT = Qt.AlignmentFlag.AlignRight


class RestoreDialog(QDialog):
    """Open it with `open()`; accepted: restore."""

    def __init__(self, desk: Desk, backup: Backup, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Restore a backup"))
        when = stamp_text(backup.made_at, desk.now())
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        title = _label(tr("Bring back “{name}” as it was: {when}?").format(name=desk.name, when=when), "title")
        column.addWidget(title)
        column.addWidget(
            _label(tr("Everything in the file is replaced by the backup. What was saved since then will not be in it."))
        )
        column.addLayout(self._counts(backup))
        others = ", ".join(sorted({guest.name for guest in desk.guests.guests if not guest.is_me}))
        self.here = _label(
            tr("Here now: {names}. They will see the restored records at once.").format(names=others)
            if others
            else tr("Nobody else has the file open.")
        )
        column.addWidget(self.here)
        column.addWidget(_label(tr("First a backup of the present state is made, so that you can come back to it.")))
        column.addLayout(self._buttons())
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 64)
        desk.runner.read(backups.counts_now, owner=self, then=self._show_now)

    def _buttons(self) -> QHBoxLayout:
        self.cancel = QPushButton(tr("Cancel"))
        self.cancel.clicked.connect(self.reject)
        self.cancel.setDefault(True)
        self.confirm = QPushButton(tr("Restore"))
        self.confirm.setProperty("kind", "bad")
        self.confirm.setAutoDefault(False)
        self.confirm.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.confirm)
        return row

    def _counts(self, backup: Backup) -> QGridLayout:
        """What would come back beside what is there."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(4)
        for column, text in ((1, tr("In the backup")), (2, tr("Now"))):
            grid.addWidget(_label(text, "small"), 0, column, _RIGHT)
        self._now: dict[str, QLabel] = {}
        for row, (table, name) in enumerate(record_words(), 1):
            self._now[table] = _label("…")
            grid.addWidget(_label(name, "muted"), row, 0)
            grid.addWidget(_label(number_text(backup.counts.get(table, 0)), "strong"), row, 1, _RIGHT)
            grid.addWidget(self._now[table], row, 2, _RIGHT)
        grid.setColumnStretch(3, 1)
        return grid

    def _show_now(self, counts: Mapping[str, int]) -> None:
        for table, label in self._now.items():
            label.setText(number_text(counts.get(table, 0)))


def _label(text: str, role: str = "") -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(len(text) > 24)
    if role:
        label.setProperty("role", role)
    return label
