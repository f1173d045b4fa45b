"""The list face in its page: choosing, keys, the head, the foot, the menu, editing, new deals."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from leaddesk.domain.records import DealStatus
from leaddesk.domain.summaries import Card
from leaddesk.domain.views import LIST_COLUMNS, FaceKind, ListColumn, ViewOptions
from leaddesk.gui import theme
from leaddesk.gui.desk import Desk
from leaddesk.gui.pipeline.card_menu import CardAction
from leaddesk.gui.pipeline.deal_list import DealList
from leaddesk.gui.pipeline.pipeline_page import PipelinePage
from leaddesk.services import deal_list, deals, history
from leaddesk.services.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)")
Fresh = Callable[..., Workspace]
Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
PLAIN = Qt.KeyboardModifier.NoModifier
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
AS_LIST = ViewOptions(face=FaceKind.LIST)


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> PipelinePage:
    return in_a_page(qtbot, desk)


@pytest.fixture
def face(page: PipelinePage) -> DealList:
    assert isinstance(page.face, DealList)
    return page.face


def in_a_page(qtbot: QtBot, desk: Desk, options: ViewOptions = AS_LIST) -> PipelinePage:
    made = PipelinePage(desk)
    qtbot.addWidget(made)
    made.resize(1250, 760)
    with qtbot.waitActive(made):
        made.show()
    made.show_options(options)
    assert isinstance(made.face, DealList)
    settle(qtbot, made.face)
    made.face.focus_deals()
    return made


def settle(qtbot: QtBot, face: DealList) -> None:
    """Wait until the rows on the screen have come."""
    face.table.grab()
    shown = [number for number in face.model.ids[:12] if number >= 0]
    qtbot.waitUntil(lambda: all(face.model.known(number) for number in shown))


def press(face: DealList, key: Key, held: Qt.KeyboardModifier = PLAIN) -> None:
    QTest.keyClick(QApplication.focusWidget() or face.table, key, held)


def cell_at(face: DealList, row: int, column: ListColumn = ListColumn.TITLE) -> QPoint:
    index = face.model.index(row, face.model.columns.index(column))
    return face.table.visualRect(index).center()


def click(face: DealList, row: int, held: Qt.KeyboardModifier = PLAIN, column: ListColumn = ListColumn.TITLE) -> None:
    QTest.mouseClick(face.table.viewport(), LEFT, held, cell_at(face, row, column))


def button(parent: QWidget, name: str) -> QPushButton:
    return next(b for b in parent.findChildren(QPushButton) if b.text().startswith(name) and b.isVisible())


def entries(menu: QMenu) -> dict[str, QAction]:
    return {action.text().partition("\t")[0]: action for action in menu.actions() if action.text()}


def menu_of(pressed: QPushButton) -> dict[str, QAction]:
    """What the menu of a button offers when it opens."""
    menu = pressed.menu()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    return entries(menu)


def popped(qtbot: QtBot, open_it: Callable[[], None]) -> QMenu:
    """The menu that is open after that."""
    open_it()
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def close_popups() -> None:
    popup = QApplication.activePopupWidget()
    if popup is not None:
        popup.close()


def editor(face: DealList) -> QLineEdit:
    found = QApplication.focusWidget()
    assert isinstance(found, QLineEdit)
    assert face.table.isAncestorOf(found)
    return found


def head_click(face: DealList, column: ListColumn) -> None:
    face.table.horizontalHeader().sectionClicked.emit(face.model.columns.index(column))


def saved(workspace: Workspace, ids: Any) -> list[Card]:
    return deals.cards(workspace, list(ids))


class TestFace:
    def test_the_page_switches_between_board_and_list_of_the_same_deals(
        self, qtbot: QtBot, desk: Desk, demo_workspace: Workspace
    ) -> None:
        page = PipelinePage(desk)
        qtbot.addWidget(page)
        page.show()
        QTest.mouseClick(button(page, "List"), LEFT)
        assert isinstance(page.face, DealList)
        assert page.face.isVisible()
        [group] = deal_list.listing(demo_workspace).groups
        assert tuple(page.face.model.ids) == group.ids
        page.show_condition("pilot")
        assert len(page.face.model.ids) == 1
        QTest.mouseClick(button(page, "Board"), LEFT)
        assert page.board.isVisible()

    def test_a_click_opens_the_deal_and_the_second_edits_what_was_clicked(
        self, qtbot: QtBot, page: PipelinePage, face: DealList
    ) -> None:
        at = face.table.viewport().mapToGlobal(cell_at(face, 2, ListColumn.VALUE))
        click(face, 2, column=ListColumn.VALUE)
        assert page.open_record == face.model.ids[2]
        qtbot.waitUntil(lambda: page.pane.isVisible())
        under = QApplication.widgetAt(at)
        assert under is not None
        QTest.mouseClick(under, LEFT, PLAIN, under.mapFromGlobal(at))
        assert editor(face).accessibleName() == "Value"

    def test_a_deal_that_is_asked_for_is_chosen_and_its_group_unfolded(self, qtbot: QtBot, desk: Desk) -> None:
        page = in_a_page(qtbot, desk, replace(AS_LIST, group="stage"))
        face = page.face
        assert isinstance(face, DealList)
        face.model.fold_all(True)
        group = face.model.group_at(3)
        assert group is not None
        page.show_record(group.ids[0])
        assert face.current_id == group.ids[0]
        assert not face.choose(5)

    def test_nothing_found_says_so(self, page: PipelinePage, face: DealList) -> None:
        page.show_condition("no deal is called so")
        assert not face.table.isVisible()
        assert face.foot.count.text() == "0 deals"
        page.show_condition("")
        assert face.table.isVisible()

    def test_choice_and_view_stay_with_the_deals_when_others_come(
        self, qtbot: QtBot, page: PipelinePage, face: DealList, desk: Desk
    ) -> None:
        face.table.verticalScrollBar().setValue(100)
        click(face, 6)
        chosen, first = face.current_id, face.table.rowAt(0)
        top = face.model.ids[first], face.table.rowViewportPosition(first)
        for number in range(3):
            desk.runner.write(deals.add_deal, {"title": f"New {number}"}, owner=page)
        assert face.current_id == chosen
        first = face.table.rowAt(0)
        assert (face.model.ids[first], face.table.rowViewportPosition(first)) == top

    def test_the_neighbour_is_current_when_a_deal_goes(self, face: DealList) -> None:
        click(face, 2)
        after = face.model.ids[3]
        press(face, Key.Key_Delete)
        assert face.current_id == after

    def test_the_time_moves_on(self, page: PipelinePage, face: DealList, clock: Any, qtbot: QtBot) -> None:
        before = [face.model.index(row, 6).data() for row in range(10)]
        clock.advance(days=40)
        page.tick()
        settle(qtbot, face)
        assert [face.model.index(row, 6).data() for row in range(10)] != before

    def test_it_is_painted_in_both_themes_with_every_column(self, qtbot: QtBot, qapp: QApplication, desk: Desk) -> None:
        everything = replace(AS_LIST, columns=tuple(ListColumn), group="owner")
        face = in_a_page(qtbot, desk, everything).face
        assert isinstance(face, DealList)
        face.resize(2200, 700)
        light = face.table.grab().toImage()
        theme.apply(qapp, theme.DARK)
        dark = face.table.grab().toImage()
        theme.apply(qapp, theme.LIGHT)
        assert light.pixelColor(600, 300).lightness() > 128 > dark.pixelColor(600, 300).lightness()


class TestKeys:
    def test_enter_opens_del_deletes_and_the_closing_keys_close(
        self, qtbot: QtBot, page: PipelinePage, face: DealList, demo_workspace: Workspace, fresh: Fresh
    ) -> None:
        first, second, third = face.model.ids[:3]
        press(face, Key.Key_Return)
        assert page.open_record == first
        face.focus_deals()
        press(face, Key.Key_Delete)
        assert first not in face.model.ids
        press(face, Key.Key_W, CONTROL | SHIFT)
        assert saved(fresh(demo_workspace), [second])[0].status is DealStatus.WON
        with qtbot.waitSignal(face.asked) as asked:
            press(face, Key.Key_L, CONTROL | SHIFT)
        assert asked.args == [CardAction.LOSE, (third,)]

    def test_walking_is_told_and_extends_the_choice_with_shift(
        self, qtbot: QtBot, page: PipelinePage, face: DealList
    ) -> None:
        press(face, Key.Key_Return)
        face.focus_deals()
        with qtbot.waitSignal(face.walked):
            press(face, Key.Key_Down, SHIFT)
        press(face, Key.Key_Down, SHIFT)
        assert face.chosen_ids == tuple(face.model.ids[:3])
        qtbot.waitUntil(lambda: page.open_record == face.model.ids[2])
        assert face.chosen_ids == tuple(face.model.ids[:3]), "the pane that follows leaves the choice alone"

    def test_all_are_chosen_at_once(self, face: DealList) -> None:
        press(face, Key.Key_A, CONTROL)
        assert face.chosen_ids == tuple(face.model.ids)
        assert face.foot.count.text() == f"{len(face.model.ids)} deals"

    def test_letters_lead_to_the_next_deal_that_starts_so(self, qtbot: QtBot, face: DealList) -> None:
        wanted = next(n for n in face.model.ids if "training" in (face.known(n).title.lower() if face.known(n) else ""))
        for letter in "tra":
            press(face, Key(ord(letter.upper())))
        assert face.current_id == wanted
        qtbot.wait(0)
        face.table.keyboardSearch("zzz")
        assert face.current_id == wanted

    def test_heads_of_groups_fold_by_keys_and_clicks(self, qtbot: QtBot, desk: Desk) -> None:
        face = in_a_page(qtbot, desk, replace(AS_LIST, group="stage")).face
        assert isinstance(face, DealList)
        rows = len(face.model.ids)
        first = face.model.group_at(0)
        assert first is not None
        face.table.choose(0)
        assert (face.current_id, face.chosen_ids) == (None, ())
        press(face, Key.Key_Left)
        assert len(face.model.ids) == rows - len(first.ids)
        press(face, Key.Key_Right)
        press(face, Key.Key_Return)
        assert face.model.is_folded(first)
        press(face, Key.Key_Space)
        assert not face.model.is_folded(first)
        click(face, 0)
        assert face.model.is_folded(first)
        press(face, Key.Key_Delete)
        press(face, Key.Key_F2)
        assert len(face.model.ids) == rows - len(first.ids)

    def test_the_keyboard_moves_a_column(self, qtbot: QtBot, face: DealList) -> None:
        face.table.choose(0, 1)
        with qtbot.waitSignal(face.options_changed) as told:
            press(face, Key.Key_Left, CONTROL | SHIFT)
        assert told.args[0].columns[:2] == (LIST_COLUMNS[1], LIST_COLUMNS[0])
        assert face.model.columns[0] == LIST_COLUMNS[1]
        face.table.choose(0, 0)
        press(face, Key.Key_Left, CONTROL | SHIFT)
        assert face.model.columns[0] == LIST_COLUMNS[1], "there is nothing further left"


class TestEditing:
    def test_f2_edits_the_cell_and_enter_saves(
        self, qtbot: QtBot, face: DealList, demo_workspace: Workspace, fresh: Fresh
    ) -> None:
        deal = face.model.ids[1]
        face.table.choose(1, face.model.columns.index(ListColumn.VALUE))
        press(face, Key.Key_F2)
        line = editor(face)
        line.selectAll()
        QTest.keyClicks(line, "51k")
        press(face, Key.Key_Return)
        qtbot.waitUntil(lambda: saved(fresh(demo_workspace), [deal])[0].value == 5_100_000)
        assert face.table.hasFocus()

    def test_esc_leaves_it_as_it_was(self, face: DealList, demo_workspace: Workspace) -> None:
        title = saved(demo_workspace, face.model.ids[:1])[0].title
        face.edit_title(face.model.ids[0])
        QTest.keyClicks(editor(face), "Wrong")
        press(face, Key.Key_Escape)
        assert saved(demo_workspace, face.model.ids[:1])[0].title == title

    def test_what_cannot_be_edited_there_edits_the_title(self, face: DealList) -> None:
        QTest.mouseDClick(face.table.viewport(), LEFT, PLAIN, cell_at(face, 1, ListColumn.COMPANY))
        assert editor(face).accessibleName() == "Deal"

    @pytest.mark.parametrize(
        ("column", "label"),
        [(ListColumn.STAGE, "Proposal"), (ListColumn.OWNER, "Nobody"), (ListColumn.TEMPERATURE, "Cold")],
    )
    def test_a_choice_counts_at_once(
        self, qtbot: QtBot, desk: Desk, demo_workspace: Workspace, fresh: Fresh, column: ListColumn, label: str
    ) -> None:
        face = in_a_page(qtbot, desk, replace(AS_LIST, columns=("title", column.value))).face
        assert isinstance(face, DealList)
        deal = face.model.ids[0]
        face.table.choose(0, 1)
        press(face, Key.Key_F2)
        box = next(iter(face.table.findChildren(QComboBox)))
        qtbot.waitUntil(lambda: box.view().isVisible())
        box.view().setCurrentIndex(box.model().index(box.findText(label), 0))
        QTest.keyClick(box.view(), Key.Key_Return)
        stages = {stage.id: stage.name for stage in deals.list_stages(demo_workspace)}
        [card] = saved(fresh(demo_workspace), [deal])
        now = {
            ListColumn.STAGE: stages[card.stage_id or 0],
            ListColumn.OWNER: card.owner or "Nobody",
            ListColumn.TEMPERATURE: card.temperature.value.capitalize(),
        }
        assert now[column] == label
        qtbot.waitUntil(lambda: not face.table.findChildren(QComboBox))

    def test_a_list_of_choices_that_is_left_closes_the_editor(self, qtbot: QtBot, face: DealList) -> None:
        face.table.choose(0, face.model.columns.index(ListColumn.OWNER))
        press(face, Key.Key_F2)
        box = next(iter(face.table.findChildren(QComboBox)))
        qtbot.waitUntil(lambda: box.view().isVisible())
        QTest.keyClick(box.view(), Key.Key_Escape)
        qtbot.waitUntil(lambda: not face.table.findChildren(QComboBox))

    def test_a_refusal_is_told(self, qtbot: QtBot, face: DealList, desk: Desk) -> None:
        face.table.choose(0, face.model.columns.index(ListColumn.PROBABILITY))
        press(face, Key.Key_F2)
        editor(face).setText("much")
        with qtbot.waitSignal(desk.requests.problem_shown):
            press(face, Key.Key_Return)


class TestArranging:
    def test_a_head_sorts_and_sorts_back(self, qtbot: QtBot, face: DealList, demo_workspace: Workspace) -> None:
        with qtbot.waitSignal(face.options_changed) as told:
            head_click(face, ListColumn.VALUE)
        assert (told.args[0].sort, told.args[0].descending) == ("value", True)
        [group] = deal_list.listing(demo_workspace, sort="value", descending=True).groups
        assert tuple(face.model.ids) == group.ids
        head = face.table.horizontalHeader()
        assert head.sortIndicatorSection() == face.model.columns.index(ListColumn.VALUE)
        head_click(face, ListColumn.VALUE)
        [group] = deal_list.listing(demo_workspace, sort="value").groups
        assert tuple(face.model.ids) == group.ids
        head_click(face, ListColumn.TITLE)
        assert head.sortIndicatorOrder() is Qt.SortOrder.AscendingOrder

    def test_the_page_keeps_how_it_is_arranged(self, page: PipelinePage, face: DealList) -> None:
        head_click(face, ListColumn.OWNER)
        assert page.options == replace(AS_LIST, sort="owner")

    def test_columns_come_and_go_by_the_foot(self, face: DealList) -> None:
        menu_of(button(face, "Columns"))["Source"].trigger()
        assert face.model.columns[-1] is ListColumn.SOURCE
        menu_of(button(face, "Columns"))["Stage"].trigger()
        assert ListColumn.STAGE not in face.model.columns
        assert not menu_of(button(face, "Columns"))["Deal"].isEnabled()

    def test_groups_and_order_are_chosen_at_the_foot(self, face: DealList) -> None:
        menu_of(button(face, "Group"))["Expected month"].trigger()
        assert face.model.is_grouped
        assert button(face, "Group").text() == "Group: Expected month"
        menu_of(button(face, "Group"))["Not grouped"].trigger()
        menu_of(button(face, "Sort"))["Weighted"].trigger()
        assert face.model.options.descending
        menu_of(button(face, "Sort"))["From large to small"].trigger()
        assert (face.model.options.sort, face.model.options.descending) == ("weighted", False)
        menu_of(button(face, "Sort"))["As on the board"].trigger()
        assert face.model.options.sort == ""

    def test_the_menu_of_a_head(self, qtbot: QtBot, face: DealList) -> None:
        head = face.table.horizontalHeader()

        def open_on(column: ListColumn) -> dict[str, QAction]:
            at = QPoint(head.sectionViewportPosition(face.model.columns.index(column)) + 5, 5)
            return entries(popped(qtbot, lambda: head.customContextMenuRequested.emit(at)))

        open_on(ListColumn.STAGE)["Group by this"].trigger()
        assert face.model.options.group == "stage"
        for name, done in (
            ("Sort from large to small", lambda: face.model.options.sort == "owner" and face.model.options.descending),
            ("Order as on the board", lambda: face.model.options.sort == ""),
            ("Move to the left", lambda: face.model.columns[-2] is ListColumn.OWNER),
            ("Hide this column", lambda: ListColumn.OWNER not in face.model.columns),
        ):
            open_on(ListColumn.OWNER)[name].trigger()
            assert done(), name
        assert not open_on(ListColumn.TITLE)["Hide this column"].isEnabled()
        close_popups()

    def test_a_head_that_is_dragged_moves_its_column(self, qtbot: QtBot, face: DealList) -> None:
        with qtbot.waitSignal(face.options_changed):
            face.table.horizontalHeader().moveSection(3, 1)
        assert face.model.columns[1] is ListColumn.VALUE
        head = face.table.horizontalHeader()
        assert [head.visualIndex(place) for place in range(head.count())] == list(range(head.count()))

    def test_widths_are_remembered_by_column(self, qtbot: QtBot, face: DealList, desk: Desk) -> None:
        face.table.horizontalHeader().resizeSection(2, 222)
        face.table.keep_widths()
        again = in_a_page(qtbot, desk, replace(AS_LIST, columns=("stage", "title"))).face
        assert isinstance(again, DealList)
        assert again.table.columnWidth(0) == 222


class TestMenu:
    def test_the_menu_is_that_of_a_card(self, qtbot: QtBot, page: PipelinePage, face: DealList) -> None:
        click(face, 3, CONTROL)
        at = cell_at(face, 2)
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, face.table.viewport().mapToGlobal(at))
        offered = entries(popped(qtbot, lambda: face.table.contextMenuEvent(event)))
        assert face.chosen_ids == (face.model.ids[2],), "a right click beside the choice makes its own"
        offered["Plan follow-up"].trigger()
        assert page.open_record == face.model.ids[2]

    def test_for_several_it_offers_what_goes_for_all(
        self, qtbot: QtBot, face: DealList, demo_workspace: Workspace, fresh: Fresh
    ) -> None:
        press(face, Key.Key_Down, SHIFT)
        both = face.chosen_ids
        at = face.table.visualRect(face.table.currentIndex()).center()
        event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, at, QCursor.pos())
        offered = entries(popped(qtbot, lambda: face.table.contextMenuEvent(event)))
        assert "Open" not in offered
        stages = offered["Move to"].menu()
        assert isinstance(stages, QMenu)
        entries(stages)["Demo"].trigger()
        names = {stage.id: stage.name for stage in deals.list_stages(demo_workspace)}
        assert {names[card.stage_id or 0] for card in saved(fresh(demo_workspace), both)} == {"Demo"}
        assert history.history(demo_workspace, limit=1)[0].title == "Moved 2 deals to Demo"


class TestNewDeals:
    def test_a_new_deal_is_typed_above_the_list_and_chosen(
        self, qtbot: QtBot, page: PipelinePage, face: DealList
    ) -> None:
        page.new_record()
        assert face.is_adding
        QTest.keyClicks(face.adder, "Brand new")
        press(face, Key.Key_Return)
        settle(qtbot, face)
        current = face.current_id
        assert current is not None
        assert face.known(current).title == "Brand new"
        assert face.adder.text() == ""
        press(face, Key.Key_Escape)
        assert not face.is_adding
        assert face.table.hasFocus()

    def test_one_that_is_refused_stays_as_it_was_typed(self, qtbot: QtBot, protected_desk: Desk) -> None:
        face = in_a_page(qtbot, protected_desk).face
        assert isinstance(face, DealList)
        face.add_deal()
        QTest.keyClicks(face.adder, "Brand new")
        with qtbot.waitSignal(protected_desk.requests.problem_shown):
            press(face, Key.Key_Return)
        assert face.adder.text() == "Brand new"
