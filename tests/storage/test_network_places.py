"""A file on a network share gets the journal that is safe there, or is only read; never a write-ahead log."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from leaddesk.domain.errors import Busy, ReadOnly
from leaddesk.services import deals, workspace
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import create_workspace, open_workspace
from leaddesk.storage.engine import creating, database, migrating, sqlite_connect
from leaddesk.storage.engine.file_header import is_wal
from leaddesk.storage.engine.place import Facts, Place, judge

Put = Callable[..., None]


@pytest.fixture
def put(monkeypatch: pytest.MonkeyPatch) -> Put:
    """From now on every file lies in such a place."""

    def on(**facts: Any) -> None:
        place = judge(Facts(system="linux", **facts))

        def found(path: Path, *, told: str = "") -> Place:
            return place

        for module in (creating, database, migrating):
            monkeypatch.setattr(module, "find_place", found)

    return on


@pytest.fixture
def path(template: Path, tmp_path: Path) -> Path:
    file = tmp_path / "x.leaddesk"
    file.write_bytes(template.read_bytes())
    return file


def test_a_new_file_on_a_share_has_no_log(put: Put, tmp_path: Path, settings: Settings) -> None:
    put(file_system="nfs4")
    made = create_workspace(tmp_path / "new.leaddesk", settings=settings)
    assert made.database.sql("PRAGMA journal_mode") == [("delete",)]
    assert deals.add_deal(made, {"title": "Pilot"})
    made.database.close()
    assert [file.name for file in tmp_path.glob("new*")] == ["new.leaddesk"]


def test_a_file_that_comes_to_a_share_leaves_its_log_behind(put: Put, path: Path, settings: Settings) -> None:
    assert is_wal(path)
    put(file_system="nfs4")
    for query_only in (True, False):
        opened = open_workspace(path, settings=settings, query_only=query_only)
        assert opened.database.sql("PRAGMA journal_mode") == [("delete",)]
        opened.database.close()
    assert not is_wal(path)


def test_somebody_who_has_it_open_with_a_log_is_named_as_the_reason(
    put: Put, path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leaddesk.storage.engine.turn.PATIENCE", 0.05)
    with closing(sqlite_connect(path)) as other:
        other.execute("SELECT count(*) FROM deal").fetchone()
        put(file_system="nfs4")
        with pytest.raises(Busy, match=r"lies on a network share and somebody has it open .*; let everybody close it"):
            open_workspace(path, settings=settings)
    assert is_wal(path)


def test_a_share_whose_locks_are_faked_is_only_read(put: Put, path: Path, settings: Settings) -> None:
    put(file_system="cifs", options=frozenset({"nobrl"}))
    before = path.read_bytes()
    opened = open_workspace(path, settings=settings)
    facts = workspace.facts(opened)
    assert "SMB" in facts.why_protected
    assert deals.list_deals(opened) == []
    with pytest.raises(ReadOnly, match=r"SMB share .*nothing was saved"):
        deals.add_deal(opened, {"title": "Pilot"})
    opened.database.close()
    assert path.read_bytes() == before


def test_a_folder_that_is_synchronised_is_warned_of(put: Put, path: Path, settings: Settings) -> None:
    put(file_system="ext4", service="Dropbox")
    opened = open_workspace(path, settings=settings)
    facts = workspace.facts(opened)
    assert facts.why_protected == ""
    assert facts.warning.startswith("Dropbox copies this folder")
    assert opened.database.sql("PRAGMA journal_mode") == [("delete",)]
    opened.database.close()
