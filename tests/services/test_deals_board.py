"""The board shows every open deal in its place, with sums that are right."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dumping import journal_size

from leaddesk.domain.errors import Conflict, Invalid, NotFound
from leaddesk.domain.money import Money
from leaddesk.domain.records import ActivityKind, Deal, DealStatus, Direction, Kind, Temperature
from leaddesk.domain.summaries import EntryKind
from leaddesk.services import activities, contacts, deal_order, deals, editing, followups, history, tags
from leaddesk.services.workspace import Workspace
from leaddesk.storage.queries import records

Add = Callable[..., int]
Stages = dict[str, int]


def column(workspace: Workspace, name: str) -> list[int]:
    return next(list(part.ids) for part in deals.board(workspace).columns if part.stage.name == name)


def get(workspace: Workspace, deal_id: int) -> Deal:
    return records.get(workspace.database, Deal, deal_id)


class TestPlaces:
    def test_a_new_deal_stands_at_the_top(self, workspace: Workspace, add: Add) -> None:
        first, second = add("A"), add("B")
        demo = add("C", stage=" demo ")
        assert column(workspace, "Qualified") == [second, first]
        assert column(workspace, "Demo") == [demo]
        assert get(workspace, demo).probability == 45

    def test_a_card_goes_to_the_top_before_a_card_or_to_the_end(
        self, workspace: Workspace, add: Add, stages: Stages
    ) -> None:
        a, b, c = (add(title, stage="Demo") for title in "cba")
        card = add("x")
        demo = stages["Demo"]
        deals.move_deal(workspace, card, demo)
        assert column(workspace, "Demo") == [card, c, b, a]
        deals.move_deal(workspace, card, demo, before=a)
        assert column(workspace, "Demo") == [c, b, card, a]
        deals.move_deal(workspace, card, demo, to_end=True)
        assert column(workspace, "Demo") == [c, b, a, card]
        deals.move_deal(workspace, card, demo, before=b)
        assert column(workspace, "Demo") == [c, card, b, a]
        moved = deals.move_deal(workspace, card, stages["Proposal"], to_end=True)
        assert moved.title == "Moved “x” to Proposal"
        assert (column(workspace, "Demo"), column(workspace, "Proposal")) == ([c, b, a], [card])

    def test_a_card_dropped_where_it_stands_writes_nothing(
        self, workspace: Workspace, add: Add, stages: Stages
    ) -> None:
        c, b, a = add("c"), add("b"), add("a")
        here = stages["Qualified"]
        size = journal_size(workspace.database)
        assert not deals.move_deal(workspace, a, here)
        assert not deals.move_deal(workspace, a, here, before=a)
        assert not deals.move_deal(workspace, a, here, before=b)
        assert not deals.move_deal(workspace, b, here, before=c)
        assert not deals.move_deal(workspace, c, here, to_end=True)
        assert journal_size(workspace.database) == size
        assert deals.move_deal(workspace, a, here, before=c).title == "Moved “a” within Qualified"
        assert column(workspace, "Qualified") == [b, a, c]

    def test_before_a_card_that_has_gone_meanwhile_is_the_end(
        self, workspace: Workspace, add: Add, stages: Stages
    ) -> None:
        a, b, gone = add("a", stage="Demo"), add("b", stage="Demo"), add("g", stage="Demo")
        card = add("x")
        deals.win_deal(workspace, gone)
        deals.move_deal(workspace, card, stages["Demo"], before=gone)
        assert column(workspace, "Demo") == [b, a, card]

    def test_sixty_cards_put_between_the_same_two_keep_their_order(
        self, workspace: Workspace, add: Add, stages: Stages
    ) -> None:
        last, first = add("last", stage="Demo"), add("first", stage="Demo")
        wanted = [first, last]
        for number in range(60):
            card = add(f"card {number}")
            wanted.insert(len(wanted) - 1, card)
            deals.move_deal(workspace, card, stages["Demo"], before=last)
            assert column(workspace, "Demo") == wanted
        places = [position for _, _, position in deals.deals.positions(workspace.database, stages["Demo"])]
        assert min(b - a for a, b in pairwise(places)) > deal_order.SMALLEST_GAP / 3
        for _ in range(120):
            history.undo(workspace)
        assert column(workspace, "Demo") == [first, last]
        assert column(workspace, "Qualified") == []

    def test_any_moves_give_the_order_that_was_asked_for(self, workspace: Workspace, add: Add, stages: Stages) -> None:
        rng = random.Random(5)
        names = ["Qualified", "Demo"]
        wanted: dict[str, list[int]] = {"Qualified": [], "Demo": []}
        for number in range(8):
            wanted["Qualified"].insert(0, add(str(number)))
        for _ in range(150):
            card = rng.choice([*wanted["Qualified"], *wanted["Demo"]])
            target = rng.choice(names)
            for order in wanted.values():
                if card in order:
                    order.remove(card)
            before = rng.choice([*wanted[target], None])
            place = wanted[target].index(before) if before else len(wanted[target])
            wanted[target].insert(place, card)
            deals.move_deal(workspace, card, stages[target], before=before, to_end=before is None)
            assert {name: column(workspace, name) for name in names} == wanted

    def test_cards_of_equal_position_are_told_apart(self, workspace: Workspace, add: Add, stages: Stages) -> None:
        below, first = add("below"), add("first")
        deals.move_deal(workspace, first, stages["Demo"])
        level = add("level")
        history.undo(workspace, history.history(workspace)[1].id)  # first comes back to where level stands now
        assert get(workspace, first).position == get(workspace, level).position
        assert column(workspace, "Qualified") == [first, level, below]
        card = add("x", stage="Demo")
        deals.move_deal(workspace, card, stages["Qualified"], before=level)
        assert column(workspace, "Qualified") == [first, card, level, below]

    def test_a_closed_or_missing_deal_cannot_be_moved(self, workspace: Workspace, add: Add, stages: Stages) -> None:
        deal = add("Pilot")
        with pytest.raises(NotFound, match="there is no stage 5"):
            deals.move_deal(workspace, deal, 5)
        deals.lose_deal(workspace, deal, "Price")
        with pytest.raises(Invalid, match="“Pilot” is lost already; nothing was changed; reopen it first"):
            deals.move_deal(workspace, deal, stages["Demo"])
        editing.delete(workspace, Kind.DEAL, deal)
        with pytest.raises(NotFound, match="was deleted by Sam Keller; nothing was changed; undo the deletion"):
            deals.move_deal(workspace, deal, stages["Demo"])
        with pytest.raises(NotFound, match="there is no deal 5"):
            deals.move_deal(workspace, 5, stages["Demo"])


class TestProbability:
    def test_the_stages_probability_is_taken_over(self, workspace: Workspace, add: Add, stages: Stages) -> None:
        deal = add("Pilot")
        assert get(workspace, deal).probability == 10
        deals.move_deal(workspace, deal, stages["Proposal"])
        assert get(workspace, deal).probability == 65

    def test_one_set_by_hand_stays(self, workspace: Workspace, add: Add, stages: Stages) -> None:
        deal = add("Pilot", probability="33 %")
        deals.move_deal(workspace, deal, stages["Proposal"])
        assert get(workspace, deal).probability == 33
        editing.edit(workspace, Kind.DEAL, deal, {"probability": "80"})
        deals.move_deal(workspace, deal, stages["Demo"])
        assert get(workspace, deal).probability == 80

    def test_winning_losing_and_reopening(self, workspace: Workspace, add: Add, stages: Stages) -> None:
        deal = add("Pilot", stage="Demo")
        deals.win_deal(workspace, deal)
        won = get(workspace, deal)
        assert (won.status, won.probability, won.closed_at) == (DealStatus.WON, 100, workspace.clock())
        assert won.stage_id == stages["Demo"]  # the one it reached
        with pytest.raises(Invalid, match="is won already"):
            deals.win_deal(workspace, deal)
        deals.reopen_deal(workspace, deal)
        opened = get(workspace, deal)
        assert (opened.status, opened.probability, opened.closed_at) == (DealStatus.OPEN, 45, None)
        with pytest.raises(Invalid, match="is open already"):
            deals.reopen_deal(workspace, deal)

    def test_a_loss_needs_a_reason(self, workspace: Workspace, add: Add) -> None:
        deal = add("Pilot")
        for reason, note, words in ((" ", "", "needs a reason"), ("other", " ", 'reason "Other" needs a note')):
            with pytest.raises(Invalid, match=f"{words}; the deal was kept open"):
                deals.lose_deal(workspace, deal, reason, note)
        deals.lose_deal(workspace, deal, "Other", " budget was cut ")
        lost = get(workspace, deal)
        assert (lost.reason, lost.reason_note, lost.probability) == ("Other", "budget was cut", 0)

    def test_a_deal_that_reached_no_known_stage_reopens_in_the_first(self, workspace: Workspace, add: Add) -> None:
        deal = add("Pilot")
        deals.win_deal(workspace, deal)
        workspace.database.sql("UPDATE deal SET stage_id = NULL")
        deals.reopen_deal(workspace, deal)
        assert column(workspace, "Qualified") == [deal]


class TestSums:
    def test_sums_and_weighted_sums_by_currency(self, workspace: Workspace, add: Add) -> None:
        add("A", value="1000", stage="Demo")
        add("B", value="$ 5,000.00", stage="Demo")
        add("C", value="0.33", stage="Demo")
        add("D", stage="Demo")
        add("E", value="JPY 777", stage="Negotiation")
        drawn = deals.board(workspace)
        demo, last = drawn.columns[2], drawn.columns[4]
        assert demo.value == (Money(500000, "USD"), Money(100033, "EUR"))
        assert demo.weighted == (Money(225000, "USD"), Money(45015, "EUR"))
        assert last.value == (Money(777, "JPY"),)
        assert last.weighted == (Money(660, "JPY"),)
        assert drawn.columns[0].value == ()
        totals = deals.totals(workspace)
        assert totals.count == 5
        assert set(totals.value) == {*demo.value, *last.value}
        assert set(totals.weighted) == {*demo.weighted, *last.weighted}

    def test_the_report_counts_what_the_board_shows(self, demo_workspace: Workspace) -> None:
        from leaddesk.services.reports import pipeline_report

        report, drawn = pipeline_report(demo_workspace), deals.board(demo_workspace)
        assert [(s.stage, s.count, s.value, s.weighted) for s in report.stages] == [
            (c.stage.name, len(c.ids), c.value, c.weighted) for c in drawn.columns
        ]
        cards = deals.list_deals(demo_workspace)
        for status, figures in ((DealStatus.WON, report.won), (DealStatus.LOST, report.lost)):
            closed = [card for card in cards if card.status is status]
            assert figures.count == len(closed) > 0
            assert figures.value == (Money(sum(card.value or 0 for card in closed), "EUR"),)

    def test_the_line_above_the_board(self, workspace: Workspace, add: Add) -> None:
        late, planned, today, add_done = add("late"), add("planned"), add("today"), add("done")
        add("without")
        plan = followups.plan_followup
        plan(workspace, "s", due_on=date(2026, 11, 20), on=(Kind.DEAL, late))
        plan(workspace, "s", due_on=date(2027, 1, 1), on=(Kind.DEAL, late))
        plan(workspace, "s", due_at=datetime(2026, 11, 21, 9, 1, tzinfo=UTC), on=(Kind.DEAL, planned))
        plan(workspace, "s", due_on=date(2026, 11, 21), on=(Kind.DEAL, today))
        done = plan(workspace, "s", due_on=date(2026, 11, 1), on=(Kind.DEAL, add_done)).subject
        assert done
        followups.complete_followup(workspace, done)
        totals = deals.totals(workspace)
        assert (totals.count, totals.overdue, totals.without_next_step) == (5, 1, 2)
        workspace.clock.advance(minutes=2)
        assert deals.totals(workspace).overdue == 2

    @pytest.mark.parametrize(
        ("now", "closing"),
        [
            (datetime(2026, 11, 30, 22, 59, tzinfo=UTC), "november"),
            (datetime(2026, 11, 30, 23, 1, tzinfo=UTC), "december"),
            (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), "december"),
        ],
    )
    def test_closing_this_month_is_the_owners_month(
        self, workspace: Workspace, add: Add, now: datetime, closing: str
    ) -> None:
        assert workspace.zone == ZoneInfo("Europe/Berlin")
        for name, first, last in (("november", "2026-11-01", "2026-11-30"), ("december", "2026-12-01", "2026-12-31")):
            add(name, value="10", expected_close=first)
            add(name, value="100", expected_close=last)
        add("other", value="7", expected_close="2026-10-31")
        lost = add("lost", value="9", expected_close="2026-11-15")
        deals.lose_deal(workspace, lost, "Price")
        workspace.clock.now = now
        assert deals.totals(workspace).closing_this_month == (Money(11000, "EUR"),)
        assert len(deals.totals(workspace, closing).closing_this_month) == 1

    def test_lost_won_and_deleted_deals_are_nowhere(self, workspace: Workspace, add: Add) -> None:
        for number, close in enumerate((deals.win_deal, deals.lose_deal)):
            close(workspace, add(f"x {number}", value="100", expected_close="2026-11-22"), "Price")
        gone = add("x gone", value="100")
        editing.delete(workspace, Kind.DEAL, gone)
        drawn = deals.board(workspace)
        assert drawn.cards == ()
        assert all(part.ids == part.value == part.weighted == () for part in drawn.columns)
        totals = deals.totals(workspace)
        assert (totals.count, totals.value, totals.closing_this_month) == (0, (), ())
        assert (totals.overdue, totals.without_next_step) == (0, 0)
        assert len(deals.list_deals(workspace)) == 2
        assert deals.cards(workspace, [gone]) == []


class TestCards:
    def test_a_card_carries_what_it_shows(self, workspace: Workspace, add: Add) -> None:
        deal = add("Pilot", company="Kestrel AG", contact="Jonas Berg", value="9500", expected_close="2026-12-18")
        [card] = deals.cards(workspace, [deal])
        assert (card.title, card.company, card.contact, card.owner, card.owner_initials) == (
            *("Pilot", "Kestrel AG", "Jonas Berg", "Sam Keller", "SK"),
        )
        assert (card.value, card.currency, card.probability) == (950000, "EUR", 10)
        assert (card.expected_close, card.closed_at) == (date(2026, 12, 18), None)
        assert (card.temperature, card.temperature_by_hand, card.next_step) == (Temperature.COLD, False, None)

    def test_cards_come_in_the_order_asked_for(self, workspace: Workspace, add: Add) -> None:
        ids = [add(str(number)) for number in range(5)]
        wanted = [ids[3], 99, ids[0], ids[4]]
        assert [card.id for card in deals.cards(workspace, wanted)] == [ids[3], ids[0], ids[4]]

    def test_the_next_step_is_the_first_open_one(self, workspace: Workspace, add: Add) -> None:
        deal = add("Pilot")
        plan = followups.plan_followup
        on = (Kind.DEAL, deal)
        plan(workspace, "that day", due_on=date(2026, 11, 25), on=on)
        timed = plan(workspace, "at ten", due_at=datetime(2026, 11, 25, 9, tzinfo=UTC), on=on).subject
        plan(workspace, "later", due_on=date(2026, 11, 26), on=on)
        gone = plan(workspace, "gone", due_on=date(2026, 11, 1), on=on).subject
        assert gone
        assert timed
        editing.delete(workspace, Kind.FOLLOWUP, gone)
        step = deals.cards(workspace, [deal])[0].next_step
        assert step
        assert (step.subject, step.due_at) == ("at ten", datetime(2026, 11, 25, 9, tzinfo=UTC))
        followups.complete_followup(workspace, timed)
        assert [s.subject for s in deals.deal_detail(workspace, deal).followups] == ["that day", "later"]
        step = deals.cards(workspace, [deal])[0].next_step
        assert step
        assert step.subject == "that day"

    def test_the_temperature_follows_the_dialogue_unless_set_by_hand(self, workspace: Workspace, add: Add) -> None:
        deal = add("Pilot")
        log: Any = activities.log_activity
        on = (Kind.DEAL, deal)

        def warmth() -> Temperature:
            return deals.cards(workspace, [deal])[0].temperature

        log(workspace, ActivityKind.EMAIL, on, "we wrote")
        assert warmth() is Temperature.COLD
        log(workspace, ActivityKind.MEETING, on, "they came", direction=Direction.IN)
        assert warmth() is Temperature.WARM  # one meeting counts once
        mail = log(workspace, ActivityKind.EMAIL, on, "they wrote", direction=Direction.IN).subject
        assert warmth() is Temperature.HOT
        editing.delete(workspace, Kind.ACTIVITY, mail)
        assert warmth() is Temperature.WARM
        editing.edit(workspace, Kind.DEAL, deal, {"temperature": "Cold"})
        assert deals.cards(workspace, [deal])[0].temperature_by_hand
        assert warmth() is Temperature.COLD
        editing.edit(workspace, Kind.DEAL, deal, {"temperature": ""})
        assert warmth() is Temperature.WARM

    def test_the_board_brings_the_first_cards_of_each_column(self, workspace: Workspace, add: Add) -> None:
        for number in range(45):
            add(str(number))
        drawn = deals.board(workspace)
        assert [card.id for card in drawn.cards] == list(drawn.columns[0].ids[:40])


class TestFinding:
    def test_the_filter_looks_at_title_company_and_contact(self, workspace: Workspace, add: Add) -> None:
        title, company, contact = add("Kestrel pilot"), add("B", company="Kestrel AG"), add("C", contact="Eva Kestrel")
        add("Other", company="Falcon")
        assert set(deals.board(workspace, "kestrel").columns[0].ids) == {title, company, contact}
        assert deals.totals(workspace, "kestrel").count == 3
        assert {card.id for card in deals.list_deals(workspace, "KESTREL")} == {title, company, contact}
        assert len(deals.list_deals(workspace, limit=2)) == 2

    @pytest.mark.parametrize("text", ["%", "_", "\\", "50%", "a_b", "c\\d", "%_", "％"])
    def test_signs_of_the_database_are_just_signs(self, workspace: Workspace, add: Add, text: str) -> None:
        odd = add("50% a_b c\\d %_")
        add("plain")
        assert list(deals.board(workspace, text).columns[0].ids) == [odd]

    def test_case_and_accents_do_not_matter(self, workspace: Workspace, add: Add) -> None:
        deal = add("Büro für MÜLLER & Søn")
        for text in ("muller", "Müller", "BURO FUR", "søn", "für mu"):
            assert list(deals.board(workspace, text).columns[0].ids) == [deal]
        editing.edit(workspace, Kind.DEAL, deal, {"title": "Žižkov"})
        assert list(deals.board(workspace, "zizkov").columns[0].ids) == [deal]
        assert deals.totals(workspace, "muller").count == 0
        history.undo(workspace)
        assert deals.totals(workspace, "muller").count == 1

    def test_a_deal_by_its_id_or_title(self, workspace: Workspace, add: Add) -> None:
        deal = add("Pilot")
        assert deals.find_deal(workspace, str(deal)) == deals.find_deal(workspace, "PILOT") == deal
        with pytest.raises(NotFound, match='there is no deal "Pil"'):
            deals.find_deal(workspace, "Pil")
        with pytest.raises(NotFound, match="there is no deal 1234567890123"):
            deals.find_deal(workspace, "1234567890123")
        with pytest.raises(NotFound, match="there is no deal"):
            deals.find_deal(workspace, "9" * 5000)
        with pytest.raises(Invalid, match="too large"):
            deals.find_deal(workspace, "9" * 19)
        add("pilot")
        with pytest.raises(Invalid, match='there are 2 deals called "Pilot"'):
            deals.find_deal(workspace, "Pilot")


class TestDetail:
    def test_the_pane_shows_everything_about_a_deal(self, workspace: Workspace, add: Add, stages: Stages) -> None:
        deal = add("Pilot", company="Kestrel AG", contact="Jonas Berg")
        tags.set_tags(workspace, Kind.DEAL, deal, ["vip"])
        detail = deals.deal_detail(workspace, deal)
        assert detail.deal == get(workspace, deal)
        assert [stage.id for stage in detail.stages] == list(stages.values())
        assert detail.company
        assert detail.contact
        assert detail.owner
        assert (detail.company.name, detail.contact.name, detail.owner.name) == (
            *("Kestrel AG", "Jonas Berg", "Sam Keller"),
        )
        assert detail.contact.company_id == detail.company.id
        assert [tag.name for tag in detail.tags] == ["vip"]
        bare = add("Bare", owner="")
        detail = deals.deal_detail(workspace, bare)
        assert (detail.company, detail.contact, detail.owner, detail.tags) == (None, None, None, ())
        with pytest.raises(NotFound):
            deals.deal_detail(workspace, 5)

    def test_the_timeline_tells_the_deals_way(self, workspace: Workspace, add: Add, stages: Stages) -> None:
        deal = add("Pilot", contact="Jonas Berg")
        step = followups.plan_followup(workspace, "Call him", due_on=date(2026, 12, 1), on=(Kind.DEAL, deal)).subject
        assert step
        clock = workspace.clock

        def then(act: Callable[..., Any], *args: Any, **more: Any) -> None:
            clock.advance(minutes=1)
            act(workspace, *args, **more)

        then(deals.move_deal, deal, stages["Demo"])
        then(deals.move_deal, add("above", stage="Demo"), stages["Demo"], before=deal)
        then(activities.log_activity, ActivityKind.CALL, (Kind.DEAL, deal), "spoke", duration_minutes=5)
        then(followups.complete_followup, step)
        then(deals.lose_deal, deal, "Price", "too dear")
        then(deals.reopen_deal, deal)
        then(deals.win_deal, deal)
        then(editing.edit, Kind.DEAL, deal, {"title": "Renamed"})
        told = deals.deal_detail(workspace, deal).timeline
        assert [(entry.kind, entry.subject, entry.body) for entry in told] == [
            (EntryKind.WON, "", ""),
            (EntryKind.REOPENED, "", ""),
            (EntryKind.LOST, "Price", "too dear"),
            (EntryKind.DONE, "Call him", ""),
            (EntryKind.CALL, "", "spoke"),
            (EntryKind.MOVED, "Qualified", "Demo"),
            (EntryKind.ADDED, "", ""),
        ]
        call = told[4]
        assert (call.who, call.whom, call.direction, call.duration_minutes) == (
            *("Sam Keller", "Jonas Berg", Direction.OUT, 5),
        )
        history.undo(workspace)
        history.undo(workspace)
        assert deals.deal_detail(workspace, deal).timeline[0].kind is EntryKind.REOPENED


def test_a_deal_needs_a_title_and_takes_its_contacts_company(workspace: Workspace, add: Add) -> None:
    with pytest.raises(Invalid, match="needs a title; nothing was added"):
        add("  ")
    contacts.add_contact(workspace, {"name": "Jonas Berg", "company": "Kestrel AG"})
    [card] = deals.cards(workspace, [add("Pilot", contact="jonas berg")])
    assert card.company == "Kestrel AG"
    [card] = deals.cards(workspace, [add("Pilot", contact="jonas berg", company="Falcon")])
    assert card.company == "Falcon"


def test_a_colleagues_edit_in_the_pane_is_not_overwritten(workspace: Workspace, kim: Workspace, add: Add) -> None:
    deal = add("Pilot")
    seen = get(workspace, deal).version
    editing.edit(kim, Kind.DEAL, deal, {"title": "Kim's"}, seen=seen)
    with pytest.raises(Conflict, match="Kim Roth changed title"):
        editing.edit(workspace, Kind.DEAL, deal, {"title": "Mine"}, seen=seen)
    editing.edit(workspace, Kind.DEAL, deal, {"value": "5"}, seen=seen)
    assert (get(kim, deal).title, get(kim, deal).value) == ("Kim's", 500)
