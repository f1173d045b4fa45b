"""Follow-ups come on the right day of their owner, and reminders once, on time."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dumping import journal_size

from leaddesk.domain.errors import Invalid, NotFound
from leaddesk.domain.records import ActivityKind, FollowUp, FollowUpKind, Kind
from leaddesk.domain.summaries import Today
from leaddesk.services import activities, contacts, deals, editing, followups, history
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Workspace, open_workspace
from leaddesk.storage.queries import records

Add = Callable[..., int]
BERLIN = ZoneInfo("Europe/Berlin")


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


@pytest.fixture
def plan(workspace: Workspace) -> Callable[..., int]:
    def planned(subject: str = "Call", on: Any = None, **due: Any) -> int:
        if not {"due_on", "due_at"} & set(due):
            due["due_on"] = date(2026, 12, 1)
        found = followups.plan_followup(workspace, subject, on=on, **due).subject
        assert found
        return found

    return planned


def sections(day: Today) -> dict[str, list[str]]:
    return {
        "overdue": [step.followup.subject for step in day.overdue],
        "today": [step.followup.subject for step in day.today],
        "coming": [step.followup.subject for step in day.coming],
    }


class TestToday:
    def test_sections_around_midnight_in_berlin(self, workspace: Workspace, plan: Add) -> None:
        for subject, due in (
            ("last night", at(20, 23, 59)),
            ("just after midnight", at(21, 0, 1)),
            ("last minute", at(21, 23, 59)),
            ("tomorrow first", at(22, 0, 0)),
            ("a week", at(28, 23, 59)),
            ("eight days", at(29, 0, 0)),
        ):
            plan(subject, due_at=due)
        for subject, day in (("on 20", 20), ("on 21", 21), ("on 22", 22), ("on 28", 28), ("on 29", 29)):
            plan(subject, due_on=date(2026, 11, day))
        workspace.clock.now = at(21, 0, 0)
        assert sections(followups.today(workspace)) == {
            "overdue": ["last night", "on 20"],
            "today": ["just after midnight", "last minute", "on 21"],
            "coming": ["tomorrow first", "on 22", "a week", "on 28"],
        }
        workspace.clock.now = at(21, 23, 59)
        day = followups.today(workspace)
        assert day.day == date(2026, 11, 21)
        assert sections(day)["overdue"] == ["last night", "on 20", "just after midnight"]
        assert sections(day)["today"] == ["last minute", "on 21"]
        workspace.clock.now = at(22, 0, 0)
        day = followups.today(workspace)
        assert day.day == date(2026, 11, 22)
        assert sections(day)["overdue"][-2:] == ["last minute", "on 21"]
        assert sections(day)["today"] == ["tomorrow first", "on 22"]
        assert sections(day)["coming"][-1] == "on 29"
        assert dict(day.planned) == {
            date(2026, 11, 20): 2,
            date(2026, 11, 21): 3,
            date(2026, 11, 22): 2,
            date(2026, 11, 28): 2,
            date(2026, 11, 29): 2,
        }

    @pytest.mark.parametrize(("month", "day"), [(3, 29), (10, 25)], ids=["23 hours", "25 hours"])
    def test_days_when_the_clocks_change(self, workspace: Workspace, plan: Add, month: int, day: int) -> None:
        workspace.clock.now = at(day, 0, 0, month)
        plan("first", due_at=at(day, 0, 30, month))
        plan("last", due_at=at(day, 23, 30, month))
        plan("that day", due_on=date(2026, month, day))
        plan("next", due_at=at(day + 1, 0, 0, month))
        for hour in (0, 12):
            workspace.clock.now = at(day, hour, 0, month)
            assert sections(followups.today(workspace))["today"] == (["first"] if hour == 0 else []) + [
                *("last", "that day"),
            ]
        assert sections(followups.today(workspace))["coming"] == ["next"]
        workspace.clock.now = at(day, 23, 59, month)
        assert sections(followups.today(workspace))["today"] == ["that day"]

    def test_a_step_says_what_it_is_about(self, workspace: Workspace, plan: Add, add: Add) -> None:
        deal = add("Pilot", company="Kestrel AG", contact="Jonas Berg", value="9500", stage="Demo")
        plan("on the deal", on=(Kind.DEAL, deal), due_on=date(2026, 11, 21))
        plan("by itself", due_on=date(2026, 11, 21))
        about, alone = followups.today(workspace).today
        assert (about.title, about.company, about.contact, about.stage) == ("Pilot", "Kestrel AG", "Jonas Berg", "Demo")
        assert about.value
        assert (about.value.minor, about.owner, about.owner_initials) == (950000, "Sam Keller", "SK")
        assert (alone.title, alone.company, alone.contact, alone.stage, alone.value) == ("", "", "", "", None)

    def test_mine_and_everyones(self, workspace: Workspace, kim: Workspace, plan: Add, settings: Settings) -> None:
        plan("mine", due_on=date(2026, 11, 21))
        followups.plan_followup(kim, "hers", due_on=date(2026, 11, 21))
        assert sections(followups.today(workspace))["today"] == ["mine"]
        assert sections(followups.today(kim))["today"] == ["hers"]
        assert len(followups.today(workspace, everyone=True).today) == 2
        settings.remember_user(workspace.file_uuid, 0)
        nobody = open_workspace(workspace.database.path, settings=settings, clock=workspace.clock, zone=workspace.zone)
        assert len(followups.today(nobody).today) == 2
        nobody.database.close()

    def test_deals_without_a_next_step(self, workspace: Workspace, kim: Workspace, plan: Add, add: Add) -> None:
        small, large, none = add("small", value="1"), add("large", value="9"), add("none")
        planned, lost = add("planned", value="5"), add("lost", value="7")
        deals.lose_deal(workspace, lost, "Price")
        hers = deals.add_deal(kim, {"title": "hers"}).subject
        plan(on=(Kind.DEAL, planned))
        activities.log_activity(workspace, ActivityKind.CALL, (Kind.DEAL, small), "spoke")
        stuck = followups.today(workspace).stuck
        assert [entry.card.id for entry in stuck] == [large, small, none]
        assert [entry.last_at for entry in stuck] == [None, workspace.clock(), None]
        assert stuck[0].stage == "Qualified"
        assert hers in [entry.card.id for entry in followups.today(workspace, everyone=True).stuck]

    def test_the_weeks_count(self, workspace: Workspace, plan: Add) -> None:
        monday, sunday = date(2026, 11, 16), date(2026, 11, 22)
        steps = [plan(due_on=day) for day in (monday, sunday, sunday + timedelta(days=1), monday)]
        day = followups.today(workspace)
        assert (day.done_this_week, day.planned_this_week) == (0, 3)
        followups.complete_followup(workspace, steps[0])
        day = followups.today(workspace)
        assert (day.done_this_week, day.planned_this_week) == (1, 2)
        workspace.clock.now = at(23, 0, 1)
        assert followups.today(workspace).done_this_week == 0

    @pytest.mark.parametrize("kind", [Kind.DEAL, Kind.CONTACT, Kind.COMPANY])
    def test_what_lies_in_the_trash_does_not_remind(
        self, workspace: Workspace, plan: Add, add: Add, kind: Kind
    ) -> None:
        deal = add("Pilot", company="Kestrel AG", contact="Jonas Berg")
        found = deals.cards(workspace, [deal])[0]
        on = {Kind.DEAL: deal, Kind.CONTACT: found.contact_id, Kind.COMPANY: found.company_id}[kind]
        plan("soon", on=(kind, on), due_at=workspace.clock() + timedelta(minutes=15))
        kept = plan("on the deal", on=(Kind.DEAL, add("Other", contact="Jonas Berg")), due_on=date(2026, 11, 21))
        assert followups.next_reminder(workspace) == workspace.clock() + timedelta(minutes=5)
        editing.delete(workspace, kind, on)
        assert [step.followup.id for step in followups.today(workspace).today] == [kept]
        assert [step.followup.id for step in followups.list_followups(workspace)] == [kept]
        assert followups.next_reminder(workspace) is None
        history.undo(workspace)
        assert len(followups.today(workspace).today) == 2


class TestPlanning:
    def test_a_phrase(self, workspace: Workspace) -> None:
        planned = followups.plan_phrase(workspace, "call Jonas tomorrow 10:00")
        assert planned.title == "Planned “Call Jonas”"
        assert planned.subject
        found = records.get(workspace.database, FollowUp, planned.subject)
        assert (found.kind, found.due_at, found.due_on) == (FollowUpKind.CALL, at(22, 10), None)
        assert found.owner_id == workspace.actor.user_id
        for phrase, words in (("call Jonas", "no time was found"), ("tomorrow", "needs a subject")):
            with pytest.raises(Invalid, match=words):
                followups.plan_phrase(workspace, phrase)

    def test_from_fields(self, workspace: Workspace, add: Add) -> None:
        deal = add("Pilot", contact="Jonas Berg")
        made = followups.add_followup(
            workspace, {"subject": "Mail", "due": "2026-12-01", "activity": "email"}, (Kind.DEAL, deal)
        )
        step = followups.followup_step(workspace, made.subject or 0)
        assert (step.followup.due_on, step.followup.kind, step.contact) == (date(2026, 12, 1), "email", "Jonas Berg")
        for texts, words in (({"due": "tomorrow"}, "needs a subject"), ({"subject": "x"}, "needs a day or a time")):
            with pytest.raises(Invalid, match=words):
                followups.add_followup(workspace, texts)

    def test_what_cannot_be_planned(self, workspace: Workspace, add: Add) -> None:
        day = date(2026, 12, 1)
        for subject, due, words in (
            (" ", {"due_on": day}, "needs a subject"),
            ("x", {}, "is due on a day or at a time"),
            ("x", {"due_on": day, "due_at": workspace.clock()}, "is due on a day or at a time"),
        ):
            with pytest.raises(Invalid, match=f"{words}; nothing was planned"):
                followups.plan_followup(workspace, subject, **due)
        with pytest.raises(NotFound):
            followups.plan_followup(workspace, "x", due_on=day, on=(Kind.DEAL, 5))

    def test_done_only_once(self, workspace: Workspace, plan: Add) -> None:
        step, other = plan("Call"), plan("Mail")
        assert followups.complete_followup(workspace, step).title == "Done: “Call”"
        with pytest.raises(Invalid, match="“Call” is done already"):
            followups.complete_followup(workspace, step)
        with pytest.raises(Invalid, match="is done already"):
            followups.snooze_followup(workspace, step, "tomorrow")
        assert [found.followup.id for found in followups.list_followups(workspace)] == [other]
        assert [found.followup.id for found in followups.every_followup(workspace)] == [other, step]
        assert len(followups.list_followups(workspace, limit=0)) == 0

    def test_snoozing_keeps_the_time_of_day(self, workspace: Workspace, plan: Add) -> None:
        timed, all_day = plan(due_at=at(21, 15, 30)), plan(due_on=date(2026, 11, 21))

        def due(step: int) -> tuple[date | None, datetime | None]:
            found = records.get(workspace.database, FollowUp, step)
            return found.due_on, found.due_at

        assert followups.snooze_followup(workspace, timed, "tomorrow").destroys
        assert due(timed) == (None, at(22, 15, 30))
        followups.snooze_followup(workspace, timed, "2027-07-01")  # half past three in summer as well
        assert due(timed) == (None, datetime(2027, 7, 1, 13, 30, tzinfo=UTC))
        followups.snooze_followup(workspace, all_day, "in 3 days")
        assert due(all_day) == (date(2026, 11, 24), None)
        followups.snooze_followup(workspace, all_day, "tomorrow 9:00")
        assert due(all_day) == (None, at(22, 9))
        size = journal_size(workspace.database)
        assert not followups.snooze_followup(workspace, all_day, "2026-11-22 09:00")
        with pytest.raises(Invalid, match="is no time; the follow-up was kept"):
            followups.snooze_followup(workspace, all_day, "whenever")
        assert journal_size(workspace.database) == size


class TestReminders:
    def test_each_is_told_once_in_its_order(self, workspace: Workspace, plan: Add) -> None:
        start = workspace.clock()
        plan("in 20 minutes", due_at=start + timedelta(minutes=20))
        plan("in 15 minutes", due_at=start + timedelta(minutes=15))
        plan("without", due_at=start + timedelta(minutes=12), remind_minutes=None)
        done = plan("done", due_at=start + timedelta(minutes=15))
        followups.complete_followup(workspace, done)
        assert followups.reminders(workspace, start) == []
        assert followups.next_reminder(workspace) == start + timedelta(minutes=5)
        workspace.clock.advance(minutes=5)
        told = followups.reminders(workspace, start)
        assert [step.followup.subject for step in told] == ["in 15 minutes"]
        since = workspace.clock()
        assert followups.next_reminder(workspace) == start + timedelta(minutes=10)
        assert followups.reminders(workspace, since) == []
        workspace.clock.advance(hours=5)
        assert [step.followup.subject for step in followups.reminders(workspace, since)] == ["in 20 minutes"]
        assert [step.followup.subject for step in followups.reminders(workspace, start)] == [
            *("in 15 minutes", "in 20 minutes"),
        ]
        assert followups.next_reminder(workspace) is None

    def test_an_all_day_step_reminds_at_nine_of_its_owners_morning(self, workspace: Workspace, plan: Add) -> None:
        plan("that day", due_on=date(2026, 11, 23))
        assert followups.next_reminder(workspace) == at(23, 9)
        workspace.clock.now = at(23, 9)
        assert len(followups.reminders(workspace, at(23, 8, 59))) == 1

    def test_those_missed_while_closed_for_long(self, workspace: Workspace, plan: Add) -> None:
        since = workspace.clock()
        plan("missed", due_on=date(2026, 12, 1))
        workspace.clock.advance(days=60)
        assert [step.followup.subject for step in followups.reminders(workspace, since)] == ["missed"]

    @pytest.mark.parametrize("zone", ["America/Los_Angeles", "Europe/Berlin", "Pacific/Auckland"])
    def test_a_week_ahead_in_every_zone(self, workspace: Workspace, plan: Add, zone: str) -> None:
        workspace.zone = ZoneInfo(zone)
        for hour in range(24):
            workspace.clock.now = datetime(2027, 1, 1, hour, tzinfo=UTC)
            week = timedelta(days=7)
            step = plan("far", due_at=workspace.clock() + week, remind_minutes=7 * 24 * 60)
            told = followups.reminders(workspace, workspace.clock() - timedelta(seconds=1))
            assert [found.followup.id for found in told] == [step]

    def test_only_mine(self, workspace: Workspace, kim: Workspace, plan: Add) -> None:
        plan("mine", due_at=workspace.clock() + timedelta(minutes=11))
        assert followups.next_reminder(kim) is None
        assert followups.next_reminder(workspace)


def test_contacts_are_not_needed(workspace: Workspace) -> None:
    assert contacts.count_contacts(workspace) == 0
    assert followups.list_followups(workspace) == []
