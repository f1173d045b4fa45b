"""The file is taken away, replaced, put back or broken while it is open: the window says so and loses nothing."""

import contextlib
import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from real_screen import Screen

from leaddesk.services.demo import create_demo
from leaddesk.services.settings import Settings

pytestmark = pytest.mark.screen

TYPED = "Told us at the fair"


def bar(screen: Screen, words: str) -> dict[str, list[int]]:
    """The buttons of the banner with these words."""

    def told(state: dict[str, Any]) -> list[dict[str, list[int]]]:
        return [buttons for text, buttons in state["banners"] if words in text.lower()]

    return told(screen.until(told))[0]


def well(screen: Screen) -> dict[str, Any]:
    return screen.until(lambda state: not state["banners"] and not state["veil"])


def refused(screen: Screen, words: str) -> None:
    """A card that is moved comes back, with a sentence."""
    card = int(screen.state()["columns"][1][0][0])
    screen.carry(card, 2)
    screen.release()
    screen.until(
        lambda state: [text for text, _ in state["toasts"] if words in text.lower()] and card in state["stages"][1]
    )
    assert card not in screen.state()["unsaved"]


def saved(screen: Screen) -> int:
    """A card that is moved stays, also for others."""
    card = int(screen.state()["columns"][1][0][0])
    screen.carry(card, 2)
    screen.release()
    screen.until(lambda state: card in state["stages"][2] and not state["unsaved"])
    assert screen.read("show", str(card))["stage"] == "Demo"
    return card


def copy_of(screen: Screen) -> Path:
    """The file as it is now, in one piece."""
    target = screen.folder / "copy.leaddesk"
    with (
        contextlib.closing(sqlite3.connect(screen.database)) as source,
        contextlib.closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)
    return target


def run_sql(path: Path, statement: str) -> None:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(statement)


def type_source(screen: Screen) -> None:
    """Open a deal and type into a field, without saving."""
    card = screen.state()["columns"][1][1]
    screen.click(*card[1:])
    screen.settled(lambda state: state["deal"] == card[0] and "Source" in state["fields"])
    x, y, *_ = screen.state()["fields"]["Source"]
    screen.click(x, y)
    screen.keys("ctrl+a")
    screen.type(TYPED)
    screen.until(lambda state: state["focus"] == ["Source", TYPED, len(TYPED)])


def test_the_file_is_taken_away_and_put_back(screen: Screen) -> None:
    type_source(screen)
    deal = screen.state()["deal"]
    away = screen.database.with_name("away.leaddesk")
    screen.database.rename(away)
    assert list(bar(screen, "is not there any more")) == ["Save a copy…", "Open another file…", "Close"]
    assert screen.until(lambda state: state["veil"])["focus"] == ["Source", TYPED, len(TYPED)]
    screen.keys("Return")
    screen.until(lambda state: "is not there any more" in state["fields"]["Source"][3])
    screen.pictures("gone")
    assert screen.state()["focus"][1] == TYPED
    away.rename(screen.database)
    well(screen)
    assert screen.state()["focus"][1] == TYPED
    screen.keys("Return")
    screen.until(lambda state: state["fields"]["Source"][3] == "")
    assert screen.read("show", str(deal))["source"] == TYPED
    screen.keys("Escape")
    saved(screen)
    assert "Traceback" not in screen.output


def test_an_older_copy_and_another_database_are_put_in_its_place(screen: Screen) -> None:
    older = copy_of(screen)
    newer = saved(screen)
    kept = screen.database.with_name("kept.leaddesk")
    os.link(screen.database, kept)
    other = screen.folder / "other.leaddesk"
    create_demo(other, settings=Settings(screen.folder / "nobody.json"), count=5)

    other.replace(screen.database)
    assert list(bar(screen, "another database lies where")) == ["Open that one", "Close"]
    refused(screen, "another database lies where")
    screen.pictures("replaced")
    kept.replace(screen.database)
    well(screen)
    screen.until(lambda state: newer in state["stages"][2])

    older.replace(screen.database)
    buttons = bar(screen, "older copy was put in the place")
    refused(screen, "older copy was put in the place")
    screen.pictures("older")
    screen.click(*buttons["Work with the older copy"])
    well(screen)
    screen.until(lambda state: newer in state["stages"][1])
    saved(screen)
    assert screen.read("check") == {"clean": True, "problems": []}
    assert "Traceback" not in screen.output


@pytest.mark.slow
def test_a_newer_program_has_changed_the_file(screen: Screen) -> None:
    with contextlib.closing(sqlite3.connect(screen.database)) as connection:
        [version] = connection.execute("PRAGMA user_version").fetchone()
    run_sql(screen.database, "PRAGMA user_version = 99")
    bar(screen, "newer leaddesk")
    refused(screen, "newer leaddesk")
    screen.pictures("newer")
    run_sql(screen.database, f"PRAGMA user_version = {version}")
    well(screen)
    saved(screen)
    assert "Traceback" not in screen.output


@pytest.mark.slow
def test_the_disk_does_not_answer(screen: Screen) -> None:
    screen.do("stall 20")
    bar(screen, "slow to answer")
    screen.pictures("slow")
    bar(screen, "does not answer")
    assert screen.until(lambda state: state["veil"])["banners"]
    screen.pictures("offline")
    well(screen)
    saved(screen)


@pytest.mark.slow
def test_a_file_that_may_not_be_written(screen: Screen) -> None:
    screen.stop()
    screen.database.chmod(0o444)
    screen.start()
    bar(screen, "read-only")
    refused(screen, "is write-protected")
    screen.pictures("read-only")
    assert "Traceback" not in screen.output


def damage(path: Path, table: str) -> None:
    """Overwrite the pages of a table, as a disk does that fails."""
    run_sql(path, "PRAGMA wal_checkpoint(TRUNCATE)")
    with contextlib.closing(sqlite3.connect(path)) as connection:
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        [root] = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
    with path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)


@pytest.mark.slow
def test_pages_that_are_damaged(screen: Screen) -> None:
    damage(screen.database, "deal")
    screen.click(*screen.state()["columns"][1][0][1:])
    assert list(bar(screen, "is damaged")) == ["Try again", "Look for a backup…", "Open another file…", "Close"]
    refused(screen, "is damaged")
    screen.pictures("damaged")
    screen.stop()
    screen.launch()
    bar(screen, "is damaged")
    screen.pictures("damaged-at-start")
    assert "Traceback" not in screen.output
