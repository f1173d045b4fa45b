"""Care for the file: a checked backup, and a check of everything in it."""

from pathlib import Path

from leaddesk.domain.errors import CannotOpen, Damaged, UserError
from leaddesk.storage import checks
from leaddesk.storage.engine import Database
from leaddesk.storage.file_header import side_file
from leaddesk.storage.workspace import Workspace


def check(workspace: Workspace) -> list[str]:
    """A sentence for everything that is wrong with the database; none if it is clean."""
    return checks.problems(workspace.database)


def default_backup_path(workspace: Workspace, folder: Path) -> Path:
    """A name with date and time in the folder, free to be written."""
    stamp = workspace.clock().astimezone(workspace.zone).strftime("%Y-%m-%d %H.%M.%S")
    return folder / f"{workspace.database.path.stem} {stamp}.leaddesk"


def backup(workspace: Workspace, target: Path) -> Path:
    """Write a complete copy that was read back and checked; never over another file.

    Raises CannotOpen, DiskFull, ReadOnly; an unfinished copy is removed.
    """
    if target.exists():
        raise CannotOpen(f"{target} already exists", "no backup was made", "choose another name")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise CannotOpen(
            f"the folder {target.parent} cannot be made ({problem.strerror})",
            "no backup was made",
            "choose another",
        ) from problem
    unfinished = target.with_name(target.name + ".unfinished")
    try:
        workspace.database.backup(unfinished)
        copy = Database(unfinished, query_only=True)
        try:
            wrong = checks.problems(copy)
        finally:
            copy.close()
        if wrong:
            raise Damaged(f"the copy has faults: {wrong[0]}", "no backup was made", "run: leaddesk check")
        unfinished.replace(target)
    except (UserError, OSError):
        for leftover in (unfinished, side_file(unfinished, "-journal")):
            leftover.unlink(missing_ok=True)
        raise
    return target
