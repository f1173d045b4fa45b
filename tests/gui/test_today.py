"""The day's list, as somebody works through it in the morning."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from leaddesk.domain.records import Kind
from leaddesk.gui.desk import Desk
from leaddesk.gui.models.today_model import ROW, TICKED
from leaddesk.gui.today.today_list import TodayList
from leaddesk.gui.today.today_page import TodayPage
from leaddesk.gui.widgets.snooze_menu import SnoozeMenu
from leaddesk.gui.widgets.what_next import WhatNext
from leaddesk.services import deals, followups, history
from leaddesk.services.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
LEFT = Qt.MouseButton.LeftButton


def plan(desk: Desk, phrase: str, on: tuple[Kind, int] | None = None) -> int:
    """Plan it somewhere else in the program."""
    done: list[Any] = []
    desk.runner.write(followups.plan_phrase, phrase, on, owner=desk.bus, then=done.append)
    number = done[0].subject
    assert isinstance(number, int)
    return number


def shown(qtbot: QtBot, desk: Desk) -> TodayPage:
    page = TodayPage(desk)
    qtbot.addWidget(page)
    page.resize(1148, 850)
    page.show()
    page.focus_content()
    return page


def the_list(page: TodayPage) -> TodayList:
    return page.findChildren(TodayList)[0]


def lines(page: TodayPage) -> list[str]:
    """What the list says from top to bottom."""
    model = the_list(page).model()
    return [model.index(place, 0).data() for place in range(model.rowCount(QModelIndex()))]


def spoken(page: TodayPage, text: str) -> str:
    said: str = index_of(page, text).data(Qt.ItemDataRole.AccessibleTextRole)
    return said


def index_of(page: TodayPage, text: str) -> Any:
    return the_list(page).model().index(lines(page).index(text), 0)


def choose(page: TodayPage, text: str) -> None:
    the_list(page).setCurrentIndex(index_of(page, text))


def press(page: TodayPage, key: Qt.Key) -> None:
    QTest.keyClick(the_list(page), key)


def chosen(page: TodayPage) -> str | None:
    text: str | None = the_list(page).currentIndex().data()
    return text


def words(page: TodayPage) -> str:
    return " | ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def panel(page: TodayPage) -> WhatNext | None:
    return next((found for found in page.findChildren(WhatNext) if found.isVisible()), None)


@pytest.fixture
def busy(empty_desk: Desk) -> Desk:
    """Saturday, 10:00: two overdue, two today, one tomorrow, one next month."""
    plan(empty_desk, "call Jonas 2026-11-19 10:00")
    plan(empty_desk, "chase the quote 2026-11-20")
    plan(empty_desk, "visit Eva today 11:00")
    plan(empty_desk, "send draft today")
    plan(empty_desk, "call Priya tomorrow")
    plan(empty_desk, "call Otto 2026-12-20")
    return empty_desk


# What is shown


def test_the_day_is_in_sections(qtbot: QtBot, busy: Desk) -> None:
    page = shown(qtbot, busy)
    assert lines(page) == [
        *("Overdue · 2", "Call Jonas", "Chase the quote"),
        *("Today · 2", "Visit Eva", "Send draft"),
        *("Next 7 days · 1", "Call Priya"),
    ]
    assert "Saturday 21 November" in words(page)
    assert "0 done · 5 planned" in words(page)
    QAbstractItemModelTester(the_list(page).model(), QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_a_screen_reader_hears_the_whole_row(qtbot: QtBot, busy: Desk) -> None:
    page = shown(qtbot, busy)
    assert spoken(page, "Visit Eva") == "Meeting, Visit Eva, Today, 11:00, Sam Keller"
    assert spoken(page, "Call Jonas") == "Call, Call Jonas, Overdue, 19 Nov, 10:00, Sam Keller"
    assert "any time" in spoken(page, "Send draft")
    interface = QAccessible.queryAccessibleInterface(the_list(page))
    assert interface is not None
    assert interface.text(QAccessible.Text.Name) == "Follow-ups"


def test_deals_without_a_next_step_ask_for_one(qtbot: QtBot, desk: Desk) -> None:
    page = shown(qtbot, desk)
    QTest.mouseClick(next(b for b in page.findChildren(QPushButton) if b.text() == "Everyone"), LEFT)
    head = next(place for place, line in enumerate(lines(page)) if line.startswith("Needs a next step"))
    title = lines(page)[head + 1]
    view, index = the_list(page), index_of(page, title)
    view.scrollTo(index)
    row = index.data(ROW)
    chip = view._delegate.places(row, view.visualRect(index)).chip
    QTest.mouseClick(view.viewport(), LEFT, pos=chip.center())
    asked = panel(page)
    assert asked is not None
    assert asked.accessibleName() == f"Next step for {title}"
    QTest.keyClick(asked, Qt.Key.Key_2)
    assert title not in lines(page)[head:]


def test_nothing_due_says_so_and_offers_to_plan(qtbot: QtBot, empty_desk: Desk) -> None:
    page = shown(qtbot, empty_desk)
    assert "Nothing due" in words(page)
    plan(empty_desk, "call Eva tomorrow")
    assert "Nothing due" not in words(page)
    assert lines(page) == ["Next 7 days · 1", "Call Eva"]


def test_mine_and_everyones(qtbot: QtBot, desk: Desk) -> None:
    page = shown(qtbot, desk)
    mine = set(lines(page))
    counts: list[int] = []
    page.count_changed.connect(counts.append)
    QTest.mouseClick(next(b for b in page.findChildren(QPushButton) if b.text() == "Everyone"), LEFT)
    assert len(lines(page)) > len(mine)
    assert counts == []  # the number in the navigation stays mine


# Done


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_D])
def test_one_key_ticks_off_and_asks_what_next(qtbot: QtBot, busy: Desk, key: Qt.Key) -> None:
    page = shown(qtbot, busy)
    choose(page, "Call Jonas")
    press(page, key)
    assert "Call Jonas" not in lines(page)
    assert lines(page)[0] == "Overdue · 1"
    assert chosen(page) == "Chase the quote"
    assert "1 done · 4 planned" in words(page)
    asked = panel(page)
    assert asked is not None
    QTest.keyClick(asked, Qt.Key.Key_Escape)
    assert panel(page) is None


def test_a_click_on_the_circle_ticks_off(qtbot: QtBot, busy: Desk) -> None:
    page = shown(qtbot, busy)
    rect = the_list(page).visualRect(index_of(page, "Send draft"))
    QTest.mouseClick(the_list(page).viewport(), LEFT, pos=QPoint(rect.left() + 20, rect.center().y()))
    assert "Send draft" not in lines(page)


def test_a_click_on_the_words_only_chooses(qtbot: QtBot, busy: Desk) -> None:
    page = shown(qtbot, busy)
    rect = the_list(page).visualRect(index_of(page, "Send draft"))
    QTest.mouseClick(the_list(page).viewport(), LEFT, pos=QPoint(rect.left() + 120, rect.center().y()))
    assert chosen(page) == "Send draft"
    assert "Send draft" in lines(page)


def test_it_is_struck_through_at_once_and_leaves_with_the_commit(
    qtbot: QtBot, busy: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = shown(qtbot, busy)
    waiting: list[Callable[[], object]] = []
    write = busy.runner.write
    monkeypatch.setattr(busy.runner, "write", lambda *args, **more: waiting.append(partial(write, *args, **more)))
    choose(page, "Call Jonas")
    press(page, Qt.Key.Key_D)
    press(page, Qt.Key.Key_D)
    assert index_of(page, "Call Jonas").data(TICKED)
    assert panel(page) is None
    assert len(waiting) == 1
    waiting[0]()
    assert "Call Jonas" not in lines(page)


def test_a_failure_puts_it_back_and_says_why(qtbot: QtBot, busy: Desk, workspace: Workspace) -> None:
    page = shown(qtbot, busy)
    problems: list[object] = []
    busy.requests.problem_shown.connect(problems.append)
    number = index_of(page, "Call Jonas").data(ROW).step.followup.id
    followups.complete_followup(workspace, number)  # a colleague was faster, and nobody has heard yet
    choose(page, "Call Jonas")
    press(page, Qt.Key.Key_D)
    assert "done already" in str(problems[0])
    assert not index_of(page, "Call Jonas").data(TICKED)
    assert panel(page) is None


def test_undo_brings_it_back_as_it_was(qtbot: QtBot, busy: Desk) -> None:
    page = shown(qtbot, busy)
    before = lines(page)
    operations: list[int] = []
    busy.bus.changed.connect(lambda changes: operations.append(changes.operation))
    choose(page, "Call Jonas")
    press(page, Qt.Key.Key_D)
    busy.runner.write(history.undo, operations[0], owner=page)
    assert lines(page) == before
    assert not index_of(page, "Call Jonas").data(TICKED)


def test_what_comes_next_is_about_the_same_deal(qtbot: QtBot, empty_desk: Desk) -> None:
    done: list[Any] = []
    empty_desk.runner.write(deals.add_deal, {"title": "CRM roll-out"}, owner=empty_desk.bus, then=done.append)
    deal = done[0].subject
    plan(empty_desk, "call Jonas today", (Kind.DEAL, deal))
    page = shown(qtbot, empty_desk)
    choose(page, "Call Jonas")
    press(page, Qt.Key.Key_D)
    asked = panel(page)
    assert asked is not None
    QTest.keyClick(asked, Qt.Key.Key_1)
    assert lines(page) == ["Next 7 days · 1", "Call again"]
    assert index_of(page, "Call again").data(ROW).step.followup.deal_id == deal


# Other keys


def test_snooze_by_key(qtbot: QtBot, busy: Desk) -> None:
    page = shown(qtbot, busy)
    choose(page, "Chase the quote")
    press(page, Qt.Key.Key_S)
    menu = page.findChildren(SnoozeMenu)[0]
    assert menu.isVisible()
    next(action for action in menu.actions() if action.text().startswith("In 3 days")).trigger()
    menu.close()
    assert lines(page)[-1] == "Chase the quote"
    assert spoken(page, "Chase the quote").endswith("Next 7 days, Tue 24, Sam Keller")


def test_enter_opens_the_deal(qtbot: QtBot, desk: Desk) -> None:
    page = shown(qtbot, desk)
    row = the_list(page).chosen
    assert row is not None
    assert row.step is not None
    opened: list[int] = []
    desk.requests.deal_opened.connect(opened.append)
    press(page, Qt.Key.Key_Return)
    assert opened == [row.step.followup.deal_id]


def test_arrows_walk_over_the_heads(qtbot: QtBot, busy: Desk) -> None:
    page = shown(qtbot, busy)
    assert chosen(page) == "Call Jonas"
    seen = []
    for _ in range(4):
        press(page, Qt.Key.Key_Down)
        seen.append(chosen(page))
    assert seen == ["Chase the quote", "Visit Eva", "Send draft", "Call Priya"]


def test_the_menu_offers_the_same_with_its_keys(qtbot: QtBot, desk: Desk) -> None:
    page = shown(qtbot, desk)
    row = the_list(page).chosen
    assert row is not None
    menu = the_list(page).menu_for(row)
    assert [action.text() for action in menu.actions() if action.text()] == [
        *("Done\tD", "Snooze…\tS", "Plan the next step…\tN", "Open deal\tEnter"),
    ]
    next(action for action in menu.actions() if action.text().startswith("Plan")).trigger()
    assert panel(page) is not None
    assert page.close_pane()
    assert not page.close_pane()
    assert isinstance(menu, QMenu)


def test_ctrl_n_is_the_line_to_plan_with(qtbot: QtBot, busy: Desk) -> None:
    page = shown(qtbot, busy)
    told: list[str] = []
    busy.requests.message_shown.connect(told.append)
    page.activateWindow()
    page.new_record()
    line = next(edit for edit in page.findChildren(QLineEdit) if edit.accessibleName() == "Plan a follow-up")
    qtbot.waitUntil(line.hasFocus)
    QTest.keyClicks(line, "call Nils tue")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert "Call Nils" in lines(page)
    assert told == ["Planned: Call · Tue 24 Nov"]
    QTest.keyClicks(line, "half a thought")
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert line.text() == ""
    assert the_list(page).hasFocus()


# Time


def test_a_time_that_passes_becomes_overdue_and_is_counted(qtbot: QtBot, busy: Desk, clock: Any) -> None:
    page = shown(qtbot, busy)
    assert page.count == 4
    clock.now = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)  # eleven, to the second: still due
    page._wake.check()
    assert lines(page)[3:5] == ["Today · 2", "Visit Eva"]
    clock.advance(seconds=1)
    page._wake.check()
    assert lines(page)[:4] == ["Overdue · 3", "Call Jonas", "Chase the quote", "Visit Eva"]
    assert page.count == 4


def test_midnight_turns_the_page(qtbot: QtBot, busy: Desk, clock: Any) -> None:
    page = shown(qtbot, busy)
    counts: list[int] = []
    page.count_changed.connect(counts.append)
    clock.now = datetime(2026, 11, 21, 10, 0, 1, tzinfo=UTC)
    page._wake.check()
    clock.now = datetime(2026, 11, 21, 22, 59, tzinfo=UTC)
    page._wake.check()
    assert "Saturday 21 November" in words(page)
    clock.advance(minutes=1)
    page._wake.check()
    assert "Sunday 22 November" in words(page)
    assert lines(page)[-2:] == ["Today · 1", "Call Priya"]
    assert counts == [5]


@pytest.mark.parametrize(
    ("midday", "midnight"),
    [
        (datetime(2026, 10, 25, 11, tzinfo=UTC), datetime(2026, 10, 25, 23, tzinfo=UTC)),  # a day of 25 hours
        (datetime(2027, 3, 28, 10, tzinfo=UTC), datetime(2027, 3, 28, 22, tzinfo=UTC)),  # one of 23
    ],
)
def test_the_day_ends_at_midnight_also_when_the_clocks_change(
    qtbot: QtBot, empty_desk: Desk, clock: Any, midday: datetime, midnight: datetime
) -> None:
    clock.now = midday
    plan(empty_desk, "call Eva today")
    page = shown(qtbot, empty_desk)
    clock.now = midnight - timedelta(seconds=1)
    page._wake.check()
    assert lines(page)[0] == "Today · 1"
    clock.now = midnight
    page._wake.check()
    assert lines(page)[0] == "Overdue · 1"


def test_the_count_is_told_while_the_page_is_hidden(qtbot: QtBot, busy: Desk) -> None:
    page = shown(qtbot, busy)
    page.hide()
    counts: list[int] = []
    page.count_changed.connect(counts.append)
    plan(busy, "call Nils today")
    assert counts == [5]
    page.show()
    assert "Call Nils" in lines(page)


# Many


def test_two_thousand_overdue_rows(qtbot: QtBot, empty_desk: Desk) -> None:
    numbers = [plan(empty_desk, f"call number {count} 2026-11-{1 + count % 20:02}") for count in range(2000)]
    page = shown(qtbot, empty_desk)
    assert lines(page)[0] == "Overdue · 2,000"
    view = the_list(page)
    choose(page, "Call number 1019")
    view.scrollTo(view.currentIndex())
    QApplication.processEvents()
    before = view.visualRect(view.currentIndex()).top()
    empty_desk.runner.write(followups.complete_followup, numbers[0], owner=page)  # far above
    assert lines(page)[0] == "Overdue · 1,999"
    assert chosen(page) == "Call number 1019"
    assert view.visualRect(view.currentIndex()).top() == before
    asked: list[object] = []
    page._model.dataChanged.connect(lambda *_: asked.append(1))
    page._refresh()
    assert len(asked) == 1  # nothing came or went: no rows are exchanged
