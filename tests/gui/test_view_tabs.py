"""Saved views above the deals: chosen, changed, saved, named, shared, moved and deleted."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAccessible, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from leaddesk.domain.records import SavedView
from leaddesk.domain.views import FaceKind, ViewOptions
from leaddesk.gui.desk import Desk
from leaddesk.gui.main_window import MainWindow
from leaddesk.gui.pipeline.pipeline_page import PipelinePage
from leaddesk.gui.pipeline.view_dialog import ViewDialog
from leaddesk.services import deals, history, views
from leaddesk.services.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)")
Key, LEFT, PLAIN = Qt.Key, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
ALT, HELD = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
Fresh = Callable[..., Workspace]


@pytest.fixture
def saved(demo_workspace: Workspace) -> dict[str, int]:
    """Two views of mine and one of everybody's."""
    found = {}
    for name, condition, shared in (
        ("Mine", "owner:me", False),
        ("Large", "value>30000", True),
        ("Kestrel", "kestrel", False),
    ):
        number = views.save_view(demo_workspace, name, condition, shared=shared).subject
        assert number is not None
        found[name] = number
    return found


@pytest.fixture
def page(saved: dict[str, int], desk: Desk, qtbot: QtBot) -> Iterator[PipelinePage]:
    yield from opened(desk, qtbot)


@pytest.fixture
def bare(desk: Desk, qtbot: QtBot) -> Iterator[PipelinePage]:
    """A page whose file has no views."""
    yield from opened(desk, qtbot)


def opened(desk: Desk, qtbot: QtBot) -> Iterator[PipelinePage]:
    made = PipelinePage(desk)
    qtbot.addWidget(made)
    made.resize(1150, 760)
    with qtbot.waitActive(made):
        made.show()
    QApplication.processEvents()
    yield made
    made.hide()


def tabs(page: PipelinePage) -> list[str]:
    bar = page.tabs.bar
    return [" ".join(bar.tabText(place).split()) for place in range(bar.count())]


def pick(page: PipelinePage, name: str) -> None:
    place = next(place for place, text in enumerate(tabs(page)) if name in text)
    QTest.mouseClick(page.tabs.bar, LEFT, PLAIN, page.tabs.bar.tabRect(place).center())


def buttons(page: PipelinePage) -> list[str]:
    found = (page.tabs.save, page.tabs.save_as, page.tabs.revert)
    return [button.text() for button in found if button.isVisible()]


def menu_of(page: PipelinePage) -> QMenu:
    QTest.mouseClick(page.tabs.more, LEFT)
    return next(menu for menu in page.tabs.findChildren(QMenu) if menu.isVisible())


def trigger(page: PipelinePage, words: str) -> None:
    menu = menu_of(page)
    next(action for action in menu.actions() if action.text().startswith(words)).trigger()
    menu.close()


def dialog(page: PipelinePage) -> ViewDialog:
    return next(found for found in page.findChildren(ViewDialog) if found.isVisible())


def known(workspace: Workspace) -> list[SavedView]:
    return views.list_views(workspace)


class TestShowing:
    def test_without_views_there_are_no_tabs(self, bare: PipelinePage) -> None:
        assert bare.tabs.isHidden()
        QTest.keyClick(bare.board.columns[0].view, Key.Key_2, ALT)
        assert bare.condition == ""

    def test_tabs_count_what_they_find(self, page: PipelinePage, demo_workspace: Workspace) -> None:
        numbers = views.counts(demo_workspace, known(demo_workspace))
        mine, large, kestrel = numbers.values()
        assert tabs(page) == ["All deals 27", f"Mine {mine}", f"Large {large}", f"Kestrel {kestrel}"]
        assert kestrel == 2

    def test_a_tab_shows_its_deals(self, page: PipelinePage) -> None:
        pick(page, "Kestrel")
        assert page.card_counts() == [0, 1, 0, 0, 1]
        assert page.filter_bar.condition == "kestrel"
        pick(page, "All deals")
        assert page.card_counts() == [9, 7, 5, 4, 2]
        assert page.filter_bar.condition == ""

    def test_keys_lead_to_views(self, page: PipelinePage) -> None:
        QTest.keyClick(page.board.columns[0].view, Key.Key_4, ALT)
        assert page.condition == "kestrel"
        QTest.keyClick(page.board.columns[0].view, Key.Key_9, ALT)
        assert page.condition == "kestrel"
        QTest.keyClick(page.board.columns[0].view, Key.Key_1, ALT)
        assert page.condition == ""

    def test_arrows_go_along_the_tabs(self, page: PipelinePage) -> None:
        page.tabs.bar.setFocus()
        QTest.keyClick(page.tabs.bar, Key.Key_Right)
        QTest.keyClick(page.tabs.bar, Key.Key_Right)
        assert page.condition == "value>30000"

    def test_a_view_brings_its_face_and_its_look(self, page: PipelinePage, desk: Desk, saved: dict[str, int]) -> None:
        options = ViewOptions(compact=True, face=FaceKind.LIST)
        desk.runner.write(views.update_view, saved["Mine"], "owner:me", options, owner=page)
        pick(page, "Mine")
        assert page.options == options
        assert page.switch.key == FaceKind.LIST.value
        assert page.face is not page.board
        pick(page, "Large")
        assert page.face is page.board

    def test_tabs_are_read_out(self, page: PipelinePage) -> None:
        pick(page, "Large")
        page.show_condition("value>40000")
        interface = QAccessible.queryAccessibleInterface(page.tabs.bar)
        assert interface.role() == QAccessible.Role.PageTabList
        said = [interface.child(place).text(QAccessible.Text.Name) for place in range(page.tabs.bar.count())]
        count = tabs(page)[2].split()[-1]
        assert said[0] == "All deals, 27 deals"
        assert said[2] == f"Large, {count} deals, shared with the team, not as it was saved"

    def test_numbers_follow_but_not_more_often_than_once_a_second(
        self, page: PipelinePage, desk: Desk, qtbot: QtBot
    ) -> None:
        number = page.model.columns[0].ids[0]
        assert page.tabs._pause.isActive()  # it counted just now
        desk.runner.write(deals.win_deal, number, owner=page)
        assert tabs(page)[0] == "All deals 27"
        page.tabs._pause.setInterval(0)
        page.tabs._pause.start()
        qtbot.waitUntil(lambda: tabs(page)[0] == "All deals 26")

    def test_a_view_of_a_newer_program_is_there_without_a_number(
        self, page: PipelinePage, demo_workspace: Workspace, qtbot: QtBot
    ) -> None:
        strange = SavedView(id=99, name="Strange", position=9.0, condition="mood:good")
        page.tabs._on_views_read([*known(demo_workspace), strange])
        assert tabs(page)[-1] == "Strange"
        with qtbot.waitSignal(page._desk.runner.failed):
            pick(page, "Strange")
        assert page.filter_bar.is_typing
        pick(page, "Mine")
        assert not page.filter_bar.is_typing


class TestChanging:
    def test_what_differs_is_marked_and_can_be_reverted(self, page: PipelinePage) -> None:
        pick(page, "Kestrel")
        assert buttons(page) == []
        page.show_condition("kestrel value>1k")
        assert tabs(page)[3].startswith("• Kestrel")
        assert buttons(page) == ["Save", "Save as…", "Revert"]
        QTest.mouseClick(page.tabs.revert, LEFT)
        assert page.condition == "kestrel"
        assert buttons(page) == []
        assert tabs(page)[3].startswith("Kestrel")

    def test_it_is_saved_into_the_view(self, page: PipelinePage, demo_workspace: Workspace, fresh: Fresh) -> None:
        pick(page, "Kestrel")
        page.show_condition("kestrel value>20k")
        QTest.mouseClick(page.tabs.save, LEFT)
        assert known(fresh(demo_workspace))[2].condition == "kestrel value>20k"
        assert buttons(page) == []
        assert tabs(page)[3] == "Kestrel 1"

    def test_it_is_saved_under_another_name(self, page: PipelinePage, demo_workspace: Workspace, fresh: Fresh) -> None:
        pick(page, "Kestrel")
        page.show_condition("kestrel idle>1")
        QTest.mouseClick(page.tabs.save_as, LEFT)
        ask = dialog(page)
        assert not ask.confirm.isEnabled()
        QTest.keyClicks(ask.name, "mine")
        QTest.keyClick(ask.name, Key.Key_Return)
        assert ask.isVisible()
        assert ask.problem.startswith('There is a view "mine" already')
        QTest.keyClicks(ask.name, " too")
        assert ask.problem == ""
        ask.shared.click()
        QTest.mouseClick(ask.confirm, LEFT)
        assert not ask.isVisible()
        last = known(fresh(demo_workspace))[-1]
        assert (last.name, last.condition, last.owner_id) == ("mine too", "kestrel idle>1", None)
        assert page.state.view is not None
        assert page.state.view.name == "mine too"
        assert tabs(page)[-1].startswith("mine too")

    def test_the_first_view_comes_from_the_filter(
        self, bare: PipelinePage, demo_workspace: Workspace, fresh: Fresh
    ) -> None:
        assert bare.filter_bar.chips.save.isHidden()
        bare.show_condition("owner:me")
        QTest.mouseClick(bare.filter_bar.chips.save, LEFT)
        ask = dialog(bare)
        QTest.keyClicks(ask.name, "Of mine")
        QTest.keyClick(ask.name, Key.Key_Return)
        assert [view.name for view in known(fresh(demo_workspace))] == ["Of mine"]
        assert bare.tabs.isVisible()
        assert bare.filter_bar.chips.save.isHidden()
        assert [text.split(" ")[0] for text in tabs(bare)] == ["All", "Of"]

    def test_a_face_that_folds_a_column_changes_the_view(self, page: PipelinePage) -> None:
        pick(page, "Mine")
        page.board.options_changed.emit(ViewOptions(folded=frozenset({page.model.columns[0].stage.id})))
        assert buttons(page) == ["Save", "Save as…", "Revert"]

    def test_what_a_colleague_saves_is_followed(self, page: PipelinePage, desk: Desk, saved: dict[str, int]) -> None:
        pick(page, "Large")
        desk.runner.write(views.update_view, saved["Large"], "kestrel", ViewOptions(), owner=page)
        assert page.condition == "kestrel"
        assert page.card_counts() == [0, 1, 0, 0, 1]
        assert buttons(page) == []


class TestMenu:
    def test_renaming(self, page: PipelinePage, demo_workspace: Workspace, fresh: Fresh) -> None:
        pick(page, "Mine")
        trigger(page, "Rename")
        ask = dialog(page)
        assert ask.name.text() == "Mine"
        assert ask.shared.isHidden()
        QTest.keyClicks(ask.name, "Own & only")
        QTest.keyClick(ask.name, Key.Key_Return)
        assert known(fresh(demo_workspace))[0].name == "Own & only"
        assert page.tabs.bar.tabText(1).startswith("Own && only")

    def test_sharing_and_keeping(self, page: PipelinePage, demo_workspace: Workspace, fresh: Fresh) -> None:
        pick(page, "Mine")
        trigger(page, "Share with the team")
        assert known(fresh(demo_workspace))[0].owner_id is None
        trigger(page, "Keep for me alone")
        assert known(fresh(demo_workspace))[0].owner_id == demo_workspace.actor.user_id

    def test_deleting_keeps_what_is_shown_and_can_be_undone(
        self, page: PipelinePage, demo_workspace: Workspace, desk: Desk, fresh: Fresh
    ) -> None:
        pick(page, "Kestrel")
        heard: list[bool] = []
        desk.bus.changed.connect(lambda changes: heard.append(changes.destroys))
        trigger(page, "Delete the view")
        assert heard == [True]  # so the window offers Undo
        assert [view.name for view in known(fresh(demo_workspace))] == ["Mine", "Large"]
        assert page.condition == "kestrel"
        assert page.state.view is None
        desk.runner.write(history.undo, owner=page)
        assert tabs(page)[3].startswith("Kestrel")

    def test_moving_by_menu_and_keys(self, page: PipelinePage, demo_workspace: Workspace, fresh: Fresh) -> None:
        pick(page, "Kestrel")
        trigger(page, "Move to the left")
        assert [view.name for view in known(fresh(demo_workspace))] == ["Mine", "Kestrel", "Large"]
        page.tabs.bar.setFocus()
        QTest.keyClick(page.tabs.bar, Key.Key_Right, HELD)
        assert [view.name for view in known(fresh(demo_workspace))] == ["Mine", "Large", "Kestrel"]
        QTest.keyClick(page.tabs.bar, Key.Key_Right, HELD)  # it is the last
        for _ in range(3):
            QTest.keyClick(page.tabs.bar, Key.Key_Left, HELD)
        assert [view.name for view in known(fresh(demo_workspace))] == ["Kestrel", "Mine", "Large"]
        assert page.condition == "kestrel"
        assert page.tabs.bar.currentIndex() == 1

    def test_all_deals_have_no_such_menu(self, page: PipelinePage) -> None:
        pick(page, "All deals")
        assert page.tabs.more.isHidden()
        page.tabs.bar.setFocus()
        QTest.keyClick(page.tabs.bar, Key.Key_Right, HELD)
        menu = page.tabs.actions_on.menu(page)
        assert [action.text() for action in menu.actions()] == ["Save as…"]

    def test_a_changed_view_can_be_saved_from_the_menu(self, page: PipelinePage) -> None:
        pick(page, "Mine")
        page.show_condition("owner:none")
        words = [action.text() for action in page.tabs.actions_on.menu(page).actions()]
        assert words[:2] == ["Save", "Save as…"]


class TestDragging:
    def drag(self, page: PipelinePage, place: int, to: int) -> None:
        bar = page.tabs.bar
        start, end = bar.tabRect(place).center(), bar.tabRect(to).center()
        QTest.mousePress(bar, LEFT, PLAIN, start)
        for step in range(1, 11):  # QTest moves the mouse without the button held
            at = QPointF(start + (end - start) * step / 10)
            glass = QPointF(bar.mapToGlobal(at.toPoint()))
            move = QMouseEvent(QMouseEvent.Type.MouseMove, at, glass, Qt.MouseButton.NoButton, LEFT, PLAIN)
            QApplication.sendEvent(bar, move)
        QTest.mouseRelease(bar, LEFT, PLAIN, end)

    def test_a_tab_is_dragged_to_another_place(
        self, page: PipelinePage, demo_workspace: Workspace, fresh: Fresh, qtbot: QtBot
    ) -> None:
        self.drag(page, 3, 1)
        qtbot.waitUntil(lambda: known(fresh(demo_workspace))[0].name == "Kestrel")
        assert [text.split()[0] for text in tabs(page)] == ["All", "Kestrel", "Mine", "Large"]
        assert page.condition == "kestrel"

    def test_all_deals_stay_in_front(self, page: PipelinePage, demo_workspace: Workspace) -> None:
        before = known(demo_workspace)
        self.drag(page, 0, 2)
        assert [text.split()[0] for text in tabs(page)] == ["All", "Mine", "Large", "Kestrel"]
        assert known(demo_workspace) == before


class TestWindow:
    def test_what_was_shown_is_shown_at_the_next_start(
        self, saved: dict[str, int], window: MainWindow, demo_workspace: Workspace, qtbot: QtBot
    ) -> None:
        page = window.page("pipeline")
        pick(page, "Kestrel")
        page.show_condition("kestrel value>20k")
        window.office.open_file(demo_workspace.database.path)
        again = window.page("pipeline")
        assert again is not page
        assert again.card_counts() == [0, 1, 0, 0, 0]
        assert tabs(again)[3].startswith("• Kestrel")
        assert again.filter_bar.condition == "kestrel value>20k"

    def test_views_and_chosen_deals_are_in_the_palette(self, saved: dict[str, int], window: MainWindow) -> None:
        page = window.page("pipeline")
        first = page.model.columns[0].ids[0]
        page.face.choose(first)
        title = page.face.known(first).title
        offers = {action.text: action for action in page.palette_actions()}
        assert {"View: All deals", "View: Large", f"Won: {title}", f"Delete: {title}", "Save as view…"} <= set(offers)
        assert offers["View: Large"].keys == "Alt+3"
        offers["View: Large"].call()
        assert page.condition == "value>30000"
        page.show_condition("value>5")
        changed = {action.text: action for action in page.palette_actions()}
        changed["Show the view as it was saved"].call()
        assert page.condition == "value>30000"
        changed["Clear the filter"].call()
        assert page.condition == ""
        offers[f"Delete: {title}"].call()
        assert page.face.known(first) is None or first not in page.model.columns[0].ids

    def test_deleting_offers_undo_in_the_window(
        self, saved: dict[str, int], window: MainWindow, demo_workspace: Workspace
    ) -> None:
        page = window.page("pipeline")
        pick(page, "Kestrel")
        page.tabs.actions_on.delete()
        toast = window.toasts.children()
        assert toast
        window.on_undo()
        assert [view.name for view in known(demo_workspace)] == ["Mine", "Large", "Kestrel"]


def test_a_face_that_was_not_seen_is_up_to_date_when_it_comes_back(page: PipelinePage, desk: Desk) -> None:
    page.show_face(FaceKind.LIST)
    assert page.switch.key == FaceKind.LIST.value
    number = page.model.columns[0].ids[0]
    desk.runner.write(deals.win_deal, number, owner=page)
    page.show_face(FaceKind.BOARD)
    assert number not in page.model.columns[0].ids
