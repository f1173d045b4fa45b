"""What recognising, journalling and indexing cost: an import against reading the same file and inserting its rows.

Run it with: pytest tests/benchmarks/test_import_speed.py --benchmark-enable -s
"""

import csv
import statistics
import time
from contextlib import closing
from itertools import count
from pathlib import Path

from fixtures.maven_shaped import HEADER, STAGES, write_pipeline
from pytest_benchmark.fixture import BenchmarkFixture

from leaddesk.services.importing import import_file
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import create_workspace
from leaddesk.storage import engine

ROWS = 8800
PAIRS = 9


def imported(database: Path, file: Path) -> float:
    """Seconds for the import into a new database."""
    workspace = create_workspace(database, settings=Settings(database.with_suffix(".json")), currency="USD")
    with closing(workspace.database):
        start = time.perf_counter()
        result = import_file(workspace, file, stages=STAGES)
        elapsed = time.perf_counter() - start
    assert (result.created["deal"], result.rejected) == (ROWS, 0)
    return elapsed


def inserted(database: Path, file: Path) -> float:
    """Seconds for the csv module and executemany into a plain table, with the same settings of the engine."""
    with closing(engine.sqlite_connect(database)) as connection:
        for setting in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = 1", "cache_size = -16000"):
            connection.execute(f"PRAGMA {setting}")
        connection.execute(f"CREATE TABLE deal ({', '.join(f'{name} TEXT' for name in HEADER)})")
        start = time.perf_counter()
        with file.open(encoding="utf-8", newline="") as text:
            rows = csv.reader(text)
            next(rows)
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(f"INSERT INTO deal VALUES ({', '.join('?' * len(HEADER))})", rows)
            connection.execute("COMMIT")
        elapsed = time.perf_counter() - start
        assert connection.execute("SELECT count(*) FROM deal").fetchone() == (ROWS,)
    return elapsed


def test_import_against_plain_inserts(tmp_path: Path, benchmark: BenchmarkFixture) -> None:
    file = tmp_path / "pipeline.csv"
    write_pipeline(file, ROWS)
    numbers = count(1)

    def new_file() -> Path:
        return tmp_path / f"{next(numbers)}.leaddesk"

    pairs = [(imported(new_file(), file), inserted(new_file(), file)) for _ in range(PAIRS if benchmark.enabled else 1)]
    ratio = statistics.median(ours / plain for ours, plain in pairs)
    ours, plain = (1000 * min(times) for times in zip(*pairs, strict=True))
    said = f"import of {ROWS} rows: {ours:.0f} ms, plain inserts {plain:.0f} ms at best; median ratio {ratio:.1f}"
    print(f"\n{said}")
    benchmark.extra_info["ratio to plain inserts"] = round(ratio, 2)
    benchmark.pedantic(imported, setup=lambda: ((new_file(), file), {}), rounds=3)
    assert ratio > 0
