"""The filter bar: chips with their choices, the same filter as text, and how both are kept in step."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from leaddesk.domain.records import Kind
from leaddesk.gui import theme
from leaddesk.gui.desk import Desk
from leaddesk.gui.pipeline.filter_bar import FilterBar
from leaddesk.gui.pipeline.filter_chip import FilterChip
from leaddesk.gui.pipeline.filter_popup import FilterPopup
from leaddesk.gui.widgets.page_head import PageHead
from leaddesk.services import deals, tags
from leaddesk.services.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)")
Key, LEFT, PLAIN = Qt.Key, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def bar(desk: Desk, qtbot: QtBot) -> Iterator[FilterBar]:
    yield from bar_on(desk, qtbot)


@pytest.fixture
def late(threaded_desk: Desk, qtbot: QtBot) -> Iterator[FilterBar]:
    """Answers come from another thread."""
    yield from bar_on(threaded_desk, qtbot)


def bar_on(desk: Desk, qtbot: QtBot) -> Iterator[FilterBar]:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1000, 200)
    shown = FilterBar(desk, window)
    shown.resize(1000, 120)
    with qtbot.waitActive(window):
        window.show()
    yield shown
    for popup in window.findChildren(FilterPopup):
        popup.close()


@pytest.fixture
def told(bar: FilterBar) -> list[str]:
    heard: list[str] = []
    bar.changed.connect(heard.append)
    return heard


def words(bar: FilterBar) -> list[str]:
    return [chip.text() for chip in bar.chips.chips]


def chip(bar: FilterBar, begins: str) -> FilterChip:
    return next(chip for chip in bar.chips.chips if chip.text().startswith(begins))


def opened(bar: FilterBar, begins: str) -> FilterPopup:
    """Open a chip by the keyboard."""
    found = chip(bar, begins)
    found.setFocus()
    QTest.keyClick(found, Key.Key_Return)
    return popup(bar)


def popup(bar: FilterBar) -> FilterPopup:
    return [found for found in bar.findChildren(FilterPopup) if found.isVisible()][-1]


def rows(popup: FilterPopup) -> list[str]:
    return [str(popup.model.index(row).data()) for row in range(popup.model.rowCount())]


def click_row(popup: FilterPopup, name: str) -> None:
    at = popup.list.visualRect(popup.model.index(rows(popup).index(name))).center()
    QTest.mouseClick(popup.list.viewport(), LEFT, PLAIN, at)


def type_filter(qtbot: QtBot, bar: FilterBar, text: str) -> None:
    bar.focus_text()
    assert bar.line is not None
    bar.line.field.clear()
    qtbot.keyClicks(bar.line.field, text)
    bar.line.field._popup.hide()
    qtbot.waitUntil(lambda: not bar.line._timer.isActive())


class TestChips:
    def test_at_rest_it_asks_for_nothing(self, bar: FilterBar) -> None:
        assert words(bar) == ["Owner: Anyone", "Temperature", "Closes"]
        assert bar.condition == ""
        assert bar.chips.clear.isHidden()
        assert bar.chips.mode.isHidden()

    def test_a_click_on_rows_ticks_them_at_once(self, bar: FilterBar, told: list[str]) -> None:
        choices = opened(bar, "Owner")
        assert rows(choices) == ["Me", "Nobody", "Jonas Dahl", "Maria Ruiz", "Sam Keller"]
        click_row(choices, "Me")
        click_row(choices, "Maria Ruiz")
        assert told == ["owner:me", 'owner:me,"Maria Ruiz"']
        assert words(bar)[0] == "Owner: Me, Maria Ruiz"
        click_row(choices, "Me")
        assert bar.condition == 'owner:"Maria Ruiz"'
        assert choices.isVisible()

    def test_a_click_on_the_box_itself_ticks_once(self, bar: FilterBar, told: list[str]) -> None:
        choices = opened(bar, "Temperature")
        rect = choices.list.visualRect(choices.model.index(0))
        QTest.mouseClick(choices.list.viewport(), LEFT, PLAIN, QPoint(rect.left() + 12, rect.center().y()))
        assert told == ["temperature:hot"]

    def test_the_keyboard_does_it_all(self, bar: FilterBar, told: list[str]) -> None:
        choices = opened(bar, "Temperature")
        assert choices.list.hasFocus()
        QTest.keyClick(choices.list, Key.Key_Space)
        QTest.keyClick(choices.list, Key.Key_Down)
        QTest.keyClick(choices.list, Key.Key_Return)  # ticks and closes
        assert told == ["temperature:hot", "temperature:hot,warm"]
        assert not bar.findChildren(FilterPopup) or not popup_is_open(bar)
        assert chip(bar, "Temperature").hasFocus()
        QTest.keyClick(chip(bar, "Temperature"), Key.Key_Delete)
        assert told[-1] == ""
        assert words(bar) == ["Owner: Anyone", "Temperature", "Closes"]

    def test_esc_closes_the_choices_and_keeps_them(self, bar: FilterBar, told: list[str]) -> None:
        choices = opened(bar, "Closes")
        click_row(choices, "This month")
        QTest.keyClick(choices.list, Key.Key_Escape)
        assert not popup_is_open(bar)
        assert told == ["closes:this-month"]
        assert chip(bar, "Closes").hasFocus()

    def test_a_range_is_typed(self, bar: FilterBar, told: list[str], qtbot: QtBot) -> None:
        choices = opened(bar, "Closes")
        low, high = choices.own.lines
        qtbot.keyClicks(low, "today")
        qtbot.keyClicks(high, "someday")
        QTest.keyClick(high, Key.Key_Return)
        assert choices.own.problem.startswith('"today..someday" is nothing that closes can be')
        assert choices.isVisible()
        assert told == []
        high.clear()
        qtbot.keyClicks(high, "2026-12-31")
        QTest.keyClick(high, Key.Key_Return)
        assert told == ["closes:today..2026-12-31"]
        assert not popup_is_open(bar)
        assert opened(bar, "Closes").own.lines[1].text() == "2026-12-31"

    def test_what_is_typed_holds_when_it_is_left_by_a_click(self, bar: FilterBar, told: list[str]) -> None:
        choices = opened(bar, "Closes")
        choices.own.lines[0].setText("tomorrow")
        choices.close()
        assert told == ["closes>=tomorrow"]

    def test_more_than_stays_more_than(self, bar: FilterBar, told: list[str]) -> None:
        bar.show_condition("value>5000")
        choices = opened(bar, "Value")
        assert [line.text() for line in choices.own.lines] == ["5000", ""]
        choices.close()
        assert told == []
        assert bar.condition == "value>5000"

    def test_a_value_is_one_thing(self, bar: FilterBar, told: list[str]) -> None:
        bar.show_condition("value:1k..5k")
        choices = opened(bar, "Value")
        click_row(choices, "No value")
        assert told == ["value:none"]
        choices.own.lines[0].setText("700")
        choices.close()
        assert told[-1] == "value>=700"

    def test_several_ranges_and_names_stay_as_rows(self, bar: FilterBar) -> None:
        bar.show_condition('closes:this-month,today..5d,2026-12 stage:Demo,"Long gone" text:a,b')
        assert rows(opened(bar, "Closes"))[:2] == ["today..5d", "December 2026"]
        popup(bar).close()
        assert rows(opened(bar, "Stage"))[0] == "Long gone"
        popup(bar).close()
        assert rows(opened(bar, "Text")) == ["a", "b"]

    def test_many_rows_are_searched(
        self, bar: FilterBar, told: list[str], demo_workspace: Workspace, qtbot: QtBot
    ) -> None:
        number = deals.board(demo_workspace).cards[0].id
        tags.set_tags(demo_workspace, Kind.DEAL, number, [f"tag {letter}" for letter in "abcdefghijklm"])
        bar.show_condition("tag:x")
        choices = opened(bar, "Tag")
        assert choices.search.hasFocus()
        assert "x" in rows(choices)
        qtbot.keyClicks(choices.search, "tag g")
        assert rows(choices) == ["tag g"]
        QTest.keyClick(choices.search, Key.Key_Return)
        assert told == ['tag:x,"tag g"']
        choices = opened(bar, "Tag")
        QTest.keyClick(choices.search, Key.Key_Down)
        assert choices.list.hasFocus()

    def test_another_condition_is_added_from_the_menu(self, bar: FilterBar, told: list[str], qtbot: QtBot) -> None:
        QTest.mouseClick(bar.chips.add, LEFT)
        menu = bar.findChild(QMenu)
        offered = [action.text() for action in menu.actions()]
        assert "Owner" not in offered
        assert {"Tag", "Source", "Value", "Stage", "Next step", "Idle", "Created", "Company", "Text"} <= set(offered)
        menu.actions()[offered.index("Company")].trigger()
        choices = popup(bar)
        qtbot.keyClicks(choices.own.lines[0], "kestrel AG")
        QTest.keyClick(choices.own.lines[0], Key.Key_Return)
        assert told == ['company:"kestrel AG"']
        assert words(bar)[-1] == "Company: kestrel AG"

    def test_a_condition_that_was_not_chosen_goes_again(self, bar: FilterBar, told: list[str]) -> None:
        for action in added_menu(bar):
            if action.text() == "Idle":
                action.trigger()
        assert words(bar)[-1] == "Idle"
        popup(bar).close()
        assert words(bar) == ["Owner: Anyone", "Temperature", "Closes"]
        assert told == []

    def test_the_cross_takes_a_chip_off(self, bar: FilterBar, told: list[str]) -> None:
        bar.show_condition("owner:me value>5000 idle>14")
        value = chip(bar, "Value")
        QTest.mouseClick(value, LEFT, PLAIN, QPoint(value.width() - 12, value.height() // 2))
        assert told == ["owner:me idle>14"]
        assert words(bar) == ["Owner: Me", "Temperature", "Closes", "Idle: over 14 days"]
        QTest.mouseClick(bar.chips.clear, LEFT)
        assert told[-1] == ""
        assert bar.chips.add.hasFocus()

    def test_any_instead_of_all(self, bar: FilterBar, told: list[str]) -> None:
        bar.show_condition("owner:me value>5000")
        assert bar.chips.mode.text() == "All of these"
        QTest.mouseClick(bar.chips.mode, LEFT)
        assert told == ["owner:me or value>5000"]
        assert bar.chips.mode.text() == "Any of these"
        QTest.keyClick(chip(bar, "Value"), Key.Key_Backspace)
        assert told[-1] == "owner:me"
        bar.show_condition("owner:me or idle>3")
        assert bar.chips.mode.text() == "Any of these"
        QTest.mouseClick(bar.chips.mode, LEFT)
        assert told[-1] == "owner:me idle>3"

    def test_what_chips_cannot_show_is_one_chip_with_its_text(self, bar: FilterBar, told: list[str]) -> None:
        bar.show_condition("owner:me -(tag:vip or idle>3)")
        assert words(bar)[-1] == "-(tag:vip or idle>3)"
        QTest.mouseClick(chip(bar, "-("), LEFT)
        assert bar.is_typing
        assert bar.line is not None
        assert bar.line.field.text() == "owner:me -(tag:vip or idle>3) "
        QTest.keyClick(bar.line.field, Key.Key_Escape)
        QTest.keyClick(chip(bar, "-("), Key.Key_Delete)
        assert told == ["owner:me"]


def popup_is_open(bar: FilterBar) -> bool:
    return any(found.isVisible() for found in bar.findChildren(FilterPopup))


def added_menu(bar: FilterBar) -> list[object]:
    QTest.mouseClick(bar.chips.add, LEFT)
    menus = [menu for menu in bar.findChildren(QMenu) if menu.isVisible()]
    found = list(menus[-1].actions())
    menus[-1].hide()
    return found


class TestText:
    def test_both_faces_show_the_same(self, bar: FilterBar, told: list[str], qtbot: QtBot) -> None:
        bar.show_condition("owner:me")
        bar.focus_text()
        assert bar.line is not None
        assert bar.line.field.hasFocus()
        qtbot.keyClicks(bar.line.field, "value>5k")
        qtbot.waitUntil(lambda: told == ["owner:me value>5000"])
        assert bar.is_typing
        with qtbot.waitSignal(bar.left):
            QTest.keyClick(bar.line.field, Key.Key_Return)
        assert not bar.is_typing
        assert words(bar) == ["Owner: Me", "Temperature", "Closes", "Value: over €5,000"]

    def test_an_error_is_a_sentence_and_the_last_filter_holds(
        self, bar: FilterBar, told: list[str], qtbot: QtBot
    ) -> None:
        type_filter(qtbot, bar, "owner:me")
        assert told == ["owner:me"]
        type_filter(qtbot, bar, "owner:me vlaue>5")
        assert bar.line is not None
        assert bar.line.problem.startswith('There is no field "vlaue"')
        assert bar.line.field.accessibleDescription() == bar.line.problem
        assert bar.condition == "owner:me"
        QTest.keyClick(bar.line.field, Key.Key_Return)
        assert bar.is_typing
        type_filter(qtbot, bar, "")
        assert bar.line.problem == ""
        assert told[-1] == ""

    def test_esc_puts_the_filter_back(self, bar: FilterBar, told: list[str], qtbot: QtBot) -> None:
        bar.show_condition("idle>14")
        type_filter(qtbot, bar, "kestrel")
        assert told == ["kestrel"]
        assert bar.line is not None
        QTest.keyClick(bar.line.field, Key.Key_Escape)
        assert told == ["kestrel", "idle>14"]
        assert not bar.is_typing
        assert words(bar)[-1] == "Idle: over 14 days"

    def test_tab_takes_what_is_proposed(self, bar: FilterBar, told: list[str], qtbot: QtBot) -> None:
        bar.focus_text()
        assert bar.line is not None
        field = bar.line.field
        qtbot.keyClicks(field, "ow")
        QTest.keyClick(field, Key.Key_Tab)
        assert field.text() == "owner:"
        assert field._popup.isVisible()  # what it may be
        qtbot.keyClicks(field, "ma")
        QTest.keyClick(field._popup, Key.Key_Down)
        QTest.keyClick(field._popup, Key.Key_Return)
        assert field.text() == 'owner:"Maria Ruiz" '
        assert not field._popup.isVisible()
        qtbot.waitUntil(lambda: told[-1:] == ['owner:"Maria Ruiz"'])
        QTest.keyClick(field, Key.Key_Down)  # whatever may follow
        assert field._popup.isVisible()
        QTest.keyClick(field._popup, Key.Key_Escape)
        assert not field._popup.isVisible()
        assert bar.is_typing

    def test_the_button_opens_it_and_tab_leaves_it(self, bar: FilterBar) -> None:
        QTest.mouseClick(bar.chips.typing, LEFT)
        assert bar.is_typing
        assert bar.line is not None
        QTest.keyClick(bar.line.field, Key.Key_Tab)
        QTest.keyClick(bar.line.field, Key.Key_Tab)

    def test_a_filter_of_a_newer_program_is_shown_with_the_reason(self, bar: FilterBar, told: list[str]) -> None:
        bar.show_condition("mood:good")
        assert bar.is_typing
        assert bar.line is not None
        assert bar.line.field.text() == "mood:good"
        assert 'no field "mood"' in bar.line.problem
        bar.show_condition("owner:me")
        assert not bar.is_typing
        assert told == []

    def test_clearing_ends_it(self, bar: FilterBar, told: list[str], qtbot: QtBot) -> None:
        type_filter(qtbot, bar, "kestrel")
        bar.clear()
        assert told == ["kestrel", ""]
        assert not bar.is_typing


class TestLook:
    def test_chips_are_read_out(self, bar: FilterBar) -> None:
        bar.show_condition("owner:me -tag:x")
        said = []
        for widget in [*bar.chips.chips, bar.chips.add, bar.chips.mode, bar.chips.clear, bar.chips.typing]:
            interface = QAccessible.queryAccessibleInterface(widget)
            assert interface.role() in (QAccessible.Role.Button, QAccessible.Role.ButtonMenu)
            said.append(interface.text(QAccessible.Text.Name))
        assert said == [
            "Filter: Owner: Me",
            "Filter: Temperature",
            "Filter: Closes",
            "Filter: -tag:x",
            "Add a filter",
            "All of these",
            "Clear the filter",
            "Type the filter",
        ]
        assert chip(bar, "Owner").accessibleDescription() == "Del takes it off"

    def test_tab_goes_from_left_to_right(self, bar: FilterBar) -> None:
        bar.show_condition("value>5 owner:me")
        bar.chips.chips[0].setFocus()
        walked = []
        for _ in range(8):
            focused = QApplication.focusWidget()
            assert isinstance(focused, QPushButton)
            walked.append(focused.text() or focused.accessibleName())
            QTest.keyClick(focused, Key.Key_Tab)
        assert walked == [*words(bar), "Filter", "All of these", "Clear", "Type the filter"]

    @pytest.mark.parametrize("width", [1050, 600, 400])
    def test_it_goes_on_in_the_next_line(self, desk: Desk, qapp: QApplication, qtbot: QtBot, width: int) -> None:
        head = PageHead("Pipeline", jump=list, primary="New deal")
        qtbot.addWidget(head)
        bar = FilterBar(desk)
        head.add(bar)
        head.resize(width, 200)
        head.show()
        bar.show_condition(
            "owner:me temperature:hot,warm closes:this-quarter value>=10000 idle>14 tag:vip -source:none"
        )
        qtbot.waitUntil(lambda: bar.x() < 20)  # below the title
        head.resize(width, head.heightForWidth(width))
        QApplication.processEvents()
        shown = [*bar.chips.chips, bar.chips.add, bar.chips.mode, bar.chips.clear, bar.chips.typing]
        for widget in shown:
            at = widget.mapTo(head, QPoint(0, 0))
            assert 0 <= at.x() <= width - widget.width()
            assert at.y() + widget.height() <= head.height()
        bar.show_condition("")
        if width > 1000:
            qtbot.waitUntil(lambda: bar.x() > 60)  # behind it

    @pytest.mark.parametrize("dress", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
    def test_it_is_drawn_in_large_text(self, bar: FilterBar, qapp: QApplication, dress: theme.Theme) -> None:
        font = qapp.font()
        large = QFont(font)
        large.setPointSizeF(font.pointSizeF() * 2)
        before = bar.chips.chips[0].sizeHint()
        qapp.setFont(large)
        theme.apply(qapp, dress)
        try:
            bar.show_condition("owner:me")
            assert bar.chips.chips[1].sizeHint().height() > before.height() * 1.5
            choices = opened(bar, "Owner")
            assert not choices.grab().isNull()
            choices.close()
        finally:
            qapp.setFont(font)
            theme.apply(qapp, theme.LIGHT)


def test_choices_that_come_late_are_shown_in_the_open_popup(late: FilterBar, qtbot: QtBot) -> None:
    choices = opened(late, "Owner")
    qtbot.waitUntil(lambda: "Maria Ruiz" in rows(choices))
