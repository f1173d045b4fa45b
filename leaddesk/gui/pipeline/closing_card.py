"""How a deal ended, why, and the way back."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from leaddesk.domain.closing import REASONS
from leaddesk.domain.records import Deal, DealStatus, Kind
from leaddesk.gui.desk import Desk
from leaddesk.gui.texts import tr, when_text
from leaddesk.gui.widgets.chip import Chip
from leaddesk.gui.widgets.inline_field import InlineField
from leaddesk.gui.widgets.inline_kinds import ChoiceField, TextField
from leaddesk.gui.widgets.painting import ChipKind


class ClosingCard(QFrame):
    """Shown for a deal that is closed; reason and note are edited where they stand."""

    reopened = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._desk = desk
        self._offered: tuple[int, DealStatus] | None = None  # whose reasons can be chosen from
        self._chip = Chip("")
        self._when = QLabel()
        self._when.setProperty("role", "muted")
        self._reopen = QPushButton(tr("Reopen"))
        self._reopen.clicked.connect(self.reopened)
        self.reason = ChoiceField(desk, Kind.DEAL, "reason", tr("Reason"))
        self.reason.box.setMinimumWidth(1)  # a reason that was imported may be a long one
        self.note = TextField(desk, Kind.DEAL, "reason_note", tr("Note on the reason"))
        self.note.box.setPlaceholderText(tr("Note"))
        self.note.settled.connect(self._on_note_settled)
        row = QHBoxLayout()
        row.addWidget(self._chip)
        row.addWidget(self._when, 1)
        row.addWidget(self._reopen)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 8, 8)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self.reason)
        column.addWidget(self.note)
        self.hide()

    @property
    def fields(self) -> tuple[InlineField, ...]:
        return self.reason, self.note

    def show_deal(self, deal: Deal) -> None:
        """Show how this deal ended, or nothing while it is open."""
        is_won = deal.status is DealStatus.WON
        self.setVisible(deal.status is not DealStatus.OPEN)
        if deal.status is DealStatus.OPEN:
            return
        self._chip.show_state(tr("Won") if is_won else tr("Lost"), ChipKind.GOOD if is_won else ChipKind.BAD)
        self._when.setText(when_text(deal.closed_at, self._desk.now()) if deal.closed_at else "")
        self.reason.show_value(deal.id, deal.reason or "", deal.version)
        self.note.show_value(deal.id, deal.reason_note or "", deal.version)
        if self._offered != (deal.id, deal.status):  # else a list that is open would be shut
            self._offered = deal.id, deal.status
            none = tr("Add a reason") if is_won else tr("No reason given")
            words = [(reason, tr(reason), QIcon()) for reason in REASONS[deal.status]]
            self.reason.set_options([("", none, QIcon()), *words])

    def _on_note_settled(self) -> None:
        """A reason that waited for its note is saved with it."""
        if self.reason.changed:
            self.reason.save(again=True)
