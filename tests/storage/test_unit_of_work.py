"""Rows and journal are written together or not at all, and every write is seen."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from dumping import dump, journal_size

from leaddesk.domain.errors import Conflict, NotFound
from leaddesk.domain.operations import Operation
from leaddesk.domain.records import ActivityKind, Company, Deal, FollowUp, Kind, Stage, User
from leaddesk.services import activities, contacts, deals, editing, followups, history, leads, tags, users
from leaddesk.services.demo import fill_demo
from leaddesk.services.workspace import Workspace
from leaddesk.storage import journal
from leaddesk.storage.queries import records
from leaddesk.storage.unit_of_work import UnitOfWork

Make = Callable[..., Company]


@pytest.fixture
def kestrel(workspace: Workspace, company: Make) -> Company:
    with UnitOfWork(workspace, Operation.ADD_COMPANY, title="Kestrel AG") as work:
        return work.insert(company())


@pytest.fixture
def statements(workspace: Workspace) -> Iterator[list[str]]:
    """Every statement that SQLite runs, apart from its own triggers."""
    seen: list[str] = []
    connection = workspace.database._connection
    connection.set_trace_callback(lambda text: None if text.startswith("--") else seen.append(text))
    yield seen
    connection.set_trace_callback(None)


def now(workspace: Workspace, record: Company) -> Company:
    [found] = records.by_ids(workspace.database, Company, [record.id])
    return found


def set_field(workspace: Workspace, record: Company, seen: int | None = None, **values: object) -> Any:
    with UnitOfWork(workspace, Operation.EDIT_COMPANY, title=record.name) as work:
        work.update(Company, record.id, seen=seen, **values)
    return work.changes


def test_rows_and_journal_are_saved_together(workspace: Workspace, company: Make, fresh: Any) -> None:
    made = company()
    with UnitOfWork(workspace, Operation.ADD_COMPANY, title=made.name) as work:
        work.insert(made)
        work.subject = made.id
        assert not work.changes  # not before it is saved
    assert work.changes.title == "Added company “Kestrel AG”"
    assert work.changes.subject == made.id
    assert work.changes.added == {Kind.COMPANY: {made.id}}
    again = fresh().database
    assert records.by_ids(again, Company, [made.id]) == [made]
    [entry] = journal.entries(again, limit=1)
    assert (entry.id, entry.user, entry.changes, entry.undone) == (work.changes.operation, "Sam Keller", 1, False)
    assert entry.at == workspace.clock()


def test_an_exception_takes_back_rows_and_journal(workspace: Workspace, kestrel: Company, company: Make) -> None:
    before, size = dump(workspace.database), journal_size(workspace.database)
    work = UnitOfWork(workspace, Operation.IMPORT)

    def fail_in_between() -> None:
        with work:
            work.insert(company("Other"))
            work.update(Company, kestrel.id, name="Changed")
            raise RuntimeError("in between")

    with pytest.raises(RuntimeError, match="in between"):
        fail_in_between()
    assert dump(workspace.database) == before
    assert journal_size(workspace.database) == size
    assert not work.changes


def test_equal_values_write_nothing_at_all(workspace: Workspace, kestrel: Company) -> None:
    size = journal_size(workspace.database)
    assert not set_field(workspace, kestrel, name="Kestrel AG", domain=None)
    with UnitOfWork(workspace, Operation.IMPORT) as work:
        work.insert_all([])
        work.insert_rows(Kind.COMPANY, [])
        work.update_rows(Kind.COMPANY, ("name",), [])
        work.delete_rows(Kind.TAGGING, [])
    assert not work.changes
    assert journal_size(workspace.database) == size
    assert now(workspace, kestrel).version == 1


def test_versions_rise_with_every_change(workspace: Workspace, kestrel: Company) -> None:
    for number in range(2, 5):
        with UnitOfWork(workspace, Operation.EDIT_COMPANY) as work:
            work.update(Company, kestrel.id, name=f"Name {number}")
        assert now(workspace, kestrel).version == number
    history.undo(workspace)
    assert now(workspace, kestrel).version == 5


def test_what_was_read_and_then_written_is_read_as_it_is_now(workspace: Workspace, kestrel: Company) -> None:
    with UnitOfWork(workspace, Operation.EDIT_COMPANY) as work:
        assert work.get(Company, kestrel.id) == kestrel
        work.update(Company, kestrel.id, name="Kestrel SE")
        once = work.live(Company, kestrel.id)
        assert (once.name, once.version) == ("Kestrel SE", 2)
        work.update(Company, kestrel.id, country="Norway", deleted_at=workspace.clock())
        assert work.get(Company, kestrel.id) == replace(
            kestrel, name="Kestrel SE", country="Norway", deleted_at=workspace.clock(), version=3
        )
        with pytest.raises(NotFound, match="was deleted"):
            work.live(Company, kestrel.id)
    history.undo(workspace)
    assert now(workspace, kestrel) == replace(kestrel, version=now(workspace, kestrel).version)


def test_a_record_that_is_not_there(workspace: Workspace) -> None:
    with pytest.raises(NotFound, match="there is no company 5"), UnitOfWork(workspace, Operation.EDIT_COMPANY) as work:
        work.update(Company, 5, name="x")


def test_two_people_in_different_fields_both_keep_their_edit(
    workspace: Workspace, kim: Workspace, kestrel: Company
) -> None:
    seen = now(workspace, kestrel).version
    set_field(kim, kestrel, seen, phone="+49 30 1")
    set_field(workspace, kestrel, seen, industry="Rail")
    merged = now(kim, kestrel)
    assert (merged.phone, merged.industry) == ("+49 30 1", "Rail")


def test_two_people_in_the_same_field_is_a_conflict_that_writes_nothing(
    workspace: Workspace, kim: Workspace, kestrel: Company
) -> None:
    seen = now(workspace, kestrel).version
    set_field(kim, kestrel, seen, phone="1", country="DE")
    size = journal_size(workspace.database)
    with pytest.raises(Conflict, match=r"Kim Roth changed phone while you were editing; your text is kept"):
        set_field(workspace, kestrel, seen, phone="2", industry="Rail")
    assert (now(workspace, kestrel).phone, now(workspace, kestrel).industry) == ("1", None)
    assert journal_size(workspace.database) == size
    assert set_field(workspace, kestrel, now(workspace, kestrel).version, phone="2")  # having looked


def test_a_conflict_is_found_behind_later_changes_and_is_none_once_they_are_undone(
    workspace: Workspace, kim: Workspace, kestrel: Company
) -> None:
    seen = now(workspace, kestrel).version
    set_field(kim, kestrel, phone="1")
    set_field(kim, kestrel, industry="Rail")
    with pytest.raises(Conflict, match="Kim Roth changed phone"):
        set_field(workspace, kestrel, seen, phone="2")
    history.undo(kim)
    history.undo(kim)
    assert set_field(workspace, kestrel, seen, phone="2")


def test_writing_what_the_other_wrote_is_no_conflict(workspace: Workspace, kim: Workspace, kestrel: Company) -> None:
    seen = now(workspace, kestrel).version
    set_field(kim, kestrel, seen, phone="1")
    assert not set_field(workspace, kestrel, seen, phone="1")


class TestTypingOn:
    """Typing on in the same field within 30 seconds makes one step of undo."""

    @pytest.fixture(autouse=True)
    def typed(self, workspace: Workspace, kestrel: Company) -> None:
        workspace.clock.advance(minutes=5)
        set_field(workspace, kestrel, name="K")

    def test_within_30_seconds_the_step_grows_and_undo_restores_the_first_value(
        self, workspace: Workspace, kestrel: Company
    ) -> None:
        first = journal.entries(workspace.database, limit=1)[0]
        for name in ("Ke", "Kes", "Kest"):
            workspace.clock.advance(seconds=30)
            assert set_field(workspace, kestrel, name=name).operation == first.id
        last = journal.entries(workspace.database, limit=1)[0]
        assert (last.id, last.changes) == (first.id, 1)
        assert last.seq > first.seq  # the feed tells it again
        assert last.at == workspace.clock()
        history.undo(workspace)
        assert now(workspace, kestrel).name == "Kestrel AG"
        history.redo(workspace)
        assert now(workspace, kestrel).name == "Kest"

    @pytest.mark.parametrize("case", ["later", "other field", "other user", "other record", "two fields", "undone"])
    def test_otherwise_it_is_a_step_of_its_own(
        self, workspace: Workspace, kim: Workspace, kestrel: Company, company: Make, case: str
    ) -> None:
        if case == "later":
            workspace.clock.advance(seconds=31)
            set_field(workspace, kestrel, name="Ke")
        elif case == "other field":
            set_field(workspace, kestrel, phone="1")
        elif case == "other user":
            set_field(kim, kestrel, name="Ke")
        elif case == "other record":
            with UnitOfWork(workspace, Operation.ADD_COMPANY) as work:
                work.insert(other := company("Other"))
            set_field(workspace, other, name="Ot")
        elif case == "two fields":
            set_field(workspace, kestrel, name="Ke", phone="1")
        else:
            history.undo(workspace)
            set_field(workspace, kestrel, name="Ke")
        edits = [entry for entry in journal.entries(workspace.database) if entry.kind is Operation.EDIT_COMPANY]
        assert len(edits) == 2

    def test_what_stood_in_the_undone_step_is_not_mixed_in(self, workspace: Workspace, kestrel: Company) -> None:
        history.undo(workspace)
        history.redo(workspace)
        set_field(workspace, kestrel, name="Ke")
        history.undo(workspace)
        assert now(workspace, kestrel).name == "K"

    def test_typing_back_to_the_first_value_can_be_undone_too(self, workspace: Workspace, kestrel: Company) -> None:
        assert set_field(workspace, kestrel, name="Kestrel AG")
        history.undo(workspace)
        assert now(workspace, kestrel).name == "K"

    def test_a_colleague_who_saw_the_first_letters_is_told(
        self, workspace: Workspace, kim: Workspace, kestrel: Company
    ) -> None:
        seen = now(kim, kestrel).version
        set_field(workspace, kestrel, name="Kes")
        with pytest.raises(Conflict, match="Sam Keller changed name"):
            set_field(kim, kestrel, seen, name="Falcon")


def test_changes_tell_added_updated_and_removed(workspace: Workspace, kestrel: Company, company: Make) -> None:
    other = company("Other")
    with UnitOfWork(workspace, Operation.IMPORT) as work:
        work.insert(other)
        work.update(Company, kestrel.id, name="Changed")
    assert work.changes.added == {Kind.COMPANY: {other.id}}
    assert work.changes.updated == {Kind.COMPANY: {kestrel.id}}
    assert work.changes.removed == {}
    undone = history.undo(workspace)
    assert undone.removed == {Kind.COMPANY: {other.id}}
    assert undone.updated == {Kind.COMPANY: {kestrel.id}}


def test_the_trash_counts_as_gone(workspace: Workspace, kestrel: Company) -> None:
    gone = editing.delete(workspace, Kind.COMPANY, kestrel.id)
    assert (gone.removed, gone.updated, gone.added) == ({Kind.COMPANY: {kestrel.id}}, {}, {})
    assert gone.destroys
    back = history.undo(workspace)
    assert (back.removed, back.updated, back.added) == ({}, {}, {Kind.COMPANY: {kestrel.id}})


def test_many_rows_of_several_kinds_in_one_operation(workspace: Workspace, stages: list[Stage], fresh: Any) -> None:
    users_and_deals = [
        User(id=workspace.ids.new(), name="A", initials="A", colour="#000000"),
        *(
            Deal(
                id=workspace.ids.new(),
                title=f"Deal {number}",
                created_at=workspace.clock(),
                currency="EUR",
                stage_id=stages[0].id,
                position=float(number),
                expected_close=date(2026, 12, 1),
            )
            for number in range(1200)
        ),
    ]
    with UnitOfWork(workspace, Operation.IMPORT, rows=1200) as work:
        work.insert_all(users_and_deals)
    again = fresh().database
    for place in (0, 1, 499, 500, 501, 750, 1199):
        deal = users_and_deals[1 + place]
        [(operation, change)] = list(journal.changes_on(again, Kind.DEAL, deal.id))
        assert operation == work.changes.operation
        assert dict(zip(change.columns, change.rows[0], strict=True))["title"] == f"Deal {place}"
    assert list(journal.changes_on(again, Kind.DEAL, users_and_deals[5].id + 1)) == []
    with UnitOfWork(workspace, Operation.IMPORT) as work:
        ids = [deal.id for deal in users_and_deals[1:]]
        work.update_rows(Kind.DEAL, ("title",), [(n, 1, ["x"], ["New title"]) for n in ids])
    assert history.history(fresh(), of=(Kind.DEAL, ids[700]))[0].id == work.changes.operation
    assert len(deals.board(fresh(), "new title").columns[0].ids) == 1200
    assert len(deals.board(fresh(), "deal 7").columns[0].ids) == 0


def test_every_service_writes_only_inside_one_immediate_transaction(
    workspace: Workspace, statements: list[str], stages: list[Stage]
) -> None:
    deal = deals.add_deal(workspace, {"title": "Pilot", "company": "Kestrel", "contact": "Jo"}).subject
    other = deals.add_deal(workspace, {"title": "Second"}).subject
    assert deal
    assert other
    step = followups.plan_followup(workspace, "Call", due_on=date(2026, 12, 1), on=(Kind.DEAL, deal)).subject
    assert step
    deals.move_deal(workspace, deal, stages[2].id)
    deals.move_deal(workspace, other, stages[2].id, before=deal)
    deals.move_deal(workspace, deal, stages[2].id, before=other)
    deals.win_deal(workspace, deal)
    deals.reopen_deal(workspace, deal)
    deals.lose_deal(workspace, deal, "Price")
    editing.edit(workspace, Kind.DEAL, other, {"title": "New"})
    editing.edit(workspace, Kind.DEAL, other, {"title": "Newer"})
    activities.log_activity(workspace, ActivityKind.CALL, (Kind.DEAL, deal), "spoke")
    followups.snooze_followup(workspace, step, "tomorrow")
    followups.complete_followup(workspace, step)
    tags.set_tags(workspace, Kind.DEAL, other, ["vip"])
    tags.set_tags(workspace, Kind.DEAL, other, [])
    leads.add_lead(workspace, {"name": "Ana", "email": "a@b.example"})
    contacts.add_company(workspace, {"name": "Falcon"})
    users.add_user(workspace, "Kim Roth")
    editing.delete(workspace, Kind.DEAL, other)
    history.undo(workspace)
    history.redo(workspace)
    deals.board(workspace)
    open_since, begins = None, 0
    for statement in statements:
        word = statement.split(None, 1)[0].upper()
        if word == "BEGIN":
            assert statement in ("BEGIN IMMEDIATE", "BEGIN")
            assert open_since is None
            open_since = statement
            begins += statement == "BEGIN IMMEDIATE"
        elif word in ("COMMIT", "ROLLBACK"):
            open_since = None
        elif word not in ("SELECT", "PRAGMA"):
            assert word in ("INSERT", "UPDATE", "DELETE")
            assert open_since == "BEGIN IMMEDIATE", statement
    assert begins == 22
    assert {statement for statement in statements if statement.startswith("BEGIN")} == {"BEGIN", "BEGIN IMMEDIATE"}


def test_each_operation_has_its_own_rising_number(workspace: Workspace, kim: Workspace, company: Make) -> None:
    for opened in (workspace, kim, workspace):
        with UnitOfWork(opened, Operation.ADD_COMPANY) as work:
            work.insert(company())
    numbers = [entry.seq for entry in journal.entries(workspace.database)]
    assert numbers == sorted(set(numbers), reverse=True)
    assert numbers[0] == workspace.database.meta()[2]


def test_a_failed_service_in_the_middle_keeps_the_connection_usable(workspace: Workspace) -> None:
    def stopped() -> None:
        with UnitOfWork(workspace, Operation.IMPORT) as work:
            work.insert(FollowUp(id=1, subject="s", created_at=workspace.clock(), due_on=date(2026, 1, 1)))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert fill_demo(workspace)
    assert records.by_ids(workspace.database, FollowUp, [1]) == []
