"""Importing a CSV file: one operation, which can be undone, and which changes nothing the second time.

A row is recognised again by its id in the source, a row without one by its whole content; companies also by their
name, contacts by their e-mail address, or name and company.
"""

import gc
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from leaddesk.domain.backups import Why
from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import Invalid, ReadOnly
from leaddesk.domain.light import dataclass
from leaddesk.domain.operations import Operation
from leaddesk.domain.records import DealStatus, Stage
from leaddesk.exchange.csv_file import CsvFile, open_csv
from leaddesk.exchange.mapping import FIELDS, Field, ImportKind, Recognition, recognise
from leaddesk.exchange.parsing import ParsedRow, Plan, Reject, may_be_replaced, parsed, plan, write_rejects
from leaddesk.exchange.values import DateOrder, deal_status, is_blank
from leaddesk.services.backups import make_before
from leaddesk.services.import_rows import RECORD_KINDS, Duplicates, Importer, Outcome, RefusedError
from leaddesk.services.stages import by_any_name, stage_called, stage_key
from leaddesk.storage.unit_of_work import UnitOfWork
from leaddesk.storage.workspace import Workspace

__all__ = ["DateOrder", "ImportKind", "ImportResult", "Inspection", "Reject", "import_file", "inspect_file"]

SHOWN_REJECTS = 100
_REPORT_EVERY = 200  # rows between two reports of progress


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did. Every row is counted once: created or updated, unchanged, duplicate or rejected.

    `created` and `updated` count by kind of record, also those that came along, such as users; `rejects` has the
    first 100, `faults` how many there are by column ("": the whole row). `reading` is how numbers and dates were read.
    In a dry run nothing is written and `changes` is empty.
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
    faults: Mapping[str, int]
    rejects_file: Path | None
    reading: Plan
    changes: Changes


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a file to import looks like: its columns, where they would go, and what is in them.

    `first_values` has the first text of each column, `filled` in how many rows there is one. `fields` are
    those that a column may go to; `unknown_stages` stand in the file but not in the database.
    """

    file: Path
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    first_values: tuple[str, ...]
    filled: tuple[int, ...]
    recognition: Recognition
    fields: tuple[Field, ...]
    unknown_stages: tuple[str, ...]
    rows: int


class _DryRunError(Exception):
    """Leaves the unit of work without saving."""


def inspect_file(
    workspace: Workspace, path: Path, kind: ImportKind | None = None, overrides: Mapping[str, str] | None = None
) -> Inspection:
    """Look into a file without importing it; BadFile if it cannot be one. It need not hold a column that is known."""
    csv_file = open_csv(path)
    recognition = recognise(csv_file.header, kind, overrides=overrides, allow_unknown=True)
    place = recognition.columns.index("stage") if "stage" in recognition.columns else None
    first = [""] * len(csv_file.header)
    filled = [0] * len(csv_file.header)
    stages: dict[str, None] = {}
    rows = 0
    for _, cells in csv_file.rows():
        rows += 1
        for index, cell in enumerate(cells[: len(first)]):
            if cell and (text := cell.strip()):
                filled[index] += 1
                first[index] = first[index] or text
        if place is not None and (name := cells[place].strip()):
            stages.setdefault(name)
    known = by_any_name(workspace)
    return Inspection(
        file=path,
        encoding=csv_file.encoding,
        delimiter=csv_file.delimiter,
        header=csv_file.header,
        first_values=tuple(first),
        filled=tuple(filled),
        recognition=recognition,
        fields=FIELDS[recognition.kind],
        unknown_stages=tuple(
            name for name in stages if not (stage_key(name) in known or is_blank(name) or _is_closing(name))
        ),
        rows=rows,
    )


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the search for garbage: among so many rows it finds none, and everything waits for it.

    As a decorator it goes on until the rows are let go.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_uncollected()
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

    `overrides` send columns to fields ("-": nowhere, "": a note), `stages` the file's stages to ours. `duplicates`
    says what happens to a row whose record is there with other values. Bad rows go to `rejects_path` (if not given,
    to a new file beside the file), the rest is imported. `progress` is told the rows done, and may raise to stop.
    A backup is made first. Raises BadFile, Invalid for an unknown stage in `stages`, ReadOnly or DiskFull, also if the
    backup has no room; then nothing was imported.
    """
    csv_file = open_csv(path)
    recognition = recognise(csv_file.header, kind, overrides=overrides)
    reading = plan(csv_file, recognition, date_order=date_order)
    rejects: list[Reject] = []
    unit = UnitOfWork(workspace, Operation.IMPORT, title=path.name)
    importer = Importer(unit, recognition.source, recognition.kind, duplicates, _stages(workspace, stages or {}))
    tell = partial(_write_rejects, workspace, csv_file, rejects, rejects_path)
    if not dry_run and workspace.backup_folder is not None:
        make_before(workspace, Why.IMPORT)
        if progress is not None:
            progress(0)  # it may have taken a while, in which the person may have thought better of it
    with _saving(unit, tell, dry_run=dry_run) as written:
        importer.look_around()
        counts = _take_all(importer, csv_file, reading, rejects, progress)
        importer.save()
        unit.params["rows"] = counts[Outcome.CREATED] + counts[Outcome.UPDATED]
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
        faults=Counter(reject.column for reject in rejects),
        rejects_file=written[0] if written else None,
        reading=reading,
        changes=unit.changes,
    )


@contextmanager
def _saving(unit: UnitOfWork, tell: Callable[[], Path | None], *, dry_run: bool) -> Iterator[list[Path]]:
    """The unit of work, and the file of rejects that `tell` writes: both, or in a dry run and on failure neither."""
    written: list[Path] = []
    try:
        with unit:
            yield written
            if dry_run:
                raise _DryRunError
            # Before the commit, so that no row is lost if its reason cannot be told anywhere.
            written.extend(path for path in [tell()] if path is not None)
    except _DryRunError:
        pass
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise


def _take_all(
    importer: Importer,
    csv_file: CsvFile,
    reading: Plan,
    rejects: list[Reject],
    progress: Callable[[int], None] | None,
) -> Counter[Outcome]:
    """Hand every row to the importer, those that cannot be records to `rejects`."""
    counts: Counter[Outcome] = Counter()
    take = importer.take
    number = 0
    for number, row in enumerate(parsed(csv_file, reading), 1):
        if progress is not None and number % _REPORT_EVERY == 0:
            progress(number)
        if isinstance(row, Reject):
            rejects.append(row)
            continue
        try:
            counts[take(row)] += 1
        except RefusedError as problem:
            rejects.append(_refused(row, problem, csv_file.header, reading))
    if progress is not None:
        progress(number)
    counts[Outcome.REJECTED] = len(rejects)
    return counts


def _refused(row: ParsedRow, problem: RefusedError, header: Sequence[str], reading: Plan) -> Reject:
    column = header[reading.recognition.columns.index(problem.column)]
    return Reject(row.row, column, problem.value, problem.reason, row.cells)


def _stages(workspace: Workspace, wanted: Mapping[str, str]) -> dict[str, Stage]:
    """The stage for the key of each name that may stand in the file."""
    found = by_any_name(workspace)
    for theirs, ours in wanted.items():
        try:
            found[stage_key(theirs)] = stage_called(workspace, ours)
        except Invalid as problem:
            raise Invalid(problem.what, "nothing was imported", problem.todo) from None
    return found


def _write_rejects(workspace: Workspace, csv_file: CsvFile, rejects: list[Reject], wanted: Path | None) -> Path | None:
    """Where the rejected rows were written: where they are wanted, else beside the file or beside the database."""
    if not rejects:
        return None
    if wanted is None:
        try:
            return _write_new(csv_file.path.parent, csv_file, rejects)
        except ReadOnly:
            return _write_new(workspace.database.path.parent, csv_file, rejects)
    if wanted.exists() and (wanted.samefile(csv_file.path) or not may_be_replaced(wanted)):
        raise Invalid(
            f"the rejected rows cannot take the place of {wanted.name}", "nothing was imported", "name another file"
        )
    write_rejects(wanted, csv_file.header, rejects)
    return wanted


def _write_new(folder: Path, csv_file: CsvFile, rejects: list[Reject]) -> Path:
    """In a file that was not there before: somebody may be correcting the rows of an earlier import."""
    stem = f"{csv_file.path.stem[:60]}-rejects"
    number = 1
    while True:
        target = folder / (f"{stem}-{number}.csv" if number > 1 else f"{stem}.csv")
        try:
            write_rejects(target, csv_file.header, rejects, replace=False)
        except FileExistsError:
            number += 1
        else:
            return target


def _is_closing(stage: str) -> bool:
    """Whether a stage in a file is a deal's end and needs none of ours: Won, Lost and the like."""
    return deal_status(stage) in (DealStatus.WON, DealStatus.LOST)
