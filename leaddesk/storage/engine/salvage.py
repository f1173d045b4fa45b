"""Reading what can still be read of a damaged file. The file itself is only copied, never opened by SQLite."""

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from leaddesk.domain import errors
from leaddesk.storage.engine.creating import create
from leaddesk.storage.engine.driver import driver, sqlite_connect
from leaddesk.storage.engine.file_header import side_file
from leaddesk.storage.engine.meanings import translated
from leaddesk.storage.engine.stray_rows import PAGE, stray_rows

_LAST = 2**63 - 1
_PROBES = 32  # looks into a stretch that seems lost
_MAGIC = b"SQLite format 3\x00"
_HEADER = 100  # bytes

Row = tuple[Any, ...]


class Wreck:
    """A copy of a damaged database, with whatever log or journal belonged to it."""

    def __init__(self, connection: Any, path: Path) -> None:
        self._connection = connection
        self._path = path
        self.bad_places = 0  # met so far

    def tables(self) -> dict[str, tuple[str, ...]]:
        """The columns of each table that is still known."""
        names = [row[0] for row in self.lenient("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {name: tuple(row[1] for row in self.lenient(f'PRAGMA table_info("{name}")')) for name in names}
        return {name: columns for name, columns in found.items() if columns}

    def rows(self, table: str, columns: tuple[str, ...]) -> Iterator[Row]:
        """Every row that can be read: on from one bad place to the next row behind it."""
        chosen = ", ".join(f'"{name}"' for name in columns)
        # The whole row also where one is only looked for: what is good in part would be tried for ever.
        statement = f'SELECT rowid, {chosen} FROM "{table}" NOT INDEXED WHERE rowid BETWEEN ? AND ? ORDER BY rowid'
        todo = [(-_LAST, _LAST)]
        while todo:
            first, last = todo.pop()
            reached = first - 1
            try:
                for row in self._connection.execute(statement, (first, last)):
                    if row[0] > reached:  # else a page that is read a second time
                        reached = row[0]
                        yield row[1:]
            except driver.Error:
                # The driver reads one row ahead and has kept the last good one to itself.
                kept = self._first(f"{statement} LIMIT 1", reached + 1, last)
                if kept:
                    yield kept[1:]
                    todo.append((kept[0] + 1, last))
                else:
                    self.bad_places += 1
                    todo.extend(reversed(self._readable_behind(f"{statement} LIMIT 1", reached + 1, last)))

    def _first(self, statement: str, first: int, last: int) -> Row | None:
        """The first row within; None if it cannot be read, () if there is none."""
        try:
            row: Row | None = self._connection.execute(statement, (first, last)).fetchone()
        except driver.Error:
            return None
        if row is None:
            return ()
        return row if row[0] >= first else None  # a page that has its numbers wrong

    def _readable_behind(self, statement: str, bad: int, last: int) -> list[tuple[int, int]]:
        """Where reading can go on after a row that cannot be read.

        Ids lie far apart, so the end of the bad stretch is looked for in leaps that double, then halved back. What
        lies between two bad pages may be leapt over; a few looks between find most of that.
        """

        def is_good(number: int) -> bool:
            return self._first(statement, number, last) is not None

        leap, low = 1, bad
        while bad + leap <= last and not is_good(bad + leap):
            low, leap = bad + leap, leap * 2
        high = _boundary(is_good, low, min(bad + leap, last + 1))
        found = [(high, last)] if high <= last else []
        for probe in range(1, _PROBES):
            number = bad + (high - bad) * probe // _PROBES
            if bad < number < high and is_good(number):
                return [(_boundary(is_good, bad, number), high - 1), *found]
        return found

    def known_ids(self, table: str) -> set[int]:
        """The ids of a table that stand in its indexes, which may have outlived the rows."""
        found: set[int] = set()
        statement = f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = '{table}'"
        for name, sql in self.lenient(statement):
            _, where, condition = (sql or "").partition(" WHERE ")
            entries = self.lenient(f'SELECT rowid FROM "{table}" INDEXED BY "{name}"{where}{condition}')
            found.update(row[0] for row in entries)
        return found

    def stray_rows(self, wanted: Set[int]) -> Iterator[tuple[int, list[Any]]]:
        """(id, values) of rows with one of these ids that lie anywhere in the file, whether a table leads there or not.

        Values stand in the order of the table's columns.
        """
        return stray_rows(self._path, wanted)

    def lenient(self, statement: str) -> list[Row]:
        """What the statement finds until it comes to a bad place."""
        found: list[Row] = []
        try:
            for row in self._connection.execute(statement):
                found.append(row)  # noqa: PERF402 (what came before the bad place counts)
        except driver.Error:
            pass
        return found


@contextmanager
def wreck(path: Path, folder: Path) -> Iterator[Wreck]:
    """The damaged file, copied into a folder of its own below `folder` for as long as it is read."""
    if not path.is_file():
        raise errors.CannotOpen(f"{path} is not a file", "nothing was made", "name a damaged database")
    with tempfile.TemporaryDirectory(prefix="salvage-", dir=folder, ignore_cleanup_errors=True) as name:
        copy = Path(name) / "wreck"
        for suffix in ("", "-wal", "-journal"):
            if side_file(path, suffix).exists():
                shutil.copyfile(side_file(path, suffix), side_file(copy, suffix))
        _mend_header(copy)
        _lend_schema(copy, Path(name) / "fresh")
        with _leniently(copy) as connection:
            yield Wreck(connection, copy)


@contextmanager
def _leniently(path: Path) -> Iterator[Any]:
    with closing(sqlite_connect(path, "rw")) as connection:
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        # Without this a single unreadable line of the schema would close the whole file.
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("PRAGMA cell_size_check = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        yield connection


class Filling:
    """Rows on their way into a new database, taken one by one: what a table refuses is left out."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def add(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
        """The number of rows that the table took."""
        names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join("?" * len(columns))
        return sum(self.change(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', row) for row in rows)

    def change(self, statement: str, params: Sequence[Any] = ()) -> bool:
        """Whether the tables' rules allowed it."""
        try:
            self._connection.execute(statement, params)
        except (driver.IntegrityError, driver.InterfaceError, OverflowError, UnicodeEncodeError):
            return False
        return True

    def rows(self, statement: str) -> list[Row]:
        return list(self._connection.execute(statement).fetchall())

    def loose_ends(self) -> list[tuple[str, int, str, str]]:
        """(table, rowid, column, table referred to) of each reference that leads nowhere."""
        found = self.rows("PRAGMA foreign_key_check")
        columns = {
            (table, row[0]): row[3]
            for table in {row[0] for row in found}
            for row in self.rows(f'PRAGMA foreign_key_list("{table}")')
        }
        return [(table, number, columns[table, key], parent) for table, number, parent, key in found]


@contextmanager
def filling(path: Path) -> Iterator[Filling]:
    """One transaction in a new database, in which references may lead nowhere for a while."""
    with translated(path), closing(sqlite_connect(path, "rw")) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("BEGIN IMMEDIATE")
        yield Filling(connection)
        connection.execute("COMMIT")


def _mend_header(copy: Path) -> None:
    """The first bytes of a file are the same in all of ours, but for its length."""
    with copy.open("r+b") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            pages = copy.stat().st_size // PAGE
            header = bytearray(_HEADER)
            header[0:16] = _MAGIC
            header[16:18] = PAGE.to_bytes(2, "big")
            header[18:24] = bytes((1, 1, 0, 64, 32, 32))
            header[24:28] = header[92:96] = bytes((0, 0, 0, 1))
            header[28:32] = pages.to_bytes(4, "big")
            header[44:48] = bytes((0, 0, 0, 4))
            header[56:60] = bytes((0, 0, 0, 1))
            file.seek(0)
            file.write(header)


def _lend_schema(copy: Path, fresh: Path) -> None:
    """Where a part of the schema is unreadable, take the pages that hold it from a new database.

    Tables are made in the same order in every file, so their roots lie on the same pages; as long as no table that is
    still known says otherwise.
    """
    create(fresh, now=datetime.now(UTC), currency="EUR")
    theirs, ours = _roots(copy), _roots(fresh)
    if ours.keys() <= theirs.keys() or any(ours.get(name, root) != root for name, root in theirs.items()):
        return
    with fresh.open("rb") as source, copy.open("r+b") as target:
        first = source.read(PAGE)
        target.seek(_HEADER)
        target.write(first[_HEADER:])
        for page in _children(first):
            source.seek((page - 1) * PAGE)
            target.seek((page - 1) * PAGE)
            target.write(source.read(PAGE))


def _roots(path: Path) -> dict[str, int]:
    with _leniently(path) as connection:
        return dict(Wreck(connection, path).lenient("SELECT name, rootpage FROM sqlite_master WHERE rootpage > 0"))


def _children(first_page: bytes) -> list[int]:
    """The pages below the first one; our schema never fits into one page. See section 1.6 of the file format."""
    count = int.from_bytes(first_page[_HEADER + 3 : _HEADER + 5], "big")
    cells = range(_HEADER + 12, _HEADER + 12 + 2 * count, 2)
    starts = [_HEADER + 8, *(int.from_bytes(first_page[place : place + 2], "big") for place in cells)]
    return [int.from_bytes(first_page[start : start + 4], "big") for start in starts]


def _boundary(is_good: Callable[[int], bool], bad: int, good: int) -> int:
    """The first good number behind the bad one."""
    while good - bad > 1:
        middle = (bad + good) // 2
        if is_good(middle):
            good = middle
        else:
            bad = middle
    return good
