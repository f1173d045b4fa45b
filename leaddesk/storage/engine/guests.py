"""How a guest is written into a slot of fixed size."""

import json
import zlib
from datetime import datetime
from typing import Any

from leaddesk.domain.guests import Guest

SLOT_SIZE = 512
_BLANK = b"\0 \n"


def slots_in(raw: bytes) -> dict[int, bytes]:
    """The slots by their number, without those that nobody ever wrote or whose guest has left."""
    pieces = ((start // SLOT_SIZE, raw[start : start + SLOT_SIZE]) for start in range(0, len(raw), SLOT_SIZE))
    return {slot: piece for slot, piece in pieces if piece.strip(_BLANK)}


def encoded(guest: Guest) -> bytes:
    """A slot: a checksum, JSON that a person can read, spaces. Texts that would not fit are cut."""
    for longest in (64, 32, 16, 8, 4):
        text = json.dumps(_facts(guest, longest), ensure_ascii=False, separators=(",", ":"))
        raw = text.encode("utf-8", "replace")
        if len(raw) <= SLOT_SIZE - 10:
            break
    return (b"%08x %s" % (zlib.crc32(raw), raw)).ljust(SLOT_SIZE - 1) + b"\n"


def decoded(slot: bytes) -> Guest | None:
    """What a slot says; None if it is blank, half written or not ours."""
    checksum, _, raw = slot.rstrip(_BLANK).partition(b" ")
    try:
        if int(checksum, 16) != zlib.crc32(raw):
            return None
        return _guest(json.loads(raw))
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
        "saving": guest.saving_since and guest.saving_since.isoformat(),
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
        saving_since=None if facts["saving"] is None else _time(facts["saving"]),
        task=str(facts["task"]),
    )


def _time(text: str) -> datetime:
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError(text)
    return time
