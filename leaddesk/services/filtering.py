"""Filters as they are typed, turned into what the database is asked."""

from typing import Any

from leaddesk.storage.workspace import Workspace


def where(workspace: Workspace, condition: str) -> Any:
    """What a query over deals takes as its condition; None for an empty filter.

    Read it in the same snapshot as the deals. Raises Invalid with a sentence that names what is not understood.
    """
    if not condition.strip():
        return None
    # The first picture of a window has no filter and should not wait for these.
    from leaddesk.domain.filters import FilterContext, read_filter
    from leaddesk.services.rates import read_rates
    from leaddesk.storage.filter_sql import expression

    context = FilterContext(
        now=workspace.clock(),
        zone=workspace.zone,
        currency=workspace.currency,
        me=workspace.actor.user_id,
        rates=read_rates(workspace),
    )
    return expression(workspace.database, read_filter(condition), context)


def asks_for_status(condition: str) -> bool:
    """Whether the filter says which deals are meant, open, won or lost ones; else open ones are."""
    if not condition.strip():
        return False
    from leaddesk.domain.filter_text import read_filter
    from leaddesk.domain.filter_tree import Field, fields_of

    return Field.STATUS in fields_of(read_filter(condition))
