"""Everything that must hold in a sound database."""

import zlib

from leaddesk.domain.errors import Damaged
from leaddesk.storage.engine import Database
from leaddesk.storage.journal import decode
from leaddesk.storage.tables import OperationTable, RowChangeTable

# Beside those that the tables themselves keep, which the structure's check looks at.
_RULES = (
    (
        "SELECT count(*) FROM deal WHERE status <> 'open' AND closed_at IS NULL",
        "{n} closed deals have no closing day",
    ),
    (
        (
            "SELECT count(*) FROM tagging WHERE (contact_id IS NOT NULL) + (company_id IS NOT NULL)"
            " + (lead_id IS NOT NULL) + (deal_id IS NOT NULL) <> 1"
        ),
        "{n} taggings belong to no record or to several",
    ),
    (
        "SELECT count(*) FROM operation WHERE seq > (SELECT commit_seq FROM meta)",
        "{n} operations are numbered beyond the last commit",
    ),
    (
        (
            "SELECT count(*) FROM operation AS o WHERE o.changes > 0 AND NOT EXISTS"
            " (SELECT 1 FROM row_change AS r WHERE r.operation_id = o.id)"
        ),
        "{n} operations have no images",
    ),
)


def problems(database: Database) -> list[str]:
    """A sentence for everything that is wrong; none if the database is sound."""
    found = _structure(database)
    if found:
        return found
    for table, row, parent, _ in database.sql("PRAGMA foreign_key_check"):
        found.append(f"{table} {row} refers to a {parent} that does not exist")
    for statement, sentence in _RULES:
        count = database.sql(statement)[0][0]
        if count:
            found.append(sentence.format(n=count))
    return found + _unreadable_images(database)


def _structure(database: Database) -> list[str]:
    try:
        rows = database.sql("PRAGMA integrity_check")
    except Damaged as problem:  # too broken even to be checked
        return [f"the file's structure: {problem.what}"]
    return [f"the file's structure: {row[0]}" for row in rows if row[0] != "ok"]


def _unreadable_images(database: Database) -> list[str]:
    r = RowChangeTable
    found = []
    for (operation,) in database.rows(OperationTable.select(OperationTable.id)):
        query = r.select(r.table_name, r.action, r.images).where(r.operation == operation)
        try:
            for row in database.rows(query):
                decode(*row)
        except (ValueError, TypeError, KeyError, zlib.error):
            found.append(f"the images of operation {operation} cannot be read")
    return found
