"""All that is SQLite's own: opening a file, waiting for a turn to write, errors, copies. The rest is plain peewee.

What most need stands here; the rest is imported from its module, so that a window that opens loads no more than that.
"""

from leaddesk.storage.engine.database import Database, Row
from leaddesk.storage.engine.driver import library_version, sqlite_connect
from leaddesk.storage.engine.meanings import in_use_errors, translate

__all__ = ["Database", "Row", "in_use_errors", "library_version", "sqlite_connect", "translate"]
