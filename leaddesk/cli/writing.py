"""Commands that change records: each is one operation of the journal, and can be undone."""

from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping

from leaddesk import paths
from leaddesk.cli.forms import record_of, short_form
from leaddesk.cli.output import Form, answer, text_of
from leaddesk.cli.session import open_database
from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import Invalid
from leaddesk.domain.people import fold
from leaddesk.domain.records import DealStatus, FollowUp, Kind
from leaddesk.services import contacts, deals, editing, erasing, fields, followups, history, leads
from leaddesk.services.workspace import Workspace

_ADDING: dict[Kind, Callable[[Workspace, Mapping[str, str]], Changes]] = {
    Kind.DEAL: deals.add_deal,
    Kind.CONTACT: contacts.add_contact,
    Kind.COMPANY: contacts.add_company,
    Kind.LEAD: leads.add_lead,
}


def add(arguments: Namespace) -> int:
    """Add a record from FIELD=VALUE."""
    kind, texts = Kind(arguments.kind), _texts(arguments)
    with open_database(arguments) as workspace:
        if kind is Kind.FOLLOWUP:
            on = texts.pop("on", None)
            changes = followups.add_followup(workspace, texts, _subject(workspace, on))
        else:
            changes = _ADDING[kind](workspace, texts)
        return _answer_added(arguments, workspace, kind, changes)


def edit(arguments: Namespace) -> int:
    """Change fields of any record."""
    with open_database(arguments) as workspace:
        kind, record = editing.record_called(workspace, arguments.id)
        changes = editing.edit(workspace, kind, record.id, _texts(arguments))
        return _answer_changed(arguments, workspace, kind, record.id, changes)


def delete(arguments: Namespace) -> int:
    """Move a record to the trash."""
    with open_database(arguments) as workspace:
        kind, record = editing.record_called(workspace, arguments.id)
        return _answer_operation(arguments, editing.delete(workspace, kind, record.id))


def erase(arguments: Namespace) -> int:
    """Erase a contact's personal data for good, and tell where it may still be."""
    with open_database(arguments) as workspace:
        kind, contact_id = editing.id_called(workspace, arguments.id)
        if kind is not Kind.CONTACT:
            raise Invalid(f"{arguments.id} is a {kind}, not a contact", "nothing was erased")
        folders = [paths.data_dir() / "backups"]
        erased = erasing.erase(workspace, contact_id, arguments.confirm, folders)
        form: Form = {
            "operation": erased.changes.operation,
            "title": erased.changes.title,
            "mentions": [{"id": hit.id, "kind": hit.kind, "title": hit.title} for hit in erased.mentions],
            "backups": [{"file": str(path), "at": at} for path, at in erased.backups],
            "compact": erased.is_compact,
        }
        answer(arguments, form, _what_is_left(erased, arguments.confirm, workspace))
    return 0


def _what_is_left(erased: erasing.Erased, name: str, workspace: Workspace) -> Iterator[str]:
    yield f"{erased.changes.title}. This cannot be undone."
    if not erased.is_compact:
        yield "Somebody has the file open: remains may be in it until everybody has closed it."
    if erased.mentions:
        yield f"“{name}” also stands in:"
        yield from (f"  {hit.kind} {hit.id}  {text_of(hit.title, workspace.zone)}" for hit in erased.mentions)
    if erased.backups:
        yield "Copies made before still hold the data; delete those that you do not need:"
        yield from (f"  {text_of(at, workspace.zone)}  {path}" for path, at in erased.backups)
    yield "Copies that were made by hand, and files that were imported, are not known here."


def move(arguments: Namespace) -> int:
    """Put a deal into a stage, or close it as won or lost."""
    with open_database(arguments) as workspace:
        deal_id = deals.find_deal(workspace, arguments.deal)
        target = fold(arguments.stage.strip())
        if target == DealStatus.WON:
            changes = deals.win_deal(workspace, deal_id, arguments.reason, arguments.note)
        elif target == DealStatus.LOST:
            changes = deals.lose_deal(workspace, deal_id, arguments.reason, arguments.note)
        elif arguments.reason or arguments.note:
            raise Invalid("a reason belongs to a deal that is won or lost", todo="leave --reason and --note out")
        else:
            stage = fields.stage_called(workspace, arguments.stage)
            changes = deals.move_deal(workspace, deal_id, stage.id)
        return _answer_changed(arguments, workspace, Kind.DEAL, deal_id, changes)


def won(arguments: Namespace) -> int:
    """Close a deal as won."""
    with open_database(arguments) as workspace:
        deal_id = deals.find_deal(workspace, arguments.deal)
        changes = deals.win_deal(workspace, deal_id, arguments.reason, arguments.note)
        return _answer_changed(arguments, workspace, Kind.DEAL, deal_id, changes)


def lost(arguments: Namespace) -> int:
    """Close a deal as lost."""
    with open_database(arguments) as workspace:
        deal_id = deals.find_deal(workspace, arguments.deal)
        changes = deals.lose_deal(workspace, deal_id, arguments.reason, arguments.note)
        return _answer_changed(arguments, workspace, Kind.DEAL, deal_id, changes)


def reopen(arguments: Namespace) -> int:
    """Open a closed deal again."""
    with open_database(arguments) as workspace:
        deal_id = deals.find_deal(workspace, arguments.deal)
        return _answer_changed(arguments, workspace, Kind.DEAL, deal_id, deals.reopen_deal(workspace, deal_id))


def followup(arguments: Namespace) -> int:
    """Plan a follow-up in plain words."""
    with open_database(arguments) as workspace:
        changes = followups.plan_phrase(workspace, arguments.phrase, _subject(workspace, arguments.on))
        return _answer_added(arguments, workspace, Kind.FOLLOWUP, changes)


def done(arguments: Namespace) -> int:
    """Tick a follow-up off, and plan what comes next on the same record."""
    with open_database(arguments) as workspace:
        step = _followup_called(workspace, arguments.id)
        if arguments.next:
            # Whatever may be wrong with the next step is told before this one is ticked off.
            followups.read_phrase(workspace, arguments.next)
            on = record_of(step)
            about = _subject(workspace, str(on[1]) if on else None)
        lines = [followups.complete_followup(workspace, step.id).title]
        form = short_form(workspace, Kind.FOLLOWUP, step.id)
        if arguments.next:
            planned = followups.plan_phrase(workspace, arguments.next, about)
            form["next"] = short_form(workspace, Kind.FOLLOWUP, planned.subject or 0)
            lines.append(f"{planned.title}: {planned.subject}")
        answer(arguments, form, lines)
    return 0


def snooze(arguments: Namespace) -> int:
    """Put a follow-up off."""
    with open_database(arguments) as workspace:
        step = _followup_called(workspace, arguments.id)
        changes = followups.snooze_followup(workspace, step.id, arguments.when)
        return _answer_changed(arguments, workspace, Kind.FOLLOWUP, step.id, changes)


def undo(arguments: Namespace) -> int:
    """Take back my last operation, or the one named."""
    with open_database(arguments) as workspace:
        return _answer_operation(arguments, history.undo(workspace, arguments.operation))


def redo(arguments: Namespace) -> int:
    """Do again what was taken back last."""
    with open_database(arguments) as workspace:
        return _answer_operation(arguments, history.redo(workspace))


def _texts(arguments: Namespace) -> dict[str, str]:
    """The fields that were typed; Invalid if one of them was given twice, because only one value can be meant."""
    texts: dict[str, str] = {}
    for name, text in arguments.fields:
        if name in texts:
            raise Invalid(f'the field "{name}" is given twice', todo="name it once")
        texts[name] = text
    return texts


def _subject(workspace: Workspace, text: str | None) -> tuple[Kind, int] | None:
    """The live record that a follow-up is planned on."""
    if text is None:
        return None
    kind, record = editing.record_called(workspace, text)
    return kind, record.id


def _followup_called(workspace: Workspace, text: str) -> FollowUp:
    kind, record = editing.record_called(workspace, text)
    if not isinstance(record, FollowUp):
        raise Invalid(f"{text} is a {kind}, not a follow-up", todo="look it up with: leaddesk list followups")
    return record


def _answer_added(arguments: Namespace, workspace: Workspace, kind: Kind, changes: Changes) -> int:
    form = short_form(workspace, kind, changes.subject or 0)
    answer(arguments, form, [f"{changes.title}: {form['id']}"])
    return 0


def _answer_changed(arguments: Namespace, workspace: Workspace, kind: Kind, record_id: int, changes: Changes) -> int:
    answer(
        arguments,
        short_form(workspace, kind, record_id),
        [changes.title if changes else "Nothing changed: it was so already."],
    )
    return 0


def _answer_operation(arguments: Namespace, changes: Changes) -> int:
    form: Form = {"operation": changes.operation, "title": changes.title}
    answer(arguments, form, [changes.title])
    return 0


COMMANDS: dict[str, Callable[[Namespace], int]] = {
    "add": add,
    "edit": edit,
    "delete": delete,
    "erase": erase,
    "move": move,
    "won": won,
    "lost": lost,
    "reopen": reopen,
    "followup": followup,
    "done": done,
    "snooze": snooze,
    "undo": undo,
    "redo": redo,
}
