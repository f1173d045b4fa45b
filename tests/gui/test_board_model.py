"""The board's model: it follows the database, shows a step at once, and takes back what was not saved."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QObject, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import Invalid, ReadOnly, UserError
from leaddesk.domain.records import FollowUpKind, Kind
from leaddesk.gui.desk import Desk
from leaddesk.gui.models.board_model import BoardModel
from leaddesk.gui.models.card_words import card_tooltip, card_words
from leaddesk.gui.models.column_model import CARD, MIME, UNSAVED, dragged_deals
from leaddesk.gui.models.id_steps import Take, id_steps
from leaddesk.services import contacts, deals, editing, followups, history, users
from leaddesk.services.workspace import Workspace

SPOKEN = Qt.ItemDataRole.AccessibleTextRole


def board_on(desk: Desk, parent: QObject) -> BoardModel:
    model = BoardModel(desk, parent)
    desk.bus.changed.connect(model.take_in)
    model.reload()
    return model


@pytest.fixture
def model(desk: Desk) -> BoardModel:
    return board_on(desk, desk.runner)


@pytest.fixture
def refusals(model: BoardModel) -> list[UserError]:
    heard: list[UserError] = []
    model.refused.connect(heard.append)
    return heard


def titles(model: BoardModel, column: int) -> list[str]:
    """The column as somebody reads it from top to bottom."""
    rows = model.columns[column]
    return [rows.index(row).data() for row in range(rows.rowCount())]


def ids(model: BoardModel) -> list[list[int]]:
    return [list(column.ids) for column in model.columns]


# Steps between two lists of ids

LISTS = st.lists(st.integers(0, 30), unique=True, max_size=25)


@given(LISTS, LISTS)
def test_steps_make_one_list_into_the_other(old: list[int], new: list[int]) -> None:
    rows = list(old)
    for step in id_steps(old, new):
        if isinstance(step, Take):
            assert 0 <= step.first <= step.last < len(rows)
            del rows[step.first : step.last + 1]
        else:
            assert 0 <= step.first <= len(rows)
            rows[step.first : step.first] = step.ids
    assert rows == new


def test_one_card_that_moves_is_two_steps() -> None:
    assert len(id_steps(range(1000), [*range(1, 700), 0, *range(700, 1000)])) == 2


# What is shown


def test_the_columns_hold_the_stages_deals_in_order(model: BoardModel, demo_workspace: Workspace) -> None:
    told = deals.board(demo_workspace)
    assert [column.stage.name for column in model.columns] == [
        *("Qualified", "Contacted", "Demo", "Proposal", "Negotiation")
    ]
    assert ids(model) == [list(column.ids) for column in told.columns]
    assert titles(model, 2)[0] == "Warehouse pilot"


def test_a_card_says_everything_in_words(model: BoardModel) -> None:
    index = model.columns[2].index(0)
    assert index.data(SPOKEN) == (
        "Demo, card 1 of 5, Warehouse pilot, Lindqvist AB, Eva Lind, 48,000 euro, today 10:30, hot, owner Maria Ruiz"
    )


def test_headers_say_nothing(model: BoardModel) -> None:
    column = model.columns[0]
    for way in Qt.Orientation:
        assert column.headerData(0, way) == ""
        assert column.headerData(0, way, SPOKEN) == ""


def test_the_models_keep_the_rules_of_qt(model: BoardModel, qtmodeltester: ModelTester) -> None:
    for column in model.columns:
        qtmodeltester.check(column)


def test_names_are_shown_as_they_are_written(model: BoardModel, demo_workspace: Workspace) -> None:
    card = model.columns[0].index(0).data(CARD)
    odd = replace(card, title="<b>Bold</b> & Co", company="", contact="", value=None, owner="")
    now = demo_workspace.clock().astimezone(demo_workspace.zone)
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; Co" in card_tooltip(odd, now)
    assert card_words(odd, now) == "<b>Bold</b> & Co, tomorrow, warm"


@pytest.mark.parametrize(
    ("value", "currency", "words"),
    [(4_800_000, "EUR", "48,000 euro"), (1250, "USD", "$12.50"), (500, "JPY", "500 yen"), (-900, "GBP", "-9 pound")],
)
def test_amounts_are_read_out(model: BoardModel, value: int, currency: str, words: str) -> None:
    card = replace(model.columns[0].index(0).data(CARD), value=value, currency=currency)
    assert f", {words}, " in card_words(card, model.now)


def test_cards_beyond_the_first_are_fetched_when_they_are_asked_for(
    model: BoardModel, demo_workspace: Workspace, qtbot: QtBot
) -> None:
    stage = model.columns[4].stage.name
    for number in range(60):
        deals.add_deal(demo_workspace, {"title": f"Small {number}", "stage": stage})
    model.reload()
    last = model.columns[4].index(59)
    assert last.data(CARD) is None
    assert last.data(SPOKEN) == "Negotiation, card 60 of 62"
    qtbot.waitUntil(lambda: last.data() == "Small 0")


# Moving


def test_a_move_is_saved_between_the_two_cards(model: BoardModel, fresh: Any, demo_workspace: Workspace) -> None:
    card, below = model.columns[1].ids[2], model.columns[2].ids[3]
    model.move((card,), model.columns[2].stage.id, below)
    read = deals.board(fresh(demo_workspace))
    assert read.columns[2].ids[2:5] == (*model.columns[2].ids[2:3], card, below)
    assert ids(model) == [list(column.ids) for column in read.columns]
    assert not model.is_unsaved(card)


def test_a_move_to_the_end_is_saved(model: BoardModel, fresh: Any, demo_workspace: Workspace) -> None:
    card = model.columns[0].ids[0]
    model.move((card,), model.columns[0].stage.id, None)
    assert deals.board(fresh(demo_workspace)).columns[0].ids[-1] == card == model.columns[0].ids[-1]


def test_sums_and_counts_follow_a_move(model: BoardModel) -> None:
    model.move((model.columns[2].ids[0],), model.columns[3].stage.id, None)
    figures = [model.figures[column.stage.id] for column in model.columns]
    assert [(head.count, head.value[0].amount) for head in figures[2:4]] == [(4, 93_500), (5, 135_200)]


def test_rows_are_moved_and_the_others_left_alone(model: BoardModel) -> None:
    seen: list[str] = []
    for name in ("modelReset", "rowsInserted", "rowsRemoved", "layoutChanged"):
        for column in model.columns:
            getattr(column, name).connect(lambda *_args, what=name: seen.append(what))
    model.move((model.columns[0].ids[0],), model.columns[4].stage.id, None)
    assert sorted(seen) == ["rowsInserted", "rowsRemoved"]


def test_a_step_is_seen_at_once_and_unsaved_until_the_commit_returns(threaded_desk: Desk, qtbot: QtBot) -> None:
    model = board_on(threaded_desk, threaded_desk.bus)
    qtbot.waitUntil(lambda: bool(model.columns))
    card = model.columns[0].ids[1]
    model.move((card,), model.columns[3].stage.id, model.columns[3].ids[1])
    place = model.columns[3].index(1)
    assert model.place(card) == (3, 1)
    assert place.data(UNSAVED) is True
    assert place.data(SPOKEN).endswith("not saved yet")
    qtbot.waitUntil(lambda: not model.is_unsaved(card))
    assert model.place(card) == (3, 1)
    assert not place.data(SPOKEN).endswith("not saved yet")


def test_steps_taken_one_upon_the_other_all_stand(threaded_desk: Desk, qtbot: QtBot, open_again: Any) -> None:
    model = board_on(threaded_desk, threaded_desk.bus)
    qtbot.waitUntil(lambda: bool(model.columns))
    first, second = model.columns[0].ids[:2]
    to = model.columns[4].stage.id
    model.move((first,), to, None)
    model.move((second,), to, first)
    model.move((first,), to, second)
    shown = ids(model)
    assert shown[4][-2:] == [first, second]
    qtbot.waitUntil(lambda: not model.is_unsaved(first) and not model.is_unsaved(second))
    assert ids(model) == shown
    fresh = open_again(True)
    assert [list(column.ids) for column in deals.board(fresh).columns] == shown
    fresh.database.close()


# What cannot be saved


def test_a_refused_move_puts_the_card_back_to_its_exact_place(protected_desk: Desk) -> None:
    model = board_on(protected_desk, protected_desk.bus)
    heard: list[UserError] = []
    model.refused.connect(heard.append)
    before = ids(model)
    seen: list[list[list[int]]] = []
    model.rearranged.connect(lambda: seen.append(ids(model)))
    card = before[1][3]
    model.move((card,), model.columns[2].stage.id, before[2][1])
    assert seen[0][2][1] == card  # it went there first
    assert ids(model) == before
    assert not model.is_unsaved(card)
    assert [type(problem) for problem in heard] == [ReadOnly]


CLOSED: tuple[Callable[..., Changes], ...] = (
    deals.win_deals,
    partial(deals.lose_deals, reason="Price"),
    deals.delete_deals,
)


@pytest.mark.parametrize("way", CLOSED, ids=("won", "lost", "deleted"))
def test_deals_that_cannot_be_closed_come_back(protected_desk: Desk, way: Callable[..., Changes]) -> None:
    model = board_on(protected_desk, protected_desk.bus)
    heard: list[UserError] = []
    model.refused.connect(heard.append)
    before = ids(model)
    gone = (before[0][4], before[0][2], before[1][0])
    model.take_off(gone, partial(way, ids=gone))
    assert ids(model) == before
    assert len(heard) == 1


def test_a_title_that_cannot_be_saved_is_the_old_one_again(protected_desk: Desk) -> None:
    model = board_on(protected_desk, protected_desk.bus)
    heard: list[UserError] = []
    model.refused.connect(heard.append)
    index = model.columns[2].index(0)
    assert model.columns[2].setData(index, "Better pilot")
    assert index.data() == "Warehouse pilot"
    assert index.data(UNSAVED) is False
    assert len(heard) == 1


def test_a_deal_that_somebody_closed_meanwhile_goes(
    model: BoardModel, refusals: list[UserError], demo_workspace: Workspace
) -> None:
    card = model.columns[0].ids[0]
    deals.win_deal(demo_workspace, card)  # by another program: our bus has not heard of it
    model.move((card,), model.columns[1].stage.id, None)
    assert isinstance(refusals[0], Invalid)
    model.reload()
    assert model.place(card) is None


def test_a_mistake_of_ours_leaves_what_the_database_says(model: BoardModel, desk: Desk) -> None:
    before = ids(model)
    crashes: list[BaseException] = []
    desk.runner.crashed.connect(crashes.append)
    model.move((before[0][0],), object(), None)  # type: ignore[arg-type]
    assert len(crashes) == 1
    assert ids(model) == before
    assert not model.is_unsaved(before[0][0])


# What others do


def test_undo_and_redo_bring_the_card_back_and_forth(model: BoardModel, desk: Desk) -> None:
    before = ids(model)
    model.move((before[0][0],), model.columns[3].stage.id, before[3][2])
    after = ids(model)
    desk.runner.write(history.undo, owner=model)
    assert ids(model) == before
    desk.runner.write(history.redo, owner=model)
    assert ids(model) == after


def test_a_renamed_company_a_planned_step_and_an_owner_are_seen(model: BoardModel, desk: Desk, qtbot: QtBot) -> None:
    index = model.columns[2].index(0)
    card = index.data(CARD)
    write = desk.runner.write
    write(editing.edit, Kind.COMPANY, card.company_id, {"name": "Lindqvist Group"}, owner=model)
    write(editing.edit, Kind.USER, card.owner_id, {"name": "Maria Sol"}, owner=model)
    write(editing.delete, Kind.FOLLOWUP, card.next_step.id, owner=model)
    qtbot.waitUntil(
        lambda: index.data(SPOKEN).endswith(
            "Warehouse pilot, Lindqvist Group, Eva Lind, 48,000 euro, no next step, hot, owner Maria Sol"
        )
    )


def test_a_filtered_board_follows_names(model: BoardModel, desk: Desk) -> None:
    model.look_for("lindqvist ab")
    assert [len(column) for column in ids(model)] == [0, 0, 1, 0, 0]
    card = model.columns[2].index(0).data(CARD)
    desk.runner.write(editing.edit, Kind.COMPANY, card.company_id, {"name": "Else"}, owner=model)
    assert [len(column) for column in ids(model)] == [0, 0, 0, 0, 0]


def test_many_changes_at_once_are_shown(model: BoardModel, demo_workspace: Workspace, desk: Desk) -> None:
    for number in range(230):
        deals.add_deal(demo_workspace, {"title": f"Order {number}", "stage": "Demo"})
    every_other = list(deals.board(demo_workspace, "order").columns[2].ids[::2])
    model.reload()
    assert len(model.columns[2].ids) == 235
    for number in every_other:
        editing.delete(demo_workspace, Kind.DEAL, number)
    model.reload()
    assert len(model.columns[2].ids) == 120
    assert not set(every_other) & set(model.columns[2].ids)


def test_added_deals_come_on_top(model: BoardModel) -> None:
    done: list[str] = []
    model.add(model.columns[1].stage, "Fresh one", lambda: done.append("yes"), lambda: done.append("no"))
    assert titles(model, 1)[0] == "Fresh one"
    model.add(model.columns[1].stage, "   ", lambda: done.append("yes"), lambda: done.append("no"))
    assert done == ["yes", "no"]


def test_a_planned_step_shows_on_a_card_far_down(model: BoardModel, demo_workspace: Workspace, qtbot: QtBot) -> None:
    for number in range(60):
        deals.add_deal(demo_workspace, {"title": f"Small {number}", "stage": "Demo"})
    model.reload()
    last = model.columns[2].index(63)
    qtbot.waitUntil(lambda: last.data(CARD) is not None)
    card = last.data(CARD)
    changes = followups.plan_followup(
        demo_workspace, "Ring", FollowUpKind.CALL, due_on=demo_workspace.clock().date(), on=(Kind.DEAL, card.id)
    )
    model.take_in(changes)
    qtbot.waitUntil(lambda: last.data(CARD).next_step.subject == "Ring")


# In the hand


def test_what_is_carried_names_the_deal_and_the_file(model: BoardModel, desk: Desk) -> None:
    column = model.columns[1]
    mime = column.mimeData([column.index(2)])
    assert mime.formats() == [MIME]
    assert dragged_deals(mime, desk.file_uuid) == (column.ids[2],)
    assert dragged_deals(mime, "another file") == ()
    assert column.supportedDragActions() == Qt.DropAction.MoveAction


def test_a_card_is_no_parent(model: BoardModel) -> None:
    column = model.columns[0]
    assert column.rowCount(column.index(0)) == 0
    assert column.flags(QModelIndex()) == Qt.ItemFlag.NoItemFlags


def test_contacts_without_deals_change_nothing(model: BoardModel, desk: Desk) -> None:
    before = ids(model)
    desk.runner.write(contacts.add_contact, {"name": "Nobody Yet"}, owner=model)
    desk.runner.write(users.add_user, "New Colleague", owner=model)
    assert ids(model) == before
