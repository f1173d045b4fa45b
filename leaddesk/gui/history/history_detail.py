"""One operation, open beside the list: what it changed, and the way to take it back."""

from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QTextBrowser,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import CannotUndo, NotFound, UserError
from leaddesk.domain.history import OperationDetail, Person
from leaddesk.domain.operations import Operation
from leaddesk.domain.records import Kind
from leaddesk.gui import theme
from leaddesk.gui.bridge.runner import Ticket
from leaddesk.gui.bridge.services import history, history_details
from leaddesk.gui.desk import Desk
from leaddesk.gui.history.changes_text import ALL, changes_html
from leaddesk.gui.icons import put_icon
from leaddesk.gui.models.history_words import moment_text, sentence, undone_text
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.avatar import Avatar
from leaddesk.gui.widgets.timeline_text import breakable

_CHARS, _FEWEST_CHARS = 54, 38  # widths in characters


class HistoryDetail(QFrame):
    """Reads its operation anew when something was done, and says beforehand why it cannot be taken back."""

    closed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._operation: int | None = None
        self._detail: OperationDetail | None = None
        self._whole = False
        self._tickets: list[Ticket] = []
        self.setProperty("role", "pane")
        self.setAccessibleName(tr("Operation"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        column = QVBoxLayout(self)
        column.setContentsMargins(17, 12, 8, 8)
        column.setSpacing(8)
        column.addLayout(self._build_head())
        column.addLayout(self._build_undo())
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setAccessibleName(tr("What it changed"))
        self.text.document().setDocumentMargin(0)
        self.text.setProperty("role", "plain")
        self.text.anchorClicked.connect(self._on_link_clicked)
        column.addWidget(self.text, 1)

    @property
    def operation(self) -> int | None:
        """The operation that is open, or about to be."""
        return self._operation

    def show_operation(self, operation: int, person: Person | None = None) -> None:
        """Open an operation; `person` is who did it."""
        if operation != self._operation:
            self._operation, self._whole = operation, False
        if person is not None:
            self._avatar.show_person(person.initials, person.colour, person.name)
        self.refresh()

    def refresh(self) -> None:
        """Read the operation anew; what is shown stays until then."""
        for ticket in self._tickets:
            ticket.cancel()
        if self._operation is None:
            return
        read, number = self._desk.runner.read, self._operation
        self._tickets = [
            read(history_details.details, number, owner=self, then=self._show, failed=self._on_read_failed),
            read(history.refusal, number, owner=self, then=self._show_refusal),
        ]

    def close_pane(self) -> None:
        self._operation = None
        self.closed.emit()

    def focus_first(self) -> None:
        """Put the keyboard into the pane."""
        target: QWidget = self.undo if self.undo.isEnabled() else self.text
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def sizeHint(self) -> QSize:
        return QSize(QFontMetrics(QApplication.font()).averageCharWidth() * _CHARS, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(QFontMetrics(QApplication.font()).averageCharWidth() * _FEWEST_CHARS, 0)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._detail is not None:
            self._fill()  # the text has the theme's colours

    def _build_head(self) -> QHBoxLayout:
        self._avatar = Avatar(scale=2.2)
        self._title, self._sub = QLabel(), QLabel()
        for label, role in ((self._title, "strong"), (self._sub, "muted")):
            label.setProperty("role", role)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setMinimumWidth(1)
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self._title)
        names.addWidget(self._sub)
        cross = QToolButton()
        cross.setProperty("kind", "quiet")
        cross.setAccessibleName(tr("Close"))
        cross.setToolTip(tr("Close"))
        put_icon(cross, cross, "close")
        cross.clicked.connect(self.close_pane)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self._avatar, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(names, 1)
        row.addWidget(cross, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _build_undo(self) -> QVBoxLayout:
        self.undo = QPushButton(tr("Undo this"))
        put_icon(self.undo, self.undo, "undo", "ink")
        self.undo.setEnabled(False)
        self.undo.clicked.connect(self._on_undo_clicked)
        self.reason = QLabel()
        self.reason.setProperty("role", "muted")
        self.reason.setTextFormat(Qt.TextFormat.PlainText)
        self.reason.setWordWrap(True)
        self.reason.setMinimumWidth(1)
        box = QVBoxLayout()
        box.setSpacing(4)
        box.addWidget(self.undo, 0, Qt.AlignmentFlag.AlignLeft)
        box.addWidget(self.reason)
        return box

    def _show(self, detail: OperationDetail) -> None:
        changed = self._detail is None or detail.entry.id != self._detail.entry.id
        entry, self._detail = detail.entry, detail
        self._title.setText(breakable(sentence(entry)))
        when = moment_text(entry.at, self._desk.now())
        parts = (entry.user, when, tr("on {machine}").format(machine=entry.host), undone_text(entry))
        self._sub.setText(breakable(" · ".join(part for part in parts if part)))
        self.undo.setText(tr("Bring it back") if entry.kind is Operation.UNDO else tr("Undo this"))
        if changed:
            self._show_refusal(CannotUndo(""))  # until it is known
        self._fill()
        if changed:
            self.text.verticalScrollBar().setValue(0)

    def _fill(self) -> None:
        if self._detail is not None:
            place = self.text.verticalScrollBar().value()
            self.text.setHtml(changes_html(self._detail, self._desk.now(), theme.current(), whole=self._whole))
            self.text.verticalScrollBar().setValue(place)

    def _show_refusal(self, problem: CannotUndo | None) -> None:
        self.undo.setEnabled(problem is None)
        said = "" if problem is None else "; ".join(part for part in (problem.what, problem.todo) if part)
        self.reason.setText(breakable(f"{said[:1].upper()}{said[1:]}." if said else ""))
        self.reason.setVisible(bool(said))
        self.undo.setAccessibleDescription(self.reason.text())

    def _on_read_failed(self, problem: UserError) -> None:
        if not isinstance(problem, NotFound):
            self._desk.requests.problem_shown.emit(problem)
        self.close_pane()

    def _on_undo_clicked(self) -> None:
        if self._operation is not None:
            self.undo.setEnabled(False)
            self._desk.runner.write(
                history.undo, self._operation, owner=self, then=self._say, failed=self._on_undo_failed
            )

    def _say(self, changes: Changes) -> None:
        self._desk.requests.message_shown.emit(changes.title)

    def _on_undo_failed(self, problem: UserError) -> None:
        self._desk.requests.problem_shown.emit(problem)
        self.refresh()

    def _on_link_clicked(self, link: QUrl) -> None:
        if link.toString() == ALL:
            self._whole = True
            self._fill()
            return
        deed, kind, number = link.toString().split(":")
        requests: Any = self._desk.requests
        if deed == "history":
            row = next(row for row in self._detail.rows if row.id == int(number)) if self._detail else None
            requests.history_asked.emit((Kind(kind), int(number), row.name if row else ""))
        else:
            opened = requests.deal_opened if Kind(kind) is Kind.DEAL else requests.contact_opened
            opened.emit(int(number))
