"""Exchange rates are the team's: set one by one, checked, undone like anything else."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from leaddesk.domain.errors import Invalid
from leaddesk.services import history, rates, team_settings
from leaddesk.services.workspace import Workspace

Add = Callable[..., int]
Fresh = Callable[..., Workspace]


def test_there_are_none_at_first(workspace: Workspace) -> None:
    assert rates.read_rates(workspace) == {}


def test_rates_are_set_and_removed_one_by_one(workspace: Workspace, fresh: Fresh) -> None:
    assert rates.set_rates(workspace, {"usd": "0.92"}).title == "Changed the setting “rate of USD”"
    rates.set_rates(workspace, {"CHF": "1,05", "GBP": "1.18"})
    assert rates.read_rates(fresh()) == {"CHF": Decimal("1.05"), "GBP": Decimal("1.18"), "USD": Decimal("0.92")}
    rates.set_rates(workspace, {"CHF": " ", "USD": "0.95"})
    assert rates.read_rates(fresh()) == {"GBP": Decimal("1.18"), "USD": Decimal("0.95")}


def test_a_rate_that_is_so_already_changes_nothing(workspace: Workspace) -> None:
    rates.set_rates(workspace, {"USD": "0.92"})
    assert not rates.set_rates(workspace, {"USD": "0.920", "CHF": ""})


def test_setting_a_rate_can_be_undone(workspace: Workspace, fresh: Fresh) -> None:
    rates.set_rates(workspace, {"USD": "0.92"})
    rates.set_rates(workspace, {"USD": "0.95"})
    history.undo(workspace)
    assert rates.read_rates(fresh()) == {"USD": Decimal("0.92")}
    history.undo(workspace)
    assert rates.read_rates(fresh()) == {}


def test_colleagues_who_set_different_rates_do_not_hinder_each_other(workspace: Workspace, kim: Workspace) -> None:
    rates.set_rates(workspace, {"USD": "0.92"})
    rates.set_rates(kim, {"CHF": "1.05"})
    assert set(rates.read_rates(workspace)) == {"CHF", "USD"}


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        ({"EUR": "1"}, "EUR is the currency of this database"),
        ({"DOLLAR": "1"}, "is no currency"),
        ({"USD": "0.9", "CHF": "much"}, "is no rate"),
    ],
)
def test_what_is_wrong_changes_nothing(workspace: Workspace, texts: dict[str, str], why: str) -> None:
    with pytest.raises(Invalid, match=why):
        rates.set_rates(workspace, texts)
    assert rates.read_rates(workspace) == {}


@pytest.mark.parametrize(
    "value", [["USD"], {"USD": "free"}, {"DOLLAR": "1"}, {"EUR": "2"}, {"USD": None}, {"USD": 0}, None]
)
def test_what_others_wrote_and_is_no_rate_is_left_out(workspace: Workspace, value: object) -> None:
    team_settings.write(workspace, rates.SETTING, value)
    assert rates.read_rates(workspace) == {}


def test_currencies_of_deals_without_a_rate_are_listed_too(workspace: Workspace, add: Add) -> None:
    add("One", value="5 CHF")
    add("Two", value="5 USD")
    add("Three", value="5")
    assert rates.listing(workspace) == {"CHF": "", "USD": ""}
    rates.set_rates(workspace, {"USD": "0.92", "GBP": "1.18"})
    assert rates.listing(workspace) == {"CHF": "", "GBP": "1.18", "USD": "0.92"}
