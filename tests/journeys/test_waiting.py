"""Somebody else saves for a long time: the window stays alive, says so, and saves when it is its turn."""

import contextlib
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from real_screen import Screen

pytestmark = pytest.mark.screen

ALIVE = 0.1  # seconds that the window may be late at most
STRANGER = (
    "import sqlite3, sys\n"
    "held = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
    "held.execute('BEGIN IMMEDIATE')\n"
    "print('ready', flush=True)\n"
    "sys.stdin.readline()\n"
)
COLLEAGUE = (
    "import sys\n"
    "from pathlib import Path\n"
    "from leaddesk.services.settings import Settings\n"
    "from leaddesk.services.workspace import Session, leave, open_workspace\n"
    "path, session = Path(sys.argv[1]), Session(joins=True)\n"
    "opened = open_workspace(\n"
    "    path, settings=Settings(path.with_name('hers.json')), as_user='Maria Ruiz', session=session\n"
    ")\n"
    "opened.database.begin()\n"
    "print('ready', flush=True)\n"
    "sys.stdin.readline()\n"
    "opened.database.rollback()\n"
    "opened.database.close()\n"
    "leave(session)\n"
)


@contextlib.contextmanager
def saving(script: str, database: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that has begun to save, and ends without a change when the block is left."""
    command = [sys.executable, "-c", script, str(database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            yield process
        finally:
            process.send_signal(signal.SIGCONT)
            process.communicate(b"\n")


def column_of(screen: Screen, card: int) -> int:
    return next(place for place, ids in enumerate(screen.state()["stages"]) if card in ids)


def moved(screen: Screen) -> int:
    """A card that was just dragged from the second column to the third one."""
    card = int(screen.state()["columns"][1][0][0])
    screen.carry(card, 2)
    screen.release()
    screen.until(lambda state: card in state["stages"][2] and card in state["unsaved"])
    return card


def waiting(screen: Screen) -> str:
    """What the banner says."""
    banners = screen.until(lambda state: [text for text, _ in state["banners"] if text.startswith("Waiting")])
    return next(str(text) for text, _ in banners["banners"] if text.startswith("Waiting"))


def work_on(screen: Screen, seconds: float) -> float:
    """Open one deal after the other; the longest time for which the window did not react."""
    screen.do("calm")
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for _, x, y in screen.state()["columns"][0][:4]:
            screen.click(x, y)
            time.sleep(0.2)
    screen.keys("Escape")
    return float(screen.state()["gap"])


def alive_while_somebody_saves(screen: Screen, seconds: float) -> float:
    """The longest time for which the window did not react."""
    work_on(screen, 1)  # panes are made when they are needed first
    with saving(STRANGER, screen.database):
        card = moved(screen)
        assert waiting(screen).startswith("Waiting for somebody else who is saving.")
        assert screen.state()["saved"] == "Saving…"
        screen.pictures("waiting")
        gap = work_on(screen, seconds)
        assert card in screen.state()["unsaved"]
    screen.until(lambda state: not state["unsaved"] and not state["banners"])
    print(f"\nworked for {seconds:.0f} s while somebody saved; longest pause of the window {gap * 1000:.0f} ms")
    assert column_of(screen, card) == 2
    assert screen.read("show", str(card))["stage"] == "Demo"
    return gap


def test_the_window_stays_alive_and_saves_when_it_is_its_turn(screen: Screen) -> None:
    assert alive_while_somebody_saves(screen, 4) <= ALIVE
    with saving(COLLEAGUE, screen.database) as colleague:
        colleague.send_signal(signal.SIGSTOP)
        card = moved(screen)
        said = waiting(screen)
        screen.pictures("waiting-named")
        assert said.startswith("Waiting for Maria Ruiz (saving since ")
    screen.until(lambda state: card not in state["unsaved"] and not state["banners"])
    assert screen.read("show", str(card))["stage"] == "Demo"


@pytest.mark.slow
def test_half_a_minute_of_waiting_and_giving_up(screen: Screen) -> None:
    assert alive_while_somebody_saves(screen, 30) <= ALIVE
    with saving(STRANGER, screen.database):
        card = moved(screen)
        banner = screen.until(lambda state: [bar for bar in state["banners"] if "Give up" in bar[1]])["banners"][0]
        screen.pictures("waiting-long")
        screen.click(*banner[1]["Give up"])
        told = screen.until(lambda state: state["toasts"] and not state["banners"])["toasts"]
        screen.pictures("given-up")
        assert column_of(screen, card) == 1
        assert "omebody else has been saving" in told[-1][0]
    assert screen.read("show", str(card))["stage"] == "Contacted"
    screen.carry(card, 2)
    screen.release()
    screen.until(lambda state: card in state["stages"][2] and not state["unsaved"])
    assert screen.read("show", str(card))["stage"] == "Demo"
