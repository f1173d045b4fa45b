"""Everything that must hold in a sound database."""

import zlib

from leaddesk.storage.engine import Database
from leaddesk.storage.engine.structure import quick_problems, reference_problems, structure_problems
from leaddesk.storage.journal import decode
from leaddesk.storage.tables import OperationTable, RowChangeTable

__all__ = ["problems", "quick_problems"]

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
        "SELECT count(*) FROM (SELECT 1 FROM participant GROUP BY deal_id, contact_id HAVING count(*) > 1) AS twice",
        "{n} contacts stand twice with the same deal",
    ),
    (
        "SELECT count(*) FROM operation WHERE seq > (SELECT commit_seq FROM meta)",
        "{n} operations are numbered beyond the last commit",
    ),
    (
        "SELECT count(*) - count(DISTINCT seq) FROM operation",
        "{n} operations have the number of another",
    ),
    (
        (
            "SELECT count(*) FROM operation AS o WHERE o.changes > 0 AND o.pruned = 0 AND NOT EXISTS"
            " (SELECT 1 FROM row_change AS r WHERE r.operation_id = o.id)"
        ),
        "{n} operations have no images",
    ),
)


def problems(database: Database) -> list[str]:
    """A sentence for everything that is wrong; none if the database is sound."""
    broken = structure_problems(database)
    if broken:
        return broken
    found = reference_problems(database)
    for statement, sentence in _RULES:
        count = database.sql(statement)[0][0]
        if count:
            found.append(sentence.format(n=count))
    return found + _unreadable_images(database)


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
