"""The part of the board that is seen: it scrolls sideways."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QFrame, QScrollArea


class BoardArea(QScrollArea):
    """The wheel with Shift, or a sideways one, moves the columns; any other is left to the cards."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not is_sideways(event):
            event.ignore()
            return
        bar = self.horizontalScrollBar()
        pixels, angle = event.pixelDelta(), event.angleDelta()
        # An eighth of a degree; a notch of most wheels has 120 of these, for which three steps are usual.
        moved = (pixels.x() or pixels.y()) or (angle.x() or angle.y()) * 3 * bar.singleStep() // 120
        bar.setValue(bar.value() - moved)
        event.accept()


def is_sideways(event: QWheelEvent) -> bool:
    """Whether the wheel is turned to scroll to the left or right."""
    with_shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    return with_shift or abs(event.angleDelta().x()) > abs(event.angleDelta().y())
