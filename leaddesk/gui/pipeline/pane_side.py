"""The right side of the page: the pane of the deal that is open, made when it is first wanted or while nobody waits."""

from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QSplitter

from leaddesk.gui.desk import Desk

if TYPE_CHECKING:
    from leaddesk.gui.pipeline.deal_pane import DealPane

_REST_MS = 500  # after the deals are shown: all that comes with opening a file is done by then


class PaneSide(QObject):
    """Puts the pane into a splitter, beside what is there already."""

    left = Signal()  # it was closed while the keyboard was in it

    def __init__(self, desk: Desk, splitter: QSplitter) -> None:
        super().__init__(splitter)
        self._desk, self._splitter = desk, splitter
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._on_rest_timeout)

    @cached_property
    def pane(self) -> "DealPane":
        """The pane, made now if it has not been."""
        from leaddesk.gui.pipeline.deal_pane import DealPane

        pane = DealPane(self._desk)
        pane.hide()
        pane.closed.connect(self._on_pane_closed)
        self._splitter.addWidget(pane)
        self._splitter.setStretchFactor(0, 1)
        return pane

    @property
    def is_made(self) -> bool:
        return "pane" in self.__dict__

    @property
    def is_open(self) -> bool:
        return self.is_made and not self.pane.isHidden()

    def prepare(self) -> None:
        """Make the pane soon, so that the first deal opens at once."""
        if not self.is_made:
            self._rest.start()

    def show(self, deal_id: int) -> None:
        """Open a deal."""
        self.pane.show_deal(deal_id)
        if self.pane.isHidden():
            self.pane.show()
            wide = self.pane.sizeHint().width()
            self._splitter.setSizes([max(self._splitter.width() - wide, 1), wide])

    def close(self) -> bool:
        """Close the pane; whether it was open."""
        was_open = self.is_open
        if was_open:
            self.pane.close_pane()
        return was_open

    def _on_rest_timeout(self) -> None:
        """The pane's code is loaded on the thread that reads."""
        if QApplication.mouseButtons():  # somebody carries a card
            self._rest.start()
        else:
            self._desk.runner.read(_load_pane, owner=self, then=lambda _: self.pane.ensurePolished())

    def _on_pane_closed(self) -> None:
        focus = self._splitter.focusWidget()
        had_focus = focus is not None and self.pane.isAncestorOf(focus)
        self.pane.hide()
        if had_focus:
            self.left.emit()


def _load_pane(_: object) -> None:
    import_module("leaddesk.gui.pipeline.deal_pane")
