"""Who has a database open, kept in a small side file that can be read while somebody holds the database.

Each open program writes what it does into a slot of `NAME.leaddesk-locks` and holds a lock on a byte of its own, which
the system frees when the program ends or crashes: whoever's byte is locked is here, however old the file is. This
also shows whether locks reach other computers at all: somebody who moves on without a lock proves that they do not.
"""

import errno
import os
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Unpack
from uuid import uuid4

from leaddesk.domain.guests import Guest
from leaddesk.storage.engine.byte_locks import BELONG_TO_OPEN_FILE, ByteLocks, read_at, write_at
from leaddesk.storage.engine.guests import MARK_SIZE, SLOT_SIZE, Said, decoded, encoded, mark, slots_in
from leaddesk.storage.engine.host import host_name
from leaddesk.storage.engine.suspicion import Sight, Suspicion

HEARTBEAT = 60.0  # seconds between two signs of life
FORGOTTEN = timedelta(days=1)  # a slot without a lock may be taken by anybody
SLOTS = 64
FIRST_BYTE = 2**30  # beyond whatever the file will hold; of slot 0
_FIRST_TASK = FIRST_BYTE + SLOTS
_TASKS = 2**20
_ATTEMPTS = 20  # at joining, while others are just leaving


class Presence:
    """This program among all that have a database open. For all threads of a program; a call may wait for the share.

    Nothing here raises for a folder that takes no file, knows no locks or is gone: then `joined` is False and others do
    not see this program. Reading never makes the file. `network` says that writes must reach the server at once.
    Elsewhere than on Linux a process may have one Presence of a file.
    """

    def __init__(
        self,
        database: Path,
        *,
        clock: Callable[[], datetime],
        host: str = "",
        pid: int = 0,
        network: bool = False,
        elapsed: Callable[[], float] = time.monotonic,
        locks: ByteLocks | None = None,
    ) -> None:
        self._database = Path(os.path.realpath(database))
        self.path = self._database.with_name(f"{self._database.name}-locks")
        self.host = host or host_name()
        self._pid = pid or os.getpid()
        self._client = uuid4().hex
        self._clock = clock
        self._elapsed = elapsed
        self._locks = locks or ByteLocks()
        self._flags = _FLAGS | (getattr(os, "O_DSYNC", 0) if network else 0)
        self._guard = threading.RLock()
        self._me: Guest | None = None  # since join, until leave
        self._fd: int | None = None  # while joined
        self._slot = -1
        self._written_at = 0.0
        self._depth = 0  # of saving
        self._since: datetime | None = None  # saving
        self._tasks: set[int] = set()
        self._known: dict[int, Guest] = {}
        self._suspicion = Suspicion(self.host)

    @property
    def joined(self) -> bool:
        """Whether others can see this program."""
        return self._fd is not None

    def join(self, **said: Unpack[Said]) -> bool:
        """Take a slot; whether that was possible. If not, each heartbeat tries again."""
        with self._guard:
            if self._me is None:
                now = self._clock()
                nobody = Guest(self._client, "", "", "", self.host, self._pid, "", opened_at=now, seen_at=now)
                self._me = replace(nobody, is_me=True, alive=True)
            self._me = replace(self._me, **said)
            self._stay()
            self._write()
            return self.joined

    def tell(self, **said: Unpack[Said]) -> None:
        """Let others know what has changed; writes nothing if nothing has and the last sign of life is recent."""
        with self._guard:
            self._clear_mark()
            if self._me is not None:
                told = replace(self._me, **said)
                if told != self._me or self._elapsed() - self._written_at >= HEARTBEAT:
                    self._me = told
                    self._write()

    def heartbeat(self) -> None:
        """A sign of life, due every minute; also takes a slot again if the file was removed or the share was away."""
        with self._guard:
            if self._me is not None:
                self._clear_mark()
                self._stay()
                self._write()

    @contextmanager
    def saving(self, task: str = "") -> Iterator[None]:
        """Mark that this program is saving, and what for; a mark within a mark adds nothing."""
        self.start_saving(task)
        try:
            yield
        finally:
            self.end_saving()
            self._clear_mark()

    def start_saving(self, task: str = "") -> None:
        """Mark that this program is saving. The mark of something short stands until the next `tell` or heartbeat.

        So a row of savings writes it once, and others see since when there has been no rest.
        """
        with self._guard:
            self._depth += 1
            if self._me is None or self._depth > 1 or (self._since is not None and not task):
                return
            self._since = self._clock()
            if task:
                self._me = replace(self._me, task=task)
                self._write()
            else:
                self._write_mark()

    def end_saving(self) -> None:
        """This program has saved; belongs to `start_saving`."""
        with self._guard:
            self._depth -= 1

    def here(self) -> list[Guest]:
        """Everybody who has the database open, this program included if it could join; in the order of coming."""
        with self._guard:
            alive = [sight.guest for sight in self._look() if sight.guest.alive]
        return sorted(alive, key=lambda guest: guest.opened_at)

    def writer(self) -> Guest | None:
        """Who has been saving the longest, other than this program."""
        savers = [(guest.saving_since, guest) for guest in self.here() if guest.saving_since and not guest.is_me]
        return min(savers, key=lambda saver: saver[0])[1] if savers else None

    def doubt(self) -> str:
        """Why locks cannot be trusted here, as sentences for the person; "" while there is no sign of that.

        To be asked after joining and after each heartbeat.
        """
        with self._guard:
            doubtful = self._suspicion.look(self._look(), self._elapsed(), self._clock())
        return _DOUBT.format(name=doubtful.name or "Somebody", host=doubtful.host) if doubtful else ""

    @contextmanager
    def exclusive(self, name: str) -> Iterator[bool]:
        """Whether this program alone of all may do the work of that name; True holds until the end of the block."""
        task = _FIRST_TASK + zlib.crc32(name.encode()) % _TASKS
        with self._guard:
            fd = self._fd
            held = fd is not None and task not in self._tasks and self._lock(fd, task)
            if held:
                self._tasks.add(task)
        try:
            yield held
        finally:
            if held:
                with self._guard:
                    self._tasks.discard(task)
                    if fd is not None and self._fd == fd:
                        with suppress(OSError):
                            self._locks.unlock(fd, task)

    def leave(self) -> None:
        """Clear the slot; the last one out removes the file."""
        with self._guard:
            fd, self._fd, self._me = self._fd, None, None
            if fd is None:
                return
            try:
                write_at(fd, bytes(SLOT_SIZE), self._slot * SLOT_SIZE)
                self._locks.unlock(fd, FIRST_BYTE + self._slot)  # of two who leave at once, one finds the bytes free
                if sys.platform != "win32" and self._lock(fd, FIRST_BYTE, SLOTS) and self._is_at_path(fd):
                    # With all bytes nobody else is in, and nobody can come in until the file is gone.
                    self.path.unlink()
            except OSError:
                pass
            finally:
                os.close(fd)
            if sys.platform == "win32":  # which removes no file that somebody has open
                with suppress(OSError):
                    self.path.unlink()

    def _clear_mark(self) -> None:
        with self._guard:
            if self._me is None or self._since is None or self._depth:
                return
            self._since = None
            if self._me.task:
                self._me = replace(self._me, task="")
                self._write()
            else:
                self._write_mark()

    def _write_mark(self) -> None:
        """Done with what is saved, so nothing else of the slot is written."""
        if self._fd is not None:
            try:
                write_at(self._fd, mark(self._since), (self._slot + 1) * SLOT_SIZE - MARK_SIZE)
            except OSError:
                self._stay()

    def _stay(self) -> None:
        """Be in the file that others look into, in a slot that nobody else writes."""
        try:
            taken = -1
            if self._fd is not None:
                if not self._is_at_path(self._fd):
                    self._drop()
                elif self._is_overwritten():
                    taken = self._slot
                    self._drop()
            if self._fd is None:
                self._claim(taken)
        except OSError:
            self._drop()

    def _is_overwritten(self) -> bool:
        """Whether somebody else was given the same byte: its slot would hide who they are."""
        guest = decoded(self._read().get(self._slot, b""))
        return guest is not None and guest.client != self._client

    def _claim(self, taken: int) -> None:
        for _ in range(_ATTEMPTS):
            fd = self._open()
            try:
                slot = self._free_slot(fd, taken)
                if slot is not None and self._is_at_path(fd):
                    self._fd, self._slot = fd, slot
                    return
            finally:
                if self._fd != fd:
                    os.close(fd)
            if slot is None:  # the last one out has all, and removes the file in a moment
                threading.Event().wait(0.005)

    def _open(self) -> int:
        """The side file, made if the database may be written; as open to others as the database is."""
        mode = self._database.stat().st_mode
        if not mode & 0o222 or not os.access(self._database, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), self._database)
        with suppress(FileNotFoundError):
            return os.open(self.path, self._flags)
        if os.name != "nt" and not self.path.parent.stat().st_mode & 0o222:  # also respected for an administrator
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), self.path.parent)
        fd = os.open(self.path, self._flags | os.O_CREAT)
        with suppress(OSError):
            self.path.chmod(mode & 0o666)
        return fd

    def _free_slot(self, fd: int, taken: int) -> int | None:
        """Lock one that a crash on this computer or long ago left, else an empty one, else any but `taken`.

        What another computer wrote lately is kept: it may be a running program whose locks do not reach us.
        """
        slots = _slots(fd)
        long_ago = self._clock() - FORGOTTEN

        def order(slot: int) -> int:
            guest = decoded(slots.get(slot, b""))
            if guest is None:
                return 3 if slot in slots else 1
            return 0 if guest.host == self.host or guest.seen_at < long_ago else 2

        for slot in sorted(range(SLOTS), key=order):
            if slot != taken and self._locks.try_lock(fd, FIRST_BYTE + slot):
                return slot
        return None

    def _look(self) -> list[Sight]:
        """All that slots say; a slot that is half written says what it said before."""
        try:
            with self._reading() as fd:
                slots = _slots(fd)
                sights = []
                for slot, raw in slots.items():
                    guest = decoded(raw) or self._known.get(slot)
                    if guest is not None:
                        mine = slot == self._slot and self._fd is not None and guest.client == self._client
                        alive = mine or self._locks.is_locked(fd, FIRST_BYTE + slot)
                        sights.append(Sight(slot, raw, replace(guest, is_me=mine, alive=alive)))
            self._known = {sight.slot: sight.guest for sight in sights}
            return self._still_there(sights)
        except OSError:
            return []

    def _still_there(self, sights: list[Sight]) -> list[Sight]:
        """Without those who left while we looked: a slot is cleared before its byte is freed."""
        if all(sight.guest.alive for sight in sights):
            return sights
        slots = self._read()
        return [sight for sight in sights if sight.guest.alive or sight.slot in slots]

    def _read(self) -> dict[int, bytes]:
        with self._reading() as fd:
            return _slots(fd)

    @contextmanager
    def _reading(self) -> Iterator[int]:
        """The file to read. Opening it anew asks the server for what others wrote, but may cost the locks."""
        if self._fd is not None and not BELONG_TO_OPEN_FILE:
            yield self._fd
            return
        fd = os.open(self.path, _FLAGS & ~os.O_RDWR | os.O_RDONLY)
        try:
            yield fd
        finally:
            os.close(fd)

    def _is_at_path(self, fd: int) -> bool:
        """Whether the open file still is the one that others find under its name."""
        try:
            if BELONG_TO_OPEN_FILE:
                with self._reading() as other:
                    return os.path.samestat(os.fstat(fd), os.fstat(other))
            return os.path.samestat(os.fstat(fd), self.path.stat())
        except FileNotFoundError:
            return False

    def _lock(self, fd: int, first: int, count: int = 1) -> bool:
        try:
            return self._locks.try_lock(fd, first, count)
        except OSError:
            return False

    def _write(self) -> None:
        if self._me is None or self._fd is None:
            return
        self._me = replace(self._me, seen_at=self._clock(), saving_since=self._since)
        try:
            write_at(self._fd, encoded(self._me), self._slot * SLOT_SIZE)
            self._written_at = self._elapsed()
        except OSError as problem:
            # On a full disk the lock goes on saying that we are here. Else the file is lost, and the lock with it.
            if problem.errno not in (errno.ENOSPC, errno.EDQUOT):
                self._drop()

    def _drop(self) -> None:
        fd, self._fd = self._fd, None
        if fd is not None:
            with suppress(OSError):
                os.close(fd)


_DOUBT = (
    "{name} has this file open on {host}, and the locks of that computer do not reach this one: two people who save at"
    " once would destroy the file. Connect the folder with NFS version 4, let one person work at a time, or share a"
    " PostgreSQL database."
)
# Not blocking: something else of that name, a pipe for example, is not waited for.
_FLAGS = os.O_RDWR | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def _slots(fd: int) -> dict[int, bytes]:
    return slots_in(read_at(fd, SLOTS * SLOT_SIZE, 0))
