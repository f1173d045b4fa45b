"""A screen without a monitor, a window manager, and the real program on it."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from real_screen import Screen

from leaddesk.services.demo import create_demo
from leaddesk.services.settings import Settings

SIZE = "1360x900"


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    """The program with the invented business, of which I am the first user."""
    for tool in ("Xvfb", "openbox", "xdotool"):
        assert shutil.which(tool), f"this journey needs {tool}"
    with contextlib.ExitStack() as stack:
        display = _display(stack)
        stack.enter_context(_running(["openbox"], {"DISPLAY": display}))
        screen = Screen(display, tmp_path)
        settings = Settings(tmp_path / "home" / "config" / "settings.json")
        create_demo(screen.database, settings=settings)
        screen.start()
        yield screen
        screen.kill()


def _display(stack: contextlib.ExitStack) -> str:
    """Start an X server that chooses a free number itself."""
    readable, writable = os.pipe()
    command = ["Xvfb", "-displayfd", str(writable), "-screen", "0", f"{SIZE}x24", "-nolisten", "tcp", "-noreset"]
    stack.enter_context(_running(command, {}, pass_fds=(writable,)))
    os.close(writable)
    with os.fdopen(readable) as pipe:
        return f":{pipe.readline().strip()}"


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
