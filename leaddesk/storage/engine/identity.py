"""Whether a path still leads to the file that was opened, and whether its log still lies beside it."""

import os
from contextlib import suppress
from pathlib import Path

from leaddesk.domain import errors
from leaddesk.storage.engine.file_header import side_file


class Identity:
    """What a file is known by. A `frozen` one was opened as never changing, so that a change makes it another."""

    def __init__(self, path: Path, *, frozen: bool = False) -> None:
        self._path = path
        self._frozen = frozen
        self._opened = self._now()
        self._log: dict[Path, tuple[int, ...]] = {}

    def note_log(self) -> None:
        """Remember the write-ahead log and its index, which lie there as soon as the file has been read."""
        for suffix in ("-wal", "-shm"):
            file = side_file(self._path, suffix)
            if (found := _known_by(file)) is not None:
                self._log[file] = found

    def check(self, *, with_log: bool) -> None:
        """Return if it is the same, and where that is wanted with the same log; else Missing or FileReplaced."""
        now = self._now()
        if now is None:
            raise errors.Missing(
                f"{self._path} is not there any more: it was deleted or renamed, or its folder is not connected",
                "nothing was saved",
                "put it back or connect the folder, or open a backup",
            )
        what = ""
        if now != self._opened:
            changed = self._opened is not None and now[:2] == self._opened[:2]
            what = "somebody who may write it changed {}" if changed else "another file was put in the place of {}"
        elif with_log and not self._has_its_log():
            what = "the log of {} was taken away while it was in use"
        if what:
            raise errors.FileReplaced(what.format(self._path), "nothing was saved", "open it again")

    def is_separated(self) -> bool:
        """Whether file and log do not lie at the path together any more."""
        return bool(self._log) and (self._now() != self._opened or not self._has_its_log())

    def remove_log(self) -> None:
        """Remove what is left of the log, unless it is another's by now."""
        for file, known in self._log.items():
            if _known_by(file) == known:
                with suppress(OSError):
                    file.unlink()

    def _has_its_log(self) -> bool:
        return all(_known_by(file) == known for file, known in self._log.items())

    def _now(self) -> tuple[int, ...] | None:
        if not self._frozen:
            return _known_by(self._path)
        try:
            facts = self._path.stat()
        except OSError:
            return None
        log = side_file(self._path, "-wal").exists()
        return facts.st_dev, facts.st_ino, facts.st_size, facts.st_mtime_ns, log


def _known_by(file: Path) -> tuple[int, ...] | None:
    try:
        facts = os.stat(file)  # noqa: PTH116 (asked with everything that is saved: Path's own takes twice as long)
    except OSError:
        return None
    return facts.st_dev, facts.st_ino
