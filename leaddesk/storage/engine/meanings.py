"""What an error of the database means to a person: translated here, in one place."""

import shutil
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path

from leaddesk.domain import errors
from leaddesk.storage.engine.driver import driver
from leaddesk.storage.engine.first_bytes import first_bytes

_Kinds = tuple[type[BaseException], ...]


@cache
def database_errors() -> _Kinds:
    """All that a database raises; what is needed to know them is loaded with the first."""
    import sqlite3

    import peewee as pw

    return (
        *(pw.PeeweeException, sqlite3.Error, driver.Error),
        *(OverflowError, UnicodeEncodeError),  # a number or text that no column can hold
        UnicodeDecodeError,  # what the file holds is no text any more
    )


@cache
def in_use_errors() -> _Kinds:
    """What it raises for a row that is still referred to, or two rows where one may be."""
    import sqlite3

    import peewee as pw

    return pw.IntegrityError, sqlite3.IntegrityError, driver.IntegrityError


def translate(problem: BaseException, path: Path, *, reading: bool = False) -> errors.UserError | None:
    """The user's side of a database error, found anywhere in the exception chain; None: it is our mistake.

    Some drivers tell the exact name, others only the family; then it counts whether it came while `reading`.
    """
    if isinstance(problem, OverflowError):
        return errors.Invalid("a number is too large to be kept", todo="check the number")
    if isinstance(problem, UnicodeEncodeError):
        return errors.Invalid("the text holds a character that cannot be kept", todo="type it again")
    if isinstance(problem, UnicodeDecodeError) or "Could not decode to UTF-8" in str(problem):
        return errors.Damaged(f"{path} is damaged", todo=_BACKUP)
    link: BaseException | None = problem
    seen: set[int] = set()
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        name = _exact(getattr(link, "sqlite_errorname", None) or _NAMES.get(str(link), ""), path, reading)
        for prefix, kind, what, todo in _MEANINGS:
            if name.startswith(prefix):
                return kind(what.format(path=path), "nothing was changed" if reading else "nothing was saved", todo)
        link = link.__cause__ or link.__context__
    return None


def _exact(name: str, path: Path, reading: bool) -> str:
    """The name that must be meant, where the driver told the family only."""
    if name == "SQLITE_READONLY" and reading:  # nothing else asks a reader to write
        return "SQLITE_READONLY_ROLLBACK"
    if name == "SQLITE_IOERR" and _answers(path, full=reading):  # to read a log, its index must be written
        return "SQLITE_IOERR_WRITE"
    return name


def _answers(path: Path, *, full: bool) -> bool:
    """Whether the disk still gives us the beginning of the file (and, with `full`, has no room for an index)."""
    try:
        first_bytes(path, 1)
        return not full or shutil.disk_usage(path.parent).free < _INDEX
    except OSError:
        return False


_INDEX = 1 << 16  # bytes: more than the smallest index of a write-ahead log
_BACKUP = "open a backup of it"
_MEANINGS: tuple[tuple[str, type[errors.UserError], str, str], ...] = (
    ("SQLITE_FULL", errors.DiskFull, "the disk that holds {path} is full", "free some space and try again"),
    # Only "no space left" comes as FULL; a quota or a limit is an error of writing.
    *(
        (name, errors.DiskFull, "the disk that holds {path} takes no more", "look at its free space and try again")
        for name in ("SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_WRITE")
    ),
    (
        "SQLITE_READONLY_DBMOVED",
        errors.FileReplaced,
        "{path} is not the file any more that was opened: it was deleted, renamed or replaced",
        "open it again",
    ),
    *(
        (
            name,
            errors.NeedsRecovery,
            "somebody's computer stopped while saving to {path}, and putting that right needs the right to write",
            "ask somebody who may write the file to open it once",
        )
        for name in ("SQLITE_READONLY_ROLLBACK", "SQLITE_READONLY_RECOVERY", "SQLITE_READONLY_CANTINIT")
    ),
    (
        "SQLITE_READONLY_DIRECTORY",
        errors.ReadOnly,
        "the folder of {path} cannot be written, where a journal is kept while saving",
        "change the folder's permissions or work on a copy",
    ),
    (
        "SQLITE_READONLY",
        errors.ReadOnly,
        "{path} or its folder cannot be written",
        "change its permissions or work on a copy",
    ),
    *(
        (name, errors.Busy, "somebody else has been saving to {path} for a long time", "try again in a moment")
        for name in ("SQLITE_BUSY", "SQLITE_PROTOCOL")  # the second: too many at once for the write-ahead log
    ),
    ("SQLITE_CORRUPT", errors.Damaged, "{path} is damaged", _BACKUP),
    ("SQLITE_NOTADB", errors.NotADatabase, "{path} is not a LeadDesk file", "choose a .leaddesk file"),
    ("SQLITE_CANTOPEN", errors.CannotOpen, "{path} cannot be opened", "check the folder and its permissions"),
    ("SQLITE_IOERR", errors.ShareLost, "the disk that holds {path} does not answer", "check the connection"),
)

# The driver's backup raises errors without a name.
_NAMES = {
    "database or disk is full": "SQLITE_FULL",
    "disk I/O error": "SQLITE_IOERR",
    "unable to open database file": "SQLITE_CANTOPEN",
    "database is locked": "SQLITE_BUSY",
    "attempt to write a readonly database": "SQLITE_READONLY",
}


def translated(path: Path, *, reading: bool = False) -> AbstractContextManager[None]:
    """Raise the meaning of whatever the database raises within."""
    return _Translated(path, reading)


class _Translated(AbstractContextManager[None]):
    """Stands around every call to the database; a generator would cost more than many of them."""

    def __init__(self, path: Path, reading: bool) -> None:
        self._path = path
        self._reading = reading

    def __exit__(self, kind: object, problem: BaseException | None, trace: object) -> None:
        if problem is not None and isinstance(problem, database_errors()):
            meaning = translate(problem, self._path, reading=self._reading)
            if meaning is not None:
                raise meaning from problem
