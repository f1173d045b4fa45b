"""How a guest is written into a slot of fixed size.

A slot is a checksum and JSON, padded with spaces, and at its end the mark: since when the guest has been saving. The
mark comes and goes with everything that is saved, so it is written by itself.
"""

import json
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypedDict

from leaddesk.domain.guests import Guest

SLOT_SIZE = 512
MARK_SIZE = 14  # milliseconds since 1970, or spaces
_BLANK = b"\0 \n"
_FACTS_SIZE = SLOT_SIZE - MARK_SIZE


class Said(TypedDict, total=False):
    """What a program tells of itself."""

    name: str
    initials: str
    colour: str
    version: str
    reading_only: bool
    record: int | None


def slots_in(raw: bytes) -> dict[int, bytes]:
    """The slots by their number, without those that nobody ever wrote or whose guest has left."""
    pieces = ((start // SLOT_SIZE, raw[start : start + SLOT_SIZE]) for start in range(0, len(raw), SLOT_SIZE))
    return {slot: piece for slot, piece in pieces if piece.strip(_BLANK)}


def encoded(guest: Guest) -> bytes:
    """A slot: a checksum, JSON that a person can read, spaces. Texts that would not fit are cut."""
    for longest in (64, 32, 16, 8, 4):
        text = json.dumps(_facts(guest, longest), ensure_ascii=False, separators=(",", ":"))
        raw = text.encode("utf-8", "replace")
        if len(raw) <= _FACTS_SIZE - 10:
            break
    return (b"%08x %s" % (zlib.crc32(raw), raw)).ljust(_FACTS_SIZE - 1) + b"\n" + mark(guest.saving_since)


def mark(since: datetime | None) -> bytes:
    """The end of a slot."""
    return b"%-13d\n" % round(since.timestamp() * 1000) if since else b" " * (MARK_SIZE - 1) + b"\n"


def decoded(slot: bytes) -> Guest | None:
    """What a slot says; None if it is blank, half written or not ours."""
    checksum, _, raw = slot[:_FACTS_SIZE].rstrip(_BLANK).partition(b" ")
    try:
        if int(checksum, 16) != zlib.crc32(raw):
            return None
        guest = _guest(json.loads(raw))
        since = slot[_FACTS_SIZE:].strip(_BLANK)
        return replace(guest, saving_since=datetime.fromtimestamp(int(since) / 1000, UTC)) if since else guest
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _facts(guest: Guest, longest: int) -> dict[str, Any]:
    return {
        "client": guest.client[:36],
        "name": guest.name[:longest],
        "initials": guest.initials[:longest],
        "colour": guest.colour[:longest],
        "host": guest.host[:longest],
        "pid": guest.pid,
        "version": guest.version[:longest],
        "opened": guest.opened_at.isoformat(),
        "seen": guest.seen_at.isoformat(),
        "reading": guest.reading_only,
        "record": guest.record,
        "task": guest.task[:longest],
    }


def _guest(facts: dict[str, Any]) -> Guest:
    return Guest(
        client=str(facts["client"]),
        name=str(facts["name"]),
        initials=str(facts["initials"]),
        colour=str(facts["colour"]),
        host=str(facts["host"]),
        pid=int(facts["pid"]),
        version=str(facts["version"]),
        opened_at=_time(facts["opened"]),
        seen_at=_time(facts["seen"]),
        reading_only=bool(facts["reading"]),
        record=None if facts["record"] is None else int(facts["record"]),
        task=str(facts["task"]),
    )


def _time(text: str) -> datetime:
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError(text)
    return time
