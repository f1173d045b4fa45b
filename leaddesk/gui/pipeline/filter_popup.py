"""What opens below a chip of the filter: rows to tick, and where it makes sense a place for values of one's own."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHideEvent, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from leaddesk.domain.errors import Invalid
from leaddesk.domain.filter_tree import Condition, Field, Test
from leaddesk.gui.models.choices_model import Choice, ChoicesModel
from leaddesk.gui.models.filter_words import field_name, test_words
from leaddesk.gui.pipeline.filter_own import own_value
from leaddesk.gui.texts import tr

_ROWS = 9  # seen at once; with more there is a line to look for one
_CHARS = 34
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FilterPopup(QFrame):
    """Changes hold at once. Space ticks, Enter ticks and closes, Esc and a click beside it close."""

    changed = Signal(object)  # Condition; one without tests is none
    closed = Signal()

    def __init__(
        self, condition: Condition, choices: Sequence[Choice], currency: str, today: date, parent: QWidget
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.field, self._currency, self._today = condition.field, currency, today
        self._told = condition
        self.setProperty("role", "popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(field_name(self.field))
        self.model = ChoicesModel(self)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Look for one"))
        self.search.setAccessibleName(tr("Look for one"))
        self.list = _ChoiceList(self.model, self.accessibleName())
        self.own = own_value(self.field)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        for widget in (self.search, self.list, self.own):
            column.addWidget(widget)
        known = [test for test in condition.tests if any(choice.is_meant_by(test) for choice in choices)]
        mine = [test for test in condition.tests if test not in known and isinstance(test, self.own.accepts)]
        own = mine[0] if len(mine) == 1 else None
        self.own.show_test(own)
        self.model.show_tests([test for test in condition.tests if own is None or test != own])
        self.show_choices(choices)
        self.search.textChanged.connect(self.model.narrow)
        self.search.installEventFilter(self)
        self.model.modelReset.connect(self._on_model_reset)
        self.model.ticked.connect(self._on_model_ticked)
        self.list.entered_row.connect(self._take)
        self.own.edited.connect(self._on_own_edited)
        self.own.entered.connect(self.close)

    def show_choices(self, choices: Sequence[Choice]) -> None:
        """Offer these, and above them what is ticked and not among them."""
        others = [test for test in self.model.tests if not any(choice.is_meant_by(test) for choice in choices)]
        rows = [Choice(test, test_words(self.field, test, self._currency, self._today)) for test in others]
        self.model.show_choices([*rows, *choices])
        self.search.setVisible(len(rows) + len(choices) > _ROWS)

    def open_below(self, anchor: QWidget) -> None:
        """Show it under a widget, inside the screen."""
        self._fit()
        place = anchor.mapToGlobal(QPoint(0, anchor.height() + 3))
        room = anchor.screen().availableGeometry()
        place.setX(max(min(place.x(), room.right() - self.width()), room.left()))
        self.move(place)
        self.show()
        if not self.search.isHidden():
            first: QWidget = self.search
        else:
            first = self.list if self.model.rowCount() else next(iter(self.own.lines), self.list)
        first.setFocus(Qt.FocusReason.PopupFocusReason)
        self._on_model_reset()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Down goes from the line into the list, Enter takes the first."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self.model.rowCount():
            if event.key() == Qt.Key.Key_Down:
                self.list.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
            if event.key() in _ENTER:
                self._take(self.model.index(0))
                return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._on_own_edited()
        self.closed.emit()

    def _fit(self) -> None:
        self.list.fit()
        self.adjustSize()

    def _tell(self, tests: Sequence[Test]) -> None:
        condition = Condition(self.field, tuple(tests))
        if condition != self._told:
            self._told = condition
            self.changed.emit(condition)

    def _take(self, index: QModelIndex) -> None:
        self.model.toggle(index.row())
        self.close()

    def _on_model_reset(self) -> None:
        if self.isVisible():
            self._fit()
        if self.model.rowCount() and not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self.model.index(0))

    def _on_model_ticked(self, tests: tuple[Test, ...]) -> None:
        if self.field is Field.VALUE and tests:  # it cannot be two things
            self.own.show_test(None)
        self._on_own_edited()

    def _on_own_edited(self) -> None:
        try:
            mine = self.own.read()
        except Invalid:  # which is shown; what held until now goes on
            self._fit()
            return
        if mine is not None and self.field is Field.VALUE:
            self.model.show_tests(())
        self._tell([*self.model.tests, *([] if mine is None else [mine])])


class _ChoiceList(QListView):
    """Rows with a box each; a click anywhere on a row ticks it."""

    entered_row = Signal(QModelIndex)

    def __init__(self, model: ChoicesModel, name: str) -> None:
        super().__init__()
        self._model = model
        self.setModel(model)
        self.setItemDelegate(_RowDelegate(self))
        self.setAccessibleName(name)
        self.setProperty("role", "choices")
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(QFontMetrics(QApplication.font()).averageCharWidth() * _CHARS)
        self.clicked.connect(lambda index: model.toggle(index.row()))

    def fit(self) -> None:
        """Be as high as the rows, up to a limit."""
        self.ensurePolished()
        rows = min(self._model.rowCount(), _ROWS)
        self.setVisible(rows > 0)
        self.setFixedHeight(max(self.sizeHintForRow(0), 0) * rows + 2 * self.frameWidth())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER and self.currentIndex().isValid():
            self.entered_row.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class _RowDelegate(QStyledItemDelegate):
    """Leaves the mouse to the list: else a click on the box would tick it twice."""

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        return isinstance(event, QKeyEvent) and super().editorEvent(event, model, option, index)
