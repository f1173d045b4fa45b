"""Several pipelines: made, named, put in order, removed; stages of the same name; figures of one and of all."""

from collections.abc import Callable
from pathlib import Path

import pytest
from dumping import dump

from leaddesk.domain.errors import DeletionConflict, Invalid
from leaddesk.domain.money import Money
from leaddesk.domain.records import FIRST_STAGES, Deal, Kind
from leaddesk.domain.summaries import DealCounts
from leaddesk.services import deals, editing, history, importing, pipelines, reports
from leaddesk.services import stages as services
from leaddesk.services.workspace import Workspace
from leaddesk.storage.queries import records

Add = Callable[..., int]
Fresh = Callable[..., Workspace]
Stages = dict[str, int]


def stages_of(workspace: Workspace, pipeline_id: int) -> dict[str, int]:
    return {found.name: found.id for found in deals.list_stages(workspace) if found.pipeline_id == pipeline_id}


def get(workspace: Workspace, deal_id: int) -> Deal:
    [found] = records.by_ids(workspace.database, Deal, [deal_id])
    return found


def names(workspace: Workspace) -> list[str]:
    return [found.name for found in pipelines.list_pipelines(workspace)]


@pytest.fixture
def partners(workspace: Workspace, stages: Stages) -> int:  # the first pipeline's stages, named before
    """A second pipeline, which has stages of the same names and one of its own."""
    made = pipelines.add_pipeline(workspace, {"name": "Partners", "stages": "Met, Demo, Signed"}).subject
    assert made
    return made


class TestMaking:
    def test_a_new_one_has_the_first_stages(self, workspace: Workspace, fresh: Fresh) -> None:
        made = pipelines.add_pipeline(workspace, {"name": "Partners"})
        assert made.title == "Added pipeline “Partners”"
        assert names(fresh()) == ["Sales", "Partners"]
        row = pipelines.overview(fresh())[1]
        assert [(of.stage.name, of.stage.probability, of.stage.idle_days) for of in row.stages] == list(FIRST_STAGES)
        history.undo(workspace)
        assert names(fresh()) == ["Sales"]

    def test_or_those_that_are_named(self, workspace: Workspace, partners: int) -> None:
        row = pipelines.overview(workspace)[1]
        found = [(of.stage.name, of.stage.probability) for of in row.stages]
        assert found == [("Met", 25), ("Demo", 50), ("Signed", 75)]
        assert row.counts == DealCounts()

    @pytest.mark.parametrize(
        ("texts", "why"),
        [
            ({}, "a pipeline needs a name"),
            ({"name": "sales"}, "there is a pipeline “sales” already"),
            ({"name": "New", "stages": "A, a"}, "there is a stage “a” already"),
            ({"name": "New", "colour": "red"}, 'has no field "colour"'),
        ],
    )
    def test_what_is_wrong_makes_none(self, workspace: Workspace, texts: dict[str, str], why: str) -> None:
        before = dump(workspace.database)
        with pytest.raises(Invalid, match=why):
            pipelines.add_pipeline(workspace, texts)
        assert dump(workspace.database) == before

    def test_it_is_renamed_and_put_in_order(self, workspace: Workspace, partners: int, fresh: Fresh) -> None:
        editing.edit(workspace, Kind.PIPELINE, partners, {"name": "Resellers"})
        pipelines.move_pipeline(workspace, partners, pipelines.list_pipelines(workspace)[0].id)
        assert names(fresh()) == ["Resellers", "Sales"]
        assert [of.name for of in deals.list_stages(fresh())][:4] == ["Met", "Demo", "Signed", "Qualified"]
        assert deals.board(workspace).pipeline.id == partners
        history.undo(workspace)
        assert names(fresh()) == ["Sales", "Resellers"]


class TestRemoving:
    def test_its_deals_go_to_a_stage_elsewhere_and_one_undo_takes_all_back(
        self, workspace: Workspace, partners: int, stages: Stages, add: Add, fresh: Fresh
    ) -> None:
        there = add("there", stage="Proposal")
        late, early = add("late", stage="Signed"), add("early", stage="Met")
        lost = add("lost", stage="Partners/Demo")
        deals.lose_deal(workspace, lost, "Price")
        before = dump(workspace.database)
        with pytest.raises(Invalid, match=r"“Partners” holds 3 deals: 2 open, 1 lost; nothing was deleted"):
            pipelines.remove_pipeline(workspace, partners)
        with pytest.raises(Invalid, match="cannot go to where they are"):
            pipelines.remove_pipeline(workspace, partners, into=stages_of(workspace, partners)["Met"])
        done = pipelines.remove_pipeline(workspace, partners, into=stages["Proposal"])
        assert (done.title, done.destroys) == ("Deleted pipeline “Partners”", True)
        again = fresh()
        assert names(again) == ["Sales"]
        assert [list(of.ids) for of in deals.board(again).columns if of.stage.name == "Proposal"] == [
            [there, early, late]
        ]
        assert get(again, lost).stage_id == stages["Proposal"]
        history.undo(workspace)
        assert dump(fresh().database) == before

    def test_an_empty_one_just_goes_and_the_last_one_stays(self, workspace: Workspace, partners: int) -> None:
        pipelines.remove_pipeline(workspace, partners)
        with pytest.raises(Invalid, match="“Sales” is the last pipeline"):
            pipelines.remove_pipeline(workspace, pipelines.list_pipelines(workspace)[0].id)

    def test_whoever_saw_an_older_state_is_told(self, workspace: Workspace, kim: Workspace, partners: int) -> None:
        editing.edit(kim, Kind.PIPELINE, partners, {"name": "Resellers"})
        with pytest.raises(DeletionConflict, match="Kim Roth changed name of “Resellers” since you saw it"):
            pipelines.remove_pipeline(workspace, partners, seen=1)


class TestStagesOfTheSameName:
    def test_a_deal_means_the_stage_of_its_own_pipeline(
        self, workspace: Workspace, partners: int, stages: Stages, add: Add
    ) -> None:
        here, there = add("here"), add("there", stage="Met")
        of_it = stages_of(workspace, partners)
        assert services.stage_for(workspace, here, "demo").id == stages["Demo"]
        assert services.stage_for(workspace, there, "demo").id == of_it["Demo"]
        assert services.stage_for(workspace, there, "sales / Demo").id == stages["Demo"]
        assert services.stage_for(workspace, there, "Proposal").id == stages["Proposal"]
        assert services.stage_for(workspace, here, str(of_it["Met"])).id == of_it["Met"]
        with pytest.raises(Invalid, match=r"there is no stage .*choose one of: Sales/Qualified, .*Partners/Signed"):
            services.stage_for(workspace, here, "Nowhere")

    def test_a_new_deal_goes_to_that_of_the_first_pipeline_or_to_the_one_that_is_named_in_full(
        self, workspace: Workspace, partners: int, stages: Stages, add: Add
    ) -> None:
        assert get(workspace, add("first", stage="Demo")).stage_id == stages["Demo"]
        named = get(workspace, add("named", stage="Partners/Demo"))
        assert (named.stage_id, named.probability) == (stages_of(workspace, partners)["Demo"], 50)
        assert get(workspace, add("none")).stage_id == stages["Qualified"]

    def test_a_deal_moves_from_one_pipeline_to_another(
        self, workspace: Workspace, partners: int, stages: Stages, add: Add
    ) -> None:
        deal = add("Pilot", stage="Proposal")
        of_it = stages_of(workspace, partners)
        deals.move_deal(workspace, deal, of_it["Signed"])
        detail = deals.deal_detail(workspace, deal)
        assert [of.name for of in detail.stages] == ["Met", "Demo", "Signed"]
        assert detail.deal.probability == 75
        assert deals.board(workspace, pipeline_id=partners).columns[2].ids == (deal,)
        deals.lose_deal(workspace, deal, "Price")
        assert len(deals.deal_detail(workspace, deal).stages) == 3

    def test_a_stage_may_have_a_stroke_in_its_name(self, workspace: Workspace, partners: int) -> None:
        made = services.add_stage(workspace, partners, {"name": "Legal / Tax"}).subject
        assert services.stage_called(workspace, "legal/tax").id == made
        assert services.stage_called(workspace, "Partners/Legal / Tax").id == made

    def test_stages_are_offered_by_names_that_tell_them_apart(self, workspace: Workspace) -> None:
        assert services.stage_choices(workspace)[:2] == ["Qualified", "Contacted"]
        pipelines.add_pipeline(workspace, {"name": "Partners", "stages": "Demo"})
        assert services.stage_choices(workspace)[-2:] == ["Sales/Negotiation", "Partners/Demo"]


class TestImport:
    def imported(self, workspace: Workspace, tmp_path: Path, rows: str, **options: object) -> importing.ImportResult:
        path = tmp_path / "deals.csv"
        path.write_text(f"Record ID,Deal Name,Deal Stage\n{rows}\n")
        return importing.import_file(workspace, path, kind=importing.ImportKind.DEALS, **options)  # type: ignore[arg-type]

    def stage_ids(self, workspace: Workspace) -> dict[str, int | None]:
        return {card.title: card.stage_id for card in deals.list_deals(workspace)}

    def test_a_file_may_name_stages_of_any_pipeline(
        self, workspace: Workspace, partners: int, stages: Stages, tmp_path: Path
    ) -> None:
        rows = "1,A,Signed\n2,B,Demo\n3,C,Partners/Demo\n4,D,\n5,E,Nowhere"
        result = self.imported(workspace, tmp_path, rows)
        assert [reject.reason for reject in result.rejects] == [
            'there is no stage "Nowhere"; choose one of ours for it'
        ]
        of_it = stages_of(workspace, partners)
        wanted = {"A": of_it["Signed"], "B": stages["Demo"], "C": of_it["Demo"], "D": stages["Qualified"]}
        assert self.stage_ids(workspace) == wanted

    def test_theirs_can_be_given_one_of_another_pipeline(
        self, workspace: Workspace, partners: int, tmp_path: Path
    ) -> None:
        self.imported(workspace, tmp_path, "1,A,Talks", stages={"Talks": "Partners/Demo"})
        assert self.stage_ids(workspace) == {"A": stages_of(workspace, partners)["Demo"]}
        with pytest.raises(
            Invalid, match=r"there is no stage .*; nothing was imported; choose one of: Sales/Qualified"
        ):
            self.imported(workspace, tmp_path, "2,B,Talks", stages={"Talks": "Nowhere"})

    def test_a_file_that_comes_again_leaves_a_deal_in_the_pipeline_to_which_it_was_moved(
        self, workspace: Workspace, partners: int, stages: Stages, tmp_path: Path
    ) -> None:
        self.imported(workspace, tmp_path, "1,A,Demo")
        [deal] = deals.list_deals(workspace)
        there = stages_of(workspace, partners)["Demo"]
        deals.move_deal(workspace, deal.id, there)
        assert self.imported(workspace, tmp_path, "1,A,Demo", duplicates="update").unchanged == 1
        assert self.stage_ids(workspace) == {"A": there}
        self.imported(workspace, tmp_path, "1,A,Sales/Demo", duplicates="update")
        assert self.stage_ids(workspace) == {"A": stages["Demo"]}

    def test_a_stage_of_any_pipeline_is_known(self, workspace: Workspace, partners: int, tmp_path: Path) -> None:
        path = tmp_path / "deals.csv"
        path.write_text("Record ID,Deal Name,Deal Stage\n1,A,Signed\n2,B,Partners / Demo\n3,C,Nowhere\n")
        assert importing.inspect_file(workspace, path).unknown_stages == ("Nowhere",)


class TestReport:
    @pytest.fixture(autouse=True)
    def some(self, workspace: Workspace, partners: int, add: Add) -> None:
        add("A", stage="Demo", value="100")
        add("B", stage="Signed", value="200 USD")
        deals.win_deal(workspace, add("C", stage="Signed", value="1000"))
        deals.lose_deal(workspace, add("D", value="10 USD"), "Price")

    def test_it_covers_all_pipelines_or_the_one_that_is_asked_for(self, workspace: Workspace, partners: int) -> None:
        both = reports.pipeline_report(workspace)
        counted = {(of.pipeline, of.stage): of.count for of in both.stages if of.count}
        assert counted == {("Sales", "Demo"): 1, ("Partners", "Signed"): 1}
        assert (both.won.count, both.lost.count) == (1, 1)
        one = reports.pipeline_report(workspace, partners)
        assert [of.stage for of in one.stages] == ["Met", "Demo", "Signed"]
        assert (one.won.count, one.lost.count) == (1, 0)

    def test_sums_stand_apart_by_currency(self, workspace: Workspace, partners: int) -> None:
        apart = reports.pipeline_report(workspace, partners).stages[-1]
        assert (apart.value, apart.weighted) == ((Money(20000, "USD"),), (Money(15000, "USD"),))
        assert reports.pipeline_report(workspace).lost.value == (Money(1000, "USD"),)


def test_a_pipeline_is_found_by_name_or_id(workspace: Workspace, partners: int) -> None:
    assert pipelines.pipeline_called(workspace, " partners ").id == partners
    assert pipelines.pipeline_called(workspace, str(partners)).name == "Partners"
    with pytest.raises(Invalid, match='there is no pipeline "Nobody"; nothing was changed; choose one of: Sales, Part'):
        pipelines.pipeline_called(workspace, "Nobody")
