"""Commands that change records: each is one operation of the journal, and can be undone."""

from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from leaddesk import paths
from leaddesk.cli.forms import deal_forms, record_of, short_form
from leaddesk.cli.output import Form, answer, text_of
from leaddesk.cli.pipelines import add_stage, remove_place
from leaddesk.cli.session import open_database
from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import Invalid
from leaddesk.domain.people import fold
from leaddesk.domain.records import DealStatus, FollowUp, Kind
from leaddesk.services import contacts, deals, editing, erasing, followups, history, leads, pipelines, stages
from leaddesk.services.workspace import Workspace

_ADDING: dict[Kind, Callable[[Workspace, Mapping[str, str]], Changes]] = {
    Kind.DEAL: deals.add_deal,
    Kind.CONTACT: contacts.add_contact,
    Kind.COMPANY: contacts.add_company,
    Kind.LEAD: leads.add_lead,
    Kind.PIPELINE: pipelines.add_pipeline,
    Kind.STAGE: add_stage,
}


def add(arguments: Namespace) -> int:
    """Add a record from FIELD=VALUE."""
    kind, texts = Kind(arguments.kind), _texts(arguments.fields)
    with open_database(arguments) as workspace:
        if kind is Kind.FOLLOWUP:
            on = texts.pop("on", None)
            changes = followups.add_followup(workspace, texts, _subject(workspace, on))
        else:
            changes = _ADDING[kind](workspace, texts)
        return _answer_added(arguments, workspace, kind, changes)


def edit(arguments: Namespace) -> int:
    """Change fields of any record, or of several deals."""
    with open_database(arguments) as workspace:
        more = [word for word in arguments.words if isinstance(word, str)]
        texts = _texts(word for word in arguments.words if not isinstance(word, str))
        if not texts:
            raise Invalid("nothing is said of what to change", todo="name a FIELD=VALUE")
        kind, ids = _called(workspace, [arguments.id, *more])
        if len(ids) == 1:
            changes = editing.edit(workspace, kind, ids[0], texts)
        else:
            changes = deals.edit_deals(workspace, ids, texts)
        return _answer_changed(arguments, workspace, kind, ids, changes)


def delete(arguments: Namespace) -> int:
    """Move a record, or several deals, to the trash; a stage or pipeline goes, and its deals go elsewhere."""
    with open_database(arguments) as workspace:
        removed = remove_place(workspace, arguments.ids, arguments.into)
        if removed is not None:
            return _answer_operation(arguments, removed)
        kind, ids = _called(workspace, arguments.ids)
        if len(ids) == 1:
            return _answer_operation(arguments, editing.delete(workspace, kind, ids[0]))
        return _answer_operation(arguments, deals.delete_deals(workspace, ids))


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
    """Put deals into a stage, or close them as won or lost."""
    target = fold(arguments.stage.strip())
    if target in (DealStatus.WON, DealStatus.LOST) and arguments.fields:
        raise Invalid("fields are filled in for a stage", todo="leave --set out, and use edit")
    if target == DealStatus.WON:
        return won(arguments)
    if target == DealStatus.LOST:
        return lost(arguments)
    if arguments.reason or arguments.note:
        raise Invalid("a reason belongs to a deal that is won or lost", todo="leave --reason and --note out")

    def into_stage(workspace: Workspace, ids: list[int]) -> Changes:
        stage = stages.stage_for(workspace, ids[0], arguments.stage)
        typed = _texts(arguments.fields)
        return deals.move_deals(workspace, ids, stage.id, texts=dict.fromkeys(ids, typed) if typed else {})

    return _with_deals(arguments, into_stage)


def won(arguments: Namespace) -> int:
    """Close deals as won."""
    return _with_deals(arguments, partial(deals.win_deals, reason=arguments.reason, note=arguments.note))


def lost(arguments: Namespace) -> int:
    """Close deals as lost."""
    return _with_deals(arguments, partial(deals.lose_deals, reason=arguments.reason, note=arguments.note))


def reopen(arguments: Namespace) -> int:
    """Open closed deals again."""
    return _with_deals(arguments, deals.reopen_deals)


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
        return _answer_changed(arguments, workspace, Kind.FOLLOWUP, [step.id], changes)


def undo(arguments: Namespace) -> int:
    """Take back my last operation, or the one named."""
    with open_database(arguments) as workspace:
        return _answer_operation(arguments, history.undo(workspace, arguments.operation))


def redo(arguments: Namespace) -> int:
    """Do again what was taken back last."""
    with open_database(arguments) as workspace:
        return _answer_operation(arguments, history.redo(workspace))


def _texts(typed: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The fields that were typed; Invalid if one of them was given twice, because only one value can be meant."""
    texts: dict[str, str] = {}
    for name, text in typed:
        if name in texts:
            raise Invalid(f'the field "{name}" is given twice', todo="name it once")
        texts[name] = text
    return texts


def _with_deals(arguments: Namespace, deed: Callable[[Workspace, list[int]], Changes]) -> int:
    """Do it to the deals that are named, each once, as one operation."""
    with open_database(arguments) as workspace:
        ids = list(dict.fromkeys(deals.find_deal(workspace, text) for text in arguments.deals))
        return _answer_changed(arguments, workspace, Kind.DEAL, ids, deed(workspace, ids))


def _called(workspace: Workspace, texts: list[str]) -> tuple[Kind, list[int]]:
    """The live records with these ids, each once; Invalid if there are several and not all are deals."""
    found = {record.id: kind for kind, record in (editing.record_called(workspace, text) for text in texts)}
    for number, kind in found.items():
        if len(found) > 1 and kind is not Kind.DEAL:
            raise Invalid(f"{number} is a {kind}, and only deals are taken several at once", todo="name one at a time")
    return kind, list(found)


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


def _answer_changed(arguments: Namespace, workspace: Workspace, kind: Kind, ids: list[int], changes: Changes) -> int:
    """One record answers with its form, several deals with the operation and all of theirs."""
    title = changes.title if changes else "Nothing changed: it was so already."
    if len(ids) == 1:
        answer(arguments, short_form(workspace, kind, ids[0]), [title])
    else:
        forms = deal_forms(workspace, deals.cards(workspace, ids))
        answer(arguments, {"operation": changes.operation, "title": title, "deals": forms}, [title])
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
