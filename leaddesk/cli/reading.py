"""Commands that change nothing: list, show, search, today, history."""

from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator
from datetime import tzinfo

from leaddesk.cli.forms import deal_forms, followup_forms, forms_in_view, full_form, short_forms
from leaddesk.cli.output import Form, answer, details, listing
from leaddesk.cli.past import show_history, show_operation
from leaddesk.cli.session import open_database
from leaddesk.domain.errors import Invalid
from leaddesk.domain.records import Kind
from leaddesk.services import editing, followups, history, searching

_COLUMNS: dict[Kind, tuple[str, ...]] = {
    Kind.DEAL: ("id", "title", "stage", "value", "company"),
    Kind.CONTACT: ("id", "name", "company", "email", "phone"),
    Kind.COMPANY: ("id", "name", "industry", "country", "owner"),
    Kind.LEAD: ("id", "name", "status", "source", "company", "owner"),
    Kind.FOLLOWUP: ("id", "due", "subject", "on", "done"),
    Kind.USER: ("id", "name", "initials", "email"),
    Kind.PIPELINE: ("id", "name", "stages", "count"),
    Kind.STAGE: ("id", "pipeline", "name", "probability", "idle_days", "required", "count"),
    Kind.TAG: ("id", "name", "colour"),
    Kind.SAVED_VIEW: ("id", "name", "count", "filter", "owner"),
}
_KINDS = {"view": Kind.SAVED_VIEW}  # where the word is not the kind's own
_PLURALS = {Kind.COMPANY: "companies", Kind.FOLLOWUP: "follow-ups", Kind.SAVED_VIEW: "views"}


def list_records(arguments: Namespace) -> int:
    """Records of one kind, deals as a view shows them."""
    kind = _KINDS.get(arguments.kind) or Kind(arguments.kind)
    if arguments.view is not None and kind is not Kind.DEAL:
        raise Invalid("a view shows deals", "", "write: leaddesk list deals --view NAME")
    with open_database(arguments, reading=True) as workspace:
        if arguments.view is not None:
            forms = forms_in_view(workspace, arguments.view, arguments.filter, arguments.limit)
        else:
            forms = short_forms(workspace, kind, arguments.filter, arguments.limit)
        nothing = f"No {_PLURALS.get(kind, kind + 's')} found."
        answer(arguments, forms, _listing(forms, _COLUMNS[kind], workspace.zone, nothing))
    return 0


def show(arguments: Namespace) -> int:
    """One record in full, or one operation of the history."""
    with open_database(arguments, reading=True) as workspace:
        operation = history.operation_called(workspace, arguments.id)
        if operation is not None:
            show_operation(arguments, workspace, operation)
            return 0
        kind, record = editing.record_called(workspace, arguments.id)
        form = full_form(workspace, kind, record.id)
        answer(arguments, form, details(form, workspace.zone))
    return 0


def search(arguments: Namespace) -> int:
    """Records that hold every word."""
    with open_database(arguments, reading=True) as workspace:
        hits = searching.search(workspace, arguments.text, arguments.limit)
        forms: list[Form] = [{"id": h.id, "kind": h.kind, "title": h.title, "detail": h.detail} for h in hits]
        answer(arguments, forms, _listing(forms, ("id", "kind", "title", "detail"), workspace.zone, "Nothing found."))
    return 0


def today(arguments: Namespace) -> int:
    """What is overdue, due today and soon, and the deals without a next step."""
    with open_database(arguments, reading=True) as workspace:
        found = followups.today(workspace, everyone=arguments.everyone)
        form: Form = {
            "day": found.day,
            "overdue": followup_forms(found.overdue),
            "today": followup_forms(found.today),
            "coming": followup_forms(found.coming),
            "stuck": deal_forms(workspace, [stuck.card for stuck in found.stuck]),
            "done_this_week": found.done_this_week,
            "planned_this_week": found.planned_this_week,
        }
        answer(arguments, form, _day(form, workspace.zone))
    return 0


def _day(form: Form, zone: tzinfo) -> Iterator[str]:
    yield f"{form['day']:%A} {form['day']}"
    headings = {"overdue": "Overdue", "today": "Today", "coming": "Next 7 days"}
    for name, heading in headings.items():
        if form[name]:
            yield from ("", f"{heading} ({len(form[name])})")
            yield from listing(form[name], ("id", "due", "subject", "on"), zone)
    if form["stuck"]:
        yield from ("", f"Deals without a next step ({len(form['stuck'])})")
        yield from listing(form["stuck"], ("id", "title", "stage", "value", "company"), zone)
    if not any(form[name] for name in (*headings, "stuck")):
        yield "Nothing is waiting."


def _listing(forms: list[Form], columns: tuple[str, ...], zone: tzinfo, nothing: str) -> Iterable[str]:
    return listing(forms, columns, zone) if forms else [nothing]


COMMANDS: dict[str, Callable[[Namespace], int]] = {
    "list": list_records,
    "show": show,
    "search": search,
    "today": today,
    "history": show_history,
}
