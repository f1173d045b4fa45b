"""Ctrl+Z belongs to a text field only while the field has something to undo."""

from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from leaddesk.gui.undo_keys import UndoKeys


class Window(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.line, self.text = QLineEdit(), QPlainTextEdit()
        column = QVBoxLayout(self)
        column.addWidget(self.line)
        column.addWidget(self.text)
        self.fired: list[str] = []
        for keys in ("Ctrl+Z", "Ctrl+Shift+Z"):
            action = QAction(self)
            action.setShortcut(QKeySequence(keys))
            action.triggered.connect(lambda _=False, keys=keys: self.fired.append(keys))
            self.addAction(action)


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[Window]:
    keys = UndoKeys(qapp)
    made = Window()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    shiboken6.delete(keys)


@pytest.mark.parametrize("field", ["line", "text"])
def test_an_empty_field_leaves_undo_to_the_window(window: Window, qtbot: QtBot, field: str) -> None:
    widget: QLineEdit | QPlainTextEdit = getattr(window, field)
    widget.setFocus()
    qtbot.keyClick(widget, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(widget, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert window.fired == ["Ctrl+Z", "Ctrl+Shift+Z"]


@pytest.mark.parametrize("field", ["line", "text"])
def test_a_field_with_typing_undoes_that_first(window: Window, qtbot: QtBot, field: str) -> None:
    widget: QLineEdit | QPlainTextEdit = getattr(window, field)
    widget.setFocus()
    qtbot.keyClicks(widget, "x")
    qtbot.keyClick(widget, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    text = widget.text() if isinstance(widget, QLineEdit) else widget.toPlainText()
    assert text == ""
    assert window.fired == []
    qtbot.keyClick(widget, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.fired == ["Ctrl+Z"]
