"""The page of contacts: a table, and the pane of the one that is chosen."""

from functools import partial

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from leaddesk.domain.changes import Changes
from leaddesk.domain.records import Kind, Lifecycle
from leaddesk.domain.summaries import ContactSort
from leaddesk.gui.bridge.runner import Ticket
from leaddesk.gui.bridge.services import contacts, editing
from leaddesk.gui.contacts.contact_pane import ContactPane
from leaddesk.gui.contacts.contacts_table import ContactsTable
from leaddesk.gui.contacts.new_contact import NewContact
from leaddesk.gui.desk import Desk
from leaddesk.gui.models.contacts_model import SORTS, Column, ContactsModel
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.empty import EmptyState
from leaddesk.gui.widgets.page_head import PageHead
from leaddesk.gui.widgets.segmented import Segmented
from leaddesk.gui.widgets.tab_order import order_tabs

_FOLLOW_MS = 120  # until the pane shows what the arrow keys came to
_SEARCH_MS = 150
_EVERYONE = ""


class ContactsPage(QWidget):
    """Shows all contacts or those of one lifecycle that hold the text; selection and scroll stay by contact."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.title = tr("Contacts")
        self._text = ""
        self._sort, self._descending = Column.NAME, False
        self._selected: int | None = None
        self._reveal = False  # scroll to the selected contact when the ids have come
        self._stale = True
        self._placing = False
        self._ticket: Ticket | None = None
        self.model = ContactsModel(desk, self)
        self.table = ContactsTable(desk, self.model)
        self.pane = ContactPane(desk)
        self.pane.hide()
        self._head = self._build_head()
        self._new = NewContact(desk)
        self._new.hide()
        self._build_places()
        self._follow = QTimer(self, singleShot=True, interval=_FOLLOW_MS)
        self._search = QTimer(self, singleShot=True, interval=_SEARCH_MS)
        self._connect()

    # What the frame calls

    def focus_content(self) -> bool:
        """Give the keyboard to the table."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def new_record(self) -> None:
        """Ask for a new contact."""
        self._new.begin()

    def focus_search(self) -> None:
        self._head.focus_search()

    @property
    def open_record(self) -> int | None:
        """The contact whose pane is open."""
        return self.pane.record_id if self.pane.isVisible() else None

    def close_pane(self) -> bool:
        """Close what is open beside or above the table; whether there was something."""
        if self._new.isVisible():
            self._on_new_cancelled()
            return True
        if self.pane.isVisible():
            self.pane.close_pane()
            return True
        return False

    def show_record(self, contact_id: int) -> None:
        """Select a contact and open it."""
        self._selected, self._reveal = contact_id, True
        self._place_selection()
        self._open()

    def show_company(self, name: str) -> None:
        """Show the people of a company."""
        self.lifecycle.choose(_EVERYONE)
        self._head.search_for(name)
        self._search.stop()
        self._read()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # Inside

    def _build_head(self) -> PageHead:
        head = PageHead(self.title, search=tr("Search contacts"), primary=tr("New contact"))
        self.lifecycle = Segmented(
            [
                (_EVERYONE, tr("Everyone")),
                (Lifecycle.LEAD, tr("Leads")),
                (Lifecycle.PROSPECT, tr("Prospects")),
                (Lifecycle.CUSTOMER, tr("Customers")),
            ],
            tr("Lifecycle"),
        )
        head.add(self.lifecycle)
        return head

    def _build_places(self) -> None:
        self._nobody = EmptyState(
            "contacts",
            tr("No contacts yet"),
            tr("Write down the first person that you talk to, or import a list that you have."),
            tr("New contact"),
        )
        self._not_found = EmptyState(
            "search", tr("Nobody found"), tr("No contact holds this text and stands there."), tr("Show everyone")
        )
        self._places = QStackedWidget()
        for place in (self.table, self._nobody, self._not_found):
            self._places.addWidget(place)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setHandleWidth(1)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self._places)
        splitter.addWidget(self.pane)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._new)
        column.addWidget(splitter, 1)
        order_tabs(self)

    def _connect(self) -> None:
        self._head.searched.connect(self._on_head_searched)
        self._head.search_left.connect(self.table.setFocus)
        self._head.primary_triggered.connect(self.new_record)
        self.lifecycle.chosen.connect(lambda _key: self._read())
        self._new.added.connect(self._on_new_added)
        self._new.cancelled.connect(self._on_new_cancelled)
        self._nobody.triggered.connect(self.new_record)
        self._not_found.triggered.connect(self._show_everyone)
        self._search.timeout.connect(self._read)
        self._follow.timeout.connect(self._open)
        self.table.selectionModel().currentRowChanged.connect(self._on_table_row_changed)
        self.table.clicked.connect(lambda _index: self._open())
        self.table.entered_pane.connect(self._on_table_entered_pane)
        self.table.delete_asked.connect(self._on_table_delete_asked)
        self.table.horizontalHeader().sectionClicked.connect(self._on_head_section_clicked)
        self.pane.closed.connect(self._on_pane_closed)
        self._desk.bus.changed.connect(self._on_bus_changed)
        self._mark_sort()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._read()

    def _read(self) -> None:
        self._stale = False
        if self._ticket is not None:
            self._ticket.cancel()
        lifecycle = Lifecycle(self.lifecycle.key) if self.lifecycle.key else None
        self._ticket = self._desk.runner.read(
            contacts.contact_ids,
            self._text,
            lifecycle,
            SORTS[self._sort],
            self._descending,
            owner=self,
            then=self._on_ids_read,
        )

    def _on_ids_read(self, ids: list[int]) -> None:
        self._choose_place(bool(ids))
        if ids == self.model.ids:
            self._place_selection()
            return
        old_place = self.model.place_of(self._selected) if self._selected is not None else None
        self._placing = True
        with self.table.keeping_scroll():
            self.model.show_ids(ids)
        self._placing = False
        gone = self._selected is not None and self.model.place_of(self._selected) is None
        if gone and old_place is not None and ids and not self.pane.isVisible():
            self._selected = ids[min(old_place, len(ids) - 1)]  # the neighbour of the one that was deleted
        self._place_selection()

    def _choose_place(self, filled: bool) -> None:
        everyone = not self._text and not self.lifecycle.key
        place = self.table if filled else self._nobody if everyone else self._not_found
        self._places.setCurrentWidget(place)

    def _place_selection(self) -> None:
        """Mark the selected contact in the table, if it is there."""
        place = self.model.place_of(self._selected) if self._selected is not None else None
        self._placing = True
        if place is None:
            self.table.selectionModel().clear()
        else:
            index = self.model.index(place, Column.NAME)
            if self.table.currentIndex().row() != place or not self.table.selectionModel().hasSelection():
                scroll = self.table.verticalScrollBar().value()
                self.table.setCurrentIndex(index)
                self.table.verticalScrollBar().setValue(scroll)
            if self._reveal:
                self._reveal = False
                self.table.scrollTo(index)
        self._placing = False

    def _open(self) -> None:
        self._follow.stop()
        if self._selected is not None:
            self.pane.show_record(self._selected)
            self.pane.show()

    def _show_everyone(self) -> None:
        self.lifecycle.choose(_EVERYONE)
        self._head.clear_search()
        self._search.stop()
        self._read()

    def _mark_sort(self) -> None:
        order = Qt.SortOrder.DescendingOrder if self._descending else Qt.SortOrder.AscendingOrder
        self.table.horizontalHeader().setSortIndicator(self._sort, order)

    def _on_head_searched(self, text: str) -> None:
        self._text = text.strip()
        self._search.start()

    def _on_head_section_clicked(self, section: int) -> None:
        column = Column(section)
        if column in SORTS:
            first_down = column is Column.LAST  # the latest first
            self._descending = not self._descending if column is self._sort else first_down
            self._sort = column
            self._read()
        self._mark_sort()

    def _on_table_row_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if not self._placing and current.isValid():
            self._selected = self.model.ids[current.row()]
            self._follow.start()

    def _on_table_entered_pane(self) -> None:
        if self._selected is not None:
            self._open()
            self.pane.focus_first()

    def _on_table_delete_asked(self) -> None:
        if self._selected is not None:
            row = self.model.known(self._selected)
            delete = partial(editing.delete, seen=row.version if row else None)
            self._desk.runner.write(delete, Kind.CONTACT, self._selected, owner=self)

    def _on_new_added(self, contact_id: int) -> None:
        self._new.hide()
        self.show_record(contact_id)

    def _on_new_cancelled(self) -> None:
        self._new.hide()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_pane_closed(self) -> None:
        self._follow.stop()
        had_focus = self.pane.isAncestorOf(self.window().focusWidget() or self)
        self.pane.hide()
        if had_focus:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_bus_changed(self, changes: Changes) -> None:
        around = changes.touches(Kind.COMPANY, Kind.DEAL, Kind.LEAD, Kind.ACTIVITY)
        self.model.outdate(None if around else changes.of(Kind.CONTACT))
        if self._reorders(changes):
            if self.isVisible():
                self._read()
            else:
                self._stale = True

    def _reorders(self, changes: Changes) -> bool:
        """Whether the list may hold others now, or in another order."""
        kinds = [Kind.CONTACT, Kind.COMPANY]
        if self.lifecycle.key:
            kinds += [Kind.DEAL, Kind.LEAD]
        if SORTS[self._sort] is ContactSort.LAST:
            kinds.append(Kind.ACTIVITY)
        return changes.touches(*kinds)
