"""What a window costs that is open and left alone: time of the processor, and writes to the disk.

The figures are read from the system (/proc) while the program runs as it is shipped, on a screen or without one.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from leaddesk.services import users
from leaddesk.services.demo import create_demo
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import open_workspace

SETTLED = 4.0  # seconds after which everything that comes with opening is over
PATIENCE = 30.0  # for a window to open the file
PERCENT = 1.0  # of one processor
HEARTBEATS = 2  # signs of life in the side file that may fall into a minute
TICK = os.sysconf("SC_CLK_TCK")

Start = Callable[[str], subprocess.Popen[bytes]]


@dataclass(frozen=True)
class Figures:
    percent: float
    written: int  # bytes that reached the disk
    changed: dict[str, int]  # how often each file was seen changed


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "shared" / "team.leaddesk"
    path.parent.mkdir()
    create_demo(path, settings=Settings(tmp_path / "Sam Keller" / "config" / "settings.json"))
    return path


@pytest.fixture
def start(database: Path, tmp_path: Path) -> Iterator[Start]:
    """Opens a user's window on the file, with nothing around it."""
    with contextlib.ExitStack() as stack:

        def started(name: str) -> subprocess.Popen[bytes]:
            settings = Settings(tmp_path / name / "config" / "settings.json")
            opened = open_workspace(database, settings=settings, query_only=True)
            settings.remember_user(opened.file_uuid, users.find_user(opened, name).id)
            opened.database.close()
            environment = os.environ | {"LEADDESK_HOME": str(tmp_path / name)}
            command = [sys.executable, "-m", "leaddesk", str(database)]
            with (tmp_path / f"{name}.txt").open("wb") as output:
                program = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
            stack.callback(program.wait)
            stack.callback(program.send_signal, signal.SIGKILL)
            here = database.with_name(f"{database.name}-locks")
            end = time.monotonic() + PATIENCE
            while not (here.exists() and name.encode() in here.read_bytes()):
                assert program.poll() is None, (tmp_path / f"{name}.txt").read_text()
                assert time.monotonic() < end, f"{name} never opened the file"
                time.sleep(0.1)
            return program

        yield started


@pytest.fixture
def on_a_screen(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A screen without a monitor."""
    assert shutil.which("Xvfb")
    readable, writable = os.pipe()
    command = ["Xvfb", "-displayfd", str(writable), "-screen", "0", "1360x900x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, pass_fds=(writable,)) as server:
        os.close(writable)
        with os.fdopen(readable) as pipe:
            monkeypatch.setenv("DISPLAY", f":{pipe.readline().strip()}")
        monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
        yield
        server.terminate()


def spent(pid: int) -> float:
    """Seconds of the processor so far."""
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(words[11]) + int(words[12])) / TICK


def written(pid: int) -> int:
    lines = Path(f"/proc/{pid}/io").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("write_bytes"))


def files(database: Path) -> dict[str, tuple[int, int]]:
    found = {}
    for path in database.parent.iterdir():
        with contextlib.suppress(FileNotFoundError):
            facts = path.stat()
            found[path.name] = facts.st_mtime_ns, facts.st_size
    return found


def left_alone(program: subprocess.Popen[bytes], database: Path, seconds: float) -> Figures:
    time.sleep(SETTLED)
    assert program.poll() is None
    changed: dict[str, int] = {}
    before, cost, bytes_before = files(database), spent(program.pid), written(program.pid)
    begun = time.monotonic()
    while time.monotonic() - begun < seconds:
        time.sleep(0.25)
        now = files(database)
        for name in now.keys() | before.keys():
            if now.get(name) != before.get(name):
                changed[name] = changed.get(name, 0) + 1
        before = now
    elapsed = time.monotonic() - begun
    return Figures(100 * (spent(program.pid) - cost) / elapsed, written(program.pid) - bytes_before, changed)


def proven(figures: Figures, seconds: float, people: int, what: str) -> None:
    print(
        f"\n{what}, {seconds:.0f} s: {figures.percent:.2f} % of a processor, {figures.written} bytes written,"
        f" files changed: {json.dumps(figures.changed) if figures.changed else 'none'}"
    )
    signs = figures.changed.pop("team.leaddesk-locks", 0)
    assert figures.changed == {}
    assert signs <= HEARTBEATS * people * max(seconds / 60, 0.5)
    assert figures.percent < PERCENT


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [10, 60])
def test_without_a_screen(start: Start, database: Path, seconds: float) -> None:
    proven(left_alone(start("Sam Keller"), database, seconds), seconds, 1, "without a screen")


@pytest.mark.screen
@pytest.mark.slow
@pytest.mark.parametrize("seconds", [10, 60])
def test_on_a_screen(on_a_screen: None, start: Start, database: Path, seconds: float) -> None:
    proven(left_alone(start("Sam Keller"), database, seconds), seconds, 1, "on a screen")


@pytest.mark.screen
@pytest.mark.slow
@pytest.mark.parametrize("seconds", [10, 60])
def test_with_a_colleague(on_a_screen: None, start: Start, database: Path, seconds: float) -> None:
    start("Maria Ruiz")
    proven(left_alone(start("Sam Keller"), database, seconds), seconds, 2, "with a colleague's window open as well")
