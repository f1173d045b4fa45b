"""A deal from lead to won with the keyboard alone, by what a screen reader says; the window works on its threads."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.exceptions import TimeoutError as NeverCameError
from pytestqt.qtbot import QtBot

from leaddesk.domain.records import DealStatus, Kind, Lifecycle
from leaddesk.domain.summaries import DealDetail
from leaddesk.gui import theme
from leaddesk.gui.bridge.runner import ThreadRunner
from leaddesk.gui.main_window import MainWindow
from leaddesk.gui.office import Office
from leaddesk.gui.undo_keys import UndoKeys
from leaddesk.services import contacts, deals, editing, followups, leads
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (raise|grabbing the keyboard)")

Key = Qt.Key
PLAIN, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
CTRL_SHIFT = CTRL | Qt.KeyboardModifier.ShiftModifier
TABS = 40  # after which a place counts as out of reach
TEXTS = (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value)


@pytest.fixture(autouse=True)
def listened() -> Iterator[None]:
    """A screen reader runs: tables tell it when their rows change."""
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


@pytest.fixture
def announced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is read out without the keyboard being there."""
    said: list[str] = []

    def listen(event: QAccessibleEvent) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            said.append(event.message())

    monkeypatch.setattr(QAccessible, "updateAccessibility", listen)
    return said


@pytest.fixture
def window(
    qtbot: QtBot, qapp: QApplication, settings: Settings, clock: Any, demo_workspace: Workspace
) -> Iterator[MainWindow]:
    """The invented business with one lead more; the stage Demo requires the source of a deal."""
    theme.apply(qapp, theme.LIGHT)
    leads.add_lead(demo_workspace, {"name": "Nora Falk", "company": "Falk Textil"})
    demo = next(stage for stage in deals.list_stages(demo_workspace) if stage.name == "Demo")
    editing.edit(demo_workspace, Kind.STAGE, demo.id, {"required": "source"})
    keys = UndoKeys(qapp)
    window = MainWindow(Office(settings, ThreadRunner, clock))
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
    window.office.open_file(demo_workspace.database.path)
    yield window
    window.close()
    keys.deleteLater()


class Keyboard:
    """Hands on the keys, and ears: there are no eyes and there is no mouse."""

    def __init__(self, window: MainWindow, qtbot: QtBot, announced: list[str]) -> None:
        self._window, self._qtbot, self._announced = window, qtbot, announced

    @property
    def heard(self) -> str:
        """What is said of the place that has the keyboard."""
        place = QAccessible.queryAccessibleInterface(self._place())
        place = place.focusChild() or place
        return ", ".join(filter(None, (place.text(text) for text in TEXTS)))

    def _place(self) -> QWidget:
        """Where the keyboard is; what has gone or only proposes is not active, as with a window manager."""
        QApplication.processEvents()  # what is about to close does
        active = QApplication.activeWindow()
        if active is not self._window and not (isinstance(active, QDialog) and active.isVisible()):
            self._window.activateWindow()
            assert QTest.qWaitForWindowActive(self._window)
        return QApplication.focusWidget() or self._window

    def press(self, key: Key, held: Qt.KeyboardModifier = PLAIN) -> None:
        QTest.keyClick(self._place(), key, held)

    def type(self, text: str) -> None:
        QTest.keyClicks(self._place(), text)

    def hears(self, *words: str) -> None:
        """Wait until all of this is said of the place that has the keyboard."""
        try:
            self._qtbot.waitUntil(lambda: all(word in self.heard for word in words))
        except NeverCameError:
            raise AssertionError(f"{words} not in: {self.heard}") from None

    def is_told(self, words: str) -> None:
        """Wait until this is read out."""
        try:
            self._qtbot.waitUntil(lambda: any(words in said for said in self._announced))
        except NeverCameError:
            raise AssertionError(f"{words} not in: {self._announced}") from None

    def tab_to(self, words: str) -> None:
        """Go on with Tab until this is said."""
        passed = []
        for _ in range(TABS):
            if words in self.heard:
                return
            self.press(Key.Key_Tab)
            QApplication.processEvents()
            passed.append(self.heard)
        raise AssertionError(f"{words} not in: {passed}")


@pytest.fixture
def keyboard(window: MainWindow, qtbot: QtBot, announced: list[str]) -> Keyboard:
    return Keyboard(window, qtbot, announced)


def test_a_deal_from_lead_to_won(
    keyboard: Keyboard, demo_workspace: Workspace, fresh: Callable[..., Workspace], qtbot: QtBot, clock: Any
) -> None:
    def saved() -> DealDetail:
        """The deal as a fresh connection reads it."""
        found = deals.list_deals(fresh(demo_workspace), "company:falk", 1)
        return deals.deal_detail(fresh(demo_workspace), found[0].id)

    def stage(detail: DealDetail) -> str:
        return next(stage.name for stage in detail.stages if stage.id == detail.deal.stage_id)

    # A lead is found, and has a deal now.
    keyboard.hears("Qualified, card 1 of 9, Website relaunch")
    keyboard.press(Key.Key_K, CTRL)
    keyboard.hears("Search or jump to")
    keyboard.type("nora")
    keyboard.is_told("Nora Falk")
    keyboard.press(Key.Key_Return)
    keyboard.hears("Nora Falk, Falk Textil")
    keyboard.press(Key.Key_Return)
    keyboard.hears("Name", "Nora Falk")
    keyboard.tab_to("Add a deal")
    keyboard.press(Key.Key_Space)
    keyboard.hears("Qualified, card 1 of 10, Falk Textil, Falk Textil, Nora Falk")
    nora = saved().contact
    assert nora is not None
    assert contacts.contact_rows(fresh(demo_workspace), [nora.id])[0].lifecycle is Lifecycle.PROSPECT

    # Its title on the card, its value and day in the pane, a step.
    keyboard.press(Key.Key_F2)
    keyboard.hears("Title")
    keyboard.press(Key.Key_A, CTRL)
    keyboard.type("Dye house refit")
    keyboard.press(Key.Key_Return)
    keyboard.hears("Dye house refit, Falk Textil, Nora Falk")
    keyboard.press(Key.Key_Return)
    keyboard.hears("Title", "Dye house refit")
    keyboard.tab_to("Value")
    keyboard.type("12,500")
    keyboard.tab_to("Expected close")
    keyboard.type("18 Dec 2026")
    keyboard.tab_to("Plan next step")
    keyboard.press(Key.Key_Space)
    keyboard.hears("Plan a follow-up")
    keyboard.type("call Nora tomorrow 10am")
    keyboard.press(Key.Key_Return)
    qtbot.waitUntil(lambda: bool(saved().followups))
    deal, step = saved().deal, saved().followups[0]
    assert (deal.title, deal.value, deal.expected_close) == ("Dye house refit", 1_250_000, date(2026, 12, 18))
    tomorrow = clock().astimezone() + timedelta(days=1)
    assert step.due_at == datetime.combine(tomorrow.date(), time(10)).astimezone()

    # Along the stages; the third asks what it requires.
    keyboard.press(Key.Key_Escape)
    keyboard.press(Key.Key_Escape)
    keyboard.hears("Qualified, card 1 of 10, Dye house refit", "12,500 euro")
    keyboard.press(Key.Key_Right, CTRL)
    keyboard.hears("Contacted, card 1 of 8, Dye house refit")
    qtbot.waitUntil(lambda: stage(saved()) == "Contacted")
    keyboard.press(Key.Key_Right, CTRL)
    keyboard.hears("Source")
    keyboard.type("Trade fair")
    keyboard.press(Key.Key_Return)
    keyboard.hears("Demo, card 1 of 6, Dye house refit")
    qtbot.waitUntil(lambda: stage(saved()) == "Demo")
    assert (saved().deal.source, saved().deal.probability) == ("Trade fair", 45)

    # Only mine are shown; the step is done.
    keyboard.press(Key.Key_F, CTRL)
    keyboard.type("owner:me")
    keyboard.press(Key.Key_Return)
    keyboard.hears("Demo, card 1 of 3, Dye house refit")
    keyboard.press(Key.Key_Return)  # opens it
    keyboard.press(Key.Key_Return)  # and goes there
    keyboard.hears("Title", "Dye house refit")
    keyboard.tab_to("Done: Call Nora")
    keyboard.press(Key.Key_Space)
    qtbot.waitUntil(lambda: not saved().followups)
    assert followups.list_followups(fresh(demo_workspace), step.id)

    # Won, taken back, and won again.
    keyboard.press(Key.Key_Escape)
    keyboard.press(Key.Key_Escape)
    keyboard.hears("Demo, card 1 of 3, Dye house refit")
    for key, held, status in (
        (Key.Key_W, CTRL_SHIFT, DealStatus.WON),
        (Key.Key_Z, CTRL, DealStatus.OPEN),
        (Key.Key_Z, CTRL_SHIFT, DealStatus.WON),
    ):
        keyboard.press(key, held)
        qtbot.waitUntil(lambda status=status: saved().deal.status is status)
