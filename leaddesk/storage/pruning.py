"""Throwing away the images of old operations, a little at a time, so that the file does not grow for ever.

No operation needs the images of another: undo writes back its own, redo those of the undo. What stays is the way of
each deal through the stages, which timelines and reports read from the images, with what removed stages were called.
"""

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import peewee as pw

from leaddesk.domain.ids import first_at
from leaddesk.domain.records import Kind
from leaddesk.storage.engine import Database
from leaddesk.storage.journal import Action, decode
from leaddesk.storage.tables import OperationTable as O
from leaddesk.storage.tables import RowChangeTable as R

_WAY = {"stage_id", "status"}


def oldest_kept(database: Database, before: datetime, limit: int) -> list[int]:
    """Ids of operations from before that moment whose images are kept, the oldest first.

    Ids rise with time, so the images, which lie in the order of their operations, are looked through to there only.
    """
    old = (O.pruned == 0) & (O.at < before) & (R.operation < first_at(before))
    query = R.select(R.operation).join(O).where(old).order_by(R.operation).distinct().limit(limit)
    return [row[0] for row in database.rows(query)]


def prune(database: Database, operations: Sequence[int], seconds: float) -> int:
    """Prune these operations in one transaction of about that length at most; how many were done, at least one."""
    staying = _ways(database, operations)  # looked up before anybody has to wait
    database.begin()
    try:
        deadline = time.monotonic() + seconds
        done = 0
        for number in operations:
            go: Any = R.operation == number
            if number in staying:
                go &= R.n.not_in(staying[number])
            database.execute(R.delete().where(go))
            database.execute(O.update(pruned=1).where(O.id == number))
            done += 1
            if time.monotonic() > deadline:
                break
        database.commit()
    finally:
        database.rollback()
    return done


def kept(database: Database) -> tuple[int, int, int, datetime | None]:
    """(operations, those whose images are kept, bytes of images, time of the oldest of these)."""
    [(operations,)] = database.rows(O.select(pw.fn.COUNT(O.id)))
    [(whole,)] = database.rows(O.select(pw.fn.COUNT(O.id)).where(O.pruned == 0))
    [(size,)] = database.rows(R.select(pw.fn.COALESCE(pw.fn.SUM(pw.fn.LENGTH(R.images)), 0)))
    first = database.row(R.select(O.at).join(O).where(O.pruned == 0).order_by(R.operation))
    return operations, whole, size, first[0] if first else None


def _ways(database: Database, operations: Sequence[int]) -> dict[int, list[int]]:
    """Entries of operations that tell how deals went from stage to stage, and the names of stages that are gone."""
    written = R.select(R.operation, R.n, R.table_name, R.action).where(R.operation.in_(operations))
    found: dict[int, list[int]] = {}
    for operation, n, table, action in database.rows(written):
        if (table, action) == (Kind.STAGE.value, Action.DELETE.value):
            found.setdefault(operation, []).append(n)
        elif (table, action) == (Kind.DEAL.value, Action.UPDATE.value):
            [(images,)] = database.rows(R.select(R.images).where(R.operation == operation, R.n == n))
            if _WAY & set(decode(table, action, images).columns):
                found.setdefault(operation, []).append(n)
    return found
