"""What the journal costs: time when cards are moved, and room in the file after a large import.

Run with: pytest tests/benchmarks/test_journal_cost.py --benchmark-enable -s
"""

import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest
from fixtures.maven_shaped import STAGES, write_pipeline
from pytest_benchmark.fixture import BenchmarkFixture

from leaddesk.services import deals, history
from leaddesk.services.importing import import_file
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Workspace, create_workspace, utc_now
from leaddesk.storage.engine import sqlite_connect
from leaddesk.storage.engine.presence import Presence

PRAGMAS = ("foreign_keys = 1", "synchronous = FULL", "cell_size_check = 1", "trusted_schema = 0", "cache_size = -16000")
MOVES, BATCH = 10_000, 100
IMPORTED = 100_000


@dataclass
class Move:
    """A card to be put into another stage: above the card `before`, at the end, or at the top."""

    card: int
    stage: int
    before: int | None
    to_end: bool


class Plain:
    """The least that a durable and careful move could do: one versioned UPDATE in a transaction of its own."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite_connect(path)
        for pragma in PRAGMAS:
            self.connection.execute(f"PRAGMA {pragma}")
        self.versions = dict(self.connection.execute("SELECT id, version FROM deal"))
        self.rng = Random(7)

    def move(self, move: Move) -> None:
        version, run = self.versions[move.card], self.connection.execute
        run("BEGIN IMMEDIATE")
        changed = run(
            "UPDATE deal SET stage_id = ?, position = ?, probability = ?, version = ? WHERE id = ? AND version = ?",
            (move.stage, self.rng.uniform(-9, 9), 45, version + 1, move.card, version),
        )
        run("COMMIT")
        self.versions[move.card] = version + 1
        assert changed.rowcount == 1


@pytest.fixture
def plain(demo_workspace: Workspace, demo_template: Path, tmp_path: Path) -> Iterator[Plain]:
    path = tmp_path / "plain.leaddesk"
    shutil.copyfile(demo_template, path)
    opened = Plain(path)
    yield opened
    opened.connection.close()


def moves_of(workspace: Workspace) -> Iterator[Move]:
    """Any open card into any other stage, to any place, again and again."""
    rng = Random(6)
    columns = {column.stage.id: list(column.ids) for column in deals.board(workspace).columns}
    while True:
        left = rng.choice([stage for stage, cards in columns.items() if cards])
        stage = rng.choice([stage for stage in columns if stage != left])
        card = columns[left].pop(rng.randrange(len(columns[left])))
        before = rng.choice(columns[stage]) if columns[stage] and rng.random() < 0.5 else None
        columns[stage].append(card)
        yield Move(card, stage, before, before is None and rng.random() < 0.5)


def seconds(move: Callable[[Move], Any], moves: list[Move]) -> list[float]:
    times = []
    for each in moves:
        start = time.perf_counter()
        move(each)
        times.append(time.perf_counter() - start)
    return times


def test_cards_moved_with_the_journal_and_by_plain_updates(
    demo_workspace: Workspace, plain: Plain, benchmark: BenchmarkFixture
) -> None:
    presence = Presence(demo_workspace.database.path, clock=utc_now)  # a window tells others that it is saving
    assert presence.join(name="Sam Keller")
    demo_workspace.database.presence = presence

    def by_service(move: Move) -> None:
        assert deals.move_deal(demo_workspace, move.card, move.stage, before=move.before, to_end=move.to_end)

    endless = moves_of(demo_workspace)
    first = plain.connection.execute("SELECT id, stage_id FROM deal ORDER BY id").fetchall()
    ours, theirs = [], []
    for _ in range(MOVES // BATCH if benchmark.enabled else 2):  # by turns, so that a busy machine hits both
        batch = [next(endless) for _ in range(BATCH if benchmark.enabled else 10)]
        ours += seconds(by_service, batch)
        theirs += seconds(plain.move, batch)
    of_median, of_total = (f(ours) / f(theirs) for f in (statistics.median, sum))
    print(
        f"\n{len(ours)} moves: {1000 * statistics.median(ours):.3f} ms with the journal,"
        f" {1000 * statistics.median(theirs):.3f} ms plain (medians); {sum(ours):.2f} s and {sum(theirs):.2f} s in all;"
        f" ratio of medians {of_median:.2f}, ratio of totals {of_total:.2f}"
    )
    benchmark.extra_info["ratio to plain updates"] = (round(of_median, 2), round(of_total, 2))

    where = "SELECT id, stage_id FROM deal ORDER BY id"
    assert demo_workspace.database.sql(where) == plain.connection.execute(where).fetchall()
    if not benchmark.enabled:
        for _ in ours:
            assert history.undo(demo_workspace)
        assert demo_workspace.database.sql(where) == first
    benchmark.pedantic(by_service, setup=lambda: ((next(endless),), {}), rounds=BATCH)
    presence.leave()


def size_after(path: Path, *statements: str) -> int:
    """Bytes of a file without a log beside it, after these statements."""
    with closing(sqlite_connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path.stat().st_size


def test_room_that_the_journal_of_an_import_takes(tmp_path: Path, benchmark: BenchmarkFixture) -> None:
    file, imported, bare = (tmp_path / name for name in ("pipeline.csv", "imported.leaddesk", "bare.leaddesk"))
    rows = IMPORTED if benchmark.enabled else 500
    write_pipeline(file, rows)
    workspace = create_workspace(imported, settings=Settings(tmp_path / "settings.json"), currency="USD")
    with closing(workspace.database):
        benchmark.pedantic(import_file, (workspace, file), {"stages": STAGES}, rounds=1)
    written = size_after(imported)
    shutil.copyfile(imported, bare)
    with_journal = size_after(imported, "VACUUM")
    without = size_after(bare, "DELETE FROM row_change", "DELETE FROM operation", "VACUUM")
    print(
        f"\nimport of {rows} rows: {with_journal:,} bytes with the journal, {without:,} without, both vacuumed:"
        f" ratio {with_journal / without:.2f}; as the import left it, {written:,} bytes: ratio {written / without:.2f}"
    )
    benchmark.extra_info["ratio to bytes without journal"] = round(with_journal / without, 2)
    assert with_journal > without
