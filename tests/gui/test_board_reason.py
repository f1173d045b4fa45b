"""The question why a deal was lost."""

from itertools import pairwise

import pytest
from board_hands import LEFT, PLAIN, Key
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from leaddesk.domain.records import LOST_REASONS
from leaddesk.gui import theme
from leaddesk.gui.widgets.reason_dialog import ReasonDialog


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> QWidget:
    theme.apply(qapp, theme.LIGHT)
    shown = QWidget()
    qtbot.addWidget(shown)
    shown.show()
    return shown


def test_other_needs_a_note(window: QWidget) -> None:
    heard: list[tuple[str, str]] = []
    dialog = ReasonDialog("Payroll switch", window)
    dialog.chosen.connect(lambda reason, note: heard.append((reason, note)))
    dialog.open()
    QTest.keyClick(dialog, Key.Key_Return)
    assert dialog.isVisible()
    assert not dialog.confirm.isEnabled()
    dialog.reasons.setCurrentRow(len(LOST_REASONS) - 1)
    QTest.keyClick(dialog, Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.focusWidget() is dialog.note
    QTest.keyClicks(dialog.note, "Moved abroad")
    QTest.keyClick(dialog.note, Key.Key_Return)
    assert heard == [("Other", "Moved abroad")]


def test_a_double_click_on_a_reason_is_enough(window: QWidget) -> None:
    heard: list[tuple[str, str]] = []
    dialog = ReasonDialog("Payroll switch", window)
    dialog.chosen.connect(lambda reason, note: heard.append((reason, note)))
    dialog.open()
    first = dialog.reasons.visualItemRect(dialog.reasons.item(0)).center()
    QTest.mouseClick(dialog.reasons.viewport(), LEFT, PLAIN, first)
    QTest.mouseDClick(dialog.reasons.viewport(), LEFT, PLAIN, first)
    assert heard == [("Price", "")]


def test_every_reason_can_be_seen(window: QWidget) -> None:
    dialog = ReasonDialog("Payroll switch", window)
    dialog.open()
    rows = [dialog.reasons.visualItemRect(dialog.reasons.item(row)) for row in range(len(LOST_REASONS))]
    assert all(below.top() >= above.bottom() for above, below in pairwise(rows))
    assert dialog.reasons.viewport().rect().contains(rows[-1])
    dialog.reject()
