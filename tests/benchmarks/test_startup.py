"""From the start of the program to its first picture, and to the board, against an empty window of the toolkit."""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

SCRIPT = Path(__file__).with_name("first_paint.py")
PAIRS = 9


def _seconds(what: str, home: Path) -> tuple[float, float]:
    """On the wall, and of the processor."""
    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "LEADDESK_HOME": str(home),
        "PYTHONPYCACHEPREFIX": str(home / "compiled"),  # as after an installation
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, str(SCRIPT), what, str(time.time())]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    wall, processor = run.stdout.split()
    return float(wall), float(processor)


@pytest.mark.slow
def test_first_paint_of_the_demo(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    kinds = ("bare", "frame", "board")
    for kind in kinds:  # warm up
        _seconds(kind, tmp_path)
    runs = [{kind: _seconds(kind, tmp_path) for kind in kinds} for _ in range(PAIRS)]
    for kind in ("frame", "board"):
        wall, processor = (statistics.median(run[kind][n] / run["bare"][n] for run in runs) for n in (0, 1))
        print(
            f"\n{kind} / bare window, median of {PAIRS} pairs: {wall:.2f} on the wall, {processor:.2f} of the processor"
        )
        benchmark.extra_info[kind] = (round(wall, 2), round(processor, 2))
    benchmark.pedantic(_seconds, ("board", tmp_path), rounds=3)
    assert all(0 < run["frame"][1] < run["board"][1] for run in runs)
