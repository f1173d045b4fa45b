"""new, import, and which database a command works in."""

from pathlib import Path

import pytest
from command_runs import Run

DEALS = """Deal name,Stage,Value,Company,Owner,Close date
Pilot,Demo,"9,500.00",Kestrel AG,Ann Lee,2026-12-18
Rollout,Prospecting,12000,Lumo Oy,Ann Lee,2026-12-19
"""


@pytest.fixture
def deals_csv(tmp_path: Path) -> Path:
    path = tmp_path / "deals.csv"
    path.write_text(DEALS, "utf-8")
    return path


def test_a_new_database_is_the_one_that_commands_use(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = tmp_path / "first.leaddesk", tmp_path / "second.leaddesk"
    assert run("new", first, "--currency", "usd", "--json").json == {"file": str(first)}
    assert run("report", "pipeline", "--json").json["currency"] == "USD"
    run("new", second)
    run("add", "deal", "title=Here")
    assert len(run("list", "deals", "--db", second, "--json").json) == 1
    assert run("list", "deals", "--db", first, "--json").json == []
    monkeypatch.setenv("LEADDESK_DB", str(first))
    assert run("list", "deals", "--json").json == []


def test_without_any_database(run: Run) -> None:
    ran = run("list", "deals")
    assert (ran.status, ran.err.count("\n")) == (1, 1)
    assert "leaddesk new FILE" in ran.err


def test_an_empty_name_is_not_the_last_database(run: Run, empty: Path) -> None:
    ran = run("add", "deal", "title=Stray", "--db", "")
    assert (ran.status, "the name of the database is empty" in ran.err) == (1, True)
    assert run("list", "deals", "--json").json == []


def test_a_demo_of_any_size(run: Run, tmp_path: Path) -> None:
    run("new", tmp_path / "a.leaddesk", "--demo")
    assert len(run("list", "deals", "--json").json) >= 60
    run("new", tmp_path / "b.leaddesk", "--demo", "7")
    deals = run("list", "deals", "--json").json
    assert len(deals) == 7
    run("new", tmp_path / "c.leaddesk", "--demo", "7")
    assert [deal["title"] for deal in run("list", "deals", "--json").json] == [deal["title"] for deal in deals]
    me = run("add", "deal", "title=Mine", "--json").json["owner"]
    assert me in [user["name"] for user in run("list", "users", "--json").json]
    assert run("check").out == "clean\n"


@pytest.mark.parametrize("count", ["0", "-1", "many", "1000000"])
def test_a_demo_of_no_size(run: Run, tmp_path: Path, count: str) -> None:
    assert run("new", tmp_path / "a.leaddesk", "--demo", count).status == 2
    assert not (tmp_path / "a.leaddesk").exists()


def test_new_never_replaces_a_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "letters.txt"
    path.write_text("dear")
    ran = run("new", path)
    assert (ran.status, "already exists" in ran.err) == (1, True)
    assert path.read_text() == "dear"
    assert "does not exist" in run("new", tmp_path / "nowhere" / "a.leaddesk").err
    assert "no currency" in run("new", tmp_path / "a.leaddesk", "--currency", "gold").err
    assert not (tmp_path / "a.leaddesk").exists()


def test_import_counts_every_row_once(run: Run, empty: Path, deals_csv: Path) -> None:
    first = run("import", deals_csv, "--stage", "Prospecting=Qualified", "--json").json
    assert first.keys() == {
        *("file", "recognised_as", "rows", "created", "updated", "unchanged", "duplicates"),
        *("rejected", "rejects", "rejects_file", "operation"),
    }
    assert (first["rows"], first["created"]["deal"], first["rejected"]) == (2, 2, 0)
    assert (first["created"]["company"], first["created"]["user"]) == (2, 1)
    again = run("import", deals_csv, "--kind", "deals", "--stage", "Prospecting=Qualified", "--json").json
    assert (again["unchanged"], again["created"].get("deal", 0), again["operation"]) == (2, 0, None)
    assert run("undo", first["operation"]).status == 0
    assert run("list", "deals", "--json").json == []


def test_import_in_a_sentence(run: Run, empty: Path, deals_csv: Path) -> None:
    trial = run("import", deals_csv, "--stage", "Prospecting=Qualified", "--dry-run")
    assert "2 deals created" in trial.out
    assert "nothing was changed" in trial.out
    assert run("list", "deals", "--json").json == []
    ran = run("import", deals_csv, "--stage", "Prospecting=Qualified")
    assert (ran.status, ran.err) == (0, "")
    assert "2 companies created" in ran.out
    assert "1 user created" in ran.out


def test_rows_that_cannot_be_read_are_told_and_put_aside(
    run: Run, empty: Path, deals_csv: Path, tmp_path: Path
) -> None:
    rejects = tmp_path / "rejected.csv"
    words = ("import", deals_csv, "--rejects", rejects, "--json")
    found = run(*words).json
    assert (found["rows"], found["created"]["deal"], found["rejected"]) == (2, 1, 1)
    [reject] = found["rejects"]
    assert (reject["column"].lower(), reject["value"]) == ("stage", "Prospecting")
    assert reject["row"] == 2
    assert found["rejects_file"] == str(rejects)
    assert "Rollout" in rejects.read_text("utf-8-sig")


def test_rejects_of_several_files_do_not_replace_each_other(run: Run, empty: Path, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("one.csv", "two.csv")]
    for path in files:
        path.write_text(f"Title,Amount\nDesks of {path.stem},much\n", "utf-8")
    found = run("import", *files, "--rejects", tmp_path / "wrong.csv", "--json").json
    assert [result["rejects_file"] for result in found] == [
        str(tmp_path / name) for name in ("wrong.csv", "wrong-2.csv")
    ]
    for result in found:
        assert f"Desks of {Path(result['file']).stem}" in Path(result["rejects_file"]).read_text("utf-8")


def test_columns_by_hand(run: Run, empty: Path, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("Thing=No,Worth\nPilot,5\nRollout,6\n", "utf-8")
    words = ("--kind", "deals", "--map", "Thing=No=title", "--map", "Worth=value")
    assert run("import", path, *words).status == 0
    values = [deal["value"]["amount"] for deal in run("list", "deals", "--json").json]
    assert sorted(values) == ["5.00", "6.00"]
    assert run("import", path, "--map", "Thing").status == 2


def test_several_files_those_before_a_bad_one_are_kept(run: Run, empty: Path, deals_csv: Path, tmp_path: Path) -> None:
    bad = tmp_path / "page.csv"
    bad.write_text("<!DOCTYPE html><html><body>Sign in</body></html>", "utf-8")
    ran = run("import", deals_csv, bad, "--stage", "Prospecting=Qualified", "--json")
    assert ran.status == 1
    assert [result["rows"] for result in ran.json] == [2]
    assert "page.csv" in ran.err
    assert len(run("list", "deals", "--json").json) == 2
