"""The program as a whole: whether there is a screen, pictures without one, the self-test."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from leaddesk.app import check_screen
from leaddesk.domain.errors import UserError

SCREENS = [
    *(
        "compact",
        "conflict",
        "contact",
        "contacts",
        "damaged",
        "deal",
        "deletion",
        "dragging",
        "filters",
        "forecast",
        "gone",
        "grouped",
        "help",
        "history",
        "list",
    ),
    *(
        "lost",
        "missing",
        "newer",
        "offline",
        "older",
        "palette",
        "pipeline",
        "restore",
        "settings",
        "slow",
        "today",
        "together",
        "waiting",
        "welcome",
        "who",
    ),
]


def run(*words: str, home: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"LEADDESK_HOME": str(home)}
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        environment.pop(name, None)
    command = [sys.executable, "-m", "leaddesk", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


class TestScreen:
    @pytest.fixture(autouse=True)
    def linux(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Other systems always have a screen."""
        monkeypatch.setattr(sys, "platform", "linux")

    def test_none_is_told_with_the_way_to_go_on(self) -> None:
        with pytest.raises(
            UserError, match=r"no screen here .*; nothing was opened; .*leaddesk screenshots shots --demo"
        ):
            check_screen({})

    def test_one_that_does_not_answer_is_told(self) -> None:
        with pytest.raises(UserError, match="the screen :4711 does not answer"):
            check_screen({"DISPLAY": ":4711"})

    def test_a_named_platform_is_believed(self) -> None:
        check_screen({"QT_QPA_PLATFORM": "offscreen"})


def test_every_screen_is_drawn_without_a_display(tmp_path: Path) -> None:
    done = run("screenshots", str(tmp_path / "shots"), "--demo", "--theme", "dark", "--size", "1280x720", home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert sorted(picture.stem for picture in (tmp_path / "shots").iterdir()) == SCREENS
    assert len({picture.read_bytes() for picture in (tmp_path / "shots").iterdir()}) == len(SCREENS)
    assert all(picture.stat().st_size > 3_000 for picture in (tmp_path / "shots").iterdir())


def test_letters_are_drawn_twice_as_large(tmp_path: Path) -> None:
    sizes = []
    for text in ("100", "200"):
        shots = tmp_path / text
        done = run("screenshots", str(shots), "--demo", "--text", text, "--screen", "who", home=tmp_path)
        assert done.returncode == 0, done.stderr
        sizes.append(QImage(str(shots / "who.png")).size())
    usual, large = sizes  # of a dialog, which is as large as its letters and margins
    assert large.width() > 1.8 * usual.width()
    assert large.height() > 1.4 * usual.height()


def test_a_screen_that_there_is_not_is_refused(tmp_path: Path) -> None:
    done = run("screenshots", str(tmp_path / "shots"), "--demo", "--screen", "nowhere", home=tmp_path)
    assert done.returncode == 1
    assert 'there is no screen "nowhere"; nothing was drawn; choose one of: welcome, pipeline' in done.stderr
    assert "Traceback" not in done.stderr


def test_the_self_test_draws_the_board(tmp_path: Path) -> None:
    done = run("--self-test", home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "27 cards drawn" in done.stdout
