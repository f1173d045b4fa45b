"""Making, opening, importing and copying files from the window, and the welcome page that offers it."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from leaddesk.gui.bridge.services import care, demo
from leaddesk.gui.desk import Desk
from leaddesk.gui.office import Office
from leaddesk.gui.translation import tr
from leaddesk.gui.widgets.banner import Banner
from leaddesk.paths import data_dir

if TYPE_CHECKING:
    from leaddesk.domain.records import User


class Files(QObject):
    """What the window does with files. `window` is the main window, for its desk, banners and toasts."""

    def __init__(self, window: Any, office: Office) -> None:
        super().__init__(window)
        self._window: Any = window
        self._office = office
        self._welcome: Any = None
        self._demo: Path | None = None
        self._import_next: Path | None = None
        office.asked_who.connect(self._on_office_asked_who)
        office.asked_older.connect(self._on_office_asked_older)
        office.opened.connect(self._on_office_opened)

    def welcome_page(self) -> Any:
        """The page that is shown while nothing is open."""
        from leaddesk.gui.welcome.welcome_page import WelcomePage

        if self._welcome is None:
            page = self._welcome = WelcomePage(self._office.settings)
            page.demo_chosen.connect(self.open_demo)
            page.new_chosen.connect(self.on_new_file)
            page.open_chosen.connect(self.on_open_file)
            page.import_chosen.connect(self.on_import)
            page.recent_chosen.connect(lambda path: self._office.open_file(Path(path)))
            page.file_dropped.connect(lambda path: self.take_file(Path(path)))
        return self._welcome

    def open_demo(self) -> None:
        """An invented business, kept only if the person saves it."""
        now = datetime.now(UTC)
        # A folder of its own, so that two windows do not share one.
        path = self._demo = data_dir() / "demo" / f"{now:%Y%m%d-%H%M%S}-{os.getpid()}" / "Northwind Sales.leaddesk"

        def make() -> None:
            demo.open_fresh_demo(path, self._office.settings)

        self._office.open_file(path, make, passing=True)

    def is_demo(self) -> bool:
        return self._demo is not None and self._office.path == self._demo

    def kind_of_file(self, people: int = 1) -> str:
        """What stands below the file's name."""
        if people > 1:
            return tr("Shared file · {n} people").format(n=people)
        if self._window.past.is_looking:
            return str(self._window.past.where(self._window.desk))
        return tr("Invented data") if self.is_demo() else tr("Local file")

    def show_banners(self) -> None:
        """Say that this is a try-out and how to keep it, or that the file cannot be written."""
        office, past = self._office, self._window.past
        if past.is_looking:
            self._window.banners.show_banner(past.banner(self._window.desk))
            return
        if office.is_protected:
            text = tr("Read-only: you can look at everything, and change nothing. {why}.")
            text = text.format(why=office.why_protected.rstrip("."))
            self._window.banners.show_banner(Banner(text, icon="warning", kind="warn"))
        elif office.warning:
            self._window.banners.show_banner(Banner(office.warning, icon="warning", kind="warn"))
        if self.is_demo():
            text = tr("This is an invented business to try things out. It is thrown away when you close it.")
            self._window.banners.show_banner(
                Banner(text, [(tr("Keep it as a file…"), self.on_save_copy), (tr("Start my own…"), self.on_new_file)])
            )

    def let_go(self) -> None:
        """Throw an unkept demo away; the database is closed by now."""
        if self._demo is not None:
            demo.remove_demo(self._demo)
            self._demo = None

    def take_file(self, path: Path) -> None:
        """Open a LeadDesk file, import anything else."""
        if file_names().is_database(path):
            self._office.open_file(path)
        else:
            self._import(path)

    def on_new_file(self) -> None:
        asked = file_names().ask_new(self._window)
        if asked is None:
            self._import_next = None
        else:
            self._office.make_file(*asked)

    def on_open_file(self) -> None:
        path = file_names().ask_open(self._window)
        if path is not None:
            self._office.open_file(path)

    def on_import(self) -> None:
        path = file_names().ask_import(self._window)
        if path is not None:
            self._import(path)

    def on_save_copy(self) -> None:
        desk: Desk | None = self._window.desk
        if desk is None:
            return
        target = file_names().ask_copy(self._window, desk.name)
        if target is not None:
            desk.runner.read(care.backup, target, owner=self, then=self._on_copy_saved)

    def _on_copy_saved(self, target: Path) -> None:
        if self.is_demo():
            self._office.open_file(target)
        else:
            self._window.toasts.show_message(tr("Saved a copy: {path}").format(path=target))

    def _import(self, path: Path) -> None:
        """Into the open file; without one, into a new file that is asked for first."""
        desk: Desk | None = self._window.desk
        if desk is None:
            self._import_next = path
            self.on_new_file()
            return
        from leaddesk.gui.importing.import_dialog import ImportDialog

        ImportDialog(desk, path, self._window).open()

    def _on_office_opened(self, _desk: Desk) -> None:
        path, self._import_next = self._import_next, None
        if path is not None:
            self._import(path)

    def _on_office_asked_older(self) -> None:
        from leaddesk.gui.file_watch import ask_older

        ask_older(self._window, self._office)

    def _on_office_asked_who(self, users: "tuple[User, ...]") -> None:
        from leaddesk.gui.welcome.who_dialog import WhoDialog
        from leaddesk.services.workspace import system_name

        dialog = WhoDialog(list(users), system_name(), self._window)
        dialog.chosen.connect(self._office.be)
        dialog.named.connect(self._office.be_new)
        dialog.rejected.connect(self._office.be_nobody)
        dialog.open()


def file_names() -> Any:
    """The questions for files."""
    from leaddesk.gui import file_names

    return file_names
