"""The row of tabs: chosen by click and arrows, dragged to another place, with a menu."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QTabBar, QWidget

from leaddesk.gui.texts import number_text, tr

ALL = 0  # stands for all deals, which are no view
_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class Tab(NamedTuple):
    """One view, or all deals. `deals` is None as long as it is not known."""

    id: int
    name: str
    deals: int | None = None
    shared: bool = False


class ViewTabBar(QTabBar):
    """The first tab stays where it is. Ctrl+Shift with an arrow asks to move the view that is shown."""

    picked = Signal(object)  # the id of a view, or ALL; by the person only
    dropped = Signal(object)  # the id of the view behind which was dragged, or None: the one that is shown was moved
    steps_asked = Signal(int)  # to the right, below 0 to the left
    menu_asked = Signal(QPoint)  # for the view that is shown, at this place of the screen

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tabs: list[Tab] = []
        self._current = ALL
        self._is_dragged = False
        self.setAccessibleName(tr("Views"))
        self.setProperty("role", "views")
        self.setMovable(True)
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.currentChanged.connect(self._on_current_changed)
        self.tabMoved.connect(self._on_tab_moved)

    @property
    def ids(self) -> list[int]:
        """From left to right."""
        return [int(self.tabData(place) or ALL) for place in range(self.count())]

    def show_tabs(self, tabs: Sequence[Tab], current: int, *, changed: bool) -> None:
        """Show these tabs, but not under a hand that drags one; `changed`: the current is not shown as it was saved."""
        if self._is_dragged:
            return
        self._current = current
        blocked = self.blockSignals(True)
        if self.ids != [tab.id for tab in tabs]:
            while self.count():
                self.removeTab(0)
            for tab in tabs:
                self.setTabData(self.addTab(""), tab.id)
        for place, tab in enumerate(tabs):
            self._dress(place, tab, changed=changed and tab.id == current)
        self.setCurrentIndex(self.ids.index(current) if current in self.ids else 0)
        self.blockSignals(blocked)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self._is_dragged:
            self._is_dragged = False
            behind = [number for number in self.ids[self.currentIndex() + 1 :] if number != ALL]
            self.dropped.emit(behind[0] if behind else None)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        place = self.tabAt(event.pos()) if by_mouse else self.currentIndex()
        if place >= 0:
            self.setCurrentIndex(place)
            self.menu_asked.emit(event.globalPos() if by_mouse else self.mapToGlobal(self.tabRect(place).bottomLeft()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() == _HELD and event.key() in _STEPS:
            self.steps_asked.emit(_STEPS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def _dress(self, place: int, tab: Tab, *, changed: bool) -> None:
        said = [tab.name]
        if tab.deals is not None:
            said.append(tr("%n deal(s)", tab.deals))
        if tab.shared:
            said.append(tr("shared with the team"))
        if changed:
            said.append(tr("not as it was saved"))
        number = "" if tab.deals is None else f"  {number_text(tab.deals)}"
        text = f"{'• ' if changed else ''}{tab.name}{number}".replace("&", "&&")
        if text != self.tabText(place):  # all tabs are laid out anew, and one that is being dragged would fall
            self.setTabText(place, text)
        self.setAccessibleTabName(place, ", ".join(said))
        self.setTabToolTip(place, ", ".join(said))

    def _on_current_changed(self, place: int) -> None:
        """Also while a tab is dragged, as it comes to another place."""
        if place >= 0 and self.ids[place] != self._current:
            self._current = self.ids[place]
            self.picked.emit(self._current)

    def _on_tab_moved(self) -> None:
        self._is_dragged = True
