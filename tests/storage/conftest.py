"""Small records to write and a second person to write them."""

from collections.abc import Callable, Iterator

import pytest

from leaddesk.domain.records import Company, Stage
from leaddesk.services import users
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Actor, Workspace, open_workspace
from leaddesk.storage.queries import deals


@pytest.fixture
def company(workspace: Workspace) -> Callable[..., Company]:
    """Makes a company that is not saved yet."""

    def make(name: str = "Kestrel AG", **fields: object) -> Company:
        return Company(id=workspace.ids.new(), name=name, created_at=workspace.clock(), **fields)

    return make


@pytest.fixture
def stages(workspace: Workspace) -> list[Stage]:
    return deals.stages(workspace.database)


@pytest.fixture
def kim(workspace: Workspace, settings: Settings) -> Iterator[Workspace]:
    """The same file as a colleague has it open."""
    users.add_user(workspace, "Kim Roth")
    opened = open_workspace(
        workspace.database.path, settings=settings, as_user="Kim Roth", clock=workspace.clock, zone=workspace.zone
    )
    opened.host = "kims-laptop"
    assert isinstance(opened.actor, Actor)
    yield opened
    opened.database.close()
