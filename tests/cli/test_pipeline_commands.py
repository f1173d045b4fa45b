"""Pipelines, stages, what these require, and exchange rates."""

from pathlib import Path
from typing import Any

import pytest
from command_runs import Run


@pytest.fixture
def partners(run: Run, empty: Path) -> int:
    made: int = run("add", "pipeline", "name=Partners", "stages=Met, Demo, Signed", "--json").json["id"]
    return made


def stage(run: Run, name: str, pipeline: str = "Sales") -> dict[str, Any]:
    listed: list[dict[str, Any]] = run("list", "stages", "--json").json
    return next(of for of in listed if (of["pipeline"], of["name"]) == (pipeline, name))


def test_pipelines_are_listed_with_their_stages_and_open_deals(run: Run, partners: int) -> None:
    run("add", "deal", "title=Pilot", "stage=Signed")
    sales, other = run("list", "pipelines", "--json").json
    assert (sales["name"], sales["count"], len(sales["stages"])) == ("Sales", 0, 5)
    assert other["stages"] == ["Met", "Demo", "Signed"]
    assert (other["id"], other["kind"], other["count"]) == (partners, "pipeline", 1)
    shown = run("list", "pipelines").out.splitlines()
    assert shown[0].split() == ["ID", "NAME", "STAGES", "COUNT"]
    assert shown[2].split()[1:] == ["Partners", "Met,", "Demo,", "Signed", "1"]


def test_stages_are_listed_with_their_pipeline_and_counts(run: Run, partners: int) -> None:
    run("add", "deal", "title=Open", "stage=Signed")
    run("add", "deal", "title=Lost", "stage=Signed")
    run("lost", "Lost", "--reason", "Price")
    found = stage(run, "Signed", "Partners")
    assert {name: found[name] for name in ("pipeline_id", "probability", "count", "won", "lost", "deleted")} == {
        "pipeline_id": partners,
        "probability": 75,
        "count": 1,
        "won": 0,
        "lost": 1,
        "deleted": 0,
    }
    lines = run("list", "stages").out.splitlines()
    assert lines[0].split() == ["ID", "PIPELINE", "NAME", "PROBABILITY", "IDLE", "DAYS", "COUNT"]
    assert len(lines) == 1 + 5 + 3


def test_a_stage_is_added_edited_and_shown(run: Run, partners: int) -> None:
    fields = ("name=Legal", "pipeline=partners", "probability=80", "idle-days=5", "required=value, next step")
    made = run("add", "stage", *fields, "--json").json
    assert (made["pipeline"], made["name"], made["probability"], made["idle_days"]) == ("Partners", "Legal", 80, 5)
    assert (made["required"], made["count"]) == ("value,next_step", 0)
    edited = run("edit", made["id"], "criteria=Contract read", "required=", "--json").json
    assert (edited["criteria"], edited["required"], edited["version"]) == ("Contract read", None, 2)
    assert "Contract read" in run("show", made["id"]).out
    assert run("add", "stage", "name=First").out.startswith("Added stage “First”: ")
    assert stage(run, "First")["probability"] == 85
    assert 'there is no pipeline "Nobody"' in run("add", "stage", "name=X", "pipeline=Nobody").err
    assert run("edit", partners, "name=Resellers", "--json").json["name"] == "Resellers"


def test_a_stage_with_deals_goes_only_into_another(run: Run, partners: int) -> None:
    pilot = run("add", "deal", "title=Pilot", "stage=Signed", "--json").json["id"]
    refused = run("delete", "Signed")
    assert refused.status == 1
    assert "“Signed” holds 1 deal: 1 open; nothing was deleted; say into which stage they go" in refused.err
    merged = run("delete", "Signed", "--into", "Sales/Demo")
    assert merged.out == "Merged stage “Signed” into Demo\n"
    assert run("show", pilot, "--json").json["stage"] == "Demo"
    run("undo")
    assert run("show", pilot, "--json").json["pipeline"] == "Partners"
    by_id = stage(run, "Met", "Partners")["id"]
    assert run("delete", by_id).out == "Deleted stage “Met”\n"


def test_a_pipeline_goes_with_its_deals_elsewhere(run: Run, partners: int) -> None:
    run("add", "deal", "title=Pilot", "stage=Signed")
    assert "holds 1 deal" in run("delete", "Partners").err
    assert run("delete", "partners", "--into", "Qualified").out == "Deleted pipeline “Partners”\n"
    assert run("list", "deals", "--json").json[0]["pipeline"] == "Sales"
    assert "is the last pipeline" in run("delete", "Sales", "--into", "Demo").err


def test_into_is_for_stages_and_pipelines_only(run: Run, partners: int) -> None:
    pilot = run("add", "deal", "title=Pilot", "--json").json["id"]
    for words in ((pilot,), ("Met", "Signed")):
        refused = run("delete", *words, "--into", "Demo")
        assert "only the deals of one stage or pipeline go into another stage; nothing was deleted" in refused.err
    assert "is no id" in run("delete", "Nowhere").err
    assert 'there is no stage "Nowhere"' in run("delete", "Met", "--into", "Nowhere").err


def test_a_deal_moves_in_its_own_pipeline_unless_another_is_named(run: Run, partners: int) -> None:
    run("add", "deal", "title=Pilot", "stage=Met")
    moved = run("move", "Pilot", "demo", "--json").json
    assert (moved["pipeline"], moved["stage"], moved["probability"]) == ("Partners", "Demo", 50)
    assert run("move", "Pilot", "Sales/Demo", "--json").json["pipeline"] == "Sales"


def test_what_a_stage_requires_is_set_with_the_move(run: Run, empty: Path) -> None:
    run("edit", stage(run, "Proposal")["id"], "required=value,expected close,next step")
    pilot = run("add", "deal", "title=Pilot", "--json").json["id"]
    refused = run("move", "Pilot", "Proposal", "--set", "value=9500")
    assert refused.status == 1
    assert "“Pilot” needs expected close and next step before Proposal; nothing was moved; fill in" in refused.err
    typed = ("--set", "value=9500", "--set", "expected-close=2026-12-18", "--set", "next-step=call Eva 2099-12-01")
    moved = run("move", "Pilot", "Proposal", *typed, "--json").json
    assert (moved["stage"], moved["value"]["amount"], moved["expected_close"]) == ("Proposal", "9500.00", "2026-12-18")
    assert moved["next_step"]["title"] == "Call Eva"
    run("undo")
    assert run("show", pilot, "--json").json["value"] is None
    assert "leave --set out" in run("move", "Pilot", "won", "--set", "value=1").err


def test_several_deals_get_the_same_fields(run: Run, empty: Path) -> None:
    run("edit", stage(run, "Proposal")["id"], "required=source")
    run("add", "deal", "title=A")
    run("add", "deal", "title=B")
    assert "2 deals need source before Proposal" in run("move", "A", "B", "Proposal").err
    moved = run("move", "A", "B", "Proposal", "--set", "source=Fair", "--json").json
    assert [deal["stage"] for deal in moved["deals"]] == ["Proposal", "Proposal"]


def test_the_report_names_pipelines_where_there_are_several(run: Run, partners: int) -> None:
    run("add", "deal", "title=Pilot", "stage=Signed", "value=100")
    run("add", "deal", "title=Won", "stage=Demo", "value=100")
    run("won", "Won")
    both = run("report", "pipeline", "--json").json
    assert [of["pipeline"] for of in both["stages"]] == ["Sales"] * 5 + ["Partners"] * 3
    assert both["won"]["count"] == 1
    lines = run("report", "pipeline").out.splitlines()
    assert lines[0].split() == ["PIPELINE", "STAGE", "COUNT", "VALUE", "WEIGHTED"]
    one = run("report", "pipeline", "--pipeline", "partners", "--json").json
    assert one["stages"][-1] == {
        "stage": "Signed",
        "count": 1,
        "value": {"amount": "100.00", "currency": "EUR"},
        "weighted": {"amount": "75.00", "currency": "EUR"},
    }
    assert one["won"]["count"] == 0
    assert run("report", "pipeline", "--pipeline", "Partners").out.split()[0] == "STAGE"
    assert 'there is no pipeline "Nobody"' in run("report", "pipeline", "--pipeline", "Nobody").err


def test_rates_are_set_shown_and_used(run: Run, empty: Path) -> None:
    assert run("rates").out == "No rates are set.\n"
    run("add", "deal", "title=Pilot", "stage=Demo", "value=100 USD")
    assert run("rates", "usd=0.92", "CHF=1,05", "--json").json == {
        "currency": "EUR",
        "rates": {"CHF": "1.05", "USD": "0.92"},
    }
    assert run("rates").out.splitlines() == ["CURRENCY  IN EUR", "CHF       1.05", "USD       0.92"]
    demo = run("report", "pipeline", "--json").json["stages"][2]
    assert demo["value"] == {"amount": "92.00", "currency": "EUR"}
    assert "other_currencies" not in demo
    assert run("report", "pipeline", "--json").json["rates"] == {"USD": "0.92"}
    assert run("report", "pipeline").out.splitlines()[-2:] == ["", "Converted at 1 USD = 0.92 EUR."]
    assert run("rates", "CHF=", "--json").json["rates"] == {"USD": "0.92"}
    assert run("history", "--json").json[0]["title"] == "Changed the setting “rate of CHF”"


@pytest.mark.parametrize(
    ("word", "why"),
    [("EUR=1", "is the currency of this database"), ("USD=much", "is no rate"), ("US=1", "no curr")],
)
def test_a_wrong_rate_is_refused(run: Run, empty: Path, word: str, why: str) -> None:
    refused = run("rates", word)
    assert refused.status == 1
    assert why in refused.err
