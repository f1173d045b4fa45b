"""What an operation changed, as a document: a heading for each record, below it its fields before and after."""

from collections.abc import Iterator
from datetime import datetime
from html import escape

from leaddesk.domain.history import FieldChange, OperationDetail, RowAction, RowDetail
from leaddesk.domain.records import Kind
from leaddesk.gui.models.history_words import action_text, field_text, kind_text, value_text
from leaddesk.gui.texts import number_text, tr
from leaddesk.gui.theme import Theme
from leaddesk.gui.widgets.timeline_text import breakable

OPENED = (Kind.DEAL, Kind.CONTACT)  # what has a pane
FIRST = 20  # records that are shown before somebody asks for the others
_CELL = "padding: 3px 8px 3px 0"
ALL = "all"  # the link that asks for them


def changes_html(detail: OperationDetail, now: datetime, theme: Theme, *, whole: bool = False) -> str:
    """Rich text. Links are 'open:KIND:ID', 'history:KIND:ID' and ALL."""
    rows = detail.rows if whole else detail.rows[:FIRST]
    return "".join((*(_record(row, now, theme) for row in rows), *_rest(detail, len(rows), theme)))


def _record(row: RowDetail, now: datetime, theme: Theme) -> str:
    name = escape(breakable(row.name))
    place = f"{row.kind.value}:{row.id}"
    if row.is_there and row.kind in OPENED:
        name = f'<a href="open:{place}" style="{_link(theme)}">{name}</a>'
    parts = [kind_text(row.kind), action_text(row.action)]
    history = f' · <a href="history:{place}" style="{_link(theme)}">{escape(tr("History"))}</a>'
    said = f'<span style="color: {theme.ink2}">{escape(" · ".join(parts))}{history}</span>'
    heading = f'<p style="margin: 12px 0 2px 0"><b>{name}</b><br>{said}</p>'
    told = row.name if row.action is RowAction.ADDED else None  # the heading says it
    lines = "".join(_field(field, now, theme) for field in row.fields if told is None or field.after != told)
    return heading + (f'<table width="100%" cellspacing="0">{lines}</table>' if lines else "")


def _field(field: FieldChange, now: datetime, theme: Theme) -> str:
    before, after = (value_text(field, value, now) for value in (field.before, field.after))
    cells = [f'<td width="30%" style="color: {theme.ink2}; {_CELL}">{escape(field_text(field.name))}</td>']
    old = f'<span style="color: {theme.ink2}"><s>{_text(before)}</s></span>' if before else ""
    new = f"{_text(after)}" if after else f'<span style="color: {theme.ink2}">{escape(tr("empty"))}</span>'
    arrow = f'<span style="color: {theme.ink2}"> → </span>' if before else ""
    cells.append(f'<td style="{_CELL}">{old}{arrow}{new}</td>')
    return f"<tr>{''.join(cells)}</tr>"


def _text(text: str) -> str:
    return escape(breakable(text)).replace("\n", "<br>")


def _rest(detail: OperationDetail, shown: int, theme: Theme) -> Iterator[str]:
    """What is not here, and why."""
    said = ""
    if shown < len(detail.rows):
        words = escape(tr("Show the first %n", len(detail.rows)))
        yield f'<p style="margin-top: 12px"><a href="{ALL}" style="{_link(theme)}">{words}</a></p>'
    elif detail.entry.pruned:
        said = tr("Not all of it is kept any more.") if detail.rows else tr("What it changed is no longer kept.")
    elif detail.entry.changes > len(detail.rows):
        said = tr("and {count} more").format(count=number_text(detail.entry.changes - len(detail.rows)))
    if said:
        yield f'<p style="margin-top: 12px; color: {theme.ink2}">{escape(said)}</p>'


def _link(theme: Theme) -> str:
    return f"color: {theme.accent}; text-decoration: none"
