"""The open file is taken away, replaced or overwritten: the next look notices it, and nothing is saved in vain."""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from dumping import journal_size
from proofs import proven_sound
from workers import peer

from leaddesk.domain.errors import FileReplaced, Missing, UserError, WentBack
from leaddesk.services import contacts, deals
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Workspace, open_workspace
from leaddesk.storage.engine import sqlite_connect
from leaddesk.storage.engine.file_header import side_file
from leaddesk.storage.feed import Feed

Opened = tuple[Workspace, Feed]
Harm = Callable[[Path], object]


@pytest.fixture
def mine(demo_file: Path, settings: Settings) -> Iterator[Workspace]:
    shutil.copyfile(demo_file, demo_file.with_name("older copy"))
    workspace = open_workspace(demo_file, settings=settings)
    contacts.add_company(workspace, {"name": "Newest"})
    yield workspace
    workspace.database.close()


def replaced(path: Path) -> None:
    path.with_name("older copy").replace(path)


def renamed(path: Path) -> None:
    path.rename(path.with_name("elsewhere.leaddesk"))


def saved_anew(path: Path) -> None:
    """What programs do that write a new file beside and then rename it."""
    shutil.copyfile(path, path.with_name("new"))
    path.with_name("new").replace(path)


HARMS: dict[str, tuple[Harm, type[UserError]]] = {
    "deleted": (Path.unlink, Missing),
    "renamed": (renamed, Missing),
    "folder renamed": (lambda path: path.parent.rename(path.parent.with_name("elsewhere")), Missing),
    "older copy": (replaced, FileReplaced),
    "same content": (saved_anew, FileReplaced),
}


class Orphan:
    """The files that lay there, whatever they are called now."""

    def __init__(self, path: Path) -> None:
        self._held = [os.open(file, os.O_RDONLY) for file in sorted(path.parent.iterdir())]

    def content(self) -> list[bytes]:
        return [hashlib.sha256(os.pread(number, 1 << 30, 0)).digest() for number in self._held]

    def close(self) -> None:
        for number in self._held:
            os.close(number)


@pytest.mark.parametrize("harm", HARMS)
def test_it_is_noticed_at_the_next_look_and_nothing_is_saved_into_it(harm: str, mine: Workspace, mode: str) -> None:
    do, kind = HARMS[harm]
    feed, orphan = Feed(mine), Orphan(mine.database.path)
    before, size = orphan.content(), journal_size(mine.database)
    do(mine.database.path)
    for _ in range(2):
        with pytest.raises(kind, match="nothing was saved") as seen:
            feed.poll()
        assert type(seen.value) is kind
        with pytest.raises(kind) as refused:
            contacts.add_company(mine, {"name": "Lost"})
        assert type(refused.value) is kind
    assert journal_size(mine.database) == size  # what is open can still be read, and holds nothing new
    if mode == "delete":  # a log is worked in, see below
        assert orphan.content() == before
    orphan.close()


@pytest.mark.parametrize("ending", ["looked at", "closed"])
def test_what_was_saved_goes_along_with_a_file_that_is_renamed(
    ending: str, mine: Workspace, settings: Settings
) -> None:
    path, size = mine.database.path, journal_size(mine.database)
    renamed(path)
    if ending == "looked at":
        with pytest.raises(Missing):
            mine.database.check_identity()
    else:
        mine.database.close()
    moved = path.with_name("elsewhere.leaddesk")
    assert not side_file(moved, "-wal").exists()
    opened = open_workspace(moved, settings=settings)
    assert journal_size(opened.database) == size
    proven_sound(opened)
    opened.database.close()


def test_what_was_saved_last_does_not_spoil_what_was_put_in_its_place(mine: Workspace, settings: Settings) -> None:
    path = mine.database.path
    older = hashlib.sha256(path.with_name("older copy").read_bytes()).digest()
    replaced(path)
    with pytest.raises(FileReplaced):
        mine.database.check_identity()
    opened = open_workspace(path, settings=settings)
    assert "Newest" not in [company.name for company in contacts.list_companies(opened)]
    proven_sound(opened)
    opened.database.close()
    mine.database.close()
    assert hashlib.sha256(path.read_bytes()).digest() == older


@pytest.mark.parametrize("harm", HARMS)
@pytest.mark.parametrize("moment", ["BEGIN IMMEDIATE", "UPDATE", "INSERT"])
def test_a_save_that_has_begun_is_not_taken_for_saved(harm: str, moment: str, mine: Workspace) -> None:
    do, kind = HARMS[harm]
    size = journal_size(mine.database)
    done: list[str] = []

    def at_the_moment(statement: str) -> None:
        if statement.startswith(moment) and not done:
            done.append(statement)
            do(mine.database.path)

    mine.database._connection.set_trace_callback(at_the_moment)
    with pytest.raises(kind, match="nothing was saved"):
        contacts.add_company(mine, {"name": "Lost"})
    mine.database._connection.set_trace_callback(None)
    assert done
    assert journal_size(mine.database) == size


@pytest.mark.parametrize("harm", HARMS)
def test_a_save_in_the_very_moment_is_not_taken_for_saved_either(harm: str, mine: Workspace) -> None:
    do, kind = HARMS[harm]

    def at_the_last_moment(statement: str) -> None:
        if statement == "COMMIT":
            do(mine.database.path)

    mine.database._connection.set_trace_callback(at_the_last_moment)
    with pytest.raises(kind):
        contacts.add_company(mine, {"name": "Nobody knows"})
    mine.database._connection.set_trace_callback(None)


def test_somebody_who_saves_all_the_time_loses_what_is_in_hand_at_most(mine: Workspace, mode: str) -> None:
    path = mine.database.path
    with peer("toil", path) as busy:
        assert busy.stdout
        promised = [busy.stdout.readline() for _ in range(5)]
        path.rename(path.with_name("elsewhere.leaddesk"))
        promised += [line for line in busy.stdout if line[:-1].replace(" ", "").isdecimal()]
        assert busy.wait() == 1  # it said Missing
    if mode == "wal":
        path.with_name(f"{path.name}-wal").rename(path.with_name("elsewhere.leaddesk-wal"))
    orphan = sqlite_connect(path.with_name("elsewhere.leaddesk"))
    kept = {number for (number,) in orphan.execute("SELECT id FROM operation WHERE host <> '' ORDER BY seq")}
    newest = orphan.execute("SELECT id FROM operation ORDER BY seq DESC LIMIT 2").fetchall()
    orphan.close()
    numbers = [int(line.split()[0]) for line in promised]
    assert set(numbers) <= kept
    assert (numbers[-1],) in newest  # one at most was in the file before it was refused


def test_an_older_copy_written_over_the_file_is_noticed(
    copy_in: Callable[[Path, str], Path], demo_template: Path, settings: Settings
) -> None:
    path = copy_in(demo_template, "delete")
    workspace = open_workspace(path, settings=settings)
    older = path.read_bytes()
    company = contacts.add_company(workspace, {"name": "Newest"})
    assert company
    feed = Feed(workspace)
    path.write_bytes(older)
    overwritten = hashlib.sha256(older).digest()
    with pytest.raises(WentBack, match=r"an older copy was put in the place of .*; look for the newer file"):
        feed.poll()
    with pytest.raises(WentBack):
        deals.add_deal(workspace, {"title": "Lost"})
    assert hashlib.sha256(path.read_bytes()).digest() == overwritten
    workspace.database.close()


def test_a_protected_file_that_somebody_else_may_change_is_opened_anew(
    copy_in: Callable[[Path, str], Path], demo_template: Path, settings: Settings
) -> None:
    path = copy_in(demo_template, "wal")
    path.chmod(0o444)
    reader = open_workspace(path, settings=settings)
    feed = Feed(reader)
    assert feed.poll() == []
    path.chmod(0o644)
    writer = open_workspace(path, settings=settings)
    contacts.add_company(writer, {"name": "Newest"})
    with pytest.raises(FileReplaced, match=r"somebody who may write it changed .*; open it again"):
        feed.poll()
    reader.database.close()
    path.chmod(0o444)
    again = open_workspace(path, settings=settings)
    assert [company.name for company in contacts.list_companies(again) if company.name == "Newest"]
    assert Feed(again).poll() == []
    again.database.close()
    path.chmod(0o644)
    writer.database.close()
