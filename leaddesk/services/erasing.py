"""Erasing the personal data of a contact for good: in the records, in the history, and in the file itself.

What the team needs goes on without the person: deals keep their figures, what was said on them its text without the
name. Nothing of it can be undone.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from leaddesk.domain.changes import Changes
from leaddesk.domain.dates import utc_text
from leaddesk.domain.errors import Invalid, NotFound
from leaddesk.domain.light import dataclass
from leaddesk.domain.operations import Operation
from leaddesk.domain.records import Contact, Kind, LeadStatus
from leaddesk.domain.redaction import Redaction
from leaddesk.domain.summaries import Hit
from leaddesk.services import backups
from leaddesk.storage import erasing
from leaddesk.storage.erasing import Image, Key, Traces
from leaddesk.storage.queries import contacts, records, search
from leaddesk.storage.unit_of_work import UnitOfWork
from leaddesk.storage.workspace import Workspace

ERASED = "Erased contact"
_TELLING = ("name", "email", "phone", "address")  # of a contact: what tells who it is
_TIES = (Kind.TAGGING, Kind.PARTICIPANT)  # rows that say nothing but what the contact stands with
_OPEN_LEADS = (LeadStatus.NEW, LeadStatus.WORKING, LeadStatus.NURTURE)
_WRITTEN = {  # what people wrote
    Kind.DEAL: ("title", "source", "reason", "reason_note", "products", "competitors", "files"),
    Kind.ACTIVITY: ("subject", "body"),
    Kind.FOLLOWUP: ("subject",),
    Kind.LEAD: ("source", "reason"),
}
_MENTIONS = 20  # of each kind that are told


@dataclass(frozen=True, slots=True)
class Erased:
    """What is gone and where the person may still be found.

    `mentions` are other records that hold the name; `backups` copies made earlier, with their times. `is_compact`:
    the file was written anew; if not, somebody has it open, and remains may be in it until all have closed it.
    """

    changes: Changes
    mentions: tuple[Hit, ...]
    backups: tuple[tuple[Path, datetime], ...]
    is_compact: bool


def erase(workspace: Workspace, contact_id: int, typed_name: str, backup_folders: Sequence[Path] = ()) -> Erased:
    """Erase a contact's personal data; `typed_name` must be the contact's name, letter by letter.

    One operation, which cannot be undone. Raises NotFound, Invalid if the name is another or was erased already, Busy;
    then nothing was changed.
    """
    database = workspace.database
    contact = _contact(workspace, contact_id)
    if typed_name != contact.name:
        raise Invalid(f"“{typed_name}” is not the name of this contact", "nothing was erased", "type it exactly")
    traces = Traces(contact_id)
    erasing.follow(database, traces)
    redaction = _redaction(traces, contact)
    naming = erasing.naming(database, redaction, 0)
    seen = traces.seq
    with database.overwriting():
        with UnitOfWork(workspace, Operation.ERASE) as work:
            if work.get(Contact, contact_id) != contact:
                raise Invalid("the contact was changed meanwhile", "nothing was erased", "look at it again")
            erasing.follow(database, traces)  # what was saved while the journal was read
            naming |= erasing.naming(database, redaction, seen)
            rows = erasing.rows_of(database, traces)
            has_namesake = len(contacts.contacts_named(database, contact.name)) > 1
            near = {key for key, row in rows.items() if _is_near(key[0], row, contact_id)}
            _write(work, contact_id, rows, near, redaction)
            theirs = erasing.redact_images(database, set(rows) - near, near, redaction)
            erasing.replace_titles(database, (number for number, alone in theirs.items() if alone), ERASED)
            others = {number for number, is_pruned in naming.items() if is_pruned or not has_namesake}
            erasing.redact_sentences(database, others | theirs.keys(), redaction)
            work.subject = contact_id
        is_compact = database.compact()
    mentions = search.search(database, contact.name, _MENTIONS)
    return Erased(work.changes, tuple(mentions), tuple(_backups(workspace, backup_folders)), is_compact)


def _contact(workspace: Workspace, contact_id: int) -> Contact:
    """Also from the trash: what was deleted is still there to be erased."""
    found = records.by_ids(workspace.database, Contact, [contact_id])
    if not found:
        raise NotFound(f"there is no contact {contact_id}", "nothing was erased")
    if found[0].name == ERASED and found[0].deleted_at is not None:
        raise Invalid("the personal data of this contact was erased already", "nothing was changed")
    return found[0]


def _redaction(traces: Traces, contact: Contact) -> Redaction:
    """Everything that the person was ever called or reached by."""
    texts = [getattr(contact, name) for name in _TELLING]
    for image in traces.images.get((Kind.CONTACT, contact.id), ()):
        texts += [image.get(name) for name in _TELLING]
    return Redaction((text for text in texts if text), ERASED)


def _is_near(kind: Kind, row: Image, contact_id: int) -> bool:
    """Whether a row is about more than the person, or stands with somebody else by now."""
    if kind is Kind.CONTACT:
        return False
    on_deal = kind is Kind.ACTIVITY and row.get("deal_id") is not None
    return kind is Kind.DEAL or on_deal or row.get("contact_id") != contact_id


def _write(work: UnitOfWork, contact_id: int, rows: Mapping[Key, Image], near: set[Key], redaction: Redaction) -> None:
    """Write the rows anew; the journal is told no more of them than they hold then."""
    now = utc_text(work.workspace.clock())
    for tie in _TIES:
        work.delete_rows(tie, [number for kind, number in rows if kind is tie])
    for (kind, number), row in rows.items():
        if "version" not in row or kind in _TIES:
            continue
        wanted = (
            _redacted(kind, row, contact_id, redaction)
            if (kind, number) in near
            else _emptied(kind, row, now, redaction)
        )
        after = {name: value for name, value in wanted.items() if value != row[name]}
        if after:
            values = list(after.values())
            work.update_rows(kind, tuple(after), [(number, row["version"], values, values)])


def _redacted(kind: Kind, row: Image, contact_id: int, redaction: Redaction) -> Image:
    """A row that is about more than the person keeps its texts, without what tells who it was."""
    after: Image = {name: redaction(row[name]) for name in _WRITTEN[kind] if row[name]}
    return after | ({"contact_id": None} if row["contact_id"] == contact_id else {})


def _emptied(kind: Kind, row: Image, now: str, redaction: Redaction) -> Image:
    """A row that is about the person alone; what is still to be done for them goes into the trash."""
    if kind is Kind.CONTACT:
        kept = ("id", "name", "created_at", "version", "deleted_at")
        return {"name": ERASED, "deleted_at": now, **{name: None for name in row if name not in kept}}
    if kind is Kind.ACTIVITY:
        return {"subject": "", "body": ""}
    if kind is Kind.LEAD:
        after: Image = {"reason": None, "external_source": None, "external_id": None}
        if row["source"]:
            after["source"] = redaction(row["source"])
        return after | ({"deleted_at": now} if row["status"] in _OPEN_LEADS else {})
    subject = {"subject": row["kind"].capitalize()}
    return subject | ({"contact_id": None} if row["deal_id"] is not None else {"deleted_at": now})


def _backups(workspace: Workspace, folders: Sequence[Path]) -> list[tuple[Path, datetime]]:
    """Copies of this database in these folders, the newest first: those that made themselves, and those asked for."""
    found = {made.path: made.made_at for folder in folders for made in backups.listed(folder, workspace.file_uuid)}
    for path in (path for folder in folders for path in folder.glob(f"{workspace.database.path.stem} *.leaddesk")):
        found[path] = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return sorted(found.items(), key=lambda item: item[1], reverse=True)
