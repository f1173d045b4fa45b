"""Workers to start and kill, a file in either journal mode, and what proves that nothing was lost in it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from workers import Crew

from leaddesk.storage.engine import sqlite_connect

MODES = ("wal", "delete")  # of a local disk, and of a network share


@pytest.fixture(scope="session")
def crew() -> Iterator[Crew]:
    with Crew() as crew:
        yield crew


@pytest.fixture(params=MODES)
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def copy_in(tmp_path: Path) -> Callable[[Path, str], Path]:
    """A copy of a template in a folder of its own, in that journal mode, closed."""

    def make(template: Path, mode: str) -> Path:
        path = tmp_path / "given" / "x.leaddesk"
        path.parent.mkdir()
        shutil.copyfile(template, path)
        connection = sqlite_connect(path)
        assert connection.execute(f"PRAGMA journal_mode = {mode}").fetchone() == (mode,)
        connection.close()
        assert [file.name for file in path.parent.iterdir()] == ["x.leaddesk"]
        return path

    return make


@pytest.fixture
def demo_file(copy_in: Callable[[Path, str], Path], demo_template: Path, mode: str) -> Path:
    """The invented business in either mode."""
    return copy_in(demo_template, mode)
