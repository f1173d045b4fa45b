"""Prints the seconds from the given start (time.time of the caller) to the first picture, and those of the processor.

first_paint.py bare START    an empty window of the toolkit
first_paint.py frame START   the program's own window, before the database is open
first_paint.py board START   the program with the invented business, its board painted with cards
"""

import os
import sys
import time
from typing import Any


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
    app.run_window(None, demo=True)


def board() -> None:
    from leaddesk import app
    from leaddesk.gui import pages

    make = pages.make_page

    def watched(key: str, desk: Any) -> Any:
        from PySide6.QtCore import QTimer

        from leaddesk.gui.pipeline.column_view import ColumnView

        paint = ColumnView.paintEvent

        def and_tell(view: ColumnView, event: Any) -> None:
            paint(view, event)
            if view.model().rowCount():
                QTimer.singleShot(0, tell)

        ColumnView.paintEvent = and_tell  # type: ignore[method-assign]
        return make(key, desk)

    app._application()  # before the window's module, as the program does
    import leaddesk.gui.main_window

    leaddesk.gui.main_window.make_page = watched  # type: ignore[attr-defined]
    app.run_window(None, demo=True)


def tell() -> None:
    print(time.time() - float(sys.argv[2]), time.process_time(), flush=True)
    os._exit(0)


if __name__ == "__main__":
    {"bare": bare, "frame": frame, "board": board}[sys.argv[1]]()
