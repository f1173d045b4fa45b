"""The deal pane: what it shows, what it does, and how it follows what happens elsewhere."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from leaddesk.domain.errors import Damaged
from leaddesk.domain.records import ActivityKind, DealStatus, Direction, Kind, Temperature
from leaddesk.domain.summaries import DealDetail, EntryKind, TimelineEntry
from leaddesk.gui import theme
from leaddesk.gui.bridge.runner import ThreadRunner
from leaddesk.gui.desk import Desk
from leaddesk.gui.pipeline.deal_pane import DealPane
from leaddesk.gui.pipeline.stage_arrows import StageArrow
from leaddesk.gui.widgets.plan_line import PlanLine
from leaddesk.gui.widgets.reason_dialog import ReasonDialog
from leaddesk.gui.widgets.step_card import TickCircle
from leaddesk.gui.widgets.tag_field import TagChip
from leaddesk.gui.widgets.timeline import BATCH, Timeline
from leaddesk.gui.widgets.timeline_entry import EntryView
from leaddesk.gui.widgets.timeline_text import headline
from leaddesk.gui.widgets.what_next import WhatNext
from leaddesk.services import activities, deals, editing, followups, tags
from leaddesk.services.workspace import Workspace, open_workspace

pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)")
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
LEFT = Qt.MouseButton.LeftButton
Read = Callable[[int], DealDetail]


@pytest.fixture
def read(demo_workspace: Workspace, fresh: Callable[..., Workspace]) -> Read:
    """The deal as a new connection reads it."""
    return lambda number: deals.deal_detail(fresh(demo_workspace), number)


@pytest.fixture
def deal(demo_workspace: Workspace) -> DealDetail:
    """An open deal with a planned step and a contact."""
    board = deals.board(demo_workspace)
    found = (deals.deal_detail(demo_workspace, number) for column in board.columns for number in column.ids)
    return next(detail for detail in found if len(detail.followups) == 1 and detail.contact and detail.timeline)


@pytest.fixture
def window(qtbot: QtBot, desk: Desk) -> QWidget:
    shown = QWidget()
    shown.resize(460, 720)
    qtbot.addWidget(shown)
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    return shown


@pytest.fixture
def pane(window: QWidget, desk: Desk, deal: DealDetail) -> DealPane:
    made = DealPane(desk, window)
    made.resize(432, 720)
    made.show()
    made.show_deal(deal.deal.id)
    return made


def texts(parent: QWidget) -> list[str]:
    return [label.text() for label in parent.findChildren(QLabel) if not label.isHidden()]


def button(parent: QWidget, name: str) -> QPushButton:
    return next(b for b in parent.findChildren(QPushButton) if name in (b.text(), b.accessibleName()))


def arrow(pane: DealPane, stage: str) -> StageArrow:
    return next(found for found in pane.findChildren(StageArrow) if found.text() == stage)


def retype(qtbot: QtBot, line: QLineEdit, text: str) -> None:
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, text)


def test_it_shows_the_deal(pane: DealPane, deal: DealDetail) -> None:
    assert pane.deal_id == deal.deal.id
    assert pane.title.text() == deal.deal.title
    assert pane.company.text() == deal.card.company
    assert pane.owner.text() == deal.card.owner
    assert any(deal.followups[0].subject in text for text in texts(pane.steps))
    assert len(pane.findChildren(EntryView)) == len(deal.timeline)


def test_nothing_appears_outside_of_the_window(window: QWidget, pane: DealPane) -> None:
    assert [shown for shown in QApplication.topLevelWidgets() if shown.isVisible()] == [window]
    assert window.isActiveWindow()


def test_a_click_on_a_stage_moves_the_deal(qtbot: QtBot, pane: DealPane, deal: DealDetail, read: Read) -> None:
    other = next(stage for stage in deal.stages if stage.id != deal.deal.stage_id)
    qtbot.mouseClick(arrow(pane, other.name), LEFT)
    assert read(deal.deal.id).deal.stage_id == other.id
    assert arrow(pane, other.name).accessibleName() == f"{other.name}, the deal is here"


def test_stages_are_reached_and_chosen_by_keyboard(qtbot: QtBot, pane: DealPane, deal: DealDetail, read: Read) -> None:
    first, second = deal.stages[0], deal.stages[1]
    arrow(pane, first.name).setFocus()
    qtbot.keyClick(arrow(pane, first.name), Qt.Key.Key_Right)
    assert arrow(pane, second.name).hasFocus()
    qtbot.keyClick(arrow(pane, second.name), Qt.Key.Key_Space)
    assert read(deal.deal.id).deal.stage_id == second.id


def test_won_shows_how_it_ended_and_reopen_brings_it_back(
    qtbot: QtBot, pane: DealPane, deal: DealDetail, read: Read
) -> None:
    qtbot.mouseClick(pane.won, LEFT)
    assert read(deal.deal.id).deal.status is DealStatus.WON
    assert "Won" in texts(pane)
    assert pane.won.isHidden()
    assert not arrow(pane, deal.stages[0].name).isEnabled()
    qtbot.mouseClick(button(pane, "Reopen"), LEFT)
    assert read(deal.deal.id).deal.status is DealStatus.OPEN
    assert not pane.won.isHidden()


def test_lost_asks_for_the_reason(qtbot: QtBot, window: QWidget, pane: DealPane, deal: DealDetail, read: Read) -> None:
    qtbot.mouseClick(pane.lost, LEFT)
    assert read(deal.deal.id).deal.status is DealStatus.OPEN
    dialog = window.findChildren(ReasonDialog)[0]
    dialog.chosen.emit("Price", "Too dear by half")
    dialog.reject()
    now = read(deal.deal.id).deal
    assert (now.status, now.reason, now.reason_note) == (DealStatus.LOST, "Price", "Too dear by half")
    assert pane.closing is not None
    assert (pane.closing.reason.box.currentText(), pane.closing.note.text()) == ("Price", "Too dear by half")


def test_fields_are_saved_and_the_weighted_value_follows(
    qtbot: QtBot, pane: DealPane, deal: DealDetail, read: Read
) -> None:
    retype(qtbot, pane.value.line, "48000")
    qtbot.keyClick(pane.value.line, Qt.Key.Key_Return)
    retype(qtbot, pane.probability.line, "45")
    qtbot.keyClick(pane.probability.line, Qt.Key.Key_Return)
    now = read(deal.deal.id).deal
    assert (now.value, now.probability) == (4_800_000, 45)
    assert pane.value.text() == "€48,000"
    assert "→ €21,600" in texts(pane)


def test_the_temperature_can_be_set_and_left_to_the_dialogue(pane: DealPane, deal: DealDetail, read: Read) -> None:
    box = pane.temperature.box
    box.setCurrentIndex(box.findData("cold"))
    box.activated.emit(box.currentIndex())
    assert read(deal.deal.id).deal.temperature is Temperature.COLD
    assert "Cold" in texts(pane)
    box.setCurrentIndex(0)
    box.activated.emit(0)
    assert read(deal.deal.id).deal.temperature is None
    assert "by the dialogue" in box.currentText()


def test_the_step_is_ticked_off_and_the_next_is_asked_for(
    qtbot: QtBot, window: QWidget, pane: DealPane, deal: DealDetail, read: Read
) -> None:
    qtbot.mouseClick(pane.steps.findChildren(TickCircle)[0], LEFT)
    assert read(deal.deal.id).followups == ()
    assert window.findChildren(WhatNext)[0].isVisible()
    assert "No next step" in texts(pane.steps)
    assert f"Done: {deal.followups[0].subject}" in texts(pane.timeline)


def test_a_step_is_snoozed(pane: DealPane, deal: DealDetail, read: Read, demo_workspace: Workspace) -> None:
    step = pane.steps.findChildren(TickCircle)[0].parent()
    step.snoozed.emit("in 30 days")
    before, after = deal.followups[0], read(deal.deal.id).followups[0]
    day = after.due_on or (after.due_at.date() if after.due_at else None)
    assert after.id == before.id
    assert day == (demo_workspace.clock() + timedelta(days=30)).date()


def test_plan_next_step_puts_the_cursor_into_the_line(
    qtbot: QtBot, pane: DealPane, deal: DealDetail, read: Read, desk: Desk
) -> None:
    desk.runner.write(followups.complete_followup, deal.followups[0].id, owner=pane)
    qtbot.mouseClick(button(pane, "Plan next step"), LEFT)
    qtbot.keyClicks(QApplication.focusWidget(), "send offer mon 9:00")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert [step.subject for step in read(deal.deal.id).followups] == ["Send offer"]
    assert "Send offer" in texts(pane.steps)


def test_a_follow_up_is_planned_on_the_deal_that_is_about_to_open(
    qtbot: QtBot, window: QWidget, desk: Desk, deal: DealDetail, demo_workspace: Workspace, read: Read
) -> None:
    """Reading takes its time when it is done on a thread."""
    path, settings = demo_workspace.database.path, desk.settings
    runner = ThreadRunner(desk.bus, lambda query_only: open_workspace(path, settings=settings, query_only=query_only))
    try:
        made = DealPane(replace(desk, runner=runner), window)
        made.show()
        other = next(number for number in deals.board(demo_workspace).columns[0].ids if number != deal.deal.id)
        made.show_deal(other)
        qtbot.waitUntil(lambda: made.title.text() != "")
        made.show_deal(deal.deal.id)
        made.plan_followup()
        assert not made.findChildren(PlanLine)
        qtbot.waitUntil(lambda: bool(made.findChildren(PlanLine)))
        qtbot.keyClicks(QApplication.focusWidget(), "ring back 2030-01-02")
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: len(read(deal.deal.id).followups) == 2)
    finally:
        runner.stop()


def test_tags_are_added_and_taken_off(qtbot: QtBot, pane: DealPane, deal: DealDetail, read: Read) -> None:
    for name in ("trade fair", "north"):
        qtbot.mouseClick(button(pane, "Add a tag"), LEFT)
        qtbot.keyClicks(QApplication.focusWidget(), name)
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    held = {tag.name for tag in read(deal.deal.id).tags}
    assert {"trade fair", "north"} <= held
    chip = next(found for found in pane.findChildren(TagChip) if found.text() == "north" and not found.isHidden())
    qtbot.keyClick(chip, Qt.Key.Key_Delete)
    assert {tag.name for tag in read(deal.deal.id).tags} == held - {"north"}


def test_somebody_elses_change_arrives_and_spares_what_is_typed(
    qtbot: QtBot, pane: DealPane, deal: DealDetail, desk: Desk, demo_workspace: Workspace, read: Read
) -> None:
    retype(qtbot, pane.source.line, "Half a so")
    desk.bus.publish(
        editing.edit(demo_workspace, Kind.DEAL, deal.deal.id, {"title": "Renamed elsewhere", "source": "X"})
    )
    assert pane.title.text() == "Renamed elsewhere"
    assert pane.source.text() == "Half a so"
    assert pane.source.note == "Changed meanwhile to “X”. Esc takes that."
    qtbot.keyClick(pane.source.line, Qt.Key.Key_Escape)
    assert (pane.source.text(), pane.source.note) == ("X", "")
    assert read(deal.deal.id).deal.source == "X"


def test_a_hidden_pane_reads_when_it_is_shown(
    pane: DealPane, deal: DealDetail, desk: Desk, demo_workspace: Workspace
) -> None:
    pane.hide()
    desk.bus.publish(editing.edit(demo_workspace, Kind.DEAL, deal.deal.id, {"title": "While hidden"}))
    assert pane.title.text() == deal.deal.title
    pane.show()
    assert pane.title.text() == "While hidden"


def test_esc_closes_and_saves_what_is_typed(qtbot: QtBot, pane: DealPane, deal: DealDetail, read: Read) -> None:
    pane.source.line.setText("Typed and left")
    with qtbot.waitSignal(pane.closed):
        qtbot.keyClick(pane, Qt.Key.Key_Escape)
    assert pane.deal_id is None
    assert read(deal.deal.id).deal.source == "Typed and left"


def test_delete_closes_without_a_second_message(qtbot: QtBot, pane: DealPane, deal: DealDetail, desk: Desk) -> None:
    said: list[str] = []
    desk.requests.message_shown.connect(said.append)
    with qtbot.waitSignal(pane.closed):
        desk.runner.write(editing.delete, Kind.DEAL, deal.deal.id, owner=pane)
    assert said == []  # the window offers Undo for it


def test_a_deal_that_is_gone_without_a_word_is_told(
    qtbot: QtBot, pane: DealPane, deal: DealDetail, desk: Desk, demo_workspace: Workspace
) -> None:
    said: list[str] = []
    desk.requests.message_shown.connect(said.append)
    with qtbot.waitSignal(pane.closed):
        desk.bus.publish(replace(editing.delete(demo_workspace, Kind.DEAL, deal.deal.id), destroys=False))
    assert said == [f"“{deal.deal.title}” was deleted by Sam Keller"]


def test_the_contact_is_a_link(qtbot: QtBot, pane: DealPane, deal: DealDetail, desk: Desk) -> None:
    link = next(label for label in pane.findChildren(QLabel) if "<a href" in label.text())
    with qtbot.waitSignal(desk.requests.contact_opened) as asked:
        link.linkActivated.emit("contact")
    assert asked.args == [deal.deal.contact_id]


def test_letters_with_alt_begin_an_entry(qtbot: QtBot, pane: DealPane) -> None:
    pane.title.line.setFocus()
    qtbot.keyClick(pane.title.line, Qt.Key.Key_M, Qt.KeyboardModifier.AltModifier)
    assert pane.composer.kind is ActivityKind.MEETING
    assert isinstance(QApplication.focusWidget(), QPlainTextEdit)


@pytest.mark.parametrize("factor", [1.0, 2.0])
def test_nothing_is_wider_than_the_pane(
    window: QWidget, desk: Desk, deal: DealDetail, demo_workspace: Workspace, qapp: QApplication, factor: float
) -> None:
    number = deal.deal.id
    editing.edit(
        demo_workspace,
        Kind.DEAL,
        number,
        {
            "title": "Long " * 40,
            "company": "Donaudampfschifffahrtselektrizitätenwerk",
            "source": "x" * 200,
        },
    )
    activities.log_activity(demo_workspace, ActivityKind.NOTE, (Kind.DEAL, number), "https://example.com/" + "a" * 300)
    tags.set_tags(demo_workspace, Kind.DEAL, number, ["a tag that is longer than anybody would ever want " * 3])
    old = qapp.font()
    try:
        font = qapp.font()
        font.setPointSizeF(font.pointSizeF() * factor)
        qapp.setFont(font)
        theme.apply(qapp, theme.LIGHT)
        made = DealPane(desk, window)
        made.resize(round(432 * factor), 720)
        made.show()
        made.show_deal(number)
        assert made._area.widget().width() <= made._area.viewport().width()
    finally:
        qapp.setFont(old)
        theme.apply(qapp, theme.LIGHT)


# The timeline


def entry(kind: EntryKind, **more: object) -> TimelineEntry:
    first = TimelineEntry(kind, 1, NOON, who="Maria Ruiz", whom="Eva Lind")
    return replace(first, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (entry(EntryKind.EMAIL, direction=Direction.IN), "Eva Lind replied"),
        (entry(EntryKind.EMAIL, direction=Direction.OUT), "Maria Ruiz emailed Eva Lind"),
        (entry(EntryKind.EMAIL, direction=Direction.OUT, who="Sam Keller"), "You emailed Eva Lind"),
        (entry(EntryKind.CALL, direction=Direction.OUT, duration_minutes=14), "Call with Eva Lind · 14 min"),
        (entry(EntryKind.CALL, direction=Direction.IN), "Eva Lind called"),
        (entry(EntryKind.MEETING, whom=""), "Meeting"),
        (entry(EntryKind.MOVED, subject="Contacted", body="Demo"), "Maria Ruiz moved Contacted → Demo"),
        (entry(EntryKind.LOST, subject="Price"), "Lost: Price"),
        (entry(EntryKind.DONE, subject="Send offer"), "Done: Send offer"),
        (entry(EntryKind.NOTE, who=""), "Note"),
    ],
)
def test_every_entry_has_a_sentence(what: TimelineEntry, said: str) -> None:
    assert headline(what, "Sam Keller", answered=True) == said


def test_a_first_mail_from_them_is_no_reply() -> None:
    assert headline(entry(EntryKind.EMAIL, direction=Direction.IN), "Sam Keller") == "Eva Lind wrote"


def test_a_long_timeline_is_drawn_as_far_as_it_is_looked_at(qtbot: QtBot, desk: Desk, window: QWidget) -> None:
    line = Timeline(desk, Kind.DEAL, window)
    line.show()
    entries = tuple(entry(EntryKind.NOTE, id=number, body=f"Note {number}") for number in range(300))
    line.show_entries(1, entries)
    assert len(line.findChildren(EntryView)) == BATCH
    assert button(line, f"{300 - BATCH} older").isVisible()
    kept = line.findChildren(EntryView)[3]
    for _ in range(20):
        line.show_more()
    assert len(line.findChildren(EntryView)) == 300
    assert line.findChildren(EntryView)[3] is kept


def test_my_own_note_is_edited_copied_and_deleted(
    qtbot: QtBot, pane: DealPane, deal: DealDetail, desk: Desk, read: Read
) -> None:
    on = (Kind.DEAL, deal.deal.id)
    desk.runner.write(activities.log_activity, ActivityKind.NOTE, on, "Frist words", owner=pane)
    view = pane.findChildren(EntryView)[-1]
    assert view.own
    for better in ("Frst words", "First words"):
        view.setFocus()
        qtbot.keyClick(view, Qt.Key.Key_F2)
        editor = view.findChildren(QPlainTextEdit)[0]
        editor.selectAll()
        qtbot.keyClicks(editor, better)
        qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert read(deal.deal.id).timeline[0].body == better
        view = next(found for found in pane.findChildren(EntryView) if found.entry.body == better)
    view.copy()
    assert "First words" in QGuiApplication.clipboard().text()
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert read(deal.deal.id).timeline[0].body != "First words"


def test_what_a_colleague_wrote_is_left_alone(qtbot: QtBot, desk: Desk, window: QWidget) -> None:
    line = Timeline(desk, Kind.DEAL, window)
    line.show_entries(1, (entry(EntryKind.NOTE, body="Hers"),))
    view = line.findChildren(EntryView)[0]
    qtbot.keyClick(view, Qt.Key.Key_F2)
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert not view.editing


def test_a_record_that_cannot_be_read_leaves_no_empty_pane(
    pane: DealPane, desk: Desk, monkeypatch: pytest.MonkeyPatch, demo_workspace: Workspace
) -> None:
    def broken(_: Workspace, _record: int) -> None:
        raise Damaged("a page is damaged", "nothing was changed", "open a backup")

    problems: list[str] = []
    closed: list[bool] = []
    desk.requests.problem_shown.connect(lambda problem: problems.append(str(problem)))
    pane.closed.connect(lambda: closed.append(True))
    monkeypatch.setattr(pane, "_service", broken)
    other = next(card.id for card in deals.list_deals(demo_workspace) if card.id != pane.deal_id)
    pane.show_deal(other)
    assert problems == ["a page is damaged; nothing was changed; open a backup."]
    assert closed == [True]
