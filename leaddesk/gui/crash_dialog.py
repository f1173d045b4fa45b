"""What is shown when the program made a mistake: a report to copy, without anything of the person's data."""

import platform
import traceback

from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from leaddesk import __version__
from leaddesk.gui.translation import tr


def report(problem: BaseException) -> str:
    """Versions and the places in the program, without values and without the message, which may hold data."""
    frames = "".join(
        f"  {frame.filename.rpartition('leaddesk')[2]}:{frame.lineno} {frame.name}\n"
        for frame in traceback.extract_tb(problem.__traceback__)
    )
    return (
        f"LeadDesk {__version__}, Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}\n"
        f"{type(problem).__name__}\n{frames}"
    )


class CrashDialog(QDialog):
    """Says that a mistake happened, that what was saved is safe, and offers the report."""

    def __init__(self, problem: BaseException, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("LeadDesk made a mistake"))
        column = QVBoxLayout(self)
        text = QLabel(
            tr(
                "Something went wrong inside LeadDesk. What you had saved is safe; the last action may not have been "
                "done. You can go on working. This report helps to mend it and holds none of your data:"
            )
        )
        text.setWordWrap(True)
        column.addWidget(text)
        self._report = QPlainTextEdit(report(problem), readOnly=True)
        self._report.setAccessibleName(tr("Report"))
        column.addWidget(self._report)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton(tr("Copy the report"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(lambda: QApplication.clipboard().setText(self._report.toPlainText()))
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.resize(560, 320)
