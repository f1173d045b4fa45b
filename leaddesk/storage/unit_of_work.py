"""The one door through which rows are written: rows and journal in one transaction, or nothing.

with UnitOfWork(workspace, Operation.MOVE_DEAL, title=deal.title, stage="Demo") as work:
    work.update(Deal, deal.id, seen=deal.version, stage_id=demo.id)
return work.changes
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from types import TracebackType
from typing import Any, Self, TypeVar, cast

from leaddesk.domain.changes import Changes
from leaddesk.domain.dates import utc_text
from leaddesk.domain.operations import DESTRUCTIVE, Operation, describe
from leaddesk.domain.records import KINDS, Kind, Record
from leaddesk.storage import journal, merging
from leaddesk.storage.engine import Row
from leaddesk.storage.journal import Action, RowChange
from leaddesk.storage.queries import records
from leaddesk.storage.rows import SEARCHED, columns, field_of, folded, maker, to_row
from leaddesk.storage.statement import Statement
from leaddesk.storage.tables import OperationTable
from leaddesk.storage.workspace import Workspace

EXTENDS_WITHIN = timedelta(seconds=30)
_AT_ONCE = 1000  # rows that are prepared together: nothing else can run in that time

_ADD_OPERATION = Statement(OperationTable.insert)

R = TypeVar("R", bound=Record)


class UnitOfWork:
    """A named operation. Leaving it commits, an exception rolls back; writing equal values records nothing.

    One that begins inside another becomes part of that and tells it its sentence as `deed`.
    `params` fill the operation's sentence. `changes` is set when the operation has been committed.
    """

    def __init__(
        self, workspace: Workspace, operation: Operation, *, undoes: int | None = None, **params: object
    ) -> None:
        self.workspace = workspace
        self.operation = operation
        self.params = params
        self.changes = Changes()
        self.subject: int | None = None
        self.deed = ""
        self._undoes = undoes
        self._database = workspace.database
        self._outer = workspace.unit
        self._journal: list[RowChange] = self._outer.joined() if self._outer else []
        self._read: dict[tuple[Kind, int, int], Row] = {}

    def __enter__(self) -> Self:
        if self._outer is None:
            self._seq = self._database.begin()
            self.workspace.unit = self
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._outer is not None:
            self._outer.deed = describe(self.operation, self.params)
            return
        self.workspace.unit = None
        try:
            if problem is None and self._journal:
                number = self._extend_last() or self._record()
                self._commit()
                self.changes = self._summary(number)
        finally:
            self._database.rollback()

    def joined(self) -> list[RowChange]:
        """Where an operation that begins inside this one writes down its rows."""
        return self._journal

    def _commit(self) -> None:
        session = self.workspace.session
        session.own.add(self._seq)  # before anybody can see it: it is not news
        try:
            self._database.commit()
        except BaseException:
            session.own.discard(self._seq)  # the number goes to somebody else
            raise
        session.saved = self._seq

    def get(self, record: type[R], record_id: int) -> R:
        """The record as it is now, in this transaction, also from the trash; NotFound if there is none."""
        kind = KINDS[record]
        return cast(R, maker(kind)(self._row(kind, record_id)))

    def live(self, record: type[R], record_id: int) -> R:
        """The same; Gone if it lies in the trash."""
        return records.live(self._database, self.get(record, record_id))

    def insert(self, record: R) -> R:
        """Add one record."""
        kind = KINDS[type(record)]
        self.insert_rows(kind, [to_row(record, kind)])
        return record

    def insert_all(self, records: Iterable[Record]) -> None:
        """Add many records; those of one kind that follow each other share a journal entry."""
        batch: list[list[Any]] = []
        current: Kind | None = None
        for record in records:
            kind = KINDS[type(record)]
            if kind is not current and current is not None:
                self.insert_rows(current, batch)
                batch = []
            current = kind
            batch.append(to_row(record, kind))
        if current is not None:
            self.insert_rows(current, batch)

    def insert_rows(self, kind: Kind, rows: Sequence[Sequence[Any]]) -> None:
        """Add rows of database values, in the order of the record's fields; for bulk work."""
        if not rows:
            return
        names = columns(kind)
        for start in range(0, len(rows), _AT_ONCE):
            self._database.execute_many(*_insertion(kind, names, rows[start : start + _AT_ONCE]))
        self._journal.append(RowChange(kind, Action.INSERT, names, rows))

    def update(self, record: type[R], record_id: int, *, seen: int | None = None, **values: object) -> None:
        """Change fields of one record.

        `seen` is the version that the person saw. If it has moved on, both edits stand, unless the same field was
        changed to something else: then Conflict. Gone if the record was deleted.
        """
        kind = KINDS[record]
        new = {name: field_of(kind, name).db_value(value) for name, value in values.items()}
        old = dict(zip(columns(kind), self._row(kind, record_id), strict=True))
        if old.get("deleted_at") is not None and "deleted_at" not in new:
            self.live(record, record_id)
        changed = tuple(name for name in new if new[name] != old[name])
        if not changed:
            return
        if seen is not None and seen != old["version"]:
            now = self.get(record, record_id)
            merging.check_merge(self.workspace, kind, now, seen, {name: new[name] for name in changed})
        before_values, after_values = [old[name] for name in changed], [new[name] for name in changed]
        self.update_rows(kind, changed, [(record_id, old["version"], before_values, after_values)])

    def update_many(self, record: type[Record], values: Mapping[int, Mapping[str, object]]) -> None:
        """Change fields of many records, whatever version they have: for each id its own values.

        Rows in which the same fields change share a journal entry.
        """
        kind = KINDS[record]
        names = tuple(dict.fromkeys(name for of_row in values.values() for name in of_row))
        into = {name: field_of(kind, name).db_value for name in names}
        together: dict[tuple[str, ...], list[Sequence[Any]]] = {}
        for number, (version, *olds) in self.current_rows(kind, ("version", *names), list(values)).items():
            old = dict(zip(names, olds, strict=True))
            new = {name: into[name](value) for name, value in values[number].items()}
            changed = tuple(name for name in new if new[name] != old[name])
            row = (number, version, [old[name] for name in changed], [new[name] for name in changed])
            together.setdefault(changed, []).append(row)
        together.pop((), None)
        for changed, rows in together.items():
            self.update_rows(kind, changed, rows)

    def update_rows(self, kind: Kind, names: tuple[str, ...], rows: Sequence[Sequence[Any]]) -> None:
        """Change the same columns of many rows: each (id, version, before, after), in database values."""
        if not rows:
            return
        sets = ", ".join(f'"{name}" = ?' for name in names)
        self._database.execute_many(
            f'UPDATE "{kind}" SET {sets}, version = ? WHERE id = ?',
            [(*after, version + 1, number) for number, version, _, after in rows],
        )
        images = [[number, [*before, v], [*after, v + 1]] for number, v, before, after in rows]
        self._journal.append(RowChange(kind, Action.UPDATE, (*names, "version"), images))
        searched = SEARCHED.get(kind, ())
        if any(name in searched for name in names):
            current = self.current_rows(kind, searched, [row[0] for row in rows])
            self._database.execute_many(
                f'UPDATE "{kind}" SET folded = ? WHERE id = ?',
                [(folded(row), number) for number, row in current.items()],
            )

    def delete_rows(self, kind: Kind, ids: Sequence[int]) -> None:
        """Remove rows for good: of taggings, participants, views, pipelines and stages. Others go to the trash."""
        current = self.current_rows(kind, columns(kind), ids)
        if not current:
            return
        self._database.execute_many(f'DELETE FROM "{kind}" WHERE id = ?', [(number,) for number in current])
        self._journal.append(RowChange(kind, Action.DELETE, columns(kind), [list(r) for r in current.values()]))

    def current_rows(self, kind: Kind, names: Sequence[str], ids: Sequence[int]) -> dict[int, tuple[Any, ...]]:
        """Database values of the columns for each id that exists."""
        return records.current_rows(self._database, kind, names, ids)

    def _row(self, kind: Kind, record_id: int) -> Row:
        """Database values of one record; NotFound if there is none."""
        key = (kind, record_id, len(self._journal))  # it stays as it is until we write; nobody else can, meanwhile
        if key not in self._read:
            self._read[key] = records.row(self._database, kind, record_id)
        return self._read[key]

    def _record(self) -> int:
        workspace = self.workspace
        number = workspace.ids.new()
        self._database.run(
            _ADD_OPERATION,
            id=number,
            seq=self._seq,
            kind=self.operation.value,
            params=json.dumps(self.params, ensure_ascii=False),
            user=workspace.actor.user_id,
            user_name=workspace.actor.name,
            host=workspace.host,
            at=utc_text(workspace.clock()),
            undoes=self._undoes,
            changes=sum(len(change.rows) for change in self._journal),
        )
        journal.insert_changes(self._database, number, self._journal)
        return number

    def _extend_last(self) -> int | None:
        """Typing on in the same field within 30 seconds makes one step of undo, not two."""
        if not self.operation.value.startswith("edit_") or len(self._journal) != 1:
            return None
        change = self._journal[0]
        newest = journal.entries(self._database, limit=1)
        if len(change.rows) != 1 or not newest:
            return None
        last, actor = newest[0], self.workspace.actor
        if (last.kind, last.user, last.user_id) != (self.operation, actor.name, actor.user_id):
            return None
        if last.host != self.workspace.host or self.workspace.clock() - last.at > EXTENDS_WITHIN or last.undone:
            return None
        [earlier, *more] = journal.changes_of(self._database, last.id)
        same = (earlier.kind, earlier.action, earlier.columns) == (change.kind, change.action, change.columns)
        if more or not same or len(earlier.rows) != 1 or earlier.rows[0][0] != change.rows[0][0]:
            return None
        before, after = earlier.rows[0][1], change.rows[0][2]
        if before[:-1] == after[:-1]:
            return None
        images = journal.encode(
            RowChange(change.kind, change.action, change.columns, [[change.rows[0][0], before, after]])
        )
        self._database.sql("UPDATE row_change SET images = ? WHERE operation_id = ?", (images, last.id))
        self._database.execute(
            OperationTable.update(
                seq=self._seq, at=self.workspace.clock(), params=json.dumps(self.params, ensure_ascii=False)
            ).where(OperationTable.id == last.id)
        )
        return last.id

    def _summary(self, operation: int) -> Changes:
        added, updated, removed = journal.touched(self._journal)
        return Changes(
            operation=operation,
            title=describe(self.operation, self.params),
            subject=self.subject,
            destroys=self.operation in DESTRUCTIVE,
            added=added,
            updated=updated,
            removed=removed,
        )


def _insertion(
    kind: Kind, names: tuple[str, ...], rows: Sequence[Sequence[Any]]
) -> tuple[str, Iterable[Sequence[Any]]]:
    """Statement and values. Columns that are empty in every row are left out: binding None is slow in the driver."""
    by_column = dict(zip(names, zip(*rows, strict=True), strict=True))
    used = {name: values for name, values in by_column.items() if values.count(None) < len(rows)}
    searched = SEARCHED.get(kind, ())
    if searched:
        used["folded"] = tuple(map(folded, zip(*(by_column[name] for name in searched), strict=True)))
    statement = 'INSERT INTO "{}" ({}) VALUES ({})'.format(
        kind.value, ", ".join(f'"{name}"' for name in used), ", ".join("?" * len(used))
    )
    return statement, zip(*used.values(), strict=True)
