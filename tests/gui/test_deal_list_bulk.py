"""What is done to several deals of the list at once: one operation each, with its Undo."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu, QPushButton, QWidgetAction
from pytestqt.qtbot import QtBot

from leaddesk.domain.changes import Changes
from leaddesk.domain.records import DealStatus, Kind, Temperature
from leaddesk.domain.summaries import Card
from leaddesk.domain.views import FaceKind, ListColumn, ViewOptions
from leaddesk.gui.desk import Desk
from leaddesk.gui.pipeline.deal_list import DealList
from leaddesk.gui.pipeline.deal_list_dialogs import FieldDialog, TagsDialog
from leaddesk.gui.pipeline.pipeline_page import PipelinePage
from leaddesk.gui.widgets.reason_dialog import ReasonDialog
from leaddesk.services import deals, editing, history, tags
from leaddesk.services.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)")
Fresh = Callable[..., Workspace]
Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
CHECKED, PARTLY, UNCHECKED = Qt.CheckState.Checked, Qt.CheckState.PartiallyChecked, Qt.CheckState.Unchecked


@pytest.fixture
def face(qtbot: QtBot, desk: Desk) -> DealList:
    return in_a_page(qtbot, desk)


def in_a_page(qtbot: QtBot, desk: Desk) -> DealList:
    page = PipelinePage(desk)
    qtbot.addWidget(page)
    page.resize(1250, 760)
    with qtbot.waitActive(page):
        page.show()
    page.show_options(ViewOptions(face=FaceKind.LIST))
    shown = page.face
    assert isinstance(shown, DealList)
    shown.table.grab()
    qtbot.waitUntil(lambda: all(shown.model.known(number) for number in shown.model.ids[:5]))
    return shown


@pytest.fixture
def three(face: DealList) -> tuple[int, ...]:
    """The first three deals, which are chosen."""
    return choose(face, 3)


def choose(face: DealList, count: int) -> tuple[int, ...]:
    face.focus_deals()
    for _ in range(count - 1):
        QTest.keyClick(face.table, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert len(face.chosen_ids) == count
    return face.chosen_ids


def button(face: DealList, name: str) -> QPushButton:
    return next(b for b in face.foot.findChildren(QPushButton) if b.text().startswith(name))


def press(face: DealList, name: str) -> None:
    pressed = button(face, name)
    assert pressed.isVisible()
    QTest.mouseClick(pressed, LEFT)


def menu_of(pressed: QPushButton) -> tuple[QMenu, dict[str, QAction]]:
    menu = pressed.menu()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    return menu, {action.text().partition("\t")[0]: action for action in menu.actions() if action.text()}


def saved(workspace: Workspace, ids: tuple[int, ...]) -> list[Card]:
    return deals.cards(workspace, ids)


def last_title(workspace: Workspace) -> str:
    return history.history(workspace, limit=1)[0].title


class TestFoot:
    def test_it_offers_what_can_be_done_from_two_deals_on(self, face: DealList) -> None:
        assert face.foot.count.text() == f"{face.model.count} deals"
        assert button(face, "Columns").isVisible()
        assert not button(face, "Won").isVisible()
        choose(face, 2)
        assert face.foot.count.text() == "2 deals"
        assert button(face, "Won").isVisible()
        assert not button(face, "Columns").isVisible()

    def test_a_stage_takes_all_of_them_and_they_stay_chosen(
        self, face: DealList, three: tuple[int, ...], demo_workspace: Workspace, fresh: Fresh, desk: Desk
    ) -> None:
        told: list[Changes] = []
        desk.bus.changed.connect(told.append)
        menu_of(button(face, "Stage"))[1]["Proposal"].trigger()
        assert {card.probability for card in saved(fresh(demo_workspace), three)} == {65}
        assert (last_title(demo_workspace), told[0].destroys) == ("Moved 3 deals to Proposal", True)
        assert face.chosen_ids == three
        history.undo(demo_workspace)
        assert {card.probability for card in saved(fresh(demo_workspace), three)} == {10}

    def test_an_owner_or_nobody(
        self, face: DealList, three: tuple[int, ...], demo_workspace: Workspace, fresh: Fresh
    ) -> None:
        menu_of(button(face, "Owner"))[1]["Sam Keller"].trigger()
        assert {card.owner for card in saved(fresh(demo_workspace), three)} == {"Sam Keller"}
        menu_of(button(face, "Owner"))[1]["Nobody"].trigger()
        assert {card.owner for card in saved(fresh(demo_workspace), three)} == {""}
        assert last_title(demo_workspace) == "Changed owner of 3 deals"

    def test_a_close_date_of_the_menu_or_in_words(
        self, face: DealList, three: tuple[int, ...], demo_workspace: Workspace, fresh: Fresh, desk: Desk
    ) -> None:
        def days() -> set[str]:
            return {str(card.expected_close) for card in saved(fresh(demo_workspace), three)}

        menu_of(button(face, "Close date"))[1]["End of this month"].trigger()
        assert days() == {"2026-11-30"}
        menu_of(button(face, "Close date"))[1]["End of the quarter"].trigger()
        assert days() == {"2026-12-31"}
        menu, _ = menu_of(button(face, "Close date"))
        other = next(action for action in menu.actions() if isinstance(action, QWidgetAction)).defaultWidget()
        line = other.findChildren(QLineEdit)[0]
        for words, day in (("whenever", "2026-12-31"), ("2027-02-03", "2027-02-03")):
            line.setText(words)
            QTest.keyClick(line, Key.Key_Return)
            assert days() == {day}
        menu_of(button(face, "Close date"))[1]["No date"].trigger()
        assert days() == {"None"}

    def test_won_lost_and_deleted_together(
        self, qtbot: QtBot, face: DealList, demo_workspace: Workspace, fresh: Fresh
    ) -> None:
        won = choose(face, 2)
        press(face, "Won")
        lost = choose(face, 3)
        press(face, "Lost")
        dialog = face.window().findChildren(ReasonDialog)[0]
        dialog.reasons.setCurrentRow(0)
        dialog.accept()
        gone = choose(face, 2)
        press(face, "Delete")
        again = fresh(demo_workspace)
        assert {card.status for card in saved(again, won)} == {DealStatus.WON}
        assert {card.status for card in saved(again, lost)} == {DealStatus.LOST}
        assert saved(again, gone) == []
        titles = [entry.title for entry in history.history(demo_workspace, limit=3)]
        assert titles == ["Deleted 2 deals", "Lost 3 deals: Price", "Won 2 deals"]
        assert not set(face.model.ids) & {*won, *lost, *gone}

    def test_who_was_left_out_is_told(
        self, face: DealList, three: tuple[int, ...], demo_workspace: Workspace, desk: Desk
    ) -> None:
        title = saved(demo_workspace, three)[0].title
        deals.win_deal(demo_workspace, three[0])  # our bus has not heard of it
        told: list[Changes] = []
        desk.bus.changed.connect(told.append)
        menu_of(button(face, "Stage"))[1]["Demo"].trigger()
        assert told[0].title == f"Moved 2 deals to Demo; left out: “{title}” is won already"
        assert three[0] not in face.model.ids

    def test_a_disk_that_refuses_leaves_all_as_it_was(self, qtbot: QtBot, protected_desk: Desk) -> None:
        face = in_a_page(qtbot, protected_desk)
        before = list(face.model.ids)
        choose(face, 3)
        for act in (
            lambda: press(face, "Won"),
            lambda: menu_of(button(face, "Stage"))[1]["Demo"].trigger(),
            lambda: menu_of(button(face, "Owner"))[1]["Nobody"].trigger(),
        ):
            with qtbot.waitSignal(protected_desk.requests.problem_shown):
                act()
            assert list(face.model.ids) == before
            assert face.model.index(0, 2).data() == "Qualified"


class TestTags:
    @pytest.fixture
    def dialog(self, face: DealList, three: tuple[int, ...], demo_workspace: Workspace) -> TagsDialog:
        tags.set_tags(demo_workspace, Kind.DEAL, three[0], ["vip", "all"])
        for number in three[1:]:
            tags.set_tags(demo_workspace, Kind.DEAL, number, ["all"])
        press(face, "Tags")
        return face.findChildren(TagsDialog)[0]

    def state(self, dialog: TagsDialog, name: str) -> Qt.CheckState:
        [entry] = dialog.tags.findItems(name, Qt.MatchFlag.MatchExactly)
        return entry.checkState()

    def names(self, workspace: Workspace, ids: tuple[int, ...]) -> list[list[str]]:
        return [[tag.name for tag in card.tags] for card in saved(workspace, ids)]

    def test_ticks_say_who_has_them_and_half_ticks_change_nothing(
        self, dialog: TagsDialog, three: tuple[int, ...], demo_workspace: Workspace, fresh: Fresh
    ) -> None:
        assert [self.state(dialog, name) for name in ("vip", "all")] == [PARTLY, CHECKED]
        before = len(history.history(demo_workspace))
        dialog.accept()
        assert len(history.history(demo_workspace)) == before
        assert self.names(fresh(demo_workspace), three) == [["all", "vip"], ["all"], ["all"]]

    def test_tags_are_put_on_and_taken_off_and_new_ones_made(
        self, dialog: TagsDialog, three: tuple[int, ...], demo_workspace: Workspace, fresh: Fresh
    ) -> None:
        dialog.tags.findItems("vip", Qt.MatchFlag.MatchExactly)[0].setCheckState(CHECKED)
        dialog.tags.findItems("all", Qt.MatchFlag.MatchExactly)[0].setCheckState(UNCHECKED)
        QTest.keyClicks(dialog.line, "rail")
        QTest.keyClick(dialog.line, Key.Key_Return)
        QTest.keyClicks(dialog.line, "VIP")
        dialog.accept()
        assert self.names(fresh(demo_workspace), three) == [["rail", "vip"]] * 3
        assert last_title(demo_workspace) == "Tagged 3 deals: vip, rail, without all"


class TestField:
    @pytest.fixture
    def dialog(self, face: DealList, three: tuple[int, ...]) -> FieldDialog:
        press(face, "Edit")
        return face.findChildren(FieldDialog)[0]

    def take(self, dialog: FieldDialog, column: ListColumn) -> None:
        dialog.field.setCurrentIndex(dialog.field.findData(column))

    def test_a_value_becomes_the_same_in_all(
        self, dialog: FieldDialog, three: tuple[int, ...], demo_workspace: Workspace, fresh: Fresh
    ) -> None:
        dialog.line.setText("much")
        assert not dialog.confirm.isEnabled()
        dialog.accept()
        QTest.keyClick(dialog.line, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(dialog.line, "12k")
        assert dialog.confirm.isEnabled()
        dialog.accept()
        assert {card.value for card in saved(fresh(demo_workspace), three)} == {1_200_000}
        assert last_title(demo_workspace) == "Changed value of 3 deals"

    def test_a_temperature_is_chosen(
        self, dialog: FieldDialog, three: tuple[int, ...], demo_workspace: Workspace, fresh: Fresh
    ) -> None:
        self.take(dialog, ListColumn.TEMPERATURE)
        assert not dialog.line.isVisible()
        dialog.choice.setCurrentIndex(dialog.choice.findData("hot"))
        dialog.accept()
        assert {card.temperature for card in saved(fresh(demo_workspace), three)} == {Temperature.HOT}

    @pytest.mark.parametrize(("typed", "fits"), [("", False), ("101", False), ("33 %", True), ("much", False)])
    def test_a_probability_is_a_number(self, dialog: FieldDialog, typed: str, fits: bool) -> None:
        self.take(dialog, ListColumn.PROBABILITY)
        dialog.line.setText(typed)
        assert dialog.confirm.isEnabled() is fits

    def test_a_source_is_emptied(
        self, dialog: FieldDialog, three: tuple[int, ...], demo_workspace: Workspace, fresh: Fresh
    ) -> None:
        self.take(dialog, ListColumn.SOURCE)
        dialog.accept()
        assert {card.source for card in saved(fresh(demo_workspace), three)} == {""}

    def test_what_a_colleague_deleted_is_not_changed_back(
        self, face: DealList, dialog: FieldDialog, three: tuple[int, ...], demo_workspace: Workspace, desk: Desk
    ) -> None:
        title = saved(demo_workspace, three)[0].title
        editing.delete(demo_workspace, Kind.DEAL, three[0])
        told: list[Changes] = []
        desk.bus.changed.connect(told.append)
        self.take(dialog, ListColumn.SOURCE)
        dialog.line.setText("Fair")
        dialog.accept()
        assert told[0].title.startswith(f"Changed source of 2 deals; left out: deal “{title}” was deleted")
