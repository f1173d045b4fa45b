"""Ways of looking at the same deals: what a view remembers beside its filter."""

import json
from enum import StrEnum
from typing import Any

from leaddesk.domain.light import dataclass
from leaddesk.domain.records import Stage, Tag, User


class FaceKind(StrEnum):
    """How deals are laid out."""

    BOARD = "board"
    LIST = "list"
    FORECAST = "forecast"


class CardPart(StrEnum):
    """What a card may show beside its title."""

    WHO = "who"  # company and contact
    VALUE = "value"
    STEP = "step"
    IDLE = "idle"
    TEMPERATURE = "temperature"
    OWNER = "owner"
    TAGS = "tags"


# Tags take a line of their own on every card, so that all are of one height.
USUAL_PARTS = frozenset(CardPart) - {CardPart.TAGS}


class ListColumn(StrEnum):
    """What the list may show of a deal."""

    TITLE = "title"
    COMPANY = "company"
    CONTACT = "contact"
    STAGE = "stage"
    VALUE = "value"
    WEIGHTED = "weighted"
    PROBABILITY = "probability"
    EXPECTED_CLOSE = "expected_close"
    NEXT_STEP = "next_step"
    IDLE = "idle"
    TEMPERATURE = "temperature"
    OWNER = "owner"
    TAGS = "tags"
    SOURCE = "source"
    CREATED = "created"
    STATUS = "status"


# By what the list can be grouped; by the expected close means by its month.
GROUPINGS = (
    ListColumn.STAGE,
    ListColumn.OWNER,
    ListColumn.EXPECTED_CLOSE,
    ListColumn.TEMPERATURE,
    ListColumn.COMPANY,
    ListColumn.STATUS,
)
LIST_COLUMNS = ("title", "company", "stage", "value", "probability", "expected_close", "next_step", "owner")


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewOptions:
    """Everything about how deals are shown, with what a new view has.

    `pipeline_id` None: the first pipeline. `shown` is on the cards, `folded` the stages whose columns are. `columns`
    are those of the list, from left to right; `sort` and `group` name one, empty: as on the board, and not grouped.
    """

    face: FaceKind = FaceKind.BOARD
    pipeline_id: int | None = None
    shown: frozenset[CardPart] = USUAL_PARTS
    compact: bool = False
    fold_empty: bool = False
    folded: frozenset[int] = frozenset()
    columns: tuple[str, ...] = LIST_COLUMNS
    sort: str = ""
    descending: bool = False
    group: str = ""

    def as_json(self) -> str:
        """What `options_from` reads again; only what differs from a new view."""
        plain = ViewOptions()
        kept = {name: getattr(self, name) for name in self.__slots__ if getattr(self, name) != getattr(plain, name)}
        return json.dumps(
            {name: sorted(value) if isinstance(value, frozenset) else value for name, value in kept.items()},
            sort_keys=True,
        )


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """What a filter may name, each sorted by name; the stages are those of all pipelines from left to right."""

    owners: tuple[User, ...]
    tags: tuple[Tag, ...]
    sources: tuple[str, ...]
    stages: tuple[Stage, ...]


def options_from(text: str) -> ViewOptions:
    """The options of a view as it was saved; what is not understood is as in a new view."""
    try:
        saved = json.loads(text)
    except ValueError:
        return ViewOptions()
    known: dict[str, Any] = {}
    for name, read in _READERS.items():
        try:
            known[name] = read(saved[name])
        except (KeyError, ValueError, TypeError):
            continue
    return ViewOptions(**known)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(value)
    return value


def _word(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(value)
    return value


_READERS: dict[str, Any] = {
    "face": FaceKind,
    "pipeline_id": int,
    "shown": lambda parts: frozenset(map(CardPart, parts)),
    "compact": _flag,
    "fold_empty": _flag,
    "folded": lambda ids: frozenset(map(int, ids)),
    "columns": lambda names: tuple(map(_word, names)),
    "sort": _word,
    "descending": _flag,
    "group": _word,
}
