"""CSV files as people's tools write them: any usual encoding, delimiter and preamble, read as a stream."""

import codecs
import csv
import io
import os
import re
import stat
from collections.abc import Iterator
from functools import partial
from itertools import chain, islice
from pathlib import Path

from leaddesk.domain.errors import BadFile
from leaddesk.domain.light import dataclass

DELIMITERS = (",", ";", "\t", "|")
_HEAD = 64 * 1024  # bytes that decide whether a file is a CSV file at all
_SAMPLE = 16 * 1024  # characters that decide the delimiter
_PREAMBLE = 20  # rows that may stand before the header
_LINE = 4 * 1024 * 1024  # characters read of one line at most, so that memory stays bounded
# Read as the last line. Outside of quotes it is a row of its own, inside it shows that a quote was left open;
# str.strip() takes it for white space.
_END = "\x1f"

_SAVE_AS_CSV = "save it as CSV first"
_CHECK_FILE = "check that it is a CSV file"
_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x19\x1b-\x1f\ufffd]")
_PAGE = re.compile(r"<(!doctype|!--|\?xml|html|head|body|table|meta)\b|<!--|<\?xml", re.IGNORECASE)
_SEPARATOR_LINE = re.compile(r'"?sep=([^"\r\n])"?\s*?[\r\n]', re.IGNORECASE)
_MIXED = "leaddesk-cp1252"


def _decode_as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """What is no UTF-8 is Windows text: old and new programs have written into the same file."""
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_MIXED, _decode_as_cp1252)


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A CSV file that has a header. `header` names are stripped, never empty and never twice the same.

    `preamble` is the number of records before the header.
    """

    path: Path
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    preamble: int = 0

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Number (from 1, blank rows are counted but not given) and cells of each data row, read as a stream.

        There are as many cells as the header has names; only a row with too much text in it has more.
        Raises BadFile when the file turns out to be unreadable on the way.
        """
        width = len(self.header)
        number = 0
        cells: list[str] = [_END]
        try:
            with self.path.open(encoding=self.encoding, errors=_errors(self.encoding), newline="") as text:
                lines = chain(iter(partial(text.readline, _LINE), ""), (_END,))
                reader = csv.reader(lines, delimiter=self.delimiter)
                for number, cells in enumerate(islice(reader, self.preamble + 1, None), 1):
                    if len(cells) == width and cells[0].strip():
                        yield number, cells
                    elif any(map(str.strip, cells)):
                        yield number, _fitted(cells, width)
        except csv.Error:
            raise self._endless_cell(number + 1) from None
        except UnicodeError:
            raise BadFile(
                f'"{self.path.name}" is not written in the encoding {self.encoding}',
                "nothing was imported",
                "choose another encoding",
            ) from None
        except OSError as error:
            raise _unreadable(self.path, error) from None
        if cells != [_END]:
            raise self._endless_cell(number)

    def _endless_cell(self, number: int) -> BadFile:
        return BadFile(
            f'"{self.path.name}" has a cell without an end in row {number}',
            "nothing was imported",
            'look for a quotation mark (") that is not closed there',
        )


def open_csv(path: Path, *, encoding: str | None = None, delimiter: str | None = None) -> CsvFile:
    """The CSV file at `path` with encoding, delimiter and header found; only its first 64 KB are looked at.

    Raises BadFile for everything that is not a CSV file with a header.
    """
    head, complete = _read_head(path)
    encoding = _encoding(path, head, encoding)
    text = _decoded(path, head, encoding, complete)
    _refuse_other_formats(path, text)
    if not complete and not re.search(r"[\r\n]", text):
        raise _refused(path, "has a line without an end", _CHECK_FILE)
    separator = _SEPARATOR_LINE.match(text)
    if delimiter is None and separator:
        delimiter = separator[1]
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n'):
        raise _refused(path, f'cannot be divided at "{delimiter}"', "name one character, such as ; or ,")
    sample = text[:_SAMPLE] if re.search(r"[\r\n]", text[:_SAMPLE]) else text
    cut = not complete or len(sample) < len(text)
    first = 1 if separator else 0
    best = (-1.0, "", 0, [""])
    for candidate in (delimiter,) if delimiter else DELIMITERS:
        records = list(csv.reader(io.StringIO(sample, newline=""), delimiter=candidate))
        score, index = _header_place(records[:-1] if cut and len(records) > 1 else records, first)
        if score > best[0]:
            best = (score, candidate, index, records[index])
    if not best[1]:
        raise _refused(path, "is empty", "export it again")
    return CsvFile(path, encoding, best[1], _names(best[3]), best[2])


def _read_head(path: Path) -> tuple[bytes, bool]:
    """The first bytes of the file, and whether they are all of it."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise _refused(path, "is a folder", "choose a file in it")
        if not stat.S_ISREG(mode):
            raise _refused(path, "is not a file", "choose a CSV file")
        # The administrator may read a locked file, but it was locked on purpose.
        if not mode & 0o444:
            raise PermissionError(13, os.strerror(13))
        with path.open("rb") as file:
            head = file.read(_HEAD + 1)
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None
    if not head:
        raise _refused(path, "is empty", "export it again")
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise _refused(path, "is an Excel workbook, not a CSV file", _SAVE_AS_CSV)
    if head.startswith(b"%PDF-"):
        raise _refused(path, "is a PDF document, not a CSV file", "export the data as CSV")
    return head[:_HEAD], len(head) <= _HEAD


def _encoding(path: Path, head: bytes, wanted: str | None) -> str:
    """Byte order mark, else UTF-8 if the head is that, else Windows; a wanted encoding comes first."""
    marked = head.startswith(codecs.BOM_UTF8)
    if wanted:
        try:
            name = codecs.lookup(wanted).name
        except LookupError:
            raise _refused(path, f'cannot be read: there is no encoding "{wanted}"', "name utf-8 or cp1252") from None
        return "utf-8-sig" if name == "utf-8" and marked else name
    if marked:
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _errors(encoding: str) -> str:
    """How bytes are taken that the encoding does not have: only a text that may be mixed is forgiven."""
    return {"utf-8": _MIXED, "utf-8-sig": _MIXED, "cp1252": "replace"}.get(encoding, "strict")


def _decoded(path: Path, head: bytes, encoding: str, complete: bool) -> str:
    try:
        text = codecs.getincrementaldecoder(encoding)(_errors(encoding)).decode(head, complete)
    except (UnicodeError, LookupError):
        raise _refused(path, f"is not written in the encoding {encoding}", "choose another encoding") from None
    if not isinstance(text, str):  # codecs such as hex turn bytes into bytes
        raise _refused(path, f"is not written in the encoding {encoding}", "choose another encoding")
    return text


def _refuse_other_formats(path: Path, text: str) -> None:
    if "\0" in text or len(_CONTROLS.findall(text)) > 2 + len(text) / 200:
        raise _refused(path, "is not a text file", _SAVE_AS_CSV)
    beginning = text.lstrip()
    if not beginning:
        raise _refused(path, "is empty", "export it again")
    if _PAGE.match(beginning):
        raise _refused(path, "is a web page, not a CSV file", "log in where it comes from and export it again")


def _header_place(records: list[list[str]], first: int) -> tuple[float, int]:
    """How well the records form a table, from 0 to 1 (-1: no text), and at which of them its header stands.

    A table is good when many rows are as wide as its header, and when it has many named columns. A later row
    than the first is a header only when there is nothing but a narrow preamble before it and the table
    goes on after it.
    """
    # A row fits when only empty cells are to be cut off to make it as wide as the header.
    spans = [(len(_trimmed(record)), len(record)) for record in records]
    filled = [index for index in range(first, len(spans)) if spans[index][0]]
    best, place, widest = -1.0, 0, 0
    for index in filled[:_PREAMBLE]:
        text_width, width = spans[index]
        fitting = sum(spans[other][0] <= width <= spans[other][1] for other in filled)
        if index == filled[0] or (width >= 3 and widest <= width // 2 and fitting > 1):
            named = sum(bool(cell.strip()) for cell in records[index])
            score = fitting / len(filled) * (1 - 1 / width) * named / width
            if score > best:
                best, place = score, index
        widest = max(widest, text_width)
    return best, place


def _trimmed(cells: list[str]) -> list[str]:
    """The cells without the empty ones at the end."""
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def _fitted(cells: list[str], width: int) -> list[str]:
    """The cells, padded or cut to the width; with all that has text when that is more."""
    if len(cells) > width:
        cells = _trimmed(cells)
    return cells + [""] * (width - len(cells))


def _names(cells: list[str]) -> tuple[str, ...]:
    """Names for the columns: what stands in the header, made complete and unique."""
    names: list[str] = []
    taken: set[str] = set()
    for number, cell in enumerate(cells, 1):
        base = name = " ".join(cell.split()) or f"Column {number}"
        copy = 2
        while name.casefold() in taken:
            name = f"{base} ({copy})"
            copy += 1
        taken.add(name.casefold())
        names.append(name)
    return tuple(names)


def _refused(path: Path, what: str, todo: str) -> BadFile:
    return BadFile(f'"{path.name}" {what}', "nothing was imported", todo)


def _unreadable(path: Path, error: OSError | ValueError) -> BadFile:
    if isinstance(error, FileNotFoundError):
        return _refused(path, "does not exist", "check its name and folder")
    reason = error.strerror if isinstance(error, OSError) else "no such name is possible"
    return _refused(path, f"cannot be read ({reason})", "check the file and your rights to it")
