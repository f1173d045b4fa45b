"""Pictures of what a team sees: colleagues who are here, two changes of one field, waiting, a file in trouble."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from PySide6.QtWidgets import QWidget

from leaddesk.domain import errors
from leaddesk.domain.backups import Backup, Why
from leaddesk.domain.changes import Author, Changes
from leaddesk.domain.errors import UserError
from leaddesk.domain.guests import Guest
from leaddesk.domain.records import Kind, User
from leaddesk.gui.bridge.live import State, Trouble
from leaddesk.gui.bridge.services import users
from leaddesk.gui.desk import Desk
from leaddesk.gui.main_window import MainWindow
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.conflict_dialog import DecisionDialog, conflict_dialog, deletion_dialog, gone_dialog
from leaddesk.services.live import Waiting

_PATH = "Sales.leaddesk"
_TROUBLES: dict[str, tuple[Trouble, UserError | None]] = {
    "slow": (Trouble.SLOW, None),
    "offline": (Trouble.OFFLINE, None),
    "missing": (
        Trouble.MISSING,
        errors.Missing(
            f"{_PATH} is not there any more: it was deleted or renamed, or its folder is not connected",
            "nothing was saved",
            "put it back or connect the folder, or open a backup",
        ),
    ),
    "older": (
        Trouble.OLDER,
        errors.WentBack(
            f"{_PATH} is older than when you saw it last: an older copy was put in its place",
            "nothing more is saved into it",
            "look for the newer file, or restore a backup",
        ),
    ),
    "newer": (
        Trouble.NEWER,
        errors.NewerFile(f"{_PATH} was made by a newer LeadDesk (its format is 99, this one knows 2)", todo="update"),
    ),
    "damaged": (Trouble.DAMAGED, errors.Damaged(f"{_PATH} is damaged", "nothing was saved", "open a backup of it")),
}


class TogetherScreens:
    """The screens by name; each puts the window back into order before it shows its own state."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._team: list[User] = []
        self.screens: dict[str, Callable[[], QWidget]] = {
            "together": self._together,
            "waiting": self._waiting,
            "settings": self._settings,
            "restore": self._restore,
            **{name: self._trouble(name) for name in _TROUBLES},
            "conflict": self._conflict,
            "gone": self._gone,
            "deletion": self._deletion,
        }

    @property
    def _desk(self) -> Desk:
        desk = self._window.desk
        assert desk is not None
        return desk

    def _guests(self, record: int | None = None) -> list[Guest]:
        self._desk.runner.read(users.list_users, owner=self._window, then=self._team.extend)
        now, me = self._desk.clock(), self._desk.me
        return [
            Guest(
                str(user.id), user.name, user.initials, user.colour, f"{user.initials.lower()}-laptop", 1, "", now, now,
                record=None if me and user.id == me.id else record,
                saving_since=now - timedelta(minutes=2),
                is_me=bool(me and user.id == me.id),
                alive=True,
            )
            for user in {user.id: user for user in self._team}.values()
        ]  # fmt: skip

    def _calm(self) -> None:
        self._window.watch.live.pause()
        self._window.show_page("pipeline")
        self._window.watch.show_state(State())
        self._window.watch.show_waiting(None)
        self._window.banners.clear()
        self._desk.guests.show(())

    def _together(self) -> QWidget:
        self._calm()
        page = self._window.page("pipeline")
        if not page.is_pane_open:
            page.show_record(page.model.columns[2].ids[0])
        record = self._window.open_record()
        guests = self._guests(record)
        self._desk.guests.show(guests)
        other = next(guest for guest in guests if not guest.is_me)
        board = self._window.page("pipeline").model
        ids = frozenset(column.ids[0] for column in board.columns[:2])
        by = Author(other.name, other.initials, other.colour)
        self._desk.bus.publish(Changes(operation=1, updated={Kind.DEAL: ids}, by=by))
        return self._window

    def _settings(self) -> QWidget:
        """With backups as a week of work leaves them; the invented business itself has none."""
        from leaddesk.gui.settings.backups_section import BackupsSection
        from leaddesk.gui.settings.settings_page import SettingsPage

        self._calm()
        self._window.show_page("settings")
        page = SettingsPage(replace(self._desk, backup_folder=Path("Backups")))
        self._window.stack.addWidget(page)
        self._window.stack.setCurrentWidget(page)
        for section in page.sections:
            if isinstance(section, BackupsSection):
                section.show_backups(_backups(self._desk))
        return self._window

    def _restore(self) -> QWidget:
        from leaddesk.gui.settings.restore_dialog import RestoreDialog

        self._desk.guests.show(self._guests())
        dialog = RestoreDialog(self._desk, _backups(self._desk)[1], self._window)
        dialog.open()
        return dialog

    def _waiting(self) -> QWidget:
        self._calm()
        other = next(guest for guest in self._guests() if not guest.is_me)
        self._window.watch.show_waiting(Waiting(20.0, other))
        return self._window

    def _conflict(self) -> QWidget:
        before, mine = "Hamngatan 4\n222 29 Lund", "Hamngatan 6\n222 29 Lund"
        theirs = "Hamngatan 4, Building C\nGoods entrance from Sandgatan, ring twice\n222 29 Lund\nSweden"
        field = errors.FieldConflict("address", before, theirs, mine, "Maria Ruiz", self._desk.now())
        conflict = errors.Conflict(Kind.CONTACT, 1, 2, [field], "Eva Lind")
        return self._asked(conflict_dialog(self._desk, conflict, self._window, joins=True))

    def _gone(self) -> QWidget:
        gone = errors.Gone(Kind.DEAL, 1, "Warehouse pilot", "Maria Ruiz", self._desk.now())
        mine = "Eva asks for the price of the scanners and wants the demo moved to the week after."
        return self._asked(gone_dialog(self._desk, gone, self._window, [(tr("Text"), mine)]))

    def _deletion(self) -> QWidget:
        now = self._desk.now()
        fields = [
            errors.FieldConflict("value", "48,000 EUR", "52,000 EUR", "", "Maria Ruiz", now),
            errors.FieldConflict("stage", "Demo", "Proposal", "", "Maria Ruiz", now),
        ]
        conflict = errors.DeletionConflict(Kind.DEAL, 1, 2, fields, "Warehouse pilot")
        return self._asked(deletion_dialog(self._desk, conflict, self._window))

    def _asked(self, dialog: DecisionDialog) -> QWidget:
        self._calm()
        dialog.open()
        return dialog

    def _trouble(self, name: str) -> Callable[[], QWidget]:
        def show() -> QWidget:
            self._calm()
            self._window.watch.show_state(State(*_TROUBLES[name]))
            return self._window

        return show


def _backups(desk: Desk) -> list[Backup]:
    made = (
        (0.4, Why.ROUTINE, 27, 80),
        (1.1, Why.IMPORT, 27, 80),
        (3.0, Why.ROUTINE, 26, 79),
        (26.0, Why.ASKED, 25, 77),
        (50.0, Why.ROUTINE, 24, 77),
        (170.0, Why.ROUTINE, 19, 64),
    )
    return [
        Backup(
            path=Path(f"Backups/{number}.leaddesk"),
            made_at=desk.clock() - timedelta(hours=hours),
            size=741_376 - 20_480 * number,
            why=why,
            counts={"deal": deals, "contact": contacts, "company": contacts // 2, "activity": 9 * deals},
        )
        for number, (hours, why, deals, contacts) in enumerate(made)
    ]
