"""The kinds of fields that are edited in place: several lines, a choice, an owner, a day, money, percent."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QIcon, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from leaddesk.domain.changes import Changes
from leaddesk.domain.followup_phrases import parse_when
from leaddesk.domain.records import Kind, User
from leaddesk.gui import theme
from leaddesk.gui.bridge.services import users
from leaddesk.gui.desk import Desk
from leaddesk.gui.texts import full_day_text, money_text, tr
from leaddesk.gui.widgets.growing_text import GrowingText
from leaddesk.gui.widgets.inline_field import InlineField, LineField
from leaddesk.gui.widgets.painting import draw_avatar
from leaddesk.gui.widgets.plan_line import weekday_day_text
from leaddesk.services.fields import parse_money

_MOST_LINES = 8


class TextField(InlineField):
    """A field of several lines; Ctrl+Enter saves, Enter begins a new line."""

    joins = True

    def __init__(self, desk: Desk, kind: Kind, field: str, name: str, parent: QWidget | None = None) -> None:
        self.box = GrowingText(1, _MOST_LINES)
        self.box.setPlaceholderText("—")
        super().__init__(desk, kind, field, name, self.box, parent)

    def text(self) -> str:
        return self.box.toPlainText()

    def _put(self, text: str) -> None:
        cursor = self.box.textCursor().position()
        self.box.setPlainText(text)
        place = self.box.textCursor()
        place.setPosition(min(cursor, len(text)))
        self.box.setTextCursor(place)

    def _can_undo(self) -> bool:
        return self.box.document().isUndoAvailable()

    def _is_save_key(self, event: QKeyEvent) -> bool:
        held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        return bool(held) and super()._is_save_key(event)


class ChoiceField(InlineField):
    """One of a few values, saved as soon as it is chosen. The wheel scrolls the pane and changes nothing."""

    def __init__(self, desk: Desk, kind: Kind, field: str, name: str, parent: QWidget | None = None) -> None:
        self.box = QComboBox()
        self.box.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        super().__init__(desk, kind, field, name, self.box, parent)
        self.box.activated.connect(lambda _place: self.save(again=True))

    def set_options(self, options: Sequence[tuple[str, str, QIcon]]) -> None:
        """Offer (value, label, icon); what is chosen stays chosen."""
        value = self.text()
        self.box.clear()
        for key, label, icon in options:
            self.box.addItem(icon, label, key)
        self._put(value)

    def set_label(self, value: str, label: str) -> None:
        """Call the option `value` something else."""
        self.box.setItemText(self.box.findData(value), label)

    def text(self) -> str:
        return str(self.box.currentData() or "")

    def in_words(self, text: str) -> str:
        place = self.box.findData(text)
        return self.box.itemText(place) if place >= 0 else text

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel:
            event.ignore()
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _OPENING:
            self.box.showPopup()  # an arrow alone would save every value that it passes
            return True
        return super().eventFilter(watched, event)

    def _put(self, text: str) -> None:
        place = self.box.findData(text)
        if place < 0 and text:  # a value that is not offered, such as a user who is not read yet
            self.box.addItem(text, text)
            place = self.box.count() - 1
        self.box.setCurrentIndex(max(place, 0))

    def _is_save_key(self, _event: QKeyEvent) -> bool:
        return False


_OPENING = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class OwnerField(ChoiceField):
    """A user, with the avatar; knows of new users."""

    def __init__(self, desk: Desk, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(desk, kind, "owner", tr("Owner"), parent)
        self._users: list[User] = []
        self._offer([])
        desk.bus.changed.connect(self._on_bus_changed)
        self._read()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._offer(self._users)

    def _on_bus_changed(self, changes: Changes) -> None:
        if changes.touches(Kind.USER):
            self._read()

    def _read(self) -> None:
        self._desk.runner.read(users.list_users, owner=self, then=self._offer)

    def _offer(self, found: list[User]) -> None:
        self._users = found
        people = [(user.name, user.name, person_icon(user.initials, user.colour)) for user in found]
        self.set_options([("", tr("Nobody"), QIcon()), *people])
        edge = QFontMetrics(self.box.font()).height() + 4
        self.box.setIconSize(QPixmap(edge, edge).size())


def person_icon(initials: str, colour: str) -> QIcon:
    """The avatar as an icon, sharp on plain and double resolution."""
    edge = round(theme.icon_size() * 1.2)
    made = QIcon()
    for scale in (1, 2):
        drawn = QPixmap(edge * scale, edge * scale)
        drawn.setDevicePixelRatio(scale)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        draw_avatar(painter, QRectF(0, 0, edge, edge), initials, colour)
        painter.end()
        made.addPixmap(drawn)
    return made


class DayField(LineField):
    """A day, typed as '18 Dec 2026' or 'next fri'; the day that was understood is said under it."""

    def from_service(self, text: str) -> str:
        return full_day_text(date.fromisoformat(text)) if text else ""

    def show_day(self, record: int, day: date | None, version: int) -> None:
        self.show_value(record, full_day_text(day) if day else "", version)

    def _on_line_edited(self) -> None:
        text = self.text().strip()
        when = parse_when(text, self._desk.clock(), self._desk.zone) if text else None
        if when is not None:
            self._say(weekday_day_text(when.day, self._desk.today()))
        elif text:
            self._say(tr("No date yet: write it like 18 Dec 2026 or next fri"))
        else:
            self._say("")


class ShortField(LineField):
    """A line as wide as its text, so that others can follow it."""

    def __init__(self, desk: Desk, kind: Kind, field: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(desk, kind, field, name, hint=name, parent=parent)
        self.line.textChanged.connect(self._fit)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._fit()

    def _say(self, text: str, role: str = "small") -> None:
        super()._say(text, role)
        self._fit()

    def _fit(self) -> None:
        shown = self.line.text() or self.line.placeholderText()
        frame = 18 if self.line.property("role") == "inline" else 28  # a marked field has a wider one
        self.line.setFixedWidth(self.line.fontMetrics().horizontalAdvance(shown) + frame)


class MoneyField(ShortField):
    """An amount, typed as '48000', '48k', '48,000.00' or '9500 USD'; without a unit it is in the record's currency."""

    def from_service(self, text: str) -> str:
        return money_text(*parse_money(text, self._desk.currency)) if text else ""

    def show_money(self, record: int, minor: int | None, currency: str, version: int) -> None:
        self.show_value(record, money_text(minor, currency) if minor is not None else "", version)


class PercentField(ShortField):
    """A whole number of percent, typed with or without the sign."""

    def from_service(self, text: str) -> str:
        return tr("{percent}%").format(percent=text)

    def show_percent(self, record: int, percent: int, version: int) -> None:
        self.show_value(record, tr("{percent}%").format(percent=percent), version)
