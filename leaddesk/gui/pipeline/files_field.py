"""The files and addresses that a deal links to. Where they lie is kept, not what is in them."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QDir, QEvent, QMimeData, QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from leaddesk.domain.lines import is_address, link_name, split_lines
from leaddesk.domain.records import Kind
from leaddesk.gui.bridge.runner import Lane
from leaddesk.gui.bridge.services import links
from leaddesk.gui.desk import Desk
from leaddesk.gui.icons import put_icon
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.flow import FlowLayout
from leaddesk.gui.widgets.inline_kinds import TextField
from leaddesk.gui.widgets.link_button import LinkButton


class FilesField(TextField):
    """Links that are opened with a click. They are added from a dialog, dropped, or typed, one on each line."""

    def __init__(self, desk: Desk, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(desk, kind, "files", tr("Files and links"), parent)
        self.box.setPlaceholderText(tr("A path or an address on each line"))
        self._lines: list[LinkLine] = []
        self.add = QPushButton(tr("Add file…"))
        said = tr("Keeps a link: the file stays where it is. Files that are dropped on this pane are linked as well.")
        self.add.setToolTip(said)
        self.add.setAccessibleDescription(said)
        put_icon(self.add, self.add, "add")
        self.add.clicked.connect(self._on_add_clicked)
        self.type = QPushButton(tr("Edit list"))
        self.type.setToolTip(tr("Type or change paths and addresses"))
        self.type.clicked.connect(self.edit)
        foot = FlowLayout(spacing=0)
        for button in (self.add, self.type):
            button.setProperty("kind", "quiet")
            foot.addWidget(button)
        self._face = QWidget()
        self._rows = QVBoxLayout(self._face)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._rows.addLayout(foot)
        self._column.insertWidget(0, self._face)
        self.settled.connect(self._show_face)
        self.box.hide()
        self.setFocusProxy(None)  # type: ignore[arg-type]  # Tab would lead back to it from within

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Whoever comes here by the field's name comes to the first link, or to the button that adds one."""
        super().focusInEvent(event)
        (self._lines[0].button if self._lines else self.add).setFocus(event.reason())

    def edit(self) -> None:
        """Let the list be typed."""
        self._face.hide()
        self.box.show()
        self.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def add_links(self, found: Iterable[str]) -> None:
        """Put links under those that stand here, each once, and save."""
        lines = list(dict.fromkeys((*split_lines(self.text()), *found)))
        self._save_lines(lines)

    def invite(self, wanted: bool) -> None:
        """Say that what is carried over the pane can be dropped, or no longer."""
        if not self.changed:
            self._say(tr("Let go to link it; the file stays where it is.") if wanted else "")

    def _save_lines(self, lines: list[str]) -> None:
        text = "\n".join(lines)
        if text != self.text():
            self.box.setPlainText(text)
            self.save(again=True)

    def _put(self, text: str) -> None:
        super()._put(text)
        wanted = split_lines(text)
        if wanted != [line.link for line in self._lines]:
            self._build_lines(wanted)
        if not self.box.hasFocus():
            self._show_face()

    def _build_lines(self, wanted: list[str]) -> None:
        for line in self._lines:
            self._rows.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = []
        for place, link in enumerate(wanted):
            line = LinkLine(link)
            line.opened.connect(partial(self._open, link))
            line.taken_out.connect(partial(self._take_out, link))
            self._rows.insertWidget(place, line)
            line.show()  # at once, not in the next turn of the loop
            self._lines.append(line)

    def _take_out(self, link: str) -> None:
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)
        self._save_lines([line for line in split_lines(self.text()) if line != link])

    def _open(self, link: str) -> None:
        if is_address(link):
            QDesktopServices.openUrl(QUrl.fromUserInput(link))
        else:
            # On a share that does not answer it takes its time to see whether the file is there.
            self._desk.runner.read(links.find_file, link, owner=self, then=self._on_file_found, lane=Lane.LONG)

    def _on_file_found(self, found: links.Found) -> None:
        path = found.path
        if found.is_program:
            said = tr("“{name}” is a program. It was not started; its folder is shown.").format(name=path.name)
            self._desk.requests.message_shown.emit(said)
            path = path.parent
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self._desk.requests.message_shown.emit(tr("Nothing on this computer opens {path}.").format(path=path))

    def _on_add_clicked(self) -> None:
        asking = QFileDialog(self.window(), tr("Link files to this deal"))
        asking.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asking.setFileMode(QFileDialog.FileMode.ExistingFiles)
        asking.filesSelected.connect(lambda paths: self.add_links(map(QDir.toNativeSeparators, paths)))
        asking.open()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape and not self.changed and not self.note:
            event.accept()  # else the window's Esc would be heard as well
            if event.type() == QEvent.Type.KeyPress:
                self._show_face()
                self.type.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        if isinstance(event, QFocusEvent) and event.lostFocus() and not self.changed:
            self._show_face()
        return super().eventFilter(watched, event)

    def _show_face(self) -> None:
        """The links again, unless something unsaved is typed."""
        if not self.changed:
            had_focus = self.box.hasFocus()
            self.box.hide()
            self._face.show()
            if had_focus:
                self.type.setFocus(Qt.FocusReason.OtherFocusReason)

    def _complain(self, sentence: str) -> None:
        super()._complain(sentence)
        if self.note and self.changed:  # what was refused is to be seen
            self._face.hide()
            self.box.show()


class LinkLine(QWidget):
    """One link; the cross, Del or Backspace takes it out."""

    opened = Signal()
    taken_out = Signal()

    def __init__(self, link: str) -> None:
        super().__init__()
        self.link = link
        name = link_name(link)
        self.button = LinkButton(name, icon="link" if is_address(link) else "file")
        self.button.setToolTip(link)
        self.button.setAccessibleName(tr("Open {name}; Del takes it out").format(name=name))
        self.button.clicked.connect(self.opened)
        self.button.installEventFilter(self)
        cross = QToolButton()
        cross.setProperty("kind", "mark")
        cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Del does the same
        cross.setAccessibleName(tr("Take out {name}").format(name=name))
        cross.setToolTip(tr("Take out the link; the file stays"))
        put_icon(cross, cross, "close", "ink3")
        cross.clicked.connect(self.taken_out)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.button)
        row.addWidget(cross)
        row.addStretch(1)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        key = event.key() if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress else None
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.taken_out.emit()
            return True
        return False


def links_in(dropped: QMimeData) -> list[str]:
    """What can be linked of something that is dropped: paths of files, addresses of the web."""
    found = []
    for url in dropped.urls():
        if url.isLocalFile():
            found.append(QDir.toNativeSeparators(url.toLocalFile()))
        elif is_address(url.toString()):
            found.append(url.toString())
    return found
