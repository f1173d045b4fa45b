"""list, show, search, today, history, report: what a person and a script are told."""

import json
import re
from pathlib import Path

import pytest
from command_runs import Run

UTC_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("deals", "deal"),
        ("deal", "deal"),
        ("contacts", "contact"),
        ("companies", "company"),
        ("company", "company"),
        ("leads", "lead"),
        ("followups", "followup"),
        ("follow-ups", "followup"),
        ("users", "user"),
        ("stages", "stage"),
        ("tags", "tag"),
    ],
)
def test_every_kind_is_listed_with_id_kind_and_name(run: Run, demo: Path, word: str, kind: str) -> None:
    found = run("list", word, "--json").json
    assert found
    for record in found:
        assert isinstance(record["id"], int)
        assert record["kind"] == kind
        assert record.get("title") or record.get("name")


def test_a_deal_has_the_documented_form(run: Run, demo: Path) -> None:
    found = run("list", "deals", "--json").json
    keys = {"stage", "status", "value", "probability", "owner", "company", "expected_close", "next_step", "version"}
    assert all(keys <= deal.keys() for deal in found)
    assert {deal["status"] for deal in found} == {"open", "won", "lost"}
    priced = next(deal for deal in found if deal["value"])
    assert re.fullmatch(r"\d+\.\d\d", priced["value"]["amount"])
    assert priced["value"]["currency"] == "EUR"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", next(deal["expected_close"] for deal in found if deal["expected_close"]))
    assert UTC_TIME.fullmatch(next(deal["closed_at"] for deal in found if deal["closed_at"]))
    assert next(deal["next_step"]["subject"] for deal in found if deal["next_step"])


def test_a_followup_is_told_alike_on_its_contact_and_in_the_list(run: Run, demo: Path) -> None:
    listed = {step["id"]: step for step in run("list", "followups", "--json").json}
    on_deals = 0
    for contact in run("list", "contacts", "--limit", "30", "--json").json:
        for step in run("show", contact["id"], "--json").json["followups"]:
            assert step == listed[step["id"]]
            on_deals += step["on"]["kind"] == "deal"
    assert on_deals


def test_followups_say_when_and_about_what(run: Run, demo: Path) -> None:
    found = run("list", "followups", "--json").json
    assert {step["activity"] for step in found} <= {"call", "email", "meeting", "to-do"}
    times = {bool(UTC_TIME.fullmatch(step["due"])) for step in found}
    assert times == {True, False}
    assert all(UTC_TIME.fullmatch(step["due"]) or len(step["due"]) == 10 for step in found)
    on = next(step["on"] for step in found if step["on"])
    assert run("show", on["id"], "--json").json["title"] == on["title"]
    assert [step["done"] for step in found] == sorted(step["done"] for step in found), "the open ones first"


def test_filter_and_limit(run: Run, demo: Path) -> None:
    assert len(run("list", "deals", "--limit", "3", "--json").json) == 3
    for kind in ("deals", "contacts", "companies", "followups"):
        found = run("list", kind, "--filter", "KESTREL", "--json").json
        everything = run("list", kind, "--json").json
        assert 0 < len(found) < len(everything)
        assert {record["id"] for record in found} <= {record["id"] for record in everything}
    assert [user["name"] for user in run("list", "users", "--filter", "keller", "--json").json] == ["Sam Keller"]
    assert run("list", "deals", "--filter", "no such words").out == "No deals found.\n"


def test_a_list_is_aligned_and_plain(run: Run, demo: Path) -> None:
    head, *lines = run("list", "deals").out.splitlines()
    assert head.split() == ["ID", "TITLE", "STAGE", "VALUE", "COMPANY"]
    place = head.index("TITLE")
    assert all(line[place - 1] == " " and line[place] != " " for line in lines)
    assert any(re.search(r"\d{1,3},\d{3}\.00 EUR", line) for line in lines)
    assert any(" won " in line for line in lines)


def test_show_tells_everything_about_any_record(run: Run, demo: Path) -> None:
    for kind in ("deals", "contacts", "companies", "leads", "followups", "users", "stages", "tags"):
        record = run("list", kind, "--json").json[0]
        shown = run("show", record["id"], "--json").json
        assert {name: shown[name] for name in record} == record
        text = run("show", record["id"]).out
        assert text.startswith(f"{record['kind']} {record['id']}")


def test_show_of_a_deal_and_a_contact_has_the_timeline(run: Run, demo: Path) -> None:
    deal = next(deal for deal in run("list", "deals", "--json").json if deal["next_step"] and deal["contact"])
    shown = run("show", deal["id"], "--json").json
    assert [entry["at"] for entry in shown["timeline"]] == sorted(
        (entry["at"] for entry in shown["timeline"]), reverse=True
    )
    assert deal["next_step"]["id"] in [step["id"] for step in shown["followups"]]
    talk = next(entry for entry in shown["timeline"] if entry["kind"] in ("call", "email", "meeting", "note"))
    activity = run("show", talk["id"], "--json").json
    assert activity["on"] == {"id": deal["id"], "kind": "deal", "title": deal["title"]}
    assert activity["body"] == talk["body"]
    person = next(hit for hit in run("search", deal["contact"], "--json").json if hit["kind"] == "contact")
    of_contact = run("show", person["id"], "--json").json
    assert deal["id"] in [record["id"] for record in of_contact["deals"]]
    assert of_contact["timeline"]
    assert "TIMELINE" in run("show", person["id"]).out


def test_times_are_local_for_people(run: Run, empty: Path) -> None:
    made = run("add", "followup", "subject=Ring", "due=2026-12-01 10:00", "--json").json
    assert made["due"] == "2026-12-01T09:00:00.000Z"
    assert "2026-12-01 10:00" in run("show", made["id"]).out


def test_search_finds_across_kinds(run: Run, demo: Path) -> None:
    found = run("search", "kestrel", "--json").json
    assert {"deal", "company", "contact"} <= {hit["kind"] for hit in found}
    assert all(hit.keys() == {"id", "kind", "title", "detail"} for hit in found)
    assert "Kestrel AG" in run("search", "kestrel ag").out
    assert run("search", "no such words").out == "Nothing found.\n"


def test_today_has_the_days_work(run: Run, demo: Path) -> None:
    found = run("today", "--everyone", "--json").json
    assert found.keys() == {"day", "overdue", "today", "coming", "stuck", "done_this_week", "planned_this_week"}
    mine = run("today", "--as", "Sam Keller", "--json").json
    count = sum(len(found[name]) for name in ("overdue", "today", "coming"))
    assert sum(len(mine[name]) for name in ("overdue", "today", "coming")) < count
    assert {step["owner"] for name in ("overdue", "today", "coming") for step in mine[name]} <= {"Sam Keller"}
    text = run("today", "--everyone").out
    assert "Overdue" in text
    assert "Deals without a next step" in text


def test_today_with_nothing_to_do(run: Run, empty: Path) -> None:
    assert "Nothing is waiting." in run("today").out


def test_history_is_newest_first_and_can_be_of_one_record(run: Run, empty: Path) -> None:
    deal = run("add", "deal", "title=A", "--json").json["id"]
    run("add", "deal", "title=B")
    run("edit", deal, "value=10")
    every = run("history", "--json").json
    assert [entry["title"] for entry in every] == [
        "Changed value of “A”",
        "Added deal “B”",
        "Added deal “A”",
        "Made this database",
    ]
    assert every[0].keys() == {"operation", "kind", "user", "at", "title", "undone", "changes"}
    assert [entry["kind"] for entry in run("history", "--of", deal, "--json").json] == ["edit_deal", "add_deal"]
    assert len(run("history", "--limit", "1", "--json").json) == 1
    run("delete", deal)
    assert run("history", "--of", deal, "--json").json[0]["kind"] == "delete_deal"


def test_report_pipeline_never_adds_currencies(run: Run, empty: Path) -> None:
    run("add", "deal", "title=A", "value=100", "stage=Demo")
    run("add", "deal", "title=B", "value=50 USD", "stage=Demo")
    run("add", "deal", "title=C", "value=30")
    run("won", "C")
    report = run("report", "pipeline", "--json").json
    assert report["currency"] == "EUR"
    demo = next(stage for stage in report["stages"] if stage["stage"] == "Demo")
    assert demo == {
        "stage": "Demo",
        "count": 2,
        "value": {"amount": "100.00", "currency": "EUR"},
        "weighted": {"amount": "45.00", "currency": "EUR"},
        "other_currencies": [
            {
                "value": {"amount": "50.00", "currency": "USD"},
                "weighted": {"amount": "22.50", "currency": "USD"},
            }
        ],
    }
    assert report["won"] == {"count": 1, "value": {"amount": "30.00", "currency": "EUR"}}
    assert report["lost"] == {"count": 0, "value": {"amount": "0.00", "currency": "EUR"}}
    text = run("report", "pipeline").out
    assert "100.00 EUR" in text
    assert "50.00 USD" in text


def test_report_forecast_counts_by_month(run: Run, empty: Path) -> None:
    from datetime import UTC, datetime

    this = datetime.now(UTC).date()
    run("add", "deal", "title=A", "value=100", "stage=Demo", f"expected_close={this.year + 2}-03-15")
    run("add", "deal", "title=B", "value=50 USD", "stage=Demo", f"expected_close={this.year + 2}-03-16")
    run("add", "deal", "title=C", "value=30", "expected_close=2020-01-01")
    run("add", "deal", "title=D", "value=7")
    run("add", "deal", "title=E", "value=9", "expected_close=2020-01-01")
    run("won", "E")
    report = run("report", "forecast", "--json").json
    months = {month["month"]: month for month in report["months"]}
    assert report["currency"] == "EUR"
    assert next(iter(months)) == "earlier"
    assert list(months)[-2:] == [f"{this.year + 2}-03", "no date"]
    assert len(months) == 9
    assert months["earlier"]["value"] == {"amount": "30.00", "currency": "EUR"}
    assert months[f"{this.year + 2}-03"] == {
        "month": f"{this.year + 2}-03",
        "count": 2,
        "value": {"amount": "100.00", "currency": "EUR"},
        "weighted": {"amount": "45.00", "currency": "EUR"},
        "won": {"amount": "0.00", "currency": "EUR"},
        "other_currencies": [
            {"value": {"amount": "50.00", "currency": "USD"}, "weighted": {"amount": "22.50", "currency": "USD"}}
        ],
    }
    assert {month["won"]["amount"] for month in months.values()} == {"0.00", "9.00"}
    run("rates", "USD=0.5")
    converted = run("report", "forecast", "--filter", "value>20", "--json").json
    assert converted["months"][-2]["value"] == {"amount": "125.00", "currency": "EUR"}
    assert converted["months"][-1]["count"] == 0
    assert converted["rates"] == {"USD": "0.5"}
    text = run("report", "forecast").out
    assert "no date" in text
    assert text.endswith("\n\nConverted at 1 USD = 0.5 EUR.\n")
    assert run("report", "forecast", "--pipeline", "Sales").status == 0
    refused = run("report", "pipeline", "--filter", "value>1")
    assert (refused.status, refused.err) == (1, "leaddesk: this report counts all deals; leave --filter out.\n")


def test_reading_needs_no_right_to_write(run: Run, demo: Path) -> None:
    before = demo.read_bytes()
    demo.chmod(0o444)
    for words in (("list", "deals"), ("today",), ("history",), ("report", "pipeline"), ("check",), ("search", "a")):
        assert run(*words).status == 0
    demo.chmod(0o644)
    assert demo.read_bytes() == before
    assert [path.name for path in demo.parent.iterdir() if path.name.startswith("demo.")] == ["demo.leaddesk"]


def test_json_is_one_value_without_anything_around_it(run: Run, demo: Path) -> None:
    for words in (("list", "stages"), ("history",), ("check",), ("today",)):
        ran = run(*words, "--json")
        json.loads(ran.out)
        assert ran.err == ""
