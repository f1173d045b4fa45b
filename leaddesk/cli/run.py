"""From the words on the command line to the exit status: 0 done, 1 a problem of the user's world, 2 wrong usage."""

import errno
import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from io import TextIOBase, TextIOWrapper
from pathlib import Path

from leaddesk.cli.arguments import COMMANDS, command_parser, window_parser
from leaddesk.domain.errors import CannotOpen, DiskFull, UserError

_FULL = (errno.ENOSPC, errno.EDQUOT)


class _Nowhere(TextIOBase):
    """The streams of a program that has no console."""

    def write(self, text: str) -> int:
        return len(text)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command, or the window; every failure becomes one sentence on stderr and an exit status."""
    _prepare_streams()
    try:
        status = _run(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
    except SystemExit as stop:  # argparse has said what was wrong, or shown its help
        return stop.code if isinstance(stop.code, int) else 0
    except BrokenPipeError:  # whoever read our output has seen enough
        _silence_stdout()
        return 0
    except KeyboardInterrupt:
        return _fail("stopped; nothing of the unfinished step was saved; start it again when you like.")
    except UserError as problem:
        return _fail(str(problem))
    except Exception as problem:
        meaning = _meaning(problem)
        return _fail(str(meaning)) if meaning else _report(problem)
    return status


def _run(argv: list[str]) -> int:
    if argv and argv[0] in COMMANDS:
        return _perform(command_parser(argv[0]).parse_args(argv[1:]))
    parser = window_parser()
    arguments = parser.parse_args(argv)
    database: str | None = arguments.database
    if database is not None:
        if arguments.demo:
            parser.error("--demo makes its own database; leave DATABASE out")
        if not Path(database).suffix and Path(database).name == database and not Path(database).exists():
            parser.error(f'there is no command or file "{database}"; the commands are: {", ".join(COMMANDS)}')
    from leaddesk.app import run_window, self_test

    return self_test(database) if arguments.self_test else run_window(database, demo=arguments.demo)


def _perform(arguments: Namespace) -> int:
    # Imported here, because --version, --help and wrong usage need no database.
    from leaddesk.cli import care, files, pipelines, reading, reporting, writing

    commands = {**reading.COMMANDS, **writing.COMMANDS, **files.COMMANDS, **care.COMMANDS}
    commands |= {**pipelines.COMMANDS, **reporting.COMMANDS}
    return commands[arguments.command](arguments)


def _meaning(problem: Exception) -> UserError | None:
    """The user's side of an error of the system; None: it is our mistake."""
    if isinstance(problem, ImportError) and (problem.name or "").startswith(("PySide6", "shiboken6")):
        return CannotOpen(
            f"the window cannot be drawn on this system ({problem})",
            todo="install what is missing, on Debian: apt install libegl1 libxkbcommon0 libfontconfig1 libdbus-1-3",
        )
    if not isinstance(problem, OSError) or not (problem.filename or problem.errno in _FULL):
        return None
    where = f" ({problem.filename})" if problem.filename else ""
    kind = DiskFull if problem.errno in _FULL else CannotOpen
    return kind(f"the system refused: {problem.strerror}{where}", "nothing is half saved", "check the disk and rights")


def _report(problem: Exception) -> int:
    from leaddesk.logs import record_mistake

    if os.environ.get("LEADDESK_DEBUG") == "1":
        import traceback

        traceback.print_exception(problem)
    path = record_mistake(problem)
    where = f"the report is in {path}" if path else "run it again with LEADDESK_DEBUG=1 to see the report"
    return _fail(f"the program made a mistake ({type(problem).__name__}); nothing is half saved; {where}.")


def _fail(sentence: str) -> int:
    print(f"leaddesk: {sentence}", file=sys.stderr)
    # What could not be written before must not fail once more when the interpreter ends.
    try:
        sys.stdout.flush()
    except OSError:
        _silence_stdout()
    return 1


def _prepare_streams() -> None:
    """A program without a console has no streams; a console of few letters must not stop a command."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, _Nowhere())
        elif isinstance(stream, TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="replace")


def _silence_stdout() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
