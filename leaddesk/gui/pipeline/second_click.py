"""The second click of a double click, wherever it lands."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

_PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)


class SecondClick(QObject):
    """The first click opens the pane, which moves the cards away from under the mouse.

    A press that follows at the same place within the time of a double click is taken as the second one on the card.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._then: Callable[[], None] | None = None
        self._at = QPoint()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.forget)

    def expect(self, at: QPoint, then: Callable[[], None]) -> None:
        """Call `then` if the mouse is pressed again soon, at the same place of the screen."""
        self._then, self._at = then, at
        self._application().installEventFilter(self)
        self._timer.start(QApplication.doubleClickInterval())

    def forget(self) -> None:
        self._then = None
        self._timer.stop()
        self._application().removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QMouseEvent) or event.type() not in _PRESSES or not isinstance(watched, QWidget):
            return False
        then = self._then
        self.forget()
        near = (event.globalPosition().toPoint() - self._at).manhattanLength() <= QApplication.startDragDistance()
        if then is None or not near or event.button() != Qt.MouseButton.LeftButton:
            return False
        then()
        return True

    @staticmethod
    def _application() -> QCoreApplication:
        application = QApplication.instance()
        assert application is not None  # widgets do not exist without one
        return application
