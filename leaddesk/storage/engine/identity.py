"""Whether a path still leads to the file that was opened."""

from pathlib import Path

from leaddesk.domain import errors
from leaddesk.storage.engine.file_header import side_file


class Identity:
    """What a file is known by. A `frozen` one was opened as never changing, so that a change makes it another."""

    def __init__(self, path: Path, *, frozen: bool = False) -> None:
        self._path = path
        self._frozen = frozen
        self._opened = self._now()

    def check(self) -> None:
        """Return if it is the same; else Missing or FileReplaced."""
        now = self._now()
        if now == self._opened:
            return
        if now is None:
            raise errors.Missing(
                f"{self._path} is not there any more: it was deleted or renamed, or its folder is not connected",
                "nothing was saved",
                "put it back or connect the folder, or open a backup",
            )
        changed = self._opened is not None and now[:2] == self._opened[:2]
        what = "somebody who may write it changed {}" if changed else "another file was put in the place of {}"
        raise errors.FileReplaced(what.format(self._path), "nothing was saved", "open it again")

    def _now(self) -> tuple[int, ...] | None:
        try:
            facts = self._path.stat()
        except OSError:
            return None
        if not self._frozen:
            return facts.st_dev, facts.st_ino
        log = side_file(self._path, "-wal").exists()
        return facts.st_dev, facts.st_ino, facts.st_size, facts.st_mtime_ns, log
