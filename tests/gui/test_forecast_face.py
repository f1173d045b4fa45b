"""The forecast as it is used: months side by side, cards that are put into them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from board_hands import Key, current, drop, names, press, start_at, views
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QDragMoveEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from leaddesk.domain.errors import UserError
from leaddesk.domain.forecast import EARLIER, NO_DATE
from leaddesk.domain.money import weighted
from leaddesk.domain.records import Deal
from leaddesk.domain.views import CardPart, FaceKind, ViewOptions
from leaddesk.gui.desk import Desk
from leaddesk.gui.models.column_model import deals_in_hand
from leaddesk.gui.models.forecast_model import ForecastModel
from leaddesk.gui.pipeline.forecast import Forecast
from leaddesk.gui.pipeline.pipeline_page import PipelinePage
from leaddesk.gui.texts import money_text
from leaddesk.services import deals, editing, forecast, history
from leaddesk.services.workspace import Workspace
from leaddesk.storage.queries import records

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
CONTROL = Qt.KeyboardModifier.ControlModifier
MONTHS = ["Nov 2026", "Dec 2026", "Jan 2027", "Feb 2027", "Mar 2027", "Apr 2027", "No date"]


@pytest.fixture
def face(desk: Desk, qtbot: QtBot) -> Iterator[Forecast]:
    """The forecast in a window of its own."""
    yield from shown(desk, qtbot)


@pytest.fixture
def protected_face(protected_desk: Desk, qtbot: QtBot) -> Iterator[Forecast]:
    yield from shown(protected_desk, qtbot)


def shown(desk: Desk, qtbot: QtBot) -> Iterator[Forecast]:
    window = QWidget()
    qtbot.addWidget(window)
    face = Forecast(desk, window)
    desk.bus.changed.connect(face.take_in)
    window.resize(1600, 760)
    face.resize(1600, 760)
    with qtbot.waitActive(window):
        window.show()
    face.show_view("", ViewOptions(face=FaceKind.FORECAST))
    QApplication.processEvents()
    yield face
    desk.bus.changed.disconnect(face.take_in)


def column_names(face: Forecast) -> list[str]:
    return [column.model.stage.name for column in face.columns]


def column(face: Forecast, name: str) -> int:
    return column_names(face).index(name)


def close_of(fresh: Any, workspace: Workspace, deal: int) -> date | None:
    return records.get(fresh(workspace).database, Deal, deal).expected_close


def put(face: Forecast, ids: list[int], into: str) -> bool:
    """Carry deals to a column and let them go there."""
    QApplication.processEvents()
    view = views(face)[column(face, into)]
    return drop(view.viewport(), QPoint(60, 30), deals_in_hand(face.model.file_uuid, ids))


def one(face: Forecast, name: str) -> int:
    """The first deal of a column."""
    return face.columns[column(face, name)].model.ids[0]


def test_there_is_a_column_for_each_month(face: Forecast, demo_workspace: Workspace) -> None:
    assert column_names(face) == MONTHS
    ids = [list(column.ids) for column in forecast.all_deals(demo_workspace).columns]
    assert [list(column.model.ids) for column in face.columns] == ids
    assert sum(map(len, ids)) == 27
    days = [card.expected_close for card in deals.cards(demo_workspace, ids[1])]
    assert days == sorted(day for day in days if day)


def test_heads_say_what_is_open_likely_and_won(face: Forecast, desk: Desk, demo_workspace: Workspace) -> None:
    december = face.columns[1]
    found = deals.cards(demo_workspace, december.model.ids)
    value = sum(card.value or 0 for card in found)
    likely = sum(weighted(card.value or 0, card.probability) for card in found)
    figures = f"{money_text(value, 'EUR')}, → {money_text(likely, 'EUR')}"
    assert december.head.accessibleName() == f"Dec 2026, {len(found)} deals, {figures}"
    assert december.view.accessibleName() == f"Expected close: Dec 2026, {len(found)} deals, {figures}"
    november = face.columns[0].head
    plain, won = november.grab().toImage(), forecast.figures(demo_workspace)[face.columns[0].model.stage.id].won
    assert november.toolTip().endswith(f"<br>{money_text(won[0].minor, 'EUR')} won</qt>")
    cheap = next(card for card in found if card.title == "Photo service")
    desk.runner.write(deals.win_deals, (cheap.id,), owner=face)
    assert december.head.accessibleName().startswith(f"Dec 2026, {len(found) - 1} deals, ")
    assert november.accessibleName().endswith(f", {money_text(won[0].minor + 250_000, 'EUR')} won")
    assert november.grab().toImage() != plain


def test_the_columns_are_sound_models(face: Forecast, qtmodeltester: ModelTester) -> None:
    for shown in face.columns:
        qtmodeltester.check(shown.model)
    put(face, [one(face, "Dec 2026")], "Mar 2027")
    put(face, [one(face, "Mar 2027")], "No date")


def test_to_drop_a_card_on_a_month_sets_its_date(face: Forecast, fresh: Any, demo_workspace: Workspace) -> None:
    deal = one(face, "Dec 2026")
    day = close_of(fresh, demo_workspace, deal)
    assert day
    assert put(face, [deal], "Jan 2027")
    assert close_of(fresh, demo_workspace, deal) == day.replace(year=2027, month=1)
    january = face.columns[column(face, "Jan 2027")].model.ids
    assert list(january) == list(forecast.all_deals(fresh(demo_workspace)).columns[2].ids)
    assert current(face) == (2, demo_workspace and names(face, 2)[list(january).index(deal)])
    assert put(face, [deal], "No date")
    assert close_of(fresh, demo_workspace, deal) is None
    assert put(face, [deal], "Nov 2026")
    assert close_of(fresh, demo_workspace, deal) == date(2026, 11, 30)


def test_several_cards_are_put_there_in_one_operation(face: Forecast, fresh: Any, demo_workspace: Workspace) -> None:
    ids = list(face.columns[1].model.ids[:3])
    days = [close_of(fresh, demo_workspace, deal) for deal in ids]
    assert put(face, ids, "Apr 2027")
    assert sorted(face.columns[5].model.ids) == sorted(ids)
    assert history.history(demo_workspace)[0].title == "Changed when 3 deals are expected to close"
    history.undo(demo_workspace)
    face.refresh()
    assert [close_of(fresh, demo_workspace, deal) for deal in ids] == days
    assert list(face.columns[1].model.ids[:3]) == ids


def test_the_gap_opens_where_the_day_puts_the_card(face: Forecast) -> None:
    target = face.columns[column(face, "Jan 2027")]
    deal = one(face, "Dec 2026")
    mime = deals_in_hand(face.model.file_uuid, [deal])
    for kind in (QDragEnterEvent, QDragMoveEvent):
        QApplication.sendEvent(
            target.view.viewport(),
            kind(QPoint(60, 500), Qt.DropAction.MoveAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0)),
        )
    model = face.model
    assert isinstance(model, ForecastModel)
    row = model.landing_row(deal, target.model)
    assert target.view._gap == row
    before = list(target.model.ids)
    assert put(face, [deal], "Jan 2027")
    assert list(target.model.ids) == [*before[:row], deal, *before[row:]]


def test_nothing_is_expected_in_the_past(face: Forecast, desk: Desk, fresh: Any, demo_workspace: Workspace) -> None:
    late, deal = one(face, "Feb 2027"), one(face, "Dec 2026")
    desk.runner.write(editing.edit, *("deal", late, {"expected_close": "2026-10-02"}), owner=face)
    assert column_names(face)[0] == "Earlier"
    assert list(face.columns[0].model.ids) == [late]
    day = close_of(fresh, demo_workspace, deal)
    put(face, [deal], "Earlier")
    assert close_of(fresh, demo_workspace, deal) == day
    assert not face.columns[0].head._add.isVisibleTo(face)
    start_at(face, 1, 0)
    press(face, Key.Key_Left, CONTROL)
    assert list(face.columns[0].model.ids) == [late]
    put(face, [late], "Nov 2026")
    assert close_of(fresh, demo_workspace, late) == date(2026, 11, 21)


def test_control_and_arrows_go_from_month_to_month(face: Forecast, fresh: Any, demo_workspace: Workspace) -> None:
    start_at(face, 1, 2)
    deal = face.current_id
    assert deal is not None
    order = list(face.columns[1].model.ids)
    press(face, Key.Key_Down, CONTROL)
    press(face, Key.Key_Up, CONTROL)
    assert list(face.columns[1].model.ids) == order
    day = close_of(fresh, demo_workspace, deal)
    assert day
    press(face, Key.Key_Right, CONTROL)
    assert face.current_id == deal
    assert close_of(fresh, demo_workspace, deal) == day.replace(year=2027, month=1)
    press(face, Key.Key_Left, CONTROL)
    assert close_of(fresh, demo_workspace, deal) == day


def test_what_cannot_be_saved_is_put_back(protected_face: Forecast) -> None:
    face = protected_face
    refusals: list[UserError] = []
    face.model.refused.connect(refusals.append)
    before = [names(face, place) for place in range(len(face.columns))]
    assert put(face, [one(face, "Dec 2026")], "Apr 2027")
    assert [names(face, place) for place in range(len(face.columns))] == before
    assert len(refusals) == 1


def test_a_card_that_is_not_saved_yet_is_in_its_new_month(threaded_desk: Desk, qtbot: QtBot) -> None:
    showing = shown(threaded_desk, qtbot)
    face = next(showing)
    qtbot.waitUntil(lambda: column_names(face) == MONTHS)
    deal = one(face, "Dec 2026")
    put(face, [deal], "Apr 2027")
    assert list(face.columns[5].model.ids) == [deal]
    assert face.model.is_unsaved(deal)
    qtbot.waitUntil(lambda: not face.model.is_unsaved(deal))
    assert list(face.columns[5].model.ids) == [deal]


def test_a_month_comes_with_the_first_deal_in_it(face: Forecast, desk: Desk) -> None:
    deal = one(face, "Dec 2026")
    desk.runner.write(editing.edit, *("deal", deal, {"expected_close": "2031-05-20"}), owner=face)
    assert column_names(face) == [*MONTHS[:-1], "May 2031", "No date"]
    assert list(face.columns[6].model.ids) == [deal]
    assert face.choose(deal)


def test_a_new_month_begins_by_itself(face: Forecast, clock: Any) -> None:
    clock.advance(days=10)
    face.refresh()
    assert column_names(face)[:2] == ["Earlier", "Dec 2026"]
    assert names(face, 0)[0] == "Extension 2027"


def test_a_new_deal_closes_in_the_month_where_it_was_typed(
    face: Forecast, fresh: Any, demo_workspace: Workspace
) -> None:
    adder = face.columns[column(face, "Feb 2027")].adder
    face.columns[column(face, "Feb 2027")].open_adder()
    assert face.is_adding
    adder.setText("Night bus")
    adder.entered.emit("Night bus")
    [card] = deals.list_deals(fresh(demo_workspace), "", 1)
    assert (card.title, card.expected_close) == ("Night bus", date(2027, 2, 28))
    assert "Night bus" in names(face, 3)


def test_new_deal_opens_a_line_in_this_month_or_that_of_the_card(face: Forecast, desk: Desk) -> None:
    desk.runner.write(editing.edit, *("deal", one(face, MONTHS[1]), {"expected_close": "2026-10-02"}), owner=face)
    QApplication.processEvents()  # shows the columns that are new
    face.add_deal()
    assert face.columns[1].adder.isVisibleTo(face)
    face.columns[1].adder.hide()
    start_at(face, 3, 0)
    face.add_deal()
    assert face.columns[3].adder.isVisibleTo(face)
    face.columns[3].adder.hide()
    face.choose(face.columns[0].model.ids[0])
    face.add_deal()
    assert face.columns[1].adder.isVisibleTo(face)


def test_the_menu_offers_the_months(face: Forecast, desk: Desk) -> None:
    desk.runner.write(editing.edit, *("deal", one(face, MONTHS[1]), {"expected_close": "2026-10-02"}), owner=face)
    view = views(face)[2]
    at = view.visualRect(view.model().index(0, 0)).center()
    view.contextMenuEvent(QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, view.viewport().mapToGlobal(at)))
    menu = face.findChild(QMenu)
    assert menu
    ways = next(action.menu() for action in menu.actions() if action.menu() is not None)
    assert isinstance(ways, QMenu)
    offered = [way.text() for way in ways.actions() if way.isEnabled()]
    assert offered == [name for name in MONTHS if name != "Dec 2026"]
    menu.close()


def test_letters_find_the_next_card_of_the_month(face: Forecast) -> None:
    start_at(face, 1, 0)
    press(face, Key.Key_W)
    assert current(face) == (1, "Warehouse pilot")


@pytest.mark.parametrize("part", [None, CardPart.TAGS])
def test_cards_have_the_style_of_the_view(face: Forecast, part: CardPart | None) -> None:
    usual = views(face)[0].section
    shown = frozenset() if part is None else frozenset(CardPart)
    face.show_view("", ViewOptions(face=FaceKind.FORECAST, shown=shown))
    assert (views(face)[0].section < usual) == (part is None)
    assert len({view.section for view in views(face)}) == 1


def test_the_page_switches_to_it_and_keeps_the_filter(desk: Desk, qtbot: QtBot) -> None:
    page = PipelinePage(desk)
    qtbot.addWidget(page)
    page.show()
    page.show_options(ViewOptions(face=FaceKind.FORECAST))
    assert isinstance(page.face, Forecast)
    assert page.face.accessibleName() or page.face.area.accessibleName() == "Forecast"
    page.show_condition("value>50000")
    assert names(page.face, column(page.face, "Dec 2026")) == ["Framework contract"]
    assert EARLIER.id not in [column.model.stage.id for column in page.face.columns]
    assert page.face.columns[-1].model.stage.id == NO_DATE.id


def test_empty_months_can_be_folded_and_take_cards(face: Forecast, fresh: Any, demo_workspace: Workspace) -> None:
    face.show_view("", ViewOptions(face=FaceKind.FORECAST, fold_empty=True))
    QApplication.processEvents()
    march = face.columns[column(face, "Mar 2027")]
    assert march.is_folded
    assert not face.columns[column(face, "Dec 2026")].is_folded
    deal = one(face, "Dec 2026")
    assert drop(march, QPoint(10, 60), deals_in_hand(face.model.file_uuid, [deal]))
    day = close_of(fresh, demo_workspace, deal)
    assert day
    assert (day.year, day.month) == (2027, 3)
    assert list(march.model.ids) == [deal]
