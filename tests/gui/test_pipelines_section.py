"""The settings of pipelines and stages: with the mouse and with the keyboard, and together with others."""

from collections.abc import Callable, Iterator

import pytest
from board_hands import LEFT, Key
from dumping import dump
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from leaddesk.domain.errors import UserError
from leaddesk.domain.records import Kind, Stage
from leaddesk.gui.desk import Desk
from leaddesk.gui.pipeline.pipeline_page import PipelinePage
from leaddesk.gui.settings.order_list import OrderList
from leaddesk.gui.settings.pipelines_section import PipelinesSection
from leaddesk.gui.settings.remove_dialog import RemoveDialog
from leaddesk.gui.widgets.conflict_dialog import Choice, DecisionDialog
from leaddesk.services import deals, editing, history, pipelines, stages, users
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Workspace, open_workspace

ALT = Qt.KeyboardModifier.AltModifier
Fresh = Callable[..., Workspace]

pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)")


@pytest.fixture
def section(qtbot: QtBot, empty_desk: Desk) -> Iterator[PipelinesSection]:
    made = PipelinesSection(empty_desk)
    qtbot.addWidget(made)
    made.resize(1000, 600)
    with qtbot.waitActive(made):
        made.show()
    yield made
    made.close()


@pytest.fixture
def kim(workspace: Workspace, settings: Settings) -> Iterator[Workspace]:
    users.add_user(workspace, "Kim Roth")
    opened = open_workspace(
        workspace.database.path, settings=settings, as_user="Kim Roth", clock=workspace.clock, zone=workspace.zone
    )
    yield opened
    opened.database.close()


def rows(shown: OrderList) -> list[str]:
    return [shown.item(row).text() for row in range(shown.count())]


def stage(workspace: Workspace, name: str) -> Stage:
    return next(found for found in deals.list_stages(workspace) if found.name == name)


def names(workspace: Workspace) -> list[str]:
    return [found.name for found in deals.list_stages(workspace)]


def choose(section: PipelinesSection, workspace: Workspace, name: str) -> None:
    section.stages.choose(stage(workspace, name).id)


def asked(section: QWidget) -> RemoveDialog:
    found = section.findChild(RemoveDialog)
    assert isinstance(found, RemoveDialog)
    return found


def question(window: QWidget) -> DecisionDialog:
    [found] = [widget for widget in window.findChildren(DecisionDialog) if widget.isVisible()]
    return found


def drop(shown: OrderList, row: int, before: int) -> None:
    """Drag a row and drop it above another, or below the last."""
    data = shown.mimeData([shown.item(row)])
    rect = shown.visualItemRect(shown.item(min(before, shown.count() - 1)))
    point = rect.topLeft() + QPoint(5, 2) if before < shown.count() else rect.bottomLeft() + QPoint(5, -2)
    what = (Qt.DropAction.MoveAction, data, LEFT, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(shown.viewport(), QDragEnterEvent(point, *what))
    QApplication.sendEvent(shown.viewport(), QDragMoveEvent(point, *what))
    QApplication.sendEvent(shown.viewport(), QDropEvent(QPointF(point), *what))


def test_it_shows_pipelines_stages_and_how_many_deals_are_there(
    section: PipelinesSection, empty_desk: Desk, workspace: Workspace
) -> None:
    assert rows(section.pipelines) == ["Sales"]
    assert rows(section.stages)[:2] == ["Qualified · 10%", "Contacted · 25%"]
    empty_desk.bus.publish(deals.add_deal(workspace, {"title": "Pilot", "stage": "Demo"}))
    choose(section, workspace, "Demo")
    assert section.form.counts.text() == "In this stage: 1 open"
    form = section.form
    shown = (form.pipeline.text(), form.name.text(), form.probability.text(), form.idle.text(), form.colour.text())
    assert shown == ("Sales", "Demo", "45%", "10", "")
    item = section.stages.currentItem()
    assert item is not None
    assert item.data(Qt.ItemDataRole.AccessibleTextRole) == "Demo · 45%: 1 open"


def test_everything_has_a_name_and_the_keyboard_gets_everywhere(section: PipelinesSection) -> None:
    for button in section.findChildren(QAbstractButton):
        assert button.text() or button.accessibleName()
    for field in (section.pipelines, section.stages, *(field.editor for field in section.form._fields())):
        assert field.accessibleName()
    assert section.focusProxy() is section.pipelines


def test_every_rule_is_edited_in_place(section: PipelinesSection, workspace: Workspace, fresh: Fresh) -> None:
    choose(section, workspace, "Demo")
    form = section.form
    for field, text in ((form.name, "Trial"), (form.probability, "50"), (form.idle, "21")):
        editor = field.line
        editor.setFocus()
        editor.selectAll()
        QTest.keyClicks(editor, text)
        QTest.keyClick(editor, Key.Key_Return)
    form.criteria.box.setFocus()
    QTest.keyClicks(form.criteria.box, "They have tried it")
    form.colour.box.setFocus()  # leaving saves
    place = form.colour.box.findText("Blue")
    form.colour.box.setCurrentIndex(place)
    form.colour.box.activated.emit(place)
    form.required.boxes["value"].setFocus()
    QTest.keyClick(form.required.boxes["value"], Key.Key_Space)
    QTest.mouseClick(
        form.required.boxes["next_step"], LEFT, pos=QPoint(5, form.required.boxes["next_step"].height() // 2)
    )
    found = stage(fresh(), "Trial")
    assert (found.probability, found.idle_days, found.criteria) == (50, 21, "They have tried it")
    assert (found.colour, found.required) == ("#2F6FB5", "value,next_step")
    assert rows(section.stages)[2] == "Trial · 50%"
    form.idle.line.setFocus()
    form.idle.line.clear()
    QTest.keyClick(form.idle.line, Key.Key_Return)
    assert stage(fresh(), "Trial").idle_days is None
    assert form.idle.line.placeholderText() == "never"


def test_what_is_refused_says_why_under_the_field(
    section: PipelinesSection, workspace: Workspace, fresh: Fresh
) -> None:
    choose(section, workspace, "Demo")
    section.form.name.line.setFocus()
    section.form.name.line.selectAll()
    QTest.keyClicks(section.form.name.line, "Proposal")
    QTest.keyClick(section.form.name.line, Key.Key_Return)
    assert section.form.name.note.startswith("There is a stage “Proposal” already")
    assert section.form.name.text() == "Proposal"
    QTest.keyClick(section.form.name.line, Key.Key_Escape)
    assert section.form.name.text() == "Demo"
    assert names(fresh())[2] == "Demo"


def test_stages_are_put_in_order_with_alt_and_arrows(
    section: PipelinesSection, workspace: Workspace, fresh: Fresh
) -> None:
    choose(section, workspace, "Demo")
    section.stages.setFocus()
    QTest.keyClick(section.stages, Key.Key_Up, ALT)
    assert names(fresh())[:3] == ["Qualified", "Demo", "Contacted"]
    assert section.stages.current_id == stage(workspace, "Demo").id
    for _ in range(9):
        QTest.keyClick(section.stages, Key.Key_Down, ALT)
    assert names(fresh())[-1] == "Demo"
    assert rows(section.stages)[-1] == "Demo · 45%"
    for _ in range(4):
        history.undo(workspace)
    assert names(fresh()) == ["Qualified", "Contacted", "Demo", "Proposal", "Negotiation"]


def test_stages_are_dragged_into_order(section: PipelinesSection, workspace: Workspace, fresh: Fresh) -> None:
    drop(section.stages, 3, 1)
    assert names(fresh()) == ["Qualified", "Proposal", "Contacted", "Demo", "Negotiation"]
    drop(section.stages, 0, 5)
    assert names(fresh()) == ["Proposal", "Contacted", "Demo", "Negotiation", "Qualified"]
    assert [row.split(" ·")[0] for row in rows(section.stages)] == names(workspace)
    before = dump(workspace.database)
    drop(section.stages, 2, 2)
    assert dump(workspace.database) == before


def test_a_row_is_dropped_only_into_its_own_list(section: PipelinesSection, workspace: Workspace) -> None:
    data = section.pipelines.mimeData([section.pipelines.item(0)])
    entered = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.MoveAction, data, LEFT, Qt.KeyboardModifier.NoModifier)
    entered.ignore()
    QApplication.sendEvent(section.stages.viewport(), entered)
    assert not entered.isAccepted()
    foreign = QMimeData()
    foreign.setText("Demo")
    dropped = QDropEvent(QPointF(5, 5), Qt.DropAction.MoveAction, foreign, LEFT, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(section.stages.viewport(), dropped)
    assert names(workspace)[0] == "Qualified"


def test_a_new_stage_is_made_and_named(section: PipelinesSection, workspace: Workspace, fresh: Fresh) -> None:
    section.add_stage.click()
    line = section.form.name.line
    assert (line.text(), line.selectedText(), line.hasFocus()) == ("New stage", "New stage", True)
    QTest.keyClicks(line, "Legal")
    QTest.keyClick(line, Key.Key_Return)
    assert names(fresh())[-1] == "Legal"
    for _ in range(2):
        section.add_stage.click()
    assert names(fresh())[-2:] == ["New stage", "New stage 2"]


def test_a_new_pipeline_is_made_named_and_put_in_order(
    section: PipelinesSection, workspace: Workspace, fresh: Fresh
) -> None:
    section.add_pipeline.click()
    line = section.form.pipeline.line
    assert (line.text(), line.hasFocus()) == ("New pipeline", True)
    QTest.keyClicks(line, "Partners")
    QTest.keyClick(line, Key.Key_Return)
    assert rows(section.pipelines) == ["Sales", "Partners"]
    section.pipelines.setFocus()
    QTest.keyClick(section.pipelines, Key.Key_Up, ALT)
    assert [of.name for of in pipelines.list_pipelines(fresh())] == ["Partners", "Sales"]
    QTest.keyClick(section.pipelines, Key.Key_Delete)
    assert [of.name for of in pipelines.list_pipelines(fresh())] == ["Sales"]
    assert not section.remove_pipeline.isEnabled()
    QTest.keyClick(section.pipelines, Key.Key_Delete)
    assert rows(section.pipelines) == ["Sales"]
    QTest.keyClick(section.pipelines, Key.Key_F2)
    assert section.form.pipeline.line.hasFocus()


def test_a_stage_without_deals_goes_at_once_and_comes_back_with_undo(
    section: PipelinesSection, empty_desk: Desk, workspace: Workspace, fresh: Fresh
) -> None:
    choose(section, workspace, "Demo")
    published = QSignalSpy(empty_desk.bus.changed)
    QTest.keyClick(section.stages, Key.Key_Delete)
    assert published.at(0)[0].destroys  # the window offers Undo
    assert "Demo" not in names(fresh())
    assert section.stages.current_id == stage(workspace, "Proposal").id
    empty_desk.bus.publish(history.undo(workspace))
    assert "Demo · 45%" in rows(section.stages)


def test_a_stage_with_deals_asks_where_they_go(
    section: PipelinesSection, empty_desk: Desk, workspace: Workspace, fresh: Fresh
) -> None:
    for title in ("A", "B"):
        deals.add_deal(workspace, {"title": title, "stage": "Demo"})
    lost = deals.list_deals(workspace)[0].id
    empty_desk.bus.publish(deals.lose_deal(workspace, lost, "Price"))
    choose(section, workspace, "Demo")
    section.remove_stage.click()
    dialog = asked(section)
    said = [label.text() for label in dialog.findChildren(QLabel)]
    assert said[:2] == ["Where do the deals of “Demo” go?", "It holds 2 deals: 1 open, 1 lost."]
    offered = [dialog.places.itemText(place) for place in range(dialog.places.count())]
    assert offered == ["Qualified", "Contacted", "Proposal", "Negotiation"]
    assert dialog.places.currentText() == "Contacted"
    QTest.keyClick(dialog, Key.Key_Escape)
    assert "Demo" in names(fresh())
    section.remove_stage.click()
    dialog = asked(section)
    dialog.places.setCurrentIndex(offered.index("Proposal"))
    dialog.confirm.click()
    again = fresh()
    assert "Demo" not in names(again)
    assert {card.stage_id for card in deals.list_deals(again)} == {stage(again, "Proposal").id}
    history.undo(workspace)
    assert {card.stage_id for card in deals.list_deals(fresh())} == {stage(workspace, "Demo").id}


def test_a_stage_is_merged_also_where_nothing_is_in_it(
    section: PipelinesSection, workspace: Workspace, fresh: Fresh
) -> None:
    choose(section, workspace, "Qualified")
    section.merge_stage.click()
    dialog = asked(section)
    assert dialog.places.currentText() == "Contacted"
    dialog.confirm.click()
    assert names(fresh())[0] == "Contacted"


def test_a_pipeline_with_deals_asks_for_a_stage_elsewhere(
    section: PipelinesSection, empty_desk: Desk, workspace: Workspace, fresh: Fresh
) -> None:
    pipelines.add_pipeline(workspace, {"name": "Partners", "stages": "Met, Signed"})
    empty_desk.bus.publish(deals.add_deal(workspace, {"title": "A", "stage": "Signed"}))
    partners = pipelines.list_pipelines(workspace)[1].id
    section.pipelines.choose(partners)
    assert rows(section.stages) == ["Met · 33%", "Signed · 67%"]
    section.remove_pipeline.click()
    dialog = asked(section)
    assert dialog.places.itemText(0) == "Sales / Qualified"
    assert dialog.places.count() == 5
    dialog.confirm.click()
    assert [of.name for of in pipelines.list_pipelines(fresh())] == ["Sales"]
    assert deals.list_deals(fresh())[0].stage_id == stage(workspace, "Qualified").id


def test_the_last_stage_cannot_be_deleted(section: PipelinesSection, empty_desk: Desk, workspace: Workspace) -> None:
    for name in ("Qualified", "Contacted", "Demo", "Proposal"):
        empty_desk.bus.publish(stages.remove_stage(workspace, stage(workspace, name).id))
    assert not section.remove_stage.isEnabled()
    assert not section.merge_stage.isEnabled()
    section.stages.setFocus()
    QTest.keyClick(section.stages, Key.Key_Delete)
    assert names(workspace) == ["Negotiation"]


class TestTogether:
    def test_what_a_colleague_does_is_shown(
        self, section: PipelinesSection, empty_desk: Desk, workspace: Workspace, kim: Workspace
    ) -> None:
        choose(section, workspace, "Demo")
        demo = stage(kim, "Demo").id
        empty_desk.bus.publish(editing.edit(kim, Kind.STAGE, demo, {"idle_days": "3"}))
        empty_desk.bus.publish(stages.move_stage(kim, demo, None))
        assert section.form.idle.text() == "3"
        assert rows(section.stages)[-1] == "Demo · 45%"
        section.hide()
        empty_desk.bus.publish(editing.edit(kim, Kind.STAGE, demo, {"name": "Trial"}))
        section.show()
        assert section.form.name.text() == "Trial"

    def test_two_who_edit_the_same_field_are_asked(
        self, section: PipelinesSection, workspace: Workspace, kim: Workspace, fresh: Fresh
    ) -> None:
        choose(section, workspace, "Demo")
        section.form.probability.line.setFocus()
        section.form.probability.line.selectAll()
        QTest.keyClicks(section.form.probability.line, "60")
        editing.edit(kim, Kind.STAGE, stage(kim, "Demo").id, {"probability": "40"})
        QTest.keyClick(section.form.probability.line, Key.Key_Return)
        dialog = question(section)
        said = " ".join(label.text() for label in dialog.findChildren(QLabel))
        assert "Kim Roth changed Probability while you were editing" in said
        assert [text.toPlainText() for text in dialog.texts.values()] == ["45%", "40%", "60"]
        dialog.button(Choice.MINE).click()
        assert stage(fresh(), "Demo").probability == 60

    def test_whoever_deletes_what_was_just_changed_is_asked(
        self, section: PipelinesSection, workspace: Workspace, kim: Workspace, fresh: Fresh
    ) -> None:
        choose(section, workspace, "Demo")
        editing.edit(kim, Kind.STAGE, stage(kim, "Demo").id, {"criteria": "They have seen it"})
        section.remove_stage.click()
        question(section).button(Choice.KEEP).click()
        assert "Demo" in names(fresh())
        section._read()
        editing.edit(kim, Kind.STAGE, stage(kim, "Demo").id, {"criteria": "They have seen it twice"})
        section.remove_stage.click()
        question(section).button(Choice.DELETE).click()
        assert "Demo" not in names(fresh())

    def test_a_stage_that_is_gone_can_be_brought_back_with_what_was_typed(
        self, section: PipelinesSection, workspace: Workspace, kim: Workspace, fresh: Fresh
    ) -> None:
        choose(section, workspace, "Demo")
        section.form.name.line.setFocus()
        section.form.name.line.selectAll()
        QTest.keyClicks(section.form.name.line, "Trial")
        stages.remove_stage(kim, stage(kim, "Demo").id)
        QTest.keyClick(section.form.name.line, Key.Key_Return)
        question(section).button(Choice.RESTORE).click()
        assert names(fresh())[2] == "Trial"

    def test_deals_that_came_meanwhile_stop_the_deletion_with_a_sentence(
        self, section: PipelinesSection, empty_desk: Desk, workspace: Workspace, kim: Workspace, fresh: Fresh
    ) -> None:
        told: list[UserError] = []
        empty_desk.requests.problem_shown.connect(told.append)
        choose(section, workspace, "Demo")
        deals.add_deal(kim, {"title": "A", "stage": "Demo"})
        section.remove_stage.click()
        assert [problem.what for problem in told] == ["“Demo” holds 1 deal: 1 open"]
        assert "Demo" in names(fresh())


def test_the_board_shows_what_is_changed_at_once(
    section: PipelinesSection, qtbot: QtBot, empty_desk: Desk, workspace: Workspace
) -> None:
    pilot = deals.add_deal(workspace, {"title": "Pilot", "stage": "Demo"}).subject or 0
    page = PipelinePage(empty_desk)
    qtbot.addWidget(page)
    page.resize(1200, 600)
    page.show()

    def heads() -> list[str]:
        return [column.head.accessibleName().split(",")[0] for column in page.board.columns]

    def stage_of(deal_id: int) -> str:
        return heads()[next(n for n, column in enumerate(page.model.columns) if deal_id in column.ids)]

    assert stage_of(pilot) == "Demo"
    choose(section, workspace, "Demo")
    section.form.name.line.setFocus()
    section.form.name.line.selectAll()
    QTest.keyClicks(section.form.name.line, "Trial")
    QTest.keyClick(section.form.name.line, Key.Key_Return)
    section.stages.setFocus()
    QTest.keyClick(section.stages, Key.Key_Up, ALT)
    assert heads() == ["Qualified", "Trial", "Contacted", "Proposal", "Negotiation"]
    section.add_stage.click()
    assert heads()[-1] == "New stage"
    choose(section, workspace, "Trial")
    section.merge_stage.click()
    asked(section).confirm.click()
    assert heads() == ["Qualified", "Contacted", "Proposal", "Negotiation", "New stage"]
    assert stage_of(pilot) == "Qualified"
    empty_desk.bus.publish(history.undo(workspace))
    assert stage_of(pilot) == "Trial"


def test_in_a_protected_file_everything_stays_and_says_why(
    qtbot: QtBot, protected_desk: Desk, demo_workspace: Workspace
) -> None:
    section = PipelinesSection(protected_desk)
    qtbot.addWidget(section)
    section.show()
    told = QSignalSpy(protected_desk.requests.problem_shown)
    before = rows(section.stages)
    section.stages.setFocus()
    QTest.keyClick(section.stages, Key.Key_Down, ALT)
    assert told.count() == 1
    assert rows(section.stages) == before
    section.add_stage.click()
    assert told.count() == 2


def test_colours_follow_the_theme(section: PipelinesSection, workspace: Workspace) -> None:
    choose(section, workspace, "Demo")
    section.form.colour.box.setCurrentIndex(3)
    section.form.colour.box.activated.emit(3)
    colour = stage(workspace, "Demo").colour
    QApplication.sendEvent(section, QEvent(QEvent.Type.StyleChange))
    QApplication.sendEvent(section.form, QEvent(QEvent.Type.StyleChange))
    assert section.form.colour.text() == colour
    assert section.stages.current_id == stage(workspace, "Demo").id


def test_on_other_threads(qtbot: QtBot, threaded_desk: Desk) -> None:
    section = PipelinesSection(threaded_desk)
    qtbot.addWidget(section)
    section.show()
    qtbot.waitUntil(lambda: section.stages.count() > 0)
    section.add_stage.click()
    qtbot.waitUntil(lambda: section.form.name.text() == "New stage")
    assert section.stages.currentRow() == section.stages.count() - 1
