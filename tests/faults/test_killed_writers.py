"""Writers are killed at any moment, three at a time: what they said was saved is there, and nothing is half-done."""

import os
import random
from pathlib import Path

import pytest
from proofs import proven_sound
from workers import Crew, mistakes

from leaddesk.services import deals
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import open_workspace
from leaddesk.storage.engine.file_header import holds_something, side_file

AT_ONCE = 3
LATEST = 0.25  # seconds after its start at which a writer is killed; opening the file takes the first of them


def killed_again_and_again(path: Path, crew: Crew, kills: int, seed: int) -> str:
    """The figures; the file is opened again after every three kills, without a question, and is proven sound."""
    rng = random.Random(seed)
    promised: dict[int, int] = {}
    unfinished = done = 0
    latest = LATEST
    while done < kills:
        writers = min(AT_ONCE, kills - done)
        outcomes = crew.work(path, [("toil",)] * writers, kill=[rng.uniform(0.0, latest) for _ in range(writers)])
        assert mistakes(outcomes) == []
        assert [outcome.status for outcome in outcomes] == [-9] * writers
        if not any(len(outcome.said) > 1 for outcome in outcomes):
            latest *= 2  # this machine has much else to do
        for outcome in outcomes:
            promised |= {int(first): int(second) for first, second in map(str.split, outcome.said[1:])}
        done += writers
        unfinished += any(holds_something(side_file(path, suffix)) for suffix in ("-journal", "-wal"))
        opened = open_workspace(path, settings=Settings(path.with_name("settings.json")))
        kept = {number for (number,) in opened.database.sql("SELECT id FROM operation")}
        assert promised.keys() - kept == set()
        records = opened.database.sql("SELECT id FROM deal UNION ALL SELECT id FROM activity")
        assert set(promised.values()) - {number for (number,) in records} == set()
        proven_sound(opened)
        assert deals.add_deal(opened, {"title": "Work goes on"})
        opened.database.close()
    assert promised
    return f"{done} kills, {len(promised)} promised commits, 0 lost, {unfinished} times a save or a log was left over"


def test_what_was_saved_survives_every_kill(demo_file: Path, crew: Crew) -> None:
    killed_again_and_again(demo_file, crew, kills=36, seed=3)


@pytest.mark.slow
def test_two_hundred_kills(demo_file: Path, crew: Crew, mode: str) -> None:
    seed = int.from_bytes(os.urandom(4), "big")
    print(f"\n{mode}, seed {seed}: {killed_again_and_again(demo_file, crew, kills=200, seed=seed)}")
