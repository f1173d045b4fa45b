"""The board: columns of deals that follow the database, with what is being saved laid over it."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from leaddesk.domain.board import BoardDeals, ColumnFigures, Heading, Place, Placed
from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import UserError
from leaddesk.domain.light import dataclass, field
from leaddesk.domain.records import Kind
from leaddesk.domain.summaries import Card
from leaddesk.gui.bridge.runner import Ticket
from leaddesk.gui.bridge.services import board, deals, editing
from leaddesk.gui.desk import Desk
from leaddesk.gui.models.arrangement import FEW, Arrangement, Row
from leaddesk.gui.models.asking import Asking
from leaddesk.gui.models.column_model import ColumnModel
from leaddesk.gui.models.glow import Glow
from leaddesk.gui.models.row_cache import RowCache

_ON_CARDS = (Kind.CONTACT, Kind.COMPANY, Kind.USER, Kind.ACTIVITY, Kind.FOLLOWUP, Kind.TAGGING, Kind.TAG, Kind.STAGE)
_COLUMNS = (Kind.STAGE, Kind.PIPELINE)


@dataclass(eq=False, slots=True)
class Step:
    """Deals that are put above the card `before` (None: at the end) or, without a stage, taken off.

    `places` is where they are shown meanwhile. Once saved a step stands until the database has told the places.
    """

    ids: tuple[int, ...]
    stage_id: int | None = None
    before: int | None = None
    places: dict[int, Place | None] = field(default_factory=dict)
    saved: bool = False


class Source(Protocol):
    """Where the deals of a board are read; each asks about those of a pipeline (else the first) that match."""

    def first_cards(self, workspace: Any, condition: str = "", pipeline_id: int | None = None) -> BoardDeals: ...
    def all_deals(self, workspace: Any, condition: str = "", pipeline_id: int | None = None) -> BoardDeals: ...
    def figures(
        self, workspace: Any, condition: str = "", pipeline_id: int | None = None
    ) -> dict[int, ColumnFigures]: ...
    def places(
        self, workspace: Any, ids: Sequence[int], condition: str = "", pipeline_id: int | None = None
    ) -> Placed: ...


class BoardModel(QObject):
    """What the database told last, and over it the steps that are being saved.

    A step is seen at once. If it cannot be saved it is dropped, which puts the cards back to their exact places.
    The first picture needs only the tops of the columns; the rest follows. After a change only the places of the deals
    that it names are asked for.
    """

    columns_replaced = Signal()  # the stages are others; who shows the old columns deletes them
    rearranging = Signal()  # cards are about to come, go or move
    rearranged = Signal()
    figures_changed = Signal()  # counts and sums
    shown = Signal()  # all that was asked for is here
    added = Signal()  # a deal of `add` is saved
    refused = Signal(object)  # UserError: a step could not be saved
    source: Source = board

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self.figures: Mapping[int, ColumnFigures] = {}  # by the id of what the column stands for
        self.condition = ""
        self.pipeline_id: int | None = None
        self.file_uuid = desk.file_uuid
        self._desk = desk
        self._view = 0  # counts what was looked for, so that late answers are known
        self._steps: list[Step] = []
        self._told: dict[int, Place | None] = {}  # where the database has the deals of these steps
        self._missed: set[int] = set()  # deals of steps that somebody else changed meanwhile
        self._retitling: set[int] = set()
        self._adding: list[Callable[[], None]] = []  # whom to tell if it goes wrong
        self._old: set[int] = set()  # shown as they were until they are painted again
        self._cards: RowCache[Card] = RowCache(desk.runner, deals.cards, self)
        self._arrangement = Arrangement(self._likely_place, self)
        self._arrangement.rearranging.connect(self.rearranging)
        self._arrangement.rearranged.connect(self.rearranged)
        self.glow = Glow(self)
        self.glow.changed.connect(self._arrangement.touch)
        self._reading: Ticket | None = None
        self.counting = Asking(desk.runner, lambda: (self.source.figures, self.condition, self.pipeline_id), self)
        self.counting.answered.connect(self._on_figures_read)
        self._cards.arrived.connect(self._arrangement.touch)
        desk.runner.crashed.connect(self._on_runner_crashed)

    @property
    def columns(self) -> list[ColumnModel]:
        """From left to right."""
        return self._arrangement.columns

    @property
    def now(self) -> datetime:
        """The time on the wall."""
        return self._desk.now()

    # Reading

    def look_for(self, condition: str, pipeline_id: int | None = None) -> None:
        """Show the deals of a pipeline (else the first) that match."""
        self.condition, self.pipeline_id = condition, pipeline_id
        self._view += 1
        self._steps = [step for step in self._steps if not step.saved]  # what is read now has them
        self._told = {number: self._told[number] for step in self._steps for number in step.ids}
        self._read_all(self.source.first_cards)
        self.counting.ask_anew()

    def reload(self) -> None:
        """Ask the database anew for all of them; the old are shown meanwhile."""
        self._read_all(self.source.all_deals if self.columns else self.source.first_cards)
        self.counting.ask()

    def outdate(self) -> None:
        """Every card may be another by now, or say another thing of the same day."""
        self._old = self._cards.known_ids()
        for column in self.columns:
            column.touch_all()

    def take_in(self, changes: Changes) -> None:
        """Follow what was committed. Cards that somebody else changed glow for a moment."""
        changed = changes.of(Kind.DEAL)
        if changes.by is not None:
            self.glow.add(changed, changes.by)
        if changes.touches(*_ON_CARDS):
            self.outdate()
        if changes.touches(*_COLUMNS) or len(changed) > FEW or (self.condition and not _only_deals(changes)):
            if len(changed) > FEW:
                self.outdate()
            else:
                self._old |= changed
                self._arrangement.touch(changed)
            self.reload()
        elif changed:
            self._missed |= changed & self._told.keys()
            self._ask_places(changed - self._told.keys())
            self.counting.ask()

    def card(self, ids: Sequence[int], row: int) -> Card | None:
        """The card of ids[row] as far as it is known; a missing or old one is fetched."""
        if ids[row] in self._old:
            self._old.discard(ids[row])
            self._cards.refresh([ids[row]])
        return self._cards.get(ids, row)

    def look_ahead(self, ids: Sequence[int], first: int, last: int) -> None:
        """Fetch the cards around the rows that are seen."""
        self._cards.look_ahead(ids, first, last)

    def known(self, deal_id: int) -> Card | None:
        return self._cards.known(deal_id)

    def is_unsaved(self, deal_id: int) -> bool:
        return deal_id in self._retitling or any(deal_id in step.places for step in self._steps if not step.saved)

    def place(self, deal_id: int) -> Row | None:
        """(column, row) of a deal; None if it is not on the board."""
        return self.rows_of((deal_id,)).get(deal_id)

    def rows_of(self, ids: Collection[int]) -> dict[int, Row]:
        """(column, row) of those deals that are on the board."""
        return self._arrangement.rows_of(ids)

    def seek(self, letters: str, column: Heading, after: int | None, then: Callable[[int | None], None]) -> Ticket:
        """Look for the next deal of a column, below the deal `after` and then from the top, that begins with these."""
        call = partial(self._seeking_in(column), letters=letters, after=after)
        return self._desk.runner.read(call, owner=self, then=then)

    # Writing

    def move(self, ids: Sequence[int], stage_id: int, before: int | None) -> None:
        """Put deals in this order above the card `before`, which is none of them, or at the end of the stage."""
        call = partial(deals.move_deals, ids=tuple(ids), stage_id=stage_id, before=before, to_end=before is None)
        self._do(Step(tuple(ids), stage_id, before), call)

    def take_off(self, ids: tuple[int, ...], call: Callable[..., Changes]) -> None:
        """Take deals off the board while `call` saves what became of them."""
        self._do(Step(ids), call)

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

    def add(self, column: Heading, title: str, then: Callable[[], None], failed: Callable[[], None]) -> None:
        """Add a deal of mine to a column; then either function is called."""

        self._adding.append(failed)
        self._desk.runner.write(
            self._adding_of(column, title),
            owner=self,
            then=lambda _changes: self._on_add_ended(failed, then),
            failed=lambda problem: self._on_add_ended(failed, failed, problem),
        )

    # What the forecast does in its own way

    def _adding_of(self, column: Heading, title: str) -> Callable[..., Changes]:
        return partial(deals.add_deal, texts={"title": title, "stage": str(column.id)})

    def _seeking_in(self, column: Heading) -> Callable[..., int | None]:
        return partial(board.next_titled, stage_id=column.id, condition=self.condition)

    def _likely_place(self, deal_id: int) -> Place | None:
        """Where the deal stands, as far as its card knows."""
        card = self._cards.known(deal_id)
        return Place(card.stage_id, card.position) if card and card.stage_id is not None else None

    def _lay(self, step: Step) -> dict[int, Place | None]:
        """Bring the deals of a step to where they are to be; where they stand then."""
        return self._arrangement.lay(step.ids, step.stage_id, step.before)

    # What comes back

    def _do(self, step: Step, call: Callable[..., Changes]) -> None:
        self._told |= self._arrangement.places_of([number for number in step.ids if number not in self._told])
        self._steps.append(step)
        step.places = self._lay(step)
        self._arrangement.touch(step.ids)
        self._desk.runner.write(
            call,
            owner=self,
            then=lambda _changes: self._on_step_saved(step),
            failed=lambda problem: self._on_step_refused(step, problem),
        )

    def _on_step_saved(self, step: Step) -> None:
        step.saved = True  # seen as soon as its place is told
        self._read(
            self.source.places,
            *(sorted(step.ids),),
            then=lambda placed: self._on_step_told(step, placed),
            failed=lambda problem: self._on_places_unknown(step, problem),
        )

    def _on_step_told(self, step: Step, placed: Placed) -> None:
        self._end(step, placed.places)
        self._take_cards(placed.cards)

    def _on_places_unknown(self, step: Step, problem: UserError) -> None:
        self._end(step, {number: place for number, place in step.places.items() if place is not None})
        self._desk.runner.failed.emit(problem)

    def _on_step_refused(self, step: Step, problem: UserError) -> None:
        missed = self._missed.intersection(step.ids)
        self._end(step, None)
        self.refused.emit(problem)
        self._ask_places(missed)

    def _end(self, step: Step, places: Mapping[int, Place] | None) -> None:
        """The step is over: its deals go where the database has them now, or without `places` where they were.

        Those of which a later step is being saved stay where that has put them.
        """
        if step not in self._steps:  # a crash has ended it
            return
        self._steps.remove(step)
        if places is not None:
            self._told |= {number: places.get(number) for number in step.ids}
        later: dict[int, Place | None] = {}
        for other in self._steps:
            later |= other.places
        self._arrangement.arrange({number: later.get(number, self._told[number]) for number in step.ids})
        for number in step.ids:
            if number not in later:
                del self._told[number]
                self._missed.discard(number)
        self._arrangement.touch(step.ids)

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
        self._arrangement.touch({deal_id})
        if problem is not None:
            self.refused.emit(problem)

    def _on_runner_crashed(self) -> None:
        """Which call it was is not known: believe the database alone."""
        for failed in self._adding:
            failed()
        self._adding.clear()
        if self._steps or self._retitling:
            self._steps.clear()
            self._arrangement.arrange(self._told)
            self._told.clear()
            self._missed.clear()
            self._retitling.clear()
            self.outdate()
            self.reload()

    # Asking the database

    def _read(
        self, call: Callable[..., Any], *args: Any, then: Callable[[Any], None], failed: Any = None, first: bool = False
    ) -> Ticket:
        """Ask about what is looked for now; `then` is not called when it is something else by then."""
        view = self._view
        return self._desk.runner.read(
            *(call, *args, self.condition, self.pipeline_id),
            owner=self,
            then=lambda answer: then(answer) if view == self._view else None,
            failed=failed,
            first=first,
        )

    def _read_all(self, call: Callable[..., BoardDeals]) -> None:
        if self._reading is not None:
            self._reading.cancel()
        self._reading = self._read(call, then=self._on_deals_read, first=not self.columns)

    def _ask_places(self, ids: Collection[int]) -> None:
        if ids:
            asked = sorted(ids)
            self._read(self.source.places, asked, then=lambda placed: self._on_places_read(asked, placed))

    def _on_figures_read(self, figures: Mapping[int, ColumnFigures]) -> None:
        self.figures = figures
        self.figures_changed.emit()

    def _on_places_read(self, ids: Iterable[int], placed: Placed) -> None:
        places: dict[int, Place | None] = {number: placed.places.get(number) for number in ids}
        self._told |= {number: place for number, place in places.items() if number in self._told}
        self._arrangement.arrange({number: place for number, place in places.items() if number not in self._told})
        self._take_cards(placed.cards)

    def _on_deals_read(self, found: BoardDeals) -> None:
        if [column.stage.id for column in self.columns] != [column.stage.id for column in found.columns]:
            self._arrangement.replace([ColumnModel(column, self, self) for column in found.columns])
            self.columns_replaced.emit()
        with self._arrangement.changing() if self._steps else nullcontext():
            self._arrangement.show(found.columns)
            self._lay_again()
        self._take_cards(found.cards)
        if found.whole:
            self.shown.emit()
        else:
            self._reading = self._read(self.source.all_deals, then=self._on_deals_read)

    def _lay_again(self) -> None:
        """All was read anew: what the steps have put elsewhere goes there again."""
        self._told = self._arrangement.places_of({number for step in self._steps for number in step.ids})
        for step in self._steps:
            step.places = self._lay(step)

    def _take_cards(self, cards: Sequence[Card]) -> None:
        changed = {card.id for card in cards if self._cards.known(card.id) != card}
        self._cards.put(card for card in cards if card.id not in self._retitling)
        self._old -= {card.id for card in cards}
        self._arrangement.touch(changed)

    def _show_card(self, card: Card) -> None:
        self._cards.put([card])
        self._arrangement.touch({card.id})


def _only_deals(changes: Changes) -> bool:
    return not changes.everything and not any(changes.of(kind) for kind in Kind if kind is not Kind.DEAL)
