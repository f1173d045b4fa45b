"""The disk fills up at any step of saving: a sentence, nothing half saved, reading goes on, and later so does work.

A disk of one megabyte is mounted where the system lets us; everywhere a limit on the size of files does as well, which
a quota is to a program. Both are seen by the worker alone.
"""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

WORKER = Path(__file__).with_name("full_disk_worker.py")
ON_A_SMALL_DISK = 'mount -t tmpfs -o size=1m tmpfs "$0" && exec "$@"'
SAVED, FULL, FULL_TO_OPEN = "saved", "DiskFull", "DiskFull at opening"


def said(*command: object) -> list[str]:
    ran = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout.splitlines()


def may_mount(folder: Path) -> bool:
    command = ["unshare", "-rm", "sh", "-c", ON_A_SMALL_DISK, str(folder), "true"]
    try:
        return subprocess.run(command, capture_output=True).returncode == 0
    except OSError:
        return False


@pytest.fixture
def template_copy(copy_in: Callable[[Path, str], Path], template: Path, mode: str) -> Path:
    return copy_in(template, mode)


def proven(lines: list[str], mode: str) -> None:
    answers = [line.partition(": ")[2] for line in lines]
    assert set(answers) <= {SAVED, FULL, *([FULL_TO_OPEN] if mode == "wal" else [])}  # an index must be made to read
    assert answers[-1] == SAVED  # with room again
    assert answers.count(FULL) >= 3


def test_a_disk_that_fills_up(template_copy: Path, mode: str, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if may_mount(disk):
        shell = ["unshare", "-rm", "sh", "-c", ON_A_SMALL_DISK, disk]
        proven(said(*shell, sys.executable, WORKER, "disk", template_copy, disk), mode)
        assert not list(disk.iterdir())  # it was the worker's alone
    else:
        proven(said(sys.executable, WORKER, "limit", template_copy, disk), mode)


def test_a_quota_that_is_reached(template_copy: Path, mode: str, tmp_path: Path) -> None:
    folder = tmp_path / "limited"
    folder.mkdir()
    proven(said(sys.executable, WORKER, "limit", template_copy, folder), mode)
