"""A grey over what is shown, to say that it may not be true any more. What lies under it can still be used."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from leaddesk.gui import theme

_STRENGTH = 130  # of 255


class Veil(QWidget):
    """Covers the widget that it is made for; hidden at first."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        over.installEventFilter(self)

    def setVisible(self, visible: bool) -> None:
        super().setVisible(visible)
        if visible:
            self.setGeometry(self._over.rect())
            self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        colour = QColor(theme.current().window)
        colour.setAlpha(_STRENGTH)
        QPainter(self).fillRect(self.rect(), colour)
