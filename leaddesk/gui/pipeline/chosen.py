"""Which cards are chosen: any, in any column."""

from collections.abc import Collection, Sequence
from typing import Protocol

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QObject, QPersistentModelIndex

from leaddesk.gui.models.column_model import ColumnModel
from leaddesk.gui.models.id_steps import runs

_SELECT = QItemSelectionModel.SelectionFlag.Select
_DESELECT = QItemSelectionModel.SelectionFlag.Deselect
_ONLY = QItemSelectionModel.SelectionFlag.ClearAndSelect
_NOTHING = QItemSelectionModel.SelectionFlag.NoUpdate


class Cards(Protocol):
    """A column, as far as its cards can be chosen."""

    @property
    def column(self) -> ColumnModel: ...
    def selectionModel(self) -> QItemSelectionModel: ...


class Chosen(QObject):
    """The choice and the current card, which has the keyboard; at most one column has a current card.

    While a person is `marking`, walking on leaves the choice as it is.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.columns: Sequence[Cards] = ()
        self.marking = False
        self.held: frozenset[int] = frozenset()  # the deals in the hand
        self._anchor = QPersistentModelIndex()  # where a range begins

    @property
    def ids(self) -> tuple[int, ...]:
        """From top to bottom and from left to right."""
        found: list[int] = []
        for cards in self.columns:
            selection = cards.selectionModel().selection()
            parts = [selection.at(place) for place in range(selection.size())]
            for first, last in sorted((part.top(), part.bottom()) for part in parts):
                found += cards.column.ids[first : last + 1]
        return tuple(found)

    @property
    def current(self) -> tuple[Cards, int] | None:
        """(column, row) of the card that has the keyboard."""
        for cards in self.columns:
            index = cards.selectionModel().currentIndex()
            if index.isValid():
                return cards, index.row()
        return None

    def has(self, cards: Cards, row: int) -> bool:
        return cards.selectionModel().isSelected(cards.column.index(row))

    def only(self, cards: Cards, row: int) -> None:
        """Choose this card and no other."""
        self.marking = False
        self._let_others_go(cards, keep=False)
        cards.selectionModel().setCurrentIndex(cards.column.index(row), _ONLY)
        self._anchor = QPersistentModelIndex(cards.column.index(row))

    def walk(self, cards: Cards, row: int) -> None:
        """Go to a card, which chooses it alone unless cards are being marked."""
        if self.marking:
            self.go(cards, row)
        else:
            self.only(cards, row)

    def go(self, cards: Cards, row: int) -> None:
        """Go to a card and leave the choice as it is."""
        self._let_others_go(cards, keep=True)
        cards.selectionModel().setCurrentIndex(cards.column.index(row), _NOTHING)
        self._anchor = QPersistentModelIndex(cards.column.index(row))

    def toggle(self, cards: Cards, row: int) -> None:
        """Go to a card, and choose it too or no longer."""
        self.go(cards, row)
        flag = _DESELECT if self.has(cards, row) else _SELECT
        cards.selectionModel().select(cards.column.index(row), flag)

    def extend(self, cards: Cards, row: int) -> None:
        """Choose all cards from where the last walk ended; in another column only the card itself is added."""
        index = cards.column.index(row)
        if self._anchor.isValid() and self._anchor.model() is cards.column:
            self._let_others_go(cards, keep=self.marking)
            flag = _SELECT if self.marking else _ONLY
            first, last = sorted((self._anchor.row(), row))
            cards.selectionModel().select(
                QItemSelection(cards.column.index(first), cards.column.index(last)),
                flag,
            )
            cards.selectionModel().setCurrentIndex(index, _NOTHING)
        else:
            self.go(cards, row)
            cards.selectionModel().select(index, _SELECT)

    def all_of(self, cards: Cards) -> None:
        """Choose every card of a column."""
        if cards.column.ids:
            self._let_others_go(cards, keep=self.marking)
            last = len(cards.column.ids) - 1
            cards.selectionModel().select(QItemSelection(cards.column.index(0), cards.column.index(last)), _SELECT)

    def give_up(self) -> bool:
        """Choose the current card alone again; whether that is a change."""
        current = self.current
        several = self.marking or len(self.ids) > 1
        if several and current is not None:
            self.only(*current)
        return several

    def leave(self, cards: Cards) -> None:
        """Choose nothing in a column: it is seen no longer."""
        cards.selectionModel().clear()

    def restore(self, rows: Collection[tuple[int, int]]) -> None:
        """Choose these (column, row) besides what is chosen."""
        for place, cards in enumerate(self.columns):
            for first, last in runs(sorted(row for at, row in rows if at == place)):
                part = QItemSelection(cards.column.index(first), cards.column.index(last))
                cards.selectionModel().select(part, _SELECT)

    def _let_others_go(self, cards: Cards, *, keep: bool) -> None:
        for other in self.columns:
            if other is not cards:
                other.selectionModel().clearCurrentIndex()
                if not keep:
                    other.selectionModel().clearSelection()
