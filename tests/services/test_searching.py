"""Finding records by their names, the best first."""

from collections.abc import Callable

from leaddesk.domain.records import ActivityKind, Kind
from leaddesk.domain.summaries import Hit
from leaddesk.services import activities, contacts, deals, editing, searching
from leaddesk.services.workspace import Workspace

Add = Callable[..., int]


def titles(found: list[Hit], kind: Kind) -> list[str]:
    return [hit.title for hit in found if hit.kind is kind]


def test_names_that_begin_so_come_before_those_that_hold_it(workspace: Workspace, add: Add) -> None:
    for title in ("Big pilot", "Autopilot", "Pilot", "Something else"):
        add(title)
    assert titles(searching.named(workspace, "pilot"), Kind.DEAL) == ["Pilot", "Big pilot", "Autopilot"]


def test_every_word_must_be_there_in_any_order_and_any_writing(workspace: Workspace, add: Add) -> None:
    add("Übergabe Malmö")
    add("Übergabe Lund")
    assert titles(searching.named(workspace, "MALMO uber"), Kind.DEAL) == ["Übergabe Malmö"]
    assert searching.named(workspace, "malmo nothing") == []
    assert searching.named(workspace, "   ") == []


def test_a_company_brings_its_deals_and_people_along(workspace: Workspace, add: Add) -> None:
    add("Roll-out", company="Kestrel AG", contact="Jonas Beck")
    found = searching.named(workspace, "kestrel")
    assert [(hit.kind, hit.title, hit.detail) for hit in found] == [
        (Kind.DEAL, "Roll-out", "Kestrel AG · Qualified"),
        (Kind.CONTACT, "Jonas Beck", "Kestrel AG"),
        (Kind.COMPANY, "Kestrel AG", ""),
    ]


def test_each_kind_has_its_own_limit_and_the_newest_deals_are_taken(workspace: Workspace, add: Add) -> None:
    for number in range(12):
        add(f"Pilot {number}", company=f"Pilot house {number}")
    found = searching.named(workspace, "pilot", 3)
    assert titles(found, Kind.DEAL) == ["Pilot 11", "Pilot 10", "Pilot 9"]
    assert len(titles(found, Kind.COMPANY)) == 3


def test_what_was_said_is_not_a_name(workspace: Workspace, add: Add) -> None:
    deal = add("Roll-out")
    activities.log_activity(workspace, ActivityKind.NOTE, (Kind.DEAL, deal), "about the pilot")
    assert searching.named(workspace, "pilot") == []
    assert titles(searching.search(workspace, "pilot"), Kind.ACTIVITY) == ["about the pilot"]


def test_known_records_are_told_as_they_are_called_now(workspace: Workspace, add: Add) -> None:
    first, second = add("First"), add("Second", contact="Ana Silva")
    person = contacts.contact_names(workspace, "ana")[0][0]
    editing.edit(workspace, Kind.CONTACT, person, {"name": "Ana Souza"})
    deals.win_deal(workspace, second)
    editing.delete(workspace, Kind.DEAL, first)
    wanted = [(Kind.CONTACT, person), (Kind.DEAL, first), (Kind.DEAL, second), (Kind.COMPANY, 5)]
    assert [(hit.title, hit.detail) for hit in searching.hits(workspace, wanted)] == [
        ("Ana Souza", ""),
        ("Second", "won"),
    ]
    assert searching.hits(workspace, []) == []
