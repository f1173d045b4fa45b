"""Reminders: each is told once, on time, or when the program is opened again."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QPushButton, QSystemTrayIcon, QWidget

from leaddesk.domain import next_step
from leaddesk.domain.changes import Changes
from leaddesk.domain.dates import utc_from_text, utc_text
from leaddesk.domain.errors import UserError
from leaddesk.domain.records import Kind
from leaddesk.domain.summaries import Step
from leaddesk.gui.bridge.runner import Ticket
from leaddesk.gui.bridge.services import followups
from leaddesk.gui.bridge.wake import Wake
from leaddesk.gui.desk import Desk
from leaddesk.gui.reminder_list import ReminderList
from leaddesk.gui.step_words import about_words, can_open, due_words, open_record
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.banner import Banner, Banners
from leaddesk.gui.widgets.plan_line import KIND_ICONS
from leaddesk.gui.widgets.snooze_menu import SnoozeMenu

_MOST_BANNERS = 3  # more than these stand in one line with a list behind it
_ASK_AGAIN = timedelta(hours=1)  # if nothing is near
_TRAY_TEXT = 120  # characters


class Reminders(QObject):
    """Shows a banner for each reminder of mine, and a notification where the system has a tray.

    What came while the program was closed stands in one banner. The time up to which was told is remembered for
    each database on this machine, and moves on only after it was shown.
    """

    def __init__(self, desk: Desk, window: QWidget, banners: Banners, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._window, self._banners = desk, window, banners
        self._alone: dict[int, tuple[Step, Banner]] = {}
        self._together: dict[int, Step] = {}
        self._answering: set[int] = set()
        self._group: Banner | None = None
        self._all_missed = False  # whether all of those together came while the program was closed
        self._list: ReminderList | None = None
        self._reading: Ticket | None = None
        self._missed = True  # what the first reading brings
        self._key = f"reminded:{desk.file_uuid}"
        self._since = self._remembered()
        self._tray = self._make_tray()
        self._in_tray: Step | None = None
        self._wake = Wake(desk.clock, self)
        self._wake.passed.connect(self.check)
        desk.bus.changed.connect(self._on_bus_changed)
        self.check()

    def check(self) -> None:
        """Tell what has become due since the last time, and wait for the next."""
        if self._reading is not None:
            self._reading.cancel()
        now = self._desk.clock()
        since = min(self._since, now)  # the clock may have been wrong
        self._reading = self._desk.runner.read(
            followups.reminders,
            since,
            owner=self,
            then=partial(self._on_reminders_read, now),
            failed=lambda _problem: self._wake.set(now + timedelta(minutes=1)),  # nothing was told: ask again
        )

    def _remembered(self) -> datetime:
        text = self._desk.settings.get(self._key)
        try:
            return utc_from_text(text)
        except (TypeError, ValueError):  # never, or not what we wrote
            now = self._desk.clock().astimezone(UTC)
            self._desk.settings.set(self._key, utc_text(now))
            return now

    def _on_reminders_read(self, asked_at: datetime, steps: list[Step]) -> None:
        missed, self._missed = self._missed, False
        fresh = [step for step in steps if step.followup.id not in self._alone | self._together]
        if missed and len(fresh) > 1:
            self._all_missed = True
            self._gather(fresh)
        elif len(self._alone) + len(fresh) > _MOST_BANNERS:
            self._all_missed = False
            self._gather([*(step for step, _ in self._alone.values()), *fresh])
        else:
            for step in fresh:
                self._show_alone(step)
        if fresh:
            self._notify(fresh)
        # The service's clock is a little later than ours: nothing that it told may come again.
        times = [next_step.reminder_time(step.followup, self._desk.zone) for step in steps]
        self._since = max([asked_at, *(time for time in times if time is not None)])
        if steps or missed:
            self._desk.settings.set(self._key, utc_text(self._since))
        self._desk.runner.read(followups.next_reminder, owner=self, then=self._on_next_read, failed=self._ask_later)

    def _on_next_read(self, moment: datetime | None) -> None:
        self._wake.set(moment or self._desk.clock() + _ASK_AGAIN)

    def _ask_later(self, _problem: UserError) -> None:
        self._wake.set(self._desk.clock() + timedelta(minutes=1))

    # Banners

    def _show_alone(self, step: Step) -> None:
        now = self._desk.now()
        words = (step.followup.subject, due_words(step.followup, now), about_words(step))
        buttons: list[tuple[str, Callable[[], None]]] = [
            (tr("Done"), lambda: self._complete(step)),
            (tr("Snooze"), lambda: self._ask_snooze(step, banner)),
        ]
        if can_open(step.followup):
            buttons.append((tr("Open"), lambda: self._open(step)))
        banner = Banner(" · ".join(word for word in words if word), buttons, icon=KIND_ICONS[step.followup.kind])
        number = step.followup.id
        self._alone[number] = step, banner
        banner.closed.connect(lambda: self._alone.pop(number, None))
        self._banners.show_banner(banner)

    def _gather(self, steps: Sequence[Step]) -> None:
        """Put these into the one banner, in place of banners of their own."""
        for step in steps:
            number = step.followup.id
            if number in self._alone:
                self._alone[number][1].close_banner()
            self._together[number] = step
        if self._group is None:
            self._group = Banner("", [(tr("Show"), self._show_list)])
            self._group.closed.connect(self._on_group_closed)
            self._show_together()
            self._banners.show_banner(self._group)
        else:
            self._show_together()

    def _show_together(self) -> None:
        """Say how many stand in the one banner, and list them if the list is open."""
        count = len(self._together)
        came = tr("%n reminder(s) came while LeadDesk was closed", count)
        if self._group is not None:
            self._group.set_text(came if self._all_missed else tr("%n reminder(s) came", count))
        if self._list is not None:
            self._list.show_steps(list(self._together.values()))

    def _on_group_closed(self) -> None:
        self._group = None
        self._together.clear()
        if self._list is not None:
            self._list.close()

    def _show_list(self) -> None:
        if self._list is None:
            self._list = ReminderList(self._desk, self._window)
            self._list.completed.connect(self._complete)
            self._list.snoozed.connect(self._snooze)
            self._list.opened.connect(self._open)
            self._list.finished.connect(self._on_list_finished)
            self.destroyed.connect(self._list.close)
        self._list.show_steps(list(self._together.values()))
        self._list.open()

    def _on_list_finished(self) -> None:
        self._list = None

    def _settle(self, followup_id: int) -> None:
        """This one was answered: it is shown no longer."""
        self._answering.discard(followup_id)
        if followup_id in self._alone:
            self._alone[followup_id][1].close_banner()
        if self._together.pop(followup_id, None) is None or self._group is None:
            return
        if self._together:
            self._show_together()
        else:
            self._group.close_banner()

    # Answers

    def _complete(self, step: Step) -> None:
        self._answer(step, followups.complete_followup)

    def _ask_snooze(self, step: Step, banner: Banner) -> None:
        menu = SnoozeMenu(self._desk, self._window)
        menu.chosen.connect(partial(self._snooze, step))
        button = next(found for found in banner.findChildren(QPushButton) if found.text() == tr("Snooze"))
        menu.open_below(button)

    def _snooze(self, step: Step, when: str) -> None:
        self._answer(step, followups.snooze_followup, when)

    def _answer(self, step: Step, service: Callable[..., Changes], *args: str) -> None:
        """Do it once, however often it was pressed; what fails stays shown."""
        number = step.followup.id
        if number in self._answering:
            return
        self._answering.add(number)
        self._desk.runner.write(
            service,
            number,
            *args,
            owner=self,
            then=lambda _changes: self._settle(number),
            failed=partial(self._on_answer_failed, number),
        )

    def _on_answer_failed(self, followup_id: int, problem: UserError) -> None:
        self._answering.discard(followup_id)
        self._desk.requests.problem_shown.emit(problem)

    def _open(self, step: Step) -> None:
        self._raise_window()
        open_record(self._desk, step.followup)

    # Changes by others and elsewhere in the window

    def _on_bus_changed(self, changes: Changes) -> None:
        touched = changes.of(Kind.FOLLOWUP)
        if not touched:
            return
        for number in touched & (self._alone.keys() | self._together.keys()):
            self._desk.runner.read(
                followups.followup_step,
                number,
                owner=self,
                then=self._on_step_read,
                failed=partial(self._on_step_gone, number),
            )
        self.check()

    def _on_step_read(self, step: Step) -> None:
        """Done or put off in another place: then the banner has nothing to say any more."""
        when = next_step.reminder_time(step.followup, self._desk.zone)
        if step.followup.deleted_at is not None or when is None or when > self._desk.clock():
            self._settle(step.followup.id)

    def _on_step_gone(self, followup_id: int, _problem: UserError) -> None:
        self._settle(followup_id)

    # Tray

    def _make_tray(self) -> QSystemTrayIcon | None:
        if not QSystemTrayIcon.isSystemTrayAvailable():
            return None
        tray = QSystemTrayIcon(QApplication.windowIcon(), self)
        tray.setToolTip("LeadDesk")
        tray.messageClicked.connect(self._on_tray_message_clicked)
        tray.activated.connect(lambda _reason: self._raise_window())
        tray.show()
        return tray

    def _notify(self, steps: Sequence[Step]) -> None:
        """Say it outside the window: what and when, never what was written about it."""
        if self._tray is None:
            return
        self._in_tray = steps[0] if len(steps) == 1 else None
        if self._in_tray is None:
            self._tray.showMessage("LeadDesk", tr("%n reminder(s)", len(steps)))
            return
        subject = self._in_tray.followup.subject[:_TRAY_TEXT]
        body = (due_words(self._in_tray.followup, self._desk.now()), self._in_tray.title)
        self._tray.showMessage(subject, " · ".join(part for part in body if part))

    def _on_tray_message_clicked(self) -> None:
        if self._in_tray is None:
            self._raise_window()
        else:
            self._open(self._in_tray)

    def _raise_window(self) -> None:
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()
