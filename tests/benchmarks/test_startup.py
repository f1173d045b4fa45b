"""From the start of the program to the first picture of the board, against an empty window of the toolkit."""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

SCRIPT = Path(__file__).with_name("first_paint.py")
PAIRS = 7


def _seconds(what: str, home: Path) -> float:
    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "LEADDESK_HOME": str(home),
        "PYTHONPYCACHEPREFIX": str(home / "compiled"),  # as after an installation
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    run = subprocess.run(
        [sys.executable, str(SCRIPT), what, str(time.time())], env=environment, capture_output=True, text=True, check=True
    )
    return float(run.stdout)


@pytest.mark.slow
def test_first_paint_of_the_demo(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    _seconds("bare", tmp_path), _seconds("demo", tmp_path)  # warm up
    ratios = []
    for _ in range(PAIRS):
        bare, demo = _seconds("bare", tmp_path), _seconds("demo", tmp_path)
        ratios.append(demo / bare)
    print(f"\nfirst paint, demo / bare window: median {statistics.median(ratios):.2f} of {PAIRS} pairs")
    benchmark.pedantic(_seconds, ("demo", tmp_path), rounds=3)
    assert statistics.median(ratios) > 1
