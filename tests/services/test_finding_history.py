"""Finding what was done: by whom, of what kind, on which record, with which words, on which days; in pages."""

from collections.abc import Callable
from datetime import date

import pytest

from leaddesk.domain.errors import NotFound
from leaddesk.domain.history import Group, HistoryFilter, OperationEntry
from leaddesk.domain.records import ActivityKind, Kind
from leaddesk.services import activities, contacts, deals, editing, history, leads, tags
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Actor, Workspace, open_workspace
from leaddesk.storage.queries import history as queries

Add = Callable[..., int]


def titles(found: list[OperationEntry]) -> list[str]:
    return [entry.title for entry in found]


def wanted(workspace: Workspace, **fields: object) -> list[str]:
    return titles(history.history(workspace, HistoryFilter(**fields), limit=None))  # type: ignore[arg-type]


@pytest.fixture
def worked(workspace: Workspace, kim: Workspace, add: Add) -> dict[str, int]:
    """Two people's work of two days."""
    deal = add("Pilot", company="Kestrel AG", contact="Jörg Berg")
    deals.win_deal(kim, deal)
    history.undo(kim)
    workspace.clock.advance(days=1)
    contact = contacts.contact_names(workspace, "jorg")[0][0]
    editing.edit(kim, Kind.CONTACT, contact, {"phone": "1"})
    activities.log_activity(workspace, ActivityKind.CALL, (Kind.DEAL, deal), "spoke")
    leads.add_lead(workspace, {"name": "Ana Silva"})
    tags.set_tags(workspace, Kind.DEAL, deal, ["vip"])
    return {"deal": deal, "contact": contact}


class TestFilters:
    def test_by_person(self, workspace: Workspace, worked: dict[str, int]) -> None:
        kim = history.find_person(workspace, "kim roth")
        assert (kim.name, kim.initials) == ("Kim Roth", "KR")
        assert wanted(workspace, person=kim) == ["Changed phone of “Jörg Berg”", "Undid: Won “Pilot”", "Won “Pilot”"]

    def test_people_are_those_who_ever_did_something(
        self, workspace: Workspace, worked: dict[str, int], settings: Settings
    ) -> None:
        names = [person.name for person in history.people(workspace)]
        assert names[0] == "Kim Roth"
        assert "Sam Keller" in names
        assert names == sorted(names, key=str.lower)
        nobody = open_workspace(workspace.database.path, settings=settings, clock=workspace.clock)
        nobody.actor = Actor("Zoe at the fair")
        deals.add_deal(nobody, {"title": "From the fair"})
        nobody.database.close()
        found = history.people(workspace)[-1]
        assert (found.name, found.user_id, found.initials) == ("Zoe at the fair", None, "ZF")
        assert wanted(workspace, person=found) == ["Added deal “From the fair”"]

    def test_a_person_is_found_by_name_or_initials(self, workspace: Workspace, worked: dict[str, int]) -> None:
        assert history.find_person(workspace, "KR") == history.find_person(workspace, "Kim Roth")
        with pytest.raises(NotFound, match='no user "Bo"; nothing was changed; choose one of: Kim Roth, Sam Keller'):
            history.find_person(workspace, "Bo")

    @pytest.mark.parametrize(
        ("group", "first"),
        [
            (Group.DEALS, "Won “Pilot”"),
            (Group.CONTACTS, "Changed phone of “Jörg Berg”"),
            (Group.LEADS, "Added lead “Ana Silva”"),
            (Group.DIALOGUE, "Logged call with “Pilot”"),
            (Group.UNDO, "Undid: Won “Pilot”"),
            (Group.OTHER, "Tagged “Pilot”: vip"),
        ],
    )
    def test_by_kind(self, workspace: Workspace, worked: dict[str, int], group: Group, first: str) -> None:
        assert wanted(workspace, group=group)[0] == first

    def test_kinds_of_which_nothing_was_done(self, workspace: Workspace, worked: dict[str, int]) -> None:
        assert wanted(workspace, group=Group.IMPORTS) == []

    def test_by_record(self, workspace: Workspace, worked: dict[str, int]) -> None:
        assert wanted(workspace, record=(Kind.DEAL, worked["deal"])) == [
            "Undid: Won “Pilot”",
            "Won “Pilot”",
            "Added deal “Pilot”",
        ]
        assert wanted(workspace, record=(Kind.CONTACT, worked["contact"])) == [
            "Changed phone of “Jörg Berg”",
            "Added deal “Pilot”",
        ]

    def test_by_record_among_many_of_one_operation(self, demo_workspace: Workspace) -> None:
        ids = contacts.contact_ids(demo_workspace)
        editing.edit(demo_workspace, Kind.CONTACT, ids[3], {"phone": "1"})
        assert len(wanted(demo_workspace, record=(Kind.CONTACT, ids[3]))) == 2
        assert wanted(demo_workspace, record=(Kind.CONTACT, ids[4])) == ["Filled in an invented business"]
        assert wanted(demo_workspace, record=(Kind.CONTACT, ids[3] + 1)) == []

    @pytest.mark.parametrize(
        ("text", "count"), [("jorg", 1), ("JÖRG changed", 1), ("pilot", 5), ("won pilot", 2), ("won jörg", 0)]
    )
    def test_by_words_in_the_sentence(
        self, workspace: Workspace, worked: dict[str, int], text: str, count: int
    ) -> None:
        assert len(wanted(workspace, text=text)) == count

    def test_by_days_of_the_readers_zone(self, workspace: Workspace, worked: dict[str, int]) -> None:
        first, second = date(2026, 11, 21), date(2026, 11, 22)
        assert wanted(workspace, from_day=second)[-1] == "Changed phone of “Jörg Berg”"
        assert wanted(workspace, to_day=first)[0] == "Undid: Won “Pilot”"
        assert len(wanted(workspace, from_day=second, to_day=second)) == 4
        assert wanted(workspace, from_day=date(2026, 11, 23)) == []
        workspace.clock.now = workspace.clock.now.replace(hour=23, minute=30)  # after midnight in Berlin
        deals.add_deal(workspace, {"title": "Late"})
        assert wanted(workspace, from_day=date(2026, 11, 23)) == ["Added deal “Late”"]

    def test_all_of_them_together(self, workspace: Workspace, worked: dict[str, int]) -> None:
        fields = {
            "person": history.find_person(workspace, "Kim Roth"),
            "group": Group.DEALS,
            "record": (Kind.DEAL, worked["deal"]),
            "from_day": date(2026, 11, 21),
        }
        assert wanted(workspace, **fields, text="won") == ["Won “Pilot”"]
        assert wanted(workspace, **fields, text="lost") == []


class TestPages:
    def test_pages_follow_each_other_in_both_directions(self, workspace: Workspace, add: Add) -> None:
        for number in range(25):
            add(f"Deal {number}")
        everything = history.history(workspace, limit=None)
        first = history.page(workspace, limit=10)
        second = history.page(workspace, before=first.more, limit=10)
        third = history.page(workspace, before=second.more, limit=10)
        assert [*first.entries, *second.entries, *third.entries] == everything
        assert third.more is None
        up = history.page(workspace, after=third.entries[0].seq, limit=10)
        assert up.entries == second.entries
        assert history.page(workspace, after=up.more, limit=10).entries == first.entries
        assert history.page(workspace, after=first.entries[0].seq).entries == ()

    def test_a_search_looks_at_so_much_and_then_says_where_to_go_on(
        self, workspace: Workspace, add: Add, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        add("Needle")
        for number in range(12):
            add(f"Deal {number}")
        monkeypatch.setattr(queries, "_TOGETHER", 3)
        monkeypatch.setattr(queries, "LOOKED_AT", 6)
        sought = HistoryFilter(text="needle")
        first = history.page(workspace, sought)
        assert first.entries == ()
        assert first.more
        assert titles(history.history(workspace, sought)) == ["Added deal “Needle”"]
        assert titles(history.history(workspace, HistoryFilter(text="deal"), limit=2)) == [
            "Added deal “Deal 11”",
            "Added deal “Deal 10”",
        ]

    def test_what_is_shown_is_told_again(self, workspace: Workspace, kim: Workspace, add: Add) -> None:
        add("A")
        shown = history.page(workspace)
        history.undo(kim, shown.entries[0].id)
        again, newer = history.page_again(
            workspace, HistoryFilter(), [entry.id for entry in shown.entries], shown.entries[0].seq
        )
        assert [entry.id for entry in again] == [entry.id for entry in shown.entries]
        assert (again[0].undone, again[0].undone_by) == (True, "Kim Roth")
        assert titles(list(newer.entries)) == ["Undid: Added deal “A”"]

    def test_what_was_brought_back_is_not_undone(self, workspace: Workspace, kim: Workspace, add: Add) -> None:
        add("A")
        operation = history.history(workspace)[0].id
        history.undo(kim, operation)
        history.redo(kim)
        [entry] = history.entries(workspace, [operation])
        assert entry.undone_by is None
        undo = history.history(workspace)[1]
        assert (undo.title, undo.undone_by) == ("Undid: Added deal “A”", "Kim Roth")


def test_operations_are_known_by_their_id(workspace: Workspace, add: Add) -> None:
    deal = add("A")
    operation = history.history(workspace)[0].id
    assert history.operation_called(workspace, f" {operation} ") == operation
    assert history.operation_called(workspace, str(deal)) is None
    assert history.operation_called(workspace, "9" * 19) is None
    assert history.operation_called(workspace, "Pilot") is None
