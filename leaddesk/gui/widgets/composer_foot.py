"""The foot of a composer: who spoke to whom, how long it took, and the button that saves."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QSpinBox, QWidget

from leaddesk.domain.records import ActivityKind, Direction
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.flow import FlowLayout
from leaddesk.gui.widgets.segmented import Segmented

_LONGEST = 24 * 60  # minutes
_TIMED = (ActivityKind.CALL, ActivityKind.MEETING)


class ComposerFoot(QWidget):
    """Asks only what the kind of entry has: a note has neither a direction nor a length."""

    save_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = ActivityKind.NOTE
        self._directions = _directions()
        self._minutes = QSpinBox()
        self._minutes.setRange(0, _LONGEST)
        self._minutes.setSuffix(tr(" min"))
        self._minutes.setAccessibleName(tr("Minutes"))
        self._fit()
        self.save = QPushButton()
        self.save.setProperty("kind", "primary")
        self.save.setToolTip(tr("Ctrl+Enter"))
        self.save.clicked.connect(self.save_clicked)
        choices = FlowLayout()
        for direction in self._directions.values():
            choices.addWidget(direction)
        choices.addWidget(self._minutes)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(choices, 1)
        row.addWidget(self.save, 0, Qt.AlignmentFlag.AlignBottom)

    @property
    def direction(self) -> Direction | None:
        """Who spoke to whom; None for a note."""
        return Direction(self._directions[self._kind].key) if self._kind in self._directions else None

    @property
    def minutes(self) -> int:
        """How long it took; 0: not said, or nothing that takes time."""
        return self._minutes.value() if self._kind in _TIMED else 0

    def show_kind(self, kind: ActivityKind, button: str) -> None:
        """Ask what belongs to this kind of entry; `button` is what the button says."""
        self._kind = kind
        for key, direction in self._directions.items():
            direction.setVisible(key is kind)
        self._minutes.setVisible(kind in _TIMED)
        self.save.setText(button)

    def put(self, kind: ActivityKind, direction: Direction | None, minutes: int) -> None:
        """Answer what is asked for this kind."""
        self._minutes.setValue(minutes)
        if direction is not None and kind in self._directions:
            self._directions[kind].choose(direction)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def _fit(self) -> None:
        self._minutes.setFixedWidth(QFontMetrics(QApplication.font()).averageCharWidth() * 13)


def _directions() -> dict[ActivityKind, Segmented]:
    said = tr("Direction")
    words = {
        ActivityKind.CALL: (tr("I called"), tr("They called")),
        ActivityKind.EMAIL: (tr("I wrote"), tr("They wrote")),
        ActivityKind.MEETING: (tr("I invited"), tr("They invited")),
    }
    return {
        kind: Segmented([(Direction.OUT, ours), (Direction.IN, theirs)], said) for kind, (ours, theirs) in words.items()
    }
