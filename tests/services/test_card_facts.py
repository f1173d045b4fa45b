"""A card says what is true of its deal, for one as for many."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from leaddesk.domain.operations import Operation
from leaddesk.domain.records import ActivityKind, Kind, Stage
from leaddesk.domain.summaries import Card
from leaddesk.services import activities, deals, editing, followups, history, tags
from leaddesk.services.workspace import Workspace
from leaddesk.storage.queries.plain import for_ids
from leaddesk.storage.unit_of_work import UnitOfWork

Add = Callable[..., int]
Stages = dict[str, int]


def card(workspace: Workspace, deal: int) -> Card:
    return deals.cards(workspace, [deal])[0]


def at(clock: Any, **ago: float) -> datetime:
    moment: datetime = clock.now - timedelta(**ago)
    return moment


def note(workspace: Workspace, deal: int, when: datetime) -> int:
    """A note of that time on the deal; its id."""
    logged = activities.log_activity(workspace, ActivityKind.NOTE, (Kind.DEAL, deal), "said so", at=when).subject
    assert logged is not None
    return logged


def limit(workspace: Workspace, stage: int, days: int | None) -> None:
    with UnitOfWork(workspace, Operation.SETTING, title="idle days") as work:
        work.update(Stage, stage, idle_days=days)


def test_a_new_deal_was_never_active(workspace: Workspace, add: Add) -> None:
    assert card(workspace, add("Pilot")).last_active is None


def test_editing_is_no_activity(workspace: Workspace, add: Add) -> None:
    deal = add("Pilot")
    editing.edit(workspace, Kind.DEAL, deal, {"title": "Trial", "value": "100"})
    followups.plan_followup(workspace, "call", due_on=date(2026, 11, 21), on=(Kind.DEAL, deal))
    assert card(workspace, deal).last_active is None


def test_dialogue_and_notes_are(workspace: Workspace, add: Add, clock: Any) -> None:
    deal = add("Pilot")
    note(workspace, deal, at(clock, days=9))
    latest = note(workspace, deal, at(clock, days=3))
    note(workspace, deal, at(clock, days=5))
    assert card(workspace, deal).last_active == at(clock, days=3)
    editing.delete(workspace, Kind.ACTIVITY, latest)
    assert card(workspace, deal).last_active == at(clock, days=5)


def test_a_step_that_is_done_is(workspace: Workspace, add: Add, clock: Any) -> None:
    deal = add("Pilot")
    note(workspace, deal, at(clock, days=3))
    step = followups.plan_followup(workspace, "call", due_on=date(2026, 11, 21), on=(Kind.DEAL, deal)).subject
    assert step is not None
    followups.complete_followup(workspace, step)
    done = clock.now
    clock.advance(days=2)
    assert card(workspace, deal).last_active == done
    history.undo(workspace)
    assert card(workspace, deal).last_active == done - timedelta(days=3)


def test_a_move_to_another_stage_is_and_one_within_it_is_not(
    workspace: Workspace, add: Add, stages: Stages, clock: Any
) -> None:
    deal, other = add("Pilot"), add("Other")
    deals.move_deals(workspace, [other], stages["Qualified"], to_end=True)
    assert card(workspace, other).last_active is None
    deals.move_deals(workspace, [deal], stages["Demo"])
    assert card(workspace, deal).last_active == clock.now


def test_the_limit_is_that_of_the_stage_and_counts_at_once(workspace: Workspace, add: Add, stages: Stages) -> None:
    deal = add("Pilot", stage="Demo")
    for days in (21, None):
        limit(workspace, stages["Demo"], days)
        assert card(workspace, deal).idle_limit == days
    limit(workspace, stages["Proposal"], 5)
    deals.move_deals(workspace, [deal], stages["Proposal"])
    assert card(workspace, deal).idle_limit == 5


def test_tags_come_by_name(workspace: Workspace, add: Add) -> None:
    deal, bare = add("Pilot"), add("Bare")
    tags.set_tags(workspace, Kind.DEAL, deal, ["winter", "Éclair", "Key account"])
    found = card(workspace, deal).tags
    assert [tag.name for tag in found] == ["Éclair", "Key account", "winter"]
    assert all(tag.colour.startswith("#") for tag in found)
    assert card(workspace, bare).tags == ()
    tags.set_tags(workspace, Kind.DEAL, deal, [])
    assert card(workspace, deal).tags == ()


@pytest.mark.parametrize("count", [1, 2, 3, 65, 501, 1030])
def test_a_question_about_many_is_answered_as_for_each(workspace: Workspace, add: Add, count: int) -> None:
    ids = [add(str(number)) for number in range(3)]
    ask = for_ids("SELECT id, title FROM deal WHERE id IN ({ids})")
    asked = (ids + list(range(2000)))[:count]
    expected = [(number, str(place)) for place, number in enumerate(ids) if number in asked]
    assert sorted(ask(workspace.database, asked)) == expected
    assert ask(workspace.database, []) == []
