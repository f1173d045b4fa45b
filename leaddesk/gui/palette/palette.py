"""The palette: a field over the window, and below it what fits what is typed."""

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QDialog, QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from leaddesk.gui import theme
from leaddesk.gui.icons import put_icon
from leaddesk.gui.models.palette_model import ROW, Key, PaletteModel, Row
from leaddesk.gui.palette.row_delegate import RowDelegate, head_height, row_height
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.announce import announce
from leaddesk.gui.widgets.grouped_list import GroupedList

_CHARS = 88  # width in average characters
_MARGIN = 24  # pixels that are left at the sides of a narrow window
_SHADE = {False: 70, True: 130}  # of 255; a dark window needs more
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_PAGES = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}


class Palette(QDialog):
    """Lies over the window and takes the whole keyboard until something is chosen, or Esc or a click puts it away.

    It is part of the window, not one of its own, so every system shows it alike. The keyboard returns to where it was.
    """

    chosen = Signal(object)  # PaletteAction or Hit; the palette is gone by then

    def __init__(self, model: PaletteModel, window: QWidget) -> None:
        super().__init__(window)
        self.setWindowFlags(Qt.WindowType.Widget)
        self.setAccessibleName(tr("Search or jump to"))
        self._model = model
        model.setParent(self)
        self._window = window
        self._came_from = QApplication.focusWidget()
        self._is_entering = False  # Enter was pressed before the answer came
        self._panel = QFrame(self)
        self._panel.setProperty("role", "palette")
        self.field = _Field(self)
        self.list = _List(model, self)
        self._nothing = QLabel(tr("Nothing is called so"))
        self._nothing.setProperty("role", "muted")
        self._nothing.setContentsMargins(16, 12, 16, 12)
        foot = QLabel(tr("↑ ↓ choose · Enter open · > actions only · Esc back"))
        foot.setProperty("role", "small")
        foot.setContentsMargins(16, 8, 16, 8)
        column = self._column = QVBoxLayout(self._panel)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self.field)
        column.addWidget(self.list)
        column.addWidget(self._nothing)
        column.addWidget(foot)
        self.field.textChanged.connect(self._on_field_changed)
        self.list.clicked.connect(lambda index: self._choose(index.data(ROW)))
        self.list.walked.connect(self._tell_current)
        model.modelReset.connect(self._place)
        model.answered.connect(self._on_model_answered)
        window.installEventFilter(self)

    def appear(self) -> None:
        """Lie over the window and take the keyboard."""
        self._place()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)
        self.list.choose_first()

    def done(self, result: int) -> None:
        """Go; the keyboard returns to where it was."""
        self._window.removeEventFilter(self)
        super().done(result)
        if self._came_from is not None and shiboken6.isValid(self._came_from):
            self._came_from.setFocus(Qt.FocusReason.PopupFocusReason)
        self.deleteLater()

    def press(self, event: QKeyEvent) -> bool:
        """What the field does not take for itself: choosing, opening, going; whether it was any of that."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape or (key == Qt.Key.Key_K and _has_control(event)):
            self.reject()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        elif key in _STEPS:
            self.list.walk(_STEPS[key])
        elif key in _PAGES:
            self.list.walk(_PAGES[key] * self.list.page, around=False)
        else:
            return key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
        return True

    def focusNextPrevChild(self, _forward: bool) -> bool:
        """The keyboard stays in the field."""
        return True

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange) and self.isVisible():
            self._place()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._panel.geometry().contains(event.position().toPoint()):
            self.reject()

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(0, 0, 0, _SHADE[theme.current().dark]))

    def _enter(self) -> None:
        row = self.list.chosen
        if row is not None:
            self._choose(row)
        else:
            self._is_entering = self._model.is_searching

    def _choose(self, row: Row | None) -> None:
        if row is not None and row.entry is not None:
            self.accept()
            self.chosen.emit(row.entry)

    def _place(self) -> None:
        """In the upper part of the window, as high as what is offered, as far as there is room."""
        room = self._window.rect()
        self.setGeometry(room)
        count = len(self._model.entries)
        self.list.setVisible(count > 0)
        self._nothing.setVisible(not count and not self._model.is_searching)
        wide = min(self.fontMetrics().averageCharWidth() * _CHARS, room.width() - 2 * _MARGIN)
        top = room.height() // 7
        self.list.setFixedHeight(self.list.wanted_height)
        high = self._column.sizeHint().height()
        more = max(high - (room.height() - 2 * top), 0)
        if more:
            self.list.setFixedHeight(max(self.list.wanted_height - more, row_height()))
        self._column.activate()
        self._panel.setGeometry((room.width() - wide) // 2, top, wide, high - more)

    def _on_field_changed(self, text: str) -> None:
        self._is_entering = False
        self.list.forget_walk()
        self._model.look_for(text)

    def _on_model_answered(self) -> None:
        self._place()
        count = len(self._model.entries)
        row = self.list.chosen
        if self._is_entering and row is not None:
            self._choose(row)
            return
        said = tr("%n result(s)", count) if count else self._nothing.text()
        announce(self.list, ". ".join((said, row.words)) if row is not None else said)

    def _tell_current(self) -> None:
        row = self.list.chosen
        if row is not None:
            announce(self.list, row.words)


class _Field(QLineEdit):
    """Takes every key for itself, so that no shortcut of the window below is heard."""

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self._palette = palette
        self.setProperty("role", "palette")
        self.setPlaceholderText(tr("Search or jump to…"))
        self.setAccessibleName(tr("Search or jump to"))
        glass = QAction(self)
        put_icon(glass, self, "search")
        self.addAction(glass, QLineEdit.ActionPosition.LeadingPosition)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._palette.press(event):
            super().keyPressEvent(event)
        event.accept()  # nothing goes on to the window below


class _List(GroupedList):
    """What is offered. The keyboard stays in the field, which says where to go."""

    walked = Signal()  # by the keyboard, to another row

    def __init__(self, model: PaletteModel, parent: QWidget) -> None:
        self._model = model
        self._has_walked = False
        delegate = RowDelegate()
        super().__init__(model, model, delegate, row_height, head_height, parent)
        delegate.setParent(self)
        self.setProperty("role", "palette")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("Results"))

    @property
    def chosen(self) -> Row | None:
        """The row that Enter opens."""
        row: Row | None = self.currentIndex().data(ROW)
        return row

    @property
    def page(self) -> int:
        """How many rows are seen at once."""
        return max(self.viewport().height() // row_height() - 1, 1)

    @property
    def wanted_height(self) -> int:
        """Room for all that is offered."""
        entries = len(self._model.entries)
        return entries * row_height() + len(self._model.heads) * head_height() + 2 * self.frameWidth()

    def choose_first(self) -> None:
        """Choose the best, and show it from its head on."""
        if self._model.entries:
            self.choose(self._model.entries[0])
            self.scrollToTop()

    def walk(self, steps: int, *, around: bool = True) -> None:
        """Choose another row, over the heads; at an end go on at the other, or stop."""
        entries = self._model.entries
        if not entries:
            return
        self._has_walked = True
        here = self.currentIndex().row()
        place = entries.index(here) + steps if here in entries else 0
        place = place % len(entries) if around else min(max(place, 0), len(entries) - 1)
        self.choose(entries[place])
        if place:
            self.scrollTo(self.currentIndex())
        else:
            self.scrollToTop()
        self.walked.emit()

    def forget_walk(self) -> None:
        """Something else is looked for: the best of it is chosen."""
        self._has_walked = False

    def _place_to_choose(self, key: Key | None, _before: int) -> int | None:  # type: ignore[override]
        entries = self._model.entries
        found = self._model.place_of(key) if self._has_walked and key is not None else None
        return found if found is not None else next(iter(entries), None)

    def _on_model_reset(self) -> None:
        super()._on_model_reset()
        if not self._has_walked:
            self.scrollToTop()


def _has_control(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
