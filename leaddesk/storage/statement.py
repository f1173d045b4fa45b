"""Queries whose shape never changes: peewee writes their SQL once, then they run with other values.

Building a query takes peewee longer than the database needs to run it; what happens with every click should not pay
for that.
"""

from collections.abc import Callable, Mapping
from typing import Any

import peewee as pw

from leaddesk.domain.light import dataclass


@dataclass(frozen=True, slots=True)
class _Place:
    """Stands in the SQL's parameters for a value to come."""

    name: str


class Statement:
    """A query that `build` makes of named placeholders; `Database.run` runs it with values of these names.

    Values go in and rows come out as the database holds them: a time is its text, a flag 0 or 1.
    """

    def __init__(self, build: Callable[..., Any]) -> None:
        self._build = build
        self._written: dict[type[pw.Database], tuple[str, list[Any]]] = {}  # engines differ in their SQL

    def __call__(self, database: pw.Database, values: Mapping[str, Any]) -> tuple[str, list[Any]]:
        """The SQL and its parameters."""
        written = self._written.get(type(database))
        if written is None:
            places = {name: pw.Value(_Place(name), converter=False) for name in values}
            written = self._written[type(database)] = self._build(**places).bind(database).sql()
        sql, params = written
        return sql, [values[param.name] if isinstance(param, _Place) else param for param in params]
