"""Importing a file: look at it, say where its columns go, try it, import it."""

from enum import Enum, auto
from pathlib import Path
from typing import cast, get_args

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from leaddesk.domain.errors import UserError
from leaddesk.gui.bridge.runner import Ticket
from leaddesk.gui.desk import Desk
from leaddesk.gui.importing import words
from leaddesk.gui.importing.choices import Choices
from leaddesk.gui.importing.columns_table import ColumnsTable
from leaddesk.gui.importing.one_line import OneLine
from leaddesk.gui.importing.result_page import ResultPage
from leaddesk.gui.texts import number_text, tr
from leaddesk.gui.widgets.empty import EmptyState
from leaddesk.gui.widgets.segmented import Segmented
from leaddesk.services.import_rows import Duplicates
from leaddesk.services.importing import DateOrder, ImportKind, ImportResult, Inspection, inspect_file
from leaddesk.services.stages import stage_choices

CHECK_AFTER_MS = 300  # without another change a trial shows what the choices make of the file


class _Step(Enum):
    READING = auto()  # nothing is known of the file yet
    MATCHING = auto()
    IMPORTING = auto()
    DONE = auto()
    REFUSED = auto()  # this file cannot be imported


class ImportDialog(QDialog):
    """Imports one file into the open database. It never waits: reading, trials and the import run elsewhere."""

    def __init__(self, desk: Desk, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Import"))
        self._desk = desk
        self._stages: list[str] = []
        self._found: Inspection | None = None
        self._ticket: Ticket | None = None  # the last call that was handed in
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(CHECK_AFTER_MS)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._build()
        self._load(path)

    def reject(self) -> None:
        """Esc, Cancel and the window's cross: stop the import and go back, or else close."""
        self._stop()
        if self._step is _Step.IMPORTING:
            self._enter(_Step.MATCHING)
            self._timer.start()  # it may have been done already, which the trial will tell
        else:
            super().reject()

    def accept(self) -> None:
        """Import, or close when that is done."""
        if self._step is _Step.DONE:
            super().accept()
        else:
            self._import()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        self._title = OneLine("", "ink")
        self._title.setProperty("role", "title")
        column.addWidget(self._title)
        self._sentence = _sentence()
        column.addWidget(self._sentence)
        self._pages = QStackedWidget()
        self._matching = self._matching_page()
        self._pages.addWidget(self._matching)
        column.addWidget(self._pages, 1)
        column.addLayout(self._foot())
        letter, line = self.fontMetrics().averageCharWidth(), self.fontMetrics().height()
        room = self.screen().availableSize()
        self.resize(min(150 * letter, room.width() - 40), min(38 * line, room.height() - 60))

    def _matching_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        kinds = {
            ImportKind.DEALS: tr("Deals"),
            ImportKind.CONTACTS: tr("Contacts"),
            ImportKind.COMPANIES: tr("Companies"),
        }
        self._kinds = Segmented([(kind.value, label) for kind, label in kinds.items()], tr("The file holds"))
        self._kinds.chosen.connect(self._on_kinds_chosen)
        self._duplicates = QComboBox()
        for key, label in zip(get_args(Duplicates), _duplicates_words(), strict=True):
            self._duplicates.addItem(label, key)
        self._duplicates.activated.connect(self._on_duplicates_activated)
        question = QLabel(tr("What is &here already:"))
        question.setBuddy(self._duplicates)
        options = QHBoxLayout()
        options.setSpacing(8)
        options.addWidget(self._kinds)
        options.addStretch(1)
        options.addWidget(question)
        options.addWidget(self._duplicates)
        column.addLayout(options)
        self._problems = _sentence()
        self._table = ColumnsTable()
        self._table.column_sent.connect(self._on_table_column_sent)
        self._table.stage_sent.connect(self._on_table_stage_sent)
        self._table.order_chosen.connect(self._on_table_order_chosen)
        inside = QWidget()
        above = QVBoxLayout(inside)
        above.setContentsMargins(0, 0, 0, 0)
        above.addWidget(self._table)
        above.addWidget(self._problems)
        above.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        column.addWidget(scroll, 1)
        return page

    def _foot(self) -> QVBoxLayout:
        self._status = _sentence()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("Rows done"))
        self._cancel = QPushButton(tr("Cancel"))
        self._cancel.clicked.connect(self.reject)
        self._button = QPushButton(tr("Import"))
        self._button.setProperty("kind", "primary")
        self._button.setDefault(True)
        self._button.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._status, 1)
        row.addWidget(self._cancel)
        row.addWidget(self._button)
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(self._bar)
        column.addLayout(row)
        return column

    def _load(self, path: Path) -> None:
        """Start anew with a file."""
        self._path = path
        self._choices = Choices(duplicates=cast(Duplicates, self._duplicates.currentData()))
        self._title.show_tone(path.name, "ink")
        self._sentence.setText(tr("Reading the file…"))
        self._enter(_Step.READING)
        self._desk.runner.read(stage_choices, owner=self, then=self._on_stages_read)

    def _inspect(self) -> None:
        self._stop()
        self._ticket = self._desk.runner.read(
            inspect_file,
            self._path,
            self._choices.kind,
            dict(self._choices.columns),
            owner=self,
            then=self._on_inspected,
            failed=self._on_refused,
        )

    def _import(self) -> None:
        self._stop()
        self._enter(_Step.IMPORTING)
        self._bar.setValue(0)
        self._say(tr("Making a backup first…") if self._desk.backup_folder else tr("Starting…"))
        self._ticket = self._desk.runner.write(
            self._choices.importing(dry_run=False),
            self._path,
            owner=self,
            then=self._on_imported,
            failed=self._on_import_failed,
            progress=self._on_import_progressed,
        )

    def _stop(self) -> None:
        """No trial will start, and what was handed in answers no more."""
        self._timer.stop()
        if self._ticket is not None:
            self._ticket.cancel()

    def _enter(self, step: _Step) -> None:
        self._step = step
        importing, done = step is _Step.IMPORTING, step is _Step.DONE
        self._matching.setEnabled(step is _Step.MATCHING)
        self._matching.setVisible(step is not _Step.READING)
        self._bar.setVisible(importing)
        self._button.setVisible(step is not _Step.REFUSED)
        self._button.setEnabled(done)
        self._button.setText(tr("Close") if done else tr("Import"))
        self._cancel.setVisible(not done)
        self._say("")
        if importing:
            self._cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, text: str, *, role: str = "muted") -> None:
        self._status.setProperty("role", role)
        self._status.style().unpolish(self._status)
        self._status.style().polish(self._status)
        self._status.setText(text)

    def _show_page(self, page: QWidget) -> None:
        """Show a page instead of the one that was made before it."""
        gone = self._pages.currentWidget()
        if gone is not None and gone is not self._matching:
            gone.deleteLater()
        if self._pages.indexOf(page) < 0:
            self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)

    def _on_stages_read(self, stages: list[str]) -> None:
        self._stages = stages
        self._inspect()

    def _on_inspected(self, found: Inspection) -> None:
        self._found = found
        self._choices.kind = found.recognition.kind
        self._sentence.setText(words.file_sentence(found))
        self._kinds.choose(found.recognition.kind.value)
        if self._step is not _Step.MATCHING:
            self._enter(_Step.MATCHING)
        self._show_page(self._matching)
        self._table.show_file(found, self._stages, self._choices.stages)
        self._bar.setRange(0, max(found.rows, 1))
        self._timer.start()

    def _on_refused(self, problem: UserError) -> None:
        """The file is no CSV file, or is gone."""
        self._enter(_Step.REFUSED)
        self._sentence.setText(tr("Nothing was imported."))
        page = EmptyState("file", tr("This file cannot be imported"), str(problem), tr("Choose another file…"))
        page.triggered.connect(self._on_other_file_asked)
        self._show_page(page)

    def _on_other_file_asked(self) -> None:
        names = tr("CSV files (*.csv *.txt *.tsv);;All files (*)")
        asking = QFileDialog(self, tr("Import a file"), str(self._path.parent), names)
        asking.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asking.setFileMode(QFileDialog.FileMode.ExistingFile)
        asking.fileSelected.connect(lambda name: self._load(Path(name)))
        asking.open()

    def _on_kinds_chosen(self, kind: str) -> None:
        self._choices = Choices(kind=ImportKind(kind), duplicates=self._choices.duplicates)
        self._inspect()

    def _on_table_column_sent(self, column: str, target: str) -> None:
        assert self._found is not None
        shared = any(field.shared for field in self._found.fields if field.name == target)
        self._choices.send(column, target, shared=shared)
        self._inspect()

    def _on_table_stage_sent(self, theirs: str, ours: str) -> None:
        self._choices.stages.pop(theirs, None)
        if ours:
            self._choices.stages[theirs] = ours
        self._timer.start()

    def _on_table_order_chosen(self, order: str) -> None:
        self._choices.date_order = DateOrder(order)
        self._timer.start()

    def _on_duplicates_activated(self) -> None:
        self._choices.duplicates = self._duplicates.currentData()
        self._timer.start()

    def _on_timer_timeout(self) -> None:
        """Try what the choices make of the file."""
        self._stop()
        assert self._found is not None
        if not any(self._found.recognition.columns):
            self._button.setEnabled(False)
            self._say(tr("Choose where at least one column goes."))
            return
        self._ticket = self._desk.runner.write(
            self._choices.importing(dry_run=True),
            self._path,
            owner=self,
            then=self._on_tried,
            failed=self._on_import_failed,
            progress=self._on_trial_progressed,
        )

    def _on_trial_progressed(self, rows: int) -> None:
        self._say(_of_rows(tr("Checking {done} of {rows} rows…"), rows, self._bar.maximum()))

    def _on_tried(self, trial: ImportResult) -> None:
        assert self._found is not None
        self._table.show_trial(self._found, trial)
        self._button.setEnabled(words.ready(trial) > 0)
        self._say(words.ready_sentence(trial))
        self._problems.setText("\n".join(words.problem_lines(trial.rejects, trial.rejected)))
        self._announce(self._status.text())

    def _on_import_progressed(self, rows: int) -> None:
        self._bar.setValue(rows)
        self._say(_of_rows(tr("Importing {done} of {rows} rows…"), rows, self._bar.maximum()))

    def _on_imported(self, result: ImportResult) -> None:
        self._enter(_Step.DONE)
        self._sentence.setText(
            tr("Imported. You can undo it as a whole.") if result.changes else tr("Nothing was new.")
        )
        self._show_page(ResultPage(result))
        self._button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._announce(". ".join(words.result_lines(result)))

    def _on_import_failed(self, problem: UserError) -> None:
        """Nothing was imported: the choices do not fit together, the disk is full, the file is gone…"""
        importing = self._step is _Step.IMPORTING
        self._enter(_Step.MATCHING)
        self._button.setEnabled(importing)  # what was refused once may go well the next time
        self._say(str(problem), role="error")
        self._announce(str(problem))

    def _announce(self, text: str) -> None:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))


def _duplicates_words() -> tuple[str, str, str]:
    """In the order of Duplicates."""
    return tr("Leave it as it is"), tr("Update it"), tr("Add it again")


def _sentence() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", "muted")
    label.setWordWrap(True)
    return label


def _of_rows(text: str, done: int, rows: int) -> str:
    return text.format(done=number_text(done), rows=number_text(rows))
