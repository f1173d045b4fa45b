"""Backups and restores while a colleague goes on saving: nobody is refused, and nothing that was saved is lost."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from dumping import dump
from workers import peer

from leaddesk.domain.backups import Backup, Why
from leaddesk.domain.records import Activity, ActivityKind
from leaddesk.services import backups, care, restoring
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Workspace, open_workspace, utc_now
from leaddesk.storage.engine import Database
from leaddesk.storage.unit_of_work import Operation, UnitOfWork

PAUSE = 0.05  # seconds between two savings of the colleague


@dataclass
class Told:
    """What the colleague was told to be saved, and how long each saving took."""

    operations: set[int] = field(default_factory=set)
    longest: float = 0.0


@pytest.fixture
def workspace(demo_file: Path) -> Iterator[Workspace]:
    opened = open_workspace(demo_file, settings=Settings(demo_file.with_name("settings.json")))
    yield opened
    opened.database.close()


def while_saving(path: Path, work: Callable[[], None]) -> Told:
    """Do the work beside a colleague who saves all the time, before, meanwhile and after."""
    told = Told()
    with peer("plod", path, PAUSE) as process:
        assert process.stdout
        for _ in range(3):
            take(process.stdout.readline(), told)
        work()
        after = utc_now() + timedelta(seconds=0.5)
        while utc_now() < after:
            take(process.stdout.readline(), told)
        process.kill()
        for line in process.stdout:
            take(line, told)
    return told


def take(line: str, told: Told) -> None:
    operation, took = line.split()  # a refusal would be something else
    told.operations.add(int(operation))
    told.longest = max(told.longest, float(took))


def operations(path: Path) -> set[int]:
    database = Database(path, query_only=True)
    found = {row[0] for row in database.sql("SELECT id FROM operation")}
    database.close()
    return found


def a_backup_is_made(workspace: Workspace, folder: Path) -> tuple[float, Told, Backup]:
    made: list[Backup] = []
    took: list[float] = []

    def work() -> None:
        start = time.perf_counter()
        made.append(backups.make(workspace, folder).backup)
        took.append(time.perf_counter() - start)

    told = while_saving(workspace.database.path, work)
    backups.check_unchanged(made[0])
    assert operations(made[0].path) < operations(workspace.database.path)
    assert told.operations <= operations(workspace.database.path)
    return took[0], told, made[0]


def a_backup_is_restored(workspace: Workspace, backup: Backup, folder: Path) -> tuple[float, Told]:
    done: list[restoring.Restored] = []
    took: list[float] = []

    def work() -> None:
        start = time.perf_counter()
        done.append(restoring.restore(workspace, backup.path, folder))
        took.append(time.perf_counter() - start)

    told = while_saving(workspace.database.path, work)
    safety = done[0].safety
    assert safety is not None
    now = operations(workspace.database.path)
    assert operations(backup.path) < now
    # Everything that was saved is in the backup of what was there, or in the file that goes on.
    assert told.operations <= operations(safety.path) | now
    assert told.operations & now
    assert not told.operations <= now
    assert care.check(workspace) == []
    return took[0], told


def test_a_colleague_goes_on_saving(workspace: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    _, _, backup = a_backup_is_made(workspace, folder)
    a_backup_is_restored(workspace, backup, folder)


def test_one_of_each_kind_can_be_restored(workspace: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    states = {}
    for number, why in enumerate(Why):
        with UnitOfWork(workspace, Operation.LOG_ACTIVITY) as work:
            work.insert(note(workspace, f"{number}"))
        states[backups.make(workspace, folder, why).backup.path] = dump(workspace.database)
    for found in backups.listed(folder, workspace.file_uuid):
        backups.check_unchanged(found)
        restoring.restore(workspace, found.path, folder)
        assert dump(workspace.database) == states[found.path]
        assert care.check(workspace) == []


def note(workspace: Workspace, text: str) -> Activity:
    return Activity(id=workspace.ids.new(), kind=ActivityKind.NOTE, at=workspace.clock(), body=text)


@pytest.mark.slow
def test_two_hundred_megabytes(workspace: Workspace, tmp_path: Path) -> None:
    folder, path = tmp_path / "backups", workspace.database.path
    while path.stat().st_size < 200_000_000:
        with UnitOfWork(workspace, Operation.LOG_ACTIVITY) as work:
            work.insert_all([note(workspace, os.urandom(1500).hex()) for _ in range(2000)])
        workspace.database.sql("PRAGMA wal_checkpoint(TRUNCATE)")
    took, told, backup = a_backup_is_made(workspace, folder)
    mode = workspace.database.sql("PRAGMA journal_mode")[0][0]
    size = backup.size / 1e6
    print(f"\n{mode}, {size:.0f} MB: backup {took:.1f} s, longest saving of a colleague {told.longest:.2f} s")
    assert took <= 15
    assert told.longest <= 4
    took, told = a_backup_is_restored(workspace, backup, folder)
    print(f"{mode}, {size:.0f} MB: restore {took:.1f} s, longest saving of a colleague {told.longest:.2f} s")
    assert told.longest <= 15
