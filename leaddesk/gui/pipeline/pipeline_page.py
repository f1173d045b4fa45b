"""The page of the pipeline: head, totals, the deals in one of their faces, and the pane of the deal that is open."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from leaddesk.domain.changes import Changes
from leaddesk.domain.records import Kind, SavedView
from leaddesk.domain.views import FaceKind, ViewOptions
from leaddesk.gui.actions import PaletteAction
from leaddesk.gui.bridge.services import deals
from leaddesk.gui.desk import Desk
from leaddesk.gui.models.board_model import BoardModel
from leaddesk.gui.pipeline.board import Board
from leaddesk.gui.pipeline.card_menu import CardAction
from leaddesk.gui.pipeline.deal_actions import DealActions
from leaddesk.gui.pipeline.drop_bar import DropBar
from leaddesk.gui.pipeline.face import Face
from leaddesk.gui.pipeline.faces import FACES, make_face
from leaddesk.gui.pipeline.filter_bar import FilterBar
from leaddesk.gui.pipeline.no_deals import NoDeals
from leaddesk.gui.pipeline.offers import VIEW_KEYS, page_offers
from leaddesk.gui.pipeline.pane_side import PaneSide
from leaddesk.gui.pipeline.pipeline_picker import PipelinePicker
from leaddesk.gui.pipeline.second_click import SecondClick
from leaddesk.gui.pipeline.totals_row import TotalsRow
from leaddesk.gui.pipeline.view_state import ViewState
from leaddesk.gui.pipeline.view_tabs import ViewTabs
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.page_head import PageHead
from leaddesk.gui.widgets.segmented import Segmented
from leaddesk.gui.widgets.tab_order import order_tabs

if TYPE_CHECKING:
    from leaddesk.gui.pipeline.deal_pane import DealPane
    from leaddesk.services.workspace import Workspace

_FOLLOW_MS = 150  # the pane waits so long for a keyboard that runs along the deals
_MINUTE_MS = 60_000
_COUNTED = (Kind.DEAL, Kind.FOLLOWUP, Kind.STAGE, Kind.PIPELINE, Kind.SETTING)
_FILTERED = (Kind.CONTACT, Kind.COMPANY, Kind.USER, Kind.ACTIVITY, Kind.TAGGING, Kind.TAG)


class PipelinePage(QWidget):
    """Follows the database while it is seen; refreshes when it is shown again."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._stale = True
        self._is_begun = False  # something has been shown
        self._has_views = False  # they were asked for
        self._old_faces: set[FaceKind] = set()  # that did not follow while another was seen
        self._expected: int | None = None  # the deal to choose when the face has been read
        self.state = ViewState(desk.settings, desk.file_uuid, self)
        self.head = PageHead(self.title, jump=desk.requests.jump_asked.emit, primary=tr("New deal"), parent=self)
        self.filter_bar = FilterBar(desk, self)
        self.switch = Segmented([(kind.value, label()) for kind, label, _ in FACES], tr("Show as"))
        self.tabs = ViewTabs(desk, self.state, self)
        self._figures = TotalsRow(desk, self)
        self.totals = self._figures.line
        self.picker = PipelinePicker(desk)
        self.board = Board(desk, self)
        self._faces: dict[FaceKind, Face] = {FaceKind.BOARD: self.board}
        self.actions_on = DealActions(lambda: self.face, self)
        self.empty = NoDeals()
        self._second_click = SecondClick(self)
        self._build()
        self.drop_bar = DropBar(desk.file_uuid, self._stack)
        self._connect()

    @property
    def title(self) -> str:
        return tr("Pipeline")

    @property
    def condition(self) -> str:
        """The filter in force, as typed."""
        return self.state.condition

    @property
    def options(self) -> ViewOptions:
        """How the deals are shown."""
        return self.state.options

    @property
    def model(self) -> BoardModel:
        """What the board shows."""
        return self.board.model

    @property
    def face(self) -> Face:
        """The face that is chosen; made when it is first wanted."""
        kind = self.options.face
        if kind not in self._faces:
            face = self._faces[kind] = make_face(kind, self._desk)
            self._stack.addWidget(face)
            self._connect_face(face)
        return self._faces[kind]

    @property
    def pane(self) -> "DealPane":
        """The pane at the right side."""
        return self._side.pane

    @property
    def is_pane_open(self) -> bool:
        return self._side.is_open

    @property
    def open_record(self) -> int | None:
        """The deal whose pane is open."""
        return self.pane.deal_id if self._side.is_open else None

    def focus_content(self) -> bool:
        """Give the keyboard to the deals."""
        self.face.focus_deals()
        return True

    def _build(self) -> None:
        self._stack = QStackedWidget()
        self._stack.addWidget(self.board)
        self._stack.addWidget(self.empty)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(1)
        self._splitter.addWidget(self._stack)
        self._splitter.setStretchFactor(0, 1)
        self._side = PaneSide(self._desk, self._splitter)
        self.head.add(self.picker)
        self.head.add(self.switch)
        self.head.add(self.filter_bar)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.tabs)
        column.addWidget(self._figures)
        column.addWidget(self._splitter, 1)
        order_tabs(self)
        self._follow = QTimer(self, singleShot=True, interval=_FOLLOW_MS)
        self._minute = QTimer(self, interval=_MINUTE_MS)

    def _connect(self) -> None:
        self._desk.bus.changed.connect(self._on_bus_changed)
        self.filter_bar.changed.connect(self._narrow)
        self.filter_bar.left.connect(self.focus_content)
        self.filter_bar.save_asked.connect(lambda: self.tabs.actions_on.save_as())
        self._figures.told.connect(self._show_deals)
        self._figures.options_changed.connect(self.show_options)
        self.picker.picked.connect(lambda number: self.show_options(replace(self.options, pipeline_id=number)))
        self.picker.room_changed.connect(self.head.refit)
        self.tabs.chosen.connect(self.show_saved)
        self.tabs.followed.connect(self._show_state)
        self.state.changed.connect(lambda: self.filter_bar.offer_saving(self.state.view_id is None))
        self._add_key("/", self.focus_search)  # beside Ctrl+F; where somebody types it is a letter
        for place, keys in enumerate(VIEW_KEYS):
            self._add_key(keys, partial(self.tabs.choose_place, place))
        self.head.primary_triggered.connect(self.new_record)
        self.switch.chosen.connect(lambda kind: self.show_face(FaceKind(kind)))
        self.empty.triggered.connect(self.new_record)
        self.empty.import_asked.connect(self._desk.requests.import_asked)
        # Queued: the reason is asked when the drag is over, not inside it.
        self.drop_bar.dropped.connect(self.do, Qt.ConnectionType.QueuedConnection)
        self._follow.timeout.connect(self._on_follow_timeout)
        self._minute.timeout.connect(self.tick)
        self._side.left.connect(self.focus_content)
        self._connect_face(self.board)

    def _add_key(self, keys: str, call: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(call)

    def _connect_face(self, face: Face) -> None:
        face.asked.connect(self.do)
        face.clicked.connect(self._on_face_clicked)
        face.walked.connect(self._follow.start)
        face.options_changed.connect(self._on_face_options_changed)
        face.drag_started.connect(self._on_face_drag_started)
        face.drag_finished.connect(self._on_face_drag_finished)
        face.shown.connect(self._on_face_shown)
        face.added.connect(self._on_face_added)

    # What the frame asks for

    def new_record(self) -> None:
        """Let the person type the title of a new deal."""
        self._show_deals(True)
        self.face.add_deal()

    def show_record(self, deal_id: int) -> None:
        """Choose the deal where it is shown, and open it in the pane."""
        if self._stale:
            self._refresh()
        self._expected = None if self.face.choose(deal_id) else deal_id
        self._open(deal_id)

    def close_pane(self) -> bool:
        """Close the pane; whether it was open."""
        return self._side.close()

    def focus_search(self) -> None:
        """Put the cursor into the filter as text."""
        self.filter_bar.focus_text()

    def tick(self) -> None:
        """The time has moved on: what was due today may be overdue, and another day may have begun."""
        if self.isVisible():
            self._refresh()
        else:
            self._stale = True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._minute.start()
        if not self._is_begun:
            self._is_begun, self._stale = True, False
            self._show_state()
        elif self._stale:
            self._refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.state.keep()

    def palette_actions(self) -> list[PaletteAction]:
        """What can be done here, for the palette."""
        return page_offers(self)

    def card_counts(self) -> list[int]:
        """How many cards each column of the board has, from left to right."""
        return [column.rowCount() for column in self.model.columns]

    # Which deals, and how

    def show_condition(self, condition: str) -> None:
        """Narrow the deals to those that match (a filter as typed)."""
        self.state.narrow(condition)
        self._show_state()

    def show_options(self, options: ViewOptions) -> None:
        """Show the same deals in another way."""
        self.state.arrange(options)
        self._show_state()

    def show_face(self, kind: FaceKind) -> None:
        """Show the same deals in another face."""
        self.show_options(replace(self.options, face=kind))

    def show_saved(self, view: SavedView | None) -> None:
        """Show a view as it was saved; None for all deals."""
        self.state.choose(view)
        self._show_state()

    def _narrow(self, condition: str) -> None:
        self.state.narrow(condition)
        self._show_view()

    def _show_state(self) -> None:
        self.filter_bar.show_condition(self.condition)
        self.filter_bar.offer_saving(self.state.view_id is None)
        self.switch.choose(self.options.face.value)
        self.picker.choose(self.options.pipeline_id)
        self._stack.setCurrentWidget(self.face)
        self._show_view()

    def _show_view(self) -> None:
        self.face.show_view(self.condition, self.options)
        if self.options.face in self._old_faces:
            self._old_faces.remove(self.options.face)
            self.face.refresh()
        self._count()

    def _count(self) -> None:
        self._figures.count(self.condition, self.options)

    def _refresh(self) -> None:
        self._stale = False
        self._old_faces = set(self._faces) - {self.options.face}
        self.face.refresh()
        self._count()
        self.tabs.outdate()

    def _on_bus_changed(self, changes: Changes) -> None:
        if not self.isVisible():
            self._stale = True
            return
        self.face.take_in(changes)
        self._old_faces = set(self._faces) - {self.options.face}
        self.tabs.take_in(changes)
        if changes.touches(*_COUNTED) or (self.condition and changes.touches(*_FILTERED)):
            self._count()

    def _on_face_options_changed(self, options: ViewOptions) -> None:
        self.state.arrange(options)

    def _on_face_added(self) -> None:
        """A new deal that the filter hides would not be seen: then everything is shown."""
        if self.condition:
            clear = self.filter_bar.clear
            self._desk.runner.read(
                _hides_newest, self.condition, owner=self, then=lambda hidden: clear() if hidden else None
            )

    def _on_face_shown(self) -> None:
        if not self._has_views:
            self._has_views = True  # the deals come first
            self.tabs.read()
            self.picker.read()
            if self.window().focusWidget() is None:  # there was no card for the keyboard before
                self.face.focus_deals()
        if self._expected is not None and self._expected == self.pane.deal_id:
            self.face.choose(self._expected)
        self._expected = None
        self._side.prepare()

    def _show_deals(self, wanted: bool) -> None:
        self._stack.setCurrentWidget(self.face if wanted or self.face.is_adding else self.empty)
        self._figures.setVisible(self._stack.currentWidget() is not self.empty)

    # What a person does with deals

    def _on_face_clicked(self, deal_id: int, at: QPoint) -> None:
        was_open = self.is_pane_open
        self._open(deal_id)
        if not was_open:  # which may have taken a moment
            self._second_click.expect(at, lambda: self.face.edit_title(deal_id))

    def _on_face_drag_started(self) -> None:
        self.drop_bar.appear()
        self.face.setContentsMargins(0, 0, 0, self.drop_bar.height())  # so that one can scroll to the last card
        self._desk.requests.foot_needed.emit(True)

    def _on_face_drag_finished(self) -> None:
        self.drop_bar.hide()
        self.face.setContentsMargins(0, 0, 0, 0)
        self._desk.requests.foot_needed.emit(False)

    def do(self, action: CardAction, ids: tuple[int, ...]) -> None:
        """What was asked for in a face, by the bar below the deals or in the palette."""
        if action is CardAction.OPEN and self.open_record == ids[0]:
            self.pane.focus_first()
        elif action is CardAction.OPEN:
            self._open(ids[0])
        elif action is CardAction.PLAN:
            self._open(ids[0])
            self.pane.plan_followup()
        elif action is CardAction.EDIT_TITLE:
            self.face.edit_title(ids[0])
        elif action is CardAction.WIN:
            self.actions_on.win(ids)
        elif action is CardAction.LOSE:
            self.actions_on.lose(ids)
        else:
            self.actions_on.delete(ids)

    # The pane

    def _open(self, deal_id: int) -> None:
        self._follow.stop()
        self._side.show(deal_id)
        if self.face.current_id == deal_id:
            self._splitter.refresh()
            self.face.choose(deal_id, focus=False)

    def _on_follow_timeout(self) -> None:
        current = self.face.current_id
        if current is not None and self.is_pane_open and current != self.pane.deal_id:
            self._open(current)


def _hides_newest(workspace: "Workspace", condition: str) -> bool:
    """Whether a filter does not find the newest deal."""
    return deals.list_deals(workspace, condition, 1) != deals.list_deals(workspace, "", 1)
