"""A button that looks like a search field and opens the palette."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from leaddesk.gui import theme
from leaddesk.gui.actions import key_text
from leaddesk.gui.icons import put_icon
from leaddesk.gui.translation import tr

_CHARS = 30
_KEYS = "Ctrl+K"
_AROUND = 40  # pixels: margins, and between icon, words and key


class JumpField(QPushButton):
    """As wide as the search field of other pages where there is room, with its key at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._words, self._short = tr("Search or jump to…"), tr("Search…")
        super().__init__(self._words, parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setProperty("kind", "jump")
        self.setAccessibleName(tr("Search or jump to"))
        self.setAccessibleDescription(key_text(_KEYS))
        put_icon(self, self, "search")
        key = QLabel(key_text(_KEYS))
        key.setProperty("role", "key")
        key.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 6, 0)
        row.addStretch(1)
        row.addWidget(key, 0, Qt.AlignmentFlag.AlignVCenter)
        self._key = key

    def sizeHint(self) -> QSize:
        wide = QFontMetrics(QApplication.font()).averageCharWidth() * _CHARS
        return QSize(max(wide, self._room(self._words)), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._room(""), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fitting = (words for words in (self._words, self._short) if self.width() >= self._room(words))
        self.setText(next(fitting, ""))

    def _room(self, words: str) -> int:
        """How wide it must be for these words."""
        around = theme.icon_size() + self._key.sizeHint().width() + _AROUND
        return self.fontMetrics().horizontalAdvance(words) + around
