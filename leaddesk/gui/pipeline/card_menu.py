"""What can be done with a card, or with several, as a menu."""

from collections.abc import Callable, Collection, Sequence
from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from leaddesk.domain.board import Heading
from leaddesk.domain.forecast import EARLIER
from leaddesk.gui.icons import put_icon
from leaddesk.gui.texts import tr


class CardAction(StrEnum):
    """What a person asks of a card; moving has ways of its own."""

    OPEN = "open"
    PLAN = "plan"
    EDIT_TITLE = "edit_title"
    WIN = "win"
    LOSE = "lose"
    DELETE = "delete"


FOR_SEVERAL = (CardAction.WIN, CardAction.LOSE, CardAction.DELETE)


def card_menu(
    parent: QWidget,
    stages: Sequence[Heading],
    here: Collection[int],
    count: int,
    do: Callable[[CardAction], None],
    move_to: Callable[[Heading], None],
) -> QMenu:
    """The menu for `count` cards, to be popped up; it goes by itself.

    `here` are the columns that the cards are in: one that all are in is shown and not offered.
    """
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def add(text: str, icon: str, action: CardAction) -> None:
        entry = menu.addAction(text)
        entry.triggered.connect(lambda: do(action))
        if icon:
            put_icon(entry, menu, icon)

    if count > 1:
        menu.addSection(tr("%n deal(s)", count))
    else:
        add(tr("Open") + "\t" + tr("Enter"), "", CardAction.OPEN)
        add(tr("Edit title") + "\tF2", "", CardAction.EDIT_TITLE)
        add(tr("Plan follow-up"), "calendar", CardAction.PLAN)
    ways = menu.addMenu(tr("Move to"))
    put_icon(ways.menuAction(), menu, "moved")
    for stage in stages:
        way = ways.addAction(stage.name.replace("&", "&&"))
        way.setCheckable(True)
        way.setChecked(set(here) == {stage.id})
        way.setEnabled(set(here) != {stage.id} and stage.id != EARLIER.id)
        way.triggered.connect(lambda _checked=False, to=stage: move_to(to))
    menu.addSeparator()
    add(tr("Won") + "\tCtrl+Shift+W", "won", CardAction.WIN)
    add(tr("Lost…") + "\tCtrl+Shift+L", "lost", CardAction.LOSE)
    menu.addSeparator()
    add(tr("Delete") + "\t" + tr("Del"), "delete", CardAction.DELETE)
    return menu
