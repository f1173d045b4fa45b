"""Colours, fonts and icons as a person sees them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from leaddesk import paths
from leaddesk.gui import icons, theme
from leaddesk.gui.theme import DARK, LIGHT, Theme

ICONS = sorted(path.stem for path in paths.resource_path("icons").glob("*.svg"))
GROUNDS = {
    "ink": ("window", "side", "surface", "column", "accent_soft", "good_soft", "bad_soft", "warn_soft"),
    "ink2": ("window", "side", "surface", "column", "accent_soft"),
    "accent": ("surface", "window", "side", "accent_soft"),
    "good": ("surface", "window", "column", "good_soft"),
    "bad": ("surface", "window", "column", "bad_soft"),
    "warn": ("surface", "window", "column", "warn_soft"),
    "on_accent": ("accent", "bad"),
    "toast_ink": ("toast",),
    "toast_accent": ("toast",),
}


@pytest.fixture(autouse=True)
def _put_back(qapp: QApplication) -> Iterator[None]:
    font = qapp.font()
    yield
    qapp.setFont(font)
    theme.apply(qapp, LIGHT)


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1, as WCAG 2 defines it."""
    parts = QColor(colour).getRgbF()[:3]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dress", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ink", GROUNDS)
def test_text_can_be_read(dress: Theme, ink: str) -> None:
    for ground in GROUNDS[ink]:
        ratio = contrast(getattr(dress, ink), getattr(dress, ground))
        assert ratio >= 4.5, f"{ink} on {ground}: {ratio:.2f}"


@pytest.mark.parametrize("dress", [LIGHT, DARK], ids=["light", "dark"])
def test_applying_colours_the_window_and_tells_which_theme_it_is(qapp: QApplication, dress: Theme) -> None:
    theme.apply(qapp, dress)
    assert theme.current() is dress
    palette = qapp.palette()
    assert palette.color(QPalette.ColorRole.Window) == QColor(dress.window)
    disabled = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
    assert disabled == QColor(dress.ink3)
    assert not re.search(r"\{\w+\}", qapp.styleSheet())
    for path in re.findall(r'url\("([^"]+)"\)', qapp.styleSheet()):
        assert Path(path).is_file()


def test_applying_again_changes_no_text_size(qapp: QApplication) -> None:
    theme.apply(qapp, LIGHT)
    font = qapp.font()
    theme.apply(qapp, DARK)
    assert qapp.font() == font


def test_everything_follows_a_person_who_needs_larger_text(qapp: QApplication, qtbot: QtBot) -> None:
    theme.apply(qapp, LIGHT)
    title, icon, small = theme.title_font().pointSizeF(), theme.icon_size(), theme.small_font().pointSizeF()
    font = qapp.font()
    font.setPointSizeF(font.pointSizeF() * 2)
    qapp.setFont(font)
    theme.apply(qapp, LIGHT)
    assert qapp.font().pointSizeF() == font.pointSizeF()
    assert theme.title_font().pointSizeF() == pytest.approx(title * 2)
    assert theme.small_font().pointSizeF() == pytest.approx(small * 2)
    assert theme.icon_size() == pytest.approx(icon * 2, abs=2)
    label = QLabel("Title")
    label.setProperty("role", "title")
    qtbot.addWidget(label)
    label.ensurePolished()
    assert label.sizeHint().height() >= QFontMetrics(theme.title_font()).height()


def test_the_system_decides_between_light_and_dark(qapp: QApplication) -> None:
    dark = qapp.styleHints().colorScheme() == Qt.ColorScheme.Dark
    assert theme.system_theme(qapp) is (DARK if dark else LIGHT)


def test_a_change_of_the_systems_scheme_is_followed_once(qapp: QApplication, qtbot: QtBot) -> None:
    watcher = theme.ThemeWatcher(qapp)
    system = theme.system_theme(qapp)
    theme.apply(qapp, LIGHT if system is DARK else DARK)
    seen: list[Theme] = []
    watcher.changed.connect(seen.append)
    qapp.styleHints().colorSchemeChanged.emit(qapp.styleHints().colorScheme())
    qapp.styleHints().colorSchemeChanged.emit(qapp.styleHints().colorScheme())
    assert seen == [system]
    assert theme.current() is system
    watcher.deleteLater()


@pytest.mark.parametrize("name", ICONS)
def test_every_icon_draws_in_the_colour_asked_for(qapp: QApplication, name: str) -> None:
    picture = icons.pixmap(name, "#FF0000", 24, 2.0)
    assert picture.width() == 48
    assert picture.devicePixelRatio() == 2.0
    image = picture.toImage()
    inked = [image.pixelColor(x, y) for x in range(48) for y in range(48)]
    solid = [colour for colour in inked if colour.alpha() > 200]
    assert len(solid) > 20
    if name != "leaddesk":
        assert {(colour.red() > 250, colour.green() < 5) for colour in solid} == {(True, True)}


@pytest.mark.parametrize("name", [name for name in ICONS if name != "leaddesk"])
def test_icons_share_grid_and_stroke(name: str) -> None:
    svg = paths.resource_path("icons", f"{name}.svg").read_text(encoding="utf-8")
    assert 'viewBox="0 0 24 24"' in svg
    assert re.findall(r'stroke-width="([^"]+)"', svg) == ["1.75"]
    assert re.findall(r'stroke="([^"]+)"', svg) == ["#000"]


def test_a_buttons_icon_changes_with_the_theme(qapp: QApplication, qtbot: QtBot) -> None:
    theme.apply(qapp, LIGHT)
    button = QPushButton("Call")
    qtbot.addWidget(button)
    icons.put_icon(button, button, "call", "ink")
    button.show()

    def darkest() -> int:
        image = button.icon().pixmap(18, 18).toImage()
        colours = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
        return min(colour.lightness() for colour in colours if colour.alpha() > 200)

    assert darkest() < 60
    theme.apply(qapp, DARK)
    assert darkest() > 180


def test_an_icon_that_does_not_exist_is_an_error(qapp: QApplication) -> None:
    with pytest.raises(FileNotFoundError):
        icons.pixmap("no-such-icon", "#000000")


def test_folders_can_be_moved_for_a_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LEADDESK_HOME", str(tmp_path / "home"))
    assert paths.data_dir() == tmp_path / "home" / "data"
    assert paths.config_dir() == tmp_path / "home" / "config"
    assert paths.log_dir() == tmp_path / "home" / "logs"
    assert all((tmp_path / "home" / name).is_dir() for name in ("data", "config", "logs"))


def test_without_that_the_systems_folders_are_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("LEADDESK_HOME", raising=False)
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    for folder in (paths.data_dir(), paths.config_dir(), paths.log_dir()):
        assert "LeadDesk" in folder.parts
        assert folder.is_dir()


def test_the_built_program_finds_its_resources(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path), raising=False)
    assert paths.resource_path("icons", "call.svg") == tmp_path / "resources" / "icons" / "call.svg"
