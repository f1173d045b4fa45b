"""The list's rows: what they say, how they follow changes, what is shown until it is saved."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from leaddesk.domain.changes import Author
from leaddesk.domain.errors import Conflict, UserError
from leaddesk.domain.records import ActivityKind, Kind
from leaddesk.domain.summaries import Card
from leaddesk.domain.views import ListColumn, ViewOptions
from leaddesk.gui.desk import Desk
from leaddesk.gui.models.deal_list_model import CARD, GROUP, UNSAVED, DealListModel
from leaddesk.services import activities, contacts, deal_list, deals, editing, users
from leaddesk.services.workspace import Workspace

Fresh = Callable[..., Workspace]
ROLE = Qt.ItemDataRole
ALL = ViewOptions(columns=tuple(ListColumn))


@pytest.fixture
def model(desk: Desk) -> DealListModel:
    """All columns of all open deals; it follows what is done."""
    return shown(desk, ALL)


def shown(desk: Desk, options: ViewOptions, condition: str = "") -> DealListModel:
    made = DealListModel(desk)
    desk.bus.changed.connect(made.take_in)
    made.show_view(condition, options)
    return made


def cell(qtbot: QtBot, model: DealListModel, deal_id: int, column: ListColumn, role: int = ROLE.DisplayRole) -> str:
    """What a cell says when its row is here."""

    def read() -> Any:
        row = model.place_of(deal_id)
        assert row is not None
        return model.index(row, model.columns.index(column)).data(role)

    read()
    qtbot.waitUntil(lambda: model.known(deal_id) is not None)
    return str(read())


def put(model: DealListModel, deal_id: int, column: ListColumn, text: str) -> bool:
    row = model.place_of(deal_id)
    assert row is not None
    return model.setData(model.index(row, model.columns.index(column)), text)


def card_of(workspace: Workspace, deal_id: int) -> Card:
    return deals.cards(workspace, [deal_id])[0]


def called(qtbot: QtBot, model: DealListModel, title: str) -> int:
    return model.ids[titles(qtbot, model).index(title)]


def company_of(workspace: Workspace, deal_id: int) -> int:
    company = card_of(workspace, deal_id).company_id
    assert company is not None
    return company


def titles(qtbot: QtBot, model: DealListModel) -> list[str]:
    """The titles, and the words of the heads, from top to bottom."""
    place = model.columns.index(ListColumn.TITLE)
    for row in range(model.rowCount()):
        model.index(row, place).data()
    qtbot.waitUntil(lambda: all(model.known(number) for number in model.ids if number >= 0))
    return [str(model.index(row, place).data()) for row in range(model.rowCount())]


class TestRows:
    @pytest.mark.parametrize("group", ["", "stage"])
    def test_the_model_keeps_the_rules_of_models(
        self, desk: Desk, qtmodeltester: ModelTester, qtbot: QtBot, group: str
    ) -> None:
        model = shown(desk, replace(ALL, group=group))
        qtmodeltester.check(model)
        titles(qtbot, model)
        qtmodeltester.check(model)
        assert model.rowCount(model.index(0, 0)) == model.columnCount(model.index(0, 0)) == 0
        assert model.data(QModelIndex()) is None
        assert model.flags(QModelIndex()) == Qt.ItemFlag.NoItemFlags

    def test_it_holds_the_deals_of_the_board_in_its_order(
        self, qtbot: QtBot, model: DealListModel, demo_workspace: Workspace
    ) -> None:
        on_board = [number for column in deals.board(demo_workspace).columns for number in column.ids]
        assert list(model.ids) == on_board
        assert model.count == len(on_board)
        assert titles(qtbot, model)[0] == card_of(demo_workspace, on_board[0]).title

    def test_cells_say_what_people_say_and_are_read_out_with_their_heads(
        self, qtbot: QtBot, model: DealListModel
    ) -> None:
        pilot = called(qtbot, model, "Warehouse pilot")
        said = {column: cell(qtbot, model, pilot, column) for column in ListColumn}
        assert said == said | {
            ListColumn.COMPANY: "Lindqvist AB",
            ListColumn.CONTACT: "Eva Lind",
            ListColumn.STAGE: "Demo",
            ListColumn.VALUE: "€48,000",
            ListColumn.WEIGHTED: "€21,600",
            ListColumn.PROBABILITY: "45%",
            ListColumn.TEMPERATURE: "Hot",
            ListColumn.OWNER: "Maria Ruiz",
            ListColumn.STATUS: "Open",
        }
        assert said[ListColumn.NEXT_STEP].startswith("Today")
        heard = {column: cell(qtbot, model, pilot, column, ROLE.AccessibleTextRole) for column in ListColumn}
        assert heard[ListColumn.VALUE] == "Value, 48,000 euro"
        assert heard[ListColumn.WEIGHTED] == "Weighted, 21,600 euro"
        assert heard[ListColumn.TITLE] == "Deal, Warehouse pilot"
        assert heard[ListColumn.IDLE] == "Idle days, empty"
        assert model.index(0, 0).data(ROLE.DecorationRole) is None

    def test_heads_name_the_columns_and_numbers_stand_at_the_right(self, model: DealListModel) -> None:
        def head(column: ListColumn, role: int = ROLE.DisplayRole) -> Any:
            return model.headerData(model.columns.index(column), Qt.Orientation.Horizontal, role)

        assert (head(ListColumn.TITLE), head(ListColumn.EXPECTED_CLOSE)) == ("Deal", "Expected close")
        assert head(ListColumn.VALUE, ROLE.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
        assert head(ListColumn.TITLE, ROLE.TextAlignmentRole) is None
        assert model.headerData(99, Qt.Orientation.Horizontal) is None
        assert model.headerData(0, Qt.Orientation.Vertical) is None

    def test_the_deals_own_column_is_always_there(self, desk: Desk) -> None:
        model = shown(desk, ViewOptions(columns=("value", "nonsense", "value", "owner")))
        assert model.columns == (ListColumn.TITLE, ListColumn.VALUE, ListColumn.OWNER)


class TestGroups:
    def test_heads_tell_count_and_sums(self, qtbot: QtBot, desk: Desk, demo_workspace: Workspace) -> None:
        model = shown(desk, replace(ALL, group="stage"))
        [first, *_] = [titles(qtbot, model)[row] for row in model.heads]
        column = deals.board(demo_workspace).columns[0]
        assert first.startswith(f"{column.stage.name}: {len(column.ids)} deals · €")
        assert first.endswith(" weighted")
        assert model.index(0, 0).data(GROUP).name == column.stage.name
        assert model.index(0, 0).data(CARD) is None
        assert not model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsSelectable
        assert model.deals_between(0, model.rowCount() - 1) == model.count

    def test_a_folded_group_is_only_its_head(self, qtbot: QtBot, desk: Desk) -> None:
        model = shown(desk, replace(ALL, group="stage"))
        group = model.group_at(0)
        assert group is not None
        inside = group.ids[0]
        model.fold(group, True)
        assert model.place_of(inside) is None
        assert "folded" in str(model.index(0, 0).data(ROLE.AccessibleTextRole))
        assert model.heads[1] == 1
        model.reload()
        assert model.place_of(inside) is None, "it stays folded when the list is read anew"
        assert model.unfold_for(inside) == 1
        model.fold_all(True)
        assert model.rowCount() == len(model.heads)
        model.fold_all(False)
        assert model.rowCount() == len(model.heads) + model.count
        assert model.unfold_for(5) is None

    def test_groups_of_nothing_have_a_name_too(self, qtbot: QtBot, desk: Desk, demo_workspace: Workspace) -> None:
        first = deals.board(demo_workspace).cards[0].id
        deals.edit_deals(demo_workspace, [first], {"owner": "", "expected_close": "", "company": ""})
        for column, name in (("owner", "Nobody"), ("expected_close", "No expected close"), ("company", "No company")):
            model = shown(desk, replace(ALL, group=column))
            assert titles(qtbot, model)[model.heads[-1]].startswith(f"{name}: 1 deal")
        months = [titles(qtbot, model)[row] for row in shown(desk, replace(ALL, group="expected_close")).heads]
        assert all(months)

    @pytest.mark.parametrize(("column", "name"), [("temperature", "Hot: "), ("status", "Open: ")])
    def test_words_are_those_of_the_window(self, qtbot: QtBot, desk: Desk, column: str, name: str) -> None:
        model = shown(desk, replace(ALL, group=column))
        assert titles(qtbot, model)[0].startswith(name)

    def test_a_month_is_called_by_its_name(self, qtbot: QtBot, desk: Desk) -> None:
        model = shown(desk, replace(ALL, group="expected_close"))
        assert "December 2026: " in "\n".join(titles(qtbot, model))


class TestFollowing:
    def test_a_row_follows_its_deal_and_what_belongs_to_it(
        self, qtbot: QtBot, model: DealListModel, desk: Desk, demo_workspace: Workspace
    ) -> None:
        pilot = called(qtbot, model, "Warehouse pilot")
        order = list(model.ids)
        desk.runner.write(editing.edit, Kind.DEAL, pilot, {"value": "50000"}, owner=model)
        qtbot.waitUntil(lambda: cell(qtbot, model, pilot, ListColumn.VALUE) == "€50,000")
        company = company_of(demo_workspace, pilot)
        desk.runner.write(editing.edit, Kind.COMPANY, company, {"name": "Lind & Sons"}, owner=model)
        qtbot.waitUntil(lambda: cell(qtbot, model, pilot, ListColumn.COMPANY) == "Lind & Sons")
        assert list(model.ids) == order

    def test_deals_come_and_go(self, qtbot: QtBot, model: DealListModel, desk: Desk) -> None:
        desk.runner.write(deals.add_deal, {"title": "Brand new"}, owner=model)
        assert titles(qtbot, model)[0] == "Brand new"
        new = model.ids[0]
        desk.runner.write(deals.win_deal, new, owner=model)
        qtbot.waitUntil(lambda: model.place_of(new) is None)

    def test_a_changed_deal_takes_its_new_place(self, qtbot: QtBot, desk: Desk) -> None:
        model = shown(desk, replace(ALL, sort="value", descending=True))
        last = [number for number, title in zip(model.ids, titles(qtbot, model), strict=True) if title][-1]
        desk.runner.write(editing.edit, Kind.DEAL, last, {"title": "Small one"}, owner=model)
        qtbot.waitUntil(lambda: titles(qtbot, model)[-1] == "Small one")
        desk.runner.write(editing.edit, Kind.DEAL, last, {"value": "900000"}, owner=model)
        qtbot.waitUntil(lambda: model.ids[0] == last)

    def test_the_sums_of_a_group_follow(self, qtbot: QtBot, desk: Desk) -> None:
        model = shown(desk, replace(ALL, group="stage"))
        titles(qtbot, model)
        group = model.group_at(0)
        assert group is not None
        before = str(model.index(0, 0).data())
        desk.runner.write(editing.edit, Kind.DEAL, group.ids[0], {"value": "1"}, owner=model)
        qtbot.waitUntil(lambda: str(model.index(0, 0).data()) != before)

    @pytest.mark.parametrize("sort", ["owner", "company", "next_step", "temperature"])
    def test_what_the_order_depends_on_is_followed(
        self, qtbot: QtBot, desk: Desk, demo_workspace: Workspace, sort: str
    ) -> None:
        model = shown(desk, replace(ALL, sort=sort))
        titles(qtbot, model)
        last = model.ids[-1]
        person = users.list_users(demo_workspace)[-1]
        desk.runner.write(editing.edit, Kind.USER, person.id, {"name": "Aaa Ruiz"}, owner=model)
        company = company_of(demo_workspace, last)
        desk.runner.write(editing.edit, Kind.COMPANY, company, {"name": "Aaa"}, owner=model)
        [group] = deal_list.listing(demo_workspace, sort=sort).groups
        assert tuple(model.ids) == group.ids

    def test_a_filter_is_asked_again(self, qtbot: QtBot, desk: Desk) -> None:
        model = shown(desk, ALL, "pilot")
        [pilot] = model.ids
        titles(qtbot, model)
        desk.runner.write(editing.edit, Kind.DEAL, pilot, {"title": "Trial"}, owner=model)
        assert list(model.ids) == []
        assert model.count == 0

    def test_closed_deals_are_there_where_they_are_asked_for(self, qtbot: QtBot, desk: Desk) -> None:
        model = shown(desk, ALL, "status:won")
        assert model.ids
        assert {model.index(row, len(ListColumn) - 1).data() for row in range(3) if titles(qtbot, model)} == {"Won"}

    def test_what_somebody_else_changed_glows(
        self, qtbot: QtBot, model: DealListModel, desk: Desk, demo_workspace: Workspace
    ) -> None:
        pilot = called(qtbot, model, "Warehouse pilot")
        changes = editing.edit(demo_workspace, Kind.DEAL, pilot, {"value": "1"})
        desk.bus.publish(replace(changes, by=Author("Kim Roth", "KR", "#7A5AD8")))
        assert model.glow.by(pilot) is not None

    def test_a_call_that_is_logged_is_read(self, qtbot: QtBot, model: DealListModel, desk: Desk) -> None:
        audit = called(qtbot, model, "Annual audit")
        assert cell(qtbot, model, audit, ListColumn.TEMPERATURE) == "Cold"
        desk.runner.write(activities.log_activity, ActivityKind.MEETING, (Kind.DEAL, audit), "met", owner=model)
        qtbot.waitUntil(lambda: cell(qtbot, model, audit, ListColumn.TEMPERATURE) == "Warm")


class TestEditing:
    @pytest.mark.parametrize(
        ("column", "typed", "shown_as"),
        [
            (ListColumn.TITLE, "Pilot 2", "Pilot 2"),
            (ListColumn.VALUE, "51k", "€51,000"),
            (ListColumn.PROBABILITY, "33", "33%"),
            (ListColumn.EXPECTED_CLOSE, "2027-03-04", "4 Mar 2027"),
            (ListColumn.OWNER, "Sam Keller", "Sam Keller"),
            (ListColumn.TEMPERATURE, "cold", "Cold"),
            (ListColumn.SOURCE, "Trade fair", "Trade fair"),
        ],
    )
    def test_what_is_typed_is_shown_marked_and_saved(
        self,
        qtbot: QtBot,
        threaded_desk: Desk,
        fresh: Fresh,
        demo_workspace: Workspace,
        column: ListColumn,
        typed: str,
        shown_as: str,
    ) -> None:
        model = shown(threaded_desk, ALL)
        qtbot.waitUntil(lambda: len(model.ids) > 0)
        pilot = called(qtbot, model, "Warehouse pilot")
        row = model.place_of(pilot)
        assert row is not None
        index = model.index(row, model.columns.index(column))
        assert put(model, pilot, column, typed)
        assert (index.data(), index.data(UNSAVED)) == (shown_as, True)
        assert index.data(ROLE.AccessibleTextRole).endswith("not saved yet")
        qtbot.waitUntil(lambda: not index.data(UNSAVED))
        assert index.data() == shown_as, "the old text does not come back in between"
        qtbot.waitUntil(lambda: model.known(pilot) == card_of(fresh(demo_workspace), pilot))
        assert index.data() == shown_as

    def test_another_stage_is_a_move(
        self, qtbot: QtBot, model: DealListModel, demo_workspace: Workspace, fresh: Fresh
    ) -> None:
        pilot = called(qtbot, model, "Warehouse pilot")
        proposal = next(stage for stage in model.stages if stage.name == "Proposal")
        assert put(model, pilot, ListColumn.STAGE, str(proposal.id))
        qtbot.waitUntil(lambda: cell(qtbot, model, pilot, ListColumn.STAGE) == "Proposal")
        saved = card_of(fresh(demo_workspace), pilot)
        assert (saved.stage_id, saved.probability) == (proposal.id, 65)

    @pytest.mark.parametrize(
        "column", [ListColumn.TITLE, ListColumn.VALUE, ListColumn.STAGE, ListColumn.EXPECTED_CLOSE, ListColumn.OWNER]
    )
    def test_the_same_again_writes_nothing(self, qtbot: QtBot, model: DealListModel, column: ListColumn) -> None:
        pilot = called(qtbot, model, "Warehouse pilot")
        text = cell(qtbot, model, pilot, column, ROLE.EditRole)
        assert not put(model, pilot, column, text)
        assert not model.setData(QModelIndex(), "x")

    def test_what_is_refused_is_put_back_with_a_message(self, qtbot: QtBot, model: DealListModel) -> None:
        pilot = called(qtbot, model, "Warehouse pilot")
        with qtbot.waitSignal(model.refused) as told:
            put(model, pilot, ListColumn.VALUE, "much")
        assert "is no amount of money" in str(told.args[0])
        assert cell(qtbot, model, pilot, ListColumn.VALUE) == "€48,000"
        with qtbot.waitSignal(model.refused):
            put(model, pilot, ListColumn.EXPECTED_CLOSE, "never")

    def test_on_a_disk_that_refuses_the_old_value_comes_back(self, qtbot: QtBot, protected_desk: Desk) -> None:
        model = shown(protected_desk, ALL)
        pilot = called(qtbot, model, "Warehouse pilot")
        with qtbot.waitSignal(model.refused):
            put(model, pilot, ListColumn.OWNER, "")
        assert cell(qtbot, model, pilot, ListColumn.OWNER) == "Maria Ruiz"

    def test_what_somebody_else_changed_meanwhile_is_asked_about(
        self, qtbot: QtBot, model: DealListModel, demo_workspace: Workspace
    ) -> None:
        pilot = called(qtbot, model, "Warehouse pilot")
        editing.edit(demo_workspace, Kind.DEAL, pilot, {"value": "1"})  # our bus has not heard of it
        with qtbot.waitSignal(model.refused) as told:
            put(model, pilot, ListColumn.VALUE, "2")
        assert isinstance(told.args[0], Conflict)

    def test_a_mistake_of_ours_leaves_what_the_database_says(self, qtbot: QtBot, model: DealListModel) -> None:
        pilot = called(qtbot, model, "Warehouse pilot")

        def breaks(*_: object) -> Any:
            raise RuntimeError("a mistake")

        model.put([pilot], ListColumn.TITLE, "Wrong", breaks)
        assert cell(qtbot, model, pilot, ListColumn.TITLE) == "Warehouse pilot"


class TestTakingOff:
    def test_deals_go_at_once_and_stay_away(
        self, qtbot: QtBot, threaded_desk: Desk, demo_workspace: Workspace, fresh: Fresh
    ) -> None:
        model = shown(threaded_desk, ALL)
        qtbot.waitUntil(lambda: len(model.ids) > 0)
        gone = list(model.ids[:3])
        model.take_off(gone, lambda workspace: deals.win_deals(workspace, gone))
        assert not set(gone) & set(model.ids)
        with qtbot.waitSignal(model.told):
            pass
        assert not set(gone) & set(model.ids)
        [group] = deal_list.listing(fresh(demo_workspace)).groups
        assert tuple(model.ids) == group.ids

    def test_they_come_back_to_their_place_if_that_is_refused(self, qtbot: QtBot, protected_desk: Desk) -> None:
        model = shown(protected_desk, replace(ALL, group="stage"))
        before = list(model.ids)
        problems: list[UserError] = []
        model.refused.connect(problems.append)
        model.take_off(before[1:3], lambda workspace: deals.delete_deals(workspace, before[1:3]))
        assert len(problems) == 1
        assert list(model.ids) == before

    def test_one_that_the_filter_still_finds_comes_back(self, qtbot: QtBot, desk: Desk) -> None:
        model = shown(desk, ALL, "status:open,won")
        first = model.ids[0]
        model.take_off([first], lambda workspace: deals.win_deals(workspace, [first]))
        assert first in model.ids

    def test_a_new_contact_changes_nothing(self, qtbot: QtBot, model: DealListModel, desk: Desk) -> None:
        before = titles(qtbot, model)
        desk.runner.write(contacts.add_contact, {"name": "Nobody yet"}, owner=model)
        assert titles(qtbot, model) == before
