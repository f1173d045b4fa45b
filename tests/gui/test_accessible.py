"""The whole window for those who do not see it or use no mouse: names, roles, what is read out, and the way of Tab."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QMenu, QTextBrowser, QWidget
from pytestqt.qtbot import QtBot

from leaddesk.domain.views import FaceKind
from leaddesk.gui.main_window import MainWindow
from leaddesk.gui.palette.palette import Palette
from leaddesk.gui.pipeline.filter_popup import FilterPopup
from leaddesk.gui.screenshots import Studio

pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)")
# One of each kind of page, with what can be open beside it; the slow form looks at every screen there is.
SOME = ("pipeline", "list", "deal", "today", "contact", "history", "filters", "settings", "lost")
MANY_TABS = 400
NAME = QAccessible.Text.Name


@pytest.fixture
def studio(qapp: QApplication, window: MainWindow, tmp_path: Path) -> Studio:
    """Takes the window through its screens."""
    window.resize(1360, 850)
    return Studio(qapp, window, tmp_path)


def screens(studio: Studio, names: tuple[str, ...]) -> Iterator[tuple[str, QWidget]]:
    for name in names:
        shown = studio._screens[name]()
        studio._settle()
        shown.window().activateWindow()
        assert QTest.qWaitForWindowActive(shown.window())
        yield name, shown
        studio._tidy()
        studio._tidy = lambda: None
        if shown is not studio._window:
            shown.close()


def stops(root: QWidget) -> list[QWidget]:
    """Everything there that takes the keyboard by itself, whether by Tab or in another way."""
    return [
        widget
        for widget in (root, *root.findChildren(QWidget))
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and widget.focusProxy() is None
        and widget.isEnabled()
        and widget.isVisible()
        and widget.window() is root.window()
    ]


def describe(widget: QWidget) -> str:
    parents = []
    above = widget.parentWidget()
    while above is not None and len(parents) < 3:
        parents.append(type(above).__name__)
        above = above.parentWidget()
    return f"{type(widget).__name__} “{said_of(widget)}” in {' in '.join(parents)}"


def said_of(widget: QWidget) -> str:
    if isinstance(widget, QComboBox):  # on some systems its value stands in for the name
        return widget.accessibleName()
    return QAccessible.queryAccessibleInterface(widget).text(NAME)


def nameless(root: QWidget) -> list[str]:
    """What a screen reader could not tell."""
    unknown = (QAccessible.Role.NoRole, QAccessible.Role.Client)
    return [
        describe(widget)
        for widget in stops(root)
        if not said_of(widget)
        # The month is drawn by itself: its name is the day that the keyboard is on.
        or (QAccessible.queryAccessibleInterface(widget).role() in unknown and type(widget).__name__ != "_Days")
    ]


def walked(root: QWidget) -> list[QWidget]:
    """Where Tab leads, from where the keyboard is until it comes round."""
    first = QApplication.focusWidget()
    if first is None or first.window() is not root.window():
        first = next(widget for widget in stops(root) if takes_tab(widget))
        first.setFocus(Qt.FocusReason.TabFocusReason)
    way, here = [first], first
    for _ in range(MANY_TABS):
        QTest.keyClick(here, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        if now is here and isinstance(here, QTextBrowser):
            continue  # from link to link in it
        if now is None or now in way:
            return way
        way.append(now)
        here = now
    raise AssertionError("Tab never comes round")


def takes_tab(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def missed(root: QWidget, way: list[QWidget]) -> list[str]:
    """What Tab does not lead to. Of buttons of which one is down Tab finds that, and arrows lead to the others."""
    return [
        describe(widget)
        for widget in stops(root)
        if takes_tab(widget)
        and widget not in way
        and not (isinstance(widget, QAbstractButton) and among_others(widget))
    ]


def among_others(button: QAbstractButton) -> bool:
    group = button.group()
    return group is not None and group.exclusive()


def test_everything_that_takes_the_keyboard_has_a_name_and_a_role(studio: Studio) -> None:
    assert [(name, widget) for name, shown in screens(studio, SOME) for widget in nameless(shown)] == []


def test_tab_leads_to_everything(studio: Studio) -> None:
    assert [(name, widget) for name, shown in screens(studio, SOME) for widget in missed(shown, walked(shown))] == []


@pytest.mark.slow
def test_all_of_it_on_every_screen(studio: Studio) -> None:
    names = tuple(name for name in studio._screens if name != "welcome")
    for name, shown in screens(studio, names):
        assert nameless(shown) == [], name
        if name != "palette":  # which keeps the keyboard
            assert missed(shown, walked(shown)) == [], name


def test_tab_goes_through_the_pipeline_as_it_stands(studio: Studio) -> None:
    ((_, window),) = screens(studio, ("filters",))
    page = studio._window.page("pipeline")
    page.show_record(page.model.columns[4].ids[0])
    page.board.columns[0].view.setFocus()
    way = walked(window)
    here = way.index(page.switch.findChildren(QAbstractButton)[0])
    way = [*way[here:], *way[:here]]
    bar, tabs = page.filter_bar.chips, page.tabs
    wanted: list[QWidget] = [
        *(*bar.chips, bar.add, bar.typing, tabs.bar, tabs.save, tabs.revert, tabs.more),
        *(page.board.columns[0].view, page.board.columns[4].view, page.pane.title.editor, page.pane.steps),
    ]
    places = [
        min(place for place, widget in enumerate(way) if widget is one or one.isAncestorOf(widget)) for one in wanted
    ]
    assert places == sorted(places)
    entries = [place for place, widget in enumerate(way) if page.pane.timeline.isAncestorOf(widget)]
    assert places[-1] < entries[0]


def test_cards_are_read_out_with_their_place(window: MainWindow) -> None:
    view = window.page("pipeline").board.columns[2].view
    table = QAccessible.queryAccessibleInterface(view)
    assert table.text(NAME) == "Demo pipeline stage, 5 deals, €141,500, 45% → €63,675"
    cells = [table.child(place) for place in range(table.childCount())]
    first = next(cell for cell in cells if cell.role() == QAccessible.Role.Cell)
    said = (
        "Demo, card 1 of 5, Warehouse pilot, Lindqvist AB, Eva Lind, 48,000 euro, today [0-9:]+, hot, owner Maria Ruiz"
    )
    assert re.fullmatch(said, first.text(NAME))


def test_the_list_is_read_out_by_its_heads(window: MainWindow, qtbot: QtBot) -> None:
    page = window.page("pipeline")
    page.show_face(FaceKind.LIST)
    table = QAccessible.queryAccessibleInterface(page.face.table)
    window.grab()  # rows are fetched when they are painted
    wanted = {"Deal, Website relaunch", "Value, 9,500 euro", "Stage, Qualified"}
    qtbot.waitUntil(lambda: wanted <= {table.child(place).text(NAME) for place in range(40)})


class TestOverTheWindow:
    """What opens for a moment has names as well."""

    def test_choices_of_a_filter(self, window: MainWindow, qtbot: QtBot) -> None:
        chips = window.page("pipeline").filter_bar.chips
        for chip in chips.chips:
            QTest.keyClick(chip, Qt.Key.Key_Return)
            popup = next(found for found in chips.findChildren(FilterPopup) if found.isVisible())
            assert nameless(popup) == []
            assert popup.accessibleName() in chip.text()
            popup.close()

    def test_the_line_and_its_menu(self, window: MainWindow) -> None:
        page = window.page("pipeline")
        page.focus_search()
        assert nameless(page) == []
        QTest.keyClick(page.filter_bar.line.field, Qt.Key.Key_Escape)
        QTest.mouseClick(page.filter_bar.chips.add, Qt.MouseButton.LeftButton)
        menu = next(found for found in page.findChildren(QMenu) if found.isVisible())
        assert all(action.text() for action in menu.actions())
        menu.close()

    def test_the_palette(self, window: MainWindow) -> None:
        window.jumping.on_jump()
        palette = window.jumping.palette
        assert isinstance(palette, Palette)
        assert nameless(palette) == []
