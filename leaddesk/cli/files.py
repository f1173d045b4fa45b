"""Commands about whole files: new, import, screenshots."""

import sys
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from leaddesk.cli.output import Form, answer
from leaddesk.cli.session import database_path, machine_settings, open_database
from leaddesk.services.demo import DEMO_DEALS, create_demo
from leaddesk.services.workspace import create_workspace

if TYPE_CHECKING:
    from leaddesk.services.importing import ImportResult

_BETWEEN_REPORTS = 0.1  # seconds
_PLURALS = {"company": "companies", "activity": "activities", "followup": "follow-ups"}


def new(arguments: Namespace) -> int:
    """Make a database, which becomes the last one opened."""
    settings = machine_settings()
    path: Path = arguments.file
    if arguments.demo is None:
        create_workspace(path, settings=settings, currency=arguments.currency).database.close()
    else:
        count = arguments.demo or DEMO_DEALS
        create_demo(path, settings=settings, currency=arguments.currency, count=count)
    settings.last_database = path
    answer(arguments, {"file": str(path)}, [f"Made {path}."])
    return 0


def import_files(arguments: Namespace) -> int:
    """Import each file as one operation; where one fails, those before it are kept and told."""
    from leaddesk.services import importing

    kind = None if arguments.kind == "auto" else importing.ImportKind(arguments.kind)
    order = importing.DateOrder(arguments.date_order) if arguments.date_order else None
    results: list[ImportResult] = []
    with open_database(arguments) as workspace:
        try:
            for place, path in enumerate(arguments.files, 1):
                with _Progress(path) as progress:
                    result = importing.import_file(
                        workspace,
                        path,
                        kind=kind,
                        overrides=dict(arguments.map),
                        stages=dict(arguments.stage),
                        duplicates=arguments.duplicates,
                        date_order=order,
                        dry_run=arguments.dry_run,
                        rejects_path=_rejects_path(arguments.rejects, place),
                        progress=progress,
                    )
                results.append(result)
        finally:
            if results:
                forms = [_result(result) for result in results]
                lines = [line for result in results for line in _summary(result, arguments.dry_run)]
                answer(arguments, forms if len(arguments.files) > 1 else forms[0], lines)
    return 0


def _rejects_path(wanted: Path | None, place: int) -> Path | None:
    """Of several files each has its own: the second file's rejects must not take the place of the first's."""
    if wanted is None or place == 1:
        return wanted
    return wanted.with_name(f"{wanted.stem}-{place}{wanted.suffix}")


class _Progress:
    """Rows done, on stderr where that is a terminal, ten times a second at most; wiped in the end."""

    def __init__(self, path: Path) -> None:
        self._name = path.name
        self._last = time.monotonic()
        self._shown = False

    def __enter__(self) -> Callable[[int], None] | None:
        return self._tell if sys.stderr.isatty() else None

    def __exit__(self, *_: object) -> None:
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def _tell(self, rows: int) -> None:
        now = time.monotonic()
        if now - self._last >= _BETWEEN_REPORTS:
            self._last, self._shown = now, True
            print(f"\r{self._name}: {rows:,} rows", end="", file=sys.stderr, flush=True)


def _result(result: "ImportResult") -> Form:
    return {
        "file": str(result.file),
        "recognised_as": result.recognised_as,
        "rows": result.rows,
        "created": result.created,
        "updated": result.updated,
        "unchanged": result.unchanged,
        "duplicates": result.duplicates,
        "rejected": result.rejected,
        "rejects": [
            {"row": reject.row, "column": reject.column, "value": reject.value, "reason": reject.reason}
            for reject in result.rejects
        ],
        "rejects_file": str(result.rejects_file) if result.rejects_file else None,
        "operation": result.changes.operation,
    }


def _summary(result: "ImportResult", dry_run: bool) -> Iterator[str]:
    parts = [
        *(f"{_counted(count, kind)} {verb}" for verb, of in _written(result) for kind, count in of.items() if count),
        *(f"{count:,} {word}" for count, word in _left(result) if count),
    ]
    rows = _counted(result.rows, "row")
    yield f"{result.file}, read as {result.recognised_as}: {rows}; {', '.join(parts) or 'nothing new'}."
    for reject in result.rejects[:3]:
        place = f', column "{reject.column}"' if reject.column else ""
        yield f"  row {reject.row}{place}: {reject.reason}"
    stages = {reject.value for reject in result.rejects if reject.reason.startswith("there is no stage")}
    if stages:
        yield f'  Say which of your stages they are, for example: --stage "{min(stages)}=Demo"'
    if result.rejects_file:
        yield f"  The rejected rows are in {result.rejects_file}."
    if dry_run:
        yield "  This was a trial: nothing was changed."


def _written(result: "ImportResult") -> tuple[tuple[str, dict[str, int]], ...]:
    return ("created", result.created), ("updated", result.updated)


def _left(result: "ImportResult") -> tuple[tuple[int, str], ...]:
    return (result.unchanged, "unchanged"), (result.duplicates, "duplicates left out"), (result.rejected, "rejected")


def _counted(count: int, kind: str) -> str:
    return f"{count:,} {kind if count == 1 else _PLURALS.get(kind, kind + 's')}"


def screenshots(arguments: Namespace) -> int:
    """Draw the screens as pictures."""
    from leaddesk.app import take_screenshots

    database = None if arguments.demo else database_path(arguments.db, machine_settings())
    drawn = take_screenshots(
        arguments.folder,
        database=database,
        demo=arguments.demo,
        theme=arguments.theme,
        size=arguments.size,
        text=arguments.text,
        screen=arguments.screen,
    )
    answer(arguments, [str(path) for path in drawn], [str(path) for path in drawn])
    return 0


COMMANDS: dict[str, Callable[[Namespace], int]] = {
    "new": new,
    "import": import_files,
    "screenshots": screenshots,
}
