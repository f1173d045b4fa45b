"""Asking for the names of files. Loaded when the first is asked for, not at the start of the program."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QInputDialog, QWidget

from leaddesk.gui.translation import tr
from leaddesk.services.workspace import SUFFIX

_CURRENCIES = ("EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "JPY", "CAD", "AUD", "INR", "BRL")


def ask_new(parent: QWidget) -> tuple[Path, str] | None:
    """Where a new database goes, and its currency."""
    path = _save(parent, tr("New file"), tr("My sales"))
    if path is None:
        return None
    currency, chosen = QInputDialog.getItem(
        parent, tr("New file"), tr("Currency of your deals:"), _CURRENCIES, 0, editable=True
    )
    return (path, currency) if chosen else None


def ask_copy(parent: QWidget, name: str) -> Path | None:
    """Where a copy of the database of this name goes."""
    return _save(parent, tr("Save a copy"), name)


def ask_open(parent: QWidget) -> Path | None:
    """A database to open."""
    name, _ = QFileDialog.getOpenFileName(parent, tr("Open file"), _documents(), _databases())
    return Path(name) if name else None


def ask_import(parent: QWidget) -> Path | None:
    """A file to import."""
    kinds = tr("CSV files (*.csv *.txt *.tsv);;All files (*)")
    name, _ = QFileDialog.getOpenFileName(parent, tr("Import a file"), _documents(), kinds)
    return Path(name) if name else None


def is_database(path: Path) -> bool:
    return path.suffix.lower() == SUFFIX


def _save(parent: QWidget, title: str, name: str) -> Path | None:
    # Nothing is ever written over, so the question whether to replace would promise too much.
    plain = QFileDialog.Option.DontConfirmOverwrite
    start = str(Path(_documents()) / f"{name}{SUFFIX}")
    chosen, _ = QFileDialog.getSaveFileName(parent, title, start, _databases(), options=plain)
    if not chosen:
        return None
    path = Path(chosen)
    return path if path.suffix else path.with_suffix(SUFFIX)


def _databases() -> str:
    return tr("LeadDesk files (*.leaddesk)")


def _documents() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
