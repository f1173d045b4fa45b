"""Prints the seconds from the given start (time.time of the caller) to the first picture, those of the processor, and
the memory in use then, in MB.

first_paint.py bare START    an empty window of the toolkit
first_paint.py frame START   the program's own window, before the database is open
first_paint.py board START   the program with the database that it had open last, its board painted with cards
"""

import os
import sys
import time
from pathlib import Path
from typing import Any

PAGE = 4096


def bare() -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QWidget

    class Window(QWidget):
        def paintEvent(self, event: QPaintEvent) -> None:
            super().paintEvent(event)
            QTimer.singleShot(0, tell)

    application = QApplication([])
    window = Window()
    window.resize(1360, 850)
    window.show()
    application.exec()


def frame() -> None:
    from leaddesk import app

    made = app._window

    def watched(*args: Any, **options: Any) -> Any:
        window = made(*args, **options)
        window.first_painted.connect(tell)
        return window

    app._window = watched
    start()


def board() -> None:
    from leaddesk.gui import pages

    make = pages.make_page

    def watched(key: str, desk: Any) -> Any:
        tell_when_painted()
        return make(key, desk)

    pages.make_page = watched
    start()


def tell_when_painted() -> None:
    """Tell as soon as every column has been painted, each with a card that says something."""
    from PySide6.QtCore import QTimer

    from leaddesk.gui.models.column_model import CARD
    from leaddesk.gui.pipeline.column_view import ColumnView

    paint = ColumnView.paintEvent
    painted: set[int] = set()

    def and_look(view: ColumnView, event: Any) -> None:
        paint(view, event)
        if view.model().index(0, 0).data(CARD) is not None:
            painted.add(id(view))
            views = view.window().findChildren(ColumnView)
            if all(id(each) in painted for each in views if not each.visibleRegion().isEmpty()):
                QTimer.singleShot(0, tell)

    ColumnView.paintEvent = and_look  # type: ignore[method-assign]


def start() -> None:
    """The program as it is started without a word."""
    from leaddesk.__main__ import main

    sys.argv[1:] = []
    main()


def tell() -> None:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    print(time.time() - STARTED, time.process_time(), pages * PAGE / 1e6, flush=True)
    os._exit(0)


if __name__ == "__main__":
    what, STARTED = sys.argv[1], float(sys.argv[2])
    {"bare": bare, "frame": frame, "board": board}[what]()
