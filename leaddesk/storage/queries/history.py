"""Operations that meet a filter, in pages; fast however long the history is."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from leaddesk.domain.history import OperationEntry
from leaddesk.domain.operations import Operation, describe
from leaddesk.domain.people import fold
from leaddesk.domain.records import Kind
from leaddesk.storage import journal
from leaddesk.storage.engine import Database
from leaddesk.storage.tables import OperationTable as O

LOOKED_AT = 10_000  # operations whose sentences are read in one call
_TOGETHER = 1000


def by_person(user_id: int | None, name: str) -> Any:
    """What a user did; without an id, what was done under that name by nobody in particular."""
    if user_id is not None:
        return O.user == user_id
    return O.user.is_null() & (O.user_name == name)


def of_kinds(kinds: Sequence[Operation]) -> Any:
    return O.kind.in_([kind.value for kind in kinds])


def on_record(database: Database, kind: Kind, record_id: int) -> Any:
    """What touched a record, as far as that is kept."""
    return O.id.in_(journal.operations_on(database, kind, record_id))


def between(start: datetime | None, end: datetime | None) -> Any:
    """From the first moment on, and before the second; None if both are open."""
    where: Any = None
    for condition in ((O.at >= start) if start else None, (O.at < end) if end else None):
        if condition is not None:
            where = condition if where is None else where & condition
    return where


def page(
    database: Database, where: Any, words: Sequence[str], start: int | None, limit: int, *, upwards: bool
) -> tuple[list[OperationEntry], int | None]:
    """Up to `limit` operations after number `start` in that direction, and where to go on (None: that was all).

    With words (folded) only those whose sentence holds all of them, among the next LOOKED_AT.
    """
    # First the numbers, which the index alone tells; the rows themselves are only read for the page.
    sought = O.select(O.id, O.seq).order_by(O.seq if upwards else O.seq.desc())
    if not words:
        rows = database.rows(_beyond(sought.limit(limit), where, start, upwards=upwards))
        return _entries(database, [row[0] for row in rows]), rows[-1][1] if len(rows) == limit else None
    ids: list[int] = []
    sought = sought.select_extend(O.kind, O.params).limit(_TOGETHER)
    for _ in range(LOOKED_AT // _TOGETHER):
        rows = database.rows(_beyond(sought, where, start, upwards=upwards))
        for number, start, kind, params in rows:
            if _holds(kind, params, words):
                ids.append(number)
                if len(ids) == limit:
                    return _entries(database, ids), start
        if len(rows) < _TOGETHER:
            return _entries(database, ids), None
    return _entries(database, ids), start


def _beyond(query: Any, where: Any, start: int | None, *, upwards: bool) -> Any:
    if where is not None:
        query = query.where(where)
    if start is not None:
        query = query.where(O.seq > start if upwards else O.seq < start)
    return query


def _holds(kind: str, params: str, words: Sequence[str]) -> bool:
    sentence = fold(describe(Operation(kind), json.loads(params)))
    return all(word in sentence for word in words)


def _entries(database: Database, ids: Sequence[int]) -> list[OperationEntry]:
    found = {entry.id: entry for entry in by_ids(database, ids)}
    return [found[number] for number in ids if number in found]


def by_ids(database: Database, ids: Sequence[int]) -> list[OperationEntry]:
    """The operations with these ids, the newest first; those that are gone are left out."""
    return journal.entries(database, where=O.id.in_(ids)) if ids else []


def authors(database: Database) -> list[tuple[int | None, str]]:
    """(user's id or None, name) of everybody who ever did something; of a user the name is empty."""
    users = database.rows(O.select(O.user).distinct())
    found: list[tuple[int | None, str]] = [(row[0], "") for row in users if row[0] is not None]
    if len(found) < len(users):
        names = database.rows(O.select(O.user_name).where(O.user.is_null()).distinct())
        found += [(None, row[0]) for row in names]
    return found
