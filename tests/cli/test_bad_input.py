"""Files that are no databases, or not for us: one sentence, status 1, and not a byte is touched."""

import os
import shutil
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from command_runs import Program, Ran, Run

GARBAGE_SIZE = 1 << 30


def _text(path: Path, _: Path) -> None:
    path.write_text("Dear Sir or Madam,\n" * 50)


def _nothing(path: Path, _: Path) -> None:
    path.touch()


def _garbage(path: Path, _: Path) -> None:
    """A gigabyte that takes no room: random bytes at both ends of a hole."""
    with path.open("wb") as file:
        file.write(os.urandom(4096))
        file.seek(GARBAGE_SIZE - 4096)
        file.write(os.urandom(4096))


def _other_program(path: Path, template: Path) -> None:
    _patched(path, template, 68, b"\x12\x34\x56\x78")


def _newer(path: Path, template: Path) -> None:
    _patched(path, template, 60, (9999).to_bytes(4, "big"))


def _cut(path: Path, template: Path) -> None:
    path.write_bytes(template.read_bytes()[:20_000])


def _scribbled(path: Path, template: Path) -> None:
    """A right header over pages of noise."""
    content = template.read_bytes()
    path.write_bytes(content[:100] + b"\x5a" * (len(content) - 100))


def _unreadable(path: Path, template: Path) -> None:
    shutil.copyfile(template, path)
    path.chmod(0)


def _patched(path: Path, template: Path, place: int, new: bytes) -> None:
    content = bytearray(template.read_bytes())
    content[place : place + len(new)] = new
    path.write_bytes(content)


def _fingerprint(path: Path) -> str:
    """Of the ends of a file that is mostly a hole."""
    mode = path.stat().st_mode
    path.chmod(0o600)
    with path.open("rb") as file:
        digest = sha256(file.read(1 << 20))
        file.seek(max(0, path.stat().st_size - (1 << 20)))
        digest.update(file.read())
    path.chmod(mode)
    return f"{path.stat().st_size} {digest.hexdigest()}"


def _one_sentence(ran: Ran, said: str) -> None:
    assert ran.status == 1
    assert ran.out == ""
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert ran.err.endswith(".\n")
    assert "Traceback" not in ran.err
    assert "mistake" not in ran.err


NO_DATABASES = [
    (_text, "is not a LeadDesk file"),
    (_nothing, "is empty"),
    (_garbage, "is not a LeadDesk file"),
    (_other_program, "another program"),
    (_newer, "newer LeadDesk"),
    (_cut, "cut off"),
    (_scribbled, "damaged"),
    (_unreadable, "may not be read"),
]


@pytest.mark.parametrize(("make", "said"), NO_DATABASES, ids=[make.__name__ for make, _ in NO_DATABASES])
@pytest.mark.parametrize(
    "words",
    [("list", "deals"), ("add", "deal", "title=A"), ("check",), ("backup",), ("undo",), ("import", "any.csv")],
    ids=lambda words: words[0],
)
def test_no_database(
    run: Run, tmp_path: Path, template: Path, make: Callable[[Path, Path], None], said: str, words: tuple[str, ...]
) -> None:
    path = tmp_path / "given" / "some.leaddesk"
    path.parent.mkdir()
    make(path, template)
    before = _fingerprint(path)
    _one_sentence(run(*words, "--db", path), said)
    assert _fingerprint(path) == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_folder_and_a_file_that_is_not_there(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "given"
    folder.mkdir()
    _one_sentence(run("list", "deals", "--db", folder), "is a folder")
    _one_sentence(run("list", "deals", "--db", folder / "gone.leaddesk"), "does not exist")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [("add", "deal", "title=A"), ("move", "Extension 2027", "Demo"), ("undo",), ("followup", "call tomorrow")],
    ids=lambda words: words[0],
)
def test_a_protected_file_is_read_but_not_written(run: Run, demo: Path, words: tuple[str, ...]) -> None:
    run("add", "deal", "title=Before")
    before = _fingerprint(demo)
    demo.chmod(0o444)
    assert run("list", "deals").status == 0
    _one_sentence(run(*words), "write-protected")
    assert _fingerprint(demo) == before
    assert [file.name for file in demo.parent.iterdir() if "demo" in file.name] == [demo.name]


def _html(path: Path) -> None:
    path.write_text("<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>a,b</body></html>\n")


def _workbook(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/workbook.xml", "<workbook/>")


def _sparse(path: Path) -> None:
    _garbage(path, path)


NO_TABLES: list[tuple[Callable[[Path], None], str]] = [
    (_html, "page"),
    (_workbook, "Excel"),
    (Path.touch, "empty"),
    (Path.mkdir, "folder"),
    (_sparse, ""),
    (lambda path: None, "does not exist"),
]


@pytest.mark.parametrize(
    ("make", "said"), NO_TABLES, ids=["html", "xlsx", "empty", "folder", "garbage of 1 GB", "missing"]
)
def test_no_table_to_import(run: Run, empty: Path, tmp_path: Path, make: Callable[[Path], None], said: str) -> None:
    source = tmp_path / "given" / "deals.csv"
    source.parent.mkdir()
    make(source)
    before = _fingerprint(source) if source.is_file() else ""
    database = _fingerprint(empty)
    _one_sentence(run("import", source), said)
    assert (_fingerprint(source) if source.is_file() else "") == before
    assert _fingerprint(empty) == database
    assert len(list(source.parent.iterdir())) == source.exists()
    assert run("history", "--json").json[0]["kind"] == "set_up"


def test_an_unknown_stage_of_ours(run: Run, empty: Path, tmp_path: Path) -> None:
    source = tmp_path / "deals.csv"
    source.write_text("Deal name,Stage\nPilot,Talks\n")
    _one_sentence(run("import", source, "--stage", "Talks=Limbo"), "Limbo")
    assert run("list", "deals", "--json").json == []


def _limited() -> None:
    """From here on no file of the process may grow beyond LIMIT: a disk that takes no more."""
    import resource
    import signal

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, LIMIT))


LIMIT = 40 * 1024


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit on the size of files")
@pytest.mark.parametrize("words", [("new", "full.leaddesk", "--demo"), ("add", "deal", "title=" + "A" * 60_000)])
def test_a_disk_that_takes_no_more(program: Program, run: Run, empty: Path, words: tuple[str, ...]) -> None:
    words = tuple(str(empty.parent / word) if word == "full.leaddesk" else word for word in words)
    before = run("history", "--json").json
    files = sorted(empty.parent.iterdir())
    ran = program(*words, preexec_fn=_limited)
    assert ran.returncode == 1
    assert ran.stderr.count("\n") == 1
    assert "the disk that holds" in ran.stderr
    assert run("history", "--json").json == before
    assert run("check").out == "clean\n"
    assert sorted(empty.parent.iterdir()) == files
