"""A program that opens its file again keeps the locks on it: nobody else takes the log away under its hands."""

import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from leaddesk.services import deals
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Workspace, open_workspace
from leaddesk.storage.engine import Database, sqlite_connect

# Another program, with the library that the system brings: older ones take the log away when they are the last.
LOOK = (
    "import json, sqlite3, sys\n"
    "opened = sqlite3.connect(sys.argv[1])\n"
    "print(json.dumps([row[0] for row in opened.execute('SELECT title FROM deal')]))\n"
    "opened.close()\n"
)
SAVE = (
    "import sqlite3, sys\n"
    "opened = sqlite3.connect(sys.argv[1], timeout=0)\n"
    "try:\n"
    "    opened.execute('UPDATE meta SET commit_seq = commit_seq + 1')\n"
    "    print('saves')\n"
    "except sqlite3.OperationalError as problem:\n"
    "    print(problem)\n"
)


def other_program(script: str, path: Path) -> str:
    return subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True).stdout


def titles_for_others(path: Path) -> set[str]:
    """What another program finds; it closes the file again, and tidies up if it takes itself for the last one."""
    return set(json.loads(other_program(LOOK, path)))


def descriptors(path: Path) -> int:
    """How often this process has the file open."""
    wanted = path.stat()
    found = 0
    for fd in range(1024):
        try:
            found += os.path.samestat(os.fstat(fd), wanted)
        except OSError:  # not in use
            continue
    return found


def test_what_is_saved_after_others_came_and_went_is_seen_by_them(workspace: Workspace, settings: Settings) -> None:
    path = workspace.database.path
    deals.add_deal(workspace, {"title": "Before"})
    second = open_workspace(path, settings=settings, query_only=True)
    open_workspace(path, settings=settings, query_only=True).database.close()
    assert titles_for_others(path) == {"Before"}
    deals.add_deal(workspace, {"title": "After"})
    assert titles_for_others(path) == {"Before", "After"}
    assert {card.title for card in deals.list_deals(second)} == {"Before", "After"}
    second.database.close()
    deals.add_deal(workspace, {"title": "Last"})
    assert titles_for_others(path) == {"Before", "After", "Last"}


def test_whoever_saves_is_alone_although_the_file_is_opened_again(workspace: Workspace, settings: Settings) -> None:
    path = workspace.database.path
    workspace.database.close()
    with closing(sqlite_connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")  # as on a network share
    first = open_workspace(path, settings=settings)
    first.database.begin()
    open_workspace(path, settings=settings, query_only=True).database.close()
    assert other_program(SAVE, path) == "database is locked\n"
    first.database.rollback()
    assert other_program(SAVE, path) == "saves\n"
    first.database.close()


def test_opening_again_and_again_costs_nothing_and_the_last_one_leaves_nothing_open(workspace: Workspace) -> None:
    path = workspace.database.path
    workspace.database.close()
    assert descriptors(path) == 0
    first = Database(path)
    Database(path, query_only=True).close()
    few = descriptors(path)
    for _ in range(20):
        Database(path, query_only=True).close()
    assert descriptors(path) == few
    first.close()
    assert descriptors(path) == 0
