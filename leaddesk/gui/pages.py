"""Which pages there are, in the order of the navigation. Their code is loaded when they are first shown."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from leaddesk.gui.desk import Desk
from leaddesk.gui.translation import tr


def _today(desk: Desk) -> QWidget:
    from leaddesk.gui.today.today_page import TodayPage

    return TodayPage(desk)


def _pipeline(desk: Desk) -> QWidget:
    from leaddesk.gui.pipeline.pipeline_page import PipelinePage

    return PipelinePage(desk)


def _contacts(desk: Desk) -> QWidget:
    from leaddesk.gui.contacts.contacts_page import ContactsPage

    return ContactsPage(desk)


def _history(desk: Desk) -> QWidget:
    from leaddesk.gui.history.history_page import HistoryPage

    return HistoryPage(desk)


def _settings(desk: Desk) -> QWidget:
    from leaddesk.gui.settings.settings_page import SettingsPage

    return SettingsPage(desk)


# (key, title, icon, how it is made)
Page = tuple[str, Callable[[], str], str, Callable[[Desk], QWidget]]

PAGES: tuple[Page, ...] = (
    ("today", lambda: tr("Today"), "today", _today),
    ("pipeline", lambda: tr("Pipeline"), "pipeline", _pipeline),
    ("contacts", lambda: tr("Contacts"), "contacts", _contacts),
)
# What `new_record` of a page makes.
NEW: tuple[tuple[str, Callable[[], str]], ...] = (
    ("today", lambda: tr("New follow-up")),
    ("pipeline", lambda: tr("New deal")),
    ("contacts", lambda: tr("New contact")),
)
# At the foot of the navigation, below Import; they have no number key.
FOOT_PAGES: tuple[Page, ...] = (
    ("history", lambda: tr("History"), "clock", _history),
    ("settings", lambda: tr("Settings"), "settings", _settings),
)


def entries(pages: tuple[Page, ...]) -> list[tuple[str, str, str]]:
    """(key, title, icon) of each page, for the navigation."""
    return [(key, title(), icon) for key, title, icon, _ in pages]


def page_keys() -> list[str]:
    """The shortcut of each of PAGES."""
    return [f"Ctrl+{place}" for place in range(1, len(PAGES) + 1)]


def make_page(key: str, desk: Desk) -> QWidget:
    """A new page."""
    return next(make for name, _, _, make in PAGES + FOOT_PAGES if name == key)(desk)
