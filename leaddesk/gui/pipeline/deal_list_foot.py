"""The foot of the list: how many deals there are and how they stand, or what can be done with the chosen ones."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QMenu, QPushButton, QWidget

from leaddesk.domain.records import Stage, User
from leaddesk.domain.views import ListColumn, ViewOptions
from leaddesk.gui.desk import Desk
from leaddesk.gui.icons import put_icon
from leaddesk.gui.models.list_words import column_title, grouping_title
from leaddesk.gui.pipeline.card_menu import CardAction
from leaddesk.gui.pipeline.deal_list_menus import fill_columns, fill_days, fill_grouping, fill_sorting
from leaddesk.gui.texts import number_text, tr
from leaddesk.gui.widgets.flow import FlowLayout
from leaddesk.gui.widgets.inline_kinds import person_icon


class DealListFoot(QFrame):
    """What is asked for here goes for all chosen deals."""

    options_changed = Signal(object)  # ViewOptions
    stage_chosen = Signal(object)  # Stage
    owner_chosen = Signal(str)  # a user's name; empty: nobody
    day_chosen = Signal(str)
    tags_asked = Signal()
    edit_asked = Signal()
    asked = Signal(object)  # CardAction
    height_taken = Signal(int)  # pixels; 0 when it is not seen

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._options = ViewOptions()
        self.stages: Sequence[Stage] = ()
        self.users: Sequence[User] = ()
        self.setProperty("role", "foot")
        self.setAccessibleName(tr("Chosen deals"))
        self.count = QLabel()
        self.count.setProperty("role", "muted")
        self._flow = FlowLayout(self)
        self._flow.setContentsMargins(16, 6, 16, 6)
        self._flow.addWidget(self.count)
        self._arranging = [
            self._menu_button(tr("Group"), self._fill_grouping),
            self._menu_button(tr("Sort"), self._fill_sorting),
            self._menu_button(tr("Columns"), self._fill_columns),
        ]
        self._group, self._sort, _ = self._arranging
        self._doing = [
            self._menu_button(tr("Stage"), self._fill_stages),
            self._menu_button(tr("Owner"), self._fill_owners),
            self._menu_button(tr("Close date"), self._fill_days),
            self._button(tr("Tags…"), "tag", self.tags_asked.emit),
            self._button(tr("Edit…"), "", self.edit_asked.emit),
            self._button(tr("Won"), "won", lambda: self.asked.emit(CardAction.WIN)),
            self._button(tr("Lost…"), "lost", lambda: self.asked.emit(CardAction.LOSE)),
            self._button(tr("Delete"), "delete", lambda: self.asked.emit(CardAction.DELETE)),
        ]
        self.count.setMinimumHeight(self._group.sizeHint().height())  # in the middle of the line
        self.show_counts(0, 0)

    def show_options(self, options: ViewOptions) -> None:
        """Say how the list is arranged."""
        self._options = options
        known = set(ListColumn)
        group = grouping_title(ListColumn(options.group)) if options.group in known else tr("none")
        sort = column_title(ListColumn(options.sort)) if options.sort in known else tr("as on the board")
        self._group.setText(tr("Group: {column}").format(column=group))
        self._sort.setText(tr("Sort: {column}").format(column=sort))

    def show_counts(self, total: int, chosen: int) -> None:
        """So many deals are there, so many of them are chosen; from two on they can be changed together."""
        several = chosen > 1
        said = tr("%n deal(s)", chosen if several else total)
        number = chosen if several else total
        self.count.setText(said.replace(str(number), number_text(number), 1))
        for button in self._arranging:
            button.setVisible(not several)
        for button in self._doing:
            button.setVisible(several)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.isVisible():
            self.height_taken.emit(self.height())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.height_taken.emit(self.height())

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.height_taken.emit(0)

    def _button(self, text: str, icon: str, do: Callable[[], None]) -> QPushButton:
        button = QPushButton(text, self)
        if icon:
            put_icon(button, button, icon)
        button.clicked.connect(lambda _down: do())
        self._flow.addWidget(button)
        return button

    def _menu_button(self, text: str, fill: Callable[[QMenu], None]) -> QPushButton:
        """A button with a menu that is made anew each time."""
        button = QPushButton(text, self)
        menu = QMenu(button)

        def refill() -> None:
            menu.clear()
            fill(menu)

        menu.aboutToShow.connect(refill)
        button.setMenu(menu)
        self._flow.addWidget(button)
        return button

    def _fill_stages(self, menu: QMenu) -> None:
        for stage in self.stages:
            menu.addAction(_plain(stage.name)).triggered.connect(lambda _on, to=stage: self.stage_chosen.emit(to))

    def _fill_owners(self, menu: QMenu) -> None:
        for user in self.users:
            entry = menu.addAction(person_icon(user.initials, user.colour), _plain(user.name))
            entry.triggered.connect(lambda _on, name=user.name: self.owner_chosen.emit(name))
        menu.addAction(tr("Nobody")).triggered.connect(lambda: self.owner_chosen.emit(""))

    def _fill_days(self, menu: QMenu) -> None:
        fill_days(menu, self._desk, self.day_chosen.emit)

    def _fill_grouping(self, menu: QMenu) -> None:
        fill_grouping(menu, self._options, self.options_changed.emit)

    def _fill_sorting(self, menu: QMenu) -> None:
        fill_sorting(menu, self._options, self.options_changed.emit)

    def _fill_columns(self, menu: QMenu) -> None:
        fill_columns(menu, self._options, self.options_changed.emit)


def _plain(name: str) -> str:
    """A name as a menu takes it: no letter of it is a key."""
    return name.replace("&", "&&")
