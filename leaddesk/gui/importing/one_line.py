"""One line of any text."""

from html import escape

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from leaddesk.gui.widgets.tone_label import ToneLabel

_LONGEST = 300  # characters that are worth a look; a cell may hold a book


class OneLine(ToneLabel):
    """Text in one line as wide as there is room; what is cut off ends in '…' and is told by the tooltip."""

    def __init__(self, text: str = "", token: str = "ink2", *, parent: QWidget | None = None) -> None:
        super().__init__("", token, parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.show_tone(text, token)

    def show_tone(self, text: str, token: str) -> None:
        line = " ".join(text[: 2 * _LONGEST].split())
        line = line if len(line) <= _LONGEST else line[:_LONGEST] + "…"
        super().show_tone(line, token)
        self.setToolTip(f"<qt>{escape(line)}</qt>")

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and self._shown() == self.text():
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        self.style().drawItemText(
            painter, self._room(), left, self.palette(), self.isEnabled(), self._shown(), self.foregroundRole()
        )

    def _room(self) -> QRect:
        return self.contentsRect().adjusted(max(self.indent(), 0), 0, 0, 0)

    def _shown(self) -> str:
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self._room().width())
