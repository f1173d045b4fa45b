"""The board as it is used by keyboard, mouse and screen reader."""

from typing import Any

import pytest
from board_hands import LEFT, PLAIN, Key, card_at, current, names, press, saved, start_at, views
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent, QFontMetrics, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from leaddesk.domain.errors import ReadOnly, UserError
from leaddesk.domain.records import Kind
from leaddesk.gui import theme
from leaddesk.gui.desk import Desk
from leaddesk.gui.pipeline.board import Board
from leaddesk.gui.pipeline.card_menu import CardAction
from leaddesk.services import deals, editing, history
from leaddesk.services.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
CONTROL = Qt.KeyboardModifier.ControlModifier


# Keyboard


def test_arrows_go_along_cards_and_columns(board: Board, qtbot: QtBot) -> None:
    start_at(board, 0, 0)
    press(board, Key.Key_Down)
    press(board, Key.Key_Right)
    assert current(board) == (1, "Support retainer")
    press(board, Key.Key_End)
    assert current(board) == (1, "Label printing")
    press(board, Key.Key_Right)
    assert current(board) == (2, "Gate scheduling")  # the last one, as there is none at that height
    press(board, Key.Key_Home)
    press(board, Key.Key_Left)
    press(board, Key.Key_Left)
    press(board, Key.Key_Left)
    assert current(board) == (0, "Website relaunch")


def test_only_one_card_is_chosen(board: Board) -> None:
    start_at(board, 0, 0)
    press(board, Key.Key_Right)
    assert [view.selectionModel().hasSelection() for view in views(board)] == [False, True, False, False, False]
    assert board.current_id == board.columns[1].model.ids[0]


def test_arrows_pass_over_empty_columns(board: Board, desk: Desk) -> None:
    for deal_id in list(board.columns[3].model.ids):
        desk.runner.write(deals.win_deal, deal_id, owner=board)
    start_at(board, 2, 0)
    press(board, Key.Key_Right)
    assert current(board) == (4, "Framework contract")
    press(board, Key.Key_Left)
    assert current(board) == (2, "Warehouse pilot")


def test_control_and_arrows_carry_the_card_along(board: Board, fresh: Any, demo_workspace: Workspace) -> None:
    start_at(board, 2, 0)
    press(board, Key.Key_Right, CONTROL)
    assert current(board) == (3, "Warehouse pilot")
    press(board, Key.Key_Down, CONTROL)
    press(board, Key.Key_Down, CONTROL)
    assert names(board, 3).index("Warehouse pilot") == 2
    press(board, Key.Key_Up, CONTROL)
    assert current(board) == (3, "Warehouse pilot")
    assert names(board, 3).index("Warehouse pilot") == 1
    assert saved(fresh, demo_workspace, 3) == list(board.columns[3].model.ids)
    press(board, Key.Key_Left, CONTROL)
    assert current(board) == (2, "Warehouse pilot")


def test_a_card_stops_at_the_ends(board: Board, demo_workspace: Workspace) -> None:
    before = history.history(demo_workspace)
    start_at(board, 0, 0)
    press(board, Key.Key_Left, CONTROL)
    press(board, Key.Key_Up, CONTROL)
    start_at(board, 4, 1)
    press(board, Key.Key_Right, CONTROL)
    press(board, Key.Key_Down, CONTROL)
    assert current(board) == (4, "Extension 2027")
    assert history.history(demo_workspace) == before


@pytest.mark.parametrize(
    ("key", "action"),
    [
        (Key.Key_Return, CardAction.OPEN),
        (Key.Key_Enter, CardAction.OPEN),
        (Key.Key_F2, CardAction.EDIT_TITLE),
        (Key.Key_Delete, CardAction.DELETE),
    ],
)
def test_keys_ask_for_what_the_menu_offers(board: Board, key: Key, action: CardAction) -> None:
    heard: list[tuple[CardAction, tuple[int, ...]]] = []
    board.asked.connect(lambda what, ids: heard.append((what, ids)))
    start_at(board, 1, 1)
    press(board, key)
    assert heard == [(action, (board.columns[1].model.ids[1],))]


def test_letters_of_other_alphabets_do_nothing(board: Board) -> None:
    start_at(board, 1, 1)
    view = views(board)[1]
    for code in (0x0414, 0x3042, int(Key.Key_unknown)):
        QApplication.sendEvent(view, QKeyEvent(QEvent.Type.KeyPress, code, PLAIN, chr(0x0414)))
    assert current(board) == (1, "Support retainer")


def test_other_stages_make_other_columns(board: Board, demo_workspace: Workspace) -> None:
    database = demo_workspace.database
    database.sql("UPDATE stage SET name = 'Trial', position = 9 WHERE name = 'Demo'")
    board.model.reload()
    assert [column.head._name for column in board.columns] == [
        *("Qualified", "Contacted", "Proposal", "Negotiation", "Trial")
    ]
    start_at(board, 4, 0)
    press(board, Key.Key_Left, CONTROL)
    assert current(board) == (3, "Warehouse pilot")


def test_tab_reaches_the_first_card(board: Board) -> None:
    views(board)[2].setFocus(Qt.FocusReason.TabFocusReason)
    assert current(board) == (2, "Warehouse pilot")


def test_the_card_stays_chosen_when_somebody_else_moves_it(board: Board, desk: Desk) -> None:
    start_at(board, 1, 2)
    card = board.current_id
    desk.runner.write(deals.move_deal, card, board.columns[3].model.stage.id, owner=board)
    assert current(board) == (3, "Fleet tracking")
    desk.runner.write(history.undo, owner=board)
    assert current(board) == (1, "Fleet tracking")


def test_what_is_seen_stays_where_it_is_when_cards_come_above(
    board: Board, desk: Desk, demo_workspace: Workspace
) -> None:
    for number in range(30):
        deals.add_deal(demo_workspace, {"title": f"Order {number}", "stage": "Demo"})
    board.model.reload()
    QApplication.processEvents()
    view = views(board)[2]
    view.verticalScrollBar().setValue(10 * view.section + 20)
    seen = view.indexAt(card_at(board, 2, 12)).data()
    desk.runner.write(deals.add_deal, {"title": "Newest", "stage": "Demo"}, owner=board)
    assert view.verticalScrollBar().value() == 11 * view.section + 20
    assert view.indexAt(card_at(board, 2, 13)).data() == seen
    desk.runner.write(editing.delete, Kind.DEAL, board.columns[2].model.ids[3], owner=board)
    assert view.verticalScrollBar().value() == 10 * view.section + 20


# Mouse


def test_a_click_opens_and_a_click_between_cards_does_not(board: Board) -> None:
    heard: list[int] = []
    board.clicked.connect(lambda deal_id, _at: heard.append(deal_id))
    view = views(board)[1]
    QTest.mouseClick(view.viewport(), LEFT, PLAIN, card_at(board, 1, 1))
    QTest.mouseClick(view.viewport(), LEFT, PLAIN, QPoint(60, 2 * view.section - 3))
    QTest.mouseClick(view.viewport(), LEFT, PLAIN, QPoint(60, view.viewport().height() - 3))
    assert heard == [board.columns[1].model.ids[1]]


def test_the_title_is_edited_on_the_card(board: Board, fresh: Any, demo_workspace: Workspace, qtbot: QtBot) -> None:
    card = board.columns[1].model.ids[1]
    board.edit_title(card)
    editor = views(board)[1].findChild(QLineEdit)
    assert editor.text() == "Support retainer"
    assert editor.accessibleName() == "Title"
    editor.setText("Support for a year")
    QTest.keyClick(editor, Key.Key_Return)
    qtbot.waitUntil(lambda: names(board, 1)[1] == "Support for a year")
    assert deals.deal_detail(fresh(demo_workspace), card).deal.title == "Support for a year"


@pytest.mark.parametrize(("typed", "key"), [("Else", Key.Key_Escape), ("   ", Key.Key_Return)])
def test_the_title_stays_after_escape_and_when_it_is_empty(
    board: Board, typed: str, key: Key, demo_workspace: Workspace
) -> None:
    before = history.history(demo_workspace)
    board.edit_title(board.columns[1].model.ids[1])
    editor = views(board)[1].findChild(QLineEdit)
    editor.setText(typed)
    QTest.keyClick(editor, key)
    QApplication.processEvents()
    assert not editor.isVisible()
    assert names(board, 1)[1] == "Support retainer"
    assert history.history(demo_workspace) == before


def menu_on(board: Board, reason: QContextMenuEvent.Reason) -> QMenu:
    view = views(board)[2]
    at = card_at(board, 2, 1)
    view.contextMenuEvent(QContextMenuEvent(reason, at, view.viewport().mapToGlobal(at)))
    menu = board.findChild(QMenu)
    assert menu is not None
    return menu


def words(menu: QMenu) -> list[str]:
    return [action.text().partition("\t")[0] for action in menu.actions() if not action.isSeparator()]


def test_the_menu_offers_everything(board: Board) -> None:
    heard: list[CardAction] = []
    board.asked.connect(lambda what, _deal: heard.append(what))
    menu = menu_on(board, QContextMenuEvent.Reason.Mouse)
    assert words(menu) == ["Open", "Edit title", "Plan follow-up", "Move to", "Won", "Lost…", "Delete"]
    for action in menu.actions():
        if not action.isSeparator() and action.menu() is None:
            action.trigger()
    assert heard == [
        *(CardAction.OPEN, CardAction.EDIT_TITLE, CardAction.PLAN),
        *(CardAction.WIN, CardAction.LOSE, CardAction.DELETE),
    ]
    menu.close()


def test_the_menu_moves_a_card(board: Board) -> None:
    start_at(board, 2, 1)
    menu = menu_on(board, QContextMenuEvent.Reason.Keyboard)
    ways = next(action.menu() for action in menu.actions() if action.menu() is not None)
    assert isinstance(ways, QMenu)
    assert [(way.text(), way.isEnabled()) for way in ways.actions()][2:4] == [("Demo", False), ("Proposal", True)]
    ways.actions()[3].trigger()
    menu.close()
    assert current(board) == (3, "Payroll switch")
    assert names(board, 3)[0] == "Payroll switch"


# Quick add


def test_enter_adds_and_waits_for_the_next(board: Board, fresh: Any, demo_workspace: Workspace) -> None:
    start_at(board, 3, 0)
    board.add_deal()
    adder = board.columns[3].adder
    assert adder.hasFocus()
    assert adder.accessibleName() == "Title of a new deal in Proposal"
    for title in ("First of two", "Second of two"):
        QTest.keyClicks(adder, title)
        QTest.keyClick(adder, Key.Key_Return)
        assert (adder.isVisible(), adder.text()) == (True, "")
    assert names(board, 3)[:2] == ["Second of two", "First of two"]
    assert saved(fresh, demo_workspace, 3) == list(board.columns[3].model.ids)
    QTest.keyClick(adder, Key.Key_Escape)
    assert not adder.isVisible()
    assert views(board)[3].hasFocus()


def test_without_a_current_card_it_is_the_first_column(board: Board) -> None:
    board.add_deal()
    assert board.columns[0].adder.isVisible()


def test_what_was_typed_stays_when_it_cannot_be_saved(protected_board: Board) -> None:
    refusals: list[UserError] = []
    protected_board.model.refused.connect(refusals.append)
    protected_board.add_deal()
    adder = protected_board.columns[0].adder
    QTest.keyClicks(adder, "Not to be lost")
    QTest.keyClick(adder, Key.Key_Return)
    assert [type(problem) for problem in refusals] == [ReadOnly]
    QTest.keyClicks(adder, ", ever")
    assert (adder.isVisible(), adder.text()) == (True, "Not to be lost, ever")


def test_the_button_of_a_column_says_where_it_adds(board: Board) -> None:
    button = board.columns[2].head._add
    assert button.accessibleName() == button.toolTip() == "New deal in Demo"
    QTest.mouseClick(button, LEFT)
    assert board.columns[2].adder.isVisible()


# Screen readers


def test_a_column_is_a_table_that_reads_its_cards(board: Board) -> None:
    interface = QAccessible.queryAccessibleInterface(views(board)[2])
    assert interface is not None
    assert interface.role() == QAccessible.Role.Table
    assert interface.text(QAccessible.Text.Name) == "Demo pipeline stage, 5 deals, €141,500, 45% → €63,675"
    cells = [cell for place in range(interface.childCount()) if (cell := interface.child(place))]
    said = {cell.text(QAccessible.Text.Name): cell for cell in cells}
    words = "Demo, card 2 of 5, Payroll switch, Marlow Group, R. Shah, 27,500 euro, fri 27, warm, owner Sam Keller"
    assert words in said
    assert all(name == "" or "owner" in name for name in said)
    start_at(board, 2, 1)
    assert [name for name, cell in said.items() if cell.state().selected] == [words]


# Looks


def test_the_height_of_cards_follows_the_text(board: Board, qapp: QApplication) -> None:
    small = views(board)[0].section
    font = qapp.font()
    double = qapp.font()
    double.setPointSizeF(font.pointSizeF() * 2)
    qapp.setFont(double)
    theme.apply(qapp, theme.LIGHT)
    try:
        large = views(board)[0].section
        assert views(board)[0].rowHeight(0) == large > small * 1.5
        assert board.columns[0].minimumWidth() >= QFontMetrics(double).averageCharWidth() * 20
    finally:
        qapp.setFont(font)
        theme.apply(qapp, theme.LIGHT)
    assert views(board)[0].section == small


def test_the_board_changes_with_the_theme(board: Board, qapp: QApplication) -> None:
    light = board.grab().toImage()
    theme.apply(qapp, theme.DARK)
    try:
        dark = board.grab().toImage()
    finally:
        theme.apply(qapp, theme.LIGHT)
    assert dark.pixelColor(60, 90).lightness() < 80 < 200 < light.pixelColor(60, 90).lightness()
    assert board.grab().toImage() == light


def test_very_long_names_stay_inside_their_card(board: Board, desk: Desk) -> None:
    card = board.columns[2].model.ids[0]
    width = board.columns[2].width()
    texts = {"title": "W" * 200, "value": "123456789012.34", "company": "M" * 200}
    desk.runner.write(editing.edit, Kind.DEAL, card, texts, owner=board)
    QApplication.processEvents()
    assert board.columns[2].width() == width
    picture = board.columns[2].grab().toImage()
    view = views(board)[2]
    rect = view.card_rect(view.visualRect(view.model().index(0, 0)))
    right = view.viewport().mapTo(board.columns[2], rect.topRight())
    ground = picture.pixelColor(right.x() + 4, right.y() + 20)
    assert all(picture.pixelColor(right.x() + 4, right.y() + y) == ground for y in range(10, rect.height() - 4))


def test_an_unknown_card_is_drawn_as_a_shade(board: Board) -> None:
    view = views(board)[2]
    board.model._cards.forget()
    shades = view.grab().toImage()
    rect = view.card_rect(view.visualRect(view.model().index(1, 0)))
    title = board._pictures.title_rect(rect)
    assert shades.pixelColor(title.left() + 8, title.center().y()).name().upper() == theme.LIGHT.line


def test_style_events_do_not_reset_what_is_chosen(board: Board, qapp: QApplication) -> None:
    start_at(board, 1, 3)
    QApplication.sendEvent(board, QEvent(QEvent.Type.PaletteChange))
    assert current(board) == (1, "Brand refresh")
