"""All keys on one sheet."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from leaddesk.gui.actions import action_table, key_text, keys_in_pages
from leaddesk.gui.translation import tr

Group = tuple[str, list[tuple[str, str]]]  # a head, and what each key does
_ROOM = 0.85  # of the screen at most


class HelpDialog(QDialog):
    """What each key does, from the same table that makes the keys work; scrolled where the screen is too small."""

    def __init__(self, pages: list[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keyboard shortcuts"))
        everywhere = [(page, f"Ctrl+{place}") for place, page in enumerate(pages, 1)]
        everywhere += [(spec.text, key_text(spec.keys[0])) for group in action_table() for spec in group]
        groups: list[Group] = [(tr("Everywhere"), everywhere)]
        groups += [(title, list(keys)) for title, keys in keys_in_pages()]
        sheet = QWidget()
        halves = QHBoxLayout(sheet)
        halves.setContentsMargins(4, 4, 16, 4)
        halves.setSpacing(40)
        for half in _halves(groups):
            column = QVBoxLayout()
            column.addLayout(_grid(half))
            column.addStretch(1)
            halves.addLayout(column)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        area.setAccessibleName(self.windowTitle())
        area.setWidget(sheet)
        sheet.setAutoFillBackground(False)
        area.viewport().setAutoFillBackground(False)
        self._sheet = sheet
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.addWidget(area)
        whole.addWidget(buttons)
        self._more = buttons
        buttons.button(QDialogButtonBox.StandardButton.Close).setFocus()
        self.resize(self.sizeHint())

    def sizeHint(self) -> QSize:
        room = self.screen().availableSize() * _ROOM
        wanted = self._sheet.sizeHint() + QSize(48, 48 + self._more.sizeHint().height())
        return wanted.boundedTo(room)


def _halves(groups: list[Group]) -> tuple[list[Group], list[Group]]:
    """The groups in their order, in two columns of about the same length."""
    lengths = [len(keys) + 1 for _, keys in groups]
    cut = min(range(len(groups) + 1), key=lambda place: abs(sum(lengths[:place]) - sum(lengths[place:])))
    return groups[:cut], groups[cut:]


def _grid(groups: list[Group]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(32)
    grid.setVerticalSpacing(6)
    line = 0
    for title, keys in groups:
        head = QLabel(title)
        head.setProperty("role", "strong")
        head.setContentsMargins(0, 8 if line else 0, 0, 0)
        grid.addWidget(head, line, 0, 1, 2)
        for place, (text, key) in enumerate(keys, line + 1):
            said = QLabel(key)
            said.setProperty("role", "muted")
            grid.addWidget(QLabel(text), place, 0)
            grid.addWidget(said, place, 1)
        line += len(keys) + 1
    return grid
