"""What this machine remembers: the last database, who I am in each, where the window stood, unsent drafts.

Kept in one small JSON file that is replaced whole, so that a crash leaves the old or the new one. A file that
cannot be read is put aside, never a reason not to start.
"""

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any


class Settings:
    """Reads once, writes through. Values are plain JSON."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._values = _read(path)

    def get(self, key: str, default: Any = None) -> Any:
        return self._values.get(key, default)

    def set(self, key: str, value: Any) -> None:
        """Remember a value; None forgets it. A disk that refuses is not worth stopping work for."""
        if self._values.get(key) == value:
            return
        self._values = _read(self._path) | {key: value}
        if value is None:
            del self._values[key]
        _replace(self._path, self._values)

    @property
    def last_database(self) -> Path | None:
        found = self.get("last_database")
        return Path(found) if isinstance(found, str) and found else None

    @last_database.setter
    def last_database(self, path: Path) -> None:
        self.set("last_database", str(path.absolute()))

    def user_in(self, file_uuid: str) -> int | None:
        """The id of the user that I am in this database."""
        found = self.get(f"user:{file_uuid}")
        return found if isinstance(found, int) else None

    def remember_user(self, file_uuid: str, user_id: int) -> None:
        self.set(f"user:{file_uuid}", user_id)

    def draft(self, file_uuid: str, place: str) -> str:
        """Text that was being typed at a place when the program ended."""
        return str(self.get(f"draft:{file_uuid}:{place}", ""))

    def keep_draft(self, file_uuid: str, place: str, text: str) -> None:
        self.set(f"draft:{file_uuid}:{place}", text or None)


def _read(path: Path) -> dict[str, Any]:
    try:
        values = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        values = None
    if isinstance(values, dict):
        return values
    with suppress(OSError):
        path.replace(path.with_suffix(".unreadable"))
    return {}


def _replace(path: Path, values: dict[str, Any]) -> None:
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(json.dumps(values, indent=1), "ascii")  # a path may hold what UTF-8 cannot
        fresh.replace(path)
    except OSError:
        with suppress(OSError):
            fresh.unlink()
