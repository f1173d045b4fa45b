"""The order of the cards in a stage: room for one more, or for several together."""

from collections.abc import Collection

from leaddesk.domain.light import dataclass
from leaddesk.domain.records import Kind, Stage
from leaddesk.storage.queries import deals
from leaddesk.storage.queries.deals import Gap
from leaddesk.storage.unit_of_work import UnitOfWork
from leaddesk.storage.workspace import Workspace

SMALLEST_GAP = 1e-6  # between two cards' positions; below it the stage is numbered anew


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a stage: above the card `before`, at the end, or else at the top."""

    stage_id: int
    before: int | None = None
    to_end: bool = False


def first_stage(workspace: Workspace) -> Stage:
    """Where deals begin."""
    database = workspace.database
    return deals.stages(database, deals.pipeline(database).id)[0]


def gap(workspace: Workspace, spot: Spot, moved: Collection[int] = ()) -> Gap:
    """The cards above and below the spot as they will be when the `moved` ones have been taken away."""
    return deals.gap(workspace.database, spot.stage_id, spot.before, to_end=spot.to_end, besides=moved)


def positions(work: UnitOfWork, spot: Spot, moved: Collection[int] = (), count: int = 1) -> list[float]:
    """Rising positions for `count` cards at the spot; numbers the stage anew where there is no room left."""
    above, below = gap(work.workspace, spot, moved)
    if above and below and (below.position - above.position) / (count + 1) < SMALLEST_GAP / 2:
        _renumber(work, spot.stage_id)
        above, below = gap(work.workspace, spot, moved)
    if above and below:
        step = (below.position - above.position) / (count + 1)
        return [above.position + step * place for place in range(1, count + 1)]
    if below:
        return [below.position - count + place for place in range(count)]
    start = above.position if above else 0.0
    return [start + place for place in range(1, count + 1)]


def _renumber(work: UnitOfWork, stage_id: int) -> None:
    rows = deals.positions(work.workspace.database, stage_id)
    work.update_rows(
        Kind.DEAL,
        ("position",),
        [
            (number, version, [old], [float(place)])
            for place, (number, version, old) in enumerate(rows, 1)
            if old != float(place)
        ],
    )
