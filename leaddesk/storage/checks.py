"""Everything that must hold in a sound database."""

import json
import zlib

from leaddesk.storage.engine import Database
from leaddesk.storage.journal import decode
from leaddesk.storage.tables import OperationTable, RowChangeTable

_RULES = (
    (
        "SELECT count(*) FROM deal WHERE status = 'open' AND stage_id IS NULL",
        "{n} open deals stand in no stage",
    ),
    (
        "SELECT count(*) FROM deal WHERE status <> 'open' AND closed_at IS NULL",
        "{n} closed deals have no closing day",
    ),
    (
        "SELECT count(*) FROM followup WHERE (due_on IS NULL) = (due_at IS NULL)",
        "{n} follow-ups have no day or two",
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
            "SELECT count(*) FROM operation AS o WHERE NOT EXISTS"
            " (SELECT 1 FROM row_change AS r WHERE r.operation_id = o.id)"
        ),
        "{n} operations have no images",
    ),
)


def problems(database: Database) -> list[str]:
    """A sentence for everything that is wrong; none if the database is sound."""
    found = [f"the file's structure: {row[0]}" for row in database.sql("PRAGMA integrity_check") if row[0] != "ok"]
    if found:
        return found
    for table, row, parent, _ in database.sql("PRAGMA foreign_key_check"):
        found.append(f"{table} {row} refers to a {parent} that does not exist")
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
        except (ValueError, KeyError, zlib.error, json.JSONDecodeError):
            found.append(f"the images of operation {operation} cannot be read")
    return found
