"""A file that is moved or replaced while it is open takes its log with it: nothing is lost, and nothing is mixed."""

import os
import shutil
from pathlib import Path

import pytest

from leaddesk.domain.errors import FileReplaced
from leaddesk.services import care, deals
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Workspace, open_workspace


def titles(path: Path) -> list[str]:
    """What somebody finds who opens the file, which is sound."""
    opened = open_workspace(path, settings=Settings(path.with_name("theirs.json")))
    try:
        assert care.check(opened) == []
        return sorted(card.title for card in deals.list_deals(opened))
    finally:
        opened.database.close()


def sides(path: Path) -> list[str]:
    return sorted(file.name for file in path.parent.glob(f"{path.name}-*"))


@pytest.fixture
def path(workspace: Workspace) -> Path:
    """The open file, of which the last work is in the log alone."""
    for number in range(20):
        deals.add_deal(workspace, {"title": f"Deal {number:02}"})
    path = workspace.database.path
    assert path.with_name(f"{path.name}-wal").stat().st_size > 0
    return path


def test_a_file_that_was_renamed_is_complete(workspace: Workspace, path: Path) -> None:
    away = path.with_name("renamed.leaddesk")
    path.rename(away)
    workspace.database.close()
    assert sides(path) == []
    assert len(titles(away)) == 20


def test_another_database_in_its_place_stays_as_it_is(
    workspace: Workspace, path: Path, demo_template: Path, settings: Settings
) -> None:
    second = open_workspace(path, settings=settings, query_only=True)
    kept, other = path.with_name("kept.leaddesk"), path.with_name("other.leaddesk")
    os.link(path, kept)
    shutil.copyfile(demo_template, other)
    theirs = titles(other)
    other.replace(path)
    with pytest.raises(FileReplaced):
        deals.add_deal(workspace, {"title": "Nowhere"})
    second.database.close()
    workspace.database.close()
    assert titles(path) == theirs
    assert len(titles(kept)) == 20


def test_an_older_copy_in_its_place_is_the_older_copy(workspace: Workspace, path: Path) -> None:
    older = path.with_name("older.leaddesk")
    care.backup(workspace, older)
    deals.add_deal(workspace, {"title": "Later"})
    older.replace(path)
    workspace.database.close()
    assert len(titles(path)) == 20


def test_a_log_that_is_taken_away_is_noticed_and_costs_nothing(workspace: Workspace, path: Path) -> None:
    for name in sides(path):
        path.with_name(name).unlink()
    with pytest.raises(FileReplaced, match="was taken away while it was in use"):
        deals.add_deal(workspace, {"title": "Into nothing"})
    workspace.database.close()
    assert len(titles(path)) == 20
    assert sides(path) == []


def test_the_log_of_whoever_opened_it_meanwhile_is_left_alone(workspace: Workspace, path: Path) -> None:
    for name in sides(path):
        path.with_name(name).rename(path.with_name(f"stolen{name[-4:]}"))
    path.rename(path.with_name("renamed.leaddesk"))
    path.with_name(f"{path.name}-wal").write_text("of somebody else")
    workspace.database.close()
    assert path.with_name(f"{path.name}-wal").read_text() == "of somebody else"
    assert len(titles(path.with_name("renamed.leaddesk"))) == 20
