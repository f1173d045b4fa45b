"""A file of an older program is brought up to date wholly or not at all, whenever the program is killed."""

import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from dumping import dump

from leaddesk.domain.errors import NewerFile, ReadOnly
from leaddesk.services import care, deals, history, team_settings
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Workspace, open_workspace
from leaddesk.storage.engine import sqlite_connect
from leaddesk.storage.engine.file_header import schema_of
from leaddesk.storage.schema import SCHEMA_VERSION

FIXTURES = Path(__file__).parents[1] / "fixtures"
RELEASED = tuple(range(1, SCHEMA_VERSION))
# Counts the database's own steps from the moment of the migration, and is killed at one of them.
MIGRATE = """
import os, signal, sys
from pathlib import Path
from leaddesk.storage import engine
from leaddesk.storage.engine import migrating
steps, fatal = 0, int(sys.argv[2])
plain = migrating.sqlite_connect
def step():
    global steps
    steps += 1
    if steps == fatal:
        os.kill(os.getpid(), signal.SIGKILL)
    return 0
def watched(path):
    connection = plain(path)
    connection.set_progress_handler(step, 4)
    return connection
migrating.sqlite_connect = watched
migrating.migrate(Path(sys.argv[1]), before=lambda: None)
print(steps)
"""


def made(version: int, path: Path) -> Path:
    """A database as that version's program left it."""
    with sqlite3.connect(path) as old:
        old.executescript((FIXTURES / f"schema_{version}.sql").read_text("utf-8"))
    old.close()
    return path


@pytest.fixture(params=RELEASED)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return made(request.param, tmp_path / "old.leaddesk")


def shape(path: Path) -> set[tuple[object, ...]]:
    """Every column and index, however the statement was written that made it."""
    with sqlite3.connect(path) as reader:
        tables = [name for (name,) in reader.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        columns = {(t, *column[1:]) for t in tables for column in reader.execute(f"PRAGMA table_xinfo({t})")}
        indexes = {(t, *index[1:]) for t in tables for index in reader.execute(f"PRAGMA index_list({t})")}
        references = {(t, *key[2:]) for t in tables for key in reader.execute(f"PRAGMA foreign_key_list({t})")}
        strict = {(row[1], row[5]) for row in reader.execute("PRAGMA table_list") if row[1] in tables}
    reader.close()
    return columns | indexes | references | strict


def opened(path: Path, settings: Settings) -> Workspace:
    return open_workspace(path, settings=settings)


def test_an_old_file_becomes_what_a_new_one_is(old: Path, template: Path, settings: Settings) -> None:
    workspace = opened(old, settings)
    assert {card.title for card in deals.list_deals(workspace)} == {"Warehouse pilot", "Office move — Müller & Søn"}
    assert care.check(workspace) == []
    history.undo(workspace, history.history(workspace)[0].id)  # what the older program did
    assert "Old hope" in {card.title for card in deals.list_deals(workspace)}
    team_settings.write(workspace, "greeting", "hello")
    assert team_settings.read(workspace, "greeting") == "hello"
    workspace.database.close()
    assert shape(old) == shape(template)
    assert schema_of(old) == SCHEMA_VERSION


def test_nothing_of_the_content_changes(old: Path, settings: Settings, tmp_path: Path) -> None:
    before = sqlite_connect(old)
    counts = {
        name: before.execute(f'SELECT count(*) FROM "{name}"').fetchone()
        for (name,) in before.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    }
    before.close()
    workspace = opened(old, settings)
    for name, count in counts.items():
        assert workspace.database.sql(f'SELECT count(*) FROM "{name}"') == [count]
    workspace.database.close()


def test_a_write_protected_old_file_is_left_alone(old: Path, settings: Settings) -> None:
    old.chmod(0o444)
    before = hashlib.sha256(old.read_bytes()).digest()
    with pytest.raises(ReadOnly, match="made by an older LeadDesk and may not be written"):
        opened(old, settings)
    assert hashlib.sha256(old.read_bytes()).digest() == before
    old.chmod(0o644)


def test_a_newer_file_is_left_alone(template: Path, tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "new.leaddesk"
    shutil.copyfile(template, path)
    newer = sqlite_connect(path)
    newer.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    newer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    newer.close()
    before = hashlib.sha256(path.read_bytes()).digest()
    with pytest.raises(NewerFile, match="update LeadDesk"):
        opened(path, settings)
    assert hashlib.sha256(path.read_bytes()).digest() == before


def killed_at(path: Path, step: int) -> int:
    """The exit status of a migration that is killed at its `step`."""
    return subprocess.run([sys.executable, "-c", MIGRATE, str(path), str(step)], capture_output=True).returncode


def whole_or_not_at_all(path: Path, settings: Settings, kills: int) -> None:
    fresh = path.read_bytes()
    run = subprocess.run([sys.executable, "-c", MIGRATE, str(path), "0"], capture_output=True, check=True)
    steps = int(run.stdout)
    assert steps >= kills
    before = None
    for number in range(kills):
        for suffix in ("-wal", "-shm", "-journal"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        path.write_bytes(fresh)
        assert killed_at(path, 1 + number * (steps - 1) // (kills - 1)) == -signal.SIGKILL
        reader = sqlite_connect(path)  # rolls back what was left half-done
        assert reader.execute("PRAGMA user_version").fetchone()[0] in (*RELEASED, SCHEMA_VERSION)
        assert reader.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        reader.close()
        workspace = opened(path, settings)
        now = dump(workspace.database)
        assert before is None or now == before
        before = now
        assert care.check(workspace) == []
        workspace.database.close()


def test_a_kill_in_the_middle_leaves_the_old_or_the_new(old: Path, settings: Settings) -> None:
    whole_or_not_at_all(old, settings, kills=4)


@pytest.mark.slow
def test_kills_all_along_the_way(old: Path, settings: Settings) -> None:
    whole_or_not_at_all(old, settings, kills=40)
    print(f"\n40 kills within one migration, process {os.getpid()}: old or new each time")
