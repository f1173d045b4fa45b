"""What an error of the database means to a person: translated here, in one place."""

import sqlite3
from contextlib import AbstractContextManager
from pathlib import Path

import peewee as pw

from leaddesk.domain import errors
from leaddesk.storage.engine.driver import driver

ERRORS: tuple[type[BaseException], ...] = (
    *(pw.PeeweeException, sqlite3.Error, driver.Error),
    *(OverflowError, UnicodeEncodeError),  # a number or text that no column can hold
)
# A row that is still referred to, or two rows where one may be.
IN_USE: tuple[type[BaseException], ...] = (pw.IntegrityError, sqlite3.IntegrityError, driver.IntegrityError)


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
        "SQLITE_READONLY_DBMOVED",
        errors.FileReplaced,
        "{path} is not the file any more that was opened: it was deleted, renamed or replaced",
        "open it again",
    ),
    *(
        (
            name,
            errors.NeedsRecovery,
            "somebody's computer stopped while it was saving to {path}; putting that right needs the right to write",
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
    (
        "SQLITE_BUSY",
        errors.Busy,
        "somebody else has been saving to {path} for a long time",
        "try again in a moment",
    ),
    ("SQLITE_CORRUPT", errors.Damaged, "{path} is damaged", "open a backup of it"),
    ("SQLITE_NOTADB", errors.NotADatabase, "{path} is not a LeadDesk file", "choose a .leaddesk file"),
    ("SQLITE_CANTOPEN", errors.CannotOpen, "{path} cannot be opened", "check the folder and its permissions"),
    ("SQLITE_IOERR", errors.ShareLost, "the disk that holds {path} does not answer", "check the connection"),
)

# The driver's backup raises errors without a name.
_NAMES = {
    "database or disk is full": "SQLITE_FULL",
    "disk I/O error": "SQLITE_IOERR_WRITE",
    "unable to open database file": "SQLITE_CANTOPEN",
    "database is locked": "SQLITE_BUSY",
    "attempt to write a readonly database": "SQLITE_READONLY",
}


def translated(path: Path) -> AbstractContextManager[None]:
    """Raise the meaning of whatever the database raises within."""
    return _Translated(path)


class _Translated(AbstractContextManager[None]):
    """Stands around every call to the database; a generator would cost more than many of them."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __exit__(self, kind: object, problem: BaseException | None, trace: object) -> None:
        if isinstance(problem, ERRORS):
            meaning = translate(problem, self._path)
            if meaning is not None:
                raise meaning from problem
