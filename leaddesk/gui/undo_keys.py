"""Lets Ctrl+Z reach the window's undo when the focused text field has nothing to undo."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

_Field = QLineEdit | QPlainTextEdit | QTextEdit


class UndoKeys(QObject):
    """Watches the text field that has the focus, and no other: a filter on the whole program would slow it down.

    A text field claims undo and redo for itself even when it has nothing to undo; then the window's would never be
    heard while a search field has the focus.
    """

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        application.focusChanged.connect(self._on_application_focus_changed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and isinstance(watched, _Field)
        ):
            undo = event.matches(QKeySequence.StandardKey.Undo)
            if (undo or event.matches(QKeySequence.StandardKey.Redo)) and not _can(watched, undo=undo):
                event.ignore()
                return True
        return False

    def _on_application_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        if isinstance(old, _Field):
            old.removeEventFilter(self)
        if isinstance(new, _Field):
            new.installEventFilter(self)


def _can(field: _Field, *, undo: bool) -> bool:
    if isinstance(field, QLineEdit):
        return field.isUndoAvailable() if undo else field.isRedoAvailable()
    document = field.document()
    return document.isUndoAvailable() if undo else document.isRedoAvailable()
