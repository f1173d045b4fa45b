"""The tags of a record: chips that can be taken off, and a line for another one."""

from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QCompleter,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from leaddesk.domain.errors import UserError
from leaddesk.domain.people import fold
from leaddesk.domain.records import Kind, Tag
from leaddesk.gui import theme
from leaddesk.gui.bridge.services import tags
from leaddesk.gui.desk import Desk
from leaddesk.gui.icons import put_icon
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.flow import FlowLayout
from leaddesk.gui.widgets.painting import ChipKind, chip_height, draw_chip, draw_icon

_LINE_CHARS = 16


class TagField(QWidget):
    """Writes the record's tags as soon as one is added or taken off."""

    def __init__(self, desk: Desk, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._kind = desk, kind
        self._record: int | None = None
        self._names: tuple[str, ...] = ()
        self._chips: list[TagChip] = []
        self._flow = FlowLayout()
        self._add = QPushButton(tr("tag"))
        self._add.setProperty("kind", "quiet")
        self._add.setAccessibleName(tr("Add a tag"))
        put_icon(self._add, self._add, "add")
        self._add.clicked.connect(self._on_add_clicked)
        self._line = QLineEdit()
        self._line.setAccessibleName(tr("New tag"))
        self._line.installEventFilter(self)
        self._line.hide()
        self._known = QStringListModel(self)
        self._popup: QListView | None = None
        self._problem = QLabel()
        self._problem.setProperty("role", "error")
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        self._problem.setWordWrap(True)
        self._problem.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 1, 0, 1)
        column.setSpacing(2)
        column.addLayout(self._flow)
        column.addWidget(self._problem)
        self._flow.addWidget(self._line)
        self._flow.addWidget(self._add)

    def show_tags(self, record: int, found: tuple[Tag, ...]) -> None:
        """Show a record's tags; a tag that is being typed stays."""
        names = tuple(tag.name for tag in found)
        if record != self._record:
            self._close_line()
        elif names == self._names:
            return
        self._record, self._names = record, names
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = [TagChip(name) for name in names]
        for widget in (self._line, self._add):
            self._flow.removeWidget(widget)
        for chip in self._chips:
            chip.removed.connect(self._on_chip_removed)
            self._flow.addWidget(chip)
            chip.show()
        self._flow.addWidget(self._line)
        self._flow.addWidget(self._add)
        for before, after in pairwise([*self._chips, self._line, self._add]):
            QWidget.setTabOrder(before, after)
        self.updateGeometry()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                event.accept()
                if event.type() == QEvent.Type.KeyPress:
                    self._close_line()
                    self._add.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
            if event.type() == QEvent.Type.KeyPress and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._add_typed()
                return True
        if event.type() == QEvent.Type.FocusOut and not (self._popup and self._popup.isVisible()):
            self._add_typed()
            if not self._line.text():
                self._close_line()
        return False

    def _offer_known(self) -> None:
        """Let the line complete what is typed; the list is made when the first tag is added."""
        if self._popup is None:
            self._popup = QListView()
            completer = QCompleter(self._known, self)
            completer.setPopup(self._popup)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            self._line.setCompleter(completer)

    def _on_add_clicked(self) -> None:
        self._desk.runner.read(tags.list_tags, owner=self, then=self._on_tags_read)
        self._offer_known()
        self._line.setFixedWidth(QFontMetrics(self._line.font()).averageCharWidth() * _LINE_CHARS)
        self._add.hide()
        self._line.show()
        self._line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_tags_read(self, found: list[Tag]) -> None:
        self._known.setStringList([tag.name for tag in found if tag.name not in self._names])

    def _add_typed(self) -> None:
        name = self._line.text().strip()
        if not name or self._record is None:
            return
        if fold(name) in map(fold, self._names):
            self._line.clear()
            return
        self._write((*self._names, name), typed=self._line.text())

    def _on_chip_removed(self, name: str) -> None:
        self._add.setFocus(Qt.FocusReason.OtherFocusReason)
        self._write(tuple(other for other in self._names if other != name))

    def _write(self, names: tuple[str, ...], typed: str = "") -> None:
        record = self._record
        self._desk.runner.write(
            tags.set_tags,
            self._kind,
            record,
            names,
            owner=self,
            then=lambda _changes: self._on_written(record, typed),
            failed=self._on_refused,
        )

    def _on_written(self, record: int | None, typed: str) -> None:
        self._problem.hide()
        if record == self._record and typed and self._line.text() == typed:
            self._line.clear()
            if not self._line.hasFocus():
                self._close_line()

    def _on_refused(self, problem: UserError) -> None:
        self._problem.setText(str(problem))
        self._problem.show()

    def _close_line(self) -> None:
        self._line.clear()
        self._problem.hide()
        self._add.show()
        self._line.hide()


class TagChip(QAbstractButton):
    """A tag with a cross; the cross, Del or Backspace takes it off."""

    removed = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(name)
        self.setAccessibleName(tr("Tag {name}; Del takes it off").format(name=name))
        self.setToolTip(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme.small_font())
        height = chip_height(metrics)
        return QSize(metrics.horizontalAdvance(self.text()) + round(height * 1.4) + 2, height)

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), hint.height() * 3), hint.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        dress = theme.current()
        painter = QPainter(self)
        painter.setFont(theme.small_font())
        cross = self._cross()
        kind = ChipKind.ACCENT if self.hasFocus() else ChipKind.PLAIN
        draw_chip(painter, QRectF(self.rect()), "", dress, kind=kind)
        painter.setPen(painter.pen())
        inside = QRectF(self.rect()).adjusted(cross.width() * 0.4, 0, -cross.width(), 0)
        text = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, int(inside.width()))
        painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        draw_icon(painter, cross.adjusted(2, 2, -2, -2), "close", dress.ink if self.underMouse() else dress.ink3)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._cross().contains(event.position()) and event.button() is Qt.MouseButton.LeftButton:
            self.removed.emit(self.text())
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit(self.text())
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.updateGeometry()

    def _cross(self) -> QRectF:
        edge = self.height()
        return QRectF(self.width() - edge, 0, edge, edge)
