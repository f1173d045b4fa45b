"""Which database a command works in, and opening it."""

import os
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from leaddesk import paths
from leaddesk.domain.errors import CannotOpen
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Session, Workspace, leave, open_workspace


def machine_settings() -> Settings:
    """What this machine remembers; nothing, where it gives us no folder to remember it in."""
    try:
        folder = paths.config_dir()
    except OSError:
        folder = Path(os.devnull)
    return Settings(folder / "settings.json")


def backup_folder() -> Path | None:
    """Where this machine keeps backups; None where it gives us no folder for them."""
    try:
        return paths.data_dir() / "backups"
    except OSError:
        return None


def database_path(named: str | None, settings: Settings) -> Path:
    """The database named, else the one in LEADDESK_DB, else the last one opened; CannotOpen if there is none."""
    if named == "":  # a script's variable that is not set must not change another database
        raise CannotOpen("the name of the database is empty", todo="name a file after --db")
    chosen = named or os.environ.get("LEADDESK_DB")
    path = Path(chosen) if chosen else settings.last_database
    if path is None:
        raise CannotOpen("no database was named", todo="add --db FILE, or make one with: leaddesk new FILE")
    return path


@contextmanager
def open_database(arguments: Namespace, *, reading: bool = False) -> Iterator[Workspace]:
    """The command's database, closed again in the end."""
    settings = machine_settings()
    path = database_path(arguments.db, settings)
    session = Session(joins=not reading)  # whoever waits for a long command can be told for whom
    workspace = open_workspace(
        path,
        settings=settings,
        as_user=arguments.as_user,
        query_only=reading,
        session=session,
        backup_folder=backup_folder(),
    )
    try:
        yield workspace
    finally:
        workspace.database.close()
        leave(session)
