"""The main job through the real window, without a screen: every call runs at once, the clock is ours."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from leaddesk.domain.errors import DiskFull
from leaddesk.domain.records import ActivityKind, DealStatus, Kind
from leaddesk.domain.views import FaceKind, ViewOptions
from leaddesk.gui import theme
from leaddesk.gui.bridge.runner import InlineRunner
from leaddesk.gui.crash_dialog import report
from leaddesk.gui.help_dialog import HelpDialog
from leaddesk.gui.main_window import MainWindow
from leaddesk.gui.office import Office
from leaddesk.gui.pipeline.card_menu import CardAction
from leaddesk.gui.undo_keys import UndoKeys
from leaddesk.gui.welcome.who_dialog import WhoDialog
from leaddesk.gui.widgets.banner import Banner
from leaddesk.gui.widgets.plan_line import PlanLine
from leaddesk.gui.widgets.toast import Toast
from leaddesk.services import activities, care, deals, editing, followups, history, users
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Workspace, open_workspace

Key = Qt.Key
CTRL, SHIFT, PLAIN = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.NoModifier,
)
Open = Callable[[Path | None], MainWindow]
# Below the typed filter a list proposes what may follow.
PROPOSALS = pytest.mark.qt_log_ignore(r"This plugin does not support (raise|grabbing the keyboard)")

PIPELINE = """Opportunity Name,Account Name,Stage,Amount,Close Date,Opportunity Owner
Warehouse pilot,Lindqvist AB,Demo,"48,000",12/18/2026,Maria Ruiz
Website relaunch,Aldgate Dental,Qualified,"9,500",12/20/2026,Sam Keller
Two-year licence,Marlow Group,Proposal,n o n e,12/21/2026,Sam Keller
"""


@pytest.fixture
def open_window(qtbot: QtBot, qapp: QApplication, settings: Settings, clock: Any) -> Iterator[Open]:
    """Starts the program's window on a file, or on nothing; each start is a new one."""
    theme.apply(qapp, theme.LIGHT)
    keys = UndoKeys(qapp)
    windows: list[MainWindow] = []

    def opened(path: Path | None) -> MainWindow:
        window = MainWindow(Office(settings, InlineRunner, clock))
        qtbot.addWidget(window)
        windows.append(window)
        with qtbot.waitActive(window):
            window.show()
        if path is None:
            window.show_welcome()
        else:
            window.office.open_file(path)
            qtbot.waitUntil(lambda: window.desk is None or hasattr(window, "_reminders") or bool(dialogs(window)))
        return window

    yield opened
    for window in windows:
        window.close()
    keys.deleteLater()


@pytest.fixture
def demo(demo_workspace: Workspace, open_window: Open) -> MainWindow:
    """The window on the invented business."""
    return open_window(demo_workspace.database.path)


def dialogs(window: MainWindow) -> list[QDialog]:
    return [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]


def toasts(window: MainWindow) -> list[str]:
    return [toast.accessibleName() for toast in window.findChildren(Toast) if not toast.closing]


def press(window: QWidget, key: Key, held: Qt.KeyboardModifier = PLAIN) -> None:
    """A key, to whatever has the keyboard in the window."""
    activate(window)
    QTest.keyClick(QApplication.focusWidget() or window, key, held)
    QApplication.processEvents()


def type_text(qtbot: QtBot, window: QWidget, text: str) -> None:
    """Into the field that has the keyboard, once it has it."""
    activate(window)
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    QTest.keyClicks(QApplication.focusWidget(), text)


def activate(window: QWidget) -> None:
    if QApplication.activeWindow() is not window:
        window.activateWindow()
        assert QTest.qWaitForWindowActive(window)


def read(window: MainWindow, service: Any, *args: Any) -> Any:
    """What a second connection to the window's file reads."""
    assert window.office.path is not None
    again = open_workspace(window.office.path, settings=window.office.settings, query_only=True)
    try:
        return service(again, *args)
    finally:
        again.database.close()


def card_at(window: MainWindow, column: int, row: int) -> int:
    return int(window.page("pipeline").model.columns[column].ids[row])


def stage_of(window: MainWindow, deal_id: int) -> str:
    detail = read(window, deals.deal_detail, deal_id)
    return next(stage.name for stage in detail.stages if stage.id == detail.deal.stage_id)


def test_escape_empties_the_search_before_it_closes_the_pane(demo: MainWindow, qtbot: QtBot) -> None:
    page = demo.page("pipeline")
    page.show_record(card_at(demo, 0, 0))
    before = page.card_counts()
    press(demo, Key.Key_F, CTRL)
    type_text(qtbot, demo, "zzz")
    qtbot.waitUntil(lambda: sum(page.card_counts()) == 0)
    press(demo, Key.Key_Escape)
    qtbot.waitUntil(lambda: page.card_counts() == before)
    assert page.is_pane_open
    press(demo, Key.Key_Escape)
    assert not page.is_pane_open


def test_a_message_never_lies_over_the_places_to_drop_a_card_on(demo: MainWindow) -> None:
    page = demo.page("pipeline")
    press(demo, Key.Key_Delete)
    (message,) = demo.findChildren(Toast)
    assert message.isVisible()
    page.board.drag_started.emit()
    under = demo.childAt(page.drop_bar.mapTo(demo, page.drop_bar.rect().center()))
    assert under is page.drop_bar.places[CardAction.LOSE]
    page.board.drag_finished.emit()
    assert message.isVisible()  # its Undo is still there


def test_from_nothing_to_a_first_deal_that_is_there_next_time(open_window: Open, tmp_path: Path, qtbot: QtBot) -> None:
    window = open_window(None)
    window.office.make_file(tmp_path / "mine.leaddesk", "USD")
    (who,) = (dialog for dialog in dialogs(window) if isinstance(dialog, WhoDialog))
    type_text(qtbot, who, "Ada Berg")
    press(who, Key.Key_Return)
    assert [user.name for user in read(window, users.list_users)] == ["Ada Berg"]

    press(window, Key.Key_N, CTRL)
    type_text(qtbot, window, "Warehouse pilot")
    press(window, Key.Key_Return)
    window.close()

    again = open_window(tmp_path / "mine.leaddesk")
    assert dialogs(again) == []  # who I am is asked once
    assert [card.title for card in read(again, deals.list_deals)] == ["Warehouse pilot"]
    assert again.page("pipeline").card_counts() == [1, 0, 0, 0, 0]
    assert read(again, deals.list_deals)[0].owner == "Ada Berg"


def test_import_move_open_plan_be_reminded_undo_close_and_open_again(
    open_window: Open, workspace: Workspace, tmp_path: Path, clock: Any
) -> None:
    source = tmp_path / "pipeline.csv"
    source.write_text(PIPELINE, "utf-8")
    window = open_window(workspace.database.path)
    window.files.take_file(source)
    (dialog,) = dialogs(window)
    QTest.qWait(400)  # the dry run starts when nothing was chosen for 300 ms
    next(button for button in dialog.findChildren(QPushButton) if button.text() == "Import").click()
    assert window.page("pipeline").card_counts() == [1, 0, 1, 0, 0]
    assert (tmp_path / "pipeline-rejects.csv").read_text("utf-8").count("\n") == 2
    dialog.close()
    window.activateWindow()
    QTest.qWait(50)

    card = card_at(window, 0, 0)
    window.page("pipeline").board.choose(card)
    press(window, Key.Key_Right, CTRL)
    assert stage_of(window, card) == "Contacted"
    assert toasts(window)[-1].startswith("Moved “Website relaunch” to Contacted")

    window.page("pipeline").show_record(card)
    window.page("pipeline").pane.plan_followup()
    line = next(line for line in window.page("pipeline").pane.findChildren(PlanLine) if line.isVisible())
    QTest.keyClicks(line.findChild(QLineEdit), "call Priya in 30 minutes")
    press(window, Key.Key_Return)
    (step,) = read(window, followups.list_followups)
    assert step.title == "Website relaunch"
    clock.advance(minutes=20)
    window._reminders.check()
    assert [banner.text.split(" · ")[0] for banner in window.banners.findChildren(Banner)] == ["Call Priya"]

    press(window, Key.Key_Z, CTRL)
    assert read(window, followups.list_followups) == []
    press(window, Key.Key_Z, CTRL)
    assert stage_of(window, card) == "Qualified"
    window.close()

    again = open_window(workspace.database.path)
    press(again, Key.Key_Z, CTRL | SHIFT)
    assert stage_of(again, card) == "Contacted"
    assert read(again, care.check) == []


def test_a_toast_takes_a_card_back(demo: MainWindow) -> None:
    card = card_at(demo, 1, 0)
    demo.page("pipeline").board.choose(card)
    press(demo, Key.Key_Right, CTRL)
    assert stage_of(demo, card) == "Demo"
    undo = next(b for b in demo.findChildren(QPushButton) if b.text() == "Undo" and b.isVisible())
    undo.click()
    assert stage_of(demo, card) == "Contacted"
    assert card_at(demo, 1, 0) == card


def test_three_deals_of_the_list_are_moved_and_taken_back(demo: MainWindow, tmp_path: Path) -> None:
    page = demo.page("pipeline")
    demo.show_page("pipeline")
    page.show_options(ViewOptions(face=FaceKind.LIST))
    page.focus_content()
    for _ in range(2):
        press(demo, Key.Key_Down, SHIFT)
    three = list(page.face.chosen_ids)
    before = [card.stage_id for card in read(demo, deals.cards, three)]
    stage = page.face.model.stages[2]
    page.face.foot.stage_chosen.emit(stage)
    assert {card.stage_id for card in read(demo, deals.cards, three)} == {stage.id}
    assert toasts(demo) == [f"Moved 3 deals to {stage.name}"]
    offer = next(button for button in demo.findChildren(QPushButton) if button.text() == "Undo" and button.isVisible())
    foot = page.face.foot
    assert offer.mapTo(demo, QPoint(0, offer.height())).y() <= foot.mapTo(demo, QPoint()).y()
    offer.click()
    assert [card.stage_id for card in read(demo, deals.cards, three)] == before
    assert list(page.face.chosen_ids) == three
    demo.office.be_nobody()
    demo.office.make_file(tmp_path / "other.leaddesk", "EUR")
    demo.office.be_nobody()
    assert demo.page("pipeline").card_counts() == [0, 0, 0, 0, 0]


@PROPOSALS
def test_undo_is_heard_while_an_empty_search_field_has_the_keyboard(demo: MainWindow, qtbot: QtBot) -> None:
    card = card_at(demo, 1, 0)
    demo.page("pipeline").board.choose(card)
    press(demo, Key.Key_Right, CTRL)
    press(demo, Key.Key_F, CTRL)
    type_text(qtbot, demo, "")
    press(demo, Key.Key_Z, CTRL)
    assert stage_of(demo, card) == "Contacted"
    type_text(qtbot, demo, "voltra")
    press(demo, Key.Key_Z, CTRL)
    assert stage_of(demo, card) == "Contacted"  # the field undid its own typing


def test_an_offer_to_undo_goes_when_it_was_undone_by_key(demo: MainWindow) -> None:
    demo.page("pipeline").board.choose(card_at(demo, 1, 0))
    press(demo, Key.Key_Right, CTRL)
    press(demo, Key.Key_Z, CTRL)
    assert toasts(demo) == ["Undid: Moved “CRM roll-out” to Demo"]


@PROPOSALS
def test_enter_leads_from_the_search_to_what_it_found(demo: MainWindow, qtbot: QtBot) -> None:
    press(demo, Key.Key_F, CTRL)
    type_text(qtbot, demo, "voltra")
    qtbot.waitUntil(lambda: sum(demo.page("pipeline").card_counts()) < 27)
    press(demo, Key.Key_Return)
    press(demo, Key.Key_Return)
    assert read(demo, deals.deal_detail, demo.page("pipeline").pane.deal_id).company.name == "Voltra"


def test_a_write_protected_file_is_announced(open_window: Open, demo_workspace: Workspace) -> None:
    demo_workspace.database.close()
    demo_workspace.database.path.chmod(0o444)
    window = open_window(demo_workspace.database.path)
    (banner,) = window.banners.findChildren(Banner)
    assert banner.text.startswith("Read-only: you can look at everything")
    assert "is write-protected" in banner.text
    demo_workspace.database.path.chmod(0o644)


def test_nothing_to_undo_is_said(open_window: Open, workspace: Workspace) -> None:
    window = open_window(workspace.database.path)
    press(window, Key.Key_Z, CTRL | SHIFT)
    assert toasts(window) == ["There is nothing to redo; nothing was changed."]


def test_keys_lead_to_the_pages_and_escape_closes_the_pane(demo: MainWindow) -> None:
    for key, page in ((Key.Key_1, "today"), (Key.Key_3, "contacts"), (Key.Key_2, "pipeline")):
        press(demo, key, CTRL)
        assert demo.current_key == page
    demo.page("pipeline").show_record(card_at(demo, 2, 0))
    assert demo.page("pipeline").is_pane_open
    press(demo, Key.Key_Escape)
    assert not demo.page("pipeline").is_pane_open


def test_a_contact_leads_to_its_deal_and_back(demo: MainWindow) -> None:
    detail = read(demo, deals.deal_detail, card_at(demo, 2, 0))
    demo.office.requests.contact_opened.emit(detail.contact.id)
    assert demo.current_key == "contacts"
    assert demo.page("contacts").pane.record_id == detail.contact.id
    demo.office.requests.deal_opened.emit(detail.deal.id)
    assert demo.current_key == "pipeline"
    assert demo.page("pipeline").pane.deal_id == detail.deal.id


def test_from_a_card_to_its_history_and_back_to_how_it_was(demo: MainWindow) -> None:
    number = card_at(demo, 2, 0)
    before = read(demo, deals.deal_detail, number).deal.title
    demo.page("pipeline").show_record(number)
    pane = demo.page("pipeline").pane
    demo.desk.runner.write(editing.edit, Kind.DEAL, number, {"title": "Renamed"}, owner=demo)
    menus = [button.menu() for button in pane.findChildren(QToolButton) if button.menu() is not None]
    next(action for action in menus[0].actions() if action.text() == "History of this deal").trigger()
    assert demo.current_key == "history"
    page = demo.page("history")
    assert page.head.record.text() == "on Renamed"
    page.list.setFocus()
    press(demo, Key.Key_Down)
    press(demo, Key.Key_Return)
    assert page.detail.undo.isEnabled()
    press(demo, Key.Key_Space)
    assert read(demo, deals.deal_detail, number).deal.title == before
    assert toasts(demo)[-1] == f"Undid: Changed title of “{before}”"
    press(demo, Key.Key_1, CTRL)
    press(demo, Key.Key_H, CTRL)
    assert demo.current_key == "history"


def test_page_and_size_are_remembered(demo: MainWindow, open_window: Open, demo_workspace: Workspace) -> None:
    demo.resize(780, 500)  # the screen of these tests is 800 wide
    press(demo, Key.Key_3, CTRL)
    demo.close()
    again = open_window(demo_workspace.database.path)
    assert again.current_key == "contacts"
    assert (again.width(), again.height()) == (780, 500)


def test_the_navigation_counts_contacts_and_what_is_due(demo: MainWindow) -> None:
    names = [button.accessibleName() for button in demo.findChildren(QPushButton)]
    assert "Contacts, 80" in names
    assert any(name.startswith("Today, ") for name in names)


def test_a_file_that_cannot_be_opened_leads_to_the_welcome_page(open_window: Open, tmp_path: Path) -> None:
    wrong = tmp_path / "notes.leaddesk"
    wrong.write_text("not a database" * 20)
    window = open_window(wrong)
    assert window.desk is None
    assert any("is not a LeadDesk file" in text for text in _texts(window))
    assert wrong.read_text() == "not a database" * 20


def test_another_file_takes_the_place_of_the_first(demo: MainWindow, tmp_path: Path) -> None:
    demo.office.be_nobody()
    demo.office.make_file(tmp_path / "other.leaddesk", "EUR")
    demo.office.be_nobody()
    assert demo.page("pipeline").card_counts() == [0, 0, 0, 0, 0]
    assert demo.windowTitle() == "other – LeadDesk"


def test_a_copy_is_complete(demo: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "copy.leaddesk"
    monkeypatch.setattr("leaddesk.gui.file_names.ask_copy", lambda *_: target)
    demo.files.on_save_copy()
    assert toasts(demo) == [f"Saved a copy: {target}"]
    copy = open_workspace(target, settings=demo.office.settings, query_only=True)
    assert len(deals.list_deals(copy)) == len(read(demo, deals.list_deals))
    copy.database.close()


def test_the_demo_is_thrown_away_unless_it_is_kept(
    open_window: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEADDESK_HOME", str(tmp_path / "home"))
    window = open_window(None)
    window.files.open_demo()
    demo_file = window.office.path
    assert demo_file is not None
    assert window.page("pipeline").card_counts() == [9, 7, 5, 4, 2]
    target = tmp_path / "kept.leaddesk"
    monkeypatch.setattr("leaddesk.gui.file_names.ask_copy", lambda *_: target)
    window.files.on_save_copy()
    assert window.office.path == target
    window.close()
    assert not demo_file.exists()
    assert target.exists()


def test_what_is_being_typed_is_saved_when_the_window_closes(demo: MainWindow) -> None:
    card = card_at(demo, 2, 0)
    demo.page("pipeline").show_record(card)
    pane = demo.page("pipeline").pane
    field = next(line for line in pane.findChildren(QLineEdit) if line.text() == "Trade fair · LogiMAT")
    field.setFocus()
    field.setText("Referral")
    demo.close()
    assert read(demo, deals.deal_detail, card).deal.source == "Referral"


def test_a_failed_save_is_told_and_the_note_is_kept(demo: MainWindow) -> None:
    card = card_at(demo, 2, 0)
    demo.page("pipeline").show_record(card)
    assert demo.desk is not None

    def full(_: Workspace) -> None:
        raise DiskFull("the disk is full", "your text is kept", "free some space")

    demo.desk.runner.write(full, owner=demo)
    assert toasts(demo) == ["The disk is full; your text is kept; free some space."]
    assert read(demo, deals.deal_detail, card).deal.status is DealStatus.OPEN


def test_another_window_s_work_is_undone_by_nobody_else(demo: MainWindow, demo_workspace: Workspace) -> None:
    other = next(user for user in users.list_users(demo_workspace) if user.name == "Maria Ruiz")
    maria = open_workspace(demo_workspace.database.path, settings=demo.office.settings, as_user=other.name)
    card = card_at(demo, 2, 0)
    activities.log_activity(maria, ActivityKind.NOTE, (Kind.DEAL, card), "Maria was here")
    maria.database.close()
    press(demo, Key.Key_Z, CTRL)
    assert toasts(demo) == ["There is nothing to undo; nothing was changed."]
    assert "Maria was here" in [entry.body for entry in read(demo, deals.deal_detail, card).timeline]


def test_help_lists_every_key(demo: MainWindow) -> None:
    press(demo, Key.Key_F1)
    (sheet,) = (dialog for dialog in dialogs(demo) if isinstance(dialog, HelpDialog))
    texts = " ".join(_texts(sheet))
    assert all(word in texts for word in ("Ctrl+N", "Ctrl+K", "Ctrl+Z", "Ctrl+3", "F2", "Esc"))


def test_the_report_of_a_mistake_holds_none_of_the_persons_data() -> None:
    try:
        raise ValueError("Eva Lind, eva.lind@lindqvist.example")
    except ValueError as problem:
        text = report(problem)
    assert "ValueError" in text
    assert "Eva" not in text


def test_history_tells_what_was_done_in_the_window(demo: MainWindow, clock: Any) -> None:
    card = card_at(demo, 0, 0)
    demo.page("pipeline").board.choose(card)
    press(demo, Key.Key_Right, CTRL)
    newest = read(demo, history.history)[0]
    assert newest.title == "Moved “Website relaunch” to Contacted"
    assert newest.user == "Sam Keller"
    assert clock() - newest.at < timedelta(seconds=1)


def _texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel)]
