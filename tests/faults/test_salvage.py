"""What can be read of a damaged file is saved, and the damaged file is not touched."""

import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from dumping import dump

from leaddesk.domain.errors import CannotOpen, Damaged
from leaddesk.domain.records import Kind
from leaddesk.services import care, deals, history
from leaddesk.services.demo import create_demo
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import open_workspace
from leaddesk.storage.engine import Database
from leaddesk.storage.engine.salvaging import Salvaged

PAGE = 4096
LARGE = 960  # deals of a file of about a thousand pages

Damage = Callable[[bytearray], None]


@pytest.fixture
def sound(demo_template: Path, tmp_path: Path) -> Path:
    path = tmp_path / "sound.leaddesk"
    shutil.copyfile(demo_template, path)
    return path


def damaged(sound: Path, damage: Damage) -> Path:
    path = sound.with_name("damaged.leaddesk")
    raw = bytearray(sound.read_bytes())
    damage(raw)
    path.write_bytes(raw)
    return path


def salvaged(path: Path) -> tuple[Salvaged, Path]:
    """The new file; the damaged one is as it was, and nothing lies beside it."""
    before, around = path.read_bytes(), set(path.parent.iterdir())
    target = path.with_name(f"saved-{random.getrandbits(32)}.leaddesk")
    done = care.salvage(path, target)
    assert path.read_bytes() == before
    assert {file for file in path.parent.iterdir() if not file.name.startswith(target.name)} == around
    return done, target


def counts(path: Path) -> dict[str, int]:
    tables = [*(kind.value for kind in Kind), "operation", "row_change"]
    database = Database(path, query_only=True)
    found = {table: database.sql(f'SELECT count(*) FROM "{table}"')[0][0] for table in tables}
    database.close()
    return found


def pages_of(path: Path, name: str) -> int:
    with sqlite3.connect(path) as connection:
        [[root]] = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,))
    connection.close()
    return int(root)


def tree_of(path: Path, name: str) -> list[int]:
    """Every page of a table."""
    raw, found, todo = path.read_bytes(), [], [pages_of(path, name)]
    while todo:
        page = todo.pop()
        found.append(page)
        start = (page - 1) * PAGE
        if raw[start] == 5:
            count = int.from_bytes(raw[start + 3 : start + 5], "big")
            cells = [start + int.from_bytes(raw[start + 12 + 2 * n : start + 14 + 2 * n], "big") for n in range(count)]
            todo += [int.from_bytes(raw[cell : cell + 4], "big") for cell in (start + 8, *cells)]
    return found


def destroy(raw: bytearray, pages: list[int], rng: random.Random) -> None:
    for page in pages:
        raw[(page - 1) * PAGE : page * PAGE] = rng.randbytes(PAGE)


def share_after(sound: Path, seed: int) -> float:
    """How many rows are saved of those that there were, after 8 random pages were destroyed."""
    rng = random.Random(seed)
    pages = rng.sample(range(2, sound.stat().st_size // PAGE + 1), 8)
    done, target = salvaged(damaged(sound, lambda raw: destroy(raw, pages, rng)))
    before, after = counts(sound), counts(target)
    assert done.problems == []
    assert {table: of.saved for table, of in done.tables.items()} == after
    missing = {table: before[table] - after[table] for table in before}
    assert all(lost >= 0 for lost in missing.values())
    share = sum(after.values()) / sum(before.values())
    print(f"seed {seed}: {share:.2%} of {sum(before.values())} rows, missing {missing}")
    return share


def test_a_sound_file_is_copied_whole(sound: Path) -> None:
    done, target = salvaged(sound)
    assert counts(target) == counts(sound)
    assert (done.cut, done.problems) == (0, [])
    assert all((of.rebuilt, of.lost, of.bad_places) == (0, 0, 0) for of in done.tables.values())
    settings = Settings(sound.with_name("settings.json"))
    first, second = (open_workspace(path, settings=settings) for path in (sound, target))
    assert (first.file_uuid, first.currency) == (second.file_uuid, second.currency)
    assert [entry.title for entry in history.history(first)] == [entry.title for entry in history.history(second)]
    assert deals.add_deal(second, {"title": "Work goes on"})
    first.database.close()
    second.database.close()


@pytest.mark.parametrize("table", ["deal", "contact", "activity", "company", "stage", "user"])
def test_a_table_that_is_gone_is_written_anew_from_the_journal(sound: Path, table: str) -> None:
    pages = tree_of(sound, table)
    done, target = salvaged(damaged(sound, lambda raw: destroy(raw, pages, random.Random(1))))
    assert counts(target) == counts(sound)
    of_table = done.tables[table]
    assert (of_table.rebuilt, of_table.lost, done.problems) == (counts(sound)[table], 0, [])


@pytest.mark.parametrize("table", ["deal", "contact", "activity", "company"])
def test_rows_are_found_where_no_tree_leads_any_more(sound: Path, table: str) -> None:
    pages = [pages_of(sound, table), *tree_of(sound, "row_change")]  # nor is there a journal
    done, target = salvaged(damaged(sound, lambda raw: destroy(raw, pages, random.Random(1))))
    assert counts(target)[table] == counts(sound)[table]
    assert (done.tables[table].rebuilt, done.tables[table].lost, done.problems) == (0, 0, [])
    settings = Settings(sound.with_name("settings.json"))
    first, second = (open_workspace(path, settings=settings) for path in (sound, target))
    assert dump(first.database)[table] == dump(second.database)[table]
    first.database.close()
    second.database.close()


def test_without_the_journal_what_is_lost_is_counted_and_references_are_cut(sound: Path) -> None:
    pages = [page for name in ("contact", "row_change", "stage") for page in tree_of(sound, name)]
    done, target = salvaged(damaged(sound, lambda raw: destroy(raw, pages, random.Random(1))))
    before = counts(sound)
    assert (done.tables["contact"].saved, done.tables["contact"].lost) == (0, before["contact"])
    assert done.tables["deal"].lost + done.tables["deal"].saved == before["deal"]
    assert done.cut > before["contact"]
    assert counts(target)["activity"] == before["activity"]
    assert done.problems == []


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: raw.__delitem__(slice(len(raw) * 9 // 10, None)),  # cut off
        lambda raw: raw.__setitem__(slice(0, 100), bytes(100)),  # the header zeroed
        lambda raw: raw.__setitem__(slice(60, 64), (99).to_bytes(4, "big")),  # as if of a newer program
    ],
    ids=["cut", "header", "newer"],
)
def test_what_cannot_even_be_opened(sound: Path, damage: Damage) -> None:
    done, target = salvaged(damaged(sound, damage))
    assert counts(target)["deal"] == counts(sound)["deal"]
    assert sum(counts(target).values()) > 0.85 * sum(counts(sound).values())
    assert done.problems == []


def test_a_part_of_the_schema_is_unreadable(sound: Path) -> None:
    with sqlite3.connect(sound) as connection:
        pages = {row[0] for row in connection.execute("SELECT rootpage FROM sqlite_master")}
    connection.close()
    raw = sound.read_bytes()
    # The first page points to the others of the schema, which no table has for its root.
    cells = int.from_bytes(raw[103:105], "big")
    starts = [int.from_bytes(raw[112 + 2 * n : 114 + 2 * n], "big") for n in range(cells)]
    schema = [int.from_bytes(raw[start : start + 4], "big") for start in starts]
    assert schema
    assert not pages & set(schema)
    done, target = salvaged(damaged(sound, lambda raw: destroy(raw, schema[:1], random.Random(1))))
    assert counts(target)["deal"] == counts(sound)["deal"]
    assert done.problems == []


def test_what_stands_in_the_log_is_saved_as_well(sound: Path) -> None:
    opened = open_workspace(sound, settings=Settings(sound.with_name("settings.json")))
    deals.add_deal(opened, {"title": "In the log"})
    folder = sound.with_name("copy")
    folder.mkdir()
    for path in sound.parent.glob("sound.leaddesk*"):
        shutil.copyfile(path, folder / path.name)
    opened.database.close()
    _, target = salvaged(folder / "sound.leaddesk")
    saved = open_workspace(target, settings=Settings(sound.with_name("settings.json")))
    assert "In the log" in [deal.title for deal in deals.list_deals(saved)]
    saved.database.close()


@pytest.mark.parametrize("content", [b"", b"dear" * 5000, bytes(3 * PAGE)], ids=["empty", "text", "zeros"])
def test_of_something_else_nothing_is_made(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.leaddesk"
    path.write_bytes(content)
    with pytest.raises(Damaged, match=r"nothing can be read of .*; nothing was made; restore a backup"):
        care.salvage(path, tmp_path / "saved.leaddesk")
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes() == content


def test_no_file_is_written_over(sound: Path, tmp_path: Path) -> None:
    precious = tmp_path / "precious.leaddesk"
    precious.write_bytes(b"x")
    with pytest.raises(CannotOpen, match="already exists"):
        care.salvage(sound, precious)
    assert precious.read_bytes() == b"x"
    with pytest.raises(CannotOpen, match="is not a file"):
        care.salvage(tmp_path / "nowhere.leaddesk", tmp_path / "new.leaddesk")
    assert not (tmp_path / "new.leaddesk").exists()


def test_eight_pages_of_many(sound: Path) -> None:
    assert share_after(sound, 5) > 0.85  # of a small file these are every twelfth


@pytest.mark.slow
def test_eight_pages_of_a_thousand(tmp_path: Path) -> None:
    sound = tmp_path / "sound.leaddesk"
    create_demo(sound, settings=Settings(tmp_path / "settings.json"), count=LARGE)
    print(f"\n{sound.stat().st_size // PAGE} pages")
    shares = [share_after(sound, seed) for seed in range(40)]
    assert min(shares) >= 0.98
