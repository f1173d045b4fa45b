"""The tops of the board's columns, for the first picture of a window."""

from collections.abc import Sequence
from datetime import tzinfo

from leaddesk.domain.board import BoardDeals, StageDeals
from leaddesk.domain.records import DealStatus, Stage
from leaddesk.domain.summaries import Card
from leaddesk.storage.engine import Database
from leaddesk.storage.queries.cards import cards
from leaddesk.storage.queries.plain import pipeline, stages

FIRST_CARDS = 40  # of each column: more than a tall screen shows
# The status is written out, so that the board's index serves.
_COLUMN = f"""
SELECT id, position FROM deal
WHERE status = '{DealStatus.OPEN}' AND deleted_at IS NULL AND stage_id = ? ORDER BY position, id
"""


def first_cards(database: Database, pipeline_id: int | None, zone: tzinfo) -> BoardDeals:
    """The tops of the columns with their cards; no more is read than that."""
    shown = pipeline(database, pipeline_id)
    tops = columns(database, stages(database, shown.id), FIRST_CARDS + 1)
    whole = all(len(column.ids) <= FIRST_CARDS for column in tops)
    return BoardDeals(shown, tops, whole, cards_on_top(database, tops, zone))


def cards_on_top(database: Database, columns: Sequence[StageDeals], zone: tzinfo) -> tuple[Card, ...]:
    """The first cards of each column."""
    return tuple(cards(database, [number for column in columns for number in column.ids[:FIRST_CARDS]], zone))


def columns(database: Database, of_stages: Sequence[Stage], most: int | None = None) -> tuple[StageDeals, ...]:
    """The open deals of these stages, of each at most so many, if a number is given."""
    rest, params = ("", ()) if most is None else (" LIMIT ?", (most,))
    return tuple(
        StageDeals(stage, *database.packed_sql(_COLUMN + rest, (stage.id, *params), "qd")) for stage in of_stages
    )
