"""The people who work with a database."""

from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import Invalid, NotFound
from leaddesk.domain.operations import Operation
from leaddesk.domain.people import colour_for, fold, initials
from leaddesk.domain.records import User
from leaddesk.storage.queries import plain
from leaddesk.storage.unit_of_work import UnitOfWork
from leaddesk.storage.workspace import Workspace


def list_users(workspace: Workspace) -> list[User]:
    """Everybody, by name."""
    return plain.users(workspace.database)


def find_user(workspace: Workspace, text: str) -> User:
    """The user of this name, e-mail address or initials; NotFound names those that there are."""
    wanted = fold(text.strip())
    known = list_users(workspace)
    for key in ("name", "email", "initials"):
        for user in known:
            if fold(getattr(user, key) or "") == wanted and wanted:
                return user
    names = ", ".join(user.name for user in known) or "nobody yet"
    raise NotFound(f'there is no user "{text}"', todo=f"choose one of: {names}")


def add_user(workspace: Workspace, name: str, short: str = "", colour: str = "") -> Changes:
    """Add a user; initials and colour follow from the name and the others where they are not given."""
    name = " ".join(name.split())
    if not name:
        raise Invalid("a user needs a name")
    known = list_users(workspace)
    if any(fold(user.name) == fold(name) for user in known):
        raise Invalid(f'there is a user "{name}" already', todo="choose that one or another name")
    user = new_user(workspace, name, len(known), short, colour)
    with UnitOfWork(workspace, Operation.ADD_USER, title=name) as work:
        work.insert(user)
        work.subject = user.id
    return work.changes


def new_user(workspace: Workspace, name: str, place: int, short: str = "", colour: str = "") -> User:
    """A user record that is not saved yet; `place` is how many there are before it."""
    return User(
        id=workspace.ids.new(),
        name=name,
        initials=(short.strip() or initials(name))[:3].upper(),
        colour=colour or colour_for(place),
    )
