"""The window's root: builds the parts once and passes them on."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leaddesk.domain.errors import UserError
from leaddesk.paths import config_dir, resource_path
from leaddesk.services.settings import Settings

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from leaddesk.gui.main_window import MainWindow

_NO_SCREEN = "use the command line (leaddesk --help), or draw the screens: leaddesk screenshots shots --demo"
SELF_TEST_PATIENCE = 30_000  # milliseconds
_COLOURS = 20  # an empty window has fewer


def run_window(database: str | None, *, demo: bool) -> int:
    """Show the window until it is closed. UserError where there is no screen to show it on."""
    check_screen(os.environ)
    from PySide6.QtGui import QIcon

    application = _application()
    settings = Settings(config_dir() / "settings.json")
    window = _window(settings, threads=True)
    _report_mistakes(window)

    def begin() -> None:
        application.setWindowIcon(QIcon(str(resource_path("icons", "leaddesk.svg"))))
        if demo:
            window.files.open_demo()
        elif database is not None:
            window.office.open_file(Path(database))
        elif settings.last_database is not None:
            window.office.open_file(settings.last_database)
        else:
            window.show_welcome()

    window.first_painted.connect(begin)
    window.show()
    return int(application.exec())


def self_test(database: str | None) -> int:
    """Start, open a database and draw the board, as a test of a built program; 0 if all of it worked."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QEventLoop, QTimer, qVersion

    from leaddesk.storage.engine import library_version

    _application()
    waiting = QEventLoop()  # the application's own would close the window, and with it the database, when it is left
    with _scratch_home() as home:
        window = _window(Settings(home / "settings.json"), threads=True)
        failures: list[object] = []
        window.office.refused.connect(failures.append)
        window.office.requests.problem_shown.connect(failures.append)
        window.office.opened.connect(lambda desk: desk.runner.crashed.connect(failures.append))

        def cards() -> int:
            return sum(window.page("pipeline").card_counts()) if window.desk is not None else 0

        look = QTimer(interval=50)
        look.timeout.connect(lambda: waiting.quit() if failures or cards() else None)
        look.start()
        QTimer.singleShot(SELF_TEST_PATIENCE, waiting.quit)
        window.show()
        if database is not None:
            window.office.open_file(Path(database))
        else:
            window.files.open_demo()
        waiting.exec()
        look.stop()
        deals = cards()
        drawn = _is_drawn(window)
        window.close()
    print(f"LeadDesk self-test: Qt {qVersion()}, {library_version()}, {deals} cards drawn")
    for problem in failures:
        print(problem, file=sys.stderr)
    return 0 if drawn and deals and not failures else 1


def _is_drawn(window: "MainWindow") -> bool:
    """Whether the window shows more than an empty ground."""
    image = window.grab().toImage()
    places = ((x, y) for x in range(0, image.width(), 5) for y in range(0, image.height(), 5))
    return len({image.pixel(*place) for place in places}) > _COLOURS


def take_screenshots(
    folder: Path, *, database: Path | None, demo: bool, theme: str, size: str, text: int = 100, screen: str | None
) -> list[Path]:
    """Draw every screen, or the one named, as a PNG into the folder; needs no display.

    `size` is '1360x850', `text` the size of all letters in percent of the usual.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")  # there is no window manager, which is meant
    from leaddesk.gui import theme as themes
    from leaddesk.gui.screenshots import Studio

    width, _, height = size.lower().partition("x")
    folder.mkdir(parents=True, exist_ok=True)
    application = _application()
    letters = application.font()
    letters.setPointSizeF(letters.pointSizeF() * text / 100)
    application.setFont(letters)
    themes.apply(application, themes.DARK if theme == "dark" else themes.LIGHT)
    with _scratch_home() as home:
        settings = Settings(home / "settings.json")
        window = _window(settings, threads=False)
        window.resize(int(width), int(height))
        studio = Studio(application, window, folder)
        try:
            return studio.draw(database, demo=demo or database is None, only=screen)
        finally:
            window.close()


def check_screen(environment: Mapping[str, str]) -> None:
    """Raise a UserError if a window cannot be shown here; Qt itself would end the program without a word."""
    if not sys.platform.startswith("linux") or environment.get("QT_QPA_PLATFORM"):
        return
    display = environment.get("DISPLAY", "")
    if environment.get("WAYLAND_DISPLAY"):
        return
    if not display:
        raise UserError(
            "there is no screen here (DISPLAY and WAYLAND_DISPLAY are empty)", "nothing was opened", _NO_SCREEN
        )
    if not _answers(display):
        raise UserError(f"the screen {display} does not answer", "nothing was opened", _NO_SCREEN)
    missing = _missing_library()
    if missing:
        raise UserError(
            f"the system library {missing} is missing, without which Qt cannot show a window",
            "nothing was opened",
            "install it (on Debian and Ubuntu: apt install libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1)",
        )


def _answers(display: str) -> bool:
    """Whether something listens where an X server of that name would."""
    import socket

    host, _, rest = display.rpartition(":")
    number = rest.partition(".")[0]
    if not number.isdecimal():
        return True  # a form that only the X library knows
    addresses: list[tuple[int, Any]] = []
    if host in ("", "unix"):
        name = f"/tmp/.X11-unix/X{number}"
        addresses = [(socket.AF_UNIX, "\0" + name), (socket.AF_UNIX, name)]
    else:
        addresses = [(socket.AF_INET, (host, 6000 + int(number)))]
    for family, address in addresses:
        with socket.socket(family, socket.SOCK_STREAM) as connection:
            connection.settimeout(3)
            try:
                connection.connect(address)
            except OSError:
                continue
            return True
    return False


def _missing_library() -> str:
    """The system library that Qt's X11 plugin lacks; empty if it loads."""
    import ctypes

    import PySide6

    plugin = Path(PySide6.__file__).parent / "Qt" / "plugins" / "platforms" / "libqxcb.so"
    try:
        ctypes.CDLL(str(plugin))
    except OSError as problem:
        return str(problem).partition(":")[0] if plugin.exists() else ""
    return ""


def _application() -> "QApplication":
    from PySide6.QtWidgets import QApplication

    from leaddesk.gui import theme

    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = QApplication(["LeadDesk"])
        application.setApplicationDisplayName("LeadDesk")
        application.setDesktopFileName("leaddesk")
    theme.apply(application, theme.system_theme(application))
    return application


def _window(settings: Settings, *, threads: bool) -> "MainWindow":
    from PySide6.QtWidgets import QApplication

    from leaddesk.gui.bridge.runner import InlineRunner, ThreadRunner
    from leaddesk.gui.main_window import MainWindow
    from leaddesk.gui.office import Office
    from leaddesk.gui.theme import ThemeWatcher
    from leaddesk.gui.undo_keys import UndoKeys

    window = MainWindow(Office(settings, ThreadRunner if threads else InlineRunner, lambda: datetime.now(UTC)))
    application = QApplication.instance()
    if isinstance(application, QApplication):
        ThemeWatcher(application)
        UndoKeys(application)
    return window


def _report_mistakes(window: "MainWindow") -> None:
    """A mistake of ours is written down and told, and the work goes on."""

    def tell(problem: BaseException) -> None:
        from leaddesk.gui.crash_dialog import CrashDialog
        from leaddesk.logs import record_mistake

        record_mistake(problem)
        CrashDialog(problem, window).open()

    window.office.opened.connect(lambda desk: desk.runner.crashed.connect(tell))
    sys.excepthook = lambda _kind, problem, _trace: tell(problem)


@contextmanager
def _scratch_home() -> Iterator[Path]:
    """A folder for one run that leaves the person's settings and data alone."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="leaddesk-") as name:
        before = os.environ.get("LEADDESK_HOME")
        os.environ["LEADDESK_HOME"] = name
        try:
            yield Path(name)
        finally:
            if before is None:
                del os.environ["LEADDESK_HOME"]
            else:
                os.environ["LEADDESK_HOME"] = before
