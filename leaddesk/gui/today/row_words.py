"""What a row of the day says: second line, chip, and the whole for a screen reader."""

from datetime import datetime

from leaddesk.gui.models.today_model import Row, Section, section_text, title_text
from leaddesk.gui.step_words import about_words, due_words
from leaddesk.gui.texts import ago_text, tr
from leaddesk.gui.widgets.painting import ChipKind
from leaddesk.gui.widgets.plan_line import kind_text

_CHIPS = {Section.OVERDUE: ChipKind.BAD, Section.TODAY: ChipKind.WARN}


def second_line(row: Row, now: datetime) -> str:
    """What a follow-up is about, or how long a deal without one has been silent."""
    if row.step is not None:
        return about_words(row.step)
    if row.stuck is None:
        return ""
    last = row.stuck.last_at
    spoken = tr("last contact {ago}").format(ago=ago_text(last, now)) if last else tr("no contact yet")
    return " · ".join(part for part in (row.stuck.stage, row.stuck.card.company, spoken) if part)


def chip(row: Row, now: datetime) -> tuple[str, ChipKind]:
    """When a follow-up is due, or what a deal without one asks for."""
    if row.step is None:
        return tr("Plan next step"), ChipKind.DASHED
    said = due_words(row.step.followup, now, with_day=row.section is not Section.TODAY)
    return said, _CHIPS.get(row.section, ChipKind.PLAIN)


def spoken(row: Row, now: datetime) -> str:
    """The row for somebody who cannot see it."""
    if row.is_head:
        return title_text(row)
    owner = row.step.owner if row.step else row.stuck.card.owner if row.stuck else ""
    due, _ = chip(row, now)
    parts = (
        kind_text(row.step.followup.kind) if row.step else "",
        title_text(row),
        second_line(row, now),
        section_text(row.section),
        due if row.step else "",
        owner,
    )
    return ", ".join(part for part in parts if part)
