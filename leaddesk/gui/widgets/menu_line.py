"""A line at the end of a menu, for what the menu does not offer."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QVBoxLayout, QWidget, QWidgetAction

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class MenuLine(QWidget):
    """Words, and below them how they are understood: `say` tells that, None for not at all.

    `hints` are said of an empty line and of one that is not understood. Enter takes what is understood.
    """

    entered = Signal(str)

    def __init__(self, example: str, name: str, say: Callable[[str], str | None], hints: tuple[str, str]) -> None:
        super().__init__()
        self._say, self._hints = say, hints
        self._line = QLineEdit()
        self._line.setPlaceholderText(example)
        self._line.setAccessibleName(name)
        self._line.textChanged.connect(self._on_line_text_changed)
        self._line.installEventFilter(self)
        self._echo = QLabel()
        self._echo.setTextFormat(Qt.TextFormat.PlainText)
        self._echo.setProperty("role", "small")
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.setSpacing(4)
        column.addWidget(self._line)
        column.addWidget(self._echo)
        self.setFocusProxy(self._line)
        self._on_line_text_changed("")

    def put_into(self, menu: QMenu) -> None:
        """Become the last entry of a menu, which closes when something was entered."""
        holder = QWidgetAction(menu)
        holder.setDefaultWidget(self)
        menu.addAction(holder)
        self.entered.connect(menu.close)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress or event.key() not in _ENTER:
            return False
        if self._say(self._line.text()) is not None:
            self.entered.emit(self._line.text())
        return True  # else the menu would take one of its own entries

    def _on_line_text_changed(self, text: str) -> None:
        empty, wrong = self._hints
        self._echo.setText(self._say(text) or (wrong if text.strip() else empty))
