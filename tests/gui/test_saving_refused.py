"""The disk is full while somebody types: the text stays where it is, and saving it again works when there is room."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from leaddesk.domain.records import Kind
from leaddesk.gui.desk import Desk
from leaddesk.gui.widgets.composer import Composer
from leaddesk.gui.widgets.inline_field import LineField
from leaddesk.services import deals
from leaddesk.services.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)")
Fresh = Callable[..., Workspace]
Room = Callable[[], None]
LONG = "Warehouse pilot in three phases " * 900  # more than what is left in the pages that are there


@pytest.fixture
def make_room(desk: Desk, window: QWidget) -> Room:
    """Until it is called nothing more goes onto the disk."""

    def limit(workspace: Workspace, pages: int) -> None:
        workspace.database.sql(f"PRAGMA max_page_count = {pages}")

    desk.runner.write(limit, 1, owner=window)  # taken as the number that there are
    return lambda: desk.runner.write(limit, 1_000_000, owner=window)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    shown = QWidget()
    QVBoxLayout(shown)
    qtbot.addWidget(shown)
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    return shown


@pytest.fixture
def deal(demo_workspace: Workspace) -> int:
    return deals.board(demo_workspace).columns[2].ids[0]


def put(window: QWidget, widget: QWidget) -> None:
    layout = window.layout()
    assert layout is not None
    layout.addWidget(widget)
    widget.show()


def test_a_field_keeps_its_text_and_saves_with_enter(
    qtbot: QtBot, desk: Desk, window: QWidget, demo_workspace: Workspace, deal: int, make_room: Room, fresh: Fresh
) -> None:
    before = deals.deal_detail(demo_workspace, deal).deal
    field = LineField(desk, Kind.DEAL, "title", "Title")
    put(window, field)
    field.show_value(deal, before.title, before.version)
    field.line.setFocus()
    field.line.selectAll()
    field.line.insert(LONG)
    for _ in range(2):
        qtbot.keyClick(field.line, Qt.Key.Key_Return)
        assert field.text() == LONG
        assert "is full; nothing was saved; free some space" in field.note
        assert deals.deal_detail(fresh(demo_workspace), deal).deal == before
    make_room()
    qtbot.keyClick(field.line, Qt.Key.Key_Return)
    assert field.note == ""
    assert deals.deal_detail(fresh(demo_workspace), deal).deal.title == LONG.strip()


def test_a_note_keeps_its_text_and_is_saved_once(
    qtbot: QtBot, desk: Desk, window: QWidget, demo_workspace: Workspace, deal: int, make_room: Room, fresh: Fresh
) -> None:
    composer = Composer(desk, Kind.DEAL)
    put(window, composer)
    composer.show_record(deal)
    composer.findChildren(QPlainTextEdit)[0].insertPlainText(LONG)
    for _ in range(2):
        composer.save()
        assert composer.text == LONG
        assert desk.settings.draft(desk.file_uuid, f"deal:{deal}") == LONG
    make_room()
    composer.save()
    assert composer.text == ""
    bodies = [entry.body for entry in deals.deal_detail(fresh(demo_workspace), deal).timeline]
    assert bodies.count(LONG.strip()) == 1
