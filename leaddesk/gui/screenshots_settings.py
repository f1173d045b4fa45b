"""Pictures of the settings with invented backups, and of the question before one is brought back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from PySide6.QtWidgets import QWidget

from leaddesk.domain.backups import Backup, Why
from leaddesk.gui.main_window import MainWindow
from leaddesk.gui.texts import tr

_FOLDER = Path("~/.local/share/LeadDesk/backups")
_ITS = (  # hours ago, why, deals
    (1, Why.ROUTINE, 60),
    (2, Why.ASKED, 60),
    (5, Why.IMPORT, 42),
    (26, Why.ROUTINE, 41),
    (50, Why.RESTORE, 44),
    (170, Why.ROUTINE, 38),
    (700, Why.ROUTINE, 31),
)


class SettingsScreens:
    """The screens by name. What is tried out has no backups, so these are only shown."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.screens: dict[str, Callable[[], QWidget]] = {"settings": self._settings, "restore": self._restore}

    def _settings(self) -> QWidget:
        from leaddesk.gui.settings.settings_page import SettingsPage

        desk = self._window.desk
        assert desk is not None
        self._window.desk = replace(desk, backup_folder=_FOLDER)
        self._window.show_page("settings")
        page = self._window.page("settings")
        assert isinstance(page, SettingsPage)
        self._window.backups.told.emit(tr("Backed up today, {time}").format(time="09:00"))
        page.backups.show_backups(self._backups())
        return self._window

    def _restore(self) -> QWidget:
        from leaddesk.gui.settings.restore_dialog import RestoreDialog

        assert self._window.desk is not None
        dialog = RestoreDialog(self._window.desk, self._backups()[2], self._window)
        dialog.open()
        return dialog

    def _backups(self) -> list[Backup]:
        assert self._window.desk is not None
        now = self._window.desk.clock()
        return [
            Backup(
                path=_FOLDER / f"{hours}.leaddesk",
                made_at=now - timedelta(hours=hours),
                size=4_200_000 + deals * 7_000,
                why=why,
                counts={
                    "deal": deals,
                    "contact": 20 + deals,
                    "company": deals // 2 + 10,
                    "lead": 18,
                    "activity": 6 * deals,
                    "followup": 68,
                },
            )
            for hours, why, deals in _ITS
        ]
