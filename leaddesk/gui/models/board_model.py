"""The board: columns of deals that follow the database, with what is being saved laid over it."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import UserError
from leaddesk.domain.records import Kind, Stage
from leaddesk.domain.summaries import Board, Card
from leaddesk.gui.bridge.runner import Ticket
from leaddesk.gui.desk import Desk
from leaddesk.gui.models.card_words import card_tooltip, card_words
from leaddesk.gui.models.glow import Glow
from leaddesk.gui.models.id_steps import Take, id_steps
from leaddesk.gui.models.row_cache import RowCache
from leaddesk.gui.texts import tr
from leaddesk.services import deals, editing

CARD = int(Qt.ItemDataRole.UserRole)  # Card, or None until it has arrived
UNSAVED = CARD + 1
MIME = "application/x-leaddesk-deal"
MANY = 100  # beyond this many steps a column is shown anew at once
_NAMES = (Kind.CONTACT, Kind.COMPANY)
_ON_CARDS = (*_NAMES, Kind.USER, Kind.ACTIVITY, Kind.FOLLOWUP, Kind.STAGE, Kind.TAG, Kind.TAGGING)
_ON_BOARD = (Kind.DEAL, Kind.FOLLOWUP, Kind.STAGE, Kind.PIPELINE)

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


def dragged_deal(mime: QMimeData, file_uuid: str) -> int | None:
    """The deal that is in the hand; None if it is something else, or from another file."""
    if not mime.hasFormat(MIME):
        return None
    told = json.loads(bytes(mime.data(MIME).data()))
    return int(told["deal"]) if told["file"] == file_uuid else None


class ColumnModel(QAbstractListModel):
    """The deals of one stage, from top to bottom. Cards that are not here yet are fetched when they are asked for."""

    def __init__(self, stage: Stage, ids: list[int], board: "BoardModel") -> None:
        super().__init__(board)
        self.stage = stage
        self.ids = ids
        self._board = board

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.ids)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        card = self._board.card(self.ids, index.row())
        if role == CARD:
            return card
        if role == UNSAVED:
            return self._board.is_unsaved(self.ids[index.row()])
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            words = tr("{stage}, card {place} of {count}")
            return words.format(stage=self.stage.name, place=index.row() + 1, count=len(self.ids))
        return None if card is None else self._words(card, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        title = str(value).strip()
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or not title:
            return False
        self._board.retitle(self.ids[index.row()], title)
        return True

    def headerData(
        self, _section: int, _orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        # Else screen readers say the number of the row before each card.
        return "" if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        on = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return on | Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemIsEditable

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Iterable[QModelIndex]) -> QMimeData:
        held = QMimeData()
        told = {"file": self._board.file_uuid, "deal": self.ids[next(iter(indexes)).row()]}
        held.setData(MIME, json.dumps(told).encode())
        return held

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def set_ids(self, ids: list[int]) -> None:
        """Show these; rows that stay keep their place, their selection and the scroll position."""
        steps = id_steps(self.ids, ids)
        if len(steps) > MANY:
            self.beginResetModel()
            self.ids = list(ids)
            self.endResetModel()
            return
        for step in steps:
            if isinstance(step, Take):
                self.beginRemoveRows(_ROOT, step.first, step.last)
                del self.ids[step.first : step.last + 1]
                self.endRemoveRows()
            else:
                self.beginInsertRows(_ROOT, step.first, step.first + len(step.ids) - 1)
                self.ids[step.first : step.first] = step.ids
                self.endInsertRows()

    def touch(self, ids: set[int]) -> None:
        """These cards look different now."""
        rows = [row for row, number in enumerate(self.ids) if number in ids]
        if rows:
            self.dataChanged.emit(self.index(rows[0]), self.index(rows[-1]))

    def _words(self, card: Card, role: int) -> str | None:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return card.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = card_words(card, self._board.now)
            return tr("{card}, not saved yet").format(card=words) if self._board.is_unsaved(card.id) else words
        if role == Qt.ItemDataRole.ToolTipRole:
            return card_tooltip(card, self._board.now)
        return None


@dataclass(frozen=True, slots=True)
class _Step:
    """What was done to a deal and is not saved yet: moved above the card `before` (None: to the end), or taken off."""

    deal_id: int
    stage_id: int | None = None
    before: int | None = None

    def do(self, columns: dict[int, list[int]]) -> None:
        for ids in columns.values():
            if self.deal_id in ids:
                ids.remove(self.deal_id)
        if self.stage_id in columns:
            ids = columns[self.stage_id]
            ids.insert(ids.index(self.before) if self.before in ids else len(ids), self.deal_id)


class BoardModel(QObject):
    """What the database told last, and over it the steps that are being saved.

    A step is seen at once. Once saved it becomes part of what was told; if it cannot be saved it is dropped, which
    puts the card back to its exact place.
    """

    columns_replaced = Signal()  # the stages are others; who shows the old columns deletes them
    rearranging = Signal()  # cards are about to come, go or move
    rearranged = Signal()
    figures_changed = Signal()  # counts, sums, totals
    added = Signal()  # a deal of `add` is saved
    refused = Signal(object)  # UserError: a step could not be saved

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self.columns: list[ColumnModel] = []
        self.board: Board | None = None
        self.condition = ""
        self.pipeline_id: int | None = None
        self.file_uuid = desk.file_uuid
        self._desk = desk
        self._told: dict[int, list[int]] = {}
        self._steps: list[_Step] = []
        self._retitling: set[int] = set()
        self._adding: list[Callable[[], None]] = []  # whom to tell if it goes wrong
        self._old: set[int] = set()  # shown as they were until they are painted again
        self.glow = Glow(self)
        self.glow.changed.connect(self._touch)
        self._reading: Ticket | None = None
        self._cards: RowCache[Card] = RowCache(desk.runner, deals.cards, self)
        self._cards.arrived.connect(self._touch)
        desk.runner.crashed.connect(self._on_runner_crashed)

    @property
    def now(self) -> datetime:
        """The time on the wall."""
        return self._desk.now()

    # Reading

    def look_for(self, condition: str, pipeline_id: int | None = None) -> None:
        """Show the deals of a pipeline (else the first) that match."""
        self.condition, self.pipeline_id = condition, pipeline_id
        self.reload()

    def reload(self) -> None:
        """Ask the database anew."""
        if self._reading is not None:
            self._reading.cancel()
        self._reading = self._desk.runner.read(
            deals.board, self.condition, self.pipeline_id, owner=self, then=self._on_board_read
        )

    def outdate(self) -> None:
        """Every card may be another by now, or say another thing of the same day."""
        self._old = {number for column in self.columns for number in column.ids if self._cards.known(number)}

    def take_in(self, changes: Changes) -> None:
        """Follow what was committed. Cards that somebody else changed glow for a moment."""
        if changes.by is not None:
            self.glow.add(changes.of(Kind.DEAL), changes.by)
        if changes.touches(*_ON_CARDS):
            self.outdate()
        self._old |= changes.of(Kind.DEAL)
        if changes.touches(*_ON_BOARD) or (self.condition and changes.touches(*_NAMES)):
            self.reload()
        else:
            self._touch(self._old)

    def card(self, ids: list[int], row: int) -> Card | None:
        """The card of ids[row] as far as it is known; a missing or old one is fetched."""
        if ids[row] in self._old:
            self._old.discard(ids[row])
            self._cards.refresh([ids[row]])
        return self._cards.get(ids, row)

    def known(self, deal_id: int) -> Card | None:
        return self._cards.known(deal_id)

    def is_unsaved(self, deal_id: int) -> bool:
        return deal_id in self._retitling or any(step.deal_id == deal_id for step in self._steps)

    def place(self, deal_id: int) -> tuple[int, int] | None:
        """(column, row) of a deal; None if it is not on the board."""
        for number, column in enumerate(self.columns):
            if deal_id in column.ids:
                return number, column.ids.index(deal_id)
        return None

    # Writing

    def move(self, deal_id: int, stage_id: int, before: int | None) -> None:
        """Put the deal above the card `before`, or at the end of the stage."""
        call = partial(deals.move_deal, deal_id=deal_id, stage_id=stage_id, before=before, to_end=before is None)
        self._do([_Step(deal_id, stage_id, before)], call)

    def take_off(self, ids: tuple[int, ...], call: Callable[..., Changes]) -> None:
        """Take deals off the board while `call` saves what became of them."""
        self._do([_Step(deal_id) for deal_id in ids], call)

    def retitle(self, deal_id: int, title: str) -> None:
        """Give the deal another title; if it cannot be saved the old one comes back."""
        card = self._cards.known(deal_id)
        if card is None or card.title == title:
            return
        self._retitling.add(deal_id)
        self._show_card(replace(card, title=title))
        self._desk.runner.write(
            partial(editing.edit, seen=card.version),
            *(Kind.DEAL, deal_id, {"title": title}),
            owner=self,
            then=lambda _changes: self._on_retitle_ended(deal_id),
            failed=lambda problem: self._on_retitle_ended(deal_id, card, problem),
        )

    def add(self, stage: Stage, title: str, then: Callable[[], None], failed: Callable[[], None]) -> None:
        """Add a deal of mine at the top of a stage; then either function is called."""

        self._adding.append(failed)
        self._desk.runner.write(
            *(deals.add_deal, {"title": title, "stage": stage.name}),
            owner=self,
            then=lambda _changes: self._on_add_ended(failed, then),
            failed=lambda problem: self._on_add_ended(failed, failed, problem),
        )

    # What comes back

    def _do(self, steps: list[_Step], call: Callable[..., Changes]) -> None:
        self._steps += steps
        self._arrange()
        self._touch({step.deal_id for step in steps})
        self._desk.runner.write(
            call,
            owner=self,
            then=lambda _changes: self._on_steps_saved(steps),
            failed=lambda problem: self._on_steps_refused(steps, problem),
        )

    def _on_steps_saved(self, steps: list[_Step]) -> None:
        for step in steps:
            step.do(self._told)
        self._drop(steps)

    def _on_steps_refused(self, steps: list[_Step], problem: UserError) -> None:
        self._drop(steps)
        self.refused.emit(problem)

    def _on_add_ended(
        self, waiting: Callable[[], None], tell: Callable[[], None], problem: UserError | None = None
    ) -> None:
        if waiting in self._adding:
            self._adding.remove(waiting)
        tell()
        if problem is None:
            self.added.emit()
        else:
            self.refused.emit(problem)

    def _on_retitle_ended(self, deal_id: int, old: Card | None = None, problem: UserError | None = None) -> None:
        self._retitling.discard(deal_id)
        if old is not None:
            self._show_card(old)
            self._old.add(deal_id)
        self._touch({deal_id})
        if problem is not None:
            self.refused.emit(problem)

    def _on_runner_crashed(self) -> None:
        """Which call it was is not known: believe the database alone."""
        for failed in self._adding:
            failed()
        self._adding.clear()
        if self._steps or self._retitling:
            self._steps.clear()
            self._retitling.clear()
            self.outdate()
            self.reload()

    def _on_board_read(self, board: Board) -> None:
        fresh = {card.id for card in board.cards}
        changed = {card.id for card in board.cards if self._cards.known(card.id) != card}
        self._cards.put(card for card in board.cards if card.id not in self._retitling)
        self._old -= fresh
        self.board = board
        self._told = {column.stage.id: list(column.ids) for column in board.columns}
        if [column.stage.id for column in self.columns] != list(self._told):
            self._replace_columns(board)
        for model, column in zip(self.columns, board.columns, strict=True):
            model.stage = column.stage
        self._arrange()
        self._touch(changed | self._old)
        self.figures_changed.emit()

    def _replace_columns(self, board: Board) -> None:
        self.columns = [ColumnModel(column.stage, list(column.ids), self) for column in board.columns]
        self.columns_replaced.emit()

    def _drop(self, steps: list[_Step]) -> None:
        self._steps = [step for step in self._steps if step not in steps]
        self._arrange()
        self._touch({step.deal_id for step in steps})

    def _arrange(self) -> None:
        """Show what was told with the open steps over it."""
        wanted = self._told
        if self._steps:
            wanted = {stage_id: list(ids) for stage_id, ids in self._told.items()}
            for step in self._steps:
                step.do(wanted)
        others = [column for column in self.columns if column.ids != wanted[column.stage.id]]
        if others:
            self.rearranging.emit()
            for column in others:
                column.set_ids(wanted[column.stage.id])
            self.rearranged.emit()

    def _show_card(self, card: Card) -> None:
        self._cards.put([card])
        self._touch({card.id})

    def _touch(self, ids: set[int]) -> None:
        for column in self.columns:
            column.touch(ids)
