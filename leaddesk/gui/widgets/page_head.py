"""The bar on top of every page: title, what narrows the page, search, the page's main button."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from leaddesk.gui.icons import put_icon
from leaddesk.gui.widgets.jump_field import JumpField

_MARGIN, _SPACING = 16, 8


class SearchField(QLineEdit):
    """A line with a magnifying glass; Esc empties it first and is passed on when it is empty."""

    left = Signal()  # Enter or Down: on to what was found

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
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _empties(self, event: QKeyEvent) -> bool:
        return event.key() == Qt.Key.Key_Escape and bool(self.text())


class PageHead(QFrame):
    """Title, widgets of the page (`add`), a stretch, and if named a search field and a primary button.

    Where the page has no search of its own, `jump` opens the search over everything.
    Where the room is not wide enough for all of it, the page's widgets stand below.
    """

    searched = Signal(str)  # the text, as it is typed
    search_left = Signal()  # the keyboard goes on to what was found
    primary_triggered = Signal()

    def __init__(
        self,
        title: str,
        *,
        search: str = "",
        jump: Callable[[], object] | None = None,
        primary: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "head")
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, 11, _MARGIN, 11)
        column.setSpacing(_SPACING)
        row, self._below = QHBoxLayout(), QHBoxLayout()
        for line in (row, self._below):
            line.setSpacing(_SPACING)
            column.addLayout(line)
        self._title = QLabel(title)
        self._title.setProperty("role", "title")
        row.addWidget(self._title)
        row.addSpacing(_SPACING)
        self._left = QHBoxLayout()
        self._left.setSpacing(_SPACING)
        row.addLayout(self._left)
        self._added: list[QWidget] = []
        self._is_narrow = False
        self._button: QPushButton | None = None
        row.addStretch(1)
        self._search: SearchField | None = None
        if search:
            self._search = SearchField(search)
            self._search.textChanged.connect(self.searched)
            self._search.left.connect(self.search_left)
            row.addWidget(self._search)
        self._jump: JumpField | None = None
        if jump is not None:
            self._jump = JumpField()
            self._jump.clicked.connect(jump)
            row.addWidget(self._jump)
        if primary:
            self._button = QPushButton(primary)
            self._button.setProperty("kind", "primary")
            put_icon(self._button, self._button, "add", "on_accent")
            self._button.clicked.connect(self.primary_triggered)
            row.addWidget(self._button)

    def add(self, widget: QWidget) -> None:
        """Put a widget behind the title."""
        self._added.append(widget)
        self._left.addWidget(widget)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refit()

    def refit(self) -> None:
        """Put the page's widgets where there is room for them; to be called when one was shown or hidden."""
        narrow = self.width() < self._room_for_one_line()
        if narrow != self._is_narrow:
            self._is_narrow = narrow
            for widget in self._added:
                (self._below if narrow else self._left).addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)
            self._below.setStretch(len(self._added) - 1, int(narrow))

    def _room_for_one_line(self) -> int:
        widths = [widget.sizeHint().width() for widget in (self._title, *self._added) if not widget.isHidden()]
        if self._search is not None:
            widths.append(self._search.minimumWidth())
        widths += [widget.sizeHint().width() for widget in (self._jump, self._button) if widget is not None]
        return sum(widths) + _SPACING * (len(widths) + 1) + 2 * _MARGIN

    def set_title(self, title: str) -> None:
        self._title.setText(title)

    def focus_search(self) -> None:
        """Put the cursor into the search field, its text selected, where there is one."""
        if self._search is not None:
            self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._search.selectAll()

    def search_for(self, text: str) -> None:
        """Type the text into the search field, where there is one."""
        if self._search is not None:
            self._search.setText(text)

    def clear_search(self) -> None:
        if self._search is not None:
            self._search.clear()
