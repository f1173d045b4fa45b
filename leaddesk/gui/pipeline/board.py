"""The board: a column for each stage, side by side, and the way of a card from one to another."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from leaddesk.domain.board import Heading
from leaddesk.domain.changes import Changes
from leaddesk.domain.people import fold
from leaddesk.domain.summaries import Card
from leaddesk.domain.views import ViewOptions
from leaddesk.gui.bridge.runner import Ticket
from leaddesk.gui.desk import Desk
from leaddesk.gui.models.board_model import BoardModel
from leaddesk.gui.pipeline.board_area import BoardArea
from leaddesk.gui.pipeline.card_keys import CardKeys
from leaddesk.gui.pipeline.card_menu import FOR_SEVERAL, CardAction, card_menu
from leaddesk.gui.pipeline.card_picture import CardPictures, CardStyle
from leaddesk.gui.pipeline.chosen import Cards, Chosen
from leaddesk.gui.pipeline.column import Column
from leaddesk.gui.pipeline.column_view import ColumnView
from leaddesk.gui.pipeline.drag_field import DragField
from leaddesk.gui.pipeline.face import Face
from leaddesk.gui.pipeline.folds import Folds
from leaddesk.gui.texts import tr

_SIDE = 16
_BETWEEN = 8
_STYLE_EVENTS = (QEvent.Type.StyleChange, QEvent.Type.FontChange, QEvent.Type.PaletteChange)


class Board(Face):
    """Shows a BoardModel. What is chosen stays so through every change, by the ids of the deals."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.columns: list[Column] = []
        self.model = model = self._make_model()
        self._pictures = CardPictures()
        self.chosen = Chosen(self)
        self.keys = CardKeys(self.chosen, self)
        self._kept: tuple[tuple[int, ...], int | None, tuple[Cards, int] | None] = ((), None, None)
        self._seeking: Ticket | None = None
        self.folds = Folds(self.chosen, self)
        self._peeked: Column | None = None  # a folded column that was opened for what is carried
        self._options = ViewOptions()
        self._had_focus = self._is_dragging = False
        self._is_other = False  # other deals were asked for
        self.area = BoardArea()
        self.area.setAccessibleName(self._name())
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.area)
        self.field = self._make_field()
        self._row = QHBoxLayout(self.field)
        self._row.setContentsMargins(_SIDE, 0, _SIDE, 14)
        self._row.setSpacing(_BETWEEN)
        self._row.addStretch(0)  # takes the room where all columns are folded
        self.area.setWidget(self.field)
        self.field.moved.connect(self._on_field_moved)
        self.field.hovered.connect(self._on_field_hovered)
        self.folds.changed.connect(self._on_folds_changed)
        self.keys.folded.connect(lambda view: self.folds.toggle(self.columns[self._column_of(view)]))
        model.columns_replaced.connect(self._on_model_columns_replaced)
        model.figures_changed.connect(self._on_model_figures_changed)
        model.rearranging.connect(self._keep)
        model.rearranged.connect(self._restore)
        self.keys.asked.connect(self.asked)
        self.keys.walked.connect(self.walked)
        self.keys.carried.connect(self._on_keys_carried)
        self.keys.sought.connect(self._on_keys_sought)
        model.shown.connect(self._on_model_shown)
        model.added.connect(self.added)
        model.refused.connect(desk.requests.problem_shown)
        desk.rates.changed.connect(self._on_model_figures_changed)

    # What the forecast does in its own way

    def _name(self) -> str:
        return tr("Board")

    def _make_model(self) -> BoardModel:
        return BoardModel(self._desk, self)

    def _make_field(self) -> DragField:
        return DragField(self.area, self.model)

    # A face of the deals

    def show_view(self, condition: str, options: ViewOptions) -> None:
        if self._pictures.show_parts(CardStyle(options.shown, options.compact)):
            for column in self.columns:
                column.restyle()
        self._options = options
        self.folds.show(options.folded, fold_empty=options.fold_empty)
        if (condition, options.pipeline_id) != (self.model.condition, self.model.pipeline_id) or not self.columns:
            self._is_other = True
            self.model.look_for(condition, options.pipeline_id)

    def refresh(self) -> None:
        self.model.outdate()
        self.model.reload()

    def take_in(self, changes: Changes) -> None:
        self.model.take_in(changes)

    @property
    def current_id(self) -> int | None:
        """The deal that the keyboard is on."""
        current = self.chosen.current
        return None if current is None else current[0].column.ids[current[1]]

    @property
    def chosen_ids(self) -> tuple[int, ...]:
        """All chosen deals, from top to bottom and left to right; the current one if no others are."""
        current = self.current_id
        return self.chosen.ids or (() if current is None else (current,))

    def choose(self, deal_id: int, *, focus: bool = True, show: bool = True) -> bool:
        """Make a deal the current one, with the keyboard on it, scrolled to; False if it is not on the board.

        It becomes the only one that is chosen, unless it is one of several already.
        """
        place = self.model.place(deal_id)
        if place is None or place[0] >= len(self.columns):
            return False
        column, row = self.columns[place[0]], place[1]
        if column.is_folded:
            self.folds.open_for_now(column)
        if self.chosen.has(column.view, row):
            self.chosen.go(column.view, row)
        else:
            self.chosen.only(column.view, row)
        if focus:
            column.view.setFocus(Qt.FocusReason.OtherFocusReason)
        if show:
            self.area.ensureWidgetVisible(column, _SIDE, 0)
            column.view.show_row(row)
        return True

    def known(self, deal_id: int) -> Card | None:
        return self.model.known(deal_id)

    def take_off(self, ids: tuple[int, ...], call: Callable[..., Changes]) -> None:
        self.model.take_off(ids, call)

    @property
    def is_adding(self) -> bool:
        return any(column.is_adding for column in self.columns)

    def edit_title(self, deal_id: int) -> None:
        """Open the editor on the card."""
        if self.model.known(deal_id) is not None and self.choose(deal_id) and self.chosen.current is not None:
            view = self.columns[self._column_of(self.chosen.current[0])].view
            view.edit(view.currentIndex())

    def add_deal(self) -> None:
        """Let the person add a deal to the column of the current card, or to the first."""
        current = self.chosen.current
        column = self.columns[self._column_of(current[0]) if current is not None else 0]
        self.area.ensureWidgetVisible(column, _SIDE, 0)
        column.open_adder()

    def focus_deals(self) -> None:
        """Put the keyboard on the current card, or on the first there is."""
        wanted = self.current_id
        if wanted is None:
            seen = (column.model.ids for column in self.columns if not column.is_folded)
            wanted = next((ids[0] for ids in seen if ids), None)
        if wanted is not None:
            self.choose(wanted, show=False)

    def restyle(self) -> None:
        """Take over the theme and the fonts of the program."""
        self._pictures.restyle()
        for column in self.columns:
            column.restyle()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in _STYLE_EVENTS:
            self.restyle()

    # The model

    def _on_model_columns_replaced(self) -> None:
        if self._is_dragging:  # the column that the card was taken up from must outlive the drag
            return
        self._keep()
        for column in self.columns:
            self._row.removeWidget(column)
            column.hide()
            column.deleteLater()
            column.model.deleteLater()
        self.columns = [
            Column(model, self.model, self._pictures, self.chosen, self.field) for model in self.model.columns
        ]
        self.field.columns = self.folds.columns = self.columns
        self.chosen.columns = self.keys.views = [column.view for column in self.columns]
        for place, column in enumerate(self.columns):
            self._row.insertWidget(place, column, 1)
            self._connect(column)
        self._on_model_figures_changed()
        self._restore()

    def _connect(self, column: Column) -> None:
        view = column.view
        column.fold_asked.connect(partial(self.folds.toggle, column))
        column.strip.left_for.connect(partial(self.keys.walk_beside, view))
        view.asked.connect(self.asked)
        view.card_clicked.connect(self.clicked)
        view.menu_asked.connect(self._on_view_menu_asked)
        view.key_pressed.connect(self._on_view_key_pressed)
        view.drag_started.connect(self._on_view_drag_started)
        view.drag_finished.connect(self._on_view_drag_finished)

    def _on_model_shown(self) -> None:
        if self._is_other:  # other deals: what was scrolled to is not among them, but for the current one
            self._is_other = False
            for column in self.columns:
                column.view.scrollToTop()
            if self.current_id is not None:
                self.choose(self.current_id, focus=False)
        self.shown.emit()

    def _on_model_figures_changed(self) -> None:
        for column in self.columns:
            column.show_figures(self.model.figures.get(column.model.stage.id), self._desk.rates)

    def _keep(self) -> None:
        """Remember what is chosen, before cards come and go."""
        self._kept = (self.chosen.ids, self.current_id, self.chosen.current)
        self._had_focus = any(column.view.hasFocus() for column in self.columns)

    def _restore(self) -> None:
        """Choose again what was chosen and is somewhere else now, unless that is folded."""
        ids, current, at = self._kept
        self.folds.arrange()
        lost = set(ids).difference(self.chosen.ids)
        if lost:
            rows = self.model.rows_of(lost).values()
            self.chosen.restore([place for place in rows if not self.columns[place[0]].is_folded])
        place = self.model.place(current) if current is not None and current != self.current_id else None
        if place is not None and not self.columns[place[0]].is_folded:
            self.chosen.go(self.columns[place[0]].view, place[1])
        elif current != self.current_id and at is not None and self._can_go_to(at[0]):
            # It is gone: the one in its place is chosen instead.
            instead = min(at[1], len(at[0].column.ids) - 1)
            (self.chosen.go if self.chosen.ids else self.chosen.only)(at[0], instead)
        now = self.chosen.current
        if now is not None and self._had_focus:
            self.columns[self._column_of(now[0])].view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _can_go_to(self, cards: Cards) -> bool:
        return any(column.view is cards and column.model.ids and not column.is_folded for column in self.columns)

    def _column_of(self, cards: Cards) -> int:
        return next(place for place, column in enumerate(self.columns) if column.view is cards)

    # Mouse and keys

    def _on_view_key_pressed(self, view: ColumnView, event: QKeyEvent) -> None:
        event.setAccepted(self.keys.press(view, event))

    def _on_keys_carried(self, columns: int, rows: int) -> None:
        current = self.chosen.current
        if current is None:
            return
        here = self._column_of(current[0])
        if rows:
            self._carry_along(self.columns[here], rows)
        elif 0 <= here + columns < len(self.columns):
            self.move_to_stage(self.chosen_ids, self.columns[here + columns].model.stage)

    def _carry_along(self, column: Column, step: int) -> None:
        """Put the chosen cards of a column together, one place up or down."""
        ids = column.model.ids
        rows = self.model.rows_of(self.chosen_ids)
        moving = sorted(row for at, row in rows.values() if self.columns[at] is column)
        held = {ids[row] for row in moving}
        together = moving[-1] - moving[0] == len(moving) - 1
        if together and not 0 <= (moving[0] if step < 0 else moving[-1]) + step < len(ids):
            return
        start = max(moving[0] - 1, 0) if step < 0 else moving[-1] + 2
        below = next((ids[row] for row in range(start, len(ids)) if ids[row] not in held), None)
        self._move([ids[row] for row in moving], column.model.stage, below)

    def move_to_stage(self, ids: Sequence[int], stage: Heading) -> None:
        """Put deals on top of a stage and stay with them."""
        column = next(column for column in self.columns if column.model.stage.id == stage.id)
        if column.is_folded:
            self.folds.open_for_now(column)
        held = set(ids)
        self._move(ids, stage, next((number for number in column.model.ids if number not in held), None))

    def _move(self, ids: Sequence[int], stage: Heading, before: int | None) -> None:
        current = self.current_id
        self.model.move(ids, stage.id, before)
        self.choose(current if current is not None and current in ids else ids[0])

    def _on_keys_sought(self, view: ColumnView, letters: str) -> None:
        current = self.current_id
        known = self.model.known(current) if current is not None else None
        if len(letters) > 1 and known is not None and fold(known.title).startswith(fold(letters)):
            return  # the word goes on as the card does
        if self._seeking is not None:
            self._seeking.cancel()
        self._seeking = self.model.seek(letters, view.column.stage, current, self._on_title_found)

    def _on_title_found(self, deal_id: int | None) -> None:
        if deal_id is not None and self.choose(deal_id):
            self.walked.emit()

    def _on_view_menu_asked(self, deal_id: int, at: QPoint) -> None:
        ids = self.chosen_ids if deal_id in self.chosen_ids else (deal_id,)
        if self.model.place(deal_id) is not None:
            stages = [column.model.stage for column in self.columns]
            here = {stages[place].id for place, _ in self.model.rows_of(ids).values()}
            menu = card_menu(self, stages, here, len(ids), partial(self._ask_for, deal_id, ids), self._mover(ids))
            menu.popup(at)

    def _mover(self, ids: Sequence[int]) -> Callable[[Heading], None]:
        return lambda stage: self.move_to_stage(ids, stage)

    def _ask_for(self, deal_id: int, ids: tuple[int, ...], action: CardAction) -> None:
        self.asked.emit(action, ids if action in FOR_SEVERAL else (deal_id,))

    # Dragging

    def _on_view_drag_started(self) -> None:
        self._is_dragging = True
        self._repaint_cards()
        self.drag_started.emit()

    def _on_view_drag_finished(self) -> None:
        self._is_dragging = False
        self.field.forget()
        self._close_peeked()
        self._repaint_cards()
        if [column.model for column in self.columns] != self.model.columns:
            self._on_model_columns_replaced()
        self.drag_finished.emit()

    def _repaint_cards(self) -> None:
        for column in self.columns:
            column.view.viewport().update()

    def _on_field_moved(self, ids: tuple[int, ...], stage: Heading, before: int | None) -> None:
        column = next(column for column in self.columns if column.model.stage.id == stage.id)
        if column is self._peeked:
            self._peeked = None  # it stays open, so that the cards are seen
        if column.is_folded:
            self.model.move(ids, stage.id, before)
        else:
            self._move(ids, stage, before)

    def _on_field_hovered(self, column: Column) -> None:
        self._close_peeked()
        self._peeked = column
        self.folds.open_for_now(column)

    def _close_peeked(self) -> None:
        if self._peeked is not None and self._peeked in self.columns:
            self.folds.close_again(self._peeked)
        self._peeked = None

    def _on_folds_changed(self, folded: frozenset[int]) -> None:
        self._options = replace(self._options, folded=folded)
        self.options_changed.emit(self._options)
