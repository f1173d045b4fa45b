"""Saves into a file while there is less and less room, and proves after each try that all is whole.

The words of the command: 'disk' (a small one is mounted on the folder) or 'limit' (on the size of files), a database to
work on a copy of, the folder. One line for each try.
"""

import os
import resource
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from leaddesk.domain.errors import DiskFull
from leaddesk.domain.records import ActivityKind, Kind
from leaddesk.services import activities, care, contacts
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Workspace, open_workspace
from leaddesk.storage.engine import Database

ROOM = (0, 1, 4, 12, 24, 40, 64, 100, 160)  # kilobytes
BODY = os.urandom(15_000).hex()  # a note that needs more than most of them


@contextmanager
def filled(folder: Path, kilobytes: int) -> Iterator[None]:
    """A disk with so much room."""
    filler = folder / "filler"
    facts = os.statvfs(folder)
    with filler.open("wb", buffering=0) as file:
        file.write(bytes(max(0, facts.f_bavail * facts.f_frsize - 1024 * kilobytes)))
    yield
    filler.unlink()


@contextmanager
def limited(folder: Path, kilobytes: int) -> Iterator[None]:
    """Files that may grow by so much beyond what the largest has."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    largest = max(path.stat().st_size for path in folder.iterdir())
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest + 1024 * kilobytes, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def state(database: Database) -> list[Any]:
    return database.sql("SELECT id, body FROM activity ORDER BY id") + database.sql("SELECT count(*) FROM operation")


def opened(path: Path) -> Workspace:
    return open_workspace(path, settings=Settings(path.with_name("settings.json")))


def tried(workspace: Workspace, company: int) -> str:
    """Save a note; if that is refused, twice more, and nothing of it is there."""
    before = state(workspace.database)
    for _ in range(3):
        refused = refusal(lambda: activities.log_activity(workspace, ActivityKind.NOTE, (Kind.COMPANY, company), BODY))
        if refused is None:
            return "saved"
        assert str(workspace.database.path) in refused.what
        assert refused.kept == "nothing was saved"
        assert state(workspace.database) == before  # and reading goes on
        assert care.check(workspace) == []
    return "DiskFull"


def refusal(call: Callable[[], object]) -> DiskFull | None:
    try:
        call()
    except DiskFull as problem:
        return problem
    return None


def main(way: Callable[[Path, int], Any], template: Path, folder: Path) -> None:
    path = folder / "x.leaddesk"
    shutil.copyfile(template, path)
    first = opened(path)
    company = contacts.add_company(first, {"name": "Kestrel AG"}).subject
    assert company
    for room in ROOM:
        with way(folder, room):  # it fills up while the file is open
            print(f"{room} KB: {tried(first, company)}")
        assert care.check(first) == []
        activities.log_activity(first, ActivityKind.NOTE, (Kind.COMPANY, company), "There is room again")
    first.database.close()
    for room in ROOM:
        with way(folder, room):  # it is full already
            try:
                again = opened(path)
            except DiskFull:
                print(f"{room} KB: DiskFull at opening")
                continue
            print(f"{room} KB: {tried(again, company)}")
            again.database.close()
    whole = opened(path)
    notes = [body for _, body in state(whole.database)[:-1]]
    assert notes.count("There is room again") == len(ROOM)
    assert set(notes) <= {"There is room again", BODY}
    assert care.check(whole) == []
    print(f"enough: {tried(whole, company)}")
    whole.database.close()


if __name__ == "__main__":
    main({"disk": filled, "limit": limited}[sys.argv[1]], Path(sys.argv[2]), Path(sys.argv[3]))
