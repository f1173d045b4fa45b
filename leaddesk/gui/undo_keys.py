"""Lets Ctrl+Z reach the window's undo when the focused text field has nothing to undo."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTextEdit


class UndoKeys(QObject):
    """An event filter for the application.

    A text field claims undo and redo for itself even when it has nothing to undo; then the window's would never be
    heard while a search field has the focus.
    """

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.matches(QKeySequence.StandardKey.Undo) and not _can(watched, undo=True):
                event.ignore()
                return True
            if event.matches(QKeySequence.StandardKey.Redo) and not _can(watched, undo=False):
                event.ignore()
                return True
        return False


def _can(watched: QObject, *, undo: bool) -> bool:
    if isinstance(watched, QLineEdit):
        return watched.isUndoAvailable() if undo else watched.isRedoAvailable()
    if isinstance(watched, QPlainTextEdit | QTextEdit):
        document = watched.document()
        return document.isUndoAvailable() if undo else document.isRedoAvailable()
    return True
