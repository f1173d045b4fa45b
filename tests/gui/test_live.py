"""What others save in the same file reaches the window once; trouble with the file stops saving until it is over."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import Damaged, UserError
from leaddesk.domain.guests import Guest
from leaddesk.domain.records import Kind
from leaddesk.gui.bridge.live import Live, State, Trouble
from leaddesk.gui.bridge.runner import InlineRunner
from leaddesk.gui.desk import Desk
from leaddesk.gui.models import glow as glows
from leaddesk.gui.pipeline.board import Board
from leaddesk.gui.pipeline.deal_pane import DealPane
from leaddesk.services import care, contacts, deals, editing
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Session, Workspace, leave, open_workspace
from leaddesk.storage.engine import sqlite_connect
from leaddesk.storage.engine.guests import SLOT_SIZE, encoded

NOBODY: Callable[[], int | None] = lambda: None  # noqa: E731


@pytest.fixture
def path(demo_workspace: Workspace) -> Path:
    """The file of `desk`, which nobody else has open."""
    demo_workspace.database.close()
    return demo_workspace.database.path


@pytest.fixture
def maria(path: Path, demo_workspace: Workspace, tmp_path: Path) -> Iterator[Workspace]:
    """A colleague's program on the same file."""
    clock, session = demo_workspace.clock, Session(joins=True)
    opened = open_workspace(
        path, settings=Settings(tmp_path / "hers.json"), as_user="Maria Ruiz", clock=clock, session=session
    )
    yield opened
    opened.database.close()
    leave(session)


@pytest.fixture
def live(desk: Desk, qtbot: QtBot) -> Live:
    """Looks when it is told to."""
    found = Live(desk.runner, desk.guests, NOBODY, desk.bus)
    found.pause()
    found.look()
    return found


@pytest.fixture
def heard(desk: Desk, live: Live) -> list[Changes]:
    changes: list[Changes] = []
    desk.bus.changed.connect(changes.append)
    return changes


@pytest.fixture
def states(live: Live) -> list[Trouble | None]:
    found: list[Trouble | None] = []
    live.state_changed.connect(lambda state: found.append(state.trouble))
    return found


def saved(desk: Desk, title: str) -> str:
    """What becomes of a new deal: nothing is said, or why it is not saved."""
    problems: list[UserError] = []
    desk.runner.write(deals.add_deal, {"title": title}, owner=desk.bus, failed=problems.append)
    return str(problems[0]) if problems else ""


def first_of(workspace: Workspace, column: int) -> int:
    return int(deals.board(workspace).columns[column].ids[0])


def test_what_a_colleague_saves_is_published_once_and_names_them(
    live: Live, heard: list[Changes], maria: Workspace
) -> None:
    card = first_of(maria, 1)
    deals.win_deal(maria, card)
    live.look()
    live.look()
    [changes] = heard
    assert changes.has(Kind.DEAL, card)
    assert changes.by is not None
    assert (changes.by.name, changes.by.initials) == ("Maria Ruiz", "MR")


def test_my_own_work_is_not_published_again(live: Live, heard: list[Changes], desk: Desk, maria: Workspace) -> None:
    assert saved(desk, "Mine") == ""
    live.look()
    assert [changes.by for changes in heard] == [None]
    contacts.add_company(maria, {"name": "Hers"})
    assert saved(desk, "Mine too") == ""
    live.look()
    assert [changes.by and changes.by.initials for changes in heard] == [None, None, "MR"]


def test_a_file_that_was_away_is_read_anew_and_takes_work_again(
    live: Live, heard: list[Changes], states: list[Trouble | None], desk: Desk, path: Path
) -> None:
    away = path.with_name("away.leaddesk")
    path.rename(away)
    live.look()
    live.look()
    assert states == [Trouble.MISSING]
    assert not live.takes_work
    assert "is not there any more" in saved(desk, "Into nothing")
    away.rename(path)
    live.look()
    assert states == [Trouble.MISSING, None]
    assert [changes.everything for changes in heard] == [True]
    assert saved(desk, "There again") == ""


def test_the_same_database_in_a_new_file_goes_on_without_a_word(
    live: Live, heard: list[Changes], states: list[Trouble | None], desk: Desk, path: Path
) -> None:
    copied = path.with_name("copied.leaddesk")
    desk.runner.read(care.backup, copied, owner=desk.bus, then=lambda _: None)
    copied.replace(path)
    live.look()
    assert states == []
    assert [changes.everything for changes in heard] == [True]
    assert saved(desk, "Into the new file") == ""


def test_another_database_is_not_read_and_not_written(
    live: Live, heard: list[Changes], states: list[Trouble | None], desk: Desk, path: Path, template: Path
) -> None:
    kept, other = path.with_name("kept.leaddesk"), path.with_name("other.leaddesk")
    kept.hardlink_to(path)
    shutil.copyfile(template, other)
    before = other.read_bytes()
    other.replace(path)
    live.look()
    live.look()
    assert states == [Trouble.REPLACED]
    assert "another database lies where" in saved(desk, "Into another")
    assert path.read_bytes() == before
    kept.replace(path)
    live.look()
    assert states == [Trouble.REPLACED, None]
    assert [changes.everything for changes in heard] == [True]
    assert saved(desk, "Into mine") == ""


def test_a_file_of_an_older_program_in_its_place_is_left_as_it_is(
    live: Live, states: list[Trouble | None], desk: Desk, path: Path
) -> None:
    other = path.with_name("other.leaddesk")
    old = sqlite_connect(other)
    old.executescript((Path(__file__).parents[1] / "fixtures" / "schema_1.sql").read_text("utf-8"))
    old.close()
    before = other.read_bytes()
    other.replace(path)
    live.look()
    live.look()
    assert states == [Trouble.REPLACED]
    assert "made by an older LeadDesk" in saved(desk, "Into the older")
    assert path.read_bytes() == before


def test_an_older_copy_is_not_written(live: Live, states: list[Trouble | None], desk: Desk, path: Path) -> None:
    older = path.with_name("older.leaddesk")
    desk.runner.read(care.backup, older, owner=desk.bus, then=lambda _: None)
    saved(desk, "Later")
    older.replace(path)
    live.look()
    assert states == [Trouble.OLDER]
    assert "older copy was put in the place" in saved(desk, "Into the older")


def test_the_file_of_a_newer_program_is_not_written(
    live: Live, states: list[Trouble | None], desk: Desk, path: Path
) -> None:
    newer = sqlite_connect(path)
    [[version]] = newer.execute("PRAGMA user_version").fetchall()
    newer.execute("PRAGMA user_version = 99")
    live.look()
    assert states == [Trouble.NEWER]
    assert "update LeadDesk" in saved(desk, "Into the newer")
    newer.execute(f"PRAGMA user_version = {version}")
    newer.close()
    live.look()
    assert states == [Trouble.NEWER, None]
    assert saved(desk, "Well again") == ""


def test_damage_that_any_call_meets_stops_saving_until_the_file_is_opened_again(
    live: Live, heard: list[Changes], states: list[Trouble | None], desk: Desk
) -> None:
    def met(_: Workspace) -> None:
        raise Damaged("a page is damaged", "nothing was changed", "open a backup")

    desk.runner.read(met, owner=desk.bus, then=lambda _: None)
    live.look()
    assert states == [Trouble.DAMAGED]
    assert saved(desk, "Around the hole").startswith("a page is damaged")
    assert heard == []
    live.reconnect()
    assert states == [Trouble.DAMAGED, None]
    assert [changes.everything for changes in heard] == [True]
    assert saved(desk, "Well again") == ""


def test_somebody_whose_locks_do_not_reach_us_stops_saving(desk: Desk, maria: Workspace, qtbot: QtBot) -> None:
    presence = maria.session.presence
    assert presence is not None
    now = maria.clock()
    stranger = Guest("x", "Kim Lee", "KL", "#333333", "far-away", 7, "1", opened_at=now, seen_at=now)
    with presence.path.open("r+b") as slots:
        slots.seek(9 * SLOT_SIZE)
        slots.write(encoded(stranger))
    runner = InlineRunner(desk.bus, lambda query_only: maria)
    live = Live(runner, desk.guests, NOBODY, desk.bus)
    live.pause()
    live.look()
    assert live.state.trouble is Trouble.UNSAFE
    assert "Kim Lee has this file open on far-away" in saved(replace(desk, runner=runner), "Unsafe")


class Silent(InlineRunner):
    """A disk that does not answer: calls wait until it does."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.asked: list[Callable[[], None]] = []

    def _start(self, ticket: Any, lane: Any) -> None:
        self.asked.append(partial(super()._start, ticket, lane))


def test_silence_is_told_and_ends_with_the_answer(
    desk: Desk, open_again: Callable[[bool], Workspace], qtbot: QtBot
) -> None:
    runner = Silent(desk.bus, open_again)
    live = Live(runner, desk.guests, NOBODY, desk.bus)
    live.pause()
    told: list[State] = []
    heard: list[Changes] = []
    live.state_changed.connect(told.append)
    desk.bus.changed.connect(heard.append)
    live.look()
    for seconds, trouble in ((4, Trouble.SLOW), (12, Trouble.OFFLINE)):
        assert live._asked_at is not None
        live._asked_at -= seconds
        live.look()
        assert told[-1].trouble is trouble
    assert len(runner.asked) == 1  # it is not asked again and again
    runner.asked[0]()
    assert live.state == State()
    assert [changes.everything for changes in heard] == [True]
    runner.stop()


def test_who_comes_and_goes_and_what_they_have_open(
    desk: Desk, path: Path, settings: Settings, maria: Workspace, qtbot: QtBot
) -> None:
    session = Session(joins=True)
    open_mine = partial(open_workspace, path, settings=settings, clock=maria.clock, session=session)
    runner = InlineRunner(desk.bus, lambda query_only: open_mine())
    opened = first_of(maria, 1)
    live = Live(runner, desk.guests, lambda: opened, QObject(desk.bus))
    live.pause()
    told: list[bool] = []
    desk.guests.changed.connect(lambda: told.append(True))
    assert maria.session.presence is not None
    live.look()
    live.look()
    assert len(told) == 1
    assert [(guest.initials, guest.is_me) for guest in desk.guests.guests] == [("MR", False), ("SK", True)]
    assert [guest.record for guest in maria.session.presence.here() if guest.name == "Sam Keller"] == [opened]
    assert desk.guests.on(opened) == []
    maria.session.presence.tell(record=opened)
    live.look()
    assert [guest.name for guest in desk.guests.on(opened)] == ["Maria Ruiz"]
    leave(maria.session)
    live.look()
    assert [guest.name for guest in desk.guests.guests] == ["Sam Keller"]
    runner.stop()
    leave(session)


def test_the_board_keeps_what_is_chosen_and_seen_and_the_card_glows(
    live: Live, board: Board, maria: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(glows, "LASTS_MS", 40)
    view, ids = board.columns[0].view, list(board.columns[0].model.ids)
    board.resize(1150, 420)
    board.choose(ids[4])
    view.verticalScrollBar().setValue(view.section * 2 + 7)
    QApplication.processEvents()
    before = view.visualRect(board.columns[0].model.index(4)).top()
    deals.move_deal(maria, ids[0], deals.list_stages(maria)[1].id)
    live.look()
    glow = board.model.glow.by(ids[0])
    assert glow is not None
    assert glow.initials == "MR"
    assert board.columns[1].model.ids.count(ids[0]) == 1
    assert board.current_id == ids[4]
    assert board.columns[0].view.visualRect(board.columns[0].model.index(3)).top() == before
    qtbot.waitUntil(lambda: board.model.glow.by(ids[0]) is None)


def test_what_is_being_typed_stays_while_the_record_changes(
    live: Live, desk: Desk, maria: Workspace, qtbot: QtBot
) -> None:
    card = first_of(maria, 1)
    window = QWidget()
    qtbot.addWidget(window)
    pane = DealPane(desk, window)
    with qtbot.waitActive(window):
        window.show()
    pane.show_deal(card)
    pane.source.line.setFocus()
    pane.source.line.selectAll()
    QTest.keyClicks(pane.source.line, "Trade fair")
    QTest.keyClick(pane.source.line, Qt.Key.Key_Left)
    editing.edit(maria, Kind.DEAL, card, {"title": "Another title"})
    live.look()
    assert pane.title.text() == "Another title"
    assert pane.source.line.hasFocus()
    assert (pane.source.line.text(), pane.source.line.cursorPosition()) == ("Trade fair", 9)
    QTest.keyClick(pane.source.line, Qt.Key.Key_Return)
    assert deals.deal_detail(maria, card).deal.source == "Trade fair"
