"""Whole records by id or condition."""

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar, cast

from leaddesk.domain.records import KINDS, RECORDS, Kind, Record
from leaddesk.storage.engine import Database, Row
from leaddesk.storage.merging import missing
from leaddesk.storage.queries.plain import in_chunks
from leaddesk.storage.rows import columns, field_of, fields, maker
from leaddesk.storage.statement import Statement
from leaddesk.storage.tables import TABLES

R = TypeVar("R", bound=Record)


def select(
    database: Database,
    record: type[R],
    where: Any = None,
    *,
    order: Sequence[Any] = (),
    limit: int | None = None,
) -> list[R]:
    """Records that meet a condition."""
    kind = KINDS[record]
    query = TABLES[kind].select(*fields(kind))
    if where is not None:
        query = query.where(where)
    if order:
        query = query.order_by(*order)
    if limit is not None:
        query = query.limit(limit)
    names = columns(kind)
    return [record(**dict(zip(names, row, strict=True))) for row in database.rows(query)]


def by_ids(database: Database, record: type[R], ids: Sequence[int]) -> list[R]:
    """The records with these ids, in this order; ids that are gone are left out."""
    key = field_of(KINDS[record], "id")
    found = {item.id: item for part in in_chunks(ids) for item in select(database, record, key.in_(part))}
    return [found[number] for number in ids if number in found]


def get(database: Database, record: type[R], record_id: int) -> R:
    """The record with this id; NotFound if there never was one, Gone if it was deleted."""
    kind = KINDS[record]
    return live(database, cast(R, maker(kind)(row(database, kind, record_id))))


def row(database: Database, kind: Kind, record_id: int) -> Row:
    """One record's database values in the order of its fields, also from the trash; NotFound if there is none."""
    found = database.run(_by_id(kind), record_id=record_id)
    if not found:
        raise missing(database, kind, record_id, None)
    return found[0]


@cache
def _by_id(kind: Kind) -> Statement:
    return Statement(lambda record_id: TABLES[kind].select(*fields(kind)).where(field_of(kind, "id") == record_id))


def live(database: Database, record: R) -> R:
    """The same record; Gone if it lies in the trash."""
    if getattr(record, "deleted_at", None) is not None:
        raise missing(database, KINDS[type(record)], record.id, record)
    return record


def current_rows(
    database: Database, kind: Kind, names: Sequence[str], ids: Sequence[int]
) -> dict[int, tuple[Any, ...]]:
    """Database values of the columns for each id that exists."""
    selected = ", ".join(f'"{name}"' for name in ("id", *names))
    found: dict[int, tuple[Any, ...]] = {}
    for part in in_chunks(ids):
        marks = ", ".join("?" * len(part))
        for row in database.sql(f'SELECT {selected} FROM "{kind}" WHERE id IN ({marks})', part):
            found[row[0]] = row[1:]
    return found


def find(database: Database, record_id: int) -> tuple[Kind, Record] | None:
    """Any record by its id, whatever its kind."""
    for kind, record in RECORDS.items():
        found: list[Record] = list(by_ids(database, record, [record_id]))
        if found:
            return kind, found[0]
    return None
