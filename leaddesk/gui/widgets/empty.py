"""What a page shows when there is nothing to show: why, and what to do about it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from leaddesk.gui.widgets.glyph import Glyph

_CENTRE = Qt.AlignmentFlag.AlignHCenter


class EmptyState(QWidget):
    """Icon, title, sentence, and a primary button if it is named."""

    triggered = Signal()

    def __init__(self, icon: str, title: str, sentence: str, button: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addStretch(1)
        column.addWidget(Glyph(icon, "ink3", scale=2.0), 0, _CENTRE)
        heading = QLabel(title)
        heading.setProperty("role", "title")
        heading.setAlignment(_CENTRE)
        heading.setWordWrap(True)
        column.addWidget(heading)
        text = QLabel(sentence)
        text.setProperty("role", "muted")
        text.setAlignment(_CENTRE | Qt.AlignmentFlag.AlignTop)
        text.setWordWrap(True)
        text.setMaximumWidth(QFontMetrics(QApplication.font()).averageCharWidth() * 52)
        row = QHBoxLayout()  # not an alignment: that would reserve the height of the page's whole width
        row.addStretch(1)
        row.addWidget(text, 100)
        row.addStretch(1)
        column.addLayout(row)
        if button:
            press = QPushButton(button)
            press.setProperty("kind", "primary")
            press.clicked.connect(self.triggered)
            column.addSpacing(8)
            column.addWidget(press, 0, _CENTRE)
        column.addStretch(2)
