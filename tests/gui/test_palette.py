"""The palette: what it offers, how it is steered by the keyboard, and what comes of a choice."""

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent, QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from leaddesk.domain.errors import Busy, UserError
from leaddesk.domain.records import Kind
from leaddesk.domain.summaries import Hit
from leaddesk.gui import theme
from leaddesk.gui.actions import PaletteAction
from leaddesk.gui.desk import Desk
from leaddesk.gui.main_window import MainWindow
from leaddesk.gui.models.palette_model import ROW, PaletteModel, Row
from leaddesk.gui.palette.palette import Palette
from leaddesk.gui.palette.row_delegate import row_height
from leaddesk.gui.recent import KEPT, Recent
from leaddesk.gui.widgets.jump_field import JumpField
from leaddesk.services import contacts, deals, editing
from leaddesk.services.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)")
Key, LEFT = Qt.Key, Qt.MouseButton.LeftButton
CTRL, PLAIN = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier


def press(key: Key, held: Qt.KeyboardModifier = PLAIN) -> None:
    QTest.keyClick(QApplication.focusWidget(), key, held)
    QApplication.processEvents()


def open_palette(window: MainWindow) -> Palette:
    press(Key.Key_K, CTRL)
    palette = window.jumping.palette
    assert palette is not None
    return palette


def look_for(qtbot: QtBot, palette: Palette, text: str) -> None:
    qtbot.keyClicks(palette.field, text)
    qtbot.waitUntil(lambda: not palette._model.is_searching)


def offered(palette: Palette) -> list[str]:
    """Heads in brackets, and what stands below each."""
    model = palette._model
    rows = [model.row(place) for place in range(model.rowCount())]
    return [f"[{row.title}]" if row.is_head else row.title for row in rows]


def chosen(palette: Palette) -> str:
    row = palette.list.chosen
    return row.title if row is not None else ""


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a screen reader is told meanwhile."""
    said: list[str] = []

    def listen(event: QAccessibleEvent) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            said.append(event.message())

    monkeypatch.setattr(QAccessible, "updateAccessibility", listen)
    return said


@pytest.fixture
def threaded(threaded_desk: Desk, qtbot: QtBot) -> Palette:
    """A palette whose answers come from another thread."""
    host = QWidget()
    host.resize(900, 600)
    qtbot.addWidget(host)
    with qtbot.waitActive(host):
        host.show()
    palette = Palette(PaletteModel(threaded_desk, ("Here", []), []), host)
    palette.appear()
    return palette


class TestOffers:
    def test_without_text_it_offers_the_page_and_what_was_opened(self, window: MainWindow) -> None:
        page = window.page("pipeline")
        first, second = page.model.columns[0].ids[:2]
        page.show_record(first)
        page.show_record(second)
        title = page.face.known(first).title
        palette = open_palette(window)
        said = offered(palette)
        assert said[:2] == ["[Pipeline]", "New deal"]
        assert said[-2:] == ["[Recently opened]", title]  # the other one is open
        assert "Undo" not in said

    def test_typing_finds_actions_and_records_by_name(self, window: MainWindow, qtbot: QtBot) -> None:
        palette = open_palette(window)
        look_for(qtbot, palette, "ke")
        said = offered(palette)
        assert said[:3] == ["[Actions]", "Keyboard shortcuts", "[Deals]"]
        heads = [line for line in said if line.startswith("[")]
        assert heads == ["[Actions]", "[Deals]", "[Contacts]", "[Companies]"]
        assert {"CRM roll-out", "Jonas Beck", "Kestrel AG"} <= set(said)

    def test_an_action_is_found_by_the_beginnings_of_its_words(self, window: MainWindow, qtbot: QtBot) -> None:
        palette = open_palette(window)
        look_for(qtbot, palette, ">co sa")
        assert offered(palette) == ["[Actions]", "Save a copy…"]
        row = palette.list.chosen
        assert row is not None
        assert row.aside == "Ctrl+Shift+S"
        assert [row.title[first:behind] for first, behind in row.bold] == ["Sa", "co"]

    def test_everything_the_window_can_do_is_there(self, window: MainWindow, qtbot: QtBot) -> None:
        palette = open_palette(window)
        look_for(qtbot, palette, ">")
        said = offered(palette)
        assert said[0] == "[Actions]"
        assert {"New deal", "New contact", "New follow-up", "Go to Today", "Undo", "History", "Quit"} <= set(said)
        assert len(said) == len(set(said))

    def test_nothing_found_is_said(self, window: MainWindow, qtbot: QtBot) -> None:
        palette = open_palette(window)
        look_for(qtbot, palette, "zzzz")
        assert offered(palette) == []
        assert palette._nothing.isVisible()
        assert not palette.list.isVisible()
        press(Key.Key_Return)
        press(Key.Key_Down)
        assert palette.isVisible()

    def test_actions_that_make_no_sense_are_left_out(self, window: MainWindow) -> None:
        window._commands.enable(False)
        assert {action.text for action in window._commands.offered()} == {
            "New file…",
            "Open file…",
            "Keyboard shortcuts",
            "Quit",
        }


class TestKeyboard:
    def test_arrows_go_over_the_heads_and_around(self, window: MainWindow, qtbot: QtBot) -> None:
        palette = open_palette(window)
        look_for(qtbot, palette, "kestrel")
        names = [line for line in offered(palette) if not line.startswith("[")]
        walked = [chosen(palette)]
        for _ in names:
            press(Key.Key_Down)
            walked.append(chosen(palette))
        assert walked == [*names, names[0]]
        press(Key.Key_Up)
        assert chosen(palette) == names[-1]

    def test_page_keys_stop_at_the_ends(self, window: MainWindow, qtbot: QtBot) -> None:
        palette = open_palette(window)
        look_for(qtbot, palette, "e")
        names = [line for line in offered(palette) if not line.startswith("[")]
        press(Key.Key_PageDown)
        assert chosen(palette) not in names[:2]
        for _ in range(5):
            press(Key.Key_PageDown)
        assert chosen(palette) == names[-1]
        for _ in range(6):
            press(Key.Key_PageUp)
        assert chosen(palette) == names[0]

    def test_esc_gives_the_keyboard_back(self, window: MainWindow) -> None:
        before = QApplication.focusWidget()
        palette = open_palette(window)
        assert palette.field.hasFocus()
        press(Key.Key_Escape)
        assert window.jumping.palette is None
        assert QApplication.focusWidget() is before
        open_palette(window)
        press(Key.Key_K, CTRL)  # the same key
        assert window.jumping.palette is None

    def test_the_window_below_hears_no_key(self, window: MainWindow) -> None:
        palette = open_palette(window)
        press(Key.Key_3, CTRL)
        press(Key.Key_Tab)
        assert window.current_key == "pipeline"
        assert palette.field.hasFocus()

    def test_a_click_beside_it_puts_it_away(self, window: MainWindow, qtbot: QtBot) -> None:
        palette = open_palette(window)
        qtbot.mouseClick(palette, LEFT, pos=palette._panel.geometry().center())
        assert window.jumping.palette is palette
        qtbot.mouseClick(palette, LEFT, pos=QPoint(5, 5))
        assert window.jumping.palette is None

    def test_another_text_chooses_the_best_again(self, window: MainWindow, qtbot: QtBot) -> None:
        palette = open_palette(window)
        look_for(qtbot, palette, "kes")
        press(Key.Key_Down)
        kept = chosen(palette)
        palette._model._on_read(palette._model._hits)  # what comes late leaves the choice where it is
        assert chosen(palette) == kept
        look_for(qtbot, palette, "trel")
        assert chosen(palette) == offered(palette)[1]


class TestChoosing:
    def test_a_deal_opens_in_its_pane(self, window: MainWindow, qtbot: QtBot) -> None:
        window.show_page("contacts")
        palette = open_palette(window)
        look_for(qtbot, palette, "warehouse pilot")
        press(Key.Key_Return)
        assert window.current_key == "pipeline"
        assert window.page("pipeline").pane.title.text() == "Warehouse pilot"

    def test_a_closed_deal_opens_too(self, window: MainWindow, qtbot: QtBot, demo_workspace: Workspace) -> None:
        board = deals.board(demo_workspace)
        lost = deals.win_deal(demo_workspace, board.cards[0].id)
        assert lost
        palette = open_palette(window)
        look_for(qtbot, palette, board.cards[0].title)
        press(Key.Key_Return)
        assert window.open_record() == board.cards[0].id

    def test_a_contact_opens_by_a_click(self, window: MainWindow, qtbot: QtBot) -> None:
        palette = open_palette(window)
        look_for(qtbot, palette, "jonas beck")
        at = palette.list.visualRect(palette.list.currentIndex()).center()
        qtbot.mouseClick(palette.list.viewport(), LEFT, pos=at)
        assert window.current_key == "contacts"
        assert window.page("contacts").pane.name.text() == "Jonas Beck"

    def test_a_company_shows_its_people(self, window: MainWindow, qtbot: QtBot, demo_workspace: Workspace) -> None:
        window.show_page("contacts")
        page = window.page("contacts")
        page.lifecycle.choose("customer")
        palette = open_palette(window)
        look_for(qtbot, palette, "kestrel")
        press(Key.Key_Up)
        assert chosen(palette) == "Kestrel AG"
        press(Key.Key_Return)
        assert page.model.ids == contacts.contact_ids(demo_workspace, "Kestrel AG")
        assert len(page.model.ids) >= 1
        assert page.lifecycle.key == ""
        assert page.table.hasFocus()

    def test_actions_are_done(self, window: MainWindow, qtbot: QtBot) -> None:
        palette = open_palette(window)
        look_for(qtbot, palette, "new contact")
        press(Key.Key_Return)
        assert window.current_key == "contacts"
        assert window.page("contacts")._new.isVisible()
        palette = open_palette(window)
        look_for(qtbot, palette, ">go tod")
        press(Key.Key_Return)
        assert window.current_key == "today"

    def test_undo_is_done_from_it(self, window: MainWindow, qtbot: QtBot, demo_workspace: Workspace) -> None:
        page = window.page("pipeline")
        number = page.model.columns[0].ids[0]
        window.desk.runner.write(editing.delete, Kind.DEAL, number, owner=window)
        assert number not in page.model.columns[0].ids
        palette = open_palette(window)
        look_for(qtbot, palette, "undo")
        press(Key.Key_Return)
        assert number in page.model.columns[0].ids

    def test_a_page_brings_actions_of_its_own(
        self, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        done: list[str] = []
        action = PaletteAction("Dance", lambda: done.append("danced"), "Alt+D")
        monkeypatch.setattr(window.page("pipeline"), "palette_actions", lambda: [action], raising=False)
        palette = open_palette(window)
        assert "Dance" in offered(palette)
        look_for(qtbot, palette, "dan")
        press(Key.Key_Return)
        assert done == ["danced"]

    def test_enter_waits_for_the_answer(self, threaded: Palette, qtbot: QtBot) -> None:
        asked: list[Hit] = []
        threaded.chosen.connect(asked.append)
        qtbot.keyClicks(threaded.field, "warehouse")
        qtbot.keyClick(threaded.field, Key.Key_Return)
        assert asked == []
        qtbot.waitUntil(lambda: bool(asked))
        assert asked[0].title == "Warehouse pilot"


class TestAnswers:
    def test_only_the_answer_for_the_last_text_counts(self, threaded: Palette, qtbot: QtBot) -> None:
        qtbot.keyClicks(threaded.field, "kestrel")
        threaded._model._timer.stop()
        threaded._model._read()  # under way when the next letter comes
        qtbot.keyClicks(threaded.field, "zzz")
        with qtbot.waitSignal(threaded._model.answered):
            pass
        assert offered(threaded) == []
        assert not threaded._model.is_searching

    def test_what_still_fits_stays_until_the_answer_comes(self, threaded: Palette, qtbot: QtBot) -> None:
        look_for(qtbot, threaded, "kestrel")
        before = offered(threaded)
        qtbot.keyClicks(threaded.field, " a")
        assert threaded._model.is_searching
        assert set(offered(threaded)) <= set(before)
        assert "Kestrel AG" in offered(threaded)
        qtbot.waitUntil(lambda: not threaded._model.is_searching)
        assert "Kestrel AG" in offered(threaded)

    def test_a_search_that_fails_says_so(self, desk: Desk, qtbot: QtBot) -> None:
        told: list[UserError] = []
        desk.requests.problem_shown.connect(told.append)
        model = PaletteModel(desk, ("Here", []), [])
        problem = Busy("somebody else is saving")
        model._on_read_failed(problem)
        assert told == [problem]
        assert not model.is_searching

    def test_the_number_of_results_and_the_choice_are_read_out(
        self, window: MainWindow, qtbot: QtBot, heard: list[str]
    ) -> None:
        palette = open_palette(window)
        look_for(qtbot, palette, "warehouse pilot")
        assert heard == ["1 result. Warehouse pilot, Lindqvist AB · Demo, Deal"]
        look_for(qtbot, palette, " zzz")
        assert heard[1:] == ["Nothing is called so"]
        palette.field.setText("undo")
        qtbot.waitUntil(lambda: not palette._model.is_searching)
        press(Key.Key_Down)
        assert heard[-1] == "Undo, Ctrl+Z"

    def test_it_is_a_dialog_with_a_name(self, window: MainWindow) -> None:
        palette = open_palette(window)
        for widget, role in (
            (palette, QAccessible.Role.Dialog),
            (palette.field, QAccessible.Role.EditableText),
            (palette.list, QAccessible.Role.Table),
        ):
            interface = QAccessible.queryAccessibleInterface(widget)
            assert interface.role() == role
            assert interface.text(QAccessible.Text.Name)


class TestLook:
    @pytest.mark.parametrize("dress", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
    def test_it_fits_a_small_window_with_large_text(
        self, window: MainWindow, qapp: QApplication, qtbot: QtBot, dress: theme.Theme
    ) -> None:
        font = qapp.font()
        large = QFont(font)
        large.setPointSizeF(font.pointSizeF() * 2)
        qapp.setFont(large)
        theme.apply(qapp, dress)
        try:
            window.resize(780, 520)
            palette = open_palette(window)
            look_for(qtbot, palette, "e")
            QApplication.processEvents()
            assert palette.rect().contains(palette._panel.geometry())
            assert palette.list.height() >= 2 * row_height()
            assert not palette.grab().isNull()
        finally:
            qapp.setFont(font)
            theme.apply(qapp, theme.LIGHT)

    def test_it_follows_the_size_of_the_window(self, window: MainWindow, qtbot: QtBot) -> None:
        palette = open_palette(window)
        window.resize(900, 700)
        qtbot.waitUntil(lambda: palette.width() == window.width())

    def test_the_field_in_the_head_opens_it(self, window: MainWindow, qtbot: QtBot) -> None:
        window.show_page("today")
        field = window.page("today").findChild(JumpField)
        assert field is not None
        qtbot.mouseClick(field, LEFT)
        assert window.jumping.palette is not None


def test_the_model_keeps_the_rules_of_models(desk: Desk, qtmodeltester: ModelTester, qtbot: QtBot) -> None:
    recent = [(Kind.DEAL, deals.board(desk.runner._workspace).cards[0].id)]  # type: ignore[attr-defined]
    model = PaletteModel(desk, ("Here", [PaletteAction("Dance", list)]), [PaletteAction("Walk the kerb", list)], recent)
    assert model.rowCount() == 4
    qtmodeltester.check(model)
    model.look_for("ke")
    qtbot.waitUntil(lambda: not model.is_searching)
    qtmodeltester.check(model)
    assert model.rowCount(model.index(1, 0)) == 0
    assert model.data(QModelIndex()) is None
    rows: list[Row] = [model.index(place, 0).data(ROW) for place in range(model.rowCount())]
    assert rows[1].words == "Walk the kerb"


def test_accents_are_marked_as_they_are_written(desk: Desk, demo_workspace: Workspace, qtbot: QtBot) -> None:
    deals.add_deal(demo_workspace, {"title": "Straße nach Malmö"})
    model = PaletteModel(desk, ("Here", []), [])
    model.look_for("strasse malmo")
    qtbot.waitUntil(lambda: not model.is_searching)
    row = model.row(1)
    assert [row.title[first:behind] for first, behind in row.bold] == ["Straße", "Malmö"]


def test_what_was_opened_last_comes_first_and_is_kept() -> None:
    recent = Recent()
    for number in (*range(KEPT + 3), 5):
        recent.note(Kind.DEAL, number)
    assert len(recent.records) == KEPT
    assert recent.records[:2] == [(Kind.DEAL, 5), (Kind.DEAL, KEPT + 2)]
    again = Recent()
    again.restore(recent.as_json())
    assert again.records == recent.records
    for odd in (None, "x", [["deal"], ["mammoth", 5], ["deal", "x"], 7]):
        odd_one = Recent()
        odd_one.restore(odd)
        assert odd_one.records == []


def test_what_was_opened_is_known_after_a_restart(window: MainWindow, demo_workspace: Workspace) -> None:
    number = window.page("pipeline").model.columns[1].ids[0]
    window.page("pipeline").show_record(number)
    open_palette(window)
    window.office.open_file(demo_workspace.database.path)
    assert window.jumping.palette is None
    assert window.desk is not None
    assert window.desk.recent.records == [(Kind.DEAL, number)]
