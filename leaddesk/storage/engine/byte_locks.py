"""Exclusive locks on bytes of a file: never waited for, and freed by the system when their program ends in any way.

The bytes need not exist. On Linux a lock belongs to the open file. Elsewhere on POSIX it belongs to the process, which
loses all its locks on a file when it closes any descriptor of it: `BELONG_TO_OPEN_FILE` says which it is.
"""

import errno
import os
import struct
import sys

BELONG_TO_OPEN_FILE = sys.platform == "linux"

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class ByteLocks:
    """The system's locks; a method raises OSError only where the file system knows no locks or does not answer."""

    def try_lock(self, fd: int, first: int, count: int = 1) -> bool:
        """Take the bytes from `first` on; False if another open file has one of them."""
        try:
            if sys.platform == "win32":
                os.lseek(fd, first, os.SEEK_SET)
                msvcrt.locking(fd, msvcrt.LK_NBLCK, count)
            elif sys.platform == "linux":
                fcntl.fcntl(fd, fcntl.F_OFD_SETLK, _flock(fcntl.F_WRLCK, first, count))
            else:
                fcntl.lockf(fd, fcntl.LOCK_EX | fcntl.LOCK_NB, count, first)
        except OSError as problem:
            if problem.errno in (errno.EACCES, errno.EAGAIN, errno.EDEADLK):
                return False
            raise
        return True

    def unlock(self, fd: int, first: int, count: int = 1) -> None:
        """Give back bytes that this open file has."""
        if sys.platform == "win32":
            os.lseek(fd, first, os.SEEK_SET)
            msvcrt.locking(fd, msvcrt.LK_UNLCK, count)
        elif sys.platform == "linux":
            fcntl.fcntl(fd, fcntl.F_OFD_SETLK, _flock(fcntl.F_UNLCK, first, count))
        else:
            fcntl.lockf(fd, fcntl.LOCK_UN, count, first)

    def is_locked(self, fd: int, byte: int) -> bool:
        """Whether another open file (elsewhere than on Linux: another process) has the byte. Not for an own one."""
        if sys.platform == "linux":
            answer = fcntl.fcntl(fd, fcntl.F_OFD_GETLK, _flock(fcntl.F_WRLCK, byte, 1))
            return bool(_FLOCK.unpack(answer)[0] != fcntl.F_UNLCK)
        if sys.platform == "win32":
            locked = not self.try_lock(fd, byte)
        else:
            try:  # a shared one, which a file that is open for reading may ask for
                fcntl.lockf(fd, fcntl.LOCK_SH | fcntl.LOCK_NB, 1, byte)
                locked = False
            except (BlockingIOError, PermissionError):
                locked = True
        if not locked:
            self.unlock(fd, byte)
        return locked


_FLOCK = struct.Struct("hhqqi0q")  # struct flock of Linux: type, whence, start, length, process


def _flock(kind: int, first: int, count: int) -> bytes:
    return _FLOCK.pack(kind, os.SEEK_SET, first, count, 0)


def read_at(fd: int, size: int, offset: int) -> bytes:
    """Up to `size` bytes, fewer at the end of the file."""
    if sys.platform == "win32":
        os.lseek(fd, offset, os.SEEK_SET)
        return os.read(fd, size)
    return os.pread(fd, size, offset)


def write_at(fd: int, raw: bytes, offset: int) -> None:
    """Write the bytes in one call."""
    if sys.platform == "win32":
        os.lseek(fd, offset, os.SEEK_SET)
        os.write(fd, raw)
    else:
        os.pwrite(fd, raw, offset)
