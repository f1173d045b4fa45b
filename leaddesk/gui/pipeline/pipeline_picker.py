"""Chooses which pipeline the page shows; not there as long as there is only one."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from leaddesk.domain.changes import Changes
from leaddesk.domain.records import Kind, Pipeline
from leaddesk.gui.bridge.services import pipelines
from leaddesk.gui.desk import Desk
from leaddesk.gui.texts import tr


class PipelinePicker(QComboBox):
    """Follows the pipelines that there are; reads them first when `read` is called.

    Where the one that was chosen is gone, the first is shown and `picked` tells it.
    """

    picked = Signal(object)  # int: an id is wider than the int of a signal
    room_changed = Signal()  # it was shown, hidden, or is wider or narrower now

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._chosen: int | None = None
        self.setAccessibleName(tr("Pipeline"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.installEventFilter(self)
        self.hide()
        self.activated.connect(self._on_activated)
        desk.bus.changed.connect(self._on_bus_changed)

    @property
    def pipeline_id(self) -> int | None:
        """The pipeline that is shown; None: the first, whichever that is."""
        return self._chosen

    def choose(self, pipeline_id: int | None) -> None:
        """Show this pipeline as chosen, without a signal; None: the first."""
        self._chosen = pipeline_id
        self._show_chosen()

    def read(self) -> None:
        """Ask which pipelines there are."""
        self._desk.runner.read(pipelines.list_pipelines, owner=self, then=self._offer)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel:  # it would leaf through the boards
            event.ignore()
            return True
        return False

    def _offer(self, found: list[Pipeline]) -> None:
        self.clear()
        for pipeline in found:
            self.addItem(pipeline.name, pipeline.id)
        several = len(found) > 1
        self.setVisible(several)
        gone = self._chosen is not None and self.findData(self._chosen) < 0
        if gone:
            self._chosen = None
        self._show_chosen()
        self.room_changed.emit()
        if gone and found:
            self.picked.emit(found[0].id)

    def _show_chosen(self) -> None:
        place = self.findData(self._chosen) if self._chosen is not None else 0
        self.setCurrentIndex(max(place, 0) if self.count() else -1)

    def _on_activated(self, place: int) -> None:
        chosen = self.itemData(place)
        if chosen != self._chosen:
            self._chosen = chosen
            self.picked.emit(chosen)

    def _on_bus_changed(self, changes: Changes) -> None:
        if changes.touches(Kind.PIPELINE):
            self.read()
