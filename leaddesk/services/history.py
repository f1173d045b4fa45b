"""The journal as people use it: what happened, who did it, undo, redo."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from leaddesk.domain.changes import Changes
from leaddesk.domain.dates import day_bounds
from leaddesk.domain.errors import CannotUndo
from leaddesk.domain.history import GROUPS, HistoryFilter, HistoryPage, OperationEntry, Person
from leaddesk.domain.ids import looks_like_id
from leaddesk.domain.operations import FINAL, Operation
from leaddesk.domain.people import NOBODY_COLOUR, fold, initials
from leaddesk.domain.records import Kind, User
from leaddesk.services import users
from leaddesk.storage import journal, undoing
from leaddesk.storage.queries import history as queries
from leaddesk.storage.queries import records
from leaddesk.storage.workspace import Workspace

EVERYTHING = HistoryFilter()
PAGE = 100


def history(
    workspace: Workspace,
    wanted: HistoryFilter = EVERYTHING,
    *,
    of: tuple[Kind, int] | None = None,
    limit: int | None = 50,
) -> list[OperationEntry]:
    """Operations that are wanted, the newest first; `of`: only those that touched one record."""
    wanted = replace(wanted, record=of) if of is not None else wanted
    found: list[OperationEntry] = []
    with workspace.database.snapshot():
        more: int | None = None
        while limit is None or len(found) < limit:
            read = page(workspace, wanted, before=more, limit=PAGE if limit is None else min(PAGE, limit - len(found)))
            found.extend(read.entries)
            more = read.more
            if more is None:
                break
    return found


def page(
    workspace: Workspace,
    wanted: HistoryFilter = EVERYTHING,
    *,
    before: int | None = None,
    after: int | None = None,
    limit: int = PAGE,
) -> HistoryPage:
    """The newest operations that are wanted, those next `before` a number, or those next `after` one."""
    database = workspace.database
    upwards = after is not None
    with database.snapshot():
        where = _where(workspace, wanted)
        words = fold(wanted.text).split()
        found, more = queries.page(database, where, words, after if upwards else before, limit, upwards=upwards)
    return HistoryPage(tuple(reversed(found) if upwards else found), more)


def page_again(
    workspace: Workspace, wanted: HistoryFilter, ids: Sequence[int], after: int | None
) -> tuple[list[OperationEntry], HistoryPage]:
    """What somebody looks at, as it is now: these operations, and what came after a number (None: not asked)."""
    with workspace.database.snapshot():
        newer = page(workspace, wanted, after=after) if after is not None else HistoryPage((), None)
        return entries(workspace, ids), newer


def entries(workspace: Workspace, ids: Sequence[int]) -> list[OperationEntry]:
    """These operations as they are now, the newest first."""
    return queries.by_ids(workspace.database, ids)


def people(workspace: Workspace) -> list[Person]:
    """Everybody who ever did something, by name."""
    database = workspace.database
    with database.snapshot():
        authors = queries.authors(database)
        users = records.by_ids(database, User, [number for number, _ in authors if number is not None])
    found = [Person(user.name, user.id, user.initials, user.colour) for user in users]
    found += [Person(name, None, initials(name), NOBODY_COLOUR) for number, name in authors if number is None]
    return sorted(found, key=lambda person: fold(person.name))


def find_person(workspace: Workspace, text: str) -> Person:
    """Who did something under this name, or is the user of this name, e-mail address or initials; else NotFound."""
    known = people(workspace)
    for person in known:
        if fold(person.name) == fold(text.strip()):
            return person
    user = users.find_user(workspace, text)
    return Person(user.name, user.id, user.initials, user.colour)


def operation_called(workspace: Workspace, text: str) -> int | None:
    """The id of an operation, if the text is one."""
    is_one = looks_like_id(text.strip()) and int(text) < 2**63
    found = entries(workspace, [int(text)]) if is_one else []
    return found[0].id if found else None


def undo(workspace: Workspace, operation: int | None = None) -> Changes:
    """Take back my last operation that stands, or the one named; of an undo the one named is brought back.

    CannotUndo if there is none, or if something is in the way; then nothing is touched.
    """
    if operation is not None:
        return _take_back(workspace, _named(workspace, operation))
    entry = journal.last_undoable(workspace.database, workspace.actor)
    if entry is None:
        raise CannotUndo("there is nothing to undo")
    return _take_back(workspace, entry)


def redo(workspace: Workspace) -> Changes:
    """Bring back what I took back last, unless I did something new since; CannotUndo if there is nothing."""
    entry = journal.last_redoable(workspace.database, workspace.actor)
    if entry is None:
        raise CannotUndo("there is nothing to redo")
    return _take_back(workspace, entry)


def refusal(workspace: Workspace, operation: int) -> CannotUndo | None:
    """Why `undo` would refuse that operation as things are now; None: it would do it. Nothing is written."""
    try:
        entry = _named(workspace, operation)
        undoing.check(workspace.database, entry, _title(entry))
    except CannotUndo as problem:
        return problem
    return None


def _named(workspace: Workspace, operation: int) -> OperationEntry:
    """An operation that stands and is of a kind that can be taken back."""
    entry = journal.entry(workspace.database, operation)
    if entry is None:
        raise CannotUndo(f"there is no operation {operation}", todo="look it up with: leaddesk history")
    if entry.undone:
        raise CannotUndo(f"“{entry.title}” is undone already")
    if entry.kind in FINAL or entry.kind is Operation.REDO:
        todo = "undo what it was about instead" if entry.kind is Operation.REDO else ""
        raise CannotUndo(f"“{entry.title}” cannot be undone", todo=todo)
    return entry


def _take_back(workspace: Workspace, entry: OperationEntry) -> Changes:
    kind = Operation.REDO if entry.kind is Operation.UNDO else Operation.UNDO
    return undoing.take_back(workspace, entry, kind, _title(entry))


def _title(entry: OperationEntry) -> str:
    """The sentence of what is undone, or of what was undone and comes back."""
    return str(entry.params.get("title", "")) if entry.kind is Operation.UNDO else entry.title


def _where(workspace: Workspace, wanted: HistoryFilter) -> Any:
    zone = workspace.zone
    start = day_bounds(wanted.from_day, zone)[0] if wanted.from_day else None
    end = day_bounds(wanted.to_day, zone)[1] if wanted.to_day else None
    parts = [queries.between(start, end)]
    if wanted.person is not None:
        parts.append(queries.by_person(wanted.person.user_id, wanted.person.name))
    if wanted.group is not None:
        parts.append(queries.of_kinds(GROUPS[wanted.group]))
    if wanted.record is not None:
        parts.append(queries.on_record(workspace.database, *wanted.record))
    where: Any = None
    for part in parts:
        if part is not None:
            where = part if where is None else where & part
    return where
