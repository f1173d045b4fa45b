"""Finding any record by a piece of its text."""

from collections.abc import Sequence

from leaddesk.domain.people import fold
from leaddesk.domain.records import Kind
from leaddesk.domain.summaries import Hit
from leaddesk.storage.queries import search as queries
from leaddesk.storage.workspace import Workspace

NAMED = (Kind.DEAL, Kind.CONTACT, Kind.COMPANY)  # what people go to by its name
_LOOKED_THROUGH = 50  # of each kind, of which the best are taken


def search(workspace: Workspace, text: str, limit: int = 50) -> list[Hit]:
    """Deals, companies, contacts and what was said that hold every word, each kind up to the limit."""
    with workspace.database.snapshot():
        return queries.search(workspace.database, text, limit)


def named(workspace: Workspace, text: str, limit: int = 8) -> list[Hit]:
    """Deals, contacts and companies that hold every word, each kind up to the limit; those called so come first."""
    with workspace.database.snapshot():
        found = queries.search(workspace.database, text, _LOOKED_THROUGH, NAMED)
    words = fold(text).split()
    best: list[Hit] = []
    for kind in NAMED:
        best += sorted((hit for hit in found if hit.kind is kind), key=lambda hit: _distance(hit, words))[:limit]
    return best


def hits(workspace: Workspace, records: Sequence[tuple[Kind, int]]) -> list[Hit]:
    """These records in this order; those that were deleted are left out."""
    with workspace.database.snapshot():
        return queries.hits(workspace.database, records)


def _distance(hit: Hit, words: list[str]) -> int:
    """How far a record's name is from what was typed."""
    title = fold(hit.title)
    if title.startswith(" ".join(words)):
        return 0
    if all(any(part.startswith(word) for part in title.split()) for word in words):
        return 1
    return 2 if all(word in title for word in words) else 3
