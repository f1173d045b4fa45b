"""The bar on top of every page: title, what narrows the page, search, the page's main button."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from leaddesk.gui.icons import put_icon
from leaddesk.gui.widgets.jump_field import JumpField
from leaddesk.gui.widgets.tab_order import order_tabs

_MARGIN, _SPACING = 16, 8
_WHOLE = QSizePolicy.Policy.Minimum


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
    Those of the page's widgets that have no room in this line stand below.
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
        self._on_top = 0  # how many of them stand beside the title
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
        """Put a widget behind the title, or below it if there is no room."""
        self._added.append(widget)
        self._on_top = -1
        self.refit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.refit()  # one of the widgets wants another size, or was shown or hidden
        return super().event(event)

    def refit(self) -> None:
        """Put the page's widgets where there is room for them."""
        on_top = self._fitting()
        if on_top == self._on_top:
            return
        self._on_top = on_top
        for place, widget in enumerate(self._added):
            (self._left if place < on_top else self._below).addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)
            # Beside the title there is room for all of it, below there may be less.
            policy = widget.sizePolicy()
            policy.setHorizontalPolicy(_WHOLE if place < on_top else QSizePolicy.Policy.Preferred)
            widget.setSizePolicy(policy)
        order_tabs(self)
        self._below.setStretch(self._below.count() - 1, 1)

    def _fitting(self) -> int:
        """How many of the page's widgets have room beside the title, from the first on."""
        room = self.width() - 2 * _MARGIN - 2 * _SPACING - self._title.sizeHint().width()
        if self._search is not None:
            room -= self._search.minimumWidth() + _SPACING
        if self._jump is not None:
            room -= self._jump.minimumSizeHint().width() + _SPACING
        if self._button is not None:
            room -= self._button.sizeHint().width() + _SPACING
        for place, widget in enumerate(self._added):
            if not widget.isHidden():
                room -= widget.sizeHint().width() + _SPACING
            if room < 0:
                return place
        return len(self._added)

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
