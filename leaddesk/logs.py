"""Where mistakes of the program are written down, so that they can be reported."""

import platform
import traceback
from datetime import UTC, datetime
from pathlib import Path

from leaddesk import __version__
from leaddesk.paths import log_dir

_LARGEST = 512 * 1024  # bytes; beyond that the file makes room and one older is kept


def mistake_report(problem: BaseException) -> str:
    """What a developer needs to know of a mistake: when, which program, where in the code."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    program = f"LeadDesk {__version__}, Python {platform.python_version()}, {platform.platform()}"
    return f"{now} {program}\n{''.join(traceback.format_exception(problem))}\n"


def record_mistake(problem: BaseException) -> Path | None:
    """Append the report to the log file and return its path; None where it cannot be written, never an error."""
    try:
        path = log_dir() / "leaddesk.log"
        if path.exists() and path.stat().st_size > _LARGEST:
            path.replace(path.with_name("leaddesk.old.log"))
        with path.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(mistake_report(problem))
    except OSError:
        return None
    return path
