"""How long the team keeps what operations changed, and how much of it there is."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from leaddesk.domain.changes import Changes
from leaddesk.domain.records import Kind
from leaddesk.gui.bridge.services import history_care
from leaddesk.gui.desk import Desk
from leaddesk.gui.texts import number_text, tr
from leaddesk.services.history_care import Kept

_MEGA = 1_000_000


class HistorySection(QWidget):
    """A choice that is saved when it is made, for everybody who works with the file."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._is_stale = True
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        heading = QLabel(tr("History"))
        heading.setProperty("role", "strong")
        label = QLabel(tr("Keep what was changed for"))
        self.days = QComboBox()
        self.days.setAccessibleName(label.text())
        label.setBuddy(self.days)
        for days, words in _choices():
            self.days.addItem(words, days)
        self.days.activated.connect(self._on_days_activated)
        row = QHBoxLayout()
        row.addWidget(label)
        row.addWidget(self.days)
        row.addStretch(1)
        explanation = QLabel(
            tr(
                "Every operation stays in the history for ever. What it changed, which undoing it needs, is thrown "
                "away after this time, so that the file does not grow without end."
            )
        )
        self.figures = QLabel()
        for small in (explanation, self.figures):
            small.setProperty("role", "muted")
            small.setTextFormat(Qt.TextFormat.PlainText)
            small.setWordWrap(True)
            small.setMinimumWidth(1)
        column.addWidget(heading)
        column.addLayout(row)
        column.addWidget(explanation)
        column.addWidget(self.figures)
        desk.bus.changed.connect(self._on_bus_changed)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self._read()

    def _read(self) -> None:
        self._is_stale = False
        self._desk.runner.read(history_care.kept, owner=self, then=self._show)

    def _show(self, kept: Kept) -> None:
        place = self.days.findData(kept.days)
        if place < 0:  # agreed on by the command line or another version
            self.days.addItem(tr("%n day(s)", kept.days), kept.days)
            place = self.days.count() - 1
        self.days.setCurrentIndex(place)
        size = max(round(kept.bytes / _MEGA, 1), 0.1)
        said = tr("{all} operations, of which {whole} can still be looked into and undone; these take {size} MB.")
        self.figures.setText(
            said.format(all=number_text(kept.operations), whole=number_text(kept.whole), size=f"{size:,.1f}")
        )

    def _on_days_activated(self, place: int) -> None:
        self._desk.runner.write(history_care.keep, self.days.itemData(place), owner=self)

    def _on_bus_changed(self, changes: Changes) -> None:
        if changes.touches(Kind.SETTING):
            if self.isVisible():
                self._read()
            else:
                self._is_stale = True


def _choices() -> tuple[tuple[int, str], ...]:
    return (
        (31, tr("1 month")),
        (92, tr("3 months")),
        (history_care.DAYS, tr("1 year")),
        (2 * history_care.DAYS, tr("2 years")),
        (5 * history_care.DAYS, tr("5 years")),
        (history_care.FOR_EVER, tr("Ever")),
    )
