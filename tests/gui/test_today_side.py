"""Beside the day's list: the month, the line to plan with, the week."""

from datetime import date

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton
from pytestqt.qtbot import QtBot

from leaddesk.gui.desk import Desk
from leaddesk.gui.today.month import Month
from leaddesk.gui.today.today_list import TodayList
from leaddesk.gui.today.today_page import TodayPage
from leaddesk.services import followups

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(qtbot: QtBot, empty_desk: Desk) -> TodayPage:
    """Saturday 21 November 2026; one step today, one on 20 December."""
    for phrase in ("send draft today", "call Otto 2026-12-20"):
        empty_desk.runner.write(followups.plan_phrase, phrase, owner=empty_desk.bus)
    made = TodayPage(empty_desk)
    qtbot.addWidget(made)
    made.resize(1148, 850)
    made.show()
    return made


def words(page: TodayPage) -> str:
    return " | ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def test_a_day_of_the_month_goes_into_the_line(page: TodayPage) -> None:
    month = page.findChildren(Month)[0]
    assert "November 2026" in words(page)
    QTest.mouseClick(next(b for b in month.findChildren(QPushButton) if b.accessibleName() == "Next month"), LEFT)
    assert "December 2026" in words(page)
    days = month._days
    assert days.accessibleName() == "Monday 21 December 2026"
    QTest.keyClick(days, Qt.Key.Key_Left)
    assert days.accessibleName() == "Sunday 20 December 2026, 1 planned"
    QTest.keyClick(days, Qt.Key.Key_Return)
    assert "Sun 20 Dec" in words(page)
    QTest.mouseClick(days, LEFT, pos=days._rect_of(date(2026, 12, 3)).center())
    assert "Thu 3 Dec" in words(page)


def test_the_week_has_a_bar(page: TodayPage) -> None:
    assert "0 done · 1 planned" in words(page)
    QTest.keyClick(page.findChildren(TodayList)[0], Qt.Key.Key_D)
    assert "1 done · 0 planned" in words(page)
    bar = page.findChildren(QProgressBar)[0]
    assert (bar.value(), bar.maximum()) == (1, 1)


def test_the_side_keeps_its_place_in_a_narrow_window(page: TodayPage) -> None:
    wide = page.findChildren(TodayList)[0].width()
    page.resize(760, 600)
    assert page._side.isVisible()
    assert 300 < page.findChildren(TodayList)[0].width() < wide


def test_the_week_begins_as_the_locale_has_it(qtbot: QtBot) -> None:
    before = QLocale()
    try:
        columns = {}
        for language in (QLocale("en_US"), QLocale("de_DE")):
            QLocale.setDefault(language)
            month = Month(date(2026, 11, 21))
            qtbot.addWidget(month)
            columns[language.name()] = month._days._rect_of(date(2026, 11, 1)).left()
        assert columns["en_US"] == 0  # that day is a Sunday
        assert columns["de_DE"] > 0
    finally:
        QLocale.setDefault(before)
