"""What is done to deals from any face of them: closed, deleted, opened."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from leaddesk.domain.changes import Changes
from leaddesk.domain.records import Kind
from leaddesk.gui.bridge.services import deals, editing
from leaddesk.gui.pipeline.face import Face
from leaddesk.gui.texts import tr


class DealActions(QObject):
    """Asks what must be asked, then lets the face that is shown do it: there the deals go at once."""

    def __init__(self, face: Callable[[], Face], window: QWidget) -> None:
        super().__init__(window)
        self._face, self._window = face, window

    def win(self, ids: tuple[int, ...]) -> None:
        self._face().take_off(ids, partial(deals.win_deals, ids=ids))

    def lose(self, ids: tuple[int, ...]) -> None:
        """Ask for the reason, then close them."""
        from leaddesk.gui.widgets.reason_dialog import ReasonDialog

        dialog = ReasonDialog(self._called(ids), self._window)
        dialog.chosen.connect(
            lambda reason, note: self._face().take_off(
                ids, partial(deals.lose_deals, ids=ids, reason=reason, note=note)
            )
        )
        dialog.open()

    def delete(self, ids: tuple[int, ...]) -> None:
        """Into the trash; the window offers to undo it."""
        call: Callable[..., Changes] = partial(deals.delete_deals, ids=ids)
        if len(ids) == 1:  # what somebody else changed meanwhile is asked about
            card = self._face().known(ids[0])
            call = partial(editing.delete, kind=Kind.DEAL, record_id=ids[0], seen=card.version if card else None)
        self._face().take_off(ids, call)

    def _called(self, ids: tuple[int, ...]) -> str:
        if len(ids) > 1:
            return tr("%n deal(s)", len(ids))
        card = self._face().known(ids[0])
        return card.title if card else ""
