"""An invented business to try the program with."""

import shutil
import time
from pathlib import Path

from leaddesk.domain.changes import Changes
from leaddesk.domain.operations import Operation
from leaddesk.domain.records import Kind
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Workspace, create_workspace
from leaddesk.storage.engine.creating import remove
from leaddesk.storage.queries import deals
from leaddesk.storage.unit_of_work import UnitOfWork

DEMO_DEALS = 60
_LEFT_FOR = 86_400  # seconds


def fill_demo(workspace: Workspace, count: int = DEMO_DEALS) -> Changes:
    """Fill an empty database with `count` invented deals and what belongs to them, dated around now."""
    from leaddesk.exchange.demo import demo_business

    business = demo_business(
        now=workspace.clock(),
        tz=workspace.zone,
        ids=workspace.ids,
        stages=deals.stages(workspace.database),
        currency=workspace.currency,
        deals=count,
    )
    with UnitOfWork(workspace, Operation.FILL_DEMO) as work:
        for records in (
            business.users,
            business.companies,
            business.contacts,
            business.leads,
            business.tags,
            business.deals,
            business.taggings,
            business.participants,
            business.activities,
            business.followups,
        ):
            work.insert_all(records)
    return work.changes


def open_fresh_demo(path: Path, settings: Settings) -> None:
    """Make a new demo database in a folder of its own; sister folders that were left behind for a day go."""
    folder = path.parent.parent
    path.parent.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if time.time() - old.stat().st_mtime > _LEFT_FOR:
            shutil.rmtree(old, ignore_errors=True)
    create_demo(path, settings=settings)


def remove_demo(path: Path) -> None:
    """Forget this run's demo database; it is closed."""
    shutil.rmtree(path.parent, ignore_errors=True)


def create_demo(path: Path, *, settings: Settings, currency: str = "EUR", count: int = DEMO_DEALS) -> None:
    """Make a database with the invented business, or leave nothing; the first of its users is me."""
    workspace = create_workspace(path, settings=settings, currency=currency)
    try:
        try:
            changes = fill_demo(workspace, count)
        finally:
            workspace.database.close()
    except BaseException:
        remove(path)
        raise
    settings.remember_user(workspace.file_uuid, min(changes.added[Kind.USER]))
