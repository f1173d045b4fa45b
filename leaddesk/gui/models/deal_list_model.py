"""The deals as rows of a table, in groups that can be folded."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import UserError
from leaddesk.domain.records import Kind, Stage, User
from leaddesk.domain.summaries import Card, DealGroup, DealListing
from leaddesk.domain.views import LIST_COLUMNS, ListColumn, ViewOptions
from leaddesk.gui.bridge.runner import Ticket
from leaddesk.gui.bridge.services import deal_list, deals, editing
from leaddesk.gui.desk import Desk
from leaddesk.gui.models import list_words
from leaddesk.gui.models.card_words import spoken, sum_parts
from leaddesk.gui.models.glow import Glow
from leaddesk.gui.models.row_model import Index, RowModel
from leaddesk.gui.models.unsaved import Entry, Unsaved
from leaddesk.gui.texts import tr

CARD = Qt.ItemDataRole.UserRole  # the Card, or None while it is on its way
GROUP = Qt.ItemDataRole.UserRole + 1  # of a group's head: the DealGroup
UNSAVED = Qt.ItemDataRole.UserRole + 2  # whether something of the deal is being saved
_ON_ROWS = (Kind.COMPANY, Kind.CONTACT, Kind.USER, Kind.FOLLOWUP, Kind.ACTIVITY, Kind.TAG, Kind.TAGGING, Kind.STAGE)
_IN_ORDER = (Kind.STAGE, Kind.PIPELINE, Kind.USER, Kind.SETTING)
# What else a column is made of than the deal itself.
_OUTSIDE = {
    ListColumn.COMPANY: (Kind.COMPANY,),
    ListColumn.CONTACT: (Kind.CONTACT,),
    ListColumn.OWNER: (Kind.USER,),
    ListColumn.NEXT_STEP: (Kind.FOLLOWUP,),
    ListColumn.IDLE: (Kind.FOLLOWUP, Kind.ACTIVITY),
    ListColumn.TEMPERATURE: (Kind.ACTIVITY,),
}
_OF_HEAD = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
_OF_CELL = _OF_HEAD | Qt.ItemFlag.ItemIsSelectable
_OF_EDITED = _OF_CELL | Qt.ItemFlag.ItemIsEditable
_ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)


class DealListModel(RowModel[Card]):
    """What the database told last, and over it what is being saved.

    A change is seen at once; if it cannot be saved, what was there comes back. Heads of groups are rows as well; the
    number of one in `ids` is below 0.
    """

    rearranging = Signal()  # rows are about to come, go or move
    rearranged = Signal()
    told = Signal()  # what was asked for is here
    refused = Signal(object)  # UserError: something could not be saved

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(desk.runner, deals.cards, parent)
        self._desk = desk
        self.condition, self.options = "", ViewOptions()
        self.columns: tuple[ListColumn, ...] = _columns(LIST_COLUMNS)
        self.listing: DealListing | None = None
        self.stages: tuple[Stage, ...] = ()
        self.users: tuple[User, ...] = ()
        self._names: dict[int, str] = {}
        self._heads: list[int] = []  # rows of them
        self._folded: set[tuple[str, str]] = set()  # (grouping, key)
        self._unsaved = Unsaved()
        self._reading: Ticket | None = None
        self._facts: dict[int, tuple[object, ...]] = {}  # of changed deals, what their place depended on
        self.glow = Glow(self)
        self.glow.changed.connect(self._touch)
        desk.rates.changed.connect(self._touch_heads)
        desk.runner.crashed.connect(self._on_runner_crashed)

    @property
    def now(self) -> datetime:
        """The time on the wall."""
        return self._desk.now()

    # Reading

    def show_view(self, condition: str, options: ViewOptions) -> None:
        """Show the deals that match, in this way."""
        columns = _columns(options.columns)
        if columns != self.columns:
            self.beginResetModel()
            self.columns = columns
            self.endResetModel()
        self.condition, self.options = condition, options
        self.reload()

    def reload(self) -> None:
        """Ask the database anew."""
        if self._reading is not None:
            self._reading.cancel()
        options = self.options
        self._reading = self._desk.runner.read(
            partial(deal_list.listing, descending=options.descending),
            *(self.condition, options.pipeline_id, options.sort, options.group),
            owner=self,
            then=partial(self._on_listing_read, self._unsaved.gone()),
        )

    def take_in(self, changes: Changes) -> None:
        """Follow what was committed. Deals that somebody else changed glow for a moment."""
        touched = changes.of(Kind.DEAL)
        if changes.by is not None:
            self.glow.add(touched, changes.by)
        around = changes.touches(*_ON_ROWS)
        if self._reorders(changes):
            self.reload()
        else:
            for number in touched:
                self._facts.setdefault(number, self._facts_of(number))
        self.outdate(None if around else touched)
        self._rows.refresh(self._facts)

    @property
    def count(self) -> int:
        """How many deals there are, those in folded groups too."""
        return sum(len(group.ids) for group in self.listing.groups) if self.listing else 0

    @property
    def is_grouped(self) -> bool:
        return bool(self.options.group)

    @property
    def heads(self) -> Sequence[int]:
        """The rows in which heads of groups stand."""
        return self._heads

    def deals_between(self, first: int, last: int) -> int:
        """How many of these rows are deals."""
        return last - first + 1 - (bisect_left(self._heads, last + 1) - bisect_left(self._heads, first))

    # Groups

    def group_at(self, row: int) -> DealGroup | None:
        """The group whose head stands there."""
        number = self._ids[row]
        return self.listing.groups[-1 - number] if number < 0 and self.listing else None

    def is_folded(self, group: DealGroup) -> bool:
        return (self.options.group, group.key) in self._folded

    def fold(self, group: DealGroup, folded: bool) -> None:
        """Show only the head of a group, or its deals again."""
        key = (self.options.group, group.key)
        self._folded = self._folded | {key} if folded else self._folded - {key}
        self._arrange()

    def fold_all(self, folded: bool) -> None:
        groups = self.listing.groups if self.listing else ()
        self._folded = {(self.options.group, group.key) for group in groups} if folded else set()
        self._arrange()

    def unfold_for(self, deal_id: int) -> int | None:
        """The row of a deal, whose group is unfolded if need be; None if it is not here."""
        if self.place_of(deal_id) is None and self._folded and self.listing:
            group = next((group for group in self.listing.groups if deal_id in group.ids), None)
            if group is not None:
                self.fold(group, False)
        return self.place_of(deal_id)

    # Writing

    def take_off(self, ids: Collection[int], call: Callable[..., Changes]) -> None:
        """Take deals off the list while `call` saves what became of them."""
        self._write(Entry(frozenset(ids)), call)

    def put(self, ids: Collection[int], column: ListColumn | None, text: str, call: Callable[..., Changes]) -> None:
        """Let `call` save something of these deals; until it has, their cells in the column, if any, say `text`."""
        self._write(Entry(frozenset(ids), column.value if column is not None else "", text), call)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        card = self.known(self._ids[index.row()]) if index.isValid() else None
        if role != Qt.ItemDataRole.EditRole or card is None:
            return False
        column, text = self.columns[index.column()], str(value).strip()
        if text == list_words.edit_text(card, column, self._names, self.now):
            return False
        shown = list_words.typed_text(text, column, card.currency, self._names, self.now)
        if column is ListColumn.STAGE:
            self.put([card.id], column, shown, partial(deals.move_deals, ids=[card.id], stage_id=int(text)))
        else:
            call = partial(editing.edit, kind=Kind.DEAL, record_id=card.id, texts={column.value: text})
            self.put([card.id], column, shown or tr("—"), partial(call, seen=card.version))
        return True

    # What Qt asks

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and column in list_words.NUMBERS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        has_arrow = column in list_words.NUMBERS and column == self.options.sort  # which lies at the right end
        return list_words.column_title(column) + ("\u2003" if has_arrow else "")

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if self._ids[index.row()] < 0:
            return _OF_HEAD
        return _OF_EDITED if self.columns[index.column()] in list_words.EDITED else _OF_CELL

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or not 0 <= index.row() < len(self._ids):
            return None
        group = self.group_at(index.row())
        if group is not None:
            return self._of_head(group, role)
        card = self.row(index.row())
        if role == CARD:
            return card
        if role == UNSAVED:
            return self._unsaved.marks(self._ids[index.row()])
        column = self.columns[index.column()]
        if role in _ROLES:
            return "" if card is None else self._cell(card, column)
        if card is not None and role == Qt.ItemDataRole.AccessibleTextRole:
            return self._words(card, column)
        if card is not None and role == Qt.ItemDataRole.EditRole:
            return list_words.edit_text(card, column, self._names, self.now)
        return None

    def _cell(self, card: Card, column: ListColumn) -> str:
        shown = self._unsaved.text(card.id, column)
        return list_words.cell_text(card, column, self._names, self.now) if shown is None else shown

    def _words(self, card: Card, column: ListColumn) -> str:
        shown = self._unsaved.text(card.id, column)
        words = list_words.cell_words(card, column, self._names, self.now)
        if shown is not None:
            words = tr("{column}, {text}").format(column=list_words.column_title(column), text=shown)
        return tr("{card}, not saved yet").format(card=words) if self._unsaved.marks(card.id) else words

    def _of_head(self, group: DealGroup, role: int) -> object:
        if role == GROUP:
            return group
        if role not in (*_ROLES, Qt.ItemDataRole.AccessibleTextRole):
            return None
        title = list_words.group_title(group, ListColumn(self.options.group))
        words = tr("{group}: {figures}").format(group=title, figures=list_words.group_figures(group, self._desk.rates))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(tr("{group}, folded").format(group=words) if self.is_folded(group) else words)
        parts = sum_parts(group.value, self._desk.rates) if role == Qt.ItemDataRole.ToolTipRole else ""
        return f"{words}\n{parts}" if parts else words

    # What comes back

    def _write(self, entry: Entry, call: Callable[..., Changes]) -> None:
        self._unsaved.add(entry)
        self._show(entry)
        self._desk.runner.write(
            call,
            owner=self,
            then=lambda changes: self._on_saved(entry, changes),
            failed=lambda problem: self._on_refused(entry, problem),
        )

    def _on_saved(self, entry: Entry, changes: Changes) -> None:
        changed = changes.of(Kind.DEAL)
        self._rows.refresh(self._unsaved.saved(entry, changed, self._version_of))
        left_out = entry.ids - changed  # or they were so already
        if entry.takes_off or left_out:
            self.outdate(left_out)
            self.reload()  # a reading that began before it was saved may still show what was taken off
        self._touch(entry.ids)

    def _on_refused(self, entry: Entry, problem: UserError) -> None:
        self._unsaved.drop([entry])
        self._show(entry)
        self.refused.emit(problem)

    def _version_of(self, number: int) -> int | None:
        card = self.known(number)
        return card.version if card is not None else None

    def _show(self, entry: Entry) -> None:
        if entry.takes_off:
            self._arrange()
        else:
            self._touch(entry.ids)

    def _on_runner_crashed(self) -> None:
        """Which call it was is not known: believe the database alone."""
        if self._unsaved:
            self._unsaved.clear()
            self.outdate()
            self.reload()

    def _on_listing_read(self, gone: list[Entry], listing: DealListing) -> None:
        self._unsaved.drop(gone)
        self._facts.clear()
        self.listing, self.stages, self.users = listing, listing.stages, listing.users
        self._names = {stage.id: stage.name for stage in listing.stages}
        self._arrange()
        self.told.emit()

    def _on_rows_arrived(self, arrived: set[int]) -> None:
        self._unsaved.arrived(arrived, self._version_of)
        moved = [number for number in arrived & self._facts.keys() if self._facts.pop(number) != self._facts_of(number)]
        super()._on_rows_arrived(arrived)
        if moved:
            self.reload()

    def _arrange(self) -> None:
        """Show what was told, without what is being taken off."""
        off = self._unsaved.taken_off()
        ids: list[int] = []
        heads: list[int] = []
        for place, group in enumerate(self.listing.groups if self.listing else ()):
            if self.is_grouped:
                heads.append(len(ids))
                ids.append(-1 - place)
            if not self.is_grouped or not self.is_folded(group):
                ids += (number for number in group.ids if number not in off) if off else group.ids
        if ids == self._ids:
            self._touch_heads()  # their sums may be others
            return
        self.rearranging.emit()
        self._heads = heads
        self.show_ids(ids)
        self.rearranged.emit()

    def _touch_heads(self) -> None:
        for row in self._heads:
            self.dataChanged.emit(self.index(row, 0), self.index(row, self.columnCount() - 1))

    def _reorders(self, changes: Changes) -> bool:
        """Whether others may be here now, or in another order; of deals that were only updated their rows tell."""
        if changes.everything or changes.touches(*_IN_ORDER) or (self.condition and changes.touches(*_ON_ROWS)):
            return True
        if any(changes.touches(*_OUTSIDE.get(column, ())) for column in self._deciding()):
            return True
        if Kind.DEAL in changes.added or Kind.DEAL in changes.removed:
            return True
        touched = changes.of(Kind.DEAL)
        return bool(touched) and (bool(self.condition) or any(self.known(number) is None for number in touched))

    def _deciding(self) -> Iterable[ListColumn]:
        """The columns on which the order depends."""
        return [ListColumn(name) for name in (self.options.sort, self.options.group) if name in set(ListColumn)]

    def _facts_of(self, deal_id: int) -> tuple[object, ...]:
        """What the place of a deal, and its group's sums, depend on as far as the deal itself decides it."""
        card = self.known(deal_id)
        if card is None:
            return ()
        facts: list[object] = [card.status, card.stage_id]
        if not self.options.sort:
            facts.append(card.position)
        if self.is_grouped:
            facts += [card.value, card.currency, card.probability]
        for column in self._deciding():
            facts += [getattr(card, name) for name in _DECIDES.get(column, ())]
        return tuple(facts)


_DECIDES = {
    ListColumn.TITLE: ("title",),
    ListColumn.COMPANY: ("company_id",),
    ListColumn.CONTACT: ("contact_id",),
    ListColumn.VALUE: ("value", "currency"),
    ListColumn.WEIGHTED: ("value", "currency", "probability"),
    ListColumn.PROBABILITY: ("probability",),
    ListColumn.EXPECTED_CLOSE: ("expected_close",),
    ListColumn.IDLE: ("last_active",),
    ListColumn.TEMPERATURE: ("temperature",),
    ListColumn.OWNER: ("owner_id",),
    ListColumn.SOURCE: ("source",),
}


def _columns(names: Iterable[str]) -> tuple[ListColumn, ...]:
    """The columns of these names, each once; the deal's own is always there."""
    known = [ListColumn(name) for name in dict.fromkeys(names) if name in set(ListColumn)]
    return tuple(known if ListColumn.TITLE in known else [ListColumn.TITLE, *known])
