"""What stands in the place of the deals while there are none."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QPushButton, QWidget

from leaddesk.gui.icons import put_icon
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.empty import EmptyState


class NoDeals(EmptyState):
    """Two ways to begin: the first deal by hand (`triggered`), or those that there are already."""

    import_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        sentence = tr("Add the first one by hand, or import the ones you have.")
        super().__init__("pipeline", tr("No deals yet"), sentence, tr("New deal"), parent)
        bring = QPushButton(tr("Import a file"))
        put_icon(bring, bring, "import")
        bring.clicked.connect(self.import_asked)
        column = self.layout()
        if isinstance(column, QBoxLayout):
            column.insertWidget(column.count() - 1, bring, 0, Qt.AlignmentFlag.AlignHCenter)
