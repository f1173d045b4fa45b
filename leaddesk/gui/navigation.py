"""The left side of the window: which file, which page, and whether everything is saved."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QPixmap
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from leaddesk.gui.actions import action_table, key_text
from leaddesk.gui.icons import pixmap, put_icon
from leaddesk.gui.translation import tr
from leaddesk.gui.widgets.avatar import Avatar

BADGED = "today"  # what waits there is shown in red
if TYPE_CHECKING:
    from collections.abc import Sequence

    from leaddesk.domain.guests import Guest
    from leaddesk.domain.records import User

_AVATARS = 5  # shown at most, mine among them
_WIDTH = 27  # average characters


class Navigation(QFrame):
    """Buttons of the pages, with a count or a badge behind the name; the head opens the menu of the file."""

    page_chosen = Signal(str)
    import_asked = Signal()

    def __init__(
        self,
        menu: QMenu,
        pages: list[tuple[str, str, str]],
        foot_pages: list[tuple[str, str, str]],
        parent: QWidget | None = None,
    ) -> None:
        """`pages`: (key, title, icon)."""
        super().__init__(parent)
        self.setProperty("role", "side")
        self.setFixedWidth(QFontMetrics(QApplication.font()).averageCharWidth() * _WIDTH)
        self._group = QButtonGroup(self, exclusive=True)
        self._buttons: dict[str, QPushButton] = {}
        self._counts: dict[str, QLabel] = {}
        self._is_saving, self._is_possible = False, True
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 10, 8, 10)
        column.setSpacing(2)
        column.addWidget(self._head(menu))
        column.addSpacing(6)
        for place, (key, title, icon) in enumerate(pages, 1):
            column.addWidget(self._page_button(key, title, icon, f"Ctrl+{place}"))
        column.addStretch(1)
        load = QPushButton(tr("Import…"))
        load.setProperty("kind", "nav")
        put_icon(load, load, "import")
        load.clicked.connect(self.import_asked)
        column.addWidget(load)
        for key, title, icon in foot_pages:
            column.addWidget(self._page_button(key, title, icon, _keys_of(key)))
        column.addWidget(self._foot())

    def show_file(self, name: str, where: str, me: "User | None") -> None:
        """Name of the open file, what kind it is, and who I am in it."""
        self._name.setText(name)
        self._where.setText(where)
        self._me.setVisible(me is not None)
        self._who.setText(me.name if me else "")
        if me is not None:
            self._me.show_person(me.initials, me.colour, me.name)

    def choose(self, key: str) -> None:
        self._buttons[key].setChecked(True)

    def show_count(self, key: str, count: int | None) -> None:
        """The number behind a page's name; None hides it."""
        label = self._counts[key]
        from leaddesk.gui.texts import number_text

        label.setText("" if count is None else number_text(count))
        label.setVisible(count is not None)
        title = self._buttons[key].text()
        self._buttons[key].setAccessibleName(title if count is None else f"{title}, {label.text()}")

    def show_badge(self, key: str, count: int) -> None:
        """As `show_count`, hidden at 0."""
        self.show_count(key, count or None)

    def show_guests(self, guests: "Sequence[Guest]") -> None:
        """Who has the file open, me included; nothing is shown while I am alone."""
        people = {guest.name: guest for guest in guests}
        me = [guest for guest in people.values() if guest.is_me]
        ordered = me + [guest for guest in people.values() if not guest.is_me]
        while self._others:
            self._others.pop().deleteLater()
        for guest in ordered[1:_AVATARS]:
            avatar = Avatar(guest.initials, guest.colour, guest.name)
            self._people.insertWidget(1 + len(self._others), avatar)
            self._others.append(avatar)
        together = len(ordered) > 1
        self._who.setVisible(not together)
        self._here.setVisible(together)
        self._here.setText(tr("{n} here").format(n=len(ordered)))
        names = ", ".join(guest.name for guest in ordered)
        self._here.setToolTip(names)
        self._here.setAccessibleName(tr("Here: {names}").format(names=names))

    def show_saving(self, saving: bool) -> None:
        """Whether something is on its way to the disk."""
        self._is_saving = saving
        self._show_saved()

    def show_saving_possible(self, possible: bool) -> None:
        """Whether the file takes what is done."""
        self._is_possible = possible
        self._show_saved()

    def _show_saved(self) -> None:
        if not self._is_possible:
            self._saved.setText(tr("Nothing can be saved now"))
        else:
            self._saved.setText(tr("Saving…") if self._is_saving else tr("✓ All changes saved"))

    def show_backup(self, text: str) -> None:
        """When the last backup was made; "" hides the line."""
        self._backup.setText(text)
        self._backup.setVisible(bool(text))

    def _head(self, menu: QMenu) -> QWidget:
        head = QPushButton()
        head.setProperty("kind", "nav")
        head.setAccessibleName(tr("File and program menu"))
        head.setMenu(menu)
        row = QHBoxLayout(head)
        row.setContentsMargins(8, 6, 24, 6)
        row.setSpacing(8)
        mark = QLabel()
        size = QFontMetrics(QApplication.font()).height() * 2
        mark.setPixmap(_logo(size, self.devicePixelRatioF()))
        row.addWidget(mark)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        self._name, self._where = QLabel(), QLabel()
        self._name.setProperty("role", "strong")
        self._where.setProperty("role", "small")
        for label in (self._name, self._where, mark):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        texts.addWidget(self._name)
        texts.addWidget(self._where)
        row.addLayout(texts, 1)
        head.setMinimumHeight(head.fontMetrics().height() * 3)
        return head

    def _page_button(self, key: str, title: str, icon: str, keys: str = "") -> QPushButton:
        button = QPushButton(title)
        button.setProperty("kind", "nav")
        button.setCheckable(True)
        button.setToolTip(keys)
        put_icon(button, button, icon)
        button.clicked.connect(lambda: self.page_chosen.emit(key))
        self._group.addButton(button)
        self._buttons[key] = button
        row = QHBoxLayout(button)
        row.setContentsMargins(0, 0, 9, 0)
        row.addStretch(1)
        count = QLabel()
        count.setProperty("role", "badge" if key == BADGED else "small")
        count.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        count.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        count.hide()
        row.addWidget(count, 0, Qt.AlignmentFlag.AlignVCenter)
        self._counts[key] = count
        return button

    def _foot(self) -> QWidget:
        foot = QWidget()
        column = QVBoxLayout(foot)
        column.setContentsMargins(8, 8, 8, 0)
        column.setSpacing(4)
        row = QHBoxLayout()
        self._me = Avatar()
        self._who = QLabel()
        self._who.setProperty("role", "muted")
        row.addWidget(self._me)
        row.addWidget(self._who, 1)
        self._people = row
        self._others: list[Avatar] = []
        row.addStretch(1)
        self._here = QLabel()
        self._here.setProperty("role", "muted")
        self._here.hide()
        row.addWidget(self._here)
        self._saved = QLabel()
        self._saved.setProperty("role", "small")
        column.addLayout(row)
        column.addWidget(self._saved)
        self._backup = QLabel()
        self._backup.setProperty("role", "small")
        self._backup.setTextFormat(Qt.TextFormat.PlainText)
        self._backup.hide()
        column.addWidget(self._backup)
        self.show_saving(False)
        return foot


def _keys_of(page: str) -> str:
    """The shortcut of the action that leads to a page, if there is one."""
    found = (spec for group in action_table() for spec in group if spec.name == page and spec.keys)
    return next((key_text(spec.keys[0]) for spec in found), "")


def _logo(size: int, ratio: float) -> QPixmap:
    return pixmap("leaddesk", "", size, ratio)
