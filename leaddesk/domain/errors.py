"""Problems of the user's world, each with a sentence that a person can act on.

Everything that is not a UserError is a mistake of the program.
"""


class UserError(Exception):
    """A problem that the person can do something about.

    The text is one sentence in three parts: what happened, what was kept, what to do.
    """

    def __init__(self, what: str, kept: str = "nothing was changed", todo: str = "") -> None:
        self.what = what
        self.kept = kept
        self.todo = todo
        super().__init__("; ".join(part for part in (what, kept, todo) if part) + ".")


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


class Invalid(UserError):
    """A value cannot be understood or is not allowed."""


class Conflict(UserError):
    """Somebody changed the same field since it was read."""


class CannotUndo(UserError):
    """Nothing to undo, or the rows were changed since."""


class BadFile(UserError):
    """A file to import cannot be read as what it claims to be."""


class Cancelled(UserError):
    """The person stopped a long job."""
