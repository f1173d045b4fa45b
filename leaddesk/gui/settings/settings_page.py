"""The settings: one section below the other."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from leaddesk.gui.desk import Desk
from leaddesk.gui.settings.backups_section import BackupsSection
from leaddesk.gui.settings.currencies_section import CurrenciesSection
from leaddesk.gui.settings.history_section import HistorySection
from leaddesk.gui.settings.pipelines_section import PipelinesSection
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.page_head import PageHead
from leaddesk.gui.widgets.tab_order import order_tabs

# In the order in which they stand on the page.
SECTIONS: tuple[Callable[[Desk], QWidget], ...] = (
    PipelinesSection,
    CurrenciesSection,
    BackupsSection,
    HistorySection,
)
_WIDTH = 130  # average characters, beyond which lines are hard to follow


class SettingsPage(QWidget):
    """Each section reads what it shows when it is shown, and saves what is chosen at once."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = tr("Settings")
        self.sections = [make(desk) for make in SECTIONS]
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        for section in self.sections:
            panel = QFrame()
            panel.setProperty("role", "panel")
            panel.setMaximumWidth(self.fontMetrics().averageCharWidth() * _WIDTH)
            around = QVBoxLayout(panel)
            around.setContentsMargins(16, 14, 16, 14)
            around.addWidget(section)
            column.addWidget(panel)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(PageHead(self.title, jump=desk.requests.jump_asked.emit))
        whole.addWidget(scroll, 1)
        order_tabs(self)

    def focus_content(self) -> bool:
        """Give the keyboard to the first section."""
        self.sections[0].setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    @property
    def backups(self) -> BackupsSection:
        """The section with the backups."""
        return next(section for section in self.sections if isinstance(section, BackupsSection))
