"""The whole filter as a line of text, with what may follow below it, and what is not understood."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QApplication, QCompleter, QLabel, QLineEdit, QListView, QVBoxLayout, QWidget

from leaddesk.domain.errors import Invalid
from leaddesk.gui.models.filter_completion import Proposal
from leaddesk.gui.models.filter_parts import FilterParts, read_parts
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.announce import announce

_TYPING_MS = 200
_CHARS = 62
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
Propose = Callable[[str], list[Proposal]]  # for the text before the cursor


class FilterLine(QWidget):
    """Tells a filter as soon as what is typed is one; while it is none, a sentence says why and nothing is told."""

    typed = Signal(object)  # FilterParts
    entered = Signal()
    given_up = Signal()  # Esc

    def __init__(self, propose: Propose) -> None:
        super().__init__()
        self.field = _Field(propose)
        self._problem = QLabel()
        self._problem.setProperty("role", "error")
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        self._problem.setWordWrap(True)
        self._problem.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.field)
        column.addWidget(self._problem)
        self._timer = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._timer.timeout.connect(self._read)
        self.field.textChanged.connect(lambda _text: self._timer.start())
        self.field.entered.connect(self._on_field_entered)
        self.field.given_up.connect(self.given_up)

    @property
    def problem(self) -> str:
        """What is not understood; empty: nothing."""
        return "" if self._problem.isHidden() else self._problem.text()

    def show_text(self, text: str) -> None:
        """Put a filter into the line."""
        self.field.setText(text)
        self._timer.stop()
        self._read(tell=False)

    def _read(self, *, tell: bool = True) -> None:
        self._timer.stop()
        try:
            parts: FilterParts = read_parts(self.field.text())
        except Invalid as problem:
            self._show_problem(problem.sentence)
        else:
            self._show_problem("")
            if tell:
                self.typed.emit(parts)

    def _show_problem(self, sentence: str) -> None:
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))
        self.field.setAccessibleDescription(sentence)
        self.updateGeometry()

    def _on_field_entered(self) -> None:
        self._read()
        if self.problem:
            announce(self.field, self.problem)
        else:
            self.entered.emit()


class _Field(QLineEdit):
    """Proposes while somebody types; Tab takes the first, the arrows choose, Esc puts them away."""

    entered = Signal()
    given_up = Signal()

    def __init__(self, propose: Propose) -> None:
        super().__init__()
        self._propose = propose
        self._proposals: list[Proposal] = []
        self.setProperty("role", "search")
        self.setPlaceholderText(tr("kestrel owner:me value>5000 idle>14"))
        self.setAccessibleName(tr("Filter, as text"))
        self.setMinimumWidth(QFontMetrics(QApplication.font()).averageCharWidth() * _CHARS)
        self._model = QStringListModel(self)
        self._popup = QListView()
        self._popup.setProperty("role", "choices")
        self._completer = QCompleter(self._model, self)
        self._completer.setPopup(self._popup)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setWidget(self)
        self._completer.activated[QModelIndex].connect(lambda index: self._take(index.row()))  # type: ignore[index]
        self.textEdited.connect(lambda _text: self._offer(always=False))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
                event.accept()  # before the window takes it for itself
                return True
            if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Tab and self._popup.isVisible():
                self._take(max(self._popup.currentIndex().row(), 0))
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._popup.isVisible() and self._popup.currentIndex().isValid() and event.key() in _ENTER:
            event.ignore()  # the list takes it
        elif event.key() in _ENTER:
            self._popup.hide()
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self._popup.hide() if self._popup.isVisible() else self.given_up.emit()
        elif event.key() == Qt.Key.Key_Down and not self._popup.isVisible():
            self._offer(always=True)
        else:
            super().keyPressEvent(event)

    def _offer(self, *, always: bool) -> None:
        """Show what may follow; of fields only those whose name has been begun, unless asked for."""
        before = self.text()[: self.cursorPosition()]
        found = self._propose(before)
        begun = [proposal for proposal in found if always or proposal.start < len(before) or before[-1:] in ":>,"]
        self._proposals = [proposal for proposal in begun if before[proposal.start :] != proposal.typed]
        if not self._proposals:
            self._popup.hide()
            return
        self._model.setStringList([_row(proposal) for proposal in self._proposals])
        self._completer.complete()
        self._popup.setCurrentIndex(QModelIndex())

    def _take(self, row: int) -> None:
        self._popup.hide()
        proposal = self._proposals[row]
        behind = self.text()[self.cursorPosition() :]
        typed = proposal.typed if proposal.typed[-1] in ":>" else f"{proposal.typed} "
        self.setText(self.text()[: proposal.start] + typed + behind.lstrip())
        self.setCursorPosition(proposal.start + len(typed))
        if typed[-1] in ":>":
            self._offer(always=True)


def _row(proposal: Proposal) -> str:
    plain = proposal.typed.strip('":>')
    return proposal.words if plain == proposal.words else f"{proposal.typed}   {proposal.words}"
