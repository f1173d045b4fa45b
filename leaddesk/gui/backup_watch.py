"""Makes backups while a file is open and when it is closed, and tells when the last one was made."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from leaddesk.domain.errors import UserError
from leaddesk.gui.bridge.runner import Lane
from leaddesk.gui.bridge.services import backups
from leaddesk.gui.desk import Desk
from leaddesk.gui.office import Office
from leaddesk.gui.translation import tr
from leaddesk.services.settings import Settings

if TYPE_CHECKING:
    from leaddesk.domain.backups import Backup
    from leaddesk.services.backups import Made

LOOK_MS = 60_000  # between two looks whether a backup is due
SECOND_FOLDER = "second_backup_folder"  # in the settings of this machine


class BackupWatch(QObject):
    """For one window. Everything that takes time runs on the reading thread of the open file."""

    told = Signal(str)  # when the last backup was made, in words; "" where none are made

    def __init__(self, office: Office, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk: Desk | None = None
        self._newest: Backup | None = None
        self._reading = False
        self._problem = ""  # that was told already
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        office.opened.connect(lambda _desk: self._tell())
        office.closed.connect(self._on_office_closed)
        office.requests.backup_made.connect(self._show)

    def start(self, desk: Desk) -> None:
        """Look after the file that was opened."""
        self._desk, self._newest = desk, None
        self._problem = ""
        if desk.backup_folder is not None:
            desk.runner.read(backups.newest, desk.backup_folder, owner=self, then=self._show)
            self._timer.start()

    def look(self) -> None:
        """Make a backup if one is due."""
        desk = self._desk
        if desk is None or desk.backup_folder is None or self._reading:
            return
        self._reading = True
        desk.runner.read(
            backups.make_if_due,
            desk.backup_folder,
            second_folder(desk.settings),
            owner=self,
            then=partial(self._on_looked, desk),
            failed=self._on_failed,
            lane=Lane.LONG,
        )

    def _on_looked(self, desk: Desk, made: "Made | None") -> None:
        self._reading = False
        if made is not None and made.backup != self._newest:
            desk.requests.backup_made.emit(made)
        elif self._problem:
            self._show(made)
        else:
            self._tell()  # another day may have begun

    def _on_failed(self, problem: UserError) -> None:
        self._reading = False
        if str(problem) != self._problem and self._desk is not None:
            self._desk.requests.problem_shown.emit(problem)
        self._problem = str(problem)
        self._tell()

    def _show(self, made: "Made | None") -> None:
        self._newest = made.backup if made is not None else None
        self._problem = ""
        self._tell()

    def _tell(self) -> None:
        desk, newest = self._desk, self._newest
        if desk is None or desk.backup_folder is None:
            self.told.emit("")
        elif self._problem:
            self.told.emit(tr("The last backup failed"))
        elif newest is None:
            self.told.emit(tr("No backup yet"))
        else:
            from leaddesk.gui.texts import day_text, time_text

            now = desk.now()
            local = newest.made_at.astimezone(desk.zone)
            words = (tr("Backed up today, {time}"), tr("Backed up yesterday, {time}"), tr("Backed up {day}, {time}"))
            text = words[min(max((now.date() - local.date()).days, 0), 2)]
            self.told.emit(text.format(day=day_text(local.date(), now.date()), time=time_text(local)))

    def _on_office_closed(self) -> None:
        """The last call for this file: the runner finishes it before it lets go."""
        self._timer.stop()
        desk, self._desk = self._desk, None
        self._reading = False
        if desk is not None and desk.backup_folder is not None:
            last = partial(backups.make_if_due, closing=True)
            # Written by nobody, but after all that is still being written.
            second = second_folder(desk.settings)
            desk.runner.write(last, desk.backup_folder, second, owner=self, failed=_ignore)


def second_folder(settings: Settings) -> Path | None:
    """The folder that gets a copy of every backup on this machine, if somebody chose one."""
    found = settings.get(SECOND_FOLDER)
    return Path(found) if isinstance(found, str) and found else None


def _ignore(_problem: UserError) -> None:
    """Nobody is left to be told; the next time that the file is opened will try again."""
