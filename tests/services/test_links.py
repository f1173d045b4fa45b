"""Files that a deal links to: found where they lie, or said to be missing; what would run is known as a program."""

from pathlib import Path

import pytest

from leaddesk.domain.errors import NotFound
from leaddesk.services.links import find_file
from leaddesk.services.workspace import Workspace


def test_a_path_is_complete_at_home_or_beside_the_database(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    (home / "offers").mkdir(parents=True)
    (home / "offers" / "pilot.pdf").write_bytes(b"")
    (tmp_path / "beside.pdf").write_bytes(b"")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    assert find_file(workspace, str(tmp_path / "beside.pdf")).path == tmp_path / "beside.pdf"
    assert find_file(workspace, "beside.pdf").path == tmp_path / "beside.pdf"
    assert find_file(workspace, "~/offers/pilot.pdf").path == home / "offers" / "pilot.pdf"
    assert not find_file(workspace, "~/offers").is_program


@pytest.mark.parametrize(
    "link", ["missing.pdf", "~nobody-of-that-name/x.pdf", "a\0b.pdf", "x" * 5000, "ms-settings:about"]
)
def test_what_is_not_there_is_said_and_the_link_kept(workspace: Workspace, link: str) -> None:
    with pytest.raises(NotFound, match="is not there; the link was kept; look where the file went"):
        find_file(workspace, link)


@pytest.mark.parametrize(
    ("name", "mode", "program"),
    [
        ("setup.EXE", 0o644, True),
        ("start.desktop", 0o644, True),
        ("offer.pdf", 0o755, False),
        ("tool", 0o755, True),
        ("README", 0o644, False),
    ],
)
def test_a_program_is_known(workspace: Workspace, tmp_path: Path, name: str, mode: int, program: bool) -> None:
    path = tmp_path / name
    path.write_bytes(b"")
    path.chmod(mode)
    assert find_file(workspace, name).is_program is program
