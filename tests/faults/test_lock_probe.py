"""Real programs side by side: a crash frees a place at once, and locks that do not cross computers are noticed."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from leaddesk.storage.engine.byte_locks import ByteLocks
from leaddesk.storage.engine.presence import Presence

# Does what it is told line by line; its clock begins at the given time and moves on by what a line says.
PROGRAM = """
import json, sys
from datetime import datetime, timedelta
from pathlib import Path
from leaddesk.storage.engine.presence import Presence

path, name, host, now = sys.argv[1:]
now = datetime.fromisoformat(now)
presence = Presence(Path(path), clock=lambda: now, host=host)
presence.join(name=name)
marks = presence.saving("importing")
print(json.dumps(presence.joined), flush=True)
for line in sys.stdin:
    word, seconds = line.split()
    now += timedelta(seconds=float(seconds))
    answer = None
    if word == "beat":
        presence.heartbeat()
    elif word == "save":
        marks.__enter__()
    elif word == "here":
        answer = [guest.name for guest in presence.here()]
    elif word == "doubt":
        answer = presence.doubt()
    elif word == "leave":
        presence.leave()
    print(json.dumps(answer), flush=True)
"""


class Program:
    """A second program that has the database open."""

    def __init__(self, database: Path, name: str, host: str, clock: Any, skew: timedelta) -> None:
        now = (clock.now + skew).isoformat()
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(database), name, host, now],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._answer() is True

    def does(self, word: str, seconds: float = 0) -> Any:
        """Its answer to one word, `seconds` later by its clock."""
        assert self.process.stdin
        self.process.stdin.write(f"{word} {seconds}\n")
        self.process.stdin.flush()
        return self._answer()

    def end(self, how: signal.Signals) -> None:
        self.process.send_signal(how)
        self.process.communicate()

    def _answer(self) -> Any:
        assert self.process.stdout
        return json.loads(self.process.stdout.readline())


class BlindLocks(ByteLocks):
    """Locks as on a mount that grants them to everybody: nobody sees another computer's."""

    def try_lock(self, fd: int, first: int, count: int = 1) -> bool:
        return True

    def is_locked(self, fd: int, byte: int) -> bool:
        return False


class Elapsed:
    """Seconds that pass when they are told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


Start = Callable[..., Program]
Come = Callable[..., Presence]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "given" / "team.leaddesk"
    path.parent.mkdir()
    path.touch()
    return path


@pytest.fixture
def elapsed() -> Elapsed:
    return Elapsed()


@pytest.fixture
def start(database: Path, clock: Any) -> Iterator[Start]:
    """Start a second program: `start("Kim", "kims-laptop")`."""
    programs: list[Program] = []

    def started(name: str, host: str, skew: timedelta = timedelta(0)) -> Program:
        programs.append(Program(database, name, host, clock, skew))
        return programs[-1]

    yield started
    for program in programs:
        program.end(signal.SIGKILL)


@pytest.fixture
def come(database: Path, clock: Any, elapsed: Elapsed) -> Iterator[Come]:
    """Join from this program."""
    here: list[Presence] = []

    def joined(name: str = "Sam", host: str = "office", locks: ByteLocks | None = None) -> Presence:
        here.append(Presence(database, clock=clock, host=host, elapsed=elapsed, locks=locks))
        assert here[-1].join(name=name)
        return here[-1]

    yield joined
    for presence in here:
        presence.leave()


def names(presence: Presence) -> list[str]:
    return [guest.name for guest in presence.here()]


def later(presence: Presence, clock: Any, elapsed: Elapsed, seconds: float) -> str:
    """What the presence says at its next heartbeat."""
    clock.advance(seconds=seconds)
    elapsed.now += seconds
    presence.heartbeat()
    return presence.doubt()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_program_that_ends_in_any_way_is_gone_at_once(start: Start, come: Come, how: signal.Signals) -> None:
    sam, kim = come(), start("Kim", "office")
    kim.does("save")
    assert names(sam) == ["Sam", "Kim"]
    assert sam.writer() is not None
    kim.end(how)
    assert names(sam) == ["Sam"]
    assert sam.writer() is None
    assert sam.doubt() == ""


def test_a_program_that_hangs_is_still_here(start: Start, come: Come) -> None:
    sam, kim = come(), start("Kim", "kims-laptop")
    kim.does("save")
    kim.process.send_signal(signal.SIGSTOP)
    assert names(sam) == ["Sam", "Kim"]
    writer = sam.writer()
    assert writer is not None
    assert (writer.name, writer.task, writer.host) == ("Kim", "importing", "kims-laptop")
    assert sam.doubt() == ""


def test_the_last_program_out_removes_the_file(database: Path, start: Start, come: Come) -> None:
    sam, kim = come(), start("Kim", "kims-laptop")
    sam.leave()
    assert kim.does("here") == ["Kim"]
    kim.does("leave")
    assert list(database.parent.iterdir()) == [database]


def test_locks_that_reach_the_other_computer_are_trusted(
    start: Start, come: Come, clock: Any, elapsed: Elapsed
) -> None:
    sam, kim = come(), start("Kim", "kims-laptop")
    for seconds in (0, 60, 60):
        kim.does("beat", seconds)
        assert later(sam, clock, elapsed, seconds) == ""
        assert kim.does("doubt") == ""
    assert names(sam) == kim.does("here") == ["Sam", "Kim"]


def test_locks_that_do_not_are_doubted_at_first_sight(start: Start, come: Come, clock: Any, elapsed: Elapsed) -> None:
    kim = start("Kim", "kims-laptop")
    sam = come(locks=BlindLocks())
    for _ in range(4):
        doubt = sam.doubt()
        assert doubt.startswith("Kim has this file open on kims-laptop, and the locks of that computer do not reach")
        assert "PostgreSQL" in doubt
        kim.does("beat", 60)
        later(sam, clock, elapsed, 60)
    kim.does("leave")
    assert sam.doubt() == ""


@pytest.mark.parametrize("hours", [-3, 3])
def test_with_a_clock_that_is_wrong_they_are_doubted_within_one_heartbeat(
    start: Start, come: Come, clock: Any, elapsed: Elapsed, hours: int
) -> None:
    kim = start("Kim", "kims-laptop", timedelta(hours=hours))
    sam = come(locks=BlindLocks())
    assert sam.doubt() == ""
    kim.does("beat", 60)
    assert "Kim has this file open" in later(sam, clock, elapsed, 60)


def test_even_a_computer_of_the_same_name_is_noticed(start: Start, come: Come, clock: Any, elapsed: Elapsed) -> None:
    kim = start("Kim", "office")
    sam = come(locks=BlindLocks())
    # Sam took Kim's place for one that a crash on this computer left; Kim finds that out and goes to another.
    kim.does("beat", 60)
    assert later(sam, clock, elapsed, 60) == ""
    kim.does("beat", 60)
    assert "Kim has this file open" in later(sam, clock, elapsed, 60)


def test_a_colleague_who_crashed_is_believed_to_have_after_a_heartbeat(
    start: Start, come: Come, clock: Any, elapsed: Elapsed
) -> None:
    start("Kim", "kims-laptop").end(signal.SIGKILL)
    sam = come()
    assert "Kim has this file open" in sam.doubt()  # it could as well be running where our locks do not reach
    assert "Kim" in later(sam, clock, elapsed, 60)
    assert later(sam, clock, elapsed, 16) == ""
    assert names(sam) == ["Sam"]


def test_whose_lock_was_seen_may_crash_without_a_doubt(start: Start, come: Come, clock: Any, elapsed: Elapsed) -> None:
    sam, kim = come(), start("Kim", "kims-laptop")
    assert sam.doubt() == ""
    kim.does("beat", 60)
    kim.end(signal.SIGKILL)
    for _ in range(3):
        assert later(sam, clock, elapsed, 60) == ""


def test_one_who_crashed_long_ago_raises_no_doubt(start: Start, come: Come, clock: Any) -> None:
    start("Kim", "kims-laptop").end(signal.SIGKILL)
    clock.advance(seconds=91)
    sam = come()
    assert sam.doubt() == ""
    assert names(sam) == ["Sam"]


def test_without_locks_both_sides_doubt_until_one_leaves(come: Come, clock: Any, elapsed: Elapsed) -> None:
    sam = come("Sam", "office", BlindLocks())
    kim = come("Kim", "kims-laptop", BlindLocks())
    assert "Sam has this file open on office" in kim.doubt()
    assert "Kim has this file open on kims-laptop" in sam.doubt()
    kim.leave()
    assert sam.doubt() == ""


def test_two_who_were_given_the_same_place_find_each_other(
    database: Path, come: Come, clock: Any, elapsed: Elapsed
) -> None:
    """Where every lock is granted, two who come in the same moment write into one slot."""
    sam = come("Sam", "office", BlindLocks())
    alone = database.with_name("team.leaddesk-locks").read_bytes()
    kim = come("Kim", "kims-laptop", BlindLocks())
    kim._slot = sam._slot
    database.with_name("team.leaddesk-locks").write_bytes(alone)
    kim.heartbeat()
    doubts = [later(sam, clock, elapsed, 60), later(kim, clock, elapsed, 0)]
    assert "Kim has this file open" in doubts[0]
    assert "Sam has this file open" in doubts[1]
