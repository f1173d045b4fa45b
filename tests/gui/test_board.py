"""The board as it is used: by mouse, by keyboard, by screen reader."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QAccessible,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFontMetrics,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from leaddesk.domain.errors import ReadOnly, UserError
from leaddesk.domain.records import Kind
from leaddesk.gui import theme
from leaddesk.gui.desk import Desk
from leaddesk.gui.models.board_model import BoardModel
from leaddesk.gui.pipeline.board import Board
from leaddesk.gui.pipeline.card_menu import CardAction
from leaddesk.gui.pipeline.column_view import ColumnView
from leaddesk.gui.pipeline.drop_bar import DropBar
from leaddesk.gui.pipeline.edge_scroll import speed
from leaddesk.services import deals, editing, history
from leaddesk.services.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
MOVE, LEFT, PLAIN = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
Key = Qt.Key


@pytest.fixture
def board(desk: Desk, qtbot: QtBot) -> Iterator[Board]:
    """The board in a window of its own, with the keyboard on no card yet."""
    yield from board_on(desk, qtbot)


@pytest.fixture
def protected_board(protected_desk: Desk, qtbot: QtBot) -> Iterator[Board]:
    """The same on a file that cannot be written."""
    yield from board_on(protected_desk, qtbot)


def board_on(desk: Desk, qtbot: QtBot) -> Iterator[Board]:
    window = QWidget()
    qtbot.addWidget(window)
    model = BoardModel(desk, window)
    shown = Board(model, "EUR", window)
    desk.bus.changed.connect(model.take_in)
    window.resize(1150, 760)
    shown.resize(1150, 760)
    with qtbot.waitActive(window):
        window.show()
    model.reload()
    QApplication.processEvents()
    yield shown
    desk.bus.changed.disconnect(model.take_in)


def views(board: Board) -> list[ColumnView]:
    return [column.view for column in board.columns]


def names(board: Board, column: int) -> list[str]:
    """The titles of a column from top to bottom."""
    rows = board.columns[column].model
    return [rows.index(row).data() for row in range(rows.rowCount())]


def card_at(board: Board, column: int, row: int) -> QPoint:
    """The middle of a card, in its view."""
    view = views(board)[column]
    return view.card_rect(view.visualRect(view.model().index(row, 0))).center()


def carried(board: Board, column: int, row: int) -> QMimeData:
    rows = board.columns[column].model
    return rows.mimeData([rows.index(row)])


def send(receiver: QWidget, kind: type[Any], at: QPoint, mime: QMimeData) -> Any:
    """A drag event as the window system makes it."""
    where = QPointF(at) if kind is QDropEvent else at
    event = kind(where, MOVE, mime, LEFT, PLAIN)
    QApplication.sendEvent(receiver, event)
    return event


def drop(receiver: QWidget, at: QPoint, mime: QMimeData) -> bool:
    """Carry something there and let it go; whether it was taken."""
    send(receiver, QDragEnterEvent, at, mime)
    send(receiver, QDragMoveEvent, at, mime)
    return bool(send(receiver, QDropEvent, at, mime).isAccepted())


def press(board: Board, key: Key, held: Qt.KeyboardModifier = PLAIN) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, held)


def current(board: Board) -> tuple[int, str] | None:
    """(column, title) of the card that has the keyboard."""
    for place, view in enumerate(views(board)):
        if view.hasFocus() and view.currentIndex().isValid():
            return place, view.currentIndex().data()
    return None


def start_at(board: Board, column: int, row: int) -> None:
    assert board.choose(board.columns[column].model.ids[row])
    assert current(board) == (column, names(board, column)[row])


def saved(fresh: Any, workspace: Workspace, column: int) -> list[int]:
    return list(deals.board(fresh(workspace)).columns[column].ids)


# Drag and drop


def test_a_card_dropped_between_two_goes_there(board: Board, fresh: Any, demo_workspace: Workspace) -> None:
    card = board.columns[2].model.ids[0]
    target = views(board)[3]
    between = QPoint(60, target.section)  # the seam of the first and the second card
    assert drop(target.viewport(), between, carried(board, 2, 0))
    assert names(board, 3)[:3] == ["Two-year licence", "Warehouse pilot", "Spare parts portal"]
    assert saved(fresh, demo_workspace, 3) == board.columns[3].model.ids
    assert card not in saved(fresh, demo_workspace, 2)
    assert current(board) == (3, "Warehouse pilot")


@pytest.mark.parametrize(("source", "y_in_cards", "place"), [(0, 2.9, 2), (3, 0.1, 0), (1, 9.0, 6)])
def test_a_card_dropped_in_its_own_column_is_reordered(
    board: Board, source: int, y_in_cards: float, place: int, fresh: Any, demo_workspace: Workspace
) -> None:
    title = names(board, 1)[source]
    view = views(board)[1]
    assert drop(view.viewport(), QPoint(50, round(y_in_cards * view.section)), carried(board, 1, source))
    assert names(board, 1)[place] == title
    assert len(names(board, 1)) == 7
    assert saved(fresh, demo_workspace, 1) == board.columns[1].model.ids


def test_a_card_dropped_where_it_was_writes_nothing(board: Board, demo_workspace: Workspace) -> None:
    before = history.history(demo_workspace)
    view = views(board)[1]
    for y in (2 * view.section + 4, 3 * view.section - 4):
        assert drop(view.viewport(), QPoint(50, y), carried(board, 1, 2))
    assert history.history(demo_workspace) == before


def test_a_card_can_be_dropped_on_a_head_and_beside_a_column(board: Board) -> None:
    head = board.columns[4].head
    drop(head, head.rect().center(), carried(board, 0, 0))
    assert names(board, 4)[0] == "Website relaunch"
    field = board.field
    drop(field, QPoint(field.width() - 3, field.height() - 3), carried(board, 0, 0))
    assert names(board, 4)[-1] == "Annual audit"


def test_an_empty_column_takes_a_card_anywhere(board: Board, demo_workspace: Workspace, desk: Desk) -> None:
    for deal_id in list(board.columns[4].model.ids):
        desk.runner.write(editing.delete, Kind.DEAL, deal_id, owner=board)
    assert names(board, 4) == []
    column = board.columns[4]
    drop(column, QPoint(30, column.height() - 5), carried(board, 3, 1))
    assert names(board, 4) == ["Spare parts portal"]


def test_what_is_carried_from_elsewhere_is_refused(board: Board) -> None:
    text = QMimeData()
    text.setText("Some words")
    foreign = QMimeData()
    foreign.setData("application/x-leaddesk-deal", b'{"file": "another", "deal": 1}')
    before = [names(board, place) for place in range(5)]
    for mime in (text, foreign):
        entering = send(views(board)[2].viewport(), QDragEnterEvent, QPoint(50, 50), mime)
        assert not entering.isAccepted()
    assert [names(board, place) for place in range(5)] == before


def test_the_column_is_marked_and_a_gap_opens_under_the_card(board: Board, qtbot: QtBot) -> None:
    view, mime = views(board)[3], carried(board, 2, 0)
    field = board.field
    plain = view.grab().toImage()
    at = view.viewport().mapTo(field, QPoint(60, 20))
    send(field, QDragEnterEvent, at, mime)
    qtbot.waitUntil(lambda: view.shift(0) == view.gap_height)
    assert view.grab().toImage() != plain
    marked = board.columns[3].grab().toImage()
    assert marked.pixelColor(marked.width() // 2, marked.height() - 3).name().upper() != theme.LIGHT.column
    QApplication.sendEvent(field, QDragLeaveEvent())
    qtbot.waitUntil(lambda: view.shift(0) == 0 and view.shift(9) == 0)
    assert view.grab().toImage() == plain


def test_a_gap_below_the_last_card_can_be_scrolled_to(board: Board, desk: Desk) -> None:
    view = views(board)[0]
    view.window().resize(1150, 420)
    board.resize(1150, 420)
    QApplication.processEvents()
    bar = view.verticalScrollBar()
    longest = bar.maximum()
    view.open_gap(9)
    assert bar.maximum() == longest + view.gap_height
    view.shut_gap()
    assert bar.maximum() == longest


def test_held_at_an_edge_the_board_and_the_column_scroll(board: Board) -> None:
    window = board.window()
    window.resize(620, 420)
    board.resize(620, 420)
    QApplication.processEvents()
    field, mime = board.field, carried(board, 0, 0)
    sideways, down = board.horizontalScrollBar(), views(board)[0].verticalScrollBar()
    send(field, QDragEnterEvent, QPoint(100, 200), mime)
    field._scroll.step()
    assert (sideways.value(), down.value()) == (0, 0)
    low = views(board)[0].viewport().mapTo(field, QPoint(60, views(board)[0].viewport().height() - 4))
    send(field, QDragMoveEvent, low, mime)
    field._scroll.step()
    assert down.value() > 0
    right = field.mapFrom(board.viewport(), QPoint(board.viewport().width() - 4, 200))
    send(field, QDragMoveEvent, right, mime)
    field._scroll.step()
    assert sideways.value() > 0
    QApplication.sendEvent(field, QDragLeaveEvent())
    there = sideways.value()
    field._scroll.step()
    assert sideways.value() == there


def test_scrolling_is_faster_nearer_to_the_edge() -> None:
    assert [speed(at, 400) for at in (0, 43, 200, 356, 399)] == [-16, -1, 0, 0, 15]
    assert speed(0, 0) == 0


def test_the_bar_offers_won_lost_and_delete(board: Board, desk: Desk, qtbot: QtBot) -> None:
    bar = DropBar(desk.file_uuid, board)
    heard: list[tuple[CardAction, int]] = []
    bar.dropped.connect(lambda action, deal_id: heard.append((action, deal_id)))
    bar.appear()
    card = board.columns[1].model.ids[1]
    for place in bar.places.values():
        assert drop(place, place.rect().center(), carried(board, 1, 1))
    assert heard == [(CardAction.WIN, card), (CardAction.LOSE, card), (CardAction.DELETE, card)]
    assert [place.accessibleName() for place in bar.places.values()] == ["Won", "Lost…", "Delete"]
    assert bar.geometry().bottom() == board.rect().bottom()


def test_the_picture_in_the_hand_is_turned_and_shadowed(board: Board) -> None:
    index = board.columns[2].model.index(0)
    flat = board._pictures.picture(index.data(256), 200, _look(), 1.0, board._model.now).toImage()
    hand = board._pictures.in_hand(index.data(256), 200, 2.0, board._model.now)
    assert hand.devicePixelRatio() == 2.0
    assert hand.deviceIndependentSize().width() > flat.width()
    image = hand.toImage()
    assert image.pixelColor(0, 0).alpha() == 0
    assert 0 < image.pixelColor(image.width() // 2, image.height() - 12).alpha() < 120


def _look() -> Any:
    from leaddesk.gui.pipeline.card_picture import Look

    return Look()


def test_a_drop_that_cannot_be_saved_puts_the_card_back(protected_board: Board) -> None:
    board = protected_board
    before = [names(board, place) for place in range(5)]
    refusals: list[UserError] = []
    board._model.refused.connect(refusals.append)
    view = views(board)[3]
    assert drop(view.viewport(), QPoint(60, view.section), carried(board, 2, 1))
    assert [names(board, place) for place in range(5)] == before
    assert current(board) == (2, "Payroll switch")
    assert "nothing was saved" in str(refusals[0])


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
    assert saved(fresh, demo_workspace, 3) == board.columns[3].model.ids
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
        (Key.Key_W, CardAction.WIN),
        (Key.Key_L, CardAction.LOSE),
        (Key.Key_Delete, CardAction.DELETE),
    ],
)
def test_keys_ask_for_what_the_menu_offers(board: Board, key: Key, action: CardAction) -> None:
    heard: list[tuple[CardAction, int]] = []
    board.asked.connect(lambda what, deal_id: heard.append((what, deal_id)))
    start_at(board, 1, 1)
    press(board, key)
    assert heard == [(action, board.columns[1].model.ids[1])]


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
    board._model.reload()
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
    board.card_clicked.connect(lambda deal_id, _at: heard.append(deal_id))
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
    board.open_adder()
    adder = board.columns[3].adder
    assert adder.hasFocus()
    assert adder.accessibleName() == "Title of a new deal in Proposal"
    for title in ("First of two", "Second of two"):
        QTest.keyClicks(adder, title)
        QTest.keyClick(adder, Key.Key_Return)
        assert (adder.isVisible(), adder.text()) == (True, "")
    assert names(board, 3)[:2] == ["Second of two", "First of two"]
    assert saved(fresh, demo_workspace, 3) == board.columns[3].model.ids
    QTest.keyClick(adder, Key.Key_Escape)
    assert not adder.isVisible()
    assert views(board)[3].hasFocus()


def test_without_a_current_card_it_is_the_first_column(board: Board) -> None:
    board.open_adder()
    assert board.columns[0].adder.isVisible()


def test_what_was_typed_stays_when_it_cannot_be_saved(protected_board: Board) -> None:
    refusals: list[UserError] = []
    protected_board._model.refused.connect(refusals.append)
    protected_board.open_adder()
    adder = protected_board.columns[0].adder
    QTest.keyClicks(adder, "Not to be lost")
    QTest.keyClick(adder, Key.Key_Return)
    assert [type(problem) for problem in refusals] == [ReadOnly]
    QTest.keyClicks(adder, ", ever")
    assert (adder.isVisible(), adder.text()) == (True, "Not to be lost, ever")


def test_the_button_of_a_column_says_where_it_adds(board: Board) -> None:
    button = board.columns[2].head._button
    assert button.accessibleName() == button.toolTip() == "New deal in Demo"
    QTest.mouseClick(button, LEFT)
    assert board.columns[2].adder.isVisible()


# Screen readers


def test_a_column_is_a_table_that_reads_its_cards(board: Board) -> None:
    interface = QAccessible.queryAccessibleInterface(views(board)[2])
    assert interface is not None
    assert interface.role() == QAccessible.Role.Table
    assert interface.text(QAccessible.Text.Name) == "Demo pipeline stage"
    assert interface.text(QAccessible.Text.Description) == "5 deals, €141,500, 45% → €63,675"
    cells = [interface.child(place) for place in range(interface.childCount())]
    said = [(cell.text(QAccessible.Text.Name), cell.text(QAccessible.Text.Description)) for cell in cells if cell]
    words = "Payroll switch, Marlow Group, R. Shah, 27,500 euro, fri 27, warm, owner Sam Keller"
    assert (words, "Demo, card 2 of 5") in said
    assert all(name == "" or "owner" in name for name, _ in said)


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


def test_an_unknown_card_is_drawn_as_a_shade(board: Board, demo_workspace: Workspace) -> None:
    for number in range(60):
        deals.add_deal(demo_workspace, {"title": f"Order {number}", "stage": "Demo"})
    board._model.reload()
    QApplication.processEvents()
    view = views(board)[2]
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    shades = view.grab().toImage()
    rect = view.card_rect(view.visualRect(view.model().index(59, 0)))
    title = board._pictures.title_rect(rect)
    assert shades.pixelColor(title.left() + 8, title.center().y()).name().upper() == theme.LIGHT.line


def test_style_events_do_not_reset_what_is_chosen(board: Board, qapp: QApplication) -> None:
    start_at(board, 1, 3)
    QApplication.sendEvent(board, QEvent(QEvent.Type.PaletteChange))
    assert current(board) == (1, "Brand refresh")
