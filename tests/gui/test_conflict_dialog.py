"""What a person is asked when somebody else changed or deleted what they work on, and what becomes of each answer."""

from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from leaddesk.domain.errors import Conflict, DeletionConflict, FieldConflict, Gone, UserError
from leaddesk.domain.records import ActivityKind, Deal, Kind
from leaddesk.gui import theme
from leaddesk.gui.desk import Desk
from leaddesk.gui.pipeline.deal_pane import DealPane
from leaddesk.gui.widgets.composer import Composer
from leaddesk.gui.widgets.conflict_dialog import Choice, DecisionDialog, conflict_dialog, deletion_dialog, gone_dialog
from leaddesk.gui.widgets.inline_field import InlineField, LineField
from leaddesk.gui.widgets.inline_kinds import DayField, MoneyField, OwnerField, TextField
from leaddesk.gui.widgets.timeline_entry import EntryView
from leaddesk.services import activities, contacts, deals, editing, history, users
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Workspace, open_workspace

pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)")
Fresh = Callable[..., Workspace]
F = TypeVar("F", bound=InlineField)
ENTER, ESC = Qt.Key.Key_Return, Qt.Key.Key_Escape


@pytest.fixture
def kim(desk: Desk, demo_workspace: Workspace, settings: Settings) -> Iterator[Workspace]:
    """A colleague who has the same file open elsewhere: nothing of what they do is told to this window."""
    users.add_user(demo_workspace, "Kim Roth")
    opened = open_workspace(
        demo_workspace.database.path,
        settings=settings,
        as_user="Kim Roth",
        clock=demo_workspace.clock,
        zone=demo_workspace.zone,
    )
    yield opened
    opened.database.close()


@pytest.fixture
def deal(kim: Workspace) -> Deal:
    return deals.deal_detail(kim, deals.board(kim).columns[2].ids[0]).deal


@pytest.fixture
def saved(demo_workspace: Workspace, fresh: Fresh) -> Callable[[int], Deal]:
    """The deal as a new connection reads it."""
    return lambda number: deals.deal_detail(fresh(demo_workspace), number).deal


@pytest.fixture
def window(qtbot: QtBot, desk: Desk) -> QWidget:
    shown = QWidget()
    QVBoxLayout(shown).addWidget(QLineEdit())
    shown.resize(460, 720)
    qtbot.addWidget(shown)
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    return shown


@pytest.fixture
def title(desk: Desk, window: QWidget, deal: Deal) -> LineField:
    """The deal's title, as it is edited in a pane."""
    return placed(window, LineField(desk, Kind.DEAL, "title", "Title"), deal, deal.title)


@pytest.fixture
def pane(qtbot: QtBot, window: QWidget, desk: Desk, deal: Deal) -> DealPane:
    made = DealPane(desk, window)
    made.resize(432, 700)
    made.show()
    made.show_deal(deal.id)
    return made


def placed(window: QWidget, field: F, deal: Deal, text: str) -> F:
    layout = window.layout()
    assert layout is not None
    layout.addWidget(field)
    field.show()
    field.show_value(deal.id, text, deal.version)
    return field


def type_into(qtbot: QtBot, editor: QWidget, text: str) -> None:
    editor.setFocus()
    assert isinstance(editor, QLineEdit | QPlainTextEdit)
    editor.selectAll()
    qtbot.keyClicks(editor, text)


def dialog_of(window: QWidget) -> DecisionDialog:
    [dialog] = [found for found in window.findChildren(DecisionDialog) if found.isVisible()]
    return dialog


def no_dialog(window: QWidget) -> bool:
    return not any(found.isVisible() for found in window.findChildren(DecisionDialog))


def words(dialog: DecisionDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel)]


def told(dialog: DecisionDialog) -> list[str]:
    return [text.toPlainText() for text in dialog.texts.values()]


def choose(qtbot: QtBot, window: QWidget, choice: Choice) -> None:
    dialog = dialog_of(window)
    with qtbot.waitSignal(dialog.decided):
        qtbot.mouseClick(dialog.button(choice), Qt.MouseButton.LeftButton)


def meet(qtbot: QtBot, kim: Workspace, deal: Deal, title: LineField, theirs: str = "Theirs") -> None:
    """Kim saves her title, then I save mine."""
    type_into(qtbot, title.line, "Mine")
    editing.edit(kim, Kind.DEAL, deal.id, {"title": theirs})
    qtbot.keyClick(title.line, ENTER)


class TestTheSameField:
    def test_it_shows_before_theirs_and_mine(
        self, qtbot: QtBot, kim: Workspace, window: QWidget, deal: Deal, title: LineField, saved: Callable[[int], Deal]
    ) -> None:
        meet(qtbot, kim, deal, title)
        dialog = dialog_of(window)
        assert dialog.accessibleName() == "Kim Roth changed Title while you were editing"
        assert dict(zip(dialog.texts, told(dialog), strict=True)) == {
            "Title, Before": deal.title,
            "Title, Theirs: Kim Roth, Today 10:00": "Theirs",
            "Title, Mine": "Mine",
        }
        assert dialog.focusWidget() is dialog.button(Choice.EDIT)  # a second Enter overwrites nothing
        assert saved(deal.id).title == "Theirs"
        assert title.text() == "Mine"

    def test_keep_theirs(
        self, qtbot: QtBot, kim: Workspace, window: QWidget, deal: Deal, title: LineField, saved: Callable[[int], Deal]
    ) -> None:
        meet(qtbot, kim, deal, title)
        choose(qtbot, window, Choice.THEIRS)
        assert (title.text(), title.changed, title.note) == ("Theirs", False, "")
        assert saved(deal.id).title == "Theirs"
        type_into(qtbot, title.line, "Next")  # their version is what was seen
        qtbot.keyClick(title.line, ENTER)
        assert saved(deal.id).title == "Next"

    def test_keep_mine(
        self, qtbot: QtBot, kim: Workspace, window: QWidget, deal: Deal, title: LineField, saved: Callable[[int], Deal]
    ) -> None:
        meet(qtbot, kim, deal, title)
        choose(qtbot, window, Choice.MINE)
        assert (title.text(), title.changed, title.note) == ("Mine", False, "")
        assert saved(deal.id).title == "Mine"
        entries = history.history(kim, of=(Kind.DEAL, deal.id), limit=2)
        assert [entry.user for entry in entries] == [history.history(kim, limit=1)[0].user, "Kim Roth"]

    def test_a_third_change_in_between_asks_again(
        self, qtbot: QtBot, kim: Workspace, window: QWidget, deal: Deal, title: LineField, saved: Callable[[int], Deal]
    ) -> None:
        meet(qtbot, kim, deal, title)
        kim.clock.advance(minutes=1)
        editing.edit(kim, Kind.DEAL, deal.id, {"title": "Theirs again"})
        choose(qtbot, window, Choice.MINE)
        assert told(dialog_of(window)) == ["Theirs", "Theirs again", "Mine"]
        assert saved(deal.id).title == "Theirs again"
        choose(qtbot, window, Choice.MINE)
        assert saved(deal.id).title == "Mine"
        assert no_dialog(window)

    @pytest.mark.parametrize("key", [ESC, ENTER])
    def test_edit_goes_back_to_my_text(
        self,
        qtbot: QtBot,
        kim: Workspace,
        window: QWidget,
        deal: Deal,
        title: LineField,
        saved: Callable[[int], Deal],
        key: Qt.Key,
    ) -> None:
        meet(qtbot, kim, deal, title)
        dialog = dialog_of(window)
        with qtbot.waitSignal(dialog.decided):
            qtbot.keyClick(dialog, key)
        assert title.text() == "Mine"
        assert title.note == "Kim Roth changed it to “Theirs”. Enter saves yours, Esc takes that."
        title.show_value(deal.id, "Theirs", deal.version + 1)  # read again for another reason
        assert title.note.startswith("Kim Roth changed it to “Theirs”")
        window.findChildren(QLineEdit)[0].setFocus()  # looking elsewhere overwrites nothing
        assert saved(deal.id).title == "Theirs"
        assert no_dialog(window)
        title.line.setFocus()
        qtbot.keyClicks(title.line, " own")
        assert "Theirs" in title.note
        qtbot.keyClick(title.line, ENTER)
        assert saved(deal.id).title == "Mine own"

    def test_edit_and_then_esc_takes_theirs(
        self, qtbot: QtBot, kim: Workspace, window: QWidget, deal: Deal, title: LineField
    ) -> None:
        meet(qtbot, kim, deal, title)
        choose(qtbot, window, Choice.EDIT)
        qtbot.keyClick(title.line, ESC)
        assert (title.text(), title.note, title.changed) == ("Theirs", "", False)

    def test_both_texts_of_several_lines_can_be_kept(
        self, qtbot: QtBot, desk: Desk, kim: Workspace, window: QWidget, fresh: Fresh, demo_workspace: Workspace
    ) -> None:
        number = contacts.contact_ids(kim)[0]
        contact = contacts.contact_detail(kim, number).contact
        field = TextField(desk, Kind.CONTACT, "address", "Address")
        layout = window.layout()
        assert layout is not None
        layout.addWidget(field)
        field.show_value(number, contact.address or "", contact.version)
        field.box.setFocus()
        field.box.setPlainText("Hamngatan 4\nLund")
        editing.edit(kim, Kind.CONTACT, number, {"address": "Torget 1"})
        window.findChildren(QLineEdit)[0].setFocus()
        choose(qtbot, window, Choice.BOTH)
        assert field.text() == "Torget 1\nHamngatan 4\nLund"
        assert not field.changed
        again = contacts.contact_detail(fresh(demo_workspace), number).contact
        assert again.address == "Torget 1\nHamngatan 4\nLund"

    def test_a_line_cannot_be_both(
        self, qtbot: QtBot, kim: Workspace, window: QWidget, deal: Deal, title: LineField
    ) -> None:
        meet(qtbot, kim, deal, title)
        with pytest.raises(KeyError):
            dialog_of(window).button(Choice.BOTH)

    def test_amounts_days_and_owners_look_as_in_their_fields(
        self, qtbot: QtBot, desk: Desk, kim: Workspace, window: QWidget, deal: Deal, saved: Callable[[int], Deal]
    ) -> None:
        editing.edit(kim, Kind.DEAL, deal.id, {"value": "48000", "expected_close": "2026-12-18", "owner": ""})
        deal = saved(deal.id)
        money = placed(window, MoneyField(desk, Kind.DEAL, "value", "Value"), deal, "€48,000")
        day = placed(window, DayField(desk, Kind.DEAL, "expected_close", "Expected close"), deal, "18 Dec 2026")
        owner = placed(window, OwnerField(desk, Kind.DEAL), deal, "")
        theirs = {"value": "52000.50", "expected_close": "2027-01-31", "owner": "Kim Roth"}
        editing.edit(kim, Kind.DEAL, deal.id, theirs)
        type_into(qtbot, money.line, "50k")
        qtbot.keyClick(money.line, ENTER)
        assert told(dialog_of(window)) == ["€48,000", "€52,000.50", "50k"]
        choose(qtbot, window, Choice.THEIRS)
        assert money.text() == "€52,000.50"
        type_into(qtbot, day.line, "24 Dec 2026")
        qtbot.keyClick(day.line, ENTER)
        assert told(dialog_of(window)) == ["18 Dec 2026", "31 Jan 2027", "24 Dec 2026"]
        choose(qtbot, window, Choice.MINE)
        assert str(saved(deal.id).expected_close) == "2026-12-24"
        owner.box.setCurrentIndex(1)
        owner.box.activated.emit(1)
        assert told(dialog_of(window))[:2] == ["Nobody", "Kim Roth"]
        choose(qtbot, window, Choice.THEIRS)
        assert owner.text() == "Kim Roth"

    def test_it_is_asked_about_a_record_that_was_left_and_the_text_waits_there(
        self, qtbot: QtBot, kim: Workspace, window: QWidget, deal: Deal, title: LineField, saved: Callable[[int], Deal]
    ) -> None:
        type_into(qtbot, title.line, "Mine")
        editing.edit(kim, Kind.DEAL, deal.id, {"title": "Theirs"})
        title.show_value(1, "Another deal", 1)
        choose(qtbot, window, Choice.EDIT)
        assert title.text() == "Another deal"
        now = saved(deal.id)
        title.show_value(deal.id, now.title, now.version)
        assert title.text() == "Mine"
        title.show_value(1, "Another deal", 1)
        title.show_value(deal.id, now.title, now.version)
        qtbot.keyClick(title.line, ENTER)
        assert saved(deal.id).title == "Mine"


class TestGone:
    def test_restore_it_with_my_changes(
        self, qtbot: QtBot, kim: Workspace, window: QWidget, deal: Deal, title: LineField, saved: Callable[[int], Deal]
    ) -> None:
        type_into(qtbot, title.line, "Mine")
        editing.delete(kim, Kind.DEAL, deal.id)
        qtbot.keyClick(title.line, ENTER)
        dialog = dialog_of(window)
        assert dialog.accessibleName() == f"“{deal.title}” was deleted by Kim Roth, Today 10:00"
        assert dialog.texts["Title"].toPlainText() == "Mine"
        choose(qtbot, window, Choice.RESTORE)
        assert saved(deal.id).title == "Mine"
        assert (title.text(), title.changed, title.note) == ("Mine", False, "")
        assert history.history(kim, limit=1)[0].title == f"Brought back “{deal.title}”. Changed title of “{deal.title}”"

    def test_discard_my_changes(
        self, qtbot: QtBot, kim: Workspace, window: QWidget, deal: Deal, title: LineField
    ) -> None:
        type_into(qtbot, title.line, "Mine")
        editing.delete(kim, Kind.DEAL, deal.id)
        qtbot.keyClick(title.line, ENTER)
        with qtbot.waitSignal(title.outdated):
            choose(qtbot, window, Choice.DISCARD)
        assert (title.text(), title.changed) == (deal.title, False)

    def test_cancel_keeps_the_text(
        self, qtbot: QtBot, kim: Workspace, window: QWidget, deal: Deal, title: LineField
    ) -> None:
        type_into(qtbot, title.line, "Mine")
        editing.delete(kim, Kind.DEAL, deal.id)
        qtbot.keyClick(title.line, ENTER)
        qtbot.keyClick(dialog_of(window), ESC)
        assert title.text() == "Mine"
        assert "was deleted by Kim Roth" in title.note

    def test_a_pane_stays_until_it_is_decided_about_what_is_typed(
        self, qtbot: QtBot, desk: Desk, kim: Workspace, window: QWidget, deal: Deal, pane: DealPane
    ) -> None:
        type_into(qtbot, pane.source.line, "A fair")
        desk.bus.publish(editing.delete(kim, Kind.DEAL, deal.id))
        assert pane.deal_id == deal.id
        assert dialog_of(window).texts["Source"].toPlainText() == "A fair"
        with qtbot.waitSignal(pane.closed):
            choose(qtbot, window, Choice.DISCARD)

    def test_restored_from_the_pane_it_goes_on(
        self,
        qtbot: QtBot,
        desk: Desk,
        kim: Workspace,
        window: QWidget,
        deal: Deal,
        pane: DealPane,
        saved: Callable[[int], Deal],
    ) -> None:
        type_into(qtbot, pane.source.line, "A fair")
        desk.bus.publish(editing.delete(kim, Kind.DEAL, deal.id))
        choose(qtbot, window, Choice.RESTORE)
        assert (pane.deal_id, saved(deal.id).source) == (deal.id, "A fair")
        assert (pane.source.text(), pane.source.changed, pane.source.note) == ("A fair", False, "")

    def test_a_note_that_is_half_written_is_not_lost_and_not_saved(
        self, qtbot: QtBot, desk: Desk, kim: Workspace, window: QWidget, deal: Deal, pane: DealPane
    ) -> None:
        pane.write(ActivityKind.NOTE)
        qtbot.keyClicks(QApplication.focusWidget(), "Half a no")
        desk.bus.publish(editing.delete(kim, Kind.DEAL, deal.id))
        choose(qtbot, window, Choice.EDIT)
        desk.bus.publish(editing.edit(kim, Kind.USER, users.find_user(kim, "Kim Roth").id, {"initials": "KX"}))
        assert no_dialog(window)  # it was asked already
        assert pane.composer.text == "Half a no"
        pane.composer.save()
        choose(qtbot, window, Choice.RESTORE)
        assert deals.deal_detail(kim, deal.id).timeline[0].body == "Half a no"
        assert pane.composer.text == ""

    @pytest.mark.parametrize("choice", [Choice.RESTORE, Choice.DISCARD])
    def test_a_note_whose_deal_goes_while_it_is_written(
        self, qtbot: QtBot, desk: Desk, kim: Workspace, window: QWidget, deal: Deal, pane: DealPane, choice: Choice
    ) -> None:
        said = deals.deal_detail(kim, deal.id).timeline
        pane.write(ActivityKind.NOTE)
        qtbot.keyClicks(QApplication.focusWidget(), "Half a no")
        desk.bus.publish(editing.delete(kim, Kind.DEAL, deal.id))
        choose(qtbot, window, choice)
        if choice is Choice.DISCARD:
            assert (pane.deal_id, pane.composer.text) == (None, "")
        else:
            assert deals.deal_detail(kim, deal.id).timeline == said
            assert (pane.deal_id, pane.composer.text) == (deal.id, "Half a no")

    def test_a_composer_that_has_gone_on_keeps_the_draft(
        self, qtbot: QtBot, desk: Desk, kim: Workspace, window: QWidget, deal: Deal
    ) -> None:
        composer = Composer(desk, Kind.DEAL, window)
        composer.show()
        composer.show_record(deal.id)
        box = composer.findChildren(QPlainTextEdit)[0]
        qtbot.keyClicks(box, "Said")
        editing.delete(kim, Kind.DEAL, deal.id)
        composer.save()
        choose(qtbot, window, Choice.EDIT)
        assert composer.text == "Said"
        assert desk.settings.draft(desk.file_uuid, f"deal:{deal.id}") == "Said"

    def test_an_entry_that_is_being_edited_is_kept(
        self, qtbot: QtBot, desk: Desk, kim: Workspace, window: QWidget, deal: Deal, pane: DealPane
    ) -> None:
        desk.runner.write(activities.log_activity, ActivityKind.NOTE, (Kind.DEAL, deal.id), "Frist", owner=pane)
        view = next(found for found in pane.findChildren(EntryView) if found.entry.body == "Frist")
        view.edit()
        type_into(qtbot, view.findChildren(QPlainTextEdit)[0], "First and more")
        desk.bus.publish(editing.delete(kim, Kind.ACTIVITY, view.entry.id))
        assert dialog_of(window).texts["Text"].toPlainText() == "First and more"
        choose(qtbot, window, Choice.RESTORE)
        assert deals.deal_detail(kim, deal.id).timeline[0].body == "First and more"

    def test_an_entry_that_somebody_changed_meanwhile_is_asked_about(
        self, qtbot: QtBot, desk: Desk, kim: Workspace, window: QWidget, deal: Deal, pane: DealPane
    ) -> None:
        desk.runner.write(activities.log_activity, ActivityKind.NOTE, (Kind.DEAL, deal.id), "Frist", owner=pane)
        view = next(found for found in pane.findChildren(EntryView) if found.entry.body == "Frist")
        view.edit()
        editor = view.findChildren(QPlainTextEdit)[0]
        type_into(qtbot, editor, "First")
        desk.bus.publish(editing.edit(kim, Kind.ACTIVITY, view.entry.id, {"body": "Hers"}))
        assert any("Changed meanwhile to “Hers”" in label.text() for label in view.findChildren(QLabel))
        qtbot.keyClick(editor, ENTER, Qt.KeyboardModifier.ControlModifier)
        assert told(dialog_of(window)) == ["Frist", "Hers", "First"]
        choose(qtbot, window, Choice.BOTH)
        assert deals.deal_detail(kim, deal.id).timeline[0].body == "Hers\nFirst"


class TestDeleting:
    def test_what_somebody_changed_is_not_deleted_without_a_question(
        self, qtbot: QtBot, desk: Desk, kim: Workspace, deal: Deal, pane: DealPane, saved: Callable[[int], Deal]
    ) -> None:
        met: list[UserError] = []
        desk.runner.failed.connect(met.append)
        editing.edit(kim, Kind.DEAL, deal.id, {"value": "52000"})
        pane._delete()
        [problem] = met
        assert isinstance(problem, DeletionConflict)
        assert saved(deal.id).deleted_at is None
        dialog = deletion_dialog(desk, problem, pane.window())
        assert dialog.accessibleName() == f"Kim Roth changed Value of “{deal.title}” since you saw it"
        assert list(dialog.texts) == ["Value, Before", "Value, Now: Kim Roth, Today 10:00"]
        assert dialog.button(Choice.KEEP).isDefault()
        dialog.close()


def _room(text: QWidget) -> int:
    frame = text.parentWidget()
    assert isinstance(frame, QWidget)
    return frame.height()


FIELD = FieldConflict("address", "Torget 1\n" * 3, "Hamngatan 4, 222 29 Lund, Sweden", "x" * 400, "Kim Roth", None)


@pytest.mark.parametrize("dress", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
@pytest.mark.parametrize("factor", [1, 2])
def test_everything_has_room_and_a_name(
    qtbot: QtBot, qapp: QApplication, desk: Desk, window: QWidget, dress: theme.Theme, factor: int
) -> None:
    font = QFont(qapp.font())
    try:
        larger = QFont(font)
        larger.setPointSizeF(font.pointSizeF() * factor)
        qapp.setFont(larger)
        theme.apply(qapp, dress)
        dialogs = [
            conflict_dialog(desk, Conflict(Kind.CONTACT, 1, 2, [FIELD, FIELD], "Jonas"), window, joins=True),
            gone_dialog(desk, Gone(Kind.DEAL, 1, "Pilot", "Kim Roth", desk.now()), window, [("Note", "line\n" * 30)]),
            deletion_dialog(desk, DeletionConflict(Kind.DEAL, 1, 2, [FIELD], "Pilot"), window),
        ]
        for dialog in dialogs:
            qtbot.addWidget(dialog)
            dialog.open()
            buttons = list(dialog._by_choice.values())
            assert dialog.accessibleName()
            assert all(text.accessibleName() for text in dialog.texts.values())
            assert all(button.width() >= button.sizeHint().width() for button in buttons)
            assert dialog.minimumSizeHint().width() <= dialog.width()
            labels = [label for label in dialog.findChildren(QLabel) if label.wordWrap()]
            assert all(label.height() >= label.heightForWidth(label.width()) for label in labels)
            texts = list(dialog.texts.values())
            qtbot.waitUntil(lambda texts=texts: all(text.geometry().bottom() < _room(text) for text in texts))
            assert dialog.focusWidget() is buttons[0]
            dialog.close()
    finally:
        qapp.setFont(font)
        theme.apply(qapp, theme.LIGHT)
