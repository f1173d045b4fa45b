"""Opens the palette over the window, and does what is chosen in it."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from leaddesk.gui.actions import PaletteAction
from leaddesk.gui.commands import Commands
from leaddesk.gui.office import Office
from leaddesk.gui.pages import NEW, PAGES, page_keys
from leaddesk.gui.translation import tr

if TYPE_CHECKING:
    from leaddesk.domain.summaries import Hit
    from leaddesk.gui.desk import Desk
    from leaddesk.gui.palette.palette import Palette

_FRAME = ("jump", "new_record")  # said otherwise in the palette, or what opened it


class Jumping(QObject):
    """For one window, which is `window`; remembers for each file what was opened in it."""

    def __init__(self, window: Any, office: Office, commands: Commands) -> None:
        super().__init__(window)
        self._window, self._office, self._commands = window, office, commands
        self._desk: Desk | None = None
        self.palette: Palette | None = None  # while it is open
        office.requests.jump_asked.connect(self.on_jump)
        office.requests.company_opened.connect(self._on_company_opened)
        office.opened.connect(self._on_office_opened)
        office.closed.connect(self._on_office_closed)

    def on_jump(self) -> None:
        """Open the palette."""
        if self._desk is None or self.palette is not None:
            return
        from leaddesk.gui.models.palette_model import PaletteModel
        from leaddesk.gui.palette.palette import Palette

        here = self._actions_here()
        shown = self._window.open_record()
        recent = [record for record in self._desk.recent.records if record[1] != shown]
        model = PaletteModel(self._desk, (self._title(), here), self._actions_everywhere(here), recent)
        self.palette = Palette(model, self._window)
        self.palette.finished.connect(self._on_palette_finished)
        self.palette.chosen.connect(self._on_palette_chosen)
        self.palette.appear()

    def _title(self) -> str:
        return str(self._window.page(self._window.current_key).title)

    def _actions_here(self) -> list[PaletteAction]:
        """Of the page in front."""
        key = self._window.current_key
        page = self._window.page(key)
        found = [PaletteAction(say(), page.new_record, "Ctrl+N", "add") for of, say in NEW if of == key]
        found += getattr(page, "palette_actions", list)()
        if hasattr(page, "focus_search"):
            found += [action for action in self._commands.offered() if action.keys == "Ctrl+F"]
        return found

    def _actions_everywhere(self, here: list[PaletteAction]) -> list[PaletteAction]:
        go = [
            PaletteAction(tr("Go to {page}").format(page=say()), partial(self._window.show_page, key), keys, icon)
            for keys, (key, say, icon, _) in zip(page_keys(), PAGES, strict=True)
        ]
        known = {action.text for action in here}
        new = [PaletteAction(say(), partial(self._make_on, key), icon="add") for key, say in NEW if say() not in known]
        frame = [action for action in self._commands.offered(*_FRAME) if action.text not in known]
        return [*here, *new, *go, *frame]

    def _make_on(self, key: str) -> None:
        self._window.show_page(key)
        self._window.page(key).new_record()

    def _on_palette_finished(self) -> None:
        self.palette = None

    def _on_palette_chosen(self, entry: "PaletteAction | Hit") -> None:
        if isinstance(entry, PaletteAction):
            entry.call()
            return
        from leaddesk.domain.records import Kind

        requests = self._office.requests
        if entry.kind is Kind.DEAL:
            requests.deal_opened.emit(entry.id)
        elif entry.kind is Kind.CONTACT:
            requests.contact_opened.emit(entry.id)
        else:
            requests.company_opened.emit(entry.title)

    def _on_company_opened(self, name: str) -> None:
        """Companies have no page of their own: the people who work there are what leads on."""
        self._window.show_page("contacts")
        self._window.page("contacts").show_company(name)

    def _on_office_opened(self, desk: "Desk") -> None:
        self._desk = desk
        desk.recent.restore(self._office.settings.get(f"recent:{desk.file_uuid}"))

    def _on_office_closed(self) -> None:
        if self.palette is not None:
            self.palette.reject()
        if self._desk is not None:
            self._office.settings.set(f"recent:{self._desk.file_uuid}", self._desk.recent.as_json() or None)
        self._desk = None
