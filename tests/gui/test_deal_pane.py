"""The rest of the deal pane: stages and how long, why it was closed, probability, lines, links to files."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from pane_hands import Read, button, number, opened, pane, read, texts, window
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from leaddesk.domain.records import DealStatus, Kind, Stage
from leaddesk.gui.desk import Desk
from leaddesk.gui.pipeline.deal_pane import DealPane
from leaddesk.gui.pipeline.files_field import LinkLine
from leaddesk.gui.pipeline.stage_arrows import StageArrow, StageArrows
from leaddesk.services import deals, editing, rates
from leaddesk.services.workspace import Workspace

__all__ = ["number", "opened", "pane", "read", "window"]
pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)")
LEFT = Qt.MouseButton.LeftButton
Key = Qt.Key


class TestWay:
    def test_the_line_says_how_long_and_unfolds_each_stage(
        self, qtbot: QtBot, pane: DealPane, desk: Desk, window: QWidget, number: int
    ) -> None:
        assert pane.way.head.text() == "4 days in Demo, 10 days in all"
        assert "6 days" not in texts(pane.way)
        qtbot.keyClick(pane.way.head, Key.Key_Space)
        assert [text for text in texts(pane.way) if "days" in text or text in ("Qualified", "Demo")] == [
            *("Qualified", "6 days", "Demo", "4 days"),
        ]
        again = DealPane(desk, window)
        again.show()
        again.show_deal(number)
        assert "6 days" in texts(again.way)  # this machine remembers it
        qtbot.mouseClick(again.way.head, LEFT)
        assert "6 days" not in texts(again.way)

    def test_the_timeline_says_after_how_long(self, pane: DealPane) -> None:
        assert "after 6 days" in texts(pane.timeline)

    def test_a_closed_deal_says_how_long_it_took(self, qtbot: QtBot, pane: DealPane) -> None:
        qtbot.mouseClick(pane.won, LEFT)
        assert pane.way.head.text() == "Won after 10 days"
        qtbot.mouseClick(pane.way.head, LEFT)
        assert "Won" in texts(pane.way)
        assert "after 10 days" in texts(pane.timeline)

    def test_of_an_imported_deal_it_says_what_is_known(
        self, window: QWidget, desk: Desk, demo_workspace: Workspace, clock: Any
    ) -> None:
        clock.advance(days=2)
        made = DealPane(desk, window)
        made.show()
        made.show_deal(deals.find_deal(demo_workspace, "Website relaunch"))
        assert made.way.head.text() == "2 days or more in Qualified, 10 days in all"
        made.show_deal(deals.find_deal(demo_workspace, "Warehouse pilot"))
        assert made.way.head.text() == "7 days in Demo, 13 days in all"  # it is known when it came there
        bare = deals.add_deal(demo_workspace, {"title": "Bare"}).subject
        assert bare
        made.show_deal(bare)
        assert made.way.head.text() == "0 min in Qualified"
        lost = next(card.id for card in deals.list_deals(demo_workspace) if card.status is DealStatus.LOST)
        made.show_deal(lost)
        assert made.way.head.text().startswith("Lost after ")


class TestArrows:
    def stages(self, count: int) -> tuple[Stage, ...]:
        names = ("Qualified", "A stage with a name that nobody would ever want to read", "Won over", "Demo")
        return tuple(
            Stage(
                id=n,
                pipeline_id=1,
                name=f"{names[n % 4]} {n}",
                position=n,
                probability=n,
                criteria="Signed" if n else None,
            )
            for n in range(count)
        )

    @pytest.fixture
    def row(self, window: QWidget) -> StageArrows:
        made = StageArrows(window)
        made.resize(400, 24)
        made.show()
        return made

    @pytest.mark.parametrize("count", [1, 2, 5, 12, 30])
    def test_many_stages_share_the_width(self, row: StageArrows, count: int) -> None:
        row.show_stages(self.stages(count), count // 2, DealStatus.OPEN)
        arrows = row.findChildren(StageArrow)
        assert arrows[0].x() == 0
        assert 396 <= arrows[-1].geometry().right() <= 400
        for left, right in pairwise(arrows):
            assert left.x() < right.x() <= left.geometry().right() + 1
        widths = [arrow.width() for arrow in arrows]
        assert widths[count // 2] == max(widths)
        assert row.minimumSizeHint().width() <= 400
        for place, arrow in enumerate(arrows):
            assert arrow.toolTip().startswith(f"{arrow.text()} · {place}%")
        assert arrows[-1].toolTip().endswith("Signed") is (count > 1)

    def test_a_closed_deal_shows_how_far_it_came(self, row: StageArrows) -> None:
        stages = self.stages(4)
        for status, word in ((DealStatus.WON, "won"), (DealStatus.LOST, "lost")):
            row.show_stages(stages, 1, status)
            said = [arrow.accessibleName().rpartition(", ")[2] for arrow in row.findChildren(StageArrow)]
            assert said == ["passed", f"the deal was {word} here", "not reached", "not reached"]
            assert not any(arrow.isEnabled() for arrow in row.findChildren(StageArrow))
            row.grab()
        row.show_stages(stages, None, DealStatus.LOST)
        assert {a.accessibleName().rpartition(", ")[2] for a in row.findChildren(StageArrow)} == {"not reached"}
        row.show_stages((), None, DealStatus.LOST)
        row.grab()


class TestClosing:
    def choose(self, pane: DealPane, reason: str) -> None:
        assert pane.closing
        box = pane.closing.reason.box
        box.setCurrentIndex(box.findData(reason))
        box.activated.emit(box.currentIndex())

    def test_a_won_deal_may_have_a_reason_and_a_note(self, qtbot: QtBot, pane: DealPane, read: Read) -> None:
        assert pane.closing is None
        qtbot.mouseClick(pane.won, LEFT)
        assert read().deal.status is DealStatus.WON  # without a question
        assert pane.closing
        assert pane.closing.reason.box.currentText() == "Add a reason"
        self.choose(pane, "Best fit")
        pane.closing.note.box.setFocus()
        qtbot.keyClicks(pane.closing.note.box, "They liked the dock")
        qtbot.keyClick(pane.closing.note.box, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert (read().deal.reason, read().deal.reason_note) == ("Best fit", "They liked the dock")

    def test_a_lost_one_keeps_a_reason_and_other_waits_for_its_note(
        self, qtbot: QtBot, pane: DealPane, read: Read, demo_workspace: Workspace, desk: Desk, number: int
    ) -> None:
        desk.bus.publish(deals.lose_deal(demo_workspace, number, "Price"))
        self.choose(pane, "")
        assert pane.closing
        assert "needs a reason" in pane.closing.reason.note
        self.choose(pane, "Other")
        assert "needs a note" in pane.closing.reason.note
        assert read().deal.reason == "Price"
        qtbot.keyClicks(pane.closing.note.box, "They merged")
        pane.closing.note.save()
        assert (read().deal.reason, read().deal.reason_note) == ("Other", "They merged")
        assert pane.closing.reason.note == ""

    def test_each_end_has_its_reasons_and_what_was_imported_stays(
        self, pane: DealPane, demo_workspace: Workspace, desk: Desk, number: int
    ) -> None:
        desk.bus.publish(deals.lose_deal(demo_workspace, number, "Their dog ate it"))
        assert pane.closing
        box = pane.closing.reason.box
        assert box.currentText() == "Their dog ate it"
        assert box.findData("No budget") >= 0
        desk.bus.publish(deals.reopen_deal(demo_workspace, number))
        assert pane.closing.isHidden()
        desk.bus.publish(deals.win_deal(demo_workspace, number))
        assert not pane.closing.isHidden()
        assert box.findData("Their dog ate it") == box.findData("No budget") == -1
        assert box.findData("Recommended") >= 0


class TestProbability:
    def test_set_by_hand_is_marked_and_leads_back(self, qtbot: QtBot, pane: DealPane, read: Read) -> None:
        assert pane.usual.isHidden()
        pane.probability.line.setFocus()
        pane.probability.line.selectAll()
        qtbot.keyClicks(pane.probability.line, "70")
        qtbot.keyClick(pane.probability.line, Key.Key_Return)
        assert not pane.usual.isHidden()
        assert pane.usual.accessibleName() == "Set by hand. Back to the stage's 45%"
        qtbot.mouseClick(pane.usual, LEFT)
        assert (read().deal.probability, read().deal.probability_by_hand) == (45, False)
        assert pane.probability.text() == "45%"
        assert pane.usual.isHidden()

    def test_a_value_in_another_currency_tells_what_it_is_in_ours(
        self, pane: DealPane, demo_workspace: Workspace, desk: Desk, number: int
    ) -> None:
        desk.bus.publish(editing.edit(demo_workspace, Kind.DEAL, number, {"value": "1000 USD"}))
        assert pane.value.tip == ""
        desk.bus.publish(rates.set_rates(demo_workspace, {"USD": "0.92"}))
        assert pane.value.tip == "€920 at your team's rate"


class TestLines:
    def test_seldom_fields_wait_behind_a_button(self, qtbot: QtBot, pane: DealPane, read: Read) -> None:
        assert pane.products.isHidden()
        qtbot.mouseClick(button(pane.form, "Add products"), LEFT)
        box = pane.products.box
        assert box.hasFocus()
        qtbot.keyClicks(box, "Scanner")
        qtbot.keyClick(box, Key.Key_Return)
        qtbot.keyClicks(box, "  Dock  ")
        qtbot.keyClick(box, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert read().deal.products == "Scanner\nDock"
        assert pane.products.text() == "Scanner\nDock"
        assert button(pane.form, "Add products").isHidden()
        box.selectAll()
        qtbot.keyClick(box, Key.Key_Delete)
        pane.title.line.setFocus()
        assert read().deal.products is None

    def test_another_deal_shows_its_own(
        self, pane: DealPane, demo_workspace: Workspace, desk: Desk, number: int
    ) -> None:
        desk.bus.publish(editing.edit(demo_workspace, Kind.DEAL, number, {"competitors": "Otto"}))
        assert not pane.competitors.isHidden()
        pane.show_deal(next(card.id for card in deals.list_deals(demo_workspace) if card.id != number))
        assert pane.competitors.isHidden()


class TestFiles:
    def lines(self, pane: DealPane) -> list[LinkLine]:
        return [line for line in pane.files.findChildren(LinkLine) if not line.isHidden()]

    def link(self, pane: DealPane, desk: Desk, workspace: Workspace, number: int, *links: str) -> None:
        desk.bus.publish(editing.edit(workspace, Kind.DEAL, number, {"files": "\n".join(links)}))

    def test_a_click_opens_files_and_addresses(
        self,
        qtbot: QtBot,
        pane: DealPane,
        desk: Desk,
        demo_workspace: Workspace,
        number: int,
        opened: list[str],
        tmp_path: Path,
    ) -> None:
        offer = tmp_path / "Offer 1.pdf"
        offer.write_bytes(b"")
        self.link(pane, desk, demo_workspace, number, str(offer), "https://lind.example/tender/", "Offer 1.pdf")
        assert opened == []
        assert [line.button.text() for line in self.lines(pane)] == [
            "Offer 1.pdf",
            "lind.example/tender",
            "Offer 1.pdf",
        ]
        for line in self.lines(pane):
            qtbot.keyClick(line.button, Key.Key_Return)
        beside = QUrl.fromLocalFile(str(offer)).toString()  # the database lies in the same folder
        assert opened == [beside, "https://lind.example/tender/", beside]

    def test_a_missing_file_says_so_and_a_program_is_not_started(
        self,
        qtbot: QtBot,
        pane: DealPane,
        desk: Desk,
        demo_workspace: Workspace,
        number: int,
        opened: list[str],
        tmp_path: Path,
    ) -> None:
        program = tmp_path / "setup.EXE"
        program.write_bytes(b"")
        problems: list[str] = []
        told: list[str] = []
        desk.runner.failed.connect(lambda problem: problems.append(str(problem)))
        desk.requests.message_shown.connect(told.append)
        self.link(pane, desk, demo_workspace, number, "/nowhere/x.pdf", str(program), "ms-settings:about")
        for line in self.lines(pane):
            qtbot.mouseClick(line.button, LEFT)
        assert opened == [QUrl.fromLocalFile(str(tmp_path)).toString()]
        assert told == ["“setup.EXE” is a program. It was not started; its folder is shown."]
        assert problems[0].startswith("/nowhere/x.pdf is not there; the link was kept; look where")
        assert len(problems) == 2

    def test_the_list_is_typed_and_links_are_taken_out(self, qtbot: QtBot, pane: DealPane, read: Read) -> None:
        qtbot.mouseClick(button(pane.form, "Add files"), LEFT)
        assert pane.files.add.hasFocus()
        qtbot.mouseClick(pane.files.type, LEFT)
        assert pane.files.box.hasFocus()
        qtbot.keyClicks(pane.files.box, "/a/one.pdf")
        qtbot.keyClick(pane.files.box, Key.Key_Return)
        qtbot.keyClicks(pane.files.box, "www.two.example")
        qtbot.keyClick(pane.files.box, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert read().deal.files == "/a/one.pdf\nwww.two.example"
        assert pane.files.box.isHidden()
        qtbot.keyClick(self.lines(pane)[0].button, Key.Key_Delete)
        assert read().deal.files == "www.two.example"
        cross = next(c for c in self.lines(pane)[0].findChildren(QWidget) if c.accessibleName().startswith("Take out"))
        qtbot.mouseClick(cross, LEFT)
        assert read().deal.files is None

    def test_esc_leaves_the_list_and_then_the_pane(
        self, qtbot: QtBot, pane: DealPane, desk: Desk, demo_workspace: Workspace, number: int, read: Read
    ) -> None:
        self.link(pane, desk, demo_workspace, number, "/a/one.pdf")
        qtbot.mouseClick(pane.files.type, LEFT)
        qtbot.keyClicks(pane.files.box, "xx")
        qtbot.keyClick(pane.files.box, Key.Key_Escape)
        assert pane.files.text() == "/a/one.pdf"
        qtbot.keyClick(pane.files.box, Key.Key_Escape)
        assert pane.files.box.isHidden()
        assert pane.files.type.hasFocus()
        assert pane.deal_id == number
        qtbot.mouseClick(pane.files.type, LEFT)
        pane.title.line.setFocus()
        assert pane.files.box.isHidden()
        assert read().deal.files == "/a/one.pdf"

    def test_what_is_refused_is_to_be_seen(
        self, qtbot: QtBot, pane: DealPane, desk: Desk, demo_workspace: Workspace, number: int
    ) -> None:
        self.link(pane, desk, demo_workspace, number, *(f"/{n}.pdf" for n in range(99)))
        pane.files.add_links(["/a.pdf", "/b.pdf"])
        assert "101 lines are too many" in pane.files.note
        assert not pane.files.box.isHidden()
        pane.files.revert()
        assert pane.files.box.isHidden()
        assert len(self.lines(pane)) == 99

    def test_add_file_asks_which(self, qtbot: QtBot, pane: DealPane, read: Read, tmp_path: Path) -> None:
        qtbot.mouseClick(button(pane.form, "Add files"), LEFT)
        assert "the file stays where it is" in pane.files.add.toolTip()
        qtbot.mouseClick(pane.files.add, LEFT)
        dialog = pane.window().findChildren(QFileDialog)[0]
        dialog.filesSelected.emit([str(tmp_path / "a.pdf"), str(tmp_path / "a.pdf")])
        dialog.reject()
        assert read().deal.files == str(tmp_path / "a.pdf")

    @pytest.mark.parametrize("over", ["pane", "title", "composer"])
    def test_files_from_the_desktop_are_dropped_anywhere(self, pane: DealPane, read: Read, over: str) -> None:
        carried = QMimeData()
        urls = [QUrl.fromLocalFile("/a/offer.pdf"), QUrl("https://lind.example/x"), QUrl("ms-settings:about")]
        carried.setUrls(urls)
        action, none = Qt.DropAction.MoveAction | Qt.DropAction.LinkAction, Qt.KeyboardModifier.NoModifier
        targets = {
            "pane": pane,
            "title": pane.title.line,
            "composer": pane.composer.findChildren(QPlainTextEdit)[0].viewport(),
        }
        enter = QDragEnterEvent(QPoint(5, 5), action, carried, LEFT, none)
        QApplication.sendEvent(targets[over], enter)  # which Qt takes on to the parents until one accepts it
        assert enter.isAccepted()
        assert "Let go to link it" in pane.files.note
        QApplication.sendEvent(pane, QDragLeaveEvent())
        assert pane.files.note == ""
        QApplication.sendEvent(targets[over], enter)
        drop = QDropEvent(QPointF(5, 5), action, carried, LEFT, none)
        QApplication.sendEvent(pane, drop)
        assert drop.dropAction() is Qt.DropAction.LinkAction
        assert read().deal.files == "/a/offer.pdf\nhttps://lind.example/x"
        assert [line.button.text() for line in self.lines(pane)] == ["offer.pdf", "lind.example/x"]

    def test_other_things_are_not_taken_and_nothing_is_taken_away(self, pane: DealPane, read: Read) -> None:
        words, file = QMimeData(), QMimeData()
        words.setText("some words")
        file.setUrls([QUrl.fromLocalFile("/a/offer.pdf")])
        none = Qt.KeyboardModifier.NoModifier
        for carried, action in ((words, Qt.DropAction.CopyAction), (file, Qt.DropAction.MoveAction)):
            enter = QDragEnterEvent(QPoint(5, 5), action, carried, LEFT, none)
            enter.ignore()
            QApplication.sendEvent(pane, enter)
            assert not enter.isAccepted()
            assert pane.files.note == ""
        drop = QDropEvent(QPointF(5, 5), Qt.DropAction.MoveAction, file, LEFT, none)
        QApplication.sendEvent(pane, drop)
        assert read().deal.files is None


def test_tab_goes_through_the_pane_as_it_stands(
    qtbot: QtBot, pane: DealPane, desk: Desk, demo_workspace: Workspace, number: int
) -> None:
    desk.bus.publish(editing.edit(demo_workspace, Kind.DEAL, number, {"files": "/a/one.pdf", "products": "Dock"}))
    first = pane.people.findChildren(QWidget)
    assert first
    focused: list[QWidget] = []
    pane.won.setFocus()
    for _ in range(60):
        widget = QApplication.focusWidget()
        if widget is None or widget in focused or not pane.isAncestorOf(widget):
            break
        focused.append(widget)
        qtbot.keyClick(widget, Key.Key_Tab)
    stops = [
        *(pane.title.line, pane.findChildren(StageArrow)[0], pane.way.head, pane.value.line, pane.products.box),
        *(pane.files.findChildren(LinkLine)[0].button, pane.files.add, pane.people.add),
    ]
    places = [focused.index(stop) for stop in stops]
    assert places == sorted(places)
    heights = [
        widget.mapTo(pane._area.widget(), QPoint(0, 0)).y() for widget in focused if pane._area.isAncestorOf(widget)
    ]
    assert all(below >= above - 12 for above, below in pairwise(heights))
