"""What an operation changed, as people read it, and whether it can be taken back before anybody tries."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from dumping import dump, journal_size

from leaddesk.domain.errors import NotFound
from leaddesk.domain.history import RowAction, Value
from leaddesk.domain.money import Money
from leaddesk.domain.records import Company, Contact, DealStatus, Kind
from leaddesk.services import activities, contacts, deals, editing, followups, history, importing, tags, users
from leaddesk.services.history_details import details
from leaddesk.services.workspace import Workspace
from leaddesk.storage.unit_of_work import UnitOfWork

Add = Callable[..., int]


def fields_of(workspace: Workspace, operation: int | None, row: int = -1) -> dict[str, tuple[Value, Value]]:
    assert operation is not None
    return {field.name: (field.before, field.after) for field in details(workspace, operation).rows[row].fields}


def refusal(workspace: Workspace, operation: int | None) -> str:
    """What undo would say; empty if it would do it. Nothing is written, and undo says the same."""
    assert operation is not None
    size, before = journal_size(workspace.database), dump(workspace.database)
    problem = history.refusal(workspace, operation)
    assert (journal_size(workspace.database), dump(workspace.database)) == (size, before)
    if problem is not None:
        with pytest.raises(type(problem)) as refused:
            history.undo(workspace, operation)
        assert str(refused.value) == str(problem)
    return str(problem or "")


class TestFields:
    def test_names_money_and_days_stand_before_and_after(self, workspace: Workspace, kim: Workspace, add: Add) -> None:
        deal = add("Pilot", value="9500", company="Kestrel AG")
        texts = {"value": "12,000", "owner": "Kim Roth", "expected_close": "2026-12-18", "company": "Falcon"}
        done = editing.edit(workspace, Kind.DEAL, deal, texts)
        assert fields_of(workspace, done.operation) == {
            "value": (Money(950_000, "EUR"), Money(1_200_000, "EUR")),
            "owner": ("Sam Keller", "Kim Roth"),
            "expected_close": (None, date(2026, 12, 18)),
            "company": ("Kestrel AG", "Falcon"),
        }
        [falcon, pilot] = details(workspace, done.operation or 0).rows
        assert (falcon.kind, falcon.name, falcon.action) == (Kind.COMPANY, "Falcon", RowAction.ADDED)
        assert (pilot.kind, pilot.name, pilot.action) == (Kind.DEAL, "Pilot", RowAction.CHANGED)

    def test_a_stage_has_its_name(self, workspace: Workspace, stages: dict[str, int], add: Add) -> None:
        done = deals.move_deal(workspace, add("Pilot"), stages["Demo"])
        assert fields_of(workspace, done.operation)["stage"] == ("Qualified", "Demo")

    def test_what_was_added_stands_without_a_before(self, workspace: Workspace) -> None:
        done = followups.plan_phrase(workspace, "call Jonas tomorrow 10:00")
        found = fields_of(workspace, done.operation)
        assert found["subject"] == (None, "Call Jonas")
        assert found["due"] == (None, datetime(2026, 11, 22, 9, 0, tzinfo=UTC))
        assert not {"id", "version", "created_at", "deleted_at", "done_at"} & found.keys()

    def test_a_day_becomes_a_time(self, workspace: Workspace) -> None:
        step = followups.plan_followup(workspace, "Call", due_on=date(2026, 12, 1)).subject
        assert step
        done = editing.edit(workspace, Kind.FOLLOWUP, step, {"due": "2026-12-02 10:00"})
        assert fields_of(workspace, done.operation)["due"] == (
            date(2026, 12, 1),
            datetime(2026, 12, 2, 9, 0, tzinfo=UTC),
        )

    def test_an_amount_stands_in_the_currency_of_then(self, workspace: Workspace, add: Add) -> None:
        deal = add("Pilot", value="100")
        first = editing.edit(workspace, Kind.DEAL, deal, {"value": "200"}).operation
        workspace.clock.advance(minutes=5)
        second = editing.edit(workspace, Kind.DEAL, deal, {"currency": "USD"}).operation
        workspace.clock.advance(minutes=5)
        third = editing.edit(workspace, Kind.DEAL, deal, {"currency": "JPY"}).operation
        assert fields_of(workspace, first) == {"value": (Money(10_000, "EUR"), Money(20_000, "EUR"))}
        assert fields_of(workspace, second) == {"currency": ("EUR", "USD")}
        assert fields_of(workspace, third) == {"value": (Money(20_000, "USD"), Money(200, "JPY"))}

    def test_words_of_the_domain_stay_words(self, workspace: Workspace, add: Add) -> None:
        done = deals.lose_deal(workspace, add("Pilot"), "Other", "no money")
        found = fields_of(workspace, done.operation)
        assert found["status"] == (DealStatus.OPEN, DealStatus.LOST)
        assert found["reason_note"] == (None, "no money")

    def test_into_the_trash_and_out_of_it(self, workspace: Workspace, add: Add) -> None:
        done = editing.delete(workspace, Kind.DEAL, add("Pilot"))
        [row] = details(workspace, done.operation or 0).rows
        assert (row.action, row.is_there, row.fields) == (RowAction.DELETED, False, ())
        back = history.undo(workspace)
        [row] = details(workspace, back.operation or 0).rows
        assert (row.action, row.is_there) == (RowAction.RESTORED, True)

    def test_what_is_gone_for_good_keeps_its_name(self, workspace: Workspace, add: Add) -> None:
        deal = add("Pilot", company="Kestrel AG")
        done = tags.set_tags(workspace, Kind.DEAL, deal, ["vip"])
        history.undo(workspace)
        history.undo(workspace)
        [tag, tagging] = details(workspace, done.operation or 0).rows
        assert (tag.name, tagging.name, tagging.is_there) == ("vip", "vip", False)
        assert fields_of(workspace, done.operation) == {"tag": (None, "vip"), "deal": (None, "Pilot")}

    def test_a_note_goes_by_what_it_was_about(self, workspace: Workspace, add: Add) -> None:
        note = activities.log_activity(workspace, activities.ActivityKind.NOTE, (Kind.DEAL, add("Pilot")), "said")
        [row] = details(workspace, note.operation or 0).rows
        assert (row.kind, row.name) == (Kind.ACTIVITY, "Pilot")

    def test_an_operation_that_does_not_exist(self, workspace: Workspace) -> None:
        with pytest.raises(NotFound, match="no operation 7"):
            details(workspace, 7)

    def test_the_first_two_hundred_of_many(self, demo_workspace: Workspace) -> None:
        filled = history.history(demo_workspace, limit=None)[-2]
        found = details(demo_workspace, filled.id)
        assert len(found.rows) == 200
        assert found.entry.changes > 200
        assert all(row.name for row in found.rows)


class TestWhetherItCanBeUndone:
    def test_it_can(self, workspace: Workspace, add: Add) -> None:
        add("Pilot")
        operation = history.history(workspace)[0].id
        assert refusal(workspace, operation) == ""
        undo = history.undo(workspace, operation).operation
        assert "undone already" in refusal(workspace, operation)
        assert refusal(workspace, undo) == ""
        redo = history.undo(workspace, undo).operation
        assert "undo what it was about" in refusal(workspace, redo)
        assert "no operation 7" in refusal(workspace, 7)

    def test_who_wrote_the_same_field_since_not_who_touched_the_record(
        self, workspace: Workspace, kim: Workspace, add: Add
    ) -> None:
        deal = add("Pilot")
        mine = editing.edit(workspace, Kind.DEAL, deal, {"title": "Trial"}).operation
        editing.edit(kim, Kind.DEAL, deal, {"title": "Rollout"})
        editing.edit(workspace, Kind.DEAL, deal, {"source": "fair"})
        assert "Kim Roth did something to it since: Changed title of “Trial”" in refusal(workspace, mine)

    def test_what_belongs_to_it_since(self, workspace: Workspace, kim: Workspace, add: Add) -> None:
        contact = contacts.add_contact(workspace, {"name": "Jonas Berg"})
        deals.add_deal(kim, {"title": "Pilot", "contact": "Jonas Berg"})
        words = refusal(workspace, contact.operation)
        assert "belongs to it (Kim Roth: Added deal “Pilot”); nothing was changed; undo that first" in words

    def test_what_it_brought_along_does_not_stand_in_its_way(self, workspace: Workspace, add: Add) -> None:
        deal = add("Pilot", company="Kestrel AG", contact="Jonas Berg")
        contact = contacts.contact_names(workspace, "jonas")[0][0]
        done = editing.edit(workspace, Kind.CONTACT, contact, {"company": "Newest Works"}).operation
        assert refusal(workspace, done) == ""
        history.undo(workspace, done)
        assert contacts.company_names(workspace, "newest") == []
        assert deals.deal_detail(workspace, deal).contact

    def test_what_it_was_about_is_gone(self, workspace: Workspace, add: Add) -> None:
        deal = add("Pilot")
        company = contacts.add_company(workspace, {"name": "Falcon"}).operation
        joined = editing.edit(workspace, Kind.DEAL, deal, {"company": "Falcon"})
        workspace.clock.advance(minutes=5)
        left = editing.edit(workspace, Kind.DEAL, deal, {"company": ""}).operation
        assert joined
        history.undo(workspace, company)
        assert "the company that it was about is gone" in refusal(workspace, left)

    def test_a_user_who_has_worked_stays(self, workspace: Workspace, kim: Workspace) -> None:
        added = next(entry for entry in history.history(workspace) if entry.title == "Added Kim Roth as a user")
        assert refusal(workspace, added.id) == ""
        deals.add_deal(kim, {"title": "Pilot"})
        history.undo(kim)
        assert "belongs to it (Kim Roth: " in refusal(workspace, added.id)

    def test_a_row_written_twice_in_one_operation(self, workspace: Workspace, fresh: Any) -> None:
        before = dump(workspace.database)
        company = Company(id=workspace.ids.new(), name="Heron", created_at=workspace.clock())
        with UnitOfWork(workspace, history.Operation.ADD_COMPANY, title="Heron") as work:
            work.insert(company)
            work.update(Company, company.id, phone="1")
            work.update(Company, company.id, phone="2", industry="Rail")
        assert refusal(workspace, work.changes.operation) == ""
        history.undo(workspace, work.changes.operation)
        assert dump(fresh().database) == before
        history.redo(workspace)
        found = contacts.list_companies(workspace)[0]
        assert (found.phone, found.industry) == ("2", "Rail")
        workspace.clock.advance(minutes=5)
        editing.edit(workspace, Kind.COMPANY, company.id, {"phone": "3"})
        undo = history.history(workspace, limit=3)[1]
        assert "undo what it was about" in refusal(workspace, undo.id)


class TestAnImportOfLastWeek:
    @pytest.fixture
    def imported(self, workspace: Workspace, tmp_path: Path) -> int:
        """The shape of the job, small; the slow form has 8,800 rows."""
        return self.bring_in(workspace, tmp_path, 300)

    def bring_in(self, workspace: Workspace, folder: Path, rows: int) -> int:
        path = folder / "people.csv"
        lines = [f"Person {n},p{n}@firm{n % 85}.example,Firm {n % 85}" for n in range(rows)]
        path.write_text("\n".join(["Name,Email,Company", *lines]), "utf-8")
        operation = importing.import_file(workspace, path).changes.operation
        assert operation
        workspace.clock.advance(days=7)
        return operation

    def undo_after_other_work(self, workspace: Workspace, kim: Workspace, operation: int, before: Any) -> None:
        deal = deals.add_deal(kim, {"title": "Unrelated"})
        assert refusal(workspace, operation) == ""
        history.undo(workspace, operation)
        assert contacts.contact_names(workspace, "person") == []
        history.undo(kim, deal.operation)
        assert dump(workspace.database) == before

    def test_it_is_undone_if_nothing_of_it_was_touched(
        self, workspace: Workspace, kim: Workspace, tmp_path: Path
    ) -> None:
        before = dump(workspace.database)
        self.undo_after_other_work(workspace, kim, self.bring_in(workspace, tmp_path, 300), before)

    @pytest.mark.slow
    def test_also_of_many_rows(self, workspace: Workspace, kim: Workspace, tmp_path: Path) -> None:
        before = dump(workspace.database)
        self.undo_after_other_work(workspace, kim, self.bring_in(workspace, tmp_path, 8800), before)

    def test_a_person_of_it_was_changed(self, workspace: Workspace, kim: Workspace, imported: int) -> None:
        person = contacts.contact_names(workspace, "Person 250")[0][0]
        editing.edit(kim, Kind.CONTACT, person, {"phone": "1"})
        assert "Kim Roth did something to it since: Changed phone of “Person 250”" in refusal(workspace, imported)

    def test_something_was_said_with_a_person_of_it(self, workspace: Workspace, kim: Workspace, imported: int) -> None:
        person = contacts.contact_names(workspace, "Person 250")[0][0]
        activities.log_activity(kim, activities.ActivityKind.NOTE, (Kind.CONTACT, person), "hello")
        assert "belongs to it (Kim Roth: Logged note with “Person 250”)" in refusal(workspace, imported)
        assert isinstance(contacts.contact_detail(workspace, person).contact, Contact)
        assert users.list_users(workspace)
