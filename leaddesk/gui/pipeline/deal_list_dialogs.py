"""What is asked about several deals at once: which tags they have, and what a field of theirs becomes."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from leaddesk.domain.errors import Invalid
from leaddesk.domain.people import fold
from leaddesk.domain.records import Tag, Temperature
from leaddesk.domain.views import ListColumn
from leaddesk.gui.models.list_words import column_title
from leaddesk.gui.texts import money_text, temperature_text, tr
from leaddesk.services.fields import parse_money

_CHARS = 40  # of a dialog's width
_ROWS = 8  # of tags that are seen without scrolling
_TAG = Qt.ItemDataRole.UserRole
_FIELDS = (
    *(ListColumn.VALUE, ListColumn.PROBABILITY, ListColumn.SOURCE, ListColumn.TEMPERATURE),
    *(ListColumn.COMPANY, ListColumn.CONTACT),
)


class _Dialog(QDialog):
    """A heading, what a subclass puts under it, and two buttons."""

    def __init__(self, heading: str, confirm: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(heading)
        self.setMinimumWidth(QFontMetrics(QApplication.font()).averageCharWidth() * _CHARS)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(16, 14, 16, 14)
        self.box.setSpacing(8)
        title = QLabel(heading)
        title.setProperty("role", "strong")
        self.box.addWidget(title)
        row = QHBoxLayout()
        row.addStretch(1)
        cancel = QPushButton(tr("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self.confirm = QPushButton(confirm)
        self.confirm.setProperty("kind", "primary")
        self.confirm.setDefault(True)
        self.confirm.clicked.connect(self.accept)
        row.addWidget(cancel)
        row.addWidget(self.confirm)
        self._row = row

    def finish(self) -> None:
        """Put the buttons under all else."""
        self.box.addLayout(self._row)


class TagsDialog(_Dialog):
    """Ticked tags are put on all of the deals, those without a tick are taken off; half a tick leaves each as it is."""

    chosen = Signal(list, list)  # names to put on, names to take off

    def __init__(self, found: Sequence[tuple[Tag, int]], deals: int, parent: QWidget) -> None:
        super().__init__(tr("Tags of %n deal(s)", deals), tr("Save"), parent)
        self.tags = QListWidget()
        self.tags.setAccessibleName(tr("Tags"))
        self._before: dict[str, Qt.CheckState] = {}
        for tag, count in found:
            state = Qt.CheckState.PartiallyChecked
            if count in (0, deals):
                state = Qt.CheckState.Checked if count else Qt.CheckState.Unchecked
            self._add(tag.name, state)
        self.tags.setMinimumHeight((self.tags.sizeHintForRow(0) if found else 24) * min(max(len(found), 2), _ROWS) + 10)
        self.line = QLineEdit()
        self.line.setPlaceholderText(tr("Another tag"))
        self.line.setAccessibleName(tr("New tag"))
        self.line.returnPressed.connect(self._on_line_return_pressed)
        self.box.addWidget(self.tags, 1)
        self.box.addWidget(self.line)
        self.finish()
        self.tags.setCurrentRow(0)
        (self.tags if found else self.line).setFocus(Qt.FocusReason.OtherFocusReason)

    def accept(self) -> None:
        if self.line.text().strip():  # typed and not yet taken in: it is meant
            self._on_line_return_pressed()
        states = {entry.text(): entry.checkState() for entry in map(self.tags.item, range(self.tags.count()))}
        changed = {name: state for name, state in states.items() if state != self._before.get(name)}
        super().accept()
        add = [name for name, state in changed.items() if state is Qt.CheckState.Checked]
        remove = [name for name, state in changed.items() if state is Qt.CheckState.Unchecked and name in self._before]
        if add or remove:
            self.chosen.emit(add, remove)

    def _add(self, name: str, state: Qt.CheckState) -> QListWidgetItem:
        entry = QListWidgetItem(name, self.tags)
        entry.setFlags(entry.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        entry.setCheckState(state)
        self._before[name] = state
        return entry

    def _on_line_return_pressed(self) -> None:
        """Tick the tag that was typed; one that is not there yet is made when the deals are saved."""
        name = self.line.text().strip()
        if not name:
            return
        entries = map(self.tags.item, range(self.tags.count()))
        entry = next((entry for entry in entries if fold(entry.text()) == fold(name)), None)
        if entry is None:
            entry = QListWidgetItem(name, self.tags)
            entry.setFlags(entry.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        entry.setCheckState(Qt.CheckState.Checked)
        self.tags.scrollToItem(entry)
        self.line.clear()


class FieldDialog(_Dialog):
    """One field becomes the same in all of the deals."""

    chosen = Signal(object, str)  # ListColumn, what was typed

    def __init__(self, deals: int, currency: str, parent: QWidget) -> None:
        super().__init__(tr("Change %n deal(s)", deals), tr("Change"), parent)
        self._currency = currency
        self.field = QComboBox()
        self.field.setAccessibleName(tr("Field"))
        for column in _FIELDS:
            self.field.addItem(column_title(column), column)
        self.line = QLineEdit()
        self.choice = QComboBox()
        self.choice.addItem(tr("By the dialogue"), "")
        for word in reversed(Temperature):
            self.choice.addItem(temperature_text(word), word.value)
        self._echo = QLabel()
        self._echo.setTextFormat(Qt.TextFormat.PlainText)
        self._echo.setProperty("role", "small")
        self._echo.setWordWrap(True)
        for widget in (self.field, self.line, self.choice, self._echo):
            self.box.addWidget(widget)
        self.finish()
        self.field.currentIndexChanged.connect(self._on_field_changed)
        self.line.textChanged.connect(self._say)
        self._on_field_changed()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def column(self) -> ListColumn:
        return ListColumn(self.field.currentData())

    @property
    def text(self) -> str:
        """What was typed or chosen."""
        if self.column is ListColumn.TEMPERATURE:
            return str(self.choice.currentData())
        return self.line.text().strip()

    def accept(self) -> None:
        if self._problem() is None:
            super().accept()
            self.chosen.emit(self.column, self.text)

    def _on_field_changed(self) -> None:
        chooses = self.column is ListColumn.TEMPERATURE
        self.line.setVisible(not chooses)
        self.choice.setVisible(chooses)
        self.line.clear()
        for widget in (self.line, self.choice):
            widget.setAccessibleName(column_title(self.column))
        self._say()

    def _problem(self) -> str | None:
        """Why it cannot be saved so; None: it can, as far as can be told here."""
        text = self.text
        try:
            if self.column is ListColumn.VALUE and text:
                parse_money(text, self._currency)
        except Invalid as problem:
            return problem.sentence
        digits = text.removesuffix("%").strip()
        if self.column is ListColumn.PROBABILITY and not (digits.isdecimal() and int(digits) <= 100):
            return tr("A whole number from 0 to 100 is needed")
        return None

    def _say(self) -> None:
        problem = self._problem()
        self.confirm.setEnabled(problem is None)
        if problem is not None:
            self._echo.setText(problem if self.text else "")
        elif not self.text and self.column is not ListColumn.TEMPERATURE:
            self._echo.setText(tr("It is emptied"))
        elif self.column is ListColumn.VALUE:
            minor, code = parse_money(self.text, self._currency)
            named = any(letter.isalpha() or letter in "€$£¥" for letter in self.text.rstrip("kKmM"))
            said = money_text(minor, code)
            self._echo.setText(said if named else tr("{amount}, in each deal's own currency").format(amount=said))
        else:
            self._echo.setText("")
