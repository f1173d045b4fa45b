"""The pane beside a board or table in which one record is open."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QHideEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from leaddesk.domain.changes import Changes
from leaddesk.domain.errors import Gone, NotFound, UserError
from leaddesk.domain.records import ActivityKind, Kind
from leaddesk.gui.bridge.runner import Ticket
from leaddesk.gui.bridge.services import editing
from leaddesk.gui.desk import Desk
from leaddesk.gui.icons import put_icon
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.composer import Composer
from leaddesk.gui.widgets.field_form import FieldForm
from leaddesk.gui.widgets.inline_field import InlineField
from leaddesk.gui.widgets.others_line import OthersLine
from leaddesk.gui.widgets.step_card import StepCard
from leaddesk.gui.widgets.tab_order import order_tabs
from leaddesk.gui.widgets.tag_field import TagField
from leaddesk.gui.widgets.timeline import Timeline

_CHARS, _FEWEST_CHARS = 54, 42  # widths in characters
_AHEAD = 400  # pixels below the window's edge at which older entries are drawn
_MINUTE_MS = 60_000
_KEYS = {
    "Alt+N": ActivityKind.NOTE,
    "Alt+C": ActivityKind.CALL,
    "Alt+E": ActivityKind.EMAIL,
    "Alt+M": ActivityKind.MEETING,
}


class RecordPane(QFrame):
    """Reads its record anew when it was touched, shows the old state meanwhile, and closes when it is gone.

    A subclass names the record's kind and the service that reads it, fills the pane, and shows what was read.
    """

    closed = Signal()
    first: QWidget  # where the keyboard comes in; a subclass says

    def __init__(self, desk: Desk, kind: Kind, service: Callable[..., Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._kind, self._service = desk, kind, service
        self._record: int | None = None  # wanted
        self._shown: int | None = None  # read and on the screen
        self._when_shown: Callable[[], None] | None = None
        self._title = ""
        self._version = 0
        self._ticket: Ticket | None = None
        self._stale = False
        self._told = False  # the window says itself that the record was deleted
        self.setProperty("role", "pane")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.steps = StepCard(desk, kind)
        self.steps.plan_asked.connect(self.plan_followup)
        self.form = FieldForm()
        self.tags = TagField(desk, kind)
        self.others = OthersLine(desk.guests)
        self.composer = Composer(desk, kind)
        self.composer.outdated.connect(self._read)
        self.timeline = Timeline(desk, kind)
        content = self._content = QWidget()
        self.column = QVBoxLayout(content)
        self.column.setContentsMargins(16, 12, 16, 16)
        self.column.setSpacing(12)
        self.column.addWidget(self.others)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(content)
        content.setAutoFillBackground(False)  # the frame's ground is to be seen
        content.hide()  # until there is something to show
        self._area.viewport().setAutoFillBackground(False)
        self._area.verticalScrollBar().valueChanged.connect(self._on_scroll_bar_moved)
        frame = QVBoxLayout(self)
        frame.setContentsMargins(1, 0, 0, 0)
        frame.addWidget(self._area)
        desk.bus.changed.connect(self._on_bus_changed)
        self._minute = QTimer(self, interval=_MINUTE_MS)
        self._minute.timeout.connect(self._read)  # what was due in an hour is due now
        for keys, activity in _KEYS.items():
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda chosen=activity: self.write(chosen))

    # What a subclass brings

    def _show(self, detail: Any) -> tuple[str, int]:
        """Show what was read, and return the record's title and version."""
        raise NotImplementedError

    def _touched_by(self, changes: Changes) -> bool:
        """Whether something else than the record, its dialogue, steps and tags was changed that is shown here."""
        raise NotImplementedError

    # What pages use

    @property
    def record_id(self) -> int | None:
        """The record that is open, or about to be."""
        return self._record

    def show_record(self, record: int) -> None:
        """Open a record; what was typed on the last one is saved."""
        if record != self._record:
            self._record = record
            self._told = False
            self._when_shown = None
            self._desk.recent.note(self._kind, record)
            self._area.verticalScrollBar().setValue(0)
            self.others.show_record(record)
        self._read()

    def plan_followup(self) -> None:
        """Put the cursor into a line that plans a follow-up on the record."""
        self._do_when_shown(self._plan)

    def write(self, kind: ActivityKind) -> None:
        """Put the cursor into the text for a note, call, e-mail or meeting."""
        self._do_when_shown(lambda: self._write_down(kind))

    def close_pane(self) -> None:
        """Save what is typed and go."""
        for field in self.findChildren(InlineField):
            field.save()
        self._record = None
        self._cancel()
        self.closed.emit()

    def focus_first(self) -> None:
        """Put the keyboard into the pane, as soon as the record is there."""
        self._do_when_shown(lambda: self.first.setFocus(Qt.FocusReason.TabFocusReason))

    # Inside

    def _build_corner(self, history: str, delete: str, *rarest: tuple[str, Callable[[], None]]) -> QHBoxLayout:
        """The menu with the rarer deeds, and the cross; the words name the record, as in 'Delete deal'."""
        more, cross = QToolButton(), QToolButton()
        menu = QMenu(more)
        put_icon(menu.addAction(history, self._ask_history), more, "clock")
        menu.addSeparator()
        put_icon(menu.addAction(delete, self._delete), more, "delete")
        for word, deed in rarest:
            menu.addAction(word, deed)
        more.setMenu(menu)
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        for button, icon, name in ((more, "more", tr("More")), (cross, "close", tr("Close"))):
            button.setProperty("kind", "quiet")
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setAccessibleName(name)
            button.setToolTip(name)
            put_icon(button, button, icon)
        more.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        cross.clicked.connect(self.close_pane)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(more)
        row.addWidget(cross)
        return row

    def _add_field(self, name: str, field: InlineField) -> None:
        self._listen(field)
        self.form.add(name, field)

    def _listen(self, field: InlineField) -> None:
        field.outdated.connect(self._read)

    def _delete(self) -> None:
        if self._shown is not None:
            delete = partial(editing.delete, seen=self._version)
            self._desk.runner.write(delete, self._kind, self._shown, owner=self)

    def _ask_history(self) -> None:
        if self._shown is not None:
            self._desk.requests.history_asked.emit((self._kind, self._shown, self._title))

    def _plan(self) -> None:
        self.composer.plan()
        self._reveal(self.composer)

    def _write_down(self, kind: ActivityKind) -> None:
        self.composer.write(kind)
        self._reveal(self.composer)

    def _do_when_shown(self, deed: Callable[[], None]) -> None:
        """Now, or when the record that was asked for has been read: the composer belongs to the last one until then."""
        if self._shown == self._record:
            deed()
        else:
            self._when_shown = deed

    def _read(self) -> None:
        if self._record is None:
            return
        self._cancel()
        self._stale = False
        self._ticket = self._desk.runner.read(
            self._service, self._record, owner=self, then=self._on_read, failed=self._on_read_failed
        )

    def _cancel(self) -> None:
        if self._ticket is not None:
            self._ticket.cancel()

    def _on_read(self, detail: Any) -> None:
        self._title, self._version = self._show(detail)
        self._content.show()
        self._shown = self._record
        order_tabs(self._content)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)  # else it is painted once in the old room
        deed, self._when_shown = self._when_shown, None
        if deed is not None:
            deed()

    def _on_read_failed(self, problem: UserError) -> None:
        if self._shown != self._record:  # another record stands here, or none
            self._desk.requests.problem_shown.emit(problem)
        elif not isinstance(problem, NotFound):
            self._desk.requests.problem_shown.emit(problem)
            return
        elif isinstance(problem, Gone) and self._is_asking(problem):
            return
        elif not self._told:
            said = tr("“{title}” is gone").format(title=self._title)
            if isinstance(problem, Gone) and problem.who:
                said = tr("“{title}” was deleted by {who}").format(title=self._title, who=problem.who)
            self._desk.requests.message_shown.emit(said)
        self.close_pane()

    def _is_asking(self, gone: Gone) -> bool:
        """Whether something unsaved stands here; then it is asked what becomes of it, and the pane stays."""
        for field in self.findChildren(InlineField):
            if field.changed:
                field.save()  # what is refused there brings the question
                return True
        return self.composer.ask_gone(gone)

    def _on_bus_changed(self, changes: Changes) -> None:
        record = self._record
        if record is None:
            return
        if record in changes.removed.get(self._kind, frozenset()):
            self._told = changes.destroys and changes.by is None
        around = changes.touches(Kind.ACTIVITY, Kind.FOLLOWUP, Kind.TAGGING, Kind.TAG, Kind.USER)
        if around or changes.has(self._kind, record) or self._touched_by(changes):
            if self.isVisible():
                self._read()
            else:
                self._stale = True

    def _on_scroll_bar_moved(self, value: int) -> None:
        if value > 0 and value > self._area.verticalScrollBar().maximum() - _AHEAD:
            self.timeline.show_more()

    def _reveal(self, widget: QWidget) -> None:
        self.column.activate()
        self._area.ensureWidgetVisible(widget)

    def sizeHint(self) -> QSize:
        return QSize(QFontMetrics(QApplication.font()).averageCharWidth() * _CHARS, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(QFontMetrics(QApplication.font()).averageCharWidth() * _FEWEST_CHARS, 0)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._minute.start()
        if self._stale:
            self._read()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._minute.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_pane()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.updateGeometry()


def section_label(text: str) -> QLabel:
    """The heading of a part of a pane."""
    label = QLabel(text)
    label.setProperty("role", "strong")
    return label
