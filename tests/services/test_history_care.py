"""What operations changed is kept as long as the team agreed; then it goes, and nothing else does."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from dumping import dump

from leaddesk.domain.errors import Busy, CannotUndo, Invalid
from leaddesk.domain.records import Kind
from leaddesk.services import care, deals, editing, history, history_care, team_settings
from leaddesk.services.history_details import details
from leaddesk.services.workspace import Workspace
from leaddesk.storage import pruning

Add = Callable[..., int]
Fresh = Callable[..., Workspace]


@pytest.fixture
def old(workspace: Workspace, stages: dict[str, int], add: Add) -> dict[str, int]:
    """A deal that was added, changed and moved more than a year ago, and changed yesterday."""
    deal = add("Pilot", value="100")
    edited = editing.edit(workspace, Kind.DEAL, deal, {"title": "Trial"}).operation
    moved = deals.move_deal(workspace, deal, stages["Demo"]).operation
    workspace.clock.advance(days=400)
    recent = editing.edit(workspace, Kind.DEAL, deal, {"title": "Rollout"}).operation
    workspace.clock.advance(days=1)
    return {"deal": deal, "edited": edited or 0, "moved": moved or 0, "recent": recent or 0}


def pruned(workspace: Workspace) -> list[str]:
    return [entry.title for entry in history.history(workspace, limit=None) if entry.pruned]


def test_nothing_is_due_in_the_first_year(workspace: Workspace, add: Add) -> None:
    add("Pilot")
    assert not history_care.due(workspace)
    workspace.clock.advance(days=365)
    assert not history_care.due(workspace)
    assert history_care.prune(workspace) == 0
    workspace.clock.advance(days=2)
    assert history_care.due(workspace)


def test_old_images_go_and_everything_else_stays(workspace: Workspace, old: dict[str, int], fresh: Fresh) -> None:
    before = dump(workspace.database)
    sentences = [entry.title for entry in history.history(workspace, limit=None)]
    assert history_care.prune(workspace) == len(sentences) - 1
    assert not history_care.due(workspace)
    again = fresh()
    assert dump(again.database) == before
    assert [entry.title for entry in history.history(again, limit=None)] == sentences
    assert pruned(again) == sentences[1:]
    assert care.check(again) == []


def test_what_was_pruned_cannot_be_undone_and_says_so(workspace: Workspace, old: dict[str, int]) -> None:
    history_care.prune(workspace)
    for operation in (old["edited"], old["moved"]):
        with pytest.raises(CannotUndo, match="what it changed is no longer kept; nothing was changed"):
            history.undo(workspace, operation)
    assert details(workspace, old["edited"]).rows == ()
    assert history.refusal(workspace, old["recent"]) is None


def test_the_way_of_a_deal_through_the_stages_stays(workspace: Workspace, old: dict[str, int]) -> None:
    before = deals.deal_detail(workspace, old["deal"]).timeline
    assert any(entry.body == "Demo" for entry in before)
    history_care.prune(workspace)
    assert deals.deal_detail(workspace, old["deal"]).timeline == before


def test_an_undo_can_be_brought_back_though_what_it_undid_is_pruned(workspace: Workspace, old: dict[str, int]) -> None:
    history.undo(workspace, old["moved"])
    history_care.prune(workspace)
    history.redo(workspace)
    stage = deals.deal_detail(workspace, old["deal"]).card.stage_id
    assert stage == next(stage.id for stage in deals.list_stages(workspace) if stage.name == "Demo")


def test_the_team_decides_how_long(workspace: Workspace, old: dict[str, int]) -> None:
    history_care.keep(workspace, history_care.FOR_EVER)
    assert not history_care.due(workspace)
    assert history_care.prune(workspace) == 0
    history_care.keep(workspace, 31)
    assert history_care.days_kept(workspace) == 31
    assert history_care.due(workspace)
    workspace.clock.advance(days=40)
    history_care.prune(workspace)
    assert "Changed title of “Trial”" in pruned(workspace)


@pytest.mark.parametrize("days", [-1, 36_601])
def test_a_length_that_makes_no_sense_is_refused(workspace: Workspace, days: int) -> None:
    with pytest.raises(Invalid, match="not between 0 and 36600; the history is kept as before"):
        history_care.keep(workspace, days)
    assert history_care.days_kept(workspace) == history_care.DAYS


@pytest.mark.parametrize("value", ["a year", None, True, -3, 10**9])
def test_a_setting_that_makes_no_sense_counts_as_a_year(workspace: Workspace, value: object) -> None:
    team_settings.write(workspace, history_care.SETTING, value)
    assert history_care.days_kept(workspace) == history_care.DAYS


def test_figures(workspace: Workspace, old: dict[str, int]) -> None:
    before = history_care.kept(workspace)
    assert before.operations == before.whole == len(history.history(workspace, limit=None))
    assert before.since is not None
    assert before.since < workspace.clock() - timedelta(days=400)
    history_care.prune(workspace)
    after = history_care.kept(workspace)
    assert (after.operations, after.whole, after.days) == (before.operations, 1, 366)
    assert 0 < after.bytes < before.bytes
    assert after.since == workspace.clock() - timedelta(days=1)


def test_it_goes_by_pieces_between_which_others_get_in(
    workspace: Workspace, kim: Workspace, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(7):
        add(f"Deal {number}")
    workspace.clock.advance(days=400)
    monkeypatch.setattr(history_care, "_TOGETHER", 3)
    done = []
    while pieces := history_care.prune_some(workspace):
        done.append(pieces)
        deals.add_deal(kim, {"title": f"Between {len(done)}"})
    assert max(done) == 3
    assert len(pruned(workspace)) == sum(done)
    assert care.check(workspace) == []


def test_a_piece_ends_when_its_time_is_over(workspace: Workspace, add: Add) -> None:
    for number in range(3):
        add(f"Deal {number}")
    workspace.clock.advance(days=400)
    oldest = pruning.oldest_kept(workspace.database, workspace.clock(), 10)
    assert pruning.prune(workspace.database, oldest, 0.0) == 1
    assert pruning.oldest_kept(workspace.database, workspace.clock(), 10) == oldest[1:]


def test_it_can_be_stopped(workspace: Workspace, old: dict[str, int]) -> None:
    stop = threading.Event()
    stop.set()
    assert history_care.prune(workspace, stop) == 0
    assert pruned(workspace) == []


def test_nothing_is_pruned_while_somebody_else_saves_for_long(
    workspace: Workspace, kim: Workspace, old: dict[str, int]
) -> None:
    kim.database.begin()
    workspace.database.turn.patience = 0.01
    with pytest.raises(Busy):
        history_care.prune(workspace)
    kim.database.rollback()
    assert pruned(workspace) == []
