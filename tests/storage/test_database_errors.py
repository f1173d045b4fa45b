"""What a database reports becomes a sentence of its own kind, and nothing is lost."""

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dumping import dump, journal_size

from leaddesk.domain.errors import (
    Busy,
    CannotOpen,
    Damaged,
    DiskFull,
    FileReplaced,
    Invalid,
    NeedsRecovery,
    NotADatabase,
    NotFound,
    ReadOnly,
    ShareLost,
    UserError,
)
from leaddesk.domain.records import ActivityKind, Kind
from leaddesk.services import activities, care, contacts, deals, searching
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Workspace, open_workspace
from leaddesk.storage.engine import sqlite_connect, translate


@pytest.fixture
def impatient(workspace: Workspace) -> None:
    workspace.database.turn.patience = 0.05


@pytest.fixture
def other_writer(workspace: Workspace) -> Iterator[Any]:
    """Somebody who is in the middle of saving."""
    other = sqlite_connect(workspace.database.path)
    other.execute("BEGIN IMMEDIATE")
    yield other
    other.close()


def full(workspace: Workspace) -> None:
    [[pages]] = workspace.database.sql("PRAGMA page_count")
    workspace.database.sql(f"PRAGMA max_page_count = {pages}")


def test_a_full_disk_loses_nothing_and_a_second_try_saves(workspace: Workspace, fresh: Any) -> None:
    contacts.add_company(workspace, {"name": "Kestrel AG"})
    before, journal = dump(workspace.database), journal_size(workspace.database)
    full(workspace)
    body = "word " * 20_000
    [[company]] = workspace.database.sql("SELECT id FROM company")
    for _ in range(2):  # the failed attempt leaves no open transaction behind
        with pytest.raises(DiskFull, match=r"the disk that holds .* is full; nothing was saved; free some space"):
            activities.log_activity(workspace, ActivityKind.NOTE, (Kind.COMPANY, company), body)
    assert dump(workspace.database) == before
    assert journal_size(workspace.database) == journal
    assert care.check(workspace) == []
    workspace.database.sql("PRAGMA max_page_count = 1000000")
    assert activities.log_activity(workspace, ActivityKind.NOTE, (Kind.COMPANY, company), body)
    assert len(dump(fresh().database)["activity"]) == 1
    assert care.check(fresh()) == []


def test_a_disk_that_fills_while_the_journal_is_written_rolls_back_the_rows_too(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dump(workspace.database)
    written = workspace.database.execute_many

    def fill_before_the_journal(statement: str, rows: Any) -> None:
        if "row_change" in statement:
            full(workspace)
            rows = [(*row[:-1], b"{" + b"x" * 100_000) for row in rows]
        written(statement, rows)

    monkeypatch.setattr(workspace.database, "execute_many", fill_before_the_journal)
    with pytest.raises(DiskFull):
        contacts.add_company(workspace, {"name": "Kestrel AG"})
    assert dump(workspace.database) == before


@pytest.mark.usefixtures("impatient")
def test_somebody_elses_long_saving_is_told(workspace: Workspace, other_writer: Any) -> None:
    with pytest.raises(Busy, match=r"somebody else has been saving .*; nothing was saved; try again"):
        contacts.add_company(workspace, {"name": "Kestrel AG"})
    assert deals.totals(workspace).count == 0  # reading goes on
    other_writer.execute("ROLLBACK")
    assert contacts.add_company(workspace, {"name": "Kestrel AG"})


@pytest.mark.usefixtures("impatient")
def test_another_process_that_saves_is_respected(workspace: Workspace) -> None:
    script = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "c.execute('BEGIN IMMEDIATE'); print('saving', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", script, str(workspace.database.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"saving\n"
        with pytest.raises(Busy):
            contacts.add_company(workspace, {"name": "Kestrel AG"})
        process.communicate()
    assert contacts.add_company(workspace, {"name": "Kestrel AG"})


def test_a_short_wait_for_another_writer_is_not_noticed(
    workspace: Workspace, other_writer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[float] = []

    def let_go_at_the_second_try(*_: object) -> float:
        tries.append(0)
        if len(tries) == 2:
            other_writer.execute("COMMIT")
        return 0.0

    monkeypatch.setattr("leaddesk.storage.engine.turn.random.uniform", let_go_at_the_second_try)
    assert contacts.add_company(workspace, {"name": "Kestrel AG"})
    assert len(tries) == 2


def test_damage_in_the_middle_of_the_file_is_told(workspace: Workspace, settings: Settings) -> None:
    path = workspace.database.path
    for number in range(200):
        contacts.add_contact(workspace, {"name": f"Person {number}", "email": "x" * 50})
    [[root]] = workspace.database.sql("SELECT rootpage FROM sqlite_schema WHERE name = 'contact'")
    [[size]] = workspace.database.sql("PRAGMA page_size")
    workspace.database.sql("PRAGMA wal_checkpoint(TRUNCATE)")
    workspace.database.close()
    content = bytearray(path.read_bytes())
    content[(root - 1) * size : root * size] = b"\xee" * size
    path.write_bytes(content)
    broken = open_workspace(path, settings=settings)
    with pytest.raises(Damaged, match=r"is damaged; .*; open a backup"):
        contacts.contact_rows(broken, contacts.contact_ids(broken))
    with pytest.raises(Damaged):
        contacts.add_contact(broken, {"name": "One more"})
    assert deals.totals(broken).count == 0  # what is not hit can still be read
    assert any("structure" in problem for problem in care.check(broken))
    broken.database.close()


def test_text_that_no_file_can_hold_is_refused_with_a_sentence(workspace: Workspace) -> None:
    with pytest.raises(Invalid, match="a character that cannot be kept"):
        contacts.add_contact(workspace, {"name": "broken \udcff name"})
    with pytest.raises(Invalid, match="too large"):
        deals.cards(workspace, [2**63])
    assert searching.search(workspace, "x" * 200_000) == []
    assert searching.search(workspace, "word " * 5_000) == []
    assert contacts.contact_ids(workspace, "%" * 60_000) == []
    assert contacts.add_contact(workspace, {"name": "Nul \0 and 🚃"})


def test_a_beginning_that_fails_leaves_no_transaction_open(workspace: Workspace) -> None:
    workspace.database.sql("ALTER TABLE meta RENAME COLUMN commit_seq TO lost")
    with pytest.raises(Exception, match="no such column"):
        contacts.add_company(workspace, {"name": "Kestrel AG"})
    workspace.database.sql("ALTER TABLE meta RENAME COLUMN lost TO commit_seq")
    assert contacts.add_company(workspace, {"name": "Kestrel AG"})


def test_a_snapshot_sees_one_state_and_may_hold_another(workspace: Workspace, fresh: Any) -> None:
    reader = fresh()
    with reader.database.snapshot():
        assert contacts.list_companies(reader) == []
        contacts.add_company(workspace, {"name": "Kestrel AG"})
        with reader.database.snapshot():
            assert contacts.list_companies(reader) == []
        assert contacts.list_companies(reader) == []
    assert len(contacts.list_companies(reader)) == 1


def test_a_file_without_a_pipeline_has_no_board(workspace: Workspace) -> None:
    for table in ("stage", "pipeline"):
        workspace.database.sql(f"DELETE FROM {table}")
    with pytest.raises(NotFound, match="no pipeline"):
        deals.board(workspace)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("SQLITE_FULL", DiskFull),
        ("SQLITE_IOERR_SHMSIZE", DiskFull),
        ("SQLITE_READONLY_DBMOVED", FileReplaced),
        ("SQLITE_READONLY_ROLLBACK", NeedsRecovery),
        ("SQLITE_READONLY_DIRECTORY", ReadOnly),
        ("SQLITE_BUSY_SNAPSHOT", Busy),
        ("SQLITE_CORRUPT_INDEX", Damaged),
        ("SQLITE_NOTADB", NotADatabase),
        ("SQLITE_CANTOPEN_ISDIR", CannotOpen),
        ("SQLITE_IOERR_READ", ShareLost),
    ],
)
def test_each_report_has_its_kind_however_deep_it_lies(name: str, kind: type[UserError]) -> None:
    inner = sqlite3.OperationalError("technical words")
    inner.sqlite_errorname = name
    outer = RuntimeError("wrapped")
    outer.__cause__ = inner
    meaning = translate(outer, Path("/data/x.leaddesk"))
    assert type(meaning) is kind
    assert "/data/x.leaddesk" in str(meaning)
    assert "technical" not in str(meaning)
    assert meaning.todo


def test_our_own_mistakes_are_not_dressed_up(workspace: Workspace) -> None:
    with pytest.raises(Exception, match="no such table"):
        workspace.database.sql("SELECT * FROM nowhere")
    circle = ValueError("a")
    circle.__cause__ = circle
    assert translate(circle, Path("x")) is None


def test_a_database_belongs_to_the_thread_that_opened_it(workspace: Workspace) -> None:
    raised: list[BaseException] = []

    def read() -> None:
        try:
            workspace.database.sql("SELECT 1")
        except Exception as problem:
            raised.append(problem)

    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    assert "thread" in str(raised[0])
