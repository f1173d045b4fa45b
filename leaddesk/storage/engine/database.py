"""One connection to a database file.

A `Database` belongs to the thread that opened it. Every call translates the database's errors into the domain's
sentences.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any

from leaddesk.domain import errors
from leaddesk.storage.engine.driver import PRAGMAS, peewee_on
from leaddesk.storage.engine.file_header import check_header, check_schema, is_wal, open_mode, why_protected
from leaddesk.storage.engine.meanings import ERRORS, translate, translated
from leaddesk.storage.engine.migrating import leave_wal
from leaddesk.storage.engine.place import find_place
from leaddesk.storage.engine.presence import Presence
from leaddesk.storage.engine.turn import Turn
from leaddesk.storage.statement import Statement
from leaddesk.storage.tables import APPLICATION_ID, SCHEMA_VERSION, MetaTable

Row = tuple[Any, ...]


class Database:
    """One connection to one file, for the thread that made it.

    `file_system` is its type as the window knows it, for systems that do not tell otherwise.
    `protected` files are opened so that not a byte of them or beside them can change.
    """

    def __init__(self, path: Path, *, query_only: bool = False, file_system: str = "") -> None:
        check_header(path, APPLICATION_ID, SCHEMA_VERSION)
        self.path = path
        self._meanings = translated(path)
        self.turn = Turn(path)
        self.place = find_place(path, told=file_system)
        self.why_protected = why_protected(path) or ("" if self.place.may_write else self.place.reason)
        pragmas = (*PRAGMAS, *([("query_only", 1)] if query_only else []))
        if not self.protected and self.place.journal_mode != "wal" and is_wal(path):
            leave_wal(path)
        self._peewee = peewee_on(path, open_mode(path, protected=self.protected), pragmas)
        with self._translated():
            self.turn.take(self._peewee.connect)
            connect: Any = self._peewee.connection
            self._connection = connect()
        try:
            self.check_version()  # the first page may not know yet what the log tells
        except BaseException:
            self.close()
            raise
        self._identity = _identity(path)
        self.presence: Presence | None = None  # where others are told that something is being saved
        self._is_saving = False

    @property
    def protected(self) -> bool:
        """Whether nothing can be saved; `why_protected` says why."""
        return bool(self.why_protected)

    def close(self) -> None:
        with self._translated():
            self._peewee.close()

    def rows(self, query: Any) -> list[Row]:
        """All rows of a peewee query, as tuples of Python values."""
        with self._translated():
            return self.turn.take(lambda: list(query.bind(self._peewee).tuples()))

    def row(self, query: Any) -> Row | None:
        """The first row of a peewee query, or None."""
        found = self.rows(query.limit(1))
        return found[0] if found else None

    def execute(self, query: Any) -> int:
        """Run an insert, update or delete; the number of rows it changed."""
        with self._translated():
            sql, params = query.bind(self._peewee).sql()
            return int(self._connection.execute(sql, params).rowcount)

    def run(self, statement: Statement, **values: Any) -> list[Row]:
        """All rows of a statement with these values, both as the database holds them; none of one that writes."""
        return self.sql(*statement(self._peewee, values))

    def sql(self, statement: str, params: Sequence[Any] = ()) -> list[Row]:
        """All rows of a statement that peewee has no words for."""
        with self._translated():
            return self.turn.take(lambda: list(self._connection.execute(statement, params).fetchall()))

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
            todo = "change its permissions or work on a copy" if self.place.may_write else ""
            raise errors.ReadOnly(self.why_protected.rstrip("."), "nothing was saved", todo)
        self.check_identity()
        with self._translated():
            self._take_turn()
            try:
                self._tell_saving(True)
                self._connection.execute("UPDATE meta SET commit_seq = commit_seq + 1")
                return int(self._connection.execute("SELECT commit_seq FROM meta").fetchone()[0])
            except BaseException:
                self.rollback()
                raise

    def commit(self) -> None:
        """Make the transaction durable; when this returns it is on the disk."""
        with self._translated():
            self.turn.take(lambda: self._connection.execute("COMMIT"))

    def rollback(self) -> None:
        """Forget the transaction; harmless if the database already did."""
        with self._translated():
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        self._tell_saving(False)

    def _take_turn(self) -> None:
        try:
            self.turn.take(lambda: self._connection.execute("BEGIN IMMEDIATE"))
        except ERRORS as problem:
            writer = self.presence.writer() if self.presence is not None else None
            if writer is None or not isinstance(translate(problem, self.path), errors.Busy):
                raise
            raise errors.Busy(
                f"{writer.name} on {writer.host} has been saving to {self.path} for a long time",
                "nothing was saved",
                "try again in a moment",
            ) from problem

    def _tell_saving(self, saving: bool) -> None:
        if self.presence is not None and saving != self._is_saving:
            self._is_saving = saving
            if saving:
                self.presence.start_saving()
            else:
                self.presence.end_saving()

    def check_identity(self) -> None:
        """Return if the path still leads to the file that was opened; else Missing or FileReplaced.

        Without this a file that was renamed or replaced would be read, and even written, unseen by everybody else.
        """
        found = _identity(self.path)
        if found is None:
            raise errors.Missing(
                f"{self.path} is not there any more: it was deleted or renamed, or its folder is not connected",
                "nothing was saved",
                "put it back or connect the folder, or open a backup",
            )
        if found != self._identity:
            raise errors.FileReplaced(
                f"another file was put in the place of {self.path}", "nothing was saved", "open it again"
            )

    def check_version(self) -> None:
        """Return if the tables are those that we know; else NewerFile or OlderFile."""
        [[version]] = self.sql("PRAGMA user_version")
        check_schema(self.path, version, SCHEMA_VERSION)
        if version < SCHEMA_VERSION:
            raise errors.OlderFile(f"{self.path} was made by an older LeadDesk", todo="open it once to update it")

    def state(self) -> tuple[int, str]:
        """(number of the last commit, generation): how far the file has come."""
        found = self.row(MetaTable.select(MetaTable.commit_seq, MetaTable.generation))
        if found is None:
            raise self._without_facts()
        return found[0], found[1]

    def moved(self) -> int | None:
        """A number that is another after somebody else's commit; None while somebody is in the way. Never waits."""
        with suppress(*ERRORS):
            return int(self._connection.execute("PRAGMA data_version").fetchone()[0])
        return None

    def meta(self) -> Row:
        """(file_uuid, currency, created_at, commit_seq)"""
        found = self.row(
            MetaTable.select(MetaTable.file_uuid, MetaTable.currency, MetaTable.created_at, MetaTable.commit_seq)
        )
        if found is None:
            raise self._without_facts()
        return found

    def _without_facts(self) -> errors.Damaged:
        return errors.Damaged(f"{self.path} has lost its first page of facts", todo="open a backup of it")

    def _translated(self) -> AbstractContextManager[None]:
        return self._meanings


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells a file from another of the same name; None if there is none."""
    try:
        facts = path.stat()
    except OSError:
        return None
    return facts.st_dev, facts.st_ino
