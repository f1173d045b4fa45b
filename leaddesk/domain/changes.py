"""What one committed operation changed: told to everybody who shows it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from leaddesk.domain.records import Kind

Ids = Mapping[Kind, frozenset[int]]


@dataclass(frozen=True, slots=True)
class Changes:
    """For each kind of record the ids added, updated and removed by one operation.

    `operation` is None when nothing was written. `title` is the operation's sentence for a person,
    `subject` is the record it was about,
    `destroys` tells that something was deleted or moved, so that the person is offered Undo.
    """

    operation: int | None = None
    title: str = ""
    subject: int | None = None
    destroys: bool = False
    added: Ids = field(default_factory=dict)
    updated: Ids = field(default_factory=dict)
    removed: Ids = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.operation is not None

    def touches(self, *kinds: Kind) -> bool:
        """Whether any record of these kinds was added, updated or removed."""
        return any(kind in ids for kind in kinds for ids in (self.added, self.updated, self.removed))

    def of(self, kind: Kind) -> frozenset[int]:
        """Every id of that kind that the operation touched."""
        none: frozenset[int] = frozenset()
        return self.added.get(kind, none) | self.updated.get(kind, none) | self.removed.get(kind, none)
