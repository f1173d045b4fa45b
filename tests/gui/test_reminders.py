"""Reminders: on time, once, and also when the program was closed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QSystemTrayIcon, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from leaddesk.domain.records import Kind
from leaddesk.gui.desk import Desk
from leaddesk.gui.reminder_list import ReminderList
from leaddesk.gui.reminders import Reminders
from leaddesk.gui.widgets.banner import Banner, Banners
from leaddesk.gui.widgets.snooze_menu import SnoozeMenu
from leaddesk.services import followups, history

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


class Window(QWidget):
    """A window with a place for banners, in which LeadDesk is started and ended."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.resize(900, 500)
        column = QVBoxLayout(self)
        self.banners = Banners()
        column.addWidget(self.banners)
        column.addStretch(1)
        self.reminders: Reminders | None = None

    def start(self) -> Reminders:
        self.reminders = Reminders(self.desk, self, self.banners, self)
        return self.reminders

    def end(self) -> None:
        assert self.reminders is not None
        self.reminders.setParent(None)
        self.reminders.deleteLater()
        self.desk.bus.changed.disconnect(self.reminders._on_bus_changed)
        self.reminders = None
        self.banners.clear()

    @property
    def said(self) -> list[str]:
        return [banner.text for banner in self.banners.findChildren(Banner) if not banner.isHidden()]

    def button(self, text: str, within: QWidget | None = None) -> QPushButton:
        found = (within or self.banners).findChildren(QPushButton)
        return next(b for b in found if b.text() == text and b.isVisible())


@pytest.fixture
def window(qtbot: QtBot, empty_desk: Desk) -> Window:
    made = Window(empty_desk)
    qtbot.addWidget(made)
    made.show()
    return made


def plan(window: Window, phrase: str, on: tuple[Kind, int] | None = None) -> int:
    done: list[Any] = []
    window.desk.runner.write(followups.plan_phrase, phrase, on, owner=window, then=done.append)
    number = done[0].subject
    assert isinstance(number, int)
    return number


def snooze_to(window: Window, label: str, parent: QWidget | None = None) -> None:
    menu = next(found for found in (parent or window).findChildren(SnoozeMenu) if found.isVisible())
    next(action for action in menu.actions() if action.text().startswith(label)).trigger()
    menu.close()


# While it runs


def test_a_reminder_comes_ten_minutes_before(window: Window, clock: Any) -> None:
    plan(window, "call Jonas about dates 11:00")
    reminders = window.start()
    clock.advance(minutes=49, seconds=59)
    reminders.check()
    assert window.said == []
    clock.advance(seconds=1)
    reminders.check()
    assert window.said == ["Call Jonas about dates · Today, 11:00"]
    clock.advance(minutes=1)
    reminders.check()
    assert len(window.said) == 1


def test_it_wakes_by_itself_for_the_next_one(window: Window, clock: Any) -> None:
    reminders = window.start()
    plan(window, "call Jonas 11:00")  # planned while it sleeps
    plan(window, "call Eva 10:30")
    clock.now = datetime(2026, 11, 21, 9, 20, tzinfo=UTC)
    reminders._wake.check()
    assert window.said == ["Call Eva · Today, 10:30"]
    clock.now = datetime(2026, 11, 21, 9, 50, tzinfo=UTC)
    reminders._wake.check()
    assert window.said == ["Call Eva · Today, 10:30", "Call Jonas · Today, 11:00"]


def test_after_a_long_sleep_of_the_machine_it_looks_at_the_clock(window: Window, clock: Any) -> None:
    plan(window, "call Jonas 11:00")
    reminders = window.start()
    assert reminders._wake._timer.interval() <= 60_001
    clock.advance(days=2)
    reminders._wake.check()
    assert window.said == ["Call Jonas · 21 Nov, 11:00"]


def test_an_all_day_step_reminds_at_nine_also_when_the_clocks_change(window: Window, clock: Any) -> None:
    clock.now = datetime(2026, 10, 24, 12, tzinfo=UTC)
    plan(window, "send the draft tomorrow")  # the day of 25 hours
    reminders = window.start()
    clock.now = datetime(2026, 10, 25, 7, 59, 59, tzinfo=UTC)
    reminders.check()
    assert window.said == []
    clock.advance(seconds=1)
    reminders.check()
    assert window.said == ["Send the draft · Today"]


def test_done_ticks_it_off(window: Window, clock: Any) -> None:
    number = plan(window, "call Jonas 11:05")
    plan(window, "call Jonas 10:30")
    reminders = window.start()
    clock.advance(minutes=25)
    reminders.check()
    window.button("Done").click()
    assert window.said == []
    left: list[Any] = []
    window.desk.runner.read(followups.list_followups, owner=window, then=left.extend)
    assert [step.followup.id for step in left] == [number]


def test_a_snoozed_reminder_comes_again(window: Window, clock: Any) -> None:
    plan(window, "call Jonas 10:30")
    reminders = window.start()
    clock.advance(minutes=20)
    reminders.check()
    window.button("Snooze").click()
    snooze_to(window, "In 1 hour")
    assert window.said == []
    clock.advance(minutes=49)
    reminders.check()
    assert window.said == []
    clock.advance(minutes=1)
    reminders.check()
    assert window.said == ["Call Jonas · Today, 11:20"]


def test_open_shows_the_deal(qtbot: QtBot, desk: Desk, clock: Any) -> None:
    window = Window(desk)
    qtbot.addWidget(window)
    window.show()
    deal = _some_deal(desk)
    plan(window, "call Jonas 10:30", (Kind.DEAL, deal))
    reminders = window.start()
    opened: list[int] = []
    desk.requests.deal_opened.connect(opened.append)
    clock.advance(minutes=20)
    reminders.check()
    window.button("Open").click()
    assert opened == [deal]
    assert len(window.said) == 1  # looking is not answering


def test_what_belongs_to_nothing_has_nothing_to_open(window: Window, clock: Any) -> None:
    plan(window, "call the bank 10:30")
    reminders = window.start()
    clock.advance(minutes=20)
    reminders.check()
    assert [b.text() for b in window.banners.findChildren(QPushButton) if b.text()] == ["Done", "Snooze"]


def test_ticked_off_in_another_place_the_banner_goes(window: Window, clock: Any) -> None:
    number = plan(window, "call Jonas 10:30")
    reminders = window.start()
    clock.advance(minutes=20)
    reminders.check()
    window.desk.runner.write(followups.complete_followup, number, owner=window)
    assert window.said == []


def test_undoing_the_plan_takes_the_banner_away(window: Window, clock: Any) -> None:
    operations: list[int] = []
    window.desk.bus.changed.connect(lambda changes: operations.append(changes.operation))
    plan(window, "call Jonas 10:30")
    reminders = window.start()
    clock.advance(minutes=20)
    reminders.check()
    window.desk.runner.write(history.undo, operations[0], owner=window)
    assert window.said == []


def test_many_at_once_stand_in_one_banner(window: Window, clock: Any) -> None:
    for minute in range(30, 36):
        plan(window, f"call number {minute} 10:{minute}")
    reminders = window.start()
    clock.advance(minutes=20)
    reminders.check()
    assert window.said == ["Call number 30 · Today, 10:30"]
    clock.advance(minutes=30)
    reminders.check()
    assert window.said == ["6 reminders came"]


# While it was closed


def missed(window: Window, clock: Any, count: int) -> None:
    """LeadDesk ran this morning, was ended, and comes up again in the evening."""
    for number in range(count):
        plan(window, f"call number {number} 1{2 + number}:00")
    window.start()
    window.end()
    clock.advance(hours=9)


def test_the_first_start_has_missed_nothing(window: Window) -> None:
    plan(window, "call Jonas 2026-11-19 10:00")
    window.start()
    assert window.said == []


def test_missed_reminders_are_listed_once_even_after_two_restarts(window: Window, clock: Any) -> None:
    missed(window, clock, 3)
    window.start()
    assert window.said == ["3 reminders came while LeadDesk was closed"]
    window.end()
    window.start()
    assert window.said == []
    window.end()
    clock.advance(days=1)
    window.start()
    assert window.said == []


def test_a_single_missed_one_is_said_in_full(window: Window, clock: Any) -> None:
    missed(window, clock, 1)
    window.start()
    assert window.said == ["Call number 0 · Today, 12:00"]


def test_the_missed_ones_are_answered_one_by_one(window: Window, clock: Any) -> None:
    missed(window, clock, 3)
    window.start()
    window.button("Show").click()
    listed = window.findChildren(ReminderList)[0]
    assert listed.isVisible()
    assert not listed.isModal()
    assert _subjects(listed) == ["Call number 0", "Call number 1", "Call number 2"]
    window.button("Done", listed).click()
    assert _subjects(listed) == ["Call number 1", "Call number 2"]
    assert window.said == ["2 reminders came while LeadDesk was closed"]
    window.button("Snooze", listed).click()
    snooze_to(window, "Tomorrow", listed)
    assert window.said == ["1 reminder came while LeadDesk was closed"]
    window.button("Done", listed).click()
    assert window.said == []
    assert not listed.isVisible()


def test_a_wrong_clock_of_yesterday_hides_nothing(window: Window, clock: Any) -> None:
    now = clock.now
    plan(window, "call Jonas 11:00")
    clock.now = now + timedelta(days=400)
    window.start()
    window.end()
    clock.now = now
    window.start().check()
    clock.advance(hours=1)
    assert window.reminders is not None
    window.reminders.check()
    assert window.said == ["Call Jonas · Today, 11:00"]


def test_a_remembered_time_that_cannot_be_read_is_begun_anew(window: Window, clock: Any) -> None:
    window.desk.settings.set(f"reminded:{window.desk.file_uuid}", "yesterday")
    plan(window, "call Jonas 11:00")
    reminders = window.start()
    clock.advance(minutes=50)
    reminders.check()
    assert window.said == ["Call Jonas · Today, 11:00"]


def test_without_a_tray_there_is_no_tray(window: Window) -> None:
    assert not QSystemTrayIcon.isSystemTrayAvailable()
    reminders = window.start()
    assert reminders.findChildren(QSystemTrayIcon) == []


def _subjects(listed: ReminderList) -> list[str]:
    labels = listed.findChildren(QLabel, options=Qt.FindChildOption.FindChildrenRecursively)
    return [label.text() for label in labels if label.property("role") == "strong" and label.isVisible()]


def _some_deal(desk: Desk) -> int:
    found: list[Any] = []
    desk.runner.read(followups.list_followups, owner=desk.bus, then=found.extend)
    number = next(step.followup.deal_id for step in found if step.followup.deal_id is not None)
    assert isinstance(number, int)
    return number
