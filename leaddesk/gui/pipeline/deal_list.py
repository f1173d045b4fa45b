"""The list: the same deals as on the board, as a table that can be sorted, grouped and changed, one or many at once."""

from collections.abc import Callable, Collection
from contextlib import ExitStack
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import UserError
from leaddesk.domain.records import Stage, Tag
from leaddesk.domain.summaries import Card
from leaddesk.domain.views import ListColumn, ViewOptions
from leaddesk.gui.bridge.services import deal_list, deals, tags
from leaddesk.gui.desk import Desk
from leaddesk.gui.models import list_words
from leaddesk.gui.models.deal_list_model import DealListModel
from leaddesk.gui.pipeline.card_menu import CardAction, card_menu
from leaddesk.gui.pipeline.column import QuickAdd
from leaddesk.gui.pipeline.deal_list_foot import DealListFoot
from leaddesk.gui.pipeline.deal_list_menus import UNSORTED, fill_head, sorted_by, with_column_moved
from leaddesk.gui.pipeline.deal_list_table import DealTable
from leaddesk.gui.pipeline.face import Face
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.empty import EmptyState


class DealList(Face):
    """Shows a DealListModel. What is done to several deals is one operation each."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.model = DealListModel(desk, self)
        self.table = DealTable(desk, self.model)
        self.foot = DealListFoot(desk)
        self.adder = QuickAdd(self)
        self._expected: int | None = None  # a deal to choose when it is here
        self._keeping = ExitStack()
        self._empty = EmptyState(
            "search", tr("No deals here"), tr("No deal of this pipeline matches what you are looking for.")
        )
        self._places = QStackedWidget()
        self._places.addWidget(self.table)
        self._places.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.adder)
        column.addWidget(self._places, 1)
        column.addWidget(self.foot)
        self.setFocusProxy(self.table)
        self._connect()

    def _connect(self) -> None:
        model, table, foot = self.model, self.table, self.foot
        model.rearranging.connect(lambda: self._keeping.enter_context(table.keeping_place()))
        model.rearranged.connect(self._keeping.close)
        model.told.connect(self._on_model_told)
        model.refused.connect(self._desk.requests.problem_shown)
        table.asked.connect(self._ask)
        table.card_clicked.connect(self.clicked)
        table.walked.connect(self.walked)
        table.menu_asked.connect(self._on_table_menu_asked)
        table.chosen_changed.connect(self._count)
        table.letters_typed.connect(self._on_table_letters_typed)
        table.column_moved.connect(lambda start, to: self._arrange(with_column_moved(self._shown_options(), start, to)))
        head = table.horizontalHeader()
        head.sectionClicked.connect(self._on_head_section_clicked)
        head.customContextMenuRequested.connect(self._on_head_menu_requested)
        foot.options_changed.connect(self._arrange)
        foot.stage_chosen.connect(lambda stage: self.move_to(self.chosen_ids, stage))
        foot.owner_chosen.connect(lambda name: self._change(ListColumn.OWNER, name))
        foot.day_chosen.connect(lambda words: self._change(ListColumn.EXPECTED_CLOSE, words))
        foot.tags_asked.connect(self._on_foot_tags_asked)
        foot.edit_asked.connect(self._on_foot_edit_asked)
        foot.asked.connect(self._ask)
        foot.height_taken.connect(self._desk.requests.foot_taken)
        self.adder.entered.connect(self._on_adder_entered)
        self.adder.closed.connect(self.focus_deals)

    # A face of the deals

    def show_view(self, condition: str, options: ViewOptions) -> None:
        self.model.show_view(condition, options)
        self.foot.show_options(options)
        self._mark_sort()

    def refresh(self) -> None:
        self.model.outdate()
        self.model.reload()

    def take_in(self, changes: Changes) -> None:
        self.model.take_in(changes)

    def choose(self, deal_id: int, *, focus: bool = True) -> bool:
        row = self.model.unfold_for(deal_id)
        if row is None:
            return False
        index = self.table.currentIndex()
        if index.row() == row and self.table.selectionModel().isSelected(index):
            self.table.scrollTo(index)  # others may be chosen beside it, and stay so
        else:
            self.table.choose(row, index.column() if index.isValid() else None)
        if focus:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    @property
    def current_id(self) -> int | None:
        return self.table.current_id

    @property
    def chosen_ids(self) -> tuple[int, ...]:
        chosen = self.table.chosen()
        if not chosen and self.current_id is not None:
            return (self.current_id,)
        return tuple(chosen)

    def focus_deals(self) -> None:
        if not self.table.currentIndex().isValid() and self.model.ids:
            self.table.choose(next((row for row, number in enumerate(self.model.ids) if number >= 0), 0))
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def known(self, deal_id: int) -> Card | None:
        return self.model.known(deal_id)

    def take_off(self, ids: tuple[int, ...], call: Callable[..., Changes]) -> None:
        self.model.take_off(ids, call)

    def edit_title(self, deal_id: int) -> None:
        """Let the person change what the keyboard is on, else the title."""
        row = self.model.unfold_for(deal_id)
        if row is not None and self.model.known(deal_id) is not None:
            column = self.table.current_column
            wanted = column if deal_id == self.current_id and column in list_words.EDITED else ListColumn.TITLE
            self.table.edit_cell(row, self.model.columns.index(wanted))

    def add_deal(self) -> None:
        self.adder.open_for(self.model.stages[0].name if self.model.stages else "")

    @property
    def is_adding(self) -> bool:
        return self.adder.isVisibleTo(self)

    # How it is arranged

    def _shown_options(self) -> ViewOptions:
        """The options, with the columns that are really shown."""
        return replace(self.model.options, columns=tuple(column.value for column in self.model.columns))

    def _arrange(self, options: ViewOptions) -> None:
        with self.table.keeping_place():
            self.show_view(self.model.condition, options)
        self.options_changed.emit(options)

    def _mark_sort(self) -> None:
        options, columns = self.model.options, [column.value for column in self.model.columns]
        order = Qt.SortOrder.DescendingOrder if options.descending else Qt.SortOrder.AscendingOrder
        place = columns.index(options.sort) if options.sort in columns else -1
        self.table.horizontalHeader().setSortIndicator(place, order)

    def _on_head_section_clicked(self, section: int) -> None:
        column = self.model.columns[section]
        if column not in UNSORTED:
            self._arrange(sorted_by(self._shown_options(), column))
        self._mark_sort()

    def _on_head_menu_requested(self, at: QPoint) -> None:
        head = self.table.horizontalHeader()
        section = head.logicalIndexAt(at)
        column = self.model.columns[section] if section >= 0 else ListColumn.TITLE
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fill_head(menu, column, self._shown_options(), self._arrange)
        menu.popup(head.viewport().mapToGlobal(at))

    # What is done to the chosen deals

    def move_to(self, ids: Collection[int], stage: Stage) -> None:
        """Put deals on top of a stage."""
        call = partial(deals.move_deals, ids=list(ids), stage_id=stage.id)
        self.model.put(ids, ListColumn.STAGE, stage.name, call)

    def _change(self, column: ListColumn, text: str) -> None:
        """Write the same into a field of all chosen deals."""
        ids = self.chosen_ids
        shown = list_words.typed_text(text, column, self._desk.currency, {}, self._desk.now())
        call = partial(deals.edit_deals, ids=list(ids), texts={column.value: text})
        self.model.put(ids, column, shown or "—", call)

    def _ask(self, action: CardAction) -> None:
        ids = self.chosen_ids
        if action is CardAction.OPEN and self.current_id is not None:
            ids = (self.current_id,)
        if ids:
            self.asked.emit(action, ids)

    def _on_table_menu_asked(self, at: QPoint) -> None:
        ids, stages = self.chosen_ids, self.model.stages
        if not ids:
            return
        cards = [self.model.known(number) for number in ids]
        places = {card.stage_id if card else None for card in cards}
        here = {place for place in places if place is not None}
        menu = card_menu(self, stages, here, len(ids), self._ask, partial(self.move_to, ids))
        menu.popup(at)

    def _on_foot_tags_asked(self) -> None:
        ids = self.chosen_ids
        self._desk.runner.read(tags.tags_among, ids, owner=self, then=partial(self._ask_for_tags, ids))

    def _ask_for_tags(self, ids: tuple[int, ...], found: list[tuple[Tag, int]]) -> None:
        from leaddesk.gui.pipeline.deal_list_dialogs import TagsDialog

        def save(add: list[str], remove: list[str]) -> None:
            self.model.put(ids, None, "", partial(deals.tag_deals, ids=list(ids), add=add, remove=remove))

        dialog = TagsDialog(found, len(ids), self)
        dialog.chosen.connect(save)
        dialog.open()

    def _on_foot_edit_asked(self) -> None:
        from leaddesk.gui.pipeline.deal_list_dialogs import FieldDialog

        dialog = FieldDialog(len(self.chosen_ids), self._desk.currency, self)
        dialog.chosen.connect(self._change)
        dialog.open()

    # New deals

    def _on_adder_entered(self, title: str) -> None:
        self._desk.runner.write(
            *(deals.add_deal, {"title": title, "stage": self.model.stages[0].name if self.model.stages else ""}),
            owner=self,
            then=self._on_added,
            failed=self._on_add_refused,
        )

    def _on_added(self, changes: Changes) -> None:
        self.adder.saved()
        self._expected = changes.subject
        self._choose_expected()
        self.added.emit()

    def _on_add_refused(self, problem: UserError) -> None:
        self.adder.refused()
        self._desk.requests.problem_shown.emit(problem)

    def _choose_expected(self) -> None:
        if self._expected is not None and self.choose(self._expected, focus=False):
            self._expected = None

    # The model

    def _on_model_told(self) -> None:
        self._places.setCurrentWidget(self.table if self.model.ids else self._empty)
        self.foot.stages, self.foot.users = self.model.stages, self.model.users
        self._count()
        self._choose_expected()
        self.shown.emit()

    def _count(self) -> None:
        self.foot.show_counts(self.model.count, self.table.count_chosen())

    def _on_table_letters_typed(self, letters: str) -> None:
        self._desk.runner.read(deal_list.titles_starting, letters, owner=self, then=self._go_to_one_of)

    def _go_to_one_of(self, found: frozenset[int]) -> None:
        """The next below the current one, from the top where there is none."""
        here = self.table.currentIndex().row()
        rows = sorted(row for number in found if (row := self.model.place_of(number)) is not None)
        below = next((row for row in rows if row > here), rows[0] if rows else None)
        if below is not None:
            self.table.choose(below, max(self.table.currentIndex().column(), 0))
            self.walked.emit()
