"""What a backup is called, and what is in it, in words."""

from collections.abc import Mapping

from leaddesk.domain.backups import Backup, Why
from leaddesk.gui.texts import number_text, tr


def why_text(backup: Backup) -> str:
    """Why it was made, or why it cannot be used."""
    if backup.problem:
        return tr("Cannot be used")
    return {
        Why.ROUTINE: tr("By itself"),
        Why.ASKED: tr("Asked for"),
        Why.MIGRATION: tr("Before an update of the file"),
        Why.IMPORT: tr("Before an import"),
        Why.DELETION: tr("Before many were deleted"),
        Why.RESTORE: tr("Before a restore"),
    }[backup.why]


def record_words() -> tuple[tuple[str, str], ...]:
    """(table, name) of the records that are counted for a person."""
    return (
        ("deal", tr("Deals")),
        ("contact", tr("Contacts")),
        ("company", tr("Companies")),
        ("lead", tr("Leads")),
        ("activity", tr("Activities")),
        ("followup", tr("Follow-ups")),
    )


def contents_text(counts: Mapping[str, int]) -> str:
    """'60 deals, 80 contacts, 40 companies'."""
    if not counts:
        return ""
    return tr("{deals} deals, {contacts} contacts, {companies} companies").format(
        deals=number_text(counts.get("deal", 0)),
        contacts=number_text(counts.get("contact", 0)),
        companies=number_text(counts.get("company", 0)),
    )
