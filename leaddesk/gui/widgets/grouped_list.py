"""A list whose rows stand in groups below heads; what is chosen and where it is scrolled stays when other rows come."""

from collections.abc import Callable, Hashable
from typing import Any, Protocol

from PySide6.QtCore import QAbstractListModel, QEvent, QItemSelectionModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QTableView, QWidget

_CHOOSE = QItemSelectionModel.SelectionFlag.ClearAndSelect


class HasRows(Protocol):
    """A model of such a list; a row has a `key` that tells it from others, and `is_head`."""

    @property
    def heads(self) -> list[int]: ...

    def row(self, place: int) -> Any: ...

    def place_of(self, key: Any) -> int | None: ...


class GroupedList(QTableView):
    """One column. `rows` is the same object as `model`; heights are asked for anew when the font changes."""

    def __init__(
        self,
        model: QAbstractListModel,
        rows: HasRows,
        delegate: QStyledItemDelegate,
        row_height: Callable[[], int],
        head_height: Callable[[], int],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._rows = rows
        self._row_height, self._head_height = row_height, head_height
        self._heads: list[int] = []
        self._kept: tuple[Hashable, int] | None = None  # the chosen row's key and place
        self._top: tuple[Hashable, int] | None = None  # the topmost row's key and how far it is scrolled
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.horizontalHeader().hide()
        self.horizontalHeader().setMinimumSectionSize(1)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._size_rows()
        model.modelAboutToBeReset.connect(self._on_model_about_to_be_reset)
        model.modelReset.connect(self._on_model_reset)

    def choose(self, place: int) -> None:
        """Choose a row without scrolling to it."""
        scroll = self.verticalScrollBar().value()
        self.selectionModel().setCurrentIndex(self.model().index(place, 0), _CHOOSE)
        self.verticalScrollBar().setValue(scroll)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._size_rows()

    def _place_to_choose(self, key: Hashable | None, _before: int) -> int | None:
        """Where the choice goes when rows were exchanged: key and place of the row chosen until then."""
        return self._rows.place_of(key) if key is not None else None

    def _size_rows(self) -> None:
        """Rows keep their height through a reset, so those that are no heads any more are set back."""
        self.verticalHeader().setDefaultSectionSize(self._row_height())
        for place in self._heads:
            if place < self.model().rowCount():
                self.setRowHeight(place, self._row_height())
        self._heads = self._rows.heads
        for place in self._heads:
            self.setRowHeight(place, self._head_height())

    def _on_model_about_to_be_reset(self) -> None:
        place = self.currentIndex().row()
        self._kept = (self._rows.row(place).key, place) if place >= 0 else None
        top = self.rowAt(0)
        self._top = (self._rows.row(top).key, self.rowViewportPosition(top)) if top >= 0 else None

    def _on_model_reset(self) -> None:
        self._size_rows()
        key, before = self._kept or (None, 0)
        place = self._place_to_choose(key, before)
        if place is not None:
            self.selectionModel().setCurrentIndex(self.model().index(place, 0), _CHOOSE)
        found = self._rows.place_of(self._top[0]) if self._top is not None else None
        if self._top is not None and found is not None:
            self.verticalScrollBar().setValue(self.verticalHeader().sectionPosition(found) - self._top[1])
