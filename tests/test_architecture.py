"""The layers of the house: who may import whom."""

import os
import re
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).parent.parent


def test_no_layer_reaches_over_another(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    status = lint_imports(config_filename=os.fspath(ROOT / "pyproject.toml"), no_cache=True)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_bridge_and_models_are_free_of_widgets() -> None:
    """They serve every screen; import-linter cannot tell one part of PySide6 from another."""
    gui = ROOT / "leaddesk" / "gui"
    texts = {path: path.read_text("utf-8") for folder in ("bridge", "models") for path in (gui / folder).glob("*.py")}
    assert len(texts) > 5
    assert [path.name for path, text in texts.items() if "QtWidgets" in text] == []


def test_only_the_engine_knows_the_database_by_name() -> None:
    """Another database is to take its place; migrations are written for the one that made the files."""
    own = re.compile(r"PRAGMA|sqlite|rowid|data_version", re.IGNORECASE)
    package = ROOT / "leaddesk"
    engine = [package / "storage" / folder for folder in ("engine", "migrations")]
    others = [path for path in package.rglob("*.py") if not any(path.is_relative_to(folder) for folder in engine)]
    assert len(others) > 100
    said = [f"{path.relative_to(ROOT)}: {word}" for path in others for word in own.findall(path.read_text("utf-8"))]
    assert said == []
