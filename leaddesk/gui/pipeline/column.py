"""A column of the board: head, quick add and cards on one ground."""

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from leaddesk.domain.board import ColumnFigures
from leaddesk.gui import theme
from leaddesk.gui.models.board_model import BoardModel
from leaddesk.gui.models.column_model import ColumnModel
from leaddesk.gui.pipeline.card_picture import CardPictures
from leaddesk.gui.pipeline.chosen import Chosen
from leaddesk.gui.pipeline.column_head import ColumnHead
from leaddesk.gui.pipeline.column_view import SIDE, ColumnView
from leaddesk.gui.texts import tr

_NARROWEST = 24.8  # characters of base text


class QuickAdd(QLineEdit):
    """The title of a new deal. Enter adds it and waits for the next one, Esc goes away."""

    entered = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setPlaceholderText(tr("Title of the new deal"))
        self.setStyleSheet("QLineEdit { margin-bottom: 6px; }")  # the layout would keep it when this is hidden
        self.hide()

    def open_for(self, stage: str) -> None:
        self.setAccessibleName(tr("Title of a new deal in {stage}").format(stage=stage))
        self.show()
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def saved(self) -> None:
        """Ready for the next one."""
        self.setReadOnly(False)
        self.clear()

    def refused(self) -> None:
        """What was typed stays."""
        self.setReadOnly(False)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()  # as a shortcut too: it is ours before it is the window's
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.hide()
            self.closed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.text().strip() and not self.isReadOnly():
                self.setReadOnly(True)
                self.entered.emit(self.text())
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if not self.text().strip() and event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self.hide()


class Column(QWidget):
    """Knows its stage; the board decides what happens."""

    def __init__(
        self, model: ColumnModel, board: BoardModel, pictures: CardPictures, chosen: Chosen, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.model = model
        self._is_target = False
        self._board = board
        self.head = ColumnHead(self)
        self.adder = QuickAdd(self)
        self.view = ColumnView(model, board, pictures, chosen, self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, SIDE)
        box.setSpacing(0)
        box.addWidget(self.head)
        line = QVBoxLayout()
        line.setContentsMargins(SIDE, 0, SIDE, 0)
        line.addWidget(self.adder)
        box.addLayout(line)
        box.addSpacing(1)
        box.addWidget(self.view, 1)
        self.view.focus_changed.connect(self.update)
        self.head.add_asked.connect(self.open_adder)
        self.adder.closed.connect(lambda: self.view.setFocus(Qt.FocusReason.TabFocusReason))
        self.adder.entered.connect(self._on_adder_entered)
        self.restyle()

    def show_figures(self, figures: ColumnFigures | None, currency: str) -> None:
        """Show the stage's name, and the figures where they are known."""
        self.head.show_column(self.model.stage, figures, currency)
        self.view.name_for(self.model.stage.name, self.head.figures)

    def open_adder(self) -> None:
        """Let the person type the title of a new deal for this stage."""
        self.adder.open_for(self.model.stage.name)

    def mark_target(self, is_target: bool) -> None:
        """Show whether a card would go here."""
        if is_target != self._is_target:
            self._is_target = is_target
            self.update()

    def restyle(self) -> None:
        self.setMinimumWidth(round(QFontMetrics(QApplication.font()).averageCharWidth() * _NARROWEST))
        self.view.restyle()

    def paintEvent(self, _event: QPaintEvent) -> None:
        dress, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        has_ring = self._is_target or (self.view.hasFocus() and not self.model.ids)
        painter.setPen(QPen(QColor(dress.accent), 2) if has_ring else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(dress.accent_soft if self._is_target else dress.column))
        inset = 1.0 if has_ring else 0.0
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 10, 10)

    def _on_adder_entered(self, title: str) -> None:
        self._board.add(self.model.stage, title, self.adder.saved, self.adder.refused)
