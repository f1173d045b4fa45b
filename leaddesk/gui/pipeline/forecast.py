"""The forecast: the cards of the board in columns of months; to drop one on a month is to expect it then."""

from leaddesk.domain.forecast import EARLIER
from leaddesk.gui.models.board_model import BoardModel
from leaddesk.gui.models.forecast_model import ForecastModel
from leaddesk.gui.pipeline.board import Board
from leaddesk.gui.pipeline.column import Column
from leaddesk.gui.pipeline.drag_field import DragField
from leaddesk.gui.texts import tr


class Forecast(Board):
    """Everything is done as on the board; in a column the order is that of the days, so nobody changes it there."""

    def _name(self) -> str:
        return tr("Forecast")

    def _make_model(self) -> BoardModel:
        return ForecastModel(self._desk, self)

    def _make_field(self) -> DragField:
        return MonthField(self.area, self.model)

    def add_deal(self) -> None:
        """Let the person add a deal to the month of the current card, or to this month."""
        current = self.chosen.current
        here = self.columns[self._column_of(current[0])] if current is not None else None
        open_to = [column for column in self.columns if column.model.stage.id != EARLIER.id]
        column = here if here in open_to else open_to[0]
        self.area.ensureWidgetVisible(column)
        column.open_adder()

    def _carry_along(self, _column: Column, _step: int) -> None:
        """A day is not another place in the same month."""


class MonthField(DragField):
    """Opens the gap where the day puts a card, wherever in the column it is held."""

    def row_in(self, column: Column, held: tuple[int, ...]) -> int:
        return self._model.landing_row(held[0], column.model) if isinstance(self._model, ForecastModel) else 0

    def is_own_place(self, column: Column, _row: int, held: frozenset[int]) -> bool:
        return column.model.stage.id == EARLIER.id or held <= set(column.model.ids)
