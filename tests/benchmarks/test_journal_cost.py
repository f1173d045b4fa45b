"""What the journal costs: a card moved by the service against a plain versioned UPDATE of the same row.

Run with: pytest tests/benchmarks --benchmark-enable -s
"""

import shutil
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from leaddesk.services import deals
from leaddesk.services.workspace import Workspace
from leaddesk.storage.engine import sqlite_connect

PRAGMAS = ("foreign_keys = 1", "synchronous = FULL", "cell_size_check = 1", "trusted_schema = 0", "cache_size = -16000")


@pytest.fixture
def by_service(demo_workspace: Workspace) -> Callable[[], None]:
    card = deals.board(demo_workspace).columns[0].ids[0]
    stages = [stage.id for stage in deals.list_stages(demo_workspace)]
    turn = 0

    def move() -> None:
        nonlocal turn
        turn += 1
        assert deals.move_deal(demo_workspace, card, stages[turn % 2])

    return move


@pytest.fixture
def by_hand(demo_workspace: Workspace, demo_template: Path, tmp_path: Path) -> Callable[[], None]:
    card = deals.board(demo_workspace).columns[0].ids[0]
    stages = [stage.id for stage in deals.list_stages(demo_workspace)]
    path = tmp_path / "plain.leaddesk"
    shutil.copyfile(demo_template, path)
    plain = sqlite_connect(path)
    for pragma in PRAGMAS:
        plain.execute(f"PRAGMA {pragma}")
    [[version]] = plain.execute("SELECT version FROM deal WHERE id = ?", (card,)).fetchall()

    def move() -> None:
        nonlocal version
        plain.execute("BEGIN IMMEDIATE")
        changed = plain.execute(
            "UPDATE deal SET stage_id = ?, position = ?, probability = ?, version = version + 1"
            " WHERE id = ? AND version = ?",
            (stages[version % 2], 0.5, 45, card, version),
        )
        plain.execute("COMMIT")
        version += 1
        assert changed.rowcount == 1

    return move


def test_a_card_moved_with_journal(benchmark: Any, by_service: Callable[[], None]) -> None:
    benchmark(by_service)


def test_a_card_moved_by_a_plain_update(benchmark: Any, by_hand: Callable[[], None]) -> None:
    benchmark(by_hand)


def test_the_ratio(by_service: Callable[[], None], by_hand: Callable[[], None], request: Any) -> None:
    rounds = 20 if request.config.option.benchmark_disable else 300
    times: dict[str, list[float]] = {"service": [], "plain": []}
    for _ in range(rounds):  # by turns, so that a busy machine hits both
        for name, move in (("service", by_service), ("plain", by_hand)):
            start = time.perf_counter()
            move()
            times[name].append(time.perf_counter() - start)
    service, plain = (statistics.median(times[name]) for name in ("service", "plain"))
    print(f"\nmove: {service * 1000:.2f} ms, plain: {plain * 1000:.2f} ms, ratio {service / plain:.2f}")
