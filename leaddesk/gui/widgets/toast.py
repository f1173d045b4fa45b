"""Short messages at the foot of the window: what happened, and the way back."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QEasingCurve, QEvent, QObject, QPropertyAnimation, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGraphicsOpacityEffect,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from leaddesk.gui.icons import put_icon
from leaddesk.gui.texts import tr
from leaddesk.gui.theme import DARK
from leaddesk.gui.widgets.announce import announce
from leaddesk.gui.widgets.glyph import Glyph

ToastKind = Literal["info", "error"]
_STAYS_MS = {"info": 6_000, "error": 12_000}
_FADE_MS = 140
_AT_MOST = 3
_FROM_EDGE = 20


class Toast(QFrame):
    """One message. It goes by itself, but not under the mouse nor while its buttons have the focus."""

    closed = Signal()

    def __init__(
        self, text: str, action_text: str, on_action: Callable[[], None] | None, kind: ToastKind, room: int
    ) -> None:
        super().__init__()
        self.setProperty("role", "toast")
        self.setAccessibleName(text)
        self._on_action = on_action
        self._closing = False
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 6, 6)
        row.setSpacing(10)
        mark, colour = ("warning", DARK.bad) if kind == "error" else ("check", DARK.good)
        row.addWidget(Glyph(mark, colour=colour))
        row.addWidget(_message(text, room))
        if on_action is not None:
            row.addWidget(_button(action_text, self._on_action_clicked))
        cross = _button("", self.dismiss)
        cross.setAccessibleName(tr("Close"))
        put_icon(cross, cross, "close", "toast_ink")
        row.addWidget(cross)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_STAYS_MS[kind])
        self._timer.timeout.connect(self._on_timer_timeout)
        self._effect = QGraphicsOpacityEffect(self)
        self.setGraphicsEffect(self._effect)
        self._fade = QPropertyAnimation(self._effect, b"opacity", self)
        self._fade.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._fade.finished.connect(self._on_fade_finished)

    def appear(self) -> None:
        """Fade in, tell screen readers, start the time."""
        self.show()
        self._fade_to(0.0, 1.0)
        announce(self, self.accessibleName())
        self._timer.start()

    def dismiss(self) -> None:
        """Fade out and go."""
        if not self._closing:
            self._closing = True
            self._timer.stop()
            self._fade_to(1.0, 0.0)

    @property
    def closing(self) -> bool:
        """Whether it is on its way out."""
        return self._closing

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        if not self._closing:
            self._timer.start()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
            return
        super().keyPressEvent(event)

    def _fade_to(self, start: float, end: float) -> None:
        """Run the fade; at once if the system asks for no motion."""
        hint = self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self)
        self._fade.stop()
        self._effect.setEnabled(True)
        self._fade.setDuration(min(_FADE_MS, hint))
        self._fade.setStartValue(start)
        self._fade.setEndValue(end)
        self._fade.start()

    def _on_fade_finished(self) -> None:
        self._effect.setEnabled(False)  # an opaque toast needs no picture of itself for each repaint
        if self._closing:
            self.hide()
            self.closed.emit()

    def _on_action_clicked(self) -> None:
        self.dismiss()
        if self._on_action is not None:
            self._on_action()

    def _on_timer_timeout(self) -> None:
        focus = QApplication.focusWidget()
        if focus is not None and self.isAncestorOf(focus):
            self._timer.start()
        else:
            self.dismiss()


class Toasts(QWidget):
    """Lies over the foot of `parent`, centred; takes the mouse only where toasts are. Three at most."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent
        self._toasts: list[Toast] = []
        self._aside = False
        self._taken = 0  # pixels of the foot
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        parent.installEventFilter(self)
        self.hide()

    def show_message(
        self,
        text: str,
        action_text: str | None = None,
        on_action: Callable[[], None] | None = None,
        kind: ToastKind = "info",
    ) -> None:
        """Show the text for 6 seconds, an error for 12; the action closes it and calls `on_action`."""
        toast = Toast(text, action_text or "", on_action, kind, self._parent.width() // 2)
        toast.closed.connect(lambda: self._remove(toast))
        for old in self._toasts[: 1 - _AT_MOST]:
            self._remove(old)
        self._toasts.append(toast)
        self._column.addWidget(toast, 0, Qt.AlignmentFlag.AlignHCenter)
        self._show()
        toast.appear()
        self._place()

    def step_aside(self, aside: bool) -> None:
        """Show nothing while the foot is needed for something else; what is still of interest then comes back."""
        self._aside = aside
        self._show()

    def rest_above(self, height: int) -> None:
        """Leave so many pixels of the foot free from now on."""
        self._taken = height
        self._place()

    def dismiss(self) -> bool:
        """Close the newest message, as Esc does; whether there was one."""
        showing = [toast for toast in self._toasts if not toast.closing]
        if showing:
            showing[-1].dismiss()
        return bool(showing)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _remove(self, toast: Toast) -> None:
        if toast in self._toasts:
            self._toasts.remove(toast)
            self._column.removeWidget(toast)
            toast.deleteLater()
            self._show()
            self._place()

    def _show(self) -> None:
        self.setVisible(bool(self._toasts) and not self._aside)

    def _place(self) -> None:
        if self._toasts:
            self._column.activate()
            self.resize(self.sizeHint())
            room = self._parent.rect()
            self.move((room.width() - self.width()) // 2, room.height() - self.height() - self._taken - _FROM_EDGE)
            self.raise_()


def _message(text: str, room: int) -> QLabel:
    """The text in one line, or wrapped at `room` pixels."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if label.sizeHint().width() > room:
        label.setWordWrap(True)
        label.setFixedWidth(room)
    return label


def _button(text: str, pressed: Callable[[], None]) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("kind", "toast")
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard where the work is
    button.clicked.connect(pressed)
    return button
