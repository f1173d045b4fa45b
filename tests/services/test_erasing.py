"""Erasing a person: nothing tells who it was, in no table, no image, no byte of the file; all else stays."""

import zlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from dumping import dump, journal_size

from leaddesk.domain.errors import CannotUndo, Invalid, NotFound
from leaddesk.domain.operations import Operation
from leaddesk.domain.records import Activity, ActivityKind, Company, Contact, FollowUp, Kind, Lead, Participant, Role
from leaddesk.services import (
    activities,
    backups,
    care,
    contacts,
    deals,
    editing,
    erasing,
    followups,
    history,
    importing,
    leads,
    participants,
    tags,
)
from leaddesk.services.erasing import ERASED, erase
from leaddesk.services.history_details import details
from leaddesk.services.workspace import Workspace
from leaddesk.storage.queries import records

Fresh = Callable[..., Workspace]
NAME, OLD_NAME = "Wendelin Quarzo", "Wendelin Quartz-Ölmühle"
TELLING = ("quarzo", "quartz", "7788990", "7788991", "ölmühle", "olmuhle", "secretfact", "kiesweg")


@pytest.fixture
def person(workspace: Workspace, tmp_path: Path) -> dict[str, int]:
    """Somebody with all that can stand with a contact: imported, renamed, undone, redone, talked to."""
    path = tmp_path / "people.csv"
    path.write_text(
        f"Name,Email,Phone,Company\nEva Lind,eva@lind.example,1,Lind\n{OLD_NAME},w@quartz.example,+49 7788990,Lind\n",
        "utf-8",
    )
    importing.import_file(workspace, path)
    contact = contacts.contact_names(workspace, "quartz")[0][0]
    eva = contacts.contact_names(workspace, "eva")[0][0]
    editing.edit(workspace, Kind.CONTACT, contact, {"name": NAME, "phone": "+49 7788991", "address": "Kiesweg 7"})
    deal = deals.add_deal(workspace, {"title": NAME, "contact": str(contact), "value": "9500"}).subject
    lead = leads.add_lead(workspace, {"contact": str(contact), "source": f"Referral of {NAME}"}).subject
    assert deal
    assert lead
    editing.edit(workspace, Kind.LEAD, lead, {"reason": "secretfact"})
    on_contact, on_deal = (Kind.CONTACT, contact), (Kind.DEAL, deal)
    alone = activities.log_activity(workspace, ActivityKind.NOTE, on_contact, "secretfact, two kids").subject
    shared = activities.log_activity(workspace, ActivityKind.CALL, on_deal, f"{NAME} wants it in May").subject
    followups.plan_followup(workspace, "Ask for the secretfact", due_on=date(2026, 12, 1), on=on_contact)
    step = followups.plan_followup(workspace, f"Call {NAME}", due_on=date(2026, 12, 2), on=on_deal).subject
    tags.set_tags(workspace, Kind.CONTACT, contact, ["vip"])
    gone = activities.log_activity(workspace, ActivityKind.NOTE, on_contact, "secretfact that was taken back")
    history.undo(workspace, gone.operation)
    history.redo(workspace)
    history.undo(workspace)
    participants.set_role(workspace, deal, contact, Role.DECISION_MAKER)
    other = deals.add_deal(workspace, {"title": "Another", "contact": "Eva Lind"}).subject
    assert other
    participants.involve(workspace, other, str(contact), Role.INFLUENCER)
    participants.make_main(workspace, other, contact)
    participants.make_main(workspace, other, eva)
    editing.edit(workspace, Kind.DEAL, deal, {"files": f"/offers/{NAME}.pdf\n/offers/terms.pdf", "competitors": NAME})
    deals.lose_deal(workspace, deal, "Other", f"{NAME} left")
    deals.reopen_deal(workspace, deal)
    workspace.clock.advance(days=1)
    assert alone
    assert shared
    assert step
    return {
        "contact": contact,
        "eva": eva,
        "deal": deal,
        "lead": lead,
        "alone": alone,
        "shared": shared,
        "step": step,
        "other": other,
    }


def remains(workspace: Workspace) -> set[str]:
    """Telling words that are still anywhere: in the bytes of the files, or in what the journal has compressed."""
    path = workspace.database.path
    texts = [file.read_bytes() for file in path.parent.glob(f"{path.name}*")]
    for (images,) in workspace.database.sql("SELECT images FROM row_change"):
        raw = bytes(images)
        texts.append(raw if raw.startswith(b"{") else zlib.decompress(raw))
    found = "\n".join(text.decode("utf-8", "replace").lower() for text in texts)
    return {word for word in TELLING if word in found}


def test_no_byte_of_the_person_is_left(workspace: Workspace, person: dict[str, int]) -> None:
    assert remains(workspace) == set(TELLING)
    erased = erase(workspace, person["contact"], NAME)
    assert erased.is_compact
    assert remains(workspace) == set()
    assert care.check(workspace) == []


def test_the_records_go_on_without_the_person(workspace: Workspace, person: dict[str, int], fresh: Fresh) -> None:
    erase(workspace, person["contact"], NAME)
    database = fresh().database
    [contact] = records.by_ids(database, Contact, [person["contact"]])
    created = contact.created_at
    assert contact == Contact(
        id=contact.id, name=ERASED, created_at=created, deleted_at=workspace.clock(), version=contact.version
    )
    detail = deals.deal_detail(fresh(), person["deal"])
    assert (detail.deal.title, detail.deal.value, detail.contact) == (ERASED, 950_000, None)
    [shared, alone] = records.by_ids(database, Activity, [person["shared"], person["alone"]])
    assert (shared.body, shared.contact_id) == (f"{ERASED} wants it in May", None)
    assert (alone.body, alone.subject, alone.deleted_at) == ("", "", None)
    [lead] = records.by_ids(database, Lead, [person["lead"]])
    assert (lead.reason, lead.source, lead.deleted_at) == (None, f"Referral of {ERASED}", workspace.clock())
    [step] = records.by_ids(database, FollowUp, [person["step"]])
    assert (step.subject, step.contact_id, step.deleted_at) == ("To-do", None, None)
    assert [f.subject for f in detail.followups] == ["To-do"]
    assert not contacts.contact_names(fresh(), "quarzo")


def test_no_deal_has_the_person_any_more(workspace: Workspace, person: dict[str, int], fresh: Fresh) -> None:
    erase(workspace, person["contact"], NAME)
    [left] = records.select(fresh().database, Participant)
    assert (left.deal_id, left.contact_id) == (person["other"], person["eva"])
    people = deals.deal_detail(fresh(), person["other"]).people
    assert [(who.contact.name, who.is_main) for who in people] == [("Eva Lind", True)]
    assert deals.deal_detail(fresh(), person["deal"]).people == ()
    lost = deals.deal_detail(fresh(), person["deal"]).deal
    assert (lost.files, lost.competitors) == (f"/offers/{ERASED}.pdf\n/offers/terms.pdf", ERASED)
    told = [entry.title for entry in history.history(workspace, limit=None)]
    assert f"Added {ERASED} to the people of “Another”" in told
    assert f"Made {ERASED} the main contact of “Another”" in told
    assert f"Changed the role of {ERASED} in “{ERASED}”" in told  # the deal was called as the person


def test_others_keep_everything(workspace: Workspace, person: dict[str, int]) -> None:
    before = records.by_ids(workspace.database, Contact, [person["eva"]])
    company = records.select(workspace.database, Company)
    erase(workspace, person["contact"], NAME)
    assert records.by_ids(workspace.database, Contact, [person["eva"]]) == before
    assert records.select(workspace.database, Company) == company


def test_it_is_one_operation_without_a_name_that_nobody_can_undo(workspace: Workspace, person: dict[str, int]) -> None:
    count = len(history.history(workspace, limit=None))
    changes = erase(workspace, person["contact"], NAME).changes
    assert changes.removed[Kind.CONTACT] == {person["contact"]}
    assert changes.updated[Kind.DEAL] == {person["deal"]}
    newest = history.history(workspace, limit=None)
    assert len(newest) == count + 1
    assert (newest[0].kind, newest[0].title, newest[0].params) == (
        Operation.ERASE,
        "Erased a contact's personal data",
        {},
    )
    with pytest.raises(CannotUndo, match="cannot be undone; nothing was changed"):
        history.undo(workspace, changes.operation)


def test_nothing_brings_it_back(workspace: Workspace, person: dict[str, int]) -> None:
    erase(workspace, person["contact"], NAME)
    own = {(Kind.CONTACT, person["contact"]), (Kind.ACTIVITY, person["alone"]), (Kind.LEAD, person["lead"])}
    for entry in history.history(workspace, limit=None):
        rows = details(workspace, entry.id).rows
        assert entry.kind is Operation.ERASE or not own & {(row.kind, row.id) for row in rows}
        if history.refusal(workspace, entry.id) is None:
            history.undo(workspace, entry.id)
    assert remains(workspace) == set()
    assert care.check(workspace) == []


def test_the_sentences_of_the_history_have_no_name(workspace: Workspace, person: dict[str, int]) -> None:
    erase(workspace, person["contact"], NAME)
    told = [entry.title for entry in history.history(workspace, limit=None)]
    assert f"Added deal “{ERASED}”" in told
    assert f"Planned “{ERASED}”" in told
    assert "Imported 2 rows of people.csv" in told
    assert not [title for title in told if "Wendelin" in title]


def test_somebody_of_the_same_name_stays(workspace: Workspace, person: dict[str, int]) -> None:
    twin = contacts.add_contact(workspace, {"name": NAME, "phone": "555"}).subject
    assert twin
    erase(workspace, person["contact"], NAME)
    [kept] = records.by_ids(workspace.database, Contact, [twin])
    assert (kept.name, kept.phone) == (NAME, "555")
    told = [entry.title for entry in history.history(workspace, limit=None)]
    assert told.count(f"Added contact “{NAME}”") == 1
    assert history.refusal(workspace, history.history(workspace, limit=2)[1].id) is None


def test_it_tells_where_the_name_still_stands(workspace: Workspace, person: dict[str, int], tmp_path: Path) -> None:
    company = contacts.add_company(workspace, {"name": f"{NAME} & Sons"}).subject
    folder = tmp_path / "backups"
    folder.mkdir()
    path = care.backup(workspace, folder / f"{workspace.database.path.stem} 2026-11-20 08.00.00.leaddesk")
    (folder / "another file.leaddesk").write_bytes(b"")
    workspace.clock.now = datetime.now(UTC) + timedelta(minutes=1)
    made = backups.make(workspace, folder).backup.path
    erased = erase(workspace, person["contact"], NAME, [folder, tmp_path / "missing"])
    assert [(hit.kind, hit.id) for hit in erased.mentions] == [(Kind.COMPANY, company)]
    assert [found for found, _ in erased.backups] == [made, path]
    assert erased.backups[1][1] <= datetime.now(UTC)


@pytest.mark.parametrize("typed", ["", "wendelin quarzo", "Wendelin", f"{NAME} "])
def test_the_exact_name_must_be_typed(workspace: Workspace, person: dict[str, int], typed: str) -> None:
    before, size = dump(workspace.database), journal_size(workspace.database)
    with pytest.raises(Invalid, match="is not the name of this contact; nothing was erased; type it exactly"):
        erase(workspace, person["contact"], typed)
    assert (dump(workspace.database), journal_size(workspace.database)) == (before, size)


def test_only_contacts_and_only_once(workspace: Workspace, person: dict[str, int]) -> None:
    with pytest.raises(NotFound, match="there is no contact"):
        erase(workspace, person["deal"], NAME)
    erase(workspace, person["contact"], NAME)
    with pytest.raises(Invalid, match="erased already"):
        erase(workspace, person["contact"], ERASED)


def test_also_from_the_trash(workspace: Workspace, person: dict[str, int]) -> None:
    editing.delete(workspace, Kind.CONTACT, person["contact"])
    erase(workspace, person["contact"], NAME)
    assert remains(workspace) == set()
    deleted = next(entry for entry in history.history(workspace) if entry.kind is Operation.DELETE_CONTACT)
    assert history.refusal(workspace, deleted.id) is not None


def test_a_file_that_somebody_reads_is_told(workspace: Workspace, kim: Workspace, person: dict[str, int]) -> None:
    with kim.database.snapshot():
        contacts.count_contacts(kim)
        workspace.database.turn.patience = 0.01
        assert not erase(workspace, person["contact"], NAME).is_compact
    assert contacts.contact_names(kim, "quarzo") == []


def test_what_a_colleague_saves_while_the_journal_is_read_goes_too(
    workspace: Workspace, kim: Workspace, person: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = erasing.erasing.naming

    def slow(*args: object) -> dict[int, bool]:
        monkeypatch.setattr(erasing.erasing, "naming", plain)
        note = activities.log_activity(kim, ActivityKind.NOTE, (Kind.CONTACT, person["contact"]), "secretfact, late")
        assert note
        return plain(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(erasing.erasing, "naming", slow)
    erase(workspace, person["contact"], NAME)
    kim.database.close()
    assert remains(workspace) == set()
