"""What the import dialog says of a file, its columns, a trial and the result."""

from collections.abc import Iterable

from leaddesk.gui.importing.choices import KEEP_AS_NOTE, LEAVE_OUT
from leaddesk.gui.texts import number_text, tr
from leaddesk.services.importing import DateOrder, ImportResult, Inspection, Reject

SHOWN_PROBLEMS = 3
_DOT = " · "
Check = tuple[str, str]  # words and the theme's colour for them


def file_sentence(found: Inspection) -> str:
    """'842 rows · UTF-8 · semicolon · recognised as a Pipedrive deals export'"""
    rows = counted(tr("%n row(s)", found.rows), found.rows)
    return _DOT.join((rows, _encoding(found.encoding), _delimiter(found.delimiter), _recognised(found)))


def order_words(order: DateOrder) -> str:
    return {
        DateOrder.DMY: tr("day/month/year"),
        DateOrder.MDY: tr("month/day/year"),
        DateOrder.YMD: tr("year-month-day"),
    }[order]


def column_check(found: Inspection, trial: ImportResult | None, index: int) -> Check:
    """What is to be said of a column; the trial tells what could be read."""
    where = target(found, index)
    if where == LEAVE_OUT:
        return tr("Left out"), "ink2"
    if not found.filled[index]:
        return tr("Empty"), "ink2"
    if where == KEEP_AS_NOTE:
        return tr("Kept in a note"), "ink2"
    if trial is None:
        return tr("Checking…"), "ink2"
    faults = trial.faults.get(found.header[index], 0)
    if faults:
        said = counted(tr("%n row(s) not valid", faults), faults)
        reason = next((reject.reason for reject in trial.rejects if reject.column == found.header[index]), "")
        return f"{said}: {reason}" if reason else said, "bad"
    said = tr("All understood")
    number = trial.reading.numbers.get(index)
    if number is not None and number.decimal == ",":
        said = tr("Decimal comma")
    elif index in trial.reading.dates:
        said = order_words(trial.reading.dates[index].order)
    empty = found.rows - found.filled[index]
    return (_DOT.join((said, counted(tr("%n empty", empty), empty))) if empty else said), "good"


def target(found: Inspection, index: int) -> str:
    """The field that a column goes to, KEEP_AS_NOTE or LEAVE_OUT."""
    if index in found.recognition.ignored:
        return LEAVE_OUT
    return found.recognition.columns[index] or KEEP_AS_NOTE


def ready(trial: ImportResult) -> int:
    """Rows that would be created or updated."""
    return trial.rows - trial.unchanged - trial.duplicates - trial.rejected


def ready_sentence(trial: ImportResult) -> str:
    """'838 rows ready · 4 need attention, kept in a file you can fix and import again · …'"""
    parts = [counted(tr("%n row(s) ready", ready(trial)), ready(trial))]
    here = trial.unchanged + trial.duplicates
    if here:
        parts.append(counted(tr("%n here already", here), here))
    if trial.rejected:
        attention = tr("%n (needs|need) attention, kept in a file you can fix and import again", trial.rejected)
        parts.append(counted(attention, trial.rejected))
    if ready(trial):
        parts.append(tr("the whole import can be undone"))
    return _DOT.join(parts)


def problem_lines(rejects: Iterable[Reject], rejected: int) -> list[str]:
    """The first rejected rows with different reasons, and how many more there are."""
    lines = []
    different = {(reject.column, reject.reason): reject for reject in reversed(list(rejects))}
    for reject in sorted(different.values())[:SHOWN_PROBLEMS]:
        where = tr("Row {row}, {column}") if reject.column else tr("Row {row}")
        lines.append(
            tr("{where}: {reason}").format(
                where=where.format(row=number_text(reject.row), column=_short(reject.column)),
                reason=_short(reject.reason, 160),
            )
        )
    more = rejected - len(lines)
    if more:
        lines.append(counted(tr("… and %n more", more), more))
    return lines


def result_lines(result: ImportResult) -> list[str]:
    """'8,800 deals created' and the like, for all that an import did; without the rejected rows."""
    made = {
        "deal": tr("%n deal(s) created", result.created.get("deal")),
        "contact": tr("%n contact(s) created", result.created.get("contact")),
        "company": tr("%n (company|companies) created", result.created.get("company")),
        "user": tr("%n user(s) created", result.created.get("user")),
        "tag": tr("%n tag(s) created", result.created.get("tag")),
    }
    lines = [(made[kind], number) for kind, number in result.created.items()]
    lines += [(tr("%n row(s) updated", number), number) for number in result.updated.values()]
    lines.append((tr("%n row(s) unchanged: here already", result.unchanged), result.unchanged))
    lines.append((tr("%n row(s) left as here: the file says something else", result.duplicates), result.duplicates))
    return [counted(text, number) for text, number in lines if number]


def counted(text: str, number: int) -> str:
    """The text with its number written as the locale does."""
    return text.replace(str(number), number_text(number), 1)


def _recognised(found: Inspection) -> str:
    recognition = found.recognition
    if not any(recognition.columns):
        return tr("no column is known by its name: choose where each one goes")
    if recognition.source == "csv":
        return tr("columns recognised by their names")
    article = tr("recognised as an {program}") if recognition.label[0] in "AEIOU" else tr("recognised as a {program}")
    return article.format(program=recognition.label)


def _encoding(name: str) -> str:
    return {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "cp1252": "Windows-1252", "utf-16": "UTF-16"}.get(name, name)


def _delimiter(mark: str) -> str:
    names = {",": tr("comma"), ";": tr("semicolon"), "\t": tr("tab"), "|": tr("vertical bar")}
    return names.get(mark, mark)


def _short(text: str, length: int = 60) -> str:
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"
