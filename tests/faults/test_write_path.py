"""A whole day's work, looked at statement by statement: a writer has the lock from the start, a reader never writes."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from leaddesk.domain.forecast import NO_DATE, month_of
from leaddesk.domain.operations import Operation
from leaddesk.domain.records import ActivityKind, Kind, Role
from leaddesk.services import (
    activities,
    care,
    contacts,
    deals,
    demo,
    editing,
    erasing,
    followups,
    forecast,
    history,
    history_care,
    importing,
    leads,
    participants,
    pipelines,
    rates,
    reports,
    searching,
    stages,
    tags,
    team_settings,
    trash,
    users,
    views,
)
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Actor, Workspace, create_workspace, open_workspace
from leaddesk.storage.engine.driver import driver
from leaddesk.storage.feed import Feed

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER")


class Watch:
    """What the statements of all connections tell, judged as they come."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.begun: list[str] = []
        self.writes = 0

    def judge(self, connection: Any) -> None:
        began = ""

        def take(statement: str) -> None:
            nonlocal began
            word = statement.split(" ", 1)[0].upper()
            if word == "BEGIN":
                began = statement
                self.begun.append(statement)
            elif word in ("COMMIT", "ROLLBACK", "END"):
                began = ""
            elif word == "SAVEPOINT":
                self.faults.append(statement)
            elif word in WRITES:
                self.writes += 1
                if began != "BEGIN IMMEDIATE":
                    self.faults.append(f"{began or 'no transaction'}: {statement[:80]}")

        connection.set_trace_callback(take)


@contextmanager
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    """Every connection that is made within."""
    watch = Watch()
    connect = driver.connect

    def watched_connect(*words: Any, **options: Any) -> Any:
        connection = connect(*words, **options)
        watch.judge(connection)
        return connection

    with monkeypatch.context() as patch:
        patch.setattr(driver, "connect", watched_connect)
        yield watch


def morning(w: Workspace) -> tuple[int, int, int]:
    """People, companies, a deal and what is planned with them."""
    me = users.add_user(w, "Sam Keller").subject
    users.add_user(w, "Kim Roth")
    assert me
    company = contacts.add_company(w, {"name": "Kestrel AG"}).subject
    contact = contacts.add_contact(w, {"name": "Eva Lund", "company": "Kestrel AG"}).subject
    lead = leads.add_lead(w, {"name": "Asked at the fair", "contact": "Eva Lund"}).subject
    deal = deals.add_deal(w, {"title": "Pilot", "company": "Kestrel AG", "value": "9500"}).subject
    assert company
    assert contact
    assert lead
    assert deal
    editing.edit(w, Kind.USER, me, {"initials": "KE"})
    editing.edit(w, Kind.COMPANY, company, {"phone": "030 1"})
    editing.edit(w, Kind.CONTACT, contact, {"email": "eva@kestrel.example"})
    editing.edit(w, Kind.LEAD, lead, {"source": "Trade fair"})
    editing.edit(w, Kind.DEAL, deal, {"value": "12000"})
    note = activities.log_activity(w, ActivityKind.NOTE, (Kind.DEAL, deal), "Wants a demo").subject
    assert note
    editing.edit(w, Kind.ACTIVITY, note, {"body": "Wants a demo in March"})
    activities.pin(w, note)
    activities.pin(w, note, False)
    participants.involve(w, deal, str(contact))
    participants.involve(w, deal, "Ida Hale", Role.EVALUATOR)
    ida = contacts.contact_names(w, "Ida")[0][0]
    participants.set_role(w, deal, ida, Role.DECISION_MAKER)
    participants.make_main(w, deal, ida)
    participants.take_out(w, deal, ida)
    tags.set_tags(w, Kind.CONTACT, contact, ["fair"])
    team_settings.write(w, "greeting", "Hello")
    editing.delete(w, Kind.ACTIVITY, note)
    editing.delete(w, Kind.LEAD, lead)
    return company, contact, deal


def midday(w: Workspace, deal: int) -> None:
    """The board and the list of today."""
    known = deals.list_stages(w)
    second = deals.add_deal(w, {"title": "Rollout"}).subject
    deals.move_deal(w, deal, known[1].id)
    deals.move_deal(w, deal, known[0].id, to_end=True)
    deals.move_deal(w, deal, known[0].id)
    deals.win_deal(w, deal)
    deals.reopen_deal(w, deal)
    deals.lose_deal(w, deal, "Too expensive")
    assert second
    several_at_once(w, deal, second, [stage.id for stage in known])
    followups.plan_phrase(w, "call Eva tomorrow 10am", (Kind.DEAL, deal))
    [step] = followups.list_followups(w)
    editing.edit(w, Kind.FOLLOWUP, step.followup.id, {"subject": "Call Eva again"})
    followups.snooze_followup(w, step.followup.id, "in 3 days")
    followups.complete_followup(w, step.followup.id)
    other = followups.add_followup(w, {"subject": "Write the offer", "due": "tomorrow"}, (Kind.DEAL, deal)).subject
    assert other
    editing.delete(w, Kind.FOLLOWUP, other)
    editing.delete(w, Kind.DEAL, second)


def several_at_once(w: Workspace, closed: int, second: int, stage_ids: list[int]) -> None:
    """Two deals together, one of which is closed at first."""
    third = deals.add_deal(w, {"title": "Extension"}).subject
    assert third
    both = [second, third]
    deals.move_deals(w, [closed, *both], stage_ids[1])
    deals.move_deals(w, both[::-1], stage_ids[1])
    today = w.clock().date()
    forecast.expect_deals(w, both, month_of(today, today))
    forecast.expect_deals(w, both[:1], NO_DATE)
    deals.edit_deals(w, both, {"owner": "Kim Roth", "expected_close": "eom"})
    deals.tag_deals(w, both, ["spring"])
    deals.tag_deals(w, both, ["autumn"], remove=["spring"])
    deals.win_deals(w, both)
    deals.reopen_deals(w, both)
    deals.lose_deals(w, both, "Price")
    fourth = deals.add_deal(w, {"title": "Nothing"}).subject
    assert fourth
    deals.delete_deals(w, [third, fourth])


def another_pipeline(w: Workspace) -> None:
    """Made, put in order, and taken apart again."""
    [sales] = pipelines.list_pipelines(w)
    made = pipelines.add_pipeline(w, {"name": "Partners", "stages": "Met, Signed"}).subject
    assert made
    met, signed = (stage.id for stage in deals.list_stages(w) if stage.pipeline_id == made)
    trial = stages.add_stage(w, made, {"name": "Trial", "required": "value"}).subject
    assert trial
    pipelines.move_pipeline(w, made, sales.id)
    editing.edit(w, Kind.PIPELINE, made, {"name": "Resellers"})
    editing.edit(w, Kind.STAGE, met, {"idle_days": "7", "colour": "#7A5AD8"})
    stages.move_stage(w, trial, met)
    deal = deals.add_deal(w, {"title": "Together", "stage": "Resellers/Met"}).subject
    assert deal
    deals.move_deal(w, deal, trial, texts={"value": "900", "next_step": "call tomorrow"})
    stages.remove_stage(w, trial, into=signed)
    stages.remove_stage(w, met)
    pipelines.remove_pipeline(w, made, into=deals.list_stages(w)[-1].id)
    rates.set_rates(w, {"USD": "0.92"})


def tabs(w: Workspace) -> None:
    """Views of deals, as their user saves them."""
    w.actor = Actor("Sam Keller", users.find_user(w, "Sam Keller").id)
    first = views.save_view(w, "Mine", "owner:me").subject
    second = views.save_view(w, "Big ones", "value>50k").subject
    assert first
    assert second
    views.move_view(w, second, first)
    views.rename_view(w, second, "Bigger ones")
    views.share_view(w, second, shared=True)
    views.share_view(w, second, shared=False)
    views.delete_view(w, second)


def evening(w: Workspace, company: int, contact: int, folder: Path) -> None:
    """A list from the fair, second thoughts, and putting things in order."""
    listed = folder / "deals.csv"
    listed.write_text("Deal Name,Company,Amount,Stage\nFrom the fair,Lumo Oy,1200,Demo\nNonsense,Lumo Oy,much,Demo\n")
    importing.import_file(w, listed, kind=importing.ImportKind.DEALS)
    history.undo(w)
    history.redo(w)
    editing.delete(w, Kind.CONTACT, contact)
    editing.delete(w, Kind.COMPANY, company)
    trash.bring_back(w, Kind.CONTACT, contact)
    trash.bring_back(w, Kind.COMPANY, company, lambda w: editing.edit(w, Kind.COMPANY, company, {"phone": "030 2"}))
    erasing.erase(w, contact, "Eva Lund")
    demo.fill_demo(w, 30)
    care.backup(w, folder / "backup.leaddesk")
    assert care.check(w) == []


def years_later(w: Workspace) -> None:
    history_care.keep(w, 365)
    assert history_care.prune(w) > 30


def looked_at(w: Workspace) -> None:
    """Every screen, as somebody sees it who cannot write."""
    feed = Feed(w)
    board = deals.board(w)
    deals.board(w, "rollout")
    deals.list_deals(w, "temp:hot or idle>14 tag:vip source:fair owner:sam next:none value>5k")
    views.counts(w, views.list_views(w))
    views.filter_choices(w)
    for card in board.cards[:3]:
        deals.deal_detail(w, card.id)
    ids = contacts.contact_ids(w)
    contacts.contact_rows(w, ids)
    contacts.contact_detail(w, ids[0])
    followups.today(w)
    followups.reminders(w, w.clock())
    history.history(w)
    searching.search(w, "kestrel")
    reports.pipeline_report(w)
    pipelines.overview(w)
    rates.read_rates(w)
    team_settings.read(w, "greeting")
    assert feed.poll() == []


def test_a_whole_day(tmp_path: Path, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(tmp_path / "settings.json")
    with watched(monkeypatch) as watch:
        workspace = create_workspace(tmp_path / "day.leaddesk", settings=settings, clock=clock)
        company, contact, deal = morning(workspace)
        midday(workspace, deal)
        another_pipeline(workspace)
        tabs(workspace)
        evening(workspace, company, contact, tmp_path)
        clock.advance(days=1000)
        years_later(workspace)
        done = {entry.kind for entry in history.history(workspace, limit=None)}
        workspace.database.close()
    # A kind of operation that is new belongs into this day. A restore is written into the copy that is put in place.
    assert sorted(set(Operation) - done - {Operation.RESTORE}) == []
    assert watch.faults == []
    assert watch.writes > 100
    assert set(watch.begun) == {"BEGIN", "BEGIN IMMEDIATE"}
    with watched(monkeypatch) as watch:
        reader = open_workspace(tmp_path / "day.leaddesk", settings=settings, query_only=True)
        looked_at(reader)
        reader.database.close()
    assert (watch.faults, watch.writes) == ([], 0)
    assert set(watch.begun) == {"BEGIN"}
