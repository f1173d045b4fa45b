"""A file that cannot be opened, or only be read: a sentence of the right kind, no new file, and not a byte changed."""

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from proofs import Ran, files_in

from leaddesk.domain import errors
from leaddesk.services import care, deals
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import open_workspace
from leaddesk.storage.checks import quick_problems
from leaddesk.storage.engine import sqlite_connect
from leaddesk.storage.schema import SCHEMA_VERSION

Damage = Callable[[Path], None]


def with_bytes(change: Callable[[bytearray], object]) -> Damage:
    def apply(path: Path) -> None:
        content = bytearray(path.read_bytes())
        cut = change(content)
        path.write_bytes(cut if isinstance(cut, bytes | bytearray) else content)

    return apply


def with_statements(*statements: str) -> Damage:
    def apply(path: Path) -> None:
        connection = sqlite_connect(path)
        for statement in statements:
            connection.execute(statement)
        connection.close()

    return apply


def header_zeroed(content: bytearray) -> None:
    content[:100] = bytes(100)


def schema_overwritten(content: bytearray) -> None:
    content[100:600] = b"\x5a" * 500


def folder_instead(path: Path) -> None:
    path.unlink()
    path.mkdir()


NEWER = SCHEMA_VERSION + 1
FAULTS: dict[str, tuple[Damage, type[errors.UserError], str]] = {
    "unreadable": (
        lambda path: path.chmod(0),
        errors.CannotOpen,
        "may not be read; nothing was changed; ask its owner",
    ),
    "missing": (Path.unlink, errors.Missing, "does not exist; nothing was made; connect the network folder"),
    "a folder": (folder_instead, errors.CannotOpen, "is a folder; nothing was changed; choose a .leaddesk file"),
    "0 bytes": (with_bytes(lambda content: b""), errors.NotADatabase, "is empty; nothing was changed; choose"),
    "zeroed header": (with_bytes(header_zeroed), errors.NotADatabase, "is not a LeadDesk file; nothing was changed"),
    "text": (
        lambda path: path.write_text("Name,Value\n" * 900) and None,
        errors.NotADatabase,
        "is not a LeadDesk file",
    ),
    "half": (with_bytes(lambda content: content[: len(content) // 2]), errors.Damaged, "is cut off; .*; open a backup"),
    "1500 bytes short": (with_bytes(lambda content: content[:-1500]), errors.Damaged, "is cut off; .*; open a backup"),
    "schema page": (with_bytes(schema_overwritten), errors.Damaged, "is damaged; nothing was changed; open a backup"),
    "schema text": (
        with_statements(
            "PRAGMA writable_schema = 1", "UPDATE sqlite_schema SET sql = 'CREATE TABLE deal (' WHERE name = 'deal'"
        ),
        errors.Damaged,
        "is damaged; nothing was changed; open a backup",
    ),
    "a table gone": (
        with_statements("DROP TABLE tagging"),
        errors.Damaged,
        "lacks the table tagging; .*; open",
    ),
    "newer": (
        with_statements(f"PRAGMA user_version = {NEWER}"),
        errors.NewerFile,
        f"newer LeadDesk .its format is {NEWER}, .*; nothing was changed; update LeadDesk",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_file_that_cannot_be_opened(
    fault: str, demo_file: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    damage, kind, words = FAULTS[fault]
    damage(demo_file)
    before = files_in(demo_file.parent)
    with pytest.raises(kind, match=words) as raised:
        open_workspace(demo_file, settings=settings)
    assert type(raised.value) is kind
    assert str(demo_file) in raised.value.what
    for words_of_a_person in (["list", "deals"], ["add", "deal", "title=New"], ["check"], ["backup"]):
        ran = Ran(capsys, *words_of_a_person, "--db", demo_file)
        assert (ran.status, ran.out, ran.err) == (1, "", f"leaddesk: {raised.value}\n")
    assert files_in(demo_file.parent) == before


@pytest.mark.parametrize("protected", ["file", "folder"])
def test_a_file_that_can_only_be_read(
    protected: str, demo_file: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    shut = demo_file if protected == "file" else demo_file.parent
    rights = shut.stat().st_mode
    shut.chmod(rights & ~0o222)
    before = files_in(demo_file.parent)
    try:
        opened = open_workspace(demo_file, settings=settings)
        board = deals.board(opened)
        assert len(board.cards) > 20
        assert care.check(opened) == []
        with pytest.raises(
            errors.ReadOnly, match=r"is write-protected.*; nothing was saved; change its permissions"
        ) as no:
            deals.add_deal(opened, {"title": "New"})
        assert deals.board(opened) == board
        opened.database.close()
        assert Ran(capsys, "list", "deals", "--db", demo_file).status == 0
        assert Ran(capsys, "check", "--db", demo_file).out == "clean\n"
        ran = Ran(capsys, "add", "deal", "title=New", "--db", demo_file)
        assert (ran.status, ran.out, ran.err) == (1, "", f"leaddesk: {no.value}\n")
        assert files_in(demo_file.parent) == before
    finally:
        shut.chmod(rights)


def destroyed(path: Path, page: int, capsys: pytest.CaptureFixture[str]) -> str:
    """What a command that reads all deals answers; every other promise is proven."""
    whole = path.read_bytes()
    size = len(whole) // pages_of(path)
    path.write_bytes(whole[: size * (page - 1)] + random.Random(page).randbytes(size) + whole[size * page :])
    before = files_in(path.parent)
    told = Ran(capsys, "check", "--db", path)
    ran = Ran(capsys, "list", "deals", "--db", path)
    assert told.status == 1  # whatever else works, the check tells
    assert "Traceback" not in told.err + ran.err
    assert "mistake" not in told.err + ran.err
    assert told.out.startswith("the file's structure: ") or (told.out, told.err.count("\n")) == ("", 1)
    assert ran.status == 0 or ("is damaged" in ran.err) or (page == 1 and "is not a LeadDesk file" in ran.err)
    assert files_in(path.parent) == before
    path.write_bytes(whole)
    return told.out or told.err


def pages_of(path: Path) -> int:
    connection = sqlite_connect(path)
    [count] = connection.execute("PRAGMA page_count").fetchone()
    connection.close()
    return int(count)


def test_a_page_that_was_destroyed_is_told(demo_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for page in (1, *random.Random(8).sample(range(2, pages_of(demo_file)), 4)):
        destroyed(demo_file, page, capsys)


@pytest.mark.slow
def test_every_page_that_was_destroyed_is_told(demo_file: Path, mode: str, capsys: pytest.CaptureFixture[str]) -> None:
    for page in range(1, pages_of(demo_file) + 1):
        destroyed(demo_file, page, capsys)
    with capsys.disabled():
        print(f"\n{mode}: each of {pages_of(demo_file)} pages destroyed, told each time")


def test_a_quick_look_finds_a_destroyed_page_too(demo_file: Path, settings: Settings) -> None:
    opened = open_workspace(demo_file, settings=settings)
    assert quick_problems(opened.database) == []
    [(root,)] = opened.database.sql("SELECT rootpage FROM sqlite_schema WHERE name = 'activity'")
    opened.database.close()
    content = bytearray(demo_file.read_bytes())
    size = len(content) // pages_of(demo_file)
    content[size * (root - 1) : size * root] = os.urandom(size)
    demo_file.write_bytes(content)
    opened = open_workspace(demo_file, settings=settings)
    assert quick_problems(opened.database)
    assert all(told.startswith("the file's structure: ") for told in quick_problems(opened.database))
    opened.database.close()
