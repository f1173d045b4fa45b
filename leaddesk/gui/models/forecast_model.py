"""The deals of the board by the month in which they are expected to close."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial

from leaddesk.domain.board import BoardDeals, Heading, Month, Place, Placed
from leaddesk.domain.changes import Changes
from leaddesk.domain.forecast import EARLIER, NO_DATE, close_in, place_of
from leaddesk.gui.bridge.services import forecast
from leaddesk.gui.models.board_model import BoardModel, Step
from leaddesk.gui.models.column_model import ColumnModel
from leaddesk.gui.texts import month_text, tr


class ForecastModel(BoardModel):
    """Where a deal stands in its month follows from its date; to move it is to give it another one."""

    source = forecast

    def move(self, ids: Sequence[int], stage_id: int, _before: int | None) -> None:
        """Expect these deals to close in the month with this id; nothing happens for what is over."""
        month = self._month(stage_id)
        if month is not None and month != EARLIER:
            self._do(Step(tuple(ids), stage_id), partial(forecast.expect_deals, ids=tuple(ids), month=month))

    def landing_row(self, deal_id: int, column: ColumnModel) -> int:
        """Above which row of the column the deal would stand."""
        place = self._landing(deal_id, column.stage.id)
        return 0 if place is None else column.order.row_for(deal_id, place.position)

    def _month(self, month_id: int | None) -> Month | None:
        found = (column.stage for column in self.columns if column.stage.id == month_id)
        month = next(found, None)
        return replace(month, name="") if isinstance(month, Month) else None

    def _landing(self, deal_id: int, month_id: int | None) -> Place | None:
        month, card = self._month(month_id), self.known(deal_id)
        if month is None or month == EARLIER:
            return None
        today = self.now.date()
        return place_of(close_in(month, card.expected_close if card else None, today), today)

    def _adding_of(self, column: Heading, title: str) -> Callable[..., Changes]:
        month = self._month(column.id) or NO_DATE
        return partial(forecast.add_expected, title=title, month=month, pipeline_id=self.pipeline_id)

    def _seeking_in(self, column: Heading) -> Callable[..., int | None]:
        month = self._month(column.id) or NO_DATE
        return partial(forecast.next_titled, month=month, condition=self.condition, pipeline_id=self.pipeline_id)

    def _likely_place(self, deal_id: int) -> Place | None:
        card = self.known(deal_id)
        return place_of(card.expected_close, self.now.date()) if card else None

    def _lay(self, step: Step) -> dict[int, Place | None]:
        if step.stage_id is None:
            return super()._lay(step)
        places = {number: self._landing(number, step.stage_id) for number in step.ids}
        self._arrangement.arrange(places)
        return places

    def _on_deals_read(self, found: BoardDeals) -> None:
        named = (replace(column, stage=_named(column.stage)) for column in found.columns)
        super()._on_deals_read(replace(found, columns=tuple(named)))

    def _on_places_read(self, ids: Iterable[int], placed: Placed) -> None:
        super()._on_places_read(ids, placed)
        there = {column.stage.id for column in self.columns}
        if any(place.stage_id not in there for place in placed.places.values()):
            self.reload()  # a month that has no column yet


def _named(of: Heading) -> Heading:
    if not isinstance(of, Month):
        return of
    if of.first is not None:
        return replace(of, name=month_text(of.first, short=True))
    return replace(of, name=tr("Earlier") if of == EARLIER else tr("No date"))
