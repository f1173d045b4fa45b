"""The board read in parts, so that its first picture waits for nothing that is not seen, and a change for little.

What only the later parts need is loaded with them.
"""

from collections.abc import Sequence

from leaddesk.domain.board import BoardDeals, ColumnFigures, Placed
from leaddesk.services.filtering import where
from leaddesk.storage.queries import tops
from leaddesk.storage.workspace import Workspace


def first_cards(workspace: Workspace, condition: str = "", pipeline_id: int | None = None) -> BoardDeals:
    """The deals at the top of each column, with their cards; `whole` tells whether these are all."""
    with workspace.database.snapshot():
        if not condition.strip():
            return tops.first_cards(workspace.database, pipeline_id, workspace.zone)
        from leaddesk.storage.queries import board

        return board.found_cards(workspace.database, where(workspace, condition), pipeline_id, workspace.zone)


def all_deals(workspace: Workspace, condition: str = "", pipeline_id: int | None = None) -> BoardDeals:
    """Every open deal of a pipeline (else the first) that matches a filter, without cards."""
    from leaddesk.storage.queries import board

    with workspace.database.snapshot():
        return board.all_deals(workspace.database, where(workspace, condition), pipeline_id)


def figures(workspace: Workspace, condition: str = "", pipeline_id: int | None = None) -> dict[int, ColumnFigures]:
    """Count and sums of the same deals for the id of each stage."""
    from leaddesk.storage.queries import board

    with workspace.database.snapshot():
        return board.figures(workspace.database, where(workspace, condition), pipeline_id)


def places(workspace: Workspace, ids: Sequence[int], condition: str = "", pipeline_id: int | None = None) -> Placed:
    """Where these deals stand on the board, without those that do not (any more)."""
    from leaddesk.storage.queries import board

    with workspace.database.snapshot():
        return board.places(workspace.database, ids, where(workspace, condition), pipeline_id, workspace.zone)


def next_titled(
    workspace: Workspace, letters: str, stage_id: int, after: int | None = None, condition: str = ""
) -> int | None:
    """The next deal of a column below the deal `after`, then from the top, whose title starts with the letters."""
    from leaddesk.storage.queries import board

    with workspace.database.snapshot():
        return board.titled(workspace.database, letters, where(workspace, condition), stage_id, after)
