"""Opening a database file and speaking to it: all that is SQLite's own is here.

A `Database` belongs to the thread that opened it. Every call translates the database's errors into the domain's
sentences, in one place.
"""

import random
import sqlite3
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import peewee as pw

from leaddesk.domain import errors
from leaddesk.storage.file_header import check_header, is_protected, side_file
from leaddesk.storage.tables import ALL_TABLES, APPLICATION_ID, INDEXES, SCHEMA_VERSION, MetaTable

BUSY_TIMEOUT = 0.25  # seconds that SQLite itself waits; beyond that we retry, so that we can stop and tell
WRITE_PATIENCE = 15.0  # seconds until Busy is raised
_PRAGMAS = (
    ("foreign_keys", 1),
    ("synchronous", "FULL"),
    ("cell_size_check", 1),
    ("trusted_schema", 0),
    ("cache_size", -16000),
)
Row = tuple[Any, ...]

_driver: Any = vars(pw)["sqlite3"]  # pysqlite3 where it is newer than the standard library's
# The driver looks in many places for what None could be adapted to: the answer at once makes NULL ten times faster.
_driver.register_adapter(type(None), lambda none: none)
_ERRORS: tuple[type[BaseException], ...] = (
    *(pw.PeeweeException, sqlite3.Error, _driver.Error),
    *(OverflowError, UnicodeEncodeError),  # a number or text that no column can hold
)
# A row that is still referred to, or two rows where one may be.
IN_USE: tuple[type[BaseException], ...] = (pw.IntegrityError, sqlite3.IntegrityError, _driver.IntegrityError)


def translate(problem: BaseException, path: Path) -> errors.UserError | None:
    """The user's side of a database error, found anywhere in the exception chain; None: it is our mistake."""
    if isinstance(problem, OverflowError):
        return errors.Invalid("a number is too large to be kept", todo="check the number")
    if isinstance(problem, UnicodeEncodeError):
        return errors.Invalid("the text holds a character that cannot be kept", todo="type it again")
    link: BaseException | None = problem
    seen: set[int] = set()
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        name = getattr(link, "sqlite_errorname", None) or _NAMES.get(str(link), "")
        for prefix, kind, what, todo in _MEANINGS:
            if name.startswith(prefix):
                return kind(what.format(path=path), "nothing was saved", todo)
        link = link.__cause__ or link.__context__
    return None


_MEANINGS: tuple[tuple[str, type[errors.UserError], str, str], ...] = (
    ("SQLITE_FULL", errors.DiskFull, "the disk that holds {path} is full", "free some space and try again"),
    # Only "no space left" comes as FULL; a quota or a limit is an error of writing.
    *(
        (name, errors.DiskFull, "the disk that holds {path} takes no more", "free some space and try again")
        for name in ("SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_WRITE")
    ),
    (
        "SQLITE_READONLY",
        errors.ReadOnly,
        "{path} or its folder cannot be written",
        "change its permissions or work on a copy",
    ),
    (
        "SQLITE_BUSY",
        errors.Busy,
        "somebody else has been saving to {path} for a long time",
        "try again in a moment",
    ),
    ("SQLITE_CORRUPT", errors.Damaged, "{path} is damaged", "open a backup of it"),
    ("SQLITE_NOTADB", errors.NotADatabase, "{path} is not a LeadDesk file", "choose a .leaddesk file"),
    ("SQLITE_CANTOPEN", errors.CannotOpen, "{path} cannot be opened", "check the folder and its permissions"),
    ("SQLITE_IOERR", errors.CannotOpen, "the disk that holds {path} does not answer", "check the connection"),
)

# The driver's backup raises errors without a name.
_NAMES = {
    "database or disk is full": "SQLITE_FULL",
    "disk I/O error": "SQLITE_IOERR_WRITE",
    "unable to open database file": "SQLITE_CANTOPEN",
    "database is locked": "SQLITE_BUSY",
    "attempt to write a readonly database": "SQLITE_READONLY",
}


class Database:
    """One connection to one file, for the thread that made it.

    `protected` files are opened so that not a byte of them or beside them can change.
    """

    def __init__(self, path: Path, *, query_only: bool = False) -> None:
        check_header(path, APPLICATION_ID, SCHEMA_VERSION)
        self.path = path
        self.protected = is_protected(path)
        pragmas = (*_PRAGMAS, *([("query_only", 1)] if query_only else []))
        # Immutable: nothing appears beside it; a write-ahead log must be read as well, but not be worked in.
        mode = "rw" if not self.protected else "ro" if side_file(path, "-wal").exists() else "ro&immutable=1"
        self._peewee = _sqlite(path, mode, pragmas)
        with self._translated():
            self._patiently(self._peewee.connect)
            connect: Any = self._peewee.connection
            self._connection = connect()

    def close(self) -> None:
        with self._translated():
            self._peewee.close()

    def rows(self, query: Any) -> list[Row]:
        """All rows of a peewee query, as tuples of Python values."""
        with self._translated():
            return list(query.bind(self._peewee).tuples())

    def row(self, query: Any) -> Row | None:
        """The first row of a peewee query, or None."""
        found = self.rows(query.limit(1))
        return found[0] if found else None

    def execute(self, query: Any) -> int:
        """Run an insert, update or delete; the number of rows it changed."""
        with self._translated():
            sql, params = query.bind(self._peewee).sql()
            return int(self._connection.execute(sql, params).rowcount)

    def sql(self, statement: str, params: Sequence[Any] = ()) -> list[Row]:
        """All rows of a statement that peewee has no words for."""
        with self._translated():
            return list(self._connection.execute(statement, params).fetchall())

    def execute_many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """The same statement for many rows, without a query builder between."""
        with self._translated():
            self._connection.executemany(statement, rows)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Several reads that see the same state."""
        if self._connection.in_transaction:
            yield
            return
        with self._translated():
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                self.rollback()

    def begin(self) -> int:
        """Start the one writing transaction; returns its number in the order of commits.

        Raises Busy after 15 seconds of waiting for another writer, DiskFull, ReadOnly; then nothing was started.
        """
        if self.protected:
            raise errors.ReadOnly(
                f"{self.path} is write-protected",
                "nothing was saved",
                "change its permissions or work on a copy",
            )
        with self._translated():
            self._patiently(lambda: self._connection.execute("BEGIN IMMEDIATE"))
            try:
                self._connection.execute("UPDATE meta SET commit_seq = commit_seq + 1")
                return int(self._connection.execute("SELECT commit_seq FROM meta").fetchone()[0])
            except BaseException:
                self.rollback()
                raise

    def commit(self) -> None:
        """Make the transaction durable; when this returns it is on the disk."""
        with self._translated():
            self._patiently(lambda: self._connection.execute("COMMIT"))

    def rollback(self) -> None:
        """Forget the transaction; harmless if the database already did."""
        with self._translated():
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    def backup(self, target: Path) -> None:
        """A complete copy of the committed state, in one step, as a plain single file."""
        with _translated(target):
            copy = sqlite_connect(target)
            try:
                self._connection.backup(copy, pages=-1)
                copy.execute("PRAGMA journal_mode = DELETE")
            finally:
                copy.close()

    def meta(self) -> Row:
        """(file_uuid, currency, created_at, commit_seq)"""
        found = self.row(
            MetaTable.select(MetaTable.file_uuid, MetaTable.currency, MetaTable.created_at, MetaTable.commit_seq)
        )
        if found is None:
            raise errors.Damaged(f"{self.path} has lost its first page of facts", todo="open a backup of it")
        return found

    def _patiently(self, attempt: Callable[[], Any]) -> None:
        deadline = time.monotonic() + WRITE_PATIENCE
        while True:
            try:
                attempt()
                return
            except _ERRORS as problem:
                if not isinstance(translate(problem, self.path), errors.Busy) or time.monotonic() > deadline:
                    raise
            threading.Event().wait(random.uniform(0.01, 0.06))

    def _translated(self) -> AbstractContextManager[None]:
        return _translated(self.path)


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except _ERRORS as problem:
        meaning = translate(problem, path)
        if meaning is None:
            raise
        raise meaning from problem


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
        with _translated(path):
            _write_schema(path, now, currency)
    except BaseException:
        remove(path)
        raise


def remove(path: Path) -> None:
    """Forget a database and what SQLite keeps beside it."""
    for file in (path, *(side_file(path, suffix) for suffix in ("-wal", "-shm", "-journal"))):
        file.unlink(missing_ok=True)


def _write_schema(path: Path, now: datetime, currency: str) -> None:
    database: Any = _sqlite(path, "rw", ())
    with closing(database):
        database.connect()
        _make_tables(database, now, currency)


def _make_tables(database: Any, now: datetime, currency: str) -> None:
    connection = database.connection()
    # WAL is stored in the file: set it last, so that a kill before leaves a file that is not taken for a database.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("BEGIN IMMEDIATE")
    with database.bind_ctx(ALL_TABLES):
        for table in ALL_TABLES:
            table.create_table(safe=False)
        for statement in INDEXES:
            connection.execute(statement)
        MetaTable.insert(
            id=1,
            schema_version=SCHEMA_VERSION,
            commit_seq=0,
            file_uuid=str(uuid.uuid4()),
            created_at=now,
            currency=currency,
        ).execute()
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode = WAL")


def sqlite_connect(path: Path) -> Any:
    """A bare connection of the same SQLite library that peewee uses, in autocommit mode."""
    return _driver.connect(str(path), isolation_level=None)


def _sqlite(path: Path, mode: str, pragmas: Iterable[tuple[str, Any]]) -> pw.SqliteDatabase:
    uri = f"file:{quote(str(path.absolute()))}?mode={mode}"
    return pw.SqliteDatabase(
        uri, pragmas=list(pragmas), timeout=BUSY_TIMEOUT, uri=True, autoconnect=False, thread_safe=True
    )


def sqlite_version() -> str:
    """The version of the SQLite library in use."""
    return str(_driver.sqlite_version)
