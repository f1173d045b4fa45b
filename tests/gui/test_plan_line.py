"""Planning by typing, putting off, and what comes next, as somebody at the keyboard has it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from leaddesk.domain.records import FollowUpKind, Kind
from leaddesk.domain.summaries import Step
from leaddesk.gui.desk import Desk
from leaddesk.gui.widgets.plan_line import PlanLine
from leaddesk.gui.widgets.snooze_menu import SnoozeMenu
from leaddesk.gui.widgets.what_next import WhatNext
from leaddesk.services import deals, followups

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    shown = QWidget()
    shown.resize(700, 600)
    qtbot.addWidget(shown)
    QVBoxLayout(shown)
    shown.show()
    return shown


def put(window: QWidget, widget: QWidget) -> QLineEdit:
    layout = window.layout()
    assert layout is not None
    layout.addWidget(widget)
    widget.show()
    return widget.findChildren(QLineEdit)[0]


def said(widget: QWidget) -> str:
    """Every word that is to be seen."""
    return " | ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible() and label.text())


def ask(desk: Desk, call: Callable[..., Any], *args: Any) -> Any:
    answers: list[Any] = []
    desk.runner.read(call, *args, owner=desk.bus, then=answers.append)
    return answers[0]


def planned(desk: Desk) -> list[Step]:
    return list(ask(desk, followups.list_followups))


def first_deal(desk: Desk) -> int:
    number: int = ask(desk, deals.list_deals)[0].id
    return number


def actions(menu: QMenu) -> dict[str, str]:
    return dict(action.text().split("\t") for action in menu.actions() if "\t" in action.text())


# The line


def test_what_was_understood_is_echoed_as_it_is_typed(empty_desk: Desk, window: QWidget) -> None:
    plan = PlanLine(empty_desk)
    line = put(window, plan)
    line.setText("call jonas next tue 10am about dates")
    assert "Call" in said(plan)
    assert "Tue 24 Nov, 10:00" in said(plan)
    assert "10 minutes before" in said(plan)
    line.setText("send offer tomorrow")
    assert "E-mail" in said(plan)
    assert "Sun 22 Nov" in said(plan)
    assert "any time that day" in said(plan).lower()
    line.setText("call jonas 1 jan 2027")
    assert "Fri 1 Jan 2027" in said(plan)


def test_the_echo_tells_what_is_odd_about_a_time(empty_desk: Desk, window: QWidget) -> None:
    plan = PlanLine(empty_desk)
    line = put(window, plan)
    line.setText("call jonas")
    assert "when?" in said(plan)
    line.setText("call jonas 2026-11-02")
    assert "in the past" in said(plan)
    line.setText("call jonas in 5 minutes")
    assert "Reminder when it is due" in said(plan)


def test_enter_plans_and_empties_the_line(qtbot: QtBot, desk: Desk, window: QWidget) -> None:
    deal = first_deal(desk)
    plan = PlanLine(desk, (Kind.DEAL, deal))
    line = put(window, plan)
    QTest.keyClicks(line, "call Jonas about dates next tue 10am")
    with qtbot.waitSignal(plan.planned, check_params_cb=lambda text: "Tue 24 Nov, 10:00" in text):
        QTest.keyClick(line, Qt.Key.Key_Return)
    assert line.text() == ""
    followup = next(step.followup for step in planned(desk) if step.followup.subject == "Call Jonas about dates")
    assert followup.kind is FollowUpKind.CALL
    assert followup.due_at == datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert followup.deal_id == deal


def test_a_refusal_keeps_what_was_typed_and_says_why(empty_desk: Desk, window: QWidget) -> None:
    plan = PlanLine(empty_desk)
    line = put(window, plan)
    QTest.keyClicks(line, "call jonas")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert line.text() == "call jonas"
    assert "no time was found" in said(plan)
    assert planned(empty_desk) == []
    QTest.keyClicks(line, " tomorrow")
    assert "no time was found" not in said(plan)
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert [step.followup.subject for step in planned(empty_desk)] == ["Call jonas"]


def test_enter_on_an_empty_line_does_nothing(empty_desk: Desk, window: QWidget) -> None:
    plan = PlanLine(empty_desk)
    line = put(window, plan)
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert planned(empty_desk) == []
    assert "nothing was planned" not in said(plan)


def test_escape_is_told(qtbot: QtBot, empty_desk: Desk, window: QWidget) -> None:
    plan = PlanLine(empty_desk)
    line = put(window, plan)
    with qtbot.waitSignal(plan.cancelled):
        QTest.keyClick(line, Qt.Key.Key_Escape)


def test_a_day_from_the_calendar_keeps_words_and_time(empty_desk: Desk, window: QWidget) -> None:
    plan = PlanLine(empty_desk)
    line = put(window, plan)
    line.setText("call Jonas next tue 10am")
    plan.put_day(date(2026, 12, 3))
    assert "Thu 3 Dec, 10:00" in said(plan)
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert planned(empty_desk)[0].followup.subject == "Call Jonas"
    plan.put_day(date(2026, 12, 4))
    QTest.keyClicks(line, "visit Eva")
    assert "Fri 4 Dec" in said(plan)


# Snooze


def test_each_choice_shows_its_day(empty_desk: Desk, window: QWidget) -> None:
    offered = actions(SnoozeMenu(empty_desk, window))
    assert offered["In 1 hour"] == "Sat 21 Nov, 11:00"
    assert offered["This afternoon"] == "Sat 21 Nov, 15:00"
    assert offered["Tomorrow"] == "Sun 22 Nov"
    assert offered["In 3 days"] == "Tue 24 Nov"
    assert offered["Next week"] == "Mon 23 Nov"


@pytest.mark.parametrize(
    ("hour", "missing"), [(9, set()), (14, {"This afternoon"}), (20, {"This afternoon", "Tonight"})]
)
def test_what_has_passed_is_not_offered(
    empty_desk: Desk, clock: Any, window: QWidget, hour: int, missing: set[str]
) -> None:
    clock.now = datetime(2026, 11, 21, hour - 1, tzinfo=UTC)
    offered = set(actions(SnoozeMenu(empty_desk, window)))
    assert {"This afternoon", "Tonight"} - offered == missing


def test_an_hour_stays_an_hour_when_the_clocks_go_back(empty_desk: Desk, clock: Any, window: QWidget) -> None:
    clock.now = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 02:30, which comes twice that night
    assert actions(SnoozeMenu(empty_desk, window))["In 1 hour"] == "Sun 25 Oct, 02:30"


def test_every_choice_is_understood_by_the_service(empty_desk: Desk, clock: Any, window: QWidget) -> None:
    empty_desk.runner.write(followups.plan_phrase, "call Eva tomorrow 10:00", owner=window)
    number = planned(empty_desk)[0].followup.id
    menu = SnoozeMenu(empty_desk, window)
    problems: list[object] = []
    menu.chosen.connect(
        lambda words: empty_desk.runner.write(
            followups.snooze_followup, number, words, owner=window, failed=problems.append
        )
    )
    for action in menu.actions():
        action.trigger()
    assert problems == []
    due = planned(empty_desk)[0].followup.due_at
    assert due == datetime(2026, 11, 23, 18, tzinfo=UTC)  # Monday, at the time of the last choice: tonight's 19:00


def test_any_other_time_can_be_typed(qtbot: QtBot, empty_desk: Desk, window: QWidget) -> None:
    menu = SnoozeMenu(empty_desk, window)
    menu.open_under(QRect(window.mapToGlobal(QPoint(300, 100)), menu.sizeHint()))
    line = menu.findChildren(QLineEdit)[0]
    line.setText("some day")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert menu.isVisible()
    line.setText("fri 9:00")
    assert "Fri 27 Nov, 09:00" in said(menu)
    with qtbot.waitSignal(menu.chosen, check_params_cb=lambda words: words == "fri 9:00"):
        QTest.keyClick(line, Qt.Key.Key_Return)


# What next?


def test_one_key_plans_the_next_step(qtbot: QtBot, desk: Desk, window: QWidget) -> None:
    deal = first_deal(desk)
    panel = WhatNext(desk, (Kind.DEAL, deal), window, whom="Jonas Beck")
    panel.open()
    assert "Call tomorrow | Sun 22 Nov" in said(panel)
    with qtbot.waitSignals([panel.planned, panel.closed]):
        QTest.keyClick(panel, Qt.Key.Key_3)
    step = next(step for step in planned(desk) if step.followup.subject == "Write to Jonas Beck")
    assert step.followup.kind is FollowUpKind.EMAIL
    assert step.followup.due_on == date(2026, 11, 28)
    assert step.followup.deal_id == deal


def test_other_words_are_typed_at_once(qtbot: QtBot, empty_desk: Desk, window: QWidget) -> None:
    panel = WhatNext(empty_desk, None, window)
    panel.open()
    QTest.keyClicks(panel, "v")
    line = panel.findChildren(QLineEdit)[0]
    QTest.keyClicks(line, "isit Eva in 2 weeks")
    with qtbot.waitSignal(panel.closed):
        QTest.keyClick(line, Qt.Key.Key_Return)
    assert [step.followup.subject for step in planned(empty_desk)] == ["Visit Eva"]


def test_escape_means_nothing_now_and_gives_the_keyboard_back(qtbot: QtBot, empty_desk: Desk, window: QWidget) -> None:
    button = QPushButton("before")
    layout = window.layout()
    assert layout is not None
    layout.addWidget(button)
    button.show()
    window.activateWindow()
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    panel = WhatNext(empty_desk, None, window)
    panel.open()
    with qtbot.waitSignal(panel.closed):
        QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert button.hasFocus()
    assert planned(empty_desk) == []


def test_a_click_plans_too_and_the_panel_stays_inside_a_narrow_parent(
    qtbot: QtBot, empty_desk: Desk, window: QWidget
) -> None:
    window.resize(260, 500)
    panel = WhatNext(empty_desk, None, window)
    panel.open()
    assert window.rect().contains(panel.geometry())
    button = next(b for b in panel.findChildren(QPushButton) if b.accessibleName().startswith("Look again"))
    with qtbot.waitSignal(panel.closed):
        button.click()
    assert planned(empty_desk)[0].followup.due_on == date(2026, 12, 21)
