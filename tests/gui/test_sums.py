"""Sums of money as they are shown: converted where the team has a rate, apart where it has none."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt

from leaddesk.domain.money import Money
from leaddesk.domain.summaries import BoardTotals
from leaddesk.domain.views import FaceKind, ViewOptions
from leaddesk.gui.bridge.rate_book import RateBook
from leaddesk.gui.desk import Desk
from leaddesk.gui.models.card_words import spoken, sum_parts, sum_text
from leaddesk.gui.models.deal_list_model import DealListModel
from leaddesk.gui.pipeline.board import Board
from leaddesk.gui.pipeline.totals_line import TotalsLine
from leaddesk.gui.texts import compact_money_text
from leaddesk.services import deals
from leaddesk.services.rates import set_rates
from leaddesk.services.workspace import Workspace

EUROS, DOLLARS, FRANCS = Money(120_000, "EUR"), Money(30_000, "USD"), Money(5_000, "CHF")


@pytest.fixture
def book(desk: Desk) -> RateBook:
    return RateBook("EUR", {"USD": Decimal("0.92")}, desk.runner)


@pytest.mark.parametrize(
    ("amounts", "said", "parts"),
    [
        ((EUROS,), "€1,200", ""),
        ((EUROS, DOLLARS), "≈€1,476", "€1,200 + $300, 1 USD = 0.92 EUR"),
        ((DOLLARS,), "≈€276", "$300, 1 USD = 0.92 EUR"),
        ((FRANCS,), "CHF 50", ""),
        ((FRANCS, DOLLARS, EUROS), "≈€1,476 + CHF 50", "€1,200 + $300 + CHF 50, 1 USD = 0.92 EUR"),
        ((Money(1, "USD"),), "≈€0.01", "$0.01, 1 USD = 0.92 EUR"),
        ((EUROS, Money(0, "USD")), "€1,200", ""),
        ((), "€0", ""),
    ],
)
def test_a_sum_says_whether_it_was_converted(book: RateBook, amounts: tuple[Money, ...], said: str, parts: str) -> None:
    assert sum_text(amounts, book) == said
    assert sum_parts(amounts, book) == parts


def test_without_rates_sums_of_several_currencies_stay_apart(desk: Desk) -> None:
    assert sum_text((EUROS, DOLLARS), desk.rates) == "€1,200 + $300"
    assert sum_parts((EUROS, DOLLARS), desk.rates) == ""
    assert sum_text((Money(50_710_000, "EUR"),), desk.rates, compact_money_text) == "€507k"


def test_a_converted_sum_is_read_out_in_words(book: RateBook) -> None:
    assert spoken(f"5 deals, {sum_text((DOLLARS,), book)}") == "5 deals, about €276"


def test_rates_of_others_count_at_once(desk: Desk, demo_workspace: Workspace, board: Board) -> None:
    deals.add_deal(demo_workspace, {"title": "Overseas", "value": "4000 USD", "stage": "Demo"})
    board.model.reload()
    head = board.columns[2].head
    assert head.toolTip() == "<qt>Demo<br>€141,500 + $4,000<br>45% → €63,675 + $1,800</qt>"
    heard: list[bool] = []
    desk.rates.changed.connect(lambda: heard.append(True))
    changes = set_rates(demo_workspace, {"USD": "0.92"})
    desk.bus.publish(changes)
    assert desk.rates.rates == {"USD": Decimal("0.92")}
    lines = ("Demo", "≈€145,180", "€141,500 + $4,000, 1 USD = 0.92 EUR", "45% → ≈€65,331")
    assert head.toolTip() == f"<qt>{'<br>'.join(lines)}</qt>"
    assert head.accessibleName() == "Demo, 6 deals, about €145,180, 45% → about €65,331"
    desk.bus.publish(changes)
    assert heard == [True]


def test_heads_of_groups_say_what_they_are_made_of(desk: Desk, demo_workspace: Workspace) -> None:
    deals.add_deal(demo_workspace, {"title": "Overseas", "value": "4000 USD", "stage": "Demo"})
    model = DealListModel(desk, desk.runner)
    model.show_view("", ViewOptions(face=FaceKind.LIST, group="stage"))
    head = next(model.index(row, 0) for row in model.heads if "Demo" in model.index(row, 0).data())
    assert head.data(Qt.ItemDataRole.ToolTipRole) == head.data()
    desk.bus.publish(set_rates(demo_workspace, {"USD": "0.92"}))
    assert "≈€145,180 · ≈€65,331 weighted" in head.data()
    assert head.data(Qt.ItemDataRole.ToolTipRole).splitlines()[1:] == ["€141,500 + $4,000, 1 USD = 0.92 EUR"]
    assert "about €145,180 · about €65,331 weighted" in head.data(Qt.ItemDataRole.AccessibleTextRole)


def test_the_line_of_totals_follows_the_rates(desk: Desk, demo_workspace: Workspace, board: Board) -> None:
    line = TotalsLine(desk.rates, board)
    desk.bus.publish(set_rates(demo_workspace, {"CHF": "1.05"}))
    line.show_totals(BoardTotals(2, (EUROS, DOLLARS), (DOLLARS,), (), 0, 0), narrowed=False)
    assert line.accessibleName() == ("2 open deals · €1,200 + $300 in pipeline · $300 weighted · €0 closing this month")
    assert line.toolTip() == ""
    desk.bus.publish(set_rates(demo_workspace, {"USD": "0.92"}))
    assert "about €1,476 in pipeline · about €276 weighted" in line.accessibleName()
    assert "≈€1,476" in line.text()
    assert line.toolTip().splitlines() == [
        "≈€1,476 in pipeline: €1,200 + $300, 1 USD = 0.92 EUR",
        "≈€276 weighted: $300, 1 USD = 0.92 EUR",
    ]
