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

from leaddesk.domain.records import Stage
from leaddesk.gui import theme
from leaddesk.gui.texts import tr

_POINT = 8  # pixels by which an arrow's point reaches into the next one
_GAP = 2


class StageArrows(QWidget):
    """Shows where a deal is. A click on another arrow, or Space, asks to move it; arrow keys go along them."""

    chosen = Signal(object)  # stage id, too long for Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Stage"))
        self._stages: tuple[Stage, ...] = ()
        self._arrows: list[StageArrow] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_stages(self, stages: Sequence[Stage], current: int | None, *, is_open: bool) -> None:
        """Show the stages of a pipeline and the one that the deal is in; a closed deal cannot be moved."""
        if tuple(stages) != self._stages:
            self._build(tuple(stages))
        reached = next((place for place, stage in enumerate(stages) if stage.id == current), -1)
        for place, arrow in enumerate(self._arrows):
            arrow.show_state(reached - place, is_open=is_open)

    def sizeHint(self) -> QSize:
        hints = [arrow.sizeHint() for arrow in self._arrows]
        return QSize(sum(hint.width() for hint in hints), max((hint.height() for hint in hints), default=0))

    def minimumSizeHint(self) -> QSize:
        return QSize(4 * _POINT * len(self._arrows), self.sizeHint().height())

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
        """Arrows of one width, each reaching into the next; a layout cannot overlap them."""
        count = len(self._arrows)
        if count:
            step = (self.width() - _POINT) / count
            for place, arrow in enumerate(self._arrows):
                left, right = round(place * step), round((place + 1) * step)
                arrow.setGeometry(left, 0, right - left + _POINT - _GAP, self.height())


class StageArrow(QAbstractButton):
    """One stage: passed, current, or ahead."""

    def __init__(self, stage: Stage, *, first: bool, last: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._first, self._last = first, last
        self._passed_by = 0
        self.setText(stage.name)
        self.setToolTip(tr("{stage} · {percent}%").format(stage=stage.name, percent=stage.probability))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_state(self, passed_by: int, *, is_open: bool) -> None:
        """`passed_by`: how many stages the deal is beyond this one; 0: it is here; negative: it is still to come."""
        self._passed_by = passed_by
        self.setChecked(passed_by == 0)
        self.setEnabled(is_open)
        state = tr("the deal is here") if passed_by == 0 else tr("passed") if passed_by > 0 else tr("ahead")
        self.setAccessibleName(tr("{stage}, {state}").format(stage=self.text(), state=state))
        self.update()

    def nextCheckState(self) -> None:
        """The mark follows the deal, not the click."""

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme.small_font())
        return QSize(metrics.horizontalAdvance(self.text()) + 4 * _POINT, metrics.height() + 10)

    def minimumSizeHint(self) -> QSize:
        return QSize(4 * _POINT, self.sizeHint().height())

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
        text = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, int(inside.width()))
        painter.drawText(inside, Qt.AlignmentFlag.AlignCenter, text)

    def _colours(self) -> tuple[str, str]:
        """Ground and text."""
        dress = theme.current()
        if self._passed_by == 0:
            return (dress.accent, dress.on_accent) if self.isEnabled() else (dress.line, dress.ink)
        if self._passed_by > 0:
            return (dress.good, dress.on_accent) if self.isEnabled() else (dress.good_soft, dress.good)
        return (dress.window if dress.dark else dress.column), dress.ink2

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
