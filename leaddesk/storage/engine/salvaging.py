"""A new database from what can be read of a damaged one; what its tables have lost is written anew from its journal."""

import zlib
from collections import Counter
from collections.abc import Mapping
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from leaddesk.domain.dates import utc_from_text, utc_text
from leaddesk.domain.errors import Damaged, Invalid
from leaddesk.domain.light import dataclass, field
from leaddesk.domain.money import check_currency
from leaddesk.domain.records import Kind
from leaddesk.storage import checks
from leaddesk.storage.engine import Database
from leaddesk.storage.engine.creating import create, remove
from leaddesk.storage.engine.salvage import Filling, Wreck, filling, wreck
from leaddesk.storage.journal import Action, RowChange, decode
from leaddesk.storage.rows import SEARCHED, columns, folded

_OPERATION, _IMAGES = "operation", "row_change"
_TABLES = (*(kind.value for kind in Kind), _OPERATION, _IMAGES)


@dataclass(slots=True)
class TableSaved:
    """What became of a table's rows. `rebuilt`, of those saved: from the journal. `lost`: those that are known of.

    `bad_places` are stretches of the table that cannot be read; with none lost nobody knows what stood there.
    """

    saved: int = 0
    rebuilt: int = 0
    lost: int = 0
    bad_places: int = 0


@dataclass(slots=True)
class Salvaged:
    """What was saved of each table. `cut` references led to lost rows and are empty now.

    `problems` are what is still wrong with the new file; none: it is sound.
    """

    tables: dict[str, TableSaved] = field(default_factory=lambda: {table: TableSaved() for table in _TABLES})
    cut: int = 0
    problems: list[str] = field(default_factory=list)


def salvage(path: Path, target: Path, *, now: datetime) -> Salvaged:
    """Make `target` from what can be read of the damaged file at `path`, which is not touched.

    Raises CannotOpen if there is something at `target` or nothing at `path`, Damaged if no row can be read, DiskFull;
    then nothing is left.
    """
    with wreck(path, target.parent) as found:
        tables = found.tables()
        facts = _facts(found, tables)
        create(target, now=now, currency="EUR")
        try:
            with filling(target) as fresh:
                salvaged = _Salvage(fresh)
                for table in _TABLES:
                    salvaged.take(found, table, tables.get(table, ()))
                salvaged.gather(found, tables)
                salvaged.rebuild()
                salvaged.prune_journal()
                salvaged.tie()
                if not any(of.saved for of in salvaged.result.tables.values()):
                    raise Damaged(f"nothing can be read of {path}", "nothing was made", "restore a backup of it")
                salvaged.enter_facts(facts)
            with closing(Database(target)) as database:
                salvaged.result.problems = checks.problems(database)
        except BaseException:
            remove(target)
            raise
    return salvaged.result


class _Salvage:
    def __init__(self, fresh: Filling) -> None:
        self.result = Salvaged()
        self._fresh = fresh
        self._missing: dict[str, set[int]] = {table: set() for table in _TABLES}

    def take(self, found: Wreck, table: str, known: tuple[str, ...]) -> None:
        """Everything that can be read and that today's table accepts."""
        ours = self._columns(table)
        names = tuple(name for name in known if name in ours)
        before = found.bad_places
        if names:
            self._fresh.add(table, names, found.rows(table, names))
        self.result.tables[table].bad_places = found.bad_places - before + (not names)
        if "id" in names:
            self._missing[table] |= found.known_ids(table) - self._ids(table)

    def gather(self, found: Wreck, known: Mapping[str, tuple[str, ...]]) -> None:
        """Rows that should be there and to which no table leads any more; of several states the last."""
        self._miss_ends()
        told = {kind.value: set(rows) for kind, rows in self._told().items()}
        wanted = {
            table: (missing | told.get(table, set())) - self._ids(table)
            for table, missing in self._missing.items()
            if "id" in known.get(table, ())
        }
        owner = {number: table for table, numbers in wanted.items() for number in numbers}
        best: dict[int, dict[str, Any]] = {}
        for number, values in found.stray_rows(owner.keys()) if owner else ():
            names = known[owner[number]]
            row = dict(zip(names, values, strict=False))
            if len(values) == len(names) and row.get("version", 0) >= best.get(number, row).get("version", 0):
                best[number] = row
        for number, row in best.items():
            table = owner[number]
            ours = [name for name in row if name in self._columns(table)]
            if self._fresh.add(table, ours, [[row[name] for name in ours]]):
                self._missing[table].discard(number)

    def rebuild(self) -> None:
        """Rows that the journal knows and the tables have lost, as the journal saw them last."""
        for kind, rows in self._told().items():
            here = self._ids(kind.value)
            of_table = self.result.tables[kind.value]
            for number, row in rows.items():
                if number in here:
                    continue
                if row.keys() >= set(columns(kind)) and self._fresh.add(kind.value, *_whole(kind, row)):
                    of_table.rebuilt += 1
                    self._missing[kind.value].discard(number)
                else:
                    self._missing[kind.value].add(number)

    def prune_journal(self) -> None:
        """An operation that has lost a part of its images keeps none: it could only be undone by halves."""
        fresh = self._fresh
        left: Counter[int] = Counter()
        for operation, change in self._images():
            left[operation] += len(change.rows) if change is not None else 0
        known = {row[0]: row[1:] for row in fresh.rows("SELECT id, changes, pruned FROM operation")}
        for operation in left.keys() - known.keys():
            self._missing[_OPERATION].add(operation)
        torn = [number for number, (rows, pruned) in known.items() if rows != left[number] and not pruned]
        for operation in (*torn, *self._missing[_OPERATION]):
            fresh.change("DELETE FROM row_change WHERE operation_id = ?", (operation,))
            self._missing[_IMAGES].add(operation)
        for operation in torn:
            fresh.change("UPDATE operation SET pruned = 1 WHERE id = ?", (operation,))

    def tie(self) -> None:
        """No reference leads nowhere: it is emptied, or where it may not be, the row that has it goes."""
        while ends := self._miss_ends():
            for table, number, column in ends:
                if self._fresh.change(f'UPDATE "{table}" SET "{column}" = NULL WHERE rowid = ?', (number,)):
                    self.result.cut += 1
                elif not (column == "stage_id" and self._into_first_stage(number)):
                    self._drop(table, number)
        self._drop_taggings_of_nothing()
        for table, of_table in self.result.tables.items():
            of_table.lost = len(self._missing[table])
            of_table.saved = self._fresh.rows(f'SELECT count(*) FROM "{table}"')[0][0]

    def enter_facts(self, facts: Mapping[str, Any]) -> None:
        """The new file goes on where the old one was."""
        names = [name for name in ("file_uuid", "commit_seq", "created_at", "currency") if name in facts]
        for name in names:
            self._fresh.change(f"UPDATE meta SET {name} = ?", (facts[name],))
        self._fresh.change(
            "UPDATE meta SET commit_seq = max(commit_seq, coalesce((SELECT max(seq) FROM operation), 0), 1)"
        )

    def _told(self) -> dict[Kind, dict[int, dict[str, Any]]]:
        """Each row that should be there, by the journal: its values, as far as they were ever told."""
        told: dict[Kind, dict[int, dict[str, Any]]] = {kind: {} for kind in Kind}
        for _, change in self._images():
            if change is None:
                continue
            rows = told[change.kind]
            for row in change.rows:
                if change.action is Action.DELETE:
                    rows.pop(row[0], None)
                elif change.action is Action.INSERT:
                    rows[row[0]] = dict(zip(change.columns, row, strict=True))
                else:
                    rows.setdefault(row[0], {}).update(zip(change.columns, row[2], strict=True))
        return told

    def _columns(self, table: str) -> set[str]:
        return {row[1] for row in self._fresh.rows(f'PRAGMA table_info("{table}")')}

    def _ids(self, table: str) -> set[int]:
        return {row[0] for row in self._fresh.rows(f'SELECT id FROM "{table}"')}

    def _images(self) -> list[tuple[int, RowChange | None]]:
        """(operation, what it did) in the order of saving; None for what cannot be understood."""
        statement = (
            "SELECT r.operation_id, r.table_name, r.action, r.images FROM row_change AS r"
            " LEFT JOIN operation AS o ON o.id = r.operation_id ORDER BY coalesce(o.seq, 0), r.operation_id, r.n"
        )
        found: list[tuple[int, RowChange | None]] = []
        for operation, table, action, images in self._fresh.rows(statement):
            change = None
            with suppress(ValueError, TypeError, KeyError, zlib.error):
                change = decode(table, action, images)
            found.append((operation, change))
        return found

    def _miss_ends(self) -> list[tuple[str, int, str]]:
        """(table, rowid, column) of references that lead nowhere; what they lead to is missing."""
        found = self._fresh.loose_ends()
        for table, number, column, parent in found:
            [(wanted,)] = self._fresh.rows(f'SELECT "{column}" FROM "{table}" WHERE rowid = {number}')
            self._missing[parent].add(wanted)
        return [(table, number, column) for table, number, column, _ in found]

    def _into_first_stage(self, number: int) -> bool:
        """An open deal whose stage is lost is not."""
        first = (
            "SELECT stage.id FROM stage JOIN pipeline ON pipeline.id = stage.pipeline_id"
            " ORDER BY pipeline.position, stage.position LIMIT 1"
        )
        if not self._fresh.rows(first):
            return False
        return self._fresh.change(f"UPDATE deal SET stage_id = ({first}) WHERE rowid = ?", (number,))

    def _drop(self, table: str, number: int) -> None:
        self._missing[table].add(number)
        self._fresh.change(f'DELETE FROM "{table}" WHERE rowid = ?', (number,))

    def _drop_taggings_of_nothing(self) -> None:
        empty = "contact_id IS NULL AND company_id IS NULL AND lead_id IS NULL AND deal_id IS NULL"
        for (number,) in self._fresh.rows(f"SELECT id FROM tagging WHERE {empty}"):
            self._drop(Kind.TAGGING.value, number)


def _whole(kind: Kind, row: dict[str, Any]) -> tuple[list[str], list[list[Any]]]:
    """Columns and the one row, with what the search looks at."""
    names = list(columns(kind))
    values = [row[name] for name in names]
    if kind in SEARCHED:
        names.append("folded")
        values.append(folded(row[name] for name in SEARCHED[kind]))
    return names, [values]


def _facts(found: Wreck, tables: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    """What the row of facts says, without what makes no sense."""
    names = tables.get("meta", ())
    row = next(found.rows("meta", names), None) if names else None
    facts: dict[str, Any] = {}
    for name, value in zip(names, row or (), strict=False):
        with suppress(Invalid, ValueError, TypeError, AttributeError):
            if name == "currency":
                facts[name] = check_currency(value)
            elif name == "created_at":
                facts[name] = utc_text(utc_from_text(value))
            elif (name == "file_uuid" and isinstance(value, str)) or (name == "commit_seq" and isinstance(value, int)):
                facts[name] = value
    return facts
