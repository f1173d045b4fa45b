"""Timelines: what of them is looked at, and what is pinned to their top."""

from typing import Any

import pytest
from pane_hands import Read, button, choose, menu_texts, number, pane, read, texts, window
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QEnterEvent
from PySide6.QtWidgets import QApplication, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from leaddesk.domain.records import ActivityKind, Direction, Kind
from leaddesk.gui.contacts.contact_pane import ContactPane
from leaddesk.gui.desk import Desk
from leaddesk.gui.pipeline.deal_pane import DealPane
from leaddesk.gui.widgets.timeline import Timeline
from leaddesk.gui.widgets.timeline_entry import EntryView
from leaddesk.services import activities, deals
from leaddesk.services.workspace import Workspace

__all__ = ["number", "pane", "read", "window"]
pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)")
LEFT = Qt.MouseButton.LeftButton
Key = Qt.Key


@pytest.fixture
def talk(demo_workspace: Workspace, number: int, clock: Any) -> dict[str, int]:
    """An e-mail each way, a call and a note on the deal, a minute apart; their ids."""
    made = {}
    for word, kind, way in (
        ("asked", ActivityKind.EMAIL, Direction.OUT),
        ("spoke", ActivityKind.CALL, Direction.OUT),
        ("answered", ActivityKind.EMAIL, Direction.IN),
        ("noted", ActivityKind.NOTE, None),
    ):
        clock.advance(minutes=1)
        on = (Kind.DEAL, number)
        made[word] = activities.log_activity(demo_workspace, kind, on, word, direction=way).subject or 0
    return made


def shown(timeline: Timeline) -> list[str]:
    """The bodies, or else the headlines, from the top."""
    layout = timeline._column
    views = [layout.itemAt(place).widget() for place in range(layout.count())]
    return [view.entry.body if view.entry.id < 2**62 and view.entry.version else view._headline for view in views]


def view(timeline: Timeline, number: int) -> EntryView:
    return next(v for v in timeline.findChildren(EntryView) if v.entry.id == number and not v.isHidden())


def look(qtbot: QtBot, timeline: Timeline, what: str) -> None:
    qtbot.mouseClick(button(timeline.filter, f"Show: {what}"), LEFT)


@pytest.mark.usefixtures("talk")
class TestFilter:
    def test_each_kind_alone_and_all_together(self, qtbot: QtBot, pane: DealPane) -> None:
        everything = ["noted", "answered", "spoke", "asked", "You moved Qualified → Demo", "Deal added"]
        assert shown(pane.timeline) == everything
        for what, left in (
            ("Notes", ["noted"]),
            ("Calls", ["spoke"]),
            ("E-mails", ["answered", "asked"]),
            ("Changes", ["You moved Qualified → Demo", "Deal added"]),
            ("All", everything),
        ):
            look(qtbot, pane.timeline, what)
            assert shown(pane.timeline) == left
        assert button(pane.timeline.filter, "Show: Meetings").isHidden()

    def test_an_answer_is_one_whatever_is_looked_at(self, qtbot: QtBot, pane: DealPane) -> None:
        look(qtbot, pane.timeline, "E-mails")
        assert "Eva Lind replied" in texts(pane.timeline)

    def test_the_choice_is_kept_for_each_kind_of_pane(
        self, qtbot: QtBot, pane: DealPane, window: QWidget, desk: Desk, demo_workspace: Workspace, number: int
    ) -> None:
        look(qtbot, pane.timeline, "Calls")
        again = DealPane(desk, window)
        again.show()
        again.show_deal(number)
        assert shown(again.timeline) == ["spoke"]
        contact = ContactPane(desk, window)
        contact.show()
        contact.show_record(deals.deal_detail(demo_workspace, number).deal.contact_id or 0)
        assert {"noted", "spoke"} <= set(shown(contact.timeline))
        look(qtbot, again.timeline, "All")
        assert desk.settings.get("timeline:deal") is None

    def test_where_there_is_nothing_of_the_kind_it_says_so(
        self, qtbot: QtBot, pane: DealPane, demo_workspace: Workspace, desk: Desk
    ) -> None:
        look(qtbot, pane.timeline, "Notes")
        bare = deals.add_deal(demo_workspace, {"title": "Bare"}).subject
        assert bare
        pane.show_deal(bare)
        assert "There is nothing of this kind." in texts(pane.timeline)
        look(qtbot, pane.timeline, "All")
        assert shown(pane.timeline) == ["Deal added"]
        pane.show_deal(bare)
        assert pane.timeline.filter.isHidden()  # all entries are of one kind

    def test_what_was_kept_by_another_version_is_no_reason_to_fail(
        self, desk: Desk, window: QWidget, number: int
    ) -> None:
        desk.settings.set("timeline:deal", ["nonsense"])
        made = DealPane(desk, window)
        made.show()
        made.show_deal(number)
        assert shown(made.timeline)[-1] == "Deal added"


class TestPins:
    def test_p_pins_and_the_keyboard_stays_with_the_entry(
        self, qtbot: QtBot, talk: dict[str, int], pane: DealPane, read: Read
    ) -> None:
        asked = view(pane.timeline, talk["asked"])
        asked.setFocus()
        qtbot.keyClick(asked, Key.Key_P)
        assert shown(pane.timeline)[:2] == ["asked", "noted"]
        now = view(pane.timeline, talk["asked"])
        assert now.hasFocus()
        assert now.accessibleName().startswith("Pinned. ")
        assert [entry.body for entry in read().timeline if entry.pinned] == ["asked"]
        qtbot.keyClick(now, Key.Key_P)
        assert shown(pane.timeline)[0] == "noted"
        assert not any(entry.pinned for entry in read().timeline)

    def test_the_button_is_there_under_the_mouse_and_stays_where_it_is_pinned(
        self, qtbot: QtBot, talk: dict[str, int], pane: DealPane, read: Read
    ) -> None:
        spoke = view(pane.timeline, talk["spoke"])
        assert spoke.findChildren(QToolButton) == []
        at = QPointF(5, 5)
        QApplication.sendEvent(spoke, QEnterEvent(at, at, at))
        [pin] = spoke.findChildren(QToolButton)
        assert pin.isVisibleTo(spoke)
        assert pin.toolTip() == "Pin to the top (P)"
        QApplication.sendEvent(spoke, QEvent(QEvent.Type.Leave))
        assert pin.isHidden()
        QApplication.sendEvent(spoke, QEnterEvent(at, at, at))
        qtbot.mouseClick(pin, LEFT)
        [pin] = view(pane.timeline, talk["spoke"]).findChildren(QToolButton)
        assert pin.isVisibleTo(pane)
        assert pin.accessibleName() == "Unpin"
        pane.grab()
        qtbot.mouseClick(pin, LEFT)
        assert not any(entry.pinned for entry in read().timeline)

    def test_the_menu_pins_what_was_said_and_nothing_else(
        self, talk: dict[str, int], pane: DealPane, read: Read, qtbot: QtBot
    ) -> None:
        noted = view(pane.timeline, talk["noted"])

        def open_menu(on: EntryView) -> None:
            event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), on.mapToGlobal(QPoint(5, 5)))
            QApplication.sendEvent(on, event)

        open_menu(noted)
        choose(noted, "Pin to the top")
        assert [entry.id for entry in read().timeline if entry.pinned] == [talk["noted"]]
        moved = next(v for v in pane.timeline.findChildren(EntryView) if v._headline.startswith("You moved"))
        open_menu(moved)
        assert menu_texts(moved) == ["Copy"]
        qtbot.keyClick(moved, Key.Key_P)
        assert sum(entry.pinned for entry in read().timeline) == 1

    def test_pinned_in_one_pane_it_stands_first_in_all(
        self,
        talk: dict[str, int],
        pane: DealPane,
        window: QWidget,
        desk: Desk,
        demo_workspace: Workspace,
        read: Read,
        qtbot: QtBot,
    ) -> None:
        contact = ContactPane(desk, window)
        contact.show()
        contact.show_record(read().deal.contact_id or 0)
        said: list[str] = []
        desk.bus.changed.connect(lambda changes: said.append(changes.title))
        view(contact.timeline, talk["asked"]).pin()
        assert said == ["Pinned email of “Dock scanners”"]
        assert shown(contact.timeline)[0] == "asked"
        assert shown(pane.timeline)[0] == "asked"
        look(qtbot, pane.timeline, "Notes")
        assert shown(pane.timeline) == ["noted"]  # what is pinned is looked at like all else
