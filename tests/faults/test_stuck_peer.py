"""Somebody keeps the file for himself, be it in the middle of saving: everybody waits, is told, and then goes on."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from workers import peer

from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import Busy
from leaddesk.domain.summaries import Board
from leaddesk.services import contacts, deals
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Workspace, open_workspace


class Waiting:
    """One call on a thread and a connection of its own, and what its person is told meanwhile."""

    def __init__(self, path: Path, settings: Settings, call: Callable[[Workspace], object], patience: float) -> None:
        self.told: list[float | None] = []
        self.answer: object = None
        self.longer = patience
        self.opened, self.long_enough = threading.Event(), threading.Event()
        self._place = (path, settings)
        self._call = call
        self._begin = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        assert self.opened.wait(60)

    def begin(self) -> None:
        self._begin.set()

    def joined(self) -> object:
        self._thread.join(60)
        assert not self._thread.is_alive()
        return self.answer

    def _run(self) -> None:
        path, settings = self._place
        workspace = open_workspace(path, settings=settings)
        self.turn = workspace.database.turn
        self.turn.patience, self.turn.told = None, self._tell
        self.opened.set()
        self._begin.wait(60)
        try:
            self.answer = self._call(workspace)
        except Exception as problem:
            self.answer = problem
        workspace.database.close()

    def _tell(self, seconds: float | None) -> None:
        self.told.append(seconds)
        if seconds is not None and seconds >= self.longer:
            self.long_enough.set()


def waited(path: Path, settings: Settings, seconds: float, *, reads_too: bool) -> tuple[int, float]:
    """How often those who wait were told, and the seconds after which one who gives up is free."""
    write, impatient = (
        Waiting(path, settings, lambda opened: contacts.add_company(opened, {"name": "Patience"}), seconds)
        for _ in range(2)
    )
    read = Waiting(path, settings, deals.board, seconds)
    everybody = [write, impatient, read] if reads_too else [write, impatient]
    with peer("hold", path) as holder:
        for one in (write, impatient, read):
            one.begin()
        if not reads_too:  # with a write-ahead log nobody who reads waits
            assert isinstance(read.joined(), Board)
        for one in everybody:
            assert one.long_enough.wait(120)
        given_up = time.monotonic()
        impatient.turn.give_up()
        assert isinstance(impatient.joined(), Busy)
        given_up = time.monotonic() - given_up
        assert write.answer is None
        holder.communicate("")
    assert isinstance(write.joined(), Changes)
    assert isinstance(read.joined(), Board)
    for one in everybody:
        assert one.told[0] is not None
        assert one.told[0] > 2  # not before somebody wonders
        assert one.told[-1] is None  # and that it is over
        assert all(seconds is not None for seconds in one.told[:-1])
    opened = open_workspace(path, settings=settings)
    assert [company.name for company in contacts.list_companies(opened)].count("Patience") == 1
    opened.database.close()
    return len(write.told) - 1, given_up


def test_everybody_waits_is_told_and_goes_on(demo_file: Path, settings: Settings, mode: str) -> None:
    waited(demo_file, settings, 2.5, reads_too=mode == "delete")


def test_opening_waits_too(demo_file: Path, settings: Settings) -> None:
    with peer("hold", demo_file) as holder:
        release = threading.Timer(0.5, holder.communicate, [""])
        release.start()
        opened = open_workspace(demo_file, settings=settings)
        assert deals.totals(opened).count > 20
        opened.database.close()
        release.join()


@pytest.mark.slow
def test_half_a_minute(demo_file: Path, settings: Settings, mode: str) -> None:
    told, given_up = waited(demo_file, settings, 30, reads_too=mode == "delete")
    print(f"\n{mode}: kept for 30 s, told {told} times, given up after {1000 * given_up:.0f} ms, then saved and read")
