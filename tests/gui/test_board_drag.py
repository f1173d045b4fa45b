"""Runs the tests with a real drag, which need a platform of Qt's that this process does not have."""

import os
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent / "drag"


def test_cards_are_dragged_with_a_real_mouse() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(FOLDER)],
        cwd=FOLDER.parents[2],
        env={**os.environ, "QT_QPA_PLATFORM": "minimal"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "passed" in run.stdout
