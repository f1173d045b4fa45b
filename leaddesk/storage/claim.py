"""One program at a time: a claim on a folder that the system takes back when the program ends, however it ends."""

import os
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from leaddesk.domain.errors import Busy
from leaddesk.storage.engine.byte_locks import ByteLocks

_NAME = "claim"  # the file stays; only the lock on it means anything


@contextmanager
def claimed(folder: Path, *, patience: float = 0.0) -> Iterator[None]:
    """Have the folder to ourselves within; Busy if another program has it for longer than `patience` seconds."""
    deadline = time.monotonic() + patience
    file = os.open(folder / _NAME, os.O_RDWR | os.O_CREAT)
    try:
        while not _has(file):
            if time.monotonic() >= deadline:
                raise Busy(f"another program is at work in {folder}", todo="try again in a moment")
            threading.Event().wait(random.uniform(0.01, 0.06))
        yield
    finally:
        os.close(file)  # which also gives the lock back


def _has(file: int) -> bool:
    try:
        return ByteLocks().try_lock(file, 0)
    except OSError:  # a file system that knows no locks
        return False
