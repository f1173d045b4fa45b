"""The program is killed at any moment: what it said was saved is there, and nothing is half-done."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from leaddesk.services import care, deals, history
from leaddesk.services.settings import Settings
from leaddesk.services.workspace import Workspace, open_workspace

START = (
    "import os, sys, time\n"
    "from pathlib import Path\n"
    "from leaddesk.domain.records import ActivityKind, Kind\n"
    "from leaddesk.services import activities, contacts, deals, demo, importing\n"
    "from leaddesk.services.settings import Settings\n"
    "from leaddesk.services.workspace import open_workspace\n"
    "path = Path(sys.argv[1])\n"
    "opened = open_workspace(path, settings=Settings(path.with_name('settings.json')))\n"
    "say = lambda text: os.write(1, f'{text}\\n'.encode())\n"
    "start = time.perf_counter()\n"
)
NOTES = START + (
    "company = contacts.add_company(opened, {'name': f'Kestrel {os.getpid()}'}).subject\n"
    "say('ready')\n"
    "while True:\n"
    "    note = activities.log_activity(opened, ActivityKind.NOTE, (Kind.COMPANY, company), 'a word ' * 300)\n"
    "    say(note.subject)\n"
)
BULK = START + "say('ready')\ndemo.fill_demo(opened, 3000)\nsay(time.perf_counter() - start)\n"
IMPORT = START + (
    "say('ready')\n"
    "importing.import_file(opened, path.with_name('deals.csv'), kind=importing.ImportKind.DEALS)\n"
    "say(time.perf_counter() - start)\n"
)


@pytest.fixture
def path(template: Path, tmp_path: Path) -> Path:
    file = tmp_path / "x.leaddesk"
    shutil.copyfile(template, file)
    return file


def killed(script: str, path: Path, after: float | None) -> list[str]:
    """What the program said until it was killed, `after` seconds (None: never) after it was ready."""
    with subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        if after is not None:
            time.sleep(after)  # the kill is to come at any moment
            process.send_signal(signal.SIGKILL)
        return process.stdout.read().decode().split()


def opened_again(path: Path) -> Iterator[Workspace]:
    opened = open_workspace(path, settings=Settings(path.with_name("settings.json")))
    yield opened
    opened.database.close()


def notes_survive(path: Path, kills: int, seed: int) -> None:
    rng = random.Random(seed)
    acknowledged: set[int] = set()
    for _ in range(kills):
        acknowledged |= {int(word) for word in killed(NOTES, path, rng.uniform(0.0, 0.1))}
        for opened in opened_again(path):
            kept = {row[0] for row in opened.database.sql("SELECT id FROM activity WHERE length(body) > 2000")}
            assert acknowledged <= kept
            assert len(kept) == opened.database.sql("SELECT count(*) FROM activity")[0][0]
            logged = [entry for entry in history.history(opened, limit=None) if entry.kind.value == "log_activity"]
            assert len(logged) == len(kept)  # each with its step in the journal
            assert care.check(opened) == []
    assert acknowledged


def bulk_is_all_or_nothing(script: str, path: Path, kills: int, whole: int = 3000) -> None:
    """Kills spread evenly over the time that the whole takes, and a little longer."""
    fresh = path.read_bytes()
    finished = 0
    [longest] = killed(script, path, None)
    for number in range(kills):
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        path.write_bytes(fresh)
        said = killed(script, path, 1.2 * float(longest) * (number + 0.5) / kills)
        for opened in opened_again(path):
            count = len(deals.list_deals(opened))
            operations = len(history.history(opened))
            assert (count, operations) in ((0, 1), (whole, 2))
            assert count or said == []
            assert care.check(opened) == []
            finished += bool(count)
            assert deals.add_deal(opened, {"title": "Work goes on"})
    assert finished < kills  # some came in the middle


def deals_csv(path: Path, rows: int) -> None:
    lines = ["Deal Name,Company,Amount,Stage", *(f"Deal {n},Company {n % 400},{n},Demo" for n in range(rows))]
    path.with_name("deals.csv").write_text("\n".join(lines), "utf-8")


def test_notes_that_were_saved_survive(path: Path) -> None:
    notes_survive(path, kills=4, seed=1)


def test_a_large_operation_is_all_or_nothing(path: Path) -> None:
    bulk_is_all_or_nothing(BULK, path, kills=3)


def test_an_import_is_all_or_nothing(path: Path) -> None:
    deals_csv(path, 3000)
    bulk_is_all_or_nothing(IMPORT, path, kills=3)


@pytest.mark.slow
def test_many_kills(path: Path) -> None:
    notes_survive(path, kills=20, seed=int.from_bytes(os.urandom(4), "big"))


@pytest.mark.slow
@pytest.mark.parametrize("script", [BULK, IMPORT], ids=["bulk", "import"])
def test_many_kills_of_a_large_operation(path: Path, script: str) -> None:
    deals_csv(path, 3000)
    bulk_is_all_or_nothing(script, path, kills=20)
