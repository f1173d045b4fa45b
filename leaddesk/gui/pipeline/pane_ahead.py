"""Makes the pane of a deal while nobody waits for it, so that the first deal opens as fast as any other."""

from collections.abc import Callable
from importlib import import_module

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from leaddesk.gui.desk import Desk

_REST_MS = 500  # after the deals are shown: all that comes with opening a file is done by then


class PaneAhead(QObject):
    """`pane` makes the pane, or answers with the one that there is."""

    def __init__(self, desk: Desk, pane: Callable[[], QWidget], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._pane = desk, pane
        self._is_done = False
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._on_rest_timeout)

    def start(self) -> None:
        """The deals are shown: from now on there is time."""
        if not self._is_done:
            self._rest.start()

    def _on_rest_timeout(self) -> None:
        if QApplication.mouseButtons():  # somebody carries a card
            self._rest.start()
        else:  # its code is loaded on the thread that reads
            self._desk.runner.read(_load, owner=self, then=self._on_loaded)

    def _on_loaded(self, _: object) -> None:
        self._is_done = True
        self._pane().ensurePolished()


def _load(_: object) -> None:
    import_module("leaddesk.gui.pipeline.deal_pane")
