"""The line at the top of the table in which a new contact is typed."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import UserError
from leaddesk.domain.records import Kind
from leaddesk.gui.bridge.services import contacts
from leaddesk.gui.desk import Desk
from leaddesk.gui.icons import put_icon
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.flow import FlowLayout
from leaddesk.gui.widgets.name_field import Completing


class NewContact(QFrame):
    """Asks name, company and e-mail; Enter adds, Esc goes away. What is refused stays typed."""

    added = Signal(object)  # contact id, too long for Signal(int)
    cancelled = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._saving = False
        self.setProperty("role", "head")
        self.setAccessibleName(tr("New contact"))
        self.name, self.company, self.email = QLineEdit(), QLineEdit(), QLineEdit()
        row = FlowLayout(spacing=8)
        for line, hint in ((self.name, tr("Name")), (self.company, tr("Company")), (self.email, tr("Email"))):
            line.setPlaceholderText(hint)
            line.setAccessibleName(tr("New contact: {field}").format(field=hint))
            line.setMinimumWidth(QFontMetrics(line.font()).averageCharWidth() * 26)
            line.installEventFilter(self)
            row.addWidget(line)
        self._completing = Completing(desk, Kind.COMPANY, self.company)
        self._completing.looked_up.connect(self._on_company_looked_up)
        add = QPushButton(tr("Add contact"))
        add.setProperty("kind", "primary")
        add.clicked.connect(self.add)
        row.addWidget(add)
        cross = QPushButton()
        cross.setProperty("kind", "quiet")
        cross.setAccessibleName(tr("Cancel"))
        cross.setToolTip(tr("Cancel (Esc)"))
        put_icon(cross, cross, "close")
        cross.clicked.connect(self.cancelled)
        row.addWidget(cross)
        self._note = _note("small")
        self._problem = _note("error")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self._note)
        column.addWidget(self._problem)

    def begin(self) -> None:
        """Show the line; what was typed before is still there."""
        self.show()
        self.name.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.name.selectAll()

    def add(self) -> None:
        """Add what is typed."""
        if self._saving:
            return
        self._saving = True
        self._completing.stop()
        texts = {"name": self.name.text(), "company": self._completing.value, "email": self.email.text()}
        texts = {field: text for field, text in texts.items() if text.strip()}
        self._desk.runner.write(contacts.add_contact, texts, owner=self, then=self._on_added, failed=self._on_refused)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                event.accept()  # before the window takes Esc for itself
                if event.type() == QEvent.Type.KeyPress:
                    self.cancelled.emit()
                return True
            if event.type() == QEvent.Type.KeyPress and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.add()
                return True
        return False

    def _on_company_looked_up(self, text: str, known: bool) -> None:
        self._note.setText(tr("New company: {name}").format(name=text))
        self._note.setVisible(not known)

    def _on_added(self, changes: Changes) -> None:
        self._saving = False
        for line in (self.name, self.company, self.email):
            line.clear()
        self._note.hide()
        self._problem.hide()
        if changes.subject is not None:
            self.added.emit(changes.subject)

    def _on_refused(self, problem: UserError) -> None:
        self._saving = False
        self._problem.setText(str(problem))
        self._problem.show()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)


def _note(role: str) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    label.setWordWrap(True)
    label.hide()
    return label
