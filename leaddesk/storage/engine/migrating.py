"""Brings a file of an older schema to the present one: wholly, or not at all."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from leaddesk.domain import errors
from leaddesk.storage.engine.driver import sqlite_connect
from leaddesk.storage.engine.file_header import check_header, holds_something, schema_of, side_file, why_protected
from leaddesk.storage.engine.first_bytes import in_use
from leaddesk.storage.engine.meanings import database_errors, translate, translated
from leaddesk.storage.engine.place import find_place
from leaddesk.storage.engine.turn import Turn
from leaddesk.storage.migrations import statements_from
from leaddesk.storage.schema import APPLICATION_ID, SCHEMA_VERSION


def migrate(path: Path, before: Callable[[], object]) -> bool:
    """Bring a file up to date, after `before` (a backup); False if it is already.

    A save that was cut off is rolled back before, because the first page may be half of it. One transaction holds every
    step and the new version. Raises ReadOnly for a file that may not be written, Busy, DiskFull, Damaged if a reference
    would be broken; then the file is as it was.
    """
    check_header(path, APPLICATION_ID, SCHEMA_VERSION)
    if holds_something(side_file(path, "-journal")) and _may_write(path):
        _finish(path)
        check_header(path, APPLICATION_ID, SCHEMA_VERSION)
    if schema_of(path) >= SCHEMA_VERSION:
        return False
    if not _may_write(path):
        raise errors.ReadOnly(
            f"{path} was made by an older LeadDesk and may not be written, so it cannot be brought up to date",
            todo="open it once with the right to write, or open a copy of it",
        )
    before()
    turn = Turn(path)
    with in_use(path), translated(path), closing(sqlite_connect(path)) as connection:
        connection.execute("PRAGMA synchronous = FULL")
        turn.take(lambda: connection.execute("BEGIN EXCLUSIVE"))
        try:
            [[version]] = connection.execute("PRAGMA user_version").fetchall()  # a colleague may have been quicker
            for statement in statements_from(version):
                connection.execute(statement)
            connection.execute("UPDATE meta SET schema_version = ?", (SCHEMA_VERSION,))
            broken = connection.execute("PRAGMA foreign_key_check").fetchone()
            if broken:
                raise errors.Damaged(
                    f"{path} cannot be brought up to date: {broken[0]} {broken[1]} refers to nothing",
                    "the file is as it was, and a backup was made",
                    "run: leaddesk check --salvage FILE",
                )
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            turn.take(lambda: connection.execute("COMMIT"))
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # the first page tells the version to whoever looks
    return True


def _may_write(path: Path) -> bool:
    return not why_protected(path) and find_place(path).may_write


def _finish(path: Path) -> None:
    """Let SQLite roll back what somebody's computer did not save to the end; harmless while somebody is saving."""
    with in_use(path), translated(path), closing(sqlite_connect(path)) as connection:
        Turn(path).take(lambda: connection.execute("PRAGMA user_version").fetchone())


def leave_wal(path: Path) -> None:
    """Give a file that came to a network share the journal that is safe there; Busy if somebody has it open."""
    with in_use(path), translated(path), closing(sqlite_connect(path)) as connection:
        try:
            answer = Turn(path).take(lambda: connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0])
        except database_errors() as problem:
            if not isinstance(translate(problem, path), errors.Busy):
                raise
            answer = "busy"
    if answer != "delete":
        raise errors.Busy(
            f"{path} lies on a network share and somebody has it open in a way that is not safe there",
            "nothing was changed",
            "let everybody close it, then open it again",
        )
