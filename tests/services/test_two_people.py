"""Two people work on one record: both edits stand, or one of them is asked; nothing is overwritten in silence."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from dumping import dump, journal_size

from leaddesk.domain.errors import CannotUndo, Conflict, DeletionConflict, Gone, Invalid, NotFound
from leaddesk.domain.records import ActivityKind, Contact, Deal, DealStatus, FollowUp, Kind
from leaddesk.services import activities, contacts, deals, editing, followups, history, tags, trash, users
from leaddesk.services.field_texts import field_text, money_text
from leaddesk.services.fields import parse_money
from leaddesk.services.workspace import Workspace
from leaddesk.storage.queries import records

Add = Callable[..., int]
Fresh = Callable[..., Workspace]


@pytest.fixture
def pilot(workspace: Workspace, kim: Workspace, add: Add) -> int:
    """A deal, added so long ago that nothing of it is typed on."""
    made = add("Pilot", value="9500", company="Kestrel AG", contact="Jonas Berg", expected_close="2026-12-18")
    workspace.clock.advance(minutes=5)
    return made


def get(of: Workspace, deal: int) -> Deal:
    [found] = records.by_ids(of.database, Deal, [deal])
    return found


def edit(of: Workspace, deal: int, seen: int | None = None, **texts: str) -> Any:
    return editing.edit(of, Kind.DEAL, deal, texts, seen=seen)


def history_of(of: Workspace, deal: int) -> list[tuple[str, str]]:
    return [(entry.user, entry.title) for entry in history.history(of, of=(Kind.DEAL, deal))]


class TestTheSameField:
    def test_the_conflict_tells_who_when_and_all_three_texts(
        self, workspace: Workspace, kim: Workspace, pilot: int
    ) -> None:
        seen = get(workspace, pilot).version
        workspace.clock.advance(minutes=1)
        edit(kim, pilot, source="Fair")
        edit(kim, pilot, title="Kim's")
        with pytest.raises(Conflict, match="Kim Roth changed title while you were editing; your text is kept") as met:
            edit(workspace, pilot, seen, title=" Mine ", value="1")
        conflict = met.value
        assert (conflict.kind, conflict.record_id, conflict.title) == (Kind.DEAL, pilot, "Kim's")
        assert conflict.version == get(kim, pilot).version
        assert (conflict.who, conflict.when) == ("Kim Roth", workspace.clock())
        [field] = conflict.fields
        assert (field.field, field.before, field.theirs, field.mine) == ("title", "Pilot", "Kim's", "Mine")
        assert edit(workspace, pilot, conflict.version, title="Mine", value="1")  # having seen it
        assert get(kim, pilot).title == "Mine"

    @pytest.mark.parametrize(
        ("field", "theirs", "mine", "before", "now"),
        [
            ("value", "12,000.50", "48k", "9,500 EUR", "12,000.50 EUR"),
            ("value", "", "48k", "9,500 EUR", ""),
            ("value", "7 JPY", "48k", "9,500 EUR", "7 JPY"),
            ("probability", "60", "70", "10", "60"),
            ("expected_close", "2027-01-31", "2026-12-24", "2026-12-18", "2027-01-31"),
            ("owner", "Kim Roth", "", "Sam Keller", "Kim Roth"),
            ("company", "Falcon", "Heron", "Kestrel AG", "Falcon"),
            ("contact", "Eva", "", "Jonas Berg", "Eva"),
            ("temperature", "hot", "cold", "", "hot"),
        ],
    )
    def test_values_are_told_as_they_are_typed(
        self,
        workspace: Workspace,
        kim: Workspace,
        pilot: int,
        field: str,
        theirs: str,
        mine: str,
        before: str,
        now: str,
    ) -> None:
        seen = get(workspace, pilot).version
        edit(kim, pilot, **{field: theirs})
        state = dump(workspace.database)
        with pytest.raises(Conflict) as met:
            edit(workspace, pilot, seen, **{field: mine})
        [told] = met.value.fields
        assert (told.field, told.before, told.theirs, told.mine) == (field, before, now, mine)
        assert dump(workspace.database) == state  # not even a new company
        edit(kim, pilot, met.value.version, **{field: told.before})
        edit(kim, pilot, **{field: told.theirs})
        assert field_text(kim, Kind.DEAL, get(kim, pilot), field) == now

    def test_a_follow_up_that_both_put_elsewhere(self, workspace: Workspace, kim: Workspace, pilot: int) -> None:
        step = followups.plan_phrase(workspace, "call Jonas 2026-12-01 10:00", (Kind.DEAL, pilot)).subject
        assert step
        followups.snooze_followup(kim, step, "2026-12-02")
        with pytest.raises(Conflict) as met:
            editing.edit(workspace, Kind.FOLLOWUP, step, {"due": "2026-12-03", "activity": "email"}, seen=1)
        [told] = met.value.fields
        assert (told.before, told.theirs, told.mine) == ("2026-12-01 10:00", "2026-12-02 10:00", "2026-12-03")

    def test_an_amount_does_not_slip_into_another_currency(
        self, workspace: Workspace, kim: Workspace, pilot: int
    ) -> None:
        edit(workspace, pilot, value="")
        seen = get(workspace, pilot).version
        edit(kim, pilot, currency="JPY")
        with pytest.raises(Conflict, match="Kim Roth changed value"):
            edit(workspace, pilot, seen, value="5000")

    def test_changed_and_changed_back_is_no_conflict(self, workspace: Workspace, kim: Workspace, pilot: int) -> None:
        seen = get(workspace, pilot).version
        edit(kim, pilot, title="Kim's")
        workspace.clock.advance(minutes=1)
        edit(kim, pilot, title="Pilot")
        assert edit(workspace, pilot, seen, title="Mine")

    def test_the_same_value_is_no_conflict_and_nothing_is_written(
        self, workspace: Workspace, kim: Workspace, pilot: int
    ) -> None:
        seen = get(workspace, pilot).version
        edit(kim, pilot, title="Ours")
        assert not edit(workspace, pilot, seen, title="Ours")
        assert history_of(kim, pilot)[0][0] == "Kim Roth"

    def test_a_value_that_was_seen_while_it_was_typed_on_is_not_told_wrongly(
        self, workspace: Workspace, kim: Workspace, pilot: int
    ) -> None:
        edit(kim, pilot, title="Ki")
        seen = get(workspace, pilot).version
        edit(kim, pilot, title="Kim's")  # within 30 seconds: one entry, from Pilot to Kim's
        with pytest.raises(Conflict) as met:
            edit(workspace, pilot, seen, title="Mine")
        assert met.value.fields[0].before is None

    def test_where_the_images_are_gone_it_is_asked(self, workspace: Workspace, kim: Workspace, pilot: int) -> None:
        seen = get(workspace, pilot).version
        theirs = edit(kim, pilot, title="Kim's").operation
        workspace.clock.advance(minutes=1)
        edit(kim, pilot, source="Fair")
        kim.database.sql("DELETE FROM row_change WHERE operation_id = ?", (theirs,))
        kim.database.sql("UPDATE operation SET pruned = 1 WHERE id = ?", (theirs,))
        for field in ("title", "value"):  # what it was cannot be told, so both might be
            with pytest.raises(Conflict, match=f"Somebody changed {field}") as met:
                edit(workspace, pilot, seen, **{field: "5"})
            assert met.value.fields[0].before is None
        with pytest.raises(Conflict, match="Kim Roth changed source"):
            edit(workspace, pilot, seen, source="Web")
        assert edit(workspace, pilot, seen + 1, value="5")  # from there on all is known
        with pytest.raises(DeletionConflict, match=r"Somebody changed “Kim's” since you saw it; it was not deleted"):
            editing.delete(workspace, Kind.DEAL, pilot, seen=seen)

    def test_an_older_state_after_a_restored_backup_is_asked_about(self, workspace: Workspace, pilot: int) -> None:
        seen = get(workspace, pilot).version + 7
        with pytest.raises(Conflict, match="Somebody changed title"):
            edit(workspace, pilot, seen, title="Mine")

    def test_a_record_that_was_unmade_and_made_again(self, workspace: Workspace, kim: Workspace, pilot: int) -> None:
        edit(workspace, pilot, title="Trial")
        seen = get(kim, pilot).version
        for _ in range(2):
            history.undo(workspace)
        history.redo(workspace)
        with pytest.raises(Conflict) as met:
            edit(kim, pilot, seen, title="Kim's")
        assert (met.value.fields[0].before, met.value.fields[0].theirs) == ("Trial", "Pilot")


class TestGone:
    @pytest.fixture
    def deleted(self, workspace: Workspace, kim: Workspace, pilot: int) -> int:
        workspace.clock.advance(minutes=1)
        editing.delete(kim, Kind.DEAL, pilot)
        return pilot

    @pytest.mark.parametrize(
        "deed",
        [
            lambda w, deal: edit(w, deal, 1, title="Mine"),
            lambda w, deal: activities.log_activity(w, ActivityKind.NOTE, (Kind.DEAL, deal), "said"),
            lambda w, deal: followups.plan_phrase(w, "call tomorrow", (Kind.DEAL, deal)),
            lambda w, deal: deals.move_deal(w, deal, deals.list_stages(w)[2].id),
            lambda w, deal: deals.win_deal(w, deal),
            lambda w, deal: deals.lose_deal(w, deal, "Price"),
            lambda w, deal: tags.set_tags(w, Kind.DEAL, deal, ["vip"]),
        ],
        ids=["edit", "log", "plan", "move", "win", "lose", "tag"],
    )
    def test_who_deleted_it_is_told_and_it_can_be_brought_back_with_what_was_meant(
        self, workspace: Workspace, kim: Workspace, deleted: int, deed: Callable[[Workspace, int], Any], fresh: Fresh
    ) -> None:
        state = dump(workspace.database)
        with pytest.raises(Gone, match="deal “Pilot” was deleted by Kim Roth; nothing was changed") as met:
            deed(workspace, deleted)
        gone = met.value
        assert (gone.kind, gone.record_id, gone.title, gone.who) == (Kind.DEAL, deleted, "Pilot", "Kim Roth")
        assert gone.when == workspace.clock()
        assert dump(workspace.database) == state
        size = journal_size(workspace.database)[0]
        changes = trash.bring_back(workspace, Kind.DEAL, deleted, lambda w: deed(w, deleted))
        assert journal_size(workspace.database)[0] == size + 1
        assert changes.title.startswith("Brought back “")
        assert deleted in changes.added[Kind.DEAL]
        assert get(fresh(), deleted).deleted_at is None
        history.undo(workspace)
        assert dump(workspace.database) == state

    def test_the_change_made_with_it_is_in_its_sentence(self, workspace: Workspace, deleted: int) -> None:
        trash.bring_back(workspace, Kind.DEAL, deleted, lambda w: edit(w, deleted, title="Mine"))
        assert history_of(workspace, deleted)[0] == ("Sam Keller", "Brought back “Pilot”. Changed title of “Pilot”")
        assert get(workspace, deleted).title == "Mine"

    def test_restored_with_a_change_it_is_still_asked_about(
        self, workspace: Workspace, kim: Workspace, pilot: int
    ) -> None:
        seen = get(workspace, pilot).version
        edit(kim, pilot, title="Kim's")
        editing.delete(kim, Kind.DEAL, pilot)
        deed = partial(editing.edit, kind=Kind.DEAL, record_id=pilot, texts={"title": "Mine"})
        with pytest.raises(Conflict) as met:
            trash.bring_back(workspace, Kind.DEAL, pilot, partial(deed, seen=seen))
        assert get(workspace, pilot).deleted_at is not None
        assert (met.value.fields[0].before, met.value.fields[0].theirs) == ("Pilot", "Kim's")
        trash.bring_back(workspace, Kind.DEAL, pilot, partial(deed, seen=met.value.version))
        assert get(workspace, pilot).title == "Mine"

    def test_a_deletion_that_comes_between_reading_and_writing_is_noticed(
        self, workspace: Workspace, kim: Workspace, pilot: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        begin = workspace.database.begin

        def late() -> int:
            editing.delete(kim, Kind.DEAL, pilot)
            return begin()

        monkeypatch.setattr(workspace.database, "begin", late)
        with pytest.raises(Gone):
            edit(workspace, pilot, title="Mine")

    def test_what_was_never_there_is_just_not_found(self, workspace: Workspace) -> None:
        with pytest.raises(NotFound, match="there is no deal 5") as met:
            edit(workspace, 5, title="x")
        assert not isinstance(met.value, Gone)
        with pytest.raises(NotFound):
            trash.bring_back(workspace, Kind.DEAL, 5)

    def test_an_undone_record_comes_back_with_what_it_belongs_to(
        self, workspace: Workspace, kim: Workspace, add: Add
    ) -> None:
        deal = add("Trial", company="Brand New", contact="Eva Lund")
        editing.edit(kim, Kind.DEAL, deal, {"source": "Fair"})
        history.undo(kim)
        history.undo(workspace)
        with pytest.raises(Gone, match="deal “Trial” was deleted by Sam Keller"):
            edit(kim, deal, title="Kim's")
        trash.bring_back(kim, Kind.DEAL, deal, lambda w: edit(w, deal, title="Kim's"))
        detail = deals.deal_detail(kim, deal)
        assert (detail.deal.title, detail.card.company, detail.card.contact) == ("Kim's", "Brand New", "Eva Lund")
        history.undo(kim)
        assert contacts.company_names(kim, "Brand New") == []

    def test_a_follow_up_that_somebody_deleted_is_not_ticked_off(
        self, workspace: Workspace, kim: Workspace, pilot: int
    ) -> None:
        step = followups.plan_phrase(workspace, "call tomorrow", (Kind.DEAL, pilot)).subject
        assert step
        editing.delete(kim, Kind.FOLLOWUP, step)
        for deed in (
            partial(followups.complete_followup, followup_id=step),
            partial(followups.snooze_followup, followup_id=step, when="tomorrow"),
        ):
            with pytest.raises(Gone, match="followup “Call” was deleted by Kim Roth"):
                deed(workspace)
        trash.bring_back(workspace, Kind.FOLLOWUP, step)
        [found] = records.by_ids(workspace.database, FollowUp, [step])
        assert found.deleted_at is None


class TestDeletingWhatSomebodyChanged:
    def test_it_is_asked_with_what_was_changed(self, workspace: Workspace, kim: Workspace, pilot: int) -> None:
        seen = get(workspace, pilot).version
        edit(kim, pilot, value="12000", source="Fair")
        deals.move_deal(kim, pilot, deals.list_stages(kim)[2].id)
        with pytest.raises(DeletionConflict, match=r"Kim Roth changed .* of “Pilot” since you saw it") as met:
            editing.delete(workspace, Kind.DEAL, pilot, seen=seen)
        told = {field.field: (field.before, field.theirs) for field in met.value.fields}
        assert told == {
            "value": ("9,500 EUR", "12,000 EUR"),
            "source": ("", "Fair"),
            "stage": ("Qualified", "Demo"),
            "probability": ("10", "45"),
        }
        assert get(kim, pilot).deleted_at is None
        assert editing.delete(workspace, Kind.DEAL, pilot, seen=met.value.version)

    def test_what_i_did_myself_and_shifted_cards_do_not_count(
        self, workspace: Workspace, kim: Workspace, pilot: int, add: Add
    ) -> None:
        seen = get(workspace, pilot).version
        edit(workspace, pilot, title="Mine")
        other = add("Other")
        deals.move_deal(kim, pilot, get(kim, pilot).stage_id or 0, before=other)
        assert get(kim, pilot).version > seen + 1
        assert editing.delete(workspace, Kind.DEAL, pilot, seen=seen)

    def test_deleting_what_is_deleted_offers_nothing_to_restore(
        self, workspace: Workspace, kim: Workspace, pilot: int
    ) -> None:
        editing.delete(kim, Kind.DEAL, pilot)
        with pytest.raises(NotFound, match="was deleted by Kim Roth") as met:
            editing.delete(workspace, Kind.DEAL, pilot, seen=1)
        assert not isinstance(met.value, Gone)


class TestMoves:
    def test_the_last_move_wins_and_both_stand_in_the_history(
        self, workspace: Workspace, kim: Workspace, pilot: int, stages: dict[str, int]
    ) -> None:
        deals.move_deal(workspace, pilot, stages["Demo"])
        deals.move_deal(kim, pilot, stages["Proposal"])
        assert get(workspace, pilot).stage_id == stages["Proposal"]
        assert history_of(workspace, pilot)[:2] == [
            ("Kim Roth", "Moved “Pilot” to Proposal"),
            ("Sam Keller", "Moved “Pilot” to Demo"),
        ]
        with pytest.raises(CannotUndo, match="Kim Roth did something to it since: Moved “Pilot” to Proposal"):
            history.undo(workspace)
        history.undo(kim)
        assert history.undo(workspace)
        assert get(workspace, pilot).stage_id == stages["Qualified"]

    def test_moving_what_is_closed_says_so(
        self, workspace: Workspace, kim: Workspace, pilot: int, stages: dict[str, int]
    ) -> None:
        deals.win_deal(kim, pilot)
        with pytest.raises(Invalid, match="“Pilot” is won already"):
            deals.move_deal(workspace, pilot, stages["Demo"])
        with pytest.raises(Invalid, match="“Pilot” is won already"):
            deals.lose_deal(workspace, pilot, "Price")
        assert get(kim, pilot).status is DealStatus.WON

    def test_two_orders_of_the_same_column_both_count(
        self, workspace: Workspace, kim: Workspace, add: Add, stages: dict[str, int]
    ) -> None:
        c, b, a = add("C"), add("B"), add("A")
        deals.move_deal(workspace, c, stages["Qualified"], before=a)
        deals.move_deal(kim, b, stages["Qualified"], before=a)
        order = [number for column in deals.board(workspace).columns for number in column.ids]
        assert order == [c, b, a]
        history.undo(workspace)  # mine; theirs stands
        order = [number for column in deals.board(workspace).columns for number in column.ids]
        assert order == [b, a, c]


class TestUndo:
    def test_who_changed_the_field_is_named_and_not_who_did_something_else_later(
        self, workspace: Workspace, kim: Workspace, pilot: int
    ) -> None:
        users.add_user(workspace, "Ada Lund")
        edit(workspace, pilot, title="Trial")
        mine = history.history(workspace, limit=1)[0].id
        edit(kim, pilot, title="Kim's")
        workspace.clock.advance(minutes=1)
        edit(workspace, pilot, source="Fair")
        with pytest.raises(CannotUndo, match="Kim Roth did something to it since: Changed title of “Trial”"):
            history.undo(workspace, mine)

    def test_nothing_is_undone_inside_what_a_colleague_deleted(
        self, workspace: Workspace, kim: Workspace, pilot: int
    ) -> None:
        edit(workspace, pilot, title="Trial")
        editing.delete(kim, Kind.DEAL, pilot)
        state = dump(workspace.database)
        with pytest.raises(CannotUndo, match="Kim Roth did something to it since: Deleted deal “Trial”"):
            history.undo(workspace)
        assert dump(workspace.database) == state

    def test_a_later_row_that_was_changed_leaves_the_earlier_ones_alone(
        self, workspace: Workspace, kim: Workspace, pilot: int
    ) -> None:
        contact = get(workspace, pilot).contact_id or 0
        restoring_both = partial(editing.edit, kind=Kind.CONTACT, record_id=contact, texts={"phone": "1"})
        editing.delete(kim, Kind.DEAL, pilot)
        trash.bring_back(workspace, Kind.DEAL, pilot, restoring_both)  # two rows: the deal, then the contact
        editing.edit(kim, Kind.CONTACT, contact, {"phone": "2"})
        state, size = dump(workspace.database), journal_size(workspace.database)
        with pytest.raises(CannotUndo, match="Kim Roth did something to it since: Changed phone of “Jonas Berg”"):
            history.undo(workspace)
        assert (dump(workspace.database), journal_size(workspace.database)) == (state, size)
        [found] = records.by_ids(workspace.database, Contact, [contact])
        assert found.phone == "2"


@pytest.mark.parametrize("currency", ["EUR", "JPY", "KWD"])
@pytest.mark.parametrize("minor", [0, 1, 10, 100, 999, 1000, 1125, 9500, 125125, 950_000, 950_050, 9_500_125, -125_125])
def test_an_amount_is_read_as_it_is_written(minor: int, currency: str) -> None:
    assert parse_money(money_text(minor, currency), "USD") == (minor, currency)
