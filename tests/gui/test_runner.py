"""Calls run away from the UI thread and answer exactly once, on it."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import CannotOpen, Invalid, UserError
from leaddesk.domain.records import Kind
from leaddesk.gui.bridge.change_bus import ChangeBus
from leaddesk.gui.bridge.runner import InlineRunner, Runner, ThreadRunner
from leaddesk.services import deals
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Workspace, open_workspace

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
    qtbot.waitUntil(lambda: bool(seen))
    assert begun.is_set()
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
