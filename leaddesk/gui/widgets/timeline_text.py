"""What a line of a timeline says."""

import re
from collections.abc import Callable

from leaddesk.domain.records import Direction
from leaddesk.domain.summaries import EntryKind, TimelineEntry
from leaddesk.gui.texts import duration_text, tr

SAID = (EntryKind.NOTE, EntryKind.CALL, EntryKind.EMAIL, EntryKind.MEETING)
ZERO_SPACE = "\u200b"
_LONG = re.compile(r"\S{25,}")
_PIECE = re.compile(r".{1,12}")


def headline(entry: TimelineEntry, me: str, *, answered: bool = False) -> str:
    """The sentence above an entry; I am called "You". `answered`: we had written to them before."""
    who = tr("You") if entry.who == me else entry.who
    said = _HEADLINES[entry.kind](entry, who, answered)
    if entry.duration_minutes:
        return tr("{said} · {minutes} min").format(said=said, minutes=entry.duration_minutes)
    return said


def body_text(entry: TimelineEntry) -> str:
    """What stands under the headline: what was said, after how long a deal moved on, the note of a lost one."""
    if entry.kind in SAID:
        return "\n".join(part for part in (entry.subject, entry.body) if part)
    after = tr("after {time}").format(time=duration_text(entry.lasted)) if entry.lasted is not None else ""
    note = entry.body if entry.kind is EntryKind.LOST else ""
    return "\n".join(part for part in (after, note) if part)


def breakable(text: str) -> str:
    """The text with places where a line may break in words that are longer than a line, such as addresses."""
    return _LONG.sub(lambda run: ZERO_SPACE.join(_PIECE.findall(run[0])), text)


def _note(_: TimelineEntry, who: str, __: bool) -> str:
    return tr("{who} wrote a note").format(who=who) if who else tr("Note")


def _call(entry: TimelineEntry, _: str, __: bool) -> str:
    if entry.direction is Direction.IN:
        return tr("{whom} called").format(whom=entry.whom or tr("They"))
    return tr("Call with {whom}").format(whom=entry.whom) if entry.whom else tr("Call")


def _email(entry: TimelineEntry, who: str, answered: bool) -> str:
    if entry.direction is Direction.IN:
        said = tr("{whom} replied") if answered else tr("{whom} wrote")
        return said.format(whom=entry.whom or tr("They"))
    if not who:
        return tr("E-mail to {whom}").format(whom=entry.whom) if entry.whom else tr("E-mail sent")
    if not entry.whom:
        return tr("{who} sent an e-mail").format(who=who)
    return tr("{who} emailed {whom}").format(who=who, whom=entry.whom)


def _meeting(entry: TimelineEntry, _: str, __: bool) -> str:
    return tr("Meeting with {whom}").format(whom=entry.whom) if entry.whom else tr("Meeting")


def _moved(entry: TimelineEntry, who: str, _: bool) -> str:
    if not entry.subject:
        return tr("Moved to {stage}").format(stage=entry.body)
    way = tr("{left} → {entered}").format(left=entry.subject, entered=entry.body)
    return tr("{who} moved {way}").format(who=who, way=way) if who else way


def _won(_: TimelineEntry, who: str, __: bool) -> str:
    return tr("{who} won the deal").format(who=who) if who else tr("Won")


def _lost(entry: TimelineEntry, _: str, __: bool) -> str:
    return tr("Lost: {reason}").format(reason=entry.subject) if entry.subject else tr("Lost")


def _reopened(_: TimelineEntry, who: str, __: bool) -> str:
    return tr("{who} reopened the deal").format(who=who) if who else tr("Reopened")


def _done(entry: TimelineEntry, _: str, __: bool) -> str:
    return tr("Done: {subject}").format(subject=entry.subject)


def _added(_: TimelineEntry, __: str, ___: bool) -> str:
    return tr("Deal added")


_HEADLINES: dict[EntryKind, Callable[[TimelineEntry, str, bool], str]] = {
    EntryKind.NOTE: _note,
    EntryKind.CALL: _call,
    EntryKind.EMAIL: _email,
    EntryKind.MEETING: _meeting,
    EntryKind.MOVED: _moved,
    EntryKind.WON: _won,
    EntryKind.LOST: _lost,
    EntryKind.REOPENED: _reopened,
    EntryKind.DONE: _done,
    EntryKind.ADDED: _added,
}
