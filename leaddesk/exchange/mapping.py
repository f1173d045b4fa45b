"""Which program wrote a file, what it holds, and which column is which field."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from leaddesk.domain.errors import BadFile
from leaddesk.domain.light import dataclass
from leaddesk.exchange.fields import (
    ADDRESS_1_PARTS,
    ADDRESSES,
    FIELDS,
    FORMATTED_ADDRESS,
    KIND_WORDS,
    MAVEN,
    NAMING,
    NOISE,
    TELLING,
    Field,
    ImportKind,
    tokens,
)

__all__ = ["FIELDS", "REJECT_COLUMNS", "Field", "ImportKind", "Recognition", "recognise", "with_overrides"]

REJECT_COLUMNS = ("row", "column", "reason")  # stand first in a file of rejected rows
_IGNORE = "-"
_LABELS = {
    "pipedrive": "Pipedrive",
    "hubspot": "HubSpot",
    "google": "Google",
    "outlook": "Outlook",
    "thunderbird": "Thunderbird",
    "linkedin": "LinkedIn",
    "salesforce": "Salesforce",
    "maven": "Maven",
}
_Names = Sequence[frozenset[str]]


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a header says. `columns` has each column's field, or None: its text is kept as a note.

    `source` is a short id of the program that wrote the file ("csv" if unknown). `ignored` are the
    positions of the columns that are not kept at all.

    A "Close Date" that may be either is `expected_close`; the importer takes it as the closing day of a
    deal that is won or lost and has no `closed`.
    """

    kind: ImportKind
    source: str
    label: str
    columns: tuple[str | None, ...]
    ignored: frozenset[int] = frozenset()


def recognise(
    header: Sequence[str],
    kind: ImportKind | None = None,
    *,
    overrides: Mapping[str, str] | None = None,
    allow_unknown: bool = False,
) -> Recognition:
    """The kind, source and fields of a header; the kind is guessed if it is None.

    `overrides` are as in with_overrides. Raises BadFile when no column is known after them, unless that is allowed
    because a person can still say which is which.
    """
    overrides = overrides or {}
    names = [tokens(name) for name in header]
    rejects = tuple(name.casefold() for name in header[: len(REJECT_COLUMNS)]) == REJECT_COLUMNS
    own = frozenset(range(len(REJECT_COLUMNS))) if rejects else frozenset()
    for index in own:
        names[index] = frozenset()
    source = next((source for source, is_it in _SIGNATURES if is_it(set(names), header)), "csv")
    if kind is None:
        kind = _guessed_kind(names, source, overrides)
    columns = _columns(names, kind, source)
    label = f"{_LABELS[source]} {kind} export" if source in _LABELS else f"CSV file of {kind}"
    noise = _noise(names, header, source)
    found = Recognition(kind, source, label, tuple(columns), frozenset(own | noise - _mapped(columns)))
    if overrides:
        found = with_overrides(found, header, overrides)
    if not any(found.columns) and not allow_unknown:
        raise BadFile(
            f"no column of the file is known (it has {_listed(header)})",
            "nothing was imported",
            f'say which column is which with --map "COLUMN=field", fields: {_fields(kind)}',
        )
    return found


def with_overrides(recognition: Recognition, header: Sequence[str], overrides: Mapping[str, str]) -> Recognition:
    """The recognition with columns (by name, any case) mapped by hand to fields.

    "-" drops a column, "" keeps it as a note. A field that was found in another column moves to the one named.
    Raises BadFile for a name that does not exist, and for two named columns on one field that cannot be shared.
    """
    fields = {field.name: field for field in FIELDS[recognition.kind]}
    positions = {name.casefold(): index for index, name in reversed(list(enumerate(header)))}
    columns = list(recognition.columns)
    ignored = set(recognition.ignored)
    by_hand: dict[str, str] = {}
    for column, wanted in overrides.items():
        index = positions.get(" ".join(column.split()).casefold())
        if index is None:
            raise BadFile(f'the file has no column "{column}"', "nothing was imported", f"it has {_listed(header)}")
        name = wanted.strip().casefold().replace(" ", "_")
        columns[index] = None
        ignored.discard(index)
        if name == _IGNORE:
            ignored.add(index)
        if name in (_IGNORE, ""):
            continue
        if name not in fields:
            raise BadFile(
                f'{recognition.kind} have no field "{wanted}"',
                "nothing was imported",
                f"choose one of {_fields(recognition.kind)} or {_IGNORE} to leave the column out",
            )
        if not fields[name].shared:
            if name in by_hand:
                raise BadFile(
                    f'the columns "{by_hand[name]}" and "{column}" are both mapped to {name}',
                    "nothing was imported",
                    "choose one of them",
                )
            by_hand[name] = column
            columns = [None if field == name else field for field in columns]
        columns[index] = name
    return replace(recognition, columns=tuple(columns), ignored=frozenset(ignored))


def _columns(names: _Names, kind: ImportKind, source: str) -> list[str | None]:
    if source == "maven" and kind in MAVEN:
        return [MAVEN[kind].get(name) for name in names]
    columns: list[str | None] = [None] * len(names)
    bare = [name - KIND_WORDS[kind] or name for name in names]
    for field in FIELDS[kind]:
        for synonym in _address(names) if field.name == "address" else field.synonyms:
            for index, column in enumerate(columns):
                if column is None and synonym in (names[index], bare[index]):
                    columns[index] = field.name
                    if not field.shared:
                        break
            if not field.shared and field.name in columns:
                break
    return columns


def _address(names: _Names) -> list[frozenset[str]]:
    """The names of the columns that together are the address."""
    if FORMATTED_ADDRESS in names:
        return [FORMATTED_ADDRESS]
    for parts in (ADDRESS_1_PARTS, *ADDRESSES):
        present = [name for name in dict.fromkeys(names) if name in parts]
        if present:
            return present
    # "Organization - Address" and the like, told by what is left without the kind of record
    return [frozenset(("address",))]


def _guessed_kind(names: _Names, source: str, overrides: Mapping[str, str]) -> ImportKind:
    """The kind that has a name in the file and explains most columns; telling columns count three times."""
    if source == "maven":
        return ImportKind.DEALS if tokens("opportunity_id") in names else ImportKind.COMPANIES

    def score(kind: ImportKind) -> tuple[bool, int]:
        found = set(_columns(names, kind, source)) | {name.casefold() for name in overrides.values()}
        known = found & {field.name for field in FIELDS[kind]}
        return not known.isdisjoint(NAMING[kind]), len(known) + 2 * len(known & TELLING[kind])

    return max(ImportKind, key=score)


def _noise(names: _Names, header: Sequence[str], source: str) -> frozenset[int]:
    """Columns without a word for people: kinds of a phone number, and an address that is there as a whole."""
    noise = {index for index, name in enumerate(names) if name in NOISE}
    if source == "google":
        noise |= {i for i, name in enumerate(header) if name.casefold().endswith((" - label", " - type"))}
        if FORMATTED_ADDRESS in names:
            noise |= {index for index, name in enumerate(names) if name in ADDRESS_1_PARTS}
    return frozenset(noise)


def _mapped(columns: Sequence[str | None]) -> frozenset[int]:
    return frozenset(index for index, column in enumerate(columns) if column)


def _has(*columns: str) -> Callable[[set[frozenset[str]], Sequence[str]], bool]:
    wanted = {tokens(column) for column in columns}
    return lambda names, _header: wanted <= names


def _is_pipedrive(_names: set[frozenset[str]], header: Sequence[str]) -> bool:
    starts = ("deal - ", "person - ", "organization - ", "lead - ", "note - ")
    return sum(name.casefold().startswith(starts) for name in header) >= 2


_SIGNATURES: tuple[tuple[str, Callable[[set[frozenset[str]], Sequence[str]], bool]], ...] = (
    ("maven", _has("opportunity_id", "sales_agent", "deal_stage")),
    ("maven", _has("account", "sector", "office_location")),
    ("pipedrive", _is_pipedrive),
    ("google", _has("E-mail 1 - Value")),
    ("google", _has("Phone 1 - Value")),
    ("google", _has("Given Name", "Family Name", "Group Membership")),
    ("linkedin", _has("First Name", "Position", "Connected On")),
    ("thunderbird", _has("Primary Email", "Display Name")),
    ("outlook", _has("E-mail Address", "E-mail 2 Address")),
    ("outlook", _has("E-mail Address", "Business Phone")),
    ("hubspot", _has("Record ID", "Create Date")),
    ("hubspot", _has("Deal Name", "Deal Stage")),
    ("hubspot", _has("Record ID", "Email", "Contact owner")),
    ("hubspot", _has("Record ID", "Company owner")),
    ("salesforce", _has("Opportunity Name", "Account Name")),
    ("salesforce", _has("Lead Owner", "Lead Status")),
    ("salesforce", _has("Lead ID", "Lead Source")),
)


def _listed(header: Sequence[str]) -> str:
    shown = ", ".join(f'"{name[:40]}"' for name in header[:20])
    return shown + (" …" if len(header) > 20 else "")


def _fields(kind: ImportKind) -> str:
    return ", ".join(field.name for field in FIELDS[kind])
