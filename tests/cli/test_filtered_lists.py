"""Filters on the command line: what they find, what is said of wrong ones, and that the papers tell the truth."""

import re
from pathlib import Path

import pytest
from command_runs import Run

from leaddesk.domain.filter_text import POSSIBLE, filter_text, read_filter
from leaddesk.domain.filter_tree import Condition, Field, Filter, Not
from leaddesk.domain.views import FaceKind, ViewOptions
from leaddesk.services import views
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import open_workspace

DOCS = Path(__file__).parents[2] / "docs" / "pipeline.md"


@pytest.fixture
def deals(run: Run, empty: Path) -> None:
    run("add", "deal", "title=Warehouse pilot", "value=9500", "company=Kestrel AG", "source=Trade fair")
    run("add", "deal", "title=Rollout", "value=200 USD", "stage=Demo", "expected_close=2026-12-18")
    run("add", "deal", "title=Old hope", "contact=Eva Lund")
    run("lost", "Old hope", "--reason", "Price")


def found(run: Run, condition: str, *more: str) -> list[str]:
    return [deal["title"] for deal in run("list", "deals", "--filter", condition, "--json", *more).json]


@pytest.mark.parametrize(
    ("condition", "titles"),
    [
        ("", ["Old hope", "Rollout", "Warehouse pilot"]),
        ("PILOT ware", ["Warehouse pilot"]),
        ('"pilot ware"', []),
        ("kestrel or status:lost", ["Old hope", "Warehouse pilot"]),
        ("value>100", ["Rollout", "Warehouse pilot"]),
        ("value:none", ["Old hope"]),
        ('source:"trade fair"', ["Warehouse pilot"]),
        ("closes:2026-12", ["Rollout"]),
        ("stage:demo owner:none", ["Rollout"]),
        ("-status:open contact:eva", ["Old hope"]),
    ],
)
def test_deals_are_listed_by_a_filter(run: Run, deals: None, condition: str, titles: list[str]) -> None:
    assert found(run, condition) == titles


def test_me_is_whoever_is_named(run: Run, demo: Path) -> None:
    mine = run("list", "deals", "--filter", "owner:me status:open", "--as", "SK", "--json").json
    assert {deal["owner"] for deal in mine} == {"Sam Keller"}
    theirs = run("list", "deals", "--filter", "owner:me status:open", "--as", "MR", "--limit", "3", "--json").json
    assert {deal["owner"] for deal in theirs} == {"Maria Ruiz"}
    assert len(theirs) == 3


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        ("onwer:me", 'leaddesk: there is no field "onwer"; use text, owner, tag, '),
        ("value>much", 'leaddesk: "much" is nothing that value can be; write an amount such as 5000, '),
        ("(a", "leaddesk: a ( is not closed; write the ) that belongs to it, "),
    ],
)
def test_a_wrong_filter_is_one_sentence(run: Run, demo: Path, condition: str, sentence: str) -> None:
    ran = run("list", "deals", "--filter", condition)
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith(sentence)
    assert ran.err.count("\n") == 1


def test_other_kinds_are_searched_for_the_text_as_it_is(run: Run, deals: None) -> None:
    assert [c["name"] for c in run("list", "companies", "--filter", "estrel", "--json").json] == ["Kestrel AG"]
    assert run("list", "companies", "--filter", "owner:me").out == "No companies found.\n"


def test_everything_in_the_papers_is_understood() -> None:
    text = DOCS.read_text("utf-8").split("## Filters\n", 1)[1].split("\n## ")[0]
    shown = [name for row in re.findall(r"^\| (.*?) \|", text, re.MULTILINE) for name in re.findall(r"`(.*?)`", row)]
    assert len(shown) >= 50
    fields = {part.field for typed in shown for part in _conditions(read_filter(typed))}
    assert fields == set(Field)
    for typed in re.findall(r"`([a-z]+[:<>=(].*?|-[a-z].*?|not .*?)`", text):
        assert read_filter(filter_text(read_filter(typed))) == read_filter(typed)


def test_the_help_names_every_field(run: Run) -> None:
    told = run("list", "--help").out
    assert [field for field in Field if not re.search(rf"\b{field}\b", told) and field is not Field.TEXT] == []
    for typed in ("owner:me value>5000 idle>14", 'kestrel "two words"', "value:1k..5k value>5k"):
        assert typed in told
        read_filter(typed)


def test_what_is_possible_is_said_of_every_field() -> None:
    assert set(POSSIBLE) == set(Field)


def _conditions(whole: Filter) -> list[Condition]:
    if isinstance(whole, Condition):
        return [whole]
    if isinstance(whole, Not):
        return _conditions(whole.part)
    return [found for part in whole.parts for found in _conditions(part)]


@pytest.fixture
def saved(deals: None, empty: Path, settings: Settings) -> None:
    """Views that somebody saved in the window."""
    workspace = open_workspace(empty, settings=settings)
    views.save_view(workspace, "With a value", "-value:none", ViewOptions(face=FaceKind.LIST))
    views.save_view(workspace, "At Kestrel", "kestrel", shared=True)
    workspace.database.close()


def test_views_are_listed_with_what_they_find(run: Run, saved: None) -> None:
    first, second = run("list", "views", "--json").json
    assert first.keys() == {"id", "kind", "name", "filter", "face", "owner", "count", "version"}
    assert (first["name"], first["filter"], first["face"], first["count"]) == ("With a value", "-value:none", "list", 2)
    assert (second["name"], second["owner"], second["count"]) == ("At Kestrel", None, 1)
    assert run("show", first["id"], "--json").json == first
    assert "With a value" in run("show", first["id"]).out
    assert [view["name"] for view in run("list", "view", "--filter", "kestrel", "--json").json] == ["At Kestrel"]


def test_the_deals_of_a_view_are_listed(run: Run, saved: None) -> None:
    assert found(run, "", "--view", "with a VALUE") == ["Rollout", "Warehouse pilot"]
    assert found(run, "stage:demo", "--view", "With a value") == ["Rollout"]
    assert found(run, "", "--view", "With a value", "--limit", "1") == ["Rollout"]


def test_views_that_are_not_there(run: Run, saved: None) -> None:
    ran = run("list", "deals", "--view", "Mine")
    assert (ran.status, ran.err) == (1, 'leaddesk: there is no view "Mine"; choose one of: With a value, At Kestrel.\n')
    ran = run("list", "contacts", "--view", "At Kestrel")
    assert (ran.status, ran.err) == (1, "leaddesk: a view shows deals; write: leaddesk list deals --view NAME.\n")
    run("undo")
    run("undo")
    assert run("list", "views").out == "No views found.\n"
