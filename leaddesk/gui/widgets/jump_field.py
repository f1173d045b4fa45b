"""A button that looks like a search field and opens the palette."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QWidget

from leaddesk.gui.actions import key_text
from leaddesk.gui.icons import put_icon
from leaddesk.gui.translation import tr

_CHARS = 30
_KEYS = "Ctrl+K"


class JumpField(QPushButton):
    """As wide as the search field of other pages, with its key at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Search or jump to…"), parent)
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
        return QSize(max(wide, super().sizeHint().width() + self._key.sizeHint().width()), super().sizeHint().height())
