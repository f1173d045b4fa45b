"""Opening says in a sentence what is wrong with a file, and never changes a byte of it."""

import os
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from leaddesk.domain import errors
from leaddesk.domain.errors import CannotOpen, Damaged, Missing, NewerFile, NotADatabase, ReadOnly
from leaddesk.services import deals
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Workspace, create_workspace, open_workspace
from leaddesk.storage.engine import Database
from leaddesk.storage.engine.creating import create
from leaddesk.storage.engine.file_header import why_protected
from leaddesk.storage.schema import APPLICATION_ID

NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "given" / "x.leaddesk"


@pytest.fixture(autouse=True)
def folder(path: Path) -> None:
    path.parent.mkdir()


def refused(path: Path, kind: type[errors.UserError], words: str) -> None:
    before = path.read_bytes() if os.path.isfile(path) else None  # noqa: PTH113 - takes any name
    beside = sorted(path.parent.iterdir())
    with pytest.raises(kind, match=words) as raised:
        Database(path)
    assert type(raised.value) is kind
    assert raised.value.todo
    assert (path.read_bytes() if before is not None else None) == before
    assert sorted(path.parent.iterdir()) == beside


def test_a_missing_file_is_not_made(path: Path) -> None:
    refused(path, Missing, "does not exist; nothing was made; connect the network folder")


def test_a_folder(path: Path) -> None:
    path.mkdir()
    refused(path, CannotOpen, "is a folder")


def test_an_empty_file(path: Path) -> None:
    path.touch()
    refused(path, NotADatabase, "is empty")


@pytest.mark.parametrize(
    "content",
    [b"name,value\n" * 50, b"x", b"PK\x03\x04" + b"\0" * 200, b"SQLite format 3\x00", b"\xff\xfe" * 4096],
    ids=["text", "one byte", "zip", "only the first words", "noise"],
)
def test_something_else_than_a_database(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    refused(path, NotADatabase, "is not a LeadDesk file")


def test_another_programs_database(path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE mail (id)")
    other.close()
    refused(path, NotADatabase, "database of another program")


def test_a_newer_file(path: Path, template: Path) -> None:
    path.write_bytes(template.read_bytes())
    other = sqlite3.connect(path)
    other.execute("PRAGMA user_version = 999")
    other.close()
    refused(path, NewerFile, "newer LeadDesk .its format is 999, this one knows 3.; .*update LeadDesk")


@pytest.mark.parametrize("left", [0.5, 0.99])
def test_a_file_that_was_cut_off(path: Path, template: Path, left: float) -> None:
    content = template.read_bytes()
    path.write_bytes(content[: int(len(content) * left)])
    refused(path, Damaged, "is cut off")


def test_a_pipe_is_not_waited_for(path: Path) -> None:
    os.mkfifo(path)
    refused(path, NotADatabase, "is not a file")


def test_a_name_that_no_disk_takes(path: Path) -> None:
    refused(path.with_name("x" * 300), CannotOpen, "cannot be read")
    with pytest.raises(CannotOpen, match="does not exist"):
        Database(path / "inside.leaddesk")


def test_an_unreadable_file(path: Path, template: Path) -> None:
    path.write_bytes(template.read_bytes())
    path.chmod(0)
    with pytest.raises(CannotOpen, match="may not be read"):
        Database(path)


def test_a_database_with_its_first_facts_gone(path: Path, template: Path, settings: Settings) -> None:
    path.write_bytes(template.read_bytes())
    other = sqlite3.connect(path)
    other.execute("DELETE FROM meta")
    other.commit()
    other.close()
    with pytest.raises(Damaged, match="first page of facts"):
        open_workspace(path, settings=settings)


def test_damage_in_the_schema_is_told_at_opening(path: Path, template: Path, settings: Settings) -> None:
    content = bytearray(template.read_bytes())
    content[100:400] = b"\x07" * 300
    path.write_bytes(content)
    with pytest.raises(Damaged, match=r"is damaged; .*open a backup"):
        open_workspace(path, settings=settings)


@pytest.mark.parametrize("after_a_crash", [False, True])
def test_a_write_protected_file_can_be_read_and_stays_as_it_is(
    path: Path, demo_template: Path, settings: Settings, after_a_crash: bool
) -> None:
    path.write_bytes(demo_template.read_bytes())
    if after_a_crash:
        _leave_a_log(path)
    path.chmod(0o444)
    before = {file.name: file.read_bytes() for file in path.parent.iterdir() if not file.name.endswith("-shm")}
    assert why_protected(path)
    opened = open_workspace(path, settings=settings)
    board = deals.board(opened)
    assert len(board.cards) > 20
    if after_a_crash:
        assert "left in the log" in {user.name for user in _users(opened)}
    with pytest.raises(ReadOnly, match=r"is write-protected; nothing was saved; change its permissions"):
        deals.win_deal(opened, board.cards[0].id)
    with pytest.raises(ReadOnly):
        deals.add_deal(opened, {"title": "New"})
    assert deals.board(opened) == board
    opened.database.close()
    assert {file.name: file.read_bytes() for file in path.parent.iterdir() if not file.name.endswith("-shm")} == before


def _users(opened: Workspace) -> list[object]:
    from leaddesk.services import users

    return list(users.list_users(opened))


def _leave_a_log(path: Path) -> None:
    """Write as a process that is killed before it can tidy up."""
    script = (
        "import os, sys; from pathlib import Path; from leaddesk.services import users;"
        "from leaddesk.services.settings import Settings; from leaddesk.services.workspace import open_workspace;"
        "path = Path(sys.argv[1]);"
        "opened = open_workspace(path, settings=Settings(path.parent.parent / 's'));"
        "users.add_user(opened, 'left in the log');"
        "os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", script, str(path)], check=False).returncode == 9
    assert path.with_name(path.name + "-wal").stat().st_size > 0


def test_a_reader_cannot_write(workspace: Workspace, settings: Settings) -> None:
    reader = open_workspace(workspace.database.path, settings=settings, query_only=True)
    for _ in range(2):  # the refused write leaves nothing behind that would disturb the next one
        with pytest.raises(ReadOnly):
            deals.add_deal(reader, {"title": "New"})
    assert deals.totals(reader).count == 0
    reader.database.close()


def test_creating_never_touches_what_is_there(path: Path) -> None:
    path.write_bytes(b"precious")
    with pytest.raises(CannotOpen, match=r"already exists; .*another name"):
        create(path, now=NOW, currency="EUR")
    assert path.read_bytes() == b"precious"
    with pytest.raises(CannotOpen, match="already exists"):
        create(path.parent, now=NOW, currency="EUR")


def test_creating_in_a_folder_that_is_not_there(path: Path) -> None:
    with pytest.raises(CannotOpen, match=r"the folder .* does not exist; .*make it first"):
        create(path.parent / "no" / "x.leaddesk", now=NOW, currency="EUR")
    with pytest.raises(CannotOpen, match="cannot be made"):
        create(path.with_name("x" * 300), now=NOW, currency="EUR")
    assert not list(path.parent.iterdir())


def test_creating_leaves_nothing_where_it_fails(
    path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leaddesk.storage.engine.creating.INDEXES", ("CREATE INDEX broken ON nowhere (x)",))
    with pytest.raises(Exception, match="nowhere"):
        create_workspace(path, settings=settings)
    assert not list(path.parent.iterdir())
    monkeypatch.undo()
    monkeypatch.setattr("leaddesk.services.first_pipeline.FIRST_STAGES", (("Qualified", "no number", 14),))
    with pytest.raises(Exception, match="cannot store"):
        create_workspace(path, settings=settings)
    assert not list(path.parent.iterdir())


def test_a_wrong_currency_makes_no_file(path: Path, settings: Settings) -> None:
    with pytest.raises(errors.Invalid, match="is no currency"):
        create_workspace(path, settings=settings, currency="Euro")
    assert not path.exists()


def test_a_new_file_is_a_leaddesk_file_in_wal_mode(path: Path, settings: Settings) -> None:
    made = create_workspace(path, settings=settings, currency="usd")
    assert made.currency == "USD"
    assert made.database.sql("PRAGMA application_id") == [(APPLICATION_ID,)]
    assert made.database.sql("PRAGMA journal_mode") == [("wal",)]
    assert made.database.sql("PRAGMA synchronous") == [(2,)]
    assert made.database.sql("PRAGMA foreign_keys") == [(1,)]
    made.database.close()
    assert [file.name for file in path.parent.iterdir()] == ["x.leaddesk"]


def test_odd_names_are_just_names(path: Path, settings: Settings) -> None:
    for name in ("50% a?mode=memory#b.leaddesk", "Zoë & söhne.leaddesk", "with space.leaddesk", "mode=ro"):
        made = create_workspace(path.with_name(name), settings=settings)
        made.database.close()
        assert path.with_name(name).stat().st_size > 4096
        assert Database(path.with_name(name)).path.name == name


def test_somebody_unknown_cannot_open(workspace: Workspace, settings: Settings) -> None:
    with pytest.raises(errors.NotFound, match="choose one of: Sam Keller"):
        open_workspace(workspace.database.path, settings=settings, as_user="Nobody")
