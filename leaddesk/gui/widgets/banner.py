"""Bars above the content that stay until they are dealt with: a reminder, a file that is read-only."""

from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from leaddesk.gui.icons import put_icon
from leaddesk.gui.translation import tr
from leaddesk.gui.widgets.announce import announce
from leaddesk.gui.widgets.glyph import Glyph
from leaddesk.gui.widgets.tab_order import order_tabs

BannerKind = Literal["info", "warn", "error"]
_TOKENS = {"info": "accent", "warn": "warn", "error": "bad"}


class Banner(QFrame):
    """Icon, sentence, buttons and a cross. A button calls its function and leaves closing to it."""

    closed = Signal()

    def __init__(
        self,
        text: str,
        buttons: Sequence[tuple[str, Callable[[], None]]] = (),
        *,
        icon: str = "bell",
        kind: BannerKind = "info",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "banner")
        self.setProperty("kind", kind)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setAccessibleName(text)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 8, 6)
        row.setSpacing(8)
        row.addWidget(Glyph(icon, _TOKENS[kind]))
        self._label = QLabel(text)
        self._label.setTextFormat(Qt.TextFormat.PlainText)  # it quotes what people wrote
        self._label.setWordWrap(True)
        row.addWidget(self._label, 1)
        for name, function in buttons:
            button = QPushButton(name)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard where the work is
            button.clicked.connect(lambda _down, call=function: call())
            row.addWidget(button)
        cross = QPushButton()
        cross.setProperty("kind", "quiet")
        cross.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        cross.setAccessibleName(tr("Close"))
        cross.setToolTip(tr("Close"))
        put_icon(cross, cross, "close")
        cross.clicked.connect(self.close_banner)
        row.addWidget(cross)

    @property
    def text(self) -> str:
        return self._label.text()

    def set_text(self, text: str) -> None:
        self._label.setText(text)
        self.setAccessibleName(text)

    def close_banner(self) -> None:
        """Take the bar away for good."""
        self.hide()
        self.closed.emit()
        self.deleteLater()


class Banners(QWidget):
    """The place above the content; banners stack, the newest below. Takes no room when empty."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_banner(self, banner: Banner) -> None:
        """Add the banner and announce its text to screen readers."""
        self._column.addWidget(banner)
        banner.show()
        order_tabs(self)
        announce(banner, banner.text)

    def clear(self) -> None:
        """Take every banner away, for another file."""
        for banner in self.findChildren(Banner):
            banner.close_banner()
