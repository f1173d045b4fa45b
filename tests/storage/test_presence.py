"""Whoever has the database open is seen by the others, with what they do; nothing about it can fail a save."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from leaddesk.storage.engine.byte_locks import ByteLocks
from leaddesk.storage.engine.guests import SLOT_SIZE, Guest, decoded, encoded
from leaddesk.storage.engine.presence import SLOTS, Presence

Come = Callable[..., Presence]


class Elapsed:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


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
def come(database: Path, clock: Any, elapsed: Elapsed) -> Iterator[Come]:
    """Somebody opens the database: `come("Kim Roth")`."""
    here = []

    def joined(name: str, host: str = "office", **facts: object) -> Presence:
        here.append(Presence(database, clock=clock, host=host, elapsed=elapsed, **facts))
        here[-1].join(name=name)
        return here[-1]

    yield joined
    for presence in here:
        presence.leave()


def names(presence: Presence) -> list[str]:
    return [guest.name for guest in presence.here()]


def side_file(database: Path) -> Path:
    return database.with_name("team.leaddesk-locks")


def crash(presence: Presence) -> None:
    """The program is gone: the system closes its files, and nobody tidies up."""
    assert presence._fd is not None
    os.close(presence._fd)
    presence._fd = presence._me = None


def test_everybody_sees_who_is_here_and_what_they_said(database: Path, come: Come, clock: Any) -> None:
    sam = come("Sam Keller", pid=41)
    assert (sam.joined, names(sam)) == (True, ["Sam Keller"])
    clock.advance(minutes=5)
    kim = come("Kim Roth", host="kims-laptop")
    kim.tell(initials="KR", colour="#2a6f97", version="1.4", record=7001, reading_only=True)
    me, other = sam.here()
    assert (me.is_me, me.pid, me.host) == (True, 41, "office")
    assert (other.is_me, other.alive) == (False, True)
    assert (other.name, other.initials, other.colour, other.host) == ("Kim Roth", "KR", "#2a6f97", "kims-laptop")
    assert (other.version, other.record, other.reading_only) == ("1.4", 7001, True)
    assert other.opened_at - me.opened_at == timedelta(minutes=5)
    assert other.seen_at == clock.now
    assert [guest.is_me for guest in kim.here()] == [False, True]
    assert sam.doubt() == kim.doubt() == ""


def test_whoever_leaves_is_gone_and_the_last_takes_the_file_along(database: Path, come: Come) -> None:
    sam, kim = come("Sam"), come("Kim")
    sam.leave()
    assert names(kim) == ["Kim"]
    assert not sam.joined
    assert names(sam) == ["Kim"]  # reading goes on
    kim.leave()
    assert list(database.parent.iterdir()) == [database]
    assert kim.here() == []
    kim.leave()
    assert kim.join(name="Kim again")
    assert names(sam) == ["Kim again"]


class Meanwhile(ByteLocks):
    """Locks with which something happens just before or after the one of that many bytes is asked for."""

    def __init__(self, count: int, happens: Callable[[], None]) -> None:
        self.count, self.happens = count, happens

    def try_lock(self, fd: int, first: int, count: int = 1) -> bool:
        answer = super().try_lock(fd, first, count)
        if count == self.count:
            self.happens()
        return answer

    def is_locked(self, fd: int, byte: int) -> bool:
        self.happens()
        return super().is_locked(fd, byte)


def test_of_two_who_leave_at_once_one_takes_the_file_along(database: Path, come: Come) -> None:
    sam = come("Sam", locks=Meanwhile(SLOTS, lambda: kim.leave()))
    kim = come("Kim")
    sam.leave()
    assert list(database.parent.iterdir()) == [database]


def test_whoever_leaves_properly_raises_no_doubt(come: Come) -> None:
    come("Sam", host="office")
    kim = come("Kim", host="kims-laptop")
    ada = come("Ada", host="adas-laptop", locks=Meanwhile(0, lambda: kim.leave()))
    assert ada.doubt() == ""  # Kim left in the middle of the look
    assert come("Tom", host="toms-laptop").doubt() == ""


def test_only_joining_makes_the_file(database: Path, clock: Any) -> None:
    reader = Presence(database, clock=clock)
    assert reader.here() == []
    assert reader.writer() is None
    assert reader.doubt() == ""
    reader.tell(record=3)
    reader.heartbeat()
    with reader.saving(), reader.exclusive("backup") as alone:
        assert not alone
    reader.leave()
    assert list(database.parent.iterdir()) == [database]


def test_a_crashed_program_is_not_here_and_its_slot_is_used_again(database: Path, come: Come) -> None:
    sam, kim = come("Sam"), come("Kim")
    crash(kim)
    assert names(sam) == ["Sam"]
    assert sam.doubt() == ""
    size = side_file(database).stat().st_size
    come("Ada")
    assert names(sam) == ["Sam", "Ada"]
    assert side_file(database).stat().st_size == size


def test_only_news_and_signs_of_life_are_written(database: Path, come: Come, clock: Any, elapsed: Elapsed) -> None:
    sam = come("Sam")
    before = side_file(database).read_bytes()
    clock.advance(seconds=59)
    elapsed.now += 59
    sam.tell(name="Sam", record=None)
    assert side_file(database).read_bytes() == before
    sam.tell(record=5)
    changed = side_file(database).read_bytes()
    assert changed != before
    clock.advance(seconds=60)
    elapsed.now += 60
    sam.tell(record=5)
    assert sam.here()[0].seen_at == clock.now


def test_who_is_saving_is_seen_while_they_save(come: Come, clock: Any) -> None:
    sam, kim, ada = come("Sam"), come("Kim"), come("Ada")
    began = clock.now
    with kim.saving("importing"):
        clock.advance(seconds=3)
        with kim.saving(), sam.saving():
            writer = ada.writer()
            assert writer is not None
            assert (writer.name, writer.task, writer.saving_since) == ("Kim", "importing", began)
            waited_for = kim.writer()
            assert waited_for is not None
            assert waited_for.name == "Sam"
        assert sam.writer() is not None  # the outer mark stands
        assert kim.writer() is None
    assert [guest.task for guest in ada.here()] == ["", "", ""]
    with suppress(ZeroDivisionError), kim.saving():
        assert ada.writer() is not None
        raise ZeroDivisionError
    assert ada.writer() is None
    crashed = kim.saving()
    crashed.__enter__()
    crash(kim)
    assert ada.writer() is None


@pytest.mark.parametrize(
    "name", ["Zoë Müller-Brandström", "李小龍", "😀" * 300, "\x00\x1b" * 300, "a" * 5000, "", "\ud800"]
)
def test_any_name_fits_into_a_slot(come: Come, clock: Any, name: str) -> None:
    sam = come("Sam")
    kim = come(name, host=name)
    kim.tell(initials=name, colour=name, version=name)
    with kim.saving(name):
        guest = next(guest for guest in sam.here() if not guest.is_me)
        assert guest.name == name[: len(guest.name)].replace("\ud800", "?")
        assert len(guest.name) >= min(4, len(name))
        assert len(encoded(guest)) == SLOT_SIZE
        assert decoded(encoded(guest)) == Guest(**{**_fields(guest), "alive": False})
    assert len(names(sam)) == 2


def _fields(guest: Guest) -> dict[str, object]:
    return {name: getattr(guest, name) for name in Guest.__dataclass_fields__}


def test_a_slot_that_is_half_written_says_what_it_said_before(database: Path, come: Come, clock: Any) -> None:
    sam, kim = come("Sam"), come("Kim")
    kim.tell(record=11)
    assert names(sam) == ["Sam", "Kim"]
    raw = side_file(database).read_bytes()
    kim.tell(name="Tom", record=22)  # as long as before: only its checksum gives the mixture away
    torn = raw[: SLOT_SIZE + 120] + side_file(database).read_bytes()[SLOT_SIZE + 120 :]
    side_file(database).write_bytes(torn)
    assert [(guest.name, guest.record) for guest in sam.here()] == [("Sam", None), ("Kim", 11)]
    assert names(Presence(database, clock=clock)) == ["Sam"]  # never saw it whole
    kim.heartbeat()
    assert [(guest.name, guest.record) for guest in sam.here()] == [("Sam", None), ("Tom", 22)]


@pytest.mark.parametrize("seed", range(8))
def test_bytes_of_somebody_else_do_no_harm(database: Path, come: Come, seed: int) -> None:
    chance = Random(seed)
    sam, kim = come("Sam"), come("Kim")
    raw = bytearray(side_file(database).read_bytes())
    for _ in range(4):
        start = chance.randrange(len(raw))
        noise = chance.choice((b"\xff" * 40, b"{}", b"00000000 {}", b"\x00" * 700, b"[" * 600, chance.randbytes(300)))
        raw[start : start + len(noise)] = noise
    side_file(database).write_bytes(raw[: chance.randrange(len(raw))] if seed % 2 else raw)
    assert set(names(sam)) <= {"Sam", "Kim"}
    assert sam.writer() is None
    sam.doubt()
    for presence in (sam, kim):
        presence.heartbeat()
    ada = come("Ada")
    assert sorted(names(ada)) == ["Ada", "Kim", "Sam"]
    assert [presence.doubt() for presence in (sam, kim, ada)] == ["", "", ""]


@pytest.mark.parametrize("hours", [-30, 30])
def test_somebody_elses_clock_does_not_matter(
    database: Path, come: Come, clock: Any, elapsed: Elapsed, hours: int
) -> None:
    sam = come("Sam")
    other = Presence(database, clock=lambda: clock.now + timedelta(hours=hours), host="far", elapsed=elapsed)
    other.join(name="Kim")
    assert sorted(names(sam)) == ["Kim", "Sam"]
    assert sam.doubt() == other.doubt() == ""
    crash(other)
    assert names(sam) == ["Sam"]
    assert sam.doubt() == ""


@pytest.mark.parametrize("obstacle", ["file", "folder", "in the way", "pipe", "gone"])
def test_where_nothing_can_be_written_nobody_is_disturbed(database: Path, come: Come, obstacle: str) -> None:
    side = side_file(database)
    if obstacle == "file":
        database.chmod(0o444)
    elif obstacle == "folder":
        database.parent.chmod(0o555)
    elif obstacle == "in the way":
        side.mkdir()
    elif obstacle == "pipe":
        os.mkfifo(side)  # is not waited for
    else:
        database.unlink()
    there = sorted(database.parent.iterdir())
    sam = come("Sam")
    assert not sam.joined
    sam.tell(record=3)
    with sam.saving(), sam.exclusive("backup") as alone:
        assert not alone
    sam.heartbeat()
    assert (sam.here(), sam.writer(), sam.doubt()) == ([], None, "")
    sam.leave()
    assert sorted(database.parent.iterdir()) == there
    database.parent.chmod(0o755)


def test_a_write_protected_database_shows_who_else_is_in(database: Path, come: Come) -> None:
    come("Sam")
    database.chmod(0o444)
    before = side_file(database).read_bytes()
    kim = come("Kim")
    assert not kim.joined
    assert names(kim) == ["Sam"]
    assert kim.doubt() == ""
    assert side_file(database).read_bytes() == before
    database.chmod(0o644)
    kim.heartbeat()
    assert names(kim) == ["Sam", "Kim"]


@pytest.mark.parametrize("mode", [0o600, 0o660, 0o666])
def test_whoever_may_write_the_database_may_come_in(database: Path, come: Come, mode: int) -> None:
    database.chmod(mode)
    come("Sam")
    assert side_file(database).stat().st_mode & 0o777 == mode


def test_a_link_to_the_database_leads_to_the_same_people(database: Path, come: Come, clock: Any) -> None:
    sam = come("Sam")
    link = database.parent.parent / "desk.leaddesk"
    link.symlink_to(database)
    kim = Presence(link, clock=clock)
    kim.join(name="Kim")
    assert sorted(names(sam)) == ["Kim", "Sam"]
    kim.leave()


@pytest.mark.parametrize("replaced", [False, True])
def test_a_file_that_was_taken_away_is_made_again(database: Path, come: Come, replaced: bool) -> None:
    sam, kim = come("Sam"), come("Kim")
    if replaced:
        other = database.with_name("other")
        other.write_bytes(side_file(database).read_bytes())
        other.replace(side_file(database))
    else:
        side_file(database).unlink()
    sam.heartbeat()
    kim.heartbeat()
    for presence in (sam, kim):
        assert names(presence) == ["Sam", "Kim"]
        assert presence.doubt() == ""
    kim.leave()
    sam.leave()
    assert list(database.parent.iterdir()) == [database]


def test_one_at_a_time_does_the_work_of_a_name(come: Come) -> None:
    sam, kim = come("Sam"), come("Kim")
    with sam.exclusive("backup") as sams:
        with kim.exclusive("backup") as kims, sam.exclusive("backup") as again, kim.exclusive("check") as check:
            assert (sams, kims, again, check) == (True, False, False, True)
        with kim.exclusive("backup") as kims:
            assert not kims  # whoever did not get it freed nothing
    with suppress(ZeroDivisionError), kim.exclusive("backup") as kims:
        assert kims
        raise ZeroDivisionError
    held = kim.exclusive("backup")
    assert held.__enter__()
    with sam.exclusive("backup") as sams:
        assert not sams
    crash(kim)
    with sam.exclusive("backup") as sams:
        assert sams


def test_when_all_slots_are_taken_the_next_only_looks(come: Come) -> None:
    first, *_ = (come(f"Guest {number}") for number in range(SLOTS))
    late = come("Late")
    assert not late.joined
    assert len(names(late)) == SLOTS
    first.leave()
    late.heartbeat()
    assert "Late" in names(late)


def test_those_who_come_and_go_at_once_never_miss_each_other(database: Path, clock: Any) -> None:
    """The last one out removes the file while the next comes in: nobody may be left with a file that is gone."""
    unseen: list[list[str]] = []

    def visit(name: str) -> None:
        presence = Presence(database, clock=clock)
        for _ in range(60):
            if presence.join(name=name) and name not in names(Presence(database, clock=clock)):
                unseen.append([name])
            presence.leave()

    _at_once([lambda name=f"Guest {number}": visit(name) for number in range(4)])
    assert unseen == []
    assert list(database.parent.iterdir()) == [database]


def test_all_threads_of_a_program_share_one_presence(come: Come) -> None:
    sam, kim = come("Sam"), come("Kim")

    def save() -> None:
        for number in range(50):
            with sam.saving():
                sam.tell(record=number)

    def look() -> None:
        for _ in range(50):
            assert names(sam) == ["Sam", "Kim"]
            sam.doubt()
            sam.heartbeat()

    _at_once([save, look, look])
    assert kim.writer() is None
    assert kim.here()[0].record == 49


def _at_once(works: list[Callable[[], None]]) -> None:
    failed: list[BaseException] = []

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as problem:
            failed.append(problem)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_locks_that_belong_to_a_process_hold_others_off_as_well(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As on macOS, where a lock belongs to the whole program."""
    file = tmp_path / "locks"
    file.touch()
    script = (
        "import os, sys; sys.platform = 'darwin'\n"
        "from leaddesk.storage.engine.byte_locks import ByteLocks\n"
        "fd = os.open(sys.argv[1], os.O_RDWR)\n"
        "assert ByteLocks().try_lock(fd, 5)\n"
        "print('held', flush=True); sys.stdin.read()\n"
    )
    monkeypatch.setattr(sys, "platform", "darwin")
    locks, fd = ByteLocks(), os.open(file, os.O_RDWR)
    with subprocess.Popen(
        [sys.executable, "-c", script, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == b"held\n"
        assert (locks.is_locked(fd, 5), locks.is_locked(fd, 6)) == (True, False)
        assert not locks.try_lock(fd, 5)
        other.communicate()
    assert not locks.is_locked(fd, 5)
    assert locks.try_lock(fd, 5)
    locks.unlock(fd, 5)
    os.close(fd)
