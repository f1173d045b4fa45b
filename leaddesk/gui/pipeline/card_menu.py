"""What can be done with one card, as a menu."""

from collections.abc import Callable, Sequence
from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from leaddesk.domain.records import Stage
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


def card_menu(
    parent: QWidget,
    stages: Sequence[Stage],
    here: Stage | None,
    do: Callable[[CardAction], None],
    move_to: Callable[[Stage], None],
    *,
    several: bool = False,
) -> QMenu:
    """The menu, to be popped up; it goes by itself. The stage that the card is in is shown and not offered.

    For `several` cards there is only what can be done with all of them; `here` is None where they stand apart.
    """
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def add(text: str, icon: str, action: CardAction) -> None:
        entry = menu.addAction(text)
        entry.triggered.connect(lambda: do(action))
        if icon:
            put_icon(entry, menu, icon)

    if not several:
        add(tr("Open") + "\t" + tr("Enter"), "", CardAction.OPEN)
        add(tr("Edit title") + "\tF2", "", CardAction.EDIT_TITLE)
        add(tr("Plan follow-up"), "calendar", CardAction.PLAN)
    ways = menu.addMenu(tr("Move to"))
    put_icon(ways.menuAction(), menu, "moved")
    for stage in stages:
        way = ways.addAction(stage.name.replace("&", "&&"))
        way.setCheckable(True)
        is_here = here is not None and stage.id == here.id
        way.setChecked(is_here)
        way.setEnabled(not is_here)
        way.triggered.connect(lambda _checked=False, to=stage: move_to(to))
    menu.addSeparator()
    add(tr("Won") + "\tCtrl+Shift+W", "won", CardAction.WIN)
    add(tr("Lost…") + "\tCtrl+Shift+L", "lost", CardAction.LOSE)
    menu.addSeparator()
    add(tr("Delete") + "\t" + tr("Del"), "delete", CardAction.DELETE)
    return menu
