"""Which faces of the deals there are. Their code is loaded when they are first shown."""

from collections.abc import Callable

from leaddesk.domain.views import FaceKind
from leaddesk.gui.desk import Desk
from leaddesk.gui.pipeline.face import Face
from leaddesk.gui.texts import tr


def _board(desk: Desk) -> Face:
    from leaddesk.gui.pipeline.board import Board

    return Board(desk)


def _list(desk: Desk) -> Face:
    from leaddesk.gui.pipeline.deal_list import DealList

    return DealList(desk)


def _forecast(desk: Desk) -> Face:
    from leaddesk.gui.pipeline.forecast import Forecast

    return Forecast(desk)


# (kind, label, how it is made), in the order of the switch
FACES: tuple[tuple[FaceKind, Callable[[], str], Callable[[Desk], Face]], ...] = (
    (FaceKind.BOARD, lambda: tr("Board"), _board),
    (FaceKind.LIST, lambda: tr("List"), _list),
    (FaceKind.FORECAST, lambda: tr("Forecast"), _forecast),
)


def make_face(kind: FaceKind, desk: Desk) -> Face:
    """A new face; the board where there is none of that kind."""
    return next((make for name, _, make in FACES if name is kind), _board)(desk)
