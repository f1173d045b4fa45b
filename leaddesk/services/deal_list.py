"""The list of deals: all that match, in their order and groups."""

from leaddesk.domain.summaries import DealListing
from leaddesk.services.filtering import asks_for_status, where
from leaddesk.services.rates import read_rates
from leaddesk.services.users import list_users
from leaddesk.storage.queries import deal_list as order
from leaddesk.storage.queries import deals
from leaddesk.storage.workspace import Workspace


def listing(
    workspace: Workspace,
    condition: str = "",
    pipeline_id: int | None = None,
    sort: str = "",
    group: str = "",
    *,
    descending: bool = False,
) -> DealListing:
    """The open deals of a pipeline (else the first) that match a filter, sorted and grouped (see ListColumn).

    Closed ones are there too where the filter asks for a status. Without `sort` they stand as on the board, without
    `group` in one group that has no key. Invalid for a filter that is not understood.
    """
    database = workspace.database
    with database.snapshot():
        of_pipeline = deals.stages(database, deals.pipeline(database, pipeline_id).id)
        choose = deals.live_deals if asks_for_status(condition) else deals.open_deals
        reading = order.Reading(workspace.clock(), workspace.zone, workspace.currency, read_rates(workspace))
        found = order.groups(
            *(database, choose(where(workspace, condition), of_pipeline), of_pipeline, sort, group, reading),
            descending=descending,
        )
        return DealListing(tuple(of_pipeline), tuple(list_users(workspace)), found)


def titles_starting(workspace: Workspace, letters: str) -> frozenset[int]:
    """The deals whose titles start with these letters, upper and lower case alike."""
    return frozenset(deals.starting_with(workspace.database, letters))
