"""Reads how a file begins without letting go of the locks that SQLite has on it.

On POSIX a process loses all its locks on a file as soon as it closes any descriptor of it (fcntl(2)), whoever took
them. SQLite knows that of its own descriptors only. Without its locks somebody else takes himself for the last one and
removes the write-ahead log: whatever is saved after that goes into a file that nobody can find any more. So what is
opened here stays open for as long as this process works with that file.
"""

import os
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

Identity = tuple[int, int]

# Of the process, as the locks are.
_guard = threading.Lock()
_users: Counter[Identity] = Counter()
_kept: dict[Identity, list[int]] = {}

_BELONG_TO_HANDLE = os.name == "nt"  # where nothing of this applies, and an open file cannot be replaced
_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def first_bytes(path: Path, count: int) -> bytes:
    """Up to `count` bytes from the beginning; OSError as the system raises it."""
    identity = enter(path)
    try:
        with _guard:
            kept = _kept.get(identity) if identity else None
        if kept:
            return os.pread(kept[0], count, 0)
        fd = os.open(path, _FLAGS)
        try:
            return os.read(fd, count)
        finally:
            _put_away(fd)
    finally:
        leave(identity)


def enter(path: Path) -> Identity | None:
    """This process is about to connect to the file; `leave` with what is returned when it has let go.

    None where there is no such file.
    """
    try:
        facts = path.stat()
    except OSError:
        return None
    identity = facts.st_dev, facts.st_ino
    with _guard:
        _users[identity] += 1
    return identity


def leave(identity: Identity | None) -> None:
    """A connection is closed."""
    if identity is None:
        return
    with _guard:
        _users[identity] -= 1
        if not _users[identity]:
            del _users[identity]
            for fd in _kept.pop(identity, []):
                os.close(fd)


@contextmanager
def in_use(path: Path) -> Iterator[None]:
    """For a connection that is made and closed within the block."""
    identity = enter(path)
    try:
        yield
    finally:
        leave(identity)


def _put_away(fd: int) -> None:
    facts = os.fstat(fd)
    identity = facts.st_dev, facts.st_ino  # perhaps not the one that lay there a moment ago
    with _guard:
        if _users[identity] and not _BELONG_TO_HANDLE:
            _kept.setdefault(identity, []).append(fd)
        else:
            os.close(fd)
