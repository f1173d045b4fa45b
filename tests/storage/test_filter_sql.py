"""The database finds the very deals that the filter means."""

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from filter_world import NOW, build, contexts
from fixtures.random_filters import random_filter

from leaddesk.domain.dates import day_bounds
from leaddesk.domain.filters import FilterContext, filter_text, matches, read_filter
from leaddesk.domain.operations import Operation
from leaddesk.domain.records import Activity, ActivityKind, Deal, FollowUp
from leaddesk.services import deals
from leaddesk.services.workspace import Workspace
from leaddesk.storage.filter_sql import expression
from leaddesk.storage.tables import DealTable
from leaddesk.storage.unit_of_work import UnitOfWork

RATES = {"USD": Decimal("0.92"), "JPY": Decimal("0.0061"), "KRW": Decimal("0.00058")}


def compare(workspace: Workspace, seed: int, deals: int, filters: int) -> None:
    """Both faces of as many random filters, over as many random deals."""
    rng = Random(seed)
    world = build(workspace, rng, deals)
    people = [None, *world.users]
    asked = contexts(people, RATES)
    facts = {context.zone: world.facts(context.zone) for context in asked}
    some = every = 0
    for number in range(filters):
        whole, context = random_filter(rng), asked[number % len(asked)]
        query = DealTable.select(DealTable.id).where(expression(workspace.database, whole, context))
        found = {row[0] for row in workspace.database.rows(query)}
        meant = {deal for deal, known in facts[context.zone].items() if matches(whole, known, context)}
        assert found == meant, (seed, filter_text(whole), context)
        some += 0 < len(found) < deals
        every += len(found) == deals
    print(f"{filters} filters over {deals} deals: {some} found some of them, {every} all, the rest none")
    assert some > filters * 0.6


def test_two_thousand_random_filters_find_the_same_deals(workspace: Workspace) -> None:
    compare(workspace, 1, deals=80, filters=2000)


def test_to_the_millisecond(workspace: Workspace, clock: Any) -> None:
    """Days begin and steps become late at one moment, on both faces."""
    clock.now = NOW
    midnight = day_bounds(NOW.astimezone(workspace.zone).date(), workspace.zone)[0]
    context = FilterContext(now=NOW, zone=workspace.zone, currency="EUR")
    deals_at: dict[str, int] = {}
    for moment in (NOW, midnight):
        for part in (-1, 0, 1):
            at = moment + timedelta(milliseconds=part)
            for what in ("moved", "said", "done", "planned"):
                deals_at[f"{what} {'now' if moment is NOW else 'midnight'} {part:+}"] = _deal_at(workspace, what, at)
    names = {number: name for name, number in deals_at.items()}

    def found(text: str) -> set[str]:
        where = expression(workspace.database, read_filter(text), context)
        return {names[row[0]] for row in workspace.database.rows(DealTable.select(DealTable.id).where(where))}

    assert found("next:overdue") == {"planned now -1", *(f"planned midnight {part:+}" for part in (-1, 0, 1))}
    assert found("next:today") == {"planned now +0", "planned now +1"}
    assert found("idle=1") == {f"{what} midnight -1" for what in ("moved", "said", "done")}
    assert found("idle=0") == set(deals_at) - found("idle=1") - {name for name in deals_at if "planned" in name}


def _deal_at(workspace: Workspace, what: str, at: datetime) -> int:
    """A deal to which just one thing happened at that moment, or is planned for it."""
    made = deals.add_deal(workspace, {"title": what}).subject
    assert made
    new = workspace.ids.new
    with UnitOfWork(workspace, Operation.EDIT_DEAL) as work:
        if what == "moved":
            work.update(Deal, made, moved_at=at)
        elif what == "said":
            work.insert(Activity(id=new(), kind=ActivityKind.NOTE, at=at, deal_id=made))
        else:
            done_at = at if what == "done" else None
            work.insert(FollowUp(id=new(), subject="x", created_at=at, due_at=at, deal_id=made, done_at=done_at))
    return made


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 7))
def test_ten_thousand_random_filters_find_the_same_deals(workspace: Workspace, seed: int) -> None:
    compare(workspace, seed, deals=150, filters=2000)
