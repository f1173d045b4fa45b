"""All that is SQLite's own: opening a file, waiting for a turn to write, errors, copies. The rest is plain peewee."""

from leaddesk.storage.engine.creating import create, remove
from leaddesk.storage.engine.database import Database, Row
from leaddesk.storage.engine.driver import library_version, sqlite_connect
from leaddesk.storage.engine.meanings import IN_USE, translate
from leaddesk.storage.engine.migrating import migrate
from leaddesk.storage.engine.presence import Presence
from leaddesk.storage.engine.structure import quick_problems, reference_problems, structure_problems

__all__ = [
    "IN_USE",
    "Database",
    "Presence",
    "Row",
    "create",
    "library_version",
    "migrate",
    "quick_problems",
    "reference_problems",
    "remove",
    "sqlite_connect",
    "structure_problems",
    "translate",
]
