"""What was opened last, for going back to it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leaddesk.domain.records import Kind

KEPT = 12


class Recent:
    """Records that were opened, the last first, each once."""

    def __init__(self) -> None:
        self.records: list[tuple[Kind, int]] = []

    def note(self, kind: "Kind", number: int) -> None:
        """This one has been opened."""
        others = [record for record in self.records if record != (kind, number)]
        self.records = [(kind, number), *others][:KEPT]

    def as_json(self) -> list[list[str | int]]:
        """What `restore` takes."""
        return [[kind.value, number] for kind, number in self.records]

    def restore(self, kept: object) -> None:
        """Take up what was kept; what is not understood is left out."""
        from leaddesk.domain.records import Kind

        kinds = {kind.value: kind for kind in Kind}
        for entry in reversed(kept) if isinstance(kept, list) else ():
            if isinstance(entry, list) and len(entry) == 2 and entry[0] in kinds and isinstance(entry[1], int):
                self.note(kinds[entry[0]], entry[1])
