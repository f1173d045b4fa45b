"""Keeps back what the first picture of a file does not show until that is painted."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

PAINTED_AFTER = 20  # milliseconds in which what was laid out is painted


class FirstPicture(QObject):
    """Begins with the first call whose answer is shown, and is over a moment after the last of them was answered."""

    over = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.is_over = False
        self._awaited = 0
        self._later: list[Callable[[], None]] = []
        self._laid_out = QTimer(self, singleShot=True, interval=0)  # times out when nothing else is left to do
        self._painted = QTimer(self, singleShot=True, interval=PAINTED_AFTER)
        self._laid_out.timeout.connect(self._painted.start)
        self._painted.timeout.connect(self.end)

    def awaits(self) -> bool:
        """Wait for one more call; False if it is over already. Each is followed by `one_came`."""
        if not self.is_over:
            self._awaited += 1
            self._laid_out.stop()
            self._painted.stop()
        return not self.is_over

    def one_came(self) -> None:
        """A call was answered, and what it brought has asked for what else is to be shown."""
        self._awaited -= 1
        if not self._awaited:
            self._laid_out.start()

    def then(self, start: Callable[[], None]) -> None:
        """Do this when nothing is waited for, which may be now."""
        if self._awaited or self._laid_out.isActive() or self._painted.isActive():
            self._later.append(start)
        else:
            start()

    def end(self) -> None:
        """It is painted."""
        self.is_over = True
        while self._later:
            self._later.pop(0)()
        self.over.emit()
