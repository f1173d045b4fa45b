"""Everything that was done can be taken back and brought again, by whoever did it, also after a restart."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from dumping import dump, journal_size

from leaddesk.domain.board import Month
from leaddesk.domain.changes import Changes
from leaddesk.domain.dates import add_months
from leaddesk.domain.errors import CannotUndo
from leaddesk.domain.forecast import month_of
from leaddesk.domain.operations import DESTRUCTIVE, FINAL, Operation
from leaddesk.domain.records import ActivityKind, Kind, Role
from leaddesk.domain.views import ViewOptions
from leaddesk.services import (
    activities,
    contacts,
    deals,
    editing,
    followups,
    forecast,
    history,
    leads,
    participants,
    pipelines,
    stages,
    tags,
    team_settings,
    trash,
    users,
    views,
)
from leaddesk.services.demo import fill_demo
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Workspace, open_workspace
from leaddesk.storage import journal
from leaddesk.storage.undoing import take_back

Add = Callable[..., int]
DUE = date(2026, 12, 1)


@pytest.fixture
def world(workspace: Workspace, add: Add) -> dict[str, int]:
    """A record of each kind, with their ids."""
    deal = add("Pilot", company="Kestrel AG", contact="Jonas Berg", value="9500")
    second = add("Second")
    on_deal = (Kind.DEAL, deal)
    lead = leads.add_lead(workspace, {"name": "Ana Silva"}).subject
    note = activities.log_activity(workspace, ActivityKind.NOTE, on_deal, "said").subject
    step = followups.plan_followup(workspace, "Call", due_on=DUE, on=on_deal).subject
    company = contacts.add_company(workspace, {"name": "Falcon"}).subject
    assert lead
    assert note
    assert step
    assert company
    view = views.save_view(workspace, "Mine", "owner:me").subject
    shared_view = views.save_view(workspace, "Ours", shared=True).subject
    assert view
    assert shared_view
    trashed = contacts.add_company(workspace, {"name": "Merlin"}).subject
    assert trashed
    editing.delete(workspace, Kind.COMPANY, trashed)
    participants.involve(workspace, deal, "Eva Lind")
    workspace.clock.advance(minutes=5)
    contact = contacts.contact_names(workspace, "Jonas")[0][0]
    eva = contacts.contact_names(workspace, "Eva")[0][0]
    pinned = activities.log_activity(workspace, ActivityKind.CALL, on_deal, "agreed").subject
    assert pinned
    activities.pin(workspace, pinned)
    return {
        "deal": deal,
        "second": second,
        "lead": lead,
        "note": note,
        "step": step,
        "company": company,
        "contact": contact,
        "trashed": trashed,
        "eva": eva,
        "pinned": pinned,
        "view": view,
        "shared view": shared_view,
    }


def _edit(kind: Kind, key: str, **texts: str) -> Callable[[Workspace, dict[str, int]], Changes]:
    return lambda w, ids: editing.edit(w, kind, ids[key], texts)


def _delete(kind: Kind, key: str) -> Callable[[Workspace, dict[str, int]], Changes]:
    return lambda w, ids: editing.delete(w, kind, ids[key])


def _stage(w: Workspace, name: str) -> int:
    return next(stage.id for stage in deals.list_stages(w) if stage.name == name)


def _pipeline(w: Workspace, ids: dict[str, int]) -> int:
    return pipelines.list_pipelines(w)[0].id


def _second_pipeline(w: Workspace) -> int:
    made = pipelines.add_pipeline(w, {"name": "Partners"}).subject
    assert made
    return made


def _remove_pipeline(w: Workspace, ids: dict[str, int]) -> Changes:
    made = _second_pipeline(w)
    of_it = next(stage.id for stage in deals.list_stages(w) if stage.pipeline_id == made)
    return pipelines.remove_pipeline(w, _pipeline(w, ids), into=of_it)


def _reorder_pipeline(w: Workspace, ids: dict[str, int]) -> Changes:
    return pipelines.move_pipeline(w, _second_pipeline(w), _pipeline(w, ids))


def _reopened(w: Workspace, ids: dict[str, int]) -> Changes:
    deals.lose_deal(w, ids["deal"], "Other", "their budget was cut")
    return deals.reopen_deal(w, ids["deal"])


def _reorder(w: Workspace, ids: dict[str, int]) -> Changes:
    return deals.move_deal(w, ids["deal"], _stage(w, "Qualified"))


def _deals(ids: dict[str, int]) -> list[int]:
    return [ids["deal"], ids["second"]]


def _both(deed: Callable[..., Changes], *words: Any) -> Callable[[Workspace, dict[str, int]], Changes]:
    return lambda w, ids: deed(w, _deals(ids), *words)


def _next_month(w: Workspace) -> Month:
    return month_of(add_months(w.clock().date(), 1), w.clock().date())


def _reorder_both(w: Workspace, ids: dict[str, int]) -> Changes:
    return deals.move_deals(w, _deals(ids), _stage(w, "Qualified"))


def _reopened_both(w: Workspace, ids: dict[str, int]) -> Changes:
    deals.win_deals(w, _deals(ids))
    return deals.reopen_deals(w, _deals(ids))


def _edit_user(w: Workspace, ids: dict[str, int]) -> Changes:
    return editing.edit(w, Kind.USER, users.list_users(w)[0].id, {"email": "sam@kestrel.example"})


ACTS: dict[Operation, Callable[[Workspace, dict[str, int]], Changes]] = {
    Operation.ADD_USER: lambda w, ids: users.add_user(w, "Kim Roth"),
    Operation.EDIT_USER: _edit_user,
    Operation.ADD_COMPANY: lambda w, ids: contacts.add_company(w, {"name": "Heron"}),
    Operation.EDIT_COMPANY: _edit(Kind.COMPANY, "company", name="Heron", employees="12"),
    Operation.DELETE_COMPANY: _delete(Kind.COMPANY, "company"),
    Operation.ADD_CONTACT: lambda w, ids: contacts.add_contact(w, {"name": "Eva", "company": "New Works"}),
    Operation.EDIT_CONTACT: _edit(Kind.CONTACT, "contact", name="Jon", company="Newest Works"),
    Operation.DELETE_CONTACT: _delete(Kind.CONTACT, "contact"),
    Operation.ADD_LEAD: lambda w, ids: leads.add_lead(w, {"company": "Osprey", "source": "fair"}),
    Operation.EDIT_LEAD: _edit(Kind.LEAD, "lead", status="working"),
    Operation.DELETE_LEAD: _delete(Kind.LEAD, "lead"),
    Operation.ADD_DEAL: lambda w, ids: deals.add_deal(w, {"title": "Third", "company": "Osprey", "stage": "Demo"}),
    Operation.EDIT_DEAL: _edit(Kind.DEAL, "deal", title="Müller", value="1", expected_close="2026-12-01"),
    Operation.MOVE_DEAL: lambda w, ids: deals.move_deal(w, ids["deal"], _stage(w, "Demo")),
    Operation.REORDER_DEAL: _reorder,
    Operation.WIN_DEAL: lambda w, ids: deals.win_deal(w, ids["deal"], "Price"),
    Operation.LOSE_DEAL: lambda w, ids: deals.lose_deal(w, ids["deal"], "No reply"),
    Operation.REOPEN_DEAL: _reopened,
    Operation.DELETE_DEAL: _delete(Kind.DEAL, "deal"),
    Operation.EDIT_DEALS: _both(deals.edit_deals, {"value": "12", "owner": ""}),
    Operation.EXPECT_DEAL: lambda w, ids: forecast.expect_deals(w, [ids["deal"]], _next_month(w)),
    Operation.EXPECT_DEALS: lambda w, ids: forecast.expect_deals(w, _deals(ids), _next_month(w)),
    Operation.MOVE_DEALS: lambda w, ids: deals.move_deals(w, _deals(ids), _stage(w, "Demo")),
    Operation.REORDER_DEALS: _reorder_both,
    Operation.WIN_DEALS: _both(deals.win_deals, "Price"),
    Operation.LOSE_DEALS: _both(deals.lose_deals, "Other", "they moved away"),
    Operation.REOPEN_DEALS: _reopened_both,
    Operation.DELETE_DEALS: _both(deals.delete_deals),
    Operation.TAG_DEALS: _both(deals.tag_deals, ["vip", "rail"]),
    Operation.INVOLVE: lambda w, ids: participants.involve(w, ids["deal"], "Ida Hale", Role.EVALUATOR),
    Operation.EDIT_ROLE: lambda w, ids: participants.set_role(w, ids["deal"], ids["contact"], Role.DECISION_MAKER),
    Operation.MAIN_CONTACT: lambda w, ids: participants.make_main(w, ids["deal"], ids["eva"]),
    Operation.TAKE_OUT: lambda w, ids: participants.take_out(w, ids["deal"], ids["eva"]),
    Operation.PIN_ACTIVITY: lambda w, ids: activities.pin(w, ids["note"]),
    Operation.UNPIN_ACTIVITY: lambda w, ids: activities.pin(w, ids["pinned"], False),
    Operation.LOG_ACTIVITY: lambda w, ids: activities.log_activity(
        w, ActivityKind.CALL, (Kind.LEAD, ids["lead"]), "spoke", duration_minutes=5
    ),
    Operation.EDIT_ACTIVITY: _edit(Kind.ACTIVITY, "note", body="said more"),
    Operation.DELETE_ACTIVITY: _delete(Kind.ACTIVITY, "note"),
    Operation.PLAN_FOLLOWUP: lambda w, ids: followups.plan_phrase(w, "call Jonas tomorrow 10:00"),
    Operation.EDIT_FOLLOWUP: _edit(Kind.FOLLOWUP, "step", subject="Mail", due="tomorrow 10:00"),
    Operation.SNOOZE_FOLLOWUP: lambda w, ids: followups.snooze_followup(w, ids["step"], "2026-12-24"),
    Operation.COMPLETE_FOLLOWUP: lambda w, ids: followups.complete_followup(w, ids["step"]),
    Operation.DELETE_FOLLOWUP: _delete(Kind.FOLLOWUP, "step"),
    Operation.TAG: lambda w, ids: tags.set_tags(w, Kind.DEAL, ids["deal"], ["vip", "rail"]),
    Operation.ADD_PIPELINE: lambda w, ids: pipelines.add_pipeline(w, {"name": "Partners"}),
    Operation.EDIT_PIPELINE: lambda w, ids: editing.edit(w, Kind.PIPELINE, _pipeline(w, ids), {"name": "Direct"}),
    Operation.REORDER_PIPELINE: _reorder_pipeline,
    Operation.DELETE_PIPELINE: _remove_pipeline,
    Operation.ADD_STAGE: lambda w, ids: stages.add_stage(w, _pipeline(w, ids), {"name": "Trial"}),
    Operation.EDIT_STAGE: lambda w, ids: editing.edit(w, Kind.STAGE, _stage(w, "Demo"), {"idle_days": "3"}),
    Operation.REORDER_STAGE: lambda w, ids: stages.move_stage(w, _stage(w, "Demo"), None),
    Operation.DELETE_STAGE: lambda w, ids: stages.remove_stage(w, _stage(w, "Demo")),
    Operation.MERGE_STAGE: lambda w, ids: stages.remove_stage(w, _stage(w, "Qualified"), into=_stage(w, "Demo")),
    Operation.BRING_BACK: lambda w, ids: trash.bring_back(w, Kind.COMPANY, ids["trashed"]),
    Operation.BRING_BACK_AND_CHANGE: lambda w, ids: trash.bring_back(
        w, Kind.COMPANY, ids["trashed"], lambda again: _edit(Kind.COMPANY, "trashed", phone="1")(again, ids)
    ),
    Operation.SAVE_VIEW: lambda w, ids: views.save_view(w, "Big ones", "value>50k"),
    Operation.EDIT_VIEW: lambda w, ids: views.update_view(w, ids["view"], "owner:me", ViewOptions(compact=True)),
    Operation.REORDER_VIEW: lambda w, ids: views.move_view(w, ids["shared view"], ids["view"]),
    Operation.SHARE_VIEW: lambda w, ids: views.share_view(w, ids["view"], shared=True),
    Operation.UNSHARE_VIEW: lambda w, ids: views.share_view(w, ids["shared view"], shared=False),
    Operation.DELETE_VIEW: lambda w, ids: views.delete_view(w, ids["view"]),
    Operation.SETTING: lambda w, ids: team_settings.write(w, "history_days", 90),
}


def test_no_kind_of_operation_is_forgotten() -> None:
    assert set(Operation) - set(ACTS) == FINAL | {Operation.UNDO, Operation.REDO, Operation.IMPORT}


@pytest.mark.parametrize("kind", ACTS)
def test_undo_and_redo(
    kind: Operation, workspace: Workspace, world: dict[str, int], settings: Settings, fresh: Any
) -> None:
    before = dump(workspace.database)
    steps = journal_size(workspace.database)[0]
    done = ACTS[kind](workspace, world)
    after = dump(workspace.database)
    assert after != before
    [newest] = history.history(workspace, limit=1)
    assert newest.kind is kind
    assert done.title == newest.title
    assert done.destroys is (kind in DESTRUCTIVE)
    assert done.subject is not None
    for _ in range(journal_size(workspace.database)[0] - steps):
        undone = history.undo(workspace)
    assert undone.title.startswith("Undid: ")
    assert dump(fresh().database) == before
    again = open_workspace(workspace.database.path, settings=settings, clock=workspace.clock, zone=workspace.zone)
    assert again.actor == workspace.actor
    while dump(again.database) != after:
        redone = history.redo(again)
    assert redone.title == f"Redid: {done.title}"
    with pytest.raises(CannotUndo, match="nothing to redo"):
        history.redo(again)
    again.database.close()
    assert dump(fresh().database) == after


class TestTheStack:
    def test_steps_go_back_and_forth_in_order_after_a_restart(
        self, workspace: Workspace, settings: Settings, add: Add
    ) -> None:
        states = [dump(workspace.database)]
        for title in ("A", "B", "C"):
            add(title)
            states.append(dump(workspace.database))
        for way, order in ((history.undo, states[2::-1]), (history.redo, states[1:]), (history.undo, states[2::-1])):
            for state in order:
                opened = open_workspace(workspace.database.path, settings=settings, clock=workspace.clock)
                assert way(opened)
                assert dump(opened.database) == state
                opened.database.close()

    def test_something_new_clears_what_could_be_redone(self, workspace: Workspace, add: Add) -> None:
        add("A")
        history.undo(workspace)
        add("B")
        with pytest.raises(CannotUndo, match="nothing to redo"):
            history.redo(workspace)

    def test_a_new_file_has_nothing_to_undo(self, workspace: Workspace) -> None:
        size = journal_size(workspace.database)
        with pytest.raises(CannotUndo, match="there is nothing to undo"):
            history.undo(workspace)
        assert journal_size(workspace.database) == size

    def test_the_demo_and_the_founding_stay(self, workspace: Workspace) -> None:
        filled = fill_demo(workspace)
        founding = history.history(workspace)[-1]
        for operation in (filled.operation, founding.id):
            with pytest.raises(CannotUndo, match="cannot be undone"):
                history.undo(workspace, operation)
        with pytest.raises(CannotUndo, match="there is no operation 7"):
            history.undo(workspace, 7)

    def test_the_history_tells_what_is_undone(self, workspace: Workspace, add: Add) -> None:
        deal = add("A")
        operation = history.history(workspace)[0].id

        def flags() -> list[tuple[str, bool]]:
            return [(entry.kind.value, entry.undone) for entry in history.history(workspace, of=(Kind.DEAL, deal))]

        assert flags() == [("add_deal", False)]
        undo = history.undo(workspace).operation
        assert flags() == [("undo", False), ("add_deal", True)]
        with pytest.raises(CannotUndo, match="is undone already"):
            history.undo(workspace, operation)
        history.undo(workspace, undo)  # taking the undo back from the history is redo
        assert flags() == [("redo", False), ("undo", True), ("add_deal", False)]
        with pytest.raises(CannotUndo, match="is undone already"):
            history.undo(workspace, undo)
        with pytest.raises(CannotUndo, match="undo what it was about"):
            history.undo(workspace, history.history(workspace)[0].id)
        history.undo(workspace)
        assert flags()[0] == ("undo", False)
        assert flags()[-1] == ("add_deal", True)


class TestSeveralPeople:
    def test_each_undoes_only_their_own(self, workspace: Workspace, kim: Workspace, add: Add) -> None:
        mine = add("Mine")
        theirs = deals.add_deal(kim, {"title": "Theirs"}).subject
        history.undo(workspace)
        assert [card.id for card in deals.list_deals(workspace)] == [theirs]
        history.redo(workspace)
        assert deals.totals(kim).count == 2
        history.undo(kim)
        assert [card.id for card in deals.list_deals(kim)] == [mine]
        with pytest.raises(CannotUndo, match="nothing to undo"):
            history.undo(kim)

    def test_the_history_screen_undoes_anybodys(self, workspace: Workspace, kim: Workspace) -> None:
        theirs = deals.add_deal(kim, {"title": "Theirs"})
        undone = history.undo(workspace, theirs.operation)
        assert undone.removed == {Kind.DEAL: {theirs.subject}}
        [entry] = history.history(workspace, limit=1)
        assert (entry.user, entry.title) == ("Sam Keller", "Undid: Added deal “Theirs”")
        with pytest.raises(CannotUndo):
            history.undo(kim)

    def test_before_somebody_says_who_they_are_only_the_name_counts(
        self, workspace: Workspace, settings: Settings
    ) -> None:
        settings.remember_user(workspace.file_uuid, 0)
        nobody = open_workspace(workspace.database.path, settings=settings, clock=workspace.clock)
        assert nobody.actor.user_id is None
        deals.add_deal(nobody, {"title": "A"})
        assert history.undo(nobody)
        assert history.redo(nobody)
        nobody.database.close()
        with pytest.raises(CannotUndo, match="nothing to undo"):
            history.undo(workspace)


class TestRefusal:
    @pytest.fixture(autouse=True)
    def nothing_is_touched(self, workspace: Workspace) -> Iterator[None]:
        yield
        assert dump(workspace.database) == self.before
        assert journal_size(workspace.database) == self.size

    def remember(self, workspace: Workspace) -> None:
        self.before, self.size = dump(workspace.database), journal_size(workspace.database)

    def test_what_somebody_changed_since(self, workspace: Workspace, kim: Workspace, add: Add) -> None:
        deal = add("Pilot")
        editing.edit(workspace, Kind.DEAL, deal, {"title": "Trial"})
        editing.edit(kim, Kind.DEAL, deal, {"title": "Rollout"})
        self.remember(workspace)
        with pytest.raises(
            CannotUndo,
            match=r"“Changed title of “Pilot”” cannot be undone: "
            r"Kim Roth did something to it since: Changed title of “Trial”; nothing was changed; undo that first",
        ):
            history.undo(workspace)

    def test_an_inserted_record_that_was_changed_since(self, workspace: Workspace, kim: Workspace, add: Add) -> None:
        deal = add("Pilot", company="Kestrel AG")
        deals.win_deal(kim, deal)
        self.remember(workspace)
        with pytest.raises(CannotUndo, match="Kim Roth did something to it since: Won “Pilot”"):
            history.undo(workspace)

    def test_an_inserted_record_that_something_later_belongs_to(
        self, workspace: Workspace, kim: Workspace, add: Add
    ) -> None:
        deal = add("Pilot")
        activities.log_activity(kim, ActivityKind.NOTE, (Kind.DEAL, deal), "a note")
        self.remember(workspace)
        with pytest.raises(
            CannotUndo,
            match=r"later belongs to it \(Kim Roth: Logged note with “Pilot”\); nothing was changed; undo",
        ):
            history.undo(workspace)

    def test_all_or_nothing_where_one_of_many_rows_was_changed(
        self, workspace: Workspace, kim: Workspace, add: Add
    ) -> None:
        add("Pilot", company="Kestrel AG", contact="Jonas Berg")
        contact = contacts.contact_names(kim, "jonas")[0][0]
        editing.edit(kim, Kind.CONTACT, contact, {"phone": "1"})
        self.remember(workspace)
        with pytest.raises(CannotUndo, match="Kim Roth did something to it since: Changed phone of “Jonas Berg”"):
            history.undo(workspace)

    def test_an_older_operation_whose_row_was_undone_and_remade(self, workspace: Workspace, add: Add) -> None:
        add("Pilot")
        undo = history.undo(workspace).operation
        history.redo(workspace)
        self.remember(workspace)
        with pytest.raises(CannotUndo, match="is undone already"):
            history.undo(workspace, undo)

    def test_images_that_are_no_longer_kept(self, workspace: Workspace, add: Add) -> None:
        add("Pilot")
        operation = history.history(workspace, limit=1)[0].id
        workspace.database.sql("DELETE FROM row_change WHERE operation_id = ?", (operation,))
        self.remember(workspace)
        with pytest.raises(CannotUndo, match="no longer kept"):
            history.undo(workspace)


def test_an_older_operation_can_be_chosen(workspace: Workspace, add: Add) -> None:
    deal = add("Pilot", value="100")
    titled = editing.edit(workspace, Kind.DEAL, deal, {"title": "Trial"}).operation
    editing.edit(workspace, Kind.DEAL, deal, {"value": "200"})
    history.undo(workspace, titled)
    assert deals.cards(workspace, [deal])[0].title == "Pilot"
    assert deals.cards(workspace, [deal])[0].value == 20000
    history.redo(workspace)
    assert deals.cards(workspace, [deal])[0].title == "Trial"


def test_undo_of_a_tag_that_somebody_uses_since_is_refused_and_of_the_use_is_not(
    workspace: Workspace, add: Add
) -> None:
    first, second = add("A"), add("B")
    made = tags.set_tags(workspace, Kind.DEAL, first, ["vip"]).operation
    used = tags.set_tags(workspace, Kind.DEAL, second, ["vip"]).operation
    with pytest.raises(CannotUndo, match="something added later"):
        history.undo(workspace, made)
    history.undo(workspace, used)
    history.undo(workspace, made)
    assert tags.list_tags(workspace) == []


def test_a_tag_taken_off_comes_back_once(workspace: Workspace, add: Add) -> None:
    deal = add("A")
    tags.set_tags(workspace, Kind.DEAL, deal, ["vip"])
    off = tags.set_tags(workspace, Kind.DEAL, deal, []).operation
    history.undo(workspace, off)
    assert [tag.name for tag in deals.deal_detail(workspace, deal).tags] == ["vip"]
    again = history.history(workspace, limit=1)[0]
    tags.set_tags(workspace, Kind.DEAL, deal, [])
    with pytest.raises(CannotUndo):  # the row is gone again since
        history.undo(workspace, again.id)


def test_cards_that_shifted_when_there_was_no_gap_left_do_not_stand_in_the_way(
    workspace: Workspace, kim: Workspace
) -> None:
    stages = deals.list_stages(workspace)
    moved = deals.add_deal(workspace, {"title": "moved"}).subject
    assert moved
    theirs = deals.move_deal(kim, moved, stages[1].id)
    for place in range(60):  # into the same gap, until the stage is numbered anew
        deals.move_deal(workspace, moved, stages[1].id, to_end=True)
        dropped = deals.add_deal(workspace, {"title": f"dropped {place}", "stage": stages[1].name}).subject
        assert dropped
        deals.move_deal(workspace, dropped, stages[1].id, before=moved)
    assert history.undo(kim, theirs.operation)
    assert deals.deal_detail(workspace, moved).deal.stage_id == stages[0].id


def test_an_operation_that_another_window_undid_meanwhile_is_not_undone_twice(
    workspace: Workspace, kim: Workspace
) -> None:
    deal = deals.add_deal(workspace, {"title": "Pilot"}).subject
    assert deal
    moved = deals.move_deal(workspace, deal, _stage(workspace, "Demo"))
    chosen = journal.last_undoable(workspace.database, workspace.actor)
    history.undo(kim, moved.operation)
    assert chosen
    with pytest.raises(CannotUndo, match="“Moved “Pilot” to Demo” is undone already; nothing was changed"):
        take_back(workspace, chosen, Operation.UNDO, chosen.title)
