"""The window's actions: made from the table, put into the menu, enabled while a file is open."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from leaddesk.gui.actions import PaletteAction, action_table
from leaddesk.gui.icons import put_icon
from leaddesk.gui.pages import PAGES


class Commands:
    """`targets` are asked in their order for the method on_<name> of an action."""

    def __init__(self, window: QWidget, targets: Callable[[], tuple[object, ...]]) -> None:
        self._window, self._targets = window, targets
        self._actions: dict[str, QAction] = {}
        for group in action_table():
            for spec in group:
                action = QAction(spec.text, window)
                action.setShortcuts([QKeySequence(keys) for keys in spec.keys])
                action.triggered.connect(partial(self._trigger, spec.name))
                action.setEnabled(not spec.needs_file)
                window.addAction(action)
                self._actions[spec.name] = action

    def add_key(self, keys: str, call: Callable[[], None]) -> None:
        """A shortcut that stands in no menu."""
        action = QAction(self._window)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda: call())
        self._window.addAction(action)

    def menu(self) -> QMenu:
        """All actions in their groups."""
        menu = QMenu(self._window)
        menu.aboutToShow.connect(self._dress, Qt.ConnectionType.SingleShotConnection)
        for place, group in enumerate(action_table()):
            if place:
                menu.addSeparator()
            for spec in group:
                menu.addAction(self._actions[spec.name])
        return menu

    def offered(self, *without: str) -> list[PaletteAction]:
        """What can be done now, for the palette; all but those named."""
        return [
            PaletteAction(spec.text, self._actions[spec.name].trigger, spec.keys[0] if spec.keys else "", spec.icon)
            for group in action_table()
            for spec in group
            if spec.name not in without and self._actions[spec.name].isEnabled()
        ]

    def enable(self, opened: bool) -> None:
        """Offer what makes sense with a file open, or without."""
        for group in action_table():
            for spec in group:
                self._actions[spec.name].setEnabled(opened or not spec.needs_file)

    def on_help(self) -> None:
        """Show all keys."""
        from leaddesk.gui.help_dialog import HelpDialog

        HelpDialog([title() for _, title, _, _ in PAGES], self._window).open()

    def _trigger(self, name: str) -> None:
        method = f"on_{name}"
        target = next(target for target in self._targets() if hasattr(target, method))
        getattr(target, method)()

    def _dress(self) -> None:
        """The menu's icons, drawn when it is first opened."""
        for group in action_table():
            for spec in group:
                if spec.icon:
                    put_icon(self._actions[spec.name], self._window, spec.icon)
