"""Running the command line inside the test, and as a program of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from command_runs import Program, Ran, Run

from leaddesk.__main__ import main

ROOT = Path(__file__).parents[2]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home of the program, and Berlin's time."""
    folder = tmp_path / "home"
    monkeypatch.setenv("LEADDESK_HOME", str(folder))
    monkeypatch.setenv("TZ", "Europe/Berlin")
    monkeypatch.delenv("LEADDESK_DB", raising=False)
    return folder


@pytest.fixture
def run(home: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """`run("list", "deals")` in this process."""

    def run_command(*words: object) -> Ran:
        status = main([str(word) for word in words])
        captured = capsys.readouterr()
        return Ran(status, captured.out, captured.err)

    return run_command


@pytest.fixture
def program(home: Path) -> Program:
    """`program("list", "deals")` as a process of its own, which knows no screen."""

    def run_program(*words: object, **options: Any) -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
        options.setdefault("env", environment)
        options.setdefault("stdout", subprocess.PIPE)
        return subprocess.run(
            [sys.executable, "-m", "leaddesk", *map(str, words)],
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
            **options,
        )

    return run_program


@pytest.fixture
def empty(template: Path, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new database that commands work in without being told."""
    return _copied(template, tmp_path / "empty.leaddesk", monkeypatch)


@pytest.fixture
def demo(demo_template: Path, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The invented business, in which commands work without being told."""
    return _copied(demo_template, tmp_path / "demo.leaddesk", monkeypatch)


def _copied(template: Path, path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copyfile(template, path)
    monkeypatch.setenv("LEADDESK_DB", str(path))
    return path
