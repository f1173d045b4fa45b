"""One part of the filter as a button: what it is about, what it asks for, and the cross that takes it off."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from leaddesk.domain.filter_tree import Field, Filter
from leaddesk.gui import theme
from leaddesk.gui.icons import icon
from leaddesk.gui.texts import tr

_REMOVE = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class FilterChip(QPushButton):
    """`field` is what its choices are of; None for a part that has none and is shown as it is typed.

    Without a part it asks for nothing yet. A click, Space or Enter opens it; the cross, Del or Backspace removes.
    """

    opened = Signal()
    removed = Signal()

    def __init__(self, field: Field | None, *, lasting: bool = False) -> None:
        super().__init__()
        self.field = field
        self.lasting = lasting  # stays without a part
        self.part: Filter | None = None
        self.setProperty("kind", "narrow")
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the cross behind the words
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.opened)

    def show_part(self, part: Filter | None, words: str) -> None:
        """Ask for this, or for nothing."""
        self.part = part
        self.setText(words.replace("&", "&&"))
        self.setToolTip(words)
        self.setAccessibleName(tr("Filter: {words}").format(words=words))
        self.setAccessibleDescription(tr("Del takes it off") if part is not None else "")
        self.setProperty("active", part is not None)
        self.style().unpolish(self)
        self.style().polish(self)
        self._dress()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        on_cross = self.rect().contains(at) and at.x() > self.width() - theme.icon_size() - 12
        if on_cross and self.part is not None and event.button() is Qt.MouseButton.LeftButton:
            self.setDown(False)
            self.removed.emit()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _REMOVE and self.part is not None:
            self.removed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()

    def _dress(self) -> None:
        dress, size = theme.current(), theme.icon_size()
        asks = self.part is not None
        self.setIcon(icon("close", dress.accent, size) if asks else icon("chevron-down", dress.ink2, size))
