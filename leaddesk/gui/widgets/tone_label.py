"""A line of text in one of the theme's colours."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLabel, QWidget

from leaddesk.domain.next_step import NextStepState
from leaddesk.gui import theme

STEP_TONES = {
    NextStepState.OVERDUE: "bad",
    NextStepState.TODAY: "warn",
    NextStepState.PLANNED: "ink2",
    NextStepState.NONE: "warn",
}


class ToneLabel(QLabel):
    """Plain text in the colour `token`, also after a change of theme."""

    def __init__(self, text: str = "", token: str = "ink2", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._token = token
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._dress()

    def show_tone(self, text: str, token: str) -> None:
        """Show another text in another colour."""
        self._token = token
        self.setText(text)
        self._dress()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()

    def _dress(self) -> None:
        colour = QColor(getattr(theme.current(), self._token))
        palette = self.palette()
        if palette.color(QPalette.ColorRole.WindowText) != colour:
            palette.setColor(QPalette.ColorRole.WindowText, colour)
            self.setPalette(palette)
