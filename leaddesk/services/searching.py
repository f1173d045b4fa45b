"""Finding any record by a piece of its text."""

from leaddesk.domain.summaries import Hit
from leaddesk.storage.queries.search import search as _search
from leaddesk.storage.workspace import Workspace


def search(workspace: Workspace, text: str, limit: int = 50) -> list[Hit]:
    """Deals, companies, contacts and what was said that hold every word, each kind up to the limit."""
    with workspace.database.snapshot():
        return _search(workspace.database, text, limit)
