"""One program at a time: a claim on a folder that the system takes back when the program ends, however it ends."""

import os
import random
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from leaddesk.domain.errors import Busy

_NAME = "claim"  # the file stays; only the lock on it means anything


@contextmanager
def claimed(folder: Path, *, patience: float = 0.0) -> Iterator[None]:
    """Have the folder to ourselves within; Busy if another program has it for longer than `patience` seconds."""
    deadline = time.monotonic() + patience
    file = os.open(folder / _NAME, os.O_RDWR | os.O_CREAT)
    try:
        while not _lock(file):
            if time.monotonic() >= deadline:
                raise Busy(f"another program is at work in {folder}", todo="try again in a moment")
            threading.Event().wait(random.uniform(0.01, 0.06))
        yield
    finally:
        os.close(file)  # which also gives the lock back


def _lock(file: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
