"""Small damages, each made by hand: which rows come back from them, and which are said to be lost."""

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from leaddesk.services import care, deals, history, participants
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import open_workspace
from leaddesk.storage.engine.salvaging import Salvaged
from leaddesk.storage.engine.stray_rows import stray_rows

PAGE = 4096
NOTE = "What was said on the telephone. " * 400  # three pages
PRICE = 2.5


@pytest.fixture
def sound(demo_template: Path, tmp_path: Path) -> Path:
    path = tmp_path / "sound.leaddesk"
    shutil.copyfile(demo_template, path)
    return path


def run(path: Path, *statements: str) -> list[Any]:
    """What the last statement finds."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        return [connection.execute(statement).fetchall() for statement in statements][-1]


def number(raw: bytes | bytearray, start: int, size: int = 2) -> int:
    return int.from_bytes(raw[start : start + size], "big")


def leaves(path: Path, table: str) -> list[int]:
    """The pages that hold the rows of a table, in their order."""
    [[root]] = run(path, f"SELECT rootpage FROM sqlite_master WHERE name = '{table}'")
    raw = path.read_bytes()

    def below(page: int) -> list[int]:
        start = (page - 1) * PAGE
        if raw[start] != 5:
            return [page]
        cells = [start + number(raw, start + 12 + 2 * n) for n in range(number(raw, start + 3))]
        return [leaf for cell in (*cells, start + 8) for leaf in below(number(raw, cell, 4))]

    return below(root)


def destroy(path: Path, pages: list[int]) -> None:
    raw, rng = bytearray(path.read_bytes()), random.Random(1)
    for page in pages:
        raw[(page - 1) * PAGE : page * PAGE] = rng.randbytes(PAGE)
    path.write_bytes(raw)


def salvaged(path: Path) -> tuple[Salvaged, Path]:
    target = path.with_name("saved.leaddesk")
    done = care.salvage(path, target)
    assert done.problems == []
    return done, target


def test_long_rows_and_fractions_are_found_where_no_tree_leads(three_rows: Path) -> None:
    assert dict(stray_rows(three_rows, {11, 12, 13, 14})) == {
        11: [11, "short", PRICE, b"\x00\xff"],
        12: [12, NOTE, None, None],
        13: [13, "last", -PRICE, None],
    }


@pytest.fixture
def three_rows(tmp_path: Path) -> Path:
    path = tmp_path / "rows"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"PRAGMA page_size = {PAGE}")
        connection.execute("CREATE TABLE thing (id INTEGER PRIMARY KEY, text TEXT, price REAL, raw BLOB)")
        rows = [(11, "short", PRICE, b"\x00\xff"), (12, NOTE, None, None), (13, "last", -PRICE, None)]
        connection.executemany("INSERT INTO thing VALUES (?, ?, ?, ?)", rows)
    return path


def short_by(raw: bytearray, cell: int) -> None:
    raw[cell] -= 1  # one byte less than the row's columns say


def empty(raw: bytearray, cell: int) -> None:
    raw[cell] = 0


def unknown_type(raw: bytearray, cell: int) -> None:
    raw[cell + 4] = 10  # behind size, id, size of the head and the type of the id


@pytest.mark.parametrize("damage", [short_by, empty, unknown_type])
def test_a_torn_row_is_left_out_and_the_others_are_found(
    three_rows: Path, damage: Callable[[bytearray, int], None]
) -> None:
    raw = bytearray(three_rows.read_bytes())
    start = (leaves(three_rows, "thing")[0] - 1) * PAGE
    damage(raw, start + number(raw, start + 8))
    three_rows.write_bytes(raw)
    assert [row[0] for _, row in stray_rows(three_rows, {11, 12, 13})] == [12, 13]


@pytest.mark.parametrize("following", [0, 2**31])
def test_a_long_row_whose_other_pages_cannot_be_found(three_rows: Path, following: int) -> None:
    raw = bytearray(three_rows.read_bytes())
    start = (leaves(three_rows, "thing")[0] - 1) * PAGE
    # Rows are laid down from the end of the page, so what leads on stands just before the first row.
    chain = start + number(raw, start + 8) - 4
    raw[chain : chain + 4] = following.to_bytes(4, "big")
    three_rows.write_bytes(raw)
    assert [row[0] for _, row in stray_rows(three_rows, {11, 12, 13})] == [11, 13]


def test_an_open_deal_whose_stage_is_lost_goes_into_the_first(sound: Path) -> None:
    [[gone, name]] = run(sound, "SELECT id, name FROM stage ORDER BY position DESC LIMIT 1")
    [[count]] = run(sound, f"SELECT count(*) FROM deal WHERE status = 'open' AND stage_id = {gone}")
    first = "SELECT count(*) FROM deal WHERE stage_id = (SELECT id FROM stage ORDER BY position LIMIT 1)"
    [[before]] = run(sound, first)
    assert count
    run(sound, "PRAGMA secure_delete = ON", f"DELETE FROM stage WHERE id = {gone}", "DELETE FROM row_change")
    done, target = salvaged(sound)
    assert done.tables["deal"].lost == 0
    assert done.tables["stage"].lost == 1
    assert run(target, first) == [(before + count,)]
    assert name not in [row[0] for row in run(target, "SELECT name FROM stage")]


def test_who_had_a_part_in_a_deal_that_is_lost_is_dropped(sound: Path) -> None:
    with_more = open_workspace(sound, settings=Settings(sound.with_name("settings.json")))
    kept, gone = [card.id for card in deals.list_deals(with_more)[:2]]
    for number in (kept, gone):
        participants.involve(with_more, number, "Ida Hale")
    with_more.database.close()
    [[before]] = run(sound, "SELECT count(*) FROM participant")
    run(sound, "PRAGMA secure_delete = ON", f"DELETE FROM deal WHERE id = {gone}", "DELETE FROM row_change")
    done, target = salvaged(sound)
    assert done.tables["participant"].lost == 1
    assert run(target, "SELECT count(*) FROM participant") == [(before - 1,)]
    assert run(target, f"SELECT 1 FROM participant WHERE deal_id = {kept}")


def test_a_row_that_breaks_the_rules_is_lost(sound: Path) -> None:
    [[bad]] = run(sound, "SELECT id FROM deal WHERE status = 'open' LIMIT 1")
    [[before]] = run(sound, "SELECT count(*) FROM deal")
    run(sound, f"UPDATE deal SET stage_id = NULL WHERE id = {bad}", "DELETE FROM row_change")
    done, target = salvaged(sound)
    assert (done.tables["deal"].saved, done.tables["deal"].lost) == (before - 1, 1)
    assert run(target, f"SELECT 1 FROM deal WHERE id = {bad}") == []


def test_of_an_operation_that_is_lost_the_images_go(sound: Path) -> None:
    [[gone]] = run(sound, "SELECT id FROM operation ORDER BY seq DESC LIMIT 1")
    run(sound, "PRAGMA secure_delete = ON", f"DELETE FROM operation WHERE id = {gone}")
    done, target = salvaged(sound)
    assert done.tables["operation"].lost == 1
    assert run(target, f"SELECT 1 FROM row_change WHERE operation_id = {gone}") == []
    assert run(target, "SELECT count(*) FROM deal") == run(sound, "SELECT count(*) FROM deal")


def test_what_the_journal_tells_last_is_what_comes_back(sound: Path) -> None:
    with_more = open_workspace(sound, settings=Settings(sound.with_name("settings.json")))
    [card, *_] = [card for card in deals.list_deals(with_more) if card.status == "open"]
    deals.lose_deal(with_more, card.id, "Price", "Too dear for them")
    deals.add_deal(with_more, {"title": "Never meant"})
    history.undo(with_more)
    with_more.database.close()
    before = run(sound, "SELECT * FROM deal ORDER BY id")
    destroy(sound, leaves(sound, "deal"))
    done, target = salvaged(sound)
    assert (done.tables["deal"].rebuilt, done.tables["deal"].lost) == (len(before), 0)
    assert run(target, "SELECT * FROM deal ORDER BY id") == before


def test_a_row_of_which_only_a_change_is_told_is_lost(sound: Path) -> None:
    with_more = open_workspace(sound, settings=Settings(sound.with_name("settings.json")))
    [card, *_] = [card for card in deals.list_deals(with_more) if card.status == "open"]
    deals.lose_deal(with_more, card.id, "Price")
    with_more.database.close()
    run(sound, "UPDATE row_change SET images = x'00' WHERE table_name = 'deal' AND action = 'i'")
    destroy(sound, leaves(sound, "deal"))
    done, target = salvaged(sound)
    assert done.tables["deal"].saved == 0
    assert done.tables["deal"].lost >= 1
    assert run(target, f"SELECT 1 FROM deal WHERE id = {card.id}") == []


def test_of_two_states_of_a_row_the_last_comes_back(sound: Path) -> None:
    old = sound.read_bytes()
    run(sound, "UPDATE deal SET title = 'The last', version = version + 1", "DELETE FROM row_change")
    raw = bytearray(sound.read_bytes())
    pages = leaves(sound, "deal")
    [[root]] = run(sound, "SELECT rootpage FROM sqlite_master WHERE name = 'deal'")
    assert root not in pages
    sound.write_bytes(raw + old)  # as if left behind by an earlier state
    destroy(sound, [root])
    done, target = salvaged(sound)
    assert done.tables["deal"].lost == 0
    assert run(target, "SELECT DISTINCT title FROM deal") == [("The last",)]


def test_the_last_row_of_a_table_alone_is_torn(sound: Path) -> None:
    run(sound, "DELETE FROM row_change")
    [[before, last]] = run(sound, "SELECT count(*), max(id) FROM activity")
    raw = bytearray(sound.read_bytes())
    start = (leaves(sound, "activity")[-1] - 1) * PAGE
    cell = start + number(raw, start + 8 + 2 * (number(raw, start + 3) - 1))
    head = cell + (2 if raw[cell] >= 0x80 else 1) + 9
    raw[head : head + 3] = b"\xff\xff\x7f"  # a head longer than its row
    sound.write_bytes(raw)
    done, target = salvaged(sound)
    assert (done.tables["activity"].saved, done.tables["activity"].lost) == (before - 1, 1)
    assert run(target, f"SELECT 1 FROM activity WHERE id = {last}") == []


def test_a_good_page_between_bad_ones_is_not_leapt_over(sound: Path) -> None:
    run(sound, "DELETE FROM row_change")
    pages = leaves(sound, "activity")
    for good in range(1, len(pages) - 1):
        path = sound.with_name(f"only-{good}.leaddesk")
        shutil.copyfile(sound, path)
        destroy(path, [page for page in pages if page != pages[good]])
        count = number(path.read_bytes(), (pages[good] - 1) * PAGE + 3)
        target = sound.with_name(f"saved-{good}.leaddesk")
        assert care.salvage(path, target).tables["activity"].saved == count
        assert run(target, "SELECT count(*) FROM activity") == [(count,)]
