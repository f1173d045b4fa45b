"""Asks for the name before a contact's personal data is erased, and tells where it may still be."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from leaddesk import paths
from leaddesk.domain.errors import UserError
from leaddesk.domain.records import Contact
from leaddesk.gui.bridge.services import erasing
from leaddesk.gui.desk import Desk
from leaddesk.gui.texts import tr, when_text
from leaddesk.gui.widgets.announce import announce
from leaddesk.gui.widgets.timeline_text import breakable

_CHARS = 62  # width in characters
_SHOWN = 8  # of backups and mentions


class EraseDialog(QDialog):
    """Open it with `open()`. After Esc nothing has happened."""

    erased = Signal()

    def __init__(self, desk: Desk, contact: Contact, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._contact = desk, contact
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Erase personal data"))
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 14, 16, 14)
        box.setSpacing(10)
        self.heading = QLabel(breakable(tr("Erase everything about {name} for good?").format(name=contact.name)))
        self.heading.setProperty("role", "strong")
        self.said = QLabel(
            tr(
                "Name, addresses, what was said with them alone, follow-ups and leads are emptied, also in the "
                "history. Deals stay with their figures, without the person. Nobody can undo this."
            )
        )
        for label in (self.heading, self.said):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.said.setMinimumWidth(QFontMetrics(QApplication.font()).averageCharWidth() * _CHARS)
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.prompt = QLabel(breakable(tr("Type the name to confirm: {name}").format(name=contact.name)))
        self.prompt.setTextFormat(Qt.TextFormat.PlainText)
        self.prompt.setWordWrap(True)
        self.name = QLineEdit()
        self.name.setAccessibleName(self.prompt.text())
        self.problem = QLabel()
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.problem.hide()
        for widget in (self.heading, self.said, self.prompt, self.name, self.problem):
            box.addWidget(widget)
        box.addLayout(self._buttons())
        self.name.textChanged.connect(self._on_name_changed)
        self.name.setFocus()

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        self.cancel, self.confirm = QPushButton(tr("Cancel")), QPushButton(tr("Erase for good"))
        self.cancel.setAutoDefault(False)
        self.confirm.setProperty("kind", "bad")
        self.confirm.setDefault(True)
        self.confirm.setEnabled(False)
        self.cancel.clicked.connect(self.reject)
        self.confirm.clicked.connect(self._on_confirm_clicked)
        row.addWidget(self.cancel)
        row.addWidget(self.confirm)
        return row

    def _on_name_changed(self, text: str) -> None:
        self.confirm.setEnabled(text == self._contact.name)

    def _on_confirm_clicked(self) -> None:
        self.confirm.setEnabled(False)
        self.name.setEnabled(False)
        folders = [paths.data_dir() / "backups"]
        args = (self._contact.id, self.name.text(), folders)
        self._desk.runner.write(erasing.erase, *args, owner=self, then=self._tell, failed=self._on_failed)

    def _on_failed(self, problem: UserError) -> None:
        self.problem.setText(str(problem))
        self.problem.show()
        announce(self, str(problem))
        self.name.setEnabled(True)
        self.confirm.setEnabled(True)

    def _tell(self, erased: erasing.Erased) -> None:
        """Where the person may still be found; then there is nothing left but to close."""
        self.erased.emit()
        for widget in (self.prompt, self.name, self.problem, self.confirm):
            widget.hide()
        self.heading.setText(tr("The personal data is erased."))
        self.said.setText(breakable("\n\n".join(self._left(erased))))
        self.cancel.setText(tr("Close"))
        self.cancel.setDefault(True)
        self.cancel.setFocus()
        self.adjustSize()
        announce(self, f"{self.heading.text()} {self.said.text()}")

    def _left(self, erased: erasing.Erased) -> list[str]:
        said = []
        if not erased.is_compact:
            said.append(tr("Somebody has the file open: remains may be in it until everybody has closed it."))
        if erased.mentions:
            titles = [hit.title for hit in erased.mentions[:_SHOWN]]
            said.append("\n".join([tr("The name also stands in:"), *titles]))
        if erased.backups:
            now = self._desk.now()
            copies = [f"{when_text(at, now)}  {path}" for path, at in erased.backups[:_SHOWN]]
            more = len(erased.backups) - len(copies)
            copies += [tr("and %n more", more)] if more else []
            said.append(
                "\n".join([tr("Backups made before still hold it; delete those that you do not need:"), *copies])
            )
        return [*said, tr("Copies that were made by hand, and files that were imported, are not known here.")]
