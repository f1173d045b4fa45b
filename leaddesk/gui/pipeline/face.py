"""What the board, the list and the forecast have in common: faces of the same deals."""

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QWidget

from leaddesk.domain.changes import Changes
from leaddesk.domain.views import ViewOptions


class Face(QWidget):
    """Shows the open deals that a filter lets through. The page owns the pane, the filter and what is done to deals."""

    asked = Signal(object, object)  # CardAction, deal ids: a person wants this done
    clicked = Signal(object, QPoint)  # deal id, place on the screen: a person wants to see it
    walked = Signal()  # the keyboard chose another deal
    options_changed = Signal(object)  # ViewOptions: folded, sorted, grouped here
    drag_started = Signal()
    drag_finished = Signal()
    shown = Signal()  # what was asked for with `show_view` can be seen

    def show_view(self, condition: str, options: ViewOptions) -> None:
        """Show the deals that match (a filter as typed), in this way."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Read everything anew, the time has moved on; the old is shown meanwhile."""
        raise NotImplementedError

    def take_in(self, changes: Changes) -> None:
        """Follow what was committed."""
        raise NotImplementedError

    def choose(self, deal_id: int, *, focus: bool = True) -> bool:
        """Make a deal the current one, scrolled to; False if it is not here."""
        raise NotImplementedError

    @property
    def current_id(self) -> int | None:
        """The deal that the keyboard is on."""
        raise NotImplementedError

    @property
    def chosen_ids(self) -> tuple[int, ...]:
        """All selected deals, from top to bottom and left to right; the current one if no others are."""
        raise NotImplementedError

    def focus_deals(self) -> None:
        """Put the keyboard on the current deal, or on the first there is."""
        raise NotImplementedError
