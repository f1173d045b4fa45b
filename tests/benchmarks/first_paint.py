"""Prints the seconds from the given start (time.time of the caller) to the first picture, and those of the processor.

first_paint.py bare START    an empty window of the toolkit
first_paint.py demo START    the program with the invented business, its board painted with cards
"""

import os
import sys
import time


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


def demo() -> None:
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication, QTableView, QWidget

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
                table = watched.parent()
                if isinstance(table, QTableView) and table.model() is not None and table.model().rowCount():
                    QTimer.singleShot(0, tell)
            return False

    from leaddesk import app

    made = app._application

    def watched() -> QApplication:
        application = made()
        application.watch = Watch()  # type: ignore[attr-defined]
        application.installEventFilter(application.watch)  # type: ignore[attr-defined]
        return application

    app._application = watched
    app.run_window(None, demo=True)


def tell() -> None:
    print(time.time() - float(sys.argv[2]), time.process_time(), flush=True)
    os._exit(0)


if __name__ == "__main__":
    {"bare": bare, "demo": demo}[sys.argv[1]]()
