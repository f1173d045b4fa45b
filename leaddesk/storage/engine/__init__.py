"""All that is SQLite's own: opening a file, waiting for a turn to write, errors, copies. The rest is plain peewee."""

from leaddesk.storage.engine.creating import create, remove
from leaddesk.storage.engine.database import Database, Row
from leaddesk.storage.engine.driver import sqlite_connect, sqlite_version
from leaddesk.storage.engine.meanings import IN_USE, translate
from leaddesk.storage.engine.migrating import migrate
from leaddesk.storage.engine.presence import Presence

__all__ = [
    "IN_USE",
    "Database",
    "Presence",
    "Row",
    "create",
    "migrate",
    "remove",
    "sqlite_connect",
    "sqlite_version",
    "translate",
]
