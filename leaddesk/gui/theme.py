"""Colours and fonts of the window, light and dark, and the following of the system's choice."""

import re
import sys
from dataclasses import fields

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication

from leaddesk.domain.light import dataclass
from leaddesk.paths import resource_path


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """Every colour of the window as #RRGGBB.

    ink, ink2, accent, good, bad and warn reach a contrast of 4.5 : 1 on the grounds they are written on;
    ink3 does not: only for what may be missed.
    """

    window: str
    side: str
    surface: str
    column: str
    line: str
    ink: str
    ink2: str
    ink3: str
    accent: str
    accent_soft: str
    on_accent: str
    good: str
    good_soft: str
    bad: str
    bad_soft: str
    warn: str
    warn_soft: str
    hot: str
    warm: str
    cold: str
    toast: str
    toast_ink: str
    toast_accent: str
    dark: bool


LIGHT = Theme(
    window="#F5F6F8",
    side="#ECEEF2",
    surface="#FFFFFF",
    column="#EBEDF1",
    line="#DEE2E8",
    ink="#1A1D23",
    ink2="#5C6673",
    ink3="#8A94A3",
    accent="#3557D6",
    accent_soft="#E6EBFD",
    on_accent="#FFFFFF",
    # A little darker than drawn: #1F8A4C and #B35C00 have 3.8 and 4.2 : 1 on their soft grounds.
    good="#1A7540",
    good_soft="#E1F4E8",
    bad="#C92A2A",
    bad_soft="#FCE8E8",
    warn="#A65500",
    warn_soft="#FFF1DC",
    hot="#E0491B",
    warm="#E59A00",
    cold="#3D9BE0",
    # A toast is dark in both themes.
    toast="#1F2228",
    toast_ink="#E8EAED",
    toast_accent="#8AA2FF",
    dark=False,
)

DARK = Theme(
    window="#15171B",
    side="#101215",
    surface="#1F2228",
    column="#191B20",
    line="#2D3139",
    ink="#E8EAED",
    ink2="#A3ACB9",
    ink3="#737D8C",
    accent="#8AA2FF",
    accent_soft="#252E52",
    on_accent="#101215",
    good="#5BC98A",
    good_soft="#17352A",
    bad="#FF8787",
    bad_soft="#43201F",
    warn="#FFC069",
    warn_soft="#3D2D14",
    hot="#FF7A4D",
    warm="#FFC241",
    cold="#69BDF5",
    toast="#2D3139",
    toast_ink="#E8EAED",
    toast_accent="#8AA2FF",
    dark=True,
)

_BASE_POINTS = 9.75  # 13 px at 96 dpi
_DESKTOPLESS = ("offscreen", "minimal")


def system_theme(app: QApplication) -> Theme:
    """The theme that the system asks for; LIGHT where it does not say."""
    return DARK if app.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT


def current() -> Theme:
    """The theme that is applied. Read from the palette, so there is nothing else to keep in step."""
    return DARK if QApplication.palette().window().color().lightness() < 128 else LIGHT


def apply(app: QApplication, theme: Theme) -> None:
    """Dress the program in `theme`; widgets that exist already hear of it by a StyleChange event.

    Text sizes follow the program's font: after a change of it, apply again.
    """
    if not app.styleSheet():
        app.setStyle("Fusion")
    app.setFont(_base_font(app))
    app.setPalette(_palette(theme))
    app.setStyleSheet(_style_sheet(theme))


def title_font() -> QFont:
    """For the title of a page or pane: a third larger than the base, semi-bold."""
    return _font(1.28, QFont.Weight.DemiBold)


def small_font() -> QFont:
    """For chips and side notes: a little smaller than the base."""
    return _font(0.885, QFont.Weight.Normal)


def bold_font() -> QFont:
    """The base in semi-bold."""
    return _font(1.0, QFont.Weight.DemiBold)


def icon_size() -> int:
    """Edge of an icon beside base text, in pixels: grows with the text."""
    return round(QFontMetrics(QApplication.font()).height() * 1.07)


class ThemeWatcher(QObject):
    """Follows the system between light and dark while the program runs.

    Listens to the scheme alone: our own palette does not change that, so it cannot call itself.
    """

    changed = Signal(object)  # Theme

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        app.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)

    def _on_scheme_changed(self) -> None:
        theme = system_theme(self._app)
        if theme != current():
            apply(self._app, theme)
            self.changed.emit(theme)


def _font(factor: float, weight: QFont.Weight) -> QFont:
    font = QApplication.font()
    if font.pointSizeF() > 0:
        font.setPointSizeF(font.pointSizeF() * factor)
    else:
        font.setPixelSize(round(font.pixelSize() * factor))
    font.setWeight(weight)
    return font


def _base_font(app: QApplication) -> QFont:
    """The system's font and size; Inter before it on Linux, where the system's may be anything."""
    font = app.font()
    if not sys.platform.startswith("linux") or "Inter" in font.families():
        return font
    font.setFamilies(["Inter", *font.families()])
    if app.platformName() in _DESKTOPLESS:  # no desktop there that could have been asked
        font.setPointSizeF(_BASE_POINTS)
    return font


def _palette(theme: Theme) -> QPalette:
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.window,
        role.WindowText: theme.ink,
        role.Base: theme.surface,
        role.AlternateBase: theme.window,
        role.Text: theme.ink,
        role.PlaceholderText: theme.ink2,
        role.Button: theme.surface,
        role.ButtonText: theme.ink,
        role.BrightText: theme.bad,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.Accent: theme.accent,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.ToolTipBase: theme.toast,
        role.ToolTipText: theme.toast_ink,
        role.Light: theme.surface,
        role.Midlight: theme.window,
        role.Mid: theme.line,
        role.Dark: theme.line,
        role.Shadow: theme.line,
    }
    palette = QPalette()
    for key, colour in colours.items():
        palette.setColor(key, QColor(colour))
    for key in (role.WindowText, role.Text, role.ButtonText, role.PlaceholderText, role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, key, QColor(theme.ink3))
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(theme.line))
    palette.setColor(QPalette.ColorGroup.Disabled, role.Accent, QColor(theme.ink3))
    return palette


def _style_sheet(theme: Theme) -> str:
    """The style sheet with its {words} filled in: tokens of the theme, sizes of the text, the folder."""
    words = {field.name: str(getattr(theme, field.name)) for field in fields(theme)}
    mark = 2 * (QFontMetrics(QApplication.font()).height() // 2)
    words |= {
        "title_size": _css_size(title_font()),
        "small_size": _css_size(small_font()),
        "icon_size": f"{icon_size()}px",
        "mark_size": f"{mark}px",
        "dot_size": f"{mark - 8}px",
        "mark_radius": f"{mark // 2 + 1}px",
        "name": "dark" if theme.dark else "light",
        "styles": resource_path("styles").as_posix(),
    }
    template = resource_path("styles", "leaddesk.qss").read_text(encoding="utf-8")
    return re.sub(r"\{(\w+)\}", lambda match: words[match[1]], template)


def _css_size(font: QFont) -> str:
    return f"{font.pointSizeF():.2f}pt" if font.pointSizeF() > 0 else f"{font.pixelSize()}px"
