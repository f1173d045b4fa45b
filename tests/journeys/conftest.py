"""A screen without a monitor, a window manager, and the real program on it."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fixtures.many_deals import make_many_deals
from real_screen import Screen

from leaddesk.services import users
from leaddesk.services.demo import create_demo
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import open_workspace

SIZE = "1360x900"
LOW = "1360x760"  # a window on it has to scroll
MANY = 10_000
SHARES = (30, 20, 15, 20, 15, 15, 15, 15)  # of the deals in each stage, if there are so many


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    """The program with the invented business, of which I am the first user."""
    with contextlib.ExitStack() as stack:
        screen = Screen(_display(stack, SIZE), tmp_path)
        stack.callback(screen.kill)
        create_demo(screen.database, settings=_settings(screen))
        screen.start()
        yield screen


@pytest.fixture
def crowded(tmp_path: Path) -> Iterator[Callable[..., Screen]]:
    """`crowded(stages, size=)`: the program with 10,000 open deals in that many stages."""
    with contextlib.ExitStack() as stack:

        def start(stages: int, size: str = SIZE) -> Screen:
            screen = Screen(_display(stack, size), tmp_path)
            stack.callback(screen.kill)
            make_many_deals(screen.database, _settings(screen), MANY, shares=SHARES[:stages])
            screen.start()
            return screen

        yield start


@pytest.fixture
def two_screens(tmp_path: Path) -> Iterator[tuple[Screen, Screen]]:
    """Two computers of a team with one file: Sam Keller works at the first, Maria Ruiz at the second."""
    database = tmp_path / "shared" / "team.leaddesk"
    database.parent.mkdir()
    with contextlib.ExitStack() as stack:
        screens = [
            Screen(_display(stack, size), tmp_path / name, database) for name, size in (("sam", SIZE), ("maria", LOW))
        ]
        create_demo(database, settings=_settings(screens[0]), count=150)
        for screen, name in zip(screens, ("Sam Keller", "Maria Ruiz"), strict=True):
            sit_down(screen, name)
            stack.callback(screen.kill)
            screen.launch()
        for screen in screens:
            screen.settled(lambda state: state["columns"] and state["columns"][0])
        yield screens[0], screens[1]


def sit_down(screen: Screen, name: str) -> None:
    """Be this user at this computer."""
    settings = _settings(screen)
    opened = open_workspace(screen.database, settings=settings, query_only=True)
    try:
        settings.remember_user(opened.file_uuid, users.find_user(opened, name).id)
    finally:
        opened.database.close()


def _settings(screen: Screen) -> Settings:
    return Settings(screen.folder / "home" / "config" / "settings.json")


def _display(stack: contextlib.ExitStack, size: str) -> str:
    """Start an X server that chooses a free number itself, with a window manager."""
    for tool in ("Xvfb", "openbox", "xdotool"):
        assert shutil.which(tool), f"this journey needs {tool}"
    readable, writable = os.pipe()
    command = ["Xvfb", "-displayfd", str(writable), "-screen", "0", f"{size}x24", "-nolisten", "tcp", "-noreset"]
    stack.enter_context(_running(command, {}, pass_fds=(writable,)))
    os.close(writable)
    with os.fdopen(readable) as pipe:
        display = f":{pipe.readline().strip()}"
    stack.enter_context(_running(["openbox"], {"DISPLAY": display}))
    return display


@contextlib.contextmanager
def _running(command: list[str], more: dict[str, str], pass_fds: tuple[int, ...] = ()) -> Iterator[None]:
    process = subprocess.Popen(
        command, env=os.environ | more, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, pass_fds=pass_fds
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait()
