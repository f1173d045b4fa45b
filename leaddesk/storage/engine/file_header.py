"""What a file claims to be, read from its first 100 bytes before SQLite touches it.

The layout is https://www.sqlite.org/fileformat2.html, section 1.3.
"""

import os
import stat
from pathlib import Path

from leaddesk.domain import errors
from leaddesk.storage.engine.first_bytes import first_bytes

_MAGIC = b"SQLite format 3\x00"
_CHOOSE = "choose a .leaddesk file, or make one with: leaddesk new FILE"
_LOOK = f"connect the network folder if it lies on one, {_CHOOSE}"


def check_header(path: Path, application_id: int, schema_version: int) -> None:
    """Return if this is a database that this program can open; else CannotOpen, NotADatabase, NewerFile, Damaged."""
    try:
        facts = path.stat()
        if stat.S_ISDIR(facts.st_mode):
            raise errors.CannotOpen(f"{path} is a folder", todo=_CHOOSE)
        if not stat.S_ISREG(facts.st_mode):  # reading from a pipe would wait for ever
            raise errors.NotADatabase(f"{path} is not a file", todo=_CHOOSE)
        if not facts.st_mode & 0o444:  # an administrator could read it, but its owner said no
            raise PermissionError
        head = first_bytes(path, 100)
    except FileNotFoundError as problem:
        raise errors.Missing(f"{path} does not exist", "nothing was made", _LOOK) from problem
    except PermissionError as problem:
        raise errors.CannotOpen(f"{path} may not be read", todo="ask its owner for the right to read it") from problem
    except OSError as problem:
        raise errors.CannotOpen(f"{path} cannot be read ({problem.strerror})", todo="check the disk") from problem
    if not facts.st_size:
        raise errors.NotADatabase(f"{path} is empty", todo=_CHOOSE)
    if len(head) < 100 or not head.startswith(_MAGIC):
        raise errors.NotADatabase(f"{path} is not a LeadDesk file", todo=_CHOOSE)
    if int.from_bytes(head[68:72], "big") != application_id:
        raise errors.NotADatabase(f"{path} is a database of another program", todo=_CHOOSE)
    check_schema(path, int.from_bytes(head[60:64], "big"), schema_version)
    page = int.from_bytes(head[16:18], "big")
    pages = int.from_bytes(head[28:32], "big")
    # With a log or a journal beside it that is still to be worked in, the file itself may be short.
    unfinished = holds_something(side_file(path, "-wal")) or holds_something(side_file(path, "-journal"))
    if facts.st_size < pages * (65536 if page == 1 else page) and not unfinished:
        raise errors.Damaged(f"{path} is cut off", todo="open a backup of it")


def check_schema(path: Path, version: int, known: int) -> None:
    """Return if we know this version of the tables, be it an older one; else NewerFile."""
    if version > known:
        raise errors.NewerFile(
            f"{path} was made by a newer LeadDesk (its format is {version}, this one knows {known})",
            todo="update LeadDesk",
        )


def schema_of(path: Path) -> int:
    """The version of the tables that the first page tells; call `check_header` before."""
    return int.from_bytes(first_bytes(path, 64)[60:64], "big")


def is_up_to_date(path: Path, application_id: int, schema_version: int) -> bool:
    """Whether the file has these tables, as far as its first page tells; raises as `check_header`."""
    check_header(path, application_id, schema_version)
    return not holds_something(side_file(path, "-journal")) and schema_of(path) >= schema_version


def is_wal(path: Path) -> bool:
    """Whether the file is in write-ahead mode; call `check_header` before."""
    return first_bytes(path, 20)[18:20] == b"\x02\x02"


def why_protected(path: Path) -> str:
    """Why the file may not be written; empty if it may. What its owner took away binds an administrator as well."""
    if not path.stat().st_mode & 0o222 or not os.access(path, os.W_OK):
        return f"{path} is write-protected"
    folder = path.resolve().parent
    if not folder.stat().st_mode & 0o222 or not os.access(folder, os.W_OK):
        return f"{folder}, where a journal must be kept while saving, is write-protected"
    return ""


def side_file(path: Path, suffix: str) -> Path:
    """The file that SQLite keeps beside, not beside a link to it: '-wal', '-shm' or '-journal'."""
    real = path.resolve()
    return real.with_name(real.name + suffix)


def holds_something(file: Path) -> bool:
    """Whether there is such a file and it is not empty."""
    try:
        return bool(file.stat().st_size)
    except OSError:
        return False


def open_mode(path: Path, *, protected: bool) -> str:
    """How SQLite opens it: to write, or if it is protected so that not a byte of it or beside it changes.

    Call `check_header` before. Raises NeedsRecovery if that would show half a save, or less than was saved.
    """
    if not protected:
        return "rw"
    log, index = side_file(path, "-wal"), side_file(path, "-shm")
    if not is_wal(path) or holds_something(side_file(path, "-journal")):
        return "ro"  # needs nothing beside it, respects who is saving, and refuses what was saved by half
    if log.exists() and index.exists():
        return "ro&readonly_shm=1"
    if holds_something(log):
        raise errors.NeedsRecovery(
            f"somebody's computer stopped while saving to {path}, and putting that right needs the right to write",
            todo="ask somebody who may write the file to open it once",
        )
    return "ro&immutable=1"  # anything else would make a log beside it
