"""The people of a deal in its pane, and the deals of a contact in the contact's."""

from collections.abc import Callable
from typing import Any

import pytest
from pane_hands import Read, button, choose, menu_texts, number, opened, pane, read, texts, window
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from leaddesk.domain.records import Kind, Role
from leaddesk.gui.contacts.contact_pane import ContactPane, DealLine
from leaddesk.gui.desk import Desk
from leaddesk.gui.pipeline.deal_pane import DealPane
from leaddesk.gui.pipeline.people_list import PersonLine
from leaddesk.services import contacts, deals, editing, participants
from leaddesk.services.workspace import Workspace

__all__ = ["number", "opened", "pane", "read", "window"]
pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)")
LEFT = Qt.MouseButton.LeftButton
Key = Qt.Key


def line(pane: DealPane, name: str) -> PersonLine:
    found = [line for line in pane.people.findChildren(PersonLine) if line.name.text() == name]
    return next(line for line in found if not line.isHidden())


def people(read: Read) -> list[tuple[str, Role | None, bool]]:
    return [(who.contact.name, who.role, who.is_main) for who in read().people]


def add(qtbot: QtBot, pane: DealPane, name: str) -> None:
    qtbot.mouseClick(pane.people.add, LEFT)
    qtbot.keyClicks(QApplication.focusWidget(), name)
    qtbot.keyClick(QApplication.focusWidget(), Key.Key_Return)


def test_the_contact_of_the_deal_comes_first(pane: DealPane) -> None:
    first = line(pane, "Eva Lind")
    assert "Main contact · Operations Director" in texts(first)
    assert first.role.accessibleName() == "Role of Eva Lind: Role"


def test_the_name_opens_the_contact(qtbot: QtBot, pane: DealPane, desk: Desk, read: Read) -> None:
    with qtbot.waitSignal(desk.requests.contact_opened) as asked:
        qtbot.keyClick(line(pane, "Eva Lind").name, Key.Key_Return)
    assert asked.args == [read().deal.contact_id]


def test_a_new_person_is_added_by_name(qtbot: QtBot, pane: DealPane, read: Read, demo_workspace: Workspace) -> None:
    add(qtbot, pane, "Nora Field")
    assert people(read) == [("Eva Lind", None, True), ("Nora Field", None, False)]
    nora = contacts.contact_names(demo_workspace, "Nora Field")[0][0]
    company = contacts.contact_detail(demo_workspace, nora).company
    assert company
    assert company.name == "Lindqvist AB"
    adder = QApplication.focusWidget()
    assert adder.text() == ""
    qtbot.keyClick(adder, Key.Key_Escape)
    assert pane.people.add.hasFocus()
    assert pane.deal_id is not None


def test_a_known_one_is_offered_and_a_new_one_announced(qtbot: QtBot, pane: DealPane, read: Read) -> None:
    qtbot.mouseClick(pane.people.add, LEFT)
    adder = QApplication.focusWidget()
    qtbot.keyClicks(adder, "Nora Fie")
    qtbot.waitUntil(lambda: "Enter adds Nora Fie as a new contact" in texts(pane.people))
    adder.clear()
    qtbot.keyClicks(adder, "Ida Ha")
    popup = pane.people._adder._completing._popup
    qtbot.waitUntil(popup.isVisible)
    qtbot.keyClick(popup, Key.Key_Down)
    qtbot.keyClick(popup, Key.Key_Return)
    assert people(read)[1:] == [("Ida Hale", None, False)]


def test_whoever_is_there_already_is_refused_and_stays_typed(qtbot: QtBot, pane: DealPane, read: Read) -> None:
    add(qtbot, pane, "eva lind")
    assert "Eva Lind is with this deal already; nothing was added." in texts(pane.people)
    assert QApplication.focusWidget().text() == "eva lind"
    assert len(people(read)) == 1


def test_an_empty_line_goes_when_it_is_left(qtbot: QtBot, pane: DealPane) -> None:
    qtbot.mouseClick(pane.people.add, LEFT)
    assert pane.people.add.isHidden()
    pane.title.line.setFocus()
    assert not pane.people.add.isHidden()
    assert pane.people._adder.isHidden()


def test_another_deal_has_an_adder_of_its_own(
    qtbot: QtBot, pane: DealPane, demo_workspace: Workspace, read: Read
) -> None:
    qtbot.mouseClick(pane.people.add, LEFT)
    qtbot.keyClicks(QApplication.focusWidget(), "Half a na")
    other = next(card.id for card in deals.list_deals(demo_workspace) if card.id != pane.deal_id)
    pane.show_deal(other)
    assert not pane.people.add.isHidden()
    assert people(read) == [("Eva Lind", None, True)]


def test_a_role_is_chosen_from_its_menu(qtbot: QtBot, pane: DealPane, read: Read) -> None:
    first = line(pane, "Eva Lind")
    first.role.setFocus()
    qtbot.keyClick(first.role, Key.Key_Space)
    assert menu_texts(pane.people) == ["Decision maker", "Evaluator", "Influencer", "No role"]
    choose(pane.people, "Decision maker")
    assert people(read) == [("Eva Lind", Role.DECISION_MAKER, True)]
    now = line(pane, "Eva Lind")
    assert now.role.text() == "Decision maker"
    assert now.role.hasFocus()
    qtbot.mouseClick(now.role, LEFT)
    choose(pane.people, "No role")
    assert people(read) == [("Eva Lind", None, True)]


def test_another_main_contact_and_out_of_the_deal(qtbot: QtBot, pane: DealPane, read: Read, desk: Desk) -> None:
    add(qtbot, pane, "Nora Field")
    qtbot.keyClick(QApplication.focusWidget(), Key.Key_Escape)
    qtbot.mouseClick(line(pane, "Nora Field").more, LEFT)
    choose(pane.people, "Make main contact")
    assert people(read) == [("Nora Field", None, True), ("Eva Lind", None, False)]
    assert any("Nora Field" in text for text in texts(pane))
    qtbot.mouseClick(line(pane, "Nora Field").more, LEFT)
    told: list[Any] = []
    desk.bus.changed.connect(told.append)
    choose(pane.people, "Take out of this deal")
    assert people(read) == [("Eva Lind", None, False)]
    assert told[0].destroys  # so the window offers Undo
    assert told[0].title == "Took Nora Field out of “Dock scanners”"


def test_mail_and_telephone_are_a_click_away(
    qtbot: QtBot, pane: DealPane, demo_workspace: Workspace, opened: list[str], desk: Desk, read: Read
) -> None:
    eva = read().deal.contact_id
    assert eva
    texts_of = {"email": "eva@lind.example", "phone": "+46 (40) 12-34"}
    desk.bus.publish(editing.edit(demo_workspace, Kind.CONTACT, eva, texts_of))
    first = line(pane, "Eva Lind")
    for name in ("eva@lind.example", "+46 (40) 12-34"):
        tool = next(child for child in first.findChildren(QWidget) if child.toolTip() == name)
        qtbot.mouseClick(tool, LEFT)
    assert opened == ["mailto:eva@lind.example", "tel:+46401234"]
    qtbot.mouseClick(first.more, LEFT)
    choose(pane.people, "Copy e-mail address")
    assert QGuiApplication.clipboard().text() == "eva@lind.example"


def test_one_in_the_trash_is_struck_out_and_can_only_be_taken_out(
    qtbot: QtBot, pane: DealPane, demo_workspace: Workspace, desk: Desk, read: Read
) -> None:
    eva = read().deal.contact_id
    assert eva
    desk.bus.publish(editing.delete(demo_workspace, Kind.CONTACT, eva))
    first = line(pane, "Eva Lind")
    assert not first.name.isEnabled()
    assert not first.role.isEnabled()
    assert any(text.startswith("In the trash") for text in texts(first))
    qtbot.mouseClick(first.more, LEFT)
    assert menu_texts(pane.people) == ["Take out of this deal"]
    choose(pane.people, "Take out of this deal")
    assert people(read) == []


def test_what_a_colleague_does_arrives(
    pane: DealPane, demo_workspace: Workspace, desk: Desk, number: int, read: Read
) -> None:
    desk.bus.publish(participants.involve(demo_workspace, number, "Nora Field", Role.INFLUENCER))
    assert line(pane, "Nora Field").role.text() == "Influencer"
    nora = contacts.contact_names(demo_workspace, "Nora Field")[0][0]
    desk.bus.publish(editing.edit(demo_workspace, Kind.CONTACT, nora, {"name": "Nora Marsh"}))
    assert line(pane, "Nora Marsh")


def test_a_contact_shows_the_deals_with_a_part_and_the_role(
    window: QWidget, desk: Desk, demo_workspace: Workspace, number: int, fresh: Callable[..., Workspace]
) -> None:
    ida = contacts.contact_names(demo_workspace, "Ida Hale")[0][0]
    participants.involve(demo_workspace, number, str(ida), Role.EVALUATOR)
    made = ContactPane(desk, window)
    made.show()
    made.show_record(ida)
    lines = {line.text(): line.accessibleName() for line in made.deal_list.findChildren(DealLine)}
    assert "Evaluator · Demo · 45%" in lines["Dock scanners"]
    own = next(name for title, name in lines.items() if title != "Dock scanners")
    assert "Evaluator" not in own
    assert "Takes part" not in own
    desk.bus.publish(participants.set_role(demo_workspace, number, ida, None))
    assert any("Takes part · Demo" in line.accessibleName() for line in made.deal_list.findChildren(DealLine))


def test_names_and_buttons_are_said(pane: DealPane) -> None:
    first = line(pane, "Eva Lind")
    assert first.name.text() == "Eva Lind"
    assert first.more.accessibleName() == "More on Eva Lind"
    assert button(pane.people, "Add a person") is pane.people.add
