"""Making and opening a database, and who I am in it."""

from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from pathlib import Path

from leaddesk.domain.dates import local_zone
from leaddesk.domain.errors import Busy, FileReplaced
from leaddesk.domain.ids import IdSource
from leaddesk.domain.light import dataclass
from leaddesk.domain.people import fold
from leaddesk.domain.records import User
from leaddesk.services import live
from leaddesk.services.settings import Settings
from leaddesk.storage.engine import Database
from leaddesk.storage.engine.file_header import is_up_to_date
from leaddesk.storage.queries import plain
from leaddesk.storage.schema import APPLICATION_ID, SCHEMA_VERSION
from leaddesk.storage.workspace import Actor, Session, Workspace

__all__ = ["Actor", "Session", "Workspace", "create_workspace", "leave", "open_workspace", "system_name", "utc_now"]

SUFFIX = ".leaddesk"


def utc_now() -> datetime:
    return datetime.now(UTC)


def system_name() -> str:
    """The name under which somebody is logged in on this machine."""
    import getpass

    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):  # there is no login at all
        return "me"


def create_workspace(
    path: Path,
    *,
    settings: Settings,
    currency: str = "EUR",
    clock: Callable[[], datetime] = utc_now,
    zone: tzinfo | None = None,
    ids: IdSource | None = None,
) -> Workspace:
    """Make a database with the first pipeline and open it, or leave nothing.

    Raises CannotOpen if the file exists or its folder does not take it, DiskFull, Invalid for a wrong currency.
    """
    from leaddesk.domain.money import check_currency
    from leaddesk.storage.engine.creating import create, remove

    create(path, now=clock(), currency=check_currency(currency))
    try:
        return open_workspace(path, settings=settings, clock=clock, zone=zone, ids=ids)
    except BaseException:
        remove(path)
        raise


def open_workspace(
    path: Path,
    *,
    settings: Settings,
    as_user: str | None = None,
    query_only: bool = False,
    session: Session | None = None,
    file_system: str = "",
    backup_folder: Path | None = None,
    clock: Callable[[], datetime] = utc_now,
    zone: tzinfo | None = None,
    ids: IdSource | None = None,
) -> Workspace:
    """Open a database on this thread.

    Who acts is `as_user` (a user's name, initials or e-mail), else the one remembered for this database on this
    machine, else the user named like the system's login, else just that name. Raises CannotOpen, NotADatabase,
    NewerFile, Damaged; ReadOnly for a file of an older program that may not be written; NotFound if nobody is called
    `as_user`.
    """
    if session is None or not session.file_uuid:  # else whatever lies there now is not what was asked for
        _bring_up_to_date(path, clock, backup_folder)
    database = Database(path, query_only=query_only, file_system=file_system)
    try:
        file_uuid, currency, commits = database.meta()
        workspace = Workspace(
            database=database,
            clock=clock,
            zone=zone or local_zone(),
            ids=ids or IdSource(clock),
            actor=Actor(""),
            file_uuid=file_uuid,
            currency=currency,
            session=session or Session(),
            backup_folder=backup_folder,
        )
        _check_same(workspace)
        if not commits and not query_only and not database.protected:
            _set_up(workspace)  # new, or its making was cut off here
        workspace.actor = _actor(workspace, settings, as_user)
        if not query_only:
            live.join(workspace)
            database.presence = workspace.session.presence
    except BaseException:
        database.close()
        raise
    return workspace


def _set_up(workspace: Workspace) -> None:
    from leaddesk.services.first_pipeline import add_first_pipeline

    workspace.actor = Actor(system_name())
    add_first_pipeline(workspace)


def _check_same(workspace: Workspace) -> None:
    """Whoever opens a file again within a session gets the same database, or FileReplaced."""
    session = workspace.session
    session.file_uuid = session.file_uuid or workspace.file_uuid
    if session.file_uuid != workspace.file_uuid:
        raise FileReplaced(
            f"another database lies where {workspace.database.path} was",
            "nothing was saved into it",
            "put the right one back, or open this one as a file of its own",
        )


def leave(session: Session) -> None:
    """Let others know that I am gone; every connection is closed by now."""
    presence, session.presence = session.presence, None
    if presence is not None:
        presence.leave()


def _bring_up_to_date(path: Path, clock: Callable[[], datetime], backup_folder: Path | None) -> None:
    """A file of an older program gets today's tables, once, while nobody works in it with that program."""
    if is_up_to_date(path, APPLICATION_ID, SCHEMA_VERSION):
        return
    # Needed once in the life of a file.
    from leaddesk.services import backups
    from leaddesk.storage.engine.migrating import migrate
    from leaddesk.storage.engine.presence import Presence

    def prepare() -> None:
        others = [guest.name for guest in Presence(path, clock=clock).here()]
        if others:
            raise Busy(
                f"{path} must be updated, and {' and '.join(others)} still work in it with an older LeadDesk",
                todo="ask them to close it, then open it again",
            )
        if backup_folder is not None:
            backups.before_migration(path, backup_folder, clock())

    migrate(path, before=prepare)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a window must know of an open database before it shows anything.

    `why_protected`: why it can only be read, if so. `state`: (number of the last commit, generation). `warning`: what
    should be known of the place where it lies. `me`: the user that I am, if any. `rates`: see rates.py.
    """

    file_uuid: str
    currency: str
    rates: dict[str, Decimal]
    zone: tzinfo
    why_protected: str
    state: tuple[int, str]
    warning: str
    users: tuple[User, ...]
    me: User | None


def facts(workspace: Workspace) -> Facts:
    """What this database is and who I am in it."""
    from leaddesk.services.rates import read_rates  # loads more than the command line needs to open a file

    known = tuple(plain.users(workspace.database))
    me = next((user for user in known if user.id == workspace.actor.user_id), None)
    database = workspace.database
    state = database.state()
    workspace.session.state = workspace.session.state or state  # what others save from here on is news
    return Facts(
        file_uuid=workspace.file_uuid,
        currency=workspace.currency,
        rates=read_rates(workspace),
        zone=workspace.zone,
        why_protected=database.why_protected,
        state=state,
        warning=database.place.reason if database.place.warning else "",
        users=known,
        me=me,
    )


def _actor(workspace: Workspace, settings: Settings, as_user: str | None) -> Actor:
    if as_user is not None:
        from leaddesk.services.users import find_user

        user = find_user(workspace, as_user)
        return Actor(user.name, user.id)
    known = plain.users(workspace.database)
    remembered = settings.user_in(workspace.file_uuid)
    for user in known:
        if user.id == remembered:
            return Actor(user.name, user.id)
    name = system_name()
    for user in known:
        if fold(user.name) == fold(name):
            return Actor(user.name, user.id)
    return Actor(name)
