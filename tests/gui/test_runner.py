"""Calls run away from the UI thread and answer exactly once, on it."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import Busy, CannotOpen, Invalid, UserError
from leaddesk.domain.records import Kind
from leaddesk.gui.bridge import runner as runner_module
from leaddesk.gui.bridge.change_bus import ChangeBus
from leaddesk.gui.bridge.runner import InlineRunner, Lane, Runner, ThreadRunner
from leaddesk.services import care, deals
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Workspace, open_workspace
from leaddesk.storage.engine import sqlite_connect, turn

Make = Callable[[type[Runner]], Runner]


@pytest.fixture
def bus() -> ChangeBus:
    return ChangeBus()


@pytest.fixture
def make(workspace: Workspace, settings: Settings, bus: ChangeBus) -> Iterator[Make]:
    made: list[Runner] = []

    def make_runner(kind: type[Runner]) -> Runner:
        def open_again(query_only: bool) -> Workspace:
            return open_workspace(
                workspace.database.path, settings=settings, query_only=query_only, clock=workspace.clock
            )

        made.append(kind(bus, open_again))  # type: ignore[call-arg]
        return made[-1]

    yield make_runner
    for runner in made:
        runner.stop()


@pytest.fixture
def owner() -> QObject:
    return QObject()


@pytest.mark.parametrize("kind", [InlineRunner, ThreadRunner])
def test_what_is_written_is_published_and_then_answered(
    make: Make, kind: type[Runner], bus: ChangeBus, owner: QObject, qtbot: QtBot, workspace: Workspace
) -> None:
    heard: list[str] = []
    bus.changed.connect(lambda changes: heard.append(f"bus {changes.title}"))
    make(kind).write(
        deals.add_deal, {"title": "Warehouse pilot"}, owner=owner, then=lambda changes: heard.append("answer")
    )
    qtbot.waitUntil(lambda: "answer" in heard)
    assert heard == ["bus Added deal “Warehouse pilot”", "answer"]
    assert [card.title for card in deals.list_deals(workspace)] == ["Warehouse pilot"]


def test_calls_run_on_other_threads_and_answer_on_this_one(make: Make, owner: QObject, qtbot: QtBot) -> None:
    runner = make(ThreadRunner)
    here = threading.get_ident()
    worked: set[int] = set()
    answered: list[int] = []

    def where(_: Workspace) -> None:
        worked.add(threading.get_ident())

    for start in (runner.read, runner.write):
        start(where, owner=owner, then=lambda _: answered.append(threading.get_ident()))
    qtbot.waitUntil(lambda: len(answered) == 2)
    assert len(worked) == 2
    assert here not in worked
    assert set(answered) == {here}


def test_the_reading_thread_cannot_write(make: Make, owner: QObject, qtbot: QtBot) -> None:
    problems: list[UserError] = []
    make(ThreadRunner).read(
        deals.add_deal, {"title": "By mistake"}, owner=owner, then=lambda _: None, failed=problems.append
    )
    qtbot.waitUntil(lambda: bool(problems))
    assert "cannot be written" in str(problems[0])


def test_no_answer_comes_after_cancel_or_when_the_owner_is_gone(make: Make, owner: QObject, qtbot: QtBot) -> None:
    runner = make(ThreadRunner)
    heard: list[str] = []
    gate = threading.Event()

    def wait(_: Workspace) -> str:
        gate.wait(5)
        return "answer"

    runner.read(wait, owner=owner, then=heard.append).cancel()
    widget = QObject()
    runner.read(wait, owner=widget, then=heard.append)
    shiboken6.delete(widget)
    runner.read(wait, owner=owner, then=lambda _: heard.append("last"))
    gate.set()
    qtbot.waitUntil(lambda: "last" in heard)
    assert heard == ["last"]


def test_a_write_is_done_even_if_nobody_waits_for_it(
    make: Make, owner: QObject, qtbot: QtBot, workspace: Workspace, bus: ChangeBus
) -> None:
    published: list[Changes] = []
    bus.changed.connect(published.append)
    make(ThreadRunner).write(deals.add_deal, {"title": "Kept"}, owner=owner).cancel()
    qtbot.waitUntil(lambda: bool(published))
    assert [card.title for card in deals.list_deals(workspace)] == ["Kept"]


@pytest.mark.parametrize("kind", [InlineRunner, ThreadRunner])
def test_a_problem_reaches_the_caller_or_else_everybody(
    make: Make, kind: type[Runner], owner: QObject, qtbot: QtBot
) -> None:
    runner = make(kind)
    caller: list[UserError] = []
    everybody: list[UserError] = []
    runner.failed.connect(everybody.append)
    runner.write(deals.add_deal, {"title": " "}, owner=owner, failed=caller.append)
    qtbot.waitUntil(lambda: bool(caller))
    runner.write(deals.add_deal, {"title": " "}, owner=owner)
    qtbot.waitUntil(lambda: bool(everybody))
    assert isinstance(caller[0], Invalid)
    assert isinstance(everybody[0], Invalid)


@pytest.mark.parametrize("kind", [InlineRunner, ThreadRunner])
def test_our_mistake_is_told_and_the_thread_goes_on(
    make: Make, kind: type[Runner], owner: QObject, qtbot: QtBot
) -> None:
    runner = make(kind)
    crashed: list[BaseException] = []
    answers: list[list[str]] = []
    runner.crashed.connect(crashed.append)

    def broken(_: Workspace) -> None:
        raise ZeroDivisionError

    runner.read(broken, owner=owner, then=lambda _: None)
    runner.read(deals.list_stages, owner=owner, then=lambda found: answers.append([stage.name for stage in found]))
    qtbot.waitUntil(lambda: bool(answers))
    assert isinstance(crashed[0], ZeroDivisionError)
    assert answers[0][0] == "Qualified"


def test_progress_is_reported_and_a_cancelled_job_is_rolled_back(
    make: Make, owner: QObject, qtbot: QtBot, workspace: Workspace, bus: ChangeBus
) -> None:
    runner = make(ThreadRunner)
    seen: list[int] = []
    begun, stopped = threading.Event(), threading.Event()

    def long_job(_: Workspace, progress: Callable[[int], None]) -> None:
        progress(1)
        begun.set()
        stopped.wait(5)
        progress(2)

    ticket = runner.write(long_job, owner=owner, progress=seen.append)
    qtbot.waitUntil(lambda: bool(seen) and begun.is_set())
    ticket.cancel()
    stopped.set()
    done: list[bool] = []
    runner.write(deals.add_deal, {"title": "After"}, owner=owner, then=lambda _: done.append(True))
    qtbot.waitUntil(lambda: bool(done))
    assert seen == [1]
    assert isinstance(ticket.problem, UserError)


def test_a_file_that_cannot_be_opened_is_a_problem_of_the_first_call(
    bus: ChangeBus, owner: QObject, qtbot: QtBot, settings: Settings, tmp_path: Path
) -> None:
    runner = ThreadRunner(bus, lambda query_only: open_workspace(tmp_path / "none.leaddesk", settings=settings))
    problems: list[UserError] = []
    runner.read(deals.list_stages, owner=owner, then=lambda _: None, failed=problems.append)
    qtbot.waitUntil(lambda: bool(problems))
    runner.stop()
    assert isinstance(problems[0], CannotOpen)
    assert not (tmp_path / "none.leaddesk").exists()


def test_each_lane_works_while_another_is_kept_busy(make: Make, owner: QObject, qtbot: QtBot) -> None:
    runner = make(ThreadRunner)
    gate = threading.Event()
    answered: list[Lane] = []
    runner.read(lambda _: gate.wait(5), owner=owner, then=lambda _: answered.append(Lane.LONG), lane=Lane.LONG)
    runner.read(lambda _: gate.wait(5), owner=owner, then=lambda _: answered.append(Lane.READ))
    runner.read(deals.list_stages, owner=owner, then=lambda _: answered.append(Lane.WATCH), lane=Lane.WATCH)
    runner.write(deals.add_deal, {"title": "Meanwhile"}, owner=owner, then=lambda _: answered.append(Lane.WRITE))
    qtbot.waitUntil(lambda: len(answered) == 2)
    assert set(answered) == {Lane.WATCH, Lane.WRITE}
    gate.set()
    qtbot.waitUntil(lambda: len(answered) == 4)


@pytest.mark.parametrize("kind", [InlineRunner, ThreadRunner])
def test_while_it_is_held_nothing_is_written_and_the_reason_is_said(
    make: Make, kind: type[Runner], owner: QObject, qtbot: QtBot, workspace: Workspace
) -> None:
    runner = make(kind)
    problems: list[UserError] = []
    reason = CannotOpen("the file is away", "nothing was saved", "bring it back")
    runner.hold(reason)
    runner.write(deals.add_deal, {"title": "Refused"}, owner=owner, failed=problems.append)
    assert problems == [reason]
    runner.hold(None)
    done: list[Changes] = []
    runner.write(deals.add_deal, {"title": "Taken"}, owner=owner, then=done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert [card.title for card in deals.list_deals(workspace)] == ["Taken"]


@pytest.fixture
def holder(workspace: Workspace) -> Iterator[Any]:
    """Somebody who has begun to save."""
    connection = sqlite_connect(workspace.database.path)
    connection.execute("BEGIN IMMEDIATE")
    yield connection
    connection.close()


def test_waiting_for_others_is_told_and_ends_with_their_saving(
    make: Make, owner: QObject, qtbot: QtBot, holder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turn, "TOLD_AFTER", 0.05)
    runner = make(ThreadRunner)
    told: list[Any] = []
    done: list[Changes] = []
    runner.waiting.connect(told.append)
    runner.write(deals.add_deal, {"title": "In turn"}, owner=owner, then=done.append)
    qtbot.waitUntil(lambda: bool(told))
    assert told[0].seconds > 0
    assert done == []
    holder.execute("COMMIT")
    qtbot.waitUntil(lambda: bool(done))
    assert told[-1] is None


def test_whoever_gives_up_waiting_is_told_that_nothing_was_saved(
    make: Make, owner: QObject, qtbot: QtBot, holder: Any, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turn, "TOLD_AFTER", 0.05)
    runner = make(ThreadRunner)
    told: list[Any] = []
    problems: list[UserError] = []
    runner.waiting.connect(told.append)
    for title in ("First", "Second"):
        runner.write(deals.add_deal, {"title": title}, owner=owner, failed=problems.append)
    qtbot.waitUntil(lambda: bool(told))
    runner.give_up()
    qtbot.waitUntil(lambda: len(problems) == 2)
    assert [type(problem) for problem in problems] == [Busy, Busy]
    holder.execute("COMMIT")
    done: list[Changes] = []
    runner.write(deals.add_deal, {"title": "Third"}, owner=owner, then=done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert [card.title for card in deals.list_deals(workspace)] == ["Third"]


def test_opening_again_begins_when_every_lane_has_let_go(
    make: Make, owner: QObject, qtbot: QtBot, workspace: Workspace, bus: ChangeBus
) -> None:
    path = workspace.database.path
    workspace.database.close()
    runner = make(ThreadRunner)
    found: list[list[str]] = []

    def titles(opened: Workspace) -> list[str]:
        return [card.title for card in deals.list_deals(opened)]

    with qtbot.waitSignal(bus.changed):
        runner.write(deals.add_deal, {"title": "Before"}, owner=owner)
    for lane in (Lane.READ, Lane.WATCH):
        runner.read(titles, owner=owner, then=found.append, lane=lane)
    qtbot.waitUntil(lambda: len(found) == 2)
    copied = path.with_name("copied.leaddesk")
    runner.read(care.backup, copied, owner=owner, then=lambda _: found.append([]), lane=Lane.LONG)
    qtbot.waitUntil(lambda: len(found) == 3)
    runner.write(deals.add_deal, {"title": "Only in the old one"}, owner=owner, then=lambda _: found.append([]))
    qtbot.waitUntil(lambda: len(found) == 4)
    old = path.stat()
    kept = path.with_name("kept.leaddesk")
    kept.hardlink_to(path)
    copied.replace(path)

    def in_use(opened: Workspace) -> tuple[int, list[str]]:
        return _descriptors(old), titles(opened)

    seen: list[tuple[int, list[str]]] = []
    runner.reconnect()
    for lane in (Lane.WATCH, Lane.READ):
        runner.read(in_use, owner=owner, then=seen.append, lane=lane)
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen == [(0, ["Before"])] * 2
    runner.write(deals.add_deal, {"title": "After"}, owner=owner, then=lambda _: found.append([]))
    qtbot.waitUntil(lambda: len(found) == 5)
    runner.stop()
    for file, expected in ((path, {"Before", "After"}), (kept, {"Before", "Only in the old one"})):
        opened = open_workspace(file, settings=Settings(path.with_name("s.json")))
        assert set(titles(opened)) == expected
        assert care.check(opened) == []
        opened.database.close()


def _descriptors(facts: os.stat_result) -> int:
    """How often this process has that file open."""
    found = 0
    for fd in range(1024):
        with suppress(OSError):
            found += os.path.samestat(os.fstat(fd), facts)
    return found


def test_closing_does_not_wait_for_ever_for_somebody_who_saves_for_ever(
    make: Make, owner: QObject, holder: Any, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner_module, "STOP_PATIENCE", 0.1)
    runner = make(ThreadRunner)
    runner.write(deals.add_deal, {"title": "Never its turn"}, owner=owner)
    runner.stop()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("db-")]
    holder.execute("COMMIT")
    assert deals.list_deals(workspace) == []


def test_nothing_written_is_not_published(make: Make, bus: ChangeBus, owner: QObject, workspace: Workspace) -> None:
    runner = make(InlineRunner)
    stages = deals.list_stages(workspace)
    added: list[Changes] = []
    runner.write(deals.add_deal, {"title": "Still"}, owner=owner, then=added.append)
    published: list[Changes] = []
    bus.changed.connect(published.append)
    runner.write(deals.move_deal, added[0].subject, stages[0].id, owner=owner)
    assert published == []
    runner.write(deals.move_deal, added[0].subject, stages[1].id, owner=owner)
    assert published[0].updated == {Kind.DEAL: frozenset({added[0].subject})}
