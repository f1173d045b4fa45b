"""What stands in the pane of a deal: its lines, why it was closed, its way through the stages, pinned entries."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from dumping import dump

from leaddesk.domain.errors import Invalid
from leaddesk.domain.records import ActivityKind, Deal, DealStatus, Kind
from leaddesk.domain.summaries import EntryKind, TimelineEntry
from leaddesk.services import activities, contacts, deals, editing, history, history_care, importing
from leaddesk.services.workspace import Workspace
from leaddesk.storage.queries import records

Add = Callable[..., int]
Fresh = Callable[..., Workspace]
Stages = dict[str, int]
LONG = 365


def get(workspace: Workspace, deal: int) -> Deal:
    return records.by_ids(workspace.database, Deal, [deal])[0]


def way(workspace: Workspace, deal: int) -> list[tuple[str, DealStatus, float]]:
    """The stages that it was in, and for how many days."""
    now = workspace.clock()
    found = deals.deal_detail(workspace, deal).way
    return [(name, stay.status, stay.length(now) / timedelta(days=1)) for name, stay in found]


def moves(workspace: Workspace, deal: int) -> list[TimelineEntry]:
    """Of the timeline, the earliest first."""
    kinds = (EntryKind.MOVED, EntryKind.WON, EntryKind.LOST, EntryKind.REOPENED)
    return [entry for entry in deals.deal_detail(workspace, deal).timeline if entry.kind in kinds][::-1]


class TestLines:
    @pytest.mark.parametrize("field", ["products", "competitors", "files"])
    def test_each_line_is_an_entry(self, workspace: Workspace, add: Add, fresh: Fresh, field: str) -> None:
        deal = add(**{field: "  Scanner \n\n  \r\nDock "})
        assert getattr(get(fresh(), deal), field) == "Scanner\nDock"
        workspace.clock.advance(minutes=1)
        editing.edit(workspace, Kind.DEAL, deal, {field: " \n "})
        assert getattr(get(fresh(), deal), field) is None
        history.undo(workspace)
        assert getattr(get(fresh(), deal), field) == "Scanner\nDock"

    @pytest.mark.parametrize(
        ("text", "words"),
        [("x\n" * 101, "101 lines are too many; the old ones were kept"), ("x" * 1001, "“x{40}…” is too long for")],
    )
    def test_more_than_anybody_would_read(self, workspace: Workspace, add: Add, text: str, words: str) -> None:
        deal = add(products="Scanner")
        with pytest.raises(Invalid, match=words):
            editing.edit(workspace, Kind.DEAL, deal, {"products": text})
        assert get(workspace, deal).products == "Scanner"


class TestReason:
    def test_why_a_deal_was_won_is_said_afterwards(self, workspace: Workspace, add: Add, fresh: Fresh) -> None:
        deal = add()
        deals.win_deal(workspace, deal)
        editing.edit(workspace, Kind.DEAL, deal, {"reason": "Best fit"})
        workspace.clock.advance(minutes=1)
        editing.edit(workspace, Kind.DEAL, deal, {"reason_note": "Their scanners fit"})
        assert (get(fresh(), deal).reason, get(fresh(), deal).reason_note) == ("Best fit", "Their scanners fit")
        editing.edit(workspace, Kind.DEAL, deal, {"reason": "", "reason_note": ""})
        assert (get(fresh(), deal).reason, get(fresh(), deal).reason_note) == (None, None)

    @pytest.mark.parametrize(
        ("texts", "words"),
        [
            ({"reason": ""}, "a lost deal needs a reason; nothing was changed; say why"),
            ({"reason": "Other"}, 'the reason "Other" needs a note; nothing was changed; say in'),
            ({"reason": "other", "reason_note": " "}, 'the reason "Other" needs a note'),
        ],
    )
    def test_a_lost_deal_keeps_one(self, workspace: Workspace, add: Add, texts: dict[str, str], words: str) -> None:
        deal = add()
        deals.lose_deal(workspace, deal, "Price")
        before = dump(workspace.database)
        with pytest.raises(Invalid, match=words):
            editing.edit(workspace, Kind.DEAL, deal, texts)
        assert dump(workspace.database) == before
        editing.edit(workspace, Kind.DEAL, deal, {"reason": "Other", "reason_note": "They merged"})
        with pytest.raises(Invalid, match="needs a note"):
            editing.edit(workspace, Kind.DEAL, deal, {"reason_note": ""})
        assert get(workspace, deal).reason_note == "They merged"

    def test_an_open_deal_has_none(self, workspace: Workspace, add: Add) -> None:
        with pytest.raises(Invalid, match="only a deal that is won or lost has a reason"):
            editing.edit(workspace, Kind.DEAL, add(), {"reason": "Price"})
        with pytest.raises(Invalid, match="only a deal that is won or lost has a reason"):
            add(reason_note="Price")


class TestProbability:
    def test_back_to_what_is_usual_in_the_stage(
        self, workspace: Workspace, add: Add, stages: Stages, fresh: Fresh
    ) -> None:
        deal = add(probability="70", stage="Demo")
        assert get(workspace, deal).probability_by_hand
        editing.edit(workspace, Kind.DEAL, deal, {"probability": "auto"})
        found = get(fresh(), deal)
        assert (found.probability, found.probability_by_hand) == (45, False)
        deals.move_deal(workspace, deal, stages["Proposal"])
        assert get(fresh(), deal).probability == 65

    def test_of_a_new_deal_it_says_nothing(self, workspace: Workspace, add: Add) -> None:
        found = get(workspace, add(probability="automatic", stage="Demo"))
        assert (found.probability, found.probability_by_hand) == (45, False)

    def test_a_closed_deal_has_that_of_its_end(self, workspace: Workspace, add: Add) -> None:
        deal = add()
        deals.win_deal(workspace, deal)
        editing.edit(workspace, Kind.DEAL, deal, {"probability": "60"})
        editing.edit(workspace, Kind.DEAL, deal, {"probability": "Auto"})
        assert get(workspace, deal).probability == 100


class TestWay:
    def test_how_long_it_stood_in_each_stage(
        self, workspace: Workspace, add: Add, stages: Stages, fresh: Fresh
    ) -> None:
        deal = add()
        for days, name in ((4, "Contacted"), (6, "Demo")):
            workspace.clock.advance(days=days)
            deals.move_deal(workspace, deal, stages[name])
        workspace.clock.advance(days=2)
        deals.move_deal(workspace, deal, stages["Demo"], to_end=True)  # within the stage: no move
        assert way(fresh(), deal) == [
            ("Qualified", DealStatus.OPEN, 4),
            ("Contacted", DealStatus.OPEN, 6),
            ("Demo", DealStatus.OPEN, 2),
        ]
        assert [(entry.subject, entry.body, entry.lasted) for entry in moves(fresh(), deal)] == [
            ("Qualified", "Contacted", timedelta(days=4)),
            ("Contacted", "Demo", timedelta(days=6)),
        ]

    def test_closed_and_opened_again(self, workspace: Workspace, add: Add, stages: Stages, fresh: Fresh) -> None:
        deal = add(stage="Demo")
        for days, act in (
            (10, lambda: deals.lose_deal(workspace, deal, "Price")),
            (5, lambda: deals.reopen_deal(workspace, deal)),
            (3, lambda: deals.win_deal(workspace, deal)),
        ):
            workspace.clock.advance(days=days)
            act()
        workspace.clock.advance(days=7)
        assert way(fresh(), deal) == [
            ("Demo", DealStatus.OPEN, 10),
            ("Demo", DealStatus.LOST, 5),
            ("Demo", DealStatus.OPEN, 3),
            ("Demo", DealStatus.WON, 7),
        ]
        lasted = [entry.lasted and entry.lasted.days for entry in moves(fresh(), deal)]
        assert lasted == [10, 5, 18]  # won 18 days after it was added

    def test_what_was_undone_never_was(self, workspace: Workspace, add: Add, stages: Stages, fresh: Fresh) -> None:
        deal = add()
        workspace.clock.advance(days=4)
        deals.move_deal(workspace, deal, stages["Demo"])
        workspace.clock.advance(days=1)
        history.undo(workspace)
        assert way(fresh(), deal) == [("Qualified", DealStatus.OPEN, 5)]
        assert moves(fresh(), deal) == []
        workspace.clock.advance(days=1)
        history.redo(workspace)
        assert way(fresh(), deal) == [("Qualified", DealStatus.OPEN, 4), ("Demo", DealStatus.OPEN, 2)]
        assert [entry.lasted for entry in moves(fresh(), deal)] == [timedelta(days=4)]
        history.undo(workspace)
        deals.win_deal(workspace, deal)
        history.undo(workspace)
        assert way(fresh(), deal) == [("Qualified", DealStatus.OPEN, 6)]

    def test_it_outlives_the_images_of_old_operations(
        self, workspace: Workspace, add: Add, stages: Stages, fresh: Fresh
    ) -> None:
        deal = add()
        workspace.clock.advance(days=6)
        deals.move_deal(workspace, deal, stages["Demo"])
        workspace.clock.advance(days=3 * LONG)
        before = way(fresh(), deal)
        history_care.keep(workspace, LONG)
        assert history_care.prune(workspace)
        assert way(fresh(), deal) == before
        assert before[0] == ("Qualified", DealStatus.OPEN, 6)

    def test_an_imported_deal_is_known_since_then(
        self, workspace: Workspace, stages: Stages, tmp_path: Path, fresh: Fresh
    ) -> None:
        path = tmp_path / "deals.csv"
        path.write_text("Deal Name,Stage,Created\nPilot,Demo,2026-09-01\n", "utf-8")
        importing.import_file(workspace, path, kind=importing.ImportKind.DEALS)
        deal = deals.find_deal(workspace, "Pilot")
        workspace.clock.advance(days=3)
        deals.move_deal(workspace, deal, stages["Proposal"])
        detail = deals.deal_detail(fresh(), deal)
        assert detail.deal.created_at.date() < date(2026, 9, 2)
        assert way(fresh(), deal) == [("Demo", DealStatus.OPEN, 3), ("Proposal", DealStatus.OPEN, 0)]
        assert [stay.is_whole for _, stay in detail.way] == [False, True]
        assert [entry.lasted for entry in moves(fresh(), deal)] == [None]


class TestPinned:
    def test_an_entry_is_pinned_and_released(self, workspace: Workspace, add: Add, fresh: Fresh) -> None:
        deal = add(contact="Eva Lind")
        note = activities.log_activity(workspace, ActivityKind.NOTE, (Kind.DEAL, deal), "Go-live in March").subject
        assert note
        assert activities.pin(workspace, note).title == "Pinned note of “Pilot”"
        assert not activities.pin(workspace, note)
        contact = contacts.contact_names(workspace, "Eva")[0][0]
        for timeline in (deals.deal_detail(fresh(), deal).timeline, contacts.contact_detail(fresh(), contact).timeline):
            assert [entry.id for entry in timeline if entry.pinned] == [note]
        assert activities.pin(workspace, note, False).title == "Unpinned note of “Pilot”"
        assert not any(entry.pinned for entry in deals.deal_detail(fresh(), deal).timeline)

    def test_a_pinned_entry_is_never_too_old_to_be_shown(self, workspace: Workspace, add: Add, fresh: Fresh) -> None:
        deal = add()
        on = (Kind.DEAL, deal)
        first = activities.log_activity(workspace, ActivityKind.NOTE, on, "The first").subject
        assert first
        activities.pin(workspace, first)
        for number in range(301):
            workspace.clock.advance(minutes=1)
            activities.log_activity(workspace, ActivityKind.NOTE, on, f"{number}")
        timeline = deals.deal_detail(fresh(), deal).timeline
        assert len(timeline) == 300
        assert timeline[0].body == "300"
        assert (timeline[-1].id, timeline[-1].pinned) == (first, True)
