"""The day's work as rows of one list: a head for each section, below it the follow-ups or deals."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from leaddesk.domain.light import dataclass
from leaddesk.domain.summaries import Step, Stuck, Today
from leaddesk.gui.texts import number_text, tr

AnyIndex = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
ROW = Qt.ItemDataRole.UserRole  # the Row
TICKED = Qt.ItemDataRole.UserRole + 1  # whether it was ticked off and is being saved


class Section(StrEnum):
    OVERDUE = "overdue"
    TODAY = "today"
    COMING = "coming"
    STUCK = "stuck"


@dataclass(frozen=True, slots=True)
class Row:
    """A follow-up, a deal without one, or with neither the head of a section of `count` rows."""

    section: Section
    step: Step | None = None
    stuck: Stuck | None = None
    count: int = 0

    @property
    def key(self) -> tuple[str, int]:
        """Tells rows apart, also between two readings."""
        if self.step is not None:
            return "step", self.step.followup.id
        if self.stuck is not None:
            return "stuck", self.stuck.card.id
        return self.section.value, 0

    @property
    def is_head(self) -> bool:
        return self.step is None and self.stuck is None


def section_text(section: Section) -> str:
    return {
        Section.OVERDUE: tr("Overdue"),
        Section.TODAY: tr("Today"),
        Section.COMING: tr("Next 7 days"),
        Section.STUCK: tr("Needs a next step"),
    }[section]


class TodayModel(QAbstractListModel):
    """Shows what `show_day` was given. What is ticked stays, struck through, until a day comes without it.

    `say` gives the words that a screen reader says for a row.
    """

    def __init__(self, say: Callable[[Row], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._say = say
        self._rows: list[Row] = []
        self._ticked: dict[int, bool] = {}  # follow-up -> whether that was saved

    @property
    def heads(self) -> list[int]:
        """Where the heads of the sections are."""
        return [place for place, row in enumerate(self._rows) if row.is_head]

    def row(self, place: int) -> Row:
        return self._rows[place]

    def place_of(self, key: tuple[str, int]) -> int | None:
        """Where the row with this key is now."""
        return next((place for place, row in enumerate(self._rows) if row.key == key), None)

    def show_day(self, day: Today) -> None:
        """Show another reading of the day; rows are only exchanged if others came, went or moved."""
        self._ticked = {number: saved for number, saved in self._ticked.items() if not saved}
        rows = _rows(day)
        if [row.key for row in rows] == [row.key for row in self._rows]:
            self._rows = rows
            self.repaint_all()
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def repaint_all(self) -> None:
        """Words of time may read otherwise now."""
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def tick(self, followup_id: int) -> bool:
        """Strike a follow-up through; False if it was already."""
        if followup_id in self._ticked:
            return False
        self._ticked[followup_id] = False
        self._changed(followup_id)
        return True

    def tick_saved(self, followup_id: int) -> None:
        """The next reading knows about it."""
        if followup_id in self._ticked:
            self._ticked[followup_id] = True

    def untick(self, followup_id: int) -> None:
        """Put it back as it was."""
        self._ticked.pop(followup_id, None)
        self._changed(followup_id)

    def rowCount(self, parent: AnyIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if not index.isValid() or self._rows[index.row()].is_head:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role == TICKED:
            return row.step is not None and row.step.followup.id in self._ticked
        if role == Qt.ItemDataRole.DisplayRole:
            return title_text(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._say(row)
        return None

    def headerData(self, _section: int, _side: Qt.Orientation, _role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """None: a screen reader would say the number before each row."""
        return None

    def _changed(self, followup_id: int) -> None:
        place = self.place_of(("step", followup_id))
        if place is not None:
            self.dataChanged.emit(self.index(place), self.index(place))


def title_text(row: Row) -> str:
    """The first line of a row, or the words of a head."""
    if row.step is not None:
        return row.step.followup.subject
    if row.stuck is not None:
        return row.stuck.card.title
    return tr("{section} · {count}").format(section=section_text(row.section), count=number_text(row.count))


def _rows(day: Today) -> list[Row]:
    rows: list[Row] = []
    steps: Sequence[tuple[Section, tuple[Step, ...]]] = (
        (Section.OVERDUE, day.overdue),
        (Section.TODAY, day.today),
        (Section.COMING, day.coming),
    )
    for section, found in steps:
        if found:
            rows.append(Row(section, count=len(found)))
            rows.extend(Row(section, step=step) for step in found)
    if day.stuck:
        rows.append(Row(Section.STUCK, count=len(day.stuck)))
        rows.extend(Row(Section.STUCK, stuck=stuck) for stuck in day.stuck)
    return rows
