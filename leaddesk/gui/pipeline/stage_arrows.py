"""The way of a deal through its stages, as arrows that are clicked to move it."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from leaddesk.domain.records import DealStatus, Stage
from leaddesk.gui import theme
from leaddesk.gui.texts import tr

_POINT = 8  # pixels by which an arrow's point reaches into the next one
_GAP = 2
_LEAST = _POINT + 4  # as wide is an arrow at least
_FEWEST_CHARS = 3  # a name of which less is seen is left out


class StageArrows(QWidget):
    """Shows where a deal is. A click on another arrow, or Space, asks to move it; arrow keys go along them.

    Where the names have no room, that of the stage in which the deal is comes first; the others are in the tooltips.
    """

    chosen = Signal(object)  # stage id, too long for Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Stage"))
        self._stages: tuple[Stage, ...] = ()
        self._arrows: list[StageArrow] = []
        self._reached = -1
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_stages(self, stages: Sequence[Stage], current: int | None, status: DealStatus) -> None:
        """Show the stages of a pipeline and the one that the deal is in, or had reached; a closed one is not moved."""
        if tuple(stages) != self._stages:
            self._build(tuple(stages))
        self._reached = next((place for place, stage in enumerate(stages) if stage.id == current), -1)
        for place, arrow in enumerate(self._arrows):
            arrow.show_state(self._reached - place, status)
        self._place()

    def sizeHint(self) -> QSize:
        hints = [arrow.sizeHint() for arrow in self._arrows]
        return QSize(sum(hint.width() for hint in hints), max((hint.height() for hint in hints), default=0))

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST * len(self._arrows), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        place = next((place for place, arrow in enumerate(self._arrows) if arrow.hasFocus()), None)
        if step is None or place is None:
            super().keyPressEvent(event)
        elif 0 <= place + step < len(self._arrows):
            self._arrows[place + step].setFocus(Qt.FocusReason.TabFocusReason)

    def _build(self, stages: tuple[Stage, ...]) -> None:
        for old in self._arrows:
            old.hide()
            old.deleteLater()
        self._stages = stages
        self._arrows = []
        for place, stage in enumerate(stages):
            arrow = StageArrow(stage, first=place == 0, last=place == len(stages) - 1, parent=self)
            arrow.clicked.connect(lambda _down, number=stage.id: self.chosen.emit(number))
            arrow.show()
            self._arrows.append(arrow)
        self.updateGeometry()
        self._place()

    def _place(self) -> None:
        """Each arrow reaches into the next; a layout cannot overlap them."""
        left = 0.0
        for arrow, width in zip(self._arrows, self._widths(), strict=True):
            arrow.setGeometry(round(left), 0, round(left + width) - round(left) + _POINT - _GAP, self.height())
            left += width

    def _widths(self) -> list[float]:
        """All alike, if that leaves the names whole; else the stage that the deal is in gets what its name needs."""
        count, room = len(self._arrows), float(self.width() - _POINT)
        even = [room / count] * count if count else []
        needs = [arrow.sizeHint().width() - _POINT for arrow in self._arrows]
        if self._reached < 0 or count < 2 or all(need <= room / count for need in needs):
            return even
        own = max(min(needs[self._reached], room - _LEAST * (count - 1), room / 2), room / count)
        return [own if place == self._reached else (room - own) / (count - 1) for place in range(count)]


class StageArrow(QAbstractButton):
    """One stage: passed, current, or ahead."""

    def __init__(self, stage: Stage, *, first: bool, last: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._first, self._last = first, last
        self._passed_by = 0
        self._status = DealStatus.OPEN
        self.setText(stage.name)
        said = tr("{stage} · {percent}%").format(stage=stage.name, percent=stage.probability)
        self.setToolTip("\n".join(part for part in (said, stage.criteria) if part))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_state(self, passed_by: int, status: DealStatus) -> None:
        """`passed_by`: how many stages the deal is beyond this one; 0: it is here; negative: it is still to come."""
        self._passed_by, self._status = passed_by, status
        self.setChecked(passed_by == 0)
        self.setEnabled(status is DealStatus.OPEN)
        here = {
            DealStatus.OPEN: tr("the deal is here"),
            DealStatus.WON: tr("the deal was won here"),
            DealStatus.LOST: tr("the deal was lost here"),
        }
        ahead = tr("ahead") if status is DealStatus.OPEN else tr("not reached")
        state = here[status] if passed_by == 0 else tr("passed") if passed_by > 0 else ahead
        self.setAccessibleName(tr("{stage}, {state}").format(stage=self.text(), state=state))
        self.update()

    def nextCheckState(self) -> None:
        """The mark follows the deal, not the click."""

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme.small_font())
        return QSize(metrics.horizontalAdvance(self.text()) + 4 * _POINT, metrics.height() + 10)

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST, self.sizeHint().height())

    def hitButton(self, where: object) -> bool:
        return self._outline().contains(QPointF(where))  # type: ignore[call-overload]  # a QPoint, which Qt does not say

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._outline().contains(event.position()):
            super().mousePressEvent(event)
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()  # the row knows the neighbours
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        dress = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, ink = self._colours()
        outline = self._outline()
        painter.setPen(QPen(QColor(dress.ink), 2.0) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawPath(outline)
        if self.underMouse() and self.isEnabled() and self._passed_by != 0:
            painter.setPen(QPen(QColor(dress.accent), 1.2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(outline)
        font = theme.small_font()
        if self._passed_by == 0:
            font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(ink))
        left = 4 if self._first else _POINT + 1
        inside = QRectF(self.rect()).adjusted(left, 0, -(1 if self._last else _POINT - 1), 0)
        metrics = painter.fontMetrics()
        if inside.width() >= metrics.averageCharWidth() * _FEWEST_CHARS:
            text = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, int(inside.width()))
            painter.drawText(inside, Qt.AlignmentFlag.AlignCenter, text)

    def _colours(self) -> tuple[str, str]:
        """Ground and text. A closed deal is in paler colours, with how it ended where it was."""
        dress = theme.current()
        if self._passed_by < 0:
            return (dress.window if dress.dark else dress.column), dress.ink2
        if self._status is DealStatus.OPEN:
            return (dress.accent if self._passed_by == 0 else dress.good), dress.on_accent
        if self._status is DealStatus.LOST:
            return (dress.bad_soft, dress.bad) if self._passed_by == 0 else (dress.line, dress.ink)
        return (dress.good, dress.on_accent) if self._passed_by == 0 else (dress.good_soft, dress.good)

    def _outline(self) -> QPainterPath:
        width, height = float(self.width()), float(self.height())
        middle = height / 2
        path = QPainterPath(QPointF(1, 1))
        right = width - 1 if self._last else width - _POINT - 1
        path.lineTo(right, 1)
        if not self._last:
            path.lineTo(width - 1, middle)
        path.lineTo(right, height - 1)
        path.lineTo(1, height - 1)
        if not self._first:
            path.lineTo(_POINT, middle)
        path.closeSubpath()
        return path
