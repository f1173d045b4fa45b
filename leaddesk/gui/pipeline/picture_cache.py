"""Pictures of cards that were drawn, as many as fit into some memory."""

from collections import OrderedDict
from collections.abc import Hashable

from PySide6.QtGui import QGuiApplication, QPixmap

from leaddesk.domain.summaries import Card

LEAST_ROOM = 24 << 20  # bytes
_SCREENS = 1.5  # what fills a screen is kept, and some of what was seen before
_LOOKS = 4  # of one card: chosen or not, saved or not; older ones are of another width


class PictureCache:
    """Finds a picture by the card itself, of which each change makes another; the least lately used are dropped."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, tuple[Card, dict[Hashable, QPixmap]]] = OrderedDict()
        self.clear()

    def clear(self) -> None:
        """Forget all pictures; from now on there is room for what the largest screen shows."""
        self._kept.clear()
        self._taken = 0
        sizes = [screen.size() * screen.devicePixelRatio() for screen in QGuiApplication.screens()]
        self._room = max([LEAST_ROOM, *(round(_SCREENS * 4 * size.width() * size.height()) for size in sizes)])

    def find(self, card: Card, look: Hashable) -> QPixmap | None:
        """The picture of this card in this look, if it is here."""
        found = self._kept.get(card.id)
        if found is None or (found[0] is not card and found[0] != card):
            return None
        self._kept.move_to_end(card.id)
        return found[1].get(look)

    def keep(self, card: Card, look: Hashable, picture: QPixmap) -> None:
        """Remember a picture. Those of the card as it was before are dropped."""
        old, pictures = self._kept.pop(card.id, (card, {}))
        if old != card or len(pictures) >= _LOOKS:
            self._taken -= sum(map(_bytes, pictures.values()))
            pictures = {}
        pictures[look] = picture
        self._taken += _bytes(picture)
        self._kept[card.id] = (card, pictures)
        while self._taken > self._room and len(self._kept) > 1:
            _, (_, dropped) = self._kept.popitem(last=False)
            self._taken -= sum(map(_bytes, dropped.values()))


def _bytes(picture: QPixmap) -> int:
    return picture.width() * picture.height() * 4
