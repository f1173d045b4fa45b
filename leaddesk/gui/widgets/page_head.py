"""The bar on top of every page: title, what narrows the page, search, the page's main button."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from leaddesk.gui.icons import put_icon


class SearchField(QLineEdit):
    """A line with a magnifying glass; Esc empties it first and is passed on when it is empty."""

    def __init__(self, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "search")
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setClearButtonEnabled(True)
        glass = QAction(self)
        put_icon(glass, self, "search")
        self.addAction(glass, QLineEdit.ActionPosition.LeadingPosition)
        self.setMinimumWidth(QFontMetrics(QApplication.font()).averageCharWidth() * 30)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._empties(event):
            event.accept()  # before the window takes Esc for itself
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._empties(event):
            self.clear()
            return
        super().keyPressEvent(event)

    def _empties(self, event: QKeyEvent) -> bool:
        return event.key() == Qt.Key.Key_Escape and bool(self.text())


class PageHead(QFrame):
    """Title, widgets of the page (`add`), a stretch, and if named a search field and a primary button."""

    searched = Signal(str)  # the text, as it is typed
    primary_triggered = Signal()

    def __init__(self, title: str, *, search: str = "", primary: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "head")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 11, 16, 11)
        row.setSpacing(8)
        self._title = QLabel(title)
        self._title.setProperty("role", "title")
        row.addWidget(self._title)
        row.addSpacing(8)
        self._left = QHBoxLayout()
        self._left.setSpacing(8)
        row.addLayout(self._left)
        row.addStretch(1)
        self._search: SearchField | None = None
        if search:
            self._search = SearchField(search)
            self._search.textChanged.connect(self.searched)
            row.addWidget(self._search)
        if primary:
            button = QPushButton(primary)
            button.setProperty("kind", "primary")
            put_icon(button, button, "add", "on_accent")
            button.clicked.connect(self.primary_triggered)
            row.addWidget(button)

    def add(self, widget: QWidget) -> None:
        """Put a widget behind the title."""
        self._left.addWidget(widget)

    def set_title(self, title: str) -> None:
        self._title.setText(title)

    def focus_search(self) -> None:
        """Put the cursor into the search field, its text selected, where there is one."""
        if self._search is not None:
            self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._search.selectAll()

    def clear_search(self) -> None:
        if self._search is not None:
            self._search.clear()
