"""What narrows the deals: a row of chips, or the same filter as a line of text."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from leaddesk.domain.errors import Invalid
from leaddesk.gui.desk import Desk
from leaddesk.gui.models.filter_parts import FilterParts, read_parts
from leaddesk.gui.pipeline.filter_chips import FilterChips

if TYPE_CHECKING:
    from leaddesk.gui.models.filter_completion import Proposal
    from leaddesk.gui.pipeline.filter_line import FilterLine


class FilterBar(QWidget):
    """Chips and text are two faces of one filter: what is changed in one is seen in the other."""

    changed = Signal(str)  # the filter as typed; by the person only
    save_asked = Signal()  # as a view
    left = Signal()  # Enter in the line: on to what was found

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._condition = ""
        self._before = FilterParts()  # when the line was opened
        self.chips = FilterChips(desk)
        self.line: FilterLine | None = None  # once it was wanted
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.chips)
        self.chips.changed.connect(self._tell)
        self.chips.text_asked.connect(self.focus_text)
        self.chips.save_asked.connect(self.save_asked)

    @property
    def condition(self) -> str:
        """The filter in force, as typed."""
        return self._condition

    @property
    def is_typing(self) -> bool:
        """Whether the filter is shown as text."""
        return self.line is not None and not self.line.isHidden()

    def show_condition(self, text: str) -> None:
        """Show another filter; one that is not understood is shown as text, with the reason."""
        if text == self._condition and not self.is_typing:
            return
        self._condition = text
        try:
            self.chips.show_parts(read_parts(text))
        except Invalid:
            self.chips.show_parts(FilterParts())
            self._open_line(text)
        else:
            self._close_line()

    def offer_saving(self, offered: bool) -> None:
        """Whether a filter can be saved from here."""
        self.chips.offer_saving(offered)

    def clear(self) -> None:
        """Ask for everything."""
        self._tell(FilterParts())
        self.show_condition("")

    def focus_text(self) -> None:
        """Put the cursor behind the filter as text."""
        if not self.is_typing:
            self._before = self.chips.parts
            text = self._before.text
            self._open_line(f"{text} " if text else "")
        if self.line is not None:
            self.line.field.setFocus(Qt.FocusReason.OtherFocusReason)
            self.line.field.end(False)

    def _open_line(self, text: str) -> None:
        if self.line is None:
            from leaddesk.gui.pipeline.filter_line import FilterLine

            self.line = FilterLine(self._propose)
            self.line.typed.connect(self._on_line_typed)
            self.line.entered.connect(self._on_line_entered)
            self.line.given_up.connect(self._on_line_given_up)
            self._column.addWidget(self.line)
        self.chips.read_choices()
        self.line.show_text(text)
        self.chips.hide()
        self.line.show()

    def _close_line(self) -> None:
        if self.line is not None:
            self.line.hide()
        self.chips.show()

    def _propose(self, before: str) -> "list[Proposal]":
        from leaddesk.gui.models.filter_completion import proposals

        return proposals(before, self.chips.known, self._desk.currency, self._desk.today())

    def _tell(self, parts: FilterParts) -> None:
        text = parts.text
        if text != self._condition:
            self._condition = text
            self.changed.emit(text)

    def _on_line_typed(self, parts: FilterParts) -> None:
        self.chips.show_parts(parts)
        self._tell(parts)

    def _on_line_entered(self) -> None:
        self._close_line()
        self.left.emit()

    def _on_line_given_up(self) -> None:
        """Back to the filter as it was when the line was opened."""
        self.chips.show_parts(self._before)
        self._close_line()
        self.left.emit()
        self._tell(self._before)
