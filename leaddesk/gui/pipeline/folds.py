"""Which columns of the board are folded."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from leaddesk.gui.pipeline.chosen import Chosen
from leaddesk.gui.pipeline.column import Column


class Folds(QObject):
    """Columns that a person folded, and empty ones if that is wanted. Each can be opened for now, and stays so
    until it is folded again."""

    changed = Signal(object)  # frozenset of the ids of stages that a person folded

    def __init__(self, chosen: Chosen, parent: QObject) -> None:
        super().__init__(parent)
        self.columns: Sequence[Column] = ()
        self._chosen = chosen
        self._folded: frozenset[int] = frozenset()
        self._fold_empty = False
        self._open: set[int] = set()  # for now, whatever is said above

    def show(self, folded: frozenset[int], *, fold_empty: bool) -> None:
        """Fold these stages' columns, and the empty ones if asked."""
        if fold_empty != self._fold_empty:
            self._open.clear()
        self._folded, self._fold_empty = folded, fold_empty
        self.arrange()

    def toggle(self, column: Column) -> None:
        """Fold a column, or open it."""
        stage_id = column.model.stage.id
        folded = self._folded - {stage_id} if column.is_folded else self._folded | {stage_id}
        if column.is_folded:
            self._open.add(stage_id)
        else:
            self._open.discard(stage_id)
        is_other, self._folded = folded != self._folded, folded
        self.arrange()
        if is_other:
            self.changed.emit(folded)

    def open_for_now(self, column: Column) -> None:
        self._open.add(column.model.stage.id)
        self.arrange()

    def close_again(self, column: Column) -> None:
        """End what `open_for_now` began."""
        self._open.discard(column.model.stage.id)
        self.arrange()

    def arrange(self) -> None:
        """Fold and unfold what is to be, after cards have come or gone."""
        no_deals = not any(column.model.ids for column in self.columns)
        for column in self.columns:
            stage_id = column.model.stage.id
            is_empty = self._fold_empty and not no_deals and not column.model.ids and not column.is_adding
            folded = stage_id not in self._open and (stage_id in self._folded or is_empty)
            if folded != column.is_folded:
                if folded:
                    self._chosen.leave(column.view)
                column.fold(folded)
