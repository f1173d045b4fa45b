"""A text of several lines that is as high as what stands in it."""

from PySide6.QtCore import QEvent, QSizeF, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

_MARGIN = 2  # as a line has inside
_ROOM = 6 + 2 * _MARGIN  # with border and padding, above and below together


class GrowingText(QPlainTextEdit):
    """Grows from `lowest` to `highest` lines with its text, and scrolls beyond; Tab leaves it."""

    def __init__(self, lowest: int, highest: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lowest, self._highest = lowest, highest
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(_MARGIN)
        self.document().documentLayout().documentSizeChanged.connect(self._on_document_size_changed)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _on_document_size_changed(self, _size: QSizeF) -> None:
        self._fit()

    def _fit(self) -> None:
        lines = int(self.document().size().height())  # this kind of document counts in lines
        shown = max(self._lowest, min(lines, self._highest))
        height = shown * self.fontMetrics().lineSpacing() + _ROOM
        if height != self.minimumHeight():
            self.setFixedHeight(height)
        always = (
            Qt.ScrollBarPolicy.ScrollBarAsNeeded if lines > self._highest else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        if self.verticalScrollBarPolicy() != always:
            self.setVerticalScrollBarPolicy(always)
