"""Files that records link to: they lie where they lie, and the database knows only the way there."""

import os
from pathlib import Path

from leaddesk.domain.errors import NotFound
from leaddesk.domain.light import dataclass
from leaddesk.storage.workspace import Workspace

_PROGRAMS = frozenset(
    (
        *(".app", ".appimage", ".bat", ".cmd", ".com", ".command", ".cpl", ".desktop", ".exe", ".hta", ".jar", ".js"),
        *(".jse", ".lnk", ".msc", ".msi", ".msp", ".pif", ".ps1", ".py", ".pyw", ".reg", ".run", ".scf", ".scr"),
        *(".sh", ".url", ".vb", ".vbe", ".vbs", ".ws", ".wsf", ".wsh"),
    )
)


@dataclass(frozen=True, slots=True)
class Found:
    """A file or folder that is there. `is_program`: opening it would run it."""

    path: Path
    is_program: bool


def find_file(workspace: Workspace, link: str) -> Found:
    """Where a link's path leads; one that is not complete begins beside the database. NotFound if nothing is there."""
    path = workspace.database.path.parent / link
    try:
        path = workspace.database.path.parent / Path(link).expanduser()
        is_there = path.exists()
    except (OSError, ValueError, RuntimeError):  # no path of this system, or no user of that name
        is_there = False
    if not is_there:
        raise NotFound(f"{path} is not there", "the link was kept", "look where the file went, or take the link out")
    runs = path.suffix.lower() in _PROGRAMS or (path.is_file() and not path.suffix and os.access(path, os.X_OK))
    return Found(path, runs)
