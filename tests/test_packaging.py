"""What a newcomer gets: the package as it is installed, and papers that say what is true."""

import configparser
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib import import_module
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from leaddesk.cli.arguments import COMMANDS
from leaddesk.domain.records import Kind
from leaddesk.exchange.fields import FIELDS
from leaddesk.storage.schema import SCHEMA_VERSION
from leaddesk.storage.tables import ALL_TABLES

ROOT = Path(__file__).parent.parent
PAPERS = ("README.md", "docs/database.md", "docs/import.md")
README = (ROOT / "README.md").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
ROW = re.compile(r"^\| `(\w+)` \| ?(\?)?", re.MULTILINE)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is in the package as `pip install .` builds it."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("leaddesk-*.whl")
    with zipfile.ZipFile(built) as archive:
        archive.extractall(folder)
    return folder


def test_the_package_brings_every_module_and_resource(wheel: Path) -> None:
    assert _files(ROOT / "leaddesk") <= _files(wheel / "leaddesk")
    assert _files(ROOT / "resources") == _files(wheel / "leaddesk/_resources")
    assert (wheel / "leaddesk/_resources/icons/leaddesk.svg").exists()
    assert (wheel / "leaddesk/_resources/styles/leaddesk.qss").exists()


def test_the_package_stands_in_the_menu_of_a_linux_desktop(wheel: Path) -> None:
    (share,) = wheel.glob("leaddesk-*.data/data/share")
    entry = configparser.ConfigParser(interpolation=None)
    entry.read(share / "applications/leaddesk.desktop", "utf-8")
    assert entry["Desktop Entry"]["Exec"].split()[0] in PROJECT["gui-scripts"]
    assert (share / f"icons/hicolor/scalable/apps/{entry['Desktop Entry']['Icon']}.svg").exists()


def test_both_commands_start_the_program() -> None:
    for scripts, name in (("scripts", "leaddesk"), ("gui-scripts", "leaddesk-gui")):
        module, _, function = PROJECT[scripts][name].partition(":")
        assert callable(getattr(import_module(module), function))


def test_a_qt_binding_that_ends_the_program_is_kept_out() -> None:
    (binding,) = (need for need in map(Requirement, PROJECT["dependencies"]) if need.name.startswith("PySide6"))
    assert binding.name == "PySide6-Essentials"
    assert not binding.specifier.contains("6.12.0")
    assert "getrefcount(None)" in (ROOT / "tests/gui/test_binding.py").read_text("utf-8")


def test_the_readme_has_the_commands_that_the_project_answers() -> None:
    assert "\n    pip install . && leaddesk --demo\n" in README
    assert '\n    pip install -e ".[dev]" && pytest\n' in README
    assert "`pip install . && leaddesk screenshots shots --demo`" in README
    assert {"pytest", "pyinstaller"} <= {Requirement(need).name for need in PROJECT["optional-dependencies"]["dev"]}
    shown = set(re.findall(r"^ {4}leaddesk (\w+)", README, re.MULTILINE))
    assert shown
    assert shown <= set(COMMANDS)


def test_what_the_papers_point_to_is_there() -> None:
    for paper in PAPERS:
        text = (ROOT / paper).read_text("utf-8")
        paths = re.findall(r"`((?:docs|leaddesk|resources)/[\w/.-]+|LICENSE|build\.spec)`|\]\(([\w/.-]+)\)", text)
        missing = [path for path in map("".join, paths) if not (ROOT / path).exists()]
        assert not missing, f"{paper} points to {missing}"


def test_the_tables_are_documented_as_they_are() -> None:
    text = (ROOT / "docs/database.md").read_text("utf-8")
    _, *sections = re.split(r"^## ", text, flags=re.MULTILINE)
    documented = {section.split("\n", 1)[0]: ROW.findall(section) for section in sections}
    real = {
        table._meta.table_name: [(name, "?" if field.null else "") for name, field in table._meta.columns.items()]
        for table in ALL_TABLES
    }
    assert documented == real
    assert set(Kind) < set(documented)
    assert f"the version of the tables, now {SCHEMA_VERSION}." in text


def test_the_fields_of_an_import_are_documented_as_they_are() -> None:
    text = (ROOT / "docs/import.md").read_text("utf-8")
    documented = dict(re.findall(r"^\| (deals|contacts|companies) \| (.*) \|$", text, re.MULTILINE))
    assert documented == {kind.value: ", ".join(field.name for field in fields) for kind, fields in FIELDS.items()}


def test_no_file_tells_of_the_machine_that_it_was_written_on() -> None:
    files = [
        ROOT / folder / name
        for folder in ("leaddesk", "resources", "tests", "docs", ".ci")
        for name in _files(ROOT / folder)
    ]
    files += [path for path in ROOT.iterdir() if path.suffix in (".md", ".toml", ".spec")]
    telling = re.compile(rb"/(?:work|root|home|Users)/[\w.]+")
    assert not [file for file in files if telling.search(file.read_bytes())]


def _files(folder: Path) -> set[str]:
    found = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix() for path in found}
