"""The pipelines and their stages: added, named, put in order, given rules, merged and deleted."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent
from PySide6.QtGui import QIcon, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import UserError
from leaddesk.domain.people import fold
from leaddesk.domain.records import Kind
from leaddesk.domain.summaries import PipelineRow, StageRow
from leaddesk.gui.bridge.services import pipelines, stages
from leaddesk.gui.desk import Desk
from leaddesk.gui.settings.order_list import OrderList, OrderRow
from leaddesk.gui.settings.removal import Place, Removal
from leaddesk.gui.settings.stage_form import StageForm
from leaddesk.gui.settings.stage_words import counts_text, stage_text, swatch
from leaddesk.gui.texts import tr

_ROWS = (3, 6)  # that are seen of pipelines and of stages
_SHOWN = (Kind.PIPELINE, Kind.STAGE, Kind.DEAL)


class PipelinesSection(QWidget):
    """Reads what it shows when it is shown; what is changed is saved at once, for everybody."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._is_stale = True
        self._rows: tuple[PipelineRow, ...] = ()
        self._added: int | None = None  # what was just made, to be chosen and named
        self._build()
        desk.bus.changed.connect(self._on_bus_changed)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self._read()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._rows:
            self._show(self._rows)  # the dots have another size, or another ink

    # The parts

    def _build(self) -> None:
        heading = QLabel(tr("Pipelines"))
        heading.setProperty("role", "strong")
        words = QLabel(
            tr(
                "Each pipeline has stages of its own, from left to right on the board. Drag them into order, or press"
                " Alt and an arrow."
            )
        )
        words.setProperty("role", "muted")
        words.setWordWrap(True)
        words.setMinimumWidth(1)
        self.pipelines = OrderList("pipeline", tr("Pipelines"), _ROWS[0])
        self.stages = OrderList("stage", tr("Stages"), _ROWS[1])
        self.form = StageForm(self._desk)
        self.add_pipeline, self.remove_pipeline = QPushButton(tr("Add pipeline")), QPushButton(tr("Delete…"))
        self.remove_pipeline.setAccessibleName(tr("Delete the pipeline"))
        self.add_stage, self.remove_stage = QPushButton(tr("Add stage")), QPushButton(tr("Delete…"))
        self.remove_stage.setAccessibleName(tr("Delete the stage"))
        self.merge_stage = QPushButton(tr("Merge into…"))
        self.merge_stage.setAccessibleName(tr("Merge the stage into another"))
        left = QVBoxLayout()
        left.setSpacing(6)
        left.addWidget(self.pipelines)
        left.addLayout(_row(self.add_pipeline, self.remove_pipeline))
        left.addSpacing(8)
        left.addWidget(_label(tr("Stages")))
        left.addWidget(self.stages)
        left.addLayout(_row(self.add_stage, self.merge_stage, self.remove_stage))
        left.addStretch(1)
        halves = QHBoxLayout()
        halves.setSpacing(20)
        halves.addLayout(left, 2)
        halves.addWidget(self.form, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(heading)
        column.addWidget(words)
        column.addLayout(halves)
        self.setFocusProxy(self.pipelines)
        self._connect()

    def _connect(self) -> None:
        self.pipelines.chosen.connect(lambda _id: self._show_pipeline())
        self.pipelines.moved.connect(lambda moved, before: self._write(pipelines.move_pipeline, moved, before))
        self.pipelines.edit_asked.connect(self.form.edit_pipeline_name)
        self.pipelines.delete_asked.connect(self.on_remove_pipeline)
        self.stages.chosen.connect(lambda _id: self._show_stage())
        self.stages.moved.connect(lambda moved, before: self._write(stages.move_stage, moved, before))
        self.stages.edit_asked.connect(self.form.edit_name)
        self.stages.delete_asked.connect(self.on_remove_stage)
        self.add_pipeline.clicked.connect(self.on_add_pipeline)
        self.remove_pipeline.clicked.connect(self.on_remove_pipeline)
        self.add_stage.clicked.connect(self.on_add_stage)
        self.remove_stage.clicked.connect(self.on_remove_stage)
        self.merge_stage.clicked.connect(self.on_merge_stage)
        self.form.outdated.connect(self._read)

    # What a person does

    def on_add_pipeline(self) -> None:
        """Make one with the stages that every new file has, to be named."""
        name = _free(tr("New pipeline"), (row.pipeline.name for row in self._rows))
        self._write(pipelines.add_pipeline, {"name": name}, then=self._on_added)

    def on_add_stage(self) -> None:
        """Make one at the right end, to be named."""
        row = self._pipeline()
        if row is not None:
            name = _free(tr("New stage"), (of.stage.name for of in row.stages))
            self._write(stages.add_stage, row.pipeline.id, {"name": name}, then=self._on_added)

    def on_remove_pipeline(self) -> None:
        """Delete the pipeline that is chosen; where there are deals in it, they need a stage elsewhere."""
        row = self._pipeline()
        if row is None or not self.remove_pipeline.isEnabled():
            return
        removal = Removal(self._desk, row.pipeline, self)
        if row.counts.total:
            removal.ask(row.counts, self._places(other for other in self._rows if other is not row))
        else:
            removal.remove()

    def on_remove_stage(self) -> None:
        """Delete the stage that is chosen; where there are deals in it, they need another."""
        row = self._stage()
        if row is None or not self.remove_stage.isEnabled():
            return
        if row.counts.total:
            self.on_merge_stage()
        else:
            Removal(self._desk, row.stage, self).remove()

    def on_merge_stage(self) -> None:
        """Ask into which stage the one that is chosen goes with its deals."""
        pipeline, row = self._pipeline(), self._stage()
        if pipeline is None or row is None:
            return
        own = list(pipeline.stages)
        place = own.index(row)
        beside = own[place - 1 if place else min(1, len(own) - 1)]
        others = (pipeline, *(other for other in self._rows if other is not pipeline))
        places = [place for place in self._places(others) if place[0] != row.stage.id]
        Removal(self._desk, row.stage, self).ask(row.counts, places, beside.stage.id)

    # Inside

    def _pipeline(self) -> PipelineRow | None:
        return next((row for row in self._rows if row.pipeline.id == self.pipelines.current_id), None)

    def _stage(self) -> StageRow | None:
        row = self._pipeline()
        return next((of for of in row.stages if of.stage.id == self.stages.current_id), None) if row else None

    def _places(self, rows: Iterable[PipelineRow]) -> list[Place]:
        """Stages with the names by which they are told apart."""
        several = len(self._rows) > 1
        both = tr("{pipeline} / {stage}")
        return [
            (of.stage.id, both.format(pipeline=row.pipeline.name, stage=of.stage.name) if several else of.stage.name)
            for row in rows
            for of in row.stages
        ]

    def _read(self) -> None:
        self._is_stale = False
        self._desk.runner.read(pipelines.overview, owner=self, then=self._show)

    def _show(self, rows: tuple[PipelineRow, ...]) -> None:
        self._rows = rows
        self.remove_pipeline.setEnabled(len(rows) > 1)
        self.pipelines.show_rows(
            [
                OrderRow(
                    row.pipeline.id,
                    row.pipeline.name,
                    tr("{name}: {deals}").format(name=row.pipeline.name, deals=counts_text(row.counts)),
                    QIcon(),
                )
                for row in rows
            ]
        )
        self._name_added()

    def _show_pipeline(self) -> None:
        row = self._pipeline()
        if row is None:
            return
        self.form.show_pipeline(row.pipeline)
        for button in (self.remove_stage, self.merge_stage):
            button.setEnabled(len(row.stages) > 1)
        self.stages.show_rows(
            [
                OrderRow(
                    of.stage.id,
                    stage_text(of.stage),
                    tr("{name}: {deals}").format(name=stage_text(of.stage), deals=counts_text(of.counts)),
                    swatch(of.stage.colour),
                )
                for of in row.stages
            ]
        )

    def _show_stage(self) -> None:
        row = self._stage()
        self.form.setEnabled(row is not None)
        if row is not None:
            self.form.show_stage(row)

    def _name_added(self) -> None:
        """Choose what was just made, and let it be named."""
        if self._added in self.pipelines.ids:
            self.pipelines.choose(self._added)
            self.form.edit_pipeline_name()
        elif self._added in self.stages.ids:
            self.stages.choose(self._added)
            self.form.edit_name()
        else:
            return
        self._added = None

    def _write(self, call: Callable[..., Changes], *args: object, then: Callable[..., None] | None = None) -> None:
        self._desk.runner.write(call, *args, owner=self, then=then, failed=self._on_refused)

    def _on_added(self, changes: Changes) -> None:
        self._added = changes.subject
        self._name_added()

    def _on_refused(self, problem: UserError) -> None:
        self._desk.requests.problem_shown.emit(problem)
        self._read()  # a row that was moved goes back

    def _on_bus_changed(self, changes: Changes) -> None:
        if changes.touches(*_SHOWN):
            if self.isVisible():
                self._read()
            else:
                self._is_stale = True


def _free(name: str, taken: Iterable[str]) -> str:
    """The name, or with a number behind it where it is taken."""
    known = {fold(other) for other in taken}
    numbers = (f"{name} {number}" for number in range(2, len(known) + 3))
    return next(free for free in (name, *numbers) if fold(free) not in known)


def _row(*buttons: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return row


def _label(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "muted")
    return label
