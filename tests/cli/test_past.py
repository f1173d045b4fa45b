"""The history on the command line: filters, one operation in full, pruning, and erasing a person."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from command_runs import Run

from leaddesk import paths


@pytest.fixture
def worked(run: Run, demo: Path) -> dict[str, int]:
    """Two people's work in the invented business."""
    deal = next(deal for deal in run("list", "deals", "--json").json if deal["status"] == "open" and deal["contact"])
    run("edit", deal["id"], "value=48000", "expected_close=2026-12-18", "--as", "Maria Ruiz")
    run("won", deal["id"], "--as", "Sam Keller")
    return {"deal": deal["id"]}


def titles(run: Run, *words: object) -> list[str]:
    ran = run("history", *words, "--json")
    assert ran.status == 0, ran.err
    return [entry["title"] for entry in ran.json]


def test_filters(run: Run, worked: dict[str, int]) -> None:
    [won, edited, filled, _] = titles(run)
    assert titles(run, "--by", "MR") == [edited]
    assert titles(run, "--by", "sam keller") == [won]
    assert titles(run, "--kind", "deals") == [won, edited]
    assert titles(run, "--kind", "imports") == []
    assert titles(run, "--of", worked["deal"]) == [won, edited, filled]
    assert titles(run, "--of", worked["deal"], "--by", "Maria Ruiz", "--kind", "deals") == [edited]
    assert titles(run, "--search", "EXPECTED close") == [edited]
    at = datetime.fromisoformat(run("history", "--json").json[0]["at"])
    day = at.astimezone(ZoneInfo("Europe/Berlin")).date()
    assert titles(run, "--from", day, "--to", day)[0] == won
    assert titles(run, "--from", day - timedelta(days=1), "--limit", 1) == [won]
    assert titles(run, "--from", "2999-01-01") == titles(run, "--to", "1999-12-31") == []


def test_the_form_is_the_documented_one(run: Run, worked: dict[str, int]) -> None:
    [newest] = run("history", "--limit", 1, "--json").json
    assert newest.keys() == {"operation", "kind", "user", "at", "title", "undone", "changes"}
    assert (newest["kind"], newest["user"], newest["undone"], newest["changes"]) == ("win_deal", "Sam Keller", False, 1)


def test_what_is_not_understood(run: Run, demo: Path) -> None:
    assert run("history", "--kind", "cards").status == 2
    assert '"18.12.2026" is no day like 2026-12-18' in run("history", "--from", "18.12.2026").err
    ran = run("history", "--by", "Bo")
    assert ran.status == 1
    assert 'there is no user "Bo"' in ran.err
    assert run("history", "--kind", "leads").out == "Nothing of the kind was done.\n"


def test_an_operation_in_full(run: Run, worked: dict[str, int]) -> None:
    operation = run("history", "--search", "value", "--json").json[0]["operation"]
    shown = run("show", operation, "--json").json
    assert shown["operation"] == operation
    assert (shown["can_be_undone"], shown["why_not"], shown["undone_by"]) == (True, None, None)
    [row] = shown["rows"]
    assert (row["id"], row["kind"], row["action"]) == (worked["deal"], "deal", "changed")
    value, day = row["fields"]
    assert (value["field"], value["after"]) == ("value", {"amount": "48000.00", "currency": "EUR"})
    assert (day["field"], day["after"]) == ("expected_close", "2026-12-18")
    lines = run("show", operation).out.splitlines()
    assert lines[0].startswith("Changed value, expected close of “")
    assert "Maria Ruiz on " in lines[1]
    assert lines[3].startswith(f"changed deal {worked['deal']}  ")
    assert lines[-2].endswith("→ 48,000.00 EUR")
    assert lines[-1].startswith("  expected close")


def test_an_operation_that_cannot_be_undone_says_why(run: Run, worked: dict[str, int]) -> None:
    won = run("history", "--json").json[0]["operation"]
    run("reopen", worked["deal"], "--as", "Maria Ruiz")
    shown = run("show", won, "--json").json
    assert shown["can_be_undone"] is False
    assert "Maria Ruiz did something to it since: Reopened" in shown["why_not"]
    assert shown["why_not"] in run("show", won).out
    filled = run("history", "--search", "invented", "--json").json[0]["operation"]
    assert run("show", filled).out.endswith(" more\n")


def test_pruning(run: Run, worked: dict[str, int]) -> None:
    assert (
        run("history", "--prune").out
        == "0 operations were pruned; 4 can still be looked into. They are kept for 366 days.\n"
    )
    assert run("history", "--prune", "--json").json.keys() == {"pruned", "operations", "kept", "bytes"}
    assert run("check").status == 0


def test_erasing_a_person(run: Run, demo: Path) -> None:
    person = run("list", "contacts", "--limit", 1, "--json").json[0]
    saved = run("backup", "--json").json["file"]
    assert run("erase", person["id"]).status == 2  # the name is needed
    refused = run("erase", person["id"], "--confirm", "Somebody")
    assert refused.status == 1
    assert "is not the name of this contact; nothing was erased" in refused.err
    erased = run("erase", person["id"], "--confirm", person["name"], "--json")
    assert erased.status == 0
    assert erased.json["title"] == "Erased a contact's personal data"
    assert [copy["file"] for copy in erased.json["backups"]] == [saved]
    assert Path(saved).is_relative_to(paths.data_dir())
    assert erased.json["compact"] is True
    assert run("show", person["id"]).status == 1
    assert person["name"] not in run("search", person["name"]).out
    assert run("check").status == 0


def test_what_is_left_is_told(run: Run, demo: Path) -> None:
    person = run("list", "contacts", "--limit", 1, "--json").json[0]
    run("add", "company", f"name={person['name']} & Sons")
    lines = run("erase", person["id"], "--confirm", person["name"]).out.splitlines()
    assert lines[0] == "Erased a contact's personal data. This cannot be undone."
    assert f"{person['name']} & Sons" in lines[2]
    assert lines[-1].startswith("Copies that were made by hand")
    deal = run("list", "deals", "--limit", 1, "--json").json[0]
    assert "is a deal, not a contact" in run("erase", deal["id"], "--confirm", deal["title"]).err
