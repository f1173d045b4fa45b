"""One connection to a database file.

A `Database` belongs to the thread that opened it. Every call translates the database's errors into the domain's
sentences.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leaddesk.domain import errors
from leaddesk.storage.engine import first_bytes
from leaddesk.storage.engine.driver import PRAGMAS, sqlite_connect
from leaddesk.storage.engine.file_header import check_header, check_schema, is_wal, open_mode, why_protected
from leaddesk.storage.engine.identity import Identity
from leaddesk.storage.engine.meanings import database_errors, translate, translated
from leaddesk.storage.engine.place import find_place
from leaddesk.storage.engine.turn import Turn
from leaddesk.storage.schema import APPLICATION_ID, SCHEMA_VERSION, TABLE_NAMES

if TYPE_CHECKING:
    from leaddesk.storage.engine.builder import Builder
    from leaddesk.storage.engine.presence import Presence
    from leaddesk.storage.statement import Statement

Row = tuple[Any, ...]
_AT_ONCE = 200  # rows
# In the words of the database a file that was taken away is one that lacks rights, or a disk that fails.
_MAY_BE_MOVED = (errors.CannotOpen, errors.ReadOnly, errors.ShareLost)


class Database:
    """One connection to one file, for the thread that made it.

    `file_system` is its type as the window knows it, for systems that do not tell otherwise.
    `protected` files are opened so that not a byte of them or beside them can change. Whatever a constructor that fails
    raises, it leaves nothing that was not there.
    """

    def __init__(self, path: Path, *, query_only: bool = False, file_system: str = "") -> None:
        check_header(path, APPLICATION_ID, SCHEMA_VERSION)
        self.path = path
        self.turn = Turn(path)
        self._reading, self._saving = translated(path, reading=True), translated(path)
        self._saved = self._number = 0  # the last commit that we know of, and the one that is being made
        self.place = find_place(path, told=file_system)
        self.why_protected = why_protected(path) or ("" if self.place.may_write else self.place.reason)
        pragmas = (*PRAGMAS, *([("query_only", 1)] if query_only else []))
        mode = open_mode(path, protected=self.protected)
        if not self.protected and self.place.journal_mode != "wal" and is_wal(path):
            from leaddesk.storage.engine.migrating import leave_wal

            leave_wal(path)
        self._identity = Identity(path, frozen="immutable" in mode)
        self._connection: Any = None
        self._entered = first_bytes.enter(path)
        try:
            with self._reading:
                self._connection = self.turn.take(lambda: sqlite_connect(path, mode, pragmas))
            self.check_version()  # the first page may not know yet what the log tells
            self._check_tables()
            if not self.protected:
                self._identity.note_log()
            self.check_identity()
            if not self.protected and not query_only:
                self._try_to_write()
        except BaseException:
            self.close()
            raise
        self.presence: Presence | None = None  # where others are told that something is being saved
        self._is_saving = False

    @property
    def protected(self) -> bool:
        """Whether nothing can be saved; `why_protected` says why."""
        return bool(self.why_protected)

    @cached_property
    def _builder(self) -> "Builder":
        from leaddesk.storage.engine.builder import Builder

        return Builder(self.path, self._connection)

    def close(self) -> None:
        """Let go of the file. One that was moved away takes with it what its log holds, and leaves no log behind."""
        if self._connection is not None:
            if self._identity.is_separated():
                self._complete()
                self._identity.remove_log()
            self.__dict__.pop("_builder", None)
            connection, self._connection = self._connection, None
            with self._saving:
                connection.close()
        entered, self._entered = self._entered, None
        first_bytes.leave(entered)

    def rows(self, query: Any) -> list[Row]:
        """All rows of a peewee query, as tuples of Python values."""
        with self._reading:
            return self.turn.take(lambda: list(query.bind(self._builder).tuples()))

    def row(self, query: Any) -> Row | None:
        """The first row of a peewee query, or None."""
        found = self.rows(query.limit(1))
        return found[0] if found else None

    def packed(self, query: Any, codes: str) -> list["array[Any]"]:
        """The columns of a peewee query of numbers, packed as these type codes of `array` say.

        Rows are taken a few at a time, so that no other thread waits long for the interpreter.
        """
        sql, params = query.bind(self._builder).sql()
        return self.packed_sql(sql, params, codes)

    def packed_sql(self, statement: str, params: Sequence[Any], codes: str) -> list["array[Any]"]:
        """The same of a statement."""

        def read() -> list["array[Any]"]:
            found: list[array[Any]] = [array(code) for code in codes]
            cursor = self._connection.execute(statement, params)
            while rows := cursor.fetchmany(_AT_ONCE):
                for column, values in zip(found, zip(*rows, strict=True), strict=True):
                    column.extend(values)
            return found

        with self._reading:
            return self.turn.take(read)

    def execute(self, query: Any) -> int:
        """Run an insert, update or delete; the number of rows it changed."""
        with self._saving:
            sql, params = query.bind(self._builder).sql()
            return int(self._connection.execute(sql, params).rowcount)

    def run(self, statement: "Statement", **values: Any) -> list[Row]:
        """All rows of a statement with these values, both as the database holds them; none of one that writes."""
        return self.sql(*statement(self._builder, values))

    def sql(self, statement: str, params: Sequence[Any] = ()) -> list[Row]:
        """All rows of a statement that peewee has no words for."""
        with self._saving if self._connection.in_transaction else self._reading:
            return self.turn.take(lambda: list(self._connection.execute(statement, params).fetchall()))

    def execute_many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """The same statement for many rows, without a query builder between."""
        with self._saving:
            self._connection.executemany(statement, rows)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Several reads that see the same state."""
        if self._connection.in_transaction:
            yield
            return
        with self._reading:
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                self.rollback()

    def begin(self) -> int:
        """Start the one writing transaction; returns its number in the order of commits.

        Raises Busy after 15 seconds of waiting for another writer, DiskFull, ReadOnly, Missing or FileReplaced if the
        file is another, WentBack if it knows less than we have saved into it; then nothing was started.
        """
        if self.protected:
            todo = "change its permissions or work on a copy" if self.place.may_write else ""
            raise errors.ReadOnly(self.why_protected.rstrip("."), "nothing was saved", todo)
        self.check_identity(with_log=True)
        try:
            with self._saving:
                self._take_turn()
                self._tell_saving(True)
                self._connection.execute("UPDATE meta SET commit_seq = commit_seq + 1")
                [self._number] = self._connection.execute("SELECT commit_seq FROM meta").fetchone()
            if self._number <= self._saved:
                raise self.went_back()
        except BaseException as problem:
            self.rollback()
            if isinstance(problem, _MAY_BE_MOVED):
                self.check_identity()
            raise
        return self._number

    def commit(self) -> None:
        """Make the transaction durable; when this returns it is on the disk, in the file that the path leads to.

        Raises Busy, DiskFull, Missing or FileReplaced; then it was not saved.
        """
        self.check_identity()  # with a write-ahead log nobody else would notice
        try:
            with self._saving:
                self.turn.take(lambda: self._connection.execute("COMMIT"))
        except _MAY_BE_MOVED:
            self.check_identity()
            raise
        self.check_identity()
        self._saved = self._number

    def rollback(self) -> None:
        """Forget the transaction; harmless if the database already did."""
        with self._saving:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        self._tell_saving(False)

    def _take_turn(self) -> None:
        try:
            self.turn.take(lambda: self._connection.execute("BEGIN IMMEDIATE"))
        except database_errors() as problem:
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

    @contextmanager
    def overwriting(self) -> Iterator[None]:
        """What is removed or changed within is overwritten in the file, not only let go."""
        [[before]] = self.sql("PRAGMA secure_delete")
        self.sql("PRAGMA secure_delete = 1")
        try:
            yield
        finally:
            self.sql(f"PRAGMA secure_delete = {before}")

    def compact(self) -> bool:
        """Write the file anew, so that nothing is left of what was removed at any time before.

        False if that is not possible now: somebody else has the file open, or there is no room for a second one.
        """
        try:
            self.sql("VACUUM")
            [[busy, *_]] = self.sql("PRAGMA wal_checkpoint(TRUNCATE)")
        except (errors.Busy, errors.DiskFull):
            return False
        return not busy

    def check_identity(self, *, with_log: bool = False) -> None:
        """Return if the path still leads to the file that was opened (and to its log); else Missing or FileReplaced.

        Without this a file that was renamed or replaced would be read, and even written, unseen by everybody else.
        """
        try:
            self._identity.check(with_log=with_log)
        except errors.UserError:
            self._complete()
            raise

    def _complete(self) -> None:
        """Bring all that was saved into the file itself, wherever it lies now; its log lies where nobody looks for it.

        There it would be taken for the log of whatever file has the name next.
        """
        if not self.protected:
            with suppress(*database_errors()):
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def check_version(self) -> None:
        """Return if the tables are those that we know; else NewerFile or OlderFile."""
        [[version]] = self.sql("PRAGMA user_version")
        check_schema(self.path, version, SCHEMA_VERSION)
        if version < SCHEMA_VERSION:
            raise errors.OlderFile(f"{self.path} was made by an older LeadDesk", todo="open it once to update it")

    def state(self) -> tuple[int, str]:
        """(number of the last commit, generation): how far the file has come."""
        seq, generation = self._facts("commit_seq, generation")
        return seq, generation

    def went_back(self) -> errors.WentBack:
        """What to raise where the file knows less than we have seen in it."""
        return errors.WentBack(
            f"an older copy was put in the place of {self.path}",
            "nothing more is saved into it",
            "look for the newer file, or restore a backup",
        )

    def moved(self) -> int | None:
        """A number that is another after somebody else's commit; None while somebody is in the way. Never waits."""
        try:
            with self._reading:
                return int(self._connection.execute("PRAGMA data_version").fetchone()[0])
        except errors.Busy:
            return None

    def meta(self) -> Row:
        """(file_uuid, currency, commit_seq)"""
        found = self._facts("file_uuid, currency, commit_seq")
        self._saved = max(self._saved, found[2])
        return found

    def _facts(self, columns: str) -> Row:
        found = self.sql(f"SELECT {columns} FROM meta")
        if not found:
            raise errors.Damaged(f"{self.path} has lost its first page of facts", todo="open a backup of it")
        return found[0]

    def _check_tables(self) -> None:
        """Return if every table is there; else Damaged."""
        found = {name for (name,) in self.sql("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        missing = [name for name in TABLE_NAMES if name not in found]
        if missing:
            raise errors.Damaged(f"{self.path} lacks the table {missing[0]}", todo="open a backup of it")

    def _try_to_write(self) -> None:
        """Learn whether the file may be written where the rights alone do not tell, as on Windows."""
        try:
            with self._saving:
                self._connection.execute("BEGIN IMMEDIATE")
                self._connection.execute("ROLLBACK")
        except errors.ReadOnly as problem:
            self.why_protected = problem.what
        except errors.Busy:  # whoever is saving shows that it can be
            pass
