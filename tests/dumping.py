"""Whole tables as plain values, to tell whether two states of a database are the same."""

from typing import Any

from leaddesk.domain.records import Kind
from leaddesk.storage.engine import Database
from leaddesk.storage.rows import SEARCHED, columns

Dump = dict[str, list[tuple[Any, ...]]]


def dump(database: Database) -> Dump:
    """Every row of every business table, without `version`, which only rises, with what the search looks at."""
    found = {}
    for kind in Kind:
        names = [name for name in columns(kind) if name != "version"] + (["folded"] if kind in SEARCHED else [])
        chosen = ", ".join(f'"{name}"' for name in names)
        found[kind.value] = database.sql(f'SELECT {chosen} FROM "{kind}" ORDER BY id')
    return found


def journal_size(database: Database) -> tuple[int, int, int]:
    """(operations, images, number of the last commit)"""
    counts = "SELECT (SELECT count(*) FROM operation), (SELECT count(*) FROM row_change), commit_seq FROM meta"
    [row] = database.sql(counts)
    return row[0], row[1], row[2]
