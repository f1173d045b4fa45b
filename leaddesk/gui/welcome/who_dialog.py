"""Who are you? Asked once for each database on this machine."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QIcon, QPainter, QPaintEvent, QPen, QPixmap, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from leaddesk.domain.people import fold, initials
from leaddesk.domain.records import USER_COLOURS, User
from leaddesk.gui import theme
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.avatar import Avatar
from leaddesk.gui.widgets.painting import draw_avatar

_USER = Qt.ItemDataRole.UserRole
_ROWS = 6  # of the list before it scrolls
_MOST_INITIALS = 3


class WhoDialog(QDialog):
    """Choose a user that there is, or name yourself. Closing it (`rejected`) leaves only the login's name."""

    chosen = Signal(object)  # the user's id; too long for Signal(int)
    named = Signal(str, str, str)  # name, initials, colour

    def __init__(self, users: Sequence[User], proposed_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._users = list(users)
        self._own_initials = False  # whether they were typed, and so follow the name no more
        self.setWindowTitle(tr("Who are you?"))
        self.setMinimumWidth(QFontMetrics(QApplication.font()).height() * 26)
        self._list = QListWidget()
        self._form = self._make_form(proposed_name)
        self._accept = QPushButton(tr("Continue"))
        self._accept.setProperty("kind", "primary")
        self._accept.setDefault(True)
        self._accept.clicked.connect(self._on_accept_clicked)
        title = QLabel(tr("Who are you?"))
        title.setProperty("role", "title")
        reason = QLabel(tr("So that your follow-ups are yours, and colleagues see who did what in this file."))
        reason.setProperty("role", "muted")
        reason.setWordWrap(True)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._accept)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(title)
        column.addWidget(reason)
        column.addWidget(self._list)
        column.addWidget(self._form)
        column.addStretch(1)
        column.addLayout(buttons)
        self._fill_list(proposed_name)
        self._on_name_text_changed()

    def showEvent(self, event: QShowEvent) -> None:
        self._fit()
        super().showEvent(event)

    def _fill_list(self, proposed_name: str) -> None:
        """Everybody, and a last line for somebody else; hidden while there is nobody."""
        edge = round(QFontMetrics(QApplication.font()).height() * 1.6)
        self._list.setIconSize(QSize(edge, edge))
        self._list.setAccessibleName(tr("Users"))
        self._list.ensurePolished()
        for user in self._users:
            item = QListWidgetItem(_avatar(user.initials, user.colour, edge, self.devicePixelRatioF()), user.name)
            item.setData(_USER, user.id)
            item.setSizeHint(QSize(0, edge + 10))
            self._list.addItem(item)
        other = QListWidgetItem(_avatar("+", theme.current().ink2, edge, self.devicePixelRatioF()), tr("Somebody new"))
        other.setSizeHint(QSize(0, edge + 10))
        self._list.addItem(other)
        self._list.setFixedHeight((edge + 10) * min(len(self._users) + 1, _ROWS) + 4)
        self._list.setVisible(bool(self._users))
        same = (place for place, user in enumerate(self._users) if fold(user.name) == fold(proposed_name))
        self._list.currentRowChanged.connect(self._on_list_row_changed)
        self._list.itemDoubleClicked.connect(self._on_accept_clicked)
        self._list.setCurrentRow(next(same, len(self._users)))
        if self._users:
            self._list.setFocus()

    def _make_form(self, proposed_name: str) -> QWidget:
        form = QWidget()
        self._name = QLineEdit(proposed_name)
        self._name.setAccessibleName(tr("Name"))
        self._name.selectAll()
        self._name.textChanged.connect(self._on_name_text_changed)
        self._initials = QLineEdit()
        self._initials.setAccessibleName(tr("Initials"))
        self._initials.setMaxLength(_MOST_INITIALS)
        self._initials.setMaximumWidth(QFontMetrics(QApplication.font()).averageCharWidth() * 12)
        self._initials.textEdited.connect(self._on_initials_text_edited)
        self._avatar = Avatar(scale=2.2)
        short = QHBoxLayout()
        short.setSpacing(10)
        short.addWidget(self._initials)
        short.addWidget(self._avatar)
        short.addStretch(1)
        rows = QFormLayout(form)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(10)
        rows.addRow(tr("Name"), self._name)
        rows.addRow(tr("Initials"), short)
        rows.addRow(tr("Colour"), self._swatches())
        return form

    def _swatches(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        self._colours = QButtonGroup(self)
        for number, (colour, name) in enumerate(zip(USER_COLOURS, _colour_names(), strict=True)):
            swatch = _Swatch(colour, name)
            self._colours.addButton(swatch, number)
            row.addWidget(swatch)
        self._colours.button(len(self._users) % len(USER_COLOURS)).setChecked(True)
        self._colours.idToggled.connect(lambda _number, _on: self._show_avatar())
        row.addStretch(1)
        return row

    @property
    def _colour(self) -> str:
        return USER_COLOURS[self._colours.checkedId()]

    def _show_avatar(self) -> None:
        self._avatar.show_person(self._initials.text().upper(), self._colour, self._name.text())

    def _may_accept(self) -> bool:
        return self._list.currentRow() < len(self._users) or bool(self._name.text().strip())

    def _on_list_row_changed(self, place: int) -> None:
        is_new = place == len(self._users)
        self._form.setVisible(is_new)
        self._accept.setEnabled(self._may_accept())
        self._fit()

    def _fit(self) -> None:
        """As high as its content: a dialog does not ask its wrapped lines by itself."""
        width = max(self.minimumWidth(), self._column.totalMinimumSize().width())
        self.resize(width, self._column.totalHeightForWidth(width))

    def _on_name_text_changed(self) -> None:
        name = self._name.text().strip()
        if not self._own_initials:
            self._initials.setText(initials(name) if name else "")
        self._accept.setEnabled(self._may_accept())
        self._show_avatar()

    def _on_initials_text_edited(self, text: str) -> None:
        self._own_initials = bool(text)
        self._show_avatar()

    def _on_accept_clicked(self) -> None:
        if not self._may_accept():
            return
        item = self._list.currentItem()
        number = item.data(_USER) if item is not None else None
        name = " ".join(self._name.text().split())
        if number is None:  # somebody who types a name that is there means that one
            number = next((user.id for user in self._users if fold(user.name) == fold(name)), None)
        self.accept()
        if number is not None:
            self.chosen.emit(number)
        else:
            self.named.emit(name, self._initials.text().strip().upper() or initials(name), self._colour)


class _Swatch(QRadioButton):
    """A colour to choose, named for those who cannot see it."""

    def __init__(self, colour: str, name: str) -> None:
        super().__init__()
        self._colour = colour
        self.setAccessibleName(name)
        self.setToolTip(name)

    def sizeHint(self) -> QSize:
        edge = round(QFontMetrics(QApplication.font()).height() * 1.7)
        return QSize(edge, edge)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, _at: object) -> bool:
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        if self.isChecked():
            ring = theme.current().accent if self.hasFocus() else theme.current().ink
            painter.setPen(QPen(QColor(ring), 2))
            painter.drawEllipse(rect)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._colour))
        painter.drawEllipse(rect.adjusted(3, 3, -3, -3))


def _avatar(text: str, colour: str, edge: int, ratio: float) -> QIcon:
    drawn = QPixmap(round(edge * ratio), round(edge * ratio))
    drawn.setDevicePixelRatio(ratio)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    draw_avatar(painter, QRectF(0, 0, edge, edge), text, colour)
    painter.end()
    made = QIcon()
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
        made.addPixmap(drawn, mode)
    return made


def _colour_names() -> tuple[str, ...]:
    """In the order of USER_COLOURS."""
    first = tr("Violet"), tr("Green"), tr("Rust"), tr("Blue")
    return *first, tr("Plum"), tr("Grey"), tr("Ochre"), tr("Teal")
