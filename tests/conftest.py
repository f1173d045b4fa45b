"""What every test may ask for: a clock that stands still, and a database of its own to work in."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

# Before anything of Qt or of ours is imported: no screen is needed, and nobody's own files are touched.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["LEADDESK_HOME"] = tempfile.mkdtemp(prefix="leaddesk-tests-")
os.environ.pop("LEADDESK_DB", None)
os.environ.pop("LEADDESK_DEBUG", None)

from leaddesk.domain.ids import IdSource
from leaddesk.services import users
from leaddesk.services.demo import fill_demo
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Actor, Workspace, create_workspace, open_workspace

START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)  # a Saturday, ten o'clock in Berlin
MADE = START - timedelta(minutes=1)  # when the templates were made, so that ids of a test are newer
BERLIN = ZoneInfo("Europe/Berlin")
ME = "Sam Keller"

Fresh = Callable[..., Workspace]


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> None:
        """`seconds=`, `minutes=`, `hours=`, `days=` later."""
        self.now += timedelta(**span)


def pytest_unconfigure() -> None:
    shutil.rmtree(os.environ["LEADDESK_HOME"], ignore_errors=True)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def zone() -> ZoneInfo:
    return BERLIN


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.json")


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new database as `leaddesk new` makes it, to be copied and never opened."""
    return _made(tmp_path_factory.mktemp("template"), demo=False)


@pytest.fixture(scope="session")
def demo_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the invented business, to be copied and never opened."""
    return _made(tmp_path_factory.mktemp("demo"), demo=True)


@pytest.fixture
def workspace(template: Path, tmp_path: Path, settings: Settings, clock: Clock) -> Iterator[Workspace]:
    """A new database in which I am the user Sam Keller."""
    opened = _opened(template, tmp_path / "test.leaddesk", settings, clock)
    me = users.add_user(opened, ME).subject
    assert me is not None
    settings.remember_user(opened.file_uuid, me)
    opened.actor = Actor(ME, me)
    yield opened
    opened.database.close()


@pytest.fixture
def demo_workspace(demo_template: Path, tmp_path: Path, settings: Settings, clock: Clock) -> Iterator[Workspace]:
    """The invented business, in which I am its first user."""
    opened = _opened(demo_template, tmp_path / "demo.leaddesk", settings, clock)
    me = min(users.list_users(opened), key=lambda user: user.id)
    settings.remember_user(opened.file_uuid, me.id)
    opened.actor = Actor(me.name, me.id)
    yield opened
    opened.database.close()


@pytest.fixture
def fresh(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Fresh]:
    """`fresh()` reads the file of `workspace`, `fresh(other)` that of another workspace, through a new connection."""
    opened: list[Workspace] = []

    def read_again(of: Workspace | None = None) -> Workspace:
        first = of or request.getfixturevalue("workspace")
        opened.append(
            open_workspace(first.database.path, settings=settings, query_only=True, clock=first.clock, zone=first.zone)
        )
        return opened[-1]

    yield read_again
    for workspace in opened:
        workspace.database.close()


def _made(folder: Path, *, demo: bool) -> Path:
    path = folder / "template.leaddesk"
    clock = Clock(MADE)
    made = create_workspace(
        path, settings=Settings(folder / "settings.json"), clock=clock, zone=BERLIN, ids=IdSource(clock, Random(1))
    )
    try:
        if demo:
            fill_demo(made)
    finally:
        made.database.close()
    return path


def _opened(template: Path, path: Path, settings: Settings, clock: Clock) -> Workspace:
    shutil.copyfile(template, path)
    return open_workspace(path, settings=settings, clock=clock, zone=BERLIN, ids=IdSource(clock, Random(2)))
