"""What the window says about the file it works in: who is being waited for, what is wrong, what can be done."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QMessageBox

from leaddesk.domain.errors import Damaged
from leaddesk.gui.bridge.live import Live, State, Trouble
from leaddesk.gui.desk import Desk
from leaddesk.gui.office import Office
from leaddesk.gui.texts import time_text, tr
from leaddesk.gui.widgets.banner import Banner, BannerKind
from leaddesk.gui.widgets.veil import Veil

if TYPE_CHECKING:
    from leaddesk.services.live import Waiting

_REMEMBER_MS = 60_000
_GIVE_UP_AFTER = 15.0  # seconds of waiting after which giving up is offered
_GREY = (Trouble.OFFLINE, Trouble.MISSING)  # what is shown is as it was last seen

Buttons = list[tuple[str, Callable[[], None]]]


class FileWatch(QObject):
    """For one open file; `window` is the main window, for its banners, its navigation and what it shows."""

    def __init__(self, window: Any, office: Office, desk: Desk) -> None:
        super().__init__(window)
        self._window, self._office, self._desk = window, office, desk
        self._seen_at = desk.now()
        self._banner: Banner | None = None
        self._waiting: Banner | None = None
        self._veil = Veil(window.stack)
        self.live = Live(desk.runner, desk.guests, window.open_record, self)
        self.live.state_changed.connect(self.show_state)
        self.live.looked.connect(self._on_live_looked)
        desk.runner.waiting.connect(self.show_waiting)
        desk.guests.changed.connect(self._on_guests_changed)
        self._remember = QTimer(self, interval=_REMEMBER_MS)
        self._remember.timeout.connect(office.remember_state)
        self._remember.start()
        self._show_saving_possible()
        self.live.look()

    def show_state(self, state: State) -> None:
        """Say what is wrong with the file until it is well again."""
        _close(self._banner)
        self._banner = None
        self._veil.setVisible(state.trouble in _GREY)
        self._show_saving_possible()
        if state.trouble is not None:
            text, buttons = self._words(state)
            kind: BannerKind = "warn" if state.trouble is Trouble.SLOW else "error"
            self._banner = Banner(text, buttons, icon="warning", kind=kind)
            self._window.banners.show_banner(self._banner)

    def show_damage(self, what: str) -> None:
        """Say that the file has been found damaged; it can still be looked at."""
        self._desk.runner.tell_damage(
            Damaged(f"this file is damaged: {what}", "nothing was changed", "restore a backup")
        )

    def _show_saving_possible(self) -> None:
        self._window.show_saving_possible(self.live.takes_work and not self._office.is_protected)

    def show_waiting(self, waiting: "Waiting | None") -> None:
        """Say who is being waited for, and offer to give up when it takes long."""
        if waiting is None:
            _close(self._waiting)
            self._waiting = None
            return
        long = waiting.seconds >= _GIVE_UP_AFTER
        if self._waiting is None or long != bool(self._waiting.property("long")):
            _close(self._waiting)
            buttons: Buttons = [(tr("Give up"), self._desk.runner.give_up)] if long else []
            self._waiting = Banner("", buttons, icon="clock", kind="warn")
            self._waiting.setProperty("long", long)
            self._waiting.set_text(self._waiting_words(waiting))
            self._window.banners.show_banner(self._waiting)
        else:
            self._waiting.set_text(self._waiting_words(waiting))

    def _waiting_words(self, waiting: "Waiting") -> str:
        who, since = waiting.who, None
        if who is not None and who.saving_since is not None:
            since = time_text(who.saving_since.astimezone(self._desk.zone))
        if who is None or since is None:
            what = tr("Waiting for somebody else who is saving.")
        else:
            what = tr("Waiting for {name} (saving since {time}).").format(name=who.name, time=since)
        return f"{what} {tr('What you did is kept, and saved as soon as it is your turn.')}"

    def _words(self, state: State) -> tuple[str, Buttons]:
        problem = state.problem.sentence if state.problem else ""
        copy = (tr("Save a copy…"), self._window.files.on_save_copy)
        other = (tr("Open another file…"), self._window.files.on_open_file)
        if state.trouble is Trouble.SLOW:
            return tr("The disk or network share of this file is slow to answer."), []
        if state.trouble is Trouble.OFFLINE:
            seen = time_text(self._seen_at)
            text = tr(
                "The disk or network share of this file does not answer. What you see is from {time}; what you type"
                " stays in its field until the connection is back."
            )
            return text.format(time=seen), []
        if state.trouble is Trouble.OLDER:
            return problem, [(tr("Work with the older copy"), self._accept_older), copy]
        if state.trouble is Trouble.REPLACED:
            return problem, [(tr("Open that one"), self._open_again)]
        if state.trouble is Trouble.MISSING:
            return problem, [copy, other]
        if state.trouble is Trouble.DAMAGED:
            buttons: Buttons = [(tr("Try again"), self.live.reconnect), other]
            if isinstance(state.problem, Damaged):
                buttons.insert(1, (tr("Look for a backup…"), partial(self._office.leave_damaged, state.problem)))
            return problem, buttons
        return problem, []

    def _open_again(self) -> None:
        if self._office.path is not None:
            self._office.open_file(self._office.path)

    def _accept_older(self) -> None:
        self._office.forget_seen()
        self.live.reconnect()

    def _on_live_looked(self) -> None:
        self._seen_at = self._desk.now()

    def _on_guests_changed(self) -> None:
        self._window.show_guests(self._desk.guests.guests)


def _close(banner: Banner | None) -> None:
    if banner is not None:
        banner.close_banner()


def ask_older(window: Any, office: Office) -> None:
    """Ask whether to work with a file that is older than what was seen of it."""
    box = QMessageBox(window)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setText(tr("This file is older than when you saw it last."))
    box.setInformativeText(
        tr(
            "An older copy was put in its place, or a service that synchronises the folder went back. What was saved"
            " since then is not in it. Nothing was changed."
        )
    )
    go_on = box.addButton(tr("Open it all the same"), QMessageBox.ButtonRole.AcceptRole)
    stay = box.addButton(tr("Do not open it"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(stay)
    box.finished.connect(lambda: office.open_older() if box.clickedButton() is go_on else office.decline_older())
    box.open()
