"""What a filter for deals is: conditions, joined by and, or and not."""

from collections.abc import Iterable
from decimal import Decimal
from enum import Enum, StrEnum

from leaddesk.domain.light import dataclass


class Field(StrEnum):
    """What a condition is about; the value is the word that is typed."""

    TEXT = "text"
    OWNER = "owner"
    TAG = "tag"
    TEMPERATURE = "temperature"
    SOURCE = "source"
    VALUE = "value"
    CLOSES = "closes"
    CREATED = "created"
    IDLE = "idle"
    NEXT = "next"
    STAGE = "stage"
    PIPELINE = "pipeline"
    COMPANY = "company"
    CONTACT = "contact"
    STATUS = "status"


class Special(Enum):
    """What a field is asked for by a word of the language, not by a name that it may hold."""

    ME = "me"
    NONE = "none"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Between:
    """From `low` to `high`, both included; with `strict` neither. An end that is None is open, the other is set.

    The ends are both amounts or counts, or both days as they are typed (see filter_days).
    """

    low: Decimal | str | None = None
    high: Decimal | str | None = None
    strict: bool = False


Test = Special | Between | str  # a text is a name, or a word of those that the field knows


@dataclass(frozen=True, slots=True)
class Condition:
    """The field passes one of the tests; of a value there is just one."""

    field: Field
    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds; without any part every deal is meant."""

    parts: "tuple[Filter, ...]" = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: "tuple[Filter, ...]"


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Filter"


Filter = Condition | AllOf | AnyOf | Not
EVERYTHING = AllOf()


# Filters are put together with these, so that the same question is always the same tree.


def all_of(parts: Iterable[Filter]) -> Filter:
    """All of the parts, in one level; of none of them: everything."""
    flat: list[Filter] = []
    for part in parts:
        flat += part.parts if isinstance(part, AllOf) else [part]
    return flat[0] if len(flat) == 1 else AllOf(tuple(flat))


def any_of(parts: Iterable[Filter]) -> Filter:
    """Any of the parts, in one level; everything, where one of them is, or where there is none."""
    flat: list[Filter] = []
    for part in parts:
        flat += part.parts if isinstance(part, AnyOf) else [part]
    if EVERYTHING in flat or not flat:
        return EVERYTHING
    return flat[0] if len(flat) == 1 else AnyOf(tuple(flat))


def negated(part: Filter) -> Filter:
    """The opposite; twice is the part itself. Everything has none, and stays."""
    if isinstance(part, Not):
        return part.part
    return part if part == EVERYTHING else Not(part)


# A filter taken apart: each of its parts must hold, and may be shown, changed and removed by itself.


def parts_of(whole: Filter) -> tuple[Filter, ...]:
    """What must hold, each by itself; nothing for everything."""
    return whole.parts if isinstance(whole, AllOf) else (whole,)


def fields_of(whole: Filter) -> set[Field]:
    """The fields of which any part of the filter speaks."""
    if isinstance(whole, Condition):
        return {whole.field}
    parts = (whole.part,) if isinstance(whole, Not) else whole.parts
    return set[Field]().union(*map(fields_of, parts))


def condition_on(whole: Filter, field: Field) -> Condition | None:
    """The first of the parts that is a condition on the field."""
    return next((part for part in parts_of(whole) if isinstance(part, Condition) and part.field is field), None)


def with_condition(whole: Filter, condition: Condition) -> Filter:
    """The filter with this condition in the place of those parts that are conditions on its field, or at the end.

    One without tests is none: the others are removed.
    """
    fresh = [condition] if condition.tests else []
    parts: list[Filter] = []
    for part in parts_of(whole):
        if isinstance(part, Condition) and part.field is condition.field:
            parts += fresh
            fresh = []
        else:
            parts.append(part)
    return all_of([*parts, *fresh])


def without(whole: Filter, part: Filter) -> Filter:
    """The filter without this part."""
    return all_of(other for other in parts_of(whole) if other != part)


def replaced(whole: Filter, part: Filter, by: Filter) -> Filter:
    """The filter with another part in the place of this one."""
    return all_of(by if other == part else other for other in parts_of(whole))
