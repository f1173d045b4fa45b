"""Scrolling while a card is held near an edge."""

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QScrollBar

_EVERY_MS = 16
_ZONE = 44  # pixels from the edge
_FASTEST = 16  # pixels each time


def speed(at: int, length: int) -> int:
    """Pixels to scroll each time for a place `at` along an edge-to-edge `length`; faster nearer to the edge."""
    zone = min(_ZONE, length // 4)
    if zone <= 0:
        return 0
    if at < zone:
        return -_share(zone - at, zone)
    return _share(at - (length - zone), zone) if at > length - zone else 0


def _share(depth: int, zone: int) -> int:
    return max(_FASTEST * min(depth, zone) // zone, 1)


class EdgeScroll(QObject):
    """Moves scroll bars steadily until told otherwise; `scrolled` tells that other things lie under the mouse now."""

    scrolled = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._ways: list[tuple[QScrollBar, int]] = []
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.step)

    def go(self, ways: list[tuple[QScrollBar, int]]) -> None:
        """Scroll these bars by so much each time; with nothing to do it rests."""
        self._ways = [(bar, by) for bar, by in ways if by]
        if not self._ways:
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def step(self) -> None:
        before = [bar.value() for bar, _ in self._ways]
        for bar, by in self._ways:
            bar.setValue(bar.value() + by)
        if before != [bar.value() for bar, _ in self._ways]:
            self.scrolled.emit()
