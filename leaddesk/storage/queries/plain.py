"""Whole records read without a query builder: peewee takes longer to load than what the first picture asks for.

Only for kinds whose values stand in the database as they stand in the record.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from leaddesk.domain.people import fold
from leaddesk.domain.records import KINDS, Pipeline, Stage, User
from leaddesk.storage.engine import Database

R = TypeVar("R", User, Pipeline, Stage)


def read(database: Database, record: type[R], rest: str = "", params: Sequence[Any] = ()) -> list[R]:
    """All records, or those that the rest of the statement leaves, in its order."""
    names = tuple(record.__annotations__)
    columns = ", ".join(f'"{name}"' for name in names)
    rows = database.sql(f'SELECT {columns} FROM "{KINDS[record]}" {rest}', params)
    return [record(**dict(zip(names, row, strict=True))) for row in rows]


def users(database: Database) -> list[User]:
    """Everybody, by name."""
    return sorted(read(database, User), key=lambda user: fold(user.name))
