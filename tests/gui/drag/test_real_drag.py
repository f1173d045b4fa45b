"""Cards dragged with a mouse through Qt's own drag loop, which of the platforms without a screen only "minimal" has.

Nothing here runs on another platform: tests/gui/test_board_drag.py starts it in a process of its own.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from leaddesk.domain.records import DealStatus
from leaddesk.gui.desk import Desk
from leaddesk.gui.pipeline.card_menu import CardAction
from leaddesk.gui.pipeline.pipeline_page import PipelinePage
from leaddesk.gui.widgets.reason_dialog import ReasonDialog
from leaddesk.services import deals
from leaddesk.services.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> Iterator[PipelinePage]:
    page = PipelinePage(desk)
    qtbot.addWidget(page)
    page.resize(1400, 760)
    page.show()
    QApplication.processEvents()
    yield page
    page.hide()


def point(page: PipelinePage, column: int, row: int) -> QPoint:
    """The middle of a card, in the window."""
    view = page.board.columns[column].view
    rect = view.card_rect(view.visualRect(view.model().index(row, 0)))
    return view.viewport().mapTo(page, rect.center())


def drag(page: PipelinePage, start: QPoint, to: Callable[[], QPoint], *, escape: bool = False) -> None:
    """Press, move, release. The moves wait for the drag's own event loop; `to` is asked while it runs."""
    window = page.windowHandle()

    def go() -> None:
        for share in (0.3, 0.7, 1.0, 1.0):
            QTest.mouseMove(window, start + (to() - start) * share)
        if escape:
            QTest.keyClick(window, Qt.Key.Key_Escape)
        QTest.mouseRelease(window, LEFT, PLAIN, to())

    QTest.mousePress(window, LEFT, PLAIN, start)
    QTimer.singleShot(150, go)
    QTest.mouseMove(window, start + QPoint(6, 6))
    QTest.mouseMove(window, start + QPoint(14, 14))
    QApplication.processEvents()


def middle(page: PipelinePage, place: QWidget) -> QPoint:
    return place.mapTo(page, place.rect().center())


def titles(page: PipelinePage, column: int) -> list[str]:
    rows = page.model.columns[column]
    return [rows.index(row).data() for row in range(rows.rowCount())]


def status(fresh: Any, workspace: Workspace, deal_id: int) -> DealStatus:
    return deals.deal_detail(fresh(workspace), deal_id).deal.status


def test_a_card_is_dragged_to_another_column(page: PipelinePage, fresh: Any, demo_workspace: Workspace) -> None:
    seen: list[bool] = []
    page.board.drag_started.connect(lambda: seen.append(page.drop_bar.isVisible()))
    card = page.model.columns[1].ids[0]
    drag(page, point(page, 1, 0), lambda: point(page, 2, 1) + QPoint(0, -30))
    assert titles(page, 2)[:2] == ["Warehouse pilot", "CRM roll-out"]
    assert card in deals.board(fresh(demo_workspace)).columns[2].ids
    assert seen == [True]
    assert not page.drop_bar.isVisible()
    assert not page.pane.isVisible()  # a drag is no click


def test_a_card_is_dragged_within_its_column(page: PipelinePage, fresh: Any, demo_workspace: Workspace) -> None:
    drag(page, point(page, 1, 0), lambda: point(page, 1, 4))
    assert titles(page, 1).index("CRM roll-out") == 3
    assert list(deals.board(fresh(demo_workspace)).columns[1].ids) == list(page.model.columns[1].ids)


def test_a_card_is_dragged_onto_won(page: PipelinePage, fresh: Any, demo_workspace: Workspace) -> None:
    card = page.model.columns[2].ids[0]
    drag(page, point(page, 2, 0), lambda: middle(page, page.drop_bar.places[CardAction.WIN]))
    assert page.model.place(card) is None
    assert status(fresh, demo_workspace, card) is DealStatus.WON


def test_a_card_dragged_onto_lost_waits_for_the_reason(
    page: PipelinePage, qtbot: QtBot, fresh: Any, demo_workspace: Workspace
) -> None:
    card = page.model.columns[2].ids[0]
    drag(page, point(page, 2, 0), lambda: middle(page, page.drop_bar.places[CardAction.LOSE]))
    qtbot.waitUntil(lambda: page.findChild(ReasonDialog) is not None)
    assert page.model.place(card) == (2, 0)
    dialog = page.findChild(ReasonDialog)
    dialog.reasons.setCurrentRow(0)
    dialog.accept()
    assert status(fresh, demo_workspace, card) is DealStatus.LOST


def test_several_cards_are_dragged_together(page: PipelinePage, fresh: Any, demo_workspace: Workspace) -> None:
    for column, row in ((0, 0), (0, 1), (1, 0), (1, 4)):  # the first is chosen already, as the keyboard is there
        view = page.board.columns[column].view
        at = view.card_rect(view.visualRect(view.model().index(row, 0))).center()
        QTest.mouseClick(view.viewport(), LEFT, Qt.KeyboardModifier.ControlModifier, at)
    held = page.board.chosen_ids
    assert len(held) == 3
    drag(page, point(page, 1, 0), lambda: point(page, 3, 1) + QPoint(0, -30))
    assert page.model.columns[3].ids[1:4].tolist() == list(held)
    assert list(deals.board(fresh(demo_workspace)).columns[3].ids) == list(page.model.columns[3].ids)
    assert page.board.chosen_ids == held


def test_a_card_is_dragged_to_a_column_that_was_not_seen(page: PipelinePage, qtbot: QtBot) -> None:
    page.resize(560, 700)
    QApplication.processEvents()
    bar = page.board.area.horizontalScrollBar()
    assert bar.maximum() > 0
    card = page.model.columns[0].ids[1]
    edge = page.board.area.viewport().mapTo(page, QPoint(page.board.area.viewport().width() - 3, 300))
    window, start = page.windowHandle(), point(page, 0, 1)

    def go() -> None:
        QTest.mouseMove(window, edge - QPoint(40, 0))
        QTest.mouseMove(window, edge)
        qtbot.waitUntil(lambda: bar.value() == bar.maximum())
        QTest.mouseMove(window, point(page, 4, 0))
        QTest.mouseRelease(window, LEFT, PLAIN, point(page, 4, 0))

    QTest.mousePress(window, LEFT, PLAIN, start)
    QTimer.singleShot(150, go)
    QTest.mouseMove(window, start + QPoint(6, 6))
    QTest.mouseMove(window, start + QPoint(14, 14))
    QApplication.processEvents()
    assert card in page.model.columns[4].ids


def test_a_card_let_go_elsewhere_stays(page: PipelinePage, qtbot: QtBot) -> None:
    before = titles(page, 1)
    drag(page, point(page, 1, 1), lambda: middle(page, page.head))
    assert titles(page, 1) == before
    view = page.board.columns[1].view
    assert not any(view.is_in_hand(row) for row in range(len(before)))
    qtbot.waitUntil(lambda: not any(view.shift(row) for row in range(len(before))))


def test_escape_puts_the_card_back(page: PipelinePage) -> None:
    before = [titles(page, column) for column in range(5)]
    drag(page, point(page, 1, 1), lambda: point(page, 2, 1), escape=True)
    assert [titles(page, column) for column in range(5)] == before
    assert not page.drop_bar.isVisible()
