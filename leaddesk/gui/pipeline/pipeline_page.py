"""The page of the pipeline: head, totals, board, and the pane of the deal that is open."""

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QBoxLayout, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from leaddesk.domain.changes import Changes
from leaddesk.domain.summaries import Card
from leaddesk.gui.desk import Desk
from leaddesk.gui.icons import put_icon
from leaddesk.gui.models.board_model import BoardModel
from leaddesk.gui.pipeline.board import Board
from leaddesk.gui.pipeline.card_menu import CardAction
from leaddesk.gui.pipeline.drop_bar import DropBar
from leaddesk.gui.pipeline.second_click import SecondClick
from leaddesk.gui.pipeline.totals_line import TotalsLine
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.empty import EmptyState
from leaddesk.gui.widgets.page_head import PageHead
from leaddesk.services import deals

if TYPE_CHECKING:
    from leaddesk.gui.pipeline.deal_pane import DealPane

_SEARCH_MS = 150
_FOLLOW_MS = 150  # the pane waits so long for a keyboard that runs along the cards
_MINUTE_MS = 60_000


class PipelinePage(QWidget):
    """Follows the database while it is seen; refreshes when it is shown again."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._stale = True
        self._wanted = ""  # what the search field says
        self._expected: int | None = None  # the deal to choose when the board has been read
        self.model = BoardModel(desk, self)
        self.head = PageHead(self.title, search=tr("Search deals"), primary=tr("New deal"))
        self.totals = TotalsLine(self)
        self.board = Board(self.model, desk.currency, self)
        self.empty = self._build_empty()
        self.drop_bar = DropBar(desk.file_uuid, self.board)
        self._second_click = SecondClick(self)
        self._build()
        self._connect()

    @property
    def title(self) -> str:
        return tr("Pipeline")

    @cached_property
    def pane(self) -> "DealPane":
        """The pane at the right side; made when the first deal is opened, so that the board comes sooner."""
        from leaddesk.gui.pipeline.deal_pane import DealPane

        pane = DealPane(self._desk)
        pane.hide()
        pane.closed.connect(self._on_pane_closed)
        self._splitter.addWidget(pane)
        self._splitter.setStretchFactor(0, 1)
        return pane

    @property
    def is_pane_open(self) -> bool:
        return "pane" in self.__dict__ and not self.pane.isHidden()

    @property
    def open_record(self) -> int | None:
        """The deal whose pane is open."""
        return self.pane.deal_id if self.is_pane_open else None

    def focus_content(self) -> bool:
        """Give the keyboard to the cards."""
        self.board.focus_cards()
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
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.totals)
        column.addWidget(self._splitter, 1)
        self._search = QTimer(self, singleShot=True, interval=_SEARCH_MS)
        self._follow = QTimer(self, singleShot=True, interval=_FOLLOW_MS)
        self._minute = QTimer(self, interval=_MINUTE_MS)

    def _build_empty(self) -> EmptyState:
        sentence = tr("Add the first one by hand, or import the ones you have.")
        empty = EmptyState("pipeline", tr("No deals yet"), sentence, tr("New deal"))
        bring = QPushButton(tr("Import a file"))
        put_icon(bring, bring, "import")
        bring.clicked.connect(self._desk.requests.import_asked)
        column = empty.layout()
        if isinstance(column, QBoxLayout):
            column.insertWidget(column.count() - 1, bring, 0, Qt.AlignmentFlag.AlignHCenter)
        return empty

    def _connect(self) -> None:
        self._desk.bus.changed.connect(self._on_bus_changed)
        self.head.searched.connect(self._on_head_searched)
        self.head.search_left.connect(self.board.focus_cards)
        self.head.primary_triggered.connect(self.new_record)
        self.empty.triggered.connect(self.new_record)
        self.model.figures_changed.connect(self._on_model_figures_changed)
        self.model.added.connect(self.head.clear_search)  # else the new deal might not be seen
        self.model.refused.connect(self._desk.requests.problem_shown)
        self.board.asked.connect(self._on_card_asked)
        self.board.card_clicked.connect(self._on_board_card_clicked)
        self.board.walked.connect(self._follow.start)
        self.board.drag_started.connect(self._on_board_drag_started)
        self.board.drag_finished.connect(self._on_board_drag_finished)
        # Queued: the reason is asked when the drag is over, not inside it.
        self.drop_bar.dropped.connect(self._on_card_asked, Qt.ConnectionType.QueuedConnection)
        self._search.timeout.connect(self._on_search_timeout)
        self._follow.timeout.connect(self._on_follow_timeout)
        self._minute.timeout.connect(self.tick)

    # What the frame asks for

    def new_record(self) -> None:
        """Let the person type the title of a new deal into a column."""
        if self.board.columns:
            self._stack.setCurrentWidget(self.board)
            self.totals.show()
            self.board.open_adder()

    def show_record(self, deal_id: int) -> None:
        """Choose the deal on the board, where it is there, and open it in the pane."""
        if self._stale:
            self._refresh()
        if self.model.text and self.model.place(deal_id) is None:
            self.head.clear_search()
        self._expected = None if self.board.choose(deal_id) else deal_id
        self._open(deal_id)

    def close_pane(self) -> bool:
        """Close the pane; whether it was open."""
        if not self.is_pane_open:
            return False
        self.pane.close_pane()
        return True

    def focus_search(self) -> None:
        self.head.focus_search()

    def tick(self) -> None:
        """The time has moved on: what was due today may be overdue, and another day may have begun."""
        if self.isVisible():
            self._refresh()
        else:
            self._stale = True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._minute.start()
        if self._stale:
            self._refresh()

    def card_counts(self) -> list[int]:
        """How many cards each column has, from left to right."""
        return [column.rowCount() for column in self.model.columns]

    # The board

    def _refresh(self) -> None:
        self._stale = False
        self.model.outdate()
        self.model.reload()

    def _on_bus_changed(self, changes: Changes) -> None:
        if self.isVisible():
            self.model.take_in(changes)
        else:
            self._stale = True

    def _on_model_figures_changed(self) -> None:
        board = self.model.board
        if board is None:
            return
        if self._expected is not None and self._expected == self.pane.deal_id:
            self.board.choose(self._expected)
        self._expected = None
        self.totals.show_totals(board.totals, self._desk.currency, self.model.text)
        if board.totals.count or self.model.text:
            self._show_board(True)
        else:
            self._desk.runner.read(deals.list_deals, "", 1, owner=self, then=self._on_any_deal_read)

    def _on_any_deal_read(self, found: list[Card]) -> None:
        """No deal is open. Where there are closed ones an empty board says so; where there is none, it invites."""
        self._show_board(bool(found))

    def _show_board(self, wanted: bool) -> None:
        is_adding = any(column.adder.isVisibleTo(column) for column in self.board.columns)
        self._stack.setCurrentWidget(self.board if wanted or is_adding else self.empty)
        self.totals.setVisible(self._stack.currentWidget() is self.board)

    def _on_board_card_clicked(self, deal_id: int, at: QPoint) -> None:
        if not self.is_pane_open:
            self._second_click.expect(at, lambda: self.board.edit_title(deal_id))
        self._open(deal_id)

    def _on_board_drag_started(self) -> None:
        self.drop_bar.appear()
        self._desk.requests.foot_needed.emit(True)

    def _on_board_drag_finished(self) -> None:
        self.drop_bar.hide()
        self._desk.requests.foot_needed.emit(False)

    def _on_card_asked(self, action: CardAction, deal_id: int) -> None:
        if action is CardAction.OPEN:
            self._open(deal_id)
        elif action is CardAction.PLAN:
            self._open(deal_id)
            self.pane.plan_followup()
        elif action is CardAction.EDIT_TITLE:
            self.board.edit_title(deal_id)
        elif action is CardAction.WIN:
            self.model.win(deal_id)
        elif action is CardAction.LOSE:
            self._ask_reason(deal_id)
        else:
            self.model.delete(deal_id)

    def _ask_reason(self, deal_id: int) -> None:
        card = self.model.known(deal_id)
        from leaddesk.gui.widgets.reason_dialog import ReasonDialog

        dialog = ReasonDialog(card.title if card else "", self)
        dialog.chosen.connect(lambda reason, note: self.model.lose(deal_id, reason, note))
        dialog.open()

    # Search and pane

    def _on_head_searched(self, text: str) -> None:
        self._wanted = text.strip()
        if text:
            self._search.start()
        else:
            self._on_search_timeout()

    def _on_search_timeout(self) -> None:
        self._search.stop()
        self.model.reload(self._wanted)

    def _open(self, deal_id: int) -> None:
        self._follow.stop()
        self.pane.show_deal(deal_id)
        if self.pane.isHidden():
            self.pane.show()
            wide = self.pane.sizeHint().width()
            self._splitter.setSizes([max(self._splitter.width() - wide, 1), wide])
        if self.board.current_id == deal_id:
            self._splitter.refresh()
            self.board.choose(deal_id, focus=False)

    def _on_follow_timeout(self) -> None:
        current = self.board.current_id
        if current is not None and self.is_pane_open and current != self.pane.deal_id:
            self._open(current)

    def _on_pane_closed(self) -> None:
        had_focus = self.pane.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self.pane.hide()
        if had_focus:
            self.board.focus_cards()
