"""Problems of the user's world, each with a sentence that a person can act on.

Everything that is not a UserError is a mistake of the program.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from leaddesk.domain.light import dataclass

if TYPE_CHECKING:
    from leaddesk.domain.records import Kind


class UserError(Exception):
    """A problem that the person can do something about.

    The text is one sentence in three parts: what happened, what was kept, what to do.
    """

    def __init__(self, what: str, kept: str = "nothing was changed", todo: str = "") -> None:
        self.what = what
        self.kept = kept
        self.todo = todo
        super().__init__("; ".join(part for part in (what, kept, todo) if part) + ".")

    @property
    def sentence(self) -> str:
        """The text where it stands by itself: with a capital letter."""
        return str(self)[:1].upper() + str(self)[1:]


class CannotOpen(UserError):
    """The file is missing, a directory, or may not be read."""


class NotADatabase(UserError):
    """The file is something else than a LeadDesk file."""


class NewerFile(UserError):
    """A newer LeadDesk made this file."""


class Missing(CannotOpen):
    """There is no file of that name, now or any more."""


class OlderFile(UserError):
    """An older LeadDesk made this file, and it was not brought up to date yet."""


class Damaged(UserError):
    """The file's structure is broken."""


class ReadOnly(UserError):
    """The file or its folder cannot be written."""


class NeedsRecovery(ReadOnly):
    """Somebody's computer stopped in the middle of saving, and we lack the right to clean up."""


class FileReplaced(UserError):
    """Another file lies where the open one was."""


class WentBack(UserError):
    """The file is an older copy of what we have seen."""


class ShareLost(UserError):
    """The disk or the network share does not answer."""


class DiskFull(UserError):
    """No space was left to save."""


class Busy(UserError):
    """Somebody else is saving for longer than we wait."""


class NotFound(UserError):
    """No record with that id or name."""


class Gone(NotFound):
    """The record was deleted: by whom, when, and what it was called, so that it can be brought back.

    `deed` is the call that met it, for a window that offers to restore the record and try again; whoever ran the
    call sets it.
    """

    def __init__(self, kind: "Kind", record_id: int, title: str, who: str, when: datetime | None) -> None:
        self.kind, self.record_id, self.title = kind, record_id, title
        self.who, self.when = who, when
        self.deed: Callable[..., Any] | None = None
        word = kind.replace("_", " ")
        called = f"{word} “{title}”" if title else f"{word} {record_id}"
        by = f" by {who}" if who else ""
        super().__init__(f"{called} was deleted{by}", todo="undo the deletion to get it back")


class Invalid(UserError):
    """A value cannot be understood or is not allowed."""


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """One field that was changed by `who` since it was read, as texts that a person types and reads.

    `before` is what it was when it was read (None: no longer known), `theirs` what it is now, `mine` what it was to
    become.
    """

    field: str
    before: str | None
    theirs: str
    mine: str
    who: str
    when: datetime | None


class Conflict(UserError):
    """Somebody changed the same fields since they were read; `version` is the record's now.

    A choice that is written with that `version` as seen is asked about again only if somebody comes in between.
    """

    def __init__(
        self, kind: "Kind", record_id: int, version: int, fields: Sequence[FieldConflict], title: str = ""
    ) -> None:
        self.kind, self.record_id, self.version, self.title = kind, record_id, version, title
        self.fields = tuple(fields)
        super().__init__(*self._sentence())

    @property
    def who(self) -> str:
        """Everybody who changed one of the fields."""
        return " and ".join(dict.fromkeys(field.who or "Somebody" for field in self.fields)) or "Somebody"

    @property
    def when(self) -> datetime | None:
        """When the last of the fields was changed."""
        return max((field.when for field in self.fields if field.when is not None), default=None)

    def _sentence(self) -> tuple[str, str, str]:
        return (
            f"{self.who} changed {self._names} while you were editing",
            "your text is kept in the form",
            "look at the new value and save again",
        )

    @property
    def _names(self) -> str:
        return " and ".join(field.field.replace("_", " ") for field in self.fields)


class DeletionConflict(Conflict):
    """Somebody changed a record since the person saw it who wants to delete it; `mine` of its fields is empty."""

    def _sentence(self) -> tuple[str, str, str]:
        changed = f"{self._names} of “{self.title}”" if self.fields else f"“{self.title}”"
        return f"{self.who} changed {changed} since you saw it", "it was not deleted", "look at it and delete it again"


class CannotUndo(UserError):
    """Nothing to undo, or the rows were changed since."""


class BadFile(UserError):
    """A file to import cannot be read as what it claims to be."""


class Cancelled(UserError):
    """The person stopped a long job."""
