"""check, backup and restore."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from command_runs import Run


def test_check_lists_what_is_wrong(run: Run, demo: Path) -> None:
    assert run("check", "--json").json == {"clean": True, "problems": []}
    with sqlite3.connect(demo) as connection:
        connection.execute("UPDATE deal SET closed_at = NULL WHERE status = 'won'")
    connection.close()
    ran = run("check")
    assert ran.status == 1
    assert "closed deals have no closing day" in ran.out
    assert run("check", "--json").json["clean"] is False


def test_a_backup_is_a_whole_database(run: Run, demo: Path, tmp_path: Path, home: Path) -> None:
    target = tmp_path / "copies" / "copy.leaddesk"
    assert run("backup", target, "--json").json == {"file": str(target)}
    assert run("list", "deals", "--db", target, "--json").json == run("list", "deals", "--json").json
    assert "already exists" in run("backup", target).err
    found = run("backup", "--json").json
    dated = Path(found["file"])
    assert dated.parent.parent == home / "data" / "backups"
    assert dated.name.startswith("demo 20")
    assert found["counts"]["deal"] == len(run("list", "deals", "--json").json)
    assert found["why"] == "asked"
    assert run("check", "--db", dated).out == "clean\n"
    assert "write-protected" in run("add", "deal", "title=Stray", "--db", dated).err


def test_a_second_folder_gets_a_copy(run: Run, demo: Path, tmp_path: Path, home: Path) -> None:
    stick = tmp_path / "stick"
    (home / "config").mkdir(parents=True, exist_ok=True)
    (home / "config" / "settings.json").write_text(f'{{"second_backup_folder": "{stick}"}}')
    assert f"{stick} is not there; the backup on this computer was made." in run("backup").out
    stick.mkdir()
    made = Path(run("backup", "--json").json["file"])
    [copy] = stick.rglob("*.leaddesk")
    assert (copy.name, copy.read_bytes()) == (made.name, made.read_bytes())


def test_a_restore_brings_the_records_back_and_keeps_what_was_there(run: Run, demo: Path) -> None:
    before = run("list", "deals", "--json").json
    backup = run("backup", "--json").json["file"]
    run("delete", before[0]["id"])
    run("add", "deal", "title=Added since")
    done = run("restore", backup, demo, "--json").json
    assert (done["file"], done["put_aside"], done["here"]) == (str(demo), None, [])
    assert run("list", "deals", "--json").json == before
    assert "Restored the backup of 20" in run("history").out
    assert run("check").out == "clean\n"
    assert "Added since" in run("list", "deals", "--db", done["safety_backup"]).out
    again = run("restore", done["safety_backup"], demo)
    assert "What was there before is in" in again.out
    assert "Added since" in run("list", "deals").out
    assert run("undo").status == 0  # the operation before: a restore itself is taken back by another


def test_a_missing_file_is_made_and_a_damaged_one_put_aside(run: Run, demo: Path) -> None:
    before = run("list", "deals", "--json").json
    backup = run("backup", "--json").json["file"]
    demo.unlink()
    assert run("restore", backup, demo, "--json").json["safety_backup"] is None
    assert run("list", "deals", "--json").json == before
    demo.write_bytes(demo.read_bytes()[:20_000])
    broken = demo.read_bytes()
    aside = Path(run("restore", backup, demo, "--json").json["put_aside"])
    assert aside.name.startswith("demo damaged 20")
    assert aside.read_bytes() == broken
    assert run("list", "deals", "--json").json == before


@pytest.mark.parametrize("kind", ["half", "text", "missing", "changed"])
def test_a_backup_that_is_none_is_refused(run: Run, demo: Path, tmp_path: Path, kind: str) -> None:
    backup = Path(run("backup", "--json").json["file"])
    backup.chmod(0o644)
    if kind == "half":
        backup.write_bytes(backup.read_bytes()[:8192])
    elif kind == "text":
        (tmp_path / "letter.leaddesk").write_text("dear" * 100)
        backup = tmp_path / "letter.leaddesk"
    elif kind == "changed":
        raw = bytearray(backup.read_bytes())
        raw[5000] ^= 1
        backup.write_bytes(raw)
    else:
        backup = tmp_path / "nowhere.leaddesk"
    before = run("list", "deals", "--json").json
    ran = run("restore", backup, demo)
    assert (ran.status, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert "Traceback" not in ran.err
    assert run("list", "deals", "--json").json == before
    assert len(list(backup.parent.glob("*.leaddesk"))) <= 2


def test_a_file_is_not_restored_from_itself_nor_over_a_letter(run: Run, demo: Path, tmp_path: Path) -> None:
    assert "cannot be restored from itself" in run("restore", demo, demo).err
    letter = tmp_path / "letter.txt"
    letter.write_text("dear" * 100)
    assert run("restore", demo, letter).status == 1
    assert letter.read_text() == "dear" * 100


def test_salvage_makes_a_new_file_and_says_what_it_holds(run: Run, demo: Path, tmp_path: Path) -> None:
    titles = {deal["title"] for deal in run("list", "deals", "--json").json}
    damaged = tmp_path / "damaged.leaddesk"
    shutil.copyfile(demo, damaged)
    with sqlite3.connect(damaged) as connection:
        [[page]] = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'deal'")
    connection.close()
    raw = bytearray(damaged.read_bytes())
    raw[(page - 1) * 4096 : page * 4096] = bytes(4096)
    damaged.write_bytes(raw)
    assert run("check", "--db", damaged).status == 1
    target = tmp_path / "saved.leaddesk"
    done = run("check", "--salvage", target, "--db", damaged, "--json")
    assert done.status == 0
    assert done.json["tables"]["deal"] == {
        "saved": len(titles),
        "from_journal": 0,  # the rows lie where they were
        "lost": 0,
        "bad_places": 1,
    }
    assert done.json["problems"] == []
    assert {deal["title"] for deal in run("list", "deals", "--db", target, "--json").json} == titles
    assert run("check", "--db", target).out == "clean\n"
    assert damaged.read_bytes() == raw
    assert "already exists" in run("check", "--salvage", target, "--db", damaged).err
    told = run("check", "--salvage", tmp_path / "again.leaddesk", "--db", damaged).out
    assert f"deal        {len(titles)} saved" in told
