"""Won, Lost and Delete, as places to drop a card on."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from leaddesk.gui import theme
from leaddesk.gui.models.column_model import dragged_deals
from leaddesk.gui.pipeline.card_menu import CardAction
from leaddesk.gui.texts import tr

_MARGIN = 10


class DropPlace(QWidget):
    """A dashed field; it fills while a card is over it."""

    dropped = Signal(object)  # deal ids

    def __init__(self, text: str, ink: str, ground: str, file_uuid: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._text, self._ink, self._ground, self._file_uuid = text, ink, ground, file_uuid
        self._is_target = False
        self.setAcceptDrops(True)
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(QFontMetrics(theme.bold_font()).height() + 26)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dragged_deals(event.mimeData(), self._file_uuid):
            self._mark(True)
            event.setDropAction(Qt.DropAction.MoveAction)
            event.accept()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.setDropAction(Qt.DropAction.MoveAction)
        event.accept()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._mark(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._mark(False)
        ids = dragged_deals(event.mimeData(), self._file_uuid)
        if ids:
            event.setDropAction(Qt.DropAction.MoveAction)
            event.accept()
            self.dropped.emit(ids)

    def paintEvent(self, _event: QPaintEvent) -> None:
        dress, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = QColor(getattr(dress, self._ink))
        pen = QPen(ink, 2 if self._is_target else 1.2, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([3, 2])
        painter.setPen(pen)
        painter.setBrush(QColor(getattr(dress, self._ground if self._is_target else "surface")))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        painter.setFont(theme.bold_font())
        painter.setPen(ink)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)

    def _mark(self, is_target: bool) -> None:
        self._is_target = is_target
        self.update()


class DropBar(QFrame):
    """Lies over the foot of `parent` while a card is carried."""

    dropped = Signal(object, object)  # CardAction, deal ids

    def __init__(self, file_uuid: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent
        row = QHBoxLayout(self)
        row.setContentsMargins(16, _MARGIN, 16, _MARGIN)
        row.setSpacing(_MARGIN)
        self.places: dict[CardAction, DropPlace] = {}
        for action, text, ink, ground in (
            (CardAction.WIN, tr("Won"), "good", "good_soft"),
            (CardAction.LOSE, tr("Lost…"), "bad", "bad_soft"),
            (CardAction.DELETE, tr("Delete"), "ink2", "column"),
        ):
            place = DropPlace(text, ink, ground, file_uuid, self)
            place.dropped.connect(lambda ids, what=action: self.dropped.emit(what, ids))
            self.places[action] = place
            row.addWidget(place)
        parent.installEventFilter(self)
        self.hide()

    def appear(self) -> None:
        self._place()
        self.show()
        self.raise_()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        dress, painter = theme.current(), QPainter(self)
        painter.fillRect(self.rect(), QColor(dress.surface))
        painter.fillRect(0, 0, self.width(), 1, QColor(dress.line))

    def _place(self) -> None:
        height = self.sizeHint().height()
        self.setGeometry(0, self._parent.height() - height, self._parent.width(), height)
