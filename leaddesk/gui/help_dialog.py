"""All keys on one sheet."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from leaddesk.gui.actions import action_table, key_text, keys_in_pages
from leaddesk.gui.translation import tr


class HelpDialog(QDialog):
    """What each key does, from the same table that makes the keys work."""

    def __init__(self, pages: list[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keyboard shortcuts"))
        column = QVBoxLayout(self)
        grid = QGridLayout()
        grid.setHorizontalSpacing(32)
        self._line = 0
        self._head(grid, tr("Everywhere"))
        for title, key in ((page, f"Ctrl+{place}") for place, page in enumerate(pages, 1)):
            self._add(grid, title, key)
        for group in action_table():
            for spec in group:
                self._add(grid, spec.text, key_text(spec.keys[0]))
        for title, keys in keys_in_pages():
            self._head(grid, title)
            for text, key in keys:
                self._add(grid, text, key)
        column.addLayout(grid)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)

    def _head(self, grid: QGridLayout, text: str) -> None:
        label = QLabel(text)
        label.setProperty("role", "strong")
        label.setContentsMargins(0, 8 if self._line else 0, 0, 0)
        grid.addWidget(label, self._line, 0, 1, 2)
        self._line += 1

    def _add(self, grid: QGridLayout, text: str, key: str) -> None:
        keys = QLabel(key)
        keys.setProperty("role", "muted")
        grid.addWidget(QLabel(text), self._line, 0)
        grid.addWidget(keys, self._line, 1)
        self._line += 1
