"""Backups: made by themselves, verified, listed, kept or thrown away, on this machine and in a second folder."""

import json
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from dumping import dump

from leaddesk.domain.backups import Backup, Why
from leaddesk.domain.errors import Busy, CannotOpen, Damaged, DiskFull
from leaddesk.services import backups, care, deals
from leaddesk.services.importing import import_file
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Workspace, open_workspace
from leaddesk.storage.claim import claimed
from leaddesk.storage.engine import Database, sqlite_connect

FIXTURES = Path(__file__).parents[1] / "fixtures"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "home" / "backups"


def listed(workspace: Workspace, folder: Path) -> list[Backup]:
    return backups.listed(folder, workspace.file_uuid)


class TestMaking:
    def test_a_backup_is_the_whole_database_and_its_manifest_says_so(
        self, demo_workspace: Workspace, folder: Path
    ) -> None:
        deals.add_deal(demo_workspace, {"title": "Still in the log"})
        made = backups.make(demo_workspace, folder).backup
        assert made.path.name == "demo 2026-11-21 10.00.00.leaddesk"
        assert listed(demo_workspace, folder) == [made]
        assert (made.why, made.made_at, made.problem) == (Why.ASKED, demo_workspace.clock(), "")
        assert made.commit_seq == demo_workspace.database.state()[0]
        assert made.counts["deal"] == len(deals.list_deals(demo_workspace))
        copy = Database(made.path)
        assert dump(copy) == dump(demo_workspace.database)
        assert copy.protected
        copy.close()
        place = folder / demo_workspace.file_uuid
        assert sorted(path.suffix for path in place.iterdir()) == ["", ".json", ".leaddesk"]
        backups.check_unchanged(made)

    def test_two_in_one_second_have_two_names(self, demo_workspace: Workspace, folder: Path) -> None:
        names = [backups.make(demo_workspace, folder).backup.path.name for _ in range(3)]
        stem = "demo 2026-11-21 10.00.00"
        assert names == [f"{stem}.leaddesk", f"{stem} 2.leaddesk", f"{stem} 3.leaddesk"]

    def test_one_program_at_a_time(
        self, demo_workspace: Workspace, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = backups.make(demo_workspace, folder).backup
        deals.add_deal(demo_workspace, {"title": "New"})
        with claimed(folder / demo_workspace.file_uuid):
            assert backups.make_if_due(demo_workspace, folder, closing=True) == backups.Made(first)
            monkeypatch.setattr(backups, "PATIENCE", 0.1)
            with pytest.raises(Busy, match="another program is at work"):
                backups.make(demo_workspace, folder)
        assert listed(demo_workspace, folder) == [first]

    def test_what_a_killed_program_left_is_cleaned_away(self, demo_workspace: Workspace, folder: Path) -> None:
        place = folder / demo_workspace.file_uuid
        place.mkdir(parents=True)
        (place / "old.leaddesk.unfinished").write_bytes(b"half of it")
        (place / "old.json").write_text("{}")
        made = backups.make(demo_workspace, folder).backup
        assert not list(place.glob("*.unfinished"))
        assert listed(demo_workspace, folder) == [made]

    def test_a_full_disk_keeps_the_earlier_ones(
        self, demo_workspace: Workspace, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = backups.make(demo_workspace, folder).backup

        def small(path: Path, mode: str = "rwc") -> Any:
            connection = sqlite_connect(path, mode)
            connection.execute("PRAGMA max_page_count = 2")
            return connection

        monkeypatch.setattr("leaddesk.storage.engine.copies.sqlite_connect", small)
        with pytest.raises(DiskFull, match="no backup was made; the earlier ones are kept; free some space"):
            backups.make(demo_workspace, folder)
        assert listed(demo_workspace, folder) == [first]
        assert not list(folder.rglob("*.unfinished*"))

    def test_a_place_that_takes_none(self, demo_workspace: Workspace, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(CannotOpen, match="no backup was made; the earlier ones are kept"):
            backups.make(demo_workspace, tmp_path / "file")

    def test_a_file_with_faults_gets_no_backup_but_a_sentence(self, demo_workspace: Workspace, folder: Path) -> None:
        path = demo_workspace.database.path
        with sqlite3.connect(path) as connection:
            connection.execute("UPDATE deal SET contact_id = 5 WHERE id = (SELECT min(id) FROM deal)")
        connection.close()
        with pytest.raises(Damaged, match=r"refers to a contact that does not exist; .*run: leaddesk check"):
            backups.make(demo_workspace, folder)
        assert listed(demo_workspace, folder) == []


class TestWhenOneIsDue:
    def test_half_an_hour_in_which_something_was_saved(
        self, demo_workspace: Workspace, folder: Path, clock: Any
    ) -> None:
        first = backups.make_if_due(demo_workspace, folder)
        assert first is not None
        deals.add_deal(demo_workspace, {"title": "New"})
        clock.advance(minutes=29)
        assert backups.make_if_due(demo_workspace, folder) == first
        clock.advance(minutes=1)
        second = backups.make_if_due(demo_workspace, folder)
        assert second is not None
        assert second.backup.made_at - first.backup.made_at == timedelta(minutes=30)
        clock.advance(days=1)
        assert backups.make_if_due(demo_workspace, folder) == second  # nothing was saved since

    def test_when_the_file_is_closed(self, demo_workspace: Workspace, folder: Path, clock: Any) -> None:
        backups.make(demo_workspace, folder)
        backups.make_if_due(demo_workspace, folder, closing=True)
        assert len(listed(demo_workspace, folder)) == 1
        deals.add_deal(demo_workspace, {"title": "New"})
        clock.advance(seconds=1)
        backups.make_if_due(demo_workspace, folder, closing=True)
        assert [found.why for found in listed(demo_workspace, folder)] == [Why.ROUTINE, Why.ASKED]

    def test_three_days_of_work(self, demo_workspace: Workspace, folder: Path, clock: Any) -> None:
        for _ in range(3):
            for _ in range(20):
                deals.add_deal(demo_workspace, {"title": "New"})
                backups.make_if_due(demo_workspace, folder)
                clock.advance(minutes=30)
            clock.advance(hours=14)
        found = listed(demo_workspace, folder)
        assert len(found) == 12 + 2
        for backup in found:
            backups.check_unchanged(backup)
        manifests = {path.stem for path in folder.rglob("*.json")}
        assert manifests == {backup.path.stem for backup in found}


class TestListing:
    def test_what_cannot_be_used_is_marked(self, demo_workspace: Workspace, folder: Path, clock: Any) -> None:
        made = []
        for _ in range(4):
            made.append(backups.make(demo_workspace, folder).backup.path)
            clock.advance(minutes=1)
            made[-1].chmod(0o644)
        made[0].write_bytes(made[0].read_bytes()[:8192])
        made[1].with_suffix(".json").unlink()
        made[2].with_suffix(".json").write_text('{"made_at": 5}')
        raw = bytearray(made[3].read_bytes())
        raw[9000] ^= 1
        made[3].write_bytes(raw)
        problems = {backup.path: backup.problem for backup in listed(demo_workspace, folder)}
        assert problems == {
            made[0]: "its size is not what it was",
            made[1]: "its manifest is missing or cannot be read",
            made[2]: "its manifest is missing or cannot be read",
            made[3]: "",
        }
        for backup in listed(demo_workspace, folder):
            with pytest.raises(Damaged, match=r"cannot be used: its .*; choose another backup"):
                backups.check_unchanged(backup)
        assert backups.make_if_due(demo_workspace, folder) is not None

    def test_nothing_yet(self, demo_workspace: Workspace, folder: Path) -> None:
        assert listed(demo_workspace, folder) == []
        assert backups.of_file(folder, demo_workspace.database.path) == []
        assert backups.newest(demo_workspace, folder) is None

    def test_a_file_that_tells_nothing_any_more_is_known_by_its_path(
        self, demo_workspace: Workspace, folder: Path
    ) -> None:
        made = backups.make(demo_workspace, folder).backup
        assert backups.of_file(folder, demo_workspace.database.path) == [made]
        assert backups.of_file(folder, Path("elsewhere.leaddesk")) == []


class TestSecondFolder:
    def test_it_gets_a_copy_of_each(self, demo_workspace: Workspace, folder: Path, tmp_path: Path) -> None:
        stick = tmp_path / "stick"
        stick.mkdir()
        made = backups.make(demo_workspace, folder, Why.ASKED, stick)
        assert made.second_problem == ""
        [copy] = backups.listed(stick, demo_workspace.file_uuid)
        assert copy.sha256 == made.backup.sha256
        backups.check_unchanged(copy)
        for path in (folder / demo_workspace.file_uuid).iterdir():
            path.unlink()  # this machine's disk is a new one
        assert [found.path for found in backups.listed(folder, demo_workspace.file_uuid, stick)] == [copy.path]

    def test_one_that_is_not_there_is_told_and_not_made(
        self, demo_workspace: Workspace, folder: Path, tmp_path: Path
    ) -> None:
        made = backups.make(demo_workspace, folder, Why.ASKED, tmp_path / "stick")
        assert made.second_problem == f"{tmp_path / 'stick'} is not there; the backup on this computer was made."
        assert not (tmp_path / "stick").exists()
        assert listed(demo_workspace, folder) == [made.backup]


class TestPrecautions:
    @pytest.fixture
    def careful(self, demo_workspace: Workspace, folder: Path) -> Workspace:
        demo_workspace.backup_folder = folder
        return demo_workspace

    @pytest.fixture
    def csv(self, tmp_path: Path) -> Path:
        path = tmp_path / "deals.csv"
        path.write_text("Title,Amount\nDesks,500\n", "utf-8")
        return path

    def test_before_an_import_but_not_before_a_trial(self, careful: Workspace, folder: Path, csv: Path) -> None:
        before = len(deals.list_deals(careful))
        import_file(careful, csv, dry_run=True)
        assert listed(careful, folder) == []
        told: list[int] = []
        import_file(careful, csv, progress=told.append)
        assert told == [0, 1]
        [made] = listed(careful, folder)
        assert (made.why, made.counts["deal"]) == (Why.IMPORT, before)
        assert len(deals.list_deals(careful)) == before + 1

    def test_the_last_one_serves_where_nothing_was_saved_since(
        self, careful: Workspace, folder: Path, csv: Path
    ) -> None:
        made = backups.make_if_due(careful, folder)
        import_file(careful, csv)
        [found] = listed(careful, folder)
        assert made is not None
        assert (found.path, found.why) == (made.backup.path, Why.IMPORT)
        backups.check_unchanged(found)

    def test_a_file_without_records_needs_none(self, workspace: Workspace, folder: Path, csv: Path) -> None:
        workspace.backup_folder = folder
        import_file(workspace, csv)
        assert listed(workspace, folder) == []

    def test_without_a_backup_nothing_is_imported(self, careful: Workspace, tmp_path: Path, csv: Path) -> None:
        (tmp_path / "file").touch()
        careful.backup_folder = tmp_path / "file"
        before = dump(careful.database)
        with pytest.raises(CannotOpen, match="no backup was made"):
            import_file(careful, csv)
        assert dump(careful.database) == before

    def test_before_a_file_of_an_older_program_is_updated(
        self, tmp_path: Path, folder: Path, settings: Settings, clock: Any
    ) -> None:
        path = tmp_path / "old.leaddesk"
        with sqlite3.connect(path) as old:
            old.executescript((FIXTURES / "schema_1.sql").read_text("utf-8"))
        old.close()
        opened = open_workspace(path, settings=settings, backup_folder=folder, clock=clock)
        assert care.check(opened) == []
        [made] = listed(opened, folder)
        assert (made.why, made.schema, made.generation) == (Why.MIGRATION, 1, "")
        backups.check_unchanged(made)
        with sqlite3.connect(f"file:{made.path}?mode=ro", uri=True) as copy:
            assert copy.execute("PRAGMA user_version").fetchone() == (1,)
        copy.close()
        opened.database.close()
        open_workspace(path, settings=settings, backup_folder=folder, clock=clock).database.close()
        assert json.loads(made.path.with_suffix(".json").read_text())["why"] == "migration"
        assert len(list(folder.rglob("*.leaddesk"))) == 1
