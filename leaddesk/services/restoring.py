"""Looking into a backup, and bringing one back into the live file, after a backup of what is there now."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path

from leaddesk.domain.backups import Backup, Why
from leaddesk.domain.errors import Damaged, Invalid, NotADatabase, ReadOnly
from leaddesk.domain.light import dataclass
from leaddesk.services import backups, users
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import open_workspace, utc_now
from leaddesk.storage.claim import claimed
from leaddesk.storage.engine.copies import put_into
from leaddesk.storage.engine.creating import create, remove
from leaddesk.storage.engine.presence import Presence
from leaddesk.storage.restoring import Restoration, finish, stage
from leaddesk.storage.workspace import Workspace

_KEPT = "nothing was restored"
_LEFT_FOR = 86_400  # seconds
_SIDES = ("", "-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did. `safety` is the backup of what was there before; `put_aside` is a damaged file instead.

    `here` names the others who have the file open and see its new content now.
    """

    file: Path
    backup: Backup
    safety: Backup | None = None
    put_aside: Path | None = None
    here: tuple[str, ...] = ()


def look_into(_workspace: Workspace, backup: Backup, folder: Path) -> Path:
    """A write-protected copy of a backup with today's tables, to be opened while the backup itself may go.

    Damaged if the backup is not what was written. Copies that were left for a day are removed.
    """
    backups.check_unchanged(backup)
    place = folder / "looking"
    with backups.told_of(place, "nothing was opened"):
        place.mkdir(parents=True, exist_ok=True)
        for old in place.iterdir():
            if time.time() - old.stat().st_mtime > _LEFT_FOR:
                shutil.rmtree(old, ignore_errors=True)
        copy = Path(tempfile.mkdtemp(dir=place)) / backup.path.name
        stage(backup.path, copy)
        copy.chmod(0o444)
    return copy


def restore(workspace: Workspace, backup: Path, folder: Path) -> Restored:
    """Put a backup into the open file, for everybody who has it open; a backup of what is there now is made first.

    Raises Damaged, NotADatabase, NewerFile for what is no sound backup; Busy, DiskFull, ReadOnly: nothing was changed.
    """
    database = workspace.database
    database.check_identity()
    if database.protected:
        raise ReadOnly(database.why_protected.rstrip("."), _KEPT, "change its permissions")
    with _staged(backup, database.path, folder) as (staged, found):
        return Restored(database.path, found, safety=_put_into(workspace, staged, found, folder))


def restore_file(path: Path, backup: Path, folder: Path, *, settings: Settings, as_user: str | None = None) -> Restored:
    """As `restore`, for a file that this program does not have open, and that may be damaged or missing.

    A missing file is made, a damaged one is put aside under a telling name. Nothing is ever deleted.
    """
    with _staged(backup, path, folder) as (staged, found):
        here = tuple(f"{guest.name} on {guest.host}" for guest in Presence(path, clock=utc_now).here())
        if not path.exists():
            _make_anew(path, staged, found, settings, as_user)
            return Restored(path, found)
        try:
            with _opened(path, folder, settings, as_user) as workspace:
                return Restored(path, found, safety=_put_into(workspace, staged, found, folder), here=here)
        except NotADatabase:
            if path.suffix != backups.SUFFIX:
                raise  # somebody else's file
        except Damaged:
            pass
        aside = _put_aside(path)
        try:
            _make_anew(path, staged, found, settings, as_user)
        except BaseException:
            _rename(aside, path)
            raise
        return Restored(path, found, put_aside=aside)


@contextmanager
def _staged(backup: Path, path: Path, folder: Path) -> Iterator[tuple[Path, Backup]]:
    """A sound copy of the backup with today's tables, on this machine's disk; and what is known of the backup."""
    found = backups.read_manifest(backup)
    if path.exists() and path.samefile(backup):
        raise Invalid("a file cannot be restored from itself", _KEPT, "name a backup and a file")
    if found.sha256:
        backups.check_unchanged(found)
    place = folder / "restoring"
    with backups.told_of(place, _KEPT):
        place.mkdir(parents=True, exist_ok=True)
        with claimed(place, patience=backups.PATIENCE):
            staged = place / f"staged{backups.SUFFIX}"
            remove(staged)  # of a program that was killed
            try:
                contents = stage(backup, staged)
                yield staged, replace(found, file_uuid=contents.file_uuid, counts=contents.counts)
            finally:
                remove(staged)


def _put_into(workspace: Workspace, staged: Path, found: Backup, folder: Path) -> Backup:
    """The backup of what was there. While others wait only what they saved since it was made is backed up again."""
    path = workspace.database.path
    made = [backups.make(workspace, folder, Why.RESTORE).backup]

    def prepare(seq: int) -> None:
        if made[-1].commit_seq != seq:
            made.append(backups.make(workspace, folder, Why.RESTORE).backup)
        people = users.list_users(workspace)
        finish(staged, _restoration(workspace, found), file_uuid=workspace.file_uuid, after=seq, people=people)

    _saving(workspace, lambda: put_into(path, staged, prepare))
    return made[-1]


def _saving(workspace: Workspace, work: Callable[[], None]) -> None:
    """Whoever has to wait is told for whom."""
    presence = workspace.session.presence
    with presence.saving("restoring") if presence is not None else nullcontext():
        work()


def _make_anew(path: Path, staged: Path, found: Backup, settings: Settings, as_user: str | None) -> None:
    """A file that was not there, with the identity that the backup's had."""
    with _opened(staged, None, settings, as_user) as workspace:
        restoration, currency = _restoration(workspace, found), workspace.currency
    create(path, now=utc_now(), currency=currency)
    try:
        put_into(path, staged, lambda seq: finish(staged, restoration, file_uuid=found.file_uuid, after=seq))
    except BaseException:
        remove(path)
        raise


def _restoration(workspace: Workspace, found: Backup) -> Restoration:
    return Restoration(
        id=workspace.ids.new(),
        actor=workspace.actor,
        host=workspace.host,
        at=workspace.clock(),
        when=f"{found.made_at.astimezone(workspace.zone):%Y-%m-%d %H:%M}",
    )


@contextmanager
def _opened(path: Path, folder: Path | None, settings: Settings, as_user: str | None) -> Iterator[Workspace]:
    workspace = open_workspace(path, settings=settings, as_user=as_user, backup_folder=folder)
    try:
        yield workspace
    finally:
        workspace.database.close()


def _put_aside(path: Path) -> Path:
    """Rename a damaged file and what lies beside it."""
    stem, number = f"{path.stem} damaged {utc_now().astimezone():%Y-%m-%d %H.%M.%S}", 1
    aside = path.with_name(f"{stem}{path.suffix}")
    while aside.exists():
        number += 1
        aside = path.with_name(f"{stem} {number}{path.suffix}")
    _rename(path, aside)
    return aside


def _rename(path: Path, target: Path) -> None:
    for side in _SIDES:
        file = path.with_name(path.name + side)
        if file.exists():
            file.rename(target.with_name(target.name + side))
