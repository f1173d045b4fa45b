"""The head of a column: name, count, sums, and the button that adds a deal there."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolButton, QWidget

from leaddesk.domain.board import ColumnFigures
from leaddesk.domain.records import Stage
from leaddesk.gui import theme
from leaddesk.gui.icons import put_icon
from leaddesk.gui.models.card_words import sum_text
from leaddesk.gui.texts import compact_money_text, number_text, tr

_SIDE = 12
_ABOVE = 10
_BELOW = 9
_STRIPE = 4
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ELIDE = Qt.TextElideMode.ElideRight


class ColumnHead(QWidget):
    """Two lines under a stripe of the stage's colour.

    Large sums are shortened where they have no room; what still has none ends in '…'. The tooltip has everything in
    full, and what must be true of the deals here.
    """

    add_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._name = self._count = self._count_words = self._value = self._weighted = ""
        self._compact = ("", "")
        self._shown: tuple[Stage, ColumnFigures | None, str] | None = None
        self._button = QToolButton(self)
        self._button.setProperty("kind", "quiet")
        put_icon(self._button, self._button, "add")
        self._button.clicked.connect(self.add_asked)

    @property
    def figures(self) -> str:
        """Count and sums in words: '5 deals, €141,500, 45% → €63,675'."""
        return ", ".join(words for words in (self._count_words, self._value, self._weighted) if words)

    def show_column(self, stage: Stage, figures: ColumnFigures | None, currency: str) -> None:
        """Show a stage and, once they are known, the figures of its open deals."""
        if (stage, figures, currency) == self._shown:
            return
        self._shown = (stage, figures, currency)
        self._name = stage.name
        if figures is not None:
            self._say(stage, figures, currency)
        self.setAccessibleName(", ".join(word for word in (self._name, self.figures) if word))
        must_be_true = stage.criteria or ""
        self.setToolTip("\n".join(line for line in (self._name, self._value, self._weighted, must_be_true) if line))
        self.setAccessibleDescription(must_be_true)
        add = tr("New deal in {stage}").format(stage=self._name)
        self._button.setAccessibleName(add)
        self._button.setToolTip(add)
        self.update()

    def _say(self, stage: Stage, figures: ColumnFigures, currency: str) -> None:
        self._count = number_text(figures.count)
        self._count_words = tr("%n deal(s)", figures.count)
        self._value = sum_text(figures.value, currency)
        weighted = tr("{percent}% → {sum}")
        likely = stage.probability
        self._weighted = weighted.format(percent=likely, sum=sum_text(figures.weighted, currency))
        self._compact = (
            sum_text(figures.value, currency, compact_money_text),
            weighted.format(percent=likely, sum=sum_text(figures.weighted, currency, compact_money_text)),
        )

    def sizeHint(self) -> QSize:
        base, bold = QFontMetrics(QApplication.font()), QFontMetrics(theme.bold_font())
        return QSize(base.averageCharWidth() * 24, _ABOVE + bold.height() + 2 + base.height() + _BELOW)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        hint = self._button.sizeHint()
        middle = _ABOVE + QFontMetrics(theme.bold_font()).height() // 2
        self._button.setGeometry(
            self.width() - hint.width() - 5, max(middle - hint.height() // 2, 0), hint.width(), hint.height()
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        dress, painter = theme.current(), QPainter(self)
        bold, base = QFontMetrics(theme.bold_font()), QFontMetrics(QApplication.font())
        if self._shown is not None and self._shown[0].colour:
            painter.fillRect(_SIDE, _STRIPE, self.width() - 2 * _SIDE, _STRIPE, QColor(self._shown[0].colour))
        count_room = base.horizontalAdvance(self._count)
        line = QRect(_SIDE, _ABOVE, self._button.x() - _SIDE - 4, bold.height())
        name = bold.elidedText(self._name, _ELIDE, line.width() - count_room - 7)
        painter.setFont(theme.bold_font())
        painter.setPen(QColor(dress.ink))
        painter.drawText(line, _LEFT, name)
        painter.setFont(QApplication.font())
        painter.setPen(QColor(dress.ink2))
        painter.drawText(line.adjusted(bold.horizontalAdvance(name) + 7, 0, 0, 0), _LEFT, self._count)
        line = QRect(_SIDE, line.bottom() + 3, self.width() - 2 * _SIDE, base.height())
        value, weighted = self._value, self._weighted
        if base.horizontalAdvance(value + weighted) + 12 > line.width():
            value, weighted = self._compact
        wide, narrow = base.horizontalAdvance(value) + 2, base.horizontalAdvance(weighted) + 2
        if wide + narrow + 8 > line.width():
            wide = max(min(wide, line.width() // 2 - 4), line.width() - narrow - 8)
            narrow = line.width() - wide - 8
        painter.drawText(line, _LEFT, base.elidedText(value, _ELIDE, wide))
        painter.drawText(line, _RIGHT, base.elidedText(weighted, _ELIDE, narrow))
