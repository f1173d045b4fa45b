"""Backups: which there are, making one now, looking into one, bringing one back."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from leaddesk.domain.backups import Backup, Why
from leaddesk.domain.errors import UserError
from leaddesk.gui.backup_watch import SECOND_FOLDER, second_folder
from leaddesk.gui.bridge.runner import Lane
from leaddesk.gui.bridge.services import backups, restoring
from leaddesk.gui.desk import Desk
from leaddesk.gui.settings.backups_table import BackupsTable
from leaddesk.gui.settings.restore_dialog import RestoreDialog
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.announce import announce
from leaddesk.gui.widgets.empty import EmptyState
from leaddesk.services.backups import Made
from leaddesk.services.restoring import Restored


class BackupsSection(QWidget):
    """The backups of the open file on this machine; work on them runs elsewhere, one thing at a time."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._folder = desk.backup_folder
        self._busy = False
        self._build()
        desk.requests.backup_made.connect(lambda _made: self._read())
        self._enable()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._read()

    def show_backups(self, found: list[Backup]) -> None:
        """List these; the newest first."""
        self.table.show_backups(found)
        self._pages.setCurrentWidget(self.table if found else self._empty)
        self._enable()

    # The parts

    def _build(self) -> None:
        heading = QLabel(tr("Backups"))
        heading.setProperty("role", "strong")
        self.table = BackupsTable(self._desk)
        self.table.itemSelectionChanged.connect(self._on_table_selection_changed)
        self.table.activated.connect(lambda _index: self.on_look())
        self._empty = EmptyState(
            "clock",
            tr("No backup yet"),
            tr("The first is made by itself within a minute of work, or now if you like."),
        )
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self.table)
        self._pages.setFixedHeight(self.table.sizeHint().height())
        self.setFocusProxy(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(heading)
        column.addWidget(_muted(_explanation(self._folder is not None)))
        column.addWidget(self._pages)
        column.addLayout(self._buttons())
        self._status = _muted("")
        column.addWidget(self._status)
        column.addLayout(self._places())
        self._status.hide()
        self._pages.setVisible(self._folder is not None)

    def _buttons(self) -> QHBoxLayout:
        self.now = QPushButton(tr("Back up now"))
        self.now.setProperty("kind", "primary")
        self.now.clicked.connect(self.on_now)
        self.look = QPushButton(tr("Look into it"))
        self.look.setToolTip(tr("Open the backup here, to read only"))
        self.look.clicked.connect(self.on_look)
        self.bring_back = QPushButton(tr("Restore…"))
        self.bring_back.clicked.connect(self.on_restore)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.now, self.look, self.bring_back):
            button.setVisible(self._folder is not None)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _places(self) -> QVBoxLayout:
        self._here, self._second = _muted(""), _muted("")
        self.open_folder = QPushButton(tr("Open folder"))
        self.open_folder.clicked.connect(self.on_open_folder)
        self.choose = QPushButton(tr("Choose…"))
        self.choose.setAccessibleName(tr("Choose a second folder for backups"))
        self.choose.clicked.connect(self.on_choose)
        self.clear = QPushButton(tr("Use none"))
        self.clear.setAccessibleName(tr("Use no second folder for backups"))
        self.clear.clicked.connect(lambda: self._use_second(None))
        places = QVBoxLayout()
        places.setSpacing(6)
        for label, buttons in ((self._here, (self.open_folder,)), (self._second, (self.choose, self.clear))):
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(label, 1)
            for button in buttons:
                row.addWidget(button)
            places.addLayout(row)
            for widget in (label, *buttons):
                widget.setVisible(self._folder is not None)
        self._show_places()
        return places

    # What a person does

    def on_now(self) -> None:
        if self._folder is not None and self._start(tr("Making a backup…")):
            second = second_folder(self._desk.settings)
            self._desk.runner.read(
                backups.make,
                self._folder,
                Why.ASKED,
                second,
                owner=self,
                then=self._on_made,
                failed=self._on_failed,
                lane=Lane.LONG,
            )

    def on_look(self) -> None:
        backup = self.table.chosen
        if backup is not None and not backup.problem and self._folder is not None and self._start(tr("Checking it…")):
            self._desk.runner.read(
                restoring.look_into,
                backup,
                self._folder,
                owner=self,
                then=partial(self._on_ready_to_look, backup),
                failed=self._on_failed,
                lane=Lane.LONG,
            )

    def on_restore(self) -> None:
        """Ask first, with what is there now beside what would come back."""
        backup = self.table.chosen
        if backup is not None and not backup.problem:
            dialog = RestoreDialog(self._desk, backup, self)
            dialog.accepted.connect(partial(self._restore, backup))
            dialog.open()

    def on_open_folder(self) -> None:
        if self._folder is not None:
            place = self._folder / self._desk.file_uuid
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(place if place.exists() else self._folder)))

    def on_choose(self) -> None:
        asking = QFileDialog(self, tr("A second folder for backups"))
        asking.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asking.setFileMode(QFileDialog.FileMode.Directory)
        asking.setOption(QFileDialog.Option.ShowDirsOnly)
        asking.fileSelected.connect(lambda name: self._use_second(Path(name)))
        asking.open()

    # Inside

    def _restore(self, backup: Backup) -> None:
        if self._folder is not None and self._start(tr("Restoring…")):
            self._desk.runner.write(
                restoring.restore,
                backup.path,
                self._folder,
                owner=self,
                then=self._on_restored,
                failed=self._on_failed,
            )

    def _read(self) -> None:
        if self._folder is not None and self.isVisible():
            second = second_folder(self._desk.settings)
            self._desk.runner.read(backups.listing, self._folder, second, owner=self, then=self.show_backups)

    def _use_second(self, folder: Path | None) -> None:
        self._desk.settings.set(SECOND_FOLDER, str(folder) if folder else None)
        self._show_places()
        self._read()

    def _show_places(self) -> None:
        self._here.setText(tr("On this computer: {path}").format(path=self._folder))
        second = second_folder(self._desk.settings)
        self._second.setText(
            tr("A copy of each also goes to {path}").format(path=second)
            if second
            else tr("A copy of each can also go to a second folder, for example on a USB stick.")
        )
        self.clear.setVisible(second is not None and self._folder is not None)

    def _start(self, text: str) -> bool:
        if self._busy:
            return False
        self._busy = True
        self._say(text)
        self._enable()
        return True

    def _end(self, text: str, *, role: str = "muted") -> None:
        self._busy = False
        self._say(text, role=role)
        self._enable()
        announce(self, text)

    def _say(self, text: str, *, role: str = "muted") -> None:
        self._status.setProperty("role", role)
        self._status.style().unpolish(self._status)
        self._status.style().polish(self._status)
        self._status.setText(text)
        self._status.setVisible(bool(text))

    def _enable(self) -> None:
        backup = self.table.chosen
        usable = backup is not None and not backup.problem and not self._busy
        self.now.setEnabled(not self._busy)
        self.look.setEnabled(usable)
        self.bring_back.setEnabled(usable)

    def _on_table_selection_changed(self) -> None:
        self._enable()
        backup = self.table.chosen
        if backup is not None and not self._busy:
            why = tr("This backup cannot be used: {why}.").format(why=backup.problem)
            self._say(why if backup.problem else "", role="error")

    def _on_made(self, made: Made) -> None:
        self._desk.requests.backup_made.emit(made)
        if made.second_problem:
            said = tr("The backup was made, but the second folder did not get it: {why}")
            self._end(said.format(why=made.second_problem), role="error")
        else:
            self._end(tr("Saved, read back and found sound."))

    def _on_ready_to_look(self, backup: Backup, path: Path) -> None:
        self._end("")
        self._desk.requests.backup_opened.emit(backup, path)

    def _on_restored(self, done: Restored) -> None:
        self._end("")
        self._desk.requests.restore_done.emit(done)

    def _on_failed(self, problem: UserError) -> None:
        self._end(str(problem), role="error")
        self._read()


def _explanation(are_made: bool) -> str:
    if not are_made:
        return tr("What is only tried out or looked at is not backed up.")
    return tr(
        "While you work, a backup is made every half hour in which something was saved, when you close the file, and"
        " before an import or a restore. The newest 12 are kept, then one for each day, week and month."
    )


def _muted(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "muted")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setMinimumWidth(1)
    return label
