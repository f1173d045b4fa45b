"""The head of a column: name, count, sums, and the buttons that add a deal there and fold it."""

import html

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolButton, QWidget

from leaddesk.domain.board import ColumnFigures, Heading, Month
from leaddesk.domain.forecast import EARLIER
from leaddesk.domain.money import Rates
from leaddesk.domain.records import Stage
from leaddesk.gui import theme
from leaddesk.gui.bridge.rate_book import RateBook
from leaddesk.gui.icons import put_icon
from leaddesk.gui.models.card_words import spoken, sum_parts, sum_text
from leaddesk.gui.texts import compact_money_text, number_text, tr
from leaddesk.gui.widgets.painting import draw_icon

_SIDE = 12
_ABOVE = 10
_BELOW = 9
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ELIDE = Qt.TextElideMode.ElideRight


class ColumnHead(QWidget):
    """Two lines. Large sums are shortened where they have no room; what still has none ends in '…'.

    For a month a third line says what was won in it. The tooltip has everything in full. A double click folds the
    column.
    """

    add_asked = Signal()
    fold_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.count = self._name = self._count_words = self._value = self._weighted = self._won = ""
        self._compact = ("", "")
        self._shown: tuple[Heading, ColumnFigures | None, Rates] | None = None
        self._add, self._fold = (self._button(icon) for icon in ("add", "fold"))
        self._add.clicked.connect(self.add_asked)
        self._fold.clicked.connect(self.fold_asked)

    def _button(self, icon: str) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("kind", "quiet")
        put_icon(button, button, icon)
        return button

    @property
    def _is_month(self) -> bool:
        return self._shown is not None and isinstance(self._shown[0], Month)

    @property
    def figures(self) -> str:
        """Count and sums in words: '5 deals, €141,500, 45% → €63,675'."""
        words = (self._count_words, self._value, self._weighted, self._won)
        return spoken(", ".join(word for word in words if word))

    def show_column(self, of: Heading, figures: ColumnFigures | None, rates: RateBook) -> bool:
        """Show a stage or a month and, once they are known, the figures of its open deals; False if it shows them."""
        if (of, figures, rates.rates) == self._shown:
            return False
        self._shown = (of, figures, rates.rates)
        self._name = of.name
        if self.sizeHint().height() != self.height():
            self.updateGeometry()
        self._add.setVisible(of.id != EARLIER.id)
        if figures is not None:
            self._say(of, figures, rates)
        self.setAccessibleName(", ".join(word for word in (self._name, self.figures) if word))
        self.setAccessibleDescription(of.criteria or "")
        parts = sum_parts(figures.value, rates) if figures is not None else ""
        lines = (self._name, self._value, parts, self._weighted, self._won, *(of.criteria or "").splitlines())
        self.setToolTip("<qt>" + "<br>".join(html.escape(line) for line in lines if line) + "</qt>")
        for button, words in ((self._add, tr("New deal in {stage}")), (self._fold, tr("Fold {stage}"))):
            button.setAccessibleName(words.format(stage=self._name))
            button.setToolTip(words.format(stage=self._name))
        self.update()
        return True

    def _say(self, of: Heading, figures: ColumnFigures, rates: RateBook) -> None:
        self.count = number_text(figures.count)
        self._count_words = tr("%n deal(s)", figures.count)
        likely = of.probability if isinstance(of, Stage) else 0
        weighted = tr("{percent}% → {sum}") if isinstance(of, Stage) else tr("→ {sum}")
        self._value = sum_text(figures.value, rates)
        self._weighted = weighted.format(percent=likely, sum=sum_text(figures.weighted, rates))
        self._compact = (
            sum_text(figures.value, rates, compact_money_text),
            weighted.format(percent=likely, sum=sum_text(figures.weighted, rates, compact_money_text)),
        )
        self._won = tr("{sum} won").format(sum=sum_text(figures.won, rates)) if figures.won else ""

    def sizeHint(self) -> QSize:
        base, bold = QFontMetrics(QApplication.font()), QFontMetrics(theme.bold_font())
        lines = 2 if self._is_month else 1
        return QSize(base.averageCharWidth() * 24, _ABOVE + bold.height() + lines * (2 + base.height()) + _BELOW)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        middle = _ABOVE + QFontMetrics(theme.bold_font()).height() // 2
        right = self.width() - 5
        for button in (self._add, self._fold):
            hint = button.sizeHint()
            top = max(middle - hint.height() // 2, 0)
            button.setGeometry(right - hint.width(), top, hint.width(), hint.height())
            right = button.x()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.fold_asked.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        bold, base = QFontMetrics(theme.bold_font()), QFontMetrics(QApplication.font())
        self._paint_name(painter, QRect(_SIDE, _ABOVE, self._fold.x() - _SIDE - 4, bold.height()), bold, base)
        line = QRect(_SIDE, _ABOVE + bold.height() + 2, self.width() - 2 * _SIDE, base.height())
        self._paint_sums(painter, line, base)
        if self._won:
            painter.setPen(QColor(theme.current().good))
            below = line.translated(0, line.height() + 2)
            painter.drawText(below, _LEFT, base.elidedText(self._won, _ELIDE, below.width()))

    def _paint_name(self, painter: QPainter, line: QRect, bold: QFontMetrics, base: QFontMetrics) -> None:
        """Name, count, and a sign where the stage has criteria, which the tooltip tells."""
        dress = theme.current()
        has_criteria = self._shown is not None and bool(self._shown[0].criteria)
        sign = base.ascent() if has_criteria else 0
        beside = base.horizontalAdvance(self.count) + 7 + (sign + 6 if sign else 0)
        name = bold.elidedText(self._name, _ELIDE, line.width() - beside)
        painter.setFont(theme.bold_font())
        painter.setPen(QColor(dress.ink))
        painter.drawText(line, _LEFT, name)
        painter.setFont(QApplication.font())
        painter.setPen(QColor(dress.ink2))
        count = line.adjusted(bold.horizontalAdvance(name) + 7, 0, 0, 0)
        painter.drawText(count, _LEFT, self.count)
        if sign:
            left = count.left() + base.horizontalAdvance(self.count) + 6
            draw_icon(painter, QRectF(left, line.center().y() - sign / 2 + 1, sign, sign), "info", dress.ink2)

    def _paint_sums(self, painter: QPainter, line: QRect, base: QFontMetrics) -> None:
        value, weighted = self._value, self._weighted
        if base.horizontalAdvance(value + weighted) + 12 > line.width():
            value, weighted = self._compact
        wide, narrow = base.horizontalAdvance(value) + 2, base.horizontalAdvance(weighted) + 2
        if wide + narrow + 8 > line.width():
            wide = max(min(wide, line.width() // 2 - 4), line.width() - narrow - 8)
            narrow = line.width() - wide - 8
        painter.drawText(line, _LEFT, base.elidedText(value, _ELIDE, wide))
        painter.drawText(line, _RIGHT, base.elidedText(weighted, _ELIDE, narrow))
