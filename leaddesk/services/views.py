"""Saved views of deals: mine and those that everybody shares."""

from collections.abc import Sequence
from typing import Any

from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import Invalid, NotFound
from leaddesk.domain.filter_text import read_filter
from leaddesk.domain.operations import Operation
from leaddesk.domain.people import fold
from leaddesk.domain.records import Kind, SavedView
from leaddesk.domain.summaries import Card
from leaddesk.domain.views import FilterChoices, ViewOptions, options_from
from leaddesk.services import filtering, tags, users
from leaddesk.services.stages import reorder
from leaddesk.storage.queries import deals, records
from leaddesk.storage.queries.deals import open_deals
from leaddesk.storage.tables import SavedViewTable
from leaddesk.storage.unit_of_work import UnitOfWork
from leaddesk.storage.workspace import Workspace


def list_views(workspace: Workspace) -> list[SavedView]:
    """Mine and everybody's, in order. Of somebody who is no user, all that they save is everybody's."""
    mine = SavedViewTable.owner == workspace.actor.user_id
    order = (SavedViewTable.position, SavedViewTable.id)
    return records.select(workspace.database, SavedView, SavedViewTable.owner.is_null() | mine, order=order)


def counts(workspace: Workspace, views: Sequence[SavedView]) -> dict[int, int | None]:
    """How many open deals each view finds in its pipeline; None, where its filter is not understood (any more)."""
    known: dict[tuple[str, int | None], int | None] = {}
    with workspace.database.snapshot():
        for view in views:
            asked = _asked(view)
            if asked not in known:
                try:
                    known[asked] = deals.count(workspace.database, _found_in(workspace, view))
                except Invalid:
                    known[asked] = None
    return {view.id: known[_asked(view)] for view in views}


def deals_in(workspace: Workspace, view: SavedView, condition: str = "", limit: int | None = None) -> list[Card]:
    """The open deals that a view finds, those that match a filter as well, the newest first."""
    with workspace.database.snapshot():
        found = _found_in(workspace, view)
        more = filtering.where(workspace, condition)
        return deals.listed(workspace.database, workspace.zone, found if more is None else found & more, limit)


def view_called(workspace: Workspace, name: str) -> SavedView:
    """The view of this name, mine before everybody's; NotFound names those that there are."""
    known = list_views(workspace)
    called = [view for view in known if fold(view.name) == fold(name.strip())]
    if not called:
        names = ", ".join(view.name for view in known)
        raise NotFound(f'there is no view "{name}"', "", f"choose one of: {names}" if known else "save one first")
    return min(called, key=lambda view: view.owner_id is None)


def save_view(
    workspace: Workspace, name: str, condition: str = "", options: ViewOptions | None = None, *, shared: bool = False
) -> Changes:
    """Save a view under a name, after the others.

    Raises Invalid for a name that is empty or taken by one that I see, and for a filter that is not understood.
    """
    with UnitOfWork(workspace, Operation.SAVE_VIEW) as work:
        known = list_views(workspace)
        view = SavedView(
            id=workspace.ids.new(),
            name=_free_name(known, name),
            position=known[-1].position + 1 if known else 1.0,
            owner_id=None if shared else workspace.actor.user_id,
            condition=_understood(condition),
            options=(options or ViewOptions()).as_json(),
        )
        work.params = {"title": view.name}
        work.subject = work.insert(view).id
    return work.changes


def rename_view(workspace: Workspace, view_id: int, name: str) -> Changes:
    """Give a view another name."""
    with UnitOfWork(workspace, Operation.EDIT_VIEW) as work:
        view = _mine(work, view_id)
        others = [other for other in list_views(workspace) if other.id != view_id]
        work.params = {"title": view.name, "fields": "name"}
        work.update(SavedView, view_id, name=_free_name(others, name))
        work.subject = view_id
    return work.changes


def update_view(workspace: Workspace, view_id: int, condition: str, options: ViewOptions) -> Changes:
    """Let a view find and show from now on what is found and shown now."""
    with UnitOfWork(workspace, Operation.EDIT_VIEW) as work:
        view = _mine(work, view_id)
        condition, look = _understood(condition), options.as_json()
        changed = ["filter"] * (condition != view.condition) + ["look"] * (look != view.options)
        work.params = {"title": view.name, "fields": " and ".join(changed)}
        work.update(SavedView, view_id, condition=condition, options=look)
        work.subject = view_id
    return work.changes


def share_view(workspace: Workspace, view_id: int, *, shared: bool) -> Changes:
    """Let everybody see a view and change it, or from now on only me."""
    with UnitOfWork(workspace, Operation.SHARE_VIEW if shared else Operation.UNSHARE_VIEW) as work:
        view = _mine(work, view_id)
        me = workspace.actor.user_id
        if not shared and me is None:
            raise Invalid("a view of your own needs you as a user", "it was kept for everybody", "add yourself first")
        work.params = {"title": view.name}
        work.update(SavedView, view_id, owner_id=None if shared else me)
        work.subject = view_id
    return work.changes


def move_view(workspace: Workspace, view_id: int, before: int | None = None) -> Changes:
    """Put a view in front of another one that I see, or at the end."""
    with UnitOfWork(workspace, Operation.REORDER_VIEW) as work:
        work.params = {"title": _mine(work, view_id).name}
        reorder(work, Kind.SAVED_VIEW, list_views(workspace), view_id, before)
        work.subject = view_id
    return work.changes


def delete_view(workspace: Workspace, view_id: int) -> Changes:
    """Remove a view; its deals stay as they are."""
    with UnitOfWork(workspace, Operation.DELETE_VIEW) as work:
        view = _mine(work, view_id)
        work.params = {"title": view.name}
        work.delete_rows(Kind.SAVED_VIEW, [view_id])
        work.subject = view_id
    return work.changes


def filter_choices(workspace: Workspace) -> FilterChoices:
    """What a filter may be told of: everybody, all tags and sources, by name."""
    with workspace.database.snapshot():
        sources = {fold(source): source for source in deals.sources(workspace.database)}
        return FilterChoices(
            owners=tuple(users.list_users(workspace)),
            tags=tuple(tags.list_tags(workspace)),
            sources=tuple(sources[key] for key in sorted(sources)),
            stages=tuple(deals.stages(workspace.database)),
        )


def _asked(view: SavedView) -> tuple[str, int | None]:
    return view.condition, options_from(view.options).pipeline_id


def _found_in(workspace: Workspace, view: SavedView) -> Any:
    condition, pipeline_id = _asked(view)
    pipeline = deals.pipeline(workspace.database, pipeline_id)
    found = filtering.where(workspace, condition)
    return open_deals(found, deals.stages(workspace.database, pipeline.id))


def _understood(condition: str) -> str:
    read_filter(condition)
    return condition.strip()


def _free_name(known: Sequence[SavedView], name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise Invalid("a view needs a name")
    if any(fold(view.name) == fold(name) for view in known):
        raise Invalid(f'there is a view "{name}" already', todo="choose another name")
    return name


def _mine(work: UnitOfWork, view_id: int) -> SavedView:
    """The view, which I may change: it is mine, or everybody's."""
    view = work.get(SavedView, view_id)
    if view.owner_id not in (None, work.workspace.actor.user_id):
        owner = next((user.name for user in users.list_users(work.workspace) if user.id == view.owner_id), "")
        raise Invalid(f"the view “{view.name}” belongs to {owner}", todo="save one of your own")
    return view
