"""What is refused because of a colleague's change or deletion is asked about in the window, wherever it was done."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from leaddesk.domain.records import Deal, DealStatus, Kind
from leaddesk.gui import theme
from leaddesk.gui.bridge.runner import InlineRunner
from leaddesk.gui.main_window import MainWindow
from leaddesk.gui.office import Office
from leaddesk.gui.pipeline.needed_dialog import NeededDialog
from leaddesk.gui.pipeline.pipeline_page import PipelinePage
from leaddesk.gui.widgets.conflict_dialog import Choice, DecisionDialog
from leaddesk.gui.widgets.toast import Toast
from leaddesk.services import deals, editing, users
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Workspace, open_workspace
from leaddesk.storage.queries import records

pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)")


@pytest.fixture
def kim(demo_workspace: Workspace, settings: Settings) -> Iterator[Workspace]:
    users.add_user(demo_workspace, "Kim Roth")
    opened = open_workspace(
        demo_workspace.database.path, settings=settings, as_user="Kim Roth", clock=demo_workspace.clock
    )
    yield opened
    opened.database.close()


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, settings: Settings, clock: Any, kim: Workspace) -> Iterator[MainWindow]:
    """The window on the invented business; what Kim does is not told to it before it is asked for."""
    theme.apply(qapp, theme.LIGHT)
    made = MainWindow(Office(settings, InlineRunner, clock))
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
    made.office.open_file(kim.database.path)
    qtbot.waitUntil(lambda: made.desk is not None and hasattr(made, "_reminders"))
    made.watch.live.pause()
    yield made
    made.close()


@pytest.fixture
def page(window: MainWindow) -> PipelinePage:
    window.show_page("pipeline")
    shown = window.page("pipeline")
    assert isinstance(shown, PipelinePage)
    return shown


@pytest.fixture
def deal(page: PipelinePage, kim: Workspace) -> Deal:
    return now(kim, page.model.columns[1].ids[0])


def now(kim: Workspace, deal: int) -> Deal:
    [found] = records.by_ids(kim.database, Deal, [deal])
    return found


def answer(qtbot: QtBot, window: MainWindow, choice: Choice) -> DecisionDialog:
    [dialog] = [found for found in window.findChildren(DecisionDialog) if found.isVisible()]
    with qtbot.waitSignal(dialog.decided):
        qtbot.mouseClick(dialog.button(choice), Qt.MouseButton.LeftButton)
    return dialog


@pytest.mark.parametrize("choice", [Choice.DELETE, Choice.KEEP])
def test_a_card_that_somebody_changed_is_not_deleted_unasked(
    qtbot: QtBot, window: MainWindow, page: PipelinePage, kim: Workspace, deal: Deal, choice: Choice
) -> None:
    editing.edit(kim, Kind.DEAL, deal.id, {"value": "52000"})
    page.actions_on.delete((deal.id,))
    assert page.model.place(deal.id) is not None  # the card is back meanwhile
    answer(qtbot, window, choice)
    assert (now(kim, deal.id).deleted_at is not None) is (choice is Choice.DELETE)
    assert (page.model.place(deal.id) is None) is (choice is Choice.DELETE)


def test_a_card_that_somebody_deleted_is_restored_and_moved(
    qtbot: QtBot, window: MainWindow, page: PipelinePage, kim: Workspace, deal: Deal
) -> None:
    editing.delete(kim, Kind.DEAL, deal.id)
    target = page.model.columns[3].stage.id
    page.model.move((deal.id,), target, None)
    answer(qtbot, window, Choice.RESTORE)
    moved = now(kim, deal.id)
    assert (moved.deleted_at, moved.stage_id) == (None, target)
    assert page.model.place(deal.id) == (3, len(page.model.columns[3].ids) - 1)


def test_a_card_that_somebody_deleted_stays_deleted_where_the_win_is_discarded(
    qtbot: QtBot, window: MainWindow, page: PipelinePage, kim: Workspace, deal: Deal
) -> None:
    editing.delete(kim, Kind.DEAL, deal.id)
    page.actions_on.win((deal.id,))
    answer(qtbot, window, Choice.DISCARD)
    assert now(kim, deal.id).deleted_at is not None
    assert now(kim, deal.id).status is DealStatus.OPEN


@pytest.mark.parametrize(("choice", "title"), [(Choice.MINE, "Mine"), (Choice.THEIRS, "Theirs")])
def test_a_title_that_both_wrote_on_the_card(
    qtbot: QtBot, window: MainWindow, page: PipelinePage, kim: Workspace, deal: Deal, choice: Choice, title: str
) -> None:
    editing.edit(kim, Kind.DEAL, deal.id, {"title": "Theirs"})
    page.model.retitle(deal.id, "Mine")
    dialog = answer(qtbot, window, choice)
    assert [text.toPlainText() for text in dialog.texts.values()] == [deal.title, "Theirs", "Mine"]
    assert now(kim, deal.id).title == title


def test_other_problems_are_just_told(window: MainWindow, page: PipelinePage, kim: Workspace, deal: Deal) -> None:
    deals.win_deal(kim, deal.id)
    page.model.move((deal.id,), page.model.columns[3].stage.id, None)
    assert not window.findChildren(DecisionDialog)
    said = [toast.accessibleName() for toast in window.findChildren(Toast)]
    assert any(f"“{deal.title}” is won already" in text for text in said)


def test_what_a_stage_requires_is_asked_for_and_the_card_goes_there_after_all(
    window: MainWindow, page: PipelinePage, demo_workspace: Workspace, fresh: Any
) -> None:
    target = page.model.columns[3].stage
    editing.edit(demo_workspace, Kind.STAGE, target.id, {"required": "source"})
    deal = page.model.columns[1].ids[0]
    editing.edit(demo_workspace, Kind.DEAL, deal, {"source": ""})
    page.model.move([deal], target.id, None)
    assert page.model.place(deal) == (1, 0)  # the card is back meanwhile
    dialog = next(found for found in window.findChildren(NeededDialog) if found.isVisible())
    dialog.findChild(QLineEdit).setText("Trade fair")
    dialog.accept()
    assert page.model.place(deal) == (3, len(page.model.columns[3].ids) - 1)
    saved = deals.deal_detail(fresh(demo_workspace), deal).deal
    assert (saved.stage_id, saved.source) == (target.id, "Trade fair")
