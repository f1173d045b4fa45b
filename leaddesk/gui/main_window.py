"""The frame of the window: navigation, pages, banners and toasts. What a page shows is the page's own business."""

from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from leaddesk.domain.errors import UserError
from leaddesk.gui.backup_watch import BackupWatch
from leaddesk.gui.bridge.services import contacts, history
from leaddesk.gui.commands import Commands
from leaddesk.gui.desk import Desk
from leaddesk.gui.files import Files
from leaddesk.gui.jumping import Jumping
from leaddesk.gui.looking_back import LookingBack
from leaddesk.gui.navigation import Navigation
from leaddesk.gui.office import Office
from leaddesk.gui.pages import FOOT_PAGES, PAGES, entries, make_page, page_keys
from leaddesk.gui.questions import ask_or_tell
from leaddesk.gui.translation import tr
from leaddesk.gui.widgets.banner import Banners

if TYPE_CHECKING:
    from collections.abc import Sequence

    from leaddesk.domain.changes import Changes
    from leaddesk.domain.guests import Guest
    from leaddesk.gui.widgets.toast import Toasts

FIRST_PAGE = "pipeline"
REST_AFTER = 150  # milliseconds: the first picture comes before


class MainWindow(QMainWindow):
    """Shows the pages of the open database, or the welcome page while there is none."""

    first_painted = Signal()  # the frame stands on the screen: now is the time for what takes longer

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.desk: Desk | None = None
        self._pages: dict[str, Any] = {}
        self._is_painted = False
        self.setWindowTitle("LeadDesk")
        self._commands = Commands(self, lambda: (self, self.files, self.jumping, self._commands))
        for keys, (key, *_) in zip(page_keys(), PAGES, strict=True):
            self._commands.add_key(keys, partial(self.show_page, key))
        self._commands.add_key("Esc", self._on_escape)
        self._navigation = Navigation(self._commands.menu(), entries(PAGES), entries(FOOT_PAGES))
        self._navigation.hide()
        self.banners = Banners()
        self.stack = QStackedWidget()
        self.setCentralWidget(self._layout())
        self.files = Files(self, office)
        self.backups = BackupWatch(office, self)
        self.past = LookingBack(self, office)
        self.jumping = Jumping(self, office, self._commands)
        self._connect()
        self._restore_state()

    @cached_property
    def _closing(self) -> Any:
        from leaddesk.gui.closing import Closing

        return Closing(self)

    @cached_property
    def toasts(self) -> "Toasts":
        """Messages at the foot; made for the first one."""
        from leaddesk.gui.widgets.toast import Toasts

        return Toasts(self.stack)

    def page(self, key: str) -> Any:
        """A page of the open database, made when it is first needed."""
        if key not in self._pages and self.desk is not None:
            page: Any = make_page(key, self.desk)
            self._pages[key] = page
            self.stack.addWidget(page)
            if hasattr(page, "count_changed"):
                page.count_changed.connect(partial(self._navigation.show_badge, key))
                self._navigation.show_badge(key, page.count)
        return self._pages[key]

    def show_page(self, key: str) -> None:
        """Bring a page to the front."""
        if self.desk is None:
            return
        self.stack.setCurrentWidget(self.page(key))
        self._navigation.choose(key)
        self._on_page("focus_content")

    def open_record(self) -> int | None:
        """The record whose pane is open on the page in front."""
        page = self._pages.get(self.current_key)
        return getattr(page, "open_record", None)

    def show_guests(self, guests: "Sequence[Guest]") -> None:
        """Who has the file open, me included."""
        self._navigation.show_guests(guests)
        if self.desk is not None:
            people = len({guest.name for guest in guests})
            self._navigation.show_file(self.desk.name, self.files.kind_of_file(people), self.desk.me)

    @property
    def current_key(self) -> str:
        """The page in front; empty while nothing is open."""
        shown = self.stack.currentWidget()
        return next((key for key, page in self._pages.items() if page is shown), "")

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self, self.first_painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._leave_field()
        if not self._closing.may_close():
            event.ignore()
            return
        self.office.settings.set("window", bytes(self.saveGeometry().toBase64()).decode())  # type: ignore[call-overload]
        if self.current_key:
            self.office.settings.set("page", self.current_key)
        self.hide()  # a last backup may take a moment
        self.office.close_file()
        self.files.let_go()
        event.accept()

    def on_new_record(self) -> None:
        self._on_page("new_record")

    def on_search(self) -> None:
        self._on_page("focus_search")

    def on_undo(self) -> None:
        self._journal("undo")

    def on_redo(self) -> None:
        self._journal("redo")

    def on_history(self) -> None:
        self.show_page("history")

    def on_settings(self) -> None:
        self.show_page("settings")

    def on_quit(self) -> None:
        self.close()

    def show_welcome(self, problem: UserError | None = None) -> None:
        """The page for when nothing is open, with the reason if there is one."""
        page = self.files.welcome_page()
        if self.stack.indexOf(page) < 0:
            self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        self.setWindowTitle("LeadDesk")
        if problem is not None:
            page.show_problem(problem)

    def show_problem(self, problem: UserError) -> None:
        """The sentence of a problem, long enough to be read."""
        self.toasts.show_message(problem.sentence, kind="error")

    def show_saving_possible(self, possible: bool) -> None:
        """Whether the file takes what is done."""
        self._navigation.show_saving_possible(possible)

    def _connect(self) -> None:
        self.office.opened.connect(self._on_office_opened)
        self.office.closed.connect(self._on_office_closed)
        self.office.refused.connect(self.show_welcome)
        self._navigation.page_chosen.connect(self.show_page)
        self._navigation.import_asked.connect(self.files.on_import)
        requests = self.office.requests
        requests.deal_opened.connect(partial(self._show_record, "pipeline"))
        requests.contact_opened.connect(partial(self._show_record, "contacts"))
        requests.history_asked.connect(partial(self._show_record, "history"))
        requests.message_shown.connect(lambda text: self.toasts.show_message(text))
        requests.problem_shown.connect(partial(ask_or_tell, self))
        requests.foot_needed.connect(lambda needed: self.toasts.step_aside(needed))
        requests.foot_taken.connect(lambda height: self.toasts.rest_above(height))
        requests.import_asked.connect(self.files.on_import)
        self.backups.told.connect(self._navigation.show_backup)

    def _on_office_opened(self, desk: Desk) -> None:
        self.desk = desk
        self._navigation.show_file(desk.name, self.files.kind_of_file(), desk.me)
        self._navigation.show()
        desk.bus.changed.connect(self._on_bus_changed)
        desk.runner.busy_changed.connect(self._navigation.show_saving)
        self.setWindowTitle(f"{desk.name} – LeadDesk")
        self._commands.enable(True)
        remembered = self.office.settings.get("page", FIRST_PAGE)
        self.show_page(remembered if remembered in {key for key, *_ in PAGES + FOOT_PAGES} else FIRST_PAGE)
        picture = desk.runner.first_picture
        if picture.is_over:
            self._rest_soon()
        else:
            picture.over.connect(self._rest_soon)

    def _rest_soon(self) -> None:
        QTimer.singleShot(REST_AFTER, self, self._finish_opening)

    def _finish_opening(self) -> None:
        """What may come after the first picture: the other counts, and reminders."""
        if self.desk is None:
            return
        from leaddesk.gui.file_watch import FileWatch
        from leaddesk.gui.reminders import Reminders
        from leaddesk.gui.upkeep import Upkeep

        self._count_contacts()
        self.page("today")
        self._reminders = Reminders(self.desk, self, self.banners, self.stack)
        self.watch = FileWatch(self, self.office, self.desk)
        self._upkeep = Upkeep(self.desk, self.office, self)
        self._upkeep.damage_found.connect(self.watch.show_damage)
        self.backups.start(self.desk)
        self.files.show_banners()

    def _on_office_closed(self) -> None:
        self._leave_field()
        self.desk = None
        for page in self._pages.values():
            self.stack.removeWidget(page)
            page.deleteLater()
        self._pages = {}
        for name in ("_reminders", "watch", "_upkeep"):
            if (gone := self.__dict__.pop(name, None)) is not None:
                gone.deleteLater()
        self.banners.clear()
        self._navigation.hide()
        self._commands.enable(False)

    def _on_bus_changed(self, changes: "Changes") -> None:
        from leaddesk.domain.records import Kind

        if changes.touches(Kind.CONTACT):
            self._count_contacts()
        if changes.destroys and changes.operation is not None and changes.by is None:
            self.toasts.show_message(changes.title, tr("Undo"), partial(self._journal, "undo", changes.operation))

    def _journal(self, service: str, *args: int) -> None:
        """Undo or redo, and say what was done."""
        if self.desk is not None:
            self.desk.runner.write(getattr(history, service), *args, owner=self, then=self._say_taken_back)

    def _say_taken_back(self, changes: "Changes") -> None:
        while self.toasts.dismiss():  # what they offer to undo may be undone by now
            continue
        self.toasts.show_message(changes.title)

    def _count_contacts(self) -> None:
        if self.desk is not None:
            self.desk.runner.read(
                contacts.count_contacts, owner=self, then=partial(self._navigation.show_count, "contacts")
            )

    def _show_record(self, key: str, record: object) -> None:
        self.show_page(key)
        self.page(key).show_record(record)

    def _on_page(self, method: str) -> bool:
        page = self._pages.get(self.current_key)
        return bool(getattr(page, method)()) if page is not None and hasattr(page, method) else False

    def _on_escape(self) -> None:
        if not self._on_page("close_pane"):
            self.toasts.dismiss()

    def _leave_field(self) -> None:
        """Text that is being typed is saved when its field is left."""
        focused = QApplication.focusWidget()
        if focused is not None and self.isAncestorOf(focused):
            focused.clearFocus()

    def _layout(self) -> QWidget:
        root = QWidget()
        row = QHBoxLayout(root)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._navigation)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.banners)
        column.addWidget(self.stack, 1)
        row.addLayout(column, 1)
        return root

    def _restore_state(self) -> None:
        room = self.screen().availableSize()
        self.resize(min(1360, room.width()), min(850, room.height() - 40))  # the title bar wants some, too
        self.setMinimumSize(760, 480)
        kept = self.office.settings.get("window")
        if isinstance(kept, str):
            self.restoreGeometry(QByteArray.fromBase64(kept.encode()))
