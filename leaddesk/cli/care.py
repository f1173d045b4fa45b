"""Commands that look after a database: check, backup, restore."""

from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from leaddesk import paths
from leaddesk.cli.output import Form, answer
from leaddesk.cli.session import database_path, machine_settings, open_database
from leaddesk.domain.backups import Backup
from leaddesk.services import backups, care

if TYPE_CHECKING:
    from leaddesk.services.restoring import Restored
    from leaddesk.storage.engine.salvaging import Salvaged

_TOLD = ("deal", "contact", "company", "lead", "activity", "followup")


def check(arguments: Namespace) -> int:
    """Everything that is wrong with a database; status 1 if there is anything."""
    if arguments.salvage is not None:
        return _salvage(arguments)
    with open_database(arguments, reading=True) as workspace:
        problems = care.check(workspace)
        answer(arguments, {"clean": not problems, "problems": problems}, problems or ["clean"])
    return 1 if problems else 0


def backup(arguments: Namespace) -> int:
    """Write a copy that was read back and checked: to the file named, else among the rolling backups."""
    with open_database(arguments, reading=True) as workspace:
        if arguments.file is not None:
            path = care.backup(workspace, arguments.file)
            answer(arguments, {"file": str(path)}, [f"Saved and checked: {path}"])
            return 0
        second = machine_settings().get("second_backup_folder")
        made = backups.make(workspace, _folder(), second=Path(second) if isinstance(second, str) else None)
    lines = [f"Saved and checked: {made.backup.path}"]
    if made.second_problem:
        lines.append(f"The second folder did not get it: {made.second_problem}")
    answer(arguments, {**_form(made.backup), "second_problem": made.second_problem or None}, lines)
    return 0


def restore(arguments: Namespace) -> int:
    """Put a backup into a database that may be open elsewhere, damaged or missing."""
    from leaddesk.services import restoring

    done = restoring.restore_file(
        arguments.file, arguments.backup, _folder(), settings=machine_settings(), as_user=arguments.as_user
    )
    form: Form = {
        "file": str(done.file),
        "backup": str(done.backup.path),
        "made_at": done.backup.made_at,
        "counts": dict(done.backup.counts),
        "safety_backup": str(done.safety.path) if done.safety else None,
        "put_aside": str(done.put_aside) if done.put_aside else None,
        "here": list(done.here),
    }
    answer(arguments, form, _restored(done))
    return 0


def _restored(done: "Restored") -> Iterator[str]:
    yield f"Restored {done.file} from the backup of {done.backup.made_at.astimezone():%Y-%m-%d %H:%M}:"
    yield f"  {_counted(done.backup.counts)}."
    if done.safety:
        yield f"  What was there before is in {done.safety.path}."
    if done.put_aside:
        yield f"  The damaged file was put aside as {done.put_aside}."
    if done.here:
        yield f"  It is open at {', '.join(done.here)}, who see the restored records now."


def _salvage(arguments: Namespace) -> int:
    damaged = database_path(arguments.db, machine_settings())
    done = care.salvage(damaged, arguments.salvage)
    form: Form = {
        "file": str(arguments.salvage),
        "tables": {
            table: {"saved": of.saved, "from_journal": of.rebuilt, "lost": of.lost, "bad_places": of.bad_places}
            for table, of in done.tables.items()
        },
        "references_cut": done.cut,
        "problems": done.problems,
    }
    answer(arguments, form, _saved(arguments.salvage, done))
    return 1 if done.problems else 0


def _saved(target: Path, done: "Salvaged") -> Iterator[str]:
    for table, of in done.tables.items():
        parts = [f"{of.saved:,} saved"]
        if of.rebuilt:
            parts.append(f"{of.rebuilt:,} of them from the journal")
        if of.lost:
            parts.append(f"{of.lost:,} lost")
        elif of.bad_places and table in ("operation", "row_change"):
            parts.append("a part cannot be read")
        yield f"{table:<12}{', '.join(parts)}"
    if done.cut:
        yield f"{done.cut:,} references led to lost rows and are empty now."
    yield from done.problems
    yield f"Made {target}; the damaged file is as it was."


def _form(made: Backup) -> Form:
    return {
        "file": str(made.path),
        "made_at": made.made_at,
        "why": made.why,
        "size": made.size,
        "sha256": made.sha256,
        "commit_seq": made.commit_seq,
        "counts": dict(made.counts),
    }


def _counted(counts: Mapping[str, int]) -> str:
    plurals = {"company": "companies", "activity": "activities", "followup": "follow-ups"}
    return ", ".join(f"{counts.get(table, 0):,} {plurals.get(table, table + 's')}" for table in _TOLD)


def _folder() -> Path:
    return paths.data_dir() / "backups"


COMMANDS: dict[str, Callable[[Namespace], int]] = {"check": check, "backup": backup, "restore": restore}
