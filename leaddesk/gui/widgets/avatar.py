"""The circle with a person's initials."""

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QLabel, QSizePolicy, QWidget

from leaddesk.domain.people import NOBODY_COLOUR
from leaddesk.gui.widgets.painting import draw_avatar


class Avatar(QLabel):
    """Initials in the person's colour (#RRGGBB); the name is the tooltip and what a screen reader says.

    `scale` is the diameter in lines of base text: 1.4 beside a line, 2.75 in the head of a pane.
    """

    def __init__(
        self,
        initials: str = "",
        colour: str = NOBODY_COLOUR,
        name: str = "",
        scale: float = 1.4,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._scale = scale
        self._colour = colour
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_person(initials, colour, name)

    def show_person(self, initials: str, colour: str, name: str) -> None:
        """Show somebody else."""
        self._colour = colour
        self.setText(initials)
        self.setToolTip(name)
        self.setAccessibleName(name)
        self.update()

    def sizeHint(self) -> QSize:
        edge = round(QFontMetrics(QApplication.font()).height() * self._scale)
        return QSize(edge, edge)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        draw_avatar(QPainter(self), QRectF(self.rect()), self.text(), self._colour)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.updateGeometry()
        super().changeEvent(event)
