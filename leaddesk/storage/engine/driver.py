"""The SQLite library in use, and how a file is connected to."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import peewee as pw

BUSY_TIMEOUT = 0.25  # seconds that SQLite itself waits; beyond that we retry, so that we can stop and tell
PRAGMAS = (
    ("foreign_keys", 1),
    ("synchronous", "FULL"),
    ("cell_size_check", 1),
    ("trusted_schema", 0),
    ("cache_size", -16000),
)

driver: Any = vars(pw)["sqlite3"]  # pysqlite3 where it is newer than the standard library's
# The driver looks in many places for what None could be adapted to: the answer at once makes NULL ten times faster.
driver.register_adapter(type(None), lambda none: none)


def sqlite_connect(path: Path, mode: str = "rwc") -> Any:
    """A bare connection of the same SQLite library that peewee uses, in autocommit mode."""
    return driver.connect(_uri(path, mode), uri=True, isolation_level=None, timeout=BUSY_TIMEOUT)


def peewee_on(path: Path, mode: str, pragmas: Iterable[tuple[str, Any]]) -> pw.SqliteDatabase:
    """peewee's database on a file, not connected yet; `mode` is that of SQLite's file names."""
    return pw.SqliteDatabase(
        _uri(path, mode), pragmas=list(pragmas), timeout=BUSY_TIMEOUT, uri=True, autoconnect=False, thread_safe=True
    )


def library_version() -> str:
    """Name and version of the library in use: 'SQLite 3.53.4'."""
    return f"SQLite {driver.sqlite_version}"


def _uri(path: Path, mode: str) -> str:
    return f"file:{quote(str(path.absolute()))}?mode={mode}"
