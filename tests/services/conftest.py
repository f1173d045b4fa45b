"""The stages by name, a colleague, and short words for adding deals."""

from collections.abc import Callable, Iterator

import pytest

from leaddesk.services import deals, users
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Workspace, open_workspace


@pytest.fixture
def stages(workspace: Workspace) -> dict[str, int]:
    return {stage.name: stage.id for stage in deals.list_stages(workspace)}


@pytest.fixture
def add(workspace: Workspace) -> Callable[..., int]:
    """Adds a deal and returns its id."""

    def added(title: str = "Pilot", **texts: str) -> int:
        subject = deals.add_deal(workspace, {"title": title, **texts}).subject
        assert subject is not None
        return subject

    return added


@pytest.fixture
def kim(workspace: Workspace, settings: Settings) -> Iterator[Workspace]:
    """The same file as a colleague has it open."""
    users.add_user(workspace, "Kim Roth")
    opened = open_workspace(
        workspace.database.path, settings=settings, as_user="Kim Roth", clock=workspace.clock, zone=workspace.zone
    )
    yield opened
    opened.database.close()
