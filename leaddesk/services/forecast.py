"""The forecast: the open deals of a pipeline by the month in which they are expected to close.

It is read in the same parts as the board, so that whatever shows the one can show the other.
"""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any

from leaddesk.domain.board import BoardDeals, ColumnFigures, Month, Placed
from leaddesk.domain.changes import Changes
from leaddesk.domain.dates import local_day
from leaddesk.domain.forecast import close_in
from leaddesk.services.deals import add_deal
from leaddesk.services.filtering import where
from leaddesk.services.many_deals import expect_deals as expect_deals
from leaddesk.storage.queries import deals, forecast
from leaddesk.storage.workspace import Workspace


def all_deals(workspace: Workspace, condition: str = "", pipeline_id: int | None = None) -> BoardDeals:
    """The open deals of a pipeline (else the first) that match, in the order of their days, with the tops' cards.

    There is a column for this month, by the owner's calendar, for those ahead and for deals without a date; others
    where there are deals.
    """
    with workspace.database.snapshot():
        return forecast.all_deals(workspace.database, *_asked(workspace, condition, pipeline_id))


first_cards = all_deals  # all days must be counted for the columns anyway


def figures(workspace: Workspace, condition: str = "", pipeline_id: int | None = None) -> dict[int, ColumnFigures]:
    """As `report`, for the id of each month."""
    return {month.id: found for month, found in report(workspace, condition, pipeline_id).items()}


def report(workspace: Workspace, condition: str = "", pipeline_id: int | None = None) -> dict[Month, ColumnFigures]:
    """Count and sums of the same deals for each column from left to right, and of this month what was won in it.

    Lost deals count nowhere; a deal that was won counts in the month in which it was, not where it was expected.
    """
    with workspace.database.snapshot():
        return forecast.figures(workspace.database, *_asked(workspace, condition, pipeline_id))


def places(workspace: Workspace, ids: Sequence[int], condition: str = "", pipeline_id: int | None = None) -> Placed:
    """Where these deals stand in the forecast, without those that do not (any more)."""
    with workspace.database.snapshot():
        return forecast.places(workspace.database, ids, *_asked(workspace, condition, pipeline_id))


def next_titled(
    workspace: Workspace,
    letters: str,
    month: Month,
    after: int | None = None,
    condition: str = "",
    pipeline_id: int | None = None,
) -> int | None:
    """The next deal of a month below the deal `after`, then from the top, whose title starts with the letters."""
    today = local_day(workspace.clock(), workspace.zone)
    with workspace.database.snapshot():
        asked = (where(workspace, condition), pipeline_id, month, after, today)
        return forecast.titled(workspace.database, letters, *asked)


def add_expected(workspace: Workspace, title: str, month: Month, pipeline_id: int | None = None) -> Changes:
    """Add a deal of mine to the first stage of a pipeline (else the first), to close at the end of a month."""
    of_pipeline = deals.stages(workspace.database, deals.pipeline(workspace.database, pipeline_id).id)
    day = close_in(month, None, local_day(workspace.clock(), workspace.zone))
    texts = {"title": title, "stage": str(of_pipeline[0].id)}
    return add_deal(workspace, texts | ({"expected_close": day.isoformat()} if day else {}))


def _asked(workspace: Workspace, condition: str, pipeline_id: int | None) -> tuple[Any, int | None, datetime, tzinfo]:
    return where(workspace, condition), pipeline_id, workspace.clock(), workspace.zone
