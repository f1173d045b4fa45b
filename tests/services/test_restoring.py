"""Looking into backups, and bringing one back into a file that others have open."""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from dumping import dump

from leaddesk.domain.backups import Why
from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import CannotOpen, CannotUndo, Damaged, Invalid, NewerFile, NotADatabase, ReadOnly
from leaddesk.domain.operations import Operation
from leaddesk.services import backups, care, contacts, deals, history, live, restoring, users
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Actor, Workspace, open_workspace
from leaddesk.storage.engine import sqlite_connect

FIXTURES = Path(__file__).parents[1] / "fixtures"
Fresh = Callable[..., Workspace]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "home" / "backups"


@pytest.fixture(params=["wal", "delete"])
def mode(request: pytest.FixtureRequest, demo_workspace: Workspace) -> str:
    """The journal of a local disk, and that of a network share."""
    demo_workspace.database.close()
    connection = sqlite_connect(demo_workspace.database.path)
    connection.execute(f"PRAGMA journal_mode = {request.param}")
    connection.close()
    again = open_workspace(
        demo_workspace.database.path, settings=Settings(Path("/nowhere")), clock=demo_workspace.clock
    )
    demo_workspace.database = again.database
    return str(request.param)


@pytest.fixture
def peer(demo_workspace: Workspace, mode: str, settings: Settings) -> Any:
    """A colleague who has the same file open."""
    opened = open_workspace(
        demo_workspace.database.path, settings=settings, clock=demo_workspace.clock, zone=demo_workspace.zone
    )
    yield opened
    opened.database.close()


class TestIntoTheOpenFile:
    def test_everybody_sees_the_old_rows_and_goes_on_saving(
        self, demo_workspace: Workspace, folder: Path, mode: str, peer: Workspace, fresh: Fresh, clock: Any
    ) -> None:
        before, inode = dump(demo_workspace.database), demo_workspace.database.path.stat().st_ino
        [seq, generation], uuid = demo_workspace.database.state(), demo_workspace.file_uuid
        made = backups.make(demo_workspace, folder).backup
        deals.add_deal(peer, {"title": "Added since"})
        live.poll(peer)
        clock.advance(hours=1)
        done = restoring.restore(demo_workspace, made.path, folder)
        assert dump(peer.database) == before
        assert live.poll(peer).changes == (Changes(everything=True),)
        added = deals.add_deal(peer, {"title": "Saved after"}).subject
        read = fresh(demo_workspace)
        assert added in {deal.id for deal in deals.list_deals(read)}
        assert care.check(read) == []
        assert (read.file_uuid, read.database.path.stat().st_ino) == (uuid, inode)
        assert read.database.sql("PRAGMA journal_mode") == [(mode,)]
        state = read.database.state()
        assert state[0] > seq + 1000
        assert state[1] != generation
        _, entry = history.history(read, limit=2)
        assert (entry.kind, entry.title) == (Operation.RESTORE, "Restored the backup of 2026-11-21 10:00")
        assert entry.user == demo_workspace.actor.name
        assert done.safety is not None
        assert (done.safety.why, done.safety.counts["deal"]) == (Why.RESTORE, made.counts["deal"] + 1)

    def test_a_restore_is_taken_back_by_another(self, demo_workspace: Workspace, folder: Path, mode: str) -> None:
        made = backups.make(demo_workspace, folder).backup
        contacts.add_contact(demo_workspace, {"name": "Eva Lund"})
        after = dump(demo_workspace.database)
        done = restoring.restore(demo_workspace, made.path, folder)
        [entry] = history.history(demo_workspace, limit=1)
        with pytest.raises(CannotUndo, match="cannot be undone"):
            history.undo(demo_workspace, entry.id)
        assert done.safety is not None
        restoring.restore(demo_workspace, done.safety.path, folder)
        assert dump(demo_workspace.database) == after
        assert care.check(demo_workspace) == []

    def test_whoever_joined_since_stays_and_goes_on_saving(
        self, workspace: Workspace, folder: Path, fresh: Fresh
    ) -> None:
        made = backups.make(workspace, folder).backup
        kim = users.add_user(workspace, "Kim Roth").subject
        workspace.actor = Actor("Kim Roth", kim)
        restoring.restore(workspace, made.path, folder)
        assert deals.add_deal(workspace, {"title": "Saved after"})
        read = fresh(workspace)
        assert [user.name for user in users.list_users(read)] == ["Kim Roth", "Sam Keller"]
        assert [(entry.user, entry.user_id) for entry in history.history(read, limit=2)] == [("Kim Roth", kim)] * 2
        assert care.check(read) == []

    def test_a_backup_of_an_older_program(self, workspace: Workspace, folder: Path, tmp_path: Path) -> None:
        old = tmp_path / "old.leaddesk"
        with sqlite3.connect(old) as made:
            made.executescript((FIXTURES / "schema_1.sql").read_text("utf-8"))
            [[count]] = made.execute("SELECT count(*) FROM deal WHERE deleted_at IS NULL")
        made.close()
        content = old.read_bytes()
        restoring.restore(workspace, old, folder)
        assert len(deals.list_deals(workspace)) == count
        assert care.check(workspace) == []
        assert old.read_bytes() == content

    @pytest.mark.parametrize("kind", ["text", "half", "newer", "missing", "itself", "changed"])
    def test_what_is_no_sound_backup_changes_nothing(
        self, demo_workspace: Workspace, folder: Path, tmp_path: Path, kind: str
    ) -> None:
        made = backups.make(demo_workspace, folder).backup.path
        deals.add_deal(demo_workspace, {"title": "Added since"})
        before = dump(demo_workspace.database)
        wrong = tmp_path / "wrong.leaddesk"
        shutil.copyfile(made, wrong)
        if kind == "text":
            wrong.write_text("dear" * 100)
        elif kind == "half":
            wrong.write_bytes(made.read_bytes()[: made.stat().st_size // 2])
        elif kind == "newer":
            with sqlite3.connect(wrong) as connection:
                connection.execute("PRAGMA user_version = 99")
            connection.close()
        elif kind == "missing":
            wrong.unlink()
        elif kind == "itself":
            wrong = demo_workspace.database.path
        else:
            wrong = made
            made.chmod(0o644)
            raw = bytearray(made.read_bytes())
            raw[9000] ^= 1
            made.write_bytes(raw)
        with pytest.raises((NotADatabase, Damaged, NewerFile, CannotOpen, Invalid), match="nothing was "):
            restoring.restore(demo_workspace, wrong, folder)
        assert dump(demo_workspace.database) == before
        assert not list(folder.glob("restoring/*.leaddesk*"))

    def test_a_protected_file_stays_as_it_is(self, demo_workspace: Workspace, folder: Path, settings: Settings) -> None:
        made = backups.make(demo_workspace, folder).backup
        demo_workspace.database.close()
        path = demo_workspace.database.path
        path.chmod(0o444)
        opened = open_workspace(path, settings=settings)
        with pytest.raises(ReadOnly, match="nothing was restored"):
            restoring.restore(opened, made.path, folder)
        opened.database.close()
        path.chmod(0o644)
        demo_workspace.database = open_workspace(path, settings=settings).database

    def test_a_file_with_faults_is_kept_as_it_is(self, demo_workspace: Workspace, folder: Path) -> None:
        made = backups.make(demo_workspace, folder).backup
        with sqlite3.connect(demo_workspace.database.path) as connection:
            connection.execute("UPDATE deal SET contact_id = 5 WHERE id = (SELECT min(id) FROM deal)")
        connection.close()
        done = restoring.restore(demo_workspace, made.path, folder)
        assert done.safety is not None
        assert care.check(demo_workspace) == []


class TestLookingInto:
    def test_a_backup_opens_to_be_read_only(self, demo_workspace: Workspace, folder: Path, settings: Settings) -> None:
        made = backups.make(demo_workspace, folder).backup
        path = restoring.look_into(demo_workspace, made, folder)
        looked = open_workspace(path, settings=settings)
        assert dump(looked.database) == dump(demo_workspace.database)
        with pytest.raises(ReadOnly):
            deals.add_deal(looked, {"title": "Stray"})
        looked.database.close()
        made.path.chmod(0o644)
        made.path.unlink()  # as another program may do that makes a newer one
        assert path.exists()

    def test_one_of_an_older_program_is_shown_as_a_copy(
        self, tmp_path: Path, folder: Path, settings: Settings, clock: Any
    ) -> None:
        path = tmp_path / "old.leaddesk"
        with sqlite3.connect(path) as old:
            old.executescript((FIXTURES / "schema_1.sql").read_text("utf-8"))
        old.close()
        opened = open_workspace(path, settings=settings, backup_folder=folder, clock=clock)
        [made] = backups.listed(folder, opened.file_uuid)
        for _ in range(2):
            shown = restoring.look_into(opened, made, folder)
            looked = open_workspace(shown, settings=settings)
            assert dump(looked.database) == dump(opened.database)
            assert looked.database.protected
            looked.database.close()
        backups.check_unchanged(made)
        opened.database.close()

    def test_one_that_changed_is_refused(self, demo_workspace: Workspace, folder: Path) -> None:
        made = backups.make(demo_workspace, folder).backup
        made.path.chmod(0o644)
        made.path.write_bytes(bytes(made.size))
        with pytest.raises(Damaged, match="its content is not what was written"):
            restoring.look_into(demo_workspace, made, folder)
