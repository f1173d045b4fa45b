"""Care for the file: a check of everything in it, a checked copy, and what can be saved of one that is damaged."""

import os
from contextlib import closing
from pathlib import Path

from leaddesk.domain.errors import CannotOpen, Damaged
from leaddesk.services.workspace import utc_now
from leaddesk.storage import checks
from leaddesk.storage.engine import Database
from leaddesk.storage.engine.copies import save_copy
from leaddesk.storage.engine.creating import remove
from leaddesk.storage.engine.salvaging import Salvaged
from leaddesk.storage.engine.salvaging import salvage as storage_salvage
from leaddesk.storage.workspace import Workspace


def check(workspace: Workspace) -> list[str]:
    """A sentence for everything that is wrong with the database; none if it is clean."""
    return checks.problems(workspace.database)


def quick_check(workspace: Workspace) -> list[str]:
    """A sentence for every damage of the file's structure that shows without reading all of it twice."""
    return checks.quick_problems(workspace.database)


def backup(workspace: Workspace, target: Path) -> Path:
    """Write a complete copy that was read back and checked; never over another file.

    Raises CannotOpen, DiskFull, ReadOnly; an unfinished copy is removed.
    """
    try:
        if target.exists():
            raise CannotOpen(f"{target} already exists", "no backup was made", "choose another name")
        # Each program its own: two at a time would write into one file, and both would fail.
        unfinished = target.with_name(f"{target.name}.{os.getpid()}.unfinished")
        target.parent.mkdir(parents=True, exist_ok=True)
        remove(unfinished)
        try:
            _write_checked(workspace, unfinished)
            unfinished.replace(target)
        except BaseException:
            remove(unfinished)
            raise
    except OSError as problem:
        raise CannotOpen(
            f"{target} cannot be made ({problem.strerror})", "no backup was made", "choose another place"
        ) from problem
    return target


def _write_checked(workspace: Workspace, target: Path) -> None:
    workspace.database.check_identity()
    save_copy(workspace.database.path, target)
    with closing(Database(target, query_only=True)) as copy:
        wrong = checks.problems(copy)
    if wrong:
        raise Damaged(f"the copy has faults: {wrong[0]}", "no backup was made", "run: leaddesk check")


def salvage(damaged: Path, target: Path) -> Salvaged:
    """Make a new database from what can be read of a damaged one, which is not touched.

    Raises CannotOpen, also if there is something at the target, Damaged if no row can be read, DiskFull; then nothing
    is made.
    """
    return storage_salvage(damaged, target, now=utc_now())
