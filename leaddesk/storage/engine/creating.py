"""Making a new database, and forgetting one."""

import uuid
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from leaddesk.domain import errors
from leaddesk.storage.engine.builder import Builder
from leaddesk.storage.engine.driver import sqlite_connect
from leaddesk.storage.engine.file_header import side_file
from leaddesk.storage.engine.meanings import translated
from leaddesk.storage.engine.place import find_place
from leaddesk.storage.indexes import INDEXES
from leaddesk.storage.schema import APPLICATION_ID, SCHEMA_VERSION
from leaddesk.storage.tables import ALL_TABLES, MetaTable


def create(path: Path, *, now: datetime, currency: str) -> None:
    """Make a new, empty database; CannotOpen if something is there, the folder is missing or the disk refuses."""
    try:
        path.open("xb").close()  # whoever makes the file owns it: two at a time cannot both
    except FileExistsError as problem:
        raise errors.CannotOpen(f"{path} already exists", todo="choose another name") from problem
    except FileNotFoundError as problem:
        raise errors.CannotOpen(f"the folder {path.parent} does not exist", todo="make it first") from problem
    except OSError as problem:
        raise errors.CannotOpen(f"{path} cannot be made ({problem.strerror})", todo="choose another place") from problem
    try:
        with translated(path):
            _write_schema(path, now, currency)
    except BaseException:
        remove(path)
        raise


def remove(path: Path) -> None:
    """Forget a database and what SQLite keeps beside it."""
    for file in (path, *(side_file(path, suffix) for suffix in ("-wal", "-shm", "-journal", "-locks"))):
        file.unlink(missing_ok=True)


def _write_schema(path: Path, now: datetime, currency: str) -> None:
    with closing(sqlite_connect(path, "rw")) as connection:
        _make_tables(connection, Builder(path, connection), now, currency, find_place(path).journal_mode)


def _make_tables(connection: Any, builder: Builder, now: datetime, currency: str, journal_mode: str) -> None:
    # WAL is stored in the file: set it last, so that a kill before leaves a file that is not taken for a database.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("BEGIN IMMEDIATE")
    with builder.bind_ctx(ALL_TABLES):
        for table in ALL_TABLES:
            table.create_table(safe=False)
        for statement in INDEXES:
            connection.execute(statement)
        MetaTable.insert(
            id=1,
            schema_version=SCHEMA_VERSION,
            commit_seq=0,
            file_uuid=str(uuid.uuid4()),
            generation=str(uuid.uuid4()),
            created_at=now,
            currency=currency,
        ).execute()
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("COMMIT")
    connection.execute(f"PRAGMA journal_mode = {journal_mode}")
