"""A column that is folded: a strip with its name and count, written downwards."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QApplication, QSizePolicy, QWidget

from leaddesk.gui import theme
from leaddesk.gui.texts import tr

_ABOVE = 12
_SIDEWAYS: dict[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_KEYPAD = Qt.KeyboardModifier.KeypadModifier
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class FoldStrip(QAbstractButton):
    """A click, Enter or Space unfolds the column; the arrows lead to the columns beside."""

    left_for = Signal(int)  # -1: to the left, 1: to the right

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._name = self._count = ""
        self.hide()

    def say(self, name: str, count: str, figures: str) -> None:
        """Show the stage's name and count; `figures` are read out and in the tooltip."""
        self._name, self._count = name, count
        self.setAccessibleName(
            ", ".join(words for words in (tr("{stage}, folded").format(stage=name), figures) if words)
        )
        self.setToolTip("\n".join(line for line in (name, figures) if line))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(QFontMetrics(theme.bold_font()).height() + 18, 120)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _SIDEWAYS.get(event.key())
        if step is not None and event.modifiers() in (Qt.KeyboardModifier.NoModifier, _KEYPAD):
            self.left_for.emit(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        dress, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(QColor(dress.accent), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 10, 10)
        painter.translate(self.width(), _ABOVE)
        painter.rotate(90)
        bold, base = QFontMetrics(theme.bold_font()), QFontMetrics(QApplication.font())
        room = self.height() - 2 * _ABOVE
        beside = base.horizontalAdvance(self._count) + 8
        name = bold.elidedText(self._name, Qt.TextElideMode.ElideRight, room - beside)
        painter.setFont(theme.bold_font())
        painter.setPen(QColor(dress.ink))
        painter.drawText(QRectF(0, 0, room, self.width()), _LEFT, name)
        painter.setFont(QApplication.font())
        painter.setPen(QColor(dress.ink2))
        painter.drawText(QRectF(bold.horizontalAdvance(name) + 8, 0, room, self.width()), _LEFT, self._count)
