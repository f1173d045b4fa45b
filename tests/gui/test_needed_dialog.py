"""What a stage requires is asked for after a drop; what is typed there is what the move writes."""

from collections.abc import Callable

import pytest
from board_hands import LEFT, Key
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from leaddesk.domain.records import Kind
from leaddesk.domain.stage_rules import FieldsNeeded
from leaddesk.gui.desk import Desk
from leaddesk.gui.pipeline.needed_dialog import NeededDialog
from leaddesk.services import contacts, deals, editing
from leaddesk.services.workspace import Workspace

Open = Callable[..., NeededDialog]
Texts = dict[int, dict[str, str]]

pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)")


@pytest.fixture
def stages(workspace: Workspace) -> dict[str, int]:
    return {stage.name: stage.id for stage in deals.list_stages(workspace)}


@pytest.fixture
def opened(qtbot: QtBot, empty_desk: Desk, workspace: Workspace, stages: dict[str, int]) -> Open:
    """Requires fields of Proposal, tries to move new deals there, and opens what asks for them."""
    window = QWidget()
    qtbot.addWidget(window)
    window.show()

    def make(required: str, *titles: str) -> NeededDialog:
        rule = {"required": required, "criteria": "They know the price"}
        editing.edit(workspace, Kind.STAGE, stages["Proposal"], rule)
        ids = [deals.add_deal(workspace, {"title": title, "owner": ""}).subject or 0 for title in titles]
        with pytest.raises(FieldsNeeded) as caught:
            deals.move_deals(workspace, ids, stages["Proposal"])
        dialog = NeededDialog(empty_desk, caught.value, window)
        heard: list[Texts] = []
        dialog.filled.connect(heard.append)
        dialog.heard = heard  # type: ignore[attr-defined]
        dialog.open()
        return dialog

    return make


def heard(dialog: NeededDialog) -> list[Texts]:
    found: list[Texts] = dialog.heard  # type: ignore[attr-defined]
    return found


def line(dialog: NeededDialog, name: str) -> QLineEdit:
    return next(found for found in dialog.findChildren(QLineEdit) if found.accessibleName() == name)


def said(dialog: NeededDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisibleTo(dialog)]


def test_it_asks_for_what_is_missing_and_the_move_writes_it(
    opened: Open, workspace: Workspace, stages: dict[str, int]
) -> None:
    dialog = opened("value, expected close, source", "Pilot")
    assert said(dialog)[:2] == ["What “Proposal” needs", "They know the price"]
    assert dialog.windowTitle() == "Pilot"
    assert not dialog.confirm.isEnabled()
    assert dialog.focusWidget() is line(dialog, "Value")
    QTest.keyClicks(line(dialog, "Value"), "48k")
    QTest.keyClicks(line(dialog, "Expected close"), "18 Dec 2026")
    assert "€48,000" in said(dialog)
    assert "Fri 18 Dec" in said(dialog)
    assert not dialog.confirm.isEnabled()
    QTest.keyClicks(line(dialog, "Source"), "Fair")
    assert dialog.confirm.isEnabled()
    QTest.mouseClick(dialog.confirm, LEFT)
    [texts] = heard(dialog)
    [deal] = texts
    assert texts == {deal: {"value": "48k", "expected_close": "18 Dec 2026", "source": "Fair"}}
    deals.move_deals(workspace, [deal], stages["Proposal"], texts=texts)
    [card] = deals.cards(workspace, [deal])
    assert (card.stage_id, card.value, str(card.expected_close)) == (stages["Proposal"], 4_800_000, "2026-12-18")


def test_enter_goes_to_what_is_missing_or_wrong(opened: Open) -> None:
    dialog = opened("value, expected close", "Pilot")
    QTest.keyClicks(line(dialog, "Value"), "9500")
    QTest.keyClick(line(dialog, "Value"), Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.focusWidget() is line(dialog, "Expected close")
    QTest.keyClicks(line(dialog, "Expected close"), "soon")
    assert "No date yet: write it like 18 Dec 2026 or next fri" in said(dialog)
    QTest.keyClick(line(dialog, "Expected close"), Key.Key_Return)
    assert dialog.isVisible()
    line(dialog, "Expected close").clear()
    QTest.keyClicks(line(dialog, "Expected close"), "eom")
    QTest.keyClick(line(dialog, "Expected close"), Key.Key_Return)
    assert len(heard(dialog)) == 1


def test_after_esc_or_cancel_nothing_comes(opened: Open) -> None:
    dialog = opened("value", "Pilot")
    QTest.keyClicks(line(dialog, "Value"), "9500")
    QTest.keyClick(dialog, Key.Key_Escape)
    assert (dialog.isVisible(), heard(dialog)) == (False, [])
    dialog = opened("value", "Trial")
    QTest.mouseClick(dialog.cancel, LEFT)
    assert (dialog.isVisible(), heard(dialog)) == (False, [])


def test_an_amount_that_is_none_is_told(opened: Open) -> None:
    dialog = opened("value", "Pilot")
    QTest.keyClicks(line(dialog, "Value"), "much")
    assert "Write it like 9500 or 9,500.00" in said(dialog)
    assert not dialog.confirm.isEnabled()
    assert line(dialog, "Value").accessibleDescription().lower().startswith("write it like")


def test_owner_company_and_next_step(opened: Open, workspace: Workspace, stages: dict[str, int]) -> None:
    contacts.add_company(workspace, {"name": "Kestrel AG"})
    dialog = opened("owner, company, next step", "Pilot")
    owner = dialog.findChild(QComboBox)
    assert owner is not None
    assert [owner.itemText(place) for place in range(owner.count())] == ["Choose…", "Sam Keller"]
    QTest.keyClicks(line(dialog, "Company"), "Kestrel AG")
    QTest.keyClicks(line(dialog, "Next step"), "call Eva")
    assert "What, and when? For example: call Jonas next tue 10am" in said(dialog)
    QTest.keyClicks(line(dialog, "Next step"), " tomorrow 10:00")
    assert "Call Eva: Sun 22 Nov, 10:00" in said(dialog)
    assert not dialog.confirm.isEnabled()
    owner.setCurrentIndex(1)
    QTest.mouseClick(dialog.confirm, LEFT)
    [texts] = heard(dialog)
    [deal] = texts
    deals.move_deals(workspace, [deal], stages["Proposal"], texts=texts)
    [card] = deals.cards(workspace, [deal])
    assert (card.company, card.owner, card.next_step and card.next_step.subject) == (
        "Kestrel AG",
        "Sam Keller",
        "Call Eva",
    )


def test_of_several_a_field_is_typed_once_for_all_or_for_each(opened: Open) -> None:
    dialog = opened("value, source", "A", "B")
    assert dialog.windowTitle() == "2 deals"
    QTest.keyClicks(line(dialog, "For all of them: Source"), "Fair")
    QTest.keyClicks(line(dialog, "A: Value"), "100")
    assert not dialog.confirm.isEnabled()
    QTest.keyClicks(line(dialog, "B: Value"), "200")
    QTest.keyClicks(line(dialog, "B: Source"), "Call")
    QTest.mouseClick(dialog.confirm, LEFT)
    [texts] = heard(dialog)
    assert sorted(texts.values(), key=str) == [
        {"value": "100", "source": "Fair"},
        {"value": "200", "source": "Call"},
    ]


def test_of_very_many_only_what_is_alike_is_asked(opened: Open) -> None:
    dialog = opened("source", *(f"Deal {number}" for number in range(30)))
    assert len(dialog.findChildren(QLineEdit)) == 1
    QTest.keyClicks(line(dialog, "For all of them: Source"), "Fair")
    QTest.mouseClick(dialog.confirm, LEFT)
    [texts] = heard(dialog)
    assert len(texts) == 30
    assert {text["source"] for text in texts.values()} == {"Fair"}
