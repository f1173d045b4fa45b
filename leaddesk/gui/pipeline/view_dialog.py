"""Asks for the name of a view."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from leaddesk.domain.errors import UserError
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.announce import announce

_CHARS = 44


class ViewDialog(QDialog):
    """Open it with `open()`. It stays until who hears `confirmed` accepts it, or shows why the name will not do."""

    confirmed = Signal(str, bool)  # name, shared with the team

    def __init__(self, heading: str, parent: QWidget, *, name: str = "", may_share: bool = False) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(heading)
        self.name = QLineEdit(name)
        self.name.setAccessibleName(tr("Name"))
        self.name.setPlaceholderText(tr("Name"))
        self.name.setMinimumWidth(QFontMetrics(QApplication.font()).averageCharWidth() * _CHARS)
        self.name.selectAll()
        self.shared = QCheckBox(tr("Share it with the team"))
        self.shared.setVisible(may_share)
        self._problem = QLabel()
        self._problem.setProperty("role", "error")
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        self._problem.setWordWrap(True)
        self._problem.hide()
        cancel = QPushButton(tr("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self.confirm = QPushButton(tr("Save"))
        self.confirm.setProperty("kind", "primary")
        self.confirm.setDefault(True)
        self.confirm.clicked.connect(lambda: self.confirmed.emit(self.name.text(), self.shared.isChecked()))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self.confirm)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(8)
        title = QLabel(heading)
        title.setProperty("role", "strong")
        for widget in (title, self.name, self._problem, self.shared):
            column.addWidget(widget)
        column.addLayout(row)
        self.name.textChanged.connect(self._on_name_changed)
        self._on_name_changed(name)

    @property
    def problem(self) -> str:
        """Why the name will not do; empty: nothing said so."""
        return "" if self._problem.isHidden() else self._problem.text()

    def show_problem(self, problem: UserError) -> None:
        """Say why it was not saved."""
        self._problem.setText(problem.sentence)
        self._problem.show()
        announce(self.name, problem.sentence)
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_name_changed(self, name: str) -> None:
        self._problem.hide()
        self.confirm.setEnabled(bool(name.strip()))
