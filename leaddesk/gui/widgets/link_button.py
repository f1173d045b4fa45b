"""A name that leads somewhere: clicked, or entered with the keyboard."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QApplication, QSizePolicy, QWidget

from leaddesk.gui import theme
from leaddesk.gui.widgets.painting import draw_icon

_MARGIN = 5  # as a field has before its text


class LinkButton(QAbstractButton):
    """Text in the colour of links, with '…' where it has no room. What leads nowhere any more is struck out."""

    def __init__(
        self, text: str, *, icon: str = "", bold: bool = False, gone: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setToolTip(text)
        self._icon, self._bold, self._gone = icon, bold, gone
        self.setEnabled(not gone)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        if not gone:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._font())
        width = metrics.horizontalAdvance(self.text()) + 2 * _MARGIN + self._icon_room(metrics)
        return QSize(width, metrics.height() + 8)

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), hint.height() * 3), hint.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        dress = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(QColor(dress.accent), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        font = self._font()
        font.setUnderline(self.underMouse() and not self._gone)
        painter.setFont(font)
        metrics = painter.fontMetrics()
        inside = QRectF(self.rect()).adjusted(_MARGIN, 0, -_MARGIN, 0)
        ink = dress.ink2 if self._gone else dress.accent
        if self._icon:
            room = self._icon_room(metrics)
            draw_icon(painter, QRectF(inside.left(), 0, metrics.height(), self.height()), self._icon, dress.ink2)
            inside.setLeft(inside.left() + room)
        painter.setPen(QColor(ink))
        # Of a file or an address the end tells as much as the beginning.
        cut = Qt.TextElideMode.ElideMiddle if self._icon else Qt.TextElideMode.ElideRight
        text = metrics.elidedText(self.text(), cut, int(inside.width()) + 1)
        painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def _font(self) -> QFont:
        font = theme.bold_font() if self._bold else QApplication.font()
        font.setStrikeOut(self._gone)
        return font

    def _icon_room(self, metrics: QFontMetrics) -> int:
        return metrics.height() + 4 if self._icon else 0
