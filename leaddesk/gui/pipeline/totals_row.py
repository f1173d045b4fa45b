"""The line of figures above the deals, read in the background, and the button for what is on the cards."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from leaddesk.domain.summaries import BoardTotals
from leaddesk.domain.views import FaceKind, ViewOptions
from leaddesk.gui.bridge.runner import Ticket
from leaddesk.gui.bridge.services import deals
from leaddesk.gui.desk import Desk
from leaddesk.gui.pipeline.card_options import CardOptionsButton
from leaddesk.gui.pipeline.totals_line import TotalsLine


class TotalsRow(QWidget):
    """Counts the deals that are shown; a newer question drops the answer to an older one."""

    told = Signal(bool)  # whether there is any deal, or a filter that may hide some
    options_changed = Signal(object)  # ViewOptions

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._reading: Ticket | None = None
        self.line = TotalsLine(desk.rates, self)
        self.cards = CardOptionsButton(self)
        self.cards.setProperty("kind", "quiet")
        self.cards.changed.connect(self.options_changed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 16, 0)
        row.setSpacing(8)
        row.addWidget(self.line, 1)
        row.addWidget(self.cards, 0, Qt.AlignmentFlag.AlignVCenter)

    def count(self, condition: str, options: ViewOptions) -> None:
        """Ask for the figures of these deals."""
        self.cards.show_options(options)
        self.cards.setVisible(options.face is not FaceKind.LIST)
        if self._reading is not None:
            self._reading.cancel()
        self._reading = self._desk.runner.read(
            *(deals.totals, condition, options.pipeline_id),
            owner=self,
            then=lambda totals: self._on_read(totals, condition),
        )

    def _on_read(self, totals: BoardTotals, condition: str) -> None:
        self.line.show_totals(totals, narrowed=bool(condition))
        if totals.count or condition:
            self.told.emit(True)
        else:  # no deal is open; there may be closed ones
            self._desk.runner.read(
                *(deals.list_deals, "", 1), owner=self, then=lambda found: self.told.emit(bool(found))
            )
