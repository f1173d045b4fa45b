"""Whether the file itself is sound: its pages, and references from row to row."""

from leaddesk.domain.errors import Damaged
from leaddesk.storage.engine.database import Database

_ENOUGH = 5  # faults that a quick look tells


def structure_problems(database: Database) -> list[str]:
    """A sentence for every fault of the pages, tables and indexes; reads the whole file."""
    return _told(database, "PRAGMA integrity_check")


def reference_problems(database: Database) -> list[str]:
    """A sentence for every reference to a row that does not exist."""
    return [
        f"{table} {row} refers to a {parent} that does not exist"
        for table, row, parent, _ in database.sql("PRAGMA foreign_key_check")
    ]


def quick_problems(database: Database) -> list[str]:
    """The first faults of the structure, without what costs time: whether indexes fit, and references."""
    return _told(database, f"PRAGMA quick_check({_ENOUGH})")


def _told(database: Database, question: str) -> list[str]:
    try:
        rows = database.sql(question)
    except Damaged as problem:  # too broken even to be checked
        return [f"the file's structure: {problem.what}"]
    return [f"the file's structure: {row[0]}" for row in rows if row[0] != "ok"]
