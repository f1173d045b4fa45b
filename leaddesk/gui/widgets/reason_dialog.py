"""Asks why a deal was lost."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from leaddesk.domain.records import LOST_REASONS
from leaddesk.gui.texts import tr

OTHER = LOST_REASONS[-1]
_KEY = Qt.ItemDataRole.UserRole


class ReasonDialog(QDialog):
    """Open it with `open()`. `chosen` comes once with a reason of LOST_REASONS and a note; after Esc it does not."""

    chosen = Signal(str, str)  # reason, note

    def __init__(self, deal: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Lost: {title}").format(title=deal))
        metrics = QFontMetrics(QApplication.font())
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 14, 16, 14)
        box.setSpacing(8)
        heading = QLabel(tr("Why was this deal lost?"))
        heading.setProperty("role", "strong")
        self.reasons = QListWidget(self)
        self.reasons.ensurePolished()  # before the rows are measured
        self.reasons.setAccessibleName(heading.text())
        for reason in LOST_REASONS:
            entry = QListWidgetItem(tr(reason), self.reasons)
            entry.setData(_KEY, reason)
        around = self.reasons.contentsMargins()
        rows = self.reasons.sizeHintForRow(0) * len(LOST_REASONS)
        self.reasons.setFixedHeight(rows + around.top() + around.bottom())
        self.note = QLineEdit(self)
        self.note.setMinimumWidth(metrics.averageCharWidth() * 44)
        box.addWidget(heading)
        box.addWidget(self.reasons, 1)
        box.addWidget(self.note)
        box.addLayout(self._buttons())
        self.reasons.itemSelectionChanged.connect(self._on_changed)
        self.reasons.itemDoubleClicked.connect(self._go_on)
        self.note.textChanged.connect(self._on_changed)
        self._on_changed()
        self.reasons.setFocus()

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        cancel = QPushButton(tr("Cancel"))
        cancel.clicked.connect(self.reject)
        cancel.setAutoDefault(False)
        self.confirm = QPushButton(tr("Mark as lost"))
        self.confirm.setProperty("kind", "bad")
        self.confirm.setDefault(True)
        self.confirm.clicked.connect(self.accept)
        row.addWidget(cancel)
        row.addWidget(self.confirm)
        return row

    @property
    def reason(self) -> str:
        """The reason that is chosen, in the words of the database; empty: none yet."""
        chosen = self.reasons.selectedItems()
        return str(chosen[0].data(_KEY)) if chosen else ""

    def accept(self) -> None:
        if self._is_complete():
            super().accept()
            self.chosen.emit(self.reason, self.note.text().strip())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go_on()
            return
        super().keyPressEvent(event)

    def _is_complete(self) -> bool:
        return bool(self.reason) and (self.reason != OTHER or bool(self.note.text().strip()))

    def _on_changed(self) -> None:
        self.confirm.setEnabled(self._is_complete())
        needed = self.reason == OTHER
        self.note.setPlaceholderText(tr("What was it? A few words are needed") if needed else tr("Note, if you like"))
        self.note.setAccessibleName(tr("Note"))

    def _go_on(self) -> None:
        """Close the deal, or go where something is missing."""
        if self._is_complete():
            self.accept()
        else:
            (self.note if self.reason else self.reasons).setFocus(Qt.FocusReason.OtherFocusReason)
