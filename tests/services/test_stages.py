"""Stages: added, edited, put in order, and removed without a deal being lost; what they require of a deal."""

from collections.abc import Callable

import pytest
from dumping import dump, journal_size

from leaddesk.domain.errors import CannotUndo, Conflict, DeletionConflict, Gone, Invalid
from leaddesk.domain.records import Deal, DealStatus, Kind, Stage
from leaddesk.domain.stage_rules import FieldsNeeded
from leaddesk.domain.summaries import DealCounts, EntryKind
from leaddesk.services import (
    care,
    deals,
    editing,
    followups,
    history,
    history_care,
    pipelines,
    reports,
    trash,
)
from leaddesk.services import stages as services
from leaddesk.services.history_details import details
from leaddesk.services.workspace import Workspace
from leaddesk.storage.queries import records

Add = Callable[..., int]
Fresh = Callable[..., Workspace]
Stages = dict[str, int]


def get(workspace: Workspace, deal_id: int) -> Deal:
    [found] = records.by_ids(workspace.database, Deal, [deal_id])
    return found


def stage(workspace: Workspace, stage_id: int) -> Stage:
    return records.get(workspace.database, Stage, stage_id)


def names(workspace: Workspace) -> list[str]:
    return [found.name for found in deals.list_stages(workspace)]


def column(workspace: Workspace, stage_id: int) -> list[int]:
    return next(list(part.ids) for part in deals.board(workspace).columns if part.stage.id == stage_id)


def sales(workspace: Workspace) -> int:
    return pipelines.list_pipelines(workspace)[0].id


class TestEditing:
    def test_every_rule_of_a_stage_can_be_set_and_cleared(
        self, workspace: Workspace, stages: Stages, fresh: Fresh
    ) -> None:
        typed = {
            "name": "Trial",
            "probability": "60 %",
            "colour": "#1F8A4C",
            "idle_days": "21",
            "criteria": "They have tried it",
            "required": "Next step, value, Expected close",
        }
        assert editing.edit(workspace, Kind.STAGE, stages["Demo"], typed).title.endswith("of stage “Demo”")
        found = stage(fresh(), stages["Demo"])
        assert (found.name, found.probability, found.colour, found.idle_days) == ("Trial", 60, "#1F8A4C", 21)
        assert (found.criteria, found.required) == ("They have tried it", "value,expected_close,next_step")
        cleared = dict.fromkeys(("colour", "idle_days", "criteria", "required"), "")
        editing.edit(workspace, Kind.STAGE, stages["Demo"], cleared)
        found = stage(fresh(), stages["Demo"])
        assert (found.colour, found.idle_days, found.criteria, found.required) == (None, None, None, None)

    @pytest.mark.parametrize(
        ("typed", "why"),
        [
            ({"name": " "}, "a stage needs a name"),
            ({"name": "proposal"}, "there is a stage “proposal” already"),
            ({"name": "Won"}, "is what a closed deal is called"),
            ({"probability": "101"}, "101 is not between 0 and 100"),
            ({"probability": ""}, "the probability must not be empty"),
            ({"idle_days": "0"}, "0 is not between 1 and 3650"),
            ({"colour": "red"}, "is no colour"),
            ({"required": "value, hat size"}, '"hat_size" cannot be required.*use some of: value, expected_close'),
        ],
    )
    def test_what_is_wrong_is_refused(
        self, workspace: Workspace, stages: Stages, typed: dict[str, str], why: str
    ) -> None:
        before = stage(workspace, stages["Demo"])
        with pytest.raises(Invalid, match=why):
            editing.edit(workspace, Kind.STAGE, stages["Demo"], typed)
        assert stage(workspace, stages["Demo"]) == before

    def test_a_stage_may_keep_its_name_in_another_way_of_writing(self, workspace: Workspace, stages: Stages) -> None:
        editing.edit(workspace, Kind.STAGE, stages["Demo"], {"name": "DEMO"})
        assert stage(workspace, stages["Demo"]).name == "DEMO"

    def test_another_default_probability_is_for_deals_that_come_later(
        self, workspace: Workspace, stages: Stages, add: Add
    ) -> None:
        there, comes = add(stage="Demo"), add()
        editing.edit(workspace, Kind.STAGE, stages["Demo"], {"probability": "70"})
        deals.move_deal(workspace, comes, stages["Demo"])
        assert [get(workspace, number).probability for number in (there, comes)] == [45, 70]

    def test_two_people_who_edit_one_stage(self, workspace: Workspace, kim: Workspace, stages: Stages) -> None:
        seen = stage(workspace, stages["Demo"]).version
        editing.edit(kim, Kind.STAGE, stages["Demo"], {"idle_days": "5", "probability": "40"}, seen=seen)
        editing.edit(workspace, Kind.STAGE, stages["Demo"], {"name": "Trial"}, seen=seen)
        both = stage(kim, stages["Demo"])
        assert (both.name, both.idle_days) == ("Trial", 5)
        with pytest.raises(Conflict) as caught:
            editing.edit(workspace, Kind.STAGE, stages["Demo"], {"probability": "50%"}, seen=seen)
        [field] = caught.value.fields
        assert (field.field, field.before, field.theirs, field.mine, field.who) == (
            "probability",
            "45",
            "40",
            "50%",
            "Kim Roth",
        )


class TestAdding:
    def test_a_new_stage_comes_last_and_is_as_likely_as_the_one_before(
        self, workspace: Workspace, fresh: Fresh
    ) -> None:
        added = services.add_stage(workspace, sales(workspace), {"name": "Legal"})
        assert added.title == "Added stage “Legal”"
        assert names(fresh())[-2:] == ["Negotiation", "Legal"]
        assert stage(workspace, added.subject or 0).probability == 85

    def test_with_rules_of_its_own(self, workspace: Workspace) -> None:
        texts = {"name": "Legal", "probability": "90", "required": "value"}
        made = stage(workspace, services.add_stage(workspace, sales(workspace), texts).subject or 0)
        assert (made.probability, made.required) == (90, "value")

    def test_without_a_name_or_in_no_pipeline_there_is_none(self, workspace: Workspace) -> None:
        before = names(workspace)
        for texts, why in (({}, "needs a name"), ({"name": "demo"}, "already"), ({"size": "1"}, "has no field")):
            with pytest.raises(Invalid, match=why):
                services.add_stage(workspace, sales(workspace), texts)
        with pytest.raises(Exception, match="there is no pipeline 7"):
            services.add_stage(workspace, 7, {"name": "Legal"})
        assert names(workspace) == before

    def test_one_whose_adding_was_undone_is_gone(self, workspace: Workspace) -> None:
        services.add_stage(workspace, sales(workspace), {"name": "Legal"})
        history.undo(workspace)
        assert "Legal" not in names(workspace)

    def test_one_that_has_deals_by_now_cannot_be_undone(self, workspace: Workspace, add: Add) -> None:
        made = services.add_stage(workspace, sales(workspace), {"name": "Legal"})
        add("Pilot", stage="Legal")
        with pytest.raises(CannotUndo, match="something added later belongs to it"):
            history.undo(workspace, made.operation)


class TestOrder:
    def test_a_stage_goes_in_front_of_another_or_to_the_end(
        self, workspace: Workspace, stages: Stages, fresh: Fresh
    ) -> None:
        services.move_stage(workspace, stages["Proposal"], stages["Contacted"])
        assert names(fresh()) == ["Qualified", "Proposal", "Contacted", "Demo", "Negotiation"]
        services.move_stage(workspace, stages["Qualified"], None)
        assert names(fresh()) == ["Proposal", "Contacted", "Demo", "Negotiation", "Qualified"]
        history.undo(workspace)
        history.undo(workspace)
        assert names(fresh()) == ["Qualified", "Contacted", "Demo", "Proposal", "Negotiation"]

    def test_where_it_stands_already_nothing_is_written(self, workspace: Workspace, stages: Stages) -> None:
        size = journal_size(workspace.database)
        for before in ("Demo", "Proposal"):
            assert not services.move_stage(workspace, stages["Demo"], stages[before])
        assert not services.move_stage(workspace, stages["Negotiation"], None)
        assert journal_size(workspace.database) == size


@pytest.fixture
def full(workspace: Workspace, stages: Stages, add: Add) -> dict[str, int]:
    """Deals of every status in Demo, and one in Proposal."""
    found = {name: add(name, stage="Demo", value="100") for name in ("lost", "won", "trash", "by hand", "low", "high")}
    found["there"] = add("there", stage="Proposal")
    editing.edit(workspace, Kind.DEAL, found["by hand"], {"probability": "33"})
    deals.lose_deal(workspace, found["lost"], "Price")
    deals.win_deal(workspace, found["won"])
    editing.delete(workspace, Kind.DEAL, found["trash"])
    workspace.clock.advance(minutes=1)
    return found


class TestRemoving:
    def test_a_stage_with_deals_asks_where_all_of_them_go(
        self, workspace: Workspace, stages: Stages, full: dict[str, int]
    ) -> None:
        before = dump(workspace.database)
        with pytest.raises(
            Invalid,
            match=r"“Demo” holds 6 deals: 3 open, 1 won, 1 lost, 1 in the trash; nothing was deleted; say into which",
        ):
            services.remove_stage(workspace, stages["Demo"])
        with pytest.raises(Invalid, match="cannot go to where they are"):
            services.remove_stage(workspace, stages["Demo"], into=stages["Demo"])
        with pytest.raises(Exception, match="there is no stage 5"):
            services.remove_stage(workspace, stages["Demo"], into=5)
        assert dump(workspace.database) == before

    def test_they_keep_their_status_and_order_and_one_undo_takes_all_back(
        self, workspace: Workspace, stages: Stages, full: dict[str, int], fresh: Fresh
    ) -> None:
        before = dump(workspace.database)
        done = services.remove_stage(workspace, stages["Demo"], into=stages["Proposal"])
        assert (done.title, done.destroys) == ("Merged stage “Demo” into Proposal", True)
        assert done.removed == {Kind.STAGE: {stages["Demo"]}}
        again = fresh()
        assert names(again) == ["Qualified", "Contacted", "Proposal", "Negotiation"]
        assert column(again, stages["Proposal"]) == [full[name] for name in ("there", "high", "low", "by hand")]
        found = {name: get(again, number) for name, number in full.items()}
        assert {deal.stage_id for deal in found.values()} == {stages["Proposal"]}
        assert found["lost"].status is DealStatus.LOST
        assert found["won"].status is DealStatus.WON
        assert found["trash"].deleted_at is not None
        probabilities = {name: deal.probability for name, deal in found.items()}
        assert probabilities == {
            "lost": 0,
            "won": 100,
            "trash": 65,
            "by hand": 33,
            "low": 65,
            "high": 65,
            "there": 65,
        }
        assert all(deal.moved_at is None for deal in found.values())  # nobody has worked on them
        assert care.check(workspace) == []
        after = dump(workspace.database)
        history.undo(workspace)
        assert dump(fresh().database) == before
        history.redo(workspace)
        assert dump(fresh().database) == after

    def test_what_comes_out_of_the_trash_is_in_the_other_stage(
        self, workspace: Workspace, stages: Stages, full: dict[str, int]
    ) -> None:
        deleted = history.history(workspace, limit=1)[0].id
        services.remove_stage(workspace, stages["Demo"], into=stages["Proposal"])
        history.undo(workspace, deleted)
        assert full["trash"] in column(workspace, stages["Proposal"])
        deals.reopen_deal(workspace, full["lost"])
        assert column(workspace, stages["Proposal"])[0] == full["lost"]

    def test_a_stage_without_deals_just_goes(self, workspace: Workspace, stages: Stages, fresh: Fresh) -> None:
        assert services.remove_stage(workspace, stages["Demo"]).title == "Deleted stage “Demo”"
        assert "Demo" not in names(fresh())

    def test_the_last_stage_of_a_pipeline_stays(self, workspace: Workspace, stages: Stages) -> None:
        for name in ("Qualified", "Contacted", "Demo", "Proposal"):
            services.remove_stage(workspace, stages[name], into=stages["Negotiation"])
        with pytest.raises(Invalid, match="“Negotiation” is the last stage of its pipeline"):
            services.remove_stage(workspace, stages["Negotiation"])

    def test_whoever_saw_an_older_state_is_told(self, workspace: Workspace, kim: Workspace, stages: Stages) -> None:
        seen = stage(workspace, stages["Demo"]).version
        editing.edit(kim, Kind.STAGE, stages["Demo"], {"name": "Trial"})
        with pytest.raises(DeletionConflict, match="Kim Roth changed name of “Trial” since you saw it"):
            services.remove_stage(workspace, stages["Demo"], seen=seen)
        services.move_stage(kim, stages["Proposal"], stages["Qualified"])  # a place is no reason to ask
        services.remove_stage(workspace, stages["Demo"], seen=stage(workspace, stages["Demo"]).version)

    def test_nothing_gets_into_a_stage_that_is_gone(
        self, workspace: Workspace, kim: Workspace, stages: Stages, add: Add
    ) -> None:
        deal = add("Pilot", stage="Demo")
        moved = deals.move_deal(workspace, deal, stages["Proposal"])
        services.remove_stage(kim, stages["Demo"])
        with pytest.raises(Gone, match="stage “Demo” was deleted by Kim Roth"):
            deals.move_deal(workspace, deal, stages["Demo"])
        with pytest.raises(CannotUndo, match="the stage that it was about is gone"):
            history.undo(workspace, moved.operation)
        with pytest.raises(Gone):
            editing.edit(workspace, Kind.STAGE, stages["Demo"], {"name": "Trial"})
        history.undo(kim)
        assert history.undo(workspace, moved.operation)
        assert get(workspace, deal).stage_id == stages["Demo"]

    def test_one_that_is_gone_is_brought_back_with_what_somebody_wanted_to_do(
        self, workspace: Workspace, kim: Workspace, stages: Stages, add: Add, fresh: Fresh
    ) -> None:
        deal = add("Pilot")
        services.remove_stage(kim, stages["Demo"])
        done = trash.bring_back(
            workspace, Kind.STAGE, stages["Demo"], lambda w: deals.move_deal(w, deal, stages["Demo"])
        )
        assert done.title == "Brought back “Demo”. Moved “Pilot” to Demo"
        assert names(fresh())[2] == "Demo"
        assert get(fresh(), deal).stage_id == stages["Demo"]

    def test_with_a_stage_its_pipeline_comes_back(self, workspace: Workspace, fresh: Fresh) -> None:
        made = pipelines.add_pipeline(workspace, {"name": "Partners", "stages": "Met, Signed"}).subject or 0
        met = services.stage_called(workspace, "Met").id
        pipelines.remove_pipeline(workspace, made)
        trash.bring_back(workspace, Kind.STAGE, met)
        row = pipelines.overview(fresh())[1]
        assert (row.pipeline.name, [of.stage.name for of in row.stages]) == ("Partners", ["Met"])

    def test_undoing_is_refused_where_a_deal_went_on_since(
        self, workspace: Workspace, kim: Workspace, stages: Stages, full: dict[str, int]
    ) -> None:
        services.remove_stage(workspace, stages["Demo"], into=stages["Proposal"])
        deals.move_deal(kim, full["high"], stages["Negotiation"])
        before = dump(workspace.database)
        with pytest.raises(CannotUndo, match="Kim Roth did something to it since: Moved “high” to Negotiation"):
            history.undo(workspace)
        assert dump(workspace.database) == before

    def test_undoing_is_refused_where_a_deal_was_deleted_since(
        self, workspace: Workspace, kim: Workspace, stages: Stages, full: dict[str, int]
    ) -> None:
        services.remove_stage(workspace, stages["Demo"], into=stages["Proposal"])
        editing.delete(kim, Kind.DEAL, full["high"])
        with pytest.raises(CannotUndo, match="Kim Roth did something to it since: Deleted deal “high”"):
            history.undo(workspace)

    def test_it_is_undone_with_deals_whose_deletion_nobody_remembers(
        self, workspace: Workspace, stages: Stages, full: dict[str, int], fresh: Fresh
    ) -> None:
        workspace.clock.advance(days=500)
        history_care.prune(workspace)
        before = dump(workspace.database)
        services.remove_stage(workspace, stages["Demo"], into=stages["Proposal"])
        history.undo(workspace)
        assert dump(fresh().database) == before

    def test_a_stage_renamed_meanwhile_comes_back_with_that_name(self, workspace: Workspace, stages: Stages) -> None:
        services.remove_stage(workspace, stages["Demo"])
        services.add_stage(workspace, sales(workspace), {"name": "Demo"})
        history.undo(workspace)
        history.undo(workspace)
        assert names(workspace).count("Demo") == 1


class TestMemory:
    def test_timelines_and_reports_know_how_far_a_lost_deal_came(
        self, workspace: Workspace, stages: Stages, add: Add, fresh: Fresh
    ) -> None:
        deal = add("Pilot", value="100")
        workspace.clock.advance(minutes=1)
        deals.move_deal(workspace, deal, stages["Demo"])
        workspace.clock.advance(minutes=1)
        deals.lose_deal(workspace, deal, "Price")
        before = reports.pipeline_report(workspace)
        workspace.clock.advance(minutes=1)
        merged = services.remove_stage(workspace, stages["Demo"], into=stages["Proposal"])
        again = fresh()
        report = reports.pipeline_report(again)
        assert (report.won, report.lost) == (before.won, before.lost)
        assert report.lost.count == 1
        detail = deals.deal_detail(again, deal)
        assert detail.deal.stage_id == stages["Proposal"]
        told = [(entry.kind, entry.subject, entry.body) for entry in detail.timeline]
        assert told[:3] == [
            (EntryKind.MOVED, "Demo", "Proposal"),
            (EntryKind.LOST, "Price", ""),
            (EntryKind.MOVED, "Qualified", "Demo"),
        ]
        [row] = [row for row in details(again, merged.operation or 0).rows if row.kind is Kind.DEAL]
        assert [(field.before, field.after) for field in row.fields] == [("Demo", "Proposal")]

    def test_the_name_stays_when_old_images_go(self, workspace: Workspace, stages: Stages, add: Add) -> None:
        deal = add("Pilot", stage="Demo")
        deals.move_deal(workspace, deal, stages["Proposal"])
        services.remove_stage(workspace, stages["Demo"])
        workspace.clock.advance(days=500)
        history_care.prune(workspace)
        told = [(entry.subject, entry.body) for entry in deals.deal_detail(workspace, deal).timeline]
        assert ("Demo", "Proposal") in told

    def test_a_lost_deal_reopens_in_the_stage_it_had_reached(
        self, workspace: Workspace, stages: Stages, add: Add
    ) -> None:
        deal = add("Pilot", stage="Proposal")
        deals.lose_deal(workspace, deal, "Price")
        services.remove_stage(workspace, stages["Demo"])
        deals.reopen_deal(workspace, deal)
        assert get(workspace, deal).stage_id == stages["Proposal"]


class TestRequired:
    @pytest.fixture(autouse=True)
    def rule(self, workspace: Workspace, stages: Stages) -> None:
        editing.edit(workspace, Kind.STAGE, stages["Proposal"], {"required": "value, expected close"})

    def test_what_lacks_does_not_get_in_and_says_what_it_needs(
        self, workspace: Workspace, stages: Stages, add: Add
    ) -> None:
        deal = add("Pilot")
        size = journal_size(workspace.database)
        with pytest.raises(FieldsNeeded) as caught:
            deals.move_deal(workspace, deal, stages["Proposal"])
        said = "“Pilot” needs value and expected close before Proposal; nothing was moved; fill in what is missing."
        assert str(caught.value) == said
        [needy] = caught.value.deals
        assert (needy.id, needy.title, needy.fields) == (deal, "Pilot", ("value", "expected_close"))
        assert caught.value.stage.id == stages["Proposal"]
        assert journal_size(workspace.database) == size

    def test_it_is_filled_in_in_the_same_operation(
        self, workspace: Workspace, stages: Stages, add: Add, fresh: Fresh
    ) -> None:
        deal = add("Pilot")
        before = dump(workspace.database)
        with pytest.raises(FieldsNeeded, match="needs expected close before"):
            deals.move_deal(workspace, deal, stages["Proposal"], texts={"value": "9500"})
        assert dump(workspace.database) == before
        texts = {"value": "9500", "expected_close": "2026-12-18"}
        done = deals.move_deal(workspace, deal, stages["Proposal"], texts=texts)
        assert done.title == "Moved “Pilot” to Proposal"
        moved = get(fresh(), deal)
        assert (moved.value, str(moved.expected_close), moved.stage_id) == (950000, "2026-12-18", stages["Proposal"])
        assert moved.probability == 65
        history.undo(workspace)
        assert dump(fresh().database) == before

    def test_of_several_all_must_have_it(self, workspace: Workspace, stages: Stages, add: Add) -> None:
        full = {"value": "5", "expected_close": "2026-12-18"}
        a, b, c = add("A"), add("B", value="5"), add("C", **full)
        with pytest.raises(FieldsNeeded, match=r"2 deals need value and expected close before Proposal") as caught:
            deals.move_deals(workspace, [a, b, c], stages["Proposal"])
        assert {needy.id: needy.fields for needy in caught.value.deals} == {
            a: ("value", "expected_close"),
            b: ("expected_close",),
        }
        texts = {a: full, b: {"expected_close": "2026-12-24"}}
        deals.move_deals(workspace, [a, b, c], stages["Proposal"], texts=texts)
        assert column(workspace, stages["Proposal"]) == [a, b, c]

    def test_a_rule_asks_nothing_of_those_that_are_there(self, workspace: Workspace, stages: Stages, add: Add) -> None:
        first, second = add("first", stage="Proposal"), add("second", stage="Proposal")
        assert deals.move_deal(workspace, first, stages["Proposal"], before=second)
        services.remove_stage(workspace, stages["Proposal"], into=stages["Demo"])
        history.undo(workspace)
        assert column(workspace, stages["Proposal"]) == [first, second]

    def test_merging_and_closing_ask_nothing(self, workspace: Workspace, stages: Stages, add: Add) -> None:
        deal, other = add("Pilot", stage="Demo"), add("Other", stage="Proposal")
        services.remove_stage(workspace, stages["Demo"], into=stages["Proposal"])
        assert column(workspace, stages["Proposal"]) == [other, deal]
        deals.win_deal(workspace, deal)
        deals.reopen_deal(workspace, deal)
        assert column(workspace, stages["Proposal"]) == [deal, other]

    @pytest.mark.parametrize(
        ("field", "text"),
        [("company", "Kestrel AG"), ("contact", "Jonas Berg"), ("owner", "Sam Keller"), ("source", "Fair")],
    )
    def test_people_and_sources_can_be_required(
        self, workspace: Workspace, stages: Stages, add: Add, field: str, text: str
    ) -> None:
        editing.edit(workspace, Kind.STAGE, stages["Demo"], {"required": field})
        deal = add("Pilot", owner="")
        with pytest.raises(FieldsNeeded, match=f"needs {field} before Demo"):
            deals.move_deal(workspace, deal, stages["Demo"])
        deals.move_deal(workspace, deal, stages["Demo"], texts={field: text})
        assert get(workspace, deal).stage_id == stages["Demo"]

    def test_a_next_step_can_be_required_and_is_planned_with_the_move(
        self, workspace: Workspace, stages: Stages, add: Add, fresh: Fresh
    ) -> None:
        editing.edit(workspace, Kind.STAGE, stages["Demo"], {"required": "next step"})
        deal = add("Pilot")
        before = dump(workspace.database)
        with pytest.raises(FieldsNeeded, match="needs next step before Demo"):
            deals.move_deal(workspace, deal, stages["Demo"])
        with pytest.raises(Invalid, match='no time was found in "call Eva"; nothing was moved'):
            deals.move_deal(workspace, deal, stages["Demo"], texts={"next_step": "call Eva"})
        assert dump(workspace.database) == before
        moved = deals.move_deal(workspace, deal, stages["Demo"], texts={"next_step": "call Eva tomorrow 10:00"})
        assert moved.title == "Moved “Pilot” to Demo"
        [step] = deals.deal_detail(fresh(), deal).followups
        assert step.subject == "Call Eva"
        history.undo(workspace)
        assert dump(fresh().database) == before
        followups.plan_phrase(workspace, "call Eva tomorrow", (Kind.DEAL, deal))
        assert deals.move_deal(workspace, deal, stages["Demo"])

    def test_a_step_that_is_done_is_none(self, workspace: Workspace, stages: Stages, add: Add) -> None:
        editing.edit(workspace, Kind.STAGE, stages["Demo"], {"required": "next step"})
        deal = add("Pilot")
        step = followups.plan_phrase(workspace, "call Eva tomorrow", (Kind.DEAL, deal)).subject
        followups.complete_followup(workspace, step or 0)
        with pytest.raises(FieldsNeeded):
            deals.move_deal(workspace, deal, stages["Demo"])

    def test_a_probability_that_is_typed_with_the_move_stays(
        self, workspace: Workspace, stages: Stages, add: Add
    ) -> None:
        deal = add("Pilot")
        deals.move_deal(workspace, deal, stages["Demo"], texts={"probability": "12"})
        found = get(workspace, deal)
        assert (found.probability, found.probability_by_hand) == (12, True)

    def test_fields_can_be_filled_in_without_moving(self, workspace: Workspace, stages: Stages, add: Add) -> None:
        deal = add("Pilot")
        assert deals.move_deal(workspace, deal, stages["Qualified"], texts={"value": "7"})
        assert get(workspace, deal).value == 700

    def test_a_rule_of_another_version_is_passed_over(self, workspace: Workspace, stages: Stages, add: Add) -> None:
        workspace.database.sql("UPDATE stage SET required = 'budget,value' WHERE id = ?", (stages["Demo"],))
        with pytest.raises(FieldsNeeded, match="needs value before"):
            deals.move_deal(workspace, add("Pilot"), stages["Demo"])


def test_counts_tell_open_closed_and_deleted_deals_apart(
    workspace: Workspace, stages: Stages, full: dict[str, int]
) -> None:
    [row] = pipelines.overview(workspace)
    counts = {of.stage.name: of.counts for of in row.stages}
    assert counts["Demo"] == DealCounts(open=3, won=1, lost=1, deleted=1)
    assert counts["Qualified"] == DealCounts()
    assert row.counts.total == 7
