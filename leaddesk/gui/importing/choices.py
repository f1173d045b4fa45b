"""What a person chose for an import."""

from collections.abc import Callable
from functools import partial

from leaddesk.domain.light import dataclass, field
from leaddesk.services.import_rows import Duplicates
from leaddesk.services.importing import DateOrder, ImportKind, ImportResult, import_file

KEEP_AS_NOTE, LEAVE_OUT = "", "-"  # where a column can go that goes to no field


@dataclass(slots=True)
class Choices:
    """None or nothing: what the program found by itself.

    `columns` sends columns to fields, `stages` the file's stages to ours.
    """

    kind: ImportKind | None = None
    columns: dict[str, str] = field(default_factory=dict)
    stages: dict[str, str] = field(default_factory=dict)
    duplicates: Duplicates = "skip"
    date_order: DateOrder | None = None

    def send(self, column: str, target: str, *, shared: bool) -> None:
        """Send a column to a field; a field for one column only is taken from the column that had it."""
        if not shared and target not in (KEEP_AS_NOTE, LEAVE_OUT):
            for other, where in list(self.columns.items()):
                if where == target:
                    self.columns[other] = KEEP_AS_NOTE
        self.columns[column] = target

    def importing(self, *, dry_run: bool) -> Callable[..., ImportResult]:
        """The import of a file with these choices, for the runner."""
        return partial(
            import_file,
            kind=self.kind,
            overrides=dict(self.columns),
            stages=dict(self.stages),
            duplicates=self.duplicates,
            date_order=self.date_order,
            dry_run=dry_run,
        )
