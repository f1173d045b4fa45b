"""Writing into a timeline: what is saved, and what survives a crash."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from leaddesk.domain.records import ActivityKind, Direction, Kind
from leaddesk.domain.summaries import EntryKind, TimelineEntry
from leaddesk.gui.desk import Desk
from leaddesk.gui.widgets.composer import Composer
from leaddesk.gui.widgets.plan_line import PlanLine
from leaddesk.services import contacts, deals, editing
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)")
Fresh = Callable[..., Workspace]
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def deal(demo_workspace: Workspace) -> int:
    return deals.board(demo_workspace).columns[1].ids[0]


@pytest.fixture
def composer(qtbot: QtBot, desk: Desk, deal: int) -> Composer:
    made = Composer(desk, Kind.DEAL)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.show_record(deal)
    return made


def box(composer: Composer) -> QPlainTextEdit:
    return composer.findChildren(QPlainTextEdit)[0]


def button(parent: QWidget, text: str) -> QPushButton:
    return next(found for found in parent.findChildren(QPushButton) if found.text() == text and not found.isHidden())


def newest(workspace: Workspace, deal: int) -> TimelineEntry:
    return deals.deal_detail(workspace, deal).timeline[0]


def test_ctrl_enter_saves_a_note(
    qtbot: QtBot, composer: Composer, deal: int, fresh: Fresh, demo_workspace: Workspace
) -> None:
    qtbot.keyClicks(box(composer), "Needs go-live before March.")
    qtbot.keyClick(box(composer), Qt.Key.Key_Return, CTRL)
    entry = newest(fresh(demo_workspace), deal)
    assert (entry.kind, entry.body) == (EntryKind.NOTE, "Needs go-live before March.")
    assert composer.text == ""


def test_a_call_has_a_direction_and_minutes(
    qtbot: QtBot, composer: Composer, deal: int, fresh: Fresh, demo_workspace: Workspace
) -> None:
    composer.write(ActivityKind.CALL)
    qtbot.mouseClick(button(composer, "They called"), Qt.MouseButton.LeftButton)
    composer.findChildren(QSpinBox)[0].setValue(14)
    qtbot.keyClicks(box(composer), "Budget agreed.")
    qtbot.mouseClick(button(composer, "Save call"), Qt.MouseButton.LeftButton)
    entry = newest(fresh(demo_workspace), deal)
    assert (entry.kind, entry.direction, entry.duration_minutes) == (EntryKind.CALL, Direction.IN, 14)


def test_the_words_for_the_direction_follow_the_kind(composer: Composer) -> None:
    for kind, words in (
        (ActivityKind.CALL, {"I called", "They called"}),
        (ActivityKind.EMAIL, {"I wrote", "They wrote"}),
        (ActivityKind.MEETING, {"I invited", "They invited"}),
    ):
        composer.write(kind)
        shown = {found.text() for found in composer.findChildren(QPushButton) if found.isVisible()}
        assert words <= shown


def test_a_click_on_a_kind_leads_to_the_text(qtbot: QtBot, composer: Composer) -> None:
    button(composer, "Follow-up").setFocus()
    qtbot.mouseClick(button(composer, "Call"), Qt.MouseButton.LeftButton)
    assert composer.kind is ActivityKind.CALL
    assert QApplication.focusWidget() is box(composer)


def test_arrow_keys_go_through_the_kinds(qtbot: QtBot, composer: Composer) -> None:
    note = button(composer, "Note")
    note.setFocus()
    qtbot.keyClick(note, Qt.Key.Key_Right)
    assert composer.kind is ActivityKind.CALL
    assert button(composer, "I called").isVisible()


def test_a_draft_survives_a_crash_and_goes_when_it_is_saved(
    qtbot: QtBot, composer: Composer, desk: Desk, deal: int, settings: Settings
) -> None:
    qtbot.keyClicks(box(composer), "Half a thou")
    qtbot.waitUntil(lambda: "Half a thou" in Settings(settings._path).draft(desk.file_uuid, f"deal:{deal}"))
    second = Composer(desk, Kind.DEAL)
    qtbot.addWidget(second)
    second.show_record(deal)
    assert second.text == "Half a thou"
    second.save()
    assert Settings(settings._path).draft(desk.file_uuid, f"deal:{deal}") == ""


def test_each_record_has_its_own_draft(qtbot: QtBot, composer: Composer, deal: int, demo_workspace: Workspace) -> None:
    other = deals.board(demo_workspace).columns[0].ids[0]
    qtbot.keyClicks(box(composer), "For the first")
    composer.show_record(other)
    assert composer.text == ""
    qtbot.keyClicks(box(composer), "For the second")
    composer.show_record(deal)
    assert composer.text == "For the first"


def test_a_save_that_fails_keeps_the_text(
    qtbot: QtBot, composer: Composer, desk: Desk, deal: int, demo_workspace: Workspace
) -> None:
    editing.delete(demo_workspace, Kind.DEAL, deal)
    qtbot.keyClicks(box(composer), "Do not lose me")
    composer.save()
    assert composer.text == "Do not lose me"
    assert any("no" in label for label in _shown_texts(composer))
    assert desk.settings.draft(desk.file_uuid, f"deal:{deal}") == "Do not lose me"


def test_follow_up_opens_a_line_and_plans(
    qtbot: QtBot, composer: Composer, deal: int, fresh: Fresh, demo_workspace: Workspace
) -> None:
    composer.plan()
    line = composer.findChildren(PlanLine)[0]
    qtbot.keyClicks(QApplication.focusWidget(), "call Eva tue 10:00")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert line.isHidden()
    assert "Call Eva" in [step.subject for step in deals.deal_detail(fresh(demo_workspace), deal).followups]


def test_a_follow_up_that_is_not_planned_yet_waits_with_its_record(
    qtbot: QtBot, composer: Composer, deal: int, demo_workspace: Workspace
) -> None:
    other = deals.board(demo_workspace).columns[2].ids[0]
    composer.plan()
    qtbot.keyClicks(QApplication.focusWidget(), "call them next tue")
    qtbot.keyClicks(box(composer), "Only about the first")
    composer.show_record(other)
    assert composer.text == ""
    assert composer.findChild(PlanLine) is None or composer.findChild(PlanLine).isHidden()
    composer.show_record(deal)
    (line,) = (line for line in composer.findChildren(PlanLine) if not line.isHidden())
    assert line.text == "call them next tue"
    line.focus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    composer.show_record(other)
    composer.show_record(deal)
    assert all(line.isHidden() for line in composer.findChildren(PlanLine))


def test_an_empty_text_cannot_be_saved(
    qtbot: QtBot, composer: Composer, deal: int, fresh: Fresh, demo_workspace: Workspace
) -> None:
    before = newest(demo_workspace, deal)
    composer.write(ActivityKind.CALL)
    assert not button(composer, "Save call").isEnabled()
    composer.save()
    assert newest(fresh(demo_workspace), deal) == before


def test_a_contact_has_a_composer_of_its_own(qtbot: QtBot, desk: Desk, fresh: Fresh, demo_workspace: Workspace) -> None:
    number = contacts.contact_ids(demo_workspace)[3]
    made = Composer(desk, Kind.CONTACT)
    qtbot.addWidget(made)
    made.show_record(number)
    box(made).setPlainText("Met at the fair")
    made.save()
    assert contacts.contact_detail(fresh(demo_workspace), number).timeline[0].body == "Met at the fair"


def _shown_texts(composer: Composer) -> list[str]:
    return [label.text() for label in composer.findChildren(QLabel) if not label.isHidden()]


def test_a_draft_keeps_that_it_was_a_call_of_fourteen_minutes(
    qtbot: QtBot, composer: Composer, deal: int, demo_workspace: Workspace, fresh: Fresh
) -> None:
    other = deals.board(demo_workspace).columns[0].ids[0]
    composer.write(ActivityKind.CALL)
    qtbot.mouseClick(button(composer, "They called"), Qt.MouseButton.LeftButton)
    composer.findChildren(QSpinBox)[0].setValue(14)
    qtbot.keyClicks(box(composer), "Go-live before March")
    composer.show_record(other)
    assert composer.kind is ActivityKind.NOTE
    composer.show_record(deal)
    assert composer.kind is ActivityKind.CALL
    composer.save()
    newest = deals.deal_detail(fresh(demo_workspace), deal).timeline[0]
    assert (newest.kind, newest.direction, newest.duration_minutes) == (EntryKind.CALL, Direction.IN, 14)
