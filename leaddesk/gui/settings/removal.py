"""Deleting a stage or a pipeline: asks where its deals go, and again where somebody has just changed it."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import DeletionConflict, UserError
from leaddesk.domain.records import Pipeline, Stage
from leaddesk.domain.summaries import DealCounts
from leaddesk.gui.bridge.services import pipelines, stages
from leaddesk.gui.desk import Desk
from leaddesk.gui.settings.remove_dialog import RemoveDialog
from leaddesk.gui.widgets.conflict_dialog import Choice, deletion_dialog

Place = tuple[int, str]  # a stage, and what it is called


class Removal(QObject):
    """Of one stage or pipeline; goes with the widget that asks for it."""

    def __init__(self, desk: Desk, record: Stage | Pipeline, window: QWidget) -> None:
        super().__init__(window)
        self._desk, self._record, self._window = desk, record, window
        self._into: int | None = None

    def ask(self, counts: DealCounts, places: Sequence[Place], first: int | None = None) -> None:
        """Let the person choose the stage to which the deals go, then delete; `first` is offered first."""
        dialog = RemoveDialog(self._record.name, counts, places, first, self._window)
        dialog.chosen.connect(self.remove)
        dialog.open()

    def remove(self, into: int | None = None) -> None:
        """Delete it; its deals go `into` a stage."""
        self._into = into
        self._write(self._record.version)

    def _write(self, seen: int) -> None:
        service: Callable[..., Changes] = (
            stages.remove_stage if isinstance(self._record, Stage) else pipelines.remove_pipeline
        )
        call = partial(service, seen=seen)
        self._desk.runner.write(call, self._record.id, self._into, owner=self, failed=self._on_refused)

    def _on_refused(self, problem: UserError) -> None:
        if not isinstance(problem, DeletionConflict):
            self._desk.requests.problem_shown.emit(problem)
            return
        dialog = deletion_dialog(self._desk, problem, self._window)
        dialog.decided.connect(lambda choice: self._write(problem.version) if choice is Choice.DELETE else None)
        dialog.open()
