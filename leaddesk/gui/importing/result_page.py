"""What came of an import."""

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from leaddesk.gui.icons import put_icon
from leaddesk.gui.importing import words
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.glyph import Glyph
from leaddesk.services.importing import ImportResult


class ResultPage(QWidget):
    """A line for each thing that the import did, and where the rejected rows are."""

    def __init__(self, result: ImportResult, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        done = _panel(column)
        for text in words.result_lines(result) or [tr("Nothing was changed")]:
            done.addLayout(_marked("check", "good", _sentence(text)))
        if result.rejects_file is not None:
            self._add_rejects(_panel(column), result)
            self._folder = QUrl.fromLocalFile(str(result.rejects_file.absolute().parent))
        column.addStretch(1)

    def _add_rejects(self, panel: QVBoxLayout, result: ImportResult) -> None:
        heading = counted = words.counted(
            tr("%n row(s) rejected, with the reasons in", result.rejected), result.rejected
        )
        panel.addLayout(_marked("warning", "bad", _sentence(heading, role="strong")))
        path = _sentence(str(result.rejects_file))
        path.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        path.setAccessibleName(f"{counted} {result.rejects_file}")
        panel.addWidget(path)
        for line in words.problem_lines(result.rejects, result.rejected):
            panel.addWidget(_sentence(line, role="muted"))
        panel.addWidget(
            _sentence(tr("Correct them in that file and import it: only they will be added."), role="muted")
        )
        button = QPushButton(tr("Open its folder"))
        put_icon(button, button, "folder")
        button.clicked.connect(self._on_folder_clicked)
        row = QHBoxLayout()
        row.addWidget(button)
        row.addStretch(1)
        panel.addLayout(row)

    def _on_folder_clicked(self) -> None:
        QDesktopServices.openUrl(self._folder)


def _panel(column: QVBoxLayout) -> QVBoxLayout:
    frame = QFrame()
    frame.setProperty("role", "panel")
    inside = QVBoxLayout(frame)
    inside.setContentsMargins(16, 12, 16, 12)
    inside.setSpacing(8)
    column.addWidget(frame)
    return inside


def _sentence(text: str, *, role: str = "") -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    label.setWordWrap(True)
    return label


def _marked(icon: str, token: str, label: QLabel) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(Glyph(icon, token), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(label, 1)
    return row
