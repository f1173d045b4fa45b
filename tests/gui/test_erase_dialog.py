"""Erasing a person from their pane: only with the name typed, and with a word on where they may still be."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from leaddesk import paths
from leaddesk.domain.records import ActivityKind, Contact, Kind
from leaddesk.gui.contacts.contact_pane import ContactPane
from leaddesk.gui.contacts.erase_dialog import EraseDialog
from leaddesk.gui.desk import Desk
from leaddesk.gui.pipeline.deal_pane import DealPane
from leaddesk.services import backups, contacts, deals, editing
from leaddesk.services.workspace import Workspace
from leaddesk.storage.queries import records

pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)")
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def person(demo_workspace: Workspace) -> Contact:
    return contacts.contact_detail(demo_workspace, contacts.contact_ids(demo_workspace)[0]).contact


@pytest.fixture
def pane(qtbot: QtBot, desk: Desk, person: Contact) -> ContactPane:
    made = ContactPane(desk)
    made.resize(460, 720)
    qtbot.addWidget(made)
    made.show()
    made.show_record(person.id)
    return made


@pytest.fixture
def dialog(qtbot: QtBot, pane: ContactPane) -> EraseDialog:
    menu_action(pane, "Erase personal data…").trigger()
    found = pane.window().findChildren(EraseDialog)[0]
    found.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.waitUntil(found.isVisible)
    return found


def menu_action(pane: QWidget, text: str) -> QAction:
    menus = [button.menu() for button in pane.findChildren(QToolButton) if button.menu() is not None]
    return next(action for menu in menus for action in menu.actions() if action.text() == text)


def said(dialog: EraseDialog) -> str:
    shown = (label.text() for label in dialog.findChildren(QLabel) if label.isVisible())
    return "\n".join(shown).replace("\u200b", "")


def test_the_name_must_be_typed_letter_by_letter(qtbot: QtBot, dialog: EraseDialog, person: Contact) -> None:
    assert f"Type the name to confirm: {person.name}" in said(dialog)
    assert not dialog.confirm.isEnabled()
    qtbot.keyClicks(dialog.name, person.name.lower())
    assert not dialog.confirm.isEnabled()
    dialog.name.clear()
    qtbot.keyClicks(dialog.name, person.name)
    assert dialog.confirm.isEnabled()


def test_the_person_is_erased_and_the_pane_closes(
    qtbot: QtBot, dialog: EraseDialog, pane: ContactPane, person: Contact, demo_workspace: Workspace
) -> None:
    closed: list[bool] = []
    pane.closed.connect(lambda: closed.append(True))
    qtbot.keyClicks(dialog.name, person.name)
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    assert closed == [True]
    assert "The personal data is erased." in said(dialog)
    assert "Copies that were made by hand" in said(dialog)
    assert dialog.cancel.text() == "Close"
    [gone] = records.by_ids(demo_workspace.database, Contact, [person.id])
    assert (gone.name, gone.email, gone.phone) == ("Erased contact", None, None)
    qtbot.mouseClick(dialog.cancel, LEFT)
    assert not dialog.isVisible()


def test_what_was_typed_and_not_sent_is_forgotten(
    qtbot: QtBot, desk: Desk, pane: ContactPane, dialog: EraseDialog, person: Contact
) -> None:
    pane.composer.write(ActivityKind.NOTE)
    pane.composer._text.setPlainText("a secret about them")
    qtbot.keyClicks(dialog.name, person.name)
    qtbot.mouseClick(dialog.confirm, LEFT)
    assert desk.settings.draft(desk.file_uuid, f"contact:{person.id}") == ""
    assert pane.composer.text == ""


def test_backups_and_mentions_are_named(
    qtbot: QtBot,
    dialog: EraseDialog,
    person: Contact,
    demo_workspace: Workspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LEADDESK_HOME", str(tmp_path / "home"))
    saved = backups.make(demo_workspace, paths.data_dir() / "backups").backup.path
    contacts.add_company(demo_workspace, {"name": f"{person.name} & Sons"})
    qtbot.keyClicks(dialog.name, person.name)
    qtbot.mouseClick(dialog.confirm, LEFT)
    assert f"{person.name} & Sons" in said(dialog)
    assert str(saved) in said(dialog)


def test_a_refusal_stands_in_the_dialog(
    qtbot: QtBot, dialog: EraseDialog, person: Contact, demo_workspace: Workspace
) -> None:
    editing.edit(demo_workspace, Kind.CONTACT, person.id, {"name": "Somebody Else"})
    qtbot.keyClicks(dialog.name, person.name)
    qtbot.mouseClick(dialog.confirm, LEFT)
    assert "is not the name of this contact; nothing was erased" in said(dialog)
    assert dialog.name.isEnabled()
    [kept] = records.by_ids(demo_workspace.database, Contact, [person.id])
    assert kept.name == "Somebody Else"


def test_nothing_happens_after_esc(
    qtbot: QtBot, dialog: EraseDialog, person: Contact, demo_workspace: Workspace
) -> None:
    qtbot.keyClicks(dialog.name, person.name)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert records.by_ids(demo_workspace.database, Contact, [person.id]) == [person]


def test_panes_lead_to_their_history(
    qtbot: QtBot, desk: Desk, pane: ContactPane, person: Contact, demo_workspace: Workspace
) -> None:
    asked: list[object] = []
    desk.requests.history_asked.connect(asked.append)
    menu_action(pane, "History of this contact").trigger()
    deal = DealPane(desk)
    qtbot.addWidget(deal)
    card = deals.list_deals(demo_workspace)[0]
    deal.show_deal(card.id)
    menu_action(deal, "History of this deal").trigger()
    assert asked == [(Kind.CONTACT, person.id, person.name), (Kind.DEAL, card.id, card.title)]
