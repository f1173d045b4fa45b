"""What is seen on the cards: a button, and the panel that it opens."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from leaddesk.domain.views import CardPart, ViewOptions
from leaddesk.gui.icons import put_icon
from leaddesk.gui.texts import tr

_PARTS: tuple[tuple[CardPart, Callable[[], str]], ...] = (
    (CardPart.WHO, lambda: tr("Company and contact")),
    (CardPart.VALUE, lambda: tr("Value")),
    (CardPart.STEP, lambda: tr("Next step")),
    (CardPart.IDLE, lambda: tr("Idle days")),
    (CardPart.TEMPERATURE, lambda: tr("Temperature")),
    (CardPart.OWNER, lambda: tr("Owner")),
    (CardPart.TAGS, lambda: tr("Tags")),
)


class CardOptions(QFrame):
    """The panel: every tick counts at once. It closes with Esc and with a click beside it."""

    changed = Signal(object)  # ViewOptions

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "popup")
        self.setAccessibleName(tr("On the cards"))
        self._options = ViewOptions()
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 18, 14)
        column.setSpacing(8)
        heading = QLabel(tr("On the cards"))
        heading.setProperty("role", "strong")
        column.addWidget(heading)
        self._parts = {part: QCheckBox(label()) for part, label in _PARTS}
        self._compact = QCheckBox(tr("Compact cards"))
        self._fold_empty = QCheckBox(tr("Fold empty columns"))
        for box in self._parts.values():
            column.addWidget(box)
        column.addSpacing(8)
        for box in (self._compact, self._fold_empty):
            column.addWidget(box)
        for box in (*self._parts.values(), self._compact, self._fold_empty):
            box.clicked.connect(self._on_box_clicked)

    def show_options(self, options: ViewOptions) -> None:
        """Tick what these options show; no signal."""
        self._options = options
        for part, box in self._parts.items():
            box.setChecked(part in options.shown)
        self._parts[CardPart.TAGS].setEnabled(not options.compact)  # they have no line there
        self._compact.setChecked(options.compact)
        self._fold_empty.setChecked(options.fold_empty)

    def open_below(self, button: QWidget) -> None:
        """Show the panel under the button, the keyboard on its first tick, all of it on the screen."""
        self.adjustSize()
        at = button.mapToGlobal(QPoint(0, button.height() + 4))
        screen = QApplication.screenAt(at) or button.screen()
        room = screen.availableGeometry().adjusted(0, 0, -self.width(), -self.height())
        self.move(min(at.x(), max(room.right(), room.left())), min(at.y(), max(room.bottom(), room.top())))
        self.show()
        next(iter(self._parts.values())).setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _on_box_clicked(self) -> None:
        options = replace(
            self._options,
            shown=frozenset(part for part, box in self._parts.items() if box.isChecked()),
            compact=self._compact.isChecked(),
            fold_empty=self._fold_empty.isChecked(),
        )
        self.show_options(options)
        self.changed.emit(options)


class CardOptionsButton(QPushButton):
    """Opens the panel; the panel is made when it is first wanted."""

    changed = Signal(object)  # ViewOptions

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Cards"), parent)
        self.setAccessibleName(tr("What is on the cards"))
        put_icon(self, self, "settings")
        self._options = ViewOptions()
        self._panel: CardOptions | None = None
        self.clicked.connect(self.open_panel)

    def show_options(self, options: ViewOptions) -> None:
        """What the panel begins with; no signal."""
        self._options = options
        if self._panel is not None:
            self._panel.show_options(options)

    def open_panel(self) -> None:
        if self._panel is None:
            self._panel = CardOptions(self)
            self._panel.changed.connect(self._on_panel_changed)
        self._panel.show_options(self._options)
        self._panel.open_below(self)

    def _on_panel_changed(self, options: ViewOptions) -> None:
        self._options = options
        self.changed.emit(options)
