"""The deals of a column from top to bottom, in packed numbers: one is found, put in or taken out in microseconds."""

from array import array
from bisect import bisect_left, bisect_right

Key = tuple[float, int]  # position and id: deals are sorted by these


class ColumnOrder:
    """Ids and their positions, sorted by position and then id."""

    def __init__(self, ids: "array[int] | None" = None, positions: "array[float] | None" = None) -> None:
        self.ids = array("q") if ids is None else ids
        self.positions = array("d") if positions is None else positions

    def row_for(self, deal_id: int, position: float) -> int:
        """Where a deal with this position stands, or would."""
        first = bisect_left(self.positions, position)
        return bisect_left(self.ids, deal_id, first, bisect_right(self.positions, position, first))

    def row_at(self, deal_id: int, position: float) -> int | None:
        """The row of a deal that is thought to have this position; None if it does not stand there."""
        row = self.row_for(deal_id, position)
        return row if row < len(self.ids) and self.ids[row] == deal_id else None

    def fits(self, row: int, position: float) -> bool:
        """Whether the deal in this row may have this position and stay there."""
        key = (position, self.ids[row])
        last = len(self.ids) - 1
        return (row == 0 or self._key(row - 1) < key) and (row == last or key < self._key(row + 1))

    def cut(self, first: int, last: int) -> None:
        """Take out these rows and all between."""
        del self.ids[first : last + 1], self.positions[first : last + 1]

    def put(self, row: int, ids: "array[int]", positions: "array[float]") -> None:
        """Put sorted deals above this row."""
        self.ids[row:row] = ids
        self.positions[row:row] = positions

    def room(self, row: int, count: int) -> list[float]:
        """Rising positions for `count` deals above this row, as the database numbers them."""
        above = self.positions[row - 1] if row > 0 else None
        below = self.positions[row] if row < len(self.ids) else None
        if above is not None and below is not None:
            step = (below - above) / (count + 1)
            return [above + step * place for place in range(1, count + 1)]
        if below is not None:
            return [below - count + place for place in range(count)]
        return [(above or 0.0) + place for place in range(1, count + 1)]

    def _key(self, row: int) -> Key:
        return self.positions[row], self.ids[row]
