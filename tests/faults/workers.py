"""Several programs that work in one file at the same time, some of them killed in the middle.

`Crew` is the tests' side. Its process has everything imported already and forks a worker for each job, so that
hundreds of them can be started and killed in little time. A worker says lines; what it said is what it promised.
"""

import getpass  # noqa: F401 (who has given up his rights cannot load it any more)
import json
import os
import random
import selectors
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any, Self

from leaddesk.domain.errors import UserError
from leaddesk.domain.records import ActivityKind, Deal, Kind
from leaddesk.services import activities, deals
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Workspace, open_workspace
from leaddesk.storage import feed
from leaddesk.storage.engine import database, sqlite_connect
from leaddesk.storage.queries import records

Job = Sequence[Any]  # the name of a role, and what it is told
Say = Callable[[object], None]


@dataclass(frozen=True)
class Outcome:
    """The lines of a worker and its exit status, negative for the signal that killed it."""

    said: list[str]
    status: int


def mistakes(outcomes: Sequence[Outcome]) -> list[str]:
    """What the workers that failed by themselves said last."""
    return ["\n".join(outcome.said[-30:]) for outcome in outcomes if outcome.status > 0]


class Crew:
    """Workers for one test after another; leaving it ends their process."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def work(self, path: Path, jobs: Sequence[Job], kill: Sequence[float] | None = None) -> list[Outcome]:
        """What became of each job when all have ended.

        They begin together when all are ready; with `kill` at once, each killed after so many seconds. Without it the
        first that fails ends all.
        """
        order = {"path": str(path), "jobs": jobs, "kill": kill}
        assert self._process.stdin
        assert self._process.stdout
        print(json.dumps(order), file=self._process.stdin, flush=True)
        return [Outcome(*answer) for answer in json.loads(self._process.stdout.readline())]


@contextmanager
def peer(role: str, path: Path, *told: object) -> Iterator[subprocess.Popen[str]]:
    """One worker beside the test, which is ready; it is killed in the end if it has not ended."""
    command = [sys.executable, __file__, role, str(path), json.dumps(told)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        try:
            yield process
        finally:
            process.kill()


# From here on: the workers' side.


def opened(path: Path) -> Workspace:
    return open_workspace(path, settings=Settings(path.with_name("settings.json")), zone=UTC)


def changed_notes(reader: database.Database) -> int:
    """How many rows `leave_half` changed, as somebody sees them."""
    return int(reader.sql("SELECT count(*) FROM activity WHERE body LIKE 'half-saved%'")[0][0])


def move(path: Path, say: Say, wait: Callable[[], object], number: int, pause: float) -> None:
    """Move the same few cards as everybody else, `number` times; tell each operation and how long it took."""
    workspace = opened(path)
    cards = [card.id for card in deals.list_deals(workspace) if card.status == "open"][:12]
    stages = [stage.id for stage in deals.list_stages(workspace)]
    say("ready")
    wait()
    while number:
        start = time.perf_counter()
        changes = deals.move_deal(workspace, random.choice(cards), random.choice(stages))
        if changes.operation is not None:  # the card was not there already
            say(f"{changes.operation} {time.perf_counter() - start:.4f}")
            number -= 1
        time.sleep(random.uniform(0, 2 * pause))


def follow(path: Path, say: Say, wait: Callable[[], object], number: int) -> None:
    """Tell the operations of the others as they are noticed, until so many were."""
    feed.MANY_OPERATIONS = feed.MANY_ROWS = 1_000_000
    news = feed.Feed(opened(path))
    say("ready")
    wait()
    seen = 0
    while seen < number:
        for changes in news.poll():
            say(changes.operation)
            seen += 1
        time.sleep(0.02)


def toil(path: Path, say: Say, wait: Callable[[], object]) -> None:
    """Move, write and add without end; tell each operation that was saved and the record that it was about."""
    workspace = opened(path)
    stages = [stage.id for stage in deals.list_stages(workspace)]
    deal = deals.add_deal(workspace, {"title": f"Deal of {os.getpid()}"}).subject
    assert deal
    say("ready")
    while True:
        changes = random.choice(
            (
                lambda: deals.move_deal(workspace, deal, random.choice(stages), to_end=True),
                lambda: activities.log_activity(workspace, ActivityKind.NOTE, (Kind.DEAL, deal), "a word " * 300),
                lambda: deals.add_deal(workspace, {"title": "Another", "company": "Kestrel AG"}),
            )
        )()
        if changes.operation is not None:
            say(f"{changes.operation} {changes.subject}")


def upgrade(path: Path, say: Say, wait: Callable[[], object], number: int) -> None:
    """Read a card and then write it, the shape in which two who began with reading would block each other."""
    workspace = opened(path)
    workspace.database.turn.patience = 60
    [card] = deals.list_deals(workspace, "Shared")
    stages = [stage.id for stage in deals.list_stages(workspace)]
    say("ready")
    wait()
    for count in range(number):
        with workspace.database.snapshot():
            seen = records.get(workspace.database, Deal, card.id)
        deals.move_deal(workspace, card.id, stages[count % 2], to_end=seen.position > 0)
        say("moved")


def leave_half(path: Path, say: Say, wait: Callable[[], object], ending: str, size: int) -> None:
    """Change every note, so that part of it is in the file; `ending` is 'killed' or 'committed' and killed."""
    connection = sqlite_connect(path)
    connection.execute("PRAGMA cache_size = 5")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(f"UPDATE activity SET body = 'half-saved' || hex(randomblob({size}))")
    connection.execute("UPDATE meta SET commit_seq = commit_seq + 1")
    if ending == "committed":
        connection.execute("COMMIT")
    say("ready")
    os.kill(os.getpid(), signal.SIGKILL)


def look(path: Path, say: Say, wait: Callable[[], object], somebody: int | None, blind: bool) -> None:
    """Open the file as somebody (None: as who we are) and tell what can be seen and saved, or what is refused.

    `blind`: the rights of the file do not tell before whether it may be written, as on Windows.
    """
    if blind:
        database.why_protected = lambda path: ""
    if somebody is not None:
        os.setgid(somebody)
        os.setuid(somebody)
    try:
        workspace = opened(path)
        say(f"{changed_notes(workspace.database)} changed")
        deals.add_deal(workspace, {"title": "New"})
        say("saved")
    except UserError as problem:
        say(f"{type(problem).__name__}: {problem}")


def announce(path: Path, say: Say, wait: Callable[[], object]) -> None:
    """Add a deal for every line of input; tell the operation, and by the system's clock when it was saved."""
    workspace = opened(path)
    say("ready")
    for _ in sys.stdin:
        changes = deals.add_deal(workspace, {"title": "News"})
        say(f"{changes.operation} {time.monotonic()}")


def plod(path: Path, say: Say, wait: Callable[[], object], pause: float) -> None:
    """Add a deal every `pause` seconds without end; tell the operation and how long it took."""
    workspace = opened(path)
    say("ready")
    while True:
        start = time.perf_counter()
        changes = deals.add_deal(workspace, {"title": "Day's work"})
        say(f"{changes.operation} {time.perf_counter() - start:.4f}")
        time.sleep(pause)


def hold(path: Path, say: Say, wait: Callable[[], object]) -> None:
    """Keep everybody out of the file until the test closes our input."""
    connection = sqlite_connect(path)
    connection.execute("BEGIN EXCLUSIVE")
    say("ready")
    sys.stdin.read()
    connection.execute("ROLLBACK")
    say("gone")


ROLES: dict[str, Callable[..., None]] = {
    role.__name__: role for role in (move, follow, toil, upgrade, leave_half, look, announce, plod, hold)
}


def _serve() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        print(json.dumps(_perform(Path(order["path"]), order["jobs"], order["kill"])), flush=True)


def _perform(path: Path, jobs: Sequence[Job], kill: Sequence[float] | None) -> list[tuple[list[str], int]]:
    gate, keep_closed = os.pipe()
    workers = [_forked(path, job, gate, keep_closed) for job in jobs]
    start = time.monotonic()
    os.close(gate)
    due = {pid: start + after for (pid, _), after in zip(workers, kill or (), strict=False)}
    said = {pid: b"" for pid, _ in workers}
    statuses: dict[int, int] = {}
    waiting = selectors.DefaultSelector()
    for pid, pipe in workers:
        waiting.register(pipe, selectors.EVENT_READ, pid)
    closed = True
    while len(statuses) < len(workers):
        soonest = min(due.values(), default=None)
        events = waiting.select(None if soonest is None else max(0.0, soonest - time.monotonic()))
        for key, _ in events:
            more = os.read(key.fd, 1 << 16)
            said[key.data] += more
            if not more:
                waiting.unregister(key.fd)
                os.close(key.fd)
                statuses[key.data] = os.waitstatus_to_exitcode(os.waitpid(key.data, 0)[1])
                due.pop(key.data, None)
                if statuses[key.data] and kill is None:  # the others might wait for it without end
                    due = {pid: start for pid in said if pid not in statuses}
        for pid in [pid for pid, when in due.items() if when <= time.monotonic()]:
            os.kill(pid, signal.SIGKILL)
            del due[pid]
        if closed and (kill is not None or all(text or pid in statuses for pid, text in said.items())):
            os.close(keep_closed)
            closed = False
    waiting.close()
    return [(said[pid].decode().splitlines(), statuses[pid]) for pid, _ in workers]


def _forked(path: Path, job: Job, gate: int, keep_closed: int) -> tuple[int, int]:
    """A new worker's number and what it says."""
    listen, speak = os.pipe()
    pid = os.fork()
    if pid:
        os.close(speak)
        return pid, listen
    os.close(keep_closed)
    os.close(0)  # the orders are not for it
    random.seed()
    _play(path, job, lambda text: os.write(speak, f"{text}\n".encode()), lambda: os.read(gate, 1))
    os._exit(0)


def _play(path: Path, job: Job, say: Say, wait: Callable[[], object]) -> None:
    role, *told = job
    try:
        ROLES[role](path, say, wait, *told)
    except BaseException:
        say(traceback.format_exc())
        os._exit(1)


if __name__ == "__main__":
    if len(sys.argv) == 1:
        _serve()
    else:
        _play(
            Path(sys.argv[2]),
            (sys.argv[1], *json.loads(sys.argv[3])),
            lambda text: print(text, flush=True),
            lambda: None,
        )
