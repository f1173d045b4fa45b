"""Where the cards of a board stand: looked up by id, and moved with as little work as one card deserves."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext

from PySide6.QtCore import QObject, Signal

from leaddesk.domain.board import Place, StageDeals
from leaddesk.gui.models.column_model import ColumnModel
from leaddesk.gui.models.column_order import Key

FEW = 200  # beyond so many deals the columns are looked through as a whole

Row = tuple[int, int]  # (column, row)


class Arrangement(QObject):
    """The columns side by side. `likely` tells where a deal stands if nothing has changed since its card was read."""

    rearranging = Signal()  # cards are about to come, go or move
    rearranged = Signal()

    def __init__(self, likely: Callable[[int], Place | None], parent: QObject) -> None:
        super().__init__(parent)
        self.columns: list[ColumnModel] = []
        self._likely_place = likely
        self._moved: dict[int, Place | None] = {}  # where deals stand that were moved since all were read
        self._changing = 0

    def replace(self, columns: list[ColumnModel]) -> None:
        """Other columns take the place of these."""
        self.columns = columns
        self._moved.clear()

    def show(self, columns: Iterable[StageDeals]) -> None:
        """Show these deals in the columns that there are."""
        pairs = list(zip(self.columns, columns, strict=True))
        others = [pair for pair in pairs if pair[0].ids != pair[1].ids]
        with self.changing() if others else nullcontext():
            for model, column in pairs:
                model.show_deals(column)
        self._moved.clear()

    def rows_of(self, ids: Collection[int]) -> dict[int, Row]:
        """(column, row) of those deals that are on the board."""
        found = self._likely(ids) if len(ids) <= FEW else {}
        missing = {number for number in ids if number not in found and number not in self._moved}
        for place, column in enumerate(self.columns) if missing else ():
            if len(missing) > 1:
                found |= {number: (place, row) for row, number in enumerate(column.ids) if number in missing}
            elif column.ids.count(number := next(iter(missing))):
                found[number] = (place, column.ids.index(number))
        return found

    def places_of(self, ids: Collection[int]) -> dict[int, Place | None]:
        """Where these deals stand; None for those that do not."""
        rows = self.rows_of(ids)
        return {number: self._place_in(rows.get(number)) for number in ids}

    def lay(self, ids: Collection[int], stage_id: int | None, before: int | None) -> dict[int, Place | None]:
        """Bring deals in this order above the card `before`, else to the end of a stage; where they stand then.

        Without a stage of this board they are taken off.
        """
        off: dict[int, Place | None] = dict.fromkeys(ids)
        column = next((column for column in self.columns if column.stage.id == stage_id), None)
        if column is None:
            self.arrange(off)
            return off
        with self.changing():
            self.arrange(off)
            there = self.rows_of((before,)).get(before) if before is not None else None
            row = there[1] if there is not None and self.columns[there[0]] is column else len(column.ids)
            room = column.order.room(row, len(ids))
            places: dict[int, Place | None] = {
                number: Place(column.stage.id, position) for number, position in zip(ids, room, strict=True)
            }
            self.arrange(places)
        return places

    def arrange(self, wanted: Mapping[int, Place | None]) -> None:
        """Bring these deals to these places, or off the board."""
        rows = self.rows_of(wanted)
        stages = {column.stage.id: place for place, column in enumerate(self.columns)}
        gone: dict[int, list[int]] = {}
        coming: dict[int, list[Key]] = {}
        for number, place in wanted.items():
            at, to = rows.get(number), stages.get(place.stage_id) if place else None
            if place and at and at[0] == to and self.columns[to].order.fits(at[1], place.position):
                self.columns[to].order.positions[at[1]] = place.position
                continue
            if at is not None:
                gone.setdefault(at[0], []).append(at[1])
            if place and to is not None:
                coming.setdefault(to, []).append((place.position, number))
        self._moved |= wanted
        if gone or coming:
            with self.changing():
                for column, leaving in gone.items():
                    self.columns[column].take_out(sorted(leaving))
                for column, keys in coming.items():
                    self.columns[column].put_in(sorted(keys))

    def touch(self, ids: Collection[int]) -> None:
        """These cards look different; only those that are known were painted."""
        rows = self._likely(ids).values() if len(ids) <= FEW else ()
        for place, column in enumerate(self.columns):
            if len(ids) > FEW:
                column.touch_all()
            else:
                column.touch([row for at, row in rows if at == place])

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Tell once that cards move, however many steps that takes."""
        self._changing += 1
        if self._changing == 1:
            self.rearranging.emit()
        yield
        self._changing -= 1
        if self._changing == 0:
            self.rearranged.emit()

    def _likely(self, ids: Iterable[int]) -> dict[int, Row]:
        """(column, row) of those that stand where they were moved to, or where their cards say."""
        stages = {column.stage.id: place for place, column in enumerate(self.columns)}
        found: dict[int, Row] = {}
        for number in ids:
            thought = self._moved.get(number) or self._likely_place(number)
            column = stages.get(thought.stage_id) if thought else None
            if thought is None or column is None:
                continue
            row = self.columns[column].order.row_at(number, thought.position)
            if row is not None:
                found[number] = (column, row)
        return found

    def _place_in(self, at: Row | None) -> Place | None:
        if at is None:
            return None
        column = self.columns[at[0]]
        return Place(column.stage.id, column.order.positions[at[1]])
