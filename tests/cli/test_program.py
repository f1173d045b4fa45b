"""The program as a process: exit status, streams, what it imports, and mistakes of our own."""

import io
import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from command_runs import Program, Run

from leaddesk import __version__
from leaddesk.__main__ import main
from leaddesk.cli import reading
from leaddesk.cli.arguments import COMMANDS, command_parser
from leaddesk.cli.care import COMMANDS as CARE
from leaddesk.cli.files import COMMANDS as FILES
from leaddesk.cli.pipelines import COMMANDS as PIPELINES
from leaddesk.cli.reading import COMMANDS as READING
from leaddesk.cli.reporting import COMMANDS as REPORTS
from leaddesk.cli.writing import COMMANDS as WRITING

IMPORTED = (
    "import sys; from leaddesk.__main__ import main; main({words!r}); print(*sorted(sys.modules), file=sys.stderr)"
)


def _modules(*words: str) -> set[str]:
    code = IMPORTED.format(words=list(words))
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    return set(ran.stderr.split())


def test_version_and_help_need_no_database(run: Run) -> None:
    assert run("--version").out == f"LeadDesk {__version__}\n"
    assert "peewee" not in _modules("--version")
    assert "leaddesk.storage" not in _modules("list", "--help")


def test_no_command_imports_qt(demo: Path) -> None:
    for words in (("list", "deals"), ("today",), ("add", "deal", "title=A"), ("report", "pipeline"), ("check",)):
        assert not [name for name in _modules(*words) if name.startswith("PySide6")]


def test_every_command_has_help_and_does_something(run: Run) -> None:
    assert (
        COMMANDS.keys()
        == READING.keys() | WRITING.keys() | FILES.keys() | CARE.keys() | PIPELINES.keys() | REPORTS.keys()
    )
    overview = run("--help")
    assert overview.status == 0
    for name in COMMANDS:
        assert name in overview.out
        assert command_parser(name).format_help().startswith(f"usage: leaddesk {name} ")
        assert run(name, "--help").status == 0


@pytest.mark.parametrize(
    "words",
    [
        ("lst",),
        ("list",),
        ("list", "nonsense"),
        ("list", "deals", "--limit", "0"),
        ("list", "deals", "--nonsense"),
        ("add", "deal", "title"),
        ("lost", "Pilot"),
        ("import",),
        ("import", "a.csv", "--kind", "leads"),
        ("screenshots", "shots", "--size", "big"),
        ("screenshots", "shots", "--text", "huge"),
        ("screenshots", "shots", "--text", "20"),
        ("screenshots", "shots", "--demo", "--db", "a.leaddesk"),
        ("a.leaddesk", "--demo"),
        ("report", "weather"),
        ("undo", "last"),
        ("restore", "a.leaddesk"),
    ],
)
def test_wrong_usage_is_status_2(run: Run, words: tuple[str, ...]) -> None:
    ran = run(*words)
    assert (ran.status, ran.out) == (2, "")
    assert "usage: leaddesk" in ran.err


def test_the_whole_way_as_a_program(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "a.leaddesk"
    assert program("new", path).returncode == 0
    assert program("add", "deal", "title=Größe €", "--db", path).returncode == 0
    ran = program("list", "deals", "--db", path)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "Größe €" in ran.stdout
    missing = program("list", "deals", "--db", tmp_path / "gone.leaddesk")
    assert (missing.returncode, missing.stdout) == (1, "")
    assert missing.stderr.count("\n") == 1
    assert program("list").returncode == 2
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.leaddesk", "home"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
def test_no_screen_for_the_window(program: Program, demo: Path) -> None:
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    blind = {name: value for name, value in os.environ.items() if name not in hidden}
    for words in ((), ("--demo",), (demo,)):
        ran = program(*words, env=blind)
        assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (1, "", 1)
        assert "leaddesk screenshots" in ran.stderr


def test_a_console_of_few_letters(program: Program, empty: Path, run: Run) -> None:
    run("add", "deal", "title=Größe €")
    few = {**os.environ, "PYTHONIOENCODING": "ascii"}
    assert "Gr??e ?" in program("list", "deals", env=few).stdout
    assert r"Gr\u00f6\u00dfe \u20ac" in program("list", "deals", "--json", env=few).stdout


def test_no_console_at_all(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert main(["list", "stages"]) == 0
    assert main(["list", "stages", "--json"]) == 0
    assert main(["show", "12"]) == 1
    assert main(["--help"]) == 0
    assert main(["list", "nonsense"]) == 2


@pytest.mark.skipif(os.name == "nt", reason="no such pipes on Windows")
def test_a_reader_that_has_seen_enough(program: Program, demo: Path) -> None:
    reading_end, writing_end = os.pipe()
    os.close(reading_end)
    ran = program("list", "deals", "--json", stdout=writing_end)
    os.close(writing_end)
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
def test_output_onto_a_full_disk(program: Program, demo: Path) -> None:
    with Path("/dev/full").open("w") as full:
        ran = program("list", "deals", "--json", stdout=full)
    assert ran.returncode == 1
    assert ran.stderr.count("\n") == 1
    assert "No space left" in ran.stderr


def test_backups_at_the_same_time_all_succeed(program: Program, demo: Path) -> None:
    with ThreadPoolExecutor(4) as at_once:
        made = list(at_once.map(lambda _: program("backup", "--json"), range(4)))
    assert [(ran.returncode, ran.stderr) for ran in made] == [(0, "")] * 4
    for path in {json.loads(ran.stdout)["file"] for ran in made}:
        assert program("check", "--db", path).stdout == "clean\n"


def _broken(problem: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> int:
        raise problem

    monkeypatch.setitem(reading.COMMANDS, "today", fail)


def test_a_mistake_of_ours_is_written_down(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _broken(ZeroDivisionError("nought"), monkeypatch)
    ran = run("today")
    log = home / "logs" / "leaddesk.log"
    assert (ran.status, ran.err.count("\n")) == (1, 1)
    assert "made a mistake (ZeroDivisionError)" in ran.err
    assert str(log) in ran.err
    assert "ZeroDivisionError: nought" in log.read_text("utf-8")
    assert "Traceback" not in ran.err
    monkeypatch.setenv("LEADDESK_DEBUG", "1")
    assert "ZeroDivisionError: nought" in run("today").err


def test_a_mistake_that_cannot_be_written_down(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home.mkdir()
    (home / "logs").touch()
    _broken(ZeroDivisionError("nought"), monkeypatch)
    ran = run("today")
    assert (ran.status, ran.err.count("\n")) == (1, 1)
    assert "LEADDESK_DEBUG=1" in ran.err


def test_the_log_does_not_grow_for_ever(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    logs = home / "logs"
    logs.mkdir(parents=True)
    (logs / "leaddesk.log").write_bytes(b"x" * 600_000)
    _broken(ZeroDivisionError("nought"), monkeypatch)
    run("today")
    assert (logs / "leaddesk.log").stat().st_size < 10_000
    assert (logs / "leaddesk.old.log").stat().st_size == 600_000


def test_stopping_a_command(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    _broken(KeyboardInterrupt(), monkeypatch)
    ran = run("today")
    assert (ran.status, ran.err.count("\n")) == (1, 1)
    assert "nothing of the unfinished step was saved" in ran.err


def test_missing_parts_of_the_window_system(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    _broken(ImportError("libEGL.so.1: cannot open shared object file", name="PySide6.QtGui"), monkeypatch)
    ran = run("today")
    assert (ran.status, ran.err.count("\n")) == (1, 1)
    assert "libEGL.so.1" in ran.err
    assert "install what is missing" in ran.err


def test_a_machine_that_gives_us_no_folder(
    run: Run, demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("LEADDESK_HOME", str(tmp_path / "file"))
    assert run("list", "deals").status == 0
    assert run("new", tmp_path / "a.leaddesk").status == 0
    ran = run("backup")
    assert (ran.status, ran.err.count("\n")) == (1, 1)
    assert "the system refused" in ran.err


def test_a_terminal_cuts_long_titles_and_a_pipe_does_not(
    run: Run, empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    title = "A title that goes on and on " * 5
    run("add", "deal", f"title={title}", "value=1234567.89", "company=一二三四五六七八九十一二三四")
    assert title.strip() in run("list", "deals").out
    screen = _Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["list", "deals"]) == 0
    lines = screen.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    assert "…" in lines[1]
    assert "1,234,567.89 EUR" in lines[1]


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_control_characters_do_not_reach_the_terminal(run: Run, empty: Path) -> None:
    run("add", "deal", "title=Red \x1b[31malert\r\nnow")
    assert "\x1b" not in run("list", "deals").out
    assert len(run("list", "deals").out.splitlines()) == 2


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
def test_stopping_the_program(program: Program, empty: Path) -> None:
    # Whoever is started in the background has the signal ignored, and so have its children: begin as in a terminal.
    code = (
        "import os, signal, sys; from leaddesk.cli import reading; from leaddesk.__main__ import main;"
        "signal.signal(signal.SIGINT, signal.default_int_handler);"
        f"reading.COMMANDS['today'] = lambda _: os.kill(os.getpid(), {int(signal.SIGINT)}) or 0;"
        "sys.exit(main(['today']))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 1
    assert ran.stderr.count("\n") == 1
