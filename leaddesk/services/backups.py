"""Backups that make themselves: verified copies on this machine, each with a manifest, as many as are worth keeping.

They lie in `folder`/<file_uuid>/, on the person's own disk: the share and its backups must not be lost together. A
second folder gets a copy of each. Backups are write-protected, so that opening one cannot change it.
"""

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, tzinfo
from pathlib import Path

from leaddesk.domain.backups import Backup, Why, is_due, superfluous
from leaddesk.domain.dates import local_zone, utc_from_text, utc_text
from leaddesk.domain.errors import Busy, CannotOpen, Damaged, DiskFull, UserError
from leaddesk.domain.light import dataclass
from leaddesk.storage.claim import claimed
from leaddesk.storage.engine.copies import file_facts, save_copy
from leaddesk.storage.engine.creating import remove
from leaddesk.storage.workspace import Workspace

SUFFIX = ".leaddesk"
PATIENCE = 15.0  # seconds that somebody who asked for a backup waits for another program that makes one
_KEPT = "no backup was made; the earlier ones are kept"
_UNFINISHED = ".unfinished"
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT)
_RECORDS = ("company", "contact", "lead", "deal", "activity", "followup")


@dataclass(frozen=True, slots=True)
class Made:
    """The newest backup; `second_problem` says why the second folder did not get it, if it should have."""

    backup: Backup
    second_problem: str = ""


def make(workspace: Workspace, folder: Path, why: Why = Why.ASKED, second: Path | None = None) -> Made:
    """Make a backup now. Raises DiskFull, CannotOpen, Damaged, Busy; the earlier backups are kept in any case."""
    workspace.database.check_identity()
    found = _make(workspace.database.path, workspace.file_uuid, folder, why, workspace.clock(), workspace.zone)
    return Made(found, _copy_to_second(found, second, workspace) if second else "")


def make_if_due(
    workspace: Workspace, folder: Path, second: Path | None = None, *, closing: bool = False
) -> Made | None:
    """Make a backup if one is due, and tell of the newest there is; None if there is none yet."""
    newest = _newest(listed(folder, workspace.file_uuid))
    *_, commit_seq = workspace.database.meta()
    if is_due(newest, commit_seq, workspace.clock(), closing=closing):
        try:
            path, uuid = workspace.database.path, workspace.file_uuid
            workspace.database.check_identity()
            newest = _make(path, uuid, folder, Why.ROUTINE, workspace.clock(), workspace.zone, patience=0.0)
            return Made(newest, _copy_to_second(newest, second, workspace) if second else "")
        except Busy:  # another window is making it just now
            pass
    return Made(newest) if newest else None


def make_before(workspace: Workspace, why: Why) -> None:
    """Have a backup of what is there now before many rows are touched, if the workspace has a folder for it.

    A file without any record needs none; where nothing was saved since the last one, that one serves.
    """
    folder, database = workspace.backup_folder, workspace.database
    if folder is None or not any(database.sql(f'SELECT 1 FROM "{table}" LIMIT 1') for table in _RECORDS):
        return
    newest = _newest(listed(folder, workspace.file_uuid))
    *_, commit_seq = database.meta()
    if newest is not None and newest.commit_seq == commit_seq:
        _write_manifest(replace(newest, why=why))
    else:
        make(workspace, folder, why)


def before_migration(path: Path, folder: Path, now: datetime) -> Backup:
    """A backup of a file of any schema."""
    uuid, _ = file_facts(path)
    return _make(path, uuid, folder, Why.MIGRATION, now, local_zone())


def listed(folder: Path, file_uuid: str, second: Path | None = None) -> list[Backup]:
    """The backups of a database, the newest first; those that cannot be used have a `problem`.

    What lies only in the second folder is listed as well. Nothing is opened: the manifests tell.
    """
    found: dict[str, Backup] = {}
    for place in (second, folder):
        for path in _files(place / file_uuid) if place else ():
            found[path.name] = read_manifest(path)
    return sorted(found.values(), key=lambda backup: backup.made_at, reverse=True)


def newest(workspace: Workspace, folder: Path) -> Made | None:
    """The newest backup that can be used, if there is one."""
    found = _newest(listed(folder, workspace.file_uuid))
    return Made(found) if found else None


def listing(workspace: Workspace, folder: Path, second: Path | None = None) -> list[Backup]:
    """As `listed`, for the open database."""
    return listed(folder, workspace.file_uuid, second)


def counts_now(workspace: Workspace) -> dict[str, int]:
    """Rows of each kind of record as they are now, to be compared with a backup's."""
    return {table: workspace.database.sql(f'SELECT count(*) FROM "{table}"')[0][0] for table in _RECORDS}


def of_file(folder: Path, path: Path) -> list[Backup]:
    """The backups that were made of the file at that path, the newest first, for when the file itself tells nothing."""
    try:
        databases = [place.name for place in folder.iterdir() if place.is_dir()]
    except OSError:
        return []
    found = [backup for uuid in databases for backup in listed(folder, uuid) if backup.source == str(path.absolute())]
    return sorted(found, key=lambda backup: backup.made_at, reverse=True)


def read_manifest(path: Path) -> Backup:
    """What is known of the backup at that path; with a `problem` if its manifest is missing or does not fit it."""
    try:
        facts = path.stat()
        unknown = Backup(path=path, made_at=datetime.fromtimestamp(facts.st_mtime, tz=local_zone()), size=facts.st_size)
    except OSError as problem:
        raise CannotOpen(f"{path} cannot be read ({problem.strerror})", todo="choose another backup") from problem
    try:
        values = json.loads(_manifest_of(path).read_text("ascii"))
        found = Backup(
            path=path,
            made_at=utc_from_text(values["made_at"]),
            size=int(values["size"]),
            why=Why(values["why"]),
            file_uuid=str(values["file_uuid"]),
            generation=str(values["generation"]),
            schema=int(values["schema"]),
            commit_seq=int(values["commit_seq"]),
            sha256=str(values["sha256"]),
            source=str(values["source"]),
            counts={str(table): int(count) for table, count in values["counts"].items()},
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return replace(unknown, problem="its manifest is missing or cannot be read")
    if found.size != facts.st_size:
        return replace(found, problem="its size is not what it was")
    return found


def check_unchanged(backup: Backup) -> None:
    """Return if the file is still what was written, byte for byte; else Damaged, CannotOpen."""
    problem = backup.problem
    if not problem and _digest(backup.path) != backup.sha256:
        problem = "its content is not what was written"
    if problem:
        raise Damaged(f"the backup {backup.path} cannot be used: {problem}", todo="choose another backup")


def prune(folder: Path, file_uuid: str, now: datetime, zone: tzinfo) -> None:
    """Remove the backups of a database that are not worth keeping any more."""
    usable = [backup for backup in listed(folder, file_uuid) if not backup.problem]
    for backup in superfluous(usable, now, zone):
        _remove(backup.path)


def _make(
    source: Path, uuid: str, folder: Path, why: Why, now: datetime, zone: tzinfo, patience: float | None = None
) -> Backup:
    place = folder / uuid
    with told_of(place):
        place.mkdir(parents=True, exist_ok=True)
        with claimed(place, patience=PATIENCE if patience is None else patience):
            for left_behind in place.glob(f"*{_UNFINISHED}*"):  # of a program that was killed; the place is ours now
                left_behind.unlink()
            target = _free_name(place, source, now, zone)
            unfinished = target.with_name(target.name + _UNFINISHED)
            try:
                # What a restore is about to replace is kept also if it has faults.
                contents = save_copy(source, unfinished, as_it_is=why is Why.RESTORE)
                backup = Backup(
                    path=target,
                    made_at=utc_from_text(utc_text(now)),
                    size=unfinished.stat().st_size,
                    why=why,
                    file_uuid=uuid,
                    generation=contents.generation,
                    schema=contents.schema,
                    commit_seq=contents.commit_seq,
                    sha256=_digest(unfinished),
                    source=str(source.absolute()),
                    counts=contents.counts,
                )
                _put_in_place(unfinished, backup)
            except BaseException:
                remove(unfinished)
                raise
            prune(folder, uuid, now, zone)
    return backup


def _copy_to_second(backup: Backup, second: Path, workspace: Workspace) -> str:
    """Have the backup in the second folder as well; a sentence if that does not work."""
    place = second / workspace.file_uuid
    try:
        with told_of(place):
            if not second.is_dir():  # a stick that is not plugged in: making the folder would hide that
                raise CannotOpen(f"{second} is not there", "the backup on this computer was made", "connect it")
            place.mkdir(exist_ok=True)
            copy = replace(backup, path=place / backup.path.name)
            unfinished = copy.path.with_name(f"{copy.path.name}.{os.getpid()}{_UNFINISHED}")
            try:
                shutil.copyfile(backup.path, unfinished)
                if _digest(unfinished) != backup.sha256:
                    raise Damaged(f"the copy in {second} is not what was written", todo="check the disk")
                _put_in_place(unfinished, copy)
            finally:
                unfinished.unlink(missing_ok=True)
            prune(second, workspace.file_uuid, workspace.clock(), workspace.zone)
    except UserError as problem:
        return f"{problem.what}; the backup on this computer was made."
    return ""


def _put_in_place(unfinished: Path, backup: Backup) -> None:
    """The manifest first: a backup without one would count as unusable."""
    _write_manifest(backup)
    unfinished.chmod(0o444)
    unfinished.replace(backup.path)


def _write_manifest(backup: Backup) -> None:
    values = {
        "made_at": utc_text(backup.made_at),
        "why": backup.why.value,
        "source": backup.source,
        "file_uuid": backup.file_uuid,
        "generation": backup.generation,
        "schema": backup.schema,
        "commit_seq": backup.commit_seq,
        "size": backup.size,
        "sha256": backup.sha256,
        "counts": backup.counts,
    }
    target = _manifest_of(backup.path)
    fresh = target.with_name(f"{target.name}.{os.getpid()}{_UNFINISHED}")
    with fresh.open("w", encoding="ascii") as file:
        json.dump(values, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(target)


def _free_name(place: Path, source: Path, now: datetime, zone: tzinfo) -> Path:
    stem = f"{source.stem[:80]} {now.astimezone(zone):%Y-%m-%d %H.%M.%S}"
    path, number = place / f"{stem}{SUFFIX}", 1
    while path.exists():
        number += 1
        path = place / f"{stem} {number}{SUFFIX}"
    return path


def _files(place: Path) -> list[Path]:
    try:
        return sorted(place.glob(f"*{SUFFIX}"))
    except OSError:
        return []


def _newest(backups: list[Backup]) -> Backup | None:
    return next((backup for backup in backups if not backup.problem), None)


def _manifest_of(path: Path) -> Path:
    return path.with_suffix(".json")


def _remove(path: Path) -> None:
    with suppress(FileNotFoundError):  # another computer cleans the second folder as well
        path.chmod(0o644)  # some systems keep what is write-protected
        path.unlink()
        _manifest_of(path).unlink()


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as problem:
        raise CannotOpen(f"{path} cannot be read ({problem.strerror})", todo="choose another backup") from problem


@contextmanager
def told_of(place: Path, kept: str = _KEPT) -> Iterator[None]:
    """Whatever goes wrong within is a UserError that says what was kept; of the system's own errors with the folder."""
    try:
        yield
    except UserError as problem:
        raise type(problem)(problem.what, kept, problem.todo) from problem
    except OSError as problem:
        kind = DiskFull if problem.errno in _NO_SPACE else CannotOpen
        where = problem.filename or place
        raise kind(
            f"{where} cannot be written ({problem.strerror})", kept, "free some space and check its rights"
        ) from problem
