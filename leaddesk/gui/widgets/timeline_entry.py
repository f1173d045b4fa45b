"""One line of a timeline: a round mark, a sentence, the time, and what was said."""

from functools import partial

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QFrame, QGridLayout, QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from leaddesk.domain.records import Direction, Kind
from leaddesk.domain.summaries import EntryKind, TimelineEntry
from leaddesk.gui import theme
from leaddesk.gui.bridge.services import activities, editing
from leaddesk.gui.desk import Desk
from leaddesk.gui.icons import put_icon
from leaddesk.gui.texts import time_text, tr, when_text
from leaddesk.gui.widgets.inline_kinds import TextField
from leaddesk.gui.widgets.painting import draw_icon
from leaddesk.gui.widgets.plan_line import weekday_day_text
from leaddesk.gui.widgets.timeline_text import SAID, ZERO_SPACE, body_text, breakable, headline

_ICONS = {
    EntryKind.NOTE: "note",
    EntryKind.CALL: "call",
    EntryKind.MEETING: "meeting",
    EntryKind.MOVED: "moved",
    EntryKind.WON: "won",
    EntryKind.LOST: "lost",
    EntryKind.DONE: "check",
    EntryKind.ADDED: "add",
    EntryKind.REOPENED: "undo",
}
_TOP = Qt.AlignmentFlag.AlignTop
_BY_MOUSE = Qt.TextInteractionFlag.TextSelectableByMouse


class EntryView(QFrame):
    """Shows one entry. What somebody said can be pinned (P); what I said also edited (Enter) and deleted (Del)."""

    edited = Signal()  # the editor was closed
    moved_on = Signal(int)  # the arrow keys: 1 down, -1 up

    def __init__(self, desk: Desk, entry: TimelineEntry, *, answered: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        me = desk.me.name if desk.me else ""
        self._desk, self.entry = desk, entry
        self.own = entry.kind in SAID and entry.who == me
        self._editor: TextField | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._headline = headline(entry, me, answered=answered)
        title = _label(breakable(self._headline), "strong")
        title.setWordWrap(True)
        title.setMinimumWidth(1)
        self._time = _label("", "small")
        self._text = body_text(entry)
        self._body = _label(breakable(self._text), "muted")
        self._body.setWordWrap(True)
        self._body.setMinimumWidth(1)
        self._body.setTextInteractionFlags(_BY_MOUSE)
        self._body.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)  # this frame has one
        if not self._text:
            self._body.hide()
        self._body.installEventFilter(self)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 9, 0, 10)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(1)
        self._mark = _Mark(entry)
        self._grid.addWidget(self._mark, 0, 0, 2, 1, _TOP)
        self._grid.addWidget(title, 0, 1)
        self._grid.addWidget(self._time, 0, 2, _TOP)
        self._grid.addWidget(self._body, 1, 1, 1, 2)
        self._grid.setColumnStretch(1, 1)
        self._pin: QToolButton | None = None
        if entry.pinned:
            self._show_pin()
        self.tell_time()

    def tell_time(self) -> None:
        """Say when it was, seen from this moment."""
        now = self._desk.now()
        said = when_text(self.entry.at, now)
        if said == self._time.text():
            return
        self._time.setText(said)
        local = self.entry.at.astimezone(self._desk.zone)
        self._time.setToolTip(f"{weekday_day_text(local.date(), now.date())} {time_text(local)}")
        pinned = tr("Pinned") if self.entry.pinned else ""
        self.setAccessibleName(". ".join(part for part in (pinned, self._headline, self._text, said) if part))

    def edit(self) -> None:
        """Turn the text into an editor, if it is mine."""
        if not self.own or self._editor is not None:
            return
        self._editor = TextField(self._desk, Kind.ACTIVITY, "body", tr("Text"), self)
        self._editor.show_value(self.entry.id, self.entry.body, self.entry.version)
        self._editor.editor.installEventFilter(self)
        self._editor.settled.connect(self._close_editor)
        self._grid.addWidget(self._editor, 1, 1, 1, 2)
        self._body.hide()
        self._editor.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def editing(self) -> bool:
        """Whether the text is being edited."""
        return self._editor is not None

    def show_newer(self, entry: TimelineEntry) -> None:
        """Tell the editor what the entry is by now; what is typed there stays."""
        if self._editor is not None:
            self._editor.show_value(entry.id, entry.body, entry.version)

    def leave(self) -> bool:
        """Save what is typed, as nobody can come back to it; whether it has to wait for an answer."""
        if self._editor is None or not self._editor.changed:
            return False
        self._editor.returns = False
        self._editor.save()
        return self._editor is not None

    def delete(self) -> None:
        """Delete it, if it is mine; the window offers Undo."""
        if self.own:
            delete = partial(editing.delete, seen=self.entry.version or None)
            self._desk.runner.write(delete, Kind.ACTIVITY, self.entry.id, owner=self)

    def pin(self) -> None:
        """Let it stand first, or no longer."""
        if self.entry.kind in SAID:
            self._desk.runner.write(activities.pin, self.entry.id, not self.entry.pinned, owner=self)

    def copy(self) -> None:
        """Copy what is selected, else all of it."""
        selected = self._body.selectedText().replace(ZERO_SPACE, "")
        whole = "\n".join(part for part in (self._headline, self._text) if part)
        QGuiApplication.clipboard().setText(selected or whole)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() == Qt.Key.Key_Delete and self.own:
            self.delete()
        elif event.key() == Qt.Key.Key_P and not event.modifiers():
            self.pin()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and self.own:
            self.edit()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.moved_on.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Copy"), self.copy)
        if self.entry.kind in SAID:
            menu.addAction(self._pin_word(), self.pin)
        if self.own:
            menu.addAction(tr("Edit"), self.edit)
            menu.addSeparator()
            menu.addAction(tr("Delete"), self.delete)
        menu.popup(event.globalPos())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._body:
            if event.type() == QEvent.Type.MouseButtonDblClick and self.own:
                self.edit()
                return True
            if isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Copy):
                event.accept()
                if event.type() == QEvent.Type.KeyPress:
                    self.copy()
                return True
            return False
        if self._editor is not None and not self._editor.changed and not self._editor.note:
            key = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
            if key and event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if key and event.type() == QEvent.Type.KeyPress:
                self._close_editor()
                self.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
            if event.type() == QEvent.Type.FocusOut:
                self._close_editor()
        return False

    def mouseDoubleClickEvent(self, _event: object) -> None:
        self.edit()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._show_pin()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hide_pin()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_pin()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._hide_pin()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_pin()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        dress = theme.current()
        if self.hasFocus():
            painter.setPen(QPen(QColor(dress.accent), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -2), 6, 6)
        painter.setPen(QColor(dress.line))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)

    def _pin_word(self) -> str:
        return tr("Unpin") if self.entry.pinned else tr("Pin to the top")

    def _show_pin(self) -> None:
        """The button stands below the mark: always where the entry is pinned, else while it is looked at."""
        if self.entry.kind not in SAID:
            return
        if self._pin is None:
            self._pin = QToolButton(self)
            self._pin.setProperty("kind", "mark")
            self._pin.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the entry has the keyboard, and P
            self._pin.setAccessibleName(self._pin_word())
            self._pin.setToolTip(tr("{what} (P)").format(what=self._pin_word()))
            put_icon(self._pin, self._pin, "pin", "accent" if self.entry.pinned else "ink3")
            self._pin.clicked.connect(self.pin)
        self._place_pin()
        self._pin.show()

    def _hide_pin(self) -> None:
        if self._pin is not None and not (self.entry.pinned or self.underMouse() or self.hasFocus()):
            self._pin.hide()

    def _place_pin(self) -> None:
        if self._pin is not None:
            edge = self._mark.sizeHint().width()
            top = self._grid.contentsMargins().top() + edge + 1
            self._pin.setGeometry(0, top, edge, min(edge, max(self.height() - top - 2, 0)))

    def _close_editor(self) -> None:
        if self._editor is not None:
            editor, self._editor = self._editor, None
            editor.hide()
            editor.deleteLater()
            self._body.setVisible(bool(self._text))
            self.edited.emit()


class _Mark(QWidget):
    """The icon in its circle; what they said is in the good tone."""

    def __init__(self, entry: TimelineEntry) -> None:
        super().__init__()
        came_in = entry.direction is Direction.IN
        arrow = "in" if came_in else "out"
        self._icon = _ICONS.get(entry.kind, arrow)
        good = came_in or entry.kind in (EntryKind.WON, EntryKind.DONE)
        self._tone = "good" if good else "bad" if entry.kind is EntryKind.LOST else ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        edge = round(QFontMetrics(QApplication.font()).height() * 1.5)
        return QSize(edge, edge)

    def paintEvent(self, _event: QPaintEvent) -> None:
        dress = theme.current()
        plain = dress.window if dress.dark else dress.column
        ground: str = getattr(dress, f"{self._tone}_soft") if self._tone else plain
        ink: str = getattr(dress, self._tone) if self._tone else dress.ink2
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        circle = QRectF(self.rect())
        painter.drawEllipse(circle)
        inset = circle.width() * 0.24
        draw_icon(painter, circle.adjusted(inset, inset, -inset, -inset), self._icon, ink)


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)  # it quotes what people wrote
    label.setProperty("role", role)
    return label
