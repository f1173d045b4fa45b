"""Why a deal was won or lost."""

from leaddesk.domain.errors import Invalid
from leaddesk.domain.records import LOST_REASONS, DealStatus

WON_REASONS = ("Best fit", "Price", "Good experience with us", "Recommended", "Faster than others", "Other")
REASONS = {DealStatus.WON: WON_REASONS, DealStatus.LOST: LOST_REASONS}  # that are offered; others may be written
OTHER = "Other"


def check_reason(status: DealStatus, reason: str, note: str, kept: str = "nothing was changed") -> None:
    """Invalid if that is no reason for this end: a lost deal needs one, and "Other" a note."""
    if status is DealStatus.LOST and not reason.strip():
        raise Invalid("a lost deal needs a reason", kept, "say why it was lost")
    if reason.strip().lower() == OTHER.lower() and not note.strip():
        raise Invalid('the reason "Other" needs a note', kept, "say in a few words what it was")
