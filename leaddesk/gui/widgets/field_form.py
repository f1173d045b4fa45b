"""The fields of a record, one under the other, each with its name before it."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFontMetrics, QShowEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QWidget

_NAME_CHARS = 14
_AROUND = 8  # pixels above and below the first line of a field


class FieldForm(QWidget):
    """Names in one column, fields in the other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[QLabel, QWidget]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(0)
        self._grid.setVerticalSpacing(1)
        self._grid.setColumnStretch(1, 1)
        self._fit()

    def add(self, name: str, field: QWidget) -> None:
        """Put a field under the others; screen readers say its name."""
        label = QLabel(name)
        label.setProperty("role", "muted")
        label.setContentsMargins(0, 0, 8, 0)
        label.setWordWrap(True)
        label.setBuddy(field)
        row = self._grid.rowCount()
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(field, row, 1)
        self._rows.append((label, field))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        width = QFontMetrics(QApplication.font()).averageCharWidth() * _NAME_CHARS
        self._grid.setColumnMinimumWidth(0, width)
        line = QFontMetrics(QApplication.font()).height()
        for label, field in self._rows:
            # The name stands beside the field's first line, in its middle.
            height = field.sizeHint().height()
            label.setMinimumHeight(height if height < 2 * line else line + _AROUND)
