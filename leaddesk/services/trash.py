"""Bringing back what was deleted, by itself or together with what somebody wanted to do with it."""

from collections.abc import Callable
from typing import Any

from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import NotFound
from leaddesk.domain.operations import Operation
from leaddesk.domain.records import RECORDS, Kind
from leaddesk.services.editing import title_of
from leaddesk.services.field_texts import REFERENCES
from leaddesk.storage import journal
from leaddesk.storage.journal import Action
from leaddesk.storage.queries import records
from leaddesk.storage.unit_of_work import UnitOfWork
from leaddesk.storage.workspace import Workspace


def bring_back(
    workspace: Workspace, kind: Kind, record_id: int, deed: Callable[[Workspace], Any] | None = None
) -> Changes:
    """Take a record out of the trash and do the `deed`, a service that writes, as one operation.

    A record whose adding was undone comes back with what it belongs to. What is there already is left as it is.
    Raises NotFound if nothing is known of it, and whatever the deed raises; then nothing was restored.
    """
    with UnitOfWork(workspace, Operation.BRING_BACK) as work:
        _restore(work, kind, record_id)
        work.params = {"title": title_of(workspace, work.live(RECORDS[kind], record_id))}
        work.subject = record_id
        if deed is not None:
            deed(workspace)
            work.operation = Operation.BRING_BACK_AND_CHANGE
            work.params["deed"] = work.deed
    return work.changes


def _restore(work: UnitOfWork, kind: Kind, record_id: int) -> None:
    database = work.workspace.database
    found = records.by_ids(database, RECORDS[kind], [record_id])
    if found:
        if getattr(found[0], "deleted_at", None) is not None:
            work.update(RECORDS[kind], record_id, deleted_at=None)
        return
    for _, change in journal.changes_on(database, kind, record_id):
        if change.action is not Action.DELETE:
            break
        row = dict(zip(change.columns, change.rows[0], strict=True))
        for name, target in REFERENCES.items():
            needed = row.get(f"{name}_id")
            if needed is not None and not work.current_rows(target, ("version",), [needed]):
                _restore(work, target, needed)
        row["version"] += 1
        work.insert_rows(kind, [[row[column] for column in change.columns]])
        return
    raise NotFound(f"there is no {kind} {record_id}")
