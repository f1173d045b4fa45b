"""Problems that are questions: what was refused because of somebody else's change is asked about, the rest is told."""

from functools import partial
from typing import TYPE_CHECKING

from leaddesk.domain.errors import Conflict, DeletionConflict, Gone, UserError
from leaddesk.gui.bridge.services import editing, trash

if TYPE_CHECKING:
    from collections.abc import Callable

    from leaddesk.domain.changes import Changes
    from leaddesk.domain.stage_rules import FieldsNeeded
    from leaddesk.gui.desk import Desk
    from leaddesk.gui.main_window import MainWindow
    from leaddesk.gui.widgets.conflict_dialog import Choice, DecisionDialog


def ask_or_tell(window: "MainWindow", problem: UserError) -> None:
    """Ask what becomes of a change that met another or a deletion, where no field does so; tell any other problem."""
    from leaddesk.domain.stage_rules import FieldsNeeded

    if isinstance(problem, FieldsNeeded) and window.desk is not None and problem.deed is not None:
        _ask_for_fields(window, window.desk, problem, problem.deed)
        return
    dialog = _question(window, problem) if isinstance(problem, Conflict | Gone) else None
    if dialog is None:
        window.show_problem(problem)
    else:
        dialog.decided.connect(partial(_act, window, problem))
        dialog.open()


def _ask_for_fields(window: "MainWindow", desk: "Desk", needed: "FieldsNeeded", deed: "Callable[..., Changes]") -> None:
    """Fill in what the stage requires, then move the deals once more; after Cancel they stay where they are."""
    from leaddesk.gui.pipeline.needed_dialog import NeededDialog

    dialog = NeededDialog(desk, needed, window)
    dialog.filled.connect(lambda texts: desk.runner.write(partial(deed, texts=texts), owner=window))
    dialog.open()


def _question(window: "MainWindow", problem: Conflict | Gone) -> "DecisionDialog | None":
    if window.desk is None:
        return None
    from leaddesk.gui.widgets import conflict_dialog as dialogs

    if isinstance(problem, DeletionConflict):
        return dialogs.deletion_dialog(window.desk, problem, window)
    if isinstance(problem, Conflict):
        return dialogs.conflict_dialog(window.desk, problem, window, returns=False)
    return dialogs.gone_dialog(window.desk, problem, window) if problem.deed is not None else None


def _act(window: "MainWindow", problem: UserError, choice: "Choice") -> None:
    from leaddesk.gui.widgets.conflict_dialog import Choice

    if window.desk is None or not isinstance(problem, Conflict | Gone):
        return
    write, record = window.desk.runner.write, (problem.kind, problem.record_id)
    if isinstance(problem, Gone):
        if choice is Choice.RESTORE:
            write(trash.bring_back, *record, problem.deed, owner=window)
    elif choice is Choice.DELETE:
        write(partial(editing.delete, seen=problem.version), *record, owner=window)
    elif choice is Choice.MINE:
        texts = {field.field: field.mine for field in problem.fields}
        write(partial(editing.edit, seen=problem.version), *record, texts, owner=window)
