"""Asks where the deals of a stage or pipeline go before it is deleted."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from leaddesk.domain.summaries import DealCounts
from leaddesk.gui.settings.stage_words import counts_text
from leaddesk.gui.texts import tr

_WIDTH = 52  # letters


class RemoveDialog(QDialog):
    """Open it with `open()`; `chosen` comes once with the stage to which the deals go, after Esc it does not."""

    chosen = Signal(object)  # int

    def __init__(
        self, name: str, counts: DealCounts, places: Sequence[tuple[int, str]], first: int | None, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Delete “{name}”").format(name=name))
        title = _label(tr("Where do the deals of “{name}” go?").format(name=name), "strong")
        held = _label(tr("It holds %n deal(s): {deals}.", counts.total).format(deals=counts_text(counts)), "muted")
        kept = _label(tr("They keep their status; open ones stand at the end there, in their order."), "muted")
        self.places = QComboBox()
        self.places.setAccessibleName(title.text())
        for number, words in places:
            self.places.addItem(words, number)
        self.places.setCurrentIndex(max(self.places.findData(first), 0))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(8)
        for widget in (title, held, self.places, kept):
            column.addWidget(widget)
        column.addLayout(self._buttons())
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * _WIDTH)
        self.places.setFocus()

    def accept(self) -> None:
        super().accept()
        self.chosen.emit(self.places.currentData())

    def _buttons(self) -> QHBoxLayout:
        self.cancel = QPushButton(tr("Cancel"))
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self.reject)
        self.confirm = QPushButton(tr("Move them and delete"))
        self.confirm.setProperty("kind", "bad")
        self.confirm.setDefault(True)
        self.confirm.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.confirm)
        return row


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    label.setWordWrap(True)
    return label
