"""What the board, the list and the forecast have in common: faces of the same deals."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QWidget

from leaddesk.domain.changes import Changes
from leaddesk.domain.summaries import Card
from leaddesk.domain.views import ViewOptions
from leaddesk.gui.desk import Desk


class Face(QWidget):
    """Shows the open deals that a filter lets through. The page owns the pane, the filter and what is done to deals."""

    asked = Signal(object, object)  # CardAction, tuple of deal ids: a person wants this done
    clicked = Signal(object, QPoint)  # deal id, place on the screen: a person wants to see it
    walked = Signal()  # the keyboard chose another deal
    options_changed = Signal(object)  # ViewOptions: folded, sorted, grouped here
    drag_started = Signal()
    drag_finished = Signal()
    shown = Signal()  # what was asked for is here
    added = Signal()  # a new deal was saved, which the filter may hide

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk

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

    def known(self, deal_id: int) -> Card | None:
        """The deal as it is shown; None if it is not, or not yet."""
        raise NotImplementedError

    def take_off(self, ids: tuple[int, ...], call: Callable[..., Changes]) -> None:
        """Do what takes these deals away, by `call(workspace)`; if it is refused they stand where they were."""
        raise NotImplementedError

    def edit_title(self, deal_id: int) -> None:
        """Let the person type another title where the deal stands."""

    def add_deal(self) -> None:
        """Let the person type a new deal."""

    @property
    def is_adding(self) -> bool:
        """Whether somebody types a new deal."""
        return False
