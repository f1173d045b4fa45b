"""Choosing a pipeline: there only where there are several, and following them."""

from collections.abc import Iterator

import pytest
from board_hands import Key
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from leaddesk.domain.records import Kind
from leaddesk.gui.desk import Desk
from leaddesk.gui.pipeline.pipeline_picker import PipelinePicker
from leaddesk.services import editing, pipelines
from leaddesk.services.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)")


@pytest.fixture
def picker(qtbot: QtBot, empty_desk: Desk) -> Iterator[PipelinePicker]:
    window = QWidget()
    qtbot.addWidget(window)
    made = PipelinePicker(empty_desk, window)
    QHBoxLayout(window).addWidget(made)
    window.show()
    made.read()
    yield made
    window.close()


def add(desk: Desk, workspace: Workspace, name: str) -> int:
    changes = pipelines.add_pipeline(workspace, {"name": name})
    desk.bus.publish(changes)
    return changes.subject or 0


def test_with_one_pipeline_there_is_nothing_to_choose(picker: PipelinePicker) -> None:
    assert not picker.isVisible()
    assert picker.pipeline_id is None


def test_with_several_one_is_chosen_with_the_keyboard(
    picker: PipelinePicker, empty_desk: Desk, workspace: Workspace
) -> None:
    heard: list[int] = []
    picker.picked.connect(heard.append)
    partners = add(empty_desk, workspace, "Partners")
    assert picker.isVisible()
    assert [picker.itemText(place) for place in range(picker.count())] == ["Sales", "Partners"]
    assert picker.currentText() == "Sales"
    picker.setFocus()
    QTest.keyClick(picker, Key.Key_Down)
    assert heard == [partners]
    assert picker.pipeline_id == partners
    picker.choose(None)
    assert (picker.currentText(), heard) == ("Sales", [partners])


def test_it_follows_names_and_deletions(picker: PipelinePicker, empty_desk: Desk, workspace: Workspace) -> None:
    heard: list[int] = []
    picker.picked.connect(heard.append)
    partners, renewals = add(empty_desk, workspace, "Partners"), add(empty_desk, workspace, "Renewals")
    picker.choose(renewals)
    empty_desk.bus.publish(editing.edit(workspace, Kind.PIPELINE, renewals, {"name": "Extensions"}))
    assert picker.currentText() == "Extensions"
    empty_desk.bus.publish(pipelines.move_pipeline(workspace, renewals, partners))
    assert (picker.currentText(), picker.currentIndex()) == ("Extensions", 1)
    empty_desk.bus.publish(pipelines.remove_pipeline(workspace, renewals))
    assert (picker.currentText(), picker.pipeline_id) == ("Sales", None)
    assert heard == [pipelines.list_pipelines(workspace)[0].id]
    empty_desk.bus.publish(pipelines.remove_pipeline(workspace, partners))
    assert not picker.isVisible()


def test_the_wheel_does_not_leaf_through_the_boards(
    picker: PipelinePicker, empty_desk: Desk, workspace: Workspace
) -> None:
    add(empty_desk, workspace, "Partners")
    middle = QPointF(picker.rect().center())
    turn = QWheelEvent(
        middle,
        QPointF(picker.mapToGlobal(middle)),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(picker, turn)
    assert picker.currentText() == "Sales"
