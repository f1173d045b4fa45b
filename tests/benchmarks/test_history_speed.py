"""How fast the history answers at a million operations; the figures are printed: pytest -m slow -s tests/benchmarks."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from leaddesk.domain.dates import utc_text
from leaddesk.domain.history import Group, HistoryFilter, HistoryPage, Person
from leaddesk.domain.operations import Operation
from leaddesk.domain.records import Kind
from leaddesk.services import care, history, history_care
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Workspace, create_workspace, open_workspace

KINDS = (Operation.EDIT_DEAL, Operation.MOVE_DEAL, Operation.LOG_ACTIVITY, Operation.COMPLETE_FOLLOWUP, Operation.TAG)
START = datetime(2024, 1, 1, tzinfo=UTC)
DEALS = 5000


def write_journal(workspace: Workspace, count: int) -> None:
    """So many operations by ten people, one of whom rarely does anything; every 50,000th is an import."""
    rng, database = Random(1), workspace.database
    image = '{{"columns":["title","version"],"rows":[[{0},["old title",1],["new title",2]]]}}'
    start = database.begin()

    def operations() -> Iterator[tuple[object, ...]]:
        for number in range(count):
            kind = Operation.IMPORT if number % 50_000 == 7 else rng.choice(KINDS)
            user = 10 if number % 100_000 == 5 else rng.randint(1, 9)
            params = {"title": f"Warehouse pilot {number % DEALS} Malmö", "fields": "title", "stage": "Demo"}
            yield (
                *((number + 1) << 22, start + number, kind.value, json.dumps(params, ensure_ascii=False), user),
                *(f"User {user}", "host", utc_text(START + timedelta(minutes=number)), None, 1),
            )

    database.execute_many(
        'INSERT INTO "user" (id, name, initials, colour, version) VALUES (?, ?, ?, ?, 1)',
        [(number, f"User {number}", f"U{number}", "#7A5AD8") for number in range(1, 11)],
    )
    database.execute_many(
        "INSERT INTO operation (id, seq, kind, params, user_id, user_name, host, at, undoes, changes)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        operations(),
    )

    def images() -> Iterator[tuple[object, ...]]:
        for number in range(count):
            deal = number % DEALS + 1
            yield (number + 1) << 22, "deal", "u", deal, deal, image.format(deal).encode()

    database.execute_many("INSERT INTO row_change VALUES (?, 0, ?, ?, ?, ?, ?)", images())
    database.sql("UPDATE meta SET commit_seq = ?", (start + count,))
    database.commit()


def look(workspace: Workspace, count: int) -> dict[str, HistoryPage]:
    rare = Person("User 10", 10, "", "")
    days = {"from_day": date(2024, 1, 1), "to_day": date(2024, 1, 1)}
    asked: dict[str, Callable[[], HistoryPage]] = {
        "first page": lambda: history.page(workspace),
        "page in the middle": lambda: history.page(workspace, before=count // 2),
        "person who did little": lambda: history.page(workspace, HistoryFilter(person=rare)),
        "kind of which there is much": lambda: history.page(workspace, HistoryFilter(group=Group.DEALS)),
        "kind of which there is little": lambda: history.page(workspace, HistoryFilter(group=Group.IMPORTS)),
        "kind of which there is nothing": lambda: history.page(workspace, HistoryFilter(group=Group.LEADS)),
        "one record": lambda: history.page(workspace, HistoryFilter(record=(Kind.DEAL, 77))),
        "the oldest day": lambda: history.page(workspace, HistoryFilter(**days)),  # type: ignore[arg-type]
        "words that are found": lambda: history.page(workspace, HistoryFilter(text="pilot malmo")),
        "words that are not, one step": lambda: history.page(workspace, HistoryFilter(text="zzz")),
    }
    found = {}
    for name, ask in asked.items():
        start = time.perf_counter()
        found[name] = ask()
        print(f"{name:32} {(time.perf_counter() - start) * 1000:8.1f} ms, {len(found[name].entries)} operations")
    start = time.perf_counter()
    people = history.people(workspace)
    print(f"{'people':32} {(time.perf_counter() - start) * 1000:8.1f} ms, {len(people)} people")
    return found


def prune(workspace: Workspace) -> int:
    """Prune everything, and print how long the longest piece held the file."""
    longest, pieces, done = 0.0, 0, 0
    while True:
        start = time.perf_counter()
        some = history_care.prune_some(workspace)
        longest = max(longest, time.perf_counter() - start)
        if not some:
            break
        pieces, done = pieces + 1, done + some
        if pieces == 200:
            break
    print(f"{'pruning':32} {longest * 1000:8.1f} ms at most, {done} operations in {pieces} pieces")
    return done


@pytest.fixture
def long_history(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Workspace]:
    path, settings = tmp_path / "long.leaddesk", Settings(tmp_path / "settings.json")
    create_workspace(path, settings=settings, clock=lambda: START).database.close()
    opened = open_workspace(path, settings=settings, clock=lambda: START + timedelta(days=1000), zone=UTC)
    write_journal(opened, request.param)
    yield opened
    opened.database.close()


@pytest.mark.parametrize("long_history", [3000], indirect=True)
def test_a_long_history_is_found_through(long_history: Workspace) -> None:
    found = look(long_history, 3000)
    assert all(len(page.entries) == 100 for name, page in found.items() if "much" in name or "page" in name)
    assert [entry.user_id for entry in found["person who did little"].entries] == [10]
    assert found["kind of which there is nothing"].entries == ()
    assert prune(long_history)
    assert care.check(long_history) == []


@pytest.mark.slow
@pytest.mark.parametrize("long_history", [1_000_000], indirect=True)
def test_a_million_operations(long_history: Workspace) -> None:
    found = look(long_history, 1_000_000)
    assert len(found["first page"].entries) == 100
    assert len(found["person who did little"].entries) == 10
    assert len(found["one record"].entries) == 100
    assert prune(long_history)
