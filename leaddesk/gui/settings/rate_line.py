"""The exchange rate of one currency: '1 USD = 0.92 EUR', edited in place."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from leaddesk.gui.texts import tr

_CHARS = 14


class RateLine(QObject):
    """Saved by Enter and on leaving it, put back by Esc; empty: no rate. A row of three in a grid."""

    typed = Signal(str, str)  # currency, text

    def __init__(self, currency: str, base: str, grid: QGridLayout, parent: QWidget) -> None:
        super().__init__(parent)
        self.currency = currency
        self._known = ""  # what is saved
        self._told: str | None = None  # what was to be saved last
        self.line = QLineEdit()
        self.line.setPlaceholderText(tr("no rate"))
        self.line.setAccessibleName(tr("Value of 1 {currency} in {base}").format(currency=currency, base=base))
        self.line.setFixedWidth(self.line.fontMetrics().averageCharWidth() * _CHARS + 20)
        self.line.installEventFilter(self)
        self.note = QLabel()
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setProperty("role", "error")
        self.note.setWordWrap(True)
        row = grid.rowCount()
        said = tr("1 {currency} =").format(currency=currency)
        for column, widget in enumerate((QLabel(said), self.line, QLabel(base), self.note)):
            grid.addWidget(widget, row, column)

    def show_rate(self, text: str) -> None:
        """Show what was read, unless something unsaved stands here."""
        if self.line.text().strip() in (self._known, self._told if not self.note.text() else None):
            self.line.setText(text)
            self._told = None
        self._known = text
        if self.line.text() == text:
            self.complain("")

    def complain(self, sentence: str) -> None:
        """Say what is wrong with what was typed."""
        self.note.setText(sentence)
        self.line.setAccessibleDescription(sentence)

    def save(self, *, again: bool = False) -> None:
        """Tell what was typed, if it is something new; what was refused only with `again`."""
        text = self.line.text().strip()
        if text != self._known and (again or text != self._told):
            self._told = text
            self.complain("")
            self.typed.emit(self.currency, text)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.save()
        elif isinstance(event, QKeyEvent):
            return self._on_key(event)
        return False

    def _on_key(self, event: QKeyEvent) -> bool:
        pressed = event.type() == QEvent.Type.KeyPress
        if event.key() == Qt.Key.Key_Escape and self.line.text() != self._known:
            event.accept()  # else the window's Esc would be heard as well
            if pressed:
                self.line.setText(self._known)
                self.complain("")
            return True
        if pressed and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.save(again=True)
            return True
        return False
