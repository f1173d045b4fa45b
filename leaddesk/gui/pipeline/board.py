"""The board: a column for each stage, side by side, and the way of a card from one to another."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from leaddesk.domain.changes import Changes
from leaddesk.domain.records import Stage
from leaddesk.domain.summaries import Card
from leaddesk.domain.views import ViewOptions
from leaddesk.gui.desk import Desk
from leaddesk.gui.models.board_model import BoardModel
from leaddesk.gui.pipeline.card_menu import CardAction, card_menu
from leaddesk.gui.pipeline.card_picture import CardPictures, CardStyle
from leaddesk.gui.pipeline.column import Column
from leaddesk.gui.pipeline.column_view import ColumnView
from leaddesk.gui.pipeline.drag_field import DragField
from leaddesk.gui.pipeline.face import Face
from leaddesk.gui.texts import tr

_SIDE = 16
_BETWEEN = 8
_STYLE_EVENTS = (QEvent.Type.StyleChange, QEvent.Type.FontChange, QEvent.Type.PaletteChange)


class Board(Face):
    """Shows a BoardModel. One card at most is the current one; it keeps that through every change, by its id."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.columns: list[Column] = []
        self.model = model = BoardModel(desk, self)
        self._pictures = CardPictures()
        self._kept: int | None = None
        self._had_focus = self._is_dragging = False
        self.area = QScrollArea()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setAccessibleName(tr("Board"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.area)
        self.field = DragField(self.area, model)
        self._row = QHBoxLayout(self.field)
        self._row.setContentsMargins(_SIDE, 0, _SIDE, 14)
        self._row.setSpacing(_BETWEEN)
        self.area.setWidget(self.field)
        self.field.moved.connect(self._on_field_moved)
        model.columns_replaced.connect(self._on_model_columns_replaced)
        model.figures_changed.connect(self._on_model_figures_changed)
        model.rearranging.connect(self._on_model_rearranging)
        model.rearranged.connect(self._on_model_rearranged)
        model.shown.connect(self.shown)
        model.added.connect(self.added)
        model.refused.connect(desk.requests.problem_shown)

    # A face of the deals

    def show_view(self, condition: str, options: ViewOptions) -> None:
        if self._pictures.show_parts(CardStyle(options.shown, options.compact)):
            for column in self.columns:
                column.restyle()
        self.model.look_for(condition, options.pipeline_id)

    def refresh(self) -> None:
        self.model.outdate()
        self.model.reload()

    def take_in(self, changes: Changes) -> None:
        self.model.take_in(changes)

    @property
    def current_id(self) -> int | None:
        """The deal that is chosen."""
        for column in self.columns:
            index = column.view.currentIndex()
            if index.isValid():
                return column.model.ids[index.row()]
        return None

    def choose(self, deal_id: int, *, focus: bool = True, show: bool = True) -> bool:
        """Make a deal the current one, with the keyboard on it, scrolled to; False if it is not on the board."""
        place = self.model.place(deal_id)
        if place is None or place[0] >= len(self.columns):
            return False
        column = self.columns[place[0]]
        column.view.setCurrentIndex(column.model.index(place[1]))
        if focus:
            column.view.setFocus(Qt.FocusReason.OtherFocusReason)
        if show:
            self.area.ensureWidgetVisible(column, _SIDE, 0)
            column.view.scrollTo(column.view.currentIndex())
        return True

    @property
    def chosen_ids(self) -> tuple[int, ...]:
        current = self.current_id
        return () if current is None else (current,)

    def known(self, deal_id: int) -> Card | None:
        return self.model.known(deal_id)

    def take_off(self, ids: tuple[int, ...], call: Callable[..., Changes]) -> None:
        self.model.take_off(ids, call)

    @property
    def is_adding(self) -> bool:
        return any(column.adder.isVisibleTo(column) for column in self.columns)

    def edit_title(self, deal_id: int) -> None:
        """Open the editor on the card."""
        if self.model.known(deal_id) is not None and self.choose(deal_id):
            view = self.columns[self._place(deal_id)[0]].view
            view.edit(view.currentIndex())

    def add_deal(self) -> None:
        """Let the person add a deal to the column of the current card, or to the first."""
        current = self.current_id
        column = self.columns[self._place(current)[0] if current is not None else 0]
        self.area.ensureWidgetVisible(column, _SIDE, 0)
        column.open_adder()

    def focus_deals(self) -> None:
        """Put the keyboard on the current card, or on the first there is."""
        wanted = self.current_id
        if wanted is None:
            wanted = next((column.model.ids[0] for column in self.columns if column.model.ids), None)
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
        for column in self.columns:
            self._row.removeWidget(column)
            column.hide()
            column.deleteLater()
            column.model.deleteLater()
        self.columns = [Column(model, self.model, self._pictures, self.field) for model in self.model.columns]
        self.field.columns = self.columns
        for column in self.columns:
            self._row.addWidget(column, 1)
            self._connect(column.view)
        self._on_model_figures_changed()

    def _connect(self, view: ColumnView) -> None:
        view.asked.connect(lambda action, deal_id: self.asked.emit(action, (deal_id,)))
        view.card_clicked.connect(self.clicked)
        view.menu_asked.connect(self._on_view_menu_asked)
        view.stage_step_asked.connect(self._on_view_stage_step_asked)
        view.row_step_asked.connect(self._on_view_row_step_asked)
        view.left_for.connect(partial(self._on_view_left_for, view))
        view.walked.connect(self.walked)
        view.made_current.connect(partial(self._on_view_made_current, view))
        view.drag_started.connect(self._on_view_drag_started)
        view.drag_finished.connect(self._on_view_drag_finished)

    def _on_model_figures_changed(self) -> None:
        for column in self.columns:
            column.show_figures(self.model.figures.get(column.model.stage.id), self._desk.currency)

    def _on_model_rearranging(self) -> None:
        self._kept = self.current_id
        self._had_focus = any(column.view.hasFocus() for column in self.columns)

    def _on_model_rearranged(self) -> None:
        if self._kept is not None:
            self.choose(self._kept, focus=self._had_focus, show=False)

    # Mouse and keys

    def _on_view_made_current(self, view: ColumnView) -> None:
        for column in self.columns:
            if column.view is not view and column.view.currentIndex().isValid():
                column.view.selectionModel().clear()

    def _on_view_left_for(self, view: ColumnView, step: int) -> None:
        """To the card beside; columns without cards are passed over."""
        here = next(place for place, column in enumerate(self.columns) if column.view is view)
        rect = view.visualRect(view.currentIndex())
        beside = self.columns[here + 1 :] if step > 0 else self.columns[:here][::-1]
        for column in beside:
            if column.model.ids:
                last = len(column.model.ids) - 1
                row = column.view.rowAt(max(rect.center().y(), 0))
                self.choose(column.model.ids[row if row >= 0 else last])
                self.walked.emit()
                return

    def _on_view_stage_step_asked(self, deal_id: int, step: int) -> None:
        to = self._place(deal_id)[0] + step
        if 0 <= to < len(self.columns):
            self.move_to_stage(deal_id, self.columns[to].model.stage)

    def move_to_stage(self, deal_id: int, stage: Stage) -> None:
        """Put a deal on top of a stage and stay with it."""
        ids = next(column.model.ids for column in self.columns if column.model.stage.id == stage.id)
        self.model.move((deal_id,), stage.id, ids[0] if ids else None)
        self.choose(deal_id)

    def _on_view_row_step_asked(self, deal_id: int, step: int) -> None:
        place, row = self._place(deal_id)
        model = self.columns[place].model
        above = row - 1 if step < 0 else row + 2  # the row that it goes above
        if 0 <= row + step < len(model.ids):
            self.model.move((deal_id,), model.stage.id, model.ids[above] if above < len(model.ids) else None)
            self.choose(deal_id)

    def _on_view_menu_asked(self, deal_id: int, at: QPoint) -> None:
        place = self.model.place(deal_id)
        if place is not None:
            stages = [column.model.stage for column in self.columns]
            do = partial(self._ask_for, deal_id)
            card_menu(self, stages, stages[place[0]], do, partial(self.move_to_stage, deal_id)).popup(at)

    def _ask_for(self, deal_id: int, action: CardAction) -> None:
        self.asked.emit(action, (deal_id,))

    def _place(self, deal_id: int) -> tuple[int, int]:
        return self.model.place(deal_id) or (0, 0)

    # Dragging

    def _on_view_drag_started(self) -> None:
        self._is_dragging = True
        self.drag_started.emit()

    def _on_view_drag_finished(self) -> None:
        self._is_dragging = False
        self.field.forget()
        if [column.model for column in self.columns] != self.model.columns:
            self._on_model_columns_replaced()
        self.drag_finished.emit()

    def _on_field_moved(self, ids: tuple[int, ...], stage_id: int, before: int | None) -> None:
        self.model.move(ids, stage_id, before)
        self.choose(ids[0])
