"""A row of buttons of which exactly one is down: Mine | Everyone."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QHBoxLayout, QPushButton, QWidget


class Segmented(QFrame):
    """Offers (key, label) pairs; the first is chosen to begin with. Arrow keys move the choice."""

    chosen = Signal(str)  # key; by the person only

    def __init__(self, options: Sequence[tuple[str, str]], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "segmented")
        self.setAccessibleName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        for key, label in options:
            button = QPushButton(label)
            button.setProperty("kind", "segment")
            button.setCheckable(True)
            button.setAccessibleName(f"{name}: {label}")
            self._group.addButton(button)
            row.addWidget(button)
            self._buttons[key] = button
        self._key = options[0][0]
        self._buttons[self._key].setChecked(True)
        self._group.buttonClicked.connect(self._on_button_clicked)

    @property
    def key(self) -> str:
        """The chosen key."""
        return self._key

    def choose(self, key: str) -> None:
        """Put the button of `key` down without a signal."""
        self._key = key
        self._buttons[key].setChecked(True)

    def _on_button_clicked(self, pressed: QAbstractButton) -> None:
        key = next(key for key, button in self._buttons.items() if button is pressed)
        if key != self._key:
            self._key = key
            self.chosen.emit(key)
