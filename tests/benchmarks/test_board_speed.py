"""How fast the board is with very many open deals; the figures are printed.

Run with: pytest tests/benchmarks/test_board_speed.py -m slow --benchmark-enable -s

CPU is that of the thread of the window: other programs on the machine do not count, waiting for the database neither.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from fixtures.many_deals import NAME, make_many_deals
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication
from pytest_benchmark.fixture import BenchmarkFixture

from leaddesk.domain.views import ViewOptions
from leaddesk.gui import theme
from leaddesk.gui.bridge.change_bus import ChangeBus
from leaddesk.gui.bridge.rate_book import RateBook
from leaddesk.gui.bridge.runner import ThreadRunner
from leaddesk.gui.desk import Desk, Requests
from leaddesk.gui.pipeline.board import Board
from leaddesk.services import deals
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Session, Workspace, open_workspace, utc_now
from leaddesk.storage.engine import sqlite_connect

SHORT = 300  # in the run of all tests, to see that it still works
SIZES = tuple(pytest.param(count, marks=pytest.mark.slow) for count in (1000, 10_000, 100_000))
SHARES = (30, 20, 15, 10, 15, 10)  # percent of the deals in each of six stages
COLLEAGUES = ("Maria Ruiz", "Jo Diaz", "Lena Voss", "Tom Udo")
TEXTS = ("pilot", "rollout 7", "warehouse service", "upgrade training")
FRAME = 0.012  # seconds between two frames in which the other threads may work

pytestmark = [
    pytest.mark.benchmark(timer=time.thread_time),
    pytest.mark.qt_log_ignore("This plugin does not support"),
]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], tuple[Path, Path]]:
    """The database with so many open deals, made once, and its settings; not to be changed."""
    known: dict[int, tuple[Path, Path]] = {}

    def get(count: int) -> tuple[Path, Path]:
        if count not in known:
            folder = tmp_path_factory.mktemp(f"board{count}")
            known[count] = folder / "team.leaddesk", folder / "config" / "settings.json"
            make_many_deals(known[count][0], Settings(known[count][1]), count, shares=SHARES, colleagues=COLLEAGUES)
        return known[count]

    return get


class Bench:
    """A board of 1500 x 900 on a database, whose calls run on other threads as in the program."""

    def __init__(self, path: Path, settings: Settings, count: int) -> None:
        self.path, self.settings, self.count = path, settings, count
        self.bus, session = ChangeBus(), Session()

        def opened(query_only: bool) -> Workspace:
            return open_workspace(path, settings=settings, query_only=query_only, session=session)

        self.runner = ThreadRunner(self.bus, opened)
        first = opened(True)
        self.desk = Desk(
            runner=self.runner,
            bus=self.bus,
            settings=settings,
            requests=Requests(),
            clock=utc_now,
            zone=ZoneInfo("Europe/Berlin"),
            currency=first.currency,
            rates=RateBook(first.currency, {}, self.runner),
            file_uuid=first.file_uuid,
            name="team",
            me=None,
        )
        first.database.close()
        answered: list[object] = []
        self.runner.read(deals.list_stages, owner=self.bus, then=answered.append)
        self.until(lambda: bool(answered))  # the reader has opened the file
        self.board = self.new_board()

    def new_board(self) -> Board:
        board = Board(self.desk)
        board.resize(1500, 900)
        return board

    def until(self, is_so: Callable[[], bool]) -> None:
        """Handle events until it is so; waiting takes no CPU."""
        deadline = time.monotonic() + 60
        awake = QTimer(self.bus, interval=250)  # else it would wait for ever where nothing more comes
        awake.start()
        while not is_so():
            assert time.monotonic() < deadline
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        awake.deleteLater()

    def open(self, board: Board) -> None:
        """Show the board until all cards that are seen are painted."""
        board.show()
        board.show_view("", ViewOptions())
        self.until(lambda: is_painted(board))

    def settle(self) -> None:
        """Wait until everything asked for is here."""
        model = self.board.model
        self.until(lambda: not model._steps and not model.counting.is_waiting)
        QApplication.processEvents()

    def pause(self, seconds: float = FRAME) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            QApplication.processEvents()
            time.sleep(0.001)

    def close(self) -> None:
        self.board.close()
        self.runner.stop()


def seen(board: Board) -> list[int]:
    """The deals whose cards lie in the window."""
    found: list[int] = []
    for column in board.columns:
        view = column.view
        first = view.verticalScrollBar().value() // view.section
        last = (view.verticalScrollBar().value() + view.viewport().height() - 1) // view.section
        found += column.model.ids[first : last + 1]
    return found


def is_painted(board: Board) -> bool:
    cards = [(number, board.model.known(number)) for number in seen(board)]
    return bool(cards) and all(card is not None and number in board._pictures._kept._kept for number, card in cards)


@pytest.fixture(params=(SHORT, *SIZES))
def bench(
    request: pytest.FixtureRequest, made: Callable[[int], tuple[Path, Path]], tmp_path: Path, qapp: QApplication
) -> Iterator[Bench]:
    theme.apply(qapp, theme.LIGHT)
    original, settings = made(request.param)
    path = tmp_path / "team.leaddesk"
    path.write_bytes(original.read_bytes())
    bench = Bench(path, Settings(settings), request.param)
    yield bench
    bench.close()


def measure(
    benchmark: BenchmarkFixture,
    call: Callable[..., None],
    *,
    rounds: int,
    setup: Callable[[], tuple[tuple[object, ...], dict[str, object]] | None] | None = None,
) -> tuple[list[float], list[float]]:
    """Seconds of the window's thread and on the wall, sorted."""
    wall: list[float] = []

    def timed(*args: object) -> None:
        start = time.perf_counter()
        call(*args)
        wall.append(time.perf_counter() - start)

    benchmark.pedantic(timed, setup=setup, rounds=rounds if benchmark.enabled else 1)
    cpu = sorted(benchmark.stats.stats.data) if benchmark.enabled else list(wall)
    return cpu, sorted(wall)


def at(times: Sequence[float], share: float) -> float:
    return times[min(int(len(times) * share), len(times) - 1)] * 1000


def p(times: Sequence[float], shares: Sequence[float] = (0.5, 0.95, 0.99)) -> str:
    return "/".join(f"{at(times, share):.2f}" for share in shares) + " ms"


def tell(benchmark: BenchmarkFixture, bench: Bench, words: str) -> None:
    benchmark.extra_info[f"{bench.count}"] = words
    print(f"\n{bench.count:7,} open deals: {words}")


def test_open_to_painted(bench: Bench, benchmark: BenchmarkFixture) -> None:
    boards: list[Board] = []

    def fresh() -> tuple[tuple[object, ...], dict[str, object]]:
        for old in boards:
            old.close()
            old.deleteLater()
        bench.pause(0.05)
        boards[:] = [bench.new_board()]
        return (boards[0],), {}

    cpu, wall = measure(benchmark, bench.open, rounds=10, setup=fresh)
    whole = sum(len(column.model.ids) for column in boards[0].columns)
    bench.until(lambda: sum(len(column.model.ids) for column in boards[0].columns) == bench.count)
    tell(
        benchmark,
        bench,
        f"open to painted, p50/p95: window {p(cpu, (0.5, 0.95))}, wall {p(wall, (0.5, 0.95))}"
        f" ({whole:,} cards in the columns by then)",
    )


def test_scrolling_a_column(bench: Bench, benchmark: BenchmarkFixture) -> None:
    bench.open(bench.board)
    bench.settle()
    bar, empty = bench.board.columns[0].view.verticalScrollBar(), []

    def frame() -> None:
        bar.setValue(bar.value() + 45)
        QApplication.processEvents()

    def between() -> None:
        empty.append(sum(bench.board.model.known(number) is None for number in seen(bench.board)))
        bench.pause()

    cpu, _ = measure(benchmark, frame, rounds=400, setup=between)
    tell(
        benchmark,
        bench,
        f"one column scrolled by 45 px, p50/p95/p99: {p(cpu)}; frames with empty cards: {sum(map(bool, empty))}",
    )


def test_repainting_all(bench: Bench, benchmark: BenchmarkFixture) -> None:
    bench.open(bench.board)
    bench.settle()

    def frame() -> None:
        bench.board.repaint()
        for column in bench.board.columns:
            column.view.viewport().update()
            column.head.update()
        QApplication.processEvents()

    cpu, _ = measure(benchmark, frame, rounds=100)
    tell(benchmark, bench, f"everything repainted, p50/p95/p99: {p(cpu)}")


def test_moving_a_card(bench: Bench, benchmark: BenchmarkFixture) -> None:
    bench.open(bench.board)
    bench.bus.changed.connect(bench.board.take_in)
    bench.until(lambda: sum(len(column.model.ids) for column in bench.board.columns) == bench.count)
    bench.settle()
    rng, columns = Random(5), bench.board.columns

    def pick() -> tuple[tuple[object, ...], dict[str, object]]:
        bench.settle()
        bench.pause()
        left, right = rng.sample(columns, 2)
        card = rng.choice(left.model.ids[:8])
        bench.board.choose(card)
        QApplication.processEvents()
        return (card, right.model.stage.id, rng.choice(right.model.ids[:8])), {}

    def move(card: int, stage: int, before: int) -> None:
        bench.board.model.move((card,), stage, before)
        QApplication.processEvents()
        bench.settle()

    cpu, wall = measure(benchmark, move, rounds=100, setup=pick)  # type: ignore[arg-type]
    tell(
        benchmark,
        bench,
        f"a card moved, with its commit and both heads, p50/p95/p99: window {p(cpu)}, wall {p(wall)}",
    )


def test_a_move_against_a_plain_update(bench: Bench, benchmark: BenchmarkFixture) -> None:
    workspace = open_workspace(bench.path, settings=bench.settings)
    plain = sqlite_connect(bench.path)
    plain.execute("PRAGMA synchronous = FULL")
    rng = Random(6)
    columns = {column.stage.id: list(column.ids) for column in deals.board(workspace).columns}
    ours: list[float] = []
    theirs: list[float] = []

    def both() -> None:
        left, right = rng.sample(list(columns), 2)
        first, second = (columns[left].pop(rng.randrange(len(columns[left]))) for _ in range(2))
        before = rng.choice(columns[right])
        columns[right] += [first, second]
        start = time.perf_counter()
        deals.move_deals(workspace, [first], right, before=before)
        between = time.perf_counter()
        plain.execute("BEGIN IMMEDIATE")
        plain.execute(
            "UPDATE deal SET stage_id = ?, position = ?, probability = 45, version = version + 1 WHERE id = ?",
            (right, rng.uniform(0, 9), second),
        )
        plain.execute("COMMIT")
        ours.append(between - start)
        theirs.append(time.perf_counter() - between)

    measure(benchmark, both, rounds=300)
    ours.sort()
    theirs.sort()
    tell(
        benchmark,
        bench,
        f"a move made durable, p50/p95: {p(ours, (0.5, 0.95))}, a plain update {p(theirs, (0.5, 0.95))},"
        f" ratio of medians {at(ours, 0.5) / at(theirs, 0.5):.2f}",
    )
    plain.close()
    workspace.database.close()


@pytest.mark.parametrize("field", ["text", "owner"])
def test_filtering(bench: Bench, benchmark: BenchmarkFixture, field: str) -> None:
    bench.open(bench.board)
    bench.settle()
    conditions = TEXTS if field == "text" else tuple(f'owner:"{name}"' for name in (NAME, *COLLEAGUES))
    turns, shown = [0], [0]
    bench.board.shown.connect(lambda: shown.append(shown.pop() + 1))

    def pick() -> tuple[tuple[object, ...], dict[str, object]]:
        bench.pause(0.2)  # the figures of the last one are here
        turns[0] += 1
        return (conditions[turns[0] % len(conditions)],), {}

    def narrow(condition: str) -> None:
        before = shown[0]
        bench.board.show_view(condition, ViewOptions())
        bench.until(lambda: shown[0] != before and is_painted(bench.board))

    cpu, wall = measure(benchmark, narrow, rounds=20, setup=pick)  # type: ignore[arg-type]
    tell(
        benchmark,
        bench,
        f"filtered by {field} until painted, p50/p95: window {p(cpu, (0.5, 0.95))}, wall {p(wall, (0.5, 0.95))}",
    )


@pytest.mark.parametrize("count", SIZES)
def test_memory_of_a_process(count: int, made: Callable[[int], tuple[Path, Path]], benchmark: BenchmarkFixture) -> None:
    path, settings = made(count)
    script = Path(__file__).with_name("show_board.py")
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "LEADDESK_HOME": str(settings.parents[1])}

    def run() -> str:
        command = [sys.executable, str(script), str(path)]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=120).stdout

    said = benchmark.pedantic(run, rounds=1)
    print(f"\n{count:7,} open deals: a fresh process with the board {float(said):.0f} MB")
