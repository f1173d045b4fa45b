"""What must hold after any fault: every change follows from the one before it, and ends in what the row holds now."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from leaddesk.__main__ import main
from leaddesk.domain.records import Kind
from leaddesk.services import care
from leaddesk.services.workspace import Workspace
from leaddesk.storage.engine import Database, sqlite_connect
from leaddesk.storage.journal import Action, decode
from leaddesk.storage.rows import columns

Files = dict[str, tuple[int, bytes]]
_ALL_CHANGES = (
    "SELECT r.table_name, r.action, r.images FROM row_change AS r JOIN operation AS o ON o.id = r.operation_id"
    " ORDER BY o.seq, r.n"
)


def proven_sound(workspace: Workspace) -> None:
    """Structure, references and rules hold, and no update was lost."""
    assert care.check(workspace) == []
    assert lost_updates(workspace.database) == []


def lost_updates(database: Database) -> list[str]:
    """Rows whose history has a gap: somebody wrote over a value that he had not seen."""
    known: dict[tuple[Kind, int], dict[str, Any]] = {}
    faults = []
    for row in database.sql(_ALL_CHANGES):
        change = decode(*row)
        for image in change.rows:
            number = image[0]
            if change.action is not Action.UPDATE:
                known[change.kind, number] = dict(zip(change.columns, image, strict=True))
                continue
            held = known[change.kind, number]
            before, after = (dict(zip(change.columns, values, strict=True)) for values in image[1:])
            if {name: held.get(name) for name in before} != before:
                faults.append(f"{change.kind} {number}: {held} was taken for {before}")
            held.update(after)
    for kind in Kind:
        names = columns(kind)
        chosen = ", ".join(f'"{name}"' for name in names)
        for row in database.sql(f'SELECT {chosen} FROM "{kind}"'):
            now = dict(zip(names, row, strict=True))
            held = known.get((kind, now["id"]), {})
            if {name: held.get(name) for name in names} != now:
                faults.append(f"{kind} {now['id']}: {held} became {now}")
    return faults


def rows_of(path: Path) -> tuple[int, int, str]:
    """(operations, last commit, structure) as another program finds them in a file."""
    connection = sqlite_connect(path)
    counts = connection.execute("SELECT (SELECT count(*) FROM operation), commit_seq FROM meta").fetchone()
    sound = connection.execute("PRAGMA integrity_check").fetchone()[0]
    connection.close()
    return counts[0], counts[1], sound


def files_in(folder: Path) -> Files:
    """Every file and folder with its rights and what it holds."""
    return {
        str(path.relative_to(folder)): (
            path.stat().st_mode,
            hashlib.sha256(path.read_bytes()).digest() if path.is_file() else b"",
        )
        for path in folder.rglob("*")
    }


class Ran:
    """A command as a person sees it."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *words: object) -> None:
        self.status = main([str(word) for word in words])
        self.out, self.err = capsys.readouterr()
