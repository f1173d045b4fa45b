"""A column of the board: head, quick add and cards on one ground, or folded to a strip."""

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from leaddesk.domain.board import ColumnFigures
from leaddesk.gui import theme
from leaddesk.gui.bridge.rate_book import RateBook
from leaddesk.gui.models.board_model import BoardModel
from leaddesk.gui.models.column_model import ColumnModel
from leaddesk.gui.pipeline.card_picture import CardPictures
from leaddesk.gui.pipeline.chosen import Chosen
from leaddesk.gui.pipeline.column_head import ColumnHead
from leaddesk.gui.pipeline.column_view import SIDE, ColumnView
from leaddesk.gui.pipeline.fold_strip import FoldStrip
from leaddesk.gui.texts import tr

_NARROWEST = 24.8  # characters of base text
_WIDEST = 16_777_215  # pixels: no limit
_BAR = 3  # pixels of the stage's colour at the top


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

    fold_asked = Signal()  # or to unfold

    def __init__(
        self, model: ColumnModel, board: BoardModel, pictures: CardPictures, chosen: Chosen, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.model = model
        self.is_folded = self._is_target = False
        self._board = board
        self._colour: str | None = None  # as it was drawn last
        self.strip = FoldStrip(self)
        self.head = ColumnHead(self)
        self.adder = QuickAdd(self)
        self.view = ColumnView(model, board, pictures, chosen, self)
        self._box = box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, SIDE)
        box.setSpacing(0)
        box.addWidget(self.head)
        line = QVBoxLayout()
        line.setContentsMargins(SIDE, 0, SIDE, 0)
        line.addWidget(self.adder)
        box.addLayout(line)
        box.addSpacing(1)
        box.addWidget(self.view, 1)
        box.addWidget(self.strip, 1)
        self.view.focus_changed.connect(self._on_view_focus_changed)
        self.head.add_asked.connect(self.open_adder)
        self.head.fold_asked.connect(self.fold_asked)
        self.strip.clicked.connect(self.fold_asked)
        self.adder.closed.connect(lambda: self.view.setFocus(Qt.FocusReason.TabFocusReason))
        self.adder.entered.connect(self._on_adder_entered)
        self.restyle()

    def show_figures(self, figures: ColumnFigures | None, rates: RateBook) -> None:
        """Show the stage's name, and the figures where they are known."""
        if not self.head.show_column(self.model.stage, figures, rates):
            return
        self.view.name_for(self.model.stage, self.head.figures)
        self.strip.say(self.model.stage.name, self.head.count, self.head.figures)
        if self.model.stage.colour != self._colour:
            self._colour = self.model.stage.colour
            self.update()

    def open_adder(self) -> None:
        """Let the person type the title of a new deal for this stage."""
        self.adder.open_for(self.model.stage.name)

    @property
    def is_adding(self) -> bool:
        """Whether somebody types a new deal here."""
        return self.adder.isVisibleTo(self)

    def fold(self, folded: bool) -> None:
        """Show the strip alone, or all the rest; the keyboard stays with the column."""
        had_focus = self.view.hasFocus() or self.strip.hasFocus()
        self.is_folded = folded
        self._box.setContentsMargins(0, 0, 0, 0 if folded else SIDE)
        for part in (self.head, self.view):
            part.setHidden(folded)
        self.strip.setVisible(folded)
        if folded:
            self.adder.hide()
        self.restyle()
        if had_focus:
            (self.strip if folded else self.view).setFocus(Qt.FocusReason.TabFocusReason)

    def mark_target(self, is_target: bool) -> None:
        """Show whether a card would go here."""
        if is_target != self._is_target:
            self._is_target = is_target
            self.update()

    def restyle(self) -> None:
        narrowest = round(QFontMetrics(QApplication.font()).averageCharWidth() * _NARROWEST)
        strip = self.strip.sizeHint().width()
        self.setMinimumWidth(strip if self.is_folded else narrowest)
        self.setMaximumWidth(strip if self.is_folded else _WIDEST)
        self.view.restyle()

    def paintEvent(self, _event: QPaintEvent) -> None:
        dress, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        has_ring = self._is_target or (self.view.hasFocus() and not self.model.ids)
        painter.setPen(QPen(QColor(dress.accent), 2) if has_ring else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(dress.accent_soft if self._is_target else dress.column))
        inset = 1.0 if has_ring else 0.0
        ground = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(ground, 10, 10)
        if self._colour:
            painter.setClipRect(QRectF(0, 0, self.width(), _BAR))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._colour))
            painter.drawRoundedRect(ground, 10, 10)

    def _on_view_focus_changed(self) -> None:
        if not self.model.ids:  # else the card shows where the keyboard is
            self.update()

    def _on_adder_entered(self, title: str) -> None:
        self._board.add(self.model.stage, title, self.adder.saved, self.adder.refused)
