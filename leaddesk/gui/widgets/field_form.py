"""The fields of a record, one under the other, each with its name before it."""

from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFontMetrics, QShowEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from leaddesk.gui.icons import put_icon
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.flow import FlowLayout

_NAME_CHARS = 14
_AROUND = 8  # pixels above and below the first line of a field


class FieldForm(QWidget):
    """Names in one column, fields in the other; a foot of buttons for fields that are seldom filled."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[QLabel, QWidget]] = []
        self._optional: dict[QWidget, tuple[QLabel, QPushButton]] = {}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(0)
        self._grid.setVerticalSpacing(1)
        self._grid.setColumnStretch(1, 1)
        self._foot = FlowLayout(spacing=2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addLayout(self._grid)
        column.addLayout(self._foot)
        self._fit()

    def add(self, name: str, field: QWidget) -> QLabel:
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
        return label

    def add_optional(self, name: str, word: str, field: QWidget) -> None:
        """The same for a field that is there when it is filled; until then a button with the word leads to it."""
        button = QPushButton(word)
        button.setProperty("kind", "quiet")
        button.setAccessibleName(tr("Add {what}").format(what=word))
        put_icon(button, button, "add")
        button.clicked.connect(partial(self._open, field))
        self._foot.addWidget(button)
        self._optional[field] = self.add(name, field), button
        self.show_optional(field, filled=False)

    def show_optional(self, field: QWidget, *, filled: bool) -> None:
        """Show the field if it is filled or somebody is at it, else its button."""
        label, button = self._optional[field]
        focused = QApplication.focusWidget()
        wanted = filled or (focused is not None and field.isAncestorOf(focused))
        for widget in (label, field):
            widget.setVisible(wanted)
        button.setVisible(not wanted)

    def _open(self, field: QWidget) -> None:
        self.show_optional(field, filled=True)
        self._fit()
        field.setFocus(Qt.FocusReason.OtherFocusReason)

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
