"""The exchange rates that the team has agreed on."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import Invalid, UserError
from leaddesk.domain.money import check_currency
from leaddesk.domain.records import Kind
from leaddesk.gui.bridge.services import rates
from leaddesk.gui.desk import Desk
from leaddesk.gui.settings.rate_line import RateLine
from leaddesk.gui.texts import tr

_CODE_CHARS = 12


class CurrenciesSection(QWidget):
    """A line for each currency that has a rate or in which there are deals; others are added by their code."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._is_stale = True
        self.lines: dict[str, RateLine] = {}
        heading = QLabel(tr("Currencies"))
        heading.setProperty("role", "strong")
        said = tr(
            "Sums are in {currency}. What is in another currency is converted at the rate that you set here; without"
            " one it stands apart."
        )
        words = _muted(said.format(currency=desk.currency))
        self.none = _muted(tr("No deal is in another currency."))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(3, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (heading, words, self.none):
            column.addWidget(widget)
        column.addLayout(self._grid)
        column.addLayout(self._adding())
        desk.bus.changed.connect(self._on_bus_changed)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self._read()

    def on_add(self) -> None:
        """Give the currency that is typed a line, and the keyboard to it."""
        try:
            code = check_currency(self.code.text())
        except Invalid as problem:
            self.problem.setText(problem.sentence)
            return
        if code == self._desk.currency:
            self.problem.setText(tr("{currency} is the currency of this file.").format(currency=code))
            return
        self.problem.setText("")
        self.code.clear()
        line = self._line(code).line
        line.show()  # a layout does so later, and what is not there takes no keyboard
        line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _adding(self) -> QHBoxLayout:
        self.code = QLineEdit()
        self.code.setPlaceholderText(tr("for example CHF"))
        self.code.setAccessibleName(tr("Another currency"))
        self.code.setFixedWidth(self.code.fontMetrics().averageCharWidth() * (_CODE_CHARS + 8))
        self.code.returnPressed.connect(self.on_add)
        self.add = QPushButton(tr("Add currency"))
        self.add.clicked.connect(self.on_add)
        self.problem = QLabel()
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.code)
        row.addWidget(self.add)
        row.addWidget(self.problem, 1)
        return row

    def _read(self) -> None:
        self._is_stale = False
        self._desk.runner.read(rates.listing, owner=self, then=self._show)

    def _show(self, found: dict[str, str]) -> None:
        for currency, text in found.items():
            self._line(currency).show_rate(text)
        for currency in self.lines.keys() - found.keys():
            self.lines[currency].show_rate("")  # the rate was removed; the line may be wanted still
        self.none.setVisible(not self.lines)

    def _line(self, currency: str) -> RateLine:
        if currency not in self.lines:
            line = RateLine(currency, self._desk.currency, self._grid, self)
            line.typed.connect(self._on_rate_typed)
            self.lines[currency] = line
            self.none.hide()
        return self.lines[currency]

    def _on_rate_typed(self, currency: str, text: str) -> None:
        line = self.lines[currency]
        self._desk.runner.write(
            rates.set_rates,
            {currency: text},
            owner=self,
            then=lambda _changes: self._read(),
            failed=partial(self._on_refused, line),
        )

    def _on_refused(self, line: RateLine, problem: UserError) -> None:
        line.complain(problem.sentence)

    def _on_bus_changed(self, changes: Changes) -> None:
        if changes.touches(Kind.SETTING, Kind.DEAL):
            if self.isVisible():
                self._read()
            else:
                self._is_stale = True


def _muted(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "muted")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setMinimumWidth(1)
    return label
