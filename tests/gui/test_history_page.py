"""The page of the history: what was done by day, narrowing it, the details, and taking something back."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QModelIndex, Qt, QUrl
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from leaddesk.domain.changes import Author, Changes
from leaddesk.domain.history import Group, HistoryFilter
from leaddesk.domain.records import DealStatus, Kind
from leaddesk.gui import theme
from leaddesk.gui.desk import Desk
from leaddesk.gui.history.changes_text import ALL
from leaddesk.gui.history.history_page import HistoryPage
from leaddesk.gui.models import history_model
from leaddesk.gui.models.history_model import ROW, HistoryModel
from leaddesk.gui.widgets.empty import EmptyState
from leaddesk.services import contacts, deals, editing, history, users
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Workspace, open_workspace

pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)")
LEFT = Qt.MouseButton.LeftButton
FILLED = "Filled in an invented business"


@pytest.fixture
def deal(demo_workspace: Workspace) -> int:
    return next(card.id for card in deals.list_deals(demo_workspace) if card.status is DealStatus.OPEN)


@pytest.fixture
def maria(demo_workspace: Workspace, settings: Settings) -> Iterator[Workspace]:
    """A colleague's program on the same file."""
    first = demo_workspace
    opened = open_workspace(
        first.database.path, settings=settings, as_user="Maria Ruiz", clock=first.clock, zone=first.zone
    )
    yield opened
    opened.database.close()


@pytest.fixture
def worked(demo_workspace: Workspace, maria: Workspace, deal: int) -> int:
    """Maria's edit of yesterday and my deal of today, before the page is opened."""
    clock = demo_workspace.clock
    editing.edit(maria, Kind.DEAL, deal, {"title": "Rollout", "value": "48000"})
    clock.advance(days=1)
    deals.win_deal(demo_workspace, deal)
    return deal


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, worked: int) -> HistoryPage:
    return shown(qtbot, desk)


def shown(qtbot: QtBot, desk: Desk) -> HistoryPage:
    made = HistoryPage(desk)
    made.resize(1140, 720)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    qtbot.waitUntil(lambda: made.model.rowCount() > 0)
    return made


def lines(page: HistoryPage) -> list[str]:
    return [str(page.model.index(place).data()) for place in range(page.model.rowCount())]


def done(page: HistoryPage) -> list[str]:
    """The sentences, without the heads of the days."""
    return [line for place, line in enumerate(lines(page)) if place not in page.model.heads]


def choose(qtbot: QtBot, page: HistoryPage, text: str) -> None:
    """Click on a line."""
    place = next(place for place, line in enumerate(lines(page)) if text in line)
    rect = page.list.visualRect(page.model.index(place))
    qtbot.mouseClick(page.list.viewport(), LEFT, pos=rect.center())


def texts(parent: QWidget) -> list[str]:
    return [label.text().replace("\u200b", "") for label in parent.findChildren(QLabel) if label.isVisible()]


def told(page: HistoryPage) -> str:
    """What the details say was changed."""
    return page.detail.text.toPlainText().replace("\u200b", "")


def press_undo(qtbot: QtBot, page: HistoryPage) -> None:
    qtbot.waitUntil(lambda: page.detail.undo.width() > 20)  # it has been laid out
    qtbot.mouseClick(page.detail.undo, LEFT)


def publish(desk: Desk, changes: Changes) -> None:
    """As the feed tells of a colleague's work."""
    desk.bus.publish(changes)


class TestTheList:
    def test_operations_stand_by_day_the_newest_first(self, page: HistoryPage) -> None:
        assert lines(page)[:5] == ["Today", "Won “Rollout”", "Yesterday", lines(page)[3], FILLED]
        assert lines(page)[3].startswith("Changed title, value of “")

    def test_a_line_is_read_out_with_who_and_when(self, page: HistoryPage) -> None:
        heard = page.model.index(3).data(Qt.ItemDataRole.AccessibleTextRole)
        assert heard.endswith(", Maria Ruiz, Yesterday, 10:00")
        assert page.list.accessibleName() == "What was done"

    def test_who_has_their_own_colour(self, page: HistoryPage, demo_workspace: Workspace) -> None:
        maria = users.find_user(demo_workspace, "Maria Ruiz")
        person = page.model.index(3).data(ROW).person
        assert (person.initials, person.colour) == ("MR", maria.colour)

    def test_what_was_taken_back_says_by_whom(self, page: HistoryPage, desk: Desk, maria: Workspace) -> None:
        won = history.history(maria)[0].id
        publish(desk, history.undo(maria, won))
        assert done(page)[:2] == ["Undid: Won “Rollout”", "Won “Rollout”"]
        heard = page.model.index(2).data(Qt.ItemDataRole.AccessibleTextRole)
        assert "undone by Maria Ruiz" in heard

    def test_the_model_keeps_the_rules_of_models(self, page: HistoryPage, qtmodeltester: ModelTester) -> None:
        qtmodeltester.check(page.model)
        assert page.model.data(QModelIndex()) is None
        assert page.model.flags(page.model.index(0)) == Qt.ItemFlag.NoItemFlags

    def test_it_is_painted_in_both_themes(self, qapp: QApplication, page: HistoryPage) -> None:
        light = page.list.grab().toImage()
        theme.apply(qapp, theme.DARK)
        assert page.list.grab().toImage() != light
        theme.apply(qapp, theme.LIGHT)

    def test_nothing_is_chosen_by_coming_to_the_list(self, qtbot: QtBot, page: HistoryPage) -> None:
        page.focus_search()
        page.list.setFocus(Qt.FocusReason.OtherFocusReason)
        assert not page.list.currentIndex().isValid()
        assert page.detail.isHidden()
        qtbot.keyClick(page.list, Qt.Key.Key_Down)
        qtbot.waitUntil(page.detail.isVisible)
        assert str(page.list.currentIndex().data()) == "Won “Rollout”"


class TestNarrowing:
    def test_by_person(self, page: HistoryPage) -> None:
        box = page.head.people
        assert [box.itemText(place) for place in range(box.count())][:2] == ["Everybody", "Maria Ruiz"]
        pick(box, "Maria Ruiz")
        assert len(done(page)) == 1
        pick(box, "Everybody")
        assert len(done(page)) == 4

    def test_by_kind(self, page: HistoryPage) -> None:
        pick(page.head.groups, "Deals")
        assert [line.split(" ")[0] for line in done(page)] == ["Won", "Changed"]

    def test_by_words_and_back(self, qtbot: QtBot, page: HistoryPage) -> None:
        page.focus_search()
        qtbot.keyClicks(QApplication.focusWidget(), "rollout")
        qtbot.waitUntil(lambda: done(page) == ["Won “Rollout”"])
        qtbot.keyClicks(QApplication.focusWidget(), " zzz")
        qtbot.waitUntil(lambda: any(state.isVisible() for state in page.findChildren(EmptyState)))
        state = next(state for state in page.findChildren(EmptyState) if state.isVisible())
        assert "Nothing found" in texts(state)
        qtbot.mouseClick(state.findChildren(QPushButton)[0], LEFT)
        assert len(done(page)) == 4

    def test_by_record_until_the_chip_is_pressed(self, qtbot: QtBot, page: HistoryPage, worked: int) -> None:
        page.show_record((Kind.DEAL, worked, "Rollout & more"))
        assert len(done(page)) == 3
        chip = page.head.record
        assert chip.isVisible()
        assert chip.text() == "on Rollout && more"
        assert "show everything again" in chip.accessibleName()
        qtbot.mouseClick(chip, LEFT)
        assert len(done(page)) == 4
        assert chip.isHidden()

    def test_a_record_is_asked_for_from_its_pane(self, qtbot: QtBot, page: HistoryPage, worked: int) -> None:
        pick(page.head.groups, "Imports")
        page.show_record((Kind.DEAL, worked, "Rollout"))  # nothing else narrows then
        assert len(done(page)) == 3
        assert page.head.wanted("") == HistoryFilter(record=(Kind.DEAL, worked))


def pick(box: QWidget, text: str) -> None:
    """Choose an entry as a person does."""
    place = box.findText(text)  # type: ignore[attr-defined]
    box.setCurrentIndex(place)  # type: ignore[attr-defined]
    box.activated.emit(place)  # type: ignore[attr-defined]


class TestTheDetails:
    def test_before_and_after(self, qtbot: QtBot, page: HistoryPage) -> None:
        choose(qtbot, page, "Changed title")
        assert page.detail.isVisible()
        assert "Maria Ruiz · Yesterday, 10:00 · on " in " ".join(texts(page.detail))
        assert "→ Rollout" in told(page)
        assert "→ €48,000" in told(page)
        assert "Deal · changed" in told(page)

    def test_they_follow_the_arrow_keys(self, qtbot: QtBot, page: HistoryPage) -> None:
        choose(qtbot, page, "Won")
        qtbot.keyClick(page.list, Qt.Key.Key_Down)
        qtbot.waitUntil(lambda: "→ Rollout" in told(page))

    def test_enter_goes_to_the_details_and_esc_closes_them(self, qtbot: QtBot, page: HistoryPage) -> None:
        choose(qtbot, page, "Won")
        page.list.setFocus()
        qtbot.keyClick(page.list, Qt.Key.Key_Return)
        assert QApplication.focusWidget() is page.detail.undo
        assert page.close_pane()
        assert page.detail.isHidden()
        assert QApplication.focusWidget() is page.list
        assert not page.close_pane()

    def test_only_the_first_of_many_until_somebody_asks(self, qtbot: QtBot, page: HistoryPage) -> None:
        choose(qtbot, page, FILLED)
        few = told(page).count(" · added")
        assert "Show the first 200" in told(page)
        page.detail.text.anchorClicked.emit(QUrl(ALL))
        assert (few, told(page).count(" · added")) == (20, 200)
        assert told(page).rstrip().endswith("more")

    def test_links_open_records_and_their_history(
        self, qtbot: QtBot, page: HistoryPage, desk: Desk, worked: int
    ) -> None:
        choose(qtbot, page, "Changed title")
        opened: list[object] = []
        desk.requests.deal_opened.connect(opened.append)
        desk.requests.history_asked.connect(opened.append)
        page.detail.text.anchorClicked.emit(QUrl(f"open:deal:{worked}"))
        page.detail.text.anchorClicked.emit(QUrl(f"history:deal:{worked}"))
        assert opened == [worked, (Kind.DEAL, worked, "Rollout")]
        assert f"open:deal:{worked}" in page.detail.text.toHtml()

    def test_what_people_wrote_is_harmless(self, qtbot: QtBot, page: HistoryPage, desk: Desk, worked: int) -> None:
        desk.runner.write(editing.edit, Kind.DEAL, worked, {"title": "<b>&amp; <img src=x>"}, owner=page)
        choose(qtbot, page, "Changed title of “Rollout”")
        assert "→ <b>&amp; <img src=x>" in told(page)


class TestTakingBack:
    def test_undo_and_bring_back(self, qtbot: QtBot, page: HistoryPage, desk: Desk, demo_workspace: Workspace) -> None:
        said: list[str] = []
        desk.requests.message_shown.connect(said.append)
        choose(qtbot, page, "Won")
        assert page.detail.undo.isEnabled()
        press_undo(qtbot, page)
        assert said == ["Undid: Won “Rollout”"]
        assert not page.detail.undo.isEnabled()
        assert "“Won “Rollout”” is undone already." in texts(page.detail)
        choose(qtbot, page, "Undid")
        assert page.detail.undo.text() == "Bring it back"
        press_undo(qtbot, page)
        assert said[-1] == "Redid: Won “Rollout”"
        assert history.history(demo_workspace)[0].title == "Redid: Won “Rollout”"

    def test_why_not_stands_beneath(self, qtbot: QtBot, page: HistoryPage, desk: Desk, maria: Workspace) -> None:
        choose(qtbot, page, "Changed title")
        assert page.detail.undo.isEnabled()
        edited = page.detail.operation
        changes = editing.edit(maria, Kind.DEAL, worked_deal(maria), {"title": "Later"})
        publish(desk, changes)
        assert page.detail.operation == edited
        assert not page.detail.undo.isEnabled()
        assert "Maria Ruiz did something to it since: Changed title of “Rollout”" in page.detail.reason.text()
        assert page.detail.undo.accessibleDescription() == page.detail.reason.text()

    def test_an_undo_that_fails_is_told(self, qtbot: QtBot, page: HistoryPage, desk: Desk, maria: Workspace) -> None:
        choose(qtbot, page, "Changed title")
        editing.edit(maria, Kind.DEAL, worked_deal(maria), {"title": "Later"})  # nobody has told the page yet
        problems: list[object] = []
        desk.requests.problem_shown.connect(problems.append)
        press_undo(qtbot, page)
        assert "cannot be undone" in str(problems[0])
        assert not page.detail.undo.isEnabled()


def worked_deal(workspace: Workspace) -> int:
    return next(card.id for card in deals.list_deals(workspace) if card.title == "Rollout")


class TestOthers:
    def test_choice_and_place_stay_when_a_colleague_does_something(
        self, qtbot: QtBot, desk: Desk, maria: Workspace, worked: int
    ) -> None:
        for number in range(30):
            deals.add_deal(maria, {"title": f"Deal {number}"})
        page = shown(qtbot, desk)
        choose(qtbot, page, "Deal 25")
        page.list.verticalScrollBar().setValue(300)
        top = page.list.rowAt(0)
        seen = (lines(page)[top], page.list.rowViewportPosition(top))
        publish(desk, deals.add_deal(maria, {"title": "Fresh"}))
        assert lines(page)[1] == "Added deal “Fresh”"
        top = page.list.rowAt(0)
        assert (lines(page)[top], page.list.rowViewportPosition(top)) == seen
        assert str(page.list.currentIndex().data()) == "Added deal “Deal 25”"
        assert page.detail.operation == page.list.chosen.entry.id

    def test_somebody_new_is_offered(self, page: HistoryPage, desk: Desk, maria: Workspace, settings: Settings) -> None:
        added = users.add_user(maria, "Kim Roth")
        publish(desk, added)
        first = maria
        kim = open_workspace(
            first.database.path, settings=settings, as_user="Kim Roth", clock=first.clock, zone=first.zone
        )
        changes = deals.add_deal(kim, {"title": "Mine"})
        kim.database.close()
        told_by = Changes(operation=changes.operation, added=changes.added, by=Author("Kim Roth", "KR", "#123456"))
        publish(desk, told_by)
        assert page.head.people.findText("Kim Roth") > 0

    def test_a_hidden_page_reads_when_it_is_shown(
        self, qtbot: QtBot, page: HistoryPage, desk: Desk, maria: Workspace
    ) -> None:
        page.hide()
        publish(desk, deals.add_deal(maria, {"title": "Fresh"}))
        assert "Added deal “Fresh”" not in lines(page)
        page.show()
        assert "Added deal “Fresh”" in lines(page)

    def test_everything_anew_after_a_restore(self, page: HistoryPage, desk: Desk, maria: Workspace) -> None:
        deals.add_deal(maria, {"title": "Fresh"})
        publish(desk, Changes(everything=True))
        assert lines(page)[1] == "Added deal “Fresh”"

    def test_an_edit_that_goes_on_moves_to_the_top(self, page: HistoryPage, desk: Desk, maria: Workspace) -> None:
        contact = contacts.contact_ids(maria)[0]
        publish(desk, editing.edit(maria, Kind.CONTACT, contact, {"phone": "1"}))
        publish(desk, deals.add_deal(maria, {"title": "Between"}))
        publish(desk, editing.edit(maria, Kind.CONTACT, contact, {"phone": "2"}))
        assert len(set(done(page))) >= 5
        assert done(page)[0].startswith("Changed phone")


class TestALongHistory:
    @pytest.fixture
    def long(self, qtbot: QtBot, desk: Desk, maria: Workspace, monkeypatch: pytest.MonkeyPatch) -> HistoryPage:
        """A history of many pages, of which few rows are held."""
        monkeypatch.setattr(history_model, "KEPT", 160)
        for number in range(270):
            maria.clock.advance(minutes=7)
            deals.add_deal(maria, {"title": f"Deal {number}"})
        return shown(qtbot, desk)

    def scroll(self, qtbot: QtBot, page: HistoryPage, wanted: str, *, down: bool) -> None:
        bar = page.list.verticalScrollBar()
        for _ in range(40):
            if wanted in lines(page):
                return
            bar.setValue(bar.maximum() if down else 0)
            QApplication.processEvents()
        raise AssertionError(f"{wanted} did not come")

    def test_it_is_read_on_at_both_ends_and_never_held_whole(self, qtbot: QtBot, long: HistoryPage) -> None:
        assert len(done(long)) < 160
        self.scroll(qtbot, long, FILLED, down=True)
        assert len(done(long)) <= 160
        assert "Added deal “Deal 269”" not in lines(long)
        assert "Made this database" in lines(long)
        self.scroll(qtbot, long, "Added deal “Deal 269”", down=False)
        assert len(done(long)) <= 160
        assert FILLED not in lines(long)

    def test_what_is_done_above_the_window_waits_there(
        self, qtbot: QtBot, long: HistoryPage, desk: Desk, maria: Workspace
    ) -> None:
        self.scroll(qtbot, long, FILLED, down=True)
        before = lines(long)
        publish(desk, deals.add_deal(maria, {"title": "Fresh"}))
        assert lines(long) == before
        self.scroll(qtbot, long, "Added deal “Fresh”", down=False)

    def test_heads_stand_once_for_each_day(self, qtbot: QtBot, long: HistoryPage) -> None:
        self.scroll(qtbot, long, FILLED, down=True)
        heads = [lines(long)[place] for place in long.model.heads]
        assert len(heads) == len(set(heads))

    def test_a_search_looks_further_back_by_itself(self, qtbot: QtBot, long: HistoryPage) -> None:
        long.focus_search()
        qtbot.keyClicks(QApplication.focusWidget(), "invented business")
        qtbot.waitUntil(lambda: done(long) == [FILLED])


def test_answers_that_come_later_are_shown_too(
    qtbot: QtBot, threaded_desk: Desk, demo_workspace: Workspace, deal: int
) -> None:
    model = HistoryModel(threaded_desk)
    model.look_for(HistoryFilter(group=Group.DEALS))
    model.look_for(HistoryFilter())  # the first answer is not wanted any more
    qtbot.waitUntil(lambda: model.rowCount() > 0)
    assert FILLED in [model.index(place).data() for place in range(model.rowCount())]
    changes = deals.win_deal(demo_workspace, deal)
    model.refresh(changes)
    model.refresh(changes)
    qtbot.waitUntil(lambda: str(model.index(1).data()).startswith("Won"))
    assert len([place for place in range(model.rowCount()) if "Won" in str(model.index(place).data())]) == 1
