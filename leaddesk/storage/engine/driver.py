"""The SQLite library in use, and how a file is connected to."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

BUSY_TIMEOUT = 0.25  # seconds that SQLite itself waits; beyond that we retry, so that we can stop and tell
PRAGMAS = (
    ("foreign_keys", 1),
    ("synchronous", "FULL"),
    ("cell_size_check", 1),
    ("trusted_schema", 0),
    ("cache_size", -16000),
)

driver: Any
try:
    from pysqlite3 import dbapi2 as _current  # brings a current SQLite where it has a wheel
except ImportError:
    import sqlite3

    driver = sqlite3
else:
    driver = _current
# The driver looks in many places for what None could be adapted to: the answer at once makes NULL ten times faster.
driver.register_adapter(type(None), lambda none: none)


def sqlite_connect(path: Path, mode: str = "rwc", pragmas: Iterable[tuple[str, Any]] = ()) -> Any:
    """A connection in autocommit mode; `mode` is that of SQLite's file names."""
    uri = f"file:{quote(str(path.absolute()))}?mode={mode}"
    connection = driver.connect(uri, uri=True, isolation_level=None, timeout=BUSY_TIMEOUT)
    try:
        for name, value in pragmas:
            connection.execute(f"PRAGMA {name} = {value}")
    except BaseException:
        connection.close()
        raise
    return connection


def library_version() -> str:
    """Name and version of the library in use: 'SQLite 3.53.4'."""
    return f"SQLite {driver.sqlite_version}"
