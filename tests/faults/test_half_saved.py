"""A computer stopped in the middle of saving: whoever may write puts it right by opening, nobody else sees the half."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from dumping import dump
from proofs import Ran, files_in, proven_sound
from workers import Crew, changed_notes, mistakes

from leaddesk.domain.errors import NeedsRecovery
from leaddesk.services import care, deals
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import open_workspace
from leaddesk.storage.engine import Database, sqlite_connect
from leaddesk.storage.engine.file_header import holds_something, schema_of, side_file
from leaddesk.storage.schema import SCHEMA_VERSION

SCHEMA_1 = Path(__file__).parents[1] / "fixtures" / "schema_1.sql"
AS_ADMINISTRATOR = os.geteuid() == 0
NOBODY = 65534 if AS_ADMINISTRATOR else None  # rights bind nobody even where they do not bind us
CopyIn = Callable[[Path, str], Path]


@pytest.fixture
def delete_file(copy_in: CopyIn, demo_template: Path) -> Path:
    return copy_in(demo_template, "delete")


@pytest.fixture
def wal_file(copy_in: CopyIn, demo_template: Path) -> Path:
    return copy_in(demo_template, "wal")


def left(crew: Crew, path: Path, ending: str = "killed", *, size: int = 400) -> None:
    [outcome] = crew.work(path, [("leave_half", ending, size)], kill=())
    assert (outcome.said, outcome.status) == (["ready"], -9)


def is_half(path: Path) -> bool:
    """Whether the file itself holds rows of the unfinished save, or nonsense, for a reader that trusts it blindly."""
    blind = sqlite3.connect(f"file:{path}?immutable=1", uri=True)
    try:
        return bool(blind.execute("SELECT count(*) FROM activity WHERE body LIKE 'half-saved%'").fetchone()[0])
    except sqlite3.DatabaseError:
        return True
    finally:
        blind.close()


def test_half_a_save_is_rolled_back_at_the_next_opening(delete_file: Path, settings: Settings, crew: Crew) -> None:
    before = Database(delete_file)
    rows = dump(before)
    before.close()
    left(crew, delete_file)
    assert is_half(delete_file)
    assert holds_something(side_file(delete_file, "-journal"))
    opened = open_workspace(delete_file, settings=settings)
    assert dump(opened.database) == rows
    proven_sound(opened)
    assert deals.add_deal(opened, {"title": "Work goes on"})
    opened.database.close()
    assert [path.name for path in delete_file.parent.iterdir()] == [delete_file.name]


def test_a_file_that_was_cut_off_in_the_middle_of_growing_is_not_called_damaged(
    delete_file: Path, settings: Settings, crew: Crew
) -> None:
    size = delete_file.stat().st_size
    left(crew, delete_file)
    assert delete_file.stat().st_size >= size
    content = bytearray(delete_file.read_bytes())
    content[28:32] = (len(content) // 4096 + 50).to_bytes(4, "big")  # the first page is written before the last ones
    delete_file.write_bytes(content)
    opened = open_workspace(delete_file, settings=settings)
    proven_sound(opened)
    opened.database.close()
    assert delete_file.stat().st_size == size


def test_a_step_to_a_new_version_that_was_cut_off_is_done_again(tmp_path: Path, settings: Settings, crew: Crew) -> None:
    path = tmp_path / "old.leaddesk"
    old = sqlite_connect(path)
    old.executescript(SCHEMA_1.read_text("utf-8"))
    old.execute("PRAGMA journal_mode = DELETE")
    old.close()
    size = path.stat().st_size
    left(crew, path, size=100_000)
    assert path.stat().st_size > size
    content = bytearray(path.read_bytes())
    content[60:64] = SCHEMA_VERSION.to_bytes(4, "big")  # the first page promises what the rest does not hold
    path.write_bytes(content)
    assert schema_of(path) == SCHEMA_VERSION
    opened = open_workspace(path, settings=settings)
    assert care.check(opened) == []
    assert deals.add_deal(opened, {"title": "Work goes on"})
    opened.database.close()


@pytest.mark.parametrize("protected", ["file", "folder"])
def test_without_the_right_to_write_half_a_save_is_not_shown(
    protected: str, delete_file: Path, settings: Settings, crew: Crew, capsys: pytest.CaptureFixture[str]
) -> None:
    left(crew, delete_file)
    refused(delete_file if protected == "file" else delete_file.parent, delete_file, settings, capsys)


@pytest.mark.parametrize("protected", ["file", "folder"])
def test_without_the_right_to_write_a_log_without_its_index_is_not_left_out(
    protected: str, wal_file: Path, settings: Settings, crew: Crew, capsys: pytest.CaptureFixture[str]
) -> None:
    left(crew, wal_file, "committed")
    side_file(wal_file, "-shm").unlink()
    refused(wal_file if protected == "file" else wal_file.parent, wal_file, settings, capsys)
    opened = open_workspace(wal_file, settings=settings)  # with the right to write it is simply there
    assert changed_notes(opened.database) > 10
    opened.database.close()


def refused(shut: Path, path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    rights = shut.stat().st_mode
    shut.chmod(rights & ~0o222)
    before = files_in(path.parent)
    words = r"computer stopped while saving to .*; nothing was changed; ask somebody who may write the file"
    with pytest.raises(NeedsRecovery, match=words) as raised:
        open_workspace(path, settings=settings)
    for command in (["list", "deals"], ["add", "deal", "title=New"], ["check"]):
        ran = Ran(capsys, *command, "--db", path)
        assert (ran.status, ran.out, ran.err) == (1, "", f"leaddesk: {raised.value}\n")
    assert files_in(path.parent) == before
    shut.chmod(rights)


@pytest.mark.parametrize("protected", ["file", "folder"])
def test_without_the_right_to_write_a_log_is_read_with_its_index(
    protected: str, wal_file: Path, settings: Settings, crew: Crew
) -> None:
    left(crew, wal_file, "committed")
    shut = wal_file if protected == "file" else wal_file.parent
    rights = shut.stat().st_mode
    shut.chmod(rights & ~0o222)
    before = files_in(wal_file.parent)
    opened = open_workspace(wal_file, settings=settings)
    assert changed_notes(opened.database) > 10
    assert care.check(opened) == []
    opened.database.close()
    assert files_in(wal_file.parent) == before
    shut.chmod(rights)


@pytest.mark.parametrize("protected", [False, True])
def test_through_a_link_it_is_the_same(
    protected: bool, demo_file: Path, tmp_path: Path, settings: Settings, mode: str, crew: Crew
) -> None:
    link = tmp_path / "link.leaddesk"
    link.symlink_to(demo_file)
    left(crew, link, "committed" if mode == "wal" else "killed")
    demo_file.chmod(0o444 if protected else 0o644)
    before = files_in(demo_file.parent)
    if mode == "delete" and protected:
        with pytest.raises(NeedsRecovery):
            open_workspace(link, settings=settings)
    else:
        opened = open_workspace(link, settings=settings)
        assert bool(changed_notes(opened.database)) == (mode == "wal")
        assert care.check(opened) == []
        opened.database.close()
    assert files_in(demo_file.parent) == before or not protected
    demo_file.chmod(0o644)


@pytest.mark.parametrize(
    ("suffix", "content"),
    [("-journal", b""), ("-journal", b"no journal" * 99), ("-wal", b""), ("-wal", b"no log" * 999), ("-shm", b"")],
    ids=["empty journal", "strange journal", "empty log", "strange log", "empty index"],
)
def test_what_lies_beside_and_means_nothing_disturbs_nobody(
    demo_file: Path, settings: Settings, suffix: str, content: bytes
) -> None:
    before = Database(demo_file)
    rows = dump(before)
    before.close()
    side_file(demo_file, suffix).write_bytes(content)
    opened = open_workspace(demo_file, settings=settings)
    assert dump(opened.database) == rows
    proven_sound(opened)
    assert deals.add_deal(opened, {"title": "Work goes on"})
    opened.database.close()


@pytest.fixture
def foreign_folder() -> Iterator[Path]:
    """A folder into which everybody may look."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)
        Path(name).chmod(0o755)


@pytest.mark.parametrize(
    ("mode", "ending", "index", "expected"),
    [
        ("delete", "", True, ["0 changed", "ReadOnly"]),
        ("wal", "", True, ["0 changed", "ReadOnly"]),
        ("delete", "killed", True, ["NeedsRecovery"]),
        ("wal", "killed", True, ["0 changed", "ReadOnly"]),
        ("wal", "committed", True, ["all changed", "ReadOnly"]),
        ("wal", "committed", False, ["NeedsRecovery"]),
    ],
)
def test_somebody_who_has_no_rights(
    mode: str,
    ending: str,
    index: bool,
    expected: list[str],
    copy_in: CopyIn,
    demo_template: Path,
    foreign_folder: Path,
    crew: Crew,
) -> None:
    path = foreign_folder / "x.leaddesk"
    made = copy_in(demo_template, mode)
    if ending:
        left(crew, made, ending)
    for suffix in ("", "-wal", "-journal", *(["-shm"] if index else [])):
        if side_file(made, suffix).exists():
            shutil.copyfile(side_file(made, suffix), side_file(path, suffix))
    if not AS_ADMINISTRATOR:
        path.chmod(0o444)
        foreign_folder.chmod(0o555)
    before = files_in(foreign_folder)
    [outcome] = crew.work(path, [("look", NOBODY, False)])
    assert mistakes([outcome]) == []
    whole = sqlite3.connect(demo_template).execute("SELECT count(*) FROM activity").fetchone()[0]
    assert [line.partition(":")[0].replace(f"{whole} ", "all ") for line in outcome.said] == expected
    assert files_in(foreign_folder) == before


def test_where_the_rights_do_not_tell_trying_to_write_does(
    copy_in: CopyIn, demo_template: Path, foreign_folder: Path, crew: Crew
) -> None:
    path = foreign_folder / "x.leaddesk"
    shutil.copyfile(copy_in(demo_template, "delete"), path)
    path.chmod(0o444)
    before = files_in(foreign_folder)
    [outcome] = crew.work(path, [("look", NOBODY, True)])
    assert mistakes([outcome]) == []
    assert outcome.said[0] == "0 changed"
    assert outcome.said[1].startswith(f"ReadOnly: {path} or its folder cannot be written; nothing was saved; change")
    assert files_in(foreign_folder) == before
