"""What a colleague saves is seen at the next look, and very much of it as one thing."""

import random
import time
from pathlib import Path
from statistics import median

import pytest
from workers import Crew, mistakes, peer

from leaddesk.domain.records import Kind
from leaddesk.services import deals
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import open_workspace
from leaddesk.storage.feed import MANY_OPERATIONS, Feed

LOOKS_EVERY = 1.0  # seconds
SEEN_WITHIN = 1.5
READ_WITHIN = 3.0


def test_what_was_saved_is_seen_at_the_next_look(demo_file: Path, settings: Settings) -> None:
    mine = open_workspace(demo_file, settings=settings)
    feed = Feed(mine)
    seen: set[int | None] = set()
    with peer("announce", demo_file) as colleague:
        assert colleague.stdin
        assert colleague.stdout
        for _ in range(20):
            print(file=colleague.stdin, flush=True)
            operation = int(colleague.stdout.readline().split()[0])
            [changes] = feed.poll()
            assert changes.operation == operation
            assert changes.by is not None
            seen.add(operation)
    assert len(seen) == 20
    assert feed.poll() == []
    mine.database.close()


def asleep(path: Path, settings: Settings, crew: Crew, people: int, moves: int) -> float:
    """Seconds that the first look takes after all that, with reading the board anew."""
    mine = open_workspace(path, settings=settings)
    feed = Feed(mine)
    assert mistakes(crew.work(path, [("move", moves, 0.0)] * people)) == []
    start = time.perf_counter()
    [changes] = feed.poll()
    board = deals.board(mine)
    taken = time.perf_counter() - start
    assert changes.everything
    assert changes.touches(Kind.DEAL)
    assert len(board.cards) > 20
    assert feed.poll() == []
    mine.database.close()
    return taken


def test_very_much_while_nobody_looked_is_one_thing(demo_file: Path, settings: Settings, crew: Crew) -> None:
    asleep(demo_file, settings, crew, people=2, moves=MANY_OPERATIONS // 2 + 1)


@pytest.mark.slow
def test_ten_thousand_changes_while_asleep(demo_file: Path, settings: Settings, crew: Crew, mode: str) -> None:
    taken = asleep(demo_file, settings, crew, people=4, moves=2500)
    print(f"\n{mode}: 10,000 operations while asleep: one 'everything' and the board in {1000 * taken:.0f} ms")
    assert taken <= READ_WITHIN


@pytest.mark.slow
def test_how_soon_a_change_is_seen(demo_file: Path, settings: Settings, mode: str) -> None:
    mine = open_workspace(demo_file, settings=settings)
    feed = Feed(mine)
    delays = []
    with peer("announce", demo_file) as colleague:
        assert colleague.stdin
        assert colleague.stdout
        for _ in range(30):
            look = time.monotonic() + LOOKS_EVERY
            time.sleep(random.uniform(0, LOOKS_EVERY))
            print(file=colleague.stdin, flush=True)
            saved = float(colleague.stdout.readline().split()[1])
            time.sleep(max(0.0, look - time.monotonic()))
            [_] = feed.poll()
            delays.append(time.monotonic() - saved)
    mine.database.close()
    print(f"\n{mode}: seen after p50 {median(delays):.2f} s, max {max(delays):.2f} s, looking each {LOOKS_EVERY:.0f} s")
    assert max(delays) <= SEEN_WITHIN
