"""What is done to several deals at once is one operation and one undo, and says whom it left out."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from dumping import dump, journal_size

from leaddesk.domain.backups import Why
from leaddesk.domain.errors import Gone, Invalid, NotFound
from leaddesk.domain.records import Deal, DealStatus, Kind
from leaddesk.services import backups, deals, editing, history, many_deals, tags
from leaddesk.services.fields import FIELDS, LOOKED_AT
from leaddesk.services.workspace import Workspace
from leaddesk.storage.queries import records
from leaddesk.storage.unit_of_work import UnitOfWork

Add = Callable[..., int]
Stages = dict[str, int]
Fresh = Callable[[], Workspace]


def column(workspace: Workspace, name: str) -> list[int]:
    return next(list(part.ids) for part in deals.board(workspace).columns if part.stage.name == name)


def get(workspace: Workspace, deal_id: int) -> Deal:
    return records.get(workspace.database, Deal, deal_id)


def tag_names(workspace: Workspace, deal_id: int) -> list[str]:
    return [tag.name for tag in deals.deal_detail(workspace, deal_id).tags]


@pytest.fixture
def three(add: Add) -> list[int]:
    """Deals in the first stage, from top to bottom."""
    return [add("C"), add("B"), add("A")][::-1]


class TestMoving:
    def test_several_land_together_in_their_order_and_one_undo_takes_all_back(
        self, workspace: Workspace, add: Add, three: list[int], stages: Stages, fresh: Fresh
    ) -> None:
        below, above = add("below", stage="Demo"), add("above", stage="Demo")
        before = dump(workspace.database)
        moved = deals.move_deals(workspace, three, stages["Demo"], before=below)
        assert (moved.title, moved.subject, moved.destroys) == ("Moved 3 deals to Demo", three[0], True)
        assert column(fresh(), "Demo") == [above, *three, below]
        assert moved.of(Kind.DEAL) == set(three)
        history.undo(workspace)
        assert dump(fresh().database) == before

    def test_one_is_called_by_its_title(self, workspace: Workspace, three: list[int], stages: Stages) -> None:
        assert deals.move_deals(workspace, three[:1] * 2, stages["Demo"]).title == "Moved “A” to Demo"
        assert deals.move_deals(workspace, three[1:], stages["Qualified"], to_end=True).title == ""  # they stand there
        back = deals.move_deals(workspace, three[:0:-1], stages["Qualified"])
        assert back.title == "Moved 2 deals within Qualified"
        assert column(workspace, "Qualified") == three[:0:-1]

    def test_what_stands_together_there_already_writes_nothing(
        self, workspace: Workspace, three: list[int], stages: Stages
    ) -> None:
        here, (a, b, c) = stages["Qualified"], three
        size = journal_size(workspace.database)
        assert not deals.move_deals(workspace, [a, b], here)
        assert not deals.move_deals(workspace, [a, b], here, before=c)
        assert not deals.move_deals(workspace, [a, b, c], here, before=b)
        assert not deals.move_deals(workspace, [b, c], here, to_end=True)
        assert journal_size(workspace.database) == size

    def test_before_one_of_them_is_where_it_stands(self, workspace: Workspace, add: Add, stages: Stages) -> None:
        e, d, c, b, a = (add(title) for title in "edcba")
        deals.move_deals(workspace, [a, d], stages["Qualified"], before=d)
        assert column(workspace, "Qualified") == [b, c, a, d, e]
        deals.move_deals(workspace, [b, e], stages["Qualified"], before=e)
        assert column(workspace, "Qualified") == [c, a, d, b, e]

    def test_only_those_that_come_from_elsewhere_take_over_its_probability(
        self, workspace: Workspace, add: Add, stages: Stages
    ) -> None:
        there, comes, by_hand = add(stage="Demo"), add(), add(probability="33")
        editing.edit(workspace, Kind.DEAL, there, {"probability": "50"})
        deals.move_deals(workspace, [comes, there, by_hand], stages["Demo"])
        assert column(workspace, "Demo") == [comes, there, by_hand]
        assert [get(workspace, number).probability for number in (comes, there, by_hand)] == [45, 50, 33]
        assert [get(workspace, number).moved_at for number in (comes, there, by_hand)] == [
            workspace.clock(),
            None,
            workspace.clock(),
        ]

    def test_any_moves_of_several_give_the_order_that_was_asked_for(
        self, workspace: Workspace, add: Add, stages: Stages
    ) -> None:
        rng = random.Random(7)
        wanted: dict[str, list[int]] = {"Qualified": [add(str(n)) for n in range(9)][::-1], "Demo": []}
        for _ in range(120):
            every = [*wanted["Qualified"], *wanted["Demo"]]
            chosen = rng.sample(every, rng.randint(1, 4))
            target = rng.choice(["Qualified", "Demo"])
            before = rng.choice([*wanted[target], None])
            rest = [number for number in wanted[target] if number not in chosen]
            if before is None:
                place = len(rest)
            else:
                behind = wanted[target][wanted[target].index(before) :]
                place = next((rest.index(number) for number in behind if number in rest), len(rest))
            wanted = {name: [n for n in order if n not in chosen] for name, order in wanted.items()}
            wanted[target][place:place] = chosen
            deals.move_deals(workspace, chosen, stages[target], before=before, to_end=before is None)
            assert {name: column(workspace, name) for name in wanted} == wanted

    def test_the_stage_is_numbered_anew_where_there_is_no_room(
        self, workspace: Workspace, add: Add, stages: Stages
    ) -> None:
        last, first = add("last", stage="Demo"), add("first", stage="Demo")
        wanted = [first, last]
        for _ in range(12):
            four = [add(str(number)) for number in range(4)]
            deals.move_deals(workspace, four, stages["Demo"], before=last)
            wanted[-1:-1] = four
            assert column(workspace, "Demo") == wanted


class TestWhoIsLeftOut:
    def test_the_sentence_says_who_and_why_and_the_rest_is_done(
        self, workspace: Workspace, kim: Workspace, add: Add, three: list[int], stages: Stages
    ) -> None:
        fourth = add("D")
        deals.win_deal(kim, three[0])
        editing.delete(kim, Kind.DEAL, three[1])
        done = deals.move_deals(workspace, [*three, fourth], stages["Demo"])
        said = "left out: “A” is won already, deal “B” was deleted by Kim Roth"
        assert done.title == f"Moved 2 deals to Demo; {said}"
        assert history.history(workspace, limit=1)[0].title == done.title
        assert column(workspace, "Demo") == [three[2], fourth]

    def test_one_that_remains_is_called_by_its_title(
        self, workspace: Workspace, kim: Workspace, three: list[int]
    ) -> None:
        deals.lose_deal(kim, three[0], "Price")
        done = deals.win_deals(workspace, three[:2])
        assert done.title == "Won “B”; left out: “A” is lost already"
        assert history.undo(workspace).title == f"Undid: {done.title}"

    def test_only_the_first_are_named(self, workspace: Workspace, add: Add) -> None:
        many = [add(str(number)) for number in range(6)]
        deals.win_deals(workspace, many[:5])
        title = deals.lose_deals(workspace, many, "Price").title
        assert title == (
            "Lost “5”: Price; left out: “0” is won already, “1” is won already, “2” is won already, 2 more"
        )

    def test_nothing_left_is_an_error(
        self, workspace: Workspace, kim: Workspace, three: list[int], stages: Stages
    ) -> None:
        deals.win_deals(kim, three[:2])
        size = journal_size(workspace.database)
        with pytest.raises(Invalid, match="nothing can be done with these 2 deals: “A” is won already, “B” is won"):
            deals.move_deals(workspace, three[:2], stages["Demo"])
        with pytest.raises(Invalid, match="“C” is open already"):
            deals.reopen_deals(workspace, three[2:])
        with pytest.raises(NotFound, match="there is no deal 5"):
            deals.win_deals(workspace, [5])
        with pytest.raises(Invalid, match="no deal is chosen"):
            deals.delete_deals(workspace, [])
        assert journal_size(workspace.database) == size

    def test_a_single_one_that_was_deleted_can_be_brought_back(
        self, workspace: Workspace, kim: Workspace, three: list[int]
    ) -> None:
        editing.delete(kim, Kind.DEAL, three[0])
        with pytest.raises(Gone):
            deals.edit_deals(workspace, three[:1], {"value": "5"})
        with pytest.raises(NotFound, match="deal “A” was deleted by Kim Roth") as met:
            deals.delete_deals(workspace, three[:1])
        assert not isinstance(met.value, Gone)


class TestClosing:
    def test_won_lost_and_reopened(self, workspace: Workspace, add: Add, fresh: Fresh) -> None:
        demo, first = add("A", stage="Demo"), add("B")
        deals.win_deals(workspace, [demo, first], "Price", "they liked it")
        for number in (demo, first):
            won = get(fresh(), number)
            assert (won.status, won.probability, won.reason, won.reason_note) == (
                DealStatus.WON,
                100,
                "Price",
                "they liked it",
            )
        assert deals.reopen_deals(workspace, [demo, first]).title == "Reopened 2 deals"
        assert [get(workspace, number).probability for number in (demo, first)] == [45, 10]
        assert (column(workspace, "Demo"), column(workspace, "Qualified")) == ([demo], [first])
        assert deals.lose_deals(workspace, [demo, first], "No reply").title == "Lost 2 deals: No reply"
        workspace.database.sql("UPDATE deal SET stage_id = NULL")
        deals.reopen_deals(workspace, [first, demo])
        assert column(workspace, "Qualified") == [first, demo]

    @pytest.mark.parametrize(("reason", "note"), [(" ", ""), ("other", " ")])
    def test_a_loss_needs_a_reason(self, workspace: Workspace, three: list[int], reason: str, note: str) -> None:
        with pytest.raises(Invalid, match="the deals were kept open"):
            deals.lose_deals(workspace, three, reason, note)


class TestDeleting:
    def test_many_are_deleted_after_a_backup(self, workspace: Workspace, add: Add, tmp_path: Path) -> None:
        workspace.backup_folder = tmp_path / "backups"
        some = [add(str(number)) for number in range(many_deals.MANY)]
        assert deals.delete_deals(workspace, some[1:]).title == f"Deleted {len(some) - 1} deals"
        assert backups.listed(workspace.backup_folder, workspace.file_uuid) == []
        history.undo(workspace)
        removed = deals.delete_deals(workspace, some)
        assert removed.removed[Kind.DEAL] == set(some)
        [made] = backups.listed(workspace.backup_folder, workspace.file_uuid)
        assert (made.why, made.counts["deal"]) == (Why.DELETION, len(some))
        assert column(workspace, "Qualified") == []
        history.undo(workspace)
        assert column(workspace, "Qualified") == some[::-1]


class TestEditing:
    def test_each_keeps_its_currency(self, workspace: Workspace, add: Add, fresh: Fresh) -> None:
        euro, dollar, yen = add("A"), add("B", value="1 USD"), add("C", value="1 JPY")
        done = deals.edit_deals(workspace, [euro, dollar, yen], {"value": "9,500", "expected_close": "2026-12-18"})
        assert done.title == "Changed value, expected close of 3 deals"
        again = fresh()
        assert [(get(again, n).value, get(again, n).currency) for n in (euro, dollar, yen)] == [
            (950000, "EUR"),
            (950000, "USD"),
            (9500, "JPY"),
        ]
        deals.edit_deals(workspace, [euro, yen], {"currency": "CHF"})
        assert [get(workspace, n).value for n in (euro, yen)] == [950000, 950000]
        deals.edit_deals(workspace, [euro], {"company": "Kestrel AG", "contact": "Eva Lund"})
        new = deals.deal_detail(workspace, euro)
        assert new.contact
        assert new.contact.company_id == new.deal.company_id

    def test_a_value_that_is_not_understood_changes_nothing(self, workspace: Workspace, three: list[int]) -> None:
        size = journal_size(workspace.database)
        for texts in ({"value": "much"}, {"colour": "red"}, {"stage": "Demo"}, {"title": ""}):
            with pytest.raises(Invalid):
                deals.edit_deals(workspace, three, texts)
        assert not deals.edit_deals(workspace, three, {"owner": "Sam Keller"})  # they are Sam's already
        assert journal_size(workspace.database) == size

    def test_what_the_readers_look_at_is_known(self, workspace: Workspace, add: Add) -> None:
        """One reading serves several deals only where it looks at nothing else of them."""
        texts = {name: "5" for name in FIELDS[Kind.DEAL] if name != "stage"} | {
            "currency": "CHF",
            "owner": "Sam Keller",
            "temperature": "hot",
            "expected_close": "2026-12-18",
            "company": "Heron",
            "contact": "Ann Lee",
            "probability": "auto",
        }
        number = add(value="100")
        deals.win_deal(workspace, number)  # one that has a reason
        deal = get(workspace, number)

        class Watched(dict[str, Any]):
            looked: set[str]

            def __getitem__(self, key: str) -> Any:
                self.looked.add(key)
                return super().__getitem__(key)

            def get(self, key: str, default: Any = None) -> Any:
                self.looked.add(key)
                return super().get(key, default)

        with UnitOfWork(workspace, many_deals.Operation.EDIT_DEALS) as work:
            for name, text in texts.items():
                record = Watched({column: getattr(deal, column) for column in Deal.__dataclass_fields__})
                record.looked = set()
                FIELDS[Kind.DEAL][name](work, text, record)
                assert record.looked <= set(LOOKED_AT.get(name, ())), name


class TestTagging:
    def test_tags_come_beside_those_that_each_has(self, workspace: Workspace, three: list[int], fresh: Fresh) -> None:
        a, b, c = three
        tags.set_tags(workspace, Kind.DEAL, a, ["vip", "old"])
        done = deals.tag_deals(workspace, three, ["VIP", " rail "], remove=["old", "unknown"])
        assert done.title == "Tagged 3 deals: VIP, rail, without old, without unknown"
        assert [tag_names(fresh(), number) for number in (a, b, c)] == [["rail", "vip"]] * 3
        assert not deals.tag_deals(workspace, [a, b], ["vip"])
        assert deals.tag_deals(workspace, [a], [], remove=["vip"]).title == "Tagged “A”: without vip"
        history.undo(workspace)
        history.undo(workspace)
        assert [sorted(tag_names(workspace, number)) for number in (a, b, c)] == [["old", "vip"], [], []]

    def test_who_has_which_tag_is_counted(self, workspace: Workspace, three: list[int]) -> None:
        deals.tag_deals(workspace, three, ["rail"])
        deals.tag_deals(workspace, three[:1], ["vip"])
        tags.set_tags(workspace, Kind.DEAL, three[1], ["old"])
        counted = {tag.name: count for tag, count in tags.tags_among(workspace, three)}
        assert counted == {"old": 1, "rail": 2, "vip": 1}
        assert [count for _, count in tags.tags_among(workspace, three[2:])] == [0, 1, 0]
