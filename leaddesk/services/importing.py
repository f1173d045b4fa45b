"""Importing a CSV file: one operation, which can be undone, and which changes nothing the second time.

A row is recognised again by its id in the source, a row without one by its whole content; companies also by their
name, contacts by their e-mail address, or name and company.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import Invalid, ReadOnly
from leaddesk.domain.operations import Operation
from leaddesk.domain.people import fold
from leaddesk.domain.records import DealStatus, Stage
from leaddesk.exchange.csv_file import CsvFile, open_csv
from leaddesk.exchange.mapping import FIELDS, ImportKind, Recognition, recognise
from leaddesk.exchange.parsing import ParsedRow, Reject, parsed, plan, write_rejects
from leaddesk.exchange.values import DateOrder, deal_status
from leaddesk.services.import_rows import RECORD_KINDS, Duplicates, Importer, Outcome, RefusedError
from leaddesk.storage.queries import deals
from leaddesk.storage.unit_of_work import UnitOfWork
from leaddesk.storage.workspace import Workspace

__all__ = ["DateOrder", "ImportKind", "ImportResult", "Inspection", "Reject", "import_file", "inspect_file"]

SHOWN_REJECTS = 100
SAMPLE_ROWS = 5
_REPORT_EVERY = 200  # rows between two reports of progress


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did. Every row is counted once: created or updated, unchanged, duplicate or rejected.

    `created` and `updated` count by kind of record, also those that came along, such as users; `rejects` has the
    first 100. In a dry run nothing is written and `changes` is empty.
    """

    file: Path
    recognised_as: str
    rows: int
    created: dict[str, int]
    updated: dict[str, int]
    unchanged: int
    duplicates: int
    rejected: int
    rejects: tuple[Reject, ...]
    rejects_file: Path | None
    changes: Changes


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a file to import looks like: its columns, where they would go, and the first rows.

    `fields` are (name, label) that a column may go to; `unknown_stages` stand in the file but not in the database.
    """

    file: Path
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    recognition: Recognition
    fields: tuple[tuple[str, str], ...]
    unknown_stages: tuple[str, ...]
    rows: int


class _DryRunError(Exception):
    """Leaves the unit of work without saving."""


def inspect_file(
    workspace: Workspace, path: Path, kind: ImportKind | None = None, overrides: Mapping[str, str] | None = None
) -> Inspection:
    """Look into a file without importing it; BadFile if it cannot be one."""
    csv_file = open_csv(path)
    recognition = recognise(csv_file.header, kind, overrides=overrides)
    place = recognition.columns.index("stage") if "stage" in recognition.columns else None
    samples: list[tuple[str, ...]] = []
    stages: dict[str, None] = {}
    rows = 0
    for _, cells in csv_file.rows():
        rows += 1
        if len(samples) < SAMPLE_ROWS:
            samples.append(tuple(cells[: len(csv_file.header)]))
        if place is not None and cells[place].strip():
            stages.setdefault(cells[place].strip())
    known = {fold(stage.name) for stage in deals.stages(workspace.database)}
    unknown = [name for name in stages if fold(name) not in known and not _is_closing(name)]
    return Inspection(
        file=path,
        encoding=csv_file.encoding,
        delimiter=csv_file.delimiter,
        header=csv_file.header,
        samples=tuple(samples),
        recognition=recognition,
        fields=tuple((field.name, field.label) for field in FIELDS[recognition.kind]),
        unknown_stages=tuple(unknown),
        rows=rows,
    )


def import_file(
    workspace: Workspace,
    path: Path,
    *,
    kind: ImportKind | None = None,
    overrides: Mapping[str, str] | None = None,
    stages: Mapping[str, str] | None = None,
    duplicates: Duplicates = "skip",
    date_order: DateOrder | None = None,
    dry_run: bool = False,
    rejects_path: Path | None = None,
    progress: Callable[[int], None] | None = None,
) -> ImportResult:
    """Import a CSV file as one operation.

    `overrides` send columns to fields ("-": nowhere), `stages` the file's stages to ours. `duplicates` says what
    happens to a row whose record is there with other values. Bad rows go to `rejects_path` (beside the file, if not
    given), the rest is imported. `progress` is told the rows done. Raises BadFile, Invalid for an unknown stage in
    `stages`, ReadOnly or DiskFull; then nothing was imported.
    """
    csv_file = open_csv(path)
    recognition = recognise(csv_file.header, kind, overrides=overrides)
    reading = plan(csv_file, recognition, date_order=date_order)
    rejects: list[Reject] = []
    counts: dict[Outcome, int] = dict.fromkeys(Outcome, 0)
    written: Path | None = None
    unit = UnitOfWork(workspace, Operation.IMPORT, title=path.name)
    importer = Importer(unit, recognition.source, recognition.kind, duplicates, _stages(workspace, stages or {}))
    try:
        with unit as work:
            importer.look_around()
            for number, row in enumerate(parsed(csv_file, reading), 1):
                if progress is not None and number % _REPORT_EVERY == 0:
                    progress(number)
                counts[_one(importer, row, rejects)] += 1
            importer.save()
            work.params["rows"] = counts[Outcome.CREATED] + counts[Outcome.UPDATED]
            if dry_run:
                raise _DryRunError
            written = _write_rejects(workspace, csv_file, rejects, rejects_path)
    except _DryRunError:
        written = None
    return ImportResult(
        file=path,
        recognised_as=recognition.label,
        rows=sum(counts.values()),
        created=importer.created,
        updated={RECORD_KINDS[recognition.kind].value: counts[Outcome.UPDATED]} if counts[Outcome.UPDATED] else {},
        unchanged=counts[Outcome.UNCHANGED],
        duplicates=counts[Outcome.DUPLICATE],
        rejected=counts[Outcome.REJECTED],
        rejects=tuple(rejects[:SHOWN_REJECTS]),
        rejects_file=written,
        changes=unit.changes,
    )


def _one(importer: Importer, row: ParsedRow | Reject, rejects: list[Reject]) -> Outcome:
    if isinstance(row, Reject):
        rejects.append(row)
        return Outcome.REJECTED
    try:
        return importer.take(row)
    except RefusedError as problem:
        rejects.append(Reject(row.row, problem.column, problem.value, problem.reason, row.cells))
        return Outcome.REJECTED


def _stages(workspace: Workspace, wanted: Mapping[str, str]) -> dict[str, Stage]:
    """The stage for each name that may stand in the file, folded."""
    known = {fold(stage.name): stage for stage in deals.stages(workspace.database)}
    found = dict(known)
    for theirs, ours in wanted.items():
        stage = known.get(fold(ours.strip()))
        if stage is None:
            names = ", ".join(stage.name for stage in known.values())
            raise Invalid(f'there is no stage "{ours}"', "nothing was imported", f"choose one of: {names}")
        found[fold(theirs.strip())] = stage
    return found


def _write_rejects(workspace: Workspace, csv_file: CsvFile, rejects: list[Reject], wanted: Path | None) -> Path | None:
    """Before the commit, so that no row is lost if its reason cannot be told anywhere."""
    if not rejects:
        return None
    name = f"{csv_file.path.stem}-rejects.csv"
    target = wanted or csv_file.path.with_name(name)
    try:
        write_rejects(target, csv_file.header, rejects)
    except ReadOnly:
        if wanted is not None:
            raise
        target = workspace.database.path.with_name(name)
        write_rejects(target, csv_file.header, rejects)
    return target


def _is_closing(stage: str) -> bool:
    return deal_status(stage) in (DealStatus.WON, DealStatus.LOST)
