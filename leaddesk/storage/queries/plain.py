"""Reading without a query builder: peewee takes longer to load than all that the first picture asks for."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from leaddesk.domain.errors import NotFound
from leaddesk.domain.people import fold
from leaddesk.domain.records import KINDS, Pipeline, Setting, Stage, User
from leaddesk.storage.engine import Database, Row

R = TypeVar("R", User, Pipeline, Stage, Setting)  # their values stand in the database as they stand in the record
IN_LIMIT = 500  # bound variables in one statement


def in_chunks(ids: Sequence[int]) -> Iterator[list[int]]:
    """The ids in parts that fit into one statement."""
    for start in range(0, len(ids), IN_LIMIT):
        yield list(ids[start : start + IN_LIMIT])


def for_ids(statement: str) -> Callable[[Database, Sequence[int]], list[Row]]:
    """A question about the records with certain ids, which stand where the statement says {ids}.

    Rows come as the database holds them: a time is its text.
    """

    def ask(database: Database, ids: Sequence[int]) -> list[Row]:
        found: list[Row] = []
        for part in in_chunks(ids):
            # Filled up to a power of two, so that there are few statements, which the driver keeps prepared.
            part += part[-1:] * ((1 << (len(part) - 1).bit_length()) - len(part))
            found += database.sql(statement.format(ids=", ".join("?" * len(part))), part)
        return found

    return ask


def read(database: Database, record: type[R], rest: str = "", params: Sequence[Any] = ()) -> list[R]:
    """All records of a kind, or those that the rest of the statement leaves, in its order."""
    names = tuple(record.__annotations__)
    columns = ", ".join(f'"{name}"' for name in names)
    rows = database.sql(f'SELECT {columns} FROM "{KINDS[record]}" {rest}', params)
    return [record(**dict(zip(names, row, strict=True))) for row in rows]


def users(database: Database) -> list[User]:
    """Everybody, by name."""
    return sorted(read(database, User), key=lambda user: fold(user.name))


def pipeline(database: Database, pipeline_id: int | None = None) -> Pipeline:
    """The pipeline with this id; the first where none is given or it is gone."""
    pipelines = read(database, Pipeline, "ORDER BY position, id")
    if not pipelines:
        raise NotFound("this database has no pipeline")
    return next((found for found in pipelines if found.id == pipeline_id), pipelines[0])


def stages(database: Database, pipeline_id: int | None = None) -> list[Stage]:
    """Stages from left to right, those of the first pipeline first."""
    where, params = ("", ()) if pipeline_id is None else ("WHERE pipeline_id = ?", (pipeline_id,))
    of = "(SELECT p.position FROM pipeline AS p WHERE p.id = pipeline_id)"
    return read(database, Stage, f"{where} ORDER BY {of}, pipeline_id, position, id", params)
