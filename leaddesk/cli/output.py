"""Answers on stdout: one JSON value, or aligned text.

A form is a dict of plain values: text, numbers, Money, aware UTC datetimes, days, and lists and dicts of these.
"""

import json
import shutil
import sys
import unicodedata
from argparse import Namespace
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, tzinfo
from typing import Any

from leaddesk.domain.dates import utc_text
from leaddesk.domain.money import Money, exponent
from leaddesk.domain.records import DealStatus
from leaddesk.domain.summaries import EntryKind

Form = dict[str, Any]

_GAP = "  "
_NARROWEST = 8  # to which a column is cut on a terminal
_KEPT_WHOLE = ("id", "operation")
_SECTIONS = {
    "people": ("id", "name", "role", "main", "job_title"),
    "stages": ("stage", "since", "until", "days"),
    "deals": ("id", "title", "stage", "value"),
    "parts": ("id", "title", "role", "stage", "value"),
    "followups": ("id", "due", "subject", "owner"),
    "timeline": ("at", "kind", "who", "what"),
}


def answer(arguments: Namespace, value: Any, lines: Iterable[str]) -> None:
    """Print the value as JSON if that was asked for, else the lines."""
    if arguments.json:
        print(json_text(value))
        return
    for line in lines:
        print(line)


def json_text(value: Any) -> str:
    """The value as JSON; letters are escaped only where stdout could not write them."""
    unicode_output = (sys.stdout.encoding or "").lower().startswith("utf")
    return json.dumps(
        value, default=_jsonable, ensure_ascii=not unicode_output, indent=2 if sys.stdout.isatty() else None
    )


def _jsonable(value: object) -> Any:
    if isinstance(value, Money):
        return value.as_json()
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def text_of(value: Any, zone: tzinfo) -> str:
    """A value as a person reads it, on one line, times in the zone."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Money):
        return f"{value.amount:,.{exponent(value.currency)}f} {value.currency}"
    if isinstance(value, datetime):
        return value.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, dict):
        due = text_of(value.get("due"), zone)
        return " ".join(part for part in (text_of(value.get("title"), zone), due) if part)
    if isinstance(value, list):
        return ", ".join(text_of(item, zone) for item in value)
    # A control character of a stranger's text must not reach the terminal.
    return "".join(letter if letter.isprintable() else " " for letter in str(value))


def listing(forms: Sequence[Form], columns: Sequence[str], zone: tzinfo) -> Iterator[str]:
    """Records as a table, without the columns that are empty; a closed deal stands as won or lost, not in its stage."""
    rows = [{**form, **_as_read(form)} for form in forms]
    kept = [column for column in columns if any(text_of(row[column], zone) for row in rows)]
    return table(rows, kept, zone)


def _as_read(form: Form) -> Form:
    if form.get("status") in (DealStatus.WON, DealStatus.LOST):
        return {"stage": form["status"]}
    if "done" in form:
        return {"done": "done" if form["done"] else None}
    return {}


def table(forms: Sequence[Form], columns: Sequence[str], zone: tzinfo) -> Iterator[str]:
    """Aligned columns under their names; cut to the width of a terminal, whole anywhere else."""
    rows = [[text_of(form[column], zone) for column in columns] for form in forms]
    right = [column not in _KEPT_WHOLE and any(_is_figure(form[column]) for form in forms) for column in columns]
    names = [column.replace("_", " ").upper() for column in columns]
    widths = [max(map(_width, cells)) for cells in zip(names, *rows, strict=True)]
    if sys.stdout.isatty():
        _narrow(widths, _elastic(forms, columns), shutil.get_terminal_size().columns)
    for row in (names, *rows):
        cells = [_padded(*cell) for cell in zip(row, widths, right, strict=True)]
        yield _GAP.join(cells).rstrip()


def details(form: Form, zone: tzinfo) -> Iterator[str]:
    """One record in full: a line for each field that is filled in, then its lists."""
    heading = form.get("title") or form.get("name")
    yield f"{form['kind']} {form['id']}{_GAP}{text_of(heading, zone)}".rstrip()
    plain = {name: text_of(value, zone) for name, value in form.items() if not _is_table(value)}
    filled = {
        name.replace("_", " "): text
        for name, text in plain.items()
        if text and name not in ("id", "kind", "version") and form[name] != heading
    }
    label = max(map(len, filled), default=0)
    for name, text in filled.items():
        yield f"{_GAP}{name:<{label}}{_GAP}{text}"
    for name, columns in _SECTIONS.items():
        if form.get(name):
            yield ""
            yield name.upper()
            rows = [_timeline_row(entry) for entry in form[name]] if name == "timeline" else form[name]
            yield from listing(rows, columns, zone)


def _timeline_row(entry: Form) -> Form:
    """A line of a timeline in four columns; of a move it says from where to where."""
    kind = " ".join(part for part in (entry["kind"], entry["direction"]) if part)
    joint = " → " if entry["kind"] == EntryKind.MOVED else ": "
    what = joint.join(part for part in (entry["subject"], entry["body"]) if part)
    return {"at": entry["at"], "kind": kind, "who": entry["who"], "what": what}


def _is_table(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _is_figure(value: object) -> bool:
    return isinstance(value, Money | int) and not isinstance(value, bool)


def _width(text: str) -> int:
    """Columns of a terminal that the text takes."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return len(text) + wide - sum(map(bool, map(unicodedata.combining, text)))


def _elastic(forms: Sequence[Form], columns: Sequence[str]) -> list[int]:
    """Places of the columns that may be cut: those of text, but no ids."""
    texts = [place for place, name in enumerate(columns) if name not in _KEPT_WHOLE]
    return [place for place in texts if any(isinstance(form[columns[place]], str | dict) for form in forms)]


def _narrow(widths: list[int], elastic: list[int], limit: int) -> None:
    """Take from the widest column that may be cut until the line fits, or all of them are narrow."""
    while elastic and sum(widths) + len(_GAP) * (len(widths) - 1) > limit:
        widest = max(elastic, key=lambda place: widths[place])
        if widths[widest] <= _NARROWEST:
            return
        widths[widest] -= 1


def _padded(text: str, width: int, right: bool) -> str:
    if _width(text) > width:
        while _width(text) > width - 1:
            text = text[:-1]
        text = text.rstrip() + "…"
    blank = " " * (width - _width(text))
    return blank + text if right else text + blank
