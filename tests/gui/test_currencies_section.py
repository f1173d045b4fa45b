"""The settings of exchange rates."""

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from board_hands import LEFT, Key
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from leaddesk.gui.desk import Desk
from leaddesk.gui.settings.currencies_section import CurrenciesSection
from leaddesk.services import deals, rates
from leaddesk.services.workspace import Workspace

Fresh = Callable[..., Workspace]

pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)")


@pytest.fixture
def section(qtbot: QtBot, empty_desk: Desk, workspace: Workspace) -> Iterator[CurrenciesSection]:
    deals.add_deal(workspace, {"title": "A", "value": "5 USD"})
    made = CurrenciesSection(empty_desk)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
    yield made
    made.close()


def type_rate(section: CurrenciesSection, currency: str, text: str) -> None:
    line = section.lines[currency].line
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Key.Key_Return)


def test_currencies_of_deals_are_offered(section: CurrenciesSection) -> None:
    assert list(section.lines) == ["USD"]
    line = section.lines["USD"].line
    assert (line.text(), line.placeholderText()) == ("", "no rate")
    assert line.accessibleName() == "Value of 1 USD in EUR"
    assert not section.none.isVisible()


def test_a_rate_is_set_changed_and_removed(section: CurrenciesSection, fresh: Fresh) -> None:
    type_rate(section, "USD", "0,92")
    assert rates.read_rates(fresh()) == {"USD": Decimal("0.92")}
    assert section.lines["USD"].line.text() == "0.92"  # as it was understood
    type_rate(section, "USD", "0.95")
    assert rates.read_rates(fresh()) == {"USD": Decimal("0.95")}
    section.lines["USD"].line.clear()
    QTest.keyClick(section.lines["USD"].line, Key.Key_Return)
    assert rates.read_rates(fresh()) == {}


def test_it_is_saved_when_it_is_left(section: CurrenciesSection, fresh: Fresh) -> None:
    section.lines["USD"].line.setFocus()
    QTest.keyClicks(section.lines["USD"].line, "0.9")
    section.code.setFocus()
    assert rates.read_rates(fresh()) == {"USD": Decimal("0.9")}


def test_what_is_no_rate_says_so_and_stays(section: CurrenciesSection, fresh: Fresh) -> None:
    type_rate(section, "USD", "much")
    line = section.lines["USD"]
    assert line.note.text() == '"much" is no rate; nothing was changed; write it like 0.92.'
    assert line.line.accessibleDescription() == line.note.text()
    assert line.line.text() == "much"
    section.code.setFocus()
    assert line.note.text()  # it is not tried again by itself
    line.line.setFocus()
    QTest.keyClick(line.line, Key.Key_Escape)
    assert (line.line.text(), line.note.text()) == ("", "")
    assert rates.read_rates(fresh()) == {}


def test_another_currency_is_added_by_its_code(section: CurrenciesSection, fresh: Fresh) -> None:
    section.code.setFocus()
    QTest.keyClicks(section.code, "chf")
    QTest.keyClick(section.code, Key.Key_Return)
    assert section.lines["CHF"].line.hasFocus()
    assert section.code.text() == ""
    type_rate(section, "CHF", "1.05")
    assert rates.read_rates(fresh()) == {"CHF": Decimal("1.05")}


@pytest.mark.parametrize(
    ("code", "why"), [("EUR", "EUR is the currency of this file."), ("Dollar", '"Dollar" is no currency')]
)
def test_a_wrong_code_says_why(section: CurrenciesSection, code: str, why: str) -> None:
    QTest.keyClicks(section.code, code)
    QTest.mouseClick(section.add, LEFT)
    assert section.problem.text().startswith(why)
    assert list(section.lines) == ["USD"]


def test_what_a_colleague_sets_is_shown_but_not_over_what_is_being_typed(
    section: CurrenciesSection, empty_desk: Desk, workspace: Workspace
) -> None:
    empty_desk.bus.publish(rates.set_rates(workspace, {"USD": "0.9", "GBP": "1.18"}))
    assert {code: line.line.text() for code, line in section.lines.items()} == {"USD": "0.9", "GBP": "1.18"}
    section.lines["USD"].line.setFocus()
    QTest.keyClicks(section.lines["USD"].line, "5")
    empty_desk.bus.publish(rates.set_rates(workspace, {"USD": "0.8", "GBP": ""}))
    assert section.lines["USD"].line.text() == "0.95"
    assert section.lines["GBP"].line.text() == ""
    QTest.keyClick(section.lines["USD"].line, Key.Key_Escape)
    assert section.lines["USD"].line.text() == "0.8"
    section.hide()
    empty_desk.bus.publish(rates.set_rates(workspace, {"USD": "0.7"}))
    section.show()
    assert section.lines["USD"].line.text() == "0.7"


def test_without_other_currencies_it_says_so(qtbot: QtBot, empty_desk: Desk) -> None:
    section = CurrenciesSection(empty_desk)
    qtbot.addWidget(section)
    section.show()
    assert section.none.isVisible()
