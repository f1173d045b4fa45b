"""What is done to saved views: saved, named, shared, moved, deleted. Each can be undone, so nothing is asked before."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMenu, QWidget

from leaddesk.gui.bridge.services import views
from leaddesk.gui.desk import Desk
from leaddesk.gui.icons import put_icon
from leaddesk.gui.pipeline.view_state import ViewState
from leaddesk.gui.texts import tr

if TYPE_CHECKING:
    from leaddesk.domain.changes import Changes
    from leaddesk.domain.errors import UserError
    from leaddesk.gui.pipeline.view_dialog import ViewDialog


class ViewActions(QObject):
    """Of the view that is shown. Who follows the database sees what comes of it."""

    def __init__(self, desk: Desk, state: ViewState, window: QWidget) -> None:
        super().__init__(window)
        self._desk, self._state, self._window = desk, state, window

    def save(self) -> None:
        """Let the view be what is shown."""
        view = self._state.view
        if view is not None:
            self._write("update_view", view.id, self._state.condition, self._state.options)

    def save_as(self) -> None:
        """Ask for a name, and save what is shown under it."""
        from leaddesk.gui.pipeline.view_dialog import ViewDialog

        dialog = ViewDialog(tr("Save what is shown as a view"), self._window, may_share=self._desk.me is not None)
        dialog.confirmed.connect(partial(self._save_as, dialog))
        dialog.open()

    def rename(self) -> None:
        """Ask for another name."""
        from leaddesk.gui.pipeline.view_dialog import ViewDialog

        view = self._state.view
        if view is not None:
            dialog = ViewDialog(tr("Rename the view"), self._window, name=view.name)
            dialog.confirmed.connect(partial(self._rename, dialog, view.id))
            dialog.open()

    def share(self, shared: bool) -> None:
        """Let everybody have the view, or only me."""
        if self._state.view_id is not None:
            self._write("share_view", self._state.view_id, shared=shared)

    def move(self, steps: int) -> None:
        """Put the view so many places to the right, or with a number below 0 to the left."""
        ids = [number for number, _ in self._state.names]
        if self._state.view_id not in ids:
            return
        here = ids.index(self._state.view_id)
        others = [number for number in ids if number != self._state.view_id]
        self.put_before(others[there] if 0 <= (there := max(here + steps, 0)) < len(others) else None)

    def put_before(self, other: int | None) -> None:
        """Put the view in front of another one, or at the end."""
        if self._state.view_id is not None:
            self._write("move_view", self._state.view_id, other)

    def delete(self) -> None:
        """Remove the view."""
        if self._state.view_id is not None:
            self._write("delete_view", self._state.view_id)

    def menu(self, parent: QWidget) -> QMenu:
        """Everything that can be done, to be popped up; it goes by itself."""
        menu = QMenu(parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        view = self._state.view
        if view is not None and self._state.is_changed:
            menu.addAction(tr("Save")).triggered.connect(self.save)
        menu.addAction(tr("Save as…")).triggered.connect(self.save_as)
        if view is None:
            return menu
        menu.addAction(tr("Rename…")).triggered.connect(self.rename)
        if self._desk.me is not None:
            shared = view.owner_id is None
            share = menu.addAction(tr("Keep for me alone") if shared else tr("Share with the team"))
            share.triggered.connect(lambda: self.share(not shared))
        menu.addSeparator()
        ids = [number for number, _ in self._state.names]
        for words, steps, possible in (
            (tr("Move to the left") + "\tCtrl+Shift+←", -1, ids[0] != view.id),
            (tr("Move to the right") + "\tCtrl+Shift+→", 1, ids[-1] != view.id),
        ):
            way = menu.addAction(words)
            way.setEnabled(possible)
            way.triggered.connect(partial(self.move, steps))
        menu.addSeparator()
        delete = menu.addAction(tr("Delete the view"))
        delete.triggered.connect(self.delete)
        put_icon(delete, menu, "delete")
        return menu

    def _save_as(self, dialog: "ViewDialog", name: str, shared: bool) -> None:
        def saved(changes: "Changes") -> None:
            dialog.accept()
            if changes.subject is not None:
                self._state.save_as(changes.subject)

        shown = (self._state.condition, self._state.options)
        self._write("save_view", name, *shown, then=saved, failed=dialog.show_problem, shared=shared)

    def _rename(self, dialog: "ViewDialog", view_id: int, name: str, _shared: bool) -> None:
        self._write("rename_view", view_id, name, then=lambda _changes: dialog.accept(), failed=dialog.show_problem)

    def _write(
        self,
        service: str,
        *args: Any,
        then: "Callable[[Changes], None] | None" = None,
        failed: "Callable[[UserError], None] | None" = None,
        **named: bool,
    ) -> None:
        call = partial(getattr(views, service), **named)
        self._desk.runner.write(call, *args, owner=self, then=then, failed=failed)
