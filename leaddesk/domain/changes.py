"""What one committed operation changed: told to everybody who shows it."""

from collections.abc import Mapping

from leaddesk.domain.light import dataclass, field
from leaddesk.domain.records import Kind

Ids = Mapping[Kind, frozenset[int]]


@dataclass(frozen=True, slots=True)
class Author:
    """Somebody else whose work arrives here. `colour` is #RRGGBB."""

    name: str
    initials: str
    colour: str


@dataclass(frozen=True, slots=True)
class Changes:
    """For each kind of record the ids added, updated and removed by one operation.

    `operation` is None when nothing was written. `title` is the operation's sentence for a person,
    `subject` is the record it was about,
    `destroys` tells that something was deleted or moved, so that the person is offered Undo,
    `by` is set where somebody else did it. `everything`: so much that it is not told one by one; read all anew.
    """

    operation: int | None = None
    title: str = ""
    subject: int | None = None
    destroys: bool = False
    added: Ids = field(default_factory=dict)
    updated: Ids = field(default_factory=dict)
    removed: Ids = field(default_factory=dict)
    by: Author | None = None
    everything: bool = False

    def __bool__(self) -> bool:
        return self.operation is not None or self.everything

    def touches(self, *kinds: Kind) -> bool:
        """Whether any record of these kinds was added, updated or removed."""
        return self.everything or any(kind in ids for kind in kinds for ids in (self.added, self.updated, self.removed))

    def of(self, kind: Kind) -> frozenset[int]:
        """Every id of that kind that is named."""
        named = [ids[kind] for ids in (self.added, self.updated, self.removed) if kind in ids]
        return named[0] if len(named) == 1 else frozenset().union(*named)

    def has(self, kind: Kind, record_id: int | None) -> bool:
        """Whether that record may be another now."""
        return self.everything or record_id in self.of(kind)
