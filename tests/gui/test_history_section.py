"""The settings' part about the history: for how long, and how much there is."""

import pytest
from pytestqt.qtbot import QtBot

from leaddesk.gui.desk import Desk
from leaddesk.gui.settings.history_section import HistorySection
from leaddesk.services import history_care
from leaddesk.services.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)")


@pytest.fixture
def section(qtbot: QtBot, desk: Desk) -> HistorySection:
    made = HistorySection(desk)
    qtbot.addWidget(made)
    made.show()
    return made


def test_it_shows_how_long_and_how_much(section: HistorySection) -> None:
    assert section.days.currentText() == "1 year"
    assert section.figures.text().startswith("2 operations, of which 2 can still be looked into and undone")
    assert section.days.accessibleName() == "Keep what was changed for"


def test_a_choice_is_saved_for_everybody(section: HistorySection, demo_workspace: Workspace) -> None:
    place = section.days.findText("Ever")
    section.days.setCurrentIndex(place)
    section.days.activated.emit(place)
    assert history_care.days_kept(demo_workspace) == history_care.FOR_EVER
    assert section.days.currentText() == "Ever"


def test_what_a_colleague_chose_is_shown(section: HistorySection, desk: Desk, demo_workspace: Workspace) -> None:
    desk.bus.publish(history_care.keep(demo_workspace, 31))
    assert section.days.currentText() == "1 month"
    section.hide()
    desk.bus.publish(history_care.keep(demo_workspace, 45))
    section.show()
    assert section.days.currentText() == "45 days"
