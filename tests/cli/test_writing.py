"""add, edit, delete, move, won, lost, reopen, followup, done, snooze, undo, redo."""

from pathlib import Path

import pytest
from command_runs import Run


@pytest.fixture
def deal(run: Run, empty: Path) -> int:
    """A deal called Pilot, with a company and a contact, in the stage Demo."""
    fields = ("title=Pilot", "value=9500", "company=Kestrel AG", "contact=Jonas Beck", "stage=demo")
    made: int = run("add", "deal", *fields, "expected-close=2026-12-18", "--json").json["id"]
    return made


def test_add_a_deal_with_all_that_belongs_to_it(run: Run, deal: int) -> None:
    [listed] = run("list", "deals", "--json").json
    assert listed["id"] == deal
    assert listed["value"] == {"amount": "9500.00", "currency": "EUR"}
    assert (listed["stage"], listed["probability"], listed["status"]) == ("Demo", 45, "open")
    assert (listed["company"], listed["contact"], listed["expected_close"]) == (
        "Kestrel AG",
        "Jonas Beck",
        "2026-12-18",
    )
    assert [person["company"] for person in run("list", "contacts", "--json").json] == ["Kestrel AG"]


def test_lines_reason_and_way_of_a_deal(run: Run, deal: int) -> None:
    run("edit", deal, "products=Scanner\n Dock ", "competitors=Otto", "files=/offers/pilot.pdf", "probability=60")
    run("edit", deal, "probability=auto")
    run("move", deal, "proposal")
    run("won", deal)
    run("edit", deal, "reason=Best fit", "reason-note=Liked the scanner")
    shown = run("show", deal, "--json").json
    assert (shown["products"], shown["competitors"], shown["files"]) == (
        ["Scanner", "Dock"],
        ["Otto"],
        ["/offers/pilot.pdf"],
    )
    assert (shown["reason"], shown["reason_note"]) == ("Best fit", "Liked the scanner")
    assert [(stay["stage"], stay["status"], stay["days"]) for stay in shown["stages"]] == [
        ("Demo", "open", 0),
        ("Proposal", "open", 0),
        ("Proposal", "won", 0),
    ]
    [person] = shown["people"]
    assert (person["name"], person["role"], person["main"]) == ("Jonas Beck", None, True)
    text = run("show", deal).out
    assert "Scanner, Dock" in text
    assert "PEOPLE" in text
    assert "Jonas Beck" in text.partition("PEOPLE")[2]


@pytest.mark.parametrize(
    ("kind", "field", "key"),
    [("contact", "name=Ann Lee", "name"), ("company", "name=Ann Lee", "name"), ("lead", "name=Ann Lee", "name")],
)
def test_add_other_kinds(run: Run, empty: Path, kind: str, field: str, key: str) -> None:
    made = run("add", kind, field, "--json").json
    assert (made["kind"], made[key]) == (kind, "Ann Lee")
    assert run("show", made["id"], "--json").json[key] == "Ann Lee"


def test_people_get_one_line_with_the_id(run: Run, empty: Path) -> None:
    ran = run("add", "deal", "title=Pilot")
    assert ran.out.startswith("Added deal “Pilot”: ")
    assert run("show", ran.out.split()[-1]).status == 0


def test_edit_and_the_same_again(run: Run, deal: int) -> None:
    edited = run("edit", deal, "value=12000 USD", "title=Pilot 2", "--json").json
    assert edited["value"] == {"amount": "12000.00", "currency": "USD"}
    operations = len(run("history", "--json").json)
    assert run("edit", deal, "title=Pilot 2").out == "Nothing changed: it was so already.\n"
    assert len(run("history", "--json").json) == operations


def test_delete_and_undo(run: Run, deal: int) -> None:
    deleted = run("delete", deal, "--json").json
    assert deleted["title"] == "Deleted deal “Pilot”"
    assert run("list", "deals", "--json").json == []
    assert "was deleted" in run("show", deal).err
    assert run("undo", deleted["operation"], "--json").json["title"] == "Undid: Deleted deal “Pilot”"
    assert len(run("list", "deals", "--json").json) == 1


def test_move_by_title_or_id(run: Run, deal: int) -> None:
    assert run("move", "pilot", "PROPOSAL", "--json").json["stage"] == "Proposal"
    moved = run("move", deal, "Negotiation", "--json").json
    assert (moved["stage"], moved["probability"]) == ("Negotiation", 85)


def test_won_lost_and_reopened(run: Run, deal: int) -> None:
    assert run("won", "Pilot", "--json").json["status"] == "won"
    assert "is won already" in run("lost", "Pilot", "--reason", "Price").err
    assert run("reopen", "Pilot", "--json").json["status"] == "open"
    assert run("move", "Pilot", "lost", "--reason", "Price", "--note", "Too dear", "--json").json["status"] == "lost"
    shown = run("show", deal, "--json").json
    assert (shown["reason"], shown["reason_note"], shown["stage"]) == ("Price", "Too dear", "Demo")
    run("reopen", deal)
    assert run("move", deal, "won", "--json").json["status"] == "won"


def test_lost_needs_a_reason(run: Run, deal: int) -> None:
    assert run("lost", "Pilot").status == 2
    ran = run("move", "Pilot", "lost")
    assert ran.status == 1
    assert "needs a reason" in ran.err
    assert "leave --reason" in run("move", "Pilot", "Proposal", "--reason", "Price").err


@pytest.fixture
def rollout(run: Run, deal: int) -> int:
    """A second deal, in the first stage."""
    made: int = run("add", "deal", "title=Rollout", "--json").json["id"]
    return made


def test_several_deals_are_one_operation(run: Run, deal: int, rollout: int) -> None:
    assert run("move", "pilot", rollout, "Proposal").out == "Moved 2 deals to Proposal\n"
    assert [listed["stage"] for listed in run("list", "deals", "--json").json] == ["Proposal"] * 2
    assert run("undo").out == "Undid: Moved 2 deals to Proposal\n"
    moved = run("move", deal, deal, "Proposal", "--json").json
    assert (moved["id"], moved["stage"]) == (deal, "Proposal")
    won = run("won", deal, rollout, "--reason", "Price", "--json").json
    assert won["title"] == "Won 2 deals"
    assert [(form["id"], form["status"]) for form in won["deals"]] == [(deal, "won"), (rollout, "won")]
    assert run("reopen", "Pilot", "Rollout").out == "Reopened 2 deals\n"
    run("won", deal)
    lost = run("lost", deal, rollout, "--reason", "Price", "--json").json
    assert lost["title"] == "Lost “Rollout”: Price; left out: “Pilot” is won already"
    assert [form["status"] for form in lost["deals"]] == ["won", "lost"]


def test_several_deals_are_edited_and_deleted_together(run: Run, deal: int, rollout: int) -> None:
    edited = run("edit", deal, rollout, "source=Fair", "expected-close=2026-12-18", "--json").json
    assert edited["title"] == "Changed source, expected close of 2 deals"
    assert {form["expected_close"] for form in edited["deals"]} == {"2026-12-18"}
    again = run("edit", deal, rollout, "source=Fair")
    assert again.out == "Nothing changed: it was so already.\n"
    assert run("delete", deal, rollout, "--json").json["title"] == "Deleted 2 deals"
    assert run("list", "deals", "--json").json == []
    assert "was deleted" in run("delete", deal, rollout).err


def test_only_deals_are_taken_several_at_once(run: Run, deal: int) -> None:
    person = run("list", "contacts", "--json").json[0]["id"]
    for words in (("edit", deal, person, "source=Fair"), ("delete", person, deal)):
        ran = run(*words)
        assert (ran.status, "is a contact, and only deals are taken several at once" in ran.err) == (1, True)
    assert "name a FIELD=VALUE" in run("edit", deal, person).err
    for wrong in (("edit", deal), ("edit", "source=Fair"), ("edit", deal, "=Fair"), ("move", deal), ("won",)):
        assert run(*wrong).status == 2


def test_a_followup_from_fields(run: Run, deal: int) -> None:
    fields = ("subject=Call Jonas", "due=tomorrow 10:00", "activity=call", f"on={deal}")
    made = run("add", "followup", *fields, "--json").json
    assert (made["subject"], made["activity"], made["done"]) == ("Call Jonas", "call", False)
    assert made["on"] == {"id": deal, "kind": "deal", "title": "Pilot"}
    assert made["due"].endswith("Z")
    [listed] = run("list", "deals", "--json").json
    assert listed["next_step"]["id"] == made["id"]


@pytest.mark.parametrize("fields", [("subject=Call",), ("due=tomorrow",), ("subject=Call", "due=soonish")])
def test_a_followup_that_lacks_something(run: Run, empty: Path, fields: tuple[str, ...]) -> None:
    ran = run("add", "followup", *fields)
    assert (ran.status, ran.err.count("\n")) == (1, 1)
    assert run("list", "followups", "--json").json == []


def test_a_followup_in_plain_words(run: Run, deal: int) -> None:
    made = run("followup", "call Jonas 2026-12-01", "--on", deal, "--json").json
    assert (made["subject"], made["activity"], made["due"]) == ("Call Jonas", "call", "2026-12-01")
    assert made["on"]["id"] == deal
    assert "no time was found" in run("followup", "call Jonas").err


def test_done_with_what_comes_next(run: Run, deal: int) -> None:
    step = run("followup", "call Jonas tomorrow", "--on", deal, "--json").json["id"]
    refused = run("done", step, "--next", "mail the offer")
    assert (refused.status, "no time was found" in refused.err) == (1, True)
    assert run("show", step, "--json").json["done"] is False, "nothing was ticked off"
    done = run("done", step, "--next", "mail the offer in 3 days", "--json").json
    assert (done["id"], done["done"]) == (step, True)
    assert (done["next"]["subject"], done["next"]["on"]["id"]) == ("Mail the offer", deal)
    assert "is done already" in run("done", step).err
    assert "not a follow-up" in run("done", deal).err


def test_done_without_a_record(run: Run, empty: Path) -> None:
    step = run("followup", "tidy up tomorrow", "--json").json
    assert step["on"] is None
    assert run("done", step["id"], "--next", "tidy up again in 3 days", "--json").json["next"]["on"] is None


def test_snooze(run: Run, empty: Path) -> None:
    step = run("followup", "call Jonas 2026-12-01 10:00", "--json").json["id"]
    assert run("snooze", step, "2026-12-24", "--json").json["due"] == "2026-12-24T09:00:00.000Z"
    assert "is no time" in run("snooze", step, "whenever").err


def test_undo_and_redo_go_on_in_the_next_command(run: Run, deal: int) -> None:
    run("move", "Pilot", "Proposal")
    assert run("undo", "--json").json.keys() == {"operation", "title"}
    assert run("list", "deals", "--json").json[0]["stage"] == "Demo"
    assert run("redo").out == "Redid: Moved “Pilot” to Proposal\n"
    assert run("list", "deals", "--json").json[0]["stage"] == "Proposal"
    ran = run("redo")
    assert (ran.status, ran.err) == (1, "leaddesk: there is nothing to redo; nothing was changed.\n")


def test_who_does_it(run: Run, demo: Path) -> None:
    made = run("add", "deal", "title=Hers", "--as", "maria ruiz", "--json").json
    assert made["owner"] == "Maria Ruiz"
    assert run("history", "--json").json[0]["user"] == "Maria Ruiz"
    ran = run("list", "deals", "--as", "Nobody")
    assert (ran.status, "choose one of: Jonas Dahl, Maria Ruiz, Sam Keller" in ran.err) == (1, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "deal", "title=A", "stage=Limbo"), 'no stage "Limbo"'),
        (("move", "Pilot", "Limbo"), 'no stage "Limbo"'),
        (("add", "deal", "title=A", "value=plenty"), "no amount of money"),
        (("add", "deal", "title=A", "value=" + "9" * 30), "too large"),
        (("add", "deal", "title=A", "colour=red"), 'no field "colour"'),
        (("add", "deal", "value=5"), "needs a title"),
        (("add", "deal", "title=A", "expected_close=someday"), "no date"),
        (("add", "company", "name=Kestrel AG"), "already"),
        (("edit", "12", "title=A"), "no record 12"),
        (("edit", "9" * 25, "title=A"), "is no id"),
        (("show", "Pilot"), "is no id"),
        (("won", "Nothing"), 'no deal "Nothing"'),
        (("undo", "7"), "no operation 7"),
    ],
)
def test_what_cannot_be_is_one_sentence(run: Run, deal: int, words: tuple[str, ...], said: str) -> None:
    before = len(run("history", "--json").json)
    ran = run(*words)
    assert (ran.status, ran.out) == (1, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert "Traceback" not in ran.err
    assert len(run("history", "--json").json) == before


def test_a_lead_that_lost_its_contact_still_has_a_name(run: Run, empty: Path) -> None:
    lead = run("add", "lead", "contact=Ana", "--json").json
    changed = run("edit", lead["id"], "contact=", "--json").json
    assert (changed["name"], changed["contact"]) == ("lead", None)
    assert [found["name"] for found in run("list", "leads", "--json").json] == ["lead"]


def test_a_field_given_twice_is_refused(run: Run, empty: Path, deal: int) -> None:
    for words in (("add", "deal", "title=A", "title=B"), ("edit", deal, "expected-close=", "expected_close=eom")):
        ran = run(*words)
        assert (ran.status, "is given twice; nothing was changed" in ran.err) == (1, True)
    assert [found["expected_close"] for found in run("list", "deals", "--json").json] == ["2026-12-18"]
