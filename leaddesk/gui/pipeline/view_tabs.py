"""The saved views as tabs: all deals, then mine and everybody's, each with the number of deals that it finds."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import UserError
from leaddesk.domain.records import Kind, SavedView
from leaddesk.domain.views import ViewOptions
from leaddesk.gui.bridge.runner import Ticket
from leaddesk.gui.bridge.services import views
from leaddesk.gui.desk import Desk
from leaddesk.gui.icons import put_icon
from leaddesk.gui.pipeline.view_state import ViewState
from leaddesk.gui.pipeline.view_tab_bar import ALL, Tab, ViewTabBar
from leaddesk.gui.texts import tr

if TYPE_CHECKING:
    from leaddesk.gui.pipeline.view_actions import ViewActions

_COUNT_MS = 1000  # between two counts at least
_COUNTED = (
    *(Kind.DEAL, Kind.CONTACT, Kind.COMPANY, Kind.USER, Kind.ACTIVITY, Kind.FOLLOWUP),
    *(Kind.TAG, Kind.TAGGING, Kind.STAGE, Kind.PIPELINE, Kind.SETTING),
)


class ViewTabs(QWidget):
    """Not there as long as nothing is saved. A dot marks the view that is not shown as it was saved."""

    chosen = Signal(object)  # SavedView, or None for all deals: also to see it again as it was saved
    followed = Signal()  # the view that is shown was saved anew, by somebody else or by undo

    def __init__(self, desk: Desk, state: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._state = desk, state
        self._counts: dict[int, int | None] = {}
        self._to_count: list[SavedView] = []
        self._is_outdated = False
        self._reading: Ticket | None = None
        self._pause = QTimer(self, singleShot=True, interval=_COUNT_MS)
        self._pause.timeout.connect(self._count_if_outdated)
        self.bar = ViewTabBar()
        self.save, self.save_as = QPushButton(tr("Save")), QPushButton(tr("Save as…"))
        self.revert, self.more = QPushButton(tr("Revert")), QPushButton()
        self.more.setAccessibleName(tr("What can be done with this view"))
        self.more.setToolTip(self.more.accessibleName())
        put_icon(self.more, self.more, "more")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 16, 0)
        row.setSpacing(2)
        row.addWidget(self.bar, 1)
        for button in (self.save, self.save_as, self.revert, self.more):
            button.setProperty("kind", "quiet")
            row.addWidget(button)
        state.changed.connect(self._show)
        self.bar.picked.connect(self._on_bar_picked)
        self.bar.dropped.connect(self._on_bar_dropped)
        self.bar.menu_asked.connect(lambda at: self.actions_on.menu(self).popup(at))
        self.bar.steps_asked.connect(lambda steps: self.actions_on.move(steps))
        self.save.clicked.connect(lambda: self.actions_on.save())
        self.save_as.clicked.connect(lambda: self.actions_on.save_as())
        self.revert.clicked.connect(lambda: self.chosen.emit(state.view))
        self.more.clicked.connect(self._on_more_clicked)
        self._show()

    @cached_property
    def actions_on(self) -> "ViewActions":
        """What is done to views; nothing is before the first picture."""
        from leaddesk.gui.pipeline.view_actions import ViewActions

        return ViewActions(self._desk, self._state, self)

    def read(self) -> None:
        """Ask which views there are, and what they find."""
        if self._reading is not None:
            self._reading.cancel()
        self._reading = self._desk.runner.read(views.list_views, owner=self, then=self._on_views_read)

    def take_in(self, changes: Changes) -> None:
        """Follow what was committed."""
        if changes.touches(Kind.SAVED_VIEW):
            self.read()
        elif changes.touches(*_COUNTED):
            self.outdate()

    def outdate(self) -> None:
        """The numbers may be others now: count, but not more often than once a second."""
        self._is_outdated = True
        self._count_if_outdated()

    def choose_place(self, place: int) -> None:
        """Show the view of that place; 0 is all deals."""
        if place < self.bar.count() and not self.isHidden():
            self.bar.setCurrentIndex(place)

    # Inside

    def _on_views_read(self, found: Sequence[SavedView]) -> None:
        self._reading = None
        if self._state.take_in(found):
            self.followed.emit()
        self._pause.stop()
        self.outdate()

    def _count_if_outdated(self) -> None:
        if self._is_outdated and not self._pause.isActive() and not self._to_count and self._state.views:
            self._is_outdated = False
            self._pause.start()
            whole = ViewOptions(pipeline_id=self._state.options.pipeline_id).as_json()
            self._to_count = [SavedView(id=ALL, name="", position=0.0, options=whole), *self._state.views]
            self._count_next()

    def _count_next(self) -> None:
        """Ask for one number after the other: what somebody waits for may be read in between."""
        one = self._to_count[:1]
        self._desk.runner.read(views.counts, one, owner=self, then=self._on_counted, failed=self._on_count_failed)

    def _on_counted(self, found: dict[int, int | None]) -> None:
        self._counts |= found
        del self._to_count[:1]
        if self._to_count:
            self._count_next()
        else:
            self._show()
            self._count_if_outdated()

    def _on_count_failed(self, _problem: UserError) -> None:
        """A number that cannot be had now is not worth a message; the next change asks again."""
        self._to_count.clear()

    def _show(self) -> None:
        """Draw what is known."""
        state = self._state
        shared = {view.id for view in state.views if view.owner_id is None}
        self.bar.show_tabs(
            [
                Tab(ALL, tr("All deals"), self._counts.get(ALL)),
                *(Tab(number, name, self._counts.get(number), number in shared) for number, name in state.names),
            ],
            state.view_id or ALL,
            changed=state.is_changed,
        )
        for button in (self.save, self.save_as, self.revert):
            button.setVisible(state.is_changed)
        self.more.setVisible(state.view is not None)
        self.setVisible(bool(state.names))

    def _on_bar_picked(self, number: int) -> None:
        view = next((view for view in self._state.views if view.id == number), None)
        if view is not None or number == ALL:
            self.chosen.emit(view)

    def _on_bar_dropped(self, behind: int | None) -> None:
        """All deals stay the first: dragged elsewhere they return."""
        if self._state.view_id is not None:
            self.actions_on.put_before(behind)
        self._show()

    def _on_more_clicked(self) -> None:
        self.actions_on.menu(self).popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))
