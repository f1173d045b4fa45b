"""Rows of the tables as domain records, and back."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from leaddesk.domain.people import fold
from leaddesk.domain.records import RECORDS, Kind, Record
from leaddesk.storage.columns import CONVERTED
from leaddesk.storage.tables import TABLES

# What the search looks at; `folded` is made of these.
SEARCHED: dict[Kind, tuple[str, ...]] = {
    Kind.COMPANY: ("name", "domain", "industry", "phone"),
    Kind.CONTACT: ("name", "email", "phone", "job_title"),
    Kind.DEAL: ("title",),
    Kind.ACTIVITY: ("subject", "body"),
}


def folded(values: Iterable[str | None]) -> str:
    """What the search looks at, made of a row's values of the columns above."""
    return fold("\n".join(value for value in values if value))


@cache
def columns(kind: Kind) -> tuple[str, ...]:
    """The record's column names, in the order of its fields."""
    return tuple(RECORDS[kind].__annotations__)


@cache
def fields(kind: Kind) -> tuple[Any, ...]:
    """The record's peewee fields, in the order of the dataclass's."""
    return tuple(field_of(kind, column) for column in columns(kind))


def field_of(kind: Kind, column: str) -> Any:
    return TABLES[kind]._meta.columns[column]


@cache
def references(kind: Kind) -> tuple[tuple[str, Kind], ...]:
    """(column, kind of record that it refers to) of a table."""
    kinds = {table: of for of, table in TABLES.items()}
    return tuple((field.column_name, kinds[table]) for field, table in TABLES[kind]._meta.refs.items())


def to_row(record: Record, kind: Kind) -> list[Any]:
    """The record's database values, in the order of `columns`."""
    return [field.db_value(getattr(record, column)) for column, field in zip(columns(kind), fields(kind), strict=True)]


@cache
def maker(kind: Kind) -> Callable[[tuple[Any, ...]], Record]:
    """A function from a row of database values, in the order of `columns`, to the record."""
    record = RECORDS[kind]
    names = columns(kind)
    # The rest comes from a STRICT table as it is.
    converts = [(place, field.python_value) for place, field in enumerate(fields(kind)) if isinstance(field, CONVERTED)]

    def make(row: tuple[Any, ...]) -> Record:
        values = list(row)
        for place, convert in converts:
            values[place] = convert(values[place])
        return record(**dict(zip(names, values, strict=True)))

    return make
