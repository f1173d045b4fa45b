"""From the start of the program to its first picture, and to the board, against an empty window of the toolkit.

The figures are printed: pytest -m slow -s tests/benchmarks/test_startup.py
"""

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest
from fixtures.many_deals import make_many_deals

from leaddesk.services.settings import Settings

SCRIPT = Path(__file__).with_name("first_paint.py")
SCREEN = {"width": 1920, "height": 1080, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1, "x": 0, "y": 0, "name": "s"}
DEALS = 100_000
PAIRS = 11
KINDS = ("bare", "frame", "board")


class Start(NamedTuple):
    """Seconds on the wall, seconds of the processor (of all threads), megabytes in memory."""

    wall: float
    processor: float
    memory: float


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a start finds: the settings, a database with very many deals, a screen on which the window has room."""
    folder = tmp_path_factory.mktemp("start")
    make_many_deals(folder / "team.leaddesk", Settings(folder / "config" / "settings.json"), DEALS)
    (folder / "screen.json").write_text(json.dumps({"screens": [SCREEN]}))
    return folder


def started(what: str, home: Path) -> Start:
    environment = os.environ | {
        "QT_QPA_PLATFORM": f"offscreen:configfile={home / 'screen.json'}",
        "LEADDESK_HOME": str(home),
        "PYTHONPYCACHEPREFIX": str(home / "compiled"),  # as after an installation
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, str(SCRIPT), what, str(time.time())]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=60)
    wall, processor, memory = map(float, run.stdout.split())
    return Start(wall, processor, memory)


@pytest.mark.slow
def test_first_cards_of_very_many(home: Path) -> None:
    for kind in KINDS:  # warm up
        started(kind, home)
    runs = [{kind: started(kind, home) for kind in KINDS} for _ in range(PAIRS)]
    print(f"\nmedian of {PAIRS} pairs, with {DEALS} open deals in the file")
    for kind in KINDS:
        wall, processor = (statistics.median(run[kind][n] / run["bare"][n] for run in runs) for n in (0, 1))
        cost = 1000 * statistics.median(run[kind].processor for run in runs)
        memory = max(run[kind].memory for run in runs)
        print(
            f"{kind:5} {wall:5.2f} times the bare window on the wall, {processor:5.2f} of the processor"
            f" ({cost:.0f} ms), {memory:.0f} MB"
        )
    assert all(0 < run["bare"].processor < run["board"].processor for run in runs)
