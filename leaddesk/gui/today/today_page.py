"""Today: what is overdue, due today and soon, and which deals need a next step."""

from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from leaddesk.domain.changes import Changes
from leaddesk.domain.dates import day_bounds
from leaddesk.domain.errors import UserError
from leaddesk.domain.records import FollowUp, Kind
from leaddesk.domain.summaries import Today
from leaddesk.gui.bridge.runner import Ticket
from leaddesk.gui.bridge.services import followups
from leaddesk.gui.bridge.wake import Wake
from leaddesk.gui.desk import Desk
from leaddesk.gui.models.today_model import Row, TodayModel
from leaddesk.gui.step_words import open_record
from leaddesk.gui.texts import tr
from leaddesk.gui.today.month import long_day_text
from leaddesk.gui.today.row_words import spoken
from leaddesk.gui.today.side import TodaySide
from leaddesk.gui.today.today_list import TodayList
from leaddesk.gui.widgets.chip import Chip
from leaddesk.gui.widgets.empty import EmptyState
from leaddesk.gui.widgets.page_head import PageHead
from leaddesk.gui.widgets.segmented import Segmented
from leaddesk.gui.widgets.snooze_menu import SnoozeMenu
from leaddesk.gui.widgets.tab_order import order_tabs
from leaddesk.gui.widgets.what_next import WhatNext

_MINE, _EVERYONE = "mine", "everyone"
_SHOWN = (Kind.FOLLOWUP, Kind.DEAL, Kind.CONTACT, Kind.COMPANY, Kind.USER, Kind.STAGE, Kind.ACTIVITY)
_COUNTED = (Kind.FOLLOWUP, Kind.USER)
_JUST_AFTER = timedelta(milliseconds=1)


class TodayPage(QWidget):
    """The day's work, mine or everyone's; the navigation is told how much of mine is due, also while hidden."""

    count_changed = Signal(int)  # my follow-ups that are overdue or due today

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._count = 0
        self._mine_read: Ticket | None = None
        self._read: Ticket | None = None
        self._stale = False
        self._what_next: WhatNext | None = None
        self._scope = Segmented([(_MINE, tr("Mine")), (_EVERYONE, tr("Everyone"))], tr("Whose"))
        self._scope.chosen.connect(lambda _key: self._refresh())
        self._day = Chip(long_day_text(desk.today()))
        self._model = TodayModel(lambda row: spoken(row, desk.now()), self)
        self._list = TodayList(self._model, desk.now)
        self._list.ticked.connect(self._on_list_ticked)
        self._list.snooze_asked.connect(self._on_list_snooze_asked)
        self._list.plan_asked.connect(self._on_list_plan_asked)
        self._list.opened.connect(self._on_list_opened)
        self._empty = EmptyState(
            "check",
            tr("Nothing due"),
            tr("Nothing is overdue, nothing is planned for the next 7 days, and every deal has a next step."),
            tr("Plan a follow-up"),
        )
        self._empty.triggered.connect(self.new_record)
        self._side = TodaySide(desk)
        self._side.planned.connect(self._on_side_planned)
        self._side.plan.cancelled.connect(self._on_plan_cancelled)
        self._left = QWidget()
        self._content = QStackedWidget(self._left)
        self._lay_out()
        self._wake = Wake(desk.clock, self)
        self._wake.passed.connect(self._refresh)
        desk.bus.changed.connect(self._on_bus_changed)
        self._refresh()

    @property
    def title(self) -> str:
        return tr("Today")

    @property
    def count(self) -> int:
        """What `count_changed` said last."""
        return self._count

    def focus_content(self) -> bool:
        """Give the keyboard to the list."""
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def new_record(self) -> None:
        """Start to type a follow-up."""
        self._side.plan.focus()

    def focus_search(self) -> None:
        """There is nothing to search here: the line to type into is the other one."""
        self._side.plan.focus()

    def close_pane(self) -> bool:
        """Close the question for the next step; whether it was there."""
        return self._what_next is not None and self._what_next.close()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._side.fit(event.size().width())
        super().resizeEvent(event)

    def _lay_out(self) -> None:
        head = PageHead(self.title, jump=self._desk.requests.jump_asked.emit, primary=tr("New follow-up"))
        head.add(self._scope)
        head.add(self._day)
        head.primary_triggered.connect(self.new_record)
        self._left.setAutoFillBackground(True)
        self._left.setBackgroundRole(QPalette.ColorRole.Base)
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.addWidget(self._content)
        self._content.addWidget(self._list)
        self._content.addWidget(self._empty)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._left, 1)
        row.addWidget(self._side)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addLayout(row, 1)
        order_tabs(self)

    def _refresh(self) -> None:
        """Read my day, for the number, and everyone's if that is what is looked at."""
        for older in (self._mine_read, self._read):
            if older is not None:
                older.cancel()
        runner, everyone = self._desk.runner, self._scope.key == _EVERYONE
        self._stale = everyone and not self.isVisible()
        self._mine_read = runner.read(followups.today, owner=self, then=partial(self._on_mine_read, shown=not everyone))
        if everyone and self.isVisible():
            self._read = runner.read(partial(followups.today, everyone=True), owner=self, then=self._show)

    def _on_mine_read(self, day: Today, *, shown: bool) -> None:
        count = len(day.overdue) + len(day.today)
        if count != self._count:
            self._count = count
            self.count_changed.emit(count)
        if shown:
            self._show(day)
        else:
            self._wake.set(self._next_change(day))

    def _show(self, day: Today) -> None:
        self._day.setText(long_day_text(day.day))
        self._day.updateGeometry()
        self._model.show_day(day)
        is_empty = not (day.overdue or day.today or day.coming or day.stuck)
        self._content.setCurrentWidget(self._empty if is_empty else self._list)
        self._side.show_day(day)
        self._wake.set(self._next_change(day))

    def _next_change(self, day: Today) -> datetime:
        """When something of today becomes overdue, at the latest when the day ends."""
        now = self._desk.clock()
        late = (due + _JUST_AFTER for step in day.today if (due := step.followup.due_at) is not None)
        return min((time for time in late if time > now), default=day_bounds(day.day, self._desk.zone)[1])

    def _on_bus_changed(self, changes: Changes) -> None:
        if changes.touches(*(_SHOWN if self.isVisible() else _COUNTED)):
            self._refresh()
        elif changes.touches(*_SHOWN):
            self._stale = True

    def _on_list_ticked(self, row: Row) -> None:
        """Strike it through at once; it leaves with the reading that follows the commit."""
        if row.step is None or not self._model.tick(row.step.followup.id):
            return
        self._desk.runner.write(
            followups.complete_followup,
            row.step.followup.id,
            owner=self,
            then=lambda _changes: self._finish_tick(row),
            failed=partial(self._put_back, row.step.followup.id),
        )

    def _finish_tick(self, row: Row) -> None:
        if row.step is not None:
            self._model.tick_saved(row.step.followup.id)
            self._ask_next(row, tr("Done. What next?"))

    def _put_back(self, followup_id: int, problem: UserError) -> None:
        self._model.untick(followup_id)
        self._desk.requests.problem_shown.emit(problem)

    def _on_list_snooze_asked(self, row: Row, place: QRect) -> None:
        if row.step is not None:
            menu = SnoozeMenu(self._desk, self)
            menu.chosen.connect(partial(self._on_snooze_chosen, row.step.followup.id))
            menu.open_under(place)

    def _on_snooze_chosen(self, followup_id: int, when: str) -> None:
        self._desk.runner.write(followups.snooze_followup, followup_id, when, owner=self)

    def _on_list_plan_asked(self, row: Row) -> None:
        about = row.stuck.card.title if row.stuck else row.step.title or row.step.followup.subject if row.step else ""
        self._ask_next(row, tr("Next step for {title}").format(title=about))

    def _ask_next(self, row: Row, title: str) -> None:
        if self._what_next is not None:
            self._what_next.close()
        card = row.stuck.card if row.stuck else None
        on = (Kind.DEAL, card.id) if card else _record_of(row.step.followup) if row.step else None
        whom = card.contact if card else row.step.contact if row.step else ""
        self._what_next = WhatNext(self._desk, on, self._left, title=title, whom=whom)
        self._what_next.closed.connect(self._on_what_next_closed)
        self._what_next.open()

    def _on_what_next_closed(self) -> None:
        if self.sender() is self._what_next:
            self._what_next = None

    def _on_list_opened(self, row: Row) -> None:
        if row.stuck is not None:
            self._desk.requests.deal_opened.emit(row.stuck.card.id)
        elif row.step is not None:
            open_record(self._desk, row.step.followup)

    def _on_side_planned(self, said: str) -> None:
        self._desk.requests.message_shown.emit(tr("Planned: {what}").format(what=said))

    def _on_plan_cancelled(self) -> None:
        self._side.plan.clear()
        self._list.setFocus()


def _record_of(followup: FollowUp) -> tuple[Kind, int] | None:
    """What the next follow-up will be about: the same."""
    about = (
        (Kind.DEAL, followup.deal_id),
        (Kind.LEAD, followup.lead_id),
        (Kind.CONTACT, followup.contact_id),
        (Kind.COMPANY, followup.company_id),
    )
    return next(((kind, number) for kind, number in about if number is not None), None)
