"""The line above the board: how many, how much, what needs attention."""

from html import escape
from typing import NamedTuple

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QWidget

from leaddesk.domain.summaries import BoardTotals
from leaddesk.gui import theme
from leaddesk.gui.bridge.rate_book import RateBook
from leaddesk.gui.models.card_words import spoken, sum_parts, sum_text
from leaddesk.gui.texts import number_text, tr


class _Part(NamedTuple):
    """Words with one figure in them, which is shown in bold."""

    words: str
    figure: str
    shown: str
    token: str = "ink2"


class TotalsLine(QLabel):
    """'27 open deals · €507,100 in pipeline · …'; wraps between the figures where it must."""

    def __init__(self, rates: RateBook, parent: QWidget) -> None:
        super().__init__(parent)
        self._rates = rates
        self._shown: tuple[BoardTotals, bool] | None = None
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setContentsMargins(16, 9, 16, 9)
        self._parts: list[_Part] = []
        rates.changed.connect(self._on_rates_changed)

    def show_totals(self, totals: BoardTotals, *, narrowed: bool) -> None:
        """Say these figures; `narrowed`: they are of the deals that a filter finds."""
        self._shown = (totals, narrowed)
        deals = tr("%n open deal(s) found", totals.count) if narrowed else tr("%n open deal(s)", totals.count)
        self._parts = [_Part(deals, str(totals.count), number_text(totals.count))]
        parts = []
        for words, amounts in (
            (tr("{sum} in pipeline"), totals.value),
            (tr("{sum} weighted"), totals.weighted),
            (tr("{sum} closing this month"), totals.closing_this_month),
        ):
            figure = sum_text(amounts, self._rates)
            if made_of := sum_parts(amounts, self._rates):
                parts.append(f"{words.format(sum=figure)}: {made_of}")
            self._parts.append(_Part(words.format(sum=figure), figure, figure))
        for words, count, token in (
            (tr("%n overdue", totals.overdue), totals.overdue, "bad"),
            (tr("%n without a next step", totals.without_next_step), totals.without_next_step, "warn"),
        ):
            if count:
                self._parts.append(_Part(words, str(count), number_text(count), token))
        self.setAccessibleName(spoken(" · ".join(part.words for part in self._parts)))
        self.setToolTip("\n".join(parts))
        self._dress()

    def _on_rates_changed(self) -> None:
        if self._shown is not None:
            totals, narrowed = self._shown
            self.show_totals(totals, narrowed=narrowed)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._parts:
            self._dress()

    def _dress(self) -> None:
        dress = theme.current()
        spans = []
        for part in self._parts:
            colour: str = getattr(dress, part.token)
            strong = dress.ink if part.token == "ink2" else colour
            bold = f'<b style="color:{strong}; font-weight:600">{_fixed(part.shown)}</b>'
            words = _fixed(part.words).replace(_fixed(part.figure), bold, 1)
            spans.append(f'<span style="color:{colour}">{words}</span>')
        self.setText("&nbsp;&nbsp;&nbsp;&nbsp; ".join(spans))


def _fixed(words: str) -> str:
    """As HTML that is not broken into two lines."""
    return escape(words).replace(" ", "&nbsp;")
