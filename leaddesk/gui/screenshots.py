"""Drawing every screen of the program into pictures, without a display."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from leaddesk.domain.errors import Invalid, UserError
from leaddesk.domain.records import SavedView
from leaddesk.domain.summaries import Board
from leaddesk.domain.views import FaceKind, ViewOptions
from leaddesk.gui.bridge.services import contacts, deals
from leaddesk.gui.main_window import REST_AFTER, MainWindow
from leaddesk.gui.screenshots_together import TogetherScreens
from leaddesk.gui.texts import tr

_TURNS = 12  # of the event loop, until everything that was asked for has been painted


class Studio:
    """Takes the main window through its screens. The window's runner answers at once (InlineRunner)."""

    def __init__(self, application: QApplication, window: MainWindow, folder: Path) -> None:
        self._application = application
        self._window = window
        self._folder = folder
        self._problems: list[UserError] = []
        self._tidy: Callable[[], None] = lambda: None  # what puts the window back into order after a picture
        window.office.refused.connect(self._problems.append)
        self._screens: dict[str, Callable[[], QWidget]] = {
            "welcome": self._welcome,
            "pipeline": lambda: self._pipeline_as(ViewOptions()),
            "dragging": self._dragging,
            "list": lambda: self._pipeline_as(ViewOptions(face=FaceKind.LIST)),
            "grouped": self._grouped,
            "forecast": lambda: self._pipeline_as(ViewOptions(face=FaceKind.FORECAST)),
            "compact": lambda: self._pipeline_as(ViewOptions(compact=True)),
            "deal": self._deal,
            "today": lambda: self._page("today"),
            "contacts": lambda: self._page("contacts"),
            "contact": self._contact,
            "history": self._history,
            "who": self._who,
            "lost": self._lost,
            "help": self._help,
            "palette": self._palette,
            **TogetherScreens(window).screens,
            "filters": self._filters,
        }

    def draw(self, database: Path | None, *, demo: bool, only: str | None) -> list[Path]:
        """The pictures' paths; Invalid if there is no such screen, and whatever opening the database raises."""
        if only is not None and only not in self._screens:
            names = ", ".join(self._screens)
            raise Invalid(f'there is no screen "{only}"', "nothing was drawn", f"choose one of: {names}")
        self._window.show()
        drawn = []
        for name, make in self._screens.items():
            if name != "welcome" and self._window.desk is None:
                self._open(database, demo=demo)
            if only in (None, name):
                drawn.append(self._picture(name, make()))
        return drawn

    def _open(self, database: Path | None, *, demo: bool) -> None:
        office = self._window.office
        office.asked_who.connect(lambda _users: office.be_nobody())
        if database is not None and not demo:
            office.open_file(database)
        else:
            self._window.files.open_demo()
        self._rest()
        self._settle()
        if self._problems:
            raise self._problems[0]
        self._window.banners.clear()

    def _picture(self, name: str, widget: QWidget) -> Path:
        self._settle()
        path = self._folder / f"{name}.png"
        if not widget.grab().save(str(path)):
            raise UserError(f"{path} cannot be written", "no picture was drawn", "choose another folder")
        if widget is not self._window:
            widget.close()
        self._tidy()
        self._tidy = lambda: None
        return path

    def _settle(self) -> None:
        for _ in range(_TURNS):
            self._application.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)

    def _pipeline_as(self, options: ViewOptions) -> QWidget:
        self._window.page("pipeline").show_options(options)
        return self._page("pipeline")

    def _rest(self) -> None:
        """For what begins or ends after a moment."""
        waiting = QEventLoop()
        QTimer.singleShot(2 * REST_AFTER, waiting.quit)
        waiting.exec()

    def _page(self, key: str) -> QWidget:
        self._window.page(key).close_pane() if key in ("pipeline", "contacts") else None
        self._window.show_page(key)
        return self._window

    def _welcome(self) -> QWidget:
        self._window.show_welcome()
        return self._window

    def _grouped(self) -> QWidget:
        """The list in groups, with deals that are chosen for something."""
        self._pipeline_as(ViewOptions(face=FaceKind.LIST, group="stage", sort="value", descending=True))
        self._settle()
        face = self._window.page("pipeline").face
        face.table.choose_all([number for number in face.model.ids if number >= 0][1:4])
        return self._window

    def _dragging(self) -> QWidget:
        from leaddesk.gui.screenshots_drag import carry

        self._pipeline_as(ViewOptions())
        self._settle()
        self._tidy = carry(self._window)
        self._rest()
        return self._window

    def _deal(self) -> QWidget:
        self._pipeline_as(ViewOptions())
        desk = self._window.desk
        if desk is not None:
            desk.runner.read(deals.board, owner=self._window, then=self._open_liveliest)
        return self._window

    def _open_liveliest(self, board: Board) -> None:
        """The deal with a step due today, or else the first."""
        cards = sorted(board.cards, key=lambda card: (card.next_step is None, -(card.value or 0)))
        if cards:
            self._window.office.requests.deal_opened.emit(cards[0].id)

    def _contact(self) -> QWidget:
        desk = self._window.desk
        if desk is not None:
            desk.runner.read(contacts.contact_ids, owner=self._window, then=self._open_first)
        return self._window

    def _open_first(self, ids: list[int]) -> None:
        if ids:
            self._window.office.requests.contact_opened.emit(ids[0])

    def _history(self) -> QWidget:
        self._page("history")
        page = self._window.page("history")
        page.list.choose(1)
        page.list.entered.emit()
        return self._window

    def _palette(self) -> QWidget:
        self._page("pipeline")
        self._window.jumping.on_jump()
        palette = self._window.jumping.palette
        if palette is not None:
            palette.field.setText("ke")
            self._tidy = palette.reject
        self._rest()  # it waits a moment for more to be typed
        return self._window

    def _filters(self) -> QWidget:
        """With views that are only drawn, and not saved into somebody's file."""
        self._page("pipeline")
        page = self._window.page("pipeline")
        found = (
            (tr("Mine, hot"), "owner:me temperature:hot"),
            (tr("Closing soon"), "closes:30d value>=10000"),
            (tr("Gone quiet"), "idle>14 or next:none"),
        )
        views = [
            SavedView(id=number, name=name, position=number, owner_id=number % 2 or None, condition=condition)
            for number, (name, condition) in enumerate(found, 1)
        ]
        page.state.take_in(views)
        page.tabs.outdate()
        page.show_saved(views[1])
        page.show_condition("closes:30d value>=10000 owner:me,MR -(source:none or idle>30)")
        return self._window

    def _who(self) -> QWidget:
        from leaddesk.gui.welcome.who_dialog import WhoDialog

        dialog = WhoDialog([], "Sam Keller", self._window)
        dialog.open()
        return dialog

    def _lost(self) -> QWidget:
        from leaddesk.gui.widgets.reason_dialog import ReasonDialog

        dialog = ReasonDialog("Warehouse pilot", self._window)
        dialog.open()
        return dialog

    def _help(self) -> QWidget:
        from leaddesk.gui.help_dialog import HelpDialog
        from leaddesk.gui.pages import PAGES

        dialog = HelpDialog([title() for _, title, _, _ in PAGES], self._window)
        dialog.open()
        return dialog
