"""What everybody who works with a database has agreed on; kept in the file, changed like any record."""

import json
from typing import Any

from leaddesk.domain.changes import Changes
from leaddesk.domain.records import Setting
from leaddesk.storage.queries import plain
from leaddesk.storage.workspace import Workspace


def read(workspace: Workspace, name: str, default: Any = None) -> Any:
    """The value, as plain JSON; `default` if nobody has set it."""
    found = _found(workspace, name)
    return default if found is None else json.loads(found.value)


def write(workspace: Workspace, name: str, value: Any) -> Changes:
    """Set a value (plain JSON) for everybody."""
    from leaddesk.domain.operations import Operation
    from leaddesk.storage.unit_of_work import UnitOfWork  # a window reads settings before its first picture

    text = json.dumps(value, ensure_ascii=False)
    with UnitOfWork(workspace, Operation.SETTING, title=name.replace("_", " ")) as work:
        found = _found(workspace, name)
        if found is None:
            found = work.insert(Setting(id=workspace.ids.new(), name=name, value=text))
        else:
            work.update(Setting, found.id, value=text)
        work.subject = found.id
    return work.changes


def _found(workspace: Workspace, name: str) -> Setting | None:
    found = plain.read(workspace.database, Setting, "WHERE name = ?", (name,))
    return found[0] if found else None
