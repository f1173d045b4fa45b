"""Importing a file in the window: what is shown of it, what can be chosen, what came of it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fixtures.maven_shaped import write_pipeline
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QHelpEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLabel, QProgressBar, QPushButton, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from leaddesk.domain.records import Deal
from leaddesk.gui import theme
from leaddesk.gui.desk import Desk
from leaddesk.gui.importing.import_dialog import ImportDialog
from leaddesk.services import history
from leaddesk.services.workspace import Workspace
from leaddesk.storage.queries import records

# The offscreen plugin says this of windows with a smallest size and of tooltips.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
LEFT = Qt.MouseButton.LeftButton
Open = Callable[..., ImportDialog]

PIPEDRIVE = (
    "Deal - Title;Deal - Organization;Deal - Value;Deal - Stage;"
    "Deal - Expected close date;Person - Email;Deal - Hobby\n"
    "Relaunch;Aldgate;9.500,00;Demo Scheduled;18.12.2026;priya@aldgate.example;Chess\n"
    "Shop;Borea;950,00;Demo;19.12.2026;nobody;\n"
    "Desks;;1.000,00;Won;20.12.2026;;\n"
)


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Open:
    """`opened(desk, text)` shows the dialog for a file of this text, after its trial said `until`."""

    def open_dialog(desk: Desk, text: str | Path, until: str = "ready ·", name: str = "deals.csv") -> ImportDialog:
        path = text if isinstance(text, Path) else tmp_path / name
        if isinstance(text, str):
            path.write_text(text, encoding="utf-8")
        dialog = ImportDialog(desk, path)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(dialog)
        dialog.open()
        says(qtbot, dialog, until)
        return dialog

    return open_dialog


def shown(parent: QWidget, kind: type) -> list:
    return [child for child in parent.findChildren(kind) if child.isVisibleTo(parent)]


def texts(dialog: QWidget) -> list[str]:
    return [label.text() for label in shown(dialog, QLabel) if label.text()]


def says(qtbot: QtBot, dialog: QWidget, text: str) -> None:
    """Wait until the dialog says so."""

    def said() -> None:
        assert text in "\n".join(texts(dialog))

    qtbot.waitUntil(said, timeout=5_000)


def button(parent: QWidget, name: str) -> QPushButton:
    return next(b for b in shown(parent, QPushButton) if name in (b.text(), b.accessibleName()))


def choice(dialog: QWidget, name: str) -> QComboBox:
    """The choice that a screen reader calls so."""
    return next(combo for combo in shown(dialog, QComboBox) if combo.accessibleName() == name)


def goes(column: str) -> str:
    return f"Where “{column}” goes"


def choose(combo: QComboBox, text: str) -> None:
    place = combo.findText(text)
    assert place >= 0
    combo.setCurrentIndex(place)
    combo.activated.emit(place)


def deals_in(workspace: Workspace) -> dict[str, Deal]:
    return {deal.title: deal for deal in records.select(workspace.database, Deal)}


def test_a_file_is_shown_with_what_can_be_read_of_it(opened: Open, empty_desk: Desk, workspace: Workspace) -> None:
    dialog = opened(empty_desk, PIPEDRIVE)
    said = texts(dialog)
    assert said[:2] == ["deals.csv", "3 rows · UTF-8 · semicolon · recognised as a Pipedrive deals export"]
    assert {"Deal - Title", "Relaunch", "Deal - Value", "9.500,00", "Deal - Hobby", "Chess"} <= set(said)
    targets = {
        name: choice(dialog, goes(f"Deal - {name}")).currentText() for name in ("Title", "Value", "Stage", "Hobby")
    }
    assert targets == {"Title": "Title", "Value": "Value", "Stage": "Stage", "Hobby": "Keep as a note"}
    assert "All understood" in said
    assert "All understood · 1 empty" in said  # the organisations
    assert "Decimal comma" in said
    assert "day/month/year" in said
    assert '1 row not valid: there is no stage "Demo Scheduled"; choose one of ours for it' in said
    assert '1 row not valid: "nobody" is no e-mail address' in said
    assert (
        "1 row ready · 2 need attention, kept in a file you can fix and import again"
        " · the whole import can be undone" in said
    )
    assert button(dialog, "Import").isEnabled()
    assert deals_in(workspace) == {}


def test_stages_of_the_file_become_stages_of_ours(
    qtbot: QtBot, opened: Open, empty_desk: Desk, workspace: Workspace
) -> None:
    dialog = opened(empty_desk, PIPEDRIVE.replace("nobody", ""))
    assert "Which stage is it here?" in texts(dialog)
    stage = choice(dialog, "Our stage for Demo Scheduled")
    assert [stage.itemText(i) for i in range(stage.count())][:3] == ["Choose a stage…", "Qualified", "Contacted"]
    stage.setFocus()
    QTest.keyClicks(stage, "neg")  # as one chooses without a mouse
    says(qtbot, dialog, "3 rows ready")
    assert "Its deals go there" in texts(dialog)
    choose(stage, "Choose a stage…")
    says(qtbot, dialog, "2 rows ready")
    choose(stage, "Negotiation")
    QTest.mouseClick(button(dialog, "Import"), LEFT)
    stages = {stage.id: stage.name for stage in _stages(workspace)}
    assert stages[deals_in(workspace)["Relaunch"].stage_id or 0] == "Negotiation"


def _stages(workspace: Workspace) -> list:
    from leaddesk.services.deals import list_stages

    return list_stages(workspace)


def test_an_import_says_what_it_did_and_where_the_rest_is(
    qtbot: QtBot, opened: Open, empty_desk: Desk, workspace: Workspace, tmp_path: Path
) -> None:
    dialog = opened(empty_desk, PIPEDRIVE)
    with qtbot.waitSignal(empty_desk.bus.changed) as published:
        QTest.mouseClick(button(dialog, "Import"), LEFT)
    assert published.args[0].title == "Imported 1 rows of deals.csv"
    said = texts(dialog)
    assert {"1 deal created", "2 rows rejected, with the reasons in", str(tmp_path / "deals-rejects.csv")} <= set(said)
    assert 'Row 2, Person - Email: "nobody" is no e-mail address' in said
    assert list(deals_in(workspace)) == ["Desks"]
    assert not any(bar.isVisibleTo(dialog) for bar in dialog.findChildren(QProgressBar))
    folder = _Folders()
    QDesktopServices.setUrlHandler("file", folder, "take")
    QTest.mouseClick(button(dialog, "Open its folder"), LEFT)
    QDesktopServices.unsetUrlHandler("file")
    assert folder.opened == [QUrl.fromLocalFile(str(tmp_path))]
    with qtbot.waitSignal(dialog.accepted):
        QTest.mouseClick(button(dialog, "Close"), LEFT)
    assert not dialog.isVisible()
    history.undo(workspace)
    assert deals_in(workspace) == {}


class _Folders(QObject):
    """Stands for the system's file manager."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[QUrl] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.opened.append(url)


def test_columns_that_nobody_knows_are_sent_by_hand(
    qtbot: QtBot, opened: Open, empty_desk: Desk, workspace: Workspace
) -> None:
    dialog = opened(empty_desk, "Was,Wieviel,Farbe\nTische,500,rot\n", "Choose where at least one column goes.")
    assert any("no column is known by its name" in said for said in texts(dialog))
    assert not button(dialog, "Import").isEnabled()
    choose(choice(dialog, goes("Was")), "Title")
    choose(choice(dialog, goes("Farbe")), "Don’t import")
    choose(choice(dialog, goes("Wieviel")), "Title")  # by mistake: it takes the title from the other column
    assert choice(dialog, goes("Was")).currentText() == "Keep as a note"
    choose(choice(dialog, goes("Wieviel")), "Value")
    choose(choice(dialog, goes("Was")), "Title")
    says(qtbot, dialog, "1 row ready")
    assert {"Left out", "All understood"} <= set(texts(dialog))
    QTest.mouseClick(button(dialog, "Import"), LEFT)
    assert deals_in(workspace)["Tische"].value == 50000


def test_days_that_can_be_read_both_ways_are_asked_about(
    qtbot: QtBot, opened: Open, empty_desk: Desk, workspace: Workspace
) -> None:
    dialog = opened(empty_desk, "Title,Close date\nDesks,3/1/2026\nLamps,4/2/2026\n")
    order = choice(dialog, "How the dates of “Close date” are written")
    assert order.currentText() == "Read as month/day/year"
    choose(order, "Read as day/month/year")
    says(qtbot, dialog, "2 rows ready")
    assert order.currentText() == "Read as day/month/year"
    QTest.mouseClick(button(dialog, "Import"), LEFT)
    assert str(deals_in(workspace)["Desks"].expected_close) == "2026-01-03"


def test_what_is_here_already_is_left_updated_or_added_again(qtbot: QtBot, opened: Open, empty_desk: Desk) -> None:
    text = "Deal ID,Title,Amount\n1,Desks,500\n2,Lamps,600\n"
    first = opened(empty_desk, text)
    QTest.mouseClick(button(first, "Import"), LEFT)
    dialog = opened(empty_desk, text.replace("600", "700"), "0 rows ready · 2 here already")
    assert not button(dialog, "Import").isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.isVisible()
    here = next(combo for combo in shown(dialog, QComboBox) if combo.currentText() == "Leave it as it is")
    choose(here, "Update it")
    says(qtbot, dialog, "1 row ready · 1 here already")
    choose(here, "Add it again")
    says(qtbot, dialog, "2 rows ready · the whole")
    choose(here, "Update it")
    QTest.mouseClick(button(dialog, "Import"), LEFT)
    assert {"1 row updated", "1 row unchanged: here already"} <= set(texts(dialog))


def test_the_kind_of_record_can_be_chosen(qtbot: QtBot, opened: Open, empty_desk: Desk) -> None:
    dialog = opened(empty_desk, "Name,Phone\nAcme,1\n")
    assert button(dialog, "The file holds: Contacts").isChecked()
    QTest.mouseClick(button(dialog, "The file holds: Companies"), LEFT)
    fields = choice(dialog, goes("Name"))
    assert fields.findText("Industry") >= 0
    assert fields.findText("First name") < 0
    says(qtbot, dialog, "1 row ready")
    QTest.mouseClick(button(dialog, "Import"), LEFT)
    assert "1 company created" in texts(dialog)


def test_a_file_that_is_none_offers_to_choose_another(
    qtbot: QtBot, opened: Open, empty_desk: Desk, tmp_path: Path
) -> None:
    dialog = opened(empty_desk, "<!DOCTYPE html><html>", "This file cannot be imported")
    assert any("is a web page, not a CSV file; nothing was imported" in said for said in texts(dialog))
    assert [b.text() for b in shown(dialog, QPushButton)] == ["Choose another file…", "Cancel"]
    QTest.mouseClick(button(dialog, "Choose another file…"), LEFT)
    asking = dialog.findChild(QFileDialog)
    assert asking is not None
    other = tmp_path / "other.csv"
    other.write_text("Title\nDesks\n", encoding="utf-8")
    asking.fileSelected.emit(str(other))
    asking.close()
    says(qtbot, dialog, "1 row ready")
    assert texts(dialog)[0] == "other.csv"
    other.unlink()
    QTest.mouseClick(button(dialog, "Import"), LEFT)
    assert any('"other.csv" does not exist' in said for said in texts(dialog))


def test_a_database_that_takes_nothing_says_so_in_the_dialog(opened: Open, protected_desk: Desk) -> None:
    dialog = opened(protected_desk, PIPEDRIVE, "write-protected")
    assert not button(dialog, "Import").isEnabled()
    assert "Deal - Title" in texts(dialog)


def test_stopping_an_import_leaves_nothing_and_goes_back(
    qtbot: QtBot, opened: Open, threaded_desk: Desk, demo_workspace: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "big.csv"
    write_pipeline(path, 900)
    before = deals_in(demo_workspace)
    dialog = opened(threaded_desk, path)
    QTest.mouseClick(button(dialog, "Import"), LEFT)
    [bar] = shown(dialog, QProgressBar)
    assert bar.maximum() == 900
    assert not choice(dialog, goes("product")).isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert choice(dialog, goes("product")).isEnabled()
    says(qtbot, dialog, "ready ·")
    assert deals_in(demo_workspace) == before
    with qtbot.waitSignal(threaded_desk.bus.changed, timeout=10_000):
        QTest.mouseClick(button(dialog, "Import"), LEFT)
    says(qtbot, dialog, "deals created")
    assert len(deals_in(demo_workspace)) > len(before)


def test_escape_closes_it_while_a_trial_runs(qtbot: QtBot, opened: Open, threaded_desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    write_pipeline(path, 900)
    dialog = opened(threaded_desk, path, "900 rows")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_many_columns_and_endless_names_stay_in_their_place(qtbot: QtBot, opened: Open, empty_desk: Desk) -> None:
    names = [f"<b>{'Donaudampfschifffahrt' * 12}</b> {number}" for number in range(40)]
    cells = ["long text " * 200] * 40
    dialog = opened(empty_desk, ",".join(["Title", *names]) + "\n" + ",".join(["Desks", *cells]) + "\n")
    dialog.resize(1240, 640)
    table = choice(dialog, goes("Title")).parentWidget()
    assert table is not None
    area = table.visibleRegion().boundingRect()
    assert table.width() == area.width()
    last = shown(dialog, QComboBox)[-1]
    last.setFocus()
    assert last.accessibleName() == goes(names[-1])
    name = next(label for label in shown(dialog, QLabel) if label.text().endswith(" 39"))
    assert name.fontMetrics().horizontalAdvance(name.text()) > name.width()
    QApplication.sendEvent(name, QHelpEvent(QEvent.Type.ToolTip, QPoint(1, 1), name.mapToGlobal(QPoint(1, 1))))
    assert "&lt;b&gt;Donau" in QToolTip.text()
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())
    title = next(label for label in shown(dialog, QLabel) if label.text() == "Desks")
    QApplication.sendEvent(title, QHelpEvent(QEvent.Type.ToolTip, QPoint(1, 1), title.mapToGlobal(QPoint(1, 1))))
    assert not QToolTip.isVisible()


def test_large_text_fits_a_small_screen(qtbot: QtBot, qapp: QApplication, opened: Open, empty_desk: Desk) -> None:
    font = qapp.font()
    large = qapp.font()
    large.setPointSizeF(font.pointSizeF() * 2)
    qapp.setFont(large)
    theme.apply(qapp, theme.LIGHT)
    try:
        dialog = opened(empty_desk, PIPEDRIVE)
        hint = dialog.minimumSizeHint()
        assert (hint.width(), hint.height()) <= (1280, 720)
        assert hint.height() <= 720
    finally:
        qapp.setFont(font)
        theme.apply(qapp, theme.LIGHT)


def test_the_wheel_passes_choices_that_have_no_focus(opened: Open, empty_desk: Desk) -> None:
    dialog = opened(empty_desk, PIPEDRIVE)
    combo = choice(dialog, goes("Deal - Title"))
    where, none = QPointF(5, 5), Qt.KeyboardModifier.NoModifier
    turn = QWheelEvent(
        where, where, QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton, none, Qt.ScrollPhase.NoScrollPhase, False
    )
    button(dialog, "Import").setFocus()
    QApplication.sendEvent(combo, turn)
    assert combo.currentText() == "Title"


def test_words_that_are_no_stages_do_not_flood_the_dialog(opened: Open, empty_desk: Desk) -> None:
    rows = "".join(f"Deal {number},Word {number}\n" for number in range(200))
    dialog = opened(empty_desk, "Title,Stage\n" + rows, "0 rows ready")
    assert sum("Our stage for" in combo.accessibleName() for combo in shown(dialog, QComboBox)) == 30
    assert "… and 170 more: are these stages at all?" in texts(dialog)


def test_a_choice_keeps_the_focus_and_the_theme_can_change(
    qtbot: QtBot, qapp: QApplication, opened: Open, empty_desk: Desk
) -> None:
    dialog = opened(empty_desk, PIPEDRIVE)
    hobby = choice(dialog, goes("Deal - Hobby"))
    hobby.setFocus()
    choose(hobby, "Stage")  # other stages now: the table is built anew
    again = choice(dialog, goes("Deal - Hobby"))
    assert again is not hobby
    qtbot.waitUntil(lambda: dialog.focusWidget() is again)
    theme.apply(qapp, theme.DARK)
    try:
        picture = again.grab().toImage()
        ground = picture.pixelColor(8, again.height() // 2).name().upper()
        assert ground == theme.DARK.accent_soft
    finally:
        theme.apply(qapp, theme.LIGHT)
