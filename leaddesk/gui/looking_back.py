"""Looking into a backup in the window, coming back from one, and offering one for a file that cannot be opened."""

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from leaddesk.domain.errors import Damaged, NotADatabase, UserError
from leaddesk.gui.bridge.services import backups, restoring
from leaddesk.gui.office import Office
from leaddesk.gui.translation import tr
from leaddesk.gui.widgets.banner import Banner
from leaddesk.paths import data_dir

if TYPE_CHECKING:
    from leaddesk.domain.backups import Backup
    from leaddesk.gui.desk import Desk
    from leaddesk.services.restoring import Restored


class LookingBack(QObject):
    """For one window, which is `window`: its banners and messages say what is going on."""

    def __init__(self, window: Any, office: Office) -> None:
        super().__init__(window)
        self._window, self._office = window, office
        self._backup: Backup | None = None  # that is looked into
        self._shown: Path | None = None  # what is open instead of it
        self._file: Path | None = None  # to come back to
        self._offer: Banner | None = None
        office.requests.backup_opened.connect(self._on_backup_opened)
        office.requests.restore_done.connect(self._on_restore_done)
        office.refused.connect(self._on_office_refused)
        office.opened.connect(self._on_office_opened)

    @property
    def is_looking(self) -> bool:
        """Whether the open file is a backup that is only looked into."""
        return self._shown is not None and self._office.path == self._shown

    def where(self, desk: "Desk") -> str:
        """What stands below the file's name meanwhile."""
        return tr("Backup: {when}").format(when=self._when(desk))

    def banner(self, desk: "Desk") -> Banner:
        """Says what is looked at, with the way back."""
        name = self._file.stem if self._file is not None else desk.name
        text = tr("You are looking at a backup of “{name}”: {when}. Nothing can be changed in it.")
        return Banner(
            text.format(name=name, when=self._when(desk)), [(tr("Back to the file"), self.go_back)], icon="clock"
        )

    def go_back(self) -> None:
        """Open the file again whose backup is looked into."""
        if self._file is not None:
            self._office.open_file(self._file)

    def _when(self, desk: "Desk") -> str:
        return _stamp(self._backup.made_at, desk.now()) if self._backup is not None else ""

    def _on_backup_opened(self, backup: "Backup", path: Path) -> None:
        self._file, self._backup, self._shown = self._office.path, backup, path
        self._office.open_file(path, passing=True, name=self._file.stem if self._file else "")

    def _on_restore_done(self, done: "Restored") -> None:
        desk: Desk | None = self._window.desk
        said = ""
        if desk is not None:
            said = tr("Restored the backup: {when}. What was there before is among the backups.")
            said = said.format(when=_stamp(done.backup.made_at, desk.now()))
        self._office.open_file(done.file)
        self._office.requests.message_shown.emit(said)

    def _on_office_opened(self, _desk: "Desk") -> None:
        if self._offer is not None:
            self._offer.close_banner()
            self._offer = None

    def _on_office_refused(self, problem: UserError) -> None:
        """A file that is broken: its newest backup is one click away."""
        path = self._office.refused_path
        if path is None or not isinstance(problem, Damaged | NotADatabase):
            return
        folder = data_dir() / "backups"
        usable = [backup for backup in backups.of_file(folder, path) if not backup.problem]
        if usable and self._offer is None:
            text = tr("There is a backup of “{name}”: {when}. The file as it is will be put aside, not deleted.")
            when = _stamp(usable[0].made_at, self._office.now())
            restore = partial(self._restore_closed, path, usable[0], folder)
            self._offer = Banner(text.format(name=path.stem, when=when), [(tr("Restore it"), restore)], icon="clock")
            self._offer.closed.connect(self._on_offer_closed)
            self._window.banners.show_banner(self._offer)

    def _on_offer_closed(self) -> None:
        self._offer = None

    def _restore_closed(self, path: Path, backup: "Backup", folder: Path) -> None:
        def bring_back() -> None:
            restoring.restore_file(path, backup.path, folder, settings=self._office.settings)

        self._office.open_file(path, bring_back)


def _stamp(moment: datetime, now: datetime) -> str:
    from leaddesk.gui.texts import stamp_text  # the frame is painted before

    return stamp_text(moment, now)
