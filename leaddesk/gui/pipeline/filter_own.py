"""Values of one's own for a chip of the filter: a range from and to, or a piece of text."""

from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from leaddesk.domain.errors import Invalid
from leaddesk.domain.filter_tree import Between, Field, Test
from leaddesk.gui.models.filter_words import typed_test
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.announce import announce

RANGES = (Field.VALUE, Field.CLOSES, Field.CREATED, Field.IDLE)
PIECES = (Field.TEXT, Field.COMPANY, Field.CONTACT)


class OwnValue(QWidget):
    """Lines to type a value into, and a sentence where it is not understood. By itself there is none."""

    accepts: type = type(None)  # the values that can be shown here
    edited = Signal()  # a line was left, or Enter pressed
    entered = Signal()  # Enter, behind `edited`

    def __init__(self, field: Field) -> None:
        super().__init__()
        self._field = field
        self.lines: list[QLineEdit] = []
        self._problem = QLabel()
        self._problem.setProperty("role", "error")
        self._problem.setWordWrap(True)
        self._problem.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.hide()

    @property
    def problem(self) -> str:
        """What is wrong with what is typed; empty: nothing."""
        return "" if self._problem.isHidden() else self._problem.text()

    def show_test(self, test: Test | None) -> None:
        """Put the value into the lines; None empties them."""

    def read(self) -> Test | None:
        """What is typed; None if nothing is. Invalid is raised and shown."""
        typed = self._typed()
        self._problem.hide()
        if not typed:
            return None
        try:
            return typed_test(self._field, typed)
        except Invalid as problem:
            self._problem.setText(problem.sentence)
            self._problem.show()
            raise

    def _typed(self) -> str:
        return ""

    def _add_line(self, name: str, placeholder: str) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(name)
        line.setPlaceholderText(placeholder)
        line.editingFinished.connect(self.edited)
        line.returnPressed.connect(self._on_line_return_pressed)
        self.lines.append(line)
        self.show()
        return line

    def _on_line_return_pressed(self) -> None:
        self.edited.emit()
        if self.problem:
            announce(self, self.problem)
        else:
            self.entered.emit()


class Range(OwnValue):
    """From and to; either may stay empty."""

    accepts = Between

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        hints = {Field.VALUE: ("1000", "5k"), Field.IDLE: ("14", "30"), Field.CREATED: ("2026-01-01", "30d")}
        low, high = hints.get(field, ("today", "2026-12-31"))
        row = QHBoxLayout()
        for name, hint in ((tr("From"), low), (tr("to"), high)):
            row.addWidget(QLabel(name))
            row.addWidget(self._add_line(name, hint))
        self._column.addLayout(row)
        self._column.addWidget(self._problem)

    def show_test(self, test: Test | None) -> None:
        ends = (test.low, test.high) if isinstance(test, Between) else (None, None)
        for line, end in zip(self.lines, ends, strict=True):
            line.setText("" if end is None else end if isinstance(end, str) else f"{Decimal(end):f}")
        self._shown = (self._typed(), test)

    def read(self) -> Test | None:
        typed, test = self._shown
        return test if self._typed() == typed else super().read()  # "more than" stays what it is

    def _typed(self) -> str:
        low, high = (line.text().strip() for line in self.lines)
        return f"{low}..{high}" if low or high else ""


class Piece(OwnValue):
    """A piece of text that is looked for."""

    accepts = str

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self._column.addWidget(self._add_line(tr("Contains"), tr("Contains…")))
        self._column.addWidget(self._problem)

    def show_test(self, test: Test | None) -> None:
        self.lines[0].setText(test if isinstance(test, str) else "")

    def _typed(self) -> str:
        text = self.lines[0].text().strip()
        return '"{}"'.format(text.replace('"', '""')) if text else ""


def own_value(field: Field) -> OwnValue:
    """The lines that fit the field."""
    if field in RANGES:
        return Range(field)
    return Piece(field) if field in PIECES else OwnValue(field)
