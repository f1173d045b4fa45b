"""A column of the board as Qt sees it: a list of cards that may be a hundred thousand long."""

import json
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import groupby
from typing import Any, Protocol

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt

from leaddesk.domain.board import StageDeals
from leaddesk.domain.summaries import Card
from leaddesk.gui.models.card_words import card_tooltip, card_words
from leaddesk.gui.models.column_order import ColumnOrder, Key
from leaddesk.gui.models.id_steps import Take, id_steps, runs, same_ends
from leaddesk.gui.texts import number_text, tr

CARD = int(Qt.ItemDataRole.UserRole)  # Card, or None until it has arrived
UNSAVED = CARD + 1
MIME = "application/x-leaddesk-deals"
MANY = 100  # beyond this many steps a column is shown anew at once
COMPARED = 2000  # rows beyond which two orders are not compared one by one

_CARD_IS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_CARD_IS |= Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemIsEditable
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


def deals_in_hand(file_uuid: str, ids: Sequence[int]) -> QMimeData:
    """These deals as they are carried from place to place."""
    held = QMimeData()
    held.setData(MIME, json.dumps({"file": file_uuid, "deals": list(ids)}).encode())
    return held


def dragged_deals(mime: QMimeData, file_uuid: str) -> tuple[int, ...]:
    """The deals that are in the hand; none if it is something else, or from another file."""
    if not mime.hasFormat(MIME):
        return ()
    told = json.loads(bytes(mime.data(MIME).data()))
    return tuple(told["deals"]) if told["file"] == file_uuid else ()


class Cards(Protocol):
    """What a column asks the board for."""

    @property
    def now(self) -> datetime: ...
    @property
    def file_uuid(self) -> str: ...
    def card(self, ids: Sequence[int], row: int) -> Card | None: ...
    def is_unsaved(self, deal_id: int) -> bool: ...
    def retitle(self, deal_id: int, title: str) -> None: ...


class ColumnModel(QAbstractListModel):
    """The deals of one stage, from top to bottom. Cards that are not here yet are fetched when they are asked for."""

    def __init__(self, deals: StageDeals, cards: Cards, parent: QObject) -> None:
        super().__init__(parent)
        self.stage = deals.stage
        self.order = ColumnOrder(deals.ids, deals.positions)
        self._cards = cards

    @property
    def ids(self) -> Sequence[int]:
        """From top to bottom; not to be changed."""
        return self.order.ids

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.order.ids)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        card = self._cards.card(self.ids, index.row())
        if role == CARD:
            return card
        if role == UNSAVED:
            return self._cards.is_unsaved(self.ids[index.row()])
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(card, index.row())
        return None if card is None else self._words(card, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        title = str(value).strip()
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or not title:
            return False
        self._cards.retitle(self.ids[index.row()], title)
        return True

    def headerData(
        self, _section: int, _orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        # Else screen readers say the number of the row before each card.
        return "" if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        return _CARD_IS if index.isValid() else Qt.ItemFlag.NoItemFlags

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Iterable[QModelIndex]) -> QMimeData:
        return deals_in_hand(self._cards.file_uuid, [self.ids[index.row()] for index in indexes])

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def show_deals(self, deals: StageDeals) -> None:
        """Show these; where few rows differ, the others keep their place and their selection."""
        old, new = self.order.ids, deals.ids
        self.stage = deals.stage
        if old != new:
            self._become(old, new, deals.positions)
        self.order = ColumnOrder(new, deals.positions)

    def take_out(self, rows: Sequence[int]) -> None:
        """Take out these rising rows."""
        leaving = runs(rows)
        with self._at_once(len(leaving)) as at_once:
            for first, last in reversed(leaving):
                self._cut(first, last, at_once)

    def put_in(self, deals: Sequence[Key]) -> None:
        """Put in these sorted deals, each where it belongs."""
        coming = [(row, list(of)) for row, of in groupby(deals, lambda key: self.order.row_for(key[1], key[0]))]
        with self._at_once(len(coming)) as at_once:
            for row, of in reversed(coming):
                self._put(row, array("q", [number for _, number in of]), array("d", [at for at, _ in of]), at_once)

    def touch(self, rows: Sequence[int]) -> None:
        """These cards look different now."""
        if rows:
            self.dataChanged.emit(self.index(min(rows)), self.index(max(rows)))

    def touch_all(self) -> None:
        self.touch((0, len(self.ids) - 1) if self.ids else ())

    def _become(self, old: "array[int]", new: "array[int]", positions: "array[float]") -> None:
        start, end = same_ends(old, new)
        going, coming = len(old) - start - end, len(new) - start - end
        if going and coming and going + coming > COMPARED:
            self.beginResetModel()
            self.order.ids = new
            self.endResetModel()
            return
        steps = id_steps(old[start : len(old) - end], new[start : len(new) - end]) if going and coming else []
        with self._at_once(len(steps)) as at_once:
            if not coming and going:
                self._cut(start, start + going - 1, at_once)
            elif not going:
                self._put(start, new[start : start + coming], positions[start : start + coming], at_once)
            for step in steps:
                if isinstance(step, Take):
                    self._cut(start + step.first, start + step.last, at_once)
                else:
                    first, last = start + step.first, start + step.first + len(step.ids)
                    self._put(first, new[first:last], positions[first:last], at_once)

    @contextmanager
    def _at_once(self, steps: int) -> Iterator[bool]:
        """Whether so many steps are too many to be told one by one."""
        if steps <= MANY:
            yield False
            return
        self.beginResetModel()
        yield True
        self.endResetModel()

    def _cut(self, first: int, last: int, at_once: bool) -> None:
        if not at_once:
            self.beginRemoveRows(_ROOT, first, last)
        self.order.cut(first, last)
        if not at_once:
            self.endRemoveRows()

    def _put(self, row: int, ids: "array[int]", positions: "array[float]", at_once: bool) -> None:
        if not at_once:
            self.beginInsertRows(_ROOT, row, row + len(ids) - 1)
        self.order.put(row, ids, positions)
        if not at_once:
            self.endInsertRows()

    def _words(self, card: Card, role: int) -> str | None:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return card.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return card_tooltip(card, self._cards.now)
        return None

    def _spoken(self, card: Card | None, row: int) -> str:
        """'Demo, card 3 of 320, Warehouse pilot, …'; whether it is chosen the view tells."""
        place = tr("{stage}, card {place} of {count}")
        words = [place.format(stage=self.stage.name, place=number_text(row + 1), count=number_text(len(self.ids)))]
        if card is not None:
            words.append(card_words(card, self._cards.now))
        if self._cards.is_unsaved(self.ids[row]):
            words.append(tr("not saved yet"))
        return ", ".join(words)
