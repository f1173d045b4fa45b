"""An icon by itself, as decoration beside a text."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from leaddesk.gui import theme
from leaddesk.gui.widgets.painting import draw_icon


class Glyph(QWidget):
    """Icon `name` in a fixed colour or in the theme's colour `token`; `scale` times an icon beside text."""

    def __init__(
        self,
        name: str,
        token: str = "ink2",
        *,
        colour: str = "",
        scale: float = 1.0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name, self._token, self._colour, self._scale = name, token, colour, scale
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        edge = round(theme.icon_size() * self._scale)
        return QSize(edge, edge)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colour: str = self._colour or getattr(theme.current(), self._token)
        draw_icon(QPainter(self), QRectF(self.rect()), self._name, colour)
