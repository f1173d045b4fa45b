"""Whether the window may close now: what is being saved is waited for, and what was refused is shown once more."""

from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.inline_field import InlineField

_PATIENCE_MS = 10_000  # within which a second try to close is meant


class Closing(QObject):
    """Asked by the main window each time it is to close. A second try soon after the first closes in any case."""

    def __init__(self, window: Any) -> None:
        super().__init__(window)
        self._window = window
        self._insists = False
        self._runner: QObject | None = None  # that is waited for

    def may_close(self) -> bool:
        """Close now; if not, it happens by itself when everything is saved, or the person is told what is not."""
        desk = self._window.desk
        if desk is None or self._insists or QApplication.activeModalWidget() is not None:
            return True
        if desk.runner.is_writing:
            self._wait_for(desk.runner)
            self._insist_for_a_while()
            return False
        unsaved = [field for field in self._window.findChildren(InlineField) if field.changed and field.note]
        if unsaved:
            text = tr("“{name}” is not saved. Close again to leave it so.")
            self._window.toasts.show_message(text.format(name=unsaved[0].editor.accessibleName()), kind="error")
            unsaved[0].setFocus()
            self._insist_for_a_while()
            return False
        return True

    def _wait_for(self, runner: Any) -> None:
        if self._runner is not runner:
            self._runner = runner
            runner.busy_changed.connect(self._on_runner_busy_changed)

    def _on_runner_busy_changed(self, busy: bool) -> None:
        if not busy and self._runner is not None:
            self._runner.disconnect(self)
            self._runner = None
            QTimer.singleShot(0, self, self._go_on)  # first whoever asked for it hears the answer

    def _go_on(self) -> None:
        self._insists = False
        if QApplication.activeModalWidget() is None:  # else a question came back
            self._window.close()

    def _insist_for_a_while(self) -> None:
        self._insists = True
        QTimer.singleShot(_PATIENCE_MS, self, self._forget)

    def _forget(self) -> None:
        self._insists = False
