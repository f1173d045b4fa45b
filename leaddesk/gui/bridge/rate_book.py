"""The team's exchange rates, for every screen that shows sums."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from leaddesk.gui.bridge.runner import Runner

if TYPE_CHECKING:
    from decimal import Decimal

    from leaddesk.domain.changes import Changes
    from leaddesk.services.workspace import Workspace


class RateBook(QObject):
    """`rates` hold, for each currency that has one, the value of one unit in `base`, the workspace's currency."""

    changed = Signal()

    def __init__(self, base: str, rates: "Mapping[str, Decimal]", runner: Runner) -> None:
        super().__init__(runner)
        self.base = base
        self.rates = dict(rates)
        self._runner = runner
        runner.bus.changed.connect(self._on_bus_changed)

    def _on_bus_changed(self, changes: "Changes") -> None:
        from leaddesk.domain.records import Kind  # the frame is painted before these are loaded

        if changes.touches(Kind.SETTING):
            self._runner.read(_read_rates, owner=self, then=self._on_rates_read)

    def _on_rates_read(self, rates: "dict[str, Decimal]") -> None:
        if rates != self.rates:
            self.rates = rates
            self.changed.emit()


def _read_rates(workspace: "Workspace") -> "dict[str, Decimal]":
    from leaddesk.services.rates import read_rates

    return read_rates(workspace)
