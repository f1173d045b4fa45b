"""One connection to a database file.

A `Database` belongs to the thread that opened it. Every call translates the database's errors into the domain's
sentences.
"""

import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from leaddesk.domain import errors
from leaddesk.storage.engine.driver import PRAGMAS, peewee_on, sqlite_connect
from leaddesk.storage.engine.file_header import check_header, is_protected, side_file
from leaddesk.storage.engine.meanings import ERRORS, translate, translated
from leaddesk.storage.tables import APPLICATION_ID, SCHEMA_VERSION, MetaTable

WRITE_PATIENCE = 15.0  # seconds until Busy is raised
Row = tuple[Any, ...]


class Database:
    """One connection to one file, for the thread that made it.

    `protected` files are opened so that not a byte of them or beside them can change.
    """

    def __init__(self, path: Path, *, query_only: bool = False) -> None:
        check_header(path, APPLICATION_ID, SCHEMA_VERSION)
        self.path = path
        self.protected = is_protected(path)
        pragmas = (*PRAGMAS, *([("query_only", 1)] if query_only else []))
        # Immutable: nothing appears beside it; a write-ahead log must be read as well, but not be worked in.
        mode = "rw" if not self.protected else "ro" if side_file(path, "-wal").exists() else "ro&immutable=1"
        self._peewee = peewee_on(path, mode, pragmas)
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
        with translated(target):
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
            except ERRORS as problem:
                if not isinstance(translate(problem, self.path), errors.Busy) or time.monotonic() > deadline:
                    raise
            threading.Event().wait(random.uniform(0.01, 0.06))

    def _translated(self) -> AbstractContextManager[None]:
        return translated(self.path)
