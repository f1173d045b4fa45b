"""The database finds the very deals that the filter means."""

from decimal import Decimal
from random import Random

import pytest
from filter_world import build, contexts
from fixtures.random_filters import random_filter

from leaddesk.domain.filters import filter_text, matches
from leaddesk.services.workspace import Workspace
from leaddesk.storage.filter_sql import expression
from leaddesk.storage.tables import DealTable

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


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 7))
def test_ten_thousand_random_filters_find_the_same_deals(workspace: Workspace, seed: int) -> None:
    compare(workspace, seed, deals=150, filters=2000)
