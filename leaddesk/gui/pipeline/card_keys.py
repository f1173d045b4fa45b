"""What the keyboard does with cards: going along them, choosing, carrying, asking."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent

from leaddesk.gui.pipeline.card_menu import CardAction
from leaddesk.gui.pipeline.chosen import Chosen
from leaddesk.gui.pipeline.column_view import ColumnView

_TYPING_MS = 1000  # a pause after which letters begin another word
_ONE: dict[int, CardAction] = {
    Qt.Key.Key_Return: CardAction.OPEN,
    Qt.Key.Key_Enter: CardAction.OPEN,
    Qt.Key.Key_F2: CardAction.EDIT_TITLE,
}
# With Ctrl+Shift: a letter by itself would close a deal when somebody types past a text field.
_CLOSING: dict[int, CardAction] = {Qt.Key.Key_W: CardAction.WIN, Qt.Key.Key_L: CardAction.LOSE}
_SIDEWAYS: dict[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_UPWARD: dict[int, int] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_PAGES: dict[int, int] = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
_PLAIN = Qt.KeyboardModifier.NoModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier


class CardKeys(QObject):
    """Told of each key by the column that has the keyboard."""

    asked = Signal(object, object)  # CardAction, deal ids
    walked = Signal()  # another card is the current one
    carried = Signal(int, int)  # columns to the right, rows down: there the chosen cards are to go
    folded = Signal(object)  # ColumnView: shown as a strip, or again in full
    sought = Signal(object, str)  # ColumnView, letters: the next card whose title starts so

    def __init__(self, chosen: Chosen, parent: QObject) -> None:
        super().__init__(parent)
        self.views: Sequence[ColumnView] = ()
        self._chosen = chosen
        self._letters = ""
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self._on_typing_timeout)

    def press(self, view: ColumnView, event: QKeyEvent) -> bool:
        """Do what the key asks for; whether it asks for anything."""
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if held in (_CONTROL, _CONTROL | _SHIFT):
            return self._press_with_control(view, key, held)
        if held not in (_PLAIN, _SHIFT):
            return False
        row = self._row_after(view, key)
        if row is not None:
            self._walk(view, row, extend=held == _SHIFT)
        elif key in _SIDEWAYS:
            self.walk_beside(view, _SIDEWAYS[key], extend=held == _SHIFT)
        elif key == Qt.Key.Key_Escape:
            return self._chosen.give_up()
        elif held == _PLAIN and view.currentIndex().isValid() and (key in _ONE or key == Qt.Key.Key_Delete):
            self._ask(view, key)
        elif key == Qt.Key.Key_Space and not self._letters:
            self._mark(view)
        elif event.text().isprintable() and event.text():
            self._type(view, event.text())
        else:
            return False
        return True

    def _press_with_control(self, view: ColumnView, key: int, held: Qt.KeyboardModifier) -> bool:
        there = view.currentIndex().isValid()
        if held == _CONTROL and there and key in _SIDEWAYS:
            self.carried.emit(_SIDEWAYS[key], 0)
        elif held == _CONTROL and there and key in _UPWARD:
            self.carried.emit(0, _UPWARD[key])
        elif held == _CONTROL and key == Qt.Key.Key_A:
            self._chosen.all_of(view)
        elif held != _CONTROL and there and key in _CLOSING:
            self.asked.emit(_CLOSING[key], self._several(view))
        elif held != _CONTROL and key == Qt.Key.Key_F:
            self.folded.emit(view)
        else:
            return False
        return True

    def _ask(self, view: ColumnView, key: int) -> None:
        """One card is opened and its title edited; several are deleted together."""
        if key in _ONE:
            self.asked.emit(_ONE[key], (view.column.ids[view.currentIndex().row()],))
        else:
            self.asked.emit(CardAction.DELETE, self._several(view))

    def _several(self, view: ColumnView) -> tuple[int, ...]:
        return self._chosen.ids or (view.column.ids[view.currentIndex().row()],)

    def _row_after(self, view: ColumnView, key: int) -> int | None:
        """To which row of the column a key leads; None if it does not."""
        last, row = len(view.column.ids) - 1, view.currentIndex().row()
        if key == Qt.Key.Key_Home:
            return 0 if last >= 0 else None
        if key == Qt.Key.Key_End:
            return last if last >= 0 else None
        step = _UPWARD.get(key, 0) + _PAGES.get(key, 0) * max(view.viewport().height() // view.section, 1)
        if not step or last < 0:
            return None
        return min(max(row + step, 0), last) if row >= 0 else 0

    def _walk(self, view: ColumnView, row: int, *, extend: bool) -> None:
        if extend:
            self._chosen.extend(view, row)
        else:
            self._chosen.walk(view, row)
        view.setFocus(Qt.FocusReason.OtherFocusReason)
        view.show_row(row)
        self.walked.emit()

    def walk_beside(self, view: ColumnView, step: int, *, extend: bool = False) -> None:
        """Go to the column to the left or right; those without cards to be seen are passed over."""
        here = list(self.views).index(view)
        height = view.visualRect(view.currentIndex()).center().y()
        for other in self.views[here + 1 :] if step > 0 else self.views[:here][::-1]:
            if other.column.ids and not other.isHidden():
                row = other.rowAt(max(height, 0))
                self._walk(other, row if row >= 0 else len(other.column.ids) - 1, extend=extend)
                return

    def _mark(self, view: ColumnView) -> None:
        """The first mark keeps the card that is chosen; then each card is marked or no longer."""
        row = view.currentIndex().row()
        if row < 0:
            return
        if self._chosen.marking or not self._chosen.has(view, row):
            self._chosen.toggle(view, row)
        self._chosen.marking = True

    def _type(self, view: ColumnView, letters: str) -> None:
        self._letters += letters
        self._typing.start()
        self.sought.emit(view, self._letters)

    def _on_typing_timeout(self) -> None:
        self._letters = ""
