"""The history: everything that was done, and the details of what is chosen."""

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from leaddesk.domain.changes import Changes
from leaddesk.domain.history import Person
from leaddesk.domain.records import Kind
from leaddesk.gui.bridge.services import history
from leaddesk.gui.desk import Desk
from leaddesk.gui.history.history_detail import HistoryDetail
from leaddesk.gui.history.history_head import HistoryHead
from leaddesk.gui.history.history_list import HistoryList
from leaddesk.gui.models.history_model import HistoryModel
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.empty import EmptyState
from leaddesk.gui.widgets.tab_order import order_tabs

_FOLLOW_MS = 120  # until the details follow the arrow keys
_SEARCH_MS = 150


class HistoryPage(QWidget):
    """Narrows by person, kind, record and words; choice and scrolling stay when somebody does something."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.title = tr("History")
        self._text = ""
        self._operation: int | None = None
        self._is_stale = True
        self._has_old_people = True
        self.head = HistoryHead(self.title)
        self.model = HistoryModel(desk, self)
        self.list = HistoryList(self.model, desk.now)
        self.detail = HistoryDetail(desk)
        self.detail.hide()
        self._follow = QTimer(self, singleShot=True, interval=_FOLLOW_MS)
        self._search = QTimer(self, singleShot=True, interval=_SEARCH_MS)
        self._build()
        self._connect()

    # What the frame calls

    def focus_content(self) -> bool:
        """Give the keyboard to the list."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def focus_search(self) -> None:
        self.head.focus_search()

    def close_pane(self) -> bool:
        """Close the details; whether they were open."""
        if self.detail.isHidden():
            return False
        self.detail.close_pane()
        return True

    def show_record(self, record: tuple[Kind, int, str]) -> None:
        """Show what was done to one record: its kind, id and name."""
        kind, number, name = record
        self.head.clear_all()
        self._search.stop()
        self._text = ""
        self.head.show_record((kind, number), name)
        self._read()

    # Inside

    def _build(self) -> None:
        self._nothing = EmptyState(
            "search", tr("Nothing found"), tr("Nothing was done that fits all of this."), tr("Show everything")
        )
        self._looking = EmptyState(
            "clock", tr("Looking further back…"), tr("Nothing was found in the newest part yet.")
        )
        self._places = QStackedWidget()
        for place in (self.list, self._nothing, self._looking):
            self._places.addWidget(place)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setHandleWidth(1)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self._places)
        splitter.addWidget(self.detail)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(splitter, 1)
        order_tabs(self)

    def _connect(self) -> None:
        self.head.narrowed.connect(self._read)
        self.head.searched.connect(self._on_head_searched)
        self.head.search_left.connect(self.list.setFocus)
        self._search.timeout.connect(self._read)
        self._follow.timeout.connect(self._open)
        self._nothing.triggered.connect(self._show_everything)
        self.model.found.connect(self._on_model_found)
        self.list.selectionModel().currentRowChanged.connect(self._on_list_row_changed)
        self.list.clicked.connect(lambda _index: self._open())
        self.list.entered.connect(self._on_list_entered)
        self.detail.closed.connect(self._on_detail_closed)
        self._desk.bus.changed.connect(self._on_bus_changed)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._has_old_people:
            self._has_old_people = False
            self._desk.runner.read(history.people, owner=self, then=self._on_people_read)
        if self._is_stale:
            self._read()
            self.detail.refresh()

    def _read(self) -> None:
        self._is_stale = False
        self.list.verticalScrollBar().setValue(0)
        self.model.look_for(self.head.wanted(self._text))

    def _open(self) -> None:
        self._follow.stop()
        row = self.list.chosen
        if row is not None and row.entry is not None:
            self._operation = row.entry.id
            self.detail.show_operation(row.entry.id, row.person)
            self.detail.show()

    def _show_everything(self) -> None:
        self.head.clear_all()
        self._search.stop()
        self._text = ""
        self._read()

    def _on_people_read(self, people: list[Person]) -> None:
        self.model.set_people(people)
        self.head.show_people(people)

    def _on_model_found(self) -> None:
        if self.model.rowCount():
            place: QWidget = self.list
        else:
            place = self._looking if self.model.is_searching else self._nothing
        self._places.setCurrentWidget(place)

    def _on_head_searched(self, text: str) -> None:
        self._text = text.strip()
        self._search.start()

    def _on_list_row_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        row = self.list.chosen
        if current.isValid() and row is not None and row.entry is not None and row.entry.id != self._operation:
            self._follow.start()

    def _on_list_entered(self) -> None:
        self._open()
        if not self.detail.isHidden():
            self.detail.focus_first()

    def _on_detail_closed(self) -> None:
        self._follow.stop()
        had_focus = self.detail.isAncestorOf(self.window().focusWidget() or self)
        self._operation = None
        self.detail.hide()
        if had_focus:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_bus_changed(self, changes: Changes) -> None:
        is_new = changes.by is not None and changes.by.name not in self.head.names
        if is_new or changes.touches(Kind.USER):
            self._has_old_people = True
        if not self.isVisible():
            self._is_stale = True
            return
        if self._has_old_people:
            self._has_old_people = False
            self._desk.runner.read(history.people, owner=self, then=self._on_people_read)
        self.model.refresh(changes)
        self.detail.refresh()
