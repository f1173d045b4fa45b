"""Where deals stand on the board: packed, as a pipeline may have a hundred thousand."""

from array import array
from collections.abc import Mapping
from datetime import date
from typing import ClassVar, NamedTuple

from leaddesk.domain.light import dataclass
from leaddesk.domain.money import Money
from leaddesk.domain.records import Pipeline, Stage
from leaddesk.domain.summaries import Card


@dataclass(frozen=True, slots=True)
class Month:
    """What a column of the forecast stands for: a month, or without a first day all earlier ones, or no date at all.

    `name` is given by whoever shows it.
    """

    id: int
    first: date | None
    name: str = ""
    colour: ClassVar[None] = None
    criteria: ClassVar[None] = None  # only stages have these


Heading = Stage | Month  # what a column stands for


class Place(NamedTuple):
    """Deals of a stage (or a month) stand in the order of their positions; those of equal ones in that of their ids."""

    stage_id: int
    position: float


@dataclass(frozen=True, slots=True)
class StageDeals:
    """Deals of a stage, or a month, from top to bottom: 64-bit ids, and at the same places their positions."""

    stage: Heading
    ids: "array[int]"
    positions: "array[float]"


@dataclass(frozen=True, slots=True)
class BoardDeals:
    """Open deals of a pipeline. `whole`: all that were asked for, else only those at the top of each column."""

    pipeline: Pipeline
    columns: tuple[StageDeals, ...]
    whole: bool
    cards: tuple[Card, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """Where deals stand, without those that are not on the board; with their cards where they are few."""

    places: Mapping[int, Place]
    cards: tuple[Card, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnFigures:
    """What the head of a column says; an amount for each currency, the largest first.

    `won` is what was closed in a month already.
    """

    count: int = 0
    value: tuple[Money, ...] = ()
    weighted: tuple[Money, ...] = ()
    won: tuple[Money, ...] = ()
