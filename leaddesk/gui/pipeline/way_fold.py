"""How long a deal was in each stage: one line, and each stay when it is unfolded."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from leaddesk.domain.records import DealStatus
from leaddesk.domain.stage_history import Stay, age
from leaddesk.domain.summaries import DealDetail
from leaddesk.gui.desk import Desk
from leaddesk.gui.icons import put_icon
from leaddesk.gui.texts import duration_text, stamp_text, tr

_KEY = "deal:way"
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop


class WayFold(QWidget):
    """This machine remembers whether it is unfolded; the lines are made only then."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._detail: DealDetail | None = None
        self._lines: QWidget | None = None
        self.head = QPushButton()
        self.head.setProperty("kind", "quiet")
        self.head.setCheckable(True)
        self.head.setChecked(bool(desk.settings.get(_KEY)))
        self.head.toggled.connect(self._on_head_toggled)
        put_icon(self.head, self.head, "clock", "ink2")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.head, 0, Qt.AlignmentFlag.AlignLeft)

    def show_way(self, detail: DealDetail) -> None:
        """Show how long this deal has stood where, by now."""
        self._detail = detail
        now = self._desk.now()
        self.head.setText(_summary(detail, now))
        self.head.setToolTip(tr("How long the deal was in each stage"))
        if self._lines is not None:
            self._column.removeWidget(self._lines)
            self._lines.hide()
            self._lines.deleteLater()
            self._lines = None
        if self.head.isChecked():
            self._lines = _lines(detail, now)
            self._column.addWidget(self._lines)
            self._lines.show()

    def _on_head_toggled(self, wanted: bool) -> None:
        self._desk.settings.set(_KEY, True if wanted else None)
        if self._detail is not None:
            self.show_way(self._detail)


def _summary(detail: DealDetail, now: datetime) -> str:
    """'6 days in Demo, 23 days in all', 'Won after 42 days'."""
    deal = detail.deal
    whole = duration_text(age(deal, now))
    if deal.status is not DealStatus.OPEN:
        said = tr("Won after {time}") if deal.status is DealStatus.WON else tr("Lost after {time}")
        return said.format(time=whole)
    stage, stay = detail.way[-1]
    if stay.since == deal.created_at:
        return tr("{time} in {stage}").format(time=whole, stage=stage)
    return tr("{time} in {stage}, {whole} in all").format(time=_length(stay, now), stage=stage, whole=whole)


def _length(stay: Stay, now: datetime) -> str:
    said = duration_text(stay.length(now))
    return said if stay.is_whole else tr("{time} or more").format(time=said)


def _lines(detail: DealDetail, now: datetime) -> QWidget:
    """Stage, since when, and how long."""
    box = QWidget()
    grid = QGridLayout(box)
    grid.setContentsMargins(6, 2, 6, 4)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(2)
    grid.setColumnStretch(0, 1)
    for row, (stage, stay) in enumerate(detail.way):
        is_end = stay.until is None and stay.status is not DealStatus.OPEN
        since = stamp_text(stay.since, now)
        where = QLabel(_where(stage, stay))
        where.setWordWrap(True)
        where.setMinimumWidth(1)
        when = QLabel(since if stay.is_whole else tr("before {when}").format(when=since))
        length = QLabel("" if is_end else _length(stay, now))
        for column, label in enumerate((where, when, length)):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setProperty("role", "muted" if column else "")
            grid.addWidget(label, row, column, _RIGHT if label is length else Qt.AlignmentFlag.AlignTop)
    return box


def _where(stage: str, stay: Stay) -> str:
    if stay.status is DealStatus.OPEN:
        return stage or tr("A stage that is gone")
    return tr("Won") if stay.status is DealStatus.WON else tr("Lost")
