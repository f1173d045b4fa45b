"""peewee's queries on a connection of ours.

Loaded for the first query that peewee is to build: the first picture of a window needs none, and loading peewee takes
as long as reading it.
"""

from pathlib import Path
from typing import Any

import peewee as pw


class Builder(pw.SqliteDatabase):
    """peewee's database on a connection that is open, for the thread that opened it."""

    def __init__(self, path: Path, connection: Any) -> None:
        super().__init__(str(path), autoconnect=False, thread_safe=True)
        self._adopted = connection
        self.connect()

    def _connect(self) -> Any:
        return self._adopted
