"""Every item model of the program keeps Qt's rules, with data and without; a new one cannot be forgotten."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from PySide6.QtCore import QAbstractItemModel
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

import leaddesk.gui
from leaddesk.domain.filter_tree import Field
from leaddesk.domain.history import HistoryFilter
from leaddesk.domain.records import Kind
from leaddesk.domain.views import ViewOptions
from leaddesk.gui.actions import PaletteAction
from leaddesk.gui.desk import Desk
from leaddesk.gui.models.board_model import BoardModel
from leaddesk.gui.models.choices_model import ChoicesModel
from leaddesk.gui.models.column_model import ColumnModel
from leaddesk.gui.models.contacts_model import ContactsModel
from leaddesk.gui.models.deal_list_model import DealListModel
from leaddesk.gui.models.filter_choices import choices_of
from leaddesk.gui.models.forecast_model import ForecastModel
from leaddesk.gui.models.history_model import HistoryModel
from leaddesk.gui.models.palette_model import PaletteModel
from leaddesk.gui.models.today_model import TodayModel, title_text
from leaddesk.services import contacts, deals, followups, history, views
from leaddesk.services.workspace import Workspace

Made = Iterator[QAbstractItemModel]
MAKERS: dict[type, Callable[[Desk, Workspace], Made]] = {}


def makes(model: type) -> Callable[[Callable[[Desk, Workspace], Made]], Callable[[Desk, Workspace], Made]]:
    def known(make: Callable[[Desk, Workspace], Made]) -> Callable[[Desk, Workspace], Made]:
        MAKERS[model] = make
        return make

    return known


@makes(ColumnModel)
def columns(desk: Desk, _workspace: Workspace) -> Made:
    for board in (BoardModel(desk, desk.runner), ForecastModel(desk, desk.runner)):
        board.look_for("")
        yield from board.columns
        board.look_for("zzzz")
        yield from board.columns


@makes(DealListModel)
def deal_lists(desk: Desk, _workspace: Workspace) -> Made:
    for options in (ViewOptions(), ViewOptions(group="stage", sort="value"), ViewOptions(group="owner")):
        made = DealListModel(desk)
        made.show_view("", options)
        yield made
        made.show_view("zzzz", options)
        yield made


@makes(ContactsModel)
def contact_rows(desk: Desk, workspace: Workspace) -> Made:
    made = ContactsModel(desk)
    yield made
    made.show_ids(contacts.contact_ids(workspace))
    yield made


@makes(HistoryModel)
def history_rows(desk: Desk, workspace: Workspace) -> Made:
    made = HistoryModel(desk)
    yield made
    deals.win_deal(workspace, deals.board(workspace).cards[0].id)
    history.undo(workspace)
    made.look_for(HistoryFilter())
    yield made


@makes(TodayModel)
def today_rows(_desk: Desk, workspace: Workspace) -> Made:
    made = TodayModel(title_text)
    yield made
    day = followups.today(workspace)
    made.show_day(day)
    made.tick(day.overdue[0].followup.id)
    yield made


@makes(PaletteModel)
def palette_rows(desk: Desk, workspace: Workspace) -> Made:
    actions = [PaletteAction("Walk the kerb", list, "Ctrl+W"), PaletteAction("Dance", list)]
    made = PaletteModel(desk, ("Here", actions), actions, [(Kind.DEAL, deals.board(workspace).cards[0].id)])
    yield made
    made.look_for("ke")
    made._read()  # without the pause for more to be typed
    yield made


@makes(ChoicesModel)
def choices(desk: Desk, workspace: Workspace) -> Made:
    made = ChoicesModel()
    yield made
    for field in (Field.OWNER, Field.CLOSES, Field.VALUE):
        made.show_choices(choices_of(field, views.filter_choices(workspace), desk.currency, desk.today()))
        made.show_tests(["Maria Ruiz", Decimal(5)])  # type: ignore[list-item]
        yield made


def models() -> set[type]:
    """The classes of models that are made, of the whole window."""
    for module in pkgutil.walk_packages(leaddesk.gui.__path__, "leaddesk.gui."):
        importlib.import_module(module.name)
    found: set[type] = set()
    left: list[type] = [QAbstractItemModel]
    while left:
        below = left.pop().__subclasses__()
        left += below
        found |= {model for model in below if not model.__subclasses__()}
    return {model for model in found if model.__module__.startswith("leaddesk.")}


def test_every_model_is_tested_here() -> None:
    assert models() == set(MAKERS)


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)
def test_it_keeps_the_rules_of_models(
    model: type, desk: Desk, demo_workspace: Workspace, qtmodeltester: ModelTester, qtbot: QtBot
) -> None:
    most = 0
    for made in MAKERS[model](desk, demo_workspace):
        assert isinstance(made, model)
        qtmodeltester.check(made)
        qtbot.wait(0)  # rows that were asked for come now
        qtmodeltester.check(made)
        most = max(most, made.rowCount())
    assert most > 1
