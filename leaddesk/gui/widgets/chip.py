"""A word in a rounded ground: a state, a tag, a temperature."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from leaddesk.gui.theme import current, small_font
from leaddesk.gui.widgets.painting import ChipKind, chip_height, chip_width, draw_chip


class Chip(QLabel):
    """A chip that is as wide as its text; read out as that text."""

    def __init__(
        self, text: str, kind: ChipKind = ChipKind.PLAIN, icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self._kind, self._icon = kind, icon
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def kind(self) -> ChipKind:
        return self._kind

    def show_state(self, text: str, kind: ChipKind, icon: str = "") -> None:
        """Show another word, ground and icon."""
        self._kind, self._icon = kind, icon
        self.setText(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(small_font())
        has_mark = bool(self._icon) or self._kind in (ChipKind.HOT, ChipKind.WARM, ChipKind.COLD)
        return QSize(chip_width(metrics, self.text(), has_mark=has_mark), chip_height(metrics))

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), hint.height() * 2), hint.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(small_font())
        width = min(self.width(), self.sizeHint().width())
        rect = QRectF(0, 0, width, self.height())
        draw_chip(painter, rect, self.text(), current(), kind=self._kind, icon=self._icon)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.updateGeometry()
            self.update()
        super().changeEvent(event)
