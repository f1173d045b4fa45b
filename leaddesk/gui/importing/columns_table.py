"""The table that says where each column of the file goes, and what a trial could read of it."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from leaddesk.gui import theme
from leaddesk.gui.importing import words
from leaddesk.gui.importing.choices import KEEP_AS_NOTE, LEAVE_OUT
from leaddesk.gui.importing.one_line import OneLine
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.glyph import Glyph
from leaddesk.services.importing import DateOrder, ImportResult, Inspection

SHOWN_STAGES = 30  # a column with more words than that holds no stages
_SHARES = (5, 5, 4, 5)  # of the width, for name, value, target and check
_BETWEEN = 10  # pixels between two rows; a line runs through the middle
_MARKS = {"good": "check", "warn": "warning", "bad": "warning"}


class ColumnsTable(QFrame):
    """Column in the file | First value | Goes to | Check; below the column of stages, those that are not known."""

    column_sent = Signal(str, str)  # column, its field or KEEP_AS_NOTE or LEAVE_OUT
    stage_sent = Signal(str, str)  # stage in the file, one of ours or nothing
    order_chosen = Signal(str)  # DateOrder

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        self._body: _Lines | None = None
        self._rows: list[_Row] = []
        self._asked: list[tuple[Choice, OneLine]] = []  # for the stages that are not known
        self._shape: object = None
        self._dress()

    def show_file(self, found: Inspection, stages: Sequence[str], chosen: Mapping[str, str]) -> None:
        """Show the columns, `chosen` being the stages of ours for the file's.

        It is built anew only for other columns or stages; what has the focus keeps it.
        """
        asked = found.unknown_stages[:SHOWN_STAGES]
        shape = (found.file, found.header, found.fields, asked)
        if shape != self._shape:
            self._shape = shape
            self._build(found, asked, stages)
        for row in self._rows:
            row.show_target(words.target(found, row.index))
        for (combo, _), name in zip(self._asked, asked, strict=True):
            combo.show_data(chosen.get(name, ""))
        self._show_answer()
        self.show_trial(found, None)

    def show_trial(self, found: Inspection, trial: ImportResult | None) -> None:
        """Say what the trial could read; None: it is not done yet, so only what has changed says so."""
        for row in self._rows:
            if trial is not None or not row.checked:
                row.show_check(*words.column_check(found, trial, row.index))
            if trial is not None:
                dates = trial.reading.dates.get(row.index)
                row.show_order(dates.order if dates else None, unsure=dates is not None and dates.ambiguous)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()

    def _dress(self) -> None:
        """A column that goes to a field is told by colour too."""
        tokens = theme.current()
        sheet = (
            f'QComboBox[role="sent"] {{ background: {tokens.accent_soft}; color: {tokens.accent};'
            f" border-color: {tokens.accent}; }}"
        )
        if sheet != self.styleSheet():
            self.setStyleSheet(sheet)

    def _build(self, found: Inspection, asked: Sequence[str], stages: Sequence[str]) -> None:
        held = self.focusWidget()
        name = held.accessibleName() if held is not None and held.hasFocus() else ""
        if self._body is not None:
            self._body.hide()
            self._body.deleteLater()
        self._body = body = _Lines()
        self._rows, self._asked = [], []
        body.add(*map(_title, (tr("Column in the file"), tr("First value"), tr("Goes to"), tr("Check"))))
        stage_at = found.recognition.columns.index("stage") if asked else -1
        for index in range(len(found.header)):
            row = self._row(found, index)
            self._rows.append(row)
            body.add(row.name, row.value, row.combo, row.check)
            if index == stage_at:
                for text in asked:
                    self._ask(body, text, stages)
                more = len(found.unknown_stages) - len(asked)
                if more:
                    body.add(OneLine(words.counted(tr("… and %n more: are these stages at all?", more), more), "warn"))
        column = self.layout()
        assert column is not None
        column.addWidget(body)
        body.show()
        for combo in body.findChildren(Choice):
            if name and combo.accessibleName() == name:
                combo.setFocus(Qt.FocusReason.OtherFocusReason)

    def _row(self, found: Inspection, index: int) -> "_Row":
        row = _Row(found, index)
        row.combo.activated.connect(lambda: self.column_sent.emit(found.header[index], row.combo.currentData()))
        row.order.activated.connect(lambda: self.order_chosen.emit(row.order.currentData()))
        return row

    def _ask(self, body: "_Lines", text: str, stages: Sequence[str]) -> None:
        """A row for a stage of the file that is none of ours."""
        combo = Choice(tr("Our stage for {stage}").format(stage=text))
        combo.addItem(tr("Choose a stage…"), "")
        for stage in stages:
            combo.addItem(stage, stage)
        combo.activated.connect(lambda: self.stage_sent.emit(text, combo.currentData()))
        combo.activated.connect(self._show_answer)
        answer = OneLine()
        self._asked.append((combo, answer))
        name = OneLine(f"“{text}”", "ink")
        name.setIndent(2 * self.fontMetrics().height())
        body.add(name, OneLine(tr("a stage in the file")), combo, answer)

    def _show_answer(self) -> None:
        for combo, answer in self._asked:
            if combo.currentData():
                answer.show_tone(tr("Its deals go there"), "good")
            else:
                answer.show_tone(tr("Which stage is it here?"), "warn")


class _Lines(QWidget):
    """Rows of four cells with lines between them."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(12, 7, 12, _BETWEEN // 2)
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(_BETWEEN)
        self._count = 0
        for place, share in enumerate(_SHARES):
            self._grid.setColumnStretch(place, share)

    def add(self, *cells: QWidget) -> None:
        for place, cell in enumerate(cells):
            self._grid.addWidget(cell, self._count, place)
        self._count += 1

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(theme.current().line)
        for line in range(1, self._count):
            top = self._grid.cellRect(line, 0).top() - _BETWEEN // 2
            painter.drawLine(0, top, self.width(), top)


class Choice(QComboBox):
    """A choice in a row of the table; without the focus the wheel passes it by."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(14)
        self.setMaxVisibleItems(24)

    def show_data(self, data: str) -> None:
        """Show the item of that data, unless it is shown already."""
        place = self.findData(data)
        if place != self.currentIndex():
            self.setCurrentIndex(place)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class _Row:
    """The widgets of one column of the file. `checked` is false after it was sent somewhere else."""

    def __init__(self, found: Inspection, index: int) -> None:
        self.index = index
        self.checked = self._faultless = False
        column = self._column = found.header[index]
        self.name = OneLine(column, "ink")
        self.name.setProperty("role", "strong")
        self.value = OneLine(found.first_values[index])
        self.combo = Choice(tr("Where “{column}” goes").format(column=column))
        for field in found.fields:
            self.combo.addItem(tr(field.label), field.name)
        self.combo.insertSeparator(self.combo.count())
        self.combo.addItem(tr("Keep as a note"), KEEP_AS_NOTE)
        self.combo.addItem(tr("Don’t import"), LEAVE_OUT)
        self.combo.setCurrentIndex(-1)
        self.order = Choice(tr("How the dates of “{column}” are written").format(column=column))
        for order in (DateOrder.DMY, DateOrder.MDY, DateOrder.YMD):
            self.order.addItem(tr("Read as {order}").format(order=words.order_words(order)), order.value)
        self.order.hide()
        self.check = QWidget()
        cell = QHBoxLayout(self.check)
        cell.setContentsMargins(0, 0, 0, 0)
        cell.setSpacing(6)
        self._marks = {token: Glyph(icon, token) for token, icon in _MARKS.items()}
        for mark in self._marks.values():
            mark.hide()
            cell.addWidget(mark)
        self._said = OneLine()
        cell.addWidget(self._said, 1)
        cell.addWidget(self.order, 2)

    def show_target(self, field: str) -> None:
        if self.combo.currentIndex() >= 0 and self.combo.currentData() == field:
            return
        self.checked = False
        self.combo.show_data(field)
        self.combo.setProperty("role", "" if field in (KEEP_AS_NOTE, LEAVE_OUT) else "sent")
        self.combo.style().unpolish(self.combo)
        self.combo.style().polish(self.combo)

    def show_check(self, text: str, token: str) -> None:
        self.checked = True
        self._said.show_tone(text, token)
        self._said.setAccessibleName(f"{self._column}: {text}")
        self._faultless = token == "good"
        self._mark(token)
        self._said.show()

    def show_order(self, order: DateOrder | None, *, unsure: bool) -> None:
        """Offer other orders of dates that could be read both ways; still so when one was chosen."""
        offered = order is not None and (unsure or not self.order.isHidden())
        self.order.setVisible(offered)
        if order is not None and offered:
            self.order.show_data(order.value)
            if self._faultless:
                self._said.hide()
                self._mark("warn" if unsure else "good")

    def _mark(self, token: str) -> None:
        for name, mark in self._marks.items():
            mark.setVisible(name == token)


def _title(text: str) -> OneLine:
    label = OneLine(text)
    label.setProperty("role", "small")
    return label
