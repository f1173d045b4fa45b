"""What was done: the history with its filters, one operation in full, and throwing away old images."""

from argparse import Namespace
from collections.abc import Iterator
from datetime import tzinfo

from leaddesk.cli.output import Form, answer, listing, text_of
from leaddesk.cli.session import open_database
from leaddesk.domain.history import Group, HistoryFilter, OperationDetail, OperationEntry, RowDetail
from leaddesk.services import editing, history, history_care, history_details
from leaddesk.services.workspace import Workspace

_COLUMNS = ("operation", "at", "user", "title", "undone")


def show_history(arguments: Namespace) -> int:
    """What was done, the newest first; or throw away what is older than the team keeps."""
    if arguments.prune:
        return _prune(arguments)
    with open_database(arguments, reading=True) as workspace:
        wanted = HistoryFilter(
            person=history.find_person(workspace, arguments.by) if arguments.by else None,
            group=Group(arguments.kind) if arguments.kind else None,
            record=editing.id_called(workspace, arguments.of) if arguments.of else None,
            text=arguments.search or "",
            from_day=arguments.from_day,
            to_day=arguments.to_day,
        )
        forms = [_form(entry) for entry in history.history(workspace, wanted, limit=arguments.limit)]
        nothing = "Nothing was done yet." if wanted == HistoryFilter() else "Nothing of the kind was done."
        answer(arguments, forms, listing(forms, _COLUMNS, workspace.zone) if forms else [nothing])
    return 0


def show_operation(arguments: Namespace, workspace: Workspace, operation: int) -> None:
    """One operation in full."""
    detail = history_details.details(workspace, operation)
    refusal = history.refusal(workspace, operation)
    form = _form(detail.entry) | {
        "host": detail.entry.host,
        "undone_by": detail.entry.undone_by,
        "can_be_undone": refusal is None,
        "why_not": refusal and str(refusal),
        "rows": [_row(row) for row in detail.rows],
    }
    answer(arguments, form, _lines(detail, form, workspace.zone))


def _prune(arguments: Namespace) -> int:
    with open_database(arguments) as workspace:
        days = history_care.days_kept(workspace)
        pruned = history_care.prune(workspace)
        kept = history_care.kept(workspace)
        form: Form = {"pruned": pruned, "operations": kept.operations, "kept": kept.whole, "bytes": kept.bytes}
        length = f"for {days} days" if days else "for ever"
        line = f"{pruned:,} operations were pruned; {kept.whole:,} can still be looked into. They are kept {length}."
        answer(arguments, form, [line])
    return 0


def _form(entry: OperationEntry) -> Form:
    return {
        "operation": entry.id,
        "kind": entry.kind,
        "user": entry.user,
        "at": entry.at,
        "title": entry.title,
        "undone": entry.undone,
        "changes": entry.changes,
    }


def _row(row: RowDetail) -> Form:
    return {
        "id": row.id,
        "kind": row.kind,
        "title": row.name,
        "action": row.action,
        "fields": [{"field": field.name, "before": field.before, "after": field.after} for field in row.fields],
    }


def _lines(detail: OperationDetail, form: Form, zone: tzinfo) -> Iterator[str]:
    entry = detail.entry
    yield f"{text_of(entry.title, zone)}"
    yield f"  {text_of(entry.at, zone)}, {text_of(entry.user, zone)} on {text_of(entry.host, zone)}"
    if entry.undone_by is not None:
        yield f"  undone by {text_of(entry.undone_by, zone)}"
    elif form["why_not"]:
        yield f"  {text_of(form['why_not'], zone)}"
    for row in form["rows"]:
        yield ""
        yield f"{row['action']} {row['kind']} {row['id']}  {text_of(row['title'], zone)}".rstrip()
        label = max((len(field["field"]) for field in row["fields"]), default=0)
        for field in row["fields"]:
            before, after = (text_of(field[side], zone) for side in ("before", "after"))
            name = field["field"].replace("_", " ")
            yield f"  {name:<{label}}  {before + ' → ' if before else ''}{after or '—'}"
    if entry.pruned:
        yield from ("", "What it changed is no longer kept." if not form["rows"] else "Not all of it is kept any more.")
    elif entry.changes > len(detail.rows):
        yield from ("", f"and {entry.changes - len(detail.rows):,} more")
