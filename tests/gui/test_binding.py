"""The binding itself: PySide6 6.12.0 on Python 3.11 lost a reference with each call until the program died."""

import sys

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QPainter, QPixmap
from pytestqt.qtbot import QtBot


class Sender(QObject):
    happened = Signal(bool)


def test_calls_that_return_nothing_keep_none_alive(qtbot: QtBot) -> None:
    picture = QPixmap(8, 8)
    painter = QPainter(picture)
    before = sys.getrefcount(None)
    for _ in range(50):
        painter.setPen(Qt.GlobalColor.white)
    after = sys.getrefcount(None)
    painter.end()
    assert after > before - 25


def test_signals_keep_true_alive(qtbot: QtBot) -> None:
    sender = Sender()
    received: list[int] = []
    sender.happened.connect(lambda value: received.append(int(value)))
    yes = True
    before = sys.getrefcount(yes)
    for _ in range(200):
        sender.happened.emit(yes)
    after = sys.getrefcount(yes)
    assert after > before - 25
    assert sum(received) == 200
