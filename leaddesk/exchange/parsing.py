"""Rows of a CSV file as typed values.

How numbers and dates are written is decided first, over all rows; then each row is read strictly.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from leaddesk.domain.errors import ReadOnly
from leaddesk.domain.light import dataclass
from leaddesk.exchange.csv_file import CsvFile
from leaddesk.exchange.fields import NAMING
from leaddesk.exchange.mapping import REJECT_COLUMNS, Recognition
from leaddesk.exchange.values import (
    DateFormat,
    DateOrder,
    NumberFormat,
    clean_domain,
    clean_email,
    clean_phone,
    date_order,
    deal_status,
    is_blank,
    number_format,
    parse_date,
    parse_number,
    split_tags,
    temperature,
)

_NUMBERS = frozenset(("value", "probability", "employees"))
_DATES = frozenset(("created", "expected_close", "closed"))
# What cannot be read in these is kept as a note; a wrong value or date would spoil the figures.
_LENIENT = frozenset(("probability", "employees", "status", "temperature"))
# Names by which something is found again: "n/a" and the like name nothing.
_NAMES = frozenset(("owner", "company", "contact", "stage", "currency"))
_CACHED = 65536  # different texts of one column

_Convert = Callable[[str], object]


class ParsedRow(NamedTuple):
    """A row as values by field, only those that are there; `extra` has a line "Column: text" for all else.

    Decimal for value, date for created, expected_close and closed, int for probability (percent) and
    employees, DealStatus, Temperature, list[str] for tags, str for the rest. `cells`: the row as it stands.
    """

    row: int
    values: dict[str, object]
    extra: str
    cells: list[str]


class Reject(NamedTuple):
    """A row that cannot be imported: column and value at fault (empty: the whole row), why, and its cells."""

    row: int
    column: str
    value: str
    reason: str
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Plan:
    """How each column is read; `numbers` and `dates` by position. `fractions`: probabilities from 0 to 1."""

    recognition: Recognition
    numbers: Mapping[int, NumberFormat]
    dates: Mapping[int, DateFormat]
    fractions: bool = False


def plan(csv_file: CsvFile, recognition: Recognition, *, date_order: DateOrder | None = None) -> Plan:
    """The formats of the columns with numbers and dates, decided over the whole file in one pass.

    A given `date_order` holds for all. A column that could be read both ways follows the file's others.
    """
    fields = list(enumerate(recognition.columns))
    samples: dict[int, set[str]] = {i: set() for i, field in fields if field in _NUMBERS | _DATES}
    collect = [(index, seen.add) for index, seen in samples.items()]
    for _, cells in csv_file.rows():
        for index, add in collect:
            add(cells[index])
    numbers = {i: number_format(samples[i]) for i, field in fields if field in _NUMBERS}
    date_samples = {i: samples[i] for i, field in fields if field in _DATES}
    likely = [i for i, field in fields if field == "probability"]
    fractions = bool(likely) and _are_fractions(samples[likely[0]], numbers[likely[0]])
    return Plan(recognition, numbers, _date_formats(date_samples, date_order), fractions)


def _date_formats(samples: Mapping[int, set[str]], order: DateOrder | None) -> dict[int, DateFormat]:
    if order is not None:
        return dict.fromkeys(samples, DateFormat(order))
    formats = {index: date_order(texts) for index, texts in samples.items()}
    together = date_order(chain.from_iterable(samples.values()))
    return {index: together if fmt.ambiguous else fmt for index, fmt in formats.items()}


def _are_fractions(samples: Iterable[str], fmt: NumberFormat) -> bool:
    """Whether probabilities are written as 0.65 instead of 65."""
    numbers = []
    for text in samples:
        try:
            numbers.append(parse_number(text, fmt))
        except ValueError:
            continue
    return any(0 < number < 1 for number in numbers) and all(number <= 1 for number in numbers)


def parsed(csv_file: CsvFile, plan: Plan) -> Iterator[ParsedRow | Reject]:
    """Each data row, typed or rejected; a row is rejected for its first fault."""
    header, recognition = csv_file.header, plan.recognition
    width = len(header)
    single, shared = _converters(plan)
    kept = [
        (index, header[index])
        for index, field in enumerate(recognition.columns)
        if field is None and index not in recognition.ignored
    ]
    naming = frozenset(NAMING[recognition.kind])
    names = [name.replace("_", " ") for name in NAMING[recognition.kind]]
    for row, cells in csv_file.rows():
        if len(cells) > width:
            yield Reject(row, "", "", f"the row has {len(cells)} cells, the header only {width}", cells)
            continue
        values: dict[str, object] = {}
        extra = [f"{name}: {text}" for index, name in kept if (text := cells[index].strip())] if kept else []
        try:
            for index, field, convert in single:
                if text := cells[index]:
                    value = convert(text)
                    if value or value == 0:  # neither blank nor an empty list
                        values[field] = value
                    elif value is None and not is_blank(text):
                        extra.append(f"{header[index]}: {text.strip()}")
            for index, field, convert in shared:
                if (text := cells[index]) and (value := convert(text)):
                    _combine(values, extra, field, value, header[index])
        except ValueError as error:
            yield Reject(row, header[index], cells[index], str(error), cells)
            continue
        if naming.isdisjoint(values):
            yield Reject(row, "", "", f"the row has no {' or '.join(names)}", cells)
        else:
            yield ParsedRow(row, values, "\n".join(extra), cells)


def _converters(plan: Plan) -> tuple[list[tuple[int, str, _Convert]], list[tuple[int, str, _Convert]]]:
    """Position, field and reading of each mapped column: those alone on a field, and those that share one."""
    columns = plan.recognition.columns
    mapped = [(i, field, _converter(plan, i, field)) for i, field in enumerate(columns) if field]
    single = [entry for entry in mapped if columns.count(entry[1]) == 1]
    return single, [entry for entry in mapped if columns.count(entry[1]) > 1]


def _converter(plan: Plan, index: int, field: str) -> _Convert:
    """What turns a cell of the column into a value; None for a value that is not there or not readable."""
    read: _Convert
    if field in _DATES:
        read = partial(parse_date, order=plan.dates[index].order)
    elif field == "value":
        read = partial(parse_number, fmt=plan.numbers[index])
    elif field == "employees":
        read = partial(_whole, fmt=plan.numbers[index])
    elif field == "probability":
        read = partial(_percent, fmt=plan.numbers[index], scale=100 if plan.fractions else 1)
    elif field in _READERS:
        read = _READERS[field]
    elif field in _NAMES:
        read = str.strip
    else:
        return _identifier if field == "external_id" else str.strip
    # Columns repeat their texts, and a text that was read before costs a look into a dict.
    return lru_cache(_CACHED)(partial(_cell, read=read, lenient=field in _LENIENT))


_READERS: dict[str, _Convert] = {
    "status": deal_status,
    "temperature": temperature,
    "tags": split_tags,
    "email": clean_email,
    "contact_email": clean_email,
    "phone": clean_phone,
    "domain": clean_domain,
}


def _cell(text: str, read: _Convert, lenient: bool) -> object:
    if is_blank(text):
        return None
    try:
        return read(text)
    except ValueError:
        if lenient:
            return None
        raise


def _identifier(text: str) -> str | None:
    return None if is_blank(text) else text.strip()


def _whole(text: str, fmt: NumberFormat) -> int:
    number = parse_number(text, fmt)
    if number < 0 or number != int(number):
        raise ValueError(f'"{text}" is no count')
    return int(number)


def _percent(text: str, fmt: NumberFormat, scale: int) -> int:
    percent = round(parse_number(text, fmt) * scale)
    if not 0 <= percent <= 100:
        raise ValueError(f'"{text}" is no percentage')
    return percent


def _combine(values: dict[str, object], extra: list[str], field: str, value: object, column: str) -> None:
    """Adds one more column to a field: texts and tags are joined, a second phone or e-mail is noted."""
    old = values.get(field)
    if old is None:
        values[field] = value
    elif isinstance(old, list) and isinstance(value, list):
        values[field] = list(dict.fromkeys([*old, *value]))
    elif field in ("address", "note"):
        values[field] = f"{old}\n{value}"
    elif value != old:
        extra.append(f"{column}: {value}")


def write_rejects(path: Path, header: Sequence[str], rejects: Iterable[Reject], *, replace: bool = True) -> None:
    """Writes the rejected rows, reasons in front, in a form that can be corrected and imported again.

    Without `replace` FileExistsError if the file is there. Raises ReadOnly when it cannot be written; then there is
    no half of it.
    """
    started = False
    try:
        with path.open("w" if replace else "x", encoding="utf-8", newline="") as file:
            started = True
            writer = csv.writer(file)
            writer.writerow([*REJECT_COLUMNS, *header])
            for reject in rejects:
                writer.writerow([reject.row, reject.column, reject.reason, *reject.cells])
    except FileExistsError:
        raise
    except OSError as error:
        if started:
            path.unlink(missing_ok=True)
        raise ReadOnly(
            f'the rejected rows cannot be written to "{path}" ({error.strerror})',
            "they are in the file they came from",
            "choose another place for them",
        ) from None


def may_be_replaced(path: Path) -> bool:
    """Whether nothing but rejected rows of an earlier import would be lost there."""
    if not path.is_file():
        return True  # a device such as /dev/null holds nothing; of a folder the writing itself tells
    beginning = ",".join(REJECT_COLUMNS).encode()
    try:
        with path.open("rb") as file:
            found = file.read(len(beginning))
    except OSError:
        return False
    return found in (b"", beginning)
