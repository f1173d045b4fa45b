"""Copies that can be trusted: written in one step, read back, and put into a file that others have open.

A copy in small steps begins anew with every commit of somebody else, so each of these takes one step.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from leaddesk.domain import errors
from leaddesk.domain.light import dataclass
from leaddesk.storage.engine.driver import driver, sqlite_connect
from leaddesk.storage.engine.file_header import check_header, open_mode, why_protected
from leaddesk.storage.engine.first_bytes import in_use
from leaddesk.storage.engine.meanings import translated
from leaddesk.storage.engine.place import find_place
from leaddesk.storage.engine.turn import PATIENCE, Turn
from leaddesk.storage.schema import APPLICATION_ID, SCHEMA_VERSION

_PAUSE = 0.05  # seconds
_STEPS = 16


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database of any schema holds. `generation` is empty where there was none yet; `counts`: rows by table."""

    schema: int
    file_uuid: str
    generation: str
    commit_seq: int
    counts: dict[str, int]


def file_facts(path: Path) -> tuple[str, int]:
    """(file_uuid, commit_seq) of a database of any schema."""
    check_header(path, APPLICATION_ID, SCHEMA_VERSION)
    with _reading(path) as connection:
        uuid, seq = Turn(path).take(lambda: _one(connection, "SELECT file_uuid, commit_seq FROM meta"))
    return str(uuid), int(seq)


def save_copy(source: Path, target: Path, *, as_it_is: bool = False) -> Contents:
    """Write the committed state of a database of any schema into a new plain file, and read that back.

    Raises Damaged, also for references that lead nowhere unless it is wanted `as_it_is`; DiskFull, CannotOpen; Busy
    if somebody else is in the way for long. What was begun is left for the caller to remove.
    """
    check_header(source, APPLICATION_ID, SCHEMA_VERSION)
    with _reading(source) as connection:
        Turn(source).take(lambda: _begin_reading(connection))
        contents = _contents(connection)
        with translated(target), closing(sqlite_connect(target)) as copy:
            connection.backup(copy, pages=-1)
            copy.execute("PRAGMA journal_mode = DELETE")
    if read_back(target, as_it_is=as_it_is) != contents:
        raise errors.Damaged(f"the copy of {source} does not hold what it should", "no backup was made", "try again")
    return contents


def read_back(path: Path, *, as_it_is: bool = False) -> Contents:
    """What is in a file that nobody works in, after looking at all of it; Damaged if anything is wrong with it."""
    check_header(path, APPLICATION_ID, SCHEMA_VERSION)
    with _reading(path) as connection:
        [first, *_] = [row[0] for row in connection.execute("PRAGMA quick_check(1)")]
        if first != "ok":
            raise errors.Damaged(f"{path} is damaged ({first})", "nothing was changed", "use another backup")
        broken = None if as_it_is else connection.execute("PRAGMA foreign_key_check").fetchone()
        if broken:
            raise errors.Damaged(
                f"{path} has faults: {broken[0]} {broken[1]} refers to a {broken[2]} that does not exist",
                todo="run: leaddesk check",
            )
        return _contents(connection)


def put_into(path: Path, source: Path, prepare: Callable[[int], None]) -> None:
    """Replace the whole content of a file by that of `source`; whoever has it open reads the new rows at once.

    `prepare` is called once with the number of the last commit, when nobody can save any more: to keep a copy of what
    goes, and to finish the source. So no commit is written over that it has not seen. The file stays the same file, in
    its journal mode. Raises Busy, DiskFull, Damaged; then the old content stands.
    """
    with _connected(path, "rw") as target, closing(sqlite_connect(source)) as copy:
        if Turn(path).take(lambda: _is_wal(target)):
            _replace_logged(path, target, copy, prepare)
        else:
            Turn(path).take(lambda: target.execute("BEGIN IMMEDIATE"))
            # From here on the lock outlives the transaction, which the copy needs for itself; set before, it would also
            # keep the lock of a try that failed, and stop the one whom it waits for.
            target.execute("PRAGMA locking_mode = EXCLUSIVE")
            prepare(int(_one(target, "SELECT commit_seq FROM meta")[0]))
            target.execute("COMMIT")
            copy.backup(target, pages=-1, progress=_patience(path), sleep=_PAUSE)


def _replace_logged(path: Path, target: Any, copy: Any, prepare: Callable[[int], None]) -> None:
    """With a write-ahead log the copy's own transaction keeps others from saving, while all can still be read."""
    pages = _one(copy, "PRAGMA page_count")[0]
    wait = _patience(path)
    is_prepared = False
    with closing(sqlite_connect(path, "rw")) as reader:

        def after_step(status: int, left: int, total: int) -> None:
            nonlocal is_prepared
            wait(status, left, total)
            if total and not is_prepared:
                is_prepared = True
                prepare(int(_one(reader, "SELECT commit_seq FROM meta")[0]))

        copy.backup(target, pages=max(1, pages // _STEPS), progress=after_step, sleep=_PAUSE)
    target.execute("PRAGMA wal_checkpoint(PASSIVE)")


def _patience(path: Path) -> Callable[[int, int, int], None]:
    """For the driver's copy, which would wait for ever: Busy if it cannot begin for long."""
    started = time.monotonic()

    def look(_status: int, _left: int, total: int) -> None:
        if not total and time.monotonic() - started > PATIENCE:
            raise errors.Busy(f"somebody else has been saving to {path} for a long time", todo="try again in a moment")

    return look


def _begin_reading(connection: Any) -> None:
    connection.execute("BEGIN")
    try:
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    except driver.Error:
        connection.execute("ROLLBACK")
        raise


def _contents(connection: Any) -> Contents:
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    generation = "generation" if _has_column(connection, "meta", "generation") else "''"
    uuid, generation, seq = _one(connection, f"SELECT file_uuid, {generation}, commit_seq FROM meta")
    counts = {name: _one(connection, f'SELECT count(*) FROM "{name}"')[0] for name in tables if name != "meta"}
    return Contents(_one(connection, "PRAGMA user_version")[0], uuid, generation, seq, counts)


def _has_column(connection: Any, table: str, column: str) -> bool:
    return any(row[1] == column for row in connection.execute(f'PRAGMA table_info("{table}")'))


def _is_wal(connection: Any) -> bool:
    return bool(_one(connection, "PRAGMA journal_mode")[0] == "wal")


def _one(connection: Any, statement: str) -> Any:
    row = connection.execute(statement).fetchone()
    if row is None:
        raise errors.Damaged("a database has lost its first page of facts", todo="open a backup of it")
    return row


@contextmanager
def _reading(path: Path) -> Iterator[Any]:
    mode = open_mode(path, protected=bool(why_protected(path)) or not find_place(path).may_write)
    with _connected(path, mode, reading=True) as connection:
        connection.execute("PRAGMA query_only = 1")
        yield connection


@contextmanager
def _connected(path: Path, mode: str, *, reading: bool = False) -> Iterator[Any]:
    with in_use(path), translated(path, reading=reading), closing(sqlite_connect(path, mode)) as connection:
        yield connection
