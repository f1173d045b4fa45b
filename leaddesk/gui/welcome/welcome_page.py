"""The first page: try it, begin a file, open one, or bring data along."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFontMetrics
from PySide6.QtSvgWidgets import QSvgWidget
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from leaddesk.domain.errors import UserError
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.glyph import Glyph
from leaddesk.paths import resource_path
from leaddesk.services.settings import Settings

_SUFFIXES = (".leaddesk", ".csv")
_WIDTH_IN_LINES = 44
_CENTRE = Qt.AlignmentFlag.AlignHCenter


class WelcomePage(QScrollArea):
    """Shown while nothing is open; a file dropped here is taken like a chosen one."""

    demo_chosen = Signal()
    new_chosen = Signal()
    open_chosen = Signal()
    import_chosen = Signal()
    recent_chosen = Signal(str)
    file_dropped = Signal(str)

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.setWidgetResizable(True)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._problem = _Problem()
        self._problem.hide()
        line = QFontMetrics(QApplication.font()).height()
        inside = QWidget()
        outer = QHBoxLayout(inside)
        outer.setContentsMargins(24, 24, 24, 24)
        middle = QWidget()
        middle.setMaximumWidth(line * _WIDTH_IN_LINES)
        outer.addStretch(1)
        outer.addWidget(middle, 100)
        outer.addStretch(1)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addStretch(2)
        column.addLayout(_heading(line))
        column.addSpacing(8)
        column.addWidget(self._problem)
        column.addLayout(self._choices())
        recent = self._recent()
        if recent is not None:
            column.addWidget(recent)
        hint = QLabel(tr("You can also drop a LeadDesk or CSV file here."))
        hint.setProperty("role", "small")
        hint.setAlignment(_CENTRE)
        hint.setWordWrap(True)
        column.addWidget(hint)
        column.addStretch(3)
        self.setWidget(inside)
        self.viewport().setAutoFillBackground(False)

    def show_problem(self, problem: UserError) -> None:
        """Say why the last thing that was tried did not work."""
        self._problem.say(str(problem))

    def clear_problem(self) -> None:
        self._problem.hide()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _file_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _file_in(event.mimeData())
        if path:
            event.acceptProposedAction()
            self.clear_problem()
            self.file_dropped.emit(path)

    def _choices(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(12)
        offered = (
            ("today", tr("Try the demo"), tr("An invented business to play with"), self.demo_chosen),
            ("add", tr("New file…"), tr("Begin with an empty pipeline"), self.new_chosen),
            ("folder", tr("Open file…"), tr("A LeadDesk file of yours or your team's"), self.open_chosen),
            ("import", tr("Import a file…"), tr("Contacts, companies or deals from CSV"), self.import_chosen),
        )
        for place, (icon, title, sentence, chosen) in enumerate(offered):
            button = _Choice(icon, title, sentence)
            button.clicked.connect(self.clear_problem)
            button.clicked.connect(lambda _down, tell=chosen: tell.emit())
            grid.addWidget(button, place // 2, place % 2)
            grid.setColumnStretch(place % 2, 1)
            if place == 0:
                self.setFocusProxy(button)
        return grid

    def _recent(self) -> QPushButton | None:
        """The file that was open last. Not looked for: where a network is gone, that would take a minute."""
        path = self._settings.last_database
        if path is None:
            return None
        button = _Choice("file", path.stem, str(path.parent))
        button.clicked.connect(self.clear_problem)
        button.clicked.connect(lambda: self.recent_chosen.emit(str(path)))
        return button


class _Choice(QPushButton):
    """A large button: icon, what it does, and a line about it."""

    def __init__(self, icon: str, title: str, sentence: str) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 14, 16, 14)
        self._row.setSpacing(14)
        self._row.addWidget(Glyph(icon, "accent", scale=1.5))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        for text, role in ((title, "strong"), (sentence, "muted")):
            label = QLabel(text)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setProperty("role", role)
            label.setWordWrap(True)
            words.addWidget(label)
        words.addStretch(1)
        self._row.addLayout(words, 1)

    def sizeHint(self) -> QSize:
        return self._row.totalSizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._row.totalMinimumSize()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._row.totalHeightForWidth(width)


class _Problem(QFrame):
    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "banner")
        self.setProperty("kind", "error")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 14, 10)
        row.setSpacing(10)
        row.addWidget(Glyph("warning", "bad"), 0, Qt.AlignmentFlag.AlignTop)
        self._label = QLabel()
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(self._label, 1)

    def say(self, text: str) -> None:
        self._label.setText(text)
        self.setAccessibleName(text)
        self.show()


def _heading(line: int) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(8)
    picture = QSvgWidget(str(resource_path("icons", "leaddesk.svg")))
    picture.setFixedSize(line * 4, line * 4)
    column.addWidget(picture, 0, _CENTRE)
    for text, role in (
        ("LeadDesk", "title"),
        (tr("Your pipeline, your contacts and what to do next, in one file of your own."), "muted"),
    ):
        label = QLabel(text)
        label.setProperty("role", role)
        label.setAlignment(_CENTRE)
        label.setWordWrap(True)
        column.addWidget(label)
    return column


def _file_in(data: QMimeData) -> str:
    """The one file that is dragged, if it is of a kind that can be opened; else nothing."""
    paths = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
    if len(paths) == 1 and Path(paths[0]).suffix.lower() in _SUFFIXES:
        return paths[0]
    return ""
