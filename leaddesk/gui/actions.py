"""Every action of the window in one table: the menu, the shortcuts, the palette and the help read it."""

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtGui import QKeySequence

from leaddesk.domain.light import dataclass
from leaddesk.gui.translation import tr


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """`name` is the frame's method on_<name>; `keys` are shortcuts, the first is shown."""

    name: str
    text: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    needs_file: bool = True


@dataclass(frozen=True, slots=True)
class PaletteAction:
    """What the palette offers to do; `keys` do the same without it."""

    text: str
    call: Callable[[], object]
    keys: str = ""
    icon: str = ""


class HasPaletteActions(Protocol):
    """A page with actions of its own for the palette."""

    def palette_actions(self) -> Sequence[PaletteAction]:
        """What can be done now, with what is chosen."""
        ...


def action_table() -> tuple[tuple[ActionSpec, ...], ...]:
    """Groups of actions in the order of the menu."""
    return (
        (
            ActionSpec("new_record", tr("New on this page"), ("Ctrl+N",), "add"),
            ActionSpec("search", tr("Search on this page"), ("Ctrl+F",), "search"),
            ActionSpec("jump", tr("Search or jump to…"), ("Ctrl+K",), "search"),
        ),
        (
            ActionSpec("undo", tr("Undo"), ("Ctrl+Z",), "undo"),
            ActionSpec("redo", tr("Redo"), ("Ctrl+Shift+Z", "Ctrl+Y"), "redo"),
            ActionSpec("history", tr("History"), ("Ctrl+H",), "clock"),
        ),
        (
            ActionSpec("new_file", tr("New file…"), ("Ctrl+Shift+N",), "file", needs_file=False),
            ActionSpec("open_file", tr("Open file…"), ("Ctrl+O",), "folder", needs_file=False),
            ActionSpec("import", tr("Import…"), ("Ctrl+I",), "import"),
            ActionSpec("save_copy", tr("Save a copy…"), ("Ctrl+Shift+S",), ""),
        ),
        (
            ActionSpec("settings", tr("Settings"), ("Ctrl+,",), "settings"),
            ActionSpec("help", tr("Keyboard shortcuts"), ("F1",), "", needs_file=False),
            ActionSpec("quit", tr("Quit"), ("Ctrl+Q",), "", needs_file=False),
        ),
    )


def keys_in_pages() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Keys that belong to a page and are not actions of the frame, for the help."""
    return (
        (
            tr("Pipeline"),
            (
                (tr("Go between cards"), tr("Arrows")),
                (tr("Move the card to the next stage"), "Ctrl+← →"),
                (tr("Move the card up or down"), "Ctrl+↑ ↓"),
                (tr("Choose several cards"), tr("Space, Shift+Arrows, Ctrl+A")),
                (tr("Fold the column"), "Ctrl+Shift+F"),
                (tr("Find a card"), tr("Letters of its title")),
                (tr("Open; go into what is open"), tr("Enter; Enter again")),
                (tr("Edit the title"), "F2"),
                (tr("Won, lost"), "Ctrl+Shift+W, L"),
                (tr("Delete"), tr("Del")),
                (tr("Type the filter"), "/, Ctrl+F"),
                (tr("Show a view; move it"), "Alt+1 … 9; Ctrl+Shift+← →"),
                (tr("Everything else"), tr("Menu key")),
            ),
        ),
        (
            tr("Pipeline as a list"),
            (
                (tr("Choose several"), tr("Shift+Arrows, Ctrl+A")),
                (tr("Edit the cell"), "F2"),
                (tr("Fold or unfold a group"), tr("← →, Space")),
                (tr("Move the column"), "Ctrl+Shift+← →"),
            ),
        ),
        (
            tr("Today"),
            (
                (tr("Done"), tr("Space")),
                (tr("Snooze"), "S"),
                (tr("Open"), tr("Enter")),
                (tr("Plan a follow-up"), "N"),
            ),
        ),
        (
            tr("History"),
            ((tr("Go between operations"), tr("Arrows")), (tr("Go to the details"), tr("Enter"))),
        ),
        (
            tr("Panes"),
            (
                (tr("Save the entry"), "Ctrl+Enter"),
                (tr("Edit, delete or pin an entry"), tr("Enter, Del, P")),
                (tr("Put the old text back, or close the pane"), "Esc"),
            ),
        ),
    )


def key_text(keys: str) -> str:
    """The shortcut as this system writes it."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
